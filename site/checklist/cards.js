// One card per requirement: the words are in the page, this adds what a vendor fills in. Controls are made once and then
// only updated, so that the focus never moves.

const cards = new Map();

/** Reads the cards of the page. */
function readCards(definition) {
  const items = new Map(definition.exigences.map((item) => [item.id, item]));
  for (const article of document.querySelectorAll("article.ligne")) {
    const item = items.get(article.querySelector("h4 .id")?.textContent);
    if (item) cards.set(item.cle, { item, article, made: undefined, drawn: "" });
  }
}

/** Proofs as the page words them, by number; those of the card of an item first. */
function wordedProofs(root) {
  const found = new Map();
  for (const scenario of root.querySelectorAll(".scenario")) {
    const head = scenario.querySelector("[id]");
    for (const entry of scenario.querySelectorAll(".ps > li")) {
      const number = entry.querySelector(".id").textContent;
      if (found.has(number) && !entry.querySelector(".a")) continue;
      found.set(number, {
        anchor: head.id,
        scenario: head.querySelector(".id").textContent,
        titre: head.querySelector(".t").textContent,
        nature: entry.querySelector(".k")?.textContent ?? "",
        attendu: blockText(entry.querySelector(".a")),
        points: blockText(entry.querySelector(".v")),
      });
    }
  }
  return found;
}

let allProofs;
const wordedProof = (number) => (allProofs ??= wordedProofs(document)).get(number);

/** Makes the controls of a card. */
function makeControls(card) {
  const { item, article } = card;
  const anchor = article.id;
  const made = { radios: new Map() };
  const radio = ([state, label]) => {
    const input = el("input", { type: "radio", name: `etat-${anchor}`, value: state, onchange: () => choose(card, state) });
    made.radios.set(state, input);
    return el("label", {}, input, ` ${label}`);
  };
  const states = STATES.filter(([state]) => state !== "non_retenue" || item.nature === "preconisee");
  made.badges = el("span", { class: "etats" });
  made.news = el("div", { class: "nouveau", hidden: true });
  made.refused = el("p", { class: "discret", id: `refus-${anchor}`, hidden: item.na_admis },
    fr("« Non applicable » n'est pas admis : exigence sans condition, de profil Général."));
  made.states = el("fieldset", { class: "etat", id: `etat-${anchor}`, "aria-describedby": item.na_admis ? undefined : made.refused.id },
    el("legend", {}, `Réponse à ${item.id}`), states.map(radio));
  made.words = el("div", { class: "mots", hidden: true }, wordFields(card, made));
  made.proofs = el("div", { class: "fichiers" });
  made.confirm = button({ hidden: true, onclick: () => confirmCard(card) });
  made.withdraw = button({ class: "leger", hidden: true, onclick: () => withdrawCard(card) }, `Retirer la réponse à ${item.id}`);
  article.querySelector(".bs").append(made.badges);
  article.append(made.news, made.states, made.refused, made.words, made.proofs, el("p", { class: "gestes" }, made.confirm, " ", made.withdraw));
  card.made = made;
}

function wordFields(card, made) {
  const { item, article } = card;
  const field = (name, label, control, help) => {
    const id = `${name}-${article.id}`;
    const note = help && el("span", { class: "discret", id: `aide-${id}` }, help);
    Object.assign(control, { id, oninput: () => annotate(card, name, control.value) });
    if (note) control.setAttribute("aria-describedby", note.id);
    const box = el("p", { hidden: true }, el("label", { htmlFor: id }, label), el("br"), control, note && el("br"), note);
    made[name] = { box, control, note };
    return box;
  };
  return [
    field("justification", `Justification pour ${item.id}`, el("textarea", { rows: 3 }), "Exigée pour un dossier complet."),
    field("date_prevue", `Date prévue pour ${item.id}`, el("input", { type: "date" }), "Exigée pour un dossier complet."),
    field("note", `Note pour vous-même sur ${item.id}`, el("textarea", { rows: 2 })),
  ];
}

/** Records a state chosen by the vendor. */
function choose(card, etat) {
  const decision = { etat, date: today(), auteur: store.author };
  edit(`${stateLabel(etat)} pour ${card.item.id}`, confirmed(store.answers, store.definition, card.item.cle, decision));
}

function confirmCard(card) {
  const seen = store.view.exigences.find((one) => one.cle === card.item.cle);
  if (seen?.etat) choose(card, seen.etat);
  say(`${stateLabel(seen?.etat)} confirmé pour ${card.item.id}.`);
}

function withdrawCard(card) {
  edit(`retrait de la réponse à ${card.item.id}`, withdrawn(store.answers, card.item.cle));
  say(`Réponse à ${card.item.id} retirée ; elle reste dans les archives du fichier.`);
}

function annotate(card, name, text) {
  const words = { [name]: name === "date_prevue" && !isDay(text) ? "" : text };
  edit(`${name === "date_prevue" ? "date prévue" : name} de ${card.item.id}`, annotated(store.answers, card.item.cle, words), `${name} ${card.item.cle}`);
}

/** Shows a card as the answers are now. */
function drawCard(card, seen) {
  if (!card.made) makeControls(card);
  const { item, made } = card;
  const answer = store.answers.reponses.get(item.cle);
  const files = seen.preuves.map((proof) => store.answers.preuves.get(proof.depuis || proof.cle));
  const drawn = JSON.stringify([seen, answer?.justification, answer?.date_prevue, answer?.note, answer?.date, answer?.vu?.enonce, files.map((file) => file && fileTree(file).size && [file.fichier, file.sha256, file.version])]);
  if (drawn === card.drawn) return;
  card.drawn = drawn;
  const proposed = seen.fraicheur === REVIEW;
  card.article.classList.toggle("proposee", proposed);
  made.badges.replaceChildren(...stateBadges(seen));
  for (const [state, input] of made.radios) {
    input.checked = seen.etat === state;
    input.disabled = state === "non_applicable" && !item.na_admis && seen.etat !== state;
  }
  drawNews(card, seen, answer);
  drawWords(made, seen, answer);
  drawProofs(card, seen);
  made.confirm.hidden = !seen.fraicheur || seen.fraicheur === CURRENT;
  made.confirm.textContent = fr(`Confirmer « ${stateLabel(seen.etat)} » en ${store.definition.iteration} pour ${item.id}`);
  made.withdraw.hidden = !answer;
}

const badge = (kind, text) => el("span", { class: `b b-${kind}` }, text);

function stateBadges(seen) {
  if (!isListed(seen)) return [badge("obsolete", seen.applicable === "hors_profil" ? "Hors profil" : "Hors condition")];
  const found = [];
  if (seen.applicable === "a_determiner") found.push(badge("modifiee", "À déterminer"), " ");
  if (seen.nouvelle) found.push(badge("nouvelle", "Nouvelle"), " ");
  if (!seen.etat) found.push(badge("instruction", "À traiter"));
  else if (seen.fraicheur === REVIEW) found.push(badge("fond", "À revoir"));
  else {
    if (seen.fraicheur === CONFIRM) found.push(badge("modifiee", "À confirmer"), " ");
    const kinds = { conforme: "validee", en_cours: "instruction", non_conforme: "erreur" };
    found.push(badge(kinds[seen.etat] ?? "inchangee", stateLabel(seen.etat)));
  }
  return found;
}

/** What changed since the answer, and the former text beside the new one. */
function drawNews(card, seen, answer) {
  const { made, item } = card;
  const lines = seen.motifs.filter((one) => one.code !== "typographie").map((one) => one.texte);
  if (seen.dependances_modifiees.length) lines.push(`pour information, modifiées depuis : ${seen.dependances_modifiees.join(", ")}`);
  if (seen.a_reaffecter.length) lines.push(`fichiers à réaffecter : ${seen.a_reaffecter.map((key) => store.answers.preuves.get(key)?.fichier ?? key).join(", ")}`);
  if (seen.orphelines.length) lines.push(`fichiers que plus rien ne demande ici : ${seen.orphelines.join(", ")}`);
  made.news.hidden = !lines.length;
  if (!lines.length) return made.news.replaceChildren();
  const day = answer?.date ? `, le ${longDay(answer.date)}` : "";
  const since = answer?.vu?.iteration ? ` en ${answer.vu.iteration}` : "";
  const source = seen.proposition ? fr(`Réponse proposée : ${stateLabel(seen.etat)}.`) : fr(`Votre réponse${since} : ${stateLabel(seen.etat)}${day}.`);
  const weight = seen.fraicheur === REVIEW ? " Elle ne compte pas tant qu’elle n’est pas revue." : "";
  const former = formerText(item, answer);
  made.news.replaceChildren(
    el("p", {}, el("strong", {}, source), weight),
    el("ul", {}, lines.map((line) => el("li", {}, fr(line)))),
    ...(former === undefined ? [] : [el("p", { class: "etiquette" }, `Ce qui a changé depuis ${answer.vu.iteration || "votre réponse"}`),
      el("div", { class: "enonce marques" }, marked(former, item.texte))]),
  );
  return undefined;
}

/** The words an answer was given to, when they are known and were others. */
function formerText(item, answer) {
  const seen = answer?.vu?.enonce;
  if (!seen || item.texte === undefined || strictOf(seen) === strictOf(item.vu.enonce)) return undefined;
  return item.historique.findLast((version) => strictOf(version.enonce) === strictOf(seen))?.texte;
}

/** Fields that go with the state. */
function drawWords(made, seen, answer) {
  const needs = ["non_conforme", "non_applicable", "non_retenue"].includes(seen.etat);
  const show = (name, wanted) => {
    const { box, control, note } = made[name];
    box.hidden = !wanted;
    const value = answer?.[name] ?? "";
    refill(control, value);
    if (note) note.hidden = seen.etat === "non_retenue" || !isBlank(value);
  };
  show("justification", !!answer && (needs || !!answer.justification));
  show("date_prevue", !!answer && (seen.etat === "non_conforme" || !!answer.date_prevue));
  show("note", !!answer && (seen.etat === "en_cours" || !!answer.note));
  made.words.hidden = !answer;
}

const PROOF_WORDS = { a_fournir: ["instruction", "À fournir"], reprise: ["validee", "Fournie"], a_revoir: ["fond", "À revoir"] };

function drawProofs(card, seen) {
  const { made, item } = card;
  const active = made.proofs.contains(document.activeElement) ? document.activeElement.dataset.geste : undefined;
  if (!seen.preuves.length) return made.proofs.replaceChildren();
  made.proofs.replaceChildren(
    el("p", { class: "etiquette", id: `pr-${card.article.id}` }, `Preuves de ${item.id}`),
    el("ul", { "aria-labelledby": `pr-${card.article.id}` }, seen.preuves.map((proof) => proofLine(proof))),
  );
  if (active) [...made.proofs.querySelectorAll("[data-geste]")].find((one) => one.dataset.geste === active)?.focus();
  return undefined;
}

function proofLine(proof) {
  const told = wordedProof(proof.numero);
  const file = store.answers.preuves.get(proof.depuis || proof.cle);
  // A file of an answer that does not stand yet is neither right nor wrong: it is there.
  const [kind, word] = PROOF_WORDS[proof.etat];
  const shown = file && proof.etat === "a_revoir" ? ["reference", "À vérifier avec la réponse"] : [kind, word];
  const facts = file && [file.fichier, weight(file.taille), file.date && longDay(file.date), file.version && `produit ${file.version}`,
    file.sha256 && `SHA-256 ${file.sha256.slice(0, 8)}…`].filter(Boolean).join(" · ");
  const pick = button({ class: "leger", "data-geste": `p ${proof.cle}`, onclick: () => pickFile(proof.cle) },
    `${file ? "Remplacer" : "Associer"} un fichier`, el("span", { class: "sr" }, ` pour la preuve ${proof.numero}`));
  const drop = file && !proof.depuis && button({ class: "leger", "data-geste": `r ${proof.cle}`, onclick: () => dropFile(proof) },
    "Retirer", el("span", { class: "sr" }, ` le fichier de la preuve ${proof.numero}`));
  return el("li", {},
    told ? el("a", { class: "id", href: `#${told.anchor}` }, proof.numero) : el("span", { class: "id" }, proof.numero), " ",
    badge(...shown), " ", told?.nature && el("span", { class: "discret" }, told.nature),
    facts && el("div", { class: "discret" }, facts),
    proof.autre_version && el("div", { class: "discret" }, `Ce fichier montre une autre version que ${store.answers.produit.version || "celle du produit"}.`),
    el("div", { class: "gestes" }, pick, " ", drop));
}

function dropFile(proof) {
  edit(`retrait du fichier de ${proof.numero}`, supplied(store.answers, proof.cle, undefined));
  say(`Fichier retiré de la preuve ${proof.numero}.`);
}

/** The words of an item as the page shows them, for the table. */
function textsOf(item) {
  const card = cards.get(item.cle);
  const own = card ? wordedProofs(card.article) : new Map();
  const scenarios = card ? [...card.article.querySelectorAll(".scenario")] : [];
  return {
    perimetre: item.perimetre,
    fonction: item.fonction,
    chapitre: card?.article.closest(".sec")?.querySelector("h3").textContent ?? "",
    enonce: blockText(card?.article.querySelector(".texte")),
    commentaire: blockText(card?.article.querySelector(".com")),
    scenarios: scenarios.map((one) => ({
      id: one.querySelector("[id] .id").textContent,
      titre: one.querySelector("[id] .t").textContent,
      preuves: one.querySelectorAll(".ps > li").length,
    })),
    preuve: (number) => {
      const told = own.get(number) ?? wordedProof(number);
      const points = told?.points && `Points de vérification : ${told.points}`;
      return told && { ...told, texte: [told.nature, told.attendu, points].filter(Boolean).join("\n") };
    },
  };
}

/** The text of blocks, one a line, wherever its source breaks lines. */
function blockText(node) {
  if (!node) return "";
  const blocks = [...node.querySelectorAll("p, li, tr, pre")].filter((one) => !one.querySelector("p, li, tr, pre"));
  const line = (one) => (one.matches("pre") ? one.textContent : one.textContent.replace(/\n/g, " ")).trim();
  return (blocks.length ? blocks : [node]).map(line).join("\n");
}
