//! REM401: a frozen item is gone without a word.
//!
//! What: an item alive in the last frozen iteration is nowhere in the working tree, under any name.
//! Why: its vendors must read that it became obsolete, since when and why; its id is reserved for ever.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::Evolution;
use crate::history::wording::Fingerprint;
use crate::model::Requirement;

/// The rule.
pub(super) struct FrozenVanished;

/// New items looked at to guess a rename.
const CANDIDATES: usize = 2_000;
/// Findings that get a guess.
const GUESSES: usize = 50;
/// Share of common words from which an item is likely the other.
const LIKELY: f64 = 0.6;

impl Check for FrozenVanished {
    fn codes(&self) -> &'static [Code] {
        &[Code::FrozenVanished]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        let Some(baseline) = project.last_baseline() else { return };
        let gone: Vec<&Requirement> = baseline
            .corpus
            .items
            .iter()
            .filter(|item| item.is_live() && project.work_item(&item.key).is_none())
            .filter(|item| {
                project.corpus.item(item.id.as_str()).is_none() && !project.broken.contains(item.id.as_str())
            })
            .collect();
        if gone.is_empty() {
            return;
        }
        let newcomers = newcomers(project);
        for (index, item) in gone.into_iter().enumerate() {
            let message = format!("{}, figée en {}, a disparu", quoted(&item.id), baseline.iteration);
            let mut finding = Diagnostic::maybe_at(Code::FrozenVanished, project.home_span(item), message)
                .help(format!(
                    "la rétablir avec « statut obsolète depuis … motif … » ; {} reste réservé",
                    quoted(&item.id)
                ))
                .about(item.id.as_str());
            if index < GUESSES
                && let Some(heir) = likeliest(item, &newcomers)
            {
                finding = finding
                    .also(project.origins.get(&heir.id, &crate::model::Place::Id), "texte très proche")
                    .help(format!(
                        "si c’est un renommage, ajouter « anciennement {} » à {}",
                        item.id,
                        quoted(&heir.id)
                    ));
            }
            out.push(finding);
        }
    }
}

fn newcomers<'a>(project: &Project<'a>) -> Vec<(Fingerprint, &'a Requirement)> {
    let new = project.changes().iter().filter(|change| change.evolution == Evolution::New).take(CANDIDATES);
    let items = new.filter_map(|change| project.corpus.item(change.id.as_str()));
    items.map(|item| (Fingerprint::new(&item.statement), item)).collect()
}

fn likeliest<'a>(
    gone: &Requirement,
    newcomers: &[(Fingerprint, &'a Requirement)],
) -> Option<&'a Requirement> {
    let print = Fingerprint::new(&gone.statement);
    if print.is_empty() {
        return None;
    }
    let mut best: Option<(f64, &Requirement)> = None;
    for (other, item) in newcomers.iter().filter(|(other, _)| print.could_reach(other, LIKELY)) {
        let share = print.similarity(other);
        if share >= LIKELY && best.is_none_or(|(most, _)| share > most) {
            best = Some((share, item));
        }
    }
    best.map(|(_, item)| item)
}
