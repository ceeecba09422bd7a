//! REM420: an iteration was never frozen, and a later one was.
//!
//! What: an iteration of the manifest without a file in `iterations/` while an iteration below it has one.
//! Why: what changed between the two would be told as changed at once, under the wrong name.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};

/// The rule.
pub(super) struct FrozenMissing;

impl Check for FrozenMissing {
    fn codes(&self) -> &'static [Code] {
        &[Code::FrozenMissing]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        let iterations = &project.settings.manifest.iterations;
        let is_frozen = |name: &str| project.baselines.iter().any(|one| one.iteration == name);
        let Some(last) = iterations.iter().rposition(|one| is_frozen(&one.name)) else { return };
        let later = iterations.get(last).map_or("", |one| one.name.as_str());
        for missing in iterations.iter().take(last).filter(|one| !is_frozen(&one.name)) {
            let message = format!(
                "l’itération {} n’a pas d’état figé lisible, alors que {} en a un",
                quoted(&missing.name),
                quoted(later)
            );
            let span = project.origins.named("itération", &missing.name);
            out.push(
                Diagnostic::maybe_at(Code::FrozenMissing, span, message)
                    .also(project.origins.named("itération", later), "figée")
                    .help(format!(
                        "rétablir « iterations/{}.json » depuis l’historique du dépôt, ou retirer l’itération du manifeste",
                        missing.name
                    )),
            );
        }
    }
}
