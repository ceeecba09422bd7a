//! REM604: one proof number, two texts.
//!
//! What: two `preuve` of the same number that ask for different things. A lane that restates a scenario of the socle
//! keeps its numbers and is left out of it.
//! Why: a file sent under a number must answer one question.

use std::collections::HashMap;

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::wording::same_wording;
use crate::model::{ItemId, Place, Proof, Scenario};
use crate::source::Span;

/// The rule.
pub(super) struct ProofNumberReused;

struct Written<'a> {
    proof: &'a Proof,
    span: Option<Span>,
    item: &'a ItemId,
}

impl Check for ProofNumberReused {
    fn codes(&self) -> &'static [Code] {
        &[Code::ProofNumberReused]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        let mut first: HashMap<&ItemId, Written<'_>> = HashMap::new();
        let mut written = proofs(project);
        written.sort_by_key(|one| one.span);
        for one in written.into_iter().filter(|one| !one.proof.shared) {
            let Some(known) = first.get(&one.proof.id) else {
                first.insert(&one.proof.id, one);
                continue;
            };
            if same_wording(&known.proof.text, &one.proof.text) {
                continue;
            }
            let message = format!("la preuve {} a déjà un autre texte", quoted(&one.proof.id));
            out.push(
                Diagnostic::maybe_at(Code::ProofNumberReused, one.span, message)
                    .label("deuxième texte")
                    .also(known.span.filter(|span| Some(*span) != one.span), "premier texte")
                    .help("donner un autre numéro, ou citer la première par « preuve partagée »")
                    .about(one.item.as_str()),
            );
        }
    }
}

fn proofs<'a>(project: &Project<'a>) -> Vec<Written<'a>> {
    let corpus = project.corpus;
    let mut written = Vec::new();
    let mut add = |scenario: &'a Scenario, item: &'a ItemId, span: &dyn Fn(&Place) -> Option<Span>| {
        written.extend(scenario.all_proofs().map(|proof| Written {
            proof,
            span: span(&Place::Proof(proof.id.clone())),
            item,
        }));
    };
    for item in &corpus.items {
        for scenario in &item.scenarios {
            add(scenario, &item.id, &|place| project.origins.get(&item.id, place));
        }
    }
    for lane in &corpus.lanes {
        for application in &lane.applications {
            let (Some(variant), Some(item)) = (&application.variant, corpus.item(application.id.as_str()))
            else {
                continue;
            };
            let own =
                variant.scenarios.iter().filter(|own| item.scenarios.iter().all(|socle| socle.id != own.id));
            for scenario in own {
                add(scenario, &item.id, &|place| project.origins.variant(&lane.code, &item.id, place));
            }
        }
    }
    for (_, scenario) in &corpus.cross_scenarios {
        add(scenario, &scenario.id, &|place| project.origins.cross_scenario(&scenario.id, place));
    }
    written
}
