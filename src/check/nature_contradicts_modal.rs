//! REM505: the nature says one thing, the verb another.
//!
//! What: *obligatoire* with only PEUT, *préconisée* with only DOIT.
//! Why: one of the two is wrong, and vendors will choose the one they like.

use super::modal::{Modal, modals};
use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Nature, Place};

/// The rule.
pub(super) struct NatureContradictsModal;

impl Check for NatureContradictsModal {
    fn codes(&self) -> &'static [Code] {
        &[Code::NatureContradictsModal]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(text) = subject.statement().filter(|_| subject.is_live()) else { return };
        let (unwanted, wanted, nature, verb) = match subject.nature() {
            Some(Nature::Mandatory) => (Modal::May, Modal::Must, "obligatoire", "DOIT"),
            Some(Nature::Recommended) => (Modal::Must, Modal::May, "préconisée", "PEUT"),
            None => return,
        };
        if modals(text).any(|(_, modal)| modal == wanted) {
            return;
        }
        let Some((word, _)) = modals(text).find(|(_, modal)| *modal == unwanted) else { return };
        let shown = word.text(text.text);
        let message = format!("exigence {nature} dont l’énoncé dit seulement {}", quoted(shown));
        out.push(
            subject
                .finding_in(project, Code::NatureContradictsModal, text, word.range(), message)
                .also(subject.place(project, &Place::Field("nature")), "la nature")
                .help(format!("écrire {verb}, ou changer la nature")),
        );
    }
}
