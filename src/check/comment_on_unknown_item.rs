//! REM701: a comment on something that never was.
//!
//! What: `exigence` or `effet` of a comment names neither an item of today nor one of any frozen iteration.
//! Why: in the incumbent comments on mistyped ids reached nobody.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::ItemId;
use crate::quick::HashSet;
use crate::source::suggest;

/// The rule.
pub(super) struct CommentOnUnknownItem;

/// Looking for a near name reads every id: only the first findings get a suggestion.
const SUGGESTIONS: usize = 100;

impl Check for CommentOnUnknownItem {
    fn codes(&self) -> &'static [Code] {
        &[Code::CommentOnUnknownItem]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        let corpora =
            std::iter::once(project.corpus).chain(project.baselines.iter().map(|baseline| &baseline.corpus));
        let items = corpora.flat_map(|corpus| corpus.items.iter().map(|item| item.id.as_str()));
        let crossing = project.corpus.cross_scenarios.iter().map(|(_, scenario)| scenario.id.as_str());
        let known: HashSet<&str> = items.chain(crossing).collect();
        let unknown = |id: &ItemId| !known.contains(id.as_str()) && !project.broken.contains(id.as_str());
        for comment in project.settings.books.iter().flat_map(|book| &book.comments).map(|one| &one.comment) {
            let target = Some(("retour:exigence", &comment.item));
            let effects = comment.effects.iter().map(|effect| ("retour:effet", &effect.item));
            for (kind, id) in target.into_iter().chain(effects).filter(|(_, id)| unknown(id)) {
                let left = SUGGESTIONS.saturating_sub(out.len());
                let span = project
                    .origins
                    .named(kind, &comment.id)
                    .or_else(|| project.origins.named("retour", &comment.id));
                let message =
                    format!("le retour {} porte sur {}, exigence inconnue", quoted(&comment.id), quoted(id));
                let mut finding = Diagnostic::maybe_at(Code::CommentOnUnknownItem, span, message);
                let shown = project.corpus.items.iter().map(|item| item.id.as_str());
                let near = if left > 0 {
                    prefixed(project, id).or_else(|| suggest(id.as_str(), shown))
                } else {
                    None
                };
                if let Some(near) = near {
                    finding = finding.help(format!("vouliez-vous dire {} ?", quoted(near)));
                }
                out.push(finding.help("donner l’identifiant écrit dans le REM de l’itération commentée"));
            }
        }
    }
}

/// The socle id a lane publishes under this one.
fn prefixed(project: &Project<'_>, id: &ItemId) -> Option<String> {
    let lanes = project.corpus.lanes.iter().filter_map(|lane| lane.strip_prefix.as_deref());
    lanes.map(|prefix| format!("{prefix}{id}")).find(|full| project.corpus.item(full).is_some())
}
