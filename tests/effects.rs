//! What a comparison announces of answers is what the carry-over computes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use remc::conformity::{
    Answers, Choice, Decision, Definition, Freshness, Moment, Product, Reply, State, confirm, define, view,
};
use remc::history::{diff_all, diff_lane};
use remc::io::Disk;
use remc::model::Corpus;
use remc::render::{Compared, diff_json};
use remc::{Compilation, endpoint};
use serde_json::Value;

use crate::conformity_laws::{Said, corpus, history, law};
use crate::support::project::{Project, change, since_in};
use crate::support::project::{REFERENCES, end, item};

/// What a lane asks at each frozen iteration.
pub(crate) fn definitions(compiled: &Compilation, lane: &str) -> Vec<Definition> {
    let moments: Vec<Moment<'_>> = compiled
        .baselines
        .iter()
        .map(|one| Moment { name: &one.iteration, date: Some(&one.date), corpus: &one.corpus })
        .collect();
    (1..=moments.len()).filter_map(|count| define(lane, &moments[..count])).collect()
}

/// A « conforme » answer to everything, every profile and condition being the product's.
pub(crate) fn all_met(definition: &Definition) -> Answers {
    let product = Product { name: "P".into(), version: "1".into(), ..Product::default() };
    let mut answers = Answers::new(
        &definition.catalogue,
        &definition.lane,
        &definition.iteration,
        &definition.date,
        product,
    );
    for item in &definition.items {
        let decision = Decision {
            state: State::Met,
            justification: None,
            planned: None,
            date: "2023-01-01".into(),
            author: String::new(),
        };
        assert!(confirm(&mut answers, definition, &item.key, decision));
    }
    answers
}

/// The same answers, when every profile and condition of a later iteration is the product's.
fn unconditional(mut answers: Answers, definition: &Definition) -> Answers {
    let yes = || Choice {
        reply: Reply::Yes,
        question: String::new(),
        justification: String::new(),
        unknown: Default::default(),
    };
    for profile in &definition.profiles {
        answers.profiles.insert(profile.name.clone(), yes());
    }
    for condition in &definition.conditions {
        answers.conditions.insert(condition.key.clone(), yes());
    }
    answers
}

/// What the carry-over makes of « conforme » answers given before, by key; « a_traiter » where there is none.
pub(crate) fn carried(before: &Definition, after: &Definition) -> BTreeMap<String, &'static str> {
    let view = view(&unconditional(all_met(before), after), after);
    let told = |freshness: Option<Freshness>| freshness.map_or("a_traiter", Freshness::as_json);
    view.items.iter().map(|item| (item.key.clone(), told(item.freshness))).collect()
}

/// Compares what a diff announces with what the carry-over says; how many changes were looked at.
fn agree(json: &str, carried: &BTreeMap<String, &'static str>) -> usize {
    let document: Value = serde_json::from_str(json).unwrap();
    let differences = document["differences"].as_array().unwrap();
    for difference in differences {
        let key = difference["cle"].as_str().unwrap();
        let announced = difference["effet_reponse"].as_str().unwrap();
        let expected = match difference["evolution"].as_str().unwrap() {
            "obsolete" => "archivee",
            // Not asked before: nobody answered it then. What an older answer is worth goes by fingerprint.
            "reintroduite" => continue,
            _ => carried[key],
        };
        assert_eq!(announced, expected, "{difference:#}");
    }
    differences.len()
}

fn json(before: &Corpus, after: &Corpus, lane: &str) -> String {
    let diff = diff_lane(before, after, lane, end("IT1"), end("IT2"));
    diff_json::to_json(&Compared::new(&diff, before, after))
}

#[test]
fn what_is_announced_is_what_is_carried_over() {
    let compiled = remc::compile(&Disk::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("referentials")));
    let mut seen = 0;
    for pair in compiled.baselines.windows(2) {
        let [before, after] = pair else { continue };
        let (_, lanes) = diff_all(&before.corpus, &after.corpus, endpoint(before), endpoint(after));
        for diff in &lanes {
            let lane = diff.lane.as_deref().unwrap();
            let known = definitions(&compiled, lane);
            let at = |name: &str| known.iter().find(|one| one.iteration == name);
            let (Some(old), Some(new)) = (at(&before.iteration), at(&after.iteration)) else { continue };
            let compared = Compared::new(diff, &before.corpus, &after.corpus);
            seen += agree(&diff_json::to_json(&compared), &carried(old, new));
        }
    }
    assert!(seen > 200, "only {seen} changes");
}

/// Threads that wait for what they have to work out themselves would wait for ever: it takes more of them than this machine
/// may have to see it.
#[test]
fn many_threads_may_ask_at_once() {
    let (done, all) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let compiled = remc::compile(&Disk::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("referentials")));
        let (first, last) = (compiled.baselines.first().unwrap(), compiled.baselines.last().unwrap());
        let (diff, _) = diff_all(&first.corpus, &last.corpus, endpoint(first), endpoint(last));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(16).build().unwrap();
        let texts: BTreeSet<String> = (0..40)
            .map(|_| pool.install(|| diff_json::to_json(&Compared::new(&diff, &first.corpus, &last.corpus))))
            .collect();
        let _ = done.send(texts.len());
    });
    assert_eq!(all.recv_timeout(Duration::from_secs(120)), Ok(1));
}

#[test]
fn it_is_so_of_any_two_states() {
    law(history(), |history| {
        let states: Vec<Corpus> =
            history.iter().take(2).enumerate().map(|(rank, state)| corpus(state, rank)).collect();
        same_effects(&states);
    });
}

/// Compares both ways on two states.
fn same_effects(states: &[Corpus]) {
    let [before, after] = states else { return };
    let moment = |name, corpus| Moment { name, date: Some("2023-01-01"), corpus };
    let moments = [moment("IT1", before), moment("IT2", after)];
    let (old, new) = (define("RIS", &moments[..1]).unwrap(), define("RIS", &moments).unwrap());
    agree(&json(before, after, "RIS"), &carried(&old, &new));
}

/// A.03 comes from A.01, which comes from A.02 from now on: the answer to A.01 speaks for A.02.
#[test]
fn an_answered_source_speaks_for_its_own() {
    let said = |live, nature, parent| Said { live, nature, parent, ..Said::default() };
    let states = [
        vec![said(true, false, None), said(true, false, None), said(true, true, Some(0))],
        vec![said(false, false, Some(1)), said(false, false, None), said(true, false, None)],
    ];
    let states: Vec<Corpus> = states.iter().enumerate().map(|(rank, state)| corpus(state, rank)).collect();
    same_effects(&states);
}

/// A change of `SC.MSS.1` as the lane RIS is told it.
fn announced(project: &Project, before: &str) -> String {
    let diff = since_in(project, before, "RIS");
    let (old, new) = (project.baseline(before).corpus, project.corpus());
    let json: Value = serde_json::from_str(&diff_json::to_json(&Compared::new(&diff, &old, &new))).unwrap();
    let key = change(&diff, "SC.MSS.1").key.to_string();
    let found = json["differences"].as_array().unwrap().iter().find(|one| one["cle"] == key.as_str());
    found.unwrap()["effet_reponse"].as_str().unwrap().to_owned()
}

#[test]
fn what_no_answer_rests_on_costs_none() {
    let picks = |project: Project| project.lane("RIS", "  reprend SC.MSS*", &[]);
    let base = || picks(Project::new().file("references.yaml", REFERENCES));
    let after = |before: crate::support::project::Item, next: crate::support::project::Item| {
        let other = || item("SC.MSS.2");
        let project = base().mss(&[before, other()]).freeze("IT1").mss(&[next, other()]);
        announced(&project, "IT1")
    };
    let first = || item("SC.MSS.1");
    assert_eq!(after(first(), first().with("  dépend SC.MSS.2")), "a_jour", "a dependency is told only");
    assert_eq!(after(first(), first().head("\"Autre titre\"")), "a_jour");
    assert_eq!(after(first(), first().status("instruction")), "a_jour");
    let proof = "  scénario SC.MSS.1.01 \"S\" {\n    preuve SC.MSS.1.01.01 \"\"\"Une trace.\"\"\"\n  }";
    assert_eq!(after(first(), first().with(proof)), "a_revoir");
    assert_eq!(after(first().with(proof), first()), "a_jour", "a proof less asks for nothing");
    assert_eq!(after(first(), first().with("  profil \"Téléradiologie\"")), "a_confirmer");
    assert_eq!(after(first(), first().with("  référence CI-SIS")), "a_revoir");
    assert_eq!(
        after(first(), first().nature("préconisée").says("Le système PEUT tracer les envois.")),
        "a_revoir"
    );
}
