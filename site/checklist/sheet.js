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
    const formula = /^[=+\-@\t\r]/.test(text);
    if (!formula && !/[;"\n\r]/.test(text)) return text;
    return `"${formula ? "'" : ""}${text.replace(/"/g, '""')}"`;
  };
  return "\ufeff" + rows.map((row) => row.map(cell).join(";") + "\r\n").join("");
}

/** Cells of a CSV file with the line each row starts at; the separator is the one of its first line. */
function readCsv(text) {
  const plain = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const head = plain.slice(0, plain.indexOf("\n") + 1 || plain.length);
  const count = (mark) => head.split(mark).length;
  const separator = [";", ",", "\t"].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
  const rows = [];
  let [row, cell, quoted, line, start] = [[], "", false, 1, 1];
  const endCell = () => {
    row.push(cell.replace(/^'(?=[=+\-@\t])/, ""));
    cell = "";
  };
  for (let place = 0; place < plain.length; place += 1) {
    const character = plain[place];
    if (character === "\n") line += 1;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (plain[place + 1] === '"') {
        cell += '"';
        place += 1;
      } else quoted = false;
    } else if (character === '"' && cell === "") quoted = true;
    else if (character === separator) endCell();
    else if (character === "\n") {
      endCell();
      rows.push({ line: start, row });
      [row, start] = [[], line];
    } else cell += character;
  }
  if (quoted) throw new Unreadable([`fichier tronqué : une cellule entre guillemets, ligne ${start}, ne se referme pas`]);
  endCell();
  if (row.some(Boolean)) rows.push({ line: start, row });
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
      const change = { line, text: cell(column), column, print: cell(PRINT) };
      const said = column in FILE_FIELDS ? fileChange(files, place.proof, change) : itemChange(items, place.item, cell(ID), change);
      if (said) wrong.push(`ligne ${line} : ${said}`);
    }
  }
  if (wrong.length) throw new Unreadable(wrong.length > MAX_PROBLEMS ? [...wrong.slice(0, MAX_PROBLEMS), `et ${wrong.length - MAX_PROBLEMS} de plus`] : wrong);
  let next = answers;
  for (const [key, change] of sorted(files)) next = withFile(next, key, change);
  for (const [key, change] of sorted(items)) next = withAnswer(next, definition, index.prints, key, change, date, notes);
  return { answers: next, changed: items.size + files.size, notes };
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

function itemChange(items, key, id, change) {
  const confirms = change.column === FRESHNESS && folded(change.text) === "confirmee";
  if (!key || (change.column === FRESHNESS && !confirms)) return undefined;
  const state = STATES.find(([word, label]) => [word, folded(label)].includes(folded(change.text)))?.[0];
  if (change.column === STATE && change.text && !state) {
    return `« ${change.text} » n’est pas un état (${STATES.map(([, label]) => label).join(", ")})`;
  }
  const kept = items.get(key) ?? {};
  const [name, value] = change.column === STATE ? ["etat", state ?? ""] : change.column === JUSTIFICATION
    ? ["justification", change.text] : ["confirmee", true];
  if (kept[name] !== undefined && kept[name] !== value) return `deux valeurs de « ${COLUMNS[change.column]} » pour « ${id} »`;
  items.set(key, { ...kept, [name]: value, print: change.print });
  return undefined;
}

function fileChange(files, key, { column, text }) {
  if (!key) return text ? "cette ligne n’a pas de preuve à laquelle joindre un fichier" : undefined;
  let value = text;
  if (column === DATE && text) {
    const [, day, month, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? [];
    if (year) value = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    if (!isDay(value)) return `« ${text} » n’est pas une date (AAAA-MM-JJ)`;
  }
  if (column === SHA && text && !/^[0-9a-fA-F]{64}$/.test(text)) return "SHA-256 de 64 chiffres hexadécimaux attendu";
  if (column === SHA) value = text.toLowerCase();
  const kept = files.get(key) ?? {};
  const field = FILE_FIELDS[column];
  if (kept[field] !== undefined && kept[field] !== value) return `deux valeurs pour la preuve « ${key} »`;
  files.set(key, { ...kept, [field]: value });
  return undefined;
}

function withFile(answers, key, change) {
  const old = answers.preuves.get(key);
  const file = { fichier: "", taille: 0, date: "", version: "", sha256: "", inconnus: new Map(), ...old, ...change };
  const replaced = old && (old.fichier !== file.fichier || old.sha256 !== file.sha256);
  // Another file: the size of the former one says nothing of it.
  if (replaced) file.taille = 0;
  const archive = { cle: key, motif: "fichier remplacé ou retiré par un tableau", contenu: old && fileTree(old), inconnus: new Map() };
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
