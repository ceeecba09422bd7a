//! REM514: an item outside any bloc.
//!
//! What: no `bloc` heading holds where the item is written.
//! Why: lists of published workbooks are sorted and filtered by bloc.

use super::{Check, Project, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Place;

/// The rule.
pub(super) struct MissingBlock;

impl Check for MissingBlock {
    fn codes(&self) -> &'static [Code] {
        &[Code::MissingBlock]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.live_item() else { return };
        if item.block.is_none() && !project.unknown_heading.contains(&item.id) {
            out.push(
                subject
                    .finding(
                        project,
                        Code::MissingBlock,
                        &Place::Id,
                        format!("« {} » n’a pas de bloc", item.id),
                    )
                    .help("la placer sous un titre « bloc \"…\" »"),
            );
        }
    }
}
