// Relative times stay true while the page stays open.
import { phrase } from "./words.js";
const UNITS = [[60, phrase("{n} min"), 1], [48 * 60, phrase("{n} h"), 60], [Infinity, phrase("{n} d"), 24 * 60]];

function since(minutes) {
  if (minutes < 1) return phrase("now");
  const [, unit, size] = UNITS.find(([below]) => minutes < below);
  return phrase(unit, { n: Math.floor(minutes / size) });
}

setInterval(() => {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const text = since((Date.now() - Date.parse(time.dateTime)) / 60_000);
    if (time.textContent !== text) time.textContent = text;
  }
  for (const time of document.querySelectorAll("time[data-before]")) {
    const left = (Date.parse(time.dateTime) - Date.now()) / 60_000;
    const tone = left < 0 ? "bad" : left * 60 < time.dataset.before ? "warn" : "good";
    time.textContent = left < 0 ? `−${since(Math.max(1, -left))}` : since(left);
    time.parentElement.className = `chip ${tone}`;
  }
}, 20_000);

// What goes out soon counts down.
setInterval(() => {
  for (const count of document.querySelectorAll("[data-left]")) {
    count.dataset.due ??= Date.now() + 1000 * count.dataset.left;
    const left = Math.max(0, Math.ceil((count.dataset.due - Date.now()) / 1000));
    count.textContent = `${left} s`;
  }
}, 250);
