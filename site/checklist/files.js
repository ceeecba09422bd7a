// Files in and out: answers saved and opened, tables, proofs linked. Nothing leaves the computer.

/** Beyond this, reading a file whole to compute its digest is not reasonable in a page. */
const HASHED = 1024 * 1024 * 1024;

/** produit_couloir_IT3_2022-12-01.json */
function fileName(extension) {
  const { definition, answers } = store;
  return `${fileStem(answers.produit.nom)}_${fileStem(definition.couloir).toUpperCase()}_${definition.iteration.replace(/[^\p{L}\p{N}.-]/gu, "-")}_${today()}.${extension}`;
}

function saveJson() {
  const name = fileName("json");
  download(name, writeAnswers(store.answers), "application/json");
  markSaved(name);
  say(`Fichier « ${name} » enregistré.`);
}

async function saveCsv() {
  const prints = await printsOf(store.definition);
  const rows = tableOf(store.answers, store.definition, store.view, prints, textsOf);
  const name = fileName("csv");
  download(name, writeCsv([COLUMNS, ...rows.map((one) => one.row)]), "text/csv");
  say(`Tableau « ${name} » exporté. Le fichier JSON reste la référence.`);
}

/** Opens what was picked: a file of answers, or a table. */
async function takeFile(input) {
  const file = input.files[0];
  // The same file can be picked again.
  const reset = () => { input.value = ""; };
  if (!file) return;
  try {
    if (file.size > MAX_BYTES) throw new Unreadable([tooLarge()]);
    if (/\.(xlsx|xls|ods)$/i.test(file.name)) throw new Unreadable(["un classeur s’ouvre avec « remc checklist import », ou ici une fois enregistré en CSV"]);
    const bytes = await file.arrayBuffer();
    if (/\.csv$/i.test(file.name)) await takeCsv(bytes, file.name);
    else offer(readAnswers(bytes), file.name);
  } catch (error) {
    const problems = error instanceof Unreadable ? error.problems : ["le navigateur n’a pas pu lire ce fichier"];
    refuse(file.name, problems);
  }
  reset();
}

/** A panel that asks something about a file that arrives. */
function arrive(title, ...content) {
  const heading = el("h2", { tabIndex: -1, id: "arrive" }, fr(title));
  byId("arrivee").replaceChildren(el("section", { class: "carte", "aria-labelledby": "arrive" }, heading, content));
  heading.focus();
}

/** Closes the panel; the focus goes back to where it came from. */
function leave() {
  byId("arrivee").replaceChildren();
  byId("ouverture").focus();
}

const action = (label, work, strong) => button({ class: strong && "fort", onclick: () => {
  leave();
  work?.();
} }, fr(label));

function refuse(name, problems, help) {
  arrive(`« ${name} » n'a pas été ouvert`,
    el("ul", {}, problems.map((problem) => el("li", {}, fr(problem)))),
    el("p", {}, fr(help ?? "Vos réponses et le brouillon n'ont pas changé.")),
    el("p", { class: "gestes" }, action("Fermer")));
}

/** Asks what to do with a file of answers, showing first what it is worth here. */
function offer(answers, name) {
  const problem = mismatch(answers, store.definition);
  if (problem?.kind === "couloir") return offerLane(answers, name, problem);
  if (problem) {
    const help = problem.kind === "iteration"
      ? "Ouvrez-le avec la liste de conformité de cette itération, ou d'une suivante. Vos réponses et le brouillon n'ont pas changé." : undefined;
    return refuse(name, [problem.text], help);
  }
  const view = viewOf(answers, store.definition);
  const current = store.answers;
  const busy = current.reponses.size + current.preuves.size + current.profils.size + current.conditions.size > 0;
  const same = writeAnswers(answers) === writeAnswers(current);
  const product = (one) => [one.produit.nom, one.produit.version].filter(Boolean).join(" ") || "sans nom";
  const other = busy && current.produit.nom && answers.produit.nom !== current.produit.nom;
  const use = () => {
    startAnew(answers, name);
    filterOn("a_faire");
    say(`« ${name} » ouvert : ${view.resume[0]}.`);
  };
  return arrive(`« ${name} » : ${product(answers)}, ${answers.iteration}`,
    view.resume.map((line) => el("p", {}, fr(line))),
    other && el("p", { class: "alerte" }, fr(`Ce fichier est d'un autre produit que celui de la page (« ${product(current)} »). Le brouillon de ce dernier est gardé sous son nom.`)),
    same && el("p", {}, "Ce sont déjà les réponses de la page."),
    el("p", { class: "gestes" },
      action(busy ? "Remplacer les réponses de la page" : "Utiliser ces réponses", use, !busy),
      busy && !same && action("Fusionner avec les réponses de la page", () => offerMerge(answers, name)),
      action("Annuler")));
}

/** A file of another lane: its answers to the same items, in the same words, can be taken. */
function offerLane(answers, name, problem) {
  const found = takenFrom(store.answers, store.definition, answers);
  const sameCatalogue = answers.catalogue === store.definition.catalogue;
  if (!sameCatalogue || !found.taken) return refuse(name, [problem.text]);
  return arrive(`« ${name} » est d'un autre couloir`,
    el("p", {}, fr(`${problem.text}. ${plural(found.taken, "réponse")} du couloir ${answers.couloir} porte${found.taken > 1 ? "nt" : ""} sur des exigences sans réponse ici, écrites dans les mêmes mots.`)),
    el("p", { class: "gestes" }, action(`Reprendre vos réponses ${answers.couloir}`, () => {
      edit(`reprise du couloir ${answers.couloir}`, takenFrom(store.answers, store.definition, answers).answers);
      listAgain();
      say(`${plural(found.taken, "réponse reprise", "réponses reprises")}, à confirmer.`);
    }, true), action("Annuler")));
}

/** A table that comes back: only what changed in it is taken. */
async function takeCsv(bytes, name) {
  const { answers } = store;
  const known = tableOf(answers, store.definition, store.view, await printsOf(store.definition), textsOf);
  const taken = takenTable(answers, store.definition, known, readCsv(tableText(bytes)), today());
  arrive(`« ${name} » : ${plural(taken.changed, "entrée changée", "entrées changées")}`,
    taken.notes.length > 0 && el("ul", {}, taken.notes.map((note) => el("li", {}, fr(note)))),
    el("p", { class: "gestes" },
      taken.changed > 0 && action("Prendre ces changements", () => {
        // Something was answered meanwhile: what the table changes is to be seen again.
        if (store.answers !== answers) return takeCsv(bytes, name);
        edit(`tableau « ${name} »`, taken.answers);
        listAgain();
        return say(`${plural(taken.changed, "entrée prise", "entrées prises")} du tableau.`);
      }, true), action(taken.changed ? "Annuler" : "Fermer")));
}

/** A file as a proof: its name, size, day, and SHA-256 computed here. */
async function proofFile(file) {
  const path = file.webkitRelativePath.split("/").slice(1).join("/");
  const hashed = globalThis.crypto?.subtle && file.size <= HASHED;
  const sha256 = hashed ? hexadecimal(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())) : "";
  return {
    fichier: path || file.name,
    taille: file.size,
    date: dayOf(new Date(file.lastModified)),
    version: store.answers.produit.version,
    sha256,
  };
}

/** Picks one file for one proof, shared by every requirement that needs it. */
function pickFile(key) {
  const input = el("input", { type: "file" });
  input.addEventListener("change", async () => {
    const file = input.files[0];
    if (!file) return;
    try {
      const read = await proofFile(file);
      edit(`fichier de ${key}`, supplied(store.answers, key, read));
      const digest = read.sha256 ? "SHA-256 calculé" : "SHA-256 non calculé par ce navigateur : remc checklist verify le fera";
      say(`« ${read.fichier} » associé à la preuve ${key}, ${digest}.`);
    } catch {
      say(`« ${file.name} » n'a pas pu être lu.`);
    }
  });
  input.click();
}

/** The key of the proof a file name starts with; the longest number wins. */
function proofOf(name, proofs) {
  const plain = name.toLowerCase();
  const fits = proofs.filter(([stem]) => plain.startsWith(stem) && !/^(?:[\p{L}\p{N}]|\.\d)/u.test(plain.slice(stem.length)));
  return fits.sort(([one], [other]) => other.length - one.length)[0]?.[1];
}

/** Links the files of a folder to the proofs their names start with. */
async function takeFolder(input) {
  const files = [...input.files].sort((one, other) => byCodePoint(one.webkitRelativePath, other.webkitRelativePath));
  input.value = "";
  const links = new Map(store.definition.exigences.flatMap((item) => item.preuves.map((link) => [link.cle, link.numero])));
  const proofs = [...links].map(([key, number]) => [number.replace(/\//g, "_").toLowerCase(), key]);
  const found = new Map();
  const unmatched = [];
  for (const file of files) {
    const key = proofOf(file.name, proofs);
    if (key && !found.has(key)) found.set(key, file);
    else unmatched.push(key ? `${file.name} (la preuve ${links.get(key)} a déjà « ${found.get(key).name} »)` : file.name);
  }
  let next = store.answers;
  let read = 0;
  for (const [key, file] of found) {
    say(`Lecture des preuves : ${read + 1} sur ${found.size}…`);
    try {
      next = supplied(next, key, await proofFile(file));
      read += 1;
    } catch {
      unmatched.push(`${file.name} (illisible)`);
    }
  }
  if (read) edit(`dossier de ${plural(read, "preuve")}`, mergeFiles(next));
  say(`${plural(read, "fichier associé", "fichiers associés")}, ${plural(unmatched.length, "fichier")} sans preuve.`);
  byId("dossier-lu").replaceChildren(unmatched.length ? listed("Fichiers qui ne correspondent à aucune preuve", unmatched) : "");
}

/** Files read while the page was being filled: what was answered meanwhile stays. */
const mergeFiles = (read) => ({ ...store.answers, preuves: new Map([...store.answers.preuves, ...read.preuves]) });
