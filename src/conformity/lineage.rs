//! What items come from: splits, merges, replacements, across all states.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Corpus, ItemId, Requirement};
use crate::quick::{HashMap, HashMapExt as _};

/// Direct sources of each item, by stable key.
pub(super) struct Lineages {
    sources: HashMap<String, Vec<String>>,
}

/// Reads the lineage declared in every state, oldest first; what is known at each of them.
///
/// `issue de` and `fusionne` count as declared. `remplacée par` counts for a successor that came when its predecessor left,
/// or later: one that was there before has its own answer.
pub(super) fn read(states: &[&Corpus]) -> Vec<Lineages> {
    let mut read = Vec::with_capacity(states.len());
    let mut sources: HashMap<String, Vec<String>> = HashMap::new();
    let mut born: HashMap<&ItemId, usize> = HashMap::new();
    let mut left: HashMap<&ItemId, usize> = HashMap::new();
    for (rank, corpus) in states.iter().enumerate() {
        for item in &corpus.items {
            born.entry(&item.key).or_insert(rank);
            if !item.is_live() {
                left.entry(&item.key).or_insert(rank);
            }
        }
        let known = states.get(..=rank).unwrap_or_default();
        for item in &corpus.items {
            for source in item.derived_from.iter().chain(&item.merges) {
                let source = key_of(known, source);
                add(&mut sources, item.key.as_str(), source);
            }
            for next in &item.replaced_by {
                let Some(next) = corpus.item(next.as_str()) else { continue };
                if born.get(&next.key) >= left.get(&item.key) && !item.is_live() {
                    add(&mut sources, next.key.as_str(), item.key.as_str());
                }
            }
        }
        read.push(Lineages { sources: sources.clone() });
    }
    read
}

/// The key of an id in the latest state that knows it; the id itself when none does.
fn key_of<'a>(states: &[&'a Corpus], id: &'a ItemId) -> &'a str {
    let found: Option<&Requirement> = states.iter().rev().find_map(|state| state.item(id.as_str()));
    found.map_or(id.as_str(), |item| item.key.as_str())
}

fn add(sources: &mut HashMap<String, Vec<String>>, key: &str, source: &str) {
    if key == source {
        return;
    }
    let known = sources.entry(key.to_owned()).or_default();
    if !known.iter().any(|one| one == source) {
        known.push(source.to_owned());
    }
}

/// The answered items an item comes from, nearest first: one that is answered speaks for those it comes from itself.
pub(super) fn nearest<'k>(
    key: &str,
    sources: impl Fn(&str) -> &'k [String],
    answered: impl Fn(&str) -> bool,
) -> Vec<&'k str> {
    let mut found = Vec::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut pending: Vec<&str> = sources(key).iter().rev().map(String::as_str).collect();
    while let Some(one) = pending.pop() {
        if one == key || !known.insert(one) {
            continue;
        }
        if answered(one) {
            found.push(one);
        } else {
            pending.extend(sources(one).iter().rev().map(String::as_str));
        }
    }
    found
}

impl Lineages {
    /// The part of the lineage that some items need, by key.
    pub(super) fn reachable<'k>(&self, keys: impl Iterator<Item = &'k str>) -> BTreeMap<String, Vec<String>> {
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut pending: Vec<&str> =
            keys.filter_map(|key| self.sources.get_key_value(key)).map(|(key, _)| key.as_str()).collect();
        while let Some(key) = pending.pop() {
            let Some(sources) = self.sources.get(key) else { continue };
            if found.insert(key.to_owned(), sources.clone()).is_none() {
                pending.extend(sources.iter().map(String::as_str).filter(|one| !found.contains_key(*one)));
            }
        }
        found
    }

    /// Direct sources of an item.
    pub(super) fn sources(&self, key: &str) -> &[String] {
        self.sources.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every ancestor of an item, sorted.
    pub(super) fn ancestors(&self, key: &str) -> Vec<String> {
        let mut found: BTreeSet<&str> = BTreeSet::new();
        let mut pending: Vec<&str> = vec![key];
        while let Some(one) = pending.pop() {
            for source in self.sources.get(one).into_iter().flatten() {
                if source != key && found.insert(source) {
                    pending.push(source);
                }
            }
        }
        found.into_iter().map(str::to_owned).collect()
    }
}
