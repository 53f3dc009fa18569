// How was it? Five buttons, once the conversation has ended; then what was given.

import { make } from "./make.js";

const WORDS = ["poor", "not good", "fair", "good", "great"];

export function ratingCard(given, rated) {
  if (given) return make("p", "line", `Thank you. You gave ${given} of 5.`);
  const card = make("fieldset", "rating");
  const buttons = make("div", "beside");
  buttons.append(...WORDS.map((word, place) => button(place + 1, word, () => rated(place + 1))));
  card.append(make("legend", "", "How was it?"), buttons, make("p", "meta", "1 is poor, 5 is great"));
  return card;
}

function button(score, word, pressed) {
  const made = make("button", "button square", String(score));
  made.type = "button";
  made.setAttribute("aria-label", `${score} of 5: ${word}`);
  made.addEventListener("click", pressed);
  return made;
}
