//! REM418: back from the dead, without a word.
//!
//! What: obsolete in the last frozen iteration, alive now, without `réintroduite … motif …`.
//! Why: it counts apart (*réintroduite*), and vendors who dropped it must take it up again.

use super::retired_id_reused::replaces_obsolete;
use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Place;

/// The rule.
pub(super) struct ReinstatedWithoutClause;

impl Check for ReinstatedWithoutClause {
    fn codes(&self) -> &'static [Code] {
        &[Code::ReinstatedWithoutClause]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.live_item() else { return };
        let Some(before) = project.frozen_item(&item.key).filter(|before| !before.is_live()) else { return };
        let declared = item.reinstatement.as_ref();
        if declared.is_some_and(|back| back.cause.motive.is_some()) || replaces_obsolete(before, item) {
            return;
        }
        let (place, fault) = match declared {
            Some(_) => (Place::Field("réintroduite"), "sans motif"),
            None => (Place::Field("statut"), "sans le dire"),
        };
        let iteration = project.next_iteration.map_or("ITn", |next| next.name.as_str());
        let message = format!(
            "{}, obsolète dans la dernière itération figée, est réintroduite {fault}",
            quoted(&item.id)
        );
        out.push(
            subject
                .finding(project, Code::ReinstatedWithoutClause, &place, message)
                .help(format!("ajouter « réintroduite depuis {iteration} motif CODE \"…\" »")),
        );
    }
}
