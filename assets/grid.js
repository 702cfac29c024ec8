// Cells of the tables: what a number looks like, where a ratio stands, which way money went.
(() => {
  "use strict";
  const NARROW = "(max-width: 640px)";
  const MEDIUM = "(max-width: 1100px)";
  const COUNTS = ["orders", "posts"];
  const SLIM = { label: 148, date: 116, product: 116, roi: 76, net_return: 100 };
  const KEPT = ["label", "date", "product", "roi", "net_return"];
  const missing = (value) => value === null || value === undefined || Number.isNaN(value);
  const text = (params, unit) => window.formats.formatted(unit, params.value, false);

  const tables = {
    text,
    day: (params) => window.formats.date(params.value),
    // A missing number is neither small nor large: it stays at the end either way.
    undefinedLast(a, b, nodeA, nodeB, inverted) {
      if (missing(a) && missing(b)) return 0;
      if (missing(a)) return inverted ? -1 : 1;
      if (missing(b)) return inverted ? 1 : -1;
      return a - b;
    },
  };

  // A phone has room for the name and two figures, a tablet for all but counts; the other columns
  // come back when it turns.
  const narrow = window.matchMedia(NARROW), medium = window.matchMedia(MEDIUM);
  const spare = (one) => (narrow.matches ? !KEPT.includes(one) : medium.matches && COUNTS.includes(one));
  const least = ({ field, minWidth }) => (narrow.matches && SLIM[field]) || minWidth;
  window.tableColumns = { spare, least };
  const hidden = new WeakMap();
  const fit = (api) => {
    if (api.isDestroyed()) return;
    if (hidden.has(api)) api.setColumnsVisible(hidden.get(api), true);
    const gone = api.getColumns().filter((one) => one.isVisible() && spare(one.getColId()));
    hidden.set(api, gone);
    if (gone.length) api.setColumnsVisible(gone, false);
    slim(api);
  };
  const widths = new WeakMap();
  const slim = (api) => {
    if (!narrow.matches && !widths.has(api)) return;
    const defs = api.getColumnDefs();
    if (!widths.has(api)) widths.set(api, new Map(defs.map((one) => [one.field, one.minWidth])));
    api.setGridOption("columnDefs", defs.map((one) =>
      ({ ...one, minWidth: least({ ...one, minWidth: widths.get(api).get(one.field) }) })));
  };
  // What a reader chose of a table's columns is kept in the browser, by page and table; columns
  // that only the width hid are not a choice.
  const shelf = (name) => `columns:${location.pathname.split("/")[1]}:${name}`;
  const recall = (api, name) => {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(shelf(name))); } catch { /* none is kept */ }
    if (Array.isArray(kept)) api.applyColumnState({ state: kept });
  };
  const keep = (api, name) => {
    const byWidth = (hidden.get(api) || []).map((one) => one.getColId());
    const state = api.getColumnState().map(({ colId, hide, sort, sortIndex }) =>
      ({ colId, hide: hide && !byWidth.includes(colId), sort, sortIndex }));
    try { localStorage.setItem(shelf(name), JSON.stringify(state)); } catch { /* a private window */ }
  };
  document.addEventListener("columns-chosen", (event) => {
    const id = JSON.stringify({ name: event.detail, type: "grid" });
    if (document.getElementById(id)) {
      window.dash_ag_grid.getApiAsync(JSON.parse(id)).then((api) => keep(api, event.detail));
    }
  });
  const known = new WeakSet();
  const meet = () => {
    for (const element of document.querySelectorAll(".data-grid")) {
      if (known.has(element) || !element.id || !element.querySelector(".ag-root")) continue;
      known.add(element);
      window.dash_ag_grid.getApiAsync(JSON.parse(element.id)).then((api) => {
        const { name } = JSON.parse(element.id);
        recall(api, name);
        fit(api);
        api.addEventListener("sortChanged", (event) => {
          if (String(event.source).startsWith("ui")) keep(api, name);
        });
        for (const width of [narrow, medium]) width.addEventListener("change", () => fit(api));
      });
    }
  };
  new MutationObserver(meet).observe(document.documentElement, { childList: true, subtree: true });

  const make = (tag, props, ...children) => window.React.createElement(tag, props, ...children);
  const initials = (name) => name.split(/\s+/).slice(0, 2)
    .map((word) => [...word][0] || "").join("").toUpperCase();

  const STRIP_LOW = Math.log2(1 / 8), STRIP_HIGH = Math.log2(8);
  const place = (ratio) => {
    const x = Math.log2(Math.max(ratio, 1e-9));
    const share = (x - STRIP_LOW) / (STRIP_HIGH - STRIP_LOW);
    return `${Math.min(97, Math.max(3, share * 100)).toFixed(1)}%`;
  };

  const cells = {
    NameCell({ data }) {
      const name = data.label || "";
      const about = data.about
        ? make("span", { className: "cell-name__about" }, data.about) : null;
      const words = make("span", { className: "cell-name__words" },
        data.href ? make("a", { href: data.href, className: "cell-name__link",
          "data-soft-link": "1" }, name) : make("span", null, name), about);
      const disc = data.plain ? null
        : make("span", { className: "cell-name__disc", "aria-hidden": "true" }, initials(name));
      return make("span", { className: "cell-name" }, disc, words);
    },
    BarCell({ value, data }) {
      const width = missing(value) || !data.most ? 0 : Math.max(0, value / data.most) * 100;
      return make("span", { className: "cell-bar" },
        make("span", { className: "cell-bar__track", "aria-hidden": "true" },
          make("span", { className: "cell-bar__fill", style: { width: `${width.toFixed(1)}%` } })),
        make("span", null, window.formats.rupees(value)));
    },
    RatioCell({ value, data }) {
      const text = window.formats.ratio(value);
      if (missing(value)) {
        return make("span", { className: "cell-ratio", title: "Nothing was paid here" },
          make("span", { className: "cell-ratio__number" }, text));
      }
      const side = data.verdict === "Unclear" ? "unclear"
        : value < (data.threshold || 1) ? "loss" : "gain";
      const low = data.roi_low, high = data.roi_high;
      const known = !missing(low) && !missing(high);
      const interval = known ? make("span", { className: "cell-ratio__interval",
        style: { left: place(low), right: `${100 - parseFloat(place(high))}%` } }) : null;
      const said = known ? `If repeated, 90%: ${window.formats.ratio(low)} to ${
        window.formats.ratio(high)}` : null;
      return make("span", { className: `cell-ratio cell-ratio--${side}`, title: said },
        make("span", { className: "cell-ratio__number" }, text),
        make("span", { className: "cell-ratio__strip", "aria-hidden": "true" }, interval,
          make("span", { className: "cell-ratio__even",
            style: { left: place(data.threshold || 1) } }),
          make("span", { className: "cell-ratio__dot", style: { left: place(value) } })));
    },
    VerdictCell({ value, data }) {
      if (!value) return make("span", { className: "cell-verdict" }, "–");
      const kind = value.toLowerCase();
      const more = data.posts_to_tell;
      const said = value === "Unclear" && !missing(more)
        ? `About ${window.formats.count(more)} more ${more === 1 ? "post" : "posts"} would tell` : null;
      return make("span", { className: `cell-verdict cell-verdict--${kind}`, title: said },
        make("span", { className: "cell-verdict__mark", "aria-hidden": "true" }), value);
    },
    NetCell({ value }) {
      const side = missing(value) ? "plain" : value < 0 ? "loss" : "gain";
      return make("span", { className: `cell-net cell-net--${side}` },
        narrow.matches ? window.formats.signed_rupees_short(value) : window.formats.signed_rupees(value));
    },
    LineCell({ value }) {
      if (!Array.isArray(value) || value.length < 2) return null;
      const high = Math.max(...value), low = Math.min(...value, 0), span = high - low || 1;
      const points = value.map((v, i) =>
        `${(i / (value.length - 1) * 96 + 2).toFixed(1)},${(26 - (v - low) / span * 24).toFixed(1)}`);
      return make("svg", { className: "cell-line", viewBox: "0 0 100 28",
        preserveAspectRatio: "none", "aria-hidden": "true" },
      make("polyline", { points: points.join(" "), vectorEffect: "non-scaling-stroke" }));
    },
    LinkCell({ value }) {
      if (!value) return null;
      return make("a", { href: value, target: "_blank", rel: "noopener noreferrer" }, "Open post");
    },
  };

  window.dashAgGridFunctions = Object.assign(window.dashAgGridFunctions || {}, { tables });
  window.dashAgGridComponentFunctions =
    Object.assign(window.dashAgGridComponentFunctions || {}, cells);
})();
