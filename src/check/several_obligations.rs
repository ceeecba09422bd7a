//! REM504: several obligations under one id.
//!
//! What: more than one DOIT or DOIVENT in an énoncé.
//! Why: a vendor answers once per id; « partly conformant » has no box.

use super::modal::{Modal, modals};
use super::{Check, Project, Subject};
use crate::diagnostic::{Code, Diagnostic};

/// The rule.
pub(super) struct SeveralObligations;

impl Check for SeveralObligations {
    fn codes(&self) -> &'static [Code] {
        &[Code::SeveralObligations]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(text) = subject.statement().filter(|_| subject.is_live()) else { return };
        let mut musts = modals(text).filter(|(_, modal)| *modal == Modal::Must).map(|(word, _)| word);
        let (Some(first), Some(second)) = (musts.next(), musts.next()) else { return };
        let count = 2 + musts.count();
        let message = format!("l’énoncé porte {count} obligations");
        out.push(
            subject
                .finding_in(project, Code::SeveralObligations, text, second.range(), message)
                .label("deuxième obligation")
                .also(subject.span(project, text, first.range()), "première obligation")
                .help("une exigence par obligation : la scinder, et déclarer « issue de » sur les nouvelles"),
        );
    }
}
