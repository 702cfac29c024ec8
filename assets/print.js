// A grid shows the columns and rows that a window has room for; paper gets them as a plain table.
(() => {
  "use strict";
  const MOST = 40;
  const cell = (row, tag, words, number) => {
    const made = document.createElement(tag);
    made.textContent = words;
    if (number) made.className = "number";
    row.append(made);
  };

  // The columns and rows of a grid; of one that is not loaded yet, those that it will have.
  const shown = (element) => {
    if (element.matches(".data-grid--later")) {
      const { columns, rows, words } = window.laterGrids;
      return { columns: columns(element), rows: rows(element), words };
    }
    const api = window.dash_ag_grid.getApi(JSON.parse(element.id));
    const columns = api.getAllDisplayedColumns(), rows = [];
    api.forEachNodeAfterFilterAndSort((rowNode) => rows.push(rowNode));
    const words = (definition, rowNode) => {
      const colKey = columns.find((one) => one.getColDef() === definition);
      return api.getCellValue({ rowNode, colKey, useFormatter: true });
    };
    return { columns: columns.map((one) => one.getColDef()), rows, words };
  };

  const printed = (element) => {
    const { columns, rows, words } = shown(element);
    const plain = columns.filter((one) => !["LineCell", "LinkCell"].includes(one.cellRenderer));
    const number = (one) => one.type === "rightAligned";
    const table = document.createElement("table");
    table.className = `plain-table print-table${plain.length > 7 ? " print-table--many" : ""}`;
    const head = table.createTHead().insertRow();
    for (const one of plain) cell(head, "th", one.headerName, number(one));
    const body = table.createTBody();
    for (const each of rows.slice(0, MOST)) {
      const row = body.insertRow();
      for (const one of plain) cell(row, "td", words(one, each) ?? "–", number(one));
    }
    if (rows.length > MOST) {
      table.createCaption().textContent =
        `The first ${MOST} of ${window.formats.count(rows.length)}; an export has all of them`;
    }
    return table;
  };

  const clear = () => document.querySelectorAll(".print-table").forEach((one) => one.remove());
  window.addEventListener("beforeprint", () => {
    clear();
    for (const element of document.querySelectorAll(".data-grid")) {
      const ready = element.id && element.querySelector(".ag-root");
      if (ready || element.matches(".data-grid--later")) element.after(printed(element));
    }
  });
  window.addEventListener("afterprint", clear);
})();
