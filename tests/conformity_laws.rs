//! Laws of carry-over, over random histories. `REMC_HISTORIES=10000` runs more of them.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use remc::conformity::{
    Answers, Choice, Decision, Definition, Freshness, Hand, Moment, Product, ProofFile, ProofState, Reply,
    State, confirm, define, merge, read, view,
};
use remc::model::{
    Application, Corpus, EvolutionClaim, Home, ItemId, Lane, MotiveClause, Nature, Proof, Reach, Requirement,
    Scenario, Status, Verification,
};

/// How many histories each law is tried on.
fn histories() -> u32 {
    std::env::var("REMC_HISTORIES").ok().and_then(|count| count.parse().ok()).unwrap_or(60)
}

pub(crate) fn law<S: Strategy>(strategy: S, test: impl Fn(S::Value)) {
    let config = Config { cases: histories(), failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&strategy, |value| {
            test(value);
            Ok(())
        })
        .unwrap();
}

/// What an item says in one state.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Said {
    pub(crate) live: bool,
    pub(crate) text: usize,
    pub(crate) nature: bool,
    pub(crate) profile: usize,
    pub(crate) claim: Option<Reach>,
    pub(crate) proofs: Vec<usize>,
    pub(crate) renamed: bool,
    pub(crate) parent: Option<usize>,
}

/// States of up to four items.
pub(crate) type History = Vec<Vec<Said>>;

const TEXTS: [&str; 6] = [
    "Le système DOIT tracer les envois.",
    "Le système  DOIT tracer les envois",
    "Le logiciel DOIT tracer les envois.",
    "Le système DOIT tracer les envois et les refus.",
    "Le système PEUT tracer les envois.",
    "Le logiciel DOIT tracer\u{a0}les envois.",
];
const EXPECTED: [&str; 4] = ["La liste.", "La liste", "La liste datée.", "Une vidéo."];
const PROFILES: [&str; 3] = ["Général", "Téléradiologie", "Mobilité"];

fn said() -> impl Strategy<Value = Said> {
    let claim = prop_oneof![Just(None), Just(Some(Reach::Wording)), Just(Some(Reach::Substance))];
    (
        prop::bool::weighted(0.85),
        0..TEXTS.len(),
        prop::bool::weighted(0.8),
        0..PROFILES.len(),
        claim,
        prop::collection::vec(0..EXPECTED.len(), 0..3),
        prop::bool::weighted(0.1),
        prop::option::weighted(0.15, 0..4_usize),
    )
        .prop_map(|(live, text, nature, profile, claim, proofs, renamed, parent)| Said {
            live,
            text,
            nature,
            profile,
            claim,
            proofs,
            renamed,
            parent,
        })
}

pub(crate) fn history() -> impl Strategy<Value = History> {
    prop::collection::vec(prop::collection::vec(said(), 1..5), 1..5)
}

fn key(place: usize) -> String {
    format!("A.0{}", place + 1)
}

pub(crate) fn corpus(state: &[Said], rank: usize) -> Corpus {
    let items: Vec<Requirement> =
        state.iter().enumerate().map(|(place, said)| requirement(place, said, rank, state.len())).collect();
    let applications = items
        .iter()
        .map(|item| Application { id: item.id.clone(), picked: false, profiles: Vec::new(), variant: None })
        .collect();
    let lane = Lane {
        code: "RIS".into(),
        title: "Couloir".into(),
        aliases: Vec::new(),
        prefixes: Vec::new(),
        strip_prefix: None,
        profiles: PROFILES.map(str::to_owned).to_vec(),
        applications,
        withdrawals: Vec::new(),
    };
    let mut corpus = Corpus::default();
    (corpus.programme, corpus.items, corpus.lanes) = ("Essai".into(), items, vec![lane]);
    corpus.reindex();
    corpus
}

fn requirement(place: usize, said: &Said, rank: usize, count: usize) -> Requirement {
    let key = key(place);
    let id = if said.renamed { format!("B.0{}", place + 1) } else { key.clone() };
    let proofs = said.proofs.iter().enumerate().map(|(turn, text)| Proof {
        id: ItemId::new(format!("{id}.01.0{}", turn + 1)),
        shared: false,
        kinds: Vec::new(),
        text: EXPECTED[*text].into(),
        verification: (*text == 2).then(|| Verification("Lisible.".into())),
    });
    let scenario = Scenario {
        id: ItemId::new(format!("{id}.01")),
        title: "Essai".into(),
        profiles: Vec::new(),
        prerequisite: String::new(),
        steps: Vec::new(),
        proofs: proofs.collect(),
    };
    let claim = said.claim.map(|reach| EvolutionClaim {
        iteration: format!("IT{}", rank + 1),
        reach,
        cause: MotiveClause::default(),
    });
    let parent = said.parent.filter(|parent| *parent != place && *parent < count);
    Requirement {
        id: ItemId::new(id),
        key: ItemId::new(key),
        home: Home::Lane("RIS".into()),
        version: 1,
        title: String::new(),
        section: None,
        block: None,
        function: None,
        nature: if said.nature { Nature::Mandatory } else { Nature::Recommended },
        status: if said.live { Status::Validated } else { Status::Obsolete },
        validated_by: Vec::new(),
        obsolescence: None,
        reinstatement: None,
        profiles: vec![PROFILES[said.profile].into()],
        condition: None,
        criticality: None,
        scope: None,
        wave1: Vec::new(),
        depends: Vec::new(),
        references: Vec::new(),
        formerly: Vec::new(),
        derived_from: parent.map(|parent| ItemId::new(self::key(parent))).into_iter().collect(),
        merges: Vec::new(),
        replaced_by: Vec::new(),
        statement: TEXTS[said.text].into(),
        comment: None,
        evolutions: claim.into_iter().collect(),
        scenarios: if said.proofs.is_empty() { Vec::new() } else { vec![scenario] },
    }
}

/// The checklist of each state.
fn checklists(history: &History) -> Vec<Definition> {
    let corpora: Vec<Corpus> = history.iter().enumerate().map(|(rank, state)| corpus(state, rank)).collect();
    let names: Vec<(String, String)> =
        (1..=corpora.len()).map(|rank| (format!("IT{rank}"), format!("2023-0{rank}-01"))).collect();
    let moments: Vec<Moment<'_>> = corpora
        .iter()
        .zip(&names)
        .map(|(corpus, (name, date))| Moment { name, date: Some(date), corpus })
        .collect();
    (1..=moments.len()).map(|count| define("RIS", &moments[..count]).unwrap()).collect()
}

fn empty(definition: &Definition) -> Answers {
    let product = Product { name: "P".into(), version: "1".into(), ..Product::default() };
    let mut answers =
        Answers::new(&definition.catalogue, "RIS", &definition.iteration, &definition.date, product);
    for name in &PROFILES[1..] {
        let yes = Choice {
            reply: Reply::Yes,
            question: String::new(),
            justification: String::new(),
            unknown: Default::default(),
        };
        answers.profiles.insert((*name).into(), yes);
    }
    answers
}

const STATES: [State; 5] =
    [State::Met, State::NotMet, State::NotApplicable, State::Ongoing, State::NotRetained];

/// Answers the items of a checklist, with a file for each proof.
fn answer(answers: &mut Answers, definition: &Definition, states: &[usize]) {
    for (item, state) in definition.items.iter().zip(states) {
        supply(answers, definition, &item.key);
        assert!(confirm(answers, definition, &item.key, decision(*state)));
    }
}

fn decision(state: usize) -> Decision {
    Decision {
        state: STATES[state % STATES.len()],
        justification: Some("J".into()),
        planned: None,
        date: "2023-01-01".into(),
        author: String::new(),
    }
}

fn supply(answers: &mut Answers, definition: &Definition, key: &str) {
    for proof in &definition.item(key).unwrap().proofs {
        let file = ProofFile { file: proof.key.clone(), version: "1".into(), ..ProofFile::default() };
        answers.proofs.entry(proof.key.clone()).or_insert(file);
    }
}

fn states() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..STATES.len(), 4)
}

#[test]
fn looking_changes_nothing_and_passing_through_equals_skipping() {
    law((history(), states()), |(history, states)| {
        let lists = checklists(&history);
        let mut answers = empty(&lists[0]);
        answer(&mut answers, &lists[0], &states);
        let last = lists.last().unwrap();
        let direct = view(&answers, last);
        crate::conformity::balanced(&direct);
        // Opened and saved at every iteration, without an answer.
        let mut passed = answers.clone();
        for list in &lists {
            let seen = view(&passed, list);
            crate::conformity::balanced(&seen);
            assert_eq!(view(&passed, list), seen);
            passed = read(passed.to_json().as_bytes()).unwrap();
        }
        assert_eq!(passed.to_json(), answers.to_json());
        assert_eq!(view(&passed, last).to_json(), direct.to_json());
    });
}

#[test]
fn a_confirmed_answer_is_fresh_and_its_files_stand() {
    law((history(), states(), states()), |(history, first, second)| {
        let lists = checklists(&history);
        let mut answers = empty(&lists[0]);
        answer(&mut answers, &lists[0], &first);
        let last = lists.last().unwrap();
        answer(&mut answers, last, &second);
        let seen = view(&answers, last);
        for item in &seen.items {
            assert_eq!(item.freshness, Some(Freshness::UpToDate), "{item:?}");
            assert!(item.proofs.iter().all(|proof| proof.state == ProofState::Kept), "{item:?}");
            assert!(item.proposal.is_none());
        }
        // The first list refuses later answers, and an answer confirmed twice is the same answer.
        let mut again = answers.clone();
        answer(&mut again, last, &second);
        assert_eq!(again.answers, answers.answers);
    });
}

#[test]
fn what_returns_to_the_text_read_is_fresh_again() {
    law((history(), states()), |(mut history, states)| {
        history.push(history[0].clone());
        let lists = checklists(&history);
        let mut answers = empty(&lists[0]);
        answer(&mut answers, &lists[0], &states);
        let last = view(&answers, lists.last().unwrap());
        for item in &last.items {
            let own = answers.answers.contains_key(&item.key);
            // A parent declared in between is one more thing to read.
            let parents = item.proposal.is_some();
            assert!(!own || parents || item.freshness == Some(Freshness::UpToDate), "{item:?}");
        }
    });
}

#[test]
fn typography_alone_never_costs_an_answer() {
    law((said(), states()), |(mut said, states)| {
        (said.live, said.text, said.claim, said.parent) = (true, 0, None, None);
        let next = Said { text: 1, ..said.clone() };
        let lists = checklists(&vec![vec![said], vec![next]]);
        let mut answers = empty(&lists[0]);
        answer(&mut answers, &lists[0], &states);
        assert_eq!(view(&answers, &lists[1]).items[0].freshness, Some(Freshness::UpToDate));
    });
}

#[test]
fn nothing_is_ever_deleted() {
    let moves = prop::collection::vec((0..5_usize, 0..4_usize, 0..5_usize), 0..12);
    law((history(), states(), moves), |(history, states, moves)| {
        let lists = checklists(&history);
        let mut answers = empty(&lists[0]);
        answers.unknown.insert("maison".into(), serde_json::json!({"a": [1, null, "x"]}));
        answer(&mut answers, &lists[0], &states);
        for (list, item, state) in moves {
            let list = &lists[list % lists.len()];
            let keys: BTreeSet<String> =
                answers.answers.keys().chain(answers.proofs.keys()).cloned().collect();
            let archives = answers.archives.len();
            let journal = answers.journal.len();
            let Some(item) = list.items.get(item) else { continue };
            let others = |answers: &Answers| {
                let mut map = answers.answers.clone();
                map.remove(&item.key);
                map
            };
            let before = others(&answers);
            assert!(confirm(&mut answers, list, &item.key, decision(state)));
            assert_eq!(others(&answers), before, "confirming one answer leaves the others alone");
            let now: BTreeSet<String> =
                answers.answers.keys().chain(answers.proofs.keys()).cloned().collect();
            assert!(now.is_superset(&keys) && answers.archives.len() >= archives);
            assert_eq!(answers.journal.len(), journal + 1);
            answers = read(answers.to_json().as_bytes()).unwrap();
            assert_eq!(answers.unknown["maison"]["a"][2], "x");
            crate::conformity::balanced(&view(&answers, list));
        }
    });
}

#[test]
fn a_merge_loses_nothing_and_never_chooses_alone() {
    law((history(), states(), states(), 0..5_usize), |(history, mine, theirs, cut)| {
        let lists = checklists(&history);
        let list = lists.last().unwrap();
        let mut left = empty(list);
        answer(&mut left, list, &mine);
        let mut right = empty(list);
        answer(&mut right, list, &theirs[..cut.min(theirs.len())]);
        let same = merge(&left, &left, |_| None).unwrap();
        assert_eq!(same.answers.to_json(), left.to_json());
        let merged = merge(&left, &right, |_| None).unwrap();
        let differ = left
            .answers
            .iter()
            .filter(|(key, one)| right.answers.get(*key).is_some_and(|other| other != *one));
        assert_eq!(merged.conflicts.len(), differ.count());
        for (hand, chosen, lost) in [(Hand::Left, &left, &right), (Hand::Right, &right, &left)] {
            let merged = merge(&left, &right, |_| Some(hand)).unwrap();
            assert!(merged.conflicts.is_empty());
            for (key, answer) in &chosen.answers {
                assert_eq!(merged.answers.answers.get(key), Some(answer));
            }
            for (key, answer) in &lost.answers {
                let kept = merged.answers.answers.get(key) == Some(answer);
                let archived = merged
                    .answers
                    .archives
                    .iter()
                    .any(|one| one.key == *key && one.content == serde_json::to_value(answer).unwrap());
                assert!(kept || archived);
            }
        }
    });
}
