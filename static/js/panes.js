// Opening conversations without a page load, and which pane a small window shows.
const find = (id) => document.getElementById(id);
const rows = () => [...document.querySelectorAll("#rows a.row")];
const current = (all) => all.findIndex((row) => row.ariaCurrent === "true");
export const heading = () => document.querySelector("#panel-head h1");

export function step(by) {
  const all = rows();
  const at = current(all);
  const row = at < 0 ? all[0] : all[at + by];
  row?.scrollIntoView({ block: "nearest" });
  row?.click();
}

// The thread stays at its end when the composer grows.
const growth = new ResizeObserver(([{ target }]) => target.dataset.end === "yes" && (target.scrollTop = target.scrollHeight));

let after = null;
let meant = null; // the message to go to once the thread is there

// After a verb the next row opens: the one below, as it stood before the list changed.
function remember() {
  const all = rows();
  const at = current(all);
  if (at >= 0) after = (all[at + 1] ?? all[at - 1])?.closest("li").id;
}

function goOn() {
  const row = after && find(after)?.querySelector("a.row");
  if (row) row.click();
  else location.assign(find("desk").dataset.list);
}

function opened({ focus = true } = {}) {
  const open = find("thread")?.dataset.conversation;
  after = null;
  for (const row of rows()) row.ariaCurrent = row.closest("li").id === `row-${open}` ? "true" : null;
  const log = find("log");
  if (log) {
    log.scrollTop = log.scrollHeight;
    log.dataset.end = "yes";
    growth.disconnect();
    growth.observe(log);
  }
  if (log?.dataset.at) toMessage(log.dataset.at);
  else if (focus) heading()?.focus({ preventScroll: true });
  document.dispatchEvent(new Event("baton:opened"));
}

// The way back from the rail leads to the thread, not to the list.
export function show(pane) {
  if (pane === find("conversation").dataset.pane) return;
  if (pane === "rail") history.pushState({ rail: true }, "", "?pane=rail");
  else if (history.state?.rail) return history.back();
  else history.replaceState(history.state, "", location.pathname);
  turn(pane);
}

function turn(pane) {
  find("conversation").dataset.pane = pane;
  const target = pane === "rail" ? document.querySelector("#rail .scroll") : heading();
  target?.focus({ preventScroll: true });
}

function toMessage(number, tries = 50) {
  const message = find(`message-${number}`);
  const earlier = document.querySelector("#earlier a");
  if (message) {
    if (find("conversation").dataset.pane === "rail") {
      meant = number;
      show("thread");
      if (find("conversation").dataset.pane === "rail") return;
    }
    meant = null;
    const entry = message.closest("li");
    entry.scrollIntoView({ block: "center" });
    entry.tabIndex = -1;
    entry.focus({ preventScroll: true });
    entry.classList.add("shown");
    setTimeout(() => entry.classList.remove("shown"), 2000);
  } else if (earlier && tries > 0) {
    document.addEventListener("htmx:afterSettle", () => toMessage(number, tries - 1), { once: true });
    earlier.click();
  }
}

document.addEventListener("click", (event) => {
  const pane = event.target.closest?.("[data-to-pane]");
  const message = event.target.closest?.("[data-to-message]");
  if (pane || message) event.preventDefault();
  if (pane) show(pane.dataset.toPane);
  const back = event.target.closest?.("[data-back]");
  if (back) back.href = find("desk").dataset.list;
  if (message) toMessage(message.dataset.toMessage);
  if (event.target.closest?.("#newer")) find("log").scrollTo({ top: find("log").scrollHeight });
});
addEventListener("popstate", (event) => {
  if (!location.pathname.endsWith(`/${find("thread")?.dataset.conversation}/`)) return;
  event.stopImmediatePropagation();
  turn(history.state?.rail ? "rail" : "thread");
  if (meant) toMessage(meant);
});
document.addEventListener("scroll", ({ target }) => {
  if (target.id !== "log") return;
  const atEnd = target.scrollHeight - target.scrollTop - target.clientHeight < 40;
  target.dataset.end = atEnd ? "yes" : "no";
  if (atEnd) find("newer").hidden = true;
}, true);
document.addEventListener("htmx:beforeRequest", ({ detail }) => detail.requestConfig.verb === "post" && remember());
document.addEventListener("htmx:afterSwap", ({ detail }) => detail.target?.id === "conversation" && opened());
document.addEventListener("baton:next", goOn);
export function start() {
  document.querySelector(".views [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  opened({ focus: false });
}
