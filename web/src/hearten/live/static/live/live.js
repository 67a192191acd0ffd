// Keeps every open page of one browser live with one stream for all of them: tabs, dock and the small window alike.
//
// The tabs elect a leader by a Web Lock; it holds the stream and passes on what it hears. Where the browser gives no
// locks (plain http on a name of the local network) each page holds a stream of its own.
//
// Each page counts for itself: a notice carries a number, a person's numbers have no gaps, so a page that hears 9 after
// 7 asks for 8. What a page has had already is dropped. Nothing here reloads a page, which could hold typed words.
//
// On document.body: live:<kind> {id, object} · live:state {state: "live" | "not-live"} · live:reset (look at everything
// again) · live:signed-out (ask the person to sign in; typed words stay where they are).

const STREAM = "/live/";
const POLL = "/live/poll";
const POLL_EVERY_MS = 5000;
const PATIENCE_MS = 5000; // a stream that is only reconnecting is not yet worth a word
const MISSED_BEATS = 2;
const TRY_AGAIN_MS = 15000; // after an answer that was no stream

const { liveAfter, liveWho = "" } = document.body.dataset;
const page = {
  last: liveAfter ? Number(liveAfter) : null, // the number of the last notice this page has had
  state: "",
  heardAt: Date.now(), // of the stream, or of the leader who holds it
  beatMs: 30000,
  left: false,
};

const say = (name, detail) => document.body.dispatchEvent(new CustomEvent(name, { detail }));

// ---- what arrives

function take(message) {
  if (page.left) return;
  if (message.what === "hello") meet(message);
  else if (message.what === "notice") deliver(message);
  else if (message.what === "reset") startOver(message.seq);
  else if (message.what === "state") show(message.state);
}

function meet({ seq, who, heartbeat }) {
  if (heartbeat) page.beatMs = heartbeat * 1000;
  if (liveWho && who !== liveWho) return leaveToSomebodyElse();
  // A page that does not know its own number cannot know what it has missed.
  if (page.last === null) startOver(seq);
  else if (seq > page.last) catchUp();
}

// Somebody else has signed in on this desk. This page belongs to nobody here any more.
function leaveToSomebodyElse() {
  page.left = true;
  leading.stop();
  location.reload();
}

function deliver({ seq, kind, object = "" }) {
  if (seq === undefined) return say(`live:${kind}`, { id: null, object });
  if (page.last !== null && seq <= page.last) return;
  if (page.last !== null && seq > page.last + 1) return catchUp();
  page.last = seq;
  say(`live:${kind}`, { id: seq, object });
}

function startOver(seq) {
  if (seq === page.last) return; // asking has been quicker than the stream
  page.last = seq;
  say("live:reset", { id: seq });
}

function show(state) {
  if (state === page.state) return;
  page.state = state;
  say("live:state", { state });
}

// ---- asking, while the stream is down or a number is missing

let asking = null;
function catchUp() {
  asking ??= ask().finally(() => (asking = null));
  return asking;
}

async function ask() {
  let answer;
  try {
    const response = await fetch(`${POLL}?after=${page.last ?? ""}`, {
      headers: { Accept: "application/json" },
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(10000),
    });
    if (response.status === 401 || response.type === "opaqueredirect") return say("live:signed-out", {});
    if (!response.ok) return undefined;
    answer = await response.json();
  } catch {
    return undefined; // the line is down: it is asked again
  }
  if (liveWho && answer.who !== liveWho) return leaveToSomebodyElse();
  if (answer.reset) return startOver(answer.seq);
  for (const notice of answer.notices) {
    if (page.last !== null && notice.seq <= page.last) continue;
    page.last = notice.seq;
    say(`live:${notice.kind}`, { id: notice.seq, object: notice.object });
  }
  return undefined;
}

// ---- the leader's stream

const leading = {
  source: null,
  isOpen: false,
  openedAt: 0,
  again: 0,

  start() {
    this.stop();
    this.openedAt = Date.now();
    const source = new EventSource(page.last === null ? STREAM : `${STREAM}?after=${page.last}`);
    this.source = source;
    const on = (name, use) =>
      source.addEventListener(name, (event) => {
        page.heardAt = Date.now();
        use(event.data ? JSON.parse(event.data) : {});
      });
    on("hello", (data) => {
      this.isOpen = true;
      this.pass({ what: "hello", ...data });
      this.pass({ what: "state", state: "live" });
    });
    on("message", (data) => this.pass({ what: "notice", ...data }));
    on("heartbeat", () => this.pass({ what: "state", state: "live" }));
    on("reset", ({ seq }) => {
      this.pass({ what: "reset", seq });
      this.start(); // the browser would come back with the old number
    });
    on("again", () => this.start());
    on("crowded", () => this.later());
    source.onerror = () => {
      this.isOpen = false;
      if (source.readyState === EventSource.CLOSED) this.later();
    };
  },

  stop() {
    clearTimeout(this.again);
    this.source?.close();
    this.source = null;
    this.isOpen = false;
  },

  // Not a stream: signed out, stopping, or too many of them. Asking goes on meanwhile.
  later() {
    this.stop();
    this.again = setTimeout(() => this.start(), TRY_AGAIN_MS);
  },

  pass(message) {
    channel?.postMessage(message);
    take(message);
  },
};

// ---- who leads

const LOCK = `hearten-live-${liveWho}`;
const channel = navigator.locks && "BroadcastChannel" in window ? new BroadcastChannel(LOCK) : null;
let isLeader = false;
let letGo = () => {}; // as leader
let stopWaiting = () => {}; // for the lock

function lead() {
  isLeader = true;
  page.heardAt = Date.now();
  leading.start();
  return new Promise((resolve) => (letGo = resolve));
}

function follow({ steal = false } = {}) {
  const waiting = new AbortController();
  stopWaiting(); // one place in the queue is enough
  stopWaiting = () => waiting.abort();
  navigator.locks
    .request(LOCK, steal ? { steal } : { signal: waiting.signal }, lead)
    .catch(() => (waiting.signal.aborted ? null : loseTheLead()));
}

// Another page had heard nothing of us for too long and took the lock.
function loseTheLead() {
  isLeader = false;
  leading.stop();
  if (!page.left) follow();
}

channel?.addEventListener("message", ({ data: message }) => {
  if (message.what === "join") return isLeader && answerNewcomer();
  page.heardAt = Date.now();
  return take(message);
});

// A page that has just opened learns where the stream stands, and asks for what it missed in between.
function answerNewcomer() {
  if (!leading.isOpen || page.last === null) return;
  channel.postMessage({ what: "hello", seq: page.last, who: liveWho, heartbeat: page.beatMs / 1000 });
  channel.postMessage({ what: "state", state: "live" });
}

// ---- the watch: after sleep, a broken line, or a leader that was frozen

function watch() {
  const now = Date.now();
  const silence = now - page.heardAt;
  const tooLong = MISSED_BEATS * page.beatMs + 1000;
  const isWaiting = isLeader && !leading.isOpen && now - leading.openedAt > PATIENCE_MS && silence > PATIENCE_MS;
  if (silence > tooLong || isWaiting) {
    if (isLeader) leading.pass({ what: "state", state: "not-live" });
    else show("not-live");
    if (silence > tooLong) wake();
  }
  // What the leader learns by asking, the others ask for themselves: each counts for itself.
  if (page.state === "not-live") catchUp();
}

// Nothing was heard for two heartbeats: a line that looks open is dead.
function wake() {
  if (isLeader || !navigator.locks) {
    if (Date.now() - leading.openedAt > PATIENCE_MS) leading.start();
  } else if (!document.hidden) {
    page.heardAt = Date.now();
    follow({ steal: true });
  }
}

setInterval(watch, POLL_EVERY_MS);
addEventListener("online", () => {
  if (isLeader && !leading.isOpen) leading.start();
  catchUp();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) watch();
});
addEventListener("pagehide", () => {
  stopWaiting();
  letGo();
  isLeader = false;
  leading.stop();
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return; // kept by the browser and shown again: it has missed what came meanwhile
  if (navigator.locks) follow();
  else lead();
  catchUp();
});

if (navigator.locks) follow();
else lead();
channel?.postMessage({ what: "join" });
