//! Scenario parts to scenarios: numbers kept when they are sound, derived from the parent otherwise.

use std::collections::BTreeSet;

use super::rows::{ProofPart, Row, ScenarioPart};
use super::state::{ItemState, PickState, ProofState, ScenarioState, StepState, VariantState};
use super::views::{ItemViews, View};
use crate::diagnostic::Code;
use crate::exchange::fold;
use crate::exchange::identity::SOCLE_PREFIX;
use crate::exchange::report::{Finding, Report};
use crate::model::ItemId;
use crate::settings::ColumnField;

/// Numbers in use, so that none is given twice.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// Numbers that belong to a scenario or proof by their shape.
    rightful: BTreeSet<String>,
    /// Numbers given so far.
    used: BTreeSet<String>,
}

impl Numbers {
    /// Reserves the numbers that the parts of an item bear rightly.
    pub(super) fn reserve(&mut self, item: &str, parts: &[ScenarioPart]) {
        for part in parts {
            if let Some(id) = derived_from(item, &part.id) {
                let _ = self.rightful.insert(id);
            }
        }
    }
}

/// The number in the project's form when it starts like its parent.
fn derived_from(parent: &str, number: &str) -> Option<String> {
    if number.is_empty() || ItemId::defect(number).is_some() {
        return None;
    }
    let starts = |number: &str| {
        number.strip_prefix(parent).is_some_and(|rest| rest.starts_with('.') && rest.len() > 1)
    };
    if starts(number) {
        return Some(number.to_owned());
    }
    let full = format!("{SOCLE_PREFIX}{number}");
    starts(&full).then_some(full)
}

/// Builds the scenarios of a view.
pub(super) fn build(
    item: &str,
    view: &View,
    numbers: &mut Numbers,
    report: &mut Report,
) -> Vec<ScenarioState> {
    let mut mine = BTreeSet::new();
    let mut scenarios = Vec::new();
    for part in &view.scenarios {
        let id = scenario_number(item, part, &mut mine, numbers, &view.row, report);
        let mut scenario = ScenarioState {
            id: id.clone(),
            title: part.title.clone(),
            prerequisite: part.prerequisite.clone(),
            ..ScenarioState::default()
        };
        let text = part.step.clone().unwrap_or_else(|| part.text.clone());
        if !text.trim().is_empty() {
            scenario.steps.push(StepState { text, ..StepState::default() });
        }
        let mut proofs = proofs(&id, part.proofs.values(), &view.row, report);
        if let Some(points) = &part.verification {
            match proofs.first_mut() {
                Some(proof) => proof.verification = Some((points.clone(), true)),
                None => scenario.notes.push(format!("Points de vérification : {points}")),
            }
        }
        match scenario.steps.first_mut() {
            Some(step) => step.proofs = proofs,
            None => scenario.proofs = proofs,
        }
        scenarios.push(scenario);
    }
    scenarios
}

fn scenario_number(
    item: &str,
    part: &ScenarioPart,
    mine: &mut BTreeSet<String>,
    numbers: &mut Numbers,
    row: &Row,
    report: &mut Report,
) -> String {
    if let Some(id) = derived_from(item, &part.id)
        && mine.insert(id.clone())
    {
        let _ = numbers.used.insert(id.clone());
        return id;
    }
    let full = match item.starts_with(SOCLE_PREFIX) && !part.id.starts_with(SOCLE_PREFIX) {
        true => format!("{SOCLE_PREFIX}{}", part.id),
        false => part.id.clone(),
    };
    let foreign = !part.id.is_empty() && ItemId::defect(&full).is_none();
    if foreign
        && !numbers.rightful.contains(&full)
        && !numbers.used.contains(&full)
        && mine.insert(full.clone())
    {
        let _ = numbers.used.insert(full.clone());
        let message = format!("scénario « {full} » sous « {item} » : numéro étranger gardé");
        report.findings.push(Finding::new(Code::ImportIdentity, row.place(ColumnField::ScenarioId), message));
        return full;
    }
    let id = next(item, |id| mine.contains(id) || numbers.rightful.contains(id));
    let _ = mine.insert(id.clone());
    let message = if part.id.is_empty() {
        format!("scénario de « {item} » sans numéro : « {id} » lui est donné")
    } else {
        format!("scénario « {} » de « {item} » déjà pris ailleurs : renuméroté « {id} »", part.id)
    };
    report.findings.push(Finding::new(Code::ImportIdentity, row.place(ColumnField::ScenarioId), message));
    id
}

fn next(parent: &str, taken: impl Fn(&str) -> bool) -> String {
    (1..).map(|rank| format!("{parent}.{rank:02}")).find(|id| !taken(id)).unwrap_or_default()
}

/// Builds the proofs of a scenario.
pub(super) fn proofs<'a>(
    scenario: &str,
    parts: impl Iterator<Item = &'a ProofPart> + Clone,
    row: &Row,
    report: &mut Report,
) -> Vec<ProofState> {
    let rightful: BTreeSet<String> =
        parts.clone().filter_map(|part| derived_from(scenario, &part.id)).collect();
    let mut used = BTreeSet::new();
    let mut proofs = Vec::new();
    for part in parts {
        let sound = derived_from(scenario, &part.id).filter(|id| !used.contains(id));
        let id = match sound {
            Some(id) => id,
            None => {
                let id = next(scenario, |id| used.contains(id) || rightful.contains(id));
                let message = if part.id.is_empty() {
                    format!("preuve de « {scenario} » sans numéro : « {id} » lui est donné")
                } else {
                    format!("preuve « {} » de « {scenario} » : renumérotée « {id} »", part.id)
                };
                let field = if row.columns.contains_key(&ColumnField::ProofId) {
                    ColumnField::ProofId
                } else {
                    ColumnField::ProofList
                };
                report.findings.push(Finding::new(Code::ImportIdentity, row.place(field), message));
                id
            }
        };
        let _ = used.insert(id.clone());
        proofs.push(ProofState {
            id,
            kinds: kinds(&part.text),
            text: part.text.clone(),
            ..ProofState::default()
        });
    }
    proofs
}

/// Kinds a text asks for, by its words; `autre` when none is named.
fn kinds(text: &str) -> Vec<String> {
    let folded = fold::key(text);
    let words = [
        ("capture", ["capture d'ecran", "copie d'ecran", "capture ecran"].as_slice()),
        ("vidéo", &["video"]),
        ("trace", &["trace", "logs", "journal"]),
        ("attestation", &["attestation", "certificat de"]),
    ];
    let found: Vec<String> = words
        .iter()
        .filter(|(_, signs)| signs.iter().any(|sign| folded.contains(sign)))
        .map(|(kind, _)| (*kind).to_owned())
        .collect();
    if found.is_empty() { vec!["autre".to_owned()] } else { found }
}

fn same(left: &[ScenarioState], right: &[ScenarioState]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(a, b)| same_scenario(a, b))
}

fn same_scenario(left: &ScenarioState, right: &ScenarioState) -> bool {
    let words = |scenario: &ScenarioState| {
        let mut words = vec![scenario.id.clone(), scenario.title.clone(), fold::text(&scenario.prerequisite)];
        for step in &scenario.steps {
            words.push(fold::text(&step.text));
            words.extend(step.proofs.iter().flat_map(proof_words));
        }
        words.extend(scenario.proofs.iter().flat_map(proof_words));
        words
    };
    words(left) == words(right)
}

/// Whether two lists of scenarios ask for the same deeds; proofs and titles do not count.
pub(super) fn same_steps(left: &[ScenarioState], right: &[ScenarioState]) -> bool {
    let deeds = |scenarios: &[ScenarioState]| -> Vec<(String, String, Vec<String>)> {
        scenarios
            .iter()
            .map(|one| {
                let steps = one.steps.iter().map(|step| fold::text(&step.text)).collect();
                (one.id.clone(), fold::text(&one.prerequisite), steps)
            })
            .collect()
    };
    deeds(left) == deeds(right)
}

fn proof_words(proof: &ProofState) -> [String; 2] {
    [proof.id.clone(), fold::text(&proof.text)]
}

/// Gives a socle item the scenarios most lanes show, and each other lane what it shows differently.
pub(super) fn share(
    item: &mut ItemState,
    views: &ItemViews,
    live: &[String],
    picks: &mut [(String, PickState)],
    numbers: &mut Numbers,
    report: &mut Report,
) {
    let mut sets: Vec<(String, Vec<ScenarioState>)> = Vec::new();
    let catalogue =
        views.catalogue.as_ref().map(|view| build(&item.id, view, numbers, report)).unwrap_or_default();
    for (lane, view) in &views.lanes {
        if live.contains(lane) && !view.scenarios.is_empty() {
            sets.push((lane.clone(), build(&item.id, view, numbers, report)));
        }
    }
    if !catalogue.is_empty() {
        item.scenarios = catalogue;
    } else {
        let mut best: Option<(usize, &Vec<ScenarioState>)> = None;
        for (_, set) in &sets {
            let votes = sets.iter().filter(|(_, other)| same(set, other)).count();
            if best.is_none_or(|(most, _)| votes > most) {
                best = Some((votes, set));
            }
        }
        match best {
            Some((_, set)) => item.scenarios.clone_from(set),
            None => return,
        }
    }
    for (lane, set) in sets {
        let Some((_, pick)) = picks.iter_mut().find(|(known, _)| *known == lane) else { continue };
        let variant = pick.variant.get_or_insert_with(VariantState::default);
        variant.scenarios = set
            .iter()
            .filter(|one| !item.scenarios.iter().any(|base| same_scenario(base, one)))
            .cloned()
            .collect();
        variant.without = item
            .scenarios
            .iter()
            .filter(|base| !set.iter().any(|one| one.id == base.id))
            .map(|base| base.id.clone())
            .collect();
        if !variant.scenarios.is_empty() || !variant.without.is_empty() {
            let message = format!("« {} » : scénarios propres au couloir {lane}", item.id);
            let place = views
                .lanes
                .iter()
                .find(|(known, _)| *known == lane)
                .map(|(_, view)| view.row.place(ColumnField::ScenarioId));
            report.findings.push(Finding::new(Code::ImportVariant, place.unwrap_or_default(), message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_picked_items_get_the_socle_prefix() {
        assert_eq!(derived_from("SC.X/Y.01", "X/Y.01.02").as_deref(), Some("SC.X/Y.01.02"));
        assert_eq!(derived_from("SC.X/Y.01", "SC.X/Y.01.02").as_deref(), Some("SC.X/Y.01.02"));
        assert_eq!(derived_from("SC.X/Y.01", "X/Y.02.01"), None);
        assert_eq!(derived_from("SC.X/Y.01", ""), None);
    }

    #[test]
    fn kinds_come_from_the_words() {
        assert_eq!(kinds("Démonstration (copie d'écran, vidéo…)"), ["capture", "vidéo"]);
        assert_eq!(kinds("Lien vers la plateforme"), ["autre"]);
    }
}
