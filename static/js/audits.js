// One key judges: R is right, a digit is wrong for that reason. Not while somebody types a remark.
const form = document.getElementById("judgement");
const typing = (element) => element.closest?.("input, textarea, select, [contenteditable]");

function pressed(event) {
  if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey || event.repeat || event.defaultPrevented) return;
  if (typing(event.target) || localStorage.getItem("baton:single-keys") === "off") return;
  const button = form.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (button) [event.preventDefault(), button.click()];
}

if (form) {
  document.addEventListener("keydown", pressed);
  // A second press must not judge what the next page shows.
  form.addEventListener("submit", () => document.removeEventListener("keydown", pressed));
}
