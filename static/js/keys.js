// Single keys, only while no field has the focus. Never Alt or AltGr: those write letters.
import { area, main, speak, toggleReject, voice } from "./composer.js";
import { insert } from "./insert.js";
import { show, step } from "./panes.js";
import { ask } from "./written.js";

const find = (id) => document.getElementById(id);
const PLACES = { m: "mine", u: "unassigned", r: "review", w: "waiting", a: "all", n: "mentions" };
const SWITCH = "baton:single-keys";
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
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return submit(event);
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "m" && !event.shiftKey) return macros(event);
  if (event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape") return escape(event);
  if (inField(event.target) || floating() || localStorage.getItem(SWITCH) === "off") return;
  if (single(event.key.toLowerCase())) event.preventDefault();
}

function submit(event) {
  const form = event.target.closest?.("form");
  const next = event.shiftKey ? form?.querySelector("[name=then]") : null;
  const button = next ?? form?.querySelector("footer .button") ?? (inField(event.target) ? null : main());
  if (!button || button.disabled) return;
  event.preventDefault();
  button.click();
}

function macros(event) {
  if (!area(voice())) return;
  event.preventDefault();
  insert("/", area(voice()));
}

function escape(event) {
  if (floating()) return;
  if (find("reject")?.getAttribute("aria-expanded") === "true") [toggleReject(false), find("reject").focus()];
  else if (find("conversation")?.dataset.pane === "rail") show("thread");
  else if (inField(event.target)) (document.querySelector("#panel-head h1") ?? document.body).focus();
  else find("bulk-form")?.reset();
}

function single(key) {
  if (Date.now() - going < 1500 && PLACES[key]) return [(going = 0), location.assign(`/desk/${PLACES[key]}/`)];
  if (/^[1-6]$/.test(key)) return reason(Number(key));
  const button = [...document.querySelectorAll(`[data-key="${key}"]`)].find((each) => !each.disabled && each.checkVisibility());
  if (button) return [key === "x" && voice() !== "draft" && speak("draft", { focus: false }), button.click()];
  if (key === "x" && find("reject") && !find("reject").hidden) return [speak("draft", { focus: false }), toggleReject(true)];
  return DOES[key] ? [DOES[key]()] : null;
}

function reason(number) {
  if (find("reject")?.getAttribute("aria-expanded") !== "true") return null;
  return [find("reject-form").querySelectorAll("button[name=reason]")[number - 1].click()];
}

const toggle = find("single-keys");
if (toggle) {
  toggle.checked = localStorage.getItem(SWITCH) !== "off";
  toggle.addEventListener("change", () => localStorage.setItem(SWITCH, toggle.checked ? "on" : "off"));
}
document.addEventListener("keydown", pressed);
