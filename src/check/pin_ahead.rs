//! REM312: a link to a version nobody wrote yet.
//!
//! What: `dépend X v5` or `adapte X v5` while X is at `v3`.
//! Why: a slip of the hand that would hide the real `v5` when it comes.

use super::{Check, Project, Subject, SubjectKind, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ItemId, Place, Requirement};
use crate::source::Span;

/// The rule.
pub(super) struct PinAhead;

impl Check for PinAhead {
    fn codes(&self) -> &'static [Code] {
        &[Code::PinAhead]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        match subject.kind {
            SubjectKind::Item(item) => {
                for (index, link) in item.depends.iter().enumerate() {
                    let (Some(target), Some(pin)) = (project.corpus.item(link.id.as_str()), link.version)
                    else {
                        continue;
                    };
                    let span = project.origins.get(&item.id, &Place::Element("dépend", index));
                    out.extend(ahead(project, &item.id, target, pin, span));
                }
            }
            SubjectKind::Variant { lane, item, variant } => {
                let span = project.origins.variant(&lane.code, &item.id, &Place::Version);
                out.extend(variant.pin.and_then(|pin| ahead(project, &item.id, item, pin, span)));
            }
            SubjectKind::Cross { .. } => {}
        }
    }
}

fn ahead(
    project: &Project<'_>,
    about: &ItemId,
    target: &Requirement,
    pin: u32,
    span: Option<Span>,
) -> Option<Diagnostic> {
    if pin <= target.version {
        return None;
    }
    let message =
        format!("lien épinglé sur v{pin} de {}, qui en est à v{}", quoted(&target.id), target.version);
    Some(
        Diagnostic::maybe_at(Code::PinAhead, span, message)
            .also(project.origins.get(&target.id, &Place::Version), "version actuelle")
            .help(format!("écrire v{}", target.version))
            .about(about.as_str()),
    )
}
