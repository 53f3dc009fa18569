// Forms go out by htmx and come back as changes of the page. Where no answer comes, what was typed stays.
import { apply, say } from "./stream.js";
import { phrase } from "./words.js";

const CARRIES_CHANGES = [200, 409, 422];
const BROKEN = phrase("Not done: something broke on our side. Your text is kept.");
const SENTENCES = {
  0: phrase("Not done: there is no connection. Your text is kept."),
  403: phrase("Not done: your session changed. Load the page again; your text is kept."),
  404: phrase("Not done: you can no longer see this conversation. Your text is kept."),
};

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "post") return;
  detail.parameters.view = document.getElementById("desk").dataset.view;
  detail.parameters.open = document.getElementById("thread")?.dataset.conversation ?? "";
  detail.parameters.after = document.getElementById("thread")?.dataset.version ?? 0;
});

// A push may take the form away before the answer is here, and htmx then tells nobody: so the answer itself is listened to.
document.addEventListener("htmx:beforeRequest", ({ detail: { elt, requestConfig, xhr } }) => {
  lock(elt, true);
  if (requestConfig.verb !== "post") return;
  for (const end of ["load", "error", "timeout"]) xhr.addEventListener(end, () => answered(xhr));
});

function answered({ status, responseText }) {
  if (CARRIES_CHANGES.includes(status)) apply(responseText);
  else if (!status || status >= 400) say(SENTENCES[status] ?? BROKEN);
}

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (requestConfig.verb === "post" && CARRIES_CHANGES.includes(xhr.status)) event.preventDefault();
});

document.addEventListener("htmx:afterRequest", ({ detail }) => lock(detail.elt, false));

for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failed, ({ detail: { requestConfig, xhr } }) => {
    if (requestConfig.verb !== "post") say(SENTENCES[xhr.status] ?? BROKEN);
  });
}

// A second click finds the button asleep.
function lock(form, on) {
  if (!form.id) return;
  for (const button of document.querySelectorAll(`#${form.id} button, button[form="${form.id}"]`)) button.toggleAttribute("data-asleep", on);
}

document.addEventListener("click", (event) => event.target.closest?.("[data-asleep]") && event.preventDefault(), true);
