//! REM407: obsolete, and nobody knows why.
//!
//! What: `statut obsolète` without `motif`.
//! Why: the reason is what vendors ask first, and what the statistics count.

use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Place, Status};

/// The rule.
pub(super) struct ObsoleteWithoutMotive;

impl Check for ObsoleteWithoutMotive {
    fn codes(&self) -> &'static [Code] {
        &[Code::ObsoleteWithoutMotive]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.item().filter(|item| item.status == Status::Obsolete) else { return };
        if item.obsolescence.as_ref().is_some_and(|gone| gone.cause.motive.is_some()) {
            return;
        }
        let message = format!("{} est obsolète sans motif", quoted(&item.id));
        let iteration = project.next_iteration.map_or("ITn", |iteration| iteration.name.as_str());
        out.push(
            subject
                .finding(project, Code::ObsoleteWithoutMotive, &Place::Field("statut"), message)
                .help(format!("écrire « statut obsolète depuis {iteration} motif CODE \"…\" »")),
        );
    }
}
