// A reply that the AI writes into the composer while the agent watches. What a person typed is never touched:
// the text goes behind it, and the first key they press stops the AI.
import { keep, mark as remember, marked } from "./kept.js";
import { speak } from "./composer.js";
import { phrase } from "./words.js";

const find = (id) => document.getElementById(id);
const area = () => find("reply-form")?.querySelector("textarea");
const tell = (detail) => document.dispatchEvent(new CustomEvent("baton:say", { detail }));
const MARK = "reply-by-ai";

let number = 0;
let before = "";
let written = "";
let busy = false;

export function ask() {
  const button = find("write");
  if (!button || button.disabled) return;
  speak("reply");
  if (busy) return stop(phrase("Stopped. What came is kept."));
  number += 1;
  before = area().value.trimEnd();
  if (before) before += "\n\n";
  written = "";
  show(true);
  note(phrase("The AI is writing…"), "busy");
  tell({ type: "write", number });
}

function stop(told) {
  number += 1;
  tell({ type: "stop" });
  show(false);
  note(written ? told : phrase("Stopped."));
}

function show(on) {
  busy = on;
  const button = find("write");
  if (!button) return;
  button.firstChild.data = `${on ? phrase("Stop") : phrase("Draft with AI")} `;
  button.querySelector("kbd").hidden = on;
  button.setAttribute("aria-pressed", String(on));
  find("reply-form").dataset.writing = on ? "yes" : "no";
  document.dispatchEvent(new Event("baton:writing"));
}

function note(text, look = "") {
  const line = find("written-note");
  if (!line) return;
  line.textContent = text;
  line.className = `meta written ${look}`;
  line.hidden = !text;
}

const untouched = () => area()?.value === before + written || (!written && area()?.value.trimEnd() === before.trimEnd());

function heard({ detail }) {
  if (!busy || detail.number !== number || !area()) return;
  if (!untouched()) return stop(phrase("You typed, so the AI stopped."));
  if (detail.add) return put(written + detail.add);
  show(false);
  if (detail.text !== null) put(detail.text);
  else if (written) put("");
  note(detail.note, detail.end);
}

// What the AI wrote stands out until somebody edits it.
function put(text) {
  const place = area();
  const atEnd = place.selectionStart >= place.value.length;
  written = text;
  const whole = text ? before + text : before.trimEnd();
  place.value = whole;
  if (atEnd) place.setSelectionRange(whole.length, whole.length);
  place.scrollTop = place.scrollHeight;
  keep("reply", whole);
  remember(MARK, text ? whole : "");
  mark();
}

function mark() {
  const place = area();
  const by = place && marked(MARK);
  find("reply-form")?.classList.toggle("by-ai", Boolean(by) && by === place.value);
}

function typed({ target }) {
  if (target !== area()) return;
  if (busy) stop(phrase("You typed, so the AI stopped."));
  else if (marked(MARK)) note(phrase("Edited by you; it began as an AI draft."));
  remember(MARK, "");
  mark();
}

function lost() {
  if (busy && document.body.dataset.connection !== "live") [(number += 1), show(false), note(phrase("The line was lost. What came is kept."))];
}

function emptied({ detail }) {
  if (detail !== "reply-form") return;
  remember(MARK, "");
  mark();
  note("");
}

document.addEventListener("click", (event) => event.target.closest?.("#write") && ask());
document.addEventListener("input", typed);
document.addEventListener("baton:written", heard);
document.addEventListener("baton:connection", lost);
document.addEventListener("baton:empty", emptied);
document.addEventListener("baton:opened", () => {
  if (busy) [(number += 1), (busy = false)];
  mark();
  if (find("reply-form")?.classList.contains("by-ai")) note(phrase("AI draft, not edited yet. Check it before you send."));
});
