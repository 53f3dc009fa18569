// The sheet is drawn anew after each change. What was typed elsewhere meanwhile, and what stood open, stays as it was.
import { phrase } from "../words.js";
const FIELDS = "input:not([type=hidden], [type=file]), textarea, select";
let sent = new Map();
let kept = { values: [], open: [] };

const value = (field) => (field.type === "checkbox" || field.type === "radio" ? field.checked : field.value);
const original = (field) => {
  if (field.type === "checkbox" || field.type === "radio") return field.defaultChecked;
  if (field.options) return [...field.options].find((option) => option.defaultSelected)?.value ?? field.options[0]?.value;
  return field.defaultValue;
};

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const fields = detail.elt.elements ?? [];
  sent = new Map([...fields].filter((field) => field.id).map((field) => [field.id, value(field)]));
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "main") return;
  const dirty = [...detail.target.querySelectorAll(FIELDS)].filter((field) =>
    field.id && value(field) !== (sent.has(field.id) ? sent.get(field.id) : original(field)));
  kept.values = dirty.map((field) => [field.id, value(field)]);
  kept.open = [...detail.target.querySelectorAll("details")].filter((one) => one.id).map((one) => [one.id, one.open]);
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "main") return;
  for (const [id, open] of kept.open) {
    const same = document.getElementById(id);
    if (same && !same.open) same.open = open && !detail.elt.contains?.(same);
  }
  for (const [id, typed] of kept.values) {
    const field = document.getElementById(id);
    if (!field) continue;
    if (typeof typed === "boolean") field.checked = typed;
    else field.value = typed;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    if (field.form?.matches("[data-autosave]")) field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  kept = { values: [], open: [] };
});

for (const failed of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failed, () => {
    const toast = Object.assign(document.createElement("p"), { className: "toast", textContent: phrase("Not saved: no answer came. What you typed is still here; try again.") });
    document.getElementById("toasts").append(toast);
    setTimeout(() => toast.remove(), 8000);
  });
}
