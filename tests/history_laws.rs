//! Laws of comparison, on generated histories of a small project.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use proptest::prelude::*;
use remc::history::wording::{CompactOp, apply_compact};
use remc::history::{Diff, Evolution, assign_keys, baseline, diff, diff_all, diff_lane, diff_whole};
use remc::model::{Corpus, ItemId};
use remc::render::{Compared, diff_json};

use crate::support::project::{Project, REFERENCES, end};

const SLOTS: usize = 6;
const NAMES: [&str; 8] = ["A.1", "A.2", "A.3", "A.10", "B.1", "B.2", "C/1.01", "C/1.02"];
/// The first two differ by typography alone.
const TEXTS: [&str; 5] = [
    "Le système DOIT tracer l'envoi - \"tout\"",
    "Le système DOIT tracer l’envoi – « tout ».",
    "Le système PEUT tracer l'envoi.",
    "Le système DOIT tracer 3 envois <lieu>.",
    "Le système DOIT garder trace de l'envoi.",
];
const NOTHING: &str = "";
const SCENARIOS: [&str; 4] = [
    NOTHING,
    "scénario @.01 \"S\" { étape \"Un.\" preuve @.01.01 trace \"T\" }",
    "scénario @.01 \"S\" { étape \"Un.\" preuve @.01.01 trace \"U\" }",
    "scénario @.01 \"S\" { étape \"Deux.\" étape \"Un.\" preuve @.01.01 trace \"T\" preuve partagée @.01.01 }",
];
const LINES: [&str; 6] = [
    NOTHING,
    "référence CI-SIS",
    "référence CI-SIS = 2.0",
    "criticité majeure",
    "commentaire \"Voir.\"",
    "profil \"Général\"",
];

/// One item in one state.
#[derive(Debug, Clone)]
struct Slot {
    live: bool,
    section: u8,
    text: usize,
    scenario: usize,
    line: usize,
    needs: Option<usize>,
    claim: Option<&'static str>,
    picked: bool,
    adapted: bool,
}

/// One state: what each slot is, who bears which name, whether the register moved.
#[derive(Debug, Clone)]
struct State {
    slots: Vec<Option<Slot>>,
    names: Vec<String>,
    bumped: bool,
}

fn slot() -> impl Strategy<Value = Slot> {
    let claim = prop_oneof![3 => Just(None), 1 => Just(Some("fond")), 1 => Just(Some("rédactionnelle")), 1 => Just(Some("preuves"))];
    (
        (prop::bool::weighted(0.8), 1..=2_u8, 0..TEXTS.len(), 0..SCENARIOS.len(), 0..LINES.len()),
        (prop::option::weighted(0.3, 0..SLOTS), claim, prop::bool::weighted(0.7), prop::bool::weighted(0.2)),
    )
        .prop_map(|((live, section, text, scenario, line), (needs, claim, picked, adapted))| Slot {
            live,
            section,
            text,
            scenario,
            line,
            needs,
            claim,
            picked,
            adapted,
        })
}

fn state() -> impl Strategy<Value = State> {
    let slots = prop::collection::vec(prop::option::weighted(0.8, slot()), SLOTS);
    (slots, Just(NAMES.map(str::to_owned).to_vec()).prop_shuffle(), any::<bool>())
        .prop_map(|(slots, names, bumped)| State { slots, names, bumped })
}

/// Three states in which items never vanish; most slots and often all names stay as they were.
fn history() -> impl Strategy<Value = [State; 3]> {
    let kept = prop::collection::vec(prop::bool::weighted(0.5), 2 * SLOTS);
    ([state(), state(), state()], kept, prop::array::uniform2(prop::bool::weighted(0.6))).prop_map(
        |(mut states, kept, same_names)| {
            for step in 1..3 {
                let (done, rest) = states.split_at_mut(step);
                let (before, after) = (&done[step - 1], &mut rest[0]);
                for index in 0..SLOTS {
                    if before.slots[index].is_some()
                        && (after.slots[index].is_none() || kept[(step - 1) * SLOTS + index])
                    {
                        after.slots[index].clone_from(&before.slots[index]);
                    }
                }
                if same_names[step - 1] {
                    after.names.clone_from(&before.names);
                }
                // A newcomer never wears a name that was published.
                let published = |name: &String| {
                    done.iter().any(|state| {
                        (0..SLOTS).any(|slot| state.slots[slot].is_some() && state.names[slot] == *name)
                    })
                };
                for index in (0..SLOTS).filter(|index| before.slots[*index].is_none()) {
                    if after.slots[index].is_some() && published(&after.names[index]) {
                        after.names[index] = format!("N.{step}{index}");
                    }
                }
            }
            states
        },
    )
}

/// The former names of each slot once the states so far were frozen.
fn formers(states: &[State], upto: usize) -> Vec<Vec<String>> {
    let mut formers = vec![Vec::new(); SLOTS];
    for pair in states[..=upto].windows(2) {
        for (index, known) in formers.iter_mut().enumerate() {
            if pair[0].slots[index].is_some() && pair[0].names[index] != pair[1].names[index] {
                known.push(pair[0].names[index].clone());
            }
        }
    }
    formers
}

/// The project of a state; with `turned`, items are written in the opposite order.
fn project(states: &[State], at: usize, turned: bool) -> Project {
    let state = &states[at];
    let formers = formers(states, at);
    let mut items: Vec<String> = Vec::new();
    let mut picked = Vec::new();
    let mut adapted = String::new();
    for (index, slot) in state.slots.iter().enumerate() {
        let (Some(slot), id) = (slot, &state.names[index]) else { continue };
        let status = if slot.live { "validée" } else { "obsolète depuis IT1 motif sans_objet" };
        let mut text = format!(
            "section S{}\nexigence {id} \"Titre\" {{\nnature obligatoire\nstatut {status}\n",
            slot.section
        );
        writeln!(text, "énoncé \"\"\"{}\"\"\"", TEXTS[slot.text]).unwrap();
        for former in &formers[index] {
            writeln!(text, "anciennement {former}").unwrap();
        }
        if let Some(to) = slot.needs.filter(|to| state.slots[*to].is_some()) {
            writeln!(text, "dépend {}", state.names[to]).unwrap();
        }
        if let Some(reach) = slot.claim {
            writeln!(text, "évolution IT{} {reach} motif precision", at + 1).unwrap();
        }
        writeln!(text, "{}\n{}\n}}", LINES[slot.line], SCENARIOS[slot.scenario].replace('@', id)).unwrap();
        items.push(text);
        if slot.picked {
            picked.push(id.as_str());
            if slot.adapted {
                writeln!(adapted, "adapte {id} motif precision {{ énoncé \"Le RIS DOIT {}.\" }}", slot.text)
                    .unwrap();
            }
        }
    }
    if turned {
        items.reverse();
    }
    let picks = if picked.is_empty() { String::new() } else { format!("reprend {}", picked.join(", ")) };
    let register = if state.bumped {
        REFERENCES.replace("défaut: [\"1.0\"]", "défaut: [\"2.0\"]")
    } else {
        REFERENCES.to_owned()
    };
    Project::new()
        .file("references.yaml", register)
        .file("socles/MSS.rem", format!("socle MSS \"Messagerie\"\n{}", items.concat()))
        .lane("RIS", &format!("{picks}\n{adapted}"), &[])
}

/// The corpora of a history, keys carried from one to the next as freezing does.
fn corpora(states: &[State]) -> Vec<Corpus> {
    let mut corpora: Vec<Corpus> = Vec::new();
    for at in 0..states.len() {
        let mut corpus = project(states, at, false).corpus();
        assign_keys(&mut corpus, corpora.last());
        corpora.push(corpus);
    }
    corpora
}

fn everywhere(before: &Corpus, after: &Corpus) -> [Diff; 2] {
    let (whole, lanes) = diff_all(before, after, end("a"), end("b"));
    // Only the comparison of all lanes knows what happened in one of them.
    let alone = Diff { lane_only: whole.lane_only.clone(), ..diff(before, after, end("a"), end("b")) };
    assert_eq!(whole, alone, "compared at once or alone");
    assert_eq!(whole, diff_whole(before, after, end("a"), end("b")), "with the lanes or without");
    for found in lanes {
        let lane = found.lane.clone().unwrap();
        assert_eq!(found, diff_lane(before, after, &lane, end("a"), end("b")), "compared at once or alone");
    }
    [whole, diff_lane(before, after, "RIS", end("a"), end("b"))]
}

/// Live ids of a side: every item, or those of the lane.
fn live(corpus: &Corpus, lane: bool) -> BTreeMap<ItemId, ItemId> {
    let items: Vec<_> = if lane {
        corpus.lane_items(corpus.lane("RIS").unwrap()).map(|(_, item)| item.into_owned()).collect()
    } else {
        corpus.items.clone()
    };
    items.into_iter().filter(|item| item.is_live()).map(|item| (item.id, item.key)).collect()
}

/// What a comparison says of each key that is live after.
fn fates(step: &Diff, after: &BTreeMap<ItemId, ItemId>) -> BTreeMap<ItemId, Evolution> {
    let mut fates: BTreeMap<ItemId, Evolution> =
        step.unchanged.iter().map(|id| (after[id].clone(), Evolution::Unchanged)).collect();
    fates.extend(
        step.changes
            .iter()
            .filter(|c| c.evolution != Evolution::Obsolete)
            .map(|c| (c.key.clone(), c.evolution)),
    );
    fates
}

fn adds_up(step: &Diff, before: &Corpus, after: &Corpus) -> Result<(), TestCaseError> {
    let lane = step.lane.is_some();
    let (old, new) = (live(before, lane), live(after, lane));
    prop_assert!(step.tally.balances(), "{:?}", step.tally);
    prop_assert_eq!((step.tally.before, step.tally.after), (old.len(), new.len()));
    let mut told: Vec<ItemId> = step.unchanged.clone();
    told.extend(
        step.changes.iter().filter(|c| c.evolution != Evolution::Obsolete).map(|change| change.id.clone()),
    );
    told.sort();
    prop_assert_eq!(told, new.keys().cloned().collect::<Vec<_>>(), "every live id once");
    let gone: BTreeSet<&ItemId> =
        old.values().filter(|key| !new.values().any(|other| other == *key)).collect();
    let obsolete: BTreeSet<&ItemId> = step
        .changes
        .iter()
        .filter(|c| c.evolution == Evolution::Obsolete)
        .map(|change| &change.key)
        .collect();
    prop_assert_eq!(obsolete, gone);
    for change in &step.changes {
        prop_assert_eq!(change.reach.is_some(), change.evolution == Evolution::Modified);
    }
    Ok(())
}

/// The operations of the JSON, applied to the text before, give the text after.
fn replays(step: &Diff, before: &Corpus, after: &Corpus) -> Result<(), TestCaseError> {
    let json = diff_json::to_json(&Compared::new(step, before, after));
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    let empty = Vec::new();
    let own = document["propres_aux_couloirs"].as_array().unwrap().iter().map(|own| &own["difference"]);
    for change in document["differences"].as_array().unwrap().iter().chain(own) {
        let prints = &change["empreintes"];
        prop_assert!(prints["avant"].is_string() || prints["apres"].is_string(), "{}", change);
        for field in change["champs"].as_array().unwrap_or(&empty) {
            let Some(ops) = field.get("ops") else { continue };
            let ops: Vec<CompactOp> = serde_json::from_value(ops.clone()).unwrap();
            let replayed = apply_compact(&ops, field["avant"].as_str().unwrap());
            prop_assert_eq!(replayed.as_deref(), field["apres"].as_str());
        }
    }
    Ok(())
}

fn distinct_keys(corpus: &Corpus) -> Result<(), TestCaseError> {
    let keys: BTreeSet<&ItemId> = corpus.items.iter().map(|item| &item.key).collect();
    prop_assert_eq!(keys.len(), corpus.items.len(), "a key is shared");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn comparisons_add_up_and_compose(states in history()) {
        let all = corpora(&states);
        let [a, b, c] = &all[..] else { unreachable!() };
        for corpus in &all {
            distinct_keys(corpus)?;
            for same in everywhere(corpus, corpus) {
                prop_assert!(same.changes.is_empty() && same.register.is_empty());
            }
        }
        for index in 0..SLOTS {
            let key = |at: usize| {
                let here = states[at].slots[index].is_some();
                here.then(|| all[at].item(&states[at].names[index]).unwrap().key.clone())
            };
            for (before, after) in [(key(0), key(1)), (key(1), key(2))] {
                prop_assert!(before.is_none() || before == after, "slot {} lost its key", index);
            }
        }
        for position in 0..2 {
            let lane = position == 1;
            let [first, second, whole] = [(a, b), (b, c), (a, c)].map(|(before, after)| everywhere(before, after)[position].clone());
            for (step, before, after) in [(&first, a, b), (&second, b, c), (&whole, a, c)] {
                adds_up(step, before, after)?;
                replays(step, before, after)?;
            }
            let (live_a, live_b, live_c) = (live(a, lane), live(b, lane), live(c, lane));
            let (one, two, both) = (fates(&first, &live_b), fates(&second, &live_c), fates(&whole, &live_c));
            for (key, end) in &both {
                let came = |fate: Option<&Evolution>| matches!(fate, Some(Evolution::New | Evolution::Reinstated));
                let was = live_a.values().any(|other| other == key);
                prop_assert_eq!(came(Some(end)), !was, "{} is {:?}", key, end);
                if !was {
                    prop_assert!(came(one.get(key)) || came(two.get(key)), "{} came from nowhere", key);
                }
                let still = |fate: Option<&Evolution>| fate == Some(&Evolution::Unchanged);
                if still(one.get(key)) && still(two.get(key)) {
                    prop_assert_eq!(*end, Evolution::Unchanged, "{}", key);
                }
            }
            let silent = |step: &Diff, key: &ItemId| !step.changes.iter().any(|change| change.key == *key);
            for key in live_a.values().filter(|key| silent(&first, key) && silent(&second, key)) {
                prop_assert!(silent(&whole, key), "{}", key);
            }
        }
    }

    /// Names and former names without rhyme or reason: keys stay apart and numbers add up.
    #[test]
    fn any_claim_of_lineage_adds_up(states in prop::array::uniform3(state()), claims in prop::collection::vec((0..SLOTS, 0..NAMES.len()), 0..8)) {
        let mut all: Vec<Corpus> = Vec::new();
        for at in 0..3 {
            let mut corpus = project(&states[at..=at], 0, false).corpus();
            for (slot, name) in claims.iter().skip(at) {
                if let Some(item) = corpus.items.get_mut(*slot) {
                    item.formerly.push(ItemId::new(NAMES[*name]));
                }
            }
            assign_keys(&mut corpus, all.last());
            distinct_keys(&corpus)?;
            all.push(corpus);
        }
        for (before, after) in [(0, 1), (1, 2), (0, 2)] {
            for step in everywhere(&all[before], &all[after]) {
                adds_up(&step, &all[before], &all[after])?;
            }
        }
    }

    #[test]
    fn freezing_forgets_nothing_and_ignores_the_order_of_writing(states in history()) {
        let project = |turned| project(&states, 2, turned);
        let bytes = project(false).frozen("IT1");
        prop_assert_eq!(&bytes, &project(true).frozen("IT1"));
        let read = baseline::read(&bytes).unwrap();
        prop_assert!(read.intact);
        prop_assert_eq!(read.corpus, project(false).corpus());
    }
}
