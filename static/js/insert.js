// What is put into a text while it is written: "/" at the start of a word finds a macro, "@" in a note a colleague.
import { Picker } from "./picker.js";

const find = (id) => document.getElementById(id);
const FROM = { "/": "macros", "@": "people" };
const LONGEST = 40;
const BLANK = /\{\w+(\.\w+)*\}/;

let picker = null;
let area = null;
let sign = "";
let start = 0;
let lent = false;

const starts = (text, mark) => text.form?.closest("#composer") && (mark === "/" || text.form.id === "note-form");

function open(text, mark) {
  const box = find("insert");
  picker?.close();
  picker = new Picker(box, { take, move: preview, closed: () => (picker = null) });
  [area, sign, start, lent] = [text, mark, text.selectionStart - 1, false];
  picker.list.ariaLabel = box.dataset[FROM[mark]];
  look("");
}

export async function choices(from, query) {
  const answer = await fetch(`/desk/${from}/?${new URLSearchParams({ q: query })}`).catch(() => null);
  return answer?.ok ? (await answer.json()).choices : [];
}

const here = (from) => `conversations/${find("thread").dataset.conversation}/${from}`;

async function look(query) {
  await picker.show(area, choices(here(FROM[sign]), query));
  find("insert-none").hidden = !picker || picker.items.length > 0;
}

// What stands behind the sign narrows the list; a word that finds nothing is just a word.
function typed(event) {
  const text = event.target;
  if (text.tagName !== "TEXTAREA" || event.isComposing) return;
  if (picker && text === area) return narrow();
  const before = text.value.slice(0, text.selectionStart);
  const mark = before.at(-1);
  if (event.inputType?.startsWith("insert") && FROM[mark] && starts(text, mark) && !/[^\s(]$/.test(before.slice(0, -1))) open(text, mark);
}

function narrow() {
  const query = area.value.slice(start + 1, area.selectionStart);
  const over = area.value[start] !== sign || area.selectionStart <= start || query.length > LONGEST || /^\s|\n/.test(query);
  if (over || (/\s$/.test(query) && !picker.items.length)) picker.close();
  else look(query);
}

function preview(item) {
  const line = find("insert-text");
  line.replaceChildren(...parts(item?.text ?? ""));
  line.hidden = sign !== "/" || !item;
}

function parts(text) {
  return text.split(/(\{\w+(?:\.\w+)*\})/).map((part, place) => {
    return place % 2 ? Object.assign(document.createElement("mark"), { textContent: part }) : document.createTextNode(part);
  });
}

// A text from elsewhere, where the caret stands.
export function place(text, said) {
  [area, sign, start] = [text, "/", text.selectionStart];
  take({ text: said });
}

// The first blank is marked, so that typing fills it.
function take({ text }) {
  area.focus();
  area.setSelectionRange(start, area.selectionStart);
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, start, area.selectionEnd, "end");
  const blank = sign === "/" ? text.match(BLANK) : null;
  if (blank) area.setSelectionRange(start + blank.index, start + blank.index + blank[0].length);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

// By a button or a key: as if the sign had been typed where the caret is.
export function insert(mark, text) {
  if (!text || (picker && area === text && sign === mark)) return;
  text.focus();
  const before = text.value.slice(0, text.selectionStart);
  const apart = before && !/\s$/.test(before) ? " " : "";
  text.setRangeText(apart + mark, text.selectionStart, text.selectionEnd, "end");
  open(text, mark);
  lent = true;
}

// The sign that nobody typed goes with the list.
function key(event) {
  const back = event.key === "Escape" && lent;
  if (picker?.key(event) && back) [area.setRangeText("", start, area.selectionStart, "end"), area.dispatchEvent(new Event("input", { bubbles: true }))];
}

document.addEventListener("input", typed);
document.addEventListener("keydown", key, true);
document.addEventListener("focusout", ({ target }) => target === area && picker?.close());
document.addEventListener("baton:opened", () => picker?.close());
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-insert]");
  if (button) [event.preventDefault(), insert(button.dataset.insert, button.form.querySelector("textarea"))];
});
