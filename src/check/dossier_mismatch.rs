//! REM607: a DSR and its REM do not say the same.
//!
//! What: profiles of the header that the lane does not have (or the reverse), a version that is not the last of
//! `historique`, an item named in the text that the lane does not hold or that is obsolete.
//! Why: the DSR is what a vendor signs, the REM what a vendor builds.

use super::{Check, Project, listed, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Lane, Requirement};
use crate::quick::HashMap;
use crate::settings::Dossier;
use crate::source::Span;

/// The rule.
pub(super) struct DossierMismatch;

impl Check for DossierMismatch {
    fn codes(&self) -> &'static [Code] {
        &[Code::DossierMismatch]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        for dossier in &project.settings.dossiers {
            let Some(lane) = project.corpus.lane(&dossier.content.lane) else { continue };
            profiles(project, dossier, lane, out);
            version(project, dossier, out);
            items(project, dossier, lane, out);
        }
    }
}

fn header(project: &Project<'_>, dossier: &Dossier, message: String) -> Diagnostic {
    Diagnostic::maybe_at(Code::DossierMismatch, project.origins.named("dsr", &dossier.content.lane), message)
}

fn profiles(project: &Project<'_>, dossier: &Dossier, lane: &Lane, out: &mut Vec<Diagnostic>) {
    if dossier.content.profiles.is_empty() || lane.profiles.is_empty() {
        return;
    }
    let extra: Vec<&String> =
        dossier.content.profiles.iter().filter(|name| !lane.profiles.contains(name)).collect();
    let missing: Vec<&String> =
        lane.profiles.iter().filter(|name| !dossier.content.profiles.contains(name)).collect();
    for (names, fault) in [(extra, "que le couloir n’a pas"), (missing, "du couloir en moins")] {
        if !names.is_empty() {
            let message =
                format!("le DSR {} a des profils {fault} : {}", dossier.content.lane, listed(&names));
            let finding = header(project, dossier, message).also(project.lane_span(&lane.code), "le couloir");
            out.push(finding.help("aligner « profils » du DSR et du bloc « rem »"));
        }
    }
}

fn version(project: &Project<'_>, dossier: &Dossier, out: &mut Vec<Diagnostic>) {
    if dossier.content.version.is_empty() || dossier.content.revisions.is_empty() {
        return;
    }
    if dossier.content.revisions.iter().all(|revision| revision.version != dossier.content.version) {
        let message = format!(
            "la version {} du DSR {} n’est pas dans son historique",
            quoted(&dossier.content.version),
            dossier.content.lane
        );
        out.push(header(project, dossier, message).help("ajouter une ligne à « historique »"));
    }
}

fn items(project: &Project<'_>, dossier: &Dossier, lane: &Lane, out: &mut Vec<Diagnostic>) {
    let all = &project.corpus.items;
    let known: HashMap<&str, &Requirement> = all
        .iter()
        .rev()
        .flat_map(|item| [(lane.published_id(item.id.as_str()), item), (item.id.as_str(), item)])
        .collect();
    for (start, word) in words(&dossier.content.body) {
        let Some(item) = known.get(word) else { continue };
        let here = project.applications(item.id.as_str()).iter().any(|(other, _)| other.code == lane.code);
        let fault = match (item.is_live(), here) {
            (false, _) => "est obsolète",
            (true, false) => "n’est pas dans le couloir",
            (true, true) => continue,
        };
        let from = dossier.body_span.start as usize + start;
        let message = format!("le DSR {} cite {}, qui {fault}", dossier.content.lane, quoted(word));
        out.push(
            Diagnostic::new(Code::DossierMismatch, Span::new(dossier.file, from, from + word.len()), message)
                .also(project.origins.get(&item.id, &crate::model::Place::Id), "l’exigence")
                .help("corriger le texte du DSR, ou la reprise du couloir"),
        );
    }
}

/// Words of a text that could be ids, with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |character: char| {
        character.is_ascii_alphanumeric() || matches!(character, '.' | '/' | '-' | '_' | '#')
    };
    text.split(move |character| !is_part(character)).filter_map(move |word| {
        let trimmed = word.trim_end_matches(['.', '/', '-']);
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let plausible =
            trimmed.len() > 3 && trimmed.bytes().any(|byte| byte.is_ascii_digit()) && trimmed.contains('.');
        plausible.then_some((start, trimmed))
    })
}
