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

const button = (properties, ...children) => el("button", { type: "button", ...properties }, ...children);

/** French spaces and apostrophes, for texts of ours. */
function fr(text) {
  return text.replace(/'/g, "’").replace(/ ([;!?»])/g, "\u202f$1").replace(/« /g, "«\u202f").replace(/ :/g, "\u00a0:");
}

const byId = (id) => document.getElementById(id);
const plural = (count, one, many = one + "s") => `${count}\u00a0${count < 2 ? one : many}`;
const dayOf = (moment) => {
  const two = (value) => String(value).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
};
const today = () => dayOf(new Date());

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
  // Beyond this, one replacement is as good as a table of a million cells.
  if (old.length * now.length > 4e6) return [["-", before], ["+", after]];
  const width = now.length + 1;
  const longest = new Uint16Array((old.length + 1) * width);
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let place = (row + 1) * width - 2; place >= row * width; place -= 1) {
      longest[place] = old[row] === now[place - row * width] ? longest[place + width + 1] + 1
        : Math.max(longest[place + width], longest[place + 1]);
    }
  }
  const parts = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < now.length) {
    const place = row * width + column;
    const removed = column === now.length || (row < old.length && longest[place + width] >= longest[place + 1]);
    const kind = old[row] === now[column] ? "=" : removed ? "-" : "+";
    const word = kind === "+" ? now[column] : old[row];
    if (kind !== "+") row += 1;
    if (kind !== "-") column += 1;
    if (parts.at(-1)?.[0] === kind) parts.at(-1)[1] += word;
    else parts.push([kind, word]);
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
