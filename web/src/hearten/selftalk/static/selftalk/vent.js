// Vent, then turn. What is typed lives in one field that is in no form and has no name. Nothing here makes a request,
// stores anything or reads the words; they are wiped when the time is up, and whenever the page is left.

const MINUTES = 2;
const SLOW_MS = 1000;

const room = document.querySelector("[data-vent]");
const turn = document.querySelector("[data-turn]");
const field = document.getElementById("vent-field");
const clock = room.querySelector(".vent-clock");
const fuse = room.querySelector(".fuse-left");
const questions = [...turn.querySelectorAll("[data-question]")];
let ends = 0;
let ticking = 0;
let shown = -1;

function wipe() {
  field.value = "";
  field.defaultValue = "";
}

function begin() {
  if (ends) return;
  ends = Date.now() + MINUTES * 60_000;
  ticking = window.setInterval(tick, SLOW_MS);
  tick();
}

function tick() {
  const left = Math.max(0, ends - Date.now());
  const seconds = Math.ceil(left / 1000);
  clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  fuse.setAttribute("width", String((240 * left) / (MINUTES * 60_000)));
  if (left === 0) burn();
}

function burn() {
  window.clearInterval(ticking);
  wipe();
  room.hidden = true;
  turn.hidden = false;
  ask();
  turn.focus();
}

function ask() {
  const others = questions.map((_, at) => at).filter((at) => at !== shown);
  if (shown >= 0) questions[shown].hidden = true;
  shown = others[Math.floor(Math.random() * others.length)];
  questions[shown].hidden = false;
}

field.addEventListener("input", begin);
room.querySelector("[data-burn]").addEventListener("click", burn);
turn.querySelector("[data-again]").addEventListener("click", ask);
window.addEventListener("pagehide", wipe);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) wipe();
});
wipe();
