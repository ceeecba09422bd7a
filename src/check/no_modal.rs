//! REM503: an énoncé that neither binds nor advises.
//!
//! What: no DOIT, DOIVENT, PEUT or PEUVENT in capitals.
//! Why: the capitals are what a vendor, and an auditor, looks for.

use super::modal::{capitals_of, modals};
use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Nature, Place};

/// The rule.
pub(super) struct NoModal;

impl Check for NoModal {
    fn codes(&self) -> &'static [Code] {
        &[Code::NoModal]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(text) = subject.statement().filter(|_| subject.is_live()) else { return };
        if modals(text).next().is_some() {
            return;
        }
        let near = text.scan.prose().find_map(|word| Some((word, capitals_of(word.text(text.text))?)));
        let Some((word, verb)) = near else {
            let wanted = if subject.nature() == Some(Nature::Recommended) { "PEUT" } else { "DOIT" };
            let message = "énoncé sans DOIT ni PEUT";
            out.push(
                subject
                    .finding(project, Code::NoModal, &Place::Field("énoncé"), message)
                    .help(format!("dire ce que le système {wanted} faire, en capitales")),
            );
            return;
        };
        let shown = word.text(text.text);
        let message = format!("énoncé sans DOIT ni PEUT : {} n’engage à rien", quoted(shown));
        let mut finding = subject.finding_in(project, Code::NoModal, text, word.range(), message);
        if let Some(span) = subject.span(project, text, word.range()) {
            finding = finding.fix(span, verb);
        }
        out.push(finding.help(format!("écrire {}", quoted(verb))));
    }
}
