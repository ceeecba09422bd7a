//! The items that have a page, and what leads to them: ids of today, former ones, ids that changed hands.

use super::site::State;
use super::typography::Html;
use super::urls;
use crate::model::{ItemId, Requirement};
use crate::quick::HashMap;

/// An item that has a page.
pub(crate) struct Entry<'a> {
    /// The id of the page.
    pub(crate) id: &'a ItemId,
    /// Stable key.
    pub(crate) key: &'a ItemId,
    /// The item, in the state it is shown in.
    pub(crate) item: &'a Requirement,
    /// Index of that state: the published one, the draft for an item to come, an older one for an item that left.
    pub(crate) state: usize,
    /// Anchor of the item on a page that shows several.
    pub(crate) anchor: String,
    /// Address of its page; empty when nothing shows it.
    pub(crate) href: String,
    /// Title, ready.
    pub(crate) title: Html,
}

impl<'a> Entry<'a> {
    fn new(item: &'a Requirement, state: usize) -> Self {
        let anchor = urls::anchor(item.id.as_str());
        Self {
            id: &item.id,
            key: &item.key,
            item,
            state,
            href: format!("exigences/{anchor}.html"),
            anchor,
            title: Html::prose(&item.title),
        }
    }
}

/// The items that have a page, and what leads to them.
pub(super) struct Entries<'a> {
    pub(super) list: Vec<Entry<'a>>,
    /// Place of each entry, by every id it ever had, unless another has it now.
    pub(super) by_id: HashMap<&'a str, usize>,
    /// Place of each entry, by stable key.
    pub(super) by_key: HashMap<&'a ItemId, usize>,
    /// Ids that designated another item in some states, with the entry of that item in each.
    pub(super) reused: HashMap<&'a str, Vec<(usize, Option<usize>)>>,
    /// Former ids and the entry they lead to.
    pub(super) tombstones: Vec<(&'a ItemId, usize)>,
}

impl<'a> Entries<'a> {
    /// One entry per item ever seen: as published, else as drafted, else as it was last.
    pub(super) fn of(states: &[State<'a>], published: usize) -> Self {
        let mut order: Vec<usize> = vec![published];
        order.extend((0..states.len()).rev().filter(|index| *index != published));
        let mut list: Vec<Entry<'a>> = Vec::new();
        let mut by_key: HashMap<&'a ItemId, usize> = HashMap::default();
        let mut by_id: HashMap<&'a str, usize> = HashMap::default();
        let mut aliases: Vec<(&'a ItemId, usize, bool)> = Vec::new();
        for index in order {
            let Some(state) = states.get(index) else { continue };
            for item in &state.corpus.items {
                let known = by_key.get(&item.key).or_else(|| by_id.get(item.id.as_str())).copied();
                let position = known.unwrap_or_else(|| {
                    list.push(Entry::new(item, index));
                    by_id.insert(item.id.as_str(), list.len() - 1);
                    list.len() - 1
                });
                by_key.entry(&item.key).or_insert(position);
                // What only a draft renames still bears its name: the one to come leads to it, and is no former one.
                let past = index <= published;
                aliases.push((&item.id, position, past));
                aliases.extend(item.formerly.iter().map(|id| (id, position, past)));
            }
        }
        let mut tombstones = Vec::new();
        for (id, position, past) in aliases {
            if let std::collections::hash_map::Entry::Vacant(vacant) = by_id.entry(id.as_str()) {
                vacant.insert(position);
                tombstones.extend(past.then_some((id, position)));
            }
        }
        tombstones.sort();
        let reused = reused(states, &list, &by_id, &by_key);
        Self { list, by_id, by_key, reused, tombstones }
    }
}

/// Ids that designate an item other than the one they lead to today, state by state.
fn reused<'a>(
    states: &[State<'a>],
    list: &[Entry<'a>],
    by_id: &HashMap<&'a str, usize>,
    by_key: &HashMap<&ItemId, usize>,
) -> HashMap<&'a str, Vec<(usize, Option<usize>)>> {
    let mut found: HashMap<&'a str, Vec<(usize, Option<usize>)>> = HashMap::default();
    let own = |position: usize, key: &ItemId| list.get(position).is_some_and(|entry| entry.key == key);
    for (index, state) in states.iter().enumerate() {
        for item in &state.corpus.items {
            let id = item.id.as_str();
            if by_id.get(id).is_some_and(|position| !own(*position, &item.key)) {
                let then = by_key.get(&item.key).copied().filter(|position| own(*position, &item.key));
                found.entry(id).or_default().push((index, then));
            }
        }
    }
    found
}
