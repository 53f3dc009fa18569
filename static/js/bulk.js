// Several conversations at once: the bar is there while something is ticked.
import { phrase } from "./words.js";
const find = (id) => document.getElementById(id);
const ticks = () => [...document.querySelectorAll("#rows input[name=conversation]")];

function count() {
  const [all, picked] = [ticks(), ticks().filter((tick) => tick.checked)];
  if (!find("bulk-form")) return;
  find("picked").textContent = phrase("{count} selected", { count: picked.length });
  find("all-rows").checked = all.length > 0 && picked.length === all.length;
  find("all-rows").indeterminate = picked.length > 0 && picked.length < all.length;
}

document.addEventListener("change", ({ target }) => {
  if (target.id === "all-rows") for (const tick of ticks()) tick.checked = target.checked;
  if (target.id === "all-rows" || target.name === "conversation") count();
});
document.addEventListener("reset", ({ target }) => target.id === "bulk-form" && setTimeout(count));
document.addEventListener("baton:empty", ({ detail }) => detail === "bulk-form" && find("bulk-form").reset());
document.addEventListener("baton:changed", count);
