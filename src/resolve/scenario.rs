//! Scenarios, steps and proofs.

use super::lower::word;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ItemId, Place, Places, Proof, ProofKind, Scenario, Step, Verification};
use crate::source::Span;
use crate::syntax::tree::{FieldValue, ProofNode, ScenarioNode};

/// Lowers a scenario; a proof belongs to the step just before it, else to the scenario.
pub(super) fn lower(node: &ScenarioNode, places: &mut Places, problems: &mut Vec<Diagnostic>) -> Scenario {
    let id = ItemId::new(node.id.value.as_str());
    places.push((Place::Scenario(id.clone()), node.id.span));
    let mut scenario = Scenario {
        id,
        title: node.title.as_ref().map(|title| title.value.clone()).unwrap_or_default(),
        profiles: Vec::new(),
        prerequisite: String::new(),
        steps: Vec::new(),
        proofs: Vec::new(),
    };
    let mut prerequisite: Option<Span> = None;
    for field in &node.fields {
        match &field.value {
            FieldValue::Prerequisite(text) => {
                if let Some(first) = prerequisite.replace(field.keyword) {
                    problems.push(
                        Diagnostic::new(Code::RepeatedField, field.keyword, "« prérequis » répété")
                            .also(first, "déjà donné ici"),
                    );
                }
                scenario.prerequisite.clone_from(&text.value);
            }
            FieldValue::Profile(list) => {
                scenario.profiles = list.iter().map(|text| text.value.clone()).collect()
            }
            FieldValue::Step(step) => {
                places.push((Place::Step(scenario.id.clone(), scenario.steps.len()), step.text.span));
                for cited in &step.covers {
                    places.push((Place::Proof(ItemId::new(format!("couvre {}", cited.value))), cited.span));
                }
                scenario.steps.push(Step {
                    text: step.text.value.clone(),
                    covers: step.covers.iter().map(|text| ItemId::new(text.value.as_str())).collect(),
                    proofs: Vec::new(),
                });
            }
            FieldValue::Proof(proof) => {
                places.push((Place::Proof(ItemId::new(proof.id.value.as_str())), proof.id.span));
                let lowered = self::proof(proof, problems);
                match scenario.steps.last_mut() {
                    Some(step) => step.proofs.push(lowered),
                    None => scenario.proofs.push(lowered),
                }
            }
            _ => {}
        }
    }
    scenario
}

fn proof(node: &ProofNode, problems: &mut Vec<Diagnostic>) -> Proof {
    Proof {
        id: ItemId::new(node.id.value.as_str()),
        shared: node.shared,
        kinds: node.kinds.iter().filter_map(|text| word::<ProofKind>(text, "preuve", problems)).collect(),
        text: node.text.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
        verification: node
            .verification
            .as_ref()
            .filter(|(text, internal)| !internal && !text.value.trim().is_empty())
            .map(|(text, _)| Verification(text.value.clone())),
    }
}
