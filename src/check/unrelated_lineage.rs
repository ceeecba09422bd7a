//! REM423: a lineage the texts do not bear out.
//!
//! What: `anciennement X`, `issue de X` or `fusionne X`, new since the last frozen iteration, where neither the énoncés
//! nor the titles share words. `remplacée par` is REM408's.
//! Why: a wrong number there hands the history, the comments and the answers of one requirement to another.

use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::suggest::unrelated;
use crate::history::wording::word_similarity;
use crate::model::{ItemId, Place, Requirement};

/// The rule.
pub(super) struct UnrelatedLineage;

/// Share of common words from which two titles speak of the same thing.
const SAME_TITLE: f64 = 0.5;

impl Check for UnrelatedLineage {
    fn codes(&self) -> &'static [Code] {
        &[Code::UnrelatedLineage]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.item() else { return };
        let Some(last) = project.last_baseline() else { return };
        let known = last.corpus.item(item.id.as_str());
        let lists: [(&'static str, &[ItemId], &[ItemId]); 3] = [
            ("anciennement", &item.formerly, known.map_or(&[], |known| &known.formerly)),
            ("issue de", &item.derived_from, known.map_or(&[], |known| &known.derived_from)),
            ("fusionne", &item.merges, known.map_or(&[], |known| &known.merges)),
        ];
        for (keyword, declared, frozen) in lists {
            for (index, id) in declared.iter().enumerate().filter(|(_, id)| !frozen.contains(id)) {
                let Some(source) = last.corpus.item(id.as_str()).filter(|source| is_foreign(source, item))
                else {
                    continue;
                };
                let message = format!(
                    "{} {keyword} {}, dont le texte n’a rien de commun",
                    quoted(&item.id),
                    quoted(&source.id)
                );
                out.push(
                    subject
                        .finding(project, Code::UnrelatedLineage, &Place::Element(keyword, index), message)
                        .help(
                            "vérifier le numéro ; s’il est juste et que tout est réécrit, tolérer ce constat",
                        ),
                );
            }
        }
    }
}

fn is_foreign(source: &Requirement, item: &Requirement) -> bool {
    unrelated(&source.statement, &item.statement) && word_similarity(&source.title, &item.title) < SAME_TITLE
}
