//! Rows of steps to scenarios that span several requirements.

use std::collections::BTreeSet;

use super::rows::{Batch, Row};
use super::scenarios;
use super::state::{ProofState, ScenarioState, State, StepState};
use crate::diagnostic::Code;
use crate::exchange::fold;
use crate::exchange::identity::{SOCLE_PREFIX, clean_id};
use crate::exchange::report::{Fate, Finding, Report};
use crate::settings::ColumnField;

/// Merges the rows of steps of a batch into the cross scenarios of the project. A scenario that the workbook gives
/// again is replaced.
pub(super) fn merge(batch: &Batch, state: &mut State, report: &mut Report) {
    let mut built: Vec<(String, ScenarioState)> = Vec::new();
    let mut last: Vec<(String, String, String)> = Vec::new();
    for row in &batch.rows {
        let (Some(lane), Some(part)) = (&row.lane, &row.scenario) else {
            reject(row, "ni couloir ni scénario", report);
            continue;
        };
        if part.id.is_empty() || crate::model::ItemId::defect(&part.id).is_some() {
            reject(row, "scénario sans référence utilisable", report);
            continue;
        }
        let Some(text) = &part.step else {
            reject(row, "étape sans texte", report);
            continue;
        };
        let same = (lane.clone(), part.id.clone(), text.clone());
        if last.contains(&same) && part.proofs.is_empty() && part.covers.is_empty() {
            report.findings.push(
                Finding::new(
                    Code::ImportDuplicate,
                    row.place(ColumnField::Step),
                    "étape déjà lue : fusionnée",
                )
                .info(),
            );
            report.count(Some(lane), None, Fate::Merged);
            continue;
        }
        last.push(same);
        let index = match built.iter().position(|(known, scenario)| known == lane && scenario.id == part.id) {
            Some(index) => index,
            None => {
                built.push((
                    lane.clone(),
                    ScenarioState {
                        id: part.id.clone(),
                        title: part.title.clone(),
                        profiles: row.profiles.clone().unwrap_or_default(),
                        prerequisite: part.prerequisite.clone(),
                        ..ScenarioState::default()
                    },
                ));
                built.len() - 1
            }
        };
        add_profiles(row, state);
        let covers = covered(&part.covers, row, state, report);
        let Some((_, scenario)) = built.get_mut(index) else { continue };
        let mut proofs = scenarios::proofs(&scenario.id, part.proofs.values(), row, report);
        renumber(&mut proofs, scenario, row, report);
        if let (Some(points), Some(proof)) = (&part.verification, proofs.first_mut()) {
            proof.verification = Some((points.clone(), true));
        }
        for note in &row.notes {
            if !scenario.notes.contains(note) {
                scenario.notes.push(note.clone());
            }
        }
        scenario.steps.push(StepState { text: text.clone(), covers, proofs });
        report.count(Some(lane), None, Fate::Mapped);
    }
    for (lane, scenario) in built {
        let known = state.cross.entry(lane).or_default();
        match known.iter_mut().find(|other| other.id == scenario.id) {
            Some(other) => *other = scenario,
            None => known.push(scenario),
        }
    }
}

/// Gives another number to proofs whose number an earlier step of the scenario bears.
fn renumber(proofs: &mut [ProofState], scenario: &ScenarioState, row: &Row, report: &mut Report) {
    let taken: BTreeSet<String> =
        scenario.steps.iter().flat_map(|step| &step.proofs).map(|proof| proof.id.clone()).collect();
    for proof in proofs.iter_mut().filter(|proof| taken.contains(&proof.id)) {
        let rank = taken.len() + 1;
        let id = format!("{}.{rank:02}", scenario.id);
        let message = format!("preuve « {} » déjà prise : renumérotée « {id} »", proof.id);
        report.findings.push(Finding::new(Code::ImportIdentity, row.place(ColumnField::ProofId), message));
        proof.id = id;
    }
}

/// Profiles that the project does not have yet.
fn add_profiles(row: &Row, state: &mut State) {
    for profile in row.profiles.iter().flatten() {
        if !state.profiles.iter().any(|known| fold::key(known) == fold::key(profile)) {
            state.profiles.push(profile.clone());
        }
    }
}

fn reject(row: &Row, reason: &str, report: &mut Report) {
    report.findings.push(Finding::new(
        Code::ImportRejected,
        row.place(ColumnField::ScenarioId),
        format!("ligne refusée : {reason}"),
    ));
    report.count(row.lane.as_deref(), None, Fate::Rejected);
}

/// Ids of the project for the requirements a step names; unknown ones are reported and left out.
fn covered(names: &[String], row: &Row, state: &State, report: &mut Report) -> Vec<String> {
    let mut found = Vec::new();
    for name in names {
        let id = clean_id(name.trim_matches(['[', ']'])).id;
        let full = format!("{SOCLE_PREFIX}{id}");
        let known = state
            .items
            .keys()
            .find(|known| known.eq_ignore_ascii_case(&id))
            .or_else(|| state.items.keys().find(|known| known.eq_ignore_ascii_case(&full)));
        match known {
            Some(known) => {
                if !found.contains(known) {
                    found.push(known.clone());
                }
            }
            None => {
                let message =
                    format!("exigence couverte « {id} » inconnue du projet : écartée de « couvre »");
                report.findings.push(Finding::new(
                    Code::ImportIdentity,
                    row.place(ColumnField::Covers),
                    message,
                ));
            }
        }
    }
    found
}
