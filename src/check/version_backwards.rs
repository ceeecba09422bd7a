//! REM404: a version lower than the frozen one.
//!
//! What: `v2` in the working tree, `v3` in an iteration already frozen.
//! Why: two different texts would bear the same number.

use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Place;

/// The rule.
pub(super) struct VersionBackwards;

impl Check for VersionBackwards {
    fn codes(&self) -> &'static [Code] {
        &[Code::VersionBackwards]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.item() else { return };
        let Some(before) = project.frozen_item(&item.key).filter(|before| before.version > item.version)
        else {
            return;
        };
        let iteration = project.last_baseline().map_or("", |baseline| baseline.iteration.as_str());
        let message = format!(
            "{} est en v{}, mais figée en v{} ({iteration})",
            quoted(&item.id),
            item.version,
            before.version
        );
        let mut finding = subject
            .finding(project, Code::VersionBackwards, &Place::Version, message)
            .help(format!("écrire au moins v{}, et une de plus si le sens a changé", before.version));
        if let Some(span) = project.origins.exact(&item.id, &Place::Version) {
            finding = finding.fix(span, format!("v{}", before.version));
        }
        out.push(finding);
    }
}
