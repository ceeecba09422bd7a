//! REM414: one end of a lineage does not know of the other.
//!
//! What: an item that `fusionne A` while A is alive or does not say `remplacée par` it; an item `issue de A` while A is
//! obsolete and does not name it; an item obsolete by fusion or split whose successor does not say so.
//! Why: both pages link to each other, and readers come from either side.

use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ItemId, Motive, Place, Requirement, Status};

/// The rule.
pub(super) struct LineageUnpaired;

impl Check for LineageUnpaired {
    fn codes(&self) -> &'static [Code] {
        &[Code::LineageUnpaired]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.item() else { return };
        let merged = item.merges.iter().enumerate().map(|(index, id)| ("fusionne", index, id));
        let derived = item.derived_from.iter().enumerate().map(|(index, id)| ("issue de", index, id));
        for (keyword, index, id) in merged.chain(derived) {
            let Some(source) = project.corpus.item(id.as_str()) else { continue };
            let Some(fault) = ancestor_fault(item, source, keyword == "fusionne") else { continue };
            let message = format!("{} {keyword} {}, {fault}", quoted(&item.id), quoted(&source.id));
            out.push(
                subject
                    .finding(project, Code::LineageUnpaired, &Place::Element(keyword, index), message)
                    .also(project.origins.get(&source.id, &Place::Field("statut")), "l’autre bout")
                    .help(format!(
                        "écrire « statut obsolète … » et « remplacée par {} » dans {}",
                        item.id,
                        quoted(&source.id)
                    )),
            );
        }
        successors(project, subject, item, out);
    }
}

fn ancestor_fault(item: &Requirement, source: &Requirement, merges: bool) -> Option<&'static str> {
    match (source.is_live(), source.replaced_by.contains(&item.id)) {
        (true, _) if merges => Some("qui est encore vivante"),
        (true, _) | (false, true) => None,
        (false, false) => Some("qui ne dit pas « remplacée par » elle"),
    }
}

/// A fusion or a split is also declared by what came out of it.
fn successors(project: &Project<'_>, subject: &Subject<'_>, item: &Requirement, out: &mut Vec<Diagnostic>) {
    let motive = item
        .obsolescence
        .as_ref()
        .filter(|_| item.status == Status::Obsolete)
        .and_then(|gone| gone.cause.motive);
    let (keyword, declared): (&str, fn(&Requirement) -> &Vec<ItemId>) = match motive {
        Some(Motive::Merge) => ("fusionne", |heir| &heir.merges),
        Some(Motive::Split) => ("issue de", |heir| &heir.derived_from),
        _ => return,
    };
    for (index, id) in item.replaced_by.iter().enumerate() {
        let Some(heir) = project.corpus.item(id.as_str()).filter(|heir| !declared(heir).contains(&item.id))
        else {
            continue;
        };
        let message = format!(
            "{} est remplacée par {}, qui ne dit pas « {keyword} {} »",
            quoted(&item.id),
            quoted(&heir.id),
            item.id
        );
        out.push(
            subject
                .finding(project, Code::LineageUnpaired, &Place::Element("remplacée par", index), message)
                .also(project.origins.get(&heir.id, &Place::Id), "l’autre bout")
                .help(format!("ajouter « {keyword} {} » à {}", item.id, quoted(&heir.id))),
        );
    }
}
