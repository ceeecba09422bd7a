// What stands around the cards: numbers and saving, the choices that come first, what was carried over, the filter, what
// is missing from a complete file.

const panels = { filter: "a_faire", words: "", shown: new Set(), choices: [] };

/** Says something to everyone, without moving anything. */
function say(text) {
  const status = byId("statut");
  if (status) status.textContent = fr(text);
}

/** What the page has ready for the form: templates/checklist.html says it, this makes it work. */
function makeBoard() {
  const works = {
    enregistrer: saveJson, json: saveJson, ouverture: () => byId("ouvrir").click(), defaire: undo, csv: saveCsv, imprimer: () => print(),
    oublier: forgetDraft, dossiers: () => byId("dossier-preuves").click(), relister: () => { listAgain(); say("Liste mise à jour."); },
  };
  for (const [id, work] of Object.entries(works)) byId(id).onclick = work;
  byId("ouvrir").onchange = (event) => takeFile(event.target);
  byId("dossier-preuves").onchange = (event) => takeFolder(event.target);
  byId("filtre").onchange = (event) => filterOn(event.target.value);
  let timer = 0;
  byId("cherche").oninput = (event) => {
    clearTimeout(timer);
    timer = setTimeout(() => { panels.words = event.target.value; listAgain(); }, 300);
  };
}

function undo() {
  const said = undoLast();
  if (said === undefined) return;
  listAgain();
  say(`Défait : ${said}.`);
}

const FIGURES = [
  ["a_traiter", "À traiter"], ["a_revoir", "À revoir"], ["a_confirmer", "À confirmer"], ["en_cours", "En cours"],
  ["conforme", "Conformes"], ["non_conforme", "Non conformes"], ["non_applicable", "Non applicables"], ["non_retenue", "Non retenues"],
];

function drawBoard() {
  const { comptes } = store.view;
  const count = (name) => store.view.exigences.filter((item) => matches(item, name)).length;
  const figures = FIGURES.map(([name, label]) => [name, label, count(name)]).filter(([name, , found]) => found || !["non_retenue", "a_confirmer"].includes(name));
  byId("chiffres").replaceChildren(
    el("li", {}, el("b", {}, String(comptes.reste_a_traiter)), el("span", {}, `Reste à traiter, sur ${comptes.applicables}`)),
    ...figures.map(([name, label, found]) => el("li", {}, el("a", { href: "#exigences", onclick: () => filterOn(name) },
      el("b", {}, String(found)), el("span", {}, label)))));
  const undoing = store.undo.at(-1);
  const button = byId("defaire");
  button.disabled = !undoing;
  button.textContent = undoing ? fr(`Défaire : ${undoing.said}`) : "Défaire";
  drawFileState();
}

function drawFileState() {
  const draft = store.failure ? `Brouillon non enregistré : ${store.failure}. Enregistrez dans un fichier.`
    : store.draftTime ? `Brouillon enregistré à ${clock(store.draftTime)} dans ce navigateur` : "Aucune modification";
  const unsaved = isUnsaved() ? Math.max(1, store.unsaved) : 0;
  const file = store.fileName ? ` ; fichier « ${store.fileName} »${store.fileTime ? ` de ${clock(store.fileTime)}` : ""}` : "";
  const rest = unsaved ? ` (${plural(unsaved, "modification")} hors de tout fichier)` : "";
  const line = byId("etat-fichier");
  // Told once: the line itself is silent.
  if (store.failure && !line.classList.contains("alerte")) say(draft);
  line.textContent = fr(`${draft}${file}${rest}.`);
  line.classList.toggle("alerte", !!store.failure);
  byId("alertes").replaceChildren(...store.unusable.map((one) => el("div", { class: "alerte" },
    el("p", {}, fr(`Un brouillon de ce navigateur n'est pas utilisable ici : ${one.reason}. Il est gardé tel quel.`)),
    el("p", {}, button({ onclick: () => download("brouillon.txt", one.raw, "text/plain") }, "Télécharger ce brouillon"), " ",
      button({ onclick: () => eraseDraft(one.key) }, "Effacer ce brouillon")))),
  ...(store.others.length ? [el("p", { class: "gestes" }, "Autres brouillons de ce navigateur :", store.others.map((one) =>
    button({ class: "leger", onclick: () => { openDraft(one); filterOn("a_faire"); } },
      `${one.answers.produit.nom || "produit sans nom"}, ${one.answers.iteration}`)))] : []));
}

/** Product, profiles and conditions: what comes first, because the rest depends on it. */
function makeChoices() {
  const { definition } = store;
  for (const [id, name] of [["produit", "nom"], ["version", "version"]]) {
    const control = byId(id);
    control.oninput = () => edit("produit", { ...store.answers, produit: { ...store.answers.produit, [name]: control.value } }, `produit ${name}`);
    panels.choices.push(() => refill(control, store.answers.produit[name]));
  }
  byId("auteur").oninput = (event) => { store.author = event.target.value; };
  const target = (condition) => ({ kind: "conditions", key: condition.cle, question: condition.question });
  // A condition that asks what a profile asks is decided with it.
  const same = (profile) => definition.conditions.filter((one) => one.question === profile.question).map(target);
  const profiles = definition.profils.map((profile, rank) => (profile.general
    ? el("p", { class: "discret" }, fr(`Profil ${profile.nom} : toujours applicable, ${plural(profile.exigences, "exigence")}.`))
    : choiceSet([{ kind: "profils", key: profile.nom }, ...same(profile)], `profil-${rank}`, profile.question ? `${profile.nom} : ${profile.question}` : profile.nom)));
  const own = definition.conditions.filter((one) => !definition.profils.some((profile) => !profile.general && profile.question === one.question));
  const conditions = own.map((condition, rank) => choiceSet([target(condition)], `condition-${rank}`, condition.question));
  byId("choix").replaceChildren(...profiles, ...conditions);
}

/** Puts a text in a control, unless it is there: the caret stays. */
function refill(control, text) {
  if (control.value !== text) control.value = text;
}

/** A question and the profile or conditions it decides: an answer is given to all of them. */
function choiceSet(targets, id, text) {
  const radios = [["oui", "Oui"], ["non", "Non"], ["", "À déterminer"]].map(([reponse, label]) => {
    const input = el("input", { type: "radio", name: id, value: reponse, onchange: () => decide(targets, { reponse }, text) });
    return { reponse, input, label: el("label", {}, input, ` ${label}`) };
  });
  const effect = el("span", { class: "discret" });
  const area = el("textarea", { id: `j-${id}`, rows: 2, oninput: () =>
    edit(`justification de « ${text} »`, allDecided(store.answers, targets, { justification: area.value }), `choix ${targets[0].key}`) });
  const why = el("p", { hidden: true }, el("label", { htmlFor: area.id }, fr(`Pourquoi « non », pour toutes ses exigences : ${text}`)), el("br"), area);
  panels.choices.push(() => {
    const choices = targets.map(({ kind, key }) => store.answers[kind].get(key));
    // Answers of a file may differ: the question is then to be settled.
    const reponse = choices.every((one) => one?.reponse === choices[0]?.reponse) ? choices[0]?.reponse ?? "" : "";
    const justification = choices.map((one) => one?.justification).find((words) => words) ?? "";
    for (const one of radios) one.input.checked = one.reponse === reponse;
    const gain = effectOf(store.answers, store.definition, targets);
    effect.textContent = gain ? ` (+${plural(gain, "exigence")} si oui)` : " (sans effet sur la liste)";
    why.hidden = reponse !== "non" || (targets.every(({ kind }) => kind === "profils") && !justification);
    refill(area, justification);
  });
  return el("div", { class: "choix" },
    el("fieldset", { class: "etat", id }, el("legend", {}, fr(text), effect), radios.map((one) => one.label)), why);
}

function decide(targets, choice, text) {
  const before = store.view.comptes.applicables;
  edit(`choix « ${text} »`, allDecided(store.answers, targets, choice));
  const gained = store.view.comptes.applicables - before;
  listAgain();
  const count = plural(Math.abs(gained), "exigence");
  say(gained ? `${gained > 0 ? "+" : "−"}${count} dans la liste. Vos réponses sont gardées.` : "La liste ne change pas.");
}

/** What was carried over: the same numbers as the command line, each a filter. */
function drawCarried() {
  const { view } = store;
  const place = byId("reprise");
  if (!view.comptes.lues) return place.replaceChildren();
  const pending = view.exigences.filter((item) => isListed(item) && item.fraicheur === CONFIRM);
  const filters = [["a_confirmer", "À confirmer"], ["a_revoir", "À revoir"], ["nouvelles", "Nouvelles"], ["hors", "Hors profil ou condition"]]
    .map(([name, label]) => [name, label, view.exigences.filter((item) => matches(item, name)).length]).filter(([, , count]) => count);
  const references = view.referentiels.map((one) => [`ref ${one.code}`, `Touchées par ${one.code}`, one.exigences.length]);
  const open = place.querySelector("details")?.open ?? true;
  return place.replaceChildren(
    el("details", { class: "carte", open }, el("summary", {}, el("h2", { id: "carnet" }, fr(`Reprise : de ${view.depuis} à ${view.iteration}`))),
      ...view.resume.map((line) => el("p", {}, fr(line))),
      el("p", { class: "gestes" }, [...filters, ...references].map(([name, label, count]) => [
        button({ class: "leger", onclick: () => { filterOn(name); byId("exigences").scrollIntoView(); } }, `${label} (${count})`), " "])),
      pending.length > 0 && el("p", { class: "gestes" }, button({ onclick: confirmAll },
        fr(`Confirmer ${pending.length > 1 ? `les ${plural(pending.length, "réponse")}` : "la réponse"} « à confirmer »`))),
      view.orphelines.length > 0 && listed("Fichiers que plus aucune exigence ne demande (conservés)",
        view.orphelines.map((one) => `${one.cle} : ${store.answers.preuves.get(one.cle)?.fichier ?? ""}`)),
      view.archives.length > 0 && listed("Réponses archivées (conservées dans le fichier)", view.archives.map((one) =>
        `${one.cle} : ${stateLabel(one.etat)}${one.depuis && `, retirée en ${one.depuis}`}${one.remplacee_par.length ? `, remplacée par ${one.remplacee_par.join(", ")}` : ""}`)),
      el("p", { class: "gestes" }, button({ class: "leger", onclick: () =>
        download(`reprise_${fileName("json")}`, writeJson(store.view), "application/json") }, "Télécharger le rapport de reprise (JSON)"))));
}

function listed(title, lines) {
  return el("details", {}, el("summary", {}, fr(`${title} : ${lines.length}`)), el("ul", {}, lines.map((line) => el("li", {}, fr(line)))));
}

/** Confirms every answer « à confirmer » at once; never those to review. */
function confirmAll() {
  const pending = store.view.exigences.filter((item) => isListed(item) && item.fraicheur === CONFIRM);
  let next = store.answers;
  for (const item of pending) {
    next = confirmed(next, store.definition, item.cle, { etat: item.etat, date: today(), auteur: store.author });
  }
  edit(`confirmation de ${plural(pending.length, "réponse")}`, next);
  say(`${plural(pending.length, "réponse confirmée", "réponses confirmées")}.`);
}

/** Whether an item is one of those a filter names. */
function matches(item, name) {
  const shown = isListed(item);
  if (name === "hors") return !shown;
  if (!shown) return name === "toutes";
  const review = item.fraicheur === REVIEW;
  switch (name) {
    case "toutes": return true;
    case "a_faire": return !item.etat || review;
    case "a_traiter": return !item.etat;
    case "a_revoir": return review;
    case "a_confirmer": return item.fraicheur === CONFIRM;
    case "a_determiner": return item.applicable === "a_determiner";
    case "nouvelles": return item.nouvelle;
    case "bloquants": return store.view.bloquants.some((one) => one.cle === item.cle);
    default: break;
  }
  if (name.startsWith("ref ")) return item.motifs.some((one) => one.code === "reference" && one.cible === name.slice(4));
  return !review && item.etat === name;
}

function filterOn(name) {
  panels.filter = name;
  const select = byId("filtre");
  if (![...select.options].some((one) => one.value === name)) {
    select.append(el("option", { value: name }, `Touchées par ${name.slice(4)}`));
  }
  select.value = name;
  listAgain();
}

/** Applies the filter. A card that no longer matches stays until this is called: nothing vanishes under the fingers. */
function listAgain() {
  const words = folded(panels.words).split(/\s+/).filter(Boolean);
  panels.shown = new Set();
  for (const seen of store.view.exigences) {
    const card = cards.get(seen.cle);
    if (!card) continue;
    const found = words.every((word) => folded(card.article.textContent).includes(word));
    const shown = matches(seen, panels.filter) && found;
    card.article.hidden = !shown;
    if (shown) {
      panels.shown.add(seen.cle);
      drawCard(card, seen);
    }
  }
  for (const section of document.querySelectorAll("details.sec")) {
    const inside = [...section.querySelectorAll("article.ligne")];
    const listed = inside.filter((article) => !article.hidden);
    section.hidden = !listed.length;
    // With everything listed, only what needs work is unfolded.
    const busy = store.view.exigences.some((seen) => matches(seen, "a_faire") && inside.includes(cards.get(seen.cle)?.article));
    section.open = panels.filter !== "toutes" || busy || words.length > 0;
  }
  const count = panels.shown.size;
  byId("compte").textContent = `${plural(count, "exigence affichée", "exigences affichées")} sur ${store.view.exigences.length}`;
  const done = store.view.exigences.filter((item) => isListed(item)).length;
  const none = byId("rien");
  none.hidden = count > 0;
  none.textContent = fr(panels.filter === "a_faire" && !words.length
    ? `Rien à faire : ${plural(done, "exigence")} à jour ou en cours. La suite est dans « Dossier ».` : "Aucune exigence ne correspond.");
  drawStale();
}

/** How many cards the filter would add or take away. */
function drawStale() {
  const words = folded(panels.words).trim();
  const stale = words ? 0 : store.view.exigences.filter((item) => cards.has(item.cle) && matches(item, panels.filter) !== panels.shown.has(item.cle)).length;
  const button = byId("relister");
  button.textContent = `Mettre à jour la liste (${stale})`;
  button.disabled = stale === 0;
}

/** What is missing from a complete file. */
function drawExport() {
  const { bloquants } = store.view;
  const place = byId("manques");
  if (!bloquants.length) {
    return place.replaceChildren(el("p", { class: "bandeau" }, fr(`Dossier complet pour ${store.definition.iteration} : ${plural(store.view.comptes.applicables, "exigence applicable", "exigences applicables")}.`)));
  }
  let fold = place.querySelector("details");
  if (!fold) {
    fold = el("details", { open: bloquants.length <= 20, ontoggle: () => fillMissing(fold) }, el("summary", {}),
      el("table", {}, el("caption", {}, "Ce qui manque à un dossier complet"),
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Exigence"), el("th", { scope: "col" }, "À régler"))), el("tbody", {})));
    place.replaceChildren(fold);
  }
  fold.firstChild.textContent = fr(`Dossier incomplet : ${plural(bloquants.length, "point")} à régler`);
  return fillMissing(fold);
}

/** Three hundred rows are only worth writing for someone who reads them; the fold itself stays, with the focus. */
function fillMissing(fold) {
  const groups = new Map();
  for (const one of fold.open ? store.view.bloquants : []) groups.set(one.cle ?? one.code, [...(groups.get(one.cle ?? one.code) ?? []), one]);
  fold.querySelector("tbody").replaceChildren(...[...groups.values()].map((found) => el("tr", {},
    el("th", { scope: "row" }, found[0].cle ? el("a", { href: `#etat-${cards.get(found[0].cle)?.article.id}`, onclick: () => reveal(found[0].cle) }, found[0].id)
      : el("a", { href: "#profils" }, "Produit et profils")),
    el("td", {}, fr(found.map((one) => one.texte).join(" ; "))))));
}

/** Shows a card whatever the filter, before a link goes there. */
function reveal(key) {
  const card = cards.get(key);
  if (!card) return;
  drawCard(card, store.view.exigences.find((one) => one.cle === key));
  card.article.hidden = false;
  panels.shown.add(key);
  const section = card.article.closest("details.sec");
  section.hidden = false;
  section.open = true;
}

function forgetDraft() {
  if (!store.draftKey) return say("Aucun brouillon dans ce navigateur.");
  eraseDraft(store.draftKey);
  return say("Brouillon effacé de ce navigateur. La page garde les réponses jusqu’à sa fermeture.");
}

/** Everything that depends on the answers, after an edit. */
function drawAll(what) {
  if (what === "draft") return drawFileState();
  drawBoard();
  for (const refresh of panels.choices) refresh();
  drawCarried();
  for (const seen of store.view.exigences) if (panels.shown.has(seen.cle)) drawCard(cards.get(seen.cle), seen);
  drawStale();
  return drawExport();
}
