// The search for a name, on every page: a combobox whose list the server answers.
// Names come from data and are only ever set as text.
(() => {
  "use strict";
  const WAIT = 120;
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const icon = (name) => make("i", { class: `icon icon-${name}`, "aria-hidden": "true" });
  const announce = (words) => {
    const live = document.getElementById("announce");
    if (live) live.textContent = words;
  };
  const typing = (one) =>
    one.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(one.tagName);

  // Where a match leads: the filters stay, but for the one that the match itself decides.
  const leads = (match) => {
    const query = new URLSearchParams(window.navigation.filters());
    query.delete(match.kind);
    for (const [key, value] of new URLSearchParams(match.pick)) query.append(key, value);
    const text = query.toString();
    return match.path + (text ? `?${text}` : "");
  };

  function build(place) {
    const list = make("ul", { id: `${place.id}-list`, class: "search__list", role: "listbox",
      "aria-label": "Matches" });
    const note = make("p", { class: "search__note" });
    const popup = make("div", { class: "search__popup" }, list, note);
    const input = make("input", { class: "search__input", type: "text", role: "combobox",
      "aria-label": "Search influencers, campaigns, products and pages", placeholder: "Search",
      "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": list.id,
      "aria-keyshortcuts": "/", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
      maxlength: "100", enterkeyhint: "go" });
    const close = make("button", { class: "search__close", type: "button",
      "aria-label": "Close search" }, icon("x"));
    const opener = make("button", { class: "search__open", type: "button", title: "Search",
      "aria-label": "Search", "aria-expanded": "false" }, icon("search"));
    const key = make("kbd", { class: "search__key", "aria-hidden": "true" }, "/");
    const box = make("div", { class: "search__box" }, icon("search"), input, key, close, popup);
    popup.hidden = true;
    place.append(opener, box);
    let active = -1, asked = 0, timer = 0, request = null, hurry = false, back = null;
    let answered = "";

    const options = () => [...list.children];
    const point = (index) => {
      const all = options();
      active = all.length ? (index + all.length) % all.length : -1;
      all.forEach((one, at) => one.setAttribute("aria-selected", String(at === active)));
      if (active < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", all[active].id);
        all[active].scrollIntoView({ block: "nearest" });
      }
    };
    const show = (on) => {
      popup.hidden = !on;
      input.setAttribute("aria-expanded", String(on && list.children.length > 0));
    };
    const expand = (on) => {
      place.classList.toggle("search--open", on);
      opener.setAttribute("aria-expanded", String(on));
    };
    const empty = () => {
      asked += 1;
      hurry = false;
      clearTimeout(timer);
      if (request) request.abort();
      answered = "";
      list.replaceChildren();
      note.textContent = "";
      point(-1);
      show(false);
    };
    const leave = (refocus) => {
      const narrow = opener.getClientRects().length > 0 && place.classList.contains("search--open");
      empty();
      input.value = "";
      expand(false);
      if (!refocus) return;
      const to = back && back.isConnected && back !== document.body ? back : narrow ? opener : null;
      if (to) to.focus({ preventScroll: true });
      else input.blur();
      back = null;
    };
    const enter = () => {
      if (document.activeElement !== input) back = document.activeElement;
      expand(true);
      input.focus({ preventScroll: true });
      input.select();
    };
    const choose = (option) => {
      const href = option.querySelector("a").getAttribute("href");
      leave(false);
      input.blur();
      window.navigation.go(href);
    };

    const option = (match, at) => {
      const link = make("a", { href: leads(match), tabindex: "-1" },
        make("span", { class: "search__label" }, match.label),
        make("span", { class: "search__detail" }, match.detail));
      return make("li", { id: `${list.id}-${at}`, role: "option", "aria-selected": "false" }, link);
    };
    const draw = (matches, words) => {
      list.replaceChildren(...matches.map(option));
      const many = matches.length;
      note.textContent = words;
      note.hidden = many > 0;
      announce(many ? `${many} ${many === 1 ? "match" : "matches"}` : words);
      point(many ? 0 : -1);
      show(true);
      if (hurry && many) choose(list.children[0]);
      hurry = false;
    };
    // Only the answer to the newest question is shown.
    const ask = async (question) => {
      const own = ++asked;
      if (request) request.abort();
      request = new AbortController();
      let matches = null;
      try {
        const answer = await fetch(`/api/search?q=${encodeURIComponent(question)}`,
          { signal: request.signal });
        if (answer.ok) matches = (await answer.json()).matches;
      } catch { /* aborted, or the server can't be reached */ }
      if (own !== asked) return;
      answered = question;
      if (matches) draw(matches, `Nothing is named “${question}”.`);
      else draw([], "The search can't be reached. Try again in a moment.");
    };

    input.addEventListener("input", () => {
      const question = input.value.trim();
      if (!question) { empty(); return; }
      asked += 1;
      hurry = false;
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT, question);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (popup.hidden && list.children.length) show(true);
        else point(active + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Enter") {
        if (active >= 0 && answered === input.value.trim()) choose(options()[active]);
        else hurry = Boolean(input.value.trim());
      } else if (event.key === "Escape") {
        event.stopPropagation();
        leave(true);
      } else return;
      event.preventDefault();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const one = event.target.closest("[role=option]");
      if (!one || window.navigation.elsewhere(event)) return;
      event.preventDefault();
      choose(one);
    });
    opener.addEventListener("click", () => { enter(); back = opener; });
    close.addEventListener("click", () => leave(true));
    input.addEventListener("focus", () => { if (list.children.length) show(true); });
    document.addEventListener("pointerdown", (event) => {
      if (!place.contains(event.target)) { show(false); expand(false); }
    });
    place.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !place.contains(event.relatedTarget)) { show(false); expand(false); }
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.defaultPrevented || typing(event.target)) return;
      if (document.documentElement.classList.contains("sheet-open")) return;
      event.preventDefault();
      enter();
    });
  }

  const known = new WeakSet();
  const meet = () => {
    const place = document.querySelector(".search");
    if (!place || known.has(place)) return;
    known.add(place);
    build(place);
  };
  new MutationObserver(meet).observe(document.documentElement, { childList: true, subtree: true });
  meet();
})();
