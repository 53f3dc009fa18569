// The rail tells of the chosen sentence. On a phone it stands below all else, so that one is led there.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const link = detail.requestConfig.elt;
  if (detail.target.id !== "rail" || !link.matches("a")) return;
  document.querySelector(".rules [aria-current]")?.removeAttribute("aria-current");
  link.closest("li").setAttribute("aria-current", "true");
  if (matchMedia("(max-width: 899px)").matches) detail.target.scrollIntoView();
});
