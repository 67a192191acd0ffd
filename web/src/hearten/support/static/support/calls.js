// Whoever is asked to come may be told beyond the page, if they switched it on: by a notification that names nobody, or
// by one soft sound. Each hand once, in whichever page of this browser sees it first.

import { announce } from "../ui/hearten.js";

const seen = new Set([...document.querySelectorAll("[data-call]")].map((each) => each.dataset.call));

function look() {
  const calls = document.getElementById("calls");
  for (const call of calls?.querySelectorAll("[data-call]") ?? []) {
    if (seen.has(call.dataset.call)) continue;
    seen.add(call.dataset.call);
    if ("sound" in calls.dataset) announce("sound", "");
    if (calls.dataset.notify) notify(calls.dataset.notify, call.dataset.call);
  }
}

/** The tag makes one notification of it, although several pages are open. */
function notify(text, tag) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const shown = new Notification("Hearten", { body: text, tag });
  shown.addEventListener("click", () => {
    window.focus();
    shown.close();
  });
}

document.body.addEventListener("htmx:afterSettle", look);

// The browser asks for its permission when the box is ticked, and not before.
const box = document.querySelector("form[data-reaching] input[name=browser]");
const showRefused = (isRefused) => {
  for (const line of document.querySelectorAll("[data-no-notifications]")) line.hidden = !isRefused;
};

async function askBrowser() {
  if (!box.checked) return showRefused(false);
  if (!("Notification" in window)) return showRefused(true);
  const answer = Notification.permission === "default" ? await Notification.requestPermission() : Notification.permission;
  return showRefused(answer !== "granted");
}

box?.addEventListener("change", askBrowser);
if (box?.checked) showRefused(!("Notification" in window) || Notification.permission === "denied");
