// The desk: announces a cue the way its owner chose, remembers which contact is open, and opens the dock on top.

import { announce } from "../ui/hearten.js";

const body = document.body;
let announced = document.getElementById("desk-now")?.dataset.cue ?? "";

// A cue is announced once, when it is painted, never when the page is opened on a standing one.
body.addEventListener("htmx:afterSettle", () => {
  const now = document.getElementById("desk-now");
  const cue = now?.dataset.cue ?? "";
  if (cue && cue !== announced) announce(body.dataset.announce, now.dataset.say);
  if (cue) announced = cue;
  body.dataset.paintedCue = cue;
});

// A refresh keeps the contact open that the agent opened, from the press on: an answer that was already on its way
// when they pressed must not take it back.
let opened = document.getElementById("desk-open")?.value ?? "";

document.addEventListener("click", ({ target }) => {
  const line = target instanceof Element ? target.closest(".contact[href]") : null;
  if (line) opened = new URL(line.href).searchParams.get("open") ?? "";
});

body.addEventListener("htmx:configRequest", ({ detail }) => {
  if (opened && detail.path.endsWith("/desk/now/")) detail.parameters.open = opened;
});

// On top where the browser can (Document Picture-in-Picture holds the dock in a frame); else a narrow window.
const SIZE = { width: 320, height: 640 };

async function openOnTop(address) {
  if (!("documentPictureInPicture" in window)) return openBeside(address);
  try {
    const pip = await documentPictureInPicture.requestWindow(SIZE);
    const frame = pip.document.createElement("iframe");
    frame.src = address;
    frame.title = document.title;
    pip.document.head.append(...[...document.head.querySelectorAll('link[rel="stylesheet"]')].map((each) => each.cloneNode()));
    pip.document.body.className = "on-top";
    pip.document.body.append(frame);
  } catch {
    openBeside(address);
  }
}

function openBeside(address) {
  window.open(address, "hearten-dock", `popup,width=${SIZE.width},height=${SIZE.height}`);
}

document.getElementById("open-dock")?.addEventListener("click", ({ currentTarget }) => {
  openOnTop(new URL(currentTarget.dataset.dock, location.href).href);
});

// Locked or signed out, here or in another tab: what customers said leaves every desk of this browser at once. The
// server then shows the lock or the sign-in page. A desk holds nothing typed.
const locks = "BroadcastChannel" in window ? new BroadcastChannel("hearten-lock") : null;

function leaveDesk() {
  document.getElementById("desk-now")?.replaceChildren();
  location.reload();
}

locks?.addEventListener("message", leaveDesk);
body.addEventListener("live:signed-out", leaveDesk);
document.addEventListener("submit", ({ target }) => {
  if (!target.matches("form[data-locks]")) return;
  // Said when the lock is on its way; the other desks ask again once it has arrived.
  addEventListener("pagehide", () => locks?.postMessage("locked"), { once: true });
});
