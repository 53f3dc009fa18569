// The desk's page: its parts speak to each other by events named baton:*.
import "./composer.js";
import "./files.js";
import "./forms.js";
import "./further.js";
import "./insert.js";
import "./keys.js";
import "./presence.js";
import "./times.js";
import "./title.js";
import "./written.js";
import { start } from "./panes.js";

// What few need is fetched when it is needed.
if (document.getElementById("bulk-form")) import("./bulk.js");
document.addEventListener("baton:notice", ({ detail }) => import("./notices.js").then(({ tell }) => tell(detail)));
document.addEventListener("baton:palette", () => import("./palette.js").then(({ open }) => open()));
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-copy]");
  if (button) import("./copy.js").then(({ copy }) => copy(button));
});
// After a swap htmx takes a moment to know a form. Who is faster would leave the page, and not come to the next one.
document.addEventListener("click", ({ target }) => {
  const form = target.closest?.("form");
  if (form && !("htmx-internal-data" in form)) window.htmx?.process(form);
}, true);
start();
import("./places.js");
import("./ahead.js");
