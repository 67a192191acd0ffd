// A moment or a hand asked for while the line is down is kept in this browser (its key and nothing else) and goes out by
// itself when the line is back. The page never says "granted" or "asked" before the server has: the key makes a retry
// ask only once. How long a press waited is told with it, so that the ledger of promises counts what was not at once;
// the time of it is remembered by the open page alone.

const who = document.body.dataset.liveWho ?? "";

/** What can be kept: where, of which form, shown by which line, and what the answer holds when it was taken. */
const KINDS = {
  moment: {
    store: "hearten.moments-not-sent",
    form: "form[data-ask-moment]",
    address: "/moment/ask/",
    line: "[data-not-sent]",
    taken: "data-moment",
    event: "live:moment",
  },
  hand: {
    store: "hearten.hands-not-sent",
    form: "form[data-raise-hand]",
    address: "/hand/raise/",
    line: "[data-hand-not-sent]",
    taken: "data-hand",
    event: "live:hand-up",
  },
};
const every = Object.values(KINDS);

/** What waits in this browser: [{who, key}]. Whose it is goes with it, for desks are shared. */
function waiting(kind) {
  try {
    return JSON.parse(localStorage.getItem(kind.store) ?? "[]").filter((each) => each.who && each.key);
  } catch {
    return [];
  }
}

/** When this page first knew of a key that waits, by its own clock. */
const known = new Map();
const LONG = 120; // seconds: what an earlier page left behind has waited for long; nobody knows how long

const learn = () => every.forEach((kind) => waiting(kind).forEach(({ key }) => known.has(key) || known.set(key, performance.now())));

const waitedFor = (key) => (known.has(key) ? Math.round((performance.now() - known.get(key)) / 1000) : LONG);

const mine = (kind) => waiting(kind).filter((each) => each.who === who);

function keep(kind, all) {
  try {
    if (all.length) localStorage.setItem(kind.store, JSON.stringify(all));
    else localStorage.removeItem(kind.store);
  } catch {
    // Storage is shut: the line below still tells the truth for this page.
  }
  show(kind, mine(kind).length > 0);
}

function show(kind, isWaiting) {
  for (const line of document.querySelectorAll(kind.line)) line.hidden = !isWaiting;
}

const showAll = () => every.forEach((kind) => show(kind, mine(kind).length > 0));

// The line dropped, the server is down for a while, or the desk was locked meanwhile: keep the key. Once: pressing again
// while one waits asks for nothing more.
function notSent(event) {
  const kind = every.find((each) => event.detail.elt?.closest?.(each.form));
  const status = event.detail.xhr?.status ?? 0;
  if (!kind || !who || !(status === 0 || status === 401 || status === 403 || status >= 500)) return;
  event.stopPropagation();
  const key = event.detail.elt.closest(kind.form).elements.key.value;
  keep(kind, mine(kind).length ? waiting(kind) : [...waiting(kind), { who, key }]);
  learn();
}

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(name, notSent, true);

let isSending = false;

/** Sends what is this person's own. It leaves the browser's memory when the server has said yes, and not before. */
async function send() {
  if (isSending || !every.some((kind) => mine(kind).length)) return;
  isSending = true;
  try {
    for (const kind of every) for (const { key } of mine(kind)) await sendOne(kind, key);
  } catch {
    // Still down. The next sign of life tries again.
  } finally {
    isSending = false;
  }
}

async function sendOne(kind, key) {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  const answer = await fetch(document.querySelector(kind.form)?.action ?? kind.address, {
    method: "POST",
    body: new URLSearchParams({ key, waited: waitedFor(key) }),
    headers: { "X-CSRFToken": token, "HX-Request": "true" },
    redirect: "error",
  });
  if (!answer.ok || !(await answer.text()).includes(kind.taken)) return;
  keep(kind, waiting(kind).filter((each) => each.key !== key));
  document.body.dispatchEvent(new CustomEvent(kind.event, { detail: {} }));
}

// What has not left this browser can be taken back here, and nobody will ever know.
document.addEventListener("click", ({ target }) => {
  const kind = KINDS[target?.closest?.("[data-drop-kept]")?.dataset.dropKept];
  if (kind) keep(kind, waiting(kind).filter((each) => each.who !== who));
});

// Signing out wipes what this browser keeps, so it asks first.
document.addEventListener("submit", (event) => {
  const kind = every.find((each) => mine(each).length);
  if (!kind || !event.target.matches('form[action*="/logout/"], form[action*="/someone-else/"]')) return;
  if (!confirm(document.querySelector(kind.line)?.dataset.leaving ?? "")) event.preventDefault();
});

addEventListener("online", send);
document.body.addEventListener("live:state", ({ detail }) => detail.state === "live" && send());
document.body.addEventListener("htmx:afterSettle", showAll);
addEventListener("storage", ({ key }) => {
  if (!every.some((kind) => kind.store === key)) return;
  learn();
  showAll();
});
setInterval(send, 5000);
showAll();
send();
