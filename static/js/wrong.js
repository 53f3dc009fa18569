// What cannot be taken is told where it was typed: a notice would lie under the dialog.
export function tell(field, text) {
  document.getElementById("wrong")?.remove();
  const told = Object.assign(document.createElement("p"), { className: "errorlist", id: "wrong", textContent: text });
  told.role = "alert";
  field.after(told);
  field.ariaInvalid = "true";
  field.setAttribute("aria-describedby", told.id);
  field.focus();
  const clear = () => [told.remove(), field.removeAttribute("aria-invalid"), field.removeAttribute("aria-describedby")];
  field.addEventListener("input", clear, { once: true });
}
