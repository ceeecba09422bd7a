// Two files put together, in three columns: what the page says, what is kept, what the other file says. Nothing is decided
// that was not chosen.

const SIDES = { gauche: "Votre dossier", droite: "Autre fichier" };
const KINDS = { reponses: "Exigence", preuves: "Preuve", profils: "Profil", conditions: "Condition" };

/** What a file says of one place, in the words of the page. */
const TOLD = [
  ["etat", "État", stateLabel], ["reponse", "Réponse"], ["nom", "Produit"], ["fichier", "Fichier"], ["version", "Version"],
  ["justification", "Justification"], ["date_prevue", "Prévue le", (day) => longDay(day)], ["note", "Note"],
  ["date", "Date", (day) => longDay(day)], ["reprise_de", "Reprise du couloir"], ["question", "Question lue"],
  ["taille", "Taille", (size) => weight(size)], ["sha256", "SHA-256", (print) => `${print.slice(0, 16)}…`],
];

const READ_IN = "Texte lu en";
const VALUE = "Valeur";

/** Shows how two files stand: disagreements to settle, then what only one says, then what both say alike. */
function offerMerge(theirs, name, choices = new Map()) {
  const ours = store.answers;
  const { places } = mergedAnswers(ours, theirs, () => undefined);
  const of = (kind) => places.filter((one) => one.sorte === kind);
  const [conflicts, left, right, same] = [of("conflit"), of("gauche"), of("droite"), of("identique")];
  const apply = button({ class: "fort", "aria-describedby": "fusion-reste", onclick: () => {
    leave();
    // Something was answered meanwhile: the files are compared again, choices kept.
    if (store.answers !== ours) return offerMerge(theirs, name, choices);
    edit(`fusion avec « ${name} »`, mergedAnswers(ours, theirs, (id) => choices.get(id)).answers);
    listAgain();
    return say("Fusion faite. Ce qui n'a pas été retenu est dans les archives du fichier.");
  } }, "Fusionner");
  const rest = el("p", { id: "fusion-reste", role: "status" });
  const ready = () => {
    const open = conflicts.filter((one) => !choices.has(one.id)).length;
    apply.disabled = open > 0;
    const settled = conflicts.length ? "Tous les conflits sont tranchés : ce qui n'est pas retenu ira dans les archives." : "Aucun conflit.";
    rest.textContent = fr(open ? `Reste ${plural(open, "conflit")} à trancher avant de fusionner.` : settled);
  };
  const settle = (radio, id) => {
    choices.set(id, radio.value);
    ready();
  };
  const table = placesTable(el("caption", {}, fr("Conflits : choisir ce qui est à retenir, un par un")), conflicts, (one, rank) => conflictChoice(one, rank, choices.get(one.id), settle));
  const all = (hand) => button({ class: "leger", onclick: () => {
    for (const radio of table.querySelectorAll(`fieldset:not(:has(:checked)) input[value=${hand}]`)) radio.click();
  } }, fr(`« ${SIDES[hand]} » pour tous les conflits restants`));
  const product = (one) => [one.produit.nom || "produit sans nom", one.produit.version].filter(Boolean).join(" ");
  const facts = (one) => `${product(one)}, ${one.iteration}, ${plural(one.reponses.size, "réponse")}`;
  const counts = `${plural(same.length, "entrée identique", "entrées identiques")}, ${left.length} dans votre dossier seulement, ${right.length} dans l'autre fichier seulement, ${plural(conflicts.length, "conflit")}`;
  ready();
  arrive(`Fusion avec « ${name} »`,
    el("p", {}, `${SIDES.gauche}\u00a0: ${facts(ours)}.`, el("br"), `${SIDES.droite}\u00a0: ${facts(theirs)}.`),
    el("p", {}, el("strong", {}, fr(`${counts}.`))),
    conflicts.length > 0 && table,
    conflicts.length > 1 && el("p", { class: "gestes" }, all("gauche"), all("droite")),
    foldedPlaces("Dans votre dossier seulement", left, "Gardée"),
    foldedPlaces("Dans l'autre fichier seulement", right, "Ajoutée"),
    foldedPlaces("Identiques", same, "Gardée"),
    rest, el("p", { class: "gestes" }, apply, action("Annuler", () => say("Fusion annulée : rien n'a changé."))));
  say(`${counts}.`);
}

/** One row for each place; `kept` fills the middle column. */
function placesTable(caption, places, kept) {
  const titles = [SIDES.gauche, "À retenir", SIDES.droite];
  return el("table", { class: "trois" }, caption,
    el("thead", {}, el("tr", {}, ["Entrée", ...titles].map((title) => el("th", { scope: "col" }, title)))),
    el("tbody", {}, places.map((one, rank) => {
      const cells = [sideText(one.gauche, one.droite), kept(one, rank), sideText(one.droite, one.gauche)];
      return el("tr", {}, el("th", { scope: "row" }, placeName(one.id)), cells.map((cell, column) => el("td", { "data-titre": titles[column] }, cell)));
    })));
}

/** Rows that need no choice are only written for someone who opens them. */
function foldedPlaces(title, places, kept) {
  const fold = el("details", { ontoggle: () => {
    if (fold.children.length === 1) fold.append(placesTable(el("caption", { class: "sr" }, fr(title)), places, () => kept));
  } }, el("summary", {}, fr(`${title} : ${places.length}`)));
  return places.length > 0 && fold;
}

function conflictChoice(one, rank, chosen, settle) {
  const radio = (hand) => el("label", {}, el("input", { type: "radio", name: `conflit-${rank}`, value: hand, checked: chosen === hand,
    onchange: (event) => settle(event.target, one.id) }), ` ${SIDES[hand]}`);
  return el("fieldset", { class: "etat" }, el("legend", { class: "sr" }, `À retenir pour ${placeName(one.id)}`), radio("gauche"), radio("droite"));
}

/** How people call a place of the file. */
function placeName(id) {
  const [kind, ...rest] = id.split("/");
  const key = rest.join("/");
  const { definition } = store;
  const known = {
    reponses: () => cards.get(key)?.item.id,
    preuves: () => definition.exigences.flatMap((item) => item.preuves).find((link) => link.cle === key)?.numero,
    conditions: () => definition.conditions.find((one) => one.cle === key)?.question,
  }[kind]?.() ?? key;
  if (id === "produit") return "Produit";
  return key && KINDS[kind] ? `${KINDS[kind]} ${known}` : `Champ « ${id} »`;
}

/** One side: all of it where the other says nothing, else its first words and what differs. */
function sideText(tree, other) {
  if (tree === undefined) return el("span", { class: "discret" }, "Absente");
  const [mine, theirs] = [linesOf(tree), other === undefined ? undefined : linesOf(other)];
  const labels = [...TOLD.map(([, label]) => label), READ_IN, VALUE].filter((label) => mine.has(label) || theirs?.has(label));
  const shown = labels.filter((label, rank) => !rank || !theirs || mine.get(label) !== theirs.get(label));
  const hidden = theirs && !labels.some((label) => mine.get(label) !== theirs.get(label)) && writeJson(tree) !== writeJson(other);
  if (hidden) shown.push("Texte lu ou champs propres au fichier");
  return shown.map((label) => el("p", {}, el("span", { class: "discret" }, `${label}\u00a0: `), mine.get(label) ?? (hidden ? "différents" : "—")));
}

function linesOf(tree) {
  if (!(tree instanceof Map)) return new Map([[VALUE, writeJson(tree).trim()]]);
  const lines = TOLD.filter(([field]) => tree.get(field)).map(([field, label, say]) => [label, String(say ? say(tree.get(field)) : tree.get(field))]);
  const seen = tree.get("vu")?.get("iteration");
  return new Map(seen ? [...lines, [READ_IN, seen]] : lines);
}
