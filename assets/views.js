// Named views: addresses with their filters, kept in this browser and listed in the side bar.
// Where the browser keeps nothing (a private window) the list stays hidden.
(() => {
  "use strict";
  const KEY = "views", MOST = 20, LONGEST = 60;
  const storage = (() => {
    try {
      localStorage.setItem(`${KEY}-try`, "1");
      localStorage.removeItem(`${KEY}-try`);
      return localStorage;
    } catch { return null; }
  })();
  if (!storage) return;

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const icon = (name) => make("i", { class: `icon icon-${name}`, "aria-hidden": "true" });
  const button = (words, name, act) => {
    const one = make("button", { type: "button", class: name }, words);
    one.addEventListener("click", act);
    return one;
  };
  const announce = (words) => {
    const place = document.getElementById("announce");
    if (place) place.textContent = words;
  };

  // Only addresses of this site come back out, whatever stands in the storage.
  const address = (url) => {
    try {
      const to = new URL(url, location.origin);
      return to.origin === location.origin ? to.pathname + to.search : null;
    } catch { return null; }
  };
  const read = () => {
    let kept = null;
    try { kept = JSON.parse(storage.getItem(KEY)); } catch { /* not ours */ }
    const good = (one) => one && typeof one.name === "string" && one.name.trim() &&
      typeof one.url === "string" && address(one.url);
    return (Array.isArray(kept) ? kept : []).filter(good).slice(0, MOST)
      .map((one) => ({ name: one.name.slice(0, LONGEST), url: address(one.url) }));
  };
  const write = (views) => {
    try { storage.setItem(KEY, JSON.stringify(views)); } catch {
      announce("This browser has no room for another view");
      return false;
    }
    refresh();
    return true;
  };
  const plain = (name) => name.replace(/\s+/g, " ").trim().slice(0, LONGEST);
  const sorted = (url) => {
    const to = new URL(url, location.origin), query = new URLSearchParams(to.search);
    query.sort();
    return `${to.pathname}?${query}`;
  };
  const here = () => location.pathname + location.search;

  const save = (name) => {
    const views = read(), same = views.find((one) => one.name === name);
    if (same) same.url = here();
    else if (views.length < MOST) views.push({ name, url: here() });
    if (write(views)) announce(same ? `View ${name} now shows this page` : `View ${name} saved`);
  };
  const rename = (index, name) => {
    const views = read();
    if (!views[index]) return;
    views[index].name = name;
    if (write(views)) announce(`View renamed to ${name}`);
  };
  let removed = null;
  const remove = (index) => {
    const views = read(), [one] = views.splice(index, 1);
    removed = one ? { index, one } : null;
    if (one && write(views)) announce(`View ${one.name} deleted`);
  };
  const restore = () => {
    const views = read();
    if (removed && views.length < MOST) views.splice(removed.index, 0, removed.one);
    removed = null;
    write(views);
  };

  // A field for a name where the button was: Enter takes it, Escape leaves all as it was.
  const naming = (label, start, take, leave) => {
    const input = make("input", { type: "text", class: "views__input", "aria-label": label,
      placeholder: "Name", maxlength: String(LONGEST), autocomplete: "off", enterkeyhint: "done" });
    input.value = start;
    const done = () => {
      const name = plain(input.value);
      if (name) take(name);
      else input.focus();
    };
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Enter") done();
      else leave();
    });
    const ways = make("div", { class: "views__ways" }, button("Save", "text-button", done),
      button("Cancel", "text-button", leave));
    return make("div", { class: "views__naming" }, input, ways);
  };

  const drawers = new Set();
  const refresh = () => { for (const draw of drawers) draw(); };

  function build(place) {
    const side = place.dataset.views === "side";
    const list = make("ul", { class: "views__list" });
    const foot = make("div", { class: "views__foot" });
    const title = make("p", { class: "views__title", "aria-hidden": "true" }, "Saved views");
    const body = make("div", { class: "views__body" }, title, list, foot);
    const toggle = button("", "views__toggle", () => open(!place.classList.contains("views--open")));
    toggle.append(icon("funnel"));
    toggle.setAttribute("aria-label", "Saved views");
    toggle.setAttribute("aria-expanded", "false");
    toggle.title = "Saved views";
    const open = (on) => {
      place.classList.toggle("views--open", on);
      toggle.setAttribute("aria-expanded", String(on));
    };
    if (side) place.append(toggle);
    place.append(body);
    const focus = (selector) => {
      const one = body.querySelector(selector);
      if (one) one.focus();
    };

    const row = (view, index) => {
      const link = make("a", { class: "views__link", href: view.url, title: view.name },
        icon("funnel"), make("span", {}, view.name));
      link.addEventListener("click", (event) => {
        if (window.navigation.elsewhere(event)) return;
        event.preventDefault();
        open(false);
        const menu = place.closest("details");
        if (menu) menu.open = false;
        window.navigation.go(view.url);
      });
      const ways = make("div", { class: "views__ways" },
        button("Rename", "text-button", () => {
          item.replaceChildren(naming(`New name of ${view.name}`, view.name,
            (name) => { rename(index, name); focus(`[data-at="${index}"] .views__more`); },
            () => { draw(); focus(`[data-at="${index}"] .views__more`); }));
          item.querySelector("input").select();
        }),
        button("Delete", "text-button", () => { remove(index); focus(".views__undo"); }));
      ways.hidden = true;
      const more = button("", "views__more", () => {
        ways.hidden = !ways.hidden;
        more.setAttribute("aria-expanded", String(!ways.hidden));
      });
      more.append(icon("three-dots"));
      more.setAttribute("aria-label", `Rename or delete ${view.name}`);
      more.setAttribute("aria-expanded", "false");
      const item = make("li", { class: "views__item", "data-at": String(index) }, link, more, ways);
      return item;
    };
    const draw = () => {
      const views = read();
      list.replaceChildren(...views.map(row));
      const undo = removed && [make("span", {}, "View deleted."),
        button("Undo", "text-button views__undo", () => { restore(); focus(".views__save"); })];
      const rest = views.length < MOST
        ? button("Save this view", "views__save", () => {
          foot.replaceChildren(naming("Name of this view", "",
            (name) => { removed = null; save(name); focus(".views__save, .views__more"); },
            () => { draw(); focus(".views__save"); }));
          focus(".views__naming input");
        })
        : make("p", { class: "views__note" }, `${MOST} views are the most. Delete one to save another.`);
      foot.replaceChildren(...(undo ? [make("p", { class: "views__note" }, ...undo)] : []), rest);
      mark();
    };
    place.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !place.classList.contains("views--open")) return;
      open(false);
      toggle.focus();
    });
    document.addEventListener("click", (event) => {
      if (!event.composedPath().includes(place)) open(false);
    });
    drawers.add(draw);
    draw();
    place.hidden = false;
  }

  // The view whose page and filters these are is marked like the page in the navigation.
  const mark = () => {
    const now = sorted(here());
    for (const link of document.querySelectorAll(".views__link")) {
      if (sorted(link.getAttribute("href")) === now) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  window.addEventListener("storage", (event) => { if (event.key === KEY) refresh(); });

  const known = new WeakSet();
  let queued = false;
  const meet = () => {
    queued = false;
    for (const place of document.querySelectorAll("[data-views]")) {
      if (known.has(place)) continue;
      known.add(place);
      build(place);
    }
    mark();
  };
  new MutationObserver(() => {
    if (queued) return;
    queued = true;
    queueMicrotask(meet);
  }).observe(document.documentElement, { childList: true, subtree: true });
  meet();
})();
