//! REM401: a frozen item is gone without a word.
//!
//! What: an item alive in the last frozen iteration is nowhere in the working tree, under any name.
//! Why: its vendors must read that it became obsolete, since when and why; its id is reserved for ever.

use super::{Check, Project, lineage_suggested, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::{SuggestedLine, Suggestion, SuggestionKind};
use crate::model::{Place, Requirement};

/// The rule.
pub(super) struct FrozenVanished;

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
        for item in gone {
            let message = format!("{}, figée en {}, a disparu", quoted(&item.id), baseline.iteration);
            let mut finding = Diagnostic::maybe_at(Code::FrozenVanished, project.home_span(item), message)
                .help(format!(
                    "la rétablir avec « statut obsolète depuis … motif … » ; {} reste réservé",
                    quoted(&item.id)
                ))
                .about(item.id.as_str());
            if let Some((one, line)) = renamed(project, item) {
                finding = finding
                    .also(
                        project.origins.get(&line.item, &Place::Id),
                        format!("texte très proche ({}\u{a0}%)", one.score.percent()),
                    )
                    .help(format!(
                        "si c’est un renommage, ajouter « {} » à {}",
                        line.text,
                        quoted(&line.item)
                    ));
                finding.fix = lineage_suggested::fix(project, line);
            }
            out.push(finding);
        }
    }
}

/// The rename the texts suggest for an item that is gone.
fn renamed<'a>(project: &Project<'a>, gone: &Requirement) -> Option<(&'a Suggestion, &'a SuggestedLine)> {
    let mut renames = project.suggestions().iter().filter(|one| one.kind == SuggestionKind::Renamed);
    let one = renames.find(|one| one.before.contains(&gone.id))?;
    Some((one, one.lines.first()?))
}
