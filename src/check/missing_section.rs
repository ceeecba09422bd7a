//! REM511: an item outside any section.
//!
//! What: no `section` heading holds where the item is written.
//! Why: sections are the table of contents of every REM; without one the item is filed nowhere.

use super::{Check, Project, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Place;

/// The rule.
pub(super) struct MissingSection;

impl Check for MissingSection {
    fn codes(&self) -> &'static [Code] {
        &[Code::MissingSection]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.live_item() else { return };
        if item.section.is_none() && !project.unknown_heading.contains(&item.id) {
            out.push(
                subject
                    .finding(
                        project,
                        Code::MissingSection,
                        &Place::Id,
                        format!("« {} » n’a pas de section", item.id),
                    )
                    .help("la placer sous un titre « section CODE » du manifeste"),
            );
        }
    }
}
