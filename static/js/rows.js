// The rows of the list. They keep their order; nothing moves under the pointer or the focus.
const rows = () => document.getElementById("rows");
const busy = () => rows()?.matches(":hover, :focus-within") ?? false;
const waiting = new Set();

export function insert(old, row, process) {
  if (!rows()) return;
  keepState(old, row);
  const place = rightPlace(row, old);
  const stays = old && old.nextElementSibling === place;
  if (old && (stays || busy())) {
    const focused = old.contains(document.activeElement);
    old.replaceWith(row);
    if (focused) row.querySelector("a").focus({ preventScroll: true });
    if (!stays) waiting.add(row.id);
  } else {
    old?.remove();
    keepingPlace(row, () => rows().insertBefore(row, place));
  }
  process(row);
}

export function remove(target) {
  const row = document.getElementById(target);
  if (!row) return;
  row.classList.add("leaving");
  if (busy() && !row.querySelector("[aria-current]")) waiting.add(target);
  else row.remove();
}

export function list(target, _, fragment) {
  const fresh = [...fragment.children];
  const ids = new Set(fresh.map((row) => row.id));
  for (const row of [...rows().children]) if (!ids.has(row.id)) remove(row.id);
  for (const row of fresh) insert(document.getElementById(row.id), row, (element) => window.htmx?.process(element));
}

// What is open, ticked or unread here is the page's own knowledge.
function keepState(old, row) {
  const open = document.getElementById("thread")?.dataset.conversation;
  if (row.id === `row-${open}`) row.querySelector("a.row").setAttribute("aria-current", "true");
  const tick = row.querySelector("input");
  if (tick && old) tick.checked = old.querySelector("input")?.checked ?? false;
}

function rightPlace(row, old) {
  const later = (other) => other !== old && other !== row && other.dataset.order > row.dataset.order;
  return [...rows().children].find(later) ?? null;
}

function keepingPlace(row, change) {
  const scroll = document.getElementById("list-scroll");
  const reading = scroll.scrollTop > 0 || busy();
  change();
  if (reading && row.offsetTop <= scroll.scrollTop + 1) scroll.scrollTop += row.offsetHeight;
}

function settle() {
  if (busy()) return;
  for (const id of waiting) {
    const row = document.getElementById(id);
    if (row?.classList.contains("leaving")) row.remove();
    else if (row) rows().insertBefore(row, rightPlace(row, row));
  }
  waiting.clear();
}

document.addEventListener("pointerleave", () => setTimeout(settle, 200), true);
document.addEventListener("focusout", () => setTimeout(settle, 200));
