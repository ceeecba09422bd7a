//! REM415: a line about the past says something else than the past.
//!
//! What: the `évolution` lines about frozen iterations are those that were frozen: none added, changed or removed.
//! Why: they are published; changing them afterwards rewrites history.

use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{EvolutionClaim, Place};
use crate::quick::HashSet;

/// The rule.
pub(super) struct ClaimDisagrees;

impl Check for ClaimDisagrees {
    fn codes(&self) -> &'static [Code] {
        &[Code::ClaimDisagreesWithBaseline]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.item() else { return };
        let Some(before) = project.frozen_item(&item.key) else { return };
        if item.evolutions.is_empty() && before.evolutions.is_empty() {
            return;
        }
        let frozen: HashSet<&str> =
            project.baselines.iter().map(|baseline| baseline.iteration.as_str()).collect();
        for (index, claim) in
            item.evolutions.iter().enumerate().filter(|(_, one)| frozen.contains(one.iteration.as_str()))
        {
            let known = before.evolutions.iter().find(|known| known.iteration == claim.iteration);
            let fault = match known {
                None => "n’y était pas",
                Some(known) if differs(known, claim) => "n’y est pas la même",
                Some(_) => continue,
            };
            let message = format!(
                "« évolution {} » de {} : l’itération est figée et la ligne {fault}",
                claim.iteration,
                quoted(&item.id)
            );
            out.push(
                subject
                    .finding(project, Code::ClaimDisagreesWithBaseline, &Place::Evolution(index), message)
                    .help("rétablir la ligne figée, et dater le changement de l’itération en cours"),
            );
        }
        for known in &before.evolutions {
            if item.evolutions.iter().all(|claim| claim.iteration != known.iteration) {
                let message = format!(
                    "« évolution {} » de {} a été retirée : l’itération est figée",
                    known.iteration,
                    quoted(&item.id)
                );
                out.push(
                    subject
                        .finding(project, Code::ClaimDisagreesWithBaseline, &Place::Id, message)
                        .help("rétablir la ligne : l’histoire se garde"),
                );
            }
        }
    }
}

/// Reach, motive or comments are not the same; the author's words may be corrected.
fn differs(known: &EvolutionClaim, claim: &EvolutionClaim) -> bool {
    known.reach != claim.reach
        || known.cause.motive != claim.cause.motive
        || known.cause.comments != claim.cause.comments
}
