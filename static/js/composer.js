// The composer: three voices, what is typed is kept, the edit of a draft is shown while typing.
import { keep, read } from "./kept.js";
import { onScreen } from "./seen.js";
import { phrase } from "./words.js";

const find = (id) => document.getElementById(id);
const VOICES = ["draft", "reply", "note"];
export const area = (voice) => find(`${voice}-form`)?.querySelector("textarea");
const kind = (voice) => (voice === "draft" ? `draft-${find("draft-slot").dataset.draft}` : voice);

export function speak(voice, { focus = true } = {}) {
  const text = area(voice);
  if (!text) return;
  for (const each of VOICES) {
    find("composer").classList.toggle(`is-${each}`, each === voice);
    find(`tab-${each}`).setAttribute("aria-selected", String(each === voice));
    find(`tab-${each}`).tabIndex = each === voice ? 0 : -1;
  }
  if (focus) text.focus();
}

export const voice = () => VOICES.find((each) => find("composer")?.classList.contains(`is-${each}`));

export const main = () => find(`${voice()}-form`)?.querySelector("footer .button");

function open() {
  if (!find("composer")) return;
  for (const each of VOICES) restore(each);
  sync();
}

function restore(each) {
  const text = area(each);
  const kept = text ? read(kind(each)) : null;
  if (kept !== null) text.value = kept || (text.dataset.original ?? "");
}

// What the lane allows now decides which tabs and buttons there are. Nothing typed is touched.
function sync() {
  const lane = find("lane");
  if (!lane) return;
  const judges = lane.dataset.judge === "yes";
  const stale = document.body.dataset.connection === "stale";
  find("tab-draft").hidden = !area("draft");
  if (!area(voice())) speak(lane.dataset.voice, { focus: false });
  for (const input of document.querySelectorAll("input[data-upto]")) input.value = Math.min(input.dataset.upto, onScreen());
  if (area("draft")) syncDraft(judges, stale);
  const mine = lane.dataset.mine === "yes" && !stale;
  find("reply-form").querySelector(".main").disabled = !mine || find("reply-form").dataset.writing === "yes";
  find("write").disabled = find("send-next").disabled = !mine;
  find("note-form").querySelector(".button").disabled = stale;
  find("offline").hidden = !stale;
}

function syncDraft(judges, stale) {
  const unread = find("read-it") ? !find("read-it").checked : false;
  find("approve").disabled = !judges || unread || stale;
  find("reject").hidden = !judges;
  showEdit();
}

function showEdit() {
  const text = area("draft");
  const edited = text.value !== text.dataset.original;
  find("diff").hidden = find("undo-edit").hidden = !edited;
  find("approve").firstChild.data = `${edited ? phrase("Approve with edits") : phrase("Approve")} `;
  if (edited) import("./difference.js").then(({ difference }) => find("diff")?.replaceChildren(...drawn(difference(text.dataset.original, text.value))));
}

function drawn(runs) {
  const label = Object.assign(document.createElement("b"), { textContent: `${phrase("Your edit")} ` });
  return [label, ...runs.map(([op, text]) => {
    if (op === "=") return document.createTextNode(text);
    return Object.assign(document.createElement(op === "+" ? "ins" : "del"), { textContent: text });
  })];
}

function typed({ target }) {
  const each = VOICES.find((name) => area(name) === target);
  if (!each) return;
  keep(kind(each), target.value === target.dataset.original ? "" : target.value);
  const time = new Date().toTimeString().slice(0, 5);
  target.form.querySelector(".saved").textContent = target.value ? phrase("Kept {time}", { time }) : "";
  if (each === "draft") showEdit();
}

function emptied({ detail }) {
  find("notice")?.replaceChildren();
  if (find(detail)?.popover) find(detail).hidePopover();
  const each = VOICES.find((name) => `${name}-form` === detail);
  if (!each || !area(each)) return;
  keep(kind(each), "");
  const text = area(each);
  text.value = text.dataset.original ?? "";
  text.form.querySelector(".saved").textContent = "";
  const name = text.form.elements.key;
  if (name) name.value = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What was sent and did not go out is theirs to edit again, before what they typed since.
function givenBack({ detail: { target, kind: to, text: said, files } }) {
  if (!find("thread")?.dataset.conversation || target !== find("thread").dataset.conversation) return;
  const text = area(to) ?? area("reply");
  if (!text.value.includes(said)) text.value = text.value && text.value !== text.dataset.original ? `${said}\n\n${text.value}` : said;
  find("reply-files").append(...files);
  keep(kind(to), text.value);
  speak(to, { focus: false });
  if (to === "draft") showEdit();
}

// A newer draft takes the place of one that was being edited: the edit moves to the reply.
function rescued({ detail }) {
  const reply = area("reply");
  reply.value = reply.value ? `${reply.value}\n\n${detail}` : detail;
  keep("reply", reply.value);
}

export function toggleReject(show = find("reject")?.getAttribute("aria-expanded") === "false") {
  find("reject")?.setAttribute("aria-expanded", String(show));
  find("reject-form")?.classList.toggle("open", show);
  if (show) find("reject-form").querySelector("button").focus();
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest?.("[role=tab][data-voice]");
  if (tab) [event.preventDefault(), speak(tab.dataset.voice)];
  if (event.target.closest?.("#reject")) [event.preventDefault(), toggleReject()];
});
document.addEventListener("keydown", (event) => {
  if (event.target.role !== "tab" || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const tabs = VOICES.map((each) => find(`tab-${each}`)).filter((tab) => !tab.hidden);
  const step = event.key === "ArrowRight" ? 1 : -1;
  const tab = tabs.at((tabs.indexOf(event.target) + step) % tabs.length);
  speak(tab.dataset.voice, { focus: false });
  tab.focus();
});
document.addEventListener("input", typed);
document.addEventListener("change", sync);
document.addEventListener("reset", (event) => event.target.id === "draft-form" && setTimeout(() => typed({ target: area("draft") })));
document.addEventListener("baton:empty", emptied);
document.addEventListener("baton:rescue", rescued);
document.addEventListener("baton:back", givenBack);
for (const name of ["baton:changed", "baton:seen", "baton:connection", "baton:writing"]) document.addEventListener(name, sync);
document.addEventListener("baton:opened", open);
