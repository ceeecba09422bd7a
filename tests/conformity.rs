//! What a vendor's answers are worth at the next iteration: every row of the carry-over table, as a fixture that the page
//! must agree with.

use std::path::{Path, PathBuf};

use remc::conformity::{
    Answers, Decision, Definition, Freshness, Moment, Product, ProofFile, ProofState, State, View, check,
    confirm, define, read, view,
};
use serde_json::{Value, json};

use crate::support::project::{Item, Project, REFERENCES, item};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/carryover")
}

/// The checklist of RIS at the last frozen iteration.
pub fn defined(project: &Project) -> Definition {
    let compiled = project.compile();
    let moments: Vec<Moment<'_>> = compiled
        .baselines
        .iter()
        .map(|one| Moment { name: &one.iteration, date: Some(&one.date), corpus: &one.corpus })
        .collect();
    define("RIS", &moments).unwrap()
}

/// The lane RIS with these items.
pub fn lane(project: Project, items: &[Item]) -> Project {
    project.lane("RIS", "profils \"Général\", \"Téléradiologie\"", items)
}

fn decided(state: State) -> Decision {
    Decision {
        state,
        justification: (state != State::Met).then(|| "Parce que.".to_owned()),
        planned: (state == State::NotMet).then(|| "2023-06-30".to_owned()),
        date: "2022-11-02".to_owned(),
        author: String::new(),
    }
}

/// An answer to each of these keys, with a file for each of its proofs.
fn answered(definition: &Definition, states: &[(&str, State)]) -> Answers {
    let product = Product { name: "Exemple".into(), version: "4.1".into(), ..Product::default() };
    let mut answers =
        Answers::new(&definition.catalogue, "RIS", &definition.iteration, &definition.date, product);
    for (key, state) in states {
        for proof in &definition.item(key).unwrap().proofs {
            let file = ProofFile {
                file: format!("{}.png", proof.key.replace('/', "_")),
                size: 12,
                version: "4.1".into(),
                sha256: "ab".repeat(32),
                ..ProofFile::default()
            };
            answers.proofs.insert(proof.key.clone(), file);
        }
        assert!(confirm(&mut answers, definition, key, decided(*state)));
    }
    answers
}

/// Runs a case and compares it with its fixture; `INSTA_UPDATE=always` writes the fixture.
fn told(name: &str, definition: &Definition, answers: &Answers) -> View {
    let seen = view(answers, definition);
    let case = json!({
        "cas": name,
        "definition": serde_json::from_str::<Value>(&definition.to_json()).unwrap(),
        "reponses": answers.to_json(),
        "attendu": seen.to_json(),
    });
    let text = serde_json::to_string_pretty(&case).unwrap() + "\n";
    let path = fixtures().join(format!("{name}.json"));
    if std::env::var("INSTA_UPDATE").is_ok_and(|value| value == "always") {
        std::fs::create_dir_all(fixtures()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(known == text, "{} is not what the rules say now", path.display());
    // A file read back is the same file, and worth the same.
    let again = read(answers.to_json().as_bytes()).unwrap();
    assert_eq!(again, *answers);
    assert_eq!(view(&again, definition), seen);
    balanced(&seen);
    seen
}

/// The equations every view satisfies.
pub fn balanced(view: &View) {
    let c = view.counts;
    let classes = [
        c.up_to_date,
        c.to_confirm,
        c.substance,
        c.reference,
        c.proofs,
        c.lineage,
        c.hidden,
        c.carried,
        c.archived,
    ];
    assert_eq!(classes.iter().sum::<usize>(), c.read, "{c:?}");
    let states = [c.unanswered, c.to_review, c.ongoing, c.met, c.not_met, c.not_applicable, c.not_retained];
    assert_eq!(states.iter().sum::<usize>(), c.applicable, "{c:?}");
    assert_eq!(c.remaining, c.unanswered + c.to_review + c.ongoing);
    assert_eq!(c.blockers, view.blockers.len());
}

/// One line for each item: id, answer, fraîcheur, reasons, proofs.
fn lines(view: &View) -> String {
    let mut out = String::new();
    for item in &view.items {
        let state = item.state.map_or("-", State::as_json);
        let freshness = item.freshness.map_or("-", Freshness::as_json);
        let reasons: Vec<&str> = item.reasons.iter().map(|reason| reason.text.as_str()).collect();
        let proofs: Vec<String> = item
            .proofs
            .iter()
            .map(|proof| {
                let state = match proof.state {
                    ProofState::Missing => "à fournir",
                    ProofState::Kept => "reprise",
                    ProofState::ToReview => "à revoir",
                };
                let from = if proof.from.is_empty() { String::new() } else { format!(" ({})", proof.from) };
                format!("{} {state}{from}", proof.number)
            })
            .collect();
        out.push_str(&format!(
            "{} {state} {freshness} | {} | {}\n",
            item.id,
            reasons.join(" ; "),
            proofs.join(", ")
        ));
    }
    out
}

const PROOF: &str = "scénario RIS.A.01.01 \"Essai\" {\n preuve RIS.A.01.01.01 capture \"La liste.\" vérification \"\"\"Tout y est.\"\"\"\n}";

fn first() -> Item {
    item("RIS.A.01").with("profil \"Général\"").with(PROOF)
}

/// IT1 with one item, answered; IT2 with what became of it.
fn after(name: &str, state: State, next: &[Item]) -> View {
    after_from(name, state, first(), next)
}

fn after_from(name: &str, state: State, before: Item, next: &[Item]) -> View {
    let start = lane(Project::new().file("references.yaml", REFERENCES), &[before]).freeze("IT1");
    let answers = answered(&defined(&start), &[("RIS.A.01", state)]);
    let definition = defined(&lane(start, next).freeze("IT2"));
    told(name, &definition, &answers)
}

#[test]
fn nothing_changed() {
    let seen = after("inchangee", State::Met, &[first()]);
    assert_eq!(lines(&seen), "RIS.A.01 conforme a_jour |  | RIS.A.01.01.01 reprise\n");
    assert!(seen.is_complete(), "{:?}", seen.blockers);
    assert_eq!(seen.summary, ["1 réponse lue : 1 à jour", "Reste à traiter : 0"]);
}

#[test]
fn typography_alone() {
    let next = first().says("Le système  DOIT tracer les envois");
    let seen = after("typographie", State::Met, &[next]);
    assert_eq!(lines(&seen), "RIS.A.01 conforme a_jour | typographie seule | RIS.A.01.01.01 reprise\n");
}

#[test]
fn reworded_as_declared() {
    let next = first()
        .says("Le logiciel DOIT tracer les envois.")
        .with("version 2\névolution IT2 rédactionnelle motif precision \"Mot.\"");
    let next = Item { extra: next.extra.replace("version 2\n", ""), ..next };
    let seen = after("redactionnelle", State::Met, &[next]);
    assert_eq!(lines(&seen), "RIS.A.01 conforme a_confirmer | reformulée en IT2 | RIS.A.01.01.01 reprise\n");
    assert!(!seen.is_complete());
    assert_eq!(seen.counts.remaining, 0, "to confirm counts as answered");
}

#[test]
fn a_claim_that_a_sign_contradicts_is_substance() {
    let next = first()
        .says("Le système PEUT tracer les envois.")
        .with("évolution IT2 rédactionnelle motif precision \"Mot.\"");
    let seen = after("redactionnelle_contredite", State::Met, &[next]);
    assert_eq!(lines(&seen), "RIS.A.01 conforme a_revoir | fond modifié en IT2 | RIS.A.01.01.01 reprise\n");
}

#[test]
fn substance() {
    let next = first().says("Le système DOIT tracer les envois et les refus.");
    let seen = after("fond", State::Met, &[next]);
    assert_eq!(lines(&seen), "RIS.A.01 conforme a_revoir | fond modifié en IT2 | RIS.A.01.01.01 reprise\n");
    assert_eq!(seen.counts.remaining, 1);
    assert_eq!(seen.summary[0], "1 réponse lue : 1 à revoir (fond)");
}

#[test]
fn nature_both_ways() {
    let advice = || first().nature("préconisée").says("Tracer les envois.");
    let duty = || first().says("Tracer les envois.");
    let seen = after_from("devient_obligatoire", State::Met, advice(), &[duty()]);
    assert_eq!(lines(&seen), "RIS.A.01 conforme a_revoir | devient obligatoire | RIS.A.01.01.01 reprise\n");
    let seen = after_from("devient_preconisation", State::Met, duty(), &[advice()]);
    assert_eq!(
        lines(&seen),
        "RIS.A.01 conforme a_confirmer | devient une préconisation | RIS.A.01.01.01 reprise\n"
    );
}

fn with_proofs(text: &str) -> Item {
    item("RIS.A.01").with("profil \"Général\"").with(&PROOF.replace("}", &format!("{text}\n}}")))
}

#[test]
fn a_proof_added() {
    let next = || with_proofs("preuve RIS.A.01.01.02 vidéo \"Trente secondes.\"");
    let seen = after("preuve_ajoutee", State::Met, &[next()]);
    assert_eq!(
        lines(&seen),
        "RIS.A.01 conforme a_revoir | preuve RIS.A.01.01.02 à fournir | \
         RIS.A.01.01.01 reprise, RIS.A.01.01.02 à fournir\n"
    );
    let seen = after("preuve_ajoutee_non_conforme", State::NotMet, &[next()]);
    assert_eq!(
        lines(&seen),
        "RIS.A.01 non_conforme a_jour |  | RIS.A.01.01.01 reprise, RIS.A.01.01.02 à fournir\n"
    );
}

#[test]
fn a_proof_or_its_points_changed() {
    let text = Item { extra: first().extra.replace("La liste.", "La liste datée."), ..first() };
    let seen = after("preuve_modifiee", State::Met, &[text]);
    let expected = "RIS.A.01 conforme a_revoir | preuve RIS.A.01.01.01 à refaire | RIS.A.01.01.01 à revoir\n";
    assert_eq!(lines(&seen), expected);
    let points = || Item { extra: first().extra.replace("Tout y est.", "Tout y est, daté."), ..first() };
    assert_eq!(lines(&after("verification_modifiee", State::Met, &[points()])), expected);
    let seen = after("verification_modifiee_non_conforme", State::NotMet, &[points()]);
    assert_eq!(lines(&seen), "RIS.A.01 non_conforme a_jour |  | RIS.A.01.01.01 à revoir\n");
}

#[test]
fn a_scenario_added() {
    let next = first().with("scénario RIS.A.01.02 \"Refus\" {\n preuve RIS.A.01.02.01 trace \"Journal.\"\n}");
    let seen = after("scenario_ajoute", State::Met, &[next]);
    assert_eq!(
        lines(&seen),
        "RIS.A.01 conforme a_revoir | scénario RIS.A.01.02 ajouté ; preuve RIS.A.01.02.01 à fournir | \
         RIS.A.01.01.01 reprise, RIS.A.01.02.01 à fournir\n"
    );
}

#[test]
fn a_proof_removed() {
    let next = item("RIS.A.01").with("profil \"Général\"");
    let seen = after("preuve_retiree", State::Met, &[next]);
    assert_eq!(lines(&seen), "RIS.A.01 conforme a_jour |  | \n");
    assert_eq!(seen.items[0].orphans, ["RIS.A.01.01.01"]);
    assert_eq!(seen.orphans.len(), 1);
    assert!(!seen.orphans[0].archived);
}

#[test]
fn a_referential_moved() {
    let cited = || first().with("référence CI-SIS");
    for (name, state, freshness) in [
        ("reference", State::Met, Freshness::ToReview),
        ("reference_en_cours", State::Ongoing, Freshness::ToReview),
        ("reference_non_conforme", State::NotMet, Freshness::ToConfirm),
        ("reference_non_applicable", State::NotApplicable, Freshness::ToConfirm),
    ] {
        let start = lane(Project::new().file("references.yaml", REFERENCES), &[cited()]).freeze("IT1");
        let answers = answered(&defined(&start), &[("RIS.A.01", state)]);
        let next =
            start.file("references.yaml", REFERENCES.replace("RIS: [\"1.0\", \"2.0\"]", "RIS: [\"2.0\"]"));
        let seen = told(name, &defined(&next.freeze("IT2")), &answers);
        assert_eq!(seen.items[0].freshness, Some(freshness), "{name}");
        assert_eq!(seen.items[0].reasons[0].text, "référence CI-SIS : 1.0 et 2.0 → 2.0");
        assert_eq!(seen.references[0].items, ["RIS.A.01"]);
    }
}

#[test]
fn profile_or_condition_changed() {
    let next = || first().with("condition \"Votre solution envoie-t-elle ?\"");
    for (name, state, freshness) in [
        ("condition", State::Met, Freshness::ToConfirm),
        ("condition_non_applicable", State::NotApplicable, Freshness::ToReview),
    ] {
        let seen = after(name, state, &[next()]);
        assert_eq!(seen.items[0].freshness, Some(freshness));
        assert_eq!(seen.items[0].reasons[0].text, "profil, condition ou périmètre modifié");
        assert!(seen.blockers.iter().any(|one| one.code == "condition"), "{:?}", seen.blockers);
    }
}

#[test]
fn out_of_the_profiles_and_back() {
    use remc::conformity::{Applicability, Choice, Reply};
    let own = || item("RIS.A.01").with("profil \"Téléradiologie\"").with(PROOF);
    let start = lane(Project::new(), &[own()]).freeze("IT1");
    let definition = defined(&start);
    let mut answers = answered(&definition, &[("RIS.A.01", State::Met)]);
    let seen = told("profil_a_determiner", &definition, &answers);
    assert_eq!(seen.items[0].applies, Applicability::Undecided);
    assert_eq!(seen.counts.undecided, 1);
    let mut decide = |reply| {
        let choice = Choice {
            reply,
            question: String::new(),
            justification: String::new(),
            unknown: Default::default(),
        };
        answers.profiles.insert("Téléradiologie".into(), choice);
        answers.clone()
    };
    let seen = told("hors_profil", &definition, &decide(Reply::No));
    assert_eq!(seen.items[0].applies, Applicability::OutOfProfile);
    assert_eq!(seen.items[0].state, Some(State::Met), "the hidden answer is kept");
    assert_eq!((seen.counts.hidden, seen.counts.applicable, seen.counts.remaining), (1, 0, 0));
    let seen = told("profil_revenu", &definition, &decide(Reply::Yes));
    assert_eq!(lines(&seen), "RIS.A.01 conforme a_jour |  | RIS.A.01.01.01 reprise\n");
    assert!(seen.is_complete(), "{:?}", seen.blockers);
}

#[test]
fn renamed_and_moved() {
    let next = item("RIS.B.09")
        .with("profil \"Général\"\nanciennement RIS.A.01")
        .with(&PROOF.replace("RIS.A.01", "RIS.B.09"));
    let seen = after("renommee", State::Met, &[next]);
    assert_eq!(lines(&seen), "RIS.B.09 conforme a_jour |  | RIS.B.09.01.01 reprise\n");
    assert_eq!(seen.items[0].key, "RIS.A.01");
}

#[test]
fn split() {
    let gone = first()
        .status("obsolète depuis IT2 motif scission \"Deux.\"")
        .with("remplacée par RIS.A.02, RIS.A.03");
    let part =
        |id: &str| item(id).with("profil \"Général\"\nissue de RIS.A.01").says("Le système DOIT tout dire.");
    let same = part("RIS.A.02").with(&PROOF.replace("RIS.A.01.", "RIS.A.02."));
    let other =
        part("RIS.A.03").with(&PROOF.replace("RIS.A.01.", "RIS.A.03.").replace("La liste.", "Autre chose."));
    let seen = after("scission", State::Met, &[gone.clone(), same, other.clone()]);
    assert_eq!(
        lines(&seen),
        "RIS.A.02 conforme a_revoir | issue de RIS.A.01 | RIS.A.02.01.01 reprise (RIS.A.01.01.01)\n\
         RIS.A.03 conforme a_revoir | issue de RIS.A.01 | RIS.A.03.01.01 à fournir\n"
    );
    assert_eq!(seen.counts.carried, 1);
    assert!(seen.archives.is_empty() && seen.orphans.is_empty());
    let third =
        Item { id: "RIS.A.02".into(), extra: other.extra.replace("RIS.A.03", "RIS.A.02"), ..other.clone() };
    let seen = after("scission_a_reaffecter", State::Met, &[gone, third, other]);
    assert_eq!(seen.items[0].unplaced, ["RIS.A.01.01.01"]);
}

#[test]
fn merged() {
    let start = lane(Project::new(), &[first(), item("RIS.A.02").with("profil \"Général\"")]).freeze("IT1");
    let before = defined(&start);
    let gone =
        |one: Item| one.status("obsolète depuis IT2 motif fusion \"Une.\"").with("remplacée par RIS.A.03");
    let next = item("RIS.A.03")
        .with("profil \"Général\"\nfusionne RIS.A.01, RIS.A.02")
        .with(PROOF.replace("RIS.A.01.", "RIS.A.03.").as_str());
    let definition = defined(
        &lane(start, &[gone(first()), gone(item("RIS.A.02").with("profil \"Général\"")), next]).freeze("IT2"),
    );
    for (left, right, worst) in [
        (State::Met, State::NotMet, "non_conforme"),
        (State::Ongoing, State::Met, "en_cours"),
        (State::NotApplicable, State::Met, "conforme"),
    ] {
        let mut answers = answered(&before, &[("RIS.A.01", left), ("RIS.A.02", right)]);
        let seen = told(&format!("fusion_{worst}"), &definition, &answers);
        assert_eq!(
            lines(&seen),
            format!(
                "RIS.A.03 {worst} a_revoir | fusion de RIS.A.01 et RIS.A.02 | RIS.A.03.01.01 reprise (RIS.A.01.01.01)\n"
            )
        );
        assert_eq!(seen.counts.carried, 2);
        // Once confirmed, the answer stands alone, the file is linked and nothing is lost.
        let decision = Decision { justification: None, planned: None, ..decided(State::Met) };
        assert!(confirm(&mut answers, &definition, "RIS.A.03", decision));
        let seen = told(&format!("fusion_{worst}_confirmee"), &definition, &answers);
        assert_eq!(lines(&seen), "RIS.A.03 conforme a_jour |  | RIS.A.03.01.01 reprise\n");
        assert_eq!(answers.answers.len(), 3);
    }
}

#[test]
fn a_merge_into_an_answered_item_is_reviewed_once() {
    let kept = || item("RIS.A.02").with("profil \"Général\"");
    let start = lane(Project::new(), &[first(), kept()]).freeze("IT1");
    let mut answers = answered(&defined(&start), &[("RIS.A.01", State::NotMet), ("RIS.A.02", State::Met)]);
    let gone = first().status("obsolète depuis IT2 motif fusion \"Une.\"").with("remplacée par RIS.A.02");
    let definition = defined(&lane(start, &[gone, kept().with("fusionne RIS.A.01")]).freeze("IT2"));
    let seen = told("fusion_dans_une_reponse", &definition, &answers);
    assert_eq!(lines(&seen), "RIS.A.02 non_conforme a_revoir | fusion de RIS.A.02 et RIS.A.01 | \n");
    assert!(confirm(&mut answers, &definition, "RIS.A.02", decided(State::Met)));
    let seen = view(&answers, &definition);
    assert_eq!(lines(&seen), "RIS.A.02 conforme a_jour |  | \n");
}

#[test]
fn obsolete_then_reinstated() {
    let gone = || first().status("obsolète depuis IT2 motif sans_objet \"Non.\"");
    let start = lane(Project::new(), &[first()]).freeze("IT1");
    let answers = answered(&defined(&start), &[("RIS.A.01", State::Met)]);
    let second = lane(start, &[gone()]).freeze("IT2");
    let seen = told("obsolete", &defined(&second), &answers);
    assert_eq!((seen.items.len(), seen.counts.archived), (0, 1));
    assert_eq!(seen.archives[0].since, "IT2");
    assert!(seen.orphans[0].archived);
    let back = first().with("réintroduite depuis IT3 motif erreur \"Oui.\"");
    let same = defined(&lane(second.clone(), std::slice::from_ref(&back)).freeze("IT3"));
    let seen = told("reintroduite", &same, &answers);
    assert_eq!(lines(&seen), "RIS.A.01 conforme a_jour |  | RIS.A.01.01.01 reprise\n");
    let other = back.says("Le système DOIT tracer les envois et les refus.");
    let seen = told("reintroduite_modifiee", &defined(&lane(second, &[other]).freeze("IT3")), &answers);
    assert_eq!(seen.items[0].freshness, Some(Freshness::ToReview));
}

#[test]
fn changed_then_reverted_is_fresh_again() {
    let start = lane(Project::new(), &[first()]).freeze("IT1");
    let answers = answered(&defined(&start), &[("RIS.A.01", State::Met)]);
    let changed = lane(start, &[first().says("Le système DOIT se taire.")]).freeze("IT2");
    assert_eq!(view(&answers, &defined(&changed)).items[0].freshness, Some(Freshness::ToReview));
    let seen = told("modifiee_puis_retablie", &defined(&lane(changed, &[first()]).freeze("IT3")), &answers);
    assert_eq!(lines(&seen), "RIS.A.01 conforme a_jour |  | RIS.A.01.01.01 reprise\n");
}

#[test]
fn several_iterations_skipped() {
    let reworded = |word: &str, iteration: &str| {
        first()
            .says(&format!("Le {word} DOIT tracer les envois."))
            .with(&format!("évolution {iteration} rédactionnelle motif precision \"Mot.\""))
    };
    let start = lane(Project::new(), &[first()]).freeze("IT1");
    let answers = answered(&defined(&start), &[("RIS.A.01", State::Met)]);
    let second = lane(start, &[reworded("logiciel", "IT2")]).freeze("IT2");
    let third = reworded("produit", "IT3").with("évolution IT2 rédactionnelle motif precision \"Mot.\"");
    let third = lane(second, &[third]).freeze("IT3");
    let seen = told("deux_iterations_redactionnelles", &defined(&third), &answers);
    assert_eq!(seen.items[0].reasons[0].text, "reformulée en IT2, IT3");
    let fourth = lane(third, &[first().says("Le produit DOIT tout tracer.")]).freeze("IT4");
    let seen = told("redactionnelles_puis_fond", &defined(&fourth), &answers);
    assert_eq!(seen.items[0].reasons[0].text, "fond modifié en IT4");
}

#[test]
fn a_dependency_changed_is_told_only() {
    let need = item("RIS.A.02").with("profil \"Général\"");
    let asks = || first().with("dépend RIS.A.02");
    let start = lane(Project::new(), &[asks(), need.clone()]).freeze("IT1");
    let answers = answered(&defined(&start), &[("RIS.A.01", State::Met)]);
    let next = lane(start, &[asks(), need.says("Le système DOIT autre chose.")]).freeze("IT2");
    let seen = told("dependance", &defined(&next), &answers);
    assert_eq!(seen.items[0].freshness, Some(Freshness::UpToDate));
    assert_eq!(seen.items[0].needs_changed, ["RIS.A.02"]);
}

#[test]
fn a_new_item() {
    let seen = after("nouvelle", State::Met, &[first(), item("RIS.A.02").with("profil \"Général\"")]);
    assert!(seen.items[1].new);
    assert_eq!(
        seen.summary,
        ["1 réponse lue : 1 à jour ; 1 nouvelle", "Reste à traiter : 1 (1 sans réponse)"]
    );
}

#[test]
fn an_unknown_draft_is_never_trusted() {
    let start = lane(Project::new(), &[first()]).freeze("IT1");
    let mut answers = answered(&defined(&start), &[("RIS.A.01", State::Met)]);
    answers.answers.get_mut("RIS.A.01").unwrap().seen.as_mut().unwrap().statement.0 = "0-0".into();
    let seen = told("texte_inconnu", &defined(&start), &answers);
    assert_eq!(seen.items[0].freshness, Some(Freshness::ToReview));
    answers.answers.get_mut("RIS.A.01").unwrap().seen = None;
    let seen = told("sans_trace", &defined(&start), &answers);
    assert_eq!(seen.items[0].freshness, Some(Freshness::ToReview));
}

#[test]
fn answers_of_a_later_iteration_are_refused() {
    let start = lane(Project::new(), &[first()]).freeze("IT1");
    let early = defined(&start);
    let late = defined(&lane(start, &[first()]).freeze("IT2"));
    let old = answered(&early, &[("RIS.A.01", State::Met)]);
    assert_eq!(check(&old, &late), Ok(()));
    let new = answered(&late, &[("RIS.A.01", State::Met)]);
    assert_eq!(
        check(&new, &early).unwrap_err().to_string(),
        "ces réponses ont été données en « IT2 », une itération plus récente que « IT1 »"
    );
    // Opening old answers with the later list writes nothing: the former list still takes them.
    let _ = view(&old, &late);
    assert_eq!(check(&old, &early), Ok(()));
}
