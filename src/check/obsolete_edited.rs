//! REM406: the text of a dead item changed.
//!
//! What: obsolete in the last frozen iteration, still obsolete, and its énoncé, nature or scenarios are not the same.
//! Why: its page is an archive; what vendors read then must stay readable.

use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::wording::same_wording;
use crate::model::{Place, Requirement};

/// The rule.
pub(super) struct ObsoleteEdited;

impl Check for ObsoleteEdited {
    fn codes(&self) -> &'static [Code] {
        &[Code::ObsoleteEdited]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.item().filter(|item| !item.is_live()) else { return };
        let Some(before) = project.frozen_item(&item.key).filter(|before| !before.is_live()) else { return };
        let Some((place, what)) = edited(before, item) else { return };
        let iteration = project.last_baseline().map_or("", |baseline| baseline.iteration.as_str());
        let message = format!("{what} de {}, obsolète, a changé depuis {iteration}", quoted(&item.id));
        out.push(subject.finding(project, Code::ObsoleteEdited, &place, message).help(
            "rétablir le texte figé, ou réintroduire l’exigence avec « réintroduite depuis … motif … »",
        ));
    }
}

/// The first thing that is no longer as it was.
fn edited(before: &Requirement, after: &Requirement) -> Option<(Place, &'static str)> {
    if !same_wording(&before.statement, &after.statement) {
        return Some((Place::Field("énoncé"), "l’énoncé"));
    }
    if before.nature != after.nature {
        return Some((Place::Field("nature"), "la nature"));
    }
    if before.scenarios != after.scenarios {
        let changed = after.scenarios.iter().find(|scenario| !before.scenarios.contains(scenario));
        let place = changed.map_or(Place::Id, |scenario| Place::Scenario(scenario.id.clone()));
        return Some((place, "un scénario"));
    }
    None
}
