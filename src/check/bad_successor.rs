//! REM408: the way out of an obsolete item leads nowhere.
//!
//! What: `remplacée par` names an obsolete item or one whose text has nothing to do with it; a fusion or a split names
//! no successor.
//! Why: the page of a dead item is where its former readers land.

use super::retired_id_reused::UNRELATED;
use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::wording::word_similarity;
use crate::model::{Motive, Place, Requirement, Status};

/// The rule.
pub(super) struct BadSuccessor;

impl Check for BadSuccessor {
    fn codes(&self) -> &'static [Code] {
        &[Code::BadSuccessor]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.item().filter(|item| item.status == Status::Obsolete) else { return };
        let motive = item.obsolescence.as_ref().and_then(|gone| gone.cause.motive);
        if item.replaced_by.is_empty() && matches!(motive, Some(Motive::Merge | Motive::Split)) {
            let message =
                format!("{} est obsolète par fusion ou scission, sans successeur", quoted(&item.id));
            out.push(
                subject
                    .finding(project, Code::BadSuccessor, &Place::Field("statut"), message)
                    .help("ajouter « remplacée par … »"),
            );
        }
        for (index, id) in item.replaced_by.iter().enumerate() {
            let Some(successor) = project.corpus.item(id.as_str()) else { continue };
            let (fault, help) = if successor.id == item.id {
                ("se remplace elle-même", "nommer une autre exigence")
            } else if !successor.is_live() {
                ("est remplacée par une exigence obsolète", "nommer l’exigence qui vaut aujourd’hui")
            } else if unrelated(item, successor) {
                (
                    "est remplacée par une exigence dont le texte n’a rien de commun",
                    "vérifier le numéro du successeur",
                )
            } else {
                continue;
            };
            let message = format!("{} {fault}", quoted(&item.id));
            out.push(
                subject
                    .finding(project, Code::BadSuccessor, &Place::Element("remplacée par", index), message)
                    .also(project.origins.get(&successor.id, &Place::Field("énoncé")), "le successeur")
                    .help(help),
            );
        }
    }
}

/// Neither the titles nor the texts share words.
fn unrelated(item: &Requirement, successor: &Requirement) -> bool {
    let texts = !item.statement.is_empty() && !successor.statement.is_empty();
    texts
        && word_similarity(&item.statement, &successor.statement) < UNRELATED
        && word_similarity(&item.title, &successor.title) < UNRELATED
}
