//! From a comment to the changes it caused.
//!
//! Owner of [`FollowUp`]. A comment on an iteration is settled in the next one, sometimes later: what it caused is sought
//! from the iteration it is about onwards, in the effects it declares and in the lines of items that cite it.

use std::collections::BTreeSet;

use super::change::{Change, Endpoint, Evolution};
use super::diff::diff_some;
use crate::model::{Comment, Corpus, Disposition, ItemId, Status};
use crate::quick::{HashMap, HashSet, HashSetExt as _};

/// A change of an item that comments are about, in one step.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Position of the state before, among the states followed.
    pub step: usize,
    /// The state before.
    pub from: Endpoint,
    /// The state after.
    pub to: Endpoint,
    /// The lane, when it happened in one only.
    pub lane: Option<String>,
    /// What happened.
    pub change: Change,
}

/// What a comment caused, or was said to cause.
#[derive(Debug, Clone)]
pub struct Caused<'a> {
    /// The item, by the id the effect names, or its id after the change.
    pub item: &'a ItemId,
    /// What the effect declares.
    pub declared: Option<&'a str>,
    /// The change that shows it; `None` when no state does.
    pub shown: Option<&'a Shown>,
}

/// Changes of the items that comments are about, over consecutive states.
#[derive(Debug, Default)]
pub struct FollowUp {
    states: Vec<String>,
    /// By position of the state: keys of its items by id. Read by key only.
    keys: Vec<HashMap<ItemId, ItemId>>,
    /// By stable key, in the order of the states.
    changes: HashMap<ItemId, Vec<Shown>>,
    /// Stable keys of items that cite a comment.
    citing: HashMap<String, BTreeSet<ItemId>>,
}

impl FollowUp {
    /// Compares consecutive `states`, oldest first, on the items that `comments` name or that cite a comment.
    pub fn new<'c>(states: &[(Endpoint, &Corpus)], comments: impl IntoIterator<Item = &'c Comment>) -> Self {
        let mut out = Self::default();
        for (endpoint, corpus) in states {
            out.states.push(endpoint.name.clone());
            out.keys.push(corpus.items.iter().map(|item| (item.id.clone(), item.key.clone())).collect());
            out.read_citations(corpus);
        }
        let mut wanted: HashSet<ItemId> = HashSet::new();
        for comment in comments {
            let items = std::iter::once(&comment.item).chain(comment.effects.iter().map(|one| &one.item));
            for id in items {
                wanted.extend(out.keys.iter().filter_map(|keys| keys.get(id)).cloned());
            }
        }
        wanted.extend(out.citing.values().flatten().cloned());
        let wanted: HashSet<&ItemId> = wanted.iter().collect();
        for (step, (before, after)) in states.iter().zip(states.iter().skip(1)).enumerate() {
            let found = diff_some(before.1, after.1, &wanted, before.0.clone(), after.0.clone());
            let whole = found.changes.into_iter().map(|change| (None, change));
            let own = found.lane_only.into_iter().map(|own| (Some(own.lane), own.change));
            for (lane, change) in whole.chain(own).filter(|(_, change)| !change.is_quiet()) {
                let shown = Shown { step, from: before.0.clone(), to: after.0.clone(), lane, change };
                out.changes.entry(shown.change.key.clone()).or_default().push(shown);
            }
        }
        out
    }

    fn read_citations(&mut self, corpus: &Corpus) {
        let mut cite = |comment: &str, key: &ItemId| {
            self.citing.entry(comment.to_owned()).or_default().insert(key.clone());
        };
        for item in &corpus.items {
            item.cited_comments().for_each(|comment| cite(comment, &item.key));
        }
        for lane in &corpus.lanes {
            let variants = lane.applications.iter().filter_map(|one| Some((&one.id, one.variant.as_ref()?)));
            let variants = variants.flat_map(|(id, variant)| {
                let claims = variant.evolutions.iter().map(|claim| &claim.cause);
                std::iter::once(&variant.cause).chain(claims).map(move |cause| (id, cause))
            });
            let left = lane.withdrawals.iter().map(|out| (&out.id, &out.cause));
            for (id, cause) in variants.chain(left) {
                if let Some(item) = corpus.item(id.as_str()) {
                    cause.comments.iter().for_each(|comment| cite(comment, &item.key));
                }
            }
        }
    }

    /// The stable key of an item that a comment on an iteration names: by its id in that iteration or in the next one,
    /// else in any.
    pub fn key(&self, iteration: &str, id: &ItemId) -> Option<&ItemId> {
        let start = self.start(iteration).unwrap_or_default();
        let near = self.keys.iter().skip(start).take(2);
        near.chain(self.keys.iter().rev()).find_map(|keys| keys.get(id))
    }

    fn start(&self, iteration: &str) -> Option<usize> {
        self.states.iter().position(|state| state == iteration)
    }

    /// Changes of an item since an iteration, oldest first; those of other lanes than `lane` left out.
    fn since<'a>(
        &'a self,
        iteration: &str,
        key: &ItemId,
        lane: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Shown> {
        let start = self.start(iteration);
        let known = self.changes.get(key).map(Vec::as_slice).unwrap_or_default();
        let seen =
            move |shown: &Shown| shown.lane.is_none() || lane.is_none() || shown.lane.as_deref() == lane;
        known.iter().filter(move |shown| start.is_some_and(|start| shown.step >= start) && seen(shown))
    }

    /// What a comment on an iteration caused: the effects it declares, in their order, each with the first change that
    /// shows it; then changes that cite it; when there is neither, and the comment was taken in, the first change of the
    /// item it is about.
    pub fn of<'a>(&'a self, iteration: &str, comment: &'a Comment) -> Vec<Caused<'a>> {
        let lane = comment.lane.as_deref();
        let mut caused: Vec<Caused<'_>> = Vec::new();
        for effect in &comment.effects {
            let declared = effect.evolution.as_deref();
            let shows = |shown: &&Shown| declared.is_none_or(|word| shows(&shown.change, word));
            let key = self.key(iteration, &effect.item);
            let mut own = key.into_iter().flat_map(|key| self.since(iteration, key, lane));
            let any = || key.into_iter().flat_map(|key| self.since(iteration, key, None)).find(shows);
            let shown = own.find(shows).or_else(any);
            caused.push(Caused { item: &effect.item, declared, shown });
        }
        for key in self.citing.get(&comment.id).into_iter().flatten() {
            let cites = |shown: &&Shown| {
                let cause = shown.change.cause.as_ref();
                cause.is_some_and(|cause| cause.comments.contains(&comment.id))
            };
            for shown in self.since(iteration, key, lane).filter(cites) {
                let same = |known: &Shown| known.step == shown.step && known.change.key == shown.change.key;
                if !caused.iter().filter_map(|one| one.shown).any(same) {
                    caused.push(Caused { item: &shown.change.id, declared: None, shown: Some(shown) });
                }
            }
        }
        let taken = matches!(comment.disposition, Some(Disposition::Integrated | Disposition::Partly));
        if caused.is_empty() && taken {
            let key = self.key(iteration, &comment.item);
            let first = key.and_then(|key| self.since(iteration, key, lane).next());
            let first = first.filter(|shown| Some(shown.step) == self.start(iteration));
            caused.extend(first.map(|shown| Caused {
                item: &comment.item,
                declared: None,
                shown: Some(shown),
            }));
        }
        caused
    }

    /// Whether a state follows an iteration: what comments on it caused can be told.
    pub fn is_followed(&self, iteration: &str) -> bool {
        self.start(iteration).is_some_and(|start| start + 1 < self.states.len())
    }
}

/// Whether a change is what an effect calls it.
pub(super) fn shows(change: &Change, word: &str) -> bool {
    let (before, after) = change.status;
    match word {
        "nouvelle" => change.evolution == Evolution::New,
        "modifiée" => change.evolution == Evolution::Modified,
        "obsolète" => change.evolution == Evolution::Obsolete,
        "réintroduite" => change.evolution == Evolution::Reinstated,
        "validée" => after == Some(Status::Validated) && before != after,
        _ => false,
    }
}
