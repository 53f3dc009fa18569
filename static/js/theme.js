// Light or dark at once; the server remembers it, so that the next page is right from its first paint.
const root = document.documentElement;

function dark() {
  const scheme = getComputedStyle(root).colorScheme;
  return scheme === "dark" || (scheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
}

document.querySelector("form.theme")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const body = new FormData(event.target);
  root.dataset.theme = dark() ? "light" : "dark";
  body.set("theme", root.dataset.theme);
  // Kept alive, as the choice shall outlast a page that is left at once.
  fetch(event.target.action, { method: "POST", body, headers: { "HX-Request": "true" }, keepalive: true }).catch(() => {});
});
