// What is further down a list and further up a thread: on demand, or when one scrolls there; what is read stays in place.
import { insert } from "./rows.js";

const find = (id) => document.getElementById(id);
const NEAR = 240;
let fetching = false;

async function more(link) {
  if (fetching) return;
  fetching = true;
  const keyboard = document.activeElement === link;
  try {
    const answer = await fetch(link.dataset.rows);
    if (answer.redirected || !answer.ok) return location.reload();
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const fresh = [...holder.content.querySelectorAll(".row-item")].filter((row) => !find(row.id));
    for (const row of fresh) insert(null, row, (element) => window.htmx?.process(element));
    find("more").replaceWith(holder.content.querySelector("#more"));
    if (keyboard) (fresh[0]?.querySelector("a.row") ?? find("list-scroll")).focus();
    document.dispatchEvent(new CustomEvent("baton:say", { detail: { type: "rows", rows: find("rows").childElementCount } }));
  } catch {
    // No connection: the link is still there, and the pill says so.
  } finally {
    fetching = false;
  }
}

// A browser keeps the place by itself, but not at the very top, where one is when one asks for what is earlier.
let below = 0;
let asked = false;

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "earlier") return;
  const log = find("log");
  below = log.scrollHeight - log.scrollTop;
  asked = detail.target.contains(document.activeElement);
  log.ariaBusy = "true";
});

document.addEventListener("htmx:afterSwap", () => {
  const log = find("log");
  if (log?.ariaBusy !== "true") return;
  log.scrollTop = log.scrollHeight - below;
  log.ariaBusy = "false";
  if (asked) (document.querySelector("#earlier a") ?? log).focus({ preventScroll: true });
});

document.addEventListener("scroll", ({ target }) => {
  if (target.id === "log" && target.scrollTop < NEAR) document.querySelector("#earlier a:not(.htmx-request)")?.click();
  const near = target.scrollHeight - target.scrollTop - target.clientHeight < NEAR;
  const link = target.id === "list-scroll" && near && document.querySelector("#more a");
  if (link) more(link);
}, true);

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#more a");
  if (!link || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  more(link);
});
