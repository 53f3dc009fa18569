// What is marked data-autosave, a form or a field, is sent as soon as it rests.
const REST = 450;
const waiting = new Map();

document.addEventListener("change", ({ target }) => {
  const form = target.form;
  if (!form || !(target.matches("[data-autosave]") || form.matches("[data-autosave]"))) return;
  clearTimeout(waiting.get(form.id));
  waiting.set(form.id, setTimeout(() => form.isConnected && form.requestSubmit(), REST));
});
