//! What changed between what a vendor read and what an item says now.

use std::collections::BTreeMap;

use serde::Serialize;

use super::answers::{Answer, State};
use super::definition::{Step, Version};
use super::seen::{Print, Seen};
use crate::model::Nature;

/// Fraîcheur: whether an answer still stands, weakest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Freshness {
    /// Still stands.
    #[serde(rename = "a_jour")]
    UpToDate,
    /// Counts as answered; must be confirmed before the file is complete.
    #[serde(rename = "a_confirmer")]
    ToConfirm,
    /// A proposal: does not count as answered.
    #[serde(rename = "a_revoir")]
    ToReview,
}

impl Freshness {
    /// The value in files.
    pub fn as_json(self) -> &'static str {
        match self {
            Freshness::UpToDate => "a_jour",
            Freshness::ToConfirm => "a_confirmer",
            Freshness::ToReview => "a_revoir",
        }
    }

    /// The words people read.
    pub fn label(self) -> &'static str {
        match self {
            Freshness::UpToDate => "À jour",
            Freshness::ToConfirm => "À confirmer",
            Freshness::ToReview => "À revoir",
        }
    }
}

/// Motif: one thing that changed since the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Machine form: `typographie`, `redaction`, `fond`, `texte_inconnu`, `nature`, `applicabilite`, `reference`,
    /// `scenario`, `preuve`, `lignee`, `autre_couloir`.
    pub code: &'static str,
    /// What it does to the answer.
    #[serde(rename = "fraicheur")]
    pub freshness: Freshness,
    /// In French.
    #[serde(rename = "texte")]
    pub text: String,
    /// The referential, scenario or proof concerned, by code or key.
    #[serde(rename = "cible", skip_serializing_if = "String::is_empty")]
    pub target: String,
}

impl Reason {
    pub(super) fn new(code: &'static str, freshness: Freshness, text: impl Into<String>) -> Self {
        Self { code, freshness, text: text.into(), target: String::new() }
    }

    fn on(mut self, target: &str) -> Self {
        target.clone_into(&mut self.target);
        self
    }
}

/// Everything that changed since an answer, proofs apart from their files: énoncé, nature, applicability, references,
/// scenarios and proofs, in this order. The item is what it says now and what it said so far.
pub(super) fn reasons(
    answer: &Answer,
    (now, history): (&Seen, &[Version]),
    needed: impl Fn(&str) -> bool,
) -> Vec<Reason> {
    let Some(seen) = &answer.seen else {
        return vec![Reason::new(
            "texte_inconnu",
            Freshness::ToReview,
            "réponse sans trace du texte auquel elle répond",
        )];
    };
    let mut found = Vec::new();
    found.extend(statement(&seen.statement, &now.statement, history));
    found.extend(nature(seen.nature, now.nature));
    if !seen.same_applicability(now) {
        let freshness = match answer.state {
            State::NotApplicable => Freshness::ToReview,
            _ => Freshness::ToConfirm,
        };
        found.push(Reason::new("applicabilite", freshness, "profil, condition ou périmètre modifié"));
    }
    references(answer.state, seen, now, &mut found);
    if answer.state == State::Met {
        conformity(seen, now, needed, &mut found);
    }
    if !answer.taken_from.is_empty() {
        let text = format!("réponse reprise du couloir {}", answer.taken_from);
        found.push(Reason::new("autre_couloir", Freshness::ToConfirm, text));
    }
    found
}

fn statement(seen: &Print, now: &Print, history: &[Version]) -> Option<Reason> {
    if seen.strict() == now.strict() {
        return None;
    }
    if seen.same_wording(now) {
        return Some(Reason::new("typographie", Freshness::UpToDate, "typographie seule"));
    }
    let steps: Vec<_> = history
        .iter()
        .filter_map(|version| Some((version.iteration.as_str(), version.statement.as_ref()?, version.step)))
        .collect();
    let read = steps
        .iter()
        .rposition(|(_, print, _)| print.strict() == seen.strict())
        .or_else(|| steps.iter().rposition(|(_, print, _)| print.same_wording(seen)));
    let Some(read) = read else {
        return Some(Reason::new(
            "texte_inconnu",
            Freshness::ToReview,
            "texte vu inconnu de l’historique de cette exigence",
        ));
    };
    let since = steps.get(read + 1..).unwrap_or_default();
    let named = |wanted: &dyn Fn(Option<Step>) -> bool| -> Vec<&str> {
        since.iter().filter(|(.., step)| wanted(*step)).map(|(name, ..)| *name).collect()
    };
    let substance = named(&|step| !matches!(step, Some(Step::Typography | Step::Wording)));
    if substance.is_empty() {
        let names = named(&|step| step == Some(Step::Wording)).join(", ");
        return Some(Reason::new("redaction", Freshness::ToConfirm, format!("reformulée en {names}")));
    }
    let text = format!("fond modifié en {}", substance.join(", "));
    Some(Reason::new("fond", Freshness::ToReview, text))
}

fn nature(seen: Nature, now: Nature) -> Option<Reason> {
    match (seen, now) {
        (Nature::Recommended, Nature::Mandatory) => {
            Some(Reason::new("nature", Freshness::ToReview, "devient obligatoire"))
        }
        (Nature::Mandatory, Nature::Recommended) => {
            Some(Reason::new("nature", Freshness::ToConfirm, "devient une préconisation"))
        }
        _ => None,
    }
}

fn references(state: State, seen: &Seen, now: &Seen, found: &mut Vec<Reason>) {
    let freshness = match state {
        State::NotApplicable | State::NotMet | State::NotRetained => Freshness::ToConfirm,
        State::Met | State::Ongoing => Freshness::ToReview,
    };
    let (old, new) = (&seen.references, &now.references);
    let mut codes: Vec<&String> = old.keys().chain(new.keys()).collect();
    codes.sort();
    codes.dedup();
    for code in codes.into_iter().filter(|code| old.get(*code) != new.get(*code)) {
        let text = format!("référence {code} : {} → {}", version(old, code), version(new, code));
        found.push(Reason::new("reference", freshness, text).on(code));
    }
}

fn version<'v>(versions: &'v BTreeMap<String, String>, code: &str) -> &'v str {
    versions.get(code).filter(|one| !one.is_empty()).map_or("—", String::as_str)
}

/// Scenarios and proofs matter to an answer that claims conformity.
fn conformity(seen: &Seen, now: &Seen, needed: impl Fn(&str) -> bool, found: &mut Vec<Reason>) {
    let sides = [
        ("scenario", "scénario", "modifié", "ajouté", &seen.scenarios, &now.scenarios),
        ("preuve", "preuve", "à refaire", "à fournir", &seen.proofs, &now.proofs),
    ];
    for (code, word, changed, added, old, new) in sides {
        for (key, print) in new {
            let said = match old.get(key) {
                Some(read) if read.same_wording(print) => continue,
                Some(_) => changed,
                None => added,
            };
            if code == "preuve" && !needed(key) {
                continue;
            }
            found.push(Reason::new(code, Freshness::ToReview, format!("{word} {key} {said}")).on(key));
        }
    }
}
