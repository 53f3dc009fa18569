// Files that the customer sends along: each is uploaded when it is chosen, and goes with the next message.

import { make } from "./make.js";
import { phrase } from "../words.js";

export class Files {
  #list;
  #upload;
  #ready = new Map();
  #then = null;
  #under = 0;

  // `upload(file)` gives what the gateway says of it.
  constructor(list, upload) {
    this.#list = list;
    this.#upload = upload;
  }

  get busy() {
    return this.#under > 0;
  }

  // Do it as soon as all is uploaded; not where something could not be.
  when(then) {
    this.#then = then;
  }

  // What was uploaded: it is taken once.
  take() {
    const taken = [...this.#list.children].filter((row) => this.#ready.has(row)).map((row) => this.#ready.get(row));
    this.#ready.clear();
    this.#list.replaceChildren(...this.#list.querySelectorAll(".late"));
    return taken;
  }

  async add(file) {
    const row = this.#row(file.name);
    this.#under += 1;
    try {
      const told = await this.#upload(file);
      row.querySelector("progress")?.remove();
      if (row.isConnected) this.#ready.set(row, told);
    } catch (wrong) {
      this.#failed(row, `${file.name}: ${wrong.message}`);
    } finally {
      this.#under -= 1;
    }
    if (this.#under) return;
    const then = this.#list.querySelector(".late") ? null : this.#then;
    this.#then = null;
    then?.();
  }

  #row(name) {
    const row = make("li", "beside");
    const away = make("button", "button bare square", "×");
    away.type = "button";
    away.setAttribute("aria-label", phrase("Remove {name}", { name }));
    away.addEventListener("click", () => [this.#ready.delete(row), row.remove()]);
    const bar = make("progress");
    bar.setAttribute("aria-label", phrase("Upload of {name}", { name }));
    row.append(make("bdi", "cut", name), bar, away);
    this.#list.append(row);
    return row;
  }

  #failed(row, why) {
    row.className = "late";
    row.setAttribute("role", "alert");
    row.textContent = why;
    setTimeout(() => row.remove(), 10_000);
  }
}

// The files of a message, as they may be looked at or saved.
export function filesOf(attachments) {
  const list = make("ul", "files");
  list.append(...attachments.map((file) => {
    const item = make("li");
    item.append(file.url ? linked(file) : make("bdi", "meta", file.state === "refused" ? phrase("{name} was refused", { name: file.name }) : file.name));
    return item;
  }));
  return list;
}

function linked(file) {
  const link = make("a", "", file.width ? "" : file.name);
  link.href = file.url;
  link.target = "_blank";
  link.rel = "noopener";
  if (file.width) link.append(picture(file));
  else link.download = file.name;
  return link;
}

// Its place is kept before it comes.
function picture({ width, height, name, url }) {
  const scale = Math.min(1, 320 / width, 240 / height);
  return Object.assign(new Image(Math.round(width * scale), Math.round(height * scale)), { alt: name, src: url });
}
