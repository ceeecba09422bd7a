// The file a vendor keeps, remc/reponses@1: read whoever edited it, written in one form. Nothing in it is ever dropped.
// Fields keep their names of the file; `inconnus` holds what this version does not know. Values are never changed in
// place: an edit makes a new file, so that any former one can come back.

const ANSWERS = "remc/reponses@1";
const MAX_BYTES = 20 * 1024 * 1024;
const MAX_PROBLEMS = 20;
const STATES = [
  ["en_cours", "En cours"],
  ["conforme", "Conforme"],
  ["non_conforme", "Non conforme"],
  ["non_applicable", "Non applicable"],
  ["non_retenue", "Non retenue"],
];
const stateLabel = (state) => STATES.find(([word]) => word === state)?.[1] ?? "";

function tooLarge() {
  return "fichier trop volumineux (plus de 20 Mo) : un fichier de réponses ne contient pas les preuves elles-mêmes";
}

/** An empty file for a definition. */
function newAnswers(definition) {
  return {
    catalogue: definition.catalogue,
    couloir: definition.couloir,
    iteration: definition.iteration,
    date: definition.date,
    produit: { nom: "", version: "", inconnus: new Map() },
    profils: new Map(),
    conditions: new Map(),
    reponses: new Map(),
    preuves: new Map(),
    archives: [],
    journal: [],
    inconnus: new Map(),
  };
}

/** Bytes to answers; throws `Unreadable` with everything that is wrong. */
function readAnswers(bytes) {
  if (bytes.byteLength > MAX_BYTES) throw new Unreadable([tooLarge()]);
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable(["le fichier n’est pas en UTF-8"]);
  }
  return readAnswersText(text);
}

/** The same, from a text. */
function readAnswersText(text) {
  if (isBlank(text)) throw new Unreadable(["le fichier est vide"]);
  const { value, twice } = parseJson(text);
  if (!(value instanceof Map)) throw new Unreadable(["ce n’est pas un fichier de réponses : un objet JSON est attendu"]);
  const schema = value.get("schema");
  if (schema !== ANSWERS) throw new Unreadable([wrongSchema(schema)]);
  value.delete("schema");
  const reader = new Reader();
  reader.problems.push(...twice.map((place) => `« ${place} » est écrit deux fois`));
  const answers = reader.shape(value, FILE_OF_ANSWERS);
  if (reader.problems.length) throw new Unreadable(firstOf(reader.problems));
  return answers;
}

/** As many problems as one reads. */
function firstOf(problems) {
  const more = problems.length - MAX_PROBLEMS;
  return more > 0 ? [...problems.slice(0, MAX_PROBLEMS), `et ${more} de plus`] : problems;
}

function wrongSchema(schema) {
  if (typeof schema !== "string") return `ce n’est pas un fichier de réponses : le champ « schema » (« ${ANSWERS} ») manque`;
  if (schema.startsWith("remc/reponses@")) {
    return `format « ${schema} » plus récent que cette version de remc, qui lit « ${ANSWERS} »`;
  }
  return `ce n’est pas un fichier de réponses : format « ${schema} » au lieu de « ${ANSWERS} »`;
}

/** White space and nothing else, as the command line means it. */
function isBlank(text) {
  return /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/.test(text ?? "");
}

/** A day, ISO 8601, as calendars know them. */
function isDay(text) {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month < 1 || month > 12) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day >= 1 && day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
}

// What the file holds, field by field in the order it is written: a kind, then what is inside. A `?` marks a field left out
// when it is empty.
const CHOICE = { reponse: ["reply"], question: ["text?"], justification: ["text?"] };
const SEEN = {
  iteration: ["text"], enonce: ["needed"], nature: ["nature"], profils: ["texts"], condition: ["text"], perimetre: ["text"],
  references: ["words"], scenarios: ["words"], preuves: ["words"], lignee: ["texts"],
};
const ANSWER = {
  etat: ["state"], justification: ["text"], date_prevue: ["day?"], note: ["text?"], date: ["day?"], reprise_de: ["text?"],
  vu: ["object?", SEEN],
};
const PROOF_FILE = { fichier: ["needed"], taille: ["size"], date: ["day?"], version: ["text?"], sha256: ["digest?"] };
const ARCHIVE = { cle: ["needed"], motif: ["text"], contenu: ["any"] };
const ENTRY = { date: ["day"], cle: ["needed"], iteration: ["text"], de: ["text"], vers: ["text"], auteur: ["text?"] };
const PRODUCT = { nom: ["text"], version: ["text"] };
const FILE_OF_ANSWERS = {
  catalogue: ["needed"], couloir: ["needed"], iteration: ["needed"], date: ["day"], produit: ["object", PRODUCT],
  profils: ["map", CHOICE], conditions: ["map", CHOICE], reponses: ["map", ANSWER], preuves: ["map", PROOF_FILE],
  archives: ["list", ARCHIVE], journal: ["list", ENTRY],
};

/** Words of closed lists, and what is said of another one. */
const CLOSED = {
  reply: [["oui", "non"], "n’est ni « oui » ni « non »"],
  state: [STATES.map(([word]) => word), `n’est pas un état (${STATES.map(([word]) => word).join(", ")})`],
  nature: [["obligatoire", "preconisee"], "n’est ni « obligatoire » ni « preconisee »"],
};

const isText = (value) => typeof value === "string";

/** Takes fields out of objects; what is left is unknown, and kept. */
class Reader {
  problems = [];
  path = [];

  wrong(field, said) {
    this.problems.push(`${[...this.path, field].filter(Boolean).join(" › ")} : ${said}`);
  }

  within(name, work) {
    this.path.push(name);
    const result = work();
    this.path.pop();
    return result;
  }

  shape(object, shape) {
    const found = { inconnus: object };
    for (const [field, [kind, inner]] of Object.entries(shape)) {
      const value = object.get(field) ?? undefined;
      const given = object.delete(field);
      const plain = kind.replace("?", "");
      if (!given && (plain === "needed" || CLOSED[plain])) {
        this.wrong(field, "champ manquant");
        found[field] = "";
      } else if (!this[plain]) found[field] = this.text(field, value, plain);
      else if (kind !== "object?" || value !== undefined) found[field] = this[plain](field, value, inner);
    }
    return found;
  }

  /** A value of a kind; `none` when it is missing or of another kind. */
  kind(field, value, is, said, none) {
    if (value !== undefined && !is(value)) this.wrong(field, said);
    return is(value) ? value : none;
  }

  text(field, value, plain) {
    const text = this.kind(field, value, isText, "un texte est attendu", "");
    const [words, said] = CLOSED[plain] ?? [];
    if (words && (isText(value) || value === undefined) && !words.includes(text)) this.wrong(field, `« ${text} » ${said}`);
    return text;
  }

  day(field, value) {
    const text = this.text(field, value);
    if (text && !isDay(text)) this.wrong(field, `« ${text} » n’est pas une date (AAAA-MM-JJ)`);
    return text;
  }

  digest(field, value) {
    const text = this.text(field, value);
    if (text && !/^[0-9a-fA-F]{64}$/.test(text)) this.wrong(field, "64 chiffres hexadécimaux sont attendus");
    return text.toLowerCase();
  }

  size(field, value) {
    const whole = (size) => (typeof size === "number" ? size >= 0 : size instanceof Verbatim && /^\d+$/.test(size.text));
    return this.kind(field, value, whole, "un nombre d’octets est attendu", 0);
  }

  any(field, value) {
    return value ?? null;
  }

  fields(field, value) {
    return this.kind(field, value, (one) => one instanceof Map, "un objet est attendu", new Map());
  }

  entries(field, value) {
    return this.kind(field, value, Array.isArray, "une liste est attendue", []);
  }

  object(field, value, inner) {
    const isObject = value === undefined || value instanceof Map;
    return this.within(field, () => (isObject ? this.shape(value ?? new Map(), inner) : this.wrong("", "un objet est attendu")));
  }

  /** Objects by key, or in a list; an entry that is none is told and left out. */
  map(field, value, inner) {
    return new Map(this.each(field, [...this.fields(field, value)], inner));
  }

  list(field, value, inner) {
    const numbered = this.entries(field, value).map((one, index) => [String(index + 1), one]);
    return this.each(field, numbered, inner).map(([, one]) => one);
  }

  each(field, pairs, inner) {
    return this.within(field, () => pairs.map(([key, one]) => [key, this.object(key, one, inner)]));
  }

  texts(field, value) {
    const found = this.entries(field, value);
    if (!found.every(isText)) this.wrong(field, "une liste de textes est attendue");
    return found.filter(isText).sort(byCodePoint);
  }

  words(field, value) {
    const found = [...this.fields(field, value)];
    for (const [key, one] of found) if (!isText(one)) this.wrong(field, `« ${key} » : un texte est attendu`);
    return new Map(found);
  }
}

const mapped = (map, each) => new Map(sorted(map).map(([key, value]) => [key, each(value)]));

/** An object as it is written: known fields in the order of the format, empty optional ones left out, then unknown ones. */
function treeOf(shape, one) {
  const inside = { object: (value, inner) => value && treeOf(inner, value), words: (value) => mapped(value, String),
    map: (value, inner) => mapped(value, (each) => treeOf(inner, each)), list: (value, inner) => value.map((each) => treeOf(inner, each)) };
  const found = new Map();
  for (const [field, [kind, inner]] of Object.entries(shape)) {
    const [plain, optional] = kind.split("?");
    const value = inside[plain] ? inside[plain](one[field], inner) : one[field];
    if (optional === undefined || (value !== "" && value !== undefined)) found.set(field, value);
  }
  for (const [name, value] of sorted(one.inconnus)) found.set(name, value);
  return found;
}

const [choiceTree, fileTree, archiveTree, entryTree, productTree, seenTree, answerTree] =
  [CHOICE, PROOF_FILE, ARCHIVE, ENTRY, PRODUCT, SEEN, ANSWER].map((shape) => (one) => treeOf(shape, one));

/** The bytes of the file, as text. */
function writeAnswers(answers) {
  return writeJson(new Map([["schema", ANSWERS], ...treeOf(FILE_OF_ANSWERS, answers)]));
}
