// How was it? Five buttons, once the conversation has ended; then what was given.

import { make } from "./make.js";
import { phrase } from "../words.js";

const WORDS = [phrase("poor"), phrase("not good"), phrase("fair"), phrase("good"), phrase("great")];

export function ratingCard(given, rated) {
  if (given) return make("p", "line", phrase("Thank you. You gave {given} of 5.", { given }));
  const card = make("fieldset", "rating");
  const buttons = make("div", "beside");
  buttons.append(...WORDS.map((word, place) => button(place + 1, word, () => rated(place + 1))));
  card.append(make("legend", "", phrase("How was it?")), buttons, make("p", "meta", phrase("1 is poor, 5 is great")));
  return card;
}

function button(score, word, pressed) {
  const made = make("button", "button square", String(score));
  made.type = "button";
  made.setAttribute("aria-label", phrase("{score} of 5: {word}", { score, word }));
  made.addEventListener("click", pressed);
  return made;
}
