// The messages on the screen, each once. All text is text: nothing of it is ever read as markup.
import { language, phrase } from "../words.js";
import { filesOf } from "./files.js";
import { make } from "./make.js";

const WHO = { ai: phrase("AI assistant"), sent: phrase("AI assistant"), heard: phrase("AI assistant") };
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const moment = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });
const day = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });

export class Log {
  #box;
  #newer;
  #shown = new Map();
  #day = "";

  constructor(box, newer) {
    this.#box = box;
    this.#newer = newer;
    newer.addEventListener("click", () => this.toEnd());
    box.addEventListener("scroll", () => this.#atEnd && (newer.hidden = true));
    new ResizeObserver(() => this.#wasAtEnd && this.toEnd()).observe(box);
    box.addEventListener("scroll", () => (this.#wasAtEnd = this.#atEnd));
  }

  #wasAtEnd = true;

  // A message of the conversation: from the history, an event, or what the AI may say.
  message(entry) {
    const shown = this.#shown.get(entry.message) ?? this.#shown.get(entry.own) ?? this.#unnamed(entry);
    const bubble = shown ?? this.#bubble(entry);
    if (entry.message) this.#shown.set(entry.message, bubble);
    if (entry.own) this.#shown.set(entry.own, bubble);
    if (entry.message) delete bubble.dataset.unnamed;
    stamp(bubble, entry.at);
    if (entry.attachments) this.#files(bubble, entry);
    return !shown;
  }

  // What the customer just wrote; the files that go with it have a name only, until the house has looked at them.
  mine(own, text, attachments = []) {
    if (this.#shown.has(own)) return;
    const bubble = this.#bubble({ role: "customer", text, at: new Date().toISOString() });
    if (attachments.length) this.#files(bubble, { text, attachments });
    this.#shown.set(own, bubble);
    bubble.querySelector("footer").textContent = phrase("Sending…");
    this.toEnd();
  }

  sent(own, at) {
    const bubble = this.#shown.get(own);
    if (bubble) stamp(bubble, at);
  }

  failed(own, why) {
    const bubble = this.#shown.get(own);
    bubble?.classList.add("failed");
    if (bubble) bubble.querySelector("footer").textContent = phrase("Not sent: {why}", { why });
  }

  // Whether the AI's words stand below the customer's already.
  says(text, own) {
    for (let next = this.#shown.get(own); next; next = next.nextElementSibling)
      if (next.matches(".bubble:not(.mine)") && next.querySelector("p").textContent === text) return true;
    return false;
  }

  // A small line between the messages.
  line(text) {
    this.add(make("p", "line", text));
  }

  add(element) {
    const stay = this.#wasAtEnd;
    this.#box.append(element);
    if (stay) this.toEnd();
    else this.#newer.hidden = false;
  }

  toEnd() {
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#newer.hidden = true;
    this.#wasAtEnd = true;
  }

  get #atEnd() {
    return this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight < 24;
  }

  // What the AI was allowed to say stands here before its id is known: the history names it.
  #unnamed(entry) {
    if (entry.role !== "assistant" || entry.kind !== "sent" || !entry.message) return undefined;
    const loose = [...this.#box.querySelectorAll("[data-unnamed]")];
    return loose.find((bubble) => bubble.querySelector("p").textContent === entry.text);
  }

  #bubble(entry) {
    this.#dated(new Date(entry.at ?? Date.now()));
    const mine = entry.role === "customer";
    const bubble = make("article", mine ? "bubble mine" : "bubble");
    if (!mine) bubble.append(make("header", "meta", who(entry)));
    const text = make("p", "", entry.text);
    text.dir = "auto";
    bubble.append(text, make("footer", "meta"));
    if (!mine && !entry.message) bubble.dataset.unnamed = "";
    this.add(bubble);
    return bubble;
  }

  // Links expire, so files that stand there already are drawn anew; words that only name them are not said twice.
  #files(bubble, { text, attachments }) {
    const list = filesOf(attachments);
    bubble.querySelector(".files")?.remove();
    bubble.querySelector("footer").before(list);
    bubble.querySelector("p").hidden = text === attachments.map((file) => file.name).join(", ");
    if (this.#wasAtEnd) for (const image of list.querySelectorAll("img")) image.addEventListener("load", () => this.toEnd(), { once: true });
  }

  #dated(at) {
    const date = at.toDateString();
    if (date === this.#day) return;
    this.#day = date;
    this.line(date === new Date().toDateString() ? phrase("Today") : day.format(at));
  }
}

function who(entry) {
  if (entry.author?.name) return entry.author.name;
  return WHO[entry.kind] ?? "Fjell & Co";
}

function stamp(bubble, at) {
  const when = new Date(at ?? Date.now());
  const time = make("time", "", clock.format(when));
  time.dateTime = when.toISOString();
  time.title = moment.format(when);
  bubble.classList.remove("failed");
  bubble.querySelector("footer").replaceChildren(time);
}
