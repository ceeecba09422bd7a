//! What changed between two states a reader can see.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::compared::{Compared, Digests};
use super::site::State;
use crate::conformity::{EffectTally, Effects};
use crate::history::{Change, Diff, LaneChange, diff_all, diff_settled};
use crate::model::ItemId;
use crate::quick::{HashMap, HashMapExt as _};

/// Two states and what changed between them.
pub(crate) struct Pair {
    /// Index of the state before.
    pub(crate) from: usize,
    /// Index of the state after.
    pub(crate) to: usize,
    /// Distinct items, all homes.
    pub(crate) all: Diff,
    /// One per lane of the state after.
    pub(crate) lanes: Vec<Diff>,
    /// Positions in `all.lane_only` of what happened to an item in one lane, by key.
    own: HashMap<ItemId, Vec<usize>>,
    /// Positions in `all.changes`, by key; only where iterations lie between the two states.
    changes: HashMap<ItemId, usize>,
    /// What becomes of answers, for all lanes then for each, once asked for.
    effects: Vec<OnceLock<Effects>>,
    /// Digests of what changed, when every page is to be written.
    digests: OnceLock<Digests>,
}

impl Pair {
    /// Compares two states; `settled` leaves out the lineage that texts suggest.
    fn of((from, before): (usize, &State<'_>), (to, after): (usize, &State<'_>), settled: bool) -> Self {
        let compare = if settled { diff_settled } else { diff_all };
        let (all, lanes) = compare(before.corpus, after.corpus, before.endpoint(), after.endpoint());
        let mut own: HashMap<ItemId, Vec<usize>> = HashMap::new();
        for (position, found) in all.lane_only.iter().enumerate() {
            own.entry(found.change.key.clone()).or_default().push(position);
        }
        let effects = std::iter::repeat_with(OnceLock::new).take(lanes.len() + 1).collect();
        let (changes, digests) = (HashMap::new(), OnceLock::new());
        let mut pair = Self { from, to, all, lanes, own, changes, effects, digests };
        if pair.is_distant() {
            let changes = pair.all.changes.iter().enumerate();
            pair.changes = changes.map(|(position, change)| (change.key.clone(), position)).collect();
        }
        pair
    }

    /// The comparison of all lanes, then that of each, beside its states.
    pub(crate) fn compared<'p>(&'p self, states: &[State<'p>]) -> Vec<Compared<'p>> {
        let (Some(from), Some(to)) = (states.get(self.from), states.get(self.to)) else { return Vec::new() };
        let diffs = std::iter::once(&self.all).chain(&self.lanes).zip(&self.effects);
        diffs
            .map(|(diff, effects)| {
                Compared::new(diff, from.corpus, to.corpus).sharing(effects, self.digests.get())
            })
            .collect()
    }

    /// Works out what becomes of answers and the digests of what changed, before pages written together ask for them.
    pub(super) fn prepare(&self, states: &[State<'_>]) {
        let compared = self.compared(states);
        let Some(all) = compared.first().filter(|_| self.effects.iter().any(|one| one.get().is_none()))
        else {
            return;
        };
        let diffs: Vec<&Diff> = compared.iter().map(|one| one.diff).collect();
        let made = Effects::of_each(&diffs, all.corpora(), &all.sides());
        for (kept, made) in self.effects.iter().zip(made) {
            let _ = kept.set(made);
        }
        let _ = self.digests.set(all.all_digests());
    }

    /// What becomes of the answers vendors gave before, in a lane or, counted by distinct items, in all.
    pub(crate) fn answers(&self, lane: Option<&str>, states: &[State<'_>]) -> EffectTally {
        let compared = self.compared(states);
        let found = compared.iter().find(|one| one.diff.lane.as_deref() == lane);
        found.map(|one| one.effects().tally()).unwrap_or_default()
    }

    /// Whether iterations lie between the two states.
    pub(crate) fn is_distant(&self) -> bool {
        self.to > self.from + 1
    }

    /// What happened to an item between two states that do not follow each other.
    pub(crate) fn distant_change(&self, key: &ItemId) -> Option<&Change> {
        self.all.changes.get(*self.changes.get(key)?)
    }

    /// What happened to an item in one lane only.
    pub(crate) fn in_lanes(&self, key: &ItemId) -> impl Iterator<Item = &LaneChange> {
        let positions = self.own.get(key).map(Vec::as_slice).unwrap_or_default();
        positions.iter().filter_map(|position| self.all.lane_only.get(*position))
    }
}

/// Suggestions of lineage help those who write: what is published does not question two frozen iterations.
pub(super) fn pairs(states: &[State<'_>], publication: bool, known: &[Arc<Pair>]) -> Vec<Arc<Pair>> {
    let consecutive = states.iter().enumerate().zip(states.iter().enumerate().skip(1));
    consecutive.map(|(before, after)| compared(before, after, publication, known)).collect()
}

/// Comparisons of frozen iterations with others between them.
pub(super) fn far(states: &[State<'_>], known: &[Arc<Pair>]) -> Vec<Arc<Pair>> {
    let frozen: Vec<(usize, &State<'_>)> =
        states.iter().enumerate().filter(|(_, state)| !state.draft).collect();
    let sides: Vec<_> = frozen
        .iter()
        .flat_map(|after| {
            frozen.iter().take(after.0.saturating_sub(1)).rev().map(move |before| (before, after))
        })
        .collect();
    sides.into_par_iter().map(|(before, after)| compared(*before, *after, true, known)).collect()
}

/// A comparison, taken from those already known when both iterations are frozen.
fn compared(
    before: (usize, &State<'_>),
    after: (usize, &State<'_>),
    published: bool,
    known: &[Arc<Pair>],
) -> Arc<Pair> {
    let frozen = !before.1.draft && !after.1.draft;
    let known = known.iter().find(|pair| frozen && (pair.from, pair.to) == (before.0, after.0));
    known.cloned().unwrap_or_else(|| Arc::new(Pair::of(before, after, published && frozen)))
}
