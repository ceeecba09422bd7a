//! REM403: a new version of the same thing.
//!
//! What: the version grew since the last frozen iteration, the meaning did not.
//! Why: every vendor would read again, and every pinned link become suspect, for nothing.

use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Place, Reach};

/// The rule.
pub(super) struct VersionWithoutChange;

impl Check for VersionWithoutChange {
    fn codes(&self) -> &'static [Code] {
        &[Code::VersionWithoutChange]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.live_item() else { return };
        let Some(before) = project.frozen_item(&item.key).filter(|before| before.is_live()) else { return };
        let reach = project.change(&item.id).and_then(|change| change.reach);
        if item.version <= before.version || reach == Some(Reach::Substance) {
            return;
        }
        let message = format!(
            "{} passe de v{} à v{} sans que son sens change",
            quoted(&item.id),
            before.version,
            item.version
        );
        let mut finding = subject
            .finding(project, Code::VersionWithoutChange, &Place::Version, message)
            .help(format!("garder v{} : la version ne suit que les changements de fond", before.version));
        if let Some(span) = project.origins.exact(&item.id, &Place::Version) {
            finding = finding.fix(span, format!("v{}", before.version));
        }
        out.push(finding);
    }
}
