// Who has the chat, and what the customer waits for: two lines of words and the line below them.
import { phrase } from "../words.js";

const ORDINALS = { one: phrase("{n}st in line"), two: phrase("{n}nd in line"), few: phrase("{n}rd in line"), other: phrase("{n}th in line") };
const ordinals = new Intl.PluralRules("en", { type: "ordinal" });
const SAYS = {
  ai: () => [phrase("AI assistant"), "", phrase("Asks a person if unsure")],
  review: () => [phrase("A colleague checks the answer first…"), "", phrase("It comes here as soon as it is right")],
  queued: (now) => [inLine(now.position), eta(now.eta_s), phrase("They get all you wrote: nothing to repeat")],
  assigned: (now) => [now.agent?.name ?? phrase("A colleague"), "", phrase("is with you")],
  waiting: (now) => [now.agent?.name ?? phrase("A colleague"), "", phrase("is finding out, and writes to you here")],
  resolved: () => [phrase("Conversation ended"), "", phrase("Write, and it goes on")],
};
const FREE = ["ai", "review"];

export class Place {
  #parts;
  #since = Date.now();
  #busy = false;
  #typing;
  #lost;
  now = { state: "ai" };
  line = "";

  // `parts`: the elements section, who, eta, what, person, anew.
  constructor(parts) {
    this.#parts = parts;
    setInterval(() => this.#measure(), 1_000);
  }

  // The state of the conversation as a status event tells it.
  show(now) {
    if (now.state !== this.now.state) this.#since = Date.now();
    if (now.state !== this.now.state) this.typing(false);
    this.now = now;
    this.#render();
  }

  // The AI is looking for an answer.
  busy(on) {
    this.#busy = on;
    this.#render();
  }

  typing(on) {
    clearTimeout(this.#typing);
    this.#typing = on ? setTimeout(() => this.typing(false), 6_000) : undefined;
    this.#render();
  }

  // A connection that is back within a second was never gone.
  connection(line) {
    clearTimeout(this.#lost);
    if (line === "lost") this.#lost = setTimeout(() => this.#connected(line), 1_000);
    else this.#connected(line);
  }

  #connected(line) {
    this.line = line;
    this.#render();
  }

  #render() {
    const { section, person, anew } = this.#parts;
    const [who, eta, what] = this.#words();
    section.dataset.state = this.now.state;
    set(this.#parts.who, who);
    set(this.#parts.eta, eta);
    set(this.#parts.what, what);
    const reached = this.line === "" || this.line === "live";
    person.hidden = !reached || !FREE.includes(this.now.state);
    anew.hidden = !reached || this.now.state !== "resolved";
    this.#measure();
  }

  #words() {
    const words = SAYS[this.now.state](this.now);
    if (this.line === "closed") return [phrase("The chat is closed"), "", phrase("Reload the page a little later")];
    if (this.line === "lost") return [phrase("No connection"), "", phrase("What you write is kept and goes out later")];
    if (this.#typing) return [words[0], "", phrase("is typing…")];
    if (this.#busy && FREE.includes(this.now.state)) return [phrase("AI assistant"), "", phrase("is writing…")];
    return words;
  }

  // How much of the wait is over, as far as anybody knows.
  #measure() {
    const { state, eta_s: left } = this.now;
    const waited = (Date.now() - this.#since) / 1000;
    const known = state === "queued" && Number.isFinite(left);
    this.#parts.section.classList.toggle("measured", known);
    if (!known) return;
    const share = `${Math.min(95, (100 * waited) / (waited + left || 1)).toFixed(1)}%`;
    this.#parts.section.querySelector("rect").setAttribute("width", share);
    this.#parts.section.querySelector("circle").setAttribute("cx", share);
  }
}

// The same words again would be read out again.
function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function inLine(position) {
  if (!position) return phrase("In line for a person");
  return position === 1 ? phrase("Next in line") : phrase(ORDINALS[ordinals.select(position)], { n: position });
}

function eta(seconds) {
  if (!Number.isFinite(seconds)) return "";
  const minutes = Math.max(1, Math.round(seconds / 60));
  return minutes < 90 ? phrase("about {n} min", { n: minutes }) : phrase("about {n} h", { n: Math.round(minutes / 60) });
}
