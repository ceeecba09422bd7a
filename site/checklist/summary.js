// The numbers of a view, the words that say them, and what keeps a file from being complete.

/** Counts what a view shows, in the order of the format. */
function countsOf(answers, view) {
  const listed = view.exigences.filter(isListed);
  const own = view.exigences.filter((item) => answers.reponses.has(item.cle));
  const classes = own.map(classOf);
  const of = (name) => classes.filter((one) => one === name).length;
  const states = listed.map(countedState);
  const inState = (name) => states.filter((one) => one === name).length;
  const proofs = proofStates(listed);
  const inProof = (name) => proofs.filter((one) => one === name).length;
  const lues = answers.reponses.size;
  return {
    lues,
    a_jour: of("a_jour"),
    a_confirmer: of("a_confirmer"),
    a_revoir_fond: of("fond"),
    a_revoir_reference: of("reference"),
    a_revoir_preuves: of("preuves"),
    a_revoir_lignee: of("lignee"),
    hors_profil: of("hors_profil"),
    reportees: Math.max(0, lues - own.length - view.archives.length),
    archivees: view.archives.length,
    exigences: view.exigences.length,
    applicables: listed.length,
    a_traiter: inState("a_traiter"),
    a_revoir: inState("a_revoir"),
    en_cours: inState("en_cours"),
    conformes: inState("conforme"),
    non_conformes: inState("non_conforme"),
    non_applicables: inState("non_applicable"),
    non_retenues: inState("non_retenue"),
    a_determiner: listed.filter((item) => item.applicable === "a_determiner").length,
    nouvelles: listed.filter((item) => item.nouvelle).length,
    preuves_a_fournir: inProof("a_fournir"),
    preuves_a_revoir: inProof("a_revoir"),
    preuves_reprises: inProof("reprise"),
    preuves_orphelines: view.orphelines.length,
    reste_a_traiter: inState("a_traiter") + inState("a_revoir") + inState("en_cours"),
    bloquants: view.bloquants.length,
  };
}

/** Where an answer of the file is counted: in exactly one class. */
function classOf(item) {
  if (!isListed(item)) return "hors_profil";
  if (item.fraicheur !== REVIEW) return item.fraicheur ?? CURRENT;
  const codes = item.motifs.filter((one) => one.fraicheur === REVIEW).map((one) => one.code);
  const has = (...wanted) => codes.some((code) => wanted.includes(code));
  if (has("lignee")) return "lignee";
  if (has("fond", "texte_inconnu", "nature", "applicabilite")) return "fond";
  return has("reference") ? "reference" : "preuves";
}

function countedState(item) {
  if (!item.etat) return "a_traiter";
  return item.fraicheur === REVIEW ? "a_revoir" : item.etat;
}

/** Each proof once: one that several items share is as its worst reader sees it. */
function proofStates(items) {
  const severity = ["reprise", "a_revoir", "a_fournir"];
  const found = new Map();
  for (const proof of items.flatMap((item) => item.preuves)) {
    const known = found.get(proof.cle);
    if (known === undefined || severity.indexOf(proof.etat) > severity.indexOf(known)) found.set(proof.cle, proof.etat);
  }
  return [...found.values()];
}

/** « 179 réponses lues : 121 à jour, … », « Reste à traiter : 36 ». */
function summaryOf(counts) {
  const s = (count) => (count < 2 ? "" : "s");
  const said = (parts) => parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`).join(", ");
  const parts = said([
    [counts.a_jour, "à jour"],
    [counts.a_confirmer, "à confirmer"],
    [counts.a_revoir_fond, "à revoir (fond)"],
    [counts.a_revoir_reference, "à revoir (référence)"],
    [counts.a_revoir_preuves, "à revoir (preuves)"],
    [counts.a_revoir_lignee, "à revoir (scission ou fusion)"],
    [counts.reportees, `reportée${s(counts.reportees)} par scission ou fusion`],
    [counts.hors_profil, "hors profil"],
    [counts.archivees, `archivée${s(counts.archivees)}`],
  ]);
  const fresh = counts.nouvelles ? ` ; ${counts.nouvelles} nouvelle${s(counts.nouvelles)}` : "";
  const first = `${counts.lues} réponse${s(counts.lues)} lue${s(counts.lues)}${parts && ` : ${parts}`}${fresh}`;
  const detail = said([[counts.a_traiter, "sans réponse"], [counts.a_revoir, "à revoir"], [counts.en_cours, "en cours"]]);
  return [first, `Reste à traiter : ${counts.reste_a_traiter}${detail && ` (${detail})`}`];
}

/** Everything in the way of a complete file: the whole file first, then items in order. */
function blockersOf(answers, definition, view) {
  const found = wholeBlockers(answers, definition, view);
  definition.exigences.forEach((item, rank) => {
    const seen = view.exigences[rank];
    if (isListed(seen)) {
      const texts = itemBlockers(item, seen, answers.reponses.get(item.cle));
      found.push(...texts.map(([code, texte]) => ({ code, cle: item.cle, id: item.id, texte })));
    }
  });
  return found;
}

function wholeBlockers(answers, definition, view) {
  const found = [];
  const add = (code, texte) => found.push({ code, cle: undefined, id: undefined, texte });
  const undecided = (wanted) => definition.exigences.some((item, rank) =>
    view.exigences[rank].applicable === "a_determiner" && wanted(item));
  if (isBlank(answers.produit.nom)) add("produit", "le nom du produit manque");
  if (isBlank(answers.produit.version)) add("version", "la version du produit manque");
  for (const profile of definition.profils.filter((one) => !one.general)) {
    if (!answers.profils.has(profile.nom) && undecided((item) => item.profils.includes(profile.nom))) {
      add("profil", `le profil « ${profile.nom} » n’est pas décidé`);
    }
  }
  for (const condition of definition.conditions) {
    const choice = answers.conditions.get(condition.cle);
    if (!choice && undecided((item) => item.condition === condition.cle)) {
      add("condition", `pas de réponse à « ${condition.question} »`);
    } else if (choice?.reponse === "non" && isBlank(choice.justification)) {
      add("condition_justification", `le « non » à « ${condition.question} » n’est pas justifié`);
    }
  }
  return found;
}

function itemBlockers(item, seen, own) {
  const mandatory = item.nature === "obligatoire";
  if (!seen.etat) return mandatory ? [["sans_reponse", "sans réponse"]] : [];
  if (seen.etat === "non_retenue") {
    // What a vendor leaves aside never blocks, as long as it may be left aside.
    return mandatory ? [["non_retenue_refusee", "une exigence obligatoire ne peut pas être « non retenue »"]] : [];
  }
  if (seen.fraicheur === REVIEW) return [["a_revoir", "réponse à revoir"]];
  const found = seen.fraicheur === CONFIRM ? [["a_confirmer", "réponse à confirmer"]] : [];
  const unjustified = isBlank(own?.justification);
  if (seen.etat === "en_cours" && mandatory) found.push(["en_cours", "réponse en cours"]);
  if (seen.etat === "conforme") {
    const missing = seen.preuves.filter((proof) => proof.etat !== "reprise");
    found.push(...missing.map((proof) => ["preuve", `preuve ${proof.numero} à fournir`]));
  }
  if (seen.etat === "non_conforme") {
    if (unjustified) found.push(["justification", "« non conforme » sans justification"]);
    if (isBlank(own?.date_prevue)) found.push(["date_prevue", "« non conforme » sans date prévue"]);
  }
  if (seen.etat === "non_applicable") {
    if (!item.na_admis) {
      found.push(["non_applicable_refuse", "« non applicable » refusé : l’exigence est sans condition et de profil Général"]);
    }
    if (unjustified) found.push(["justification", "« non applicable » sans justification"]);
  }
  return found;
}
