//! What happened to the names and places of items, told once each.
//!
//! A split is written on the item that goes and on each of its parts. Here it is one event, under the change that tells it
//! best: the item split, the item merged into, else the item itself.

use super::change::{Attribute, Change, Diff, Evolution};
use crate::model::ItemId;
use crate::quick::HashMap;

/// What an event does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// One becomes several.
    Split,
    /// Several become one.
    Merger,
    /// Others take its place.
    Replacement,
    /// Another id.
    Renaming,
    /// Another section, bloc or fonction.
    Move,
}

impl EventKind {
    /// The words shown to readers.
    pub fn label(self) -> &'static str {
        match self {
            EventKind::Split => "Scission",
            EventKind::Merger => "Fusion",
            EventKind::Replacement => "Remplacement",
            EventKind::Renaming => "Renommée",
            EventKind::Move => "Déplacée",
        }
    }
}

/// One event, whatever the number of items it touches.
#[derive(Debug)]
pub struct Event<'d> {
    /// The change it is told under: at most one event each.
    pub change: &'d Change,
    /// What it does, once each.
    pub kinds: Vec<EventKind>,
    /// Ids before.
    pub before: Vec<&'d ItemId>,
    /// Ids after.
    pub after: Vec<&'d ItemId>,
}

/// Every event of a comparison, in the order of its changes.
pub fn events(diff: &Diff) -> Vec<Event<'_>> {
    let by_id: HashMap<&ItemId, &Change> = diff.changes.iter().map(|change| (&change.id, change)).collect();
    let mut events = Events { found: Vec::new(), places: HashMap::default() };
    for change in &diff.changes {
        let own = std::slice::from_ref(&change.id);
        for attribute in &change.attributes {
            match attribute {
                Attribute::SplitFrom(sources) => {
                    let teller = sources.iter().find_map(|id| by_id.get(id)).copied();
                    events.add(teller.unwrap_or(change), EventKind::Split, sources, own);
                }
                Attribute::MergedFrom(sources) => events.add(change, EventKind::Merger, sources, own),
                Attribute::Renamed(former) => {
                    events.add(change, EventKind::Renaming, std::slice::from_ref(former), own);
                }
                Attribute::ReplacedBy(next) if !next.iter().all(|id| comes_from(&by_id, id, change)) => {
                    let kind = if next.len() > 1 { EventKind::Split } else { EventKind::Replacement };
                    events.add(change, kind, own, next);
                }
                Attribute::Moved => events.add(change, EventKind::Move, own, own),
                Attribute::ReplacedBy(_) | Attribute::PickedUp | Attribute::Withdrawn => {}
            }
        }
    }
    events.found.iter_mut().for_each(|event| settle(event, diff));
    events.found
}

/// One that lives on is a part of its split; one that goes for one that comes is replaced, not split.
fn settle<'d>(event: &mut Event<'d>, diff: &'d Diff) {
    if !event.kinds.contains(&EventKind::Split) {
        return;
    }
    let change = event.change;
    let lives = |id: &&ItemId| match *id == &change.id {
        true => change.evolution != Evolution::Obsolete,
        false => diff.unchanged.contains(id),
    };
    let parts: Vec<&ItemId> = event.before.iter().copied().filter(lives).collect();
    let others = std::mem::replace(&mut event.after, parts);
    push_new(&mut event.after, others);
    if event.before.len() == 1 && event.after.len() == 1 {
        event.kinds.retain(|kind| *kind != EventKind::Split);
        push_new(&mut event.kinds, [EventKind::Replacement]);
    }
}

/// Whether an item says itself that it comes from the one of a change.
fn comes_from(by_id: &HashMap<&ItemId, &Change>, id: &ItemId, change: &Change) -> bool {
    by_id.get(id).is_some_and(|next| {
        next.attributes.iter().any(|one| match one {
            Attribute::SplitFrom(sources) | Attribute::MergedFrom(sources) => sources.contains(&change.id),
            _ => false,
        })
    })
}

struct Events<'d> {
    found: Vec<Event<'d>>,
    /// Places in the list, by the key of the change an event is told under.
    places: HashMap<&'d ItemId, usize>,
}

impl<'d> Events<'d> {
    /// Adds to the event told under a change; a move adds no id to those it is told with.
    fn add(&mut self, change: &'d Change, kind: EventKind, before: &'d [ItemId], after: &'d [ItemId]) {
        let place = *self.places.entry(&change.key).or_insert(self.found.len());
        if place == self.found.len() {
            self.found.push(Event { change, kinds: Vec::new(), before: Vec::new(), after: Vec::new() });
        }
        let Some(event) = self.found.get_mut(place) else { return };
        let first = event.kinds.is_empty();
        push_new(&mut event.kinds, [kind]);
        if first || kind != EventKind::Move {
            push_new(&mut event.before, before);
            push_new(&mut event.after, after);
        }
    }
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, more: impl IntoIterator<Item = T>) {
    for one in more {
        if !list.contains(&one) {
            list.push(one);
        }
    }
}
