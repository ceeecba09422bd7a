//! The only way an answer comes to stand for an iteration.

use super::answers::{Answer, Answers, Entry, State, Unknown};
use super::definition::Definition;
use super::report::ItemView;
use super::view::view;

/// What a vendor decides for an item.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The state.
    pub state: State,
    /// Why; `None` keeps what was written, or proposed.
    pub justification: Option<String>,
    /// When it will be met, ISO 8601; `None` keeps what was written.
    pub planned: Option<String>,
    /// Day of the decision, ISO 8601, empty when not known.
    pub date: String,
    /// Who decides, in free words, empty when not said.
    pub author: String,
}

/// Records a decision about the item of a stable key: the answer now stands for what the item says in the definition. Files
/// that fit its proofs are linked, the journal gets a line. Other answers are left alone. Returns `false`, and changes nothing,
/// when the definition does not ask the item.
pub fn confirm(answers: &mut Answers, definition: &Definition, key: &str, decision: Decision) -> bool {
    let Some(item) = definition.item(key) else { return false };
    let shown: Option<ItemView> = view(answers, definition).items.into_iter().find(|one| one.key == key);
    for proof in shown.iter().flat_map(|one| &one.proofs).filter(|proof| !proof.from.is_empty()) {
        if let Some(file) = answers.proofs.get(&proof.from).cloned() {
            let _ = answers.proofs.insert(proof.key.clone(), file);
        }
    }
    let old = answers.answers.remove(key);
    let proposed = shown.as_ref().and_then(|one| one.proposal.as_ref());
    answers.journal.push(Entry {
        date: decision.date.clone(),
        key: key.to_owned(),
        iteration: definition.iteration.clone(),
        from: old.as_ref().map(|old| old.state.as_json().to_owned()).unwrap_or_default(),
        to: decision.state.as_json().to_owned(),
        author: decision.author,
        unknown: Unknown::new(),
    });
    let kept = old.unwrap_or_else(|| Answer {
        state: decision.state,
        justification: String::new(),
        planned: String::new(),
        note: String::new(),
        date: String::new(),
        taken_from: String::new(),
        seen: None,
        unknown: Unknown::new(),
    });
    let justification = decision
        .justification
        .or_else(|| proposed.map(|proposal| proposal.justification.clone()))
        .unwrap_or(kept.justification);
    let unknown = kept.seen.map(|seen| seen.unknown).unwrap_or_default();
    let answer = Answer {
        state: decision.state,
        justification,
        planned: decision.planned.unwrap_or(kept.planned),
        date: decision.date,
        taken_from: String::new(),
        seen: Some(super::seen::Seen { unknown, ..item.seen.clone() }),
        note: kept.note,
        unknown: kept.unknown,
    };
    let _ = answers.answers.insert(key.to_owned(), answer);
    let newer = match (definition.rank(&answers.iteration), definition.rank(&definition.iteration)) {
        (Some(given), Some(now)) => now >= given,
        _ => true,
    };
    if newer {
        answers.iteration.clone_from(&definition.iteration);
        answers.date.clone_from(&definition.date);
    }
    true
}
