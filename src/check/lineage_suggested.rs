//! REM421: who became whom is not said, and the texts suggest it.
//!
//! What: since the last frozen iteration, an item became obsolete without successor and a new one says the same; texts
//! changed hands between ids; an item seems cut, or merged. An item that is gone without a word is REM401's.
//! Why: without the line, vendors read one deletion and one creation, and their answer is lost.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::history::{SuggestedLine, Suggestion, SuggestionKind};
use crate::model::{ItemId, Place};

/// The rule.
pub(super) struct LineageSuggested;

impl Check for LineageSuggested {
    fn codes(&self) -> &'static [Code] {
        &[Code::LineageSuggested]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        for one in project.suggestions().iter().filter(|one| !is_told_elsewhere(project, one)) {
            // The line of an item that is gone cannot be written: its own finding says to write it again.
            for line in one.lines.iter().filter(|line| project.corpus.item(line.item.as_str()).is_some()) {
                let message = message(one, &line.item);
                let mut finding = project
                    .about(Code::LineageSuggested, &line.item, &Place::Id, message)
                    .help(format!("si c’est bien le cas, ajouter « {} »", line.text));
                for other in one.ids().filter(|id| **id != line.item) {
                    finding = finding.also(project.origins.exact(other, &Place::Id), "texte proche");
                }
                finding.fix = fix(project, line);
                out.push(finding);
            }
        }
    }
}

/// A plain rename of an item that is gone is in the finding of that item; a reused id has its own rule.
fn is_told_elsewhere(project: &Project<'_>, one: &Suggestion) -> bool {
    let gone = || one.before.iter().all(|id| project.corpus.item(id.as_str()).is_none());
    match one.kind {
        SuggestionKind::Renamed => gone(),
        SuggestionKind::Reused => true,
        SuggestionKind::Replaced | SuggestionKind::Split | SuggestionKind::Merged => false,
    }
}

fn message(one: &Suggestion, item: &ItemId) -> String {
    let ids = |list: &[ItemId]| list.iter().map(quoted).collect::<Vec<_>>().join(", ");
    let percent = one.score.percent();
    let (before, after) = (ids(&one.before), ids(&one.after));
    let item = quoted(item);
    match one.kind {
        SuggestionKind::Renamed => format!("{item} dit ce que disait {before} ({percent}\u{a0}% de commun)"),
        SuggestionKind::Replaced => {
            format!("{after} dit ce que disait {before}, obsolète ({percent}\u{a0}% de commun)")
        }
        SuggestionKind::Split => format!("{before} semble scindée en {after} ({percent}\u{a0}% de commun)"),
        SuggestionKind::Merged => format!("{after} semble réunir {before} ({percent}\u{a0}% de commun)"),
        SuggestionKind::Reused => format!("{item} porte un autre texte"),
    }
}

/// The line put in its item, when it has no line of that kind yet. For an editor to offer: `--fix` never applies what is
/// the author's to decide.
pub(super) fn fix(project: &Project<'_>, line: &SuggestedLine) -> Option<Fix> {
    let absent = project.origins.exact(&line.item, &Place::Element(line.keyword, 0)).is_none();
    if !absent {
        return None;
    }
    let span = project.end_of_item(&line.item)?;
    Some(Fix { span, replacement: format!("  {}\n", line.text) })
}
