//! REM515: an item outside any fonction.
//!
//! What: no `fonction` heading holds where the item is written.
//! Why: the fonction names the item when it has no title.

use super::{Check, Project, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Place;

/// The rule.
pub(super) struct MissingFunction;

impl Check for MissingFunction {
    fn codes(&self) -> &'static [Code] {
        &[Code::MissingFunction]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.live_item() else { return };
        if item.function.is_none() && !project.unknown_heading.contains(&item.id) {
            out.push(
                subject
                    .finding(
                        project,
                        Code::MissingFunction,
                        &Place::Id,
                        format!("« {} » n’a pas de fonction", item.id),
                    )
                    .help("la placer sous un titre « fonction \"…\" »"),
            );
        }
    }
}
