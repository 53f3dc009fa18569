// The title of the tab says how many stand in this view, the bar how many one has.
const COUNT = /^\(\d+\) /;

function count() {
  const number = document.getElementById(`count-${document.getElementById("desk").dataset.view}`)?.textContent;
  const plain = document.title.replace(COUNT, "");
  document.getElementById("load").textContent = document.getElementById("count-mine").textContent;
  document.title = Number(number) ? `(${number}) ${plain}` : plain;
}

for (const name of ["baton:changed", "baton:opened", "htmx:afterSettle"]) document.addEventListener(name, count);
