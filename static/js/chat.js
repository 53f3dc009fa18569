// The customer's chat: a window for them, and the AI front end that speaks for the shop at the gateway.

import { Files } from "./chat/files.js";
import { Gateway } from "./chat/gateway.js";
import { lineOf } from "./chat/lines.js";
import { Log } from "./chat/log.js";
import { Outbox } from "./chat/outbox.js";
import { Place } from "./chat/place.js";
import { ratingCard } from "./chat/rating.js";
import * as server from "./chat/server.js";
import { Shop, questionOf } from "./chat/shop.js";
import { Typing } from "./chat/typing.js";
import { phrase } from "./words.js";

const LOOK_EVERY = 15_000;
const HUMAN = ["queued", "assigned", "waiting"];

const [box, section, newer, who, eta, what, person, anew, over, write, text, start, asks, name, attach, chosen] =
  ["log", "place", "newer", "who", "eta", "what", "person", "anew", "over", "write", "text", "start", "asks", "name", "attach", "files"]
    .map((id) => document.getElementById(id));
const { conversation, visitor } = box.dataset;
const title = document.title;

const seen = new Set();
const outbox = new Outbox(conversation);
const log = new Log(box, newer);
const place = new Place({ section, who, eta, what, person, anew });
const gateway = new Gateway(outbox, { prepare, event: happened, reply: replied, line: connection });
const shop = new Shop(conversation, gateway);
const files = new Files(chosen, (file) => server.upload(fresh(), conversation, file));
const typing = new Typing((on) => begun && gateway.tell({ type: "typing", conversation, on }));

let begun = false;
let known = "";
let card = null;
let unread = 0;

// --- What is known already: at first, after a gap, when the window is looked at again, and while waiting in line

async function prepare() {
  const seq = await sync();
  return { ticket: await server.ticket(), seq };
}

async function sync() {
  const told = await server.history();
  if (told.conversation !== conversation) return new Promise(() => location.reload()); // another window began anew
  shop.boundary = told.boundary;
  known = told.name;
  told.entries.forEach(show);
  unsent();
  begin(told.entries.length > 0 || outbox.frames.length > 0);
  stands(told.now, told.rated);
  pickUp(told);
  box.ariaBusy = "false";
  return told.seq;
}

// What was written before a reload and did not go out yet.
function unsent() {
  for (const frame of outbox.frames) if (frame.type === "message") log.mine(frame.message, frame.text);
}

// The customer's last words were left without an answer: by a reload, or by a hand-back.
function pickUp(told) {
  const last = told.entries.findLast((entry) => entry.type === "message");
  if (told.now.state === "ai" && last?.role === "customer" && last.own) consult(last.own, last.text, false);
}

// --- What comes

function happened(event) {
  if (event.type === "typing") place.typing(event.on);
  else show(event);
  if (event.type === "status") stands(event);
  if (event.type === "handback") look();
}

function show(entry) {
  if (entry.seq && seen.has(entry.seq)) return;
  if (entry.seq) seen.add(entry.seq);
  if (entry.type === "message") said(entry);
  else line(entry);
}

function said(entry) {
  const news = log.message(entry);
  if (!news || entry.role === "customer") return;
  place.typing(false);
  if (document.hidden) document.title = `(${++unread}) ${title}`;
}

function line(entry) {
  const words = lineOf(entry);
  if (words) log.line(words);
}

function stands(now, rated = null) {
  place.show(now);
  person.disabled = false;
  text.placeholder = HUMAN.includes(now.state) ? phrase("Add something") : phrase("Write a message");
  if (now.state !== "resolved") card = card?.remove();
  else if (!card) log.add((card = ratingCard(rated, rate)));
}

function connection(state) {
  place.connection(state);
  over.disabled = anew.disabled = state !== "live";
  text.disabled = state === "closed";
}

// --- What the gateway answers

function replied(frame, reply) {
  const refused = reply.type === "error";
  if (frame.type === "message") refused ? log.failed(frame.message, reply.message) : heard(frame, reply);
  if (frame.type === "propose") decided(frame, reply);
  if (frame.type === "rate" && refused) log.line(phrase("Your rating could not be kept"));
  if (frame.type === "escalate" && refused) look();
  if (frame.type === "close") leave();
}

function heard(frame, reply) {
  log.sent(frame.message, frame.at);
  if (frame.attachments) look(); // which brings their links
  consult(frame.message, frame.text, reply.decision?.action === "handoff" || HUMAN.includes(reply.state));
}

async function consult(own, question, human) {
  place.busy(!human);
  try {
    if (!(await shop.consult(own, question, human))) place.busy(false);
  } catch (lost) {
    place.busy(false);
    console.warn("The AI cannot be asked", lost);
    setTimeout(look, LOOK_EVERY / 3);
  }
}

function decided(frame, reply) {
  place.busy(false);
  if (place.now.state === "queued") look(); // its topic may have led to another line
  if (reply.decision?.action !== "send" || log.says(frame.text, questionOf(frame))) return;
  said({ role: "assistant", kind: "sent", text: frame.text });
}

// --- What the customer does

function say(words, sent = []) {
  const frame = {
    type: "message",
    id: fresh(),
    conversation,
    role: "customer",
    text: words,
    message: fresh(),
    at: new Date().toISOString(),
    ...(sent.length && { attachments: sent.map((one) => one.attachment) }),
    ...introduced(),
  };
  log.mine(frame.message, words, sent.map(({ name }) => ({ name })));
  typing.stop();
  gateway.send(frame);
}

// An id of our own. `randomUUID` is missing where the page is not served over https.
function fresh() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Who it is, told with the first frame.
function introduced() {
  if (begun) return {};
  const called = name.value.trim() || known || phrase("Visitor {name}", { name: visitor.slice(-4).toUpperCase() });
  const { timeZone: timezone } = Intl.DateTimeFormat().resolvedOptions();
  begin(true);
  return { customer: { id: visitor, name: called, locale: navigator.language, timezone } };
}

function begin(on) {
  begun = on;
  start.hidden = on;
}

function askForPerson() {
  person.disabled = true;
  gateway.send({ type: "escalate", id: fresh(), conversation, mode: "hard", reason: "Pressed “Talk to a person”", ...introduced() });
}

function rate(score) {
  gateway.send({ type: "rate", id: fresh(), conversation, score });
  const said = ratingCard(score);
  card.replaceWith(said);
  card = said;
  text.focus();
}

function startOver() {
  over.disabled = anew.disabled = true;
  const open = begun && place.now.state !== "resolved";
  if (open) gateway.send({ type: "close", id: fresh(), conversation, by: "customer", outcome: "abandoned" });
  else leave();
}

async function leave() {
  try {
    await server.beginAnew();
    location.reload();
  } catch (wrong) {
    console.warn("No new chat", wrong);
    log.line(phrase("No new chat could be begun. Try again in a moment."));
    over.disabled = anew.disabled = false;
  }
}

async function look() {
  try {
    await sync();
  } catch (wrong) {
    console.warn("Cannot look", wrong);
  }
}

// --- Wiring

write.addEventListener("submit", (event) => {
  event.preventDefault();
  if (files.busy) return files.when(() => write.requestSubmit());
  const sent = files.take();
  const words = text.value.replaceAll("\0", "").toWellFormed().trim() || sent.map((one) => one.name).join(", ");
  text.value = "";
  text.focus();
  if (words) say(words, sent);
});
function add(list) {
  for (const file of list) files.add(file);
}
attach.addEventListener("change", () => [add([...attach.files]), (attach.value = "")]);
text.addEventListener("paste", (event) => event.clipboardData.files.length && [event.preventDefault(), add(event.clipboardData.files)]);
document.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
document.addEventListener("drop", (event) => event.dataTransfer.files.length && [event.preventDefault(), add(event.dataTransfer.files)]);
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  write.requestSubmit();
});
text.addEventListener("input", () => typing.typed());
asks.addEventListener("click", ({ target }) => target.matches("button") && say(target.textContent));
person.addEventListener("click", askForPerson);
anew.addEventListener("click", startOver);
over.addEventListener("click", startOver);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  document.title = title;
  unread = 0;
  if (gateway.live) look();
});
setInterval(() => gateway.live && !document.hidden && place.now.state === "queued" && look(), LOOK_EVERY);
if (matchMedia("(pointer: fine)").matches) text.focus();
