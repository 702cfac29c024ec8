// Charts by keyboard: a chart is one tab stop; arrows, Home and End walk its points, show their
// labels and say them; Enter and Space pick as a click does; Escape leaves.
(() => {
  "use strict";
  const at = new WeakMap(); // graph element -> which point is read, counted over all
  let returning = null; // the chart that picked by key, should its card be drawn anew
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

  const graphIn = (wrapper) => wrapper.querySelector(".js-plotly-plot");

  // Every point that carries a pick or a label, in the order of the figure.
  function points(gd) {
    return (gd.data || []).flatMap((trace, curveNumber) =>
      (!trace.customdata || trace.meta === "hit" ? [] : trace.customdata.map((one, pointNumber) => ({
        curveNumber, pointNumber, trace, pick: one[0], picked: one[1] === "picked",
      }))));
  }

  // What a label says, without its tags.
  function words(label) {
    const lines = String(label || "").split(/<br\s*\/?>/i);
    const parser = new DOMParser();
    return lines.map((line) =>
      parser.parseFromString(line, "text/html").body.textContent.trim()).filter(Boolean).join(", ");
  }

  function voice() {
    const place = document.getElementById("announce") || document.getElementById("chart-voice");
    if (place) return place;
    const made = document.createElement("div");
    made.id = "chart-voice";
    made.className = "unseen";
    made.setAttribute("aria-live", "polite");
    return document.body.appendChild(made);
  }

  function show(gd, point) {
    const { trace } = point;
    const missing = trace.x && trace.x[point.pointNumber] === null;
    if (missing) return window.Plotly.Fx.unhover(gd);
    const subplot = (trace.xaxis || "x") + (trace.yaxis || "y");
    const { curveNumber, pointNumber } = point;
    return window.Plotly.Fx.hover(gd, [{ curveNumber, pointNumber }], subplot);
  }

  function read(gd, place) {
    const every = points(gd);
    if (!every.length) return;
    const now = Math.min(every.length - 1, Math.max(0, place));
    at.set(gd, now);
    const point = every[now];
    show(gd, point);
    const label = words((point.trace.hovertext || [])[point.pointNumber]);
    const picked = point.picked ? ", picked" : "";
    voice().textContent = `${label}${picked}, ${now + 1} of ${every.length}`;
  }

  function leave(gd) {
    if (!at.has(gd)) return;
    at.delete(gd);
    if (gd._fullLayout) window.Plotly.Fx.unhover(gd);
  }

  // Returns whether the key meant something here.
  function pressed(gd, event) {
    const now = at.get(gd);
    if (event.key in STEPS) {
      if (now === undefined) read(gd, STEPS[event.key] > 0 ? 0 : points(gd).length - 1);
      else read(gd, now + STEPS[event.key]);
    } else if (event.key === "Home") read(gd, 0);
    else if (event.key === "End") read(gd, points(gd).length - 1);
    else if ((event.key === "Enter" || event.key === " ") && now !== undefined) {
      const point = points(gd)[now];
      if (point && point.pick) {
        returning = { name: window.charts.nameOf(gd), now, until: performance.now() + 3000 };
        window.charts.picked(gd, point.pick, event.shiftKey);
      }
    } else if (event.key === "Escape" && now !== undefined) leave(gd);
    else return false;
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const wrapper = event.target;
    if (!wrapper.dataset || !wrapper.dataset.chart || event.ctrlKey || event.metaKey || event.altKey
      || wrapper.classList.contains("chart--table")) return;
    const gd = graphIn(wrapper);
    if (gd && gd._fullLayout && pressed(gd, event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  document.addEventListener("focusout", (event) => {
    const gd = event.target.dataset && event.target.dataset.chart && graphIn(event.target);
    if (gd) leave(gd);
  });
  // A chart drawn anew keeps the point that is being read; one that was replaced gets the focus
  // back that it lost.
  document.addEventListener("chart-drawn", (event) => {
    const gd = event.target;
    const wrapper = gd.closest("[data-chart]");
    if (returning && returning.name === window.charts.nameOf(gd)
      && performance.now() < returning.until && document.activeElement === document.body) {
      wrapper.focus({ preventScroll: true });
      at.set(gd, returning.now);
    }
    if (!at.has(gd) || document.activeElement !== wrapper) return;
    const every = points(gd);
    if (at.get(gd) < every.length) show(gd, every[at.get(gd)]);
  });
})();
