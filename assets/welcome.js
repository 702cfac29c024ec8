// The line for a first visit: marked before anything is drawn, so that nothing moves later.
(() => {
  "use strict";
  const root = document.documentElement;
  const seen = (() => { try { return localStorage.getItem("welcome"); } catch { return null; } })();
  if (seen === "seen") return;
  root.dataset.welcome = "1";
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-welcome-close]")) return;
    delete root.dataset.welcome;
    try { localStorage.setItem("welcome", "seen"); } catch { /* a private window keeps none */ }
    const title = document.getElementById("page-title");
    if (title) title.focus({ preventScroll: true });
  });
})();
