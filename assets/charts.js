// Charts in the browser: colours of the theme, the phone's variant, clicks and the brush as
// intents. Figures arrive with token names, var(--gain); they get their values here, just before
// drawing, so one figure serves both themes and a change of theme needs no request.
(() => {
  "use strict";
  const phone = window.matchMedia("(max-width: 639.98px)");
  const fine = window.matchMedia("(pointer: fine)");
  const root = document.documentElement;
  const sent = new WeakMap(); // graph element -> the figure as the server sent it
  const bound = new WeakSet();
  let printing = false;

  // --- colours -----------------------------------------------------------------------------

  const palettes = new Map();

  // The values of the custom properties in one theme, each read once.
  function palette(name) {
    if (!palettes.has(name)) palettes.set(name, { values: new Map() });
    return palettes.get(name);
  }

  const current = () => (printing ? "light" : root.getAttribute("data-bs-theme") || "light");

  function read(colours, name) {
    if (!colours.values.has(name)) {
      colours.values.set(name, /^div-\d\.|softink$/.test(name)
        ? ramp(colours, name)
        : getComputedStyle(root).getPropertyValue(`--${name}`).trim());
    }
    return colours.values.get(name);
  }

  function channels(colour) {
    const hex = /^#([0-9a-f]{6})/i.exec(colour);
    if (hex) return [0, 2, 4].map((i) => parseInt(hex[1].slice(i, i + 2), 16));
    return (colour.match(/[\d.]+/g) || [0, 0, 0]).slice(0, 3).map(Number);
  }

  const mixed = (a, b, share) =>
    `rgb(${channels(a).map((v, i) => Math.round(v * (1 - share) + channels(b)[i] * share)).join(",")})`;

  function luminance(colour) {
    const [r, g, b] = channels(colour).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  const ink = (ground) => {
    const light = luminance(ground);
    return 1.05 / (light + 0.05) > (light + 0.05) / 0.05 ? "#fff" : "#000";
  };

  // div-5.25 lies between two stops of the ramp, div-5.25-soft is mixed with the surface, and
  // -ink or -softink is the black or white that contrasts more with it.
  function ramp(colours, name) {
    const [, at, soft, wantsInk] = /^div-([\d.]+)-?(soft)?(ink)?$/.exec(name) || [];
    const place = Math.min(8, Math.max(0, Number(at) || 0));
    const low = Math.floor(place);
    const ends = [low, Math.min(8, low + 1)].map((stop) => read(colours, `div-${stop}`));
    let colour = mixed(ends[0], ends[1], place - low);
    if (soft) colour = mixed(colour, read(colours, "surface"), 0.4);
    return wantsInk ? ink(colour) : colour;
  }

  // A deep copy with every var(--x) replaced by its value.
  function coloured(thing, colours) {
    if (typeof thing === "string") {
      return thing.includes("var(--")
        ? thing.replace(/var\(--([\w.-]+)\)/g, (_, name) => read(colours, name)) : thing;
    }
    if (Array.isArray(thing)) return thing.map((one) => coloured(one, colours));
    if (thing && typeof thing === "object" && Object.getPrototypeOf(thing) === Object.prototype) {
      const copy = {};
      for (const key of Object.keys(thing)) copy[key] = coloured(thing[key], colours);
      return copy;
    }
    return thing;
  }

  // --- the figure as it is drawn -------------------------------------------------------------

  const family = 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
  const axis = {
    gridcolor: "var(--grid)", gridwidth: 1, zeroline: false, showline: false, ticks: "",
    tickfont: { size: 12, color: "var(--text3)" }, automargin: false, fixedrange: true,
    // Plotly would measure every label to hide what leaves the chart, and to turn what is too wide.
    ticklabelstandoff: 4, ticklabeloverflow: "allow", tickangle: 0,
    // With a standoff plotly would measure every label of an axis, whether it has a title or not.
    title: { font: { size: 12, color: "var(--text3)" } },
    spikecolor: "var(--control)", spikethickness: 1, spikedash: "solid", spikemode: "across",
  };
  const template = {
    layout: {
      font: { family, size: 12, color: "var(--text2)" },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      colorway: [1, 2, 3, 4, 5].map((n) => `var(--cat-${n})`),
      hoverlabel: { bgcolor: "var(--surface)", bordercolor: "var(--border)", align: "left",
        font: { family, size: 12.5, color: "var(--text2)" }, namelength: -1 },
      hoverdistance: 24, bargap: 0.3, barcornerradius: 0,
      newselection: { line: { color: "var(--accent)", width: 1, dash: "solid" } },
      activeselection: { fillcolor: "var(--accent)", opacity: 0.08 },
      xaxis: axis, yaxis: axis,
    },
    data: {},
  };

  const config = {
    displayModeBar: false, displaylogo: false, scrollZoom: false, doubleClick: false,
    showTips: false, responsive: true, locale: "en-IN",
  };
  const locale = {
    moduleType: "locale", name: "en-IN", dictionary: {},
    format: { decimal: ".", thousands: ",", grouping: [3, 2, 2, 2, 2], currency: ["₹", ""],
      date: "%-d %b %Y", dateTime: "%-d %b %Y %H:%M" },
  };

  const isPlain = (thing) => thing && typeof thing === "object" && !Array.isArray(thing);

  function merged(base, over) {
    const result = { ...base };
    for (const [key, value] of Object.entries(over || {})) {
      result[key] = isPlain(value) && isPlain(result[key]) ? merged(result[key], value) : value;
    }
    return result;
  }

  // The figure for the present theme and width. `theme` is given for pictures on paper.
  function prepared(figure, { theme: wanted = current(), narrow = phone.matches } = {}) {
    const colours = palette(wanted);
    let data = figure.data || [], layout = figure.layout || {};
    const small = narrow && layout.meta && layout.meta.phone;
    if (small) {
      const drop = new Set(small.drop || []);
      data = small.data || data.filter((_, index) => !drop.has(index));
      layout = merged(layout, small.layout);
      if (small.height) layout.height = small.height;
    }
    const { meta, ...rest } = layout;
    const ready = coloured(rest, colours);
    ready.meta = meta;
    ready.template = coloured(template, colours);
    if (meta && meta.brush && fine.matches) ready.dragmode = "select";
    return { data: coloured(data, colours), layout: ready,
      config: { ...figure.config, ...config }, frames: figure.frames };
  }

  function drawn(draw, gd, figure, again) {
    const element = typeof gd === "string" ? document.getElementById(gd) : gd;
    sent.set(element, figure);
    if (printing) return painted(draw, element, figure);
    if (!again || !element._fullLayout) {
      return window.turns.first(() => (element.isConnected ? painted(draw, element, sent.get(element)) : element));
    }
    return window.turns.take(element, () => painted(draw, element, figure),
      () => sent.get(element) !== figure);
  }

  // Plotly compares arrays by identity and draws a chart as a whole where one differs: what a new
  // figure has in common with the one that stands is handed over as it was.
  function shared(before, now) {
    if (before === now || !before || !now || typeof now !== "object") return now;
    if (Array.isArray(before) !== Array.isArray(now)) return now;
    const keys = Object.keys(now);
    const copy = Array.isArray(now) ? [] : {};
    let same = Object.keys(before).length === keys.length;
    for (const key of keys) {
      copy[key] = shared(before[key], now[key]);
      same = same && copy[key] === before[key];
    }
    return same ? before : copy;
  }

  const standing = new WeakMap(); // graph element -> what plotly was given, and the ground it is for

  function handed(element, ready) {
    const ground = `${current()} ${phone.matches} ${printing}`;
    const before = standing.get(element);
    if (!element._fullLayout || !before || before.ground !== ground) {
      standing.set(element, { ground, ...ready });
      return ready;
    }
    const data = ready.data.map((trace, at) => restated(before.data[at], trace));
    const next = { ...ready, data: shared(before.data, data), layout: shared(before.layout, ready.layout) };
    standing.set(element, { ground, ...next });
    return next;
  }

  // Which mark is picked changes nothing that is drawn from these: the old list learns it.
  function restated(before, trace) {
    const old = (before || {}).customdata, now = trace.customdata;
    if (!old || !now || old.length !== now.length) return trace;
    if (now.some((one, at) => !one || !old[at] || one[0] !== old[at][0])) return trace;
    now.forEach((one, at) => { old[at] = one; });
    return { ...trace, customdata: old };
  }

  // Asking for its size in the midst of drawing makes the browser lay out the whole page, for each
  // chart anew. It is watched instead; plotly only needs to know that it is not zero, and with a
  // width that is given it leaves fitting a chart to its place to us.
  const widths = new WeakMap(), misfits = new Set();
  let fitting = 0;
  const sized = new ResizeObserver((all) => {
    for (const { target, contentRect: { width } } of all) {
      widths.set(target, width);
      if (width && target._fullLayout && target._fullLayout.width !== width) misfits.add(target);
    }
    clearTimeout(fitting);
    fitting = setTimeout(() => {
      const due = [...misfits].filter((gd) => sent.has(gd) && gd._fullLayout);
      misfits.clear();
      due.forEach((gd) => window.Plotly.react(gd, sent.get(gd)));
    }, 100);
  });

  function measured(element, layout) {
    if (widths.has(element)) {
      if (layout.height && widths.get(element)) layout.width = widths.get(element);
      return;
    }
    widths.set(element, 0);
    sized.observe(element);
    for (const side of ["clientWidth", "clientHeight"]) Object.defineProperty(element, side, { value: 1 });
  }

  function painted(draw, element, figure) {
    const wanted = prepared(figure);
    const { annotations, ...layout } = wanted.layout; // charts-notes.js writes them
    wanted.layout = layout;
    if (!printing) measured(element, layout);
    const ready = handed(element, wanted);
    const holder = element.closest(".dash-graph");
    if (holder && ready.layout.height) holder.style.height = `${ready.layout.height}px`;
    return draw(element, ready).then((result) => {
      window.notes.write(element, annotations);
      bind(element);
      window.turns.watch(element);
      if (printing) shrinking(true);
      element.classList.toggle("chart--rows", Boolean(ready.layout.meta && ready.layout.meta.rows));
      performance.mark("chart-painted", { detail: nameOf(element) });
      element.dispatchEvent(new CustomEvent("chart-drawn", { bubbles: true }));
      return result;
    });
  }

  const asFigure = (data, layout, settings) =>
    (Array.isArray(data) || !data ? { data, layout, config: settings } : data);

  function wrap() {
    const plotly = window.Plotly;
    if (!plotly || plotly.tokens) return;
    plotly.tokens = true;
    plotly.register(locale);
    for (const name of ["newPlot", "react"]) {
      const draw = plotly[name].bind(plotly);
      plotly[name] = (gd, data, layout, settings) =>
        drawn(draw, gd, asFigure(data, layout, settings), name === "react");
    }
    const purge = plotly.purge.bind(plotly);
    plotly.purge = (gd) => {
      bound.delete(gd);
      return purge(gd);
    };
  }
  // Plotly is the largest file. Dash begins without it, and waits for this promise where it draws.
  if (window.Plotly) wrap();
  else window.Plotly = new Promise((loaded, failed) => {
    const fetched = () => {
      const script = document.createElement("script");
      script.src = document.querySelector('meta[name="plotly"]').content;
      script.onload = () => { wrap(); loaded(); };
      script.onerror = failed;
      document.head.append(script);
    };
    document.addEventListener("DOMContentLoaded", () => setTimeout(fetched, 16));
  });

  const graphs = () => [...document.querySelectorAll(".js-plotly-plot")].filter((g) => sent.has(g));
  let theme = current();
  function redraw() {
    theme = current();
    graphs().forEach((gd) => window.Plotly.react(gd, sent.get(gd)));
  }
  new MutationObserver(() => {
    if (current() !== theme) redraw();
  }).observe(root, { attributes: true, attributeFilter: ["data-bs-theme"] });
  phone.addEventListener("change", redraw);

  // On paper and in pictures the light tokens count, whatever the reader's theme is.
  function inLight(work) {
    const chosen = root.getAttribute("data-bs-theme");
    if (chosen === "light" || chosen === null) return work();
    root.setAttribute("data-bs-theme", "light");
    try {
      return work();
    } finally {
      root.setAttribute("data-bs-theme", chosen);
    }
  }
  // A sheet may be narrower than the window: drawings with a view box shrink with it.
  function shrinking(on) {
    for (const svg of document.querySelectorAll(".js-plotly-plot .main-svg")) {
      if (on) svg.setAttribute("viewBox", `0 0 ${svg.width.baseVal.value} ${svg.height.baseVal.value}`);
      else svg.removeAttribute("viewBox");
    }
  }
  window.addEventListener("beforeprint", () => {
    printing = true;
    inLight(redraw);
    shrinking(true);
  });
  window.addEventListener("afterprint", () => {
    printing = false;
    shrinking(false);
    redraw();
  });

  // --- what a reader does with a chart --------------------------------------------------------

  let shift = false;
  for (const kind of ["pointerdown", "pointerup", "keydown", "keyup"]) {
    document.addEventListener(kind, (event) => { shift = event.shiftKey; }, true);
  }

  const nameOf = (gd) => {
    const wrapper = gd.closest("[data-chart]");
    return wrapper ? wrapper.dataset.chart : "";
  };

  let count = Date.now();
  function send(intent) {
    if (window.intents) window.intents.send(intent);
    else window.dash_clientside.set_props("intent", { data: { ...intent, n: ++count } });
  }

  let latest = { pick: "", at: 0 };
  // A mark may announce one click twice, and a double click means one.
  function picked(gd, pick, add) {
    const now = performance.now();
    if (!pick || (latest.pick === pick && now - latest.at < 350)) return;
    latest = { pick, at: now };
    send({ kind: "pick", pick, add }); // first: the server works while the browser paints
    answer(gd, pick, add);
  }

  // The picked mark answers at once: the others step back before the server's figure is here.
  // Set on the marks themselves, for plotly would draw the whole chart anew. Should no figure come
  // (nothing changed after all), all is put back.
  function answer(gd, pick, add) {
    if (add) return;
    const before = sent.get(gd), old = [];
    for (const drawing of gd.querySelectorAll(".trace")) {
      const { trace } = (drawing.__data__ || [{}])[0] || {};
      if (!trace || !trace.customdata || !trace.marker || !Array.isArray(trace.marker.opacity)) continue;
      const clearing = trace.customdata.some((one) => one[0] === pick && one[1] === "picked");
      for (const mark of drawing.querySelectorAll(".point")) {
        const at = mark.__data__ ? mark.__data__.i : -1;
        if (!trace.customdata[at]) continue;
        const style = (mark.matches("path") ? mark : mark.querySelector("path") || mark).style;
        old.push([style, style.opacity]);
        style.opacity = clearing || trace.customdata[at][0] === pick ? 1 : 0.35;
      }
    }
    if (!old.length) return;
    setTimeout(() => {
      if (sent.get(gd) === before) old.forEach(([style, value]) => { style.opacity = value; });
    }, 5000);
  }

  // A mouse that rests on a mark may click it: the server draws what that would show.
  const guessed = new Set();
  let resting = 0;
  function ahead(pick) {
    clearTimeout(resting);
    if (!pick || (navigator.connection || {}).saveData) return;
    resting = setTimeout(() => {
      const { pathname: path, search: query } = location;
      const address = `/ahead?${new URLSearchParams({ path, query, pick })}`;
      if (guessed.has(address)) return;
      guessed.add(address);
      fetch(address, { priority: "low" }).catch(() => guessed.delete(address));
    }, 70);
  }

  function bind(gd) {
    if (bound.has(gd) || !gd.on) return;
    bound.add(gd);
    gd.on("plotly_click", (event) => {
      const point = (event.points || []).find((p) => p.customdata && p.customdata[0]);
      const add = event.event ? event.event.shiftKey : shift;
      if (point) picked(gd, point.customdata[0], Boolean(add || shift));
    });
    gd.on("plotly_hover", (event) => {
      const point = (event.points || []).find((p) => p.customdata && p.customdata[0]);
      pointer(gd, point ? "pointer" : "");
      ahead(point ? point.customdata[0] : "");
    });
    gd.on("plotly_unhover", () => {
      pointer(gd, "");
      ahead("");
    });
    gd.on("plotly_selected", (event) => brushed(gd, event));
  }

  function pointer(gd, cursor) {
    for (const layer of gd.querySelectorAll(".nsewdrag")) layer.style.cursor = cursor;
  }

  const moment = (text) => Date.parse(String(text).replace(" ", "T"));

  // A stretch of the trend becomes the days of the steps inside it.
  function brushed(gd, event) {
    const range = event && event.range && event.range.x;
    if (!range) return;
    const [from, to] = range.map(moment).sort((a, b) => a - b);
    const trace = gd.data.find((one) => one.meta === "walk" && one.customdata);
    const inside = (trace ? trace.x : []).flatMap((x, index) =>
      (moment(x) >= from && moment(x) <= to ? [trace.customdata[index][0]] : []));
    if (inside.length) {
      const since = new URLSearchParams(inside[0]).get("since");
      const until = new URLSearchParams(inside[inside.length - 1]).get("until");
      send({ kind: "period", since, until });
    }
    window.Plotly.relayout(gd, { selections: [] });
  }

  // Names and numbers beside a chart of rows belong to the row's mark.
  document.addEventListener("click", (event) => {
    const gd = event.target.closest && event.target.closest(".js-plotly-plot");
    const full = gd && gd._fullLayout;
    if (!full || event.target.closest(".draglayer")) return;
    const rows = (full.meta || {}).rows;
    if (!rows) return;
    const y = event.clientY - gd.getBoundingClientRect().top - full.yaxis._offset;
    const line = full.yaxis.p2l(y);
    const row = rows.find(([at]) => Math.abs(at - line) <= 0.5);
    if (row) picked(gd, row[1], event.shiftKey);
  });

  window.charts = { prepared, inLight, sent, nameOf, picked };
})();
