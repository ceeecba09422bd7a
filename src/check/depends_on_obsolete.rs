//! REM304: a live item needs a dead one.
//!
//! What: `dépend` names an obsolete item.
//! Why: a vendor would have to meet a requirement that no longer exists.

use super::{Check, Project, Subject, listed, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Place;

/// The rule.
pub(super) struct DependsOnObsolete;

impl Check for DependsOnObsolete {
    fn codes(&self) -> &'static [Code] {
        &[Code::DependsOnObsolete]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.live_item() else { return };
        for (index, link) in item.depends.iter().enumerate() {
            let Some(target) = project.corpus.item(link.id.as_str()).filter(|target| !target.is_live())
            else {
                continue;
            };
            let place = Place::Element("dépend", index);
            let message = format!("{} dépend de {}, qui est obsolète", quoted(&item.id), quoted(&target.id));
            let mut finding = subject
                .finding(project, Code::DependsOnObsolete, &place, message)
                .also(project.origins.get(&target.id, &Place::Field("statut")), "rendue obsolète ici");
            finding = match target.replaced_by.as_slice() {
                [] => finding.help("retirer ce lien"),
                successors => finding.help(format!("remplacée par {}", listed(successors))),
            };
            if let ([successor], Some(span)) =
                (target.replaced_by.as_slice(), project.origins.exact(&item.id, &place))
                && *successor != item.id
                && link.version.is_none()
            {
                finding = finding.fix(span, successor.as_str());
            }
            out.push(finding);
        }
    }
}
