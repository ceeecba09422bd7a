//! REM419: two lines for one iteration.
//!
//! What: an item, or an adaptation, with two `évolution` lines of the same iteration.
//! Why: one change, one reach, one reason per iteration: that is what is counted and printed.

use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Place;

/// The rule.
pub(super) struct DuplicateEvolution;

impl Check for DuplicateEvolution {
    fn codes(&self) -> &'static [Code] {
        &[Code::DuplicateEvolution]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let claims = subject.evolutions();
        for (index, claim) in claims.iter().enumerate() {
            let Some(first) = claims.iter().take(index).position(|other| other.iteration == claim.iteration)
            else {
                continue;
            };
            let message =
                format!("deux lignes « évolution {} » dans {}", claim.iteration, quoted(subject.id()));
            out.push(
                subject
                    .finding(project, Code::DuplicateEvolution, &Place::Evolution(index), message)
                    .label("deuxième ligne")
                    .also(subject.place(project, &Place::Evolution(first)), "première ligne")
                    .help("les réunir : la portée la plus forte, le motif principal, tous les retours"),
            );
        }
    }
}
