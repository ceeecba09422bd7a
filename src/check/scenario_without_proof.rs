//! REM602: a scenario that asks for nothing.
//!
//! What: a scenario of a live item, or across requirements, without any `preuve`.
//! Why: the vendor plays it, and has nothing to send.

use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Place;

/// The rule.
pub(super) struct ScenarioWithoutProof;

impl Check for ScenarioWithoutProof {
    fn codes(&self) -> &'static [Code] {
        &[Code::ScenarioWithoutProof]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        if !subject.is_live() {
            return;
        }
        for scenario in subject.scenarios().iter().filter(|scenario| scenario.all_proofs().next().is_none()) {
            let message = format!("le scénario {} ne demande aucune preuve", quoted(&scenario.id));
            out.push(
                subject
                    .finding(
                        project,
                        Code::ScenarioWithoutProof,
                        &Place::Scenario(scenario.id.clone()),
                        message,
                    )
                    .help(format!(
                        "ajouter « preuve {}.01 capture \"…\" » après l’étape qu’elle montre",
                        scenario.id
                    )),
            );
        }
    }
}
