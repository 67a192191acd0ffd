// A private page closes after ten idle minutes, also when nobody asks the server for anything.
// Typing keeps it open: the server is told at most every two minutes, so that what is being written can be saved.
(() => {
  const { locked, stillHere, back } = document.currentScript.dataset;
  const idleFor = 10 * 60 * 1000;
  const tellEvery = 2 * 60 * 1000;
  let activeAt = Date.now();
  let toldAt = activeAt;

  function tell() {
    toldAt = Date.now();
    const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
    fetch(stillHere, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {});
  }

  function active() {
    activeAt = Date.now();
    if (activeAt - toldAt >= tellEvery) tell();
  }

  function closeWhenIdle() {
    if (Date.now() - activeAt >= idleFor) location.replace(`${locked}?next=${encodeURIComponent(back)}`);
  }

  for (const kind of ["keydown", "input", "pointerdown"]) document.addEventListener(kind, active, { passive: true });
  document.addEventListener("visibilitychange", closeWhenIdle);
  setInterval(closeWhenIdle, 15 * 1000);
})();
