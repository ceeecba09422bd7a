// Edits of a file of answers: each gives a new file and leaves the former alone.

/** A map with one key set, or removed when the value is undefined. */
function withKey(map, key, value) {
  const next = new Map(map);
  if (value === undefined) next.delete(key);
  else next.set(key, value);
  return next;
}

/** The later of two moments of a file: answering in a page brings it to the iteration of the page, never back. */
function broughtTo(answers, definition) {
  const given = rankOf(definition, answers.iteration);
  const now = rankOf(definition, definition.iteration);
  if (given >= 0 && now >= 0 && now < given) return answers;
  return { ...answers, iteration: definition.iteration, date: definition.date };
}

/**
 * Records a decision: the answer now stands for what the item says here, files that fit its proofs are linked, the
 * journal gets a line. `justification` and `date_prevue` are kept when undefined.
 */
function confirmed(answers, definition, key, decision) {
  const view = new View(answers, definition);
  const item = view.byKey.get(key);
  if (!item) return answers;
  const shown = view.item(item);
  const preuves = new Map(answers.preuves);
  for (const proof of shown.preuves.filter((one) => one.depuis)) {
    const file = preuves.get(proof.depuis);
    if (file) preuves.set(proof.cle, file);
  }
  const old = answers.reponses.get(key);
  const line = {
    date: decision.date, cle: key, iteration: definition.iteration, de: old?.etat ?? "", vers: decision.etat,
    auteur: decision.auteur ?? "", inconnus: new Map(),
  };
  const answer = {
    etat: decision.etat,
    justification: decision.justification ?? shown.proposition?.justification ?? old?.justification ?? "",
    date_prevue: decision.date_prevue ?? old?.date_prevue ?? "",
    note: old?.note ?? "",
    date: decision.date,
    reprise_de: "",
    vu: { ...item.vu, inconnus: old?.vu?.inconnus ?? new Map() },
    inconnus: old?.inconnus ?? new Map(),
  };
  const next = { ...answers, preuves, reponses: withKey(answers.reponses, key, answer), journal: [...answers.journal, line] };
  return broughtTo(next, definition);
}

/** Words beside an answer: its justification, its planned day, its note. What was read stays what it was. */
function annotated(answers, key, words) {
  const old = answers.reponses.get(key);
  return old ? { ...answers, reponses: withKey(answers.reponses, key, { ...old, ...words }) } : answers;
}

/** An answer withdrawn; it goes to the archives. */
function withdrawn(answers, key, cause = "réponse retirée") {
  const old = answers.reponses.get(key);
  if (!old) return answers;
  const archive = { cle: key, motif: cause, contenu: asRead(answerTree(old)), inconnus: new Map() };
  return { ...answers, reponses: withKey(answers.reponses, key), archives: [...answers.archives, archive] };
}

/** A profile or a condition decided, or why; undecided again with an empty reply. Answers it hides are kept. */
function decided(answers, kind, key, choice) {
  const next = { reponse: "", question: "", justification: "", inconnus: new Map(), ...answers[kind].get(key), ...choice };
  return { ...answers, [kind]: withKey(answers[kind], key, next.reponse ? next : undefined) };
}

/** The same choice for every profile and condition one question decides. */
function allDecided(answers, targets, choice) {
  return targets.reduce((next, { kind, key, question }) =>
    decided(next, kind, key, { ...choice, ...(question && choice.reponse !== undefined && { question }) }), answers);
}

/** A file linked to a proof, or unlinked without one. */
function supplied(answers, key, file) {
  return { ...answers, preuves: withKey(answers.preuves, key, file && { inconnus: new Map(), ...file }) };
}

/** How many items are listed more with « oui » than with « non ». */
function effectOf(answers, definition, targets) {
  const listed = (reponse) => {
    const view = new View(allDecided(answers, targets, { reponse }), definition);
    return definition.exigences.filter((item) => isListed({ applicable: view.applicability(item) })).length;
  };
  return listed("oui") - listed("non");
}

/** What another lane answered to the same words of the same items, with its files: offered, to confirm. */
function takenFrom(answers, definition, other) {
  let next = answers;
  let taken = 0;
  for (const item of definition.exigences) {
    const theirs = other.reponses.get(item.cle);
    if (!theirs?.vu || next.reponses.has(item.cle) || !sameWording(theirs.vu.enonce, item.vu.enonce)) continue;
    taken += 1;
    next = { ...next, reponses: withKey(next.reponses, item.cle, { ...theirs, note: "", reprise_de: other.couloir }) };
    for (const link of item.preuves) {
      const file = other.preuves.get(link.cle);
      if (file && !next.preuves.has(link.cle)) next = { ...next, preuves: withKey(next.preuves, link.cle, file) };
    }
  }
  return { answers: next, taken };
}

/**
 * Two files of one lane put together: what only one says is kept, what both say alike is kept once, where they disagree
 * `choose` says « gauche » or « droite ». What nobody chose is a conflict; what is not kept goes to the archives. `places`
 * tells how the files stand at each place either fills: identique, gauche, droite or conflit.
 */
function mergedAnswers(left, right, choose) {
  const work = { conflicts: [], archives: [], places: [] };
  const pick = (id, key, mine, theirs) => {
    const [gauche, droite] = [asRead(mine), asRead(theirs)];
    const hand = choose(id);
    if (!hand) work.conflicts.push({ id, gauche, droite });
    else {
      work.archives.push({
        cle: key,
        motif: `fusion : version de ${hand === "gauche" ? "droite" : "gauche"} non retenue`,
        contenu: hand === "gauche" ? droite : gauche,
        inconnus: new Map([["lieu", id]]),
      });
    }
    return hand === "droite";
  };
  const place = (id, key, mine, theirs, tree) => {
    const [gauche, droite] = [mine && tree(mine), theirs && tree(theirs)];
    const one = { id, gauche, droite, sorte: mine === undefined ? "droite" : "gauche" };
    if (mine !== undefined && theirs !== undefined) one.sorte = writeJson(gauche) === writeJson(droite) ? "identique" : "conflit";
    work.places.push(one);
    return one.sorte === "droite" || (one.sorte === "conflit" && pick(id, key, gauche, droite)) ? theirs : mine;
  };
  const maps = (name, tree) => {
    const [ours, other] = name ? [left[name], right[name]] : [left.inconnus, right.inconnus];
    const both = sorted(new Map([...ours, ...other]));
    return new Map(both.map(([key]) => [key, place(name ? `${name}/${key}` : key, key, ours.get(key), other.get(key), tree)]));
  };
  const product = () => {
    const [mine, theirs] = [left.produit, right.produit].map((one) => (one.nom || one.version || one.inconnus.size ? one : undefined));
    return mine || theirs ? place("produit", "produit", mine, theirs, productTree) : left.produit;
  };
  const { iteration, date } = latestOf(left, right);
  const answers = {
    catalogue: left.catalogue, couloir: left.couloir, iteration, date,
    produit: product(),
    profils: maps("profils", choiceTree),
    conditions: maps("conditions", choiceTree),
    reponses: maps("reponses", answerTree),
    preuves: maps("preuves", fileTree),
    inconnus: maps("", (value) => value),
    archives: [...joined(left.archives, right.archives, archiveTree), ...work.archives],
    journal: mergedJournal(left.journal, right.journal),
  };
  return { ...work, answers };
}

/** Both lists, each entry once. */
function joined(left, right, tree) {
  const known = new Set(left.map((entry) => writeJson(tree(entry))));
  return [...left, ...right.filter((entry) => !known.has(writeJson(tree(entry))))];
}

function mergedJournal(left, right) {
  const whole = joined(left, right, entryTree);
  const same = writeJson(left.map(entryTree)) === writeJson(right.map(entryTree));
  return same ? whole : whole.sort((one, other) => byCodePoint(one.date, other.date));
}

/** The later of two files, by day; a draft has none, and comes last. */
function latestOf(left, right) {
  const order = (one, other) => Number(!one.date) - Number(!other.date) || byCodePoint(one.date, other.date)
    || byCodePoint(one.iteration, other.iteration);
  return order(right, left) > 0 ? right : left;
}
