// One's own settings: a notice on the desktop needs the browser's leave, and a sound is heard when it is chosen.
import { sound } from "./notices.js";

const wish = document.getElementById("notices-refused");

async function chosen({ target }) {
  if (!target.checked || target.name !== "notice") return;
  if (target.value.endsWith("sound")) sound();
  if (!target.value.endsWith("desktop")) return;
  const answer = globalThis.Notification ? await Notification.requestPermission() : "denied";
  wish.hidden = answer === "granted";
}

document.getElementById("notices")?.addEventListener("change", chosen);
