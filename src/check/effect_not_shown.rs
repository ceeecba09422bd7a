//! REM711: a declared effect that no state shows.
//!
//! What: `effet` of a comment calls an item nouvelle, modifiée, obsolète, validée or réintroduite, and no comparison from
//! the iteration commented on onwards computes that, in the items themselves or in a lane.
//! Why: the vendor is told of a change and will look for it; the figures count it.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::{Endpoint, FollowUp};
use crate::model::Corpus;

/// The rule.
pub(super) struct EffectNotShown;

impl Check for EffectNotShown {
    fn codes(&self) -> &'static [Code] {
        &[Code::EffectNotShown]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        let books = &project.settings.books;
        let declares = |book: &&crate::settings::CommentBook| {
            book.comments
                .iter()
                .any(|one| one.comment.effects.iter().any(|effect| effect.evolution.is_some()))
        };
        if project.baselines.is_empty() || !books.iter().any(|book| declares(&book)) {
            return;
        }
        let endpoint = |name: &str| Endpoint { name: name.to_owned(), date: None };
        let mut states: Vec<(Endpoint, &Corpus)> =
            project.baselines.iter().map(|frozen| (endpoint(&frozen.iteration), &frozen.corpus)).collect();
        states.push((endpoint(crate::DRAFT), project.corpus));
        let comments = books.iter().flat_map(|book| &book.comments).map(|one| &one.comment);
        let followed = FollowUp::new(&states, comments);
        for book in books.iter().filter(|book| followed.is_followed(&book.iteration)) {
            for comment in book.comments.iter().map(|one| &one.comment) {
                for caused in followed.of(&book.iteration, comment) {
                    let (Some(declared), None) = (caused.declared, caused.shown) else { continue };
                    // An unknown item is told apart.
                    if followed.key(&book.iteration, caused.item).is_none() {
                        continue;
                    }
                    let span = project
                        .origins
                        .named("retour:effet", &comment.id)
                        .or_else(|| project.origins.named("retour", &comment.id));
                    let message = format!(
                        "le retour {} annonce {} {declared}, ce qu’aucune comparaison depuis {} ne montre",
                        quoted(&comment.id),
                        quoted(caused.item),
                        quoted(&book.iteration)
                    );
                    out.push(
                        Diagnostic::maybe_at(Code::EffectNotShown, span, message)
                            .help(format!("pour voir ce qui a changé : remc diff --history {}", caused.item))
                            .help("faire le changement annoncé, ou corriger « effet »"),
                    );
                }
            }
        }
    }
}
