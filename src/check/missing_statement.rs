//! REM516: a requirement that says nothing.
//!
//! What: the énoncé is absent or empty.
//! Why: in the incumbent workbooks an empty énoncé meant « see the socle » or « lost »; here inheritance is explicit.

use super::{Check, Project, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Place;

/// The rule.
pub(super) struct MissingStatement;

impl Check for MissingStatement {
    fn codes(&self) -> &'static [Code] {
        &[Code::MissingStatement]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.live_item() else { return };
        if item.statement.trim().is_empty() {
            out.push(
                subject
                    .finding(
                        project,
                        Code::MissingStatement,
                        &Place::Id,
                        format!("« {} » n’a pas d’énoncé", item.id),
                    )
                    .help("ajouter « énoncé \"\"\"…\"\"\" », ou rendre l’exigence obsolète"),
            );
        }
    }
}
