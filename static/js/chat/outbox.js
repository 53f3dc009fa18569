// The frames that were not answered yet. They outlive a lost connection, and a reload of the page.

export class Outbox {
  #name;
  #frames;

  constructor(name) {
    this.#name = `outbox:${name}`;
    this.#frames = new Map(this.#load().map((frame) => [frame.id, frame]));
  }

  put(frame) {
    this.#frames.set(frame.id, frame);
    this.#store();
  }

  // The frame of this id, which is now answered; undefined where it was answered before.
  take(id) {
    const frame = this.#frames.get(id);
    this.#frames.delete(id);
    this.#store();
    return frame;
  }

  has(id) {
    return this.#frames.has(id);
  }

  get frames() {
    return [...this.#frames.values()];
  }

  #load() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#name) ?? "[]");
    } catch (wrong) {
      console.warn("What was not sent yet cannot be read", wrong);
      return [];
    }
  }

  #store() {
    try {
      sessionStorage.setItem(this.#name, JSON.stringify(this.frames));
    } catch (wrong) {
      console.warn("What is not sent yet is kept until a reload only", wrong);
    }
  }
}
