// The small script of every signed-in page: copy, keys, light and dark, calm errors, announcements.
// Nothing here takes the focus away from where a person put it.

const body = document.body;
const words = document.getElementById("words")?.dataset ?? {};

// ---------------------------------------------------------------- htmx: who we are, what we keep

/** The token of the cookie first: the dock lives for a shift, and signing in elsewhere changes it. */
function csrfToken() {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  return cookie ?? document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

body.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") detail.headers["X-CSRFToken"] = csrfToken();
});

// A refresh asked for by a notice must not undo what a person has opened or half typed.
let isRefresh = false;
body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  isRefresh = detail.requestConfig?.verb === "get";
});

function isHalfTyped(node) {
  if (node instanceof HTMLTextAreaElement) return node.value !== node.defaultValue;
  if (!(node instanceof HTMLInputElement) || node.type === "hidden") return false;
  return node.value !== node.defaultValue || node.checked !== node.defaultChecked;
}

if (globalThis.Idiomorph) {
  Idiomorph.defaults.ignoreActiveValue = true;
  Object.assign(Idiomorph.defaults.callbacks, {
    beforeNodeMorphed: (old) => !(isRefresh && isHalfTyped(old)),
    // One that is new has no attribute yet: it may come open, if "open" is the first thing its template says.
    beforeAttributeUpdated: (name, node) =>
      !(name === "open" && node instanceof HTMLDetailsElement && node.hasAttributes()),
  });
}

// ---------------------------------------------------------------- when a request fails: one calm line, nothing lost

/** The words for what happened: status 0 is a line that dropped, and a button has nothing typed that could be lost. */
function failure(status, isTyped) {
  if (status === 0) return isTyped ? words.dropped : words.droppedPress;
  if (status === 401 || status === 403) return words.stale;
  if (status === 404 || status === 410) return words.gone;
  if (status === 413) return words.large;
  return isTyped ? words.refused : words.refusedPress;
}

function lineAt(place) {
  const next = place.nextElementSibling;
  return next?.matches("[data-request-failed]") ? next : null;
}

/** Says it beside what was pressed. A refresh that fails says nothing: the "not live" line does. */
function sayFailure({ detail }) {
  if ((detail.xhr?.status ?? 0) === 0) showNotLive(true);
  if (detail.requestConfig?.verb === "get") return;
  const place = detail.elt.closest("form") ?? detail.elt;
  const line = lineAt(place) ?? document.createElement("p");
  line.className = "notice not-saved";
  line.dataset.requestFailed = "";
  line.setAttribute("role", "alert");
  place.after(line);
  const isTyped = place.querySelector("textarea, select, input:not([type=hidden])") !== null;
  line.textContent = failure(detail.xhr?.status ?? 0, isTyped);
}

for (const kind of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) body.addEventListener(kind, sayFailure);
body.addEventListener("htmx:beforeRequest", ({ detail }) => {
  lineAt(detail.elt.closest("form") ?? detail.elt)?.remove();
});

// ---------------------------------------------------------------- live or not

function showNotLive(isDown) {
  for (const line of document.querySelectorAll("[data-not-live]")) line.hidden = !isDown;
}

body.addEventListener("live:state", ({ detail }) => {
  body.dataset.live = detail.state;
  showNotLive(detail.state !== "live");
  if (detail.state === "live") showSignedOut(false);
});

body.addEventListener("live:signed-out", () => showSignedOut(true));

function showSignedOut(isOut) {
  for (const line of document.querySelectorAll("[data-signed-out]")) line.hidden = !isOut;
}

// ---------------------------------------------------------------- copying

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyTheOldWay(text); // in a panel of another site the browser may refuse the new way
  }
}

function copyTheOldWay(text) {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  field.setAttribute("aria-hidden", "true");
  body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  focused?.focus?.({ preventScroll: true });
  return done;
}

/** `data-copy="id"` copies the text of that element. The button says for two seconds that it did. */
async function copyBy(button) {
  const source = document.getElementById(button.dataset.copy);
  if (!source) return;
  const done = await copy(source.textContent.trim().replace(/\s+/g, " "));
  const label = button.querySelector("[data-label]") ?? button;
  label.dataset.before ??= label.textContent;
  label.textContent = done ? words.copied : words.notCopied;
  if (body.dataset.announce !== "silent") say(label.textContent);
  clearTimeout(Number(label.dataset.timer));
  label.dataset.timer = setTimeout(() => (label.textContent = label.dataset.before), done ? 2000 : 6000);
}

// ---------------------------------------------------------------- light and dark

function showScheme() {
  const chosen = document.documentElement.dataset.scheme ?? "system";
  for (const button of document.querySelectorAll("[data-scheme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.schemeChoice === chosen));
  }
}

function chooseScheme(choice) {
  const root = document.documentElement;
  if (choice === "system") delete root.dataset.scheme;
  else root.dataset.scheme = choice;
  try {
    if (choice === "system") localStorage.removeItem("hearten.scheme");
    else localStorage.setItem("hearten.scheme", choice);
  } catch {
    // Chosen for this page only, where storage is shut.
  }
  showScheme();
}

addEventListener("storage", ({ key, newValue }) => {
  if (key === "hearten.scheme") chooseScheme(newValue ?? "system");
});

// ---------------------------------------------------------------- keys

const isTyping = (node) => node?.isContentEditable || node?.matches?.("input, textarea, select");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(null);
  if (body.dataset.shortcuts === "off" || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.isComposing || isTyping(event.composedPath()[0])) return;
  const wanted = CSS.escape(event.key.toLowerCase());
  const targets = document.querySelectorAll(`[data-shortcut="${wanted}"]`);
  const target = [...targets].find((each) => !each.disabled && each.checkVisibility());
  if (!target) return;
  event.preventDefault();
  target.click();
});

// ---------------------------------------------------------------- clicks

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu === except) continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
}

document.addEventListener("click", ({ target }) => {
  if (!(target instanceof Element)) return;
  closeMenus(target.closest("details[data-menu]"));
  const copier = target.closest("[data-copy]");
  if (copier) copyBy(copier);
  const choice = target.closest("[data-scheme-choice]");
  if (choice) chooseScheme(choice.dataset.schemeChoice);
});

// ---------------------------------------------------------------- announcing a cue

let sound;

/** Two short soft tones, made here: no file, and quieter than any voice. Browsers allow it after the first press. */
function chime() {
  sound ??= new AudioContext();
  if (sound.state === "suspended") sound.resume();
  [440, 554].forEach((pitch, index) => {
    const begin = sound.currentTime + index * 0.14;
    const tone = new OscillatorNode(sound, { type: "sine", frequency: pitch });
    const volume = new GainNode(sound, { gain: 0 });
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(0.05, begin + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0005, begin + 0.22);
    tone.connect(volume).connect(sound.destination);
    tone.start(begin);
    tone.stop(begin + 0.24);
  });
}

function say(text) {
  const announcer = document.getElementById("announcer");
  if (!announcer) return;
  announcer.textContent = "";
  requestAnimationFrame(() => (announcer.textContent = text));
}

/** Announces in the way the person chose: "silent" does nothing, "polite" speaks after the screen reader's sentence. */
export function announce(mode, text) {
  if (mode === "polite") say(text);
  if (mode === "sound") chime();
}

// ---------------------------------------------------------------- start

showScheme();
const worker = body.dataset.serviceWorker;
if (worker && "serviceWorker" in navigator) navigator.serviceWorker.register(worker).catch(() => {});
