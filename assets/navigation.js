// The address bar and the browser's history follow the query without a reload: one entry per
// selection, back and forward are one request each, and links carry the filters along.
(() => {
  "use strict";
  let path = null, filters = "";

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

  // What else leads somewhere (the search, saved views) goes the same way as the links.
  window.navigation = {
    filters: () => filters,
    go(href) {
      const to = new URL(href, location.origin), here = location.pathname;
      const title = document.getElementById("page-title");
      if (to.pathname === here && here === path) {
        if (!same(to.search, location.search)) window.intents.send({ kind: "query", query: to.search });
        if (title) title.focus({ preventScroll: true });
      } else {
        history.pushState({}, "", to.pathname + to.search);
        window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
      }
      window.scrollTo(0, 0);
    },
    // A click the browser shall answer itself: in a new tab or window.
    elsewhere: (event) => event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0,
  };

  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    navigation: {
      carry(query, place) {
        const text = query || "";
        const arrived = location.pathname !== path;
        path = location.pathname;
        if (!same(text, location.search)) {
          const address = location.pathname + text;
          if (arrived) history.replaceState(history.state, "", address);
          else history.pushState({}, "", address);
        }
        filters = carried(text, (place && place.switches) || []);
        for (const link of document.querySelectorAll("a[data-page]")) {
          link.setAttribute("href", link.dataset.page + filters);
        }
        return filters;
      },
    },
  });
})();
