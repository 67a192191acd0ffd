// Keys of the phrasebook: "/" goes to the search, the arrows choose a phrase, "c" copies the chosen one.

const rows = () => [...document.querySelectorAll("[data-phrase]")];
const search = () => document.querySelector("#phrase-search input[name=q]");

let chosen = ""; // the id of the chosen phrase: what is swapped anywhere on the page must not choose another
let isInList = false;

function choose(row) {
  chosen = row?.querySelector("a").id ?? "";
  for (const each of rows()) {
    each.toggleAttribute("data-chosen", each === row);
    const button = each.querySelector("[data-copy]");
    if (each === row) button.dataset.shortcut = "c";
    else delete button.dataset.shortcut;
  }
}

function step(by) {
  const all = rows();
  const at = all.indexOf(document.activeElement?.closest("[data-phrase]"));
  if (at + by < 0) {
    search()?.focus();
    return;
  }
  const next = all[Math.min(at + by, all.length - 1)];
  next?.querySelector("a").focus();
}

document.addEventListener("focusin", ({ target }) => {
  const row = target.closest?.("[data-phrase]");
  isInList = Boolean(row);
  if (row) choose(row);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const typing = event.target.matches?.("textarea, select");
  const inSearch = event.target === search();
  const inList = event.target.closest?.("[data-phrase]");
  if (event.key === "/" && !typing && !event.target.matches?.("input") && document.body.dataset.shortcuts !== "off") {
    event.preventDefault();
    search()?.focus();
  }
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (inSearch || inList)) {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  }
});

// With the first phrase chosen, one key copies the best match at once.
choose(rows()[0]);
document.body.addEventListener("htmx:afterSwap", () => {
  const still = rows().find((row) => row.querySelector("a").id === chosen);
  const lostFocus = isInList && document.activeElement === document.body;
  choose(still ?? rows()[0]);
  if (lostFocus) (still?.querySelector("a") ?? search())?.focus();
});
