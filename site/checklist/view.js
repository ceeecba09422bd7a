// What each answer is worth at the iteration of the definition, remc/reprise@1: a pure function of both. The same rules
// as src/conformity, told in the same order; tests run both on the same cases.

const strictOf = (print) => (print ?? "").split("-", 1)[0];
const normalisedOf = (print) => {
  const cut = (print ?? "").indexOf("-");
  return cut < 0 ? print ?? "" : print.slice(cut + 1);
};
const sameWording = (one, other) => strictOf(one) === strictOf(other) || normalisedOf(one) === normalisedOf(other);
const rankOf = (definition, iteration) => definition.iterations.findIndex((known) => known.nom === iteration);
const isListed = (item) => item.applicable === "oui" || item.applicable === "a_determiner";
const isGeneralName = (name) => name.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase() === "general";

/** Why answers and a definition do not go together; nothing when they do. */
function mismatch(answers, definition) {
  if (answers.catalogue !== definition.catalogue) {
    return { kind: "catalogue", text: `ces réponses portent sur le catalogue « ${answers.catalogue} », pas sur « ${definition.catalogue} »` };
  }
  if (answers.couloir !== definition.couloir) {
    return { kind: "couloir", text: `ces réponses portent sur le couloir « ${answers.couloir} », pas sur « ${definition.couloir} »` };
  }
  // Answers given in a draft, whose name is in no history, may be looked at: what they saw decides.
  const later = definition.date !== "" && answers.date > definition.date;
  if (rankOf(definition, answers.iteration) < 0 && answers.date && later) {
    return { kind: "iteration", text: `ces réponses ont été données en « ${answers.iteration} », une itération plus récente que « ${definition.iteration} »` };
  }
  return undefined;
}

const REVIEW = "a_revoir";
const CONFIRM = "a_confirmer";
const CURRENT = "a_jour";
const SEVERITY = [CURRENT, CONFIRM, REVIEW];

function reason(code, fraicheur, texte, cible) {
  return { code, fraicheur, texte, cible: cible || undefined };
}

/** Everything that changed since an answer: énoncé, nature, applicability, references, scenarios and proofs. */
function reasonsOf(answer, item, needed) {
  const seen = answer.vu;
  if (!seen) return [reason("texte_inconnu", REVIEW, "réponse sans trace du texte auquel elle répond")];
  const found = [];
  const statement = statementReason(seen.enonce, item);
  if (statement) found.push(statement);
  if (seen.nature === "preconisee" && item.vu.nature === "obligatoire") found.push(reason("nature", REVIEW, "devient obligatoire"));
  if (seen.nature === "obligatoire" && item.vu.nature === "preconisee") found.push(reason("nature", CONFIRM, "devient une préconisation"));
  if (!sameApplicability(seen, item.vu)) {
    const freshness = answer.etat === "non_applicable" ? REVIEW : CONFIRM;
    found.push(reason("applicabilite", freshness, "profil, condition ou périmètre modifié"));
  }
  found.push(...referenceReasons(answer.etat, seen.references, item.vu.references));
  // Scenarios and proofs matter to an answer that claims conformity.
  if (answer.etat === "conforme") {
    found.push(...printReasons("scenario", "scénario", "modifié", "ajouté", seen.scenarios, item.vu.scenarios, () => true));
    found.push(...printReasons("preuve", "preuve", "à refaire", "à fournir", seen.preuves, item.vu.preuves, needed));
  }
  if (answer.reprise_de) found.push(reason("autre_couloir", CONFIRM, `réponse reprise du couloir ${answer.reprise_de}`));
  return found;
}

function sameApplicability(seen, now) {
  const same = seen.profils.length === now.profils.length && seen.profils.every((name, rank) => name === now.profils[rank]);
  return same && sameWording(seen.condition, now.condition) && sameWording(seen.perimetre, now.perimetre);
}

function statementReason(seen, item) {
  const now = item.vu.enonce;
  if (strictOf(seen) === strictOf(now)) return undefined;
  if (sameWording(seen, now)) return reason("typographie", CURRENT, "typographie seule");
  const steps = item.historique.filter((version) => version.enonce !== undefined);
  let read = steps.findLastIndex((step) => strictOf(step.enonce) === strictOf(seen));
  if (read < 0) read = steps.findLastIndex((step) => sameWording(step.enonce, seen));
  if (read < 0) return reason("texte_inconnu", REVIEW, "texte vu inconnu de l’historique de cette exigence");
  const since = steps.slice(read + 1);
  const names = (wanted) => since.filter((step) => wanted(step.portee)).map((step) => step.iteration);
  const substance = names((reach) => reach !== "typographie" && reach !== "redactionnelle");
  if (substance.length) return reason("fond", REVIEW, `fond modifié en ${substance.join(", ")}`);
  return reason("redaction", CONFIRM, `reformulée en ${names((reach) => reach === "redactionnelle").join(", ")}`);
}

function referenceReasons(state, old, now) {
  const freshness = ["non_applicable", "non_conforme", "non_retenue"].includes(state) ? CONFIRM : REVIEW;
  const codes = sorted(new Map([...sorted(old), ...sorted(now)])).map(([code]) => code);
  return codes.filter((code) => at(old, code) !== at(now, code)).map((code) =>
    reason("reference", freshness, `référence ${code} : ${at(old, code) || "—"} → ${at(now, code) || "—"}`, code));
}

function printReasons(code, word, changed, added, old, now, needed) {
  return sorted(now).flatMap(([key, print]) => {
    const read = at(old, key);
    if ((read !== undefined && sameWording(read, print)) || !needed(key)) return [];
    return [reason(code, REVIEW, `${word} ${key} ${read === undefined ? added : changed}`, key)];
  });
}

/** Reads one file with one definition. */
class View {
  constructor(answers, definition) {
    this.answers = answers;
    this.definition = definition;
    this.byKey = new Map(definition.exigences.map((item) => [item.cle, item]));
    this.general = new Set(definition.profils.filter((profile) => profile.general).map((profile) => profile.nom));
  }

  whole() {
    const { answers, definition } = this;
    const exigences = definition.exigences.map((item) => this.item(item));
    const placed = new Set(exigences.flatMap((item) => item.preuves.flatMap((proof) => [proof.cle, proof.depuis ?? ""])));
    for (const item of exigences) item.a_reaffecter = item.a_reaffecter.filter((key) => !placed.has(key));
    const archives = this.archives();
    const view = {
      schema: "remc/reprise@1",
      catalogue: definition.catalogue,
      couloir: definition.couloir,
      iteration: definition.iteration,
      depuis: answers.iteration,
      resume: [],
      comptes: {},
      exigences,
      orphelines: this.orphans(archives, placed),
      archives,
      referentiels: impacts(exigences),
      bloquants: [],
    };
    view.bloquants = blockersOf(answers, definition, view);
    view.comptes = countsOf(answers, view);
    view.resume = summaryOf(view.comptes);
    return view;
  }

  item(item) {
    const view = {
      cle: item.cle,
      id: item.id,
      applicable: this.applicability(item),
      etat: null,
      fraicheur: null,
      nouvelle: false,
      motifs: [],
      preuves: [],
      orphelines: [],
      a_reaffecter: [],
      proposition: undefined,
      dependances_modifiees: [],
    };
    const own = this.answers.reponses.get(item.cle);
    const sources = this.sources(item, own);
    if (sources.length) this.combined(item, own ? [[item.cle, own], ...sources] : sources, view);
    else if (own) this.answered(item, own, view);
    else {
      view.nouvelle = this.cameAfter(item);
      view.preuves = this.neededProofs(item).map((link) => this.proof(link, this.hasFile(link.cle) ? "a_revoir" : "a_fournir"));
    }
    return view;
  }

  applicability(item) {
    const profile = this.profileReply(item.profils);
    const condition = item.condition ? this.answers.conditions.get(item.condition)?.reponse : "oui";
    if (profile === "non") return "hors_profil";
    if (condition === "non") return "hors_condition";
    return profile === "oui" && condition === "oui" ? "oui" : "a_determiner";
  }

  /** Whether one of these profiles is the product's; undefined when it depends on one not decided. */
  profileReply(profiles) {
    if (!profiles?.length || profiles.some((name) => this.general.has(name) || isGeneralName(name))) return "oui";
    const replies = profiles.map((name) => this.answers.profils.get(name)?.reponse);
    if (replies.includes("oui")) return "oui";
    return replies.includes(undefined) ? undefined : "non";
  }

  neededProofs(item) {
    return item.preuves.filter((link) => this.profileReply(link.profils) !== "non");
  }

  hasFile(key) {
    return this.answers.preuves.has(key);
  }

  /** Whether the item was first asked after the iteration of the answers. */
  cameAfter(item) {
    const first = item.historique.length ? rankOf(this.definition, item.historique[0].iteration) : -1;
    const given = rankOf(this.definition, this.answers.iteration);
    return first >= 0 && given >= 0 && first > given;
  }

  /** Answered items an item comes from, nearest first, that its own answer had not read yet. */
  sources(item, own) {
    const lineages = this.definition.lignees;
    const above = (key) => [...(at(lineages, key) ?? [])].reverse();
    const known = new Set([item.cle]);
    const pending = above(item.cle);
    const found = [];
    while (pending.length) {
      const source = pending.pop();
      if (known.has(source)) continue;
      known.add(source);
      const answer = this.answers.reponses.get(source);
      // An answered source speaks for those it comes from itself.
      if (answer) found.push([source, answer]);
      else pending.push(...above(source));
    }
    const read = own?.vu?.lignee;
    return found.filter(([key]) => !read?.includes(key));
  }

  answered(item, answer, view) {
    const links = this.neededProofs(item);
    const needed = new Set(links.map((link) => link.cle));
    const read = (key) => at(answer.vu?.preuves, key);
    view.etat = answer.etat;
    view.motifs = reasonsOf(answer, item, (key) => needed.has(key));
    view.preuves = links.map((link) => {
      const [old, now] = [read(link.cle), at(item.vu.preuves, link.cle)];
      const same = old !== undefined && now !== undefined && sameWording(old, now);
      if (this.hasFile(link.cle)) return this.proof(link, same ? "reprise" : "a_revoir");
      return this.proof(link, !same && old !== undefined ? "a_revoir" : "a_fournir");
    });
    const gone = sorted(answer.vu?.preuves).map(([key]) => key);
    view.orphelines = gone.filter((key) => at(item.vu.preuves, key) === undefined && this.hasFile(key));
    view.fraicheur = SEVERITY[Math.max(0, ...view.motifs.map((one) => SEVERITY.indexOf(one.fraicheur)))];
    view.dependances_modifiees = this.needsChanged(item, answer);
  }

  /** An item that takes over the answers of others: the worst one wins, as a proposal. */
  combined(item, answers, view) {
    const worst = ["non_conforme", "en_cours", "non_retenue", "conforme", "non_applicable"];
    const keys = answers.map(([key]) => key);
    view.etat = worst.find((state) => answers.some(([, answer]) => answer.etat === state));
    view.motifs = [reason("lignee", REVIEW, keys.length === 1 ? `issue de ${keys[0]}` : `fusion de ${keys.join(" et ")}`)];
    view.fraicheur = REVIEW;
    const used = new Set();
    for (const link of this.neededProofs(item)) {
      const [state, from] = this.inherited(link, item, answers);
      used.add(from || link.cle);
      view.preuves.push(this.proof(link, state, from));
    }
    const supplied = new Map(answers.flatMap(([, answer]) => sorted(answer.vu?.preuves)));
    view.a_reaffecter = sorted(supplied).map(([key]) => key).filter((key) => this.hasFile(key) && !used.has(key));
    const justifications = answers.filter(([, answer]) => answer.justification).map(([key, answer]) => `${key} : ${answer.justification}`);
    view.proposition = { de: keys, justification: justifications.join("\n") };
  }

  /** The file that fits a proof: the one of the same proof, else one supplied for a proof that read the same. */
  inherited(link, item, answers) {
    const now = at(item.vu.preuves, link.cle);
    if (now === undefined) return ["a_fournir", ""];
    const read = answers.map(([, answer]) => answer.vu).filter(Boolean);
    if (this.hasFile(link.cle)) {
      const same = read.some((seen) => at(seen.preuves, link.cle) !== undefined && sameWording(at(seen.preuves, link.cle), now));
      return [same ? "reprise" : "a_revoir", ""];
    }
    const fits = read.flatMap((seen) => sorted(seen.preuves)).find(([key, old]) => sameWording(old, now) && this.hasFile(key));
    return fits ? ["reprise", fits[0]] : ["a_fournir", ""];
  }

  proof(link, etat, depuis) {
    const file = this.answers.preuves.get(depuis || link.cle);
    const autre = !!file?.version && file.version !== this.answers.produit.version;
    return { cle: link.cle, numero: link.numero, etat, depuis: depuis || undefined, autre_version: autre };
  }

  /** Items it needs whose énoncé changed in an iteration after the answer: for information. */
  needsChanged(item, answer) {
    const given = answer.vu ? rankOf(this.definition, answer.vu.iteration) : -1;
    if (given < 0) return [];
    const needs = (item.depend ?? []).map((key) => this.byKey.get(key)).filter(Boolean);
    const changed = (version) => version.enonce !== undefined && rankOf(this.definition, version.iteration) > given;
    return needs.filter((need) => need.historique.some(changed)).map((need) => need.id);
  }

  /** Answers to what is no longer asked, and from which nothing asked comes. */
  archives() {
    const sources = new Set(Object.values(this.definition.lignees).flat());
    const retired = new Map(this.definition.retirees.map((one) => [one.cle, one]));
    const gone = sorted(this.answers.reponses).filter(([key]) => !this.byKey.has(key) && !sources.has(key));
    return gone.map(([cle, answer]) => {
      const one = retired.get(cle);
      return { cle, etat: answer.etat, depuis: one?.depuis ?? "", remplacee_par: one?.remplacee_par ?? [] };
    });
  }

  /** Files of no proof asked now, and that fit none. */
  orphans(archives, placed) {
    const asked = new Set(this.definition.exigences.flatMap((item) => item.preuves.map((link) => link.cle)));
    const archived = new Set(archives.flatMap((one) => sorted(this.answers.reponses.get(one.cle)?.vu?.preuves).map(([key]) => key)));
    const lost = sorted(this.answers.preuves).map(([key]) => key).filter((key) => !asked.has(key) && !placed.has(key));
    return lost.map((cle) => ({ cle, archivee: archived.has(cle) }));
  }
}

/** Items touched by each referential that moved, to review in one go. */
function impacts(items) {
  const found = new Map();
  for (const item of items.filter(isListed)) {
    for (const one of item.motifs.filter((motif) => motif.code === "reference")) {
      found.set(one.cible, [...(found.get(one.cible) ?? []), item.id]);
    }
  }
  return sorted(found).map(([code, exigences]) => ({ code, exigences }));
}

/** What each answer is worth now. Neither is changed. */
function viewOf(answers, definition) {
  return new View(answers, definition).whole();
}
