// What was typed and not sent, by person, conversation and kind. It outlives the tab, not the log-out.
const PREFIX = "baton:typed:";
const key = (kind) => {
  const [desk, thread] = [document.getElementById("desk"), document.getElementById("thread")];
  return `${PREFIX}${desk.dataset.person}:${thread.dataset.conversation}:${kind}`;
};

export const read = (kind) => localStorage.getItem(key(kind));

export function keep(kind, text) {
  if (text) localStorage.setItem(key(kind), text);
  else localStorage.removeItem(key(kind));
}

export const forget = (kind) => keep(kind, "");

document.getElementById("logout")?.addEventListener("submit", () => {
  for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
});
