//! REM606: a requirement leans on a document nobody can read yet.
//!
//! What: a validated item cites a version of a referential that the register does not say published. A warning, and an
//! error once the iteration being written (else the last one) is stabilised.
//! Why: vendors cannot build on a promise.

use super::{Check, Project, Subject, quoted, versions};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::{
    ExternalReference, IterationState, Place, ReferenceLink, Requirement, Status, VersionBound,
};

/// The rule.
pub(super) struct ReferenceUnpublished;

impl Check for ReferenceUnpublished {
    fn codes(&self) -> &'static [Code] {
        &[Code::ReferenceUnpublished]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.item().filter(|item| item.status == Status::Validated) else { return };
        if item.references.is_empty() || !project.settings.references_complete(project.sources) {
            return;
        }
        for (index, link) in item.references.iter().enumerate() {
            let Some(reference) = project.corpus.reference(&link.code) else { continue };
            let Some(missing) = unpublished(project, item, link, reference) else { continue };
            let mut finding = subject
                .finding(project, Code::ReferenceUnpublished, &Place::Element("référence", index), missing)
                .also(project.origins.named("référence", &reference.code), "le registre")
                .help("attendre sa publication, citer une version publiée, ou mettre à jour « references.yaml »");
            if stabilised(project) {
                finding = finding.severity(Severity::Error);
            }
            out.push(finding);
        }
    }
}

fn stabilised(project: &Project<'_>) -> bool {
    let current = project.next_iteration.or_else(|| project.corpus.iterations.last());
    current.is_some_and(|iteration| iteration.state >= IterationState::Stabilised)
}

/// What is not published yet, in words.
fn unpublished(
    project: &Project<'_>,
    item: &Requirement,
    link: &ReferenceLink,
    reference: &ExternalReference,
) -> Option<String> {
    let published = |version: &str| reference.version(version).is_none_or(|entry| entry.is_published());
    let not_yet = |version: &str| format!("{} {version} n’est pas encore publié", quoted(&reference.code));
    match &link.bound {
        Some(VersionBound::Exactly(version)) => (!published(version)).then(|| not_yet(version)),
        Some(VersionBound::AtLeast(least)) => {
            let mut later =
                reference.versions.iter().filter(|version| versions::reaches(&version.name, least));
            (!published(least) && !later.any(|version| version.is_published())).then(|| not_yet(least))
        }
        None => {
            let lanes = project.applications(item.id.as_str());
            let lists: Vec<&[String]> = match lanes {
                [] => vec![&reference.applicable_default],
                lanes => lanes.iter().map(|(lane, _)| reference.applicable(&lane.code)).collect(),
            };
            if lists.iter().all(|list| list.is_empty()) {
                return Some(format!("aucune version de {} n’est applicable", quoted(&reference.code)));
            }
            lists.into_iter().flatten().find(|version| !published(version)).map(|version| not_yet(version))
        }
    }
}
