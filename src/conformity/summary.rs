//! The numbers of a view, and the words that say them.

use std::collections::BTreeMap;

use super::answers::{Answers, State};
use super::freshness::{Freshness, Reason};
use super::report::{Applicability, Counts, ItemView, ProofState, View};

/// Counts what a view shows.
pub(super) fn count(answers: &Answers, view: &View) -> Counts {
    let mut counts = Counts {
        read: answers.answers.len(),
        archived: view.archives.len(),
        items: view.items.len(),
        orphans: view.orphans.len(),
        blockers: view.blockers.len(),
        ..Counts::default()
    };
    let mut proofs: BTreeMap<&str, ProofState> = BTreeMap::new();
    let mut own = 0;
    for item in &view.items {
        if answers.answers.contains_key(&item.key) {
            own += 1;
            class(item, &mut counts);
        }
        if item.applies.is_listed() {
            listed(item, &mut counts);
            for proof in &item.proofs {
                let known = proofs.entry(&proof.key).or_insert(proof.state);
                // A proof several items share is as its worst reader sees it.
                if severity(proof.state) > severity(*known) {
                    *known = proof.state;
                }
            }
        }
    }
    counts.carried = counts.read.saturating_sub(own + counts.archived);
    for state in proofs.values() {
        match state {
            ProofState::Missing => counts.proofs_missing += 1,
            ProofState::Kept => counts.proofs_kept += 1,
            ProofState::ToReview => counts.proofs_to_review += 1,
        }
    }
    counts.remaining = counts.unanswered + counts.to_review + counts.ongoing;
    counts
}

fn severity(state: ProofState) -> u8 {
    match state {
        ProofState::Kept => 0,
        ProofState::ToReview => 1,
        ProofState::Missing => 2,
    }
}

/// Where an answer of the file is counted: in exactly one class.
fn class(item: &ItemView, counts: &mut Counts) {
    let slot = if !item.applies.is_listed() {
        &mut counts.hidden
    } else {
        match item.freshness {
            None | Some(Freshness::UpToDate) => &mut counts.up_to_date,
            Some(Freshness::ToConfirm) => &mut counts.to_confirm,
            Some(Freshness::ToReview) => {
                let why = |codes: &[&str]| {
                    let heavy = |reason: &&Reason| reason.freshness == Freshness::ToReview;
                    item.reasons.iter().filter(heavy).any(|reason| codes.contains(&reason.code))
                };
                if why(&["lignee"]) {
                    &mut counts.lineage
                } else if why(&["fond", "texte_inconnu", "nature", "applicabilite"]) {
                    &mut counts.substance
                } else if why(&["reference"]) {
                    &mut counts.reference
                } else {
                    &mut counts.proofs
                }
            }
        }
    };
    *slot += 1;
}

fn listed(item: &ItemView, counts: &mut Counts) {
    counts.applicable += 1;
    counts.undecided += usize::from(item.applies == Applicability::Undecided);
    counts.new += usize::from(item.new);
    let slot = match (item.state, item.freshness) {
        (None, _) => &mut counts.unanswered,
        (_, Some(Freshness::ToReview)) => &mut counts.to_review,
        (Some(State::Ongoing), _) => &mut counts.ongoing,
        (Some(State::Met), _) => &mut counts.met,
        (Some(State::NotMet), _) => &mut counts.not_met,
        (Some(State::NotApplicable), _) => &mut counts.not_applicable,
        (Some(State::NotRetained), _) => &mut counts.not_retained,
    };
    *slot += 1;
}

/// The summary in words, one sentence a line: « 179 réponses lues : 121 à jour, … », « Reste à traiter : 36 ».
pub fn summary(counts: &Counts) -> Vec<String> {
    let plural = |count: usize| if count < 2 { "" } else { "s" };
    let parts: Vec<String> = [
        (counts.up_to_date, "à jour".to_owned()),
        (counts.to_confirm, "à confirmer".to_owned()),
        (counts.substance, "à revoir (fond)".to_owned()),
        (counts.reference, "à revoir (référence)".to_owned()),
        (counts.proofs, "à revoir (preuves)".to_owned()),
        (counts.lineage, "à revoir (scission ou fusion)".to_owned()),
        (counts.carried, format!("reportée{} par scission ou fusion", plural(counts.carried))),
        (counts.hidden, "hors profil".to_owned()),
        (counts.archived, format!("archivée{}", plural(counts.archived))),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, words)| format!("{count} {words}"))
    .collect();
    let s = plural(counts.read);
    let mut first = format!("{} réponse{s} lue{s}", counts.read);
    if !parts.is_empty() {
        first.push_str(&format!(" : {}", parts.join(", ")));
    }
    if counts.new > 0 {
        first.push_str(&format!(" ; {} nouvelle{}", counts.new, plural(counts.new)));
    }
    let remaining = format!("Reste à traiter : {}", counts.remaining);
    let detail: Vec<String> =
        [(counts.unanswered, "sans réponse"), (counts.to_review, "à revoir"), (counts.ongoing, "en cours")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| format!("{count} {words}"))
            .collect();
    let second = if detail.is_empty() { remaining } else { format!("{remaining} ({})", detail.join(", ")) };
    vec![first, second]
}
