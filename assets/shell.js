// What the shell does in the browser: intents of controls, panels, theme, copying the link.
(() => {
  "use strict";
  let count = 0;
  window.intents = {
    // The one way from the browser to the server: a wish, numbered so that a repeat counts.
    send(intent) {
      window.dash_clientside.set_props("intent", { data: { ...intent, n: ++count } });
      document.documentElement.classList.add("busy");
    },
  };
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const announce = (words) => {
    const place = document.getElementById("announce");
    if (place) place.textContent = words;
  };

  // --- panels of the filter bar -------------------------------------------------------------
  let open = null;
  const show = (id, focus) => {
    hide(false);
    const panel = document.getElementById(id);
    const opener = document.querySelector(`[data-panel="${id}"]`);
    if (!panel || !opener) return;
    window.options.fill(panel);
    panel.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    open = id;
    const box = panel.getBoundingClientRect();
    if (box.right > window.innerWidth - 8) panel.classList.add("panel--left");
    if (focus) (panel.querySelector("input, button") || panel).focus();
  };
  const hide = (refocus) => {
    if (!open) return;
    const panel = document.getElementById(open);
    const opener = document.querySelector(`[data-panel="${open}"]`);
    if (panel) panel.hidden = true;
    if (opener) {
      opener.setAttribute("aria-expanded", "false");
      if (refocus) opener.focus();
    }
    open = null;
  };

  // The server draws the filter bar anew after a change: what was open stays open, what had the
  // focus keeps it, and a search stays searched.
  let before = null;
  const remember = (target) => {
    const bar = target.closest(".bar, .card__controls");
    if (!bar) { before = null; return; }
    const key = target.getAttribute("data-intent") || target.getAttribute("data-panel");
    const panel = target.closest(".panel");
    const options = panel && panel.querySelector(".panel__options");
    const search = panel && panel.querySelector("input[type=search]");
    before = { key, label: target.getAttribute("aria-label") || target.textContent,
      scroll: options ? options.scrollTop : 0, words: search ? search.value : "" };
  };
  const restore = () => {
    const root = document.documentElement;
    if (open && document.getElementById(open) && document.getElementById(open).hidden) {
      const id = open;
      open = null;
      show(id, false);
      const panel = document.getElementById(id);
      const search = panel.querySelector("input[type=search]");
      if (before && search && before.words) {
        search.value = before.words;
        filter(panel, before.words);
      }
      const options = panel.querySelector(".panel__options");
      if (before && options) options.scrollTop = before.scroll;
    }
    if (before && before.key && document.activeElement === document.body) {
      const same = all("[data-intent], [data-panel]").find((one) =>
        one.getAttribute("data-intent") === before.key || one.getAttribute("data-panel") === before.key);
      const titled = same || all(".bar button, .card__controls button").find((one) =>
        (one.getAttribute("aria-label") || one.textContent) === before.label);
      // A chip that took itself away leaves the focus to its neighbour in the bar.
      const places = root.classList.contains("sheet-open")
        ? all(".filters .control") : [...all(".chip__remove"), ...all(".bar .control")];
      const near = titled || places.find((one) => one.getClientRects().length);
      if (near) near.focus({ preventScroll: true });
    }
    root.classList.remove("busy");
  };
  const filter = (panel, words) => {
    const wanted = words.trim().toLocaleLowerCase("en-IN");
    for (const option of all(".option", panel)) {
      option.hidden = !(option.dataset.words || "").includes(wanted);
    }
  };

  // --- one listener for every click ---------------------------------------------------------
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-intent], [data-panel], [data-theme-choice], " +
      "[data-copy], [data-sheet], [data-soft-link], [data-columns]");
    const inPanel = event.target.closest(".panel");
    if (open && !inPanel && !(target && target.hasAttribute("data-panel"))) hide(false);
    for (const box of all("details.theme[open], details.choice[open], details.kpi__info[open]")) {
      if (!event.composedPath().includes(box)) box.open = false;
    }
    if (!target) return;
    if (target.hasAttribute("data-intent")) {
      remember(target);
      window.intents.send(JSON.parse(target.getAttribute("data-intent")));
      const menu = target.closest("details.choice");
      if (menu) menu.open = false;
    } else if (target.hasAttribute("data-panel")) {
      const id = target.getAttribute("data-panel");
      if (open === id) hide(true);
      else show(id, event.detail === 0);
    } else if (target.hasAttribute("data-theme-choice")) {
      window.theme.choose(target.getAttribute("data-theme-choice"));
      mark();
      target.closest("details").open = false;
    } else if (target.hasAttribute("data-copy")) {
      copy(target);
    } else if (target.hasAttribute("data-sheet")) {
      sheet(target.getAttribute("data-sheet") === "open");
    } else if (target.hasAttribute("data-columns")) {
      columns(target);
    } else if (!window.navigation.elsewhere(event)) {
      event.preventDefault();
      window.navigation.go(target.getAttribute("href"));
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && document.documentElement.classList.contains("sheet-open")) held(event);
    if (event.key !== "Escape") return;
    if (open && open !== "panel-period" && document.documentElement.classList.contains("sheet-open")) {
      hide(true);
      return;
    }
    if (open) hide(true);
    for (const box of all("details[open]")) {
      if (box.contains(document.activeElement)) {
        box.open = false;
        box.querySelector("summary").focus();
      }
    }
    sheet(false);
  });
  document.addEventListener("input", (event) => {
    const panel = event.target.closest(".panel");
    if (panel && event.target.type === "search") filter(panel, event.target.value);
  });
  document.addEventListener("change", (event) => {
    const field = event.target.closest(".date-field");
    if (!field || !event.target.value) return;
    const value = (key) => {
      const input = document.querySelector(`.date-field[data-date="${key}"] input`);
      return input && input.value ? input.value : null;
    };
    remember(event.target);
    window.intents.send({ kind: "period", since: value("since"), until: value("until") });
  });

  // The filters as a full screen on phones: the focus goes in, stays in, and comes back.
  const sheet = (show) => {
    const was = document.documentElement.classList.contains("sheet-open");
    document.documentElement.classList.toggle("sheet-open", show);
    for (const opener of all('[data-sheet="open"]')) {
      opener.setAttribute("aria-expanded", String(show));
      if (was && !show) opener.focus({ preventScroll: true });
    }
    if (show) for (const first of all(".filters .control").slice(0, 1)) first.focus();
  };
  const held = (event) => {
    const inside = all(".filters button, .filters input").filter((one) => one.getClientRects().length);
    if (!inside.length) return;
    const edge = event.shiftKey ? inside[0] : inside[inside.length - 1];
    const out = !event.target.closest(".filters");
    if (!out && event.target !== edge) return;
    event.preventDefault();
    (event.shiftKey ? inside[inside.length - 1] : inside[0]).focus();
  };

  const copy = async (button) => {
    const words = button.querySelector("span");
    const text = words.textContent;
    try {
      await navigator.clipboard.writeText(location.href);
      words.textContent = "Copied";
      announce("Link copied");
    } catch {
      words.textContent = "Copy the address bar";
    }
    setTimeout(() => { words.textContent = text; }, 1600);
  };

  // The list of a table's columns, made from the grid itself.
  const columns = async (button) => {
    const card = button.closest(".card__controls");
    const old = card.querySelector(".menu");
    if (old) { old.remove(); return; }
    const id = { name: button.getAttribute("data-columns"), type: "grid" };
    const api = await window.dash_ag_grid.getApiAsync(id);
    const menu = document.createElement("div");
    menu.className = "menu menu--columns";
    for (const column of api.getColumns()) {
      const box = document.createElement("button");
      box.setAttribute("role", "checkbox");
      box.setAttribute("aria-checked", String(column.isVisible()));
      box.className = "option__box";
      const square = document.createElement("span");
      square.className = "box";
      box.append(square, column.getColDef().headerName);
      box.addEventListener("click", () => {
        api.setColumnsVisible([column], !column.isVisible());
        document.dispatchEvent(new CustomEvent("columns-chosen", { detail: id.name }));
        box.setAttribute("aria-checked", String(column.isVisible()));
      });
      menu.append(box);
    }
    card.append(menu);
    menu.querySelector("button").focus();
  };

  const mark = () => {
    for (const button of all("[data-theme-choice]")) {
      button.setAttribute("aria-pressed",
        String(button.getAttribute("data-theme-choice") === window.theme.choice));
    }
    const path = location.pathname;
    for (const link of all("a.nav-item")) {
      const to = new URL(link.href).pathname;
      const current = to === "/" ? path === "/" : path === to || path.startsWith(`${to}/`);
      if (current) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };

  // A new page: the heading gets the focus, as a reload would read it from the top.
  let heading = null, place = null;
  const arrived = () => {
    const title = document.getElementById("page-title");
    if (!title || title === heading) return;
    const first = heading === null, moved = location.pathname !== place;
    heading = title;
    place = location.pathname;
    if (first) return;
    sheet(false);
    if (moved) for (const menu of all("details.theme[open]")) menu.open = false;
    if (moved || document.activeElement === document.body) title.focus({ preventScroll: true });
  };
  // The server may draw the filter bar anew: what its status says is read out from a place that stays.
  let told = null;
  const tell = () => {
    const status = document.querySelector(".told [role=status]");
    const words = status ? status.textContent : null;
    if (told !== null && words && words !== told) announce(words);
    told = words;
  };
  let queued = false;
  new MutationObserver(() => {
    if (queued) return;
    queued = true;
    queueMicrotask(() => { queued = false; restore(); mark(); arrived(); tell(); });
  }).observe(document.documentElement, { childList: true, characterData: true, subtree: true });
})();
