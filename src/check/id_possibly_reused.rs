//! REM422: an id over another text.
//!
//! What: an item that lives on both sides under one id, whose énoncé has nothing to do with the frozen one, and whose
//! title does not either. Said again neither when the item takes its id from another (`anciennement`), nor when the
//! author claims a change of fond.
//! Why: vendors would read a modification where there are one deletion and one creation.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::SuggestionKind;
use crate::model::{Place, Reach};

/// The rule.
pub(super) struct IdPossiblyReused;

impl Check for IdPossiblyReused {
    fn codes(&self) -> &'static [Code] {
        &[Code::IdPossiblyReused]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        let reused = project.suggestions().iter().filter(|one| one.kind == SuggestionKind::Reused);
        for id in reused.filter_map(|one| one.after.first()) {
            let claimed = project.change(id).and_then(|change| change.claimed);
            if claimed == Some(Reach::Substance) {
                continue;
            }
            let message = format!("{} porte un énoncé sans rapport avec celui qui est figé", quoted(id));
            out.push(
                project
                    .about(Code::IdPossiblyReused, id, &Place::Field("énoncé"), message)
                    .help("si c’est une autre exigence, lui donner un autre numéro et garder l’ancienne, « statut obsolète depuis … »")
                    .help("si c’est la même, le dire : « évolution … fond motif … »"),
            );
        }
    }
}
