//! REM709: a comment from a lane that does not ask the item.
//!
//! What: `couloir` of a comment neither asked its item in the iteration commented on, nor asks it today.
//! Why: the comment would be counted for a lane whose pages never show it; in the incumbent a wrong lane name lost all
//! the comments of hospitals.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Corpus, ItemId};

/// The rule.
pub(super) struct CommentOutsideLane;

impl Check for CommentOutsideLane {
    fn codes(&self) -> &'static [Code] {
        &[Code::CommentOutsideLane]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        for book in &project.settings.books {
            let state = project.commented_state(&book.iteration);
            for comment in book.comments.iter().map(|one| &one.comment) {
                let Some(lane) = &comment.lane else { continue };
                let known = state.item(comment.item.as_str()).is_some();
                let unknown_lane = project.corpus.lane(lane).is_none();
                if !known || unknown_lane || asks(state, lane, &comment.item) {
                    continue;
                }
                if project.applications(comment.item.as_str()).iter().any(|(asking, _)| asking.code == *lane)
                {
                    continue;
                }
                let asking: Vec<&str> =
                    state.lanes_of(comment.item.as_str()).map(|lane| lane.code.as_str()).collect();
                let span = project
                    .origins
                    .named("retour:couloir", &comment.id)
                    .or_else(|| project.origins.named("retour", &comment.id));
                let message = format!(
                    "le retour {} vient du couloir {lane}, qui ne demande pas {}",
                    quoted(&comment.id),
                    quoted(&comment.item)
                );
                let help = match asking.as_slice() {
                    [] => "vérifier le couloir et l’identifiant".to_owned(),
                    _ => format!("couloirs qui la demandent : {}", asking.join(", ")),
                };
                out.push(Diagnostic::maybe_at(Code::CommentOutsideLane, span, message).help(help));
            }
        }
    }
}

fn asks(state: &Corpus, lane: &str, id: &ItemId) -> bool {
    state.lane(lane).is_some_and(|lane| lane.applications.iter().any(|one| one.id == *id))
}
