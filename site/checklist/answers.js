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
  const answers = reader.answers(value);
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

  take(object, field) {
    const value = object.get(field);
    object.delete(field);
    return value ?? undefined;
  }

  /** A value of a kind; `none()` when it is missing or of another kind. */
  kind(object, field, is, said, none) {
    const value = this.take(object, field);
    if (value === undefined) return none();
    if (is(value)) return value;
    this.wrong(field, said);
    return none();
  }

  text(object, field) {
    return this.kind(object, field, (value) => typeof value === "string", "un texte est attendu", () => "");
  }

  required(object, field) {
    if (object.has(field)) return this.text(object, field);
    this.wrong(field, "champ manquant");
    return "";
  }

  day(object, field) {
    const text = this.text(object, field);
    if (text && !isDay(text)) this.wrong(field, `« ${text} » n’est pas une date (AAAA-MM-JJ)`);
    return text;
  }

  object(object, field) {
    return this.kind(object, field, (value) => value instanceof Map, "un objet est attendu", () => new Map());
  }

  list(object, field) {
    return this.kind(object, field, Array.isArray, "une liste est attendue", () => []);
  }

  /** A map of objects; an entry that is wrong is told and left out. */
  map(object, field, each) {
    const entries = this.object(object, field);
    return this.within(field, () => {
      const found = new Map();
      for (const [key, value] of entries) {
        const read = value instanceof Map ? this.within(key, () => each(value)) : this.wrong(key, "un objet est attendu");
        if (read) found.set(key, read);
      }
      return found;
    });
  }

  entries(object, field, each) {
    const entries = this.list(object, field);
    return this.within(field, () => entries.flatMap((value, index) => {
      const place = String(index + 1);
      if (value instanceof Map) return [this.within(place, () => each(value))];
      this.wrong(place, "un objet est attendu");
      return [];
    }));
  }

  answers(object) {
    const head = {
      catalogue: this.required(object, "catalogue"),
      couloir: this.required(object, "couloir"),
      iteration: this.required(object, "iteration"),
      date: this.day(object, "date"),
    };
    const product = this.object(object, "produit");
    return {
      ...head,
      produit: this.within("produit", () => ({
        nom: this.text(product, "nom"), version: this.text(product, "version"), inconnus: product,
      })),
      profils: this.map(object, "profils", (entry) => this.choice(entry)),
      conditions: this.map(object, "conditions", (entry) => this.choice(entry)),
      reponses: this.map(object, "reponses", (entry) => this.answer(entry)),
      preuves: this.map(object, "preuves", (entry) => this.file(entry)),
      archives: this.entries(object, "archives", (entry) => ({
        cle: this.required(entry, "cle"),
        motif: this.text(entry, "motif"),
        contenu: this.take(entry, "contenu") ?? null,
        inconnus: entry,
      })),
      journal: this.entries(object, "journal", (entry) => ({
        date: this.day(entry, "date"),
        cle: this.required(entry, "cle"),
        iteration: this.text(entry, "iteration"),
        de: this.text(entry, "de"),
        vers: this.text(entry, "vers"),
        auteur: this.text(entry, "auteur"),
        inconnus: entry,
      })),
      inconnus: object,
    };
  }

  choice(entry) {
    const reply = this.required(entry, "reponse");
    const known = reply === "oui" || reply === "non";
    if (!known && reply) this.wrong("reponse", `« ${reply} » n’est ni « oui » ni « non »`);
    const read = {
      reponse: reply,
      question: this.text(entry, "question"),
      justification: this.text(entry, "justification"),
      inconnus: entry,
    };
    return known ? read : undefined;
  }

  answer(entry) {
    const state = this.required(entry, "etat");
    const known = STATES.some(([word]) => word === state);
    if (!known && state) {
      this.wrong("etat", `« ${state} » n’est pas un état (${STATES.map(([word]) => word).join(", ")})`);
    }
    const seen = this.kind(entry, "vu", (value) => value instanceof Map, "un objet est attendu", () => undefined);
    const vu = seen && this.within("vu", () => this.seen(seen));
    const read = {
      etat: state,
      justification: this.text(entry, "justification"),
      date_prevue: this.day(entry, "date_prevue"),
      note: this.text(entry, "note"),
      date: this.day(entry, "date"),
      reprise_de: this.text(entry, "reprise_de"),
      vu,
      inconnus: entry,
    };
    return known ? read : undefined;
  }

  seen(entry) {
    const nature = this.required(entry, "nature");
    const known = nature === "obligatoire" || nature === "preconisee";
    if (!known) this.wrong("nature", `« ${nature} » n’est ni « obligatoire » ni « preconisee »`);
    const read = {
      iteration: this.text(entry, "iteration"),
      enonce: this.required(entry, "enonce"),
      nature,
      profils: this.texts(entry, "profils"),
      condition: this.text(entry, "condition"),
      perimetre: this.text(entry, "perimetre"),
      references: this.words(entry, "references"),
      scenarios: this.words(entry, "scenarios"),
      preuves: this.words(entry, "preuves"),
      lignee: this.texts(entry, "lignee"),
      inconnus: entry,
    };
    return known ? read : undefined;
  }

  texts(object, field) {
    const found = this.list(object, field).filter((value) => {
      if (typeof value !== "string") this.wrong(field, "une liste de textes est attendue");
      return typeof value === "string";
    });
    return found.sort(byCodePoint);
  }

  words(object, field) {
    const found = new Map();
    for (const [key, value] of this.object(object, field)) {
      if (typeof value === "string") found.set(key, value);
      else this.wrong(field, `« ${key} » : un texte est attendu`);
    }
    return found;
  }

  file(entry) {
    let size = this.take(entry, "taille") ?? 0;
    const whole = typeof size === "number" ? size >= 0 : size instanceof Verbatim && /^\d+$/.test(size.text);
    if (!whole) {
      this.wrong("taille", "un nombre d’octets est attendu");
      size = 0;
    }
    const sha256 = this.text(entry, "sha256");
    if (sha256 && !/^[0-9a-fA-F]{64}$/.test(sha256)) this.wrong("sha256", "64 chiffres hexadécimaux sont attendus");
    return {
      fichier: this.required(entry, "fichier"),
      taille: size,
      date: this.day(entry, "date"),
      version: this.text(entry, "version"),
      sha256: sha256.toLowerCase(),
      inconnus: entry,
    };
  }
}

/** Known fields in the order of the format, empty optional ones left out, then unknown ones. */
function fields(object, always, optional = []) {
  const found = new Map();
  for (const name of always) found.set(name, object[name]);
  for (const name of optional) if (object[name] !== "" && object[name] !== undefined) found.set(name, object[name]);
  for (const [name, value] of sorted(object.inconnus)) found.set(name, value);
  return found;
}

const mapped = (map, each) => new Map(sorted(map).map(([key, value]) => [key, each(value)]));
const choiceTree = (one) => fields(one, ["reponse"], ["question", "justification"]);
const fileTree = (one) => fields(one, ["fichier", "taille"], ["date", "version", "sha256"]);
const archiveTree = (one) => fields(one, ["cle", "motif", "contenu"]);
const entryTree = (one) => fields(one, ["date", "cle", "iteration", "de", "vers"], ["auteur"]);
const productTree = (one) => fields(one, ["nom", "version"]);

function seenTree(one) {
  const maps = { references: mapped(one.references, String), scenarios: mapped(one.scenarios, String), preuves: mapped(one.preuves, String) };
  return fields({ ...one, ...maps },
    ["iteration", "enonce", "nature", "profils", "condition", "perimetre", "references", "scenarios", "preuves", "lignee"]);
}

function answerTree(one) {
  // `vu` stands last of the known fields.
  const vu = one.vu && seenTree(one.vu);
  return fields({ ...one, vu }, ["etat", "justification"], ["date_prevue", "note", "date", "reprise_de", "vu"]);
}

/** The bytes of the file, as text. */
function writeAnswers(answers) {
  return writeJson(fields({
    ...answers,
    schema: ANSWERS,
    produit: productTree(answers.produit),
    profils: mapped(answers.profils, choiceTree),
    conditions: mapped(answers.conditions, choiceTree),
    reponses: mapped(answers.reponses, answerTree),
    preuves: mapped(answers.preuves, fileTree),
    archives: answers.archives.map(archiveTree),
    journal: answers.journal.map(entryTree),
  }, ["schema", "catalogue", "couloir", "iteration", "date", "produit", "profils", "conditions", "reponses", "preuves",
    "archives", "journal"]));
}
