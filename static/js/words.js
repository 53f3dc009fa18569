// Texts in the reader's language: the page brings a catalogue where that is not English.
const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);

const page = document.documentElement.lang || "en";

// For dates and times: as the reader's own system writes them in that language.
export const language = navigator.languages.find((one) => one.split("-")[0] === page) ?? page;
export const phrase = (text, facts = {}) => fill(window.batonWords?.[text] ?? text, facts);
export const phrases = (one, many, count, facts = {}) => phrase(count === 1 ? one : many, { count, ...facts });
