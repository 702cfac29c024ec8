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

  const printed = (element) => {
    const api = window.dash_ag_grid.getApi(JSON.parse(element.id));
    const plain = (one) => !["LineCell", "LinkCell"].includes(one.getColDef().cellRenderer);
    const columns = api.getAllDisplayedColumns().filter(plain);
    const number = (one) => one.getColDef().type === "rightAligned";
    const table = document.createElement("table");
    table.className = `plain-table print-table${columns.length > 7 ? " print-table--many" : ""}`;
    const head = table.createTHead().insertRow();
    for (const one of columns) cell(head, "th", one.getColDef().headerName, number(one));
    const body = table.createTBody();
    let every = 0;
    api.forEachNodeAfterFilterAndSort((rowNode) => {
      every += 1;
      if (every > MOST) return;
      const row = body.insertRow();
      for (const one of columns) {
        const words = api.getCellValue({ rowNode, colKey: one, useFormatter: true });
        cell(row, "td", words === null || words === undefined ? "–" : words, number(one));
      }
    });
    if (every > MOST) {
      table.createCaption().textContent =
        `The first ${MOST} of ${window.formats.count(every)}; an export has all of them`;
    }
    return table;
  };

  const clear = () => document.querySelectorAll(".print-table").forEach((one) => one.remove());
  window.addEventListener("beforeprint", () => {
    clear();
    for (const element of document.querySelectorAll(".data-grid")) {
      if (element.id && element.querySelector(".ag-root")) element.after(printed(element));
    }
  });
  window.addEventListener("afterprint", clear);
})();
