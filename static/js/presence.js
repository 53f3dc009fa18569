// Who else has a conversation before them, in the list and beside the heading; who types has a red ring.
import { phrase } from "./words.js";

const find = (id) => document.getElementById(id);
const here = new Map();
let typist = 0;

function ring({ person, who, initials }, open) {
  const typing = open && person === typist;
  const label = typing ? phrase("{who} is typing", { who }) : phrase("{who} is looking at it", { who });
  const avatar = Object.assign(document.createElement("span"), { className: `avatar ${open ? "" : "small"}`, textContent: initials, title: label });
  avatar.role = "img";
  avatar.ariaLabel = label;
  return mark(avatar, typing);
}

function mark(avatar, typing) {
  avatar.classList.add("other", typing ? "typing" : "viewing");
  return avatar;
}

function draw() {
  const open = find("thread")?.dataset.conversation;
  for (const [conversation, people] of here) {
    put(find(`row-${conversation}`)?.querySelector(".avatars"), people, false);
    if (conversation === open) put(find("viewers"), people, true);
  }
}

// Who has it is shown already: they get the ring.
function put(place, people, open) {
  const around = place?.closest("header, .row");
  for (const old of around?.querySelectorAll(".other") ?? []) {
    if (old.dataset.person) old.classList.remove("other", "viewing", "typing");
    else old.remove();
  }
  for (const one of around ? people.slice(0, 3) : []) {
    const holder = around.querySelector(`[data-person="${one.person}"]`);
    if (holder) mark(holder, open && one.person === typist);
    else place.append(ring(one, open));
  }
}

document.addEventListener("baton:viewers", ({ detail: { conversation, people } }) => {
  here.set(String(conversation), people);
  draw();
});
document.addEventListener("baton:typing", ({ detail }) => detail !== typist && [(typist = detail), draw()]);
for (const name of ["baton:changed", "baton:opened", "htmx:afterSettle"]) document.addEventListener(name, draw);
document.addEventListener("visibilitychange", () => {
  document.dispatchEvent(new CustomEvent("baton:say", { detail: { type: "looking", on: !document.hidden } }));
});
document.addEventListener("baton:connection", () => {
  const stale = document.body.dataset.connection !== "live";
  if (stale) [...here.keys()].forEach((each) => here.set(each, []));
  else if (document.hidden) document.dispatchEvent(new CustomEvent("baton:say", { detail: { type: "looking", on: false } }));
  draw();
});
