//! REM510: an énoncé too long to be one requirement.
//!
//! What: more than 250 words.
//! Why: long énoncés hide several obligations, and nobody can say what changed in them.

use super::{Check, Project, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Place;

/// Words beyond which an énoncé is long: the longest published ones that hold together have about two hundred.
const LIMIT: usize = 250;

/// The rule.
pub(super) struct LongStatement;

impl Check for LongStatement {
    fn codes(&self) -> &'static [Code] {
        &[Code::LongStatement]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(text) = subject.statement().filter(|_| subject.is_live()) else { return };
        let count = text.scan.words.len();
        if count > LIMIT {
            let message = format!("énoncé de {count} mots (plus de {LIMIT})");
            out.push(subject.finding(project, Code::LongStatement, &Place::Field("énoncé"), message).help(
                "garder l’obligation ; le contexte va en « commentaire », le détail dans un référentiel cité",
            ));
        }
    }
}
