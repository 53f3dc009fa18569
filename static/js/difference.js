// The difference of two texts, word by word: [op, text] pairs, op one of "=", "-", "+".
const WORDS = /\s+|[\p{L}\p{N}_]+(?:['’.,:/@-][\p{L}\p{N}_]+)*|[^\s]/gu;
const MOST = 1_500_000;

export function difference(before, after) {
  const [old, fresh] = [before.match(WORDS) ?? [], after.match(WORDS) ?? []];
  let start = 0;
  while (start < Math.min(old.length, fresh.length) && old[start] === fresh[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, fresh.length) - start && old.at(-1 - end) === fresh.at(-1 - end)) end += 1;
  const middle = between(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end));
  return join([["=", old.slice(0, start)], ...middle, ["=", old.slice(old.length - end)]]);
}

function between(old, fresh) {
  if (old.length * fresh.length > MOST) return [["-", old], ["+", fresh]];
  const same = lengths(old, fresh);
  const steps = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) [steps.push(["=", [old[i]]]), (i += 1), (j += 1)];
    else if (j >= fresh.length || (i < old.length && same[i + 1][j] >= same[i][j + 1])) steps.push(["-", [old[i++]]]);
    else steps.push(["+", [fresh[j++]]]);
  }
  return steps;
}

// How long the longest common run of words is from each place to the ends.
function lengths(old, fresh) {
  const table = Array.from({ length: old.length + 1 }, () => new Uint16Array(fresh.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = fresh.length - 1; j >= 0; j -= 1) {
      table[i][j] = old[i] === fresh[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  return table;
}

// Neighbours of a kind become one; a lone space between two changes belongs to them.
function join(steps) {
  const runs = [];
  for (const [op, words] of steps) {
    if (!words.length) continue;
    if (runs.at(-1)?.[0] === op) runs.at(-1)[1] += words.join("");
    else runs.push([op, words.join("")]);
  }
  return tidy(runs);
}

function tidy(runs) {
  const out = [];
  let [gone, come] = ["", ""];
  const flush = () => {
    if (gone) out.push(["-", gone]);
    if (come) out.push(["+", come]);
    [gone, come] = ["", ""];
  };
  runs.forEach(([op, text], at) => {
    const inside = op === "=" && !text.trim() && at > 0 && at < runs.length - 1;
    if (op === "-") gone += text;
    else if (op === "+") come += text;
    else if (inside) [(gone += text), (come += text)];
    else [flush(), out.push(["=", text])];
  });
  flush();
  return out;
}
