//! REM413: a frozen iteration is not what was frozen.
//!
//! What: the digest written in `iterations/ITn.json` is not that of its content.
//! Why: everything said of the past rests on these files; `freeze` alone writes them.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};

/// The rule.
pub(super) struct BaselineTampered;

impl Check for BaselineTampered {
    fn codes(&self) -> &'static [Code] {
        &[Code::BaselineTampered]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        for baseline in project.baselines.iter().filter(|baseline| !baseline.intact) {
            let message =
                format!("l’itération figée {} a été modifiée depuis son gel", quoted(&baseline.iteration));
            let span = project.origins.named("itération", &baseline.iteration);
            out.push(Diagnostic::maybe_at(Code::BaselineTampered, span, message).help(
                "rétablir le fichier depuis l’historique du dépôt : une itération figée ne se modifie pas",
            ));
        }
    }
}
