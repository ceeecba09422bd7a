//! Scenarios that span several requirements, from one state to the next.
//!
//! Owner of [`ScenarioChange`]. Input: two corpora; output: the scenarios of the lanes that came, went or differ, each with
//! the requirements it covers. The requirements themselves do not change with them: what must be shown does.

use super::change::{Evolution, FieldChange, Signal};
use super::fields::{self, Sides};
use crate::model::{Corpus, Facet, ItemId, Reach, Scenario};
use crate::quick::HashMap;

/// A scenario of a lane that is not the same on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioChange {
    /// Code of the lane.
    pub lane: String,
    /// Number.
    pub id: ItemId,
    /// Title after, or before when it is gone.
    pub title: String,
    /// New, modified, obsolete (gone), or unchanged when only typography differs.
    pub evolution: Evolution,
    /// How far a modification reaches.
    pub reach: Option<Reach>,
    /// Signs that what must be shown moved.
    pub signals: Vec<Signal>,
    /// Fields that differ; none for a scenario that came or went.
    pub fields: Vec<FieldChange>,
    /// Requirements it covers, on either side, in natural order.
    pub covers: Vec<ItemId>,
}

impl ScenarioChange {
    /// What happened to it, in a word.
    pub fn label(&self) -> &'static str {
        match self.evolution {
            Evolution::New => "Nouveau",
            Evolution::Obsolete => "Retiré",
            Evolution::Modified | Evolution::Reinstated => "Modifié",
            Evolution::Unchanged => "Typographie seule",
        }
    }
}

/// Scenarios that differ, in the order of the state after, then those that are gone. With a lane, only its own.
pub(super) fn scenario_changes(before: &Corpus, after: &Corpus, lane: Option<&str>) -> Vec<ScenarioChange> {
    let wanted = |code: &str| lane.is_none_or(|lane| lane == code);
    let known: HashMap<(&str, &ItemId), &Scenario> =
        before.cross_scenarios.iter().map(|(code, one)| ((code.as_str(), &one.id), one)).collect();
    let now: HashMap<(&str, &ItemId), &Scenario> =
        after.cross_scenarios.iter().map(|(code, one)| ((code.as_str(), &one.id), one)).collect();
    let mut found = Vec::new();
    for (code, scenario) in after.cross_scenarios.iter().filter(|(code, _)| wanted(code)) {
        match known.get(&(code.as_str(), &scenario.id)) {
            None => found.push(blank(code, scenario, Evolution::New)),
            Some(old) if *old == scenario => {}
            Some(old) => {
                let sides = Sides { before, after, lane: Some(code) };
                found.extend(modified(code, old, scenario, &sides));
            }
        }
    }
    for (code, scenario) in before.cross_scenarios.iter().filter(|(code, _)| wanted(code)) {
        if !now.contains_key(&(code.as_str(), &scenario.id)) {
            found.push(blank(code, scenario, Evolution::Obsolete));
        }
    }
    found
}

fn blank(lane: &str, scenario: &Scenario, evolution: Evolution) -> ScenarioChange {
    let mut covers: Vec<ItemId> = scenario.covers().cloned().collect();
    covers.sort();
    covers.dedup();
    ScenarioChange {
        lane: lane.to_owned(),
        id: scenario.id.clone(),
        title: scenario.title.clone(),
        evolution,
        reach: None,
        signals: Vec::new(),
        fields: Vec::new(),
        covers,
    }
}

fn modified(lane: &str, old: &Scenario, new: &Scenario, sides: &Sides<'_>) -> Option<ScenarioChange> {
    let fields = fields::compare_crossing(old, new, sides);
    if fields.is_empty() {
        return None;
    }
    let mut change = blank(lane, new, Evolution::Unchanged);
    change.covers.extend(old.covers().cloned());
    change.covers.sort();
    change.covers.dedup();
    let reaches =
        fields.iter().filter(|field| !field.typographic).filter_map(|field| match field.field.facet() {
            Facet::Reach(reach) => Some(reach),
            Facet::Moved | Facet::None => None,
        });
    change.reach = reaches.min();
    if change.reach.is_some() {
        change.evolution = Evolution::Modified;
    }
    change.signals = fields::signals(&fields, true).into_iter().map(|(_, signal)| signal).collect();
    change.fields = fields;
    Some(change)
}
