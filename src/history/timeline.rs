//! The life of each item across iterations, renames and lanes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::change::{Change, Diff, Endpoint, Evolution, LaneChange};
use super::diff::{diff, diff_lane, diff_whole};
use crate::model::{Corpus, ItemId, Requirement, Status};

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
    /// Title in this state.
    pub title: String,
    /// Status in this state.
    pub status: Status,
    /// Version in this state.
    pub version: u32,
    /// Énoncé in this state (Markdown).
    pub statement: String,
}

impl TimelineEntry {
    /// Whether nothing happened that a reader would look for.
    pub fn is_quiet(&self) -> bool {
        self.change.as_ref().is_none_or(Change::is_quiet) && self.in_lanes.is_empty()
    }
}

/// The life of one item, oldest state first; states without the item have no entry.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// The states in which the item is known.
    pub entries: Vec<TimelineEntry>,
}

/// The life of every item, by stable key. `states` are in order, oldest first.
pub fn timelines(states: &[(Endpoint, &Corpus)]) -> BTreeMap<ItemId, Timeline> {
    // Everything is new in the first state: lanes have nothing to add.
    let compare = |before: &Corpus, after: &Corpus, from: Endpoint, to: Endpoint| {
        if before.items.is_empty() {
            diff(before, after, from, to)
        } else {
            diff_whole(before, after, from, to)
        }
    };
    follow(states, compare, |corpus| corpus.items.iter().map(Cow::Borrowed).collect())
}

/// The life of every item of a lane, as the lane states it. An item that joins the lane starts there, one that leaves it
/// ends there, whatever becomes of it elsewhere.
pub fn lane_timelines(states: &[(Endpoint, &Corpus)], lane: &str) -> BTreeMap<ItemId, Timeline> {
    let compare = |before: &Corpus, after: &Corpus, from: Endpoint, to: Endpoint| {
        diff_lane(before, after, lane, from, to)
    };
    follow(states, compare, |corpus| {
        let lane = corpus.lane(lane);
        lane.into_iter().flat_map(|lane| corpus.lane_items(lane)).map(|(_, item)| item).collect()
    })
}

fn follow<'a>(
    states: &[(Endpoint, &'a Corpus)],
    compare: impl Fn(&Corpus, &Corpus, Endpoint, Endpoint) -> Diff,
    items: impl Fn(&'a Corpus) -> Vec<Cow<'a, Requirement>>,
) -> BTreeMap<ItemId, Timeline> {
    let mut lives: BTreeMap<ItemId, Timeline> = BTreeMap::new();
    let nothing = Corpus::default();
    let start = Endpoint { name: String::new(), date: None };
    let mut previous: (&Endpoint, &Corpus) = (&start, &nothing);
    for (endpoint, corpus) in states {
        let step = compare(previous.1, corpus, previous.0.clone(), endpoint.clone());
        let mut in_lanes: BTreeMap<ItemId, Vec<LaneChange>> = BTreeMap::new();
        for own in step.lane_only {
            in_lanes.entry(own.change.key.clone()).or_default().push(own);
        }
        let mut changes: BTreeMap<ItemId, Change> =
            step.changes.into_iter().map(|change| (change.key.clone(), change)).collect();
        for item in items(corpus) {
            let in_lanes = in_lanes.remove(&item.key).unwrap_or_default();
            let entry = entry(endpoint, &item, changes.remove(&item.key), in_lanes);
            lives.entry(item.key.clone()).or_default().entries.push(entry);
        }
        for (key, change) in changes.into_iter().filter(|(_, change)| change.evolution == Evolution::Obsolete)
        {
            if let Some(life) = lives.get_mut(&key) {
                end(life, endpoint, change);
            }
        }
        previous = (endpoint, corpus);
    }
    lives
}

/// What vanished without a trace still ends somewhere.
fn end(life: &mut Timeline, endpoint: &Endpoint, change: Change) {
    let Some(mut last) = life.entries.last().cloned() else { return };
    last.iteration.clone_from(&endpoint.name);
    last.date.clone_from(&endpoint.date);
    last.presence = Presence::Obsolete;
    last.change = Some(change);
    last.in_lanes.clear();
    life.entries.push(last);
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
        title: item.title.clone(),
        status: item.status,
        version: item.version,
        statement: item.statement.clone(),
    }
}
