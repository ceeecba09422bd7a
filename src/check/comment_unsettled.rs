//! REM702: a comment without answer.
//!
//! What: a comment without `disposition`. A warning while the iteration that settles it is open, an error once that
//! iteration is closed to comments or frozen.
//! Why: every vendor must be able to see what became of every remark.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::IterationState;

/// The rule.
pub(super) struct CommentUnsettled;

impl Check for CommentUnsettled {
    fn codes(&self) -> &'static [Code] {
        &[Code::CommentUnsettled]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        for book in &project.settings.books {
            let severity = severity(project, &book.iteration);
            for comment in
                book.comments.iter().map(|one| &one.comment).filter(|one| one.disposition.is_none())
            {
                let span = project.origins.named("retour", &comment.id);
                let message = format!(
                    "le retour {} sur {} n’a pas de disposition",
                    quoted(&comment.id),
                    quoted(&comment.item)
                );
                out.push(
                    Diagnostic::maybe_at(Code::CommentUnsettled, span, message)
                        .help("donner « disposition » (intégré, partiellement, non_retenu, sans_objet ou question) et « réponse »")
                        .severity(severity),
                );
            }
        }
    }
}

/// A round is settled in the iteration after the one it is about.
fn severity(project: &Project<'_>, round: &str) -> Severity {
    let iterations = &project.corpus.iterations;
    let position = iterations.iter().position(|iteration| iteration.name == round);
    let settling = position.and_then(|position| iterations.get(position + 1));
    match settling {
        None => Severity::Warning,
        Some(settling) => {
            let frozen = project.baselines.iter().any(|baseline| baseline.iteration == settling.name);
            let open = matches!(settling.state, IterationState::Preparation | IterationState::Consultation);
            if open && !frozen { Severity::Warning } else { Severity::Error }
        }
    }
}
