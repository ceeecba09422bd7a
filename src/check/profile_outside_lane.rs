//! REM313: an item of a lane applies to none of the lane's profiles.
//!
//! What: every profile of a live item, as the lane states it, is missing from the lane's `profils`.
//! Why: no vendor of the lane would ever see the requirement as theirs.

use super::{Check, Project, listed, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Place;

/// The rule.
pub(super) struct ProfileOutsideLane;

impl Check for ProfileOutsideLane {
    fn codes(&self) -> &'static [Code] {
        &[Code::ProfileOutsideLane]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        for lane in project.corpus.lanes.iter().filter(|lane| !lane.profiles.is_empty()) {
            let picks = project.picks.iter().find(|picks| picks.lane == lane.code);
            for (application, item) in project.corpus.lane_items(lane) {
                let known = item.profiles.iter().any(|profile| lane.profiles.contains(profile));
                if known || item.profiles.is_empty() || !item.is_live() {
                    continue;
                }
                let profiles: Vec<&str> = item.profiles.iter().map(String::as_str).collect();
                let here = project.origins.get(&item.id, &Place::Field("profil"));
                let picked = picks.and_then(|picks| picks.span(item.id.as_str()));
                let span = if application.picked { picked.or(here) } else { here };
                let message = format!(
                    "{} n’a aucun profil du couloir {} : {}",
                    quoted(item.id.as_str()),
                    quoted(&lane.code),
                    listed(&profiles)
                );
                out.push(
                    Diagnostic::maybe_at(Code::ProfileOutsideLane, span, message)
                        .also(here.filter(|_| application.picked), "son profil")
                        .help("ajouter le profil à « profils » du couloir, ou donner un profil à la reprise")
                        .about(item.id.as_str()),
                );
            }
        }
    }
}
