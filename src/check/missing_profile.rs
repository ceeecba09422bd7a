//! REM513: nobody knows to whom the item applies.
//!
//! What: a live item without `profil`, and a lane that picks it without giving one.
//! Why: rows without a profile silently left the incumbent's workbooks.

use super::{Check, Project, Subject, listed};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Place;

/// The rule.
pub(super) struct MissingProfile;

impl Check for MissingProfile {
    fn codes(&self) -> &'static [Code] {
        &[Code::MissingProfile]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.live_item().filter(|item| item.profiles.is_empty()) else { return };
        if project.settings.manifest.profiles.is_empty() {
            return;
        }
        let applications = project.applications(item.id.as_str());
        let bare: Vec<&str> = applications
            .iter()
            .filter(|(_, application)| {
                let adapted =
                    application.variant.as_ref().and_then(|variant| variant.fields.profiles.as_ref());
                application.profiles.is_empty() && adapted.is_none_or(Vec::is_empty)
            })
            .map(|(lane, _)| lane.code.as_str())
            .collect();
        if bare.is_empty() && !applications.is_empty() {
            return;
        }
        let mut finding = subject.finding(
            project,
            Code::MissingProfile,
            &Place::Id,
            format!("« {} » n’a pas de profil", item.id),
        );
        if !bare.is_empty() {
            finding = finding.help(format!("aucun profil ne lui est donné dans {}", listed(&bare)));
        }
        out.push(
            finding
                .help("ajouter « profil \"Général\" », ou donner le profil dans « reprend … profil \"…\" »"),
        );
    }
}
