//! REM603: a number that does not follow from its parent's.
//!
//! What: the number of a scenario is the requirement's and `.NN`, the number of a proof the scenario's and `.NN`.
//! Why: stale numbers after a rename send vendors to the wrong test.

use super::{Check, Project, Subject, SubjectKind, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ItemId, Place};

/// The rule.
pub(super) struct NumberNotDerived;

impl Check for NumberNotDerived {
    fn codes(&self) -> &'static [Code] {
        &[Code::NumberNotDerived]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        if !subject.is_live() {
            return;
        }
        let id = subject.id().as_str();
        for scenario in subject.scenarios() {
            let parents = match subject.kind {
                SubjectKind::Item(_) => vec![id],
                SubjectKind::Variant { lane, .. } => vec![id, lane.published_id(id)],
                SubjectKind::Cross { .. } => Vec::new(),
            };
            let mut numbers = vec![scenario.id.as_str().to_owned()];
            if !parents.is_empty() && !parents.iter().any(|parent| derives(scenario.id.as_str(), parent)) {
                let place = Place::Scenario(scenario.id.clone());
                numbers.extend(expected(&scenario.id, id));
                out.push(finding(project, subject, &scenario.id, id, &place));
            }
            for proof in scenario.all_proofs().filter(|proof| !proof.shared) {
                if !numbers.iter().any(|number| derives(proof.id.as_str(), number)) {
                    let place = Place::Proof(proof.id.clone());
                    out.push(finding(project, subject, &proof.id, scenario.id.as_str(), &place));
                }
            }
        }
    }
}

/// The number an id should have under a parent: its own last part, when that is a number.
fn expected(id: &ItemId, parent: &str) -> Option<String> {
    let last = id.as_str().rsplit('.').next().unwrap_or_default();
    let is_number = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| format!("{parent}.{last}"))
}

/// Whether a number is the parent's, then one or more parts made of digits.
fn derives(id: &str, parent: &str) -> bool {
    let rest = id.strip_prefix(parent).and_then(|rest| rest.strip_prefix('.'));
    rest.is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    })
}

fn finding(
    project: &Project<'_>,
    subject: &Subject<'_>,
    id: &ItemId,
    parent: &str,
    place: &Place,
) -> Diagnostic {
    let what = if matches!(place, Place::Proof(_)) { "de la preuve" } else { "du scénario" };
    let message = format!("le numéro {what} {} ne dérive pas de {}", quoted(id), quoted(parent));
    let mut finding = subject.finding(project, Code::NumberNotDerived, place, message);
    let Some(expected) = expected(id, parent) else {
        return finding.help(format!("le numéro attendu est {}", quoted(format!("{parent}.NN"))));
    };
    if let Some(span) = subject.place(project, place)
        && project.sources.slice(span) == id.as_str()
    {
        finding = finding.fix(span, expected.clone());
    }
    finding.help(format!("le numéro attendu est {}", quoted(expected)))
}
