//! REM307: a lane names an item that is already dead.
//!
//! What: `reprend` or `adapte` names an item that was obsolete in the last frozen iteration, or that no iteration ever
//! held alive. Items caught by a pattern are left out of it, and so is an item made obsolete just now: the lane must
//! still show it as such.
//! Why: the line does nothing any more, and misleads who reads the lane.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ItemId, Place, Requirement};
use crate::source::Span;

/// The rule.
pub(super) struct PicksObsolete;

impl Check for PicksObsolete {
    fn codes(&self) -> &'static [Code] {
        &[Code::PicksObsolete]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        for picks in &project.picks {
            for &id in &picks.items {
                let literal =
                    picks.catches.get(id).and_then(|catches| catches.iter().find(|one| one.is_literal()));
                out.extend(
                    literal.and_then(|one| finding(project, picks.lane, id, one.pattern.span, "reprend")),
                );
            }
            for variant in &picks.variants {
                out.extend(finding(project, picks.lane, &variant.id.value, variant.id.span, "adapte"));
            }
        }
    }
}

fn finding(project: &Project<'_>, lane: &str, id: &str, span: Span, verb: &str) -> Option<Diagnostic> {
    let item = project.corpus.item(id).filter(|item| !item.is_live() && !just_died(project, item))?;
    let message = format!("le couloir {} {verb} {}, qui est obsolète", quoted(lane), quoted(id));
    let finding = Diagnostic::new(Code::PicksObsolete, span, message)
        .also(project.origins.get(&ItemId::from(id), &Place::Field("statut")), "rendue obsolète ici")
        .help("la retirer de la ligne : l’exigence garde sa page et son histoire")
        .about(id);
    let successors: Vec<&str> = item.replaced_by.iter().map(ItemId::as_str).collect();
    Some(if successors.is_empty() {
        finding
    } else {
        finding.help(format!("remplacée par {}", super::listed(&successors)))
    })
}

fn just_died(project: &Project<'_>, item: &Requirement) -> bool {
    project.frozen_item(&item.key).is_some_and(Requirement::is_live)
}
