// Where one was in each list and thread of this tab. A thread in which something is new begins at its end.
const find = (id) => document.getElementById(id);
const name = (id) => `baton:${id}:${id === "log" ? find("thread").dataset.conversation : find("desk").dataset.view}`;
const version = (id) => (id === "log" ? find("thread").dataset.version : "");

export const remember = ({ id, scrollTop }) => sessionStorage.setItem(name(id), `${version(id)}:${scrollTop}`);

export function goBack(id) {
  const [was, place] = (find(id) && sessionStorage.getItem(name(id)))?.split(":") ?? [];
  if (was === version(id)) find(id).scrollTop = place;
}
