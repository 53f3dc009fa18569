// The next conversations of the list are fetched before they are asked for, so that they open at once. Nobody is told
// that they were looked at: that is said of what is on screen. What changed since is fetched like after any gap.
const AHEAD = 3;
const FRESH = 120_000;
const PAUSE = 250;
const fetched = new Map();
let timer = 0;
let busy = false;

const link = (row) => row.querySelector("a.row");
const usable = ({ link, html, until }) => html && link.isConnected && Date.now() < until;

// What was typed there is still on its way to the house: a page from there would lack it.
function unsaved(link) {
  const conversation = link.closest("li").id.replace("row-", "");
  return Object.keys(localStorage).some((name) => name.startsWith("baton:typed:") && name.split(":")[3] === conversation);
}

function next() {
  const all = [...document.querySelectorAll("#rows > li")];
  const at = all.findIndex((row) => link(row).ariaCurrent === "true");
  return all.slice(at + 1, at + 1 + AHEAD).map(link);
}

// One after the other, as whoever waits for a page of their own comes first.
async function fetchAhead() {
  if (busy || document.hidden || document.body.dataset.connection !== "live" || navigator.connection?.saveData) return;
  busy = true;
  await fetchThese(next()).finally(() => (busy = false));
}

async function fetchThese(wanted) {
  for (const [url, one] of fetched) if (!wanted.includes(one.link) || !usable(one)) fetched.delete(url);
  for (const link of wanted) {
    if (fetched.has(link.href) || unsaved(link)) continue;
    const answer = await fetch(link.href, { headers: { "HX-Request": "true", "HX-Target": "conversation" } }).catch(() => null);
    if (!answer?.ok || answer.redirected || answer.headers.has("HX-Redirect")) return;
    fetched.set(link.href, { link, html: await answer.text(), until: Date.now() + FRESH });
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(fetchAhead, PAUSE);
}

// A row that was pushed anew is another element: what was fetched for the old one is not shown any more.
function open(event) {
  const link = event.target.closest?.("#rows a.row");
  const one = link && fetched.get(link.href);
  if (!one || one.link !== link || !usable(one) || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  fetched.delete(link.href);
  history.pushState({ htmx: true }, "", link.href);
  window.htmx.swap("#conversation", one.html, { swapStyle: "outerHTML" }, { eventInfo: { target: { id: "conversation" } } });
}

// What was searched for is not kept up to date by pushes.
if (document.getElementById("desk").dataset.view !== "search") {
  document.addEventListener("click", open, true);
  for (const name of ["baton:opened", "baton:changed", "baton:connection"]) document.addEventListener(name, later);
  document.addEventListener("visibilitychange", () => (document.hidden ? fetched.clear() : later()));
  later();
}
