//! REM305: a link to an item that has moved on.
//!
//! What: `dépend X v2` or `adapte X v2` while X is now `v3`.
//! Why: the pin says what was read; what was written on it may no longer hold.

use super::{Check, Project, Subject, SubjectKind, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ItemId, Place, Requirement};
use crate::source::Span;

/// The rule.
pub(super) struct SuspectLink;

impl Check for SuspectLink {
    fn codes(&self) -> &'static [Code] {
        &[Code::SuspectLink]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        match subject.kind {
            SubjectKind::Item(item) if item.is_live() => {
                for (index, link) in item.depends.iter().enumerate() {
                    let span = project.origins.get(&item.id, &Place::Element("dépend", index));
                    let target = project.corpus.item(link.id.as_str());
                    out.extend(target.and_then(|target| {
                        suspect(project, &item.id, target, link.version?, span, "dépend de")
                    }));
                }
            }
            SubjectKind::Variant { lane, item, variant } if item.is_live() => {
                let span = project.origins.variant(&lane.code, &item.id, &Place::Version);
                out.extend(variant.pin.and_then(|pin| {
                    let adapts = format!("{} adapte", quoted(&lane.code));
                    let message =
                        format!("{adapts} {} v{pin}, qui en est à v{}", quoted(&item.id), item.version);
                    finding(project, &item.id, item, pin, span, message)
                }));
            }
            _ => {}
        }
    }
}

fn suspect(
    project: &Project<'_>,
    from: &ItemId,
    target: &Requirement,
    pin: u32,
    span: Option<Span>,
    verb: &str,
) -> Option<Diagnostic> {
    let message =
        format!("{} {verb} {} v{pin}, qui en est à v{}", quoted(from), quoted(&target.id), target.version);
    finding(project, from, target, pin, span, message)
}

fn finding(
    project: &Project<'_>,
    about: &ItemId,
    target: &Requirement,
    pin: u32,
    span: Option<Span>,
    message: String,
) -> Option<Diagnostic> {
    if pin >= target.version {
        return None;
    }
    let mut finding = Diagnostic::maybe_at(Code::SuspectLink, span, message)
        .also(project.origins.get(&target.id, &Place::Version), "version actuelle")
        .help(format!("relire {}, puis épingler v{}", quoted(&target.id), target.version))
        .about(about.as_str());
    if let Some(place) = span.and_then(|span| pin_span(project, span, pin)) {
        finding = finding.fix(place, format!("v{}", target.version));
    }
    Some(finding)
}

/// Where the pin itself stands: on the place, or just after it.
fn pin_span(project: &Project<'_>, link: Span, pin: u32) -> Option<Span> {
    let text = project.sources.get(link.file)?.text();
    let pin = format!("v{pin}");
    let at = |start: usize| {
        let found = text.get(start..start + pin.len())?.eq_ignore_ascii_case(&pin);
        found.then(|| Span::new(link.file, start, start + pin.len()))
    };
    let after = text.get(link.end as usize..)?;
    at(link.start as usize).or_else(|| at(link.end as usize + after.len() - after.trim_start().len()))
}
