// A list of choices for a field that keeps the focus: arrows move, Enter or Tab takes, Escape closes.
let made = 0;

export class Picker {
  #turn = 0;
  #at = -1;
  #field = null;
  items = [];

  // `box` holds the list; `take(item)` is told what was chosen, `move(item)` what is looked at.
  constructor(box, { take, move = () => {}, closed = () => {} }) {
    Object.assign(this, { box, take, move, closed, list: box.querySelector("[role=listbox]") });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => this.#choose([...this.list.children].indexOf(target.closest("[role=option]"))));
  }

  get open() {
    return this.#field !== null;
  }

  // Show what `finding` finds for `field`; of several the last one asked for.
  async show(field, finding) {
    const turn = (this.#turn += 1);
    if (this.#field !== field) [this.#mark(null), (this.#field = field), this.list.replaceChildren()];
    const items = await finding;
    if (turn !== this.#turn) return;
    this.items = items;
    this.list.replaceChildren(...items.map(option));
    this.box.hidden = false;
    field.setAttribute("aria-controls", this.list.id);
    field.setAttribute("aria-expanded", "true");
    this.#go(0);
  }

  close() {
    this.#turn += 1;
    if (!this.open) return;
    this.#mark(null);
    this.#field.setAttribute("aria-expanded", "false");
    this.#field = null;
    this.box.hidden = true;
    this.closed();
  }

  // Whether the key was one of the list's.
  key(event) {
    if (!this.open || event.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.items.length) this.#go((this.#at + step + this.items.length) % this.items.length);
    else if (event.key === "Escape") this.close();
    else if (["Enter", "Tab"].includes(event.key) && !event.ctrlKey && !event.metaKey && this.items[this.#at]) this.#choose(this.#at);
    else return false;
    event.preventDefault();
    return true;
  }

  #choose(at) {
    const item = this.items[at];
    if (!item) return;
    this.close();
    this.take(item);
  }

  #go(at) {
    this.#at = this.items.length ? at : -1;
    [...this.list.children].forEach((each, place) => each.setAttribute("aria-selected", String(place === this.#at)));
    const active = this.list.children[this.#at];
    active?.scrollIntoView({ block: "nearest" });
    this.#mark(active?.id ?? null);
    this.move(this.items[this.#at]);
  }

  #mark(id) {
    if (id) this.#field?.setAttribute("aria-activedescendant", id);
    else this.#field?.removeAttribute("aria-activedescendant");
  }
}

function option({ label, hint = "", key = "" }) {
  const line = document.createElement("li");
  Object.assign(line, { role: "option", id: `choice-${(made += 1)}`, className: "beside" });
  line.append(Object.assign(document.createElement("bdi"), { textContent: label }));
  if (hint) line.append(Object.assign(document.createElement("span"), { className: "meta push cut", textContent: hint }));
  if (key) line.append(Object.assign(document.createElement("kbd"), { className: hint ? "" : "push", textContent: key }));
  return line;
}
