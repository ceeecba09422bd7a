//! REM710: a decision that nobody is told of.
//!
//! What: a comment has a `disposition` and no `réponse`.
//! Why: the reply is all a vendor gets for the time spent reading.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Vocabulary as _;

/// The rule.
pub(super) struct SettledWithoutReply;

impl Check for SettledWithoutReply {
    fn codes(&self) -> &'static [Code] {
        &[Code::SettledWithoutReply]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        let comments = project.settings.books.iter().flat_map(|book| &book.comments).map(|one| &one.comment);
        for comment in comments {
            let Some(disposition) = comment.disposition else { continue };
            if comment.reply.as_ref().is_some_and(|reply| !reply.trim().is_empty()) {
                continue;
            }
            let span = project
                .origins
                .named("retour:disposition", &comment.id)
                .or_else(|| project.origins.named("retour", &comment.id));
            let message = format!(
                "le retour {} sur {} est « {} », sans réponse",
                quoted(&comment.id),
                quoted(&comment.item),
                disposition.keyword()
            );
            out.push(
                Diagnostic::maybe_at(Code::SettledWithoutReply, span, message)
                    .help("ajouter « réponse: \"…\" » : une phrase que le fournisseur lira"),
            );
        }
    }
}
