// Single keys, only while no field has the focus. Never Alt or AltGr: those write letters.
import { area, main, speak, toggleReject, voice } from "./composer.js";
import { insert } from "./insert.js";
import { token } from "./kept.js";
import { heading, show, step } from "./panes.js";
import { ask } from "./written.js";

const find = (id) => document.getElementById(id);
const SWITCH = "baton:single-keys"; // for the rooms that have no list of keys
const TOLD = JSON.parse(find("desk").dataset.keys);
const inField = (element) => element.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const floating = () => document.querySelector(":popover-open");
let going = 0;

const DOES = {
  j: () => step(1),
  k: () => step(-1),
  r: () => speak("reply"),
  n: () => speak("note"),
  e: () => speak("draft"),
  w: () => ask(),
  g: () => (going = Date.now()),
  "?": () => find("help").showPopover(),
};

function pressed(event) {
  if (event.isComposing || event.altKey || event.getModifierState("AltGraph") || event.defaultPrevented) return;
  const held = event.ctrlKey || event.metaKey;
  if (event.key === "Enter" && held) return submit(event);
  if (held) return event.shiftKey || COMBINED[event.key.toLowerCase()]?.(event);
  if (event.key === "Escape") return escape(event);
  if (inField(event.target) || floating() || !TOLD.single) return;
  if (single(event.key.toLowerCase())) event.preventDefault();
}

// The key that usually does what this one does for this person; nothing where it does nothing.
const usual = (key) => TOLD.keys.find(([, , own]) => own === key)?.[0];

function submit(event) {
  const form = event.target.closest?.("form");
  const next = event.shiftKey ? form?.querySelector("[name=then]") : null;
  const button = next ?? form?.querySelector("footer .button") ?? (inField(event.target) ? null : main());
  if (!button || button.disabled) return;
  event.preventDefault();
  button.click();
}

function palette(event) {
  event.preventDefault();
  find("palette").togglePopover();
  find("palette-words").value = "";
  if (floating()) document.dispatchEvent(new Event("baton:palette"));
}

const COMBINED = { k: palette, m: macros };

function macros(event) {
  if (!area(voice())) return;
  event.preventDefault();
  insert("/", area(voice()));
}

function escape(event) {
  if (floating()) return;
  if (find("reject")?.getAttribute("aria-expanded") === "true") [toggleReject(false), find("reject").focus()];
  else if (find("conversation")?.dataset.pane === "rail") show("thread");
  else if (inField(event.target)) (heading() ?? document.body).focus();
  else find("bulk-form")?.reset();
}

function single(key) {
  if (Date.now() - going < 1500) {
    const kept = document.querySelectorAll("[data-kept]")[key - 1];
    if (TOLD.places[key]) return [location.assign(`/desk/${TOLD.places[key]}/`)];
    if (kept) return [kept.click()];
  }
  if (/^[1-6]$/.test(key)) return reason(key);
  const does = run(usual(key));
  return does ? [does()] : null;
}

// What a usual key does now: press what it stands on, or something of its own; nothing where that is not possible.
function run(key) {
  const button = key && [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((each) => !each.disabled && each.checkVisibility());
  if (key === "x" && find("reject")?.hidden === false) {
    return () => [voice() !== "draft" && speak("draft", { focus: false }), toggleReject(true)];
  }
  if (button) return () => (button.matches("input, select") ? button.focus() : button.click());
  if (key === "w" && !find("write")) return null;
  if (["r", "n", "e"].includes(key)) return area({ r: "reply", n: "note", e: "draft" }[key]) ? DOES[key] : null;
  return DOES[key] ?? null;
}

// All that can be done now, with its name and its key.
export const actions = () =>
  TOLD.keys.filter(([key]) => key !== "g").flatMap(([key, label, own]) => {
    const does = run(key);
    return does ? [{ label, key: own.toUpperCase(), run: does }] : [];
  });

function label() {
  for (const [key, , own] of TOLD.keys) {
    if (key === own) continue;
    for (const cap of document.querySelectorAll(`[data-key="${CSS.escape(key)}"] kbd`)) [(cap.textContent = own.toUpperCase()), (cap.hidden = !own)];
  }
}

function reason(key) {
  if (find("reject")?.getAttribute("aria-expanded") !== "true") return null;
  return [find("reject-form").querySelectorAll("button[name=reason]")[key - 1].click()];
}

function switched({ target: { checked } }) {
  TOLD.single = checked;
  remember();
  const body = new URLSearchParams({ on: checked ? "yes" : "no" });
  fetch("/me/keys/single/", { method: "POST", headers: { "X-CSRFToken": token() }, body, keepalive: true }).catch(() => {});
}

const remember = () => localStorage.setItem(SWITCH, TOLD.single ? "on" : "off");

// A push may have drawn anew what had the focus before a dialog was open: then it goes to the heading.
function closed({ target, newState }) {
  if (newState !== "closed" || !target.popover) return;
  // With the menu open that led there no key would do anything.
  if (target.id === "help") find("me").hidePopover();
  const { activeElement: now } = document;
  if (now.contains(target) || target.contains(now)) heading()?.focus({ preventScroll: true });
}

remember();
label();
find("single-keys").addEventListener("change", switched);
document.addEventListener("toggle", closed, true);
for (const name of ["baton:opened", "baton:changed"]) document.addEventListener(name, label);
document.addEventListener("keydown", pressed);
