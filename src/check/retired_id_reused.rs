//! REM405: an old id on a new item.
//!
//! What: the id was renamed away in a frozen iteration, or its item is obsolete and what now bears it is unrelated and
//! not declared `réintroduite`. Chains and swaps of ids within one iteration are allowed: their new bearers declare
//! `anciennement`.
//! Why: pages, comments and answers of the past go by that id.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::wording::word_similarity;
use crate::model::{ItemId, Place, Requirement};
use crate::quick::{HashMap, HashMapExt as _};

/// The rule.
pub(super) struct RetiredIdReused;

/// Share of common words under which two texts have nothing to do with each other.
pub(super) const UNRELATED: f64 = 0.15;

impl Check for RetiredIdReused {
    fn codes(&self) -> &'static [Code] {
        &[Code::RetiredIdReused]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        let Some(last) = project.last_baseline() else { return };
        // Former ids declared in what is frozen: whoever bore them has another name since then.
        let mut renamed: HashMap<&ItemId, &Requirement> = HashMap::new();
        for item in &last.corpus.items {
            renamed.extend(item.formerly.iter().map(|former| (former, item)));
        }
        // Ids of earlier iterations that the last one does not know any more.
        let mut lost: HashMap<&ItemId, &str> = HashMap::new();
        for baseline in project.baselines {
            let ids =
                baseline.corpus.items.iter().filter(|item| last.corpus.item(item.id.as_str()).is_none());
            lost.extend(ids.map(|item| (&item.id, baseline.iteration.as_str())));
        }
        for item in &project.corpus.items {
            let frozen = last.corpus.item(item.id.as_str());
            let problem = match frozen {
                Some(frozen) if replaces_obsolete(frozen, item) => Some((
                    format!("{} est l’identifiant d’une autre exigence, obsolète", quoted(&item.id)),
                    "donner un autre numéro, ou déclarer « réintroduite depuis … motif … » si c’est bien la même",
                )),
                Some(_) => None,
                None => match (renamed.get(&item.id), lost.get(&item.id)) {
                    (Some(heir), _) if heir.id != item.id && !item.formerly.contains(&heir.id) => Some((
                        format!("{} est l’ancien identifiant de {}", quoted(&item.id), quoted(&heir.id)),
                        "donner un autre numéro : un identifiant publié reste réservé",
                    )),
                    (None, Some(iteration)) => Some((
                        format!("{} est l’identifiant d’une exigence figée en {iteration}", quoted(&item.id)),
                        "donner un autre numéro : un identifiant publié reste réservé",
                    )),
                    _ => None,
                },
            };
            if let Some((message, help)) = problem {
                out.push(project.about(Code::RetiredIdReused, &item.id, &Place::Id, message).help(help));
            }
        }
    }
}

/// An obsolete item whose id now stands over a text that has nothing to do with it.
pub(super) fn replaces_obsolete(frozen: &Requirement, item: &Requirement) -> bool {
    !frozen.is_live()
        && item.is_live()
        && item.key == frozen.key
        && item.reinstatement.is_none()
        && !item.statement.is_empty()
        && !frozen.statement.is_empty()
        && word_similarity(&frozen.statement, &item.statement) < UNRELATED
}
