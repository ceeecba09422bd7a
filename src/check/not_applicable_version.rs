//! REM605: the requirement cites one version, the lane applies another.
//!
//! What: `référence X 1.0` or `>= 1.0` while no version that applies in a lane of the item fits.
//! Why: the register and the requirement cannot both be right.

use super::{Check, Project, Subject, listed, quoted, versions};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ExternalReference, Place, VersionBound};

/// The rule.
pub(super) struct NotApplicableVersion;

impl Check for NotApplicableVersion {
    fn codes(&self) -> &'static [Code] {
        &[Code::NotApplicableVersion]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.live_item() else { return };
        if item.references.is_empty() || !project.settings.references_complete(project.sources) {
            return;
        }
        for (index, link) in item.references.iter().enumerate() {
            let (Some(bound), Some(reference)) = (&link.bound, project.corpus.reference(&link.code)) else {
                continue;
            };
            let (VersionBound::Exactly(cited) | VersionBound::AtLeast(cited)) = bound;
            if reference.version(cited).is_none() {
                continue; // REM210's.
            }
            let lanes = project.applications(item.id.as_str());
            let unfit: Vec<&str> = lanes
                .iter()
                .map(|(lane, _)| lane.code.as_str())
                .filter(|lane| !fits(reference.applicable(lane), bound))
                .collect();
            let by_default = lanes.is_empty() && !fits(&reference.applicable_default, bound);
            if unfit.is_empty() && !by_default {
                continue;
            }
            let applicable: &[String] = match unfit.first() {
                Some(lane) => reference.applicable(lane),
                None => &reference.applicable_default,
            };
            out.push(finding(project, subject, (index, &link.to_string()), reference, &unfit, applicable));
        }
    }
}

/// Whether one of the applicable versions is what is asked. Versions that cannot be compared are let through.
fn fits(applicable: &[String], bound: &VersionBound) -> bool {
    applicable.is_empty()
        || applicable.iter().any(|version| match bound {
            VersionBound::Exactly(wanted) => version == wanted,
            VersionBound::AtLeast(least) => {
                versions::compare(version, least).is_none_or(std::cmp::Ordering::is_ge)
            }
        })
}

fn finding(
    project: &Project<'_>,
    subject: &Subject<'_>,
    (index, cited): (usize, &str),
    reference: &ExternalReference,
    lanes: &[&str],
    applicable: &[String],
) -> Diagnostic {
    let lane = match lanes {
        [] => String::new(),
        lanes => format!(" dans {}", listed(lanes)),
    };
    let message =
        format!("{} n’est pas applicable{lane}, où s’applique {}", quoted(cited), listed(applicable));
    let message =
        if lanes.is_empty() { message.replace(", où s’applique", " : s’applique") } else { message };
    subject
        .finding(project, Code::NotApplicableVersion, &Place::Element("référence", index), message)
        .also(project.origins.named("référence", &reference.code), "le registre")
        .help(format!(
            "citer la version applicable, ou {} seul pour suivre le registre",
            quoted(&reference.code)
        ))
}
