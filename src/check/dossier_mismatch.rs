//! REM607: a DSR and its REM do not say the same.
//!
//! What: profiles of the header that the lane does not have (or the reverse), a version that is not the last of
//! `historique`, an item named in the text that the lane does not hold or that is obsolete, a version of a referential
//! typed in the text that the lane does not apply, a referential its requirements cite and the text does not list.
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
            if project.settings.references_complete(project.sources) {
                versions(project, dossier, lane, out);
                unlisted(project, dossier, lane, out);
            }
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

/// A version typed in the text that is not the one the lane applies.
fn versions(project: &Project<'_>, dossier: &Dossier, lane: &Lane, out: &mut Vec<Diagnostic>) {
    for reference in &project.corpus.references {
        let applicable = reference.applicable(&lane.code);
        for (start, version) in typed_versions(&dossier.content.body, &reference.code) {
            let known = reference.version(version).is_some();
            if !known || applicable.is_empty() || applicable.iter().any(|one| one == version) {
                continue;
            }
            let from = dossier.body_span.start as usize + start;
            let message = format!(
                "le DSR {} cite {} {version}, le couloir applique {}",
                dossier.content.lane,
                quoted(&reference.code),
                listed(applicable)
            );
            out.push(
                Diagnostic::new(
                    Code::DossierMismatch,
                    Span::new(dossier.file, from, from + version.len()),
                    message,
                )
                .also(project.origins.named("référence", &reference.code), "le registre")
                .help("ne pas taper de version : « {{ table_references() }} » la tient à jour"),
            );
        }
    }
}

/// Referentials that requirements of the lane cite and the dossier neither lists nor names.
fn unlisted(project: &Project<'_>, dossier: &Dossier, lane: &Lane, out: &mut Vec<Diagnostic>) {
    let body = &dossier.content.body;
    if body.contains("table_references") {
        return;
    }
    let live = || project.corpus.lane_items(lane).filter(|(_, item)| item.is_live());
    let cited = project.corpus.references.iter().map(|reference| &reference.code).filter(|code| {
        let cites = |item: &Requirement| item.references.iter().any(|link| link.code == **code);
        !body.contains(code.as_str()) && live().any(|(_, item)| cites(&item))
    });
    let missing: Vec<&String> = cited.collect();
    if missing.is_empty() {
        return;
    }
    let message = format!(
        "le DSR {} ne liste pas ce que citent les exigences du couloir : {}",
        dossier.content.lane,
        listed(&missing)
    );
    out.push(header(project, dossier, message).help("ajouter une ligne « {{ table_references() }} »"));
}

/// Versions written after a code, as « CI-SIS 2.0 » or « CI-SIS version 2.0 », with their places.
fn typed_versions<'t>(text: &'t str, code: &'t str) -> impl Iterator<Item = (usize, &'t str)> {
    let word = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_' | '.' | '/');
    text.match_indices(code).filter_map(move |(at, _)| {
        let before = text.get(..at)?.chars().next_back();
        let rest = text.get(at + code.len()..)?;
        if before.is_some_and(word) || !rest.starts_with([' ', '\u{a0}']) {
            return None;
        }
        let after = rest.trim_start_matches([' ', '\u{a0}']);
        let after = after.strip_prefix("version").unwrap_or(after).trim_start_matches([' ', '\u{a0}']);
        let end = after.find(|character| !word(character)).unwrap_or(after.len());
        let version = after.get(..end)?.trim_end_matches(['.', '-', '/']);
        (!version.is_empty()).then_some((text.len() - after.len(), version))
    })
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
