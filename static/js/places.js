// Where one was in each list and thread of this tab. A thread in which something is new begins at its end.
const find = (id) => document.getElementById(id);
const name = (id) => `baton:${id}:${id === "log" ? find("thread").dataset.conversation : find("desk").dataset.view}`;
const version = (id) => (id === "log" ? find("thread").dataset.version : "");

function remember({ id, scrollTop }) {
  if (id === "log" || id === "list-scroll") sessionStorage.setItem(name(id), `${version(id)}:${scrollTop}`);
}

function goBack(id) {
  if (!find(id) || find(id).dataset.at) return;
  const [was, place] = sessionStorage.getItem(name(id))?.split(":") ?? [];
  if (was === version(id)) find(id).scrollTop = place;
}

document.addEventListener("scroll", ({ target }) => remember(target), true);
document.addEventListener("baton:opened", () => goBack("log"));
["list-scroll", "log"].forEach(goBack);
