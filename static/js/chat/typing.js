// Tells the gateway that the customer types: now and then while they do, and once when they stop.

const AGAIN_AFTER = 3_000;
const ENDS_AFTER = 4_000;

export class Typing {
  #tell;
  #toldAt = 0;
  #ends;

  // `tell(on)` sends it.
  constructor(tell) {
    this.#tell = tell;
  }

  typed() {
    clearTimeout(this.#ends);
    this.#ends = setTimeout(() => this.stop(), ENDS_AFTER);
    if (Date.now() - this.#toldAt < AGAIN_AFTER) return;
    this.#toldAt = Date.now();
    this.#tell(true);
  }

  stop() {
    clearTimeout(this.#ends);
    if (this.#toldAt) this.#tell(false);
    this.#toldAt = 0;
  }
}
