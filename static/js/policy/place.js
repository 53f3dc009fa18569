// Who saves by the keyboard goes on where they were: what had the focus is gone with the old sheet, so its section,
// or the field that is wrong in it, takes it.
let section = null;

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id === "main") section = document.activeElement?.closest("#main section[id]")?.id ?? section;
});

document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target.id !== "main" || !section) return;
  const here = document.getElementById(section);
  section = null;
  if (!here || document.activeElement !== document.body) return;
  const heading = here.querySelector('[aria-invalid="true"]') ?? here.querySelector("h2");
  if (heading?.matches("h2")) heading.tabIndex = -1;
  heading?.focus({ preventScroll: true });
});
