//! The life of each item across iterations, renames and lanes.

use std::collections::BTreeMap;

use super::change::{Change, Endpoint, Evolution, LaneChange};
use super::diff::{diff, diff_all};
use crate::model::{Corpus, ItemId, Requirement};

/// Whether an item is there in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Counts.
    Live,
    /// Withdrawn, still known.
    Obsolete,
}

/// One state of one item.
#[derive(Debug, Clone)]
pub struct TimelineEntry {
    /// Name of the state.
    pub iteration: String,
    /// Its day, ISO 8601.
    pub date: Option<String>,
    /// What changed since the state before; `None` when nothing did.
    pub change: Option<Change>,
    /// What happened in one lane only.
    pub in_lanes: Vec<LaneChange>,
    /// Live or obsolete.
    pub presence: Presence,
    /// Id in this state.
    pub id: ItemId,
    /// Version in this state.
    pub version: u32,
    /// Énoncé in this state (Markdown).
    pub statement: String,
}

/// The life of one item, oldest state first; states without the item have no entry.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// The states in which the item is known.
    pub entries: Vec<TimelineEntry>,
}

/// The life of every item, by stable key. `states` are in order, oldest first.
pub fn timelines(states: &[(Endpoint, &Corpus)]) -> BTreeMap<ItemId, Timeline> {
    let mut lives: BTreeMap<ItemId, Timeline> = BTreeMap::new();
    let nothing = Corpus::default();
    let start = Endpoint { name: String::new(), date: None };
    let mut previous: (&Endpoint, &Corpus) = (&start, &nothing);
    for (endpoint, corpus) in states {
        let (from, to) = (previous.0.clone(), endpoint.clone());
        // Everything is new in the first state: lanes have nothing to add.
        let first = previous.1.items.is_empty();
        let step =
            if first { diff(previous.1, corpus, from, to) } else { diff_all(previous.1, corpus, from, to).0 };
        let mut in_lanes: BTreeMap<ItemId, Vec<LaneChange>> = BTreeMap::new();
        for own in step.lane_only {
            in_lanes.entry(own.change.key.clone()).or_default().push(own);
        }
        let mut changes: BTreeMap<ItemId, Change> =
            step.changes.into_iter().map(|change| (change.key.clone(), change)).collect();
        for item in &corpus.items {
            let in_lanes = in_lanes.remove(&item.key).unwrap_or_default();
            let entry = entry(endpoint, item, changes.remove(&item.key), in_lanes);
            lives.entry(item.key.clone()).or_default().entries.push(entry);
        }
        // What vanished without a trace still ends somewhere.
        for (key, change) in changes.into_iter().filter(|(_, change)| change.evolution == Evolution::Obsolete)
        {
            if let Some(last) = lives.get_mut(&key).and_then(|life| {
                let last = life.entries.last().cloned()?;
                life.entries.push(last);
                life.entries.last_mut()
            }) {
                last.iteration.clone_from(&endpoint.name);
                last.date.clone_from(&endpoint.date);
                last.presence = Presence::Obsolete;
                last.change = Some(change);
                last.in_lanes.clear();
            }
        }
        previous = (endpoint, corpus);
    }
    lives
}

fn entry(
    endpoint: &Endpoint,
    item: &Requirement,
    change: Option<Change>,
    in_lanes: Vec<LaneChange>,
) -> TimelineEntry {
    TimelineEntry {
        iteration: endpoint.name.clone(),
        date: endpoint.date.clone(),
        change,
        in_lanes,
        presence: if item.is_live() { Presence::Live } else { Presence::Obsolete },
        id: item.id.clone(),
        version: item.version,
        statement: item.statement.clone(),
    }
}
