//! REM416: an item left a lane without a word.
//!
//! What: picked by the lane in the last frozen iteration, still alive in its socle, no longer in the lane, and no
//! `retire` says why.
//! Why: vendors of that lane worked on it; it counts as obsolete for them, with a reason.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::quick::HashSet;

/// The rule.
pub(super) struct WithdrawnWithoutMotive;

impl Check for WithdrawnWithoutMotive {
    fn codes(&self) -> &'static [Code] {
        &[Code::WithdrawnWithoutMotive]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        let Some(baseline) = project.last_baseline() else { return };
        for frozen in &baseline.corpus.lanes {
            let Some(lane) = project.corpus.lane(&frozen.code) else { continue };
            let here: HashSet<&str> = lane.applications.iter().map(|one| one.id.as_str()).collect();
            for application in frozen.applications.iter().filter(|one| one.picked) {
                let before = baseline.corpus.item(application.id.as_str()).filter(|before| before.is_live());
                let Some(item) =
                    before.and_then(|before| project.work_item(&before.key)).filter(|item| item.is_live())
                else {
                    continue;
                };
                let withdrawal =
                    lane.withdrawals.iter().find(|one| one.id == item.id || one.id == application.id);
                if here.contains(item.id.as_str()) || withdrawal.is_some_and(|one| one.cause.motive.is_some())
                {
                    continue;
                }
                let iteration = project.next_iteration.map_or("ITn", |next| next.name.as_str());
                let span = project.origins.named("retire", &format!("{} {}", lane.code, item.id));
                let fault = if withdrawal.is_some() { "sans motif" } else { "sans « retire »" };
                let message =
                    format!("{} a quitté le couloir {} {fault}", quoted(&item.id), quoted(&lane.code));
                out.push(
                    Diagnostic::maybe_at(
                        Code::WithdrawnWithoutMotive,
                        span.or_else(|| project.lane_span(&lane.code)),
                        message,
                    )
                    .help(format!(
                        "écrire « retire {} motif CODE \"…\" depuis {iteration} », ou la reprendre",
                        item.id
                    ))
                    .about(item.id.as_str()),
                );
            }
        }
    }
}
