// What was typed and not sent, by person, conversation and kind. The house keeps it; until it has it, this browser does.
const PREFIX = "baton:typed:";
const MARKED = "baton:mark:";
const PAUSE = 600;
const waiting = new Map();
// The page that comes may have been drawn before what is on its way arrived: until it stands, this browser keeps it.
let leaving = false;
addEventListener("beforeunload", () => (leaving = true));
const key = (kind, prefix = PREFIX) => {
  const [desk, thread] = [document.getElementById("desk"), document.getElementById("thread")];
  return `${prefix}${desk.dataset.person}:${thread.dataset.conversation}:${kind}`;
};

// What the house wants to see of whoever sends something.
export const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

// Null where the house has what there is.
export const read = (kind) => localStorage.getItem(key(kind));

export function keep(kind, text) {
  const name = key(kind);
  leaving = false;
  localStorage.setItem(name, text);
  clearTimeout(waiting.get(name));
  waiting.set(name, setTimeout(save, PAUSE, name));
}

async function save(name) {
  clearTimeout(waiting.get(name));
  waiting.delete(name);
  const text = localStorage.getItem(name);
  const [conversation, kind] = name.slice(PREFIX.length).split(":").slice(1);
  if (text === null) return;
  const told = { method: "POST", headers: { "X-CSRFToken": token() }, redirect: "manual", keepalive: text.length < 9_000 };
  const body = new URLSearchParams({ kind, text });
  const answer = await fetch(`/desk/conversations/${conversation}/typed/`, { ...told, body }).catch(() => null);
  if (answer?.status === 204 && !leaving && localStorage.getItem(name) === text) localStorage.removeItem(name);
}

const saveAll = () => [...waiting.keys()].forEach(save);

// Marks that only this browser needs.
export const marked = (kind) => localStorage.getItem(key(kind, MARKED));
export function mark(kind, text) {
  if (text) localStorage.setItem(key(kind, MARKED), text);
  else localStorage.removeItem(key(kind, MARKED));
}

addEventListener("pagehide", saveAll);
document.addEventListener("baton:opened", saveAll);
document.addEventListener("baton:connection", () => {
  const own = `${PREFIX}${document.getElementById("desk").dataset.person}:`;
  if (document.body.dataset.connection === "live") Object.keys(localStorage).filter((name) => name.startsWith(own)).forEach(save);
});
document.getElementById("logout")?.addEventListener("submit", () => {
  saveAll();
  for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX) || name.startsWith(MARKED)) localStorage.removeItem(name);
});
