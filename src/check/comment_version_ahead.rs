//! REM708: a comment on a version that nobody could read.
//!
//! What: `version` of a comment is greater than that of its item in the iteration commented on, or today when that
//! iteration is not frozen.
//! Why: the reply would be about another text than the vendor read.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};

/// The rule.
pub(super) struct CommentVersionAhead;

impl Check for CommentVersionAhead {
    fn codes(&self) -> &'static [Code] {
        &[Code::CommentVersionAhead]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        for book in &project.settings.books {
            let state = project.commented_state(&book.iteration);
            for comment in book.comments.iter().map(|one| &one.comment) {
                let Some(read) = comment.version else { continue };
                let Some(item) = state.item(comment.item.as_str()).filter(|item| read > item.version) else {
                    continue;
                };
                let span = project
                    .origins
                    .named("retour:version", &comment.id)
                    .or_else(|| project.origins.named("retour", &comment.id));
                let message = format!(
                    "le retour {} porte sur {} v{read}, qui est à la v{} dans {}",
                    quoted(&comment.id),
                    quoted(&comment.item),
                    item.version,
                    quoted(&book.iteration)
                );
                out.push(
                    Diagnostic::maybe_at(Code::CommentVersionAhead, span, message)
                        .help("donner la version lue par le fournisseur, ou ranger le retour dans le fichier de l’itération suivante"),
                );
            }
        }
    }
}
