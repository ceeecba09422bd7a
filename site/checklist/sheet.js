// Answers as a table, for spreadsheets: the fourteen columns of the referencing platform, one row per proof, then ours.
// Only the cells somebody changed are taken back, as `remc checklist import` does.

const COLUMNS = ["Périmètre", "ID", "Chapitre", "Fonction", "Exigence", "Commentaire", "Profil", "N° scénario",
  "Scénario de conformité", "N° preuve", "Preuve", "Profil historique", "Criticité", "Ordre", "État", "Justification",
  "Fichier", "SHA-256", "Date", "Version produit", "Fraîcheur", "Empreinte"];
const [ID, PROOF, STATE, JUSTIFICATION, FILE, SHA, DATE, VERSION, FRESHNESS, PRINT] = [1, 9, 14, 15, 16, 17, 18, 19, 20, 21];
const FRESHNESS_LABELS = { a_jour: "À jour", a_confirmer: "À confirmer", a_revoir: "À revoir" };
const FILE_FIELDS = { [FILE]: "fichier", [SHA]: "sha256", [DATE]: "date", [VERSION]: "version" };

/** One fingerprint for everything an item says, whatever the iteration that says it. */
async function printOf(item) {
  const text = writeJson(seenTree({ ...item.vu, iteration: "", inconnus: new Map() })) + "\u001f";
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return hexadecimal(digest).slice(0, 16);
}

const hexadecimal = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The fingerprint of each item, by key; none where the browser computes no digest. */
async function printsOf(definition) {
  if (!globalThis.crypto?.subtle) return new Map();
  const pairs = definition.exigences.map(async (item) => [item.cle, await printOf(item)]);
  return new Map(await Promise.all(pairs));
}

/** Rows with the item and the proof each is about. `textsOf` gives the words of an item, which the page shows. */
function tableOf(answers, definition, view, prints, textsOf) {
  const rows = [];
  const add = (cells, item, proof) => {
    const row = COLUMNS.map(() => "");
    for (const [column, text] of cells) row[column] = text ?? "";
    rows.push({ row, item, proof });
  };
  const file = (key) => {
    const one = answers.preuves.get(key);
    return one ? Object.entries(FILE_FIELDS).map(([column, field]) => [column, one[field]]) : [];
  };
  definition.exigences.forEach((item, rank) => {
    const seen = view.exigences[rank];
    const texts = textsOf(item);
    const order = String(rows.length + 1);
    const start = [
      [0, texts.perimetre], [ID, item.id], [2, texts.chapitre], [3, texts.fonction], [4, texts.enonce], [5, texts.commentaire],
      [6, item.profils.join(", ")], [12, item.criticite && item.criticite[0].toUpperCase() + item.criticite.slice(1)], [13, order],
      [STATE, stateLabel(seen.etat)],
      [JUSTIFICATION, seen.proposition?.justification ?? answers.reponses.get(item.cle)?.justification],
      [FRESHNESS, freshnessWord(seen)], [PRINT, prints.get(item.cle)],
    ];
    for (const link of item.preuves) {
      const told = texts.preuve(link.numero);
      const inherited = seen.preuves.some((proof) => proof.cle === link.cle && proof.depuis);
      const cells = [[7, told?.scenario], [8, told?.titre], [PROOF, link.numero], [10, told?.texte]];
      add([...start, ...cells, ...(inherited ? [] : file(link.cle))], item.cle, link.cle);
    }
    const bare = texts.scenarios.filter((one) => !one.preuves);
    for (const one of bare) add([...start, [7, one.id], [8, one.titre]], item.cle, "");
    if (!item.preuves.length && !bare.length) add(start, item.cle, "");
  });
  for (const one of view.archives) {
    const justification = answers.reponses.get(one.cle)?.justification;
    const cells = [[ID, one.cle], [13, String(rows.length + 1)], [STATE, stateLabel(one.etat)], [JUSTIFICATION, justification], [FRESHNESS, "Archivée"]];
    add(cells, one.cle, "");
  }
  for (const one of view.orphelines) {
    add([[PROOF, one.cle], [13, String(rows.length + 1)], [FRESHNESS, "Orpheline"], ...file(one.cle)], "", one.cle);
  }
  return rows;
}

function freshnessWord(seen) {
  if (!isListed(seen)) return "Hors profil";
  return FRESHNESS_LABELS[seen.fraicheur] ?? "À traiter";
}

/** CSV for the spreadsheets everyone has: semicolons, and no cell that could pass for a formula. */
function writeCsv(rows) {
  const cell = (text) => {
    const guard = /^[=+\-@\t\r']/.test(text) ? "'" : "";
    return guard || /[;",\t\n\r]/.test(text) ? `"${guard}${text.replace(/"/g, '""')}"` : text;
  };
  return "\ufeff" + rows.map((row) => row.map(cell).join(";") + "\r\n").join("");
}

/** The text of a table: UTF-8, what spreadsheets call Unicode, or what those of French Windows write. */
function tableText(bytes) {
  const decode = (charset, fatal) => new TextDecoder(charset, { fatal }).decode(bytes);
  const [first, second] = new Uint8Array(bytes);
  let text;
  try {
    text = first + second === 0x1fd ? decode(first === 0xff ? "utf-16le" : "utf-16be") : decode("utf-8", true);
  } catch {
    text = decode("windows-1252");
  }
  if (text.includes("\0")) throw new Unreadable(["ce n’est ni un classeur ni un fichier CSV"]);
  return text;
}

/** Cells of a CSV file with the number a spreadsheet gives each row; the separator is the one of its first row. */
function readCsv(text) {
  const plain = text.replace(/\r\n?/g, "\n");
  const head = /^(?:[^"\n]|"[^"]*")*/.exec(plain)[0].replace(/"[^"]*"/g, "");
  const count = (mark) => head.split(mark).length;
  const separator = [";", "\t", ","].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
  const rows = [];
  let [row, cell, quoted] = [[], "", false];
  const endCell = () => {
    row.push(cell.replace(/^'(?=[=+\-@\t\n'])/, ""));
    cell = "";
  };
  const endRow = () => {
    endCell();
    rows.push({ line: rows.length + 1, row });
    row = [];
  };
  for (let place = 0; place < plain.length; place += 1) {
    const character = plain[place];
    if (quoted) {
      if (character !== '"') cell += character;
      else if (plain[place + 1] === '"') {
        cell += '"';
        place += 1;
      } else quoted = false;
    } else if (character === '"' && cell === "") quoted = true;
    else if (character === separator) endCell();
    else if (character === "\n") endRow();
    else cell += character;
  }
  if (quoted) throw new Unreadable([`fichier tronqué : une cellule entre guillemets, ligne ${rows.length + 1}, ne se referme pas`]);
  if (cell || row.length) endRow();
  return rows.filter((one) => one.row.some((text) => !isBlank(text)));
}

const folded = (text) => text.trim().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[\u2019]/g, "'").toLowerCase();

/** Rows under our titles, in our order. */
function columnsOf(cells) {
  const titles = COLUMNS.map(folded);
  const header = cells.findIndex(({ row }) => [ID, PROOF, STATE].every((column) => row.some((text) => folded(text) === titles[column])));
  if (header < 0) {
    throw new Unreadable(["aucune ligne de titres : les colonnes « ID », « N° preuve » et « État » sont attendues"]);
  }
  const found = cells[header].row.map(folded);
  const twice = COLUMNS.filter((_, column) => found.indexOf(titles[column]) !== found.lastIndexOf(titles[column]));
  if (twice.length) throw new Unreadable(twice.map((title) => `ligne ${cells[header].line} : la colonne « ${title} » est présente deux fois`));
  const places = titles.map((title) => found.indexOf(title));
  return cells.slice(header + 1).map(({ line, row }) => ({ line, row: places.map((place) => (place < 0 ? undefined : row[place] ?? "")) }));
}

/** A cell as it compares: what spreadsheets do to line ends, spaces at both ends and control characters is no change. */
const plainCell = (text) => (text ?? "").replace(/\r\n?/g, "\n").replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "").trim();

/** Takes what changed in a table into the answers; throws `Unreadable` with everything wrong, and then changes nothing. */
function takenTable(answers, definition, known, cells, date) {
  const wrong = [];
  const notes = [];
  const items = new Map();
  const files = new Map();
  const index = tableIndex(definition, known);
  for (const { line, row } of columnsOf(cells)) {
    const cell = (column) => plainCell(row[column]);
    const place = rowPlace(index, cell(ID), cell(PROOF));
    if (typeof place === "string") {
      wrong.push(`ligne ${line} : ${place}`);
      continue;
    }
    for (let column = STATE; column <= FRESHNESS; column += 1) {
      if (row[column] === undefined || plainCell(place.row[column]) === cell(column)) continue;
      const change = { line, text: cell(column), column, print: cell(PRINT), id: cell(ID), number: cell(PROOF) };
      const said = column in FILE_FIELDS ? fileChange(files, place.proof, change) : itemChange(items, place.item, change);
      if (said) wrong.push(said);
    }
  }
  if (wrong.length) throw new Unreadable(firstOf(wrong));
  let next = answers;
  let changed = 0;
  const take = (after) => {
    changed += Number(after !== next);
    next = after;
  };
  for (const [key, change] of sorted(files)) take(withFile(next, key, change, notes));
  for (const [key, change] of sorted(items)) take(withAnswer(next, definition, index.prints, key, change, date, notes));
  return { answers: next, changed, notes };
}

/** Keeps the first of two values for one thing; what is wrong when they differ. */
function keepOnce(found, key, name, value, line, told) {
  if (!found.has(key)) found.set(key, { lines: {} });
  const kept = found.get(key);
  if (name in kept && kept[name] !== value) return `lignes ${kept.lines[name]} et ${line} : ${told}`;
  kept.lines[name] ??= line;
  kept[name] = value;
  return undefined;
}

function tableIndex(definition, known) {
  const index = { rows: new Map(), items: new Map(), proofs: new Map(), prints: new Map() };
  for (const one of known) {
    const key = JSON.stringify([one.item, one.proof]);
    if (!index.rows.has(key)) index.rows.set(key, one);
    if (one.item) {
      index.items.set(one.item, one.item);
      index.prints.set(one.item, one.row[PRINT]);
    }
    if (one.proof) index.proofs.set(one.proof, one.proof);
  }
  for (const item of definition.exigences) {
    index.items.set(item.id, item.cle);
    for (const former of item.anciennement) if (!index.items.has(former)) index.items.set(former, item.cle);
    for (const link of item.preuves) index.proofs.set(link.numero, link.cle);
  }
  return index;
}

/** The row of the table that left, or what is wrong. */
function rowPlace(index, id, number) {
  const item = id ? index.items.get(id) : "";
  const proof = number ? index.proofs.get(number) : "";
  if (!id && !number) return "la colonne « ID » est vide";
  if (item === undefined) return `exigence « ${id} » inconnue de cette liste`;
  if (proof === undefined) return `preuve « ${number} » inconnue de cette liste`;
  return index.rows.get(JSON.stringify([item, proof])) ?? `« ${number} » n’est pas une preuve de « ${id} »`;
}

function itemChange(items, key, { line, text, column, print, id }) {
  const word = folded(text);
  if (!key || (column === FRESHNESS && word !== "confirmee")) return undefined;
  const state = STATES.find(([name, label]) => name === word || folded(label) === word)?.[0];
  if (column === STATE && text && !state) {
    return `ligne ${line} : « ${text} » n’est pas un état (${STATES.map(([, label]) => label).join(", ")})`;
  }
  const [name, value, told] = { [STATE]: ["etat", state ?? "", "deux états"], [JUSTIFICATION]: ["justification", text, "deux justifications"] }[column]
    ?? ["confirmee", true];
  const said = keepOnce(items, key, name, value, line, `${told} pour « ${id} »`);
  items.get(key).print = print;
  return said;
}

function fileChange(files, key, { line, text, column, number }) {
  if (!key) return text && `ligne ${line} : cette ligne n’a pas de preuve à laquelle joindre un fichier`;
  let value = text;
  if (column === DATE && text) {
    const [, day, month, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? [];
    if (year) value = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    if (!isDay(value)) return `ligne ${line} : « ${text} » n’est pas une date (AAAA-MM-JJ)`;
  }
  if (column === SHA && text && !/^[0-9a-fA-F]{64}$/.test(text)) return `ligne ${line} : SHA-256 de 64 chiffres hexadécimaux attendu`;
  if (column === SHA) value = text.toLowerCase();
  return keepOnce(files, key, FILE_FIELDS[column], value, line, `deux valeurs pour la preuve « ${number} »`);
}

function withFile(answers, key, { lines, ...change }, notes) {
  const old = answers.preuves.get(key);
  const file = { fichier: "", taille: 0, date: "", version: "", sha256: "", inconnus: new Map(), ...old, ...change };
  if (old && Object.keys(change).every((field) => old[field] === change[field])) return answers;
  if (!old && !file.fichier) {
    notes.push(`preuve « ${key} » : sans nom de fichier, rien n’est joint`);
    return answers;
  }
  const replaced = old && (old.fichier !== file.fichier || old.sha256 !== file.sha256);
  // Another file: the size of the former one says nothing of it.
  if (replaced) file.taille = 0;
  const archive = { cle: key, motif: "fichier remplacé ou retiré par un tableau", contenu: old && asRead(fileTree(old)), inconnus: new Map() };
  const archives = replaced ? [...answers.archives, archive] : answers.archives;
  return { ...supplied(answers, key, file.fichier ? file : undefined), archives };
}

function withAnswer(answers, definition, prints, key, change, date, notes) {
  const item = definition.exigences.find((one) => one.cle === key);
  const old = answers.reponses.get(key);
  if (!item) {
    notes.push(`« ${key} » n’est plus demandée : son archive reste telle quelle`);
    return answers;
  }
  if (change.etat === "") return withdrawn(answers, key, "réponse retirée par un tableau");
  const etat = change.etat ?? new View(answers, definition).item(item).etat;
  if (!etat) {
    notes.push(`« ${item.id} » : une justification sans état n’est pas une réponse`);
    return answers;
  }
  const next = confirmed(answers, definition, key, { etat, justification: change.justification, date });
  if (change.print === prints.get(key)) return next;
  // The table showed another text than the list of today: the answer keeps what it had seen, if anything.
  notes.push(`« ${item.id} » : le tableau montre un autre texte que cette liste, réponse à revoir`);
  return annotated(next, key, { vu: old?.vu });
}
