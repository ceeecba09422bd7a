// JSON without surprises: keys in code point order, numbers kept as written, keys written twice told, the same bytes as
// the command line. Objects become maps, so that a key may be any word.

/** Why something is no file of answers: every reason, in French. */
class Unreadable extends Error {
  constructor(problems) {
    super(problems.join(" ; "));
    this.problems = problems;
  }
}

/** A number a JavaScript number would not write back as it was. */
class Verbatim {
  constructor(text) { this.text = text; }
}

/** Order of code points: the order of the command line, where UTF-16 units would differ. */
function byCodePoint(one, other) {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    const [left, right] = [one.charCodeAt(at), other.charCodeAt(at)];
    if (left !== right) {
      const high = (unit) => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x2000 : unit >= 0xe000 ? unit - 0x800 : unit);
      return high(left) - high(right);
    }
  }
  return one.length - other.length;
}

/** Entries of a map or of an object of a definition, by key. */
function sorted(map) {
  const entries = map instanceof Map ? [...map] : Object.entries(map ?? {});
  return entries.sort(([one], [other]) => byCodePoint(one, other));
}

/** What a map or an object holds under a key, never what every object has. */
function at(map, key) {
  if (map instanceof Map) return map.get(key);
  return map && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** A finite number with a fraction or an exponent, as the command line writes it. */
function floatText(text) {
  const value = Number(text);
  const [, sign, whole, fraction = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(
    Object.is(value, -0) ? "-0" : String(value));
  const digits = (whole + fraction).replace(/^0+/, "").replace(/0+$/, "");
  if (!digits) return sign + "0.0";
  const leading = (whole + fraction).length - (whole + fraction).replace(/^0+/, "").length;
  const point = whole.length + Number(exponent) - leading;
  if (digits.length <= point && point <= 16) return sign + digits.padEnd(point, "0") + ".0";
  if (point > 0 && point <= 16) return sign + digits.slice(0, point) + "." + digits.slice(point);
  if (point > -5 && point <= 0) return sign + "0." + "0".repeat(-point) + digits;
  const power = "e" + (point - 1);
  return sign + (digits.length === 1 ? digits : digits[0] + "." + digits.slice(1)) + power;
}

/** A number as it must be written back. */
function number(text, fail) {
  if (/[.eE]/.test(text) || text === "-0") {
    if (!Number.isFinite(Number(text))) fail("ce n’est pas du JSON");
    return new Verbatim(floatText(text));
  }
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  const large = BigInt(text);
  const fits = large >= -(2n ** 63n) && large < 2n ** 64n;
  return new Verbatim(fits ? text : floatText(text));
}

/** Reads a text. Gives the value, and the places of keys written twice; throws `Unreadable`. */
function parseJson(text) {
  const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
  const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
  const SPACE = /[ \t\r\n]*/y;
  const WORDS = [["true", true], ["false", false], ["null", null]];
  const twice = [];
  const path = [];
  let place = 0;

  const fail = (said) => {
    const before = text.slice(0, place);
    const line = before.split("\n").length;
    const column = place - before.lastIndexOf("\n");
    const rest = text.slice(place);
    // A string or a word that runs to the end of the file was cut there.
    const cut = rest === "" || /^"(?:[^"\\\u0000-\u001f]|\\.)*\\?$/.test(rest) || (rest.length < 5 && /^[a-z]+$/.test(rest));
    const what = cut && said === "ce n’est pas du JSON" ? "fichier tronqué : il s’arrête avant la fin" : said;
    throw new Unreadable([`${what} (ligne ${line}, colonne ${column})`]);
  };
  const match = (pattern) => {
    pattern.lastIndex = place;
    const found = pattern.exec(text);
    if (found) place = pattern.lastIndex;
    return found?.[0];
  };
  const eat = (character) => {
    match(SPACE);
    if (text[place] !== character) return false;
    place += 1;
    return true;
  };
  const string = () => {
    match(SPACE);
    const start = place;
    const found = match(STRING);
    if (found === undefined) fail("ce n’est pas du JSON");
    const value = found.includes("\\") ? JSON.parse(found) : found.slice(1, -1);
    // Half a character is no text.
    if (/\p{Surrogate}/u.test(value)) {
      place = start;
      fail("ce n’est pas du JSON");
    }
    return value;
  };
  const list = () => {
    const values = [];
    if (eat("]")) return values;
    for (;;) {
      path.push(String(values.length + 1));
      values.push(value());
      path.pop();
      if (eat("]")) return values;
      if (!eat(",")) fail("ce n’est pas du JSON");
    }
  };
  const object = () => {
    const fields = new Map();
    if (eat("}")) return fields;
    for (;;) {
      const key = string();
      if (!eat(":")) fail("ce n’est pas du JSON");
      path.push(key);
      const read = value();
      if (fields.has(key)) twice.push(path.join(" › "));
      path.pop();
      fields.set(key, read);
      if (eat("}")) return new Map(sorted(fields));
      if (!eat(",")) fail("ce n’est pas du JSON");
    }
  };
  const value = () => {
    if (path.length > 126) fail("objets trop imbriqués");
    if (eat("{")) return object();
    if (eat("[")) return list();
    if (text[place] === '"') return string();
    for (const [word, read] of WORDS) {
      if (text.startsWith(word, place)) {
        place += word.length;
        return read;
      }
    }
    const digits = match(NUMBER);
    if (!digits) fail("ce n’est pas du JSON");
    return number(digits, fail);
  };

  const read = value();
  match(SPACE);
  if (place < text.length) fail("ce n’est pas du JSON");
  return { value: read, twice };
}

/** A tree as it is once written and read again: keys in order. What is archived stays the same from file to file. */
const asRead = (tree) => parseJson(writeJson(tree)).value;

/** Writes a value: two spaces of indentation, a line end at the end. */
function writeJson(value) {
  return node(value, "\n") + "\n";

  function node(one, line) {
    if (one instanceof Verbatim) return one.text;
    if (one === null || typeof one !== "object") return JSON.stringify(one);
    const inner = line + "  ";
    if (Array.isArray(one)) {
      return one.length ? "[" + one.map((each) => inner + node(each, inner)).join(",") + line + "]" : "[]";
    }
    const entries = one instanceof Map ? [...one] : Object.entries(one);
    const fields = entries.filter(([, each]) => each !== undefined);
    const texts = fields.map(([key, each]) => `${inner}${JSON.stringify(key)}: ${node(each, inner)}`);
    return texts.length ? "{" + texts.join(",") + line + "}" : "{}";
  }
}
