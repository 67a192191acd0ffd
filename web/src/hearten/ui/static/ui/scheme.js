// Loaded before the first paint, so that nobody who chose dark is met by a white flash.
(() => {
  const root = document.documentElement;
  root.dataset.script = "on";
  try {
    const chosen = localStorage.getItem("hearten.scheme");
    if (chosen === "light" || chosen === "dark") root.dataset.scheme = chosen;
  } catch {
    // Storage may be shut in a panel of another site; the system's scheme is then kept.
  }
})();
