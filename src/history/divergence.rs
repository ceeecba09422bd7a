//! Where lanes that share a requirement ask different things of it, and when that began or ended.
//!
//! Owner of [`DivergenceChange`]. Input: two corpora; output: the items of a socle about which lanes began, or ceased, to
//! differ. Only what a vendor must do counts: énoncé, nature, condition, the profiles an adaptation names, scenarios.
//! Linear: one pass over the applications of each side, and only the items some lane adapts are read.

use std::borrow::Cow;

use super::wording::same_wording;
use crate::model::{Application, Corpus, Field, ItemId, Requirement};
use crate::quick::{HashMap, HashMapExt as _, HashSet};

/// What happened to a divergence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DivergenceEvent {
    /// Lanes asked the same before, and no longer do.
    Appeared,
    /// Lanes asked different things before, and no longer do.
    Resolved,
}

impl DivergenceEvent {
    /// The value in JSON.
    pub fn as_json(self) -> &'static str {
        match self {
            DivergenceEvent::Appeared => "apparue",
            DivergenceEvent::Resolved => "resolue",
        }
    }

    /// The word shown to readers.
    pub fn label(self) -> &'static str {
        match self {
            DivergenceEvent::Appeared => "Apparue",
            DivergenceEvent::Resolved => "Résolue",
        }
    }
}

/// A shared item about which lanes began, or ceased, to differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DivergenceChange {
    /// Whether it began or ended.
    pub event: DivergenceEvent,
    /// Stable key of the item.
    pub key: ItemId,
    /// Id after, or before when the item is gone.
    pub id: ItemId,
    /// Title after, or before when the item is gone.
    pub title: String,
    /// What lanes ask differently, in the order of [`Field`].
    pub fields: Vec<Field>,
    /// Lanes before, those that ask the same together; empty when no lane asked it.
    pub before: Vec<Vec<String>>,
    /// Lanes after, in the same form.
    pub after: Vec<Vec<String>>,
}

impl DivergenceChange {
    /// Whether a lane asks the item on either side.
    pub fn concerns(&self, lane: &str) -> bool {
        self.before.iter().chain(&self.after).flatten().any(|code| code == lane)
    }
}

/// Divergences that appeared or were resolved, in the reading order of the state after, then those of items that are gone.
pub fn divergences(before: &Corpus, after: &Corpus) -> Vec<DivergenceChange> {
    let adapted: HashSet<&ItemId> = adapted(before).chain(adapted(after)).collect();
    if adapted.is_empty() {
        return Vec::new();
    }
    let (old, new) = (sharings(before, &adapted), sharings(after, &adapted));
    let former: HashMap<&ItemId, &Sharing<'_>> =
        old.iter().map(|sharing| (&sharing.item.key, sharing)).collect();
    let kept: HashSet<&ItemId> = new.iter().map(|sharing| &sharing.item.key).collect();
    let gone = old.iter().filter(|sharing| !kept.contains(&sharing.item.key));
    new.iter()
        .filter_map(|sharing| event(former.get(&sharing.item.key).copied(), Some(sharing)))
        .chain(gone.filter_map(|sharing| event(Some(sharing), None)))
        .collect()
}

/// Keys of the items some lane adapts.
fn adapted(corpus: &Corpus) -> impl Iterator<Item = &ItemId> {
    let applications = corpus.lanes.iter().flat_map(|lane| &lane.applications);
    applications
        .filter(|application| application.variant.is_some())
        .filter_map(|application| corpus.item(application.id.as_str()))
        .map(|item| &item.key)
}

/// How lanes share an item.
struct Sharing<'a> {
    item: &'a Requirement,
    /// What is asked, and by which lanes.
    readings: Vec<(Reading<'a>, Vec<String>)>,
}

impl Sharing<'_> {
    fn lanes(&self) -> Vec<Vec<String>> {
        self.readings.iter().map(|(_, lanes)| lanes.clone()).collect()
    }

    fn fields(&self) -> Vec<Field> {
        let Some((first, _)) = self.readings.first() else { return Vec::new() };
        let mut fields: Vec<Field> =
            self.readings.iter().skip(1).flat_map(|(other, _)| first.differences(other)).collect();
        fields.sort();
        fields.dedup();
        fields
    }
}

/// What one lane asks.
struct Reading<'a> {
    item: Cow<'a, Requirement>,
    /// Profiles an adaptation names.
    profiles: Option<&'a [String]>,
}

impl Reading<'_> {
    fn differences(&self, other: &Self) -> Vec<Field> {
        let (left, right) = (&*self.item, &*other.item);
        let same_words = left.statement == right.statement || same_wording(&left.statement, &right.statement);
        [
            (Field::Statement, same_words),
            (Field::Nature, left.nature == right.nature),
            (Field::Profiles, self.profiles == other.profiles),
            (Field::Condition, left.condition == right.condition),
            (Field::Scenario, left.scenarios == right.scenarios),
        ]
        .into_iter()
        .filter_map(|(field, same)| (!same).then_some(field))
        .collect()
    }
}

/// How lanes share the items of some keys, in reading order.
fn sharings<'a>(corpus: &'a Corpus, keys: &HashSet<&ItemId>) -> Vec<Sharing<'a>> {
    let mut places: HashMap<&ItemId, usize> = HashMap::new();
    let mut found: Vec<Sharing<'a>> = Vec::new();
    for item in corpus.items.iter().filter(|item| item.is_live() && keys.contains(&item.key)) {
        places.insert(&item.id, found.len());
        found.push(Sharing { item, readings: Vec::new() });
    }
    for lane in &corpus.lanes {
        for application in &lane.applications {
            let place = places.get(&application.id).copied();
            if let Some(sharing) = place.and_then(|place| found.get_mut(place)) {
                let reading = reading(corpus, sharing.item, application);
                let same = |(known, _): &&mut (Reading<'a>, _)| known.differences(&reading).is_empty();
                match sharing.readings.iter_mut().find(same) {
                    Some((_, lanes)) => lanes.push(lane.code.clone()),
                    None => sharing.readings.push((reading, vec![lane.code.clone()])),
                }
            }
        }
    }
    found
}

fn reading<'a>(corpus: &'a Corpus, item: &'a Requirement, application: &'a Application) -> Reading<'a> {
    match &application.variant {
        None => Reading { item: Cow::Borrowed(item), profiles: None },
        Some(variant) => Reading {
            item: corpus.effective(application).unwrap_or(Cow::Borrowed(item)),
            profiles: variant.fields.profiles.as_deref(),
        },
    }
}

fn event(old: Option<&Sharing<'_>>, new: Option<&Sharing<'_>>) -> Option<DivergenceChange> {
    let diverges = |side: Option<&Sharing<'_>>| side.is_some_and(|sharing| sharing.readings.len() > 1);
    let (event, source) = match (diverges(old), diverges(new)) {
        (false, true) => (DivergenceEvent::Appeared, new),
        (true, false) => (DivergenceEvent::Resolved, old),
        _ => return None,
    };
    let item = new.or(old)?.item;
    let lanes = |side: Option<&Sharing<'_>>| side.map(Sharing::lanes).unwrap_or_default();
    Some(DivergenceChange {
        event,
        key: item.key.clone(),
        id: item.id.clone(),
        title: item.title.clone(),
        fields: source.map(Sharing::fields).unwrap_or_default(),
        before: lanes(old),
        after: lanes(new),
    })
}
