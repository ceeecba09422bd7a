//! REM409: renamed, and still there under its old name.
//!
//! What: `anciennement X` while X is still written, and does not itself declare where it comes from.
//! Why: one item would have two pages, and two answers.

use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ItemId, Place, Requirement};

/// The rule.
pub(super) struct RenameTargetAlive;

impl Check for RenameTargetAlive {
    fn codes(&self) -> &'static [Code] {
        &[Code::RenameTargetAlive]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.item().filter(|item| !item.formerly.is_empty()) else { return };
        for (index, former) in item.formerly.iter().enumerate() {
            let Some(other) = project.corpus.item(former.as_str()) else { continue };
            if is_known_former(project, item, former)
                || (other.id != item.id && takes_a_free_name(project, other))
            {
                continue;
            }
            let place = Place::Element("anciennement", index);
            let message = if other.id == item.id {
                format!("{} se renomme en elle-même", quoted(&item.id))
            } else {
                format!(
                    "{} remplace {} par renommage, mais {} existe encore",
                    quoted(&item.id),
                    quoted(former),
                    quoted(former)
                )
            };
            out.push(
                subject
                    .finding(project, Code::RenameTargetAlive, &place, message)
                    .also(project.origins.get(&other.id, &Place::Id).filter(|_| other.id != item.id), "encore là")
                    .help("supprimer l’ancienne, ou déclarer « issue de » si les deux vivent ; un échange d’identifiants se déclare des deux côtés"),
            );
        }
    }
}

/// The rename was frozen already: what bears the name since is the business of REM405.
fn is_known_former(project: &Project<'_>, item: &Requirement, former: &ItemId) -> bool {
    let frozen = project.last_baseline().and_then(|last| last.corpus.item(item.id.as_str()));
    frozen.or_else(|| project.frozen_item(&item.key)).is_some_and(|before| before.formerly.contains(former))
}

/// The bearer of the old name comes itself from elsewhere, in the same breath.
fn takes_a_free_name(project: &Project<'_>, other: &Requirement) -> bool {
    other.formerly.iter().any(|former| *former != other.id && !is_known_former(project, other, former))
}
