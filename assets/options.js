// The values of a filter's panel. The server sends each as [value, label, posts, checked]; their
// boxes are made when the panel opens, for six elements a value would weigh on every click.
(() => {
  "use strict";
  const element = (name, className, text = "") => {
    const one = document.createElement(name);
    one.className = className;
    one.textContent = text;
    return one;
  };
  const sends = (button, intent) => { button.dataset.intent = JSON.stringify(intent); };

  const option = (dimension, [value, label]) => {
    const row = element("div", "option");
    row.dataset.words = label.toLocaleLowerCase("en-IN");
    row.dataset.value = value;
    const box = element("button", "option__box");
    box.setAttribute("role", "checkbox");
    box.append(element("span", "box"), element("span", "option__label", label),
      element("span", "option__count"));
    const pick = new URLSearchParams([[dimension, value]]).toString();
    sends(box, { kind: "pick", pick, add: true });
    const only = element("button", "option__only", "Only");
    only.setAttribute("aria-label", `Only ${label}`);
    sends(only, { kind: "set", dimension, values: [value] });
    row.append(box, only);
    return row;
  };
  const told = (row, [, , posts, checked]) => {
    row.firstChild.setAttribute("aria-checked", String(Boolean(checked)));
    row.querySelector(".option__count").textContent = window.formats.count(posts);
  };

  // Rows that stay keep their elements, and with them the focus and the search.
  const fill = (holder) => {
    const { options, dimension } = holder.dataset;
    if (holder.filled === options && holder.firstChild) return;
    const stood = new Map([...holder.children].map((row) => [row.dataset.value, row]));
    const focused = holder.contains(document.activeElement) ? document.activeElement : null;
    const rows = JSON.parse(options).map((one) => {
      const row = stood.get(one[0]) || option(dimension, one);
      told(row, one);
      return row;
    });
    if (rows.length !== holder.children.length || rows.some((row, at) => row !== holder.children[at])) {
      holder.replaceChildren(...rows);
      if (focused && focused.isConnected) focused.focus({ preventScroll: true });
    }
    holder.filled = options;
  };

  window.options = {
    fill(panel) { panel.querySelectorAll("[data-options]").forEach(fill); },
  };
  // What a new answer says of a panel that is open.
  new MutationObserver((seen) => {
    for (const { target } of seen) if (!target.closest(".panel[hidden]")) fill(target);
  }).observe(document.documentElement, { subtree: true, attributeFilter: ["data-options"] });
})();
