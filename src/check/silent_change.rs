//! REM410: a validated item changed, and no line says so.
//!
//! What: validated in the last frozen iteration and still, modified since, without `évolution` line for the iteration
//! being written. The same for what a lane adapts.
//! Why: vendors who had settled it must be told, in words.

use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::{Change, Evolution};
use crate::model::{EvolutionClaim, Place, Reach, Status, Vocabulary};

/// The rule.
pub(super) struct SilentChange;

impl Check for SilentChange {
    fn codes(&self) -> &'static [Code] {
        &[Code::SilentChange]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.live_item() else { return };
        let Some(change) = project.change(&item.id).filter(|change| is_settled(change)) else { return };
        let before = project.frozen_item(&item.key).map_or(&[][..], |before| &before.evolutions);
        if is_told(project, &item.evolutions, before) {
            return;
        }
        let message = format!("{}, validée, a changé sans ligne « évolution »", quoted(&item.id));
        out.push(
            subject
                .finding(project, Code::SilentChange, &Place::Field("statut"), message)
                .help(advice(project, change)),
        );
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        for one in project.variant_changes.iter().filter(|one| is_settled(one.change)) {
            let Some(before) = one.before else { continue };
            if is_told(project, &one.variant.evolutions, &before.evolutions) {
                continue;
            }
            let id = &one.change.id;
            let message = format!(
                "l’adaptation de {} par {} a changé sans ligne « évolution »",
                quoted(id),
                quoted(&one.lane.code)
            );
            let span = project.origins.variant(&one.lane.code, id, &Place::Id);
            let finding = Diagnostic::maybe_at(Code::SilentChange, span, message).about(id.as_str());
            out.push(finding.help(advice(project, one.change)));
        }
    }
}

/// Validated before and after, and modified.
fn is_settled(change: &Change) -> bool {
    change.evolution == Evolution::Modified
        && change.status == (Some(Status::Validated), Some(Status::Validated))
}

/// Whether a line for the iteration being written says that something changed.
pub(super) fn is_told(project: &Project<'_>, now: &[EvolutionClaim], before: &[EvolutionClaim]) -> bool {
    match project.next_iteration {
        Some(next) => now.iter().any(|claim| claim.iteration == next.name),
        None => now.len() > before.len(),
    }
}

fn advice(project: &Project<'_>, change: &Change) -> String {
    let iteration = project.next_iteration.map_or("ITn", |iteration| iteration.name.as_str());
    let reach = change.reach.unwrap_or(Reach::Substance).keyword();
    format!("ajouter « évolution {iteration} {reach} motif CODE \"…\" »")
}
