//! REM402: the meaning moved, the version did not.
//!
//! What: since the last frozen iteration the item changed in substance, and its version is the same.
//! Why: vendors answer for a version; `dépend X v2` would go on pointing at another text.

use super::{Check, Project, Subject, listed, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::{Change, Evolution};
use crate::model::{Place, Reach};
use crate::source::Span;

/// The rule.
pub(super) struct ChangedWithoutVersion;

impl Check for ChangedWithoutVersion {
    fn codes(&self) -> &'static [Code] {
        &[Code::ChangedWithoutVersion]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.live_item() else { return };
        let Some(change) = project.change(&item.id) else { return };
        let substance = change.evolution == Evolution::Modified && change.reach == Some(Reach::Substance);
        if !substance || change.version.0 != Some(item.version) {
            return;
        }
        let next = item.version.saturating_add(1);
        let message = format!("{} a changé de sens et reste v{}", quoted(&item.id), item.version);
        let mut finding = subject
            .finding(project, Code::ChangedWithoutVersion, &Place::Version, message)
            .label(changed(change))
            .help(format!("passer en v{next}"));
        match project.origins.exact(&item.id, &Place::Version) {
            Some(span) => finding = finding.fix(span, format!("v{next}")),
            None => {
                if let Some(id) = project.origins.exact(&item.id, &Place::Id) {
                    let after = Span { start: id.end, ..id };
                    finding = finding.fix(after, format!(" v{next}"));
                }
            }
        }
        if change.signals.is_empty() && change.claimed.is_none() {
            finding = finding
                .help("si seule la rédaction a changé, le dire par « évolution … rédactionnelle motif … »");
        }
        out.push(finding);
    }
}

/// The fields of substance that differ.
fn changed(change: &Change) -> String {
    let substance = crate::model::Facet::Reach(Reach::Substance);
    let fields = change.fields.iter().filter(|field| !field.typographic && field.field.facet() == substance);
    let mut labels: Vec<&str> = fields.map(|field| field.field.label()).collect();
    labels.dedup();
    if labels.is_empty() { String::new() } else { format!("changé : {}", listed(&labels)) }
}
