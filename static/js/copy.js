// A button copies the text of the element that its data-copy names; where the browser may not, it selects it.
// The desk calls it when it is needed; other pages load it and are done.
import { phrase } from "./words.js";
export async function copy(button) {
  const name = button.dataset.copy;
  const shown = document.getElementById(name);
  const told = document.querySelector(`[data-copied~="${CSS.escape(name)}"]`);
  try {
    await navigator.clipboard.writeText(shown.textContent);
    told.textContent = phrase("Copied");
  } catch {
    getSelection().selectAllChildren(shown);
    told.textContent = phrase("Selected: copy it by Ctrl C");
  }
}

if (!document.getElementById("desk")) {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-copy]");
    if (button) copy(button);
  });
}
