// The page's line to the house: what changes is shown at once, and after any gap exactly what was missed.
import { apply } from "./stream.js";
import { language, phrase } from "./words.js";

const LOGIN = 4401;
const PING_EVERY = 20_000;
const PONG_WITHIN = 10_000;
const WAKE_PONG_WITHIN = 3_000;
const STALE_AFTER = 3_000;
const WAIT_LEAST = 500;
const WAIT_MOST = 15_000;
const TICK = 1_000;

const find = (id) => document.getElementById(id);
const words = { live: phrase("Live"), reconnecting: phrase("Reconnecting") };
const looks = { reconnecting: "warn", stale: "bad" };

let socket = null;
let failures = 0;
let again = 0;
let awaited = 0;
let pinged = Date.now();
let heard = performance.timeOrigin;
let lost = Date.now();
let ticked = Date.now();
let shown = "";

// What the page shows now; it is asked anew at every connection, as the page may have moved on.
function place() {
  const thread = find("thread");
  const { view } = find("desk").dataset;
  return { view, conversation: thread?.dataset.conversation ?? "", after: thread?.dataset.version ?? "", rows: find("rows").childElementCount, ago: (Date.now() - heard) | 0 };
}

function connect() {
  clearTimeout(again);
  again = 0;
  socket?.close();
  const address = new URL(find("desk").dataset.socket, location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  address.search = new URLSearchParams(place());
  const fresh = new WebSocket(address);
  socket = fresh;
  awaited = Date.now() + PONG_WITHIN;
  fresh.addEventListener("message", ({ data }) => fresh === socket && hear(JSON.parse(data)));
  fresh.addEventListener("close", ({ code }) => fresh === socket && closed(code));
}

function closed(code) {
  socket = null;
  if (shown === "live") lost = Date.now();
  if (code === LOGIN) return location.assign(`/login/?${new URLSearchParams({ next: location.pathname + location.search })}`);
  show();
  const most = Math.min(WAIT_MOST, WAIT_LEAST * 2 ** failures);
  failures += 1;
  again = setTimeout(connect, WAIT_LEAST + Math.random() * most);
}

// The first word of the server proves that the line is open both ways, and brings the page up to date.
function hear(told) {
  [heard, awaited, failures] = [Date.now(), 0, 0];
  if (told.typing) typing(told.typing);
  else if (told.notice) document.dispatchEvent(new CustomEvent("baton:notice", { detail: told.notice }));
  else if (told.viewers) document.dispatchEvent(new CustomEvent("baton:viewers", { detail: told.viewers }));
  else if (told.written) document.dispatchEvent(new CustomEvent("baton:written", { detail: told.written }));
  else if ("html" in told && [null, +place().conversation].includes(told.cursor.conversation)) apply(told.html);
  show();
}

function say(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

function ping(within) {
  if (socket?.readyState !== WebSocket.OPEN) return;
  pinged = Date.now();
  awaited ||= Date.now() + within;
  say({ type: "ping" });
}

function hurry() {
  if (!socket) connect();
  else ping(WAKE_PONG_WITHIN);
}

// A line may die without a word, and a laptop may sleep: both show as time that went by.
function tick() {
  const now = Date.now();
  const slept = now - ticked > 30_000;
  ticked = now;
  if (slept) connect();
  else if (awaited && now > awaited) {
    if (shown === "live") lost = heard;
    connect();
  } else if (now - pinged > PING_EVERY) ping(PONG_WITHIN);
  show();
}

function state() {
  if (socket?.readyState === WebSocket.OPEN && heard > lost && (!awaited || Date.now() < awaited)) return "live";
  return Date.now() - lost > STALE_AFTER ? "stale" : "reconnecting";
}

function show() {
  const now = state();
  if (now === shown) return;
  shown = now;
  const since = new Date(heard).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
  const pill = find("pill");
  pill.textContent = words[now] ?? phrase("Stale since {since}", { since });
  pill.classList.remove("warn", "bad");
  if (looks[now]) pill.classList.add(looks[now]);
  document.body.dataset.connection = now;
  if (find("stale-since")) find("stale-since").textContent = phrase("You see the state of {since}.", { since });
  document.dispatchEvent(new Event("baton:connection"));
}

// Who types, said in words beside the heading. It fades by itself, as its end may be lost.
const TYPING_LASTS = 7_000;
const TYPING_EVERY = 3_000;
let typist = { until: 0 };
let told = 0;

function typing({ conversation, who, on, person }) {
  if (String(conversation) !== place().conversation) return;
  typist = { who: who || phrase("The customer"), until: on ? Date.now() + TYPING_LASTS : 0 };
  typist.person = person;
  showTyping();
}

function showTyping() {
  const active = typist.until > Date.now();
  document.dispatchEvent(new CustomEvent("baton:typing", { detail: active ? typist.person : 0 }));
  const there = find("typing");
  if (!active) return there?.remove();
  const text = phrase("{who} is typing", { who: typist.who });
  if (there?.textContent === text) return;
  const line = there ?? Object.assign(document.createElement("span"), { id: "typing", className: "late cut extra" });
  line.role = "status";
  line.textContent = text;
  if (!there) find("panel-head")?.querySelector("h1")?.after(line);
}

function tellTyping(on) {
  if (!on && !told) return;
  if (on && Date.now() - told < TYPING_EVERY) return;
  told = on ? Date.now() : 0;
  say({ type: "typing", on });
}

document.addEventListener("input", ({ target }) => target.closest?.("#reply-form") && tellTyping(target.value !== ""));
document.addEventListener("submit", ({ target }) => target.id === "reply-form" && tellTyping(false));
document.addEventListener("baton:changed", showTyping);
document.addEventListener("baton:opened", () => {
  typist = { until: 0 };
  told = 0;
  say({ type: "open", ...place() });
});

// Nothing is sent from a page that shows an older state; what was typed stays where it is.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (shown === "stale" && event.detail.requestConfig.verb === "post") event.preventDefault();
});

document.addEventListener("baton:say", ({ detail }) => say(detail));
addEventListener("online", hurry);
addEventListener("offline", () => ping(WAKE_PONG_WITHIN));
addEventListener("pageshow", ({ persisted }) => persisted && connect());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && hurry());
setInterval(() => {
  tick();
  showTyping();
  if (told && Date.now() - told > TYPING_LASTS) tellTyping(false);
}, TICK);

connect();
show();
