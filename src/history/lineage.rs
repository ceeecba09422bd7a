//! Stable keys: who is who from one state to the next.

use crate::model::{Corpus, ItemId, Requirement};
use crate::quick::{HashMap, HashSet, HashSetExt as _};

/// Gives every item its stable key: the first id it was ever frozen under.
///
/// An item new by name but declared `anciennement X` is X. An item whose list of former ids grew since the last freeze
/// took a name that was free or left in the same breath: chains and swaps follow from that. Everything else keeps the
/// key it had, or starts one. When two items lay claim to one key, the item that did not change name comes first, then
/// renames in reading order; a key is never shared.
pub fn assign_keys(corpus: &mut Corpus, previous: Option<&Corpus>) {
    let before: HashMap<&ItemId, &Requirement> =
        previous.into_iter().flat_map(|state| &state.items).map(|item| (&item.id, item)).collect();
    let mut taken: HashSet<ItemId> = HashSet::with_capacity(corpus.items.len());
    let mut keys: Vec<Option<ItemId>> = Vec::with_capacity(corpus.items.len());
    for item in &corpus.items {
        let steady = newest_former(item, &before).next().is_none();
        let same = before.get(&item.id).filter(|_| steady).map(|known| &known.key);
        keys.push(same.filter(|key| taken.insert((*key).clone())).cloned());
    }
    settle(corpus, &mut keys, |item| {
        newest_former(item, &before)
            .find(|key| !taken.contains(*key))
            .cloned()
            .inspect(|key| _ = taken.insert(key.clone()))
    });
    settle(corpus, &mut keys, |item| {
        let known = before.get(&item.id).map(|known| &known.key);
        known.into_iter().chain([&item.id]).find(|key| taken.insert((*key).clone())).cloned()
    });
    settle(corpus, &mut keys, |item| {
        (2_u32..).map(|turn| ItemId::new(format!("{}#{turn}", item.id))).find(|key| taken.insert(key.clone()))
    });
    for (item, key) in corpus.items.iter_mut().zip(keys) {
        item.key = key.unwrap_or_else(|| item.id.clone());
    }
}

/// Offers a key to every item that has none yet.
fn settle(
    corpus: &Corpus,
    keys: &mut [Option<ItemId>],
    mut offer: impl FnMut(&Requirement) -> Option<ItemId>,
) {
    for (item, key) in corpus.items.iter().zip(keys.iter_mut()).filter(|(_, key)| key.is_none()) {
        *key = offer(item);
    }
}

/// Keys an item may take over, from the former ids it declared since the last freeze, the newest first.
fn newest_former<'a>(
    item: &'a Requirement,
    before: &'a HashMap<&ItemId, &Requirement>,
) -> impl Iterator<Item = &'a ItemId> + 'a {
    // The bearer of the name may be another item than before: its list of former ids then starts otherwise.
    let known = before.get(&item.id).map_or(&[][..], |same| &same.formerly);
    let declared = item.formerly.strip_prefix(known).unwrap_or(&item.formerly);
    declared.iter().rev().filter_map(|former| before.get(former)).map(|known| &known.key)
}
