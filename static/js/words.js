// Texts in the reader's language: the page brings a catalogue where that is not English.
const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
const said = (text) => window.batonWords?.[text] ?? text;

export const language = document.documentElement.lang || "en";
export const say = (text, facts = {}) => fill(said(text), facts);
export const sayMany = (one, many, count, facts = {}) => say(count === 1 ? one : many, { count, ...facts });
