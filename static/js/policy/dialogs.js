// A dialog whose form was refused is open again; the button of a row chooses what its dialog is about.
function open() {
  document.querySelector("[popover][data-open]")?.showPopover();
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-version]");
  if (button) document.getElementById("rollback-version").value = button.dataset.version;
});
document.addEventListener("htmx:afterSettle", open);
open();
