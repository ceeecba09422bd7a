//! REM703: « intégré », and nothing moved.
//!
//! What: a comment on the last frozen iteration is *intégré* or *partiellement*, yet neither its item nor an item of
//! its `effet` changed since, and no line cites it.
//! Why: the vendor will look for the change.

use super::{Check, Project, listed, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Disposition, ItemId, Requirement};
use crate::quick::HashSet;

/// The rule.
pub(super) struct IntegratedWithoutChange;

impl Check for IntegratedWithoutChange {
    fn codes(&self) -> &'static [Code] {
        &[Code::IntegratedWithoutChange]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        let Some(last) = project.last_baseline() else { return };
        let changed: HashSet<&ItemId> = project
            .changes()
            .iter()
            .chain(project.lane_changes.iter().flat_map(|diff| &diff.changes))
            .flat_map(|change| [&change.id, &change.key])
            .collect();
        let cited: HashSet<&str> =
            project.corpus.items.iter().flat_map(Requirement::cited_comments).collect();
        for book in project.settings.books.iter().filter(|book| book.iteration == last.iteration) {
            for comment in book.comments.iter().map(|one| &one.comment) {
                let taken =
                    matches!(comment.disposition, Some(Disposition::Integrated | Disposition::Partly));
                let mut items = vec![&comment.item];
                for effect in &comment.effects {
                    if !items.contains(&&effect.item) {
                        items.push(&effect.item);
                    }
                }
                let known = items.iter().all(|id| project.corpus.item(id.as_str()).is_some());
                if !taken
                    || !known
                    || cited.contains(comment.id.as_str())
                    || items.iter().any(|id| changed.contains(id))
                {
                    continue;
                }
                let span = project
                    .origins
                    .named("retour:disposition", &comment.id)
                    .or_else(|| project.origins.named("retour", &comment.id));
                let verb = if items.len() > 1 { "n’ont pas changé" } else { "n’a pas changé" };
                let message =
                    format!("le retour {} est intégré, mais {} {verb}", quoted(&comment.id), listed(&items));
                out.push(
                    Diagnostic::maybe_at(Code::IntegratedWithoutChange, span, message)
                        .help("faire la modification, citer l’exigence touchée dans « effet », ou changer la disposition"),
                );
            }
        }
    }
}
