// What this person has had on screen: it goes with every answer, and tells the house what is read.
import { token } from "./kept.js";

const find = (id) => document.getElementById(id);
const PAUSE = 400;
let newest = 0;
let told = 0;
let timer = 0;
let watcher;

export const onScreen = () => newest;

function open() {
  [newest, told] = [0, 0];
  watcher?.disconnect();
  if (!find("log")) return;
  watcher = new IntersectionObserver(noticed, { root: find("log") });
  watch();
}

// What is watched already stays so; anew, it is told about once more.
function watch(anew) {
  for (const entry of document.querySelectorAll("#entries [data-message]")) [anew && watcher.unobserve(entry), watcher.observe(entry)];
}

function noticed(sightings) {
  if (document.visibilityState !== "visible") return setTimeout(rewatch, PAUSE);
  const numbers = sightings.filter((sight) => sight.isIntersecting).map((sight) => Number(sight.target.dataset.message));
  const before = newest;
  newest = Math.max(newest, ...numbers);
  if (newest > before) document.dispatchEvent(new Event("baton:seen"));
  clearTimeout(timer);
  timer = setTimeout(tell, PAUSE);
}

// A hidden tab is read by nobody: look again once it is shown.
function rewatch() {
  if (document.visibilityState === "visible") watch(true);
}

function tell() {
  const thread = find("thread");
  const draft = find("draft-slot")?.dataset.draft ?? "";
  if (!thread || !(newest > told || draft)) return;
  if (newest <= told && thread.dataset.opened === draft) return;
  [told, thread.dataset.opened] = [newest, draft];
  fetch(`/desk/conversations/${thread.dataset.conversation}/seen/`, {
    method: "POST",
    headers: { "X-CSRFToken": token() },
    body: new URLSearchParams({ number: newest, draft }),
  }).then(() => find(`row-${thread.dataset.conversation}`)?.querySelector(".row").classList.remove("unread"), () => {});
}

document.addEventListener("baton:opened", open);
document.addEventListener("baton:changed", () => [watcher && watch(), watcher && tell()]);
document.addEventListener("htmx:afterSettle", () => watcher && watch());
document.addEventListener("visibilitychange", () => watcher && rewatch());
