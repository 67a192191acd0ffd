// A moment asked for while the line is down is kept in this browser (its key and nothing else) and goes out by itself
// when the line is back. The page never says "granted" before the server has: the key makes a retry ask only once.

const STORE = "hearten.moments-not-sent";
const who = document.body.dataset.liveWho ?? "";

/** What waits in this browser: [{who, key}]. Whose it is goes with it, for desks are shared. */
function waiting() {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "[]").filter((each) => each.who && each.key);
  } catch {
    return [];
  }
}

const mine = () => waiting().filter((each) => each.who === who);

function keep(all) {
  try {
    if (all.length) localStorage.setItem(STORE, JSON.stringify(all));
    else localStorage.removeItem(STORE);
  } catch {
    // Storage is shut: the line below still tells the truth for this page.
  }
  show(mine().length > 0);
}

function show(isWaiting) {
  for (const line of document.querySelectorAll("[data-not-sent]")) line.hidden = !isWaiting;
}

const isAsk = (element) => element?.closest?.("form[data-ask-moment]");

// The line dropped, the server is down for a while, or the desk was locked meanwhile: keep the key.
function notSent(event) {
  const form = isAsk(event.detail.elt);
  const status = event.detail.xhr?.status ?? 0;
  if (!form || !who || !(status === 0 || status === 401 || status === 403 || status >= 500)) return;
  event.stopPropagation();
  const key = form.elements.key.value;
  if (!waiting().some((each) => each.key === key)) keep([...waiting(), { who, key }]);
}

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(name, notSent, true);

let isSending = false;

/** Sends what is this person's own. It leaves the browser's memory when the server has said yes, and not before. */
async function send() {
  if (isSending || !mine().length) return;
  isSending = true;
  try {
    for (const { key } of mine()) {
      const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
      const answer = await fetch(document.querySelector("form[data-ask-moment]")?.action ?? "/moment/ask/", {
        method: "POST",
        body: new URLSearchParams({ key }),
        headers: { "X-CSRFToken": token, "HX-Request": "true" },
        redirect: "error",
      });
      if (!answer.ok || !(await answer.text()).includes("data-moment")) return;
      keep(waiting().filter((each) => each.key !== key));
      document.body.dispatchEvent(new CustomEvent("live:moment", { detail: {} }));
    }
  } catch {
    // Still down. The next sign of life tries again.
  } finally {
    isSending = false;
  }
}

// Signing out wipes what this browser keeps, so it asks first.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches('form[action*="/logout/"], form[action*="/someone-else/"]') || !mine().length) return;
  if (!confirm(document.querySelector("[data-not-sent]")?.dataset.leaving ?? "")) event.preventDefault();
});

addEventListener("online", send);
document.body.addEventListener("live:state", ({ detail }) => detail.state === "live" && send());
document.body.addEventListener("htmx:afterSettle", () => show(mine().length > 0));
addEventListener("storage", ({ key }) => key === STORE && show(mine().length > 0));
setInterval(send, 5000);
show(mine().length > 0);
send();
