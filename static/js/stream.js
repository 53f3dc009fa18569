// Changes of the page, as pushes and answers to forms bring them: <template data-do data-target> elements.
import { insert, list, remove } from "./rows.js";
import { phrase } from "./words.js";

const find = (id) => document.getElementById(id);
const process = (element) => window.htmx?.process(element);

const doings = { append, replace, remove, list, empty, leave, notice, toast, back };

export function apply(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const changes = [...holder.content.children];
  for (const change of changes) {
    doings[change.dataset.do]?.(change.dataset.target, change.content.firstElementChild, change.content);
  }
  moveOn();
  document.dispatchEvent(new Event("baton:changed"));
  // Last of all: the next conversation may be here at once, and all that came before it is of this one.
  if (changes.some((change) => change.dataset.do === "next")) document.dispatchEvent(new Event("baton:next"));
}

// The cursor of the open conversation follows what is on the page.
function moveOn() {
  const [thread, head] = [find("thread"), find("panel-head")];
  if (thread && head) thread.dataset.version = head.dataset.version;
}

function append(target, element) {
  const log = find("log");
  if (!find(target) || !element || find(element.id)) return;
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  find(target).append(element);
  process(element);
  if (atEnd) log.scrollTop = log.scrollHeight;
  else find("newer").hidden = false;
}

function replace(target, element) {
  const old = find(target);
  if (!element) return;
  if (element.classList.contains("row-item")) return insert(old, element, process);
  if (!old || (target === "draft-slot" && keepsEdit(old, element))) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  for (const open of old.querySelectorAll("details[open][id]")) element.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
  old.replaceWith(element);
  process(element);
  refocus(element, focused);
}

// A push never takes the focus: what had it gets it back in its new form.
function refocus(element, focused) {
  if (!focused) return;
  const same = find(focused.id || null) ?? element.querySelector(focused.tagName);
  (same ?? document.querySelector("#panel-head h1")).focus({ preventScroll: true });
}

function keepsEdit(old, element) {
  const text = old.querySelector("textarea");
  if (old.dataset.draft && old.dataset.draft === element.dataset.draft) return true;
  if (text && text.value !== text.dataset.original) document.dispatchEvent(new CustomEvent("baton:rescue", { detail: text.value }));
  return false;
}

function back(target, { dataset, textContent: text }, { children: [, ...files] }) {
  const detail = { target: target.split("-")[1], kind: dataset.kind, text, files };
  document.dispatchEvent(new CustomEvent("baton:back", { detail }));
}

function empty(target) {
  document.dispatchEvent(new CustomEvent("baton:empty", { detail: target }));
}

// It went where this person does not see it. What they typed is kept for when it comes back.
function leave(conversation) {
  if (find("thread")?.dataset.conversation !== conversation) return;
  const said = Object.assign(document.createElement("h2"), { textContent: phrase("This conversation went to others") });
  const more = Object.assign(document.createElement("p"), { textContent: phrase("What you typed is kept, in case it comes back to you.") });
  const pane = Object.assign(document.createElement("section"), { className: "thread pane" });
  pane.append(Object.assign(document.createElement("div"), { className: "empty", role: "alert" }));
  pane.firstChild.append(said, more);
  find("conversation")?.replaceChildren(pane);
  document.dispatchEvent(new Event("baton:opened"));
}

function notice(target, element) {
  const field = element.dataset.field && document.querySelector(`dialog:popover-open [name="${CSS.escape(element.dataset.field)}"]`);
  if (field) import("./wrong.js").then(({ tell }) => tell(field, element.textContent.trim()));
  else find(target)?.replaceChildren(element);
}

function toast(target, element) {
  find(target).append(element);
  process(element);
  setTimeout(() => element.remove(), 1000 * (element.dataset.for ?? 8));
}

// What people are told where no answer of the server says it.
export function say(text) {
  const banner = document.createElement("div");
  banner.className = "banner bad";
  banner.textContent = text;
  if (find("notice")) notice("notice", banner);
  else {
    banner.className = "toast beside";
    toast("toasts", banner);
  }
}
