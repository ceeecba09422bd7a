//! REM311: an item that entered a lane by itself.
//!
//! What: since the last freeze a pattern of `reprend` catches an item that the lane does not name.
//! Why: whoever is in charge of the lane should know that its vendors have one more requirement.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Place;
use crate::quick::HashSet;

/// The rule.
pub(super) struct NewlyCaught;

impl Check for NewlyCaught {
    fn codes(&self) -> &'static [Code] {
        &[Code::NewlyCaught]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        let Some(baseline) = project.last_baseline() else { return };
        for picks in &project.picks {
            let Some(frozen_lane) = baseline.corpus.lane(picks.lane) else { continue };
            let frozen: HashSet<&str> = frozen_lane
                .applications
                .iter()
                .filter_map(|application| Some(baseline.corpus.item(application.id.as_str())?.key.as_str()))
                .collect();
            for &id in &picks.items {
                let Some(item) = project.corpus.item(id).filter(|item| item.is_live()) else { continue };
                let catches = picks.catches.get(id).map_or(&[][..], Vec::as_slice);
                let Some(first) =
                    catches.first().filter(|_| !catches.iter().any(super::picks::Catch::is_literal))
                else {
                    continue;
                };
                let withdrawn = project
                    .corpus
                    .lane(picks.lane)
                    .is_some_and(|lane| lane.withdrawals.iter().any(|withdrawal| withdrawal.id == item.id));
                if withdrawn || frozen.contains(item.key.as_str()) {
                    continue;
                }
                let pattern = &first.pattern.value;
                let message = format!(
                    "{} entre dans le couloir {} par le motif {}",
                    quoted(id),
                    quoted(picks.lane),
                    quoted(pattern)
                );
                out.push(
                    Diagnostic::new(Code::NewlyCaught, first.pattern.span, message)
                        .also(project.origins.get(&item.id, &Place::Id), "l’exigence")
                        .help(format!("si elle n’y a pas sa place, ajouter « sauf {id} »"))
                        .about(id),
                );
            }
        }
    }
}
