// Files that go with a reply: chosen, dropped or pasted, each uploaded at once and named in the form when it is there.
import { token } from "./kept.js";
import { apply } from "./stream.js";

const find = (id) => document.getElementById(id);
const list = () => find("reply-files");
const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

function take(files) {
  for (const file of files) upload(file);
}

function upload(file) {
  const { dataset } = find("reply-attach");
  const row = waiting(file, dataset);
  list().append(row);
  if (file.size > Number(dataset.most)) return failed(row, named(dataset.large, file));
  const body = new FormData();
  body.set("file", file);
  body.set("key", fresh());
  const request = new XMLHttpRequest();
  request.open("POST", find("reply-form").dataset.uploads);
  request.setRequestHeader("X-CSRFToken", token());
  request.setRequestHeader("HX-Request", "true");
  request.upload.onprogress = ({ loaded, total }) => (row.querySelector("progress").value = loaded / total);
  request.onload = () => answered(request, row, named(dataset.failed, file));
  request.onerror = () => failed(row, named(dataset.failed, file));
  row.querySelector("button").addEventListener("click", () => [request.abort(), row.remove()]);
  request.send(body);
}

const named = (words, file) => words.replace("{}", file.name);

function waiting(file, { waits, stop: away }) {
  const row = Object.assign(document.createElement("li"), { className: "beside" });
  const name = Object.assign(document.createElement("bdi"), { className: "cut", textContent: file.name });
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", named(waits, file));
  const stop = Object.assign(document.createElement("button"), { type: "button", className: "button bare square push", textContent: "×" });
  stop.setAttribute("aria-label", named(away, file));
  row.append(name, bar, stop);
  return row;
}

function answered(request, row, broken) {
  if (request.status === 200) {
    row.insertAdjacentHTML("afterend", request.responseText);
    row.remove();
  } else if ([409, 422].includes(request.status)) [row.remove(), apply(request.responseText)];
  else failed(row, broken);
}

function failed(row, why) {
  row.className = "late";
  row.setAttribute("role", "alert");
  row.textContent = why;
  setTimeout(() => row.remove(), 10_000);
}

const has = (event) => event.dataTransfer?.types.includes("Files") || event.clipboardData?.files.length;
const over = (on) => find("composer")?.classList.toggle("dropping", on);

document.addEventListener("change", ({ target }) => {
  if (target.id !== "reply-attach") return;
  take([...target.files]);
  target.value = "";
});
document.addEventListener("dragover", (event) => has(event) && list() && [event.preventDefault(), over(true)]);
document.addEventListener("dragleave", (event) => event.relatedTarget || over(false));
document.addEventListener("drop", (event) => has(event) && list() && [event.preventDefault(), over(false), take([...event.dataTransfer.files])]);
document.addEventListener("paste", (event) => {
  if (!event.target.closest?.("#reply-form") || !has(event)) return;
  event.preventDefault();
  take([...event.clipboardData.files]);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-removes]");
  if (!button) return;
  event.preventDefault();
  fetch(button.formAction, { method: "POST", headers: { "X-CSRFToken": token(), "HX-Request": "true" } }).catch(() => {});
  button.closest("li").remove();
  find("reply-form").elements.text.focus();
});
document.addEventListener("baton:empty", ({ detail }) => detail === "reply-form" && list().replaceChildren());
