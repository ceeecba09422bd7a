//! REM310: a lane adapts what it does not pick.
//!
//! What: `adapte` on an item that no `reprend` of the lane catches.
//! Why: the adaptation would have no effect, and its author would not know.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Home, ItemId, Place};

/// The rule.
pub(super) struct VariantNotPicked;

impl Check for VariantNotPicked {
    fn codes(&self) -> &'static [Code] {
        &[Code::VariantNotPicked]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        for picks in &project.picks {
            for variant in &picks.variants {
                let id = variant.id.value.as_str();
                let Some(item) = project.corpus.item(id) else { continue };
                if picks.catches.contains_key(id) {
                    continue;
                }
                let message = format!("{} adapte {} sans la reprendre", quoted(picks.lane), quoted(id));
                let help = match &item.home {
                    Home::Socle(_) => format!("ajouter « reprend {id} » au couloir"),
                    Home::Lane(home) => format!(
                        "c’est une exigence propre au couloir {} : la modifier là où elle est écrite",
                        quoted(home)
                    ),
                };
                out.push(
                    Diagnostic::new(Code::VariantNotPicked, variant.id.span, message)
                        .also(project.origins.get(&ItemId::from(id), &Place::Id), "l’exigence")
                        .help(help)
                        .about(id),
                );
            }
        }
    }
}
