//! REM303: requirements that need each other in a circle.
//!
//! What: a cycle of `dépend` links; the whole path is shown.
//! Why: no order of reading, implementing or testing exists.

use super::{Check, Project};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ItemId, Place};
use crate::source::Span;

/// The rule.
pub(super) struct DependencyCycle;

/// Steps shown of a very long path.
const SHOWN: usize = 12;

impl Check for DependencyCycle {
    fn codes(&self) -> &'static [Code] {
        &[Code::DependencyCycle]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        for cycle in project.graph.cycles() {
            let mut path: Vec<ItemId> = cycle;
            if path.len() > 1 && path.first() == path.last() {
                path.pop();
            }
            let Some(least) = path.iter().enumerate().min_by(|a, b| a.1.cmp(b.1)).map(|(index, _)| index)
            else {
                continue;
            };
            path.rotate_left(least);
            let Some(first) = path.first().cloned() else { continue };
            let successors = path.iter().skip(1).chain(std::iter::once(&first));
            let mut links =
                path.iter().zip(successors).map(|(from, to)| (link_span(project, from, to), from, to));
            let (span, _, _) = links.next().unwrap_or((None, &first, &first));
            let mut finding = Diagnostic::maybe_at(Code::DependencyCycle, span, message(&path, &first));
            for (span, from, to) in links.take(SHOWN) {
                finding = finding.also(span, format!("{from} dépend de {to}"));
            }
            out.push(finding.help("retirer l’un de ces liens « dépend »").about(first.as_str()));
        }
    }
}

fn message(path: &[ItemId], first: &ItemId) -> String {
    let mut names: Vec<&str> = path.iter().take(SHOWN).map(ItemId::as_str).collect();
    if path.len() > SHOWN {
        names.push("…");
    }
    names.push(first.as_str());
    format!("cycle de dépendances {}", names.join(" → "))
}

fn link_span(project: &Project<'_>, from: &ItemId, to: &ItemId) -> Option<Span> {
    let item = project.corpus.item(from.as_str())?;
    let index = item.depends.iter().position(|link| link.id == *to)?;
    project.origins.get(from, &Place::Element("dépend", index))
}
