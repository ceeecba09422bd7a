// Small words for the page: elements, French typography, days, downloads. Nothing here knows what a checklist is.

/** An element with its properties and children; text is always text, never markup. */
function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class") made.className = value;
    else if (name in made && name !== "list" && name !== "form") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return made;
}

/** French spaces and apostrophes, for texts of ours. */
function fr(text) {
  return text.replace(/'/g, "’").replace(/ ([;!?»])/g, "\u202f$1").replace(/« /g, "«\u202f").replace(/ :/g, "\u00a0:");
}

const byId = (id) => document.getElementById(id);
const plural = (count, one, many = one + "s") => `${count}\u00a0${count < 2 ? one : many}`;
const today = () => {
  const now = new Date();
  const two = (value) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
};

/** 2022-10-01 as « 1er octobre 2022 ». */
function longDay(day) {
  if (!isDay(day)) return day;
  const [year, month, number] = day.split("-").map(Number);
  const written = new Date(year, month - 1, number).toLocaleDateString("fr-FR", { day: "numeric", month: "long", year: "numeric" });
  return written.replace(/^1 /, "1er ");
}

const clock = (time) => `${time.getHours()}\u00a0h\u00a0${String(time.getMinutes()).padStart(2, "0")}`;

function weight(bytes) {
  const size = Number(bytes instanceof Verbatim ? bytes.text : bytes);
  if (size < 1000) return plural(size, "octet");
  const [value, unit] = size < 1e6 ? [size / 1e3, "Ko"] : size < 1e9 ? [size / 1e6, "Mo"] : [size / 1e9, "Go"];
  return `${value.toLocaleString("fr-FR", { maximumFractionDigits: 1 })}\u00a0${unit}`;
}

/** Hands a file to the browser. */
function download(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  el("a", { href: address, download: name }).click();
  // Some browsers read the address after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A name any file system takes. */
function fileStem(text) {
  const plain = text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  return plain.replace(/[^a-z0-9.]+/g, "-").replace(/^[-.]+|[-.]+$/g, "").slice(0, 60) || "produit";
}

/** Words in common order, others removed or added: [kind, text] with kind "=", "-" or "+". */
function wordDiff(before, after) {
  const cut = (text) => text.match(/[\p{L}\p{N}]+|\s+|[^\p{L}\p{N}\s]/gu) ?? [];
  const [old, now] = [cut(before), cut(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const [left, right] = [old.slice(start, old.length - end), now.slice(start, now.length - end)];
  // Beyond this, one replacement is as good as a table of a million cells.
  const middle = left.length * right.length > 4e6 ? [["-", left], ["+", right]] : commonWords(left, right);
  const parts = [["=", old.slice(0, start)], ...middle, ["=", old.slice(old.length - end)]];
  return parts.filter(([, words]) => words.length).map(([kind, words]) => [kind, words.join("")]);
}

function commonWords(left, right) {
  const width = right.length + 1;
  const longest = new Uint16Array((left.length + 1) * width);
  for (let row = left.length - 1; row >= 0; row -= 1) {
    for (let column = right.length - 1; column >= 0; column -= 1) {
      longest[row * width + column] = left[row] === right[column]
        ? longest[(row + 1) * width + column + 1] + 1
        : Math.max(longest[(row + 1) * width + column], longest[row * width + column + 1]);
    }
  }
  const parts = [];
  const add = (kind, word) => (parts.at(-1)?.[0] === kind ? parts.at(-1)[1].push(word) : parts.push([kind, [word]]));
  let [row, column] = [0, 0];
  while (row < left.length || column < right.length) {
    if (row < left.length && column < right.length && left[row] === right[column]) {
      add("=", left[row]);
      row += 1;
      column += 1;
    } else if (column >= right.length || (row < left.length && longest[(row + 1) * width + column] >= longest[row * width + column + 1])) {
      add("-", left[row]);
      row += 1;
    } else {
      add("+", right[column]);
      column += 1;
    }
  }
  return parts;
}

/** Marks of a change, told to those who do not see them. */
function marked(before, after) {
  const said = { "+": ["ins", "ajouté"], "-": ["del", "supprimé"] };
  // Where the lines of a paragraph were cut in the source is nothing a reader saw.
  const flowing = (text) => text.trim().replace(/([^\n])\n(?![\n\-*+>|#]|\d+[.)])/g, "$1 ").replace(/'/g, "\u2019");
  return wordDiff(flowing(before), flowing(after)).map(([kind, text]) => {
    if (kind === "=") return text;
    const [tag, word] = said[kind];
    return el(tag, {}, el("span", { class: "sr" }, `[${word} : `), text, el("span", { class: "sr" }, "] "));
  });
}
