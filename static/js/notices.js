// What makes itself heard: a sound, a notice on the desktop, a line at the foot. Of several tabs one speaks.
const SPOKEN = "baton:spoken";
const KEPT = 60;
let audio = null;

// Whoever is first writes it down; the lock keeps two tabs from being first at once.
function claimed(id) {
  const spoken = (localStorage.getItem(SPOKEN) ?? "").split(" ");
  if (spoken.includes(id)) return false;
  localStorage.setItem(SPOKEN, [...spoken, id].slice(-KEPT).join(" "));
  return true;
}

function once(id, speak) {
  if (navigator.locks) navigator.locks.request(SPOKEN, () => claimed(id) && speak());
  else setTimeout(() => claimed(id) && speak(), Math.random() * 400); // a plain http page has no locks
}

export function sound() {
  audio ??= new AudioContext();
  for (const [pitch, start] of [[660, 0], [880, 0.12]]) {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    const at = audio.currentTime + start;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.12, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.25);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.3);
  }
}

function desktop({ id, text, url }) {
  if (globalThis.Notification?.permission !== "granted") return;
  const notice = new Notification("Baton", { body: text, tag: id, icon: "/static/icon.svg" });
  notice.addEventListener("click", () => [window.focus(), location.assign(url)]);
}

function line({ text, url }) {
  const open = url.endsWith(`/${document.getElementById("thread")?.dataset.conversation}/`);
  if (open || document.hidden) return;
  const toast = Object.assign(document.createElement("div"), { className: "toast beside" });
  toast.append(Object.assign(document.createElement("a"), { href: url, textContent: text }));
  document.getElementById("toasts").append(toast);
  setTimeout(() => toast.remove(), 15_000);
}

export function tell(notice) {
  if (notice.ways.includes("toast")) line(notice);
  if (!notice.ways.some((way) => way !== "toast")) return;
  once(notice.id, () => {
    if (notice.ways.includes("sound")) sound();
    if (notice.ways.includes("desktop")) desktop(notice);
  });
}
