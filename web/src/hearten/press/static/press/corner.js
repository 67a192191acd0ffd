// The next card in the corner of the desk. Nothing changes while a cue is there, nor behind a hidden window.

const EVERY = 60_000;
const QUICK = 180;

async function turn() {
  const card = document.querySelector("[data-corner]");
  if (!card || document.hidden || document.querySelector(".cue")) return;
  const answer = await fetch(card.dataset.corner, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.status !== 200) return;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-corner] img");
  const shown = card.querySelector("img");
  if (!next || next.getAttribute("src") === shown.getAttribute("src")) return;
  const ready = new Image();
  ready.src = next.getAttribute("src");
  await ready.decode().catch(() => {});
  if (document.querySelector(".cue")) return;
  card.toggleAttribute("data-turning", true);
  setTimeout(() => {
    shown.replaceWith(next);
    card.toggleAttribute("data-turning", false);
  }, QUICK);
}

setInterval(turn, EVERY);
