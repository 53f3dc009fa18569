// Two handles on one line that cannot cross: drawn while they move, saved when they rest.
const part = (name) => document.getElementById(name);
const shown = (value) => (value >= 1 ? value.toFixed(2) : value.toFixed(2).replace(/^0/, ""));
const percent = (value) => `${value * 100}%`;

function numbers() {
  return [Number(part("thumb-hold").value), Number(part("thumb-send").value)];
}

function draw() {
  const [hold, send] = numbers();
  const [off, held, sent] = document.querySelectorAll("#thresholds .gauge .zone");
  off.setAttribute("width", percent(hold));
  held.setAttribute("x", percent(hold));
  held.setAttribute("width", percent(send - hold));
  sent.setAttribute("x", percent(send));
  sent.setAttribute("width", percent(1 - send));
  const handles = document.querySelectorAll("#thresholds .handle");
  [hold, send].forEach((value, place) => handles[place].setAttribute("x", percent(value)));
}

function moved(thumb) {
  const [hold, send] = numbers();
  if (thumb.id === "thumb-hold" && hold > send) thumb.value = send;
  if (thumb.id === "thumb-send" && send < hold) thumb.value = hold;
  part(thumb.dataset.for).value = shown(Number(thumb.value));
  draw();
}

function typed(field) {
  const thumb = document.querySelector(`[data-for="${CSS.escape(field.id)}"]`);
  const value = Number(field.value.replace(",", "."));
  if (thumb && field.value.trim() && value >= 0 && value <= 1) [(thumb.value = value), draw()];
}

// Page keys go 0.05; a browser's own step is another in each.
function pressed(event) {
  const step = { PageUp: 0.05, PageDown: -0.05 }[event.key];
  if (!step || !event.target.matches?.(".thumb")) return;
  event.preventDefault();
  event.target.value = Number(event.target.value) + step;
  moved(event.target);
  event.target.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("input", ({ target }) => {
  if (target.matches(".thumb")) moved(target);
  else if (target.form?.id === "thresholds") typed(target);
});
document.addEventListener("keydown", pressed);
