//! Stable keys: who is who from one state to the next.

use std::collections::HashMap;

use crate::model::{Corpus, ItemId};

/// Gives every item its stable key: the first id it was ever frozen under.
///
/// An item new by name but declared `anciennement X` is X. An item whose list of former ids grew since the last freeze
/// took a name that was free or left in the same breath: chains and swaps follow from that. Everything else keeps the
/// key it had, or starts one.
pub fn assign_keys(corpus: &mut Corpus, previous: Option<&Corpus>) {
    let Some(previous) = previous else {
        for item in &mut corpus.items {
            item.key = item.id.clone();
        }
        return;
    };
    let before: HashMap<&ItemId, (&ItemId, usize)> =
        previous.items.iter().map(|item| (&item.id, (&item.key, item.formerly.len()))).collect();
    for item in &mut corpus.items {
        let same_name = before.get(&item.id);
        let newly_declared =
            item.formerly.get(same_name.map_or(0, |(_, known)| *known)..).unwrap_or_default();
        let renamed = newly_declared.iter().rev().find_map(|former| before.get(former));
        item.key = match (renamed, same_name) {
            (Some((key, _)), _) | (None, Some((key, _))) => (*key).clone(),
            (None, None) => item.id.clone(),
        };
    }
    settle_collisions(corpus);
}

/// Two items must not share a key: the one that bears the key as its id, else the first in reading order, keeps it.
fn settle_collisions(corpus: &mut Corpus) {
    let mut bearer: HashMap<ItemId, ItemId> = HashMap::new();
    for item in &corpus.items {
        let holder = bearer.entry(item.key.clone()).or_insert_with(|| item.id.clone());
        if item.key == item.id {
            *holder = item.id.clone();
        }
    }
    for item in &mut corpus.items {
        if bearer.get(&item.key) != Some(&item.id) {
            item.key = item.id.clone();
        }
    }
}
