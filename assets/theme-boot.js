// Set the theme before anything is painted: the saved choice, else the system's.
(() => {
  const saved = (() => { try { return localStorage.getItem("theme"); } catch { return null; } })();
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = (choice) => {
    const theme = choice === "light" || choice === "dark" ? choice : dark.matches ? "dark" : "light";
    const root = document.documentElement;
    root.setAttribute("data-bs-theme", theme);
    root.setAttribute("data-ag-theme-mode", theme);
  };
  apply(saved);
  window.theme = {
    choice: saved || "system",
    choose(choice) {
      window.theme.choice = choice;
      try { localStorage.setItem("theme", choice); } catch { /* a private window keeps none */ }
      apply(choice);
    },
  };
  dark.addEventListener("change", () => apply(window.theme.choice));
})();
