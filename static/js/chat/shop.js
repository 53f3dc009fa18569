// The AI front end: it looks an answer up and asks the gateway whether it may say it.

import * as server from "./server.js";

const UNSURE = {
  text: "I’m not sure about this one, and I don’t want to guess. Let me find out and come back to you here.",
  confidence: 0.05,
};

export class Shop {
  #conversation;
  #gateway;
  #proposed = "";
  boundary = 0;

  constructor(conversation, gateway) {
    this.#conversation = conversation;
    this.#gateway = gateway;
  }

  // Proposes an answer to the message `own`; false where there is nothing to propose. A human who has the chat
  // gets a draft of what was found: no doubts, and nothing for a second time, as they may be at work on it.
  async consult(own, question, human) {
    const found = await this.#found(question);
    const proposal = found ?? UNSURE;
    if (human && (!found || found.text === this.#proposed)) return false;
    this.#proposed = proposal.text;
    this.#gateway.send({ type: "propose", id: this.#id(own), conversation: this.#conversation, ...proposal });
    return true;
  }

  // The same for one message until it was handed back: however many windows ask, it is decided once.
  #id(own) {
    return `p:${this.boundary}:${own}`;
  }

  async #found(question) {
    try {
      return await server.answer(question);
    } catch (wrong) {
      if (wrong instanceof server.Refused) return null;
      throw wrong;
    }
  }
}

// The customer's message that a proposal answers.
export function questionOf(frame) {
  return frame.id.split(":")[2];
}
