//! Where each thing of the model was written, for diagnostics.

use super::ItemId;
use crate::quick::HashMap;
use crate::source::Span;

/// Part of an item that has a place of its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// The whole item, from its keyword to its brace.
    Item,
    /// The id.
    Id,
    /// The version `vN`.
    Version,
    /// The title.
    Title,
    /// A field, by its keyword (`énoncé`, `statut`, `profil`, `nature`, `commentaire`, `dépend`…): the value.
    Field(&'static str),
    /// One element of a list field: the keyword and the position in the list.
    Element(&'static str, usize),
    /// The `évolution` line at this position.
    Evolution(usize),
    /// A scenario by its id.
    Scenario(ItemId),
    /// A step of a scenario.
    Step(ItemId, usize),
    /// A proof by its id, inside a scenario.
    Proof(ItemId),
}

/// Places of one item as they are met; the first of two equal ones counts.
pub type Places = Vec<(Place, Span)>;

/// Beyond this many places, a map beats a list.
const FEW: usize = 64;

/// Places of one item, to be looked up.
#[derive(Debug, Clone)]
enum Spots {
    Few(Places),
    Many(HashMap<Place, Span>),
}

impl Spots {
    fn new(places: Places) -> Self {
        if places.len() <= FEW {
            return Spots::Few(places);
        }
        Spots::Many(places.into_iter().rev().collect())
    }
}

fn find(spots: &Spots, wanted: &Place) -> Option<Span> {
    match spots {
        Spots::Few(places) => places.iter().find(|(place, _)| place == wanted).map(|(_, span)| *span),
        Spots::Many(places) => places.get(wanted).copied(),
    }
}

/// Spans of items (by id), of variants (by lane and id) and of lane statements.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    items: HashMap<ItemId, Spots>,
    variants: HashMap<(String, ItemId), Spots>,
    cross_scenarios: HashMap<ItemId, Spots>,
    lanes: HashMap<String, Span>,
    named: HashMap<(&'static str, String), Span>,
}

impl Origins {
    /// Remembers all places of an item at once; the first item of an id wins.
    pub fn set_all(&mut self, id: &ItemId, places: Places) {
        self.items.entry(id.clone()).or_insert_with(|| Spots::new(places));
    }

    /// A place of an item, or its id, or the whole of it.
    pub fn get(&self, id: &ItemId, place: &Place) -> Option<Span> {
        let places = self.items.get(id)?;
        find(places, place).or_else(|| find(places, &Place::Id)).or_else(|| find(places, &Place::Item))
    }

    /// A place of an item only if it was written.
    pub fn exact(&self, id: &ItemId, place: &Place) -> Option<Span> {
        find(self.items.get(id)?, place)
    }

    /// Remembers all places of the variant of an item in a lane.
    pub fn set_variant(&mut self, lane: &str, id: &ItemId, places: Places) {
        self.variants.entry((lane.to_owned(), id.clone())).or_insert_with(|| Spots::new(places));
    }

    /// A place of a variant, or its id.
    pub fn variant(&self, lane: &str, id: &ItemId, place: &Place) -> Option<Span> {
        let places = self.variants.get(&(lane.to_owned(), id.clone()))?;
        find(places, place).or_else(|| find(places, &Place::Id))
    }

    /// Remembers all places of a cross-requirement scenario.
    pub fn set_cross_scenario(&mut self, id: &ItemId, places: Places) {
        self.cross_scenarios.entry(id.clone()).or_insert_with(|| Spots::new(places));
    }

    /// A place of a cross-requirement scenario, or its id.
    pub fn cross_scenario(&self, id: &ItemId, place: &Place) -> Option<Span> {
        let places = self.cross_scenarios.get(id)?;
        find(places, place).or_else(|| find(places, &Place::Id))
    }

    /// Remembers where a lane or socle is written (its code in the header), keyed `couloir:RIS` or `socle:MSS`.
    pub fn set_header(&mut self, home: &str, span: Span) {
        self.lanes.entry(home.to_owned()).or_insert(span);
    }

    /// Where a lane or socle is written, keyed `couloir:RIS` or `socle:MSS`.
    pub fn header(&self, home: &str) -> Option<Span> {
        self.lanes.get(home).copied()
    }

    /// Remembers a named thing of the settings: kind (`retour`, `référence`, `itération`, `section`, `reprend`…) and name.
    pub fn set_named(&mut self, kind: &'static str, name: &str, span: Span) {
        self.named.entry((kind, name.to_owned())).or_insert(span);
    }

    /// A named thing of the settings.
    pub fn named(&self, kind: &'static str, name: &str) -> Option<Span> {
        self.named.get(&(kind, name.to_owned())).copied()
    }
}
