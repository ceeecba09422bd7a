//! What keeps a file from being complete.

use super::answers::{Answer, Answers, Reply, State};
use super::definition::{Definition, ItemDef};
use super::freshness::Freshness;
use super::report::{Applicability, Blocker, ItemView, ProofState, View};
use crate::model::Nature;

/// Everything in the way, for the whole file first, then in the order of the items.
pub(super) fn blockers(answers: &Answers, definition: &Definition, view: &View) -> Vec<Blocker> {
    let mut found = Vec::new();
    whole(answers, definition, view, &mut found);
    for (item, seen) in definition.items.iter().zip(&view.items) {
        if seen.applies.is_listed() {
            one(item, seen, answers.answers.get(&item.key), &mut found);
        }
    }
    found
}

fn whole(answers: &Answers, definition: &Definition, view: &View, found: &mut Vec<Blocker>) {
    let mut add = |code, text: String| {
        found.push(Blocker { code, key: String::new(), id: String::new(), text });
    };
    if answers.product.name.trim().is_empty() {
        add("produit", "le nom du produit manque".to_owned());
    }
    if answers.product.version.trim().is_empty() {
        add("version", "la version du produit manque".to_owned());
    }
    let undecided = |wanted: &dyn Fn(&ItemDef) -> bool| -> bool {
        let mut pairs = definition.items.iter().zip(&view.items);
        pairs.any(|(item, seen)| seen.applies == Applicability::Undecided && wanted(item))
    };
    for profile in definition.profiles.iter().filter(|profile| !profile.general) {
        let missing = !answers.profiles.contains_key(&profile.name);
        if missing && undecided(&|item| item.profiles.contains(&profile.name)) {
            add("profil", format!("le profil « {} » n’est pas décidé", profile.name));
        }
    }
    for condition in &definition.conditions {
        match answers.conditions.get(&condition.key) {
            None if undecided(&|item| item.condition == condition.key) => {
                add("condition", format!("pas de réponse à « {} »", condition.question));
            }
            Some(choice) if choice.reply == Reply::No && choice.justification.trim().is_empty() => add(
                "condition_justification",
                format!("le « non » à « {} » n’est pas justifié", condition.question),
            ),
            _ => {}
        }
    }
}

fn one(item: &ItemDef, seen: &ItemView, own: Option<&Answer>, found: &mut Vec<Blocker>) {
    let mandatory = item.nature == Nature::Mandatory;
    let mut add = |code, text: &str| {
        found.push(Blocker { code, key: item.key.clone(), id: item.id.clone(), text: text.to_owned() });
    };
    let Some(state) = seen.state else {
        if mandatory {
            add("sans_reponse", "sans réponse");
        }
        return;
    };
    // What a vendor leaves aside never blocks, as long as it may be left aside.
    if state == State::NotRetained {
        if mandatory {
            add("non_retenue_refusee", "une exigence obligatoire ne peut pas être « non retenue »");
        }
        return;
    }
    match seen.freshness {
        Some(Freshness::ToReview) => return add("a_revoir", "réponse à revoir"),
        Some(Freshness::ToConfirm) => add("a_confirmer", "réponse à confirmer"),
        _ => {}
    }
    let blank = |text: Option<&str>| text.is_none_or(|text| text.trim().is_empty());
    let justification = own.map(|answer| answer.justification.as_str());
    match state {
        State::Ongoing if mandatory => add("en_cours", "réponse en cours"),
        State::Met => {
            for proof in seen.proofs.iter().filter(|proof| proof.state != ProofState::Kept) {
                add("preuve", &format!("preuve {} à fournir", proof.number));
            }
        }
        State::NotMet => {
            if blank(justification) {
                add("justification", "« non conforme » sans justification");
            }
            if blank(own.map(|answer| answer.planned.as_str())) {
                add("date_prevue", "« non conforme » sans date prévue");
            }
        }
        State::NotApplicable => {
            if !item.may_not_apply {
                add(
                    "non_applicable_refuse",
                    "« non applicable » refusé : l’exigence est sans condition et de profil Général",
                );
            }
            if blank(justification) {
                add("justification", "« non applicable » sans justification");
            }
        }
        State::Ongoing | State::NotRetained => {}
    }
}
