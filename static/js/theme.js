// Light or dark at once; the server remembers it, so that the next page is right from its first paint.
const root = document.documentElement;

const dark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

document.querySelector("form.theme")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const body = new FormData(event.target);
  root.dataset.theme = dark() ? "light" : "dark";
  body.set("theme", root.dataset.theme);
  fetch(event.target.action, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => {});
});
