// A moment asked for while the line is down is kept in this browser (its key and nothing else) and goes out by itself
// when the line is back. The page never says "granted" before the server has: the key makes a retry ask only once.

const STORE = "hearten.moments-not-sent";

function waiting() {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "[]");
  } catch {
    return [];
  }
}

function keep(keys) {
  try {
    if (keys.length) localStorage.setItem(STORE, JSON.stringify(keys));
    else localStorage.removeItem(STORE);
  } catch {
    // Storage is shut: the line below still tells the truth for this page.
  }
  show(keys.length > 0);
}

function show(isWaiting) {
  for (const line of document.querySelectorAll("[data-not-sent]")) line.hidden = !isWaiting;
}

const isAsk = (element) => element?.closest?.("form[data-ask-moment]");

// The line dropped, or the server is down for a while: keep the key. Other refusals are shown by the page itself.
function notSent(event) {
  const form = isAsk(event.detail.elt);
  const status = event.detail.xhr?.status ?? 0;
  if (!form || (status !== 0 && status < 500)) return;
  event.stopPropagation();
  const key = form.elements.key.value;
  if (!waiting().includes(key)) keep([...waiting(), key]);
}

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(name, notSent, true);

let isSending = false;

async function send() {
  if (isSending || !waiting().length) return;
  isSending = true;
  try {
    for (const key of waiting()) {
      const form = document.querySelector("form[data-ask-moment]");
      const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
      const answer = await fetch(document.body.dataset.askMoment ?? form?.action ?? "/moment/ask/", {
        method: "POST",
        body: new URLSearchParams({ key }),
        headers: { "X-CSRFToken": token, "HX-Request": "true" },
      });
      if (answer.status >= 500) return;
      keep(waiting().filter((each) => each !== key));
      document.body.dispatchEvent(new CustomEvent("live:moment", { detail: {} }));
    }
  } catch {
    // Still down. The next sign of life tries again.
  } finally {
    isSending = false;
  }
}

addEventListener("online", send);
document.body.addEventListener("live:state", ({ detail }) => detail.state === "live" && send());
document.body.addEventListener("htmx:afterSettle", () => show(waiting().length > 0));
addEventListener("storage", ({ key }) => key === STORE && show(waiting().length > 0));
setInterval(send, 5000);
show(waiting().length > 0);
send();
