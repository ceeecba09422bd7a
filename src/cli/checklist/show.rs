//! The state of answers, for people.

use std::fmt::Write as _;

use crate::conformity::{Answers, Definition, Freshness, ItemView, View};
use crate::diagnostic::sanitise;

/// The summary, then what is left to do, most urgent first.
pub(super) fn human(answers: &Answers, definition: &Definition, view: &View) -> String {
    let mut out = String::new();
    let version = match answers.product.version.as_str() {
        "" => String::new(),
        version => format!(" {version}"),
    };
    line(
        &mut out,
        &format!(
            "{}{version}, couloir {}, {} (réponses : {})",
            answers.product.name, view.lane, view.iteration, view.since
        ),
    );
    for sentence in &view.summary {
        line(&mut out, sentence);
    }
    let listed = || view.items.iter().filter(|item| item.applies.is_listed());
    let of = |wanted: Freshness| listed().filter(move |item| item.freshness == Some(wanted));
    items(&mut out, "À revoir", of(Freshness::ToReview));
    items(&mut out, "À confirmer", of(Freshness::ToConfirm));
    items(&mut out, "Nouvelles", listed().filter(|item| item.new));
    items(&mut out, "À traiter", listed().filter(|item| item.state.is_none() && !item.new));
    if !view.references.is_empty() {
        out.push_str("\nRéférentiels qui ont changé de version\n");
        for impact in &view.references {
            line(&mut out, &format!("  {} : {}", impact.code, impact.items.join(", ")));
        }
    }
    if !view.orphans.is_empty() {
        out.push_str("\nFichiers qu’aucune exigence ne demande plus (conservés)\n");
        for orphan in &view.orphans {
            let file = answers.proofs.get(&orphan.key).map_or("", |file| file.file.as_str());
            line(&mut out, &format!("  {} : {file}", orphan.key));
        }
    }
    if !view.archives.is_empty() {
        out.push_str("\nRéponses archivées (conservées)\n");
        for one in &view.archives {
            let mut text = format!("  {} : {}", one.key, one.state.label());
            if !one.since.is_empty() {
                text.push_str(&format!(", retirée en {}", one.since));
            }
            if !one.replaced_by.is_empty() {
                text.push_str(&format!(", remplacée par {}", one.replaced_by.join(", ")));
            }
            line(&mut out, &text);
        }
    }
    blockers(&mut out, definition, view);
    out
}

fn items<'v>(out: &mut String, title: &str, items: impl Iterator<Item = &'v ItemView>) {
    let items: Vec<&ItemView> = items.collect();
    if items.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{title} ({})", items.len());
    for item in items {
        let mut text = format!("  {}", item.id);
        if let Some(state) = item.state {
            text.push_str(&format!(" [{}]", state.label()));
        }
        let reasons: Vec<&str> = item.reasons.iter().map(|reason| reason.text.as_str()).collect();
        if !reasons.is_empty() {
            text.push_str(&format!(" : {}", reasons.join(" ; ")));
        }
        if !item.needs_changed.is_empty() {
            text.push_str(&format!(
                " (pour information, modifiées depuis : {})",
                item.needs_changed.join(", ")
            ));
        }
        line(out, &text);
    }
}

fn blockers(out: &mut String, definition: &Definition, view: &View) {
    if view.is_complete() {
        let _ = writeln!(out, "\nDossier complet pour {}.", sanitise(&definition.iteration));
        return;
    }
    let _ = writeln!(
        out,
        "\nDossier incomplet, {} à régler",
        super::super::output::counted(view.blockers.len(), "point", "points")
    );
    for blocker in view.blockers.iter().filter(|blocker| blocker.key.is_empty()) {
        line(out, &format!("  {}", blocker.text));
    }
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for blocker in view.blockers.iter().filter(|blocker| !blocker.key.is_empty()) {
        match kinds.iter_mut().find(|(code, _)| *code == blocker.code) {
            Some((_, count)) => *count += 1,
            None => kinds.push((blocker.code, 1)),
        }
    }
    for (code, count) in kinds {
        let first = view.blockers.iter().find(|blocker| blocker.code == code);
        let example = first.map_or(String::new(), |one| format!("{} : {}", one.id, one.text));
        match count {
            1 => line(out, &format!("  {example}")),
            _ => line(out, &format!("  {count} × {code}, par exemple {example}")),
        }
    }
}

/// A line whose words come from files.
fn line(out: &mut String, text: &str) {
    out.push_str(&sanitise(text));
    out.push('\n');
}
