// The grid's code is a third of all a page loads, and most tables stand below the first window.
// Until a table comes near, a plain one stands in its place: same rows, same heights, same cells.
(() => {
  "use strict";
  const NEAR = "400px 0px";
  const address = document.querySelector('meta[name="grid"]').content;
  const { createElement: make, useEffect, useRef, useState } = window.React;
  const props = new WeakMap();
  let loading = null;

  const load = () => {
    loading = loading || new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      // The script puts its own components under the name that this file holds until then.
      script.onload = () => resolve(window.dash_ag_grid);
      script.onerror = () => { loading = null; script.remove(); reject(new Error("grid not loaded")); };
      document.head.append(script);
    });
    return loading;
  };

  const unit = (column) => /text\(params, '(\w+)'\)/.exec(column.valueFormatter?.function || "");
  const words = (column, row) => {
    const { tables } = window.dashAgGridFunctions, value = row[column.field];
    if (unit(column)) return tables.text({ value }, unit(column)[1]);
    if (column.valueFormatter?.function.startsWith("tables.day")) return tables.day({ value });
    return value === null || value === undefined ? "–" : String(value);
  };
  const number = (column) => (column.type === "rightAligned" ? "number" : undefined);
  const cell = (column, row) => {
    const drawn = window.dashAgGridComponentFunctions[column.cellRenderer];
    return make("td", { key: column.field, className: number(column) },
      drawn ? make(drawn, { value: row[column.field], data: row }) : words(column, row));
  };

  // As the grid shares its width: by flex, and no column below its least.
  const shared = (columns, room) => {
    const flex = (one) => one.flex || 1, least = (one) => window.tableColumns.least(one) || 0;
    const set = new Map();
    let open = columns, left = room;
    for (;;) {
      const whole = open.reduce((sum, one) => sum + flex(one), 0), free = left;
      const small = open.filter((one) => free * flex(one) / whole < least(one));
      if (!small.length) return columns.map((one) => set.get(one) ?? free * flex(one) / whole);
      small.forEach((one) => { set.set(one, least(one)); left -= least(one); });
      open = open.filter((one) => !set.has(one));
    }
  };

  const Table = ({ columnDefs, rowData, room,
    dashGridOptions: { pagination, paginationPageSize } }) => {
    const shown = columnDefs.filter((one) => !one.hide && !window.tableColumns.spare(one.field));
    const widths = shared(shown, room);
    const whole = widths.reduce((sum, one) => sum + one, 0);
    return make("table", { className: "later", style: { width: `${whole}px` } },
      make("colgroup", null, shown.map((one, at) => make("col", { key: one.field,
        style: { width: `${widths[at]}px` } }))),
      make("thead", null, make("tr", null, shown.map((one) =>
        make("th", { key: one.field, scope: "col", className: number(one) }, one.headerName)))),
      make("tbody", null, rowData.slice(0, paginationPageSize).map((row) =>
        make("tr", { key: row.id }, shown.map((one) => cell(one, row))))),
      pagination ? make("tfoot", { "aria-hidden": "true" },
        make("tr", null, make("td", { colSpan: shown.length }))) : null);
  };

  const AgGrid = (given) => {
    const [Grid, set] = useState(null), [room, measure] = useState(0), place = useRef(null);
    useEffect(() => {
      const come = () => load().then((library) => set(() => library.AgGrid), () => {});
      const near = new IntersectionObserver((seen) => {
        if (seen.some((one) => one.isIntersecting)) come();
      }, { rootMargin: NEAR });
      const here = place.current;
      const size = new ResizeObserver(() => measure(here.clientWidth));
      near.observe(here);
      size.observe(here);
      here.addEventListener("wanted", come);
      return () => { near.disconnect(); size.disconnect(); };
    }, []);
    useEffect(() => { if (place.current) props.set(place.current, given); });
    if (Grid) return make(Grid, given);
    return make("div", { ref: place, className: `${given.className} data-grid--later` },
      make(Table, { ...given, room }));
  };
  AgGrid.dashRenderType = true;

  // Whoever asks for a table's grid brings it, and gets it when its first rows stand.
  const SETTLED = 100;
  const arrived = (id) => new Promise((resolve) => {
    const name = JSON.stringify({ name: id.name, type: id.type });
    const look = () => {
      if (!document.getElementById(name)?.querySelector(".ag-root")) requestAnimationFrame(look);
      else setTimeout(() => resolve(window.dash_ag_grid.getApiAsync(id)), SETTLED);
    };
    document.querySelectorAll(".data-grid--later").forEach((one) =>
      one.dispatchEvent(new Event("wanted")));
    load().then(look);
  });
  window.dash_ag_grid = { AgGrid, getApiAsync: arrived };
  window.laterGrids = { columns: (element) => props.get(element).columnDefs.filter((one) => !one.hide),
    rows: (element) => props.get(element).rowData, words };
})();
