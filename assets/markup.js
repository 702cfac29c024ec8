// Plain elements of a page, drawn from the tree that the server wrote: {tag, children, attributes}.
// One component for all of them, where Dash would put a wrapper with a subscription around each.
(() => {
  "use strict";
  const SAFE = /^(?:https?:|mailto:|[/?#])/i;
  const KEPT = /^(?:id|className|role|hidden|tabIndex|(?:data|aria)-.+)$/;

  const drawn = (one) => {
    if (one === null || typeof one !== "object") return one;
    const { createElement, Fragment } = window.React;
    if (Array.isArray(one)) return createElement(Fragment, null, ...one.map(drawn));
    const { tag, children = null, ...attributes } = one;
    if ("href" in attributes && !SAFE.test(attributes.href)) delete attributes.href;
    const inside = Array.isArray(children) ? children.map(drawn) : [drawn(children)];
    return createElement(tag, attributes, ...inside);
  };

  window.markup = {
    Markup({ tag, content, ...given }) {
      const attributes = Object.fromEntries(Object.entries(given).filter(([name]) => KEPT.test(name)));
      return window.React.createElement(tag, attributes, drawn(content === undefined ? null : content));
    },
  };
})();
