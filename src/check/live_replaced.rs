//! REM424: a living item that says it was replaced.
//!
//! What: an item that is not obsolete keeps a `remplacée par` line, as after a reintroduction.
//! Why: its page would send readers elsewhere while vendors must still conform to it.

use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ItemId, Place};

/// The rule.
pub(super) struct LiveReplaced;

impl Check for LiveReplaced {
    fn codes(&self) -> &'static [Code] {
        &[Code::LiveReplaced]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.item().filter(|item| item.is_live() && !item.replaced_by.is_empty()) else {
            return;
        };
        let heirs: Vec<&str> = item.replaced_by.iter().map(ItemId::as_str).collect();
        let message =
            format!("{} est vivante et dit « remplacée par {} »", quoted(&item.id), heirs.join(", "));
        out.push(
            subject
                .finding(project, Code::LiveReplaced, &Place::Element("remplacée par", 0), message)
                .help("retirer « remplacée par », ou rendre l’exigence obsolète avec son motif"),
        );
    }
}
