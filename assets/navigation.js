// The address bar and the browser's history follow the query without a reload: one entry per
// selection, back and forward are one request each, and links carry the filters along.
(() => {
  "use strict";
  let path = null;

  const same = (one, other) =>
    new URLSearchParams(one).toString() === new URLSearchParams(other).toString();

  // Registered before Dash's own listener: a step within a page must not build the page anew.
  window.addEventListener("popstate", (event) => {
    if (location.pathname !== path) return;
    event.stopImmediatePropagation();
    window.intents.send({ kind: "query", query: location.search });
  }, true);

  // What the next page can use: everything but the switches of this one.
  const carried = (query, switches) => {
    const kept = new URLSearchParams(query);
    for (const key of switches) kept.delete(key);
    const text = kept.toString();
    return text ? `?${text}` : "";
  };

  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    navigation: {
      carry(query, place, links) {
        const text = query || "";
        const arrived = location.pathname !== path;
        path = location.pathname;
        if (!same(text, location.search)) {
          const address = location.pathname + text;
          if (arrived) history.replaceState(history.state, "", address);
          else history.pushState({}, "", address);
        }
        const filters = carried(text, (place && place.switches) || []);
        return links.map((link) => link.page + filters);
      },
    },
  });
})();
