// The palette: all that can be done here, every view, any conversation and macro, by the beginnings of words.
import { area, speak, voice } from "./composer.js";
import { choices, place } from "./insert.js";
import { actions } from "./keys.js";
import { Picker } from "./picker.js";

const find = (id) => document.getElementById(id);
const [panel, field, box] = ["palette", "palette-words", "palette-box"].map(find);
const MOST = 40;
const picker = new Picker(box, { take });
let at = null;

const words = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);

// Each word that was typed begins one of the label's; the more of them begin it in order, the better.
function fits({ label }, wanted) {
  const own = words(label);
  return wanted.every((word) => own.some((each) => each.startsWith(word)) || label.toLowerCase().includes(word));
}

const first = (wanted) => (one, other) => begins(other, wanted) - begins(one, wanted);
const begins = ({ label }, [word = ""]) => Number(words(label)[0]?.startsWith(word) ?? false);

function views() {
  return [...document.querySelectorAll(".views a")].map((link) => {
    const label = link.firstChild.textContent.trim();
    return { label, hint: box.dataset.view, run: () => location.assign(link.href) };
  });
}

async function found(query) {
  const wanted = words(query);
  const own = [...at, ...views()].filter((item) => fits(item, wanted)).sort(first(wanted));
  if (!query.trim()) return own.slice(0, MOST);
  const text = area(voice() === "draft" ? "reply" : voice());
  const from = find("thread")?.dataset.conversation;
  const [open, macros] = await Promise.all([choices("everything", query), text ? choices(`conversations/${from}/macros`, query) : []]);
  return [
    ...own,
    ...open.map((one) => ({ ...one, run: () => location.assign(one.url) })),
    ...macros.map((one) => ({ ...one, hint: box.dataset.macro, run: () => [speak(text.form.id.split("-")[0]), place(text, one.text)] })),
  ].slice(0, MOST);
}

async function look() {
  await picker.show(field, found(field.value));
  find("palette-none").hidden = picker.items.length > 0;
}

function take(item) {
  panel.hidePopover();
  item.run();
}

// It is on the page already, perhaps with words in it: whoever types at once does not wait for this script.
export function open() {
  at = actions();
  look();
}

field.addEventListener("input", look);
field.addEventListener("keydown", (event) => event.key !== "Escape" && picker.key(event));
panel.addEventListener("toggle", ({ newState }) => newState === "closed" && picker.close());
