//! REM601: nobody can show that the requirement is met.
//!
//! What: *obligatoire* and *validée*, without scenario of its own, of a lane that adapts it, or across requirements.
//! Why: a requirement that is not tested is advice.

use super::{Check, Project};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ItemId, Nature, Place, Status};
use crate::quick::HashSet;

/// The rule.
pub(super) struct MandatoryWithoutScenario;

impl Check for MandatoryWithoutScenario {
    fn codes(&self) -> &'static [Code] {
        &[Code::MandatoryWithoutScenario]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        let covered: HashSet<&ItemId> =
            project.corpus.cross_scenarios.iter().flat_map(|(_, one)| one.covers()).collect();
        for item in &project.corpus.items {
            let binds = item.status == Status::Validated && item.nature == Nature::Mandatory;
            if !binds || !item.scenarios.is_empty() || covered.contains(&item.id) {
                continue;
            }
            let mut variants =
                project.applications(item.id.as_str()).iter().filter_map(|(_, one)| one.variant.as_ref());
            if variants.any(|variant| !variant.scenarios.is_empty()) {
                continue;
            }
            let message = format!("« {} » est obligatoire et validée, mais n’a pas de scénario", item.id);
            out.push(
                project
                    .about(Code::MandatoryWithoutScenario, &item.id, &Place::Id, message)
                    .help(format!("ajouter « scénario {}.01 », avec ses étapes et ses preuves", item.id)),
            );
        }
    }
}
