// What stands beside a chart: the same numbers as a table, as CSV, and the picture as PNG.
(() => {
  "use strict";
  const wrapperOf = (name) =>
    [...document.querySelectorAll("[data-chart]")].find((one) => one.dataset.chart === name);
  const graphIn = (wrapper) => wrapper && wrapper.querySelector(".js-plotly-plot");
  const metaOf = (gd) => {
    const figure = gd && window.charts.sent.get(gd);
    return (figure && figure.layout && figure.layout.meta) || null;
  };

  const make = (tag, text, attributes = {}) => {
    const node = document.createElement(tag);
    if (text !== undefined) node.textContent = text;
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  };

  // --- table -------------------------------------------------------------------------------

  const isNumber = (text) => /^[+−]?₹?[\d,.]+\s?(K|L|Cr)?[×%]?$|^–$/.test(text);

  // A chart's twin comes as columns: rows are made of them when somebody asks.
  const rowsOf = ([first = [], ...others], most = Infinity) =>
    first.slice(0, most).map((one, at) => [one, ...others.map((column) => column[at])]);

  // The twin as a reader sees it: every value as its unit says, words as they are.
  function read({ columns, units, most }) {
    const words = columns.map((column, at) => (units[at]
      ? column.slice(0, most).map((value) => window.formats.formatted(units[at], value)) : column));
    return rowsOf(words, most);
  }

  function table(twin) {
    const { caption, labels } = twin, rows = read(twin);
    const right = labels.map((_, at) => at > 0 && rows.length > 0
      && rows.every((row) => isNumber(row[at])));
    const kind = (at) => ({ class: right[at] ? "number" : "text" });
    const node = make("table", undefined, { class: "plain-table" });
    node.append(make("caption", caption));
    const head = make("tr");
    labels.forEach((words, at) => head.append(make("th", words, { scope: "col", ...kind(at) })));
    node.append(make("thead"));
    node.tHead.append(head);
    const body = make("tbody");
    for (const row of rows) {
      const line = make("tr");
      row.forEach((words, at) => line.append(at === 0
        ? make("th", words, { scope: "row", class: "text" }) : make("td", words, kind(at))));
      body.append(line);
    }
    node.append(body);
    const frame = make("div", undefined,
      { class: "chart-table", tabindex: "0", role: "region", "aria-label": caption });
    frame.append(node);
    return frame;
  }

  function shown(wrapper) {
    return [...wrapper.children].find((one) => one.classList.contains("chart-table"));
  }

  function button(name) {
    return [...document.querySelectorAll('[data-tool="table"]')]
      .find((one) => one.dataset.for === name);
  }

  function press(name, on) {
    const tool = button(name);
    if (!tool) return;
    const words = on ? "Show as chart" : "Show as table";
    tool.setAttribute("aria-pressed", String(on));
    tool.setAttribute("aria-label", words);
    tool.title = words;
  }

  function opened(name, wrapper, meta) {
    const old = shown(wrapper);
    const fresh = table(meta.twin);
    if (old) old.replaceWith(fresh);
    else wrapper.append(fresh);
    wrapper.classList.add("chart--table");
    press(name, true);
  }

  function closed(name, wrapper) {
    const old = shown(wrapper);
    if (old) old.remove();
    wrapper.classList.remove("chart--table");
    press(name, false);
  }

  // --- files ---------------------------------------------------------------------------------

  function save(blob, name) {
    const link = make("a", undefined, { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  const slug = (text) => String(text || "").normalize("NFKD").toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
  const fileName = (name, meta) =>
    ["influencer-roi", slug(name), slug(meta.period)].filter(Boolean).join("_");

  // Spreadsheets run what starts like a formula; a quote before it keeps it text.
  function cell(value) {
    if (value === null || value === undefined) return "";
    if (typeof value === "number") return String(value);
    const text = String(value);
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  }

  const csv = ({ keys, columns }) =>
    `\uFEFF${[keys, ...rowsOf(columns)].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;

  let font = null;
  // The page's font as part of the picture: a drawing outside the page can't load it.
  async function fontFace() {
    if (font !== null) return font;
    const face = [...document.fonts].find((one) => /inter/i.test(one.family));
    const source = [...document.querySelectorAll('link[rel="preload"][as="font"]')]
      .map((one) => one.href)[0];
    if (!face || !source) return "";
    const bytes = new Uint8Array(await (await fetch(source)).arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 32_768) {
      text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
    }
    font = "<style>@font-face{font-family:Inter;font-weight:100 900;"
      + `src:url(data:font/woff2;base64,${btoa(text)}) format("woff2")}</style>`;
    return font;
  }

  const HEAD = 46, LINE = 20, SIDE = 18, LETTER = 8.1;
  // Words over as many lines as so many px need.
  function wrapped(words, width) {
    const lines = [""];
    for (const word of words.split(/\s+/)) {
      const last = lines[lines.length - 1];
      if (last && (last.length + word.length + 1) * LETTER > width) lines.push(word);
      else lines[lines.length - 1] = last ? `${last} ${word}` : word;
    }
    return lines;
  }
  const escaped = (text) =>
    text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  // The chart on paper: light, as wide as it stands, with the card's title and period on top.
  function poster(gd, meta) {
    const card = gd.closest("section, .card");
    const heading = card && card.querySelector("h2, h3");
    const lines = wrapped(heading ? heading.textContent : "", gd.offsetWidth);
    const title = lines.map((line) => `<b>${escaped(line)}</b>`);
    const period = `<span style="font-size:12px">${escaped(meta.period || "")}</span>`;
    const [figure, paper] = window.charts.inLight(() => [
      window.charts.prepared(window.charts.sent.get(gd), { theme: "light" }),
      ["surface", "text"].map((name) =>
        getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()),
    ]);
    const { layout } = figure;
    const head = HEAD + LINE * lines.length, margin = layout.margin || {};
    return {
      data: figure.data, layout: { ...layout, paper_bgcolor: paper[0],
        width: gd.offsetWidth + 2 * SIDE, height: (layout.height || 400) + head + SIDE,
        margin: { l: margin.l + SIDE, r: margin.r + SIDE, t: margin.t + head, b: margin.b + SIDE },
        title: { text: [...title, period].join("<br>"), automargin: false,
          x: 0, xref: "container", xanchor: "left", y: 1, yref: "container", yanchor: "top",
          pad: { l: SIDE, t: SIDE }, font: { size: 15, color: paper[1] } } },
    };
  }

  async function picture(gd, meta, name) {
    const figure = poster(gd, meta);
    const { width, height } = figure.layout;
    const svg = await window.Plotly.toImage(figure,
      { format: "svg", width, height, imageDataOnly: true });
    const source = svg.replace(/(<svg[^>]*>)/, `$1${await fontFace()}`);
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([source], { type: "image/svg+xml" }));
    await image.decode();
    const canvas = make("canvas");
    canvas.width = width * 2;
    canvas.height = height * 2;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(image.src);
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/png"); });
    save(blob, `${fileName(name, meta)}.png`);
  }

  // --- the tools -----------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const tool = event.target.closest && event.target.closest("[data-tool][data-for]");
    if (!tool) return;
    const name = tool.dataset.for;
    const wrapper = wrapperOf(name);
    const gd = graphIn(wrapper);
    const meta = metaOf(gd);
    if (!meta) return;
    if (tool.dataset.tool === "table") {
      if (shown(wrapper)) closed(name, wrapper);
      else opened(name, wrapper, meta);
    } else if (tool.dataset.tool === "csv") {
      save(new Blob([csv(meta.twin)], { type: "text/csv;charset=utf-8" }),
        `${fileName(name, meta)}.csv`);
    } else if (tool.dataset.tool === "png") picture(gd, meta, name);
  });
  // A chart that gets new numbers while its table is open: the table gets them too.
  document.addEventListener("chart-drawn", (event) => {
    const wrapper = event.target.closest("[data-chart]");
    const meta = metaOf(event.target);
    if (wrapper && meta && shown(wrapper)) opened(wrapper.dataset.chart, wrapper, meta);
  });

  window.charts_tools = { csv, cell, table, fileName };
})();
