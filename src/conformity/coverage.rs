//! Which scenarios and proofs show that each requirement of a lane holds, and where none does.
//!
//! Counts are sets of distinct things, made to add up: see [`Tally`].

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::state::covering_proofs;
use crate::model::{Corpus, ItemId, Lane, Proof, Requirement, Scenario, natural_order};
use crate::quick::HashMap;

/// The coverage of a lane.
#[derive(Debug)]
pub struct Coverage<'a> {
    /// Requirements that are not obsolete, in reading order.
    pub rows: Vec<Row<'a>>,
    /// Scenarios that ask for no proof, in the order they are met.
    pub without_proof: Vec<Bare>,
    /// Proofs that several scenarios ask for, in natural order.
    pub shared: Vec<SharedProof>,
    /// Numbers of the whole lane.
    pub total: Tally,
    /// Numbers of each profile, in the order of the lane, then « without profile ».
    pub profiles: Vec<(Option<String>, Tally)>,
}

/// A requirement and what covers it.
#[derive(Debug)]
pub struct Row<'a> {
    /// As the lane states it.
    pub item: Cow<'a, Requirement>,
    /// Its own scenarios, then those of several requirements that cover it.
    pub scenarios: Vec<Covering>,
}

/// A scenario that covers a requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covering {
    /// Number.
    pub id: ItemId,
    /// Title; may be empty.
    pub title: String,
    /// Whether it spans several requirements.
    pub cross: bool,
    /// Profiles it is limited to; none means all.
    pub profiles: Vec<String>,
    /// Numbers of the proofs it asks for this requirement, each once.
    pub proofs: Vec<ItemId>,
}

/// A scenario without any proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bare {
    /// Number.
    pub id: ItemId,
    /// Title; may be empty.
    pub title: String,
    /// The requirements it covers.
    pub items: Vec<ItemId>,
}

/// A proof that several scenarios ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedProof {
    /// Number.
    pub id: ItemId,
    /// The scenarios, in natural order.
    pub scenarios: Vec<ItemId>,
    /// The requirements it serves, in natural order.
    pub items: Vec<ItemId>,
}

/// How a requirement is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cover {
    /// By scenarios of its own only.
    Own,
    /// By its own scenarios and by some of several requirements.
    Both,
    /// By scenarios of several requirements only.
    Cross,
    /// By none.
    None,
}

/// Numbers of a lane or of a profile: `own + both + cross + none = items`, `proven + bare = scenarios`, `single + shared =
/// proofs`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requirements that are not obsolete.
    pub items: usize,
    /// Covered by their own scenarios only.
    pub own: usize,
    /// Covered both ways.
    pub both: usize,
    /// Covered by scenarios of several requirements only.
    pub cross: usize,
    /// Covered by none.
    pub none: usize,
    /// Distinct scenarios that cover one of them.
    pub scenarios: usize,
    /// With a proof at least.
    pub proven: usize,
    /// Without any.
    pub bare: usize,
    /// Distinct proofs.
    pub proofs: usize,
    /// Asked for by one scenario.
    pub single: usize,
    /// Asked for by several.
    pub shared: usize,
    /// Triples requirement, scenario, proof.
    pub links: usize,
}

impl Cover {
    /// In French, for a table.
    pub fn label(self) -> &'static str {
        match self {
            Cover::Own => "Scénarios propres",
            Cover::Both => "Propres et transverses",
            Cover::Cross => "Transverses seulement",
            Cover::None => "Sans scénario",
        }
    }

    /// For addresses and data.
    pub fn as_json(self) -> &'static str {
        match self {
            Cover::Own => "propre",
            Cover::Both => "double",
            Cover::Cross => "transverse",
            Cover::None => "aucune",
        }
    }
}

impl Row<'_> {
    /// How it is covered.
    pub fn cover(&self) -> Cover {
        cover(self.scenarios.iter())
    }
}

fn cover<'c>(mut scenarios: impl Iterator<Item = &'c Covering> + Clone) -> Cover {
    match (scenarios.clone().any(|one| !one.cross), scenarios.any(|one| one.cross)) {
        (true, false) => Cover::Own,
        (true, true) => Cover::Both,
        (false, true) => Cover::Cross,
        (false, false) => Cover::None,
    }
}

impl<'a> Coverage<'a> {
    /// Reads a lane.
    pub fn of(corpus: &'a Corpus, lane: &'a Lane) -> Self {
        let cross: Vec<&Scenario> = corpus
            .cross_scenarios
            .iter()
            .filter(|(code, _)| *code == lane.code)
            .map(|(_, scenario)| scenario)
            .collect();
        let rows: Vec<Row<'a>> = corpus
            .lane_items(lane)
            .filter(|(_, item)| item.is_live())
            .map(|(_, item)| Row { scenarios: scenarios(&item, &cross), item })
            .collect();
        let mut names: Vec<Option<String>> = lane.profiles.iter().cloned().map(Some).collect();
        for name in rows.iter().flat_map(|row| &row.item.profiles) {
            if !names.iter().flatten().any(|known| known == name) {
                names.push(Some(name.clone()));
            }
        }
        if rows.iter().any(|row| row.item.profiles.is_empty()) {
            names.push(None);
        }
        let profiles =
            names.into_iter().map(|name| (name.clone(), tally(&rows, Some(name.as_deref())))).collect();
        Self { without_proof: bare(&rows), shared: shared(&rows), total: tally(&rows, None), profiles, rows }
    }
}

fn scenarios(item: &Requirement, cross: &[&Scenario]) -> Vec<Covering> {
    fn covering<'p>(scenario: &Scenario, cross: bool, proofs: impl Iterator<Item = &'p Proof>) -> Covering {
        let mut numbers: Vec<ItemId> = Vec::new();
        for proof in proofs {
            if !numbers.contains(&proof.id) {
                numbers.push(proof.id.clone());
            }
        }
        Covering {
            id: scenario.id.clone(),
            title: scenario.title.clone(),
            cross,
            profiles: scenario.profiles.clone(),
            proofs: numbers,
        }
    }
    let own = item.scenarios.iter().map(|one| covering(one, false, one.all_proofs()));
    let spanning = cross.iter().filter(|one| one.covers().any(|id| *id == item.id));
    own.chain(spanning.map(|one| covering(one, true, covering_proofs(one, item)))).collect()
}

/// Scenarios that ask for no proof of any requirement they cover, in the order they are met.
fn bare(rows: &[Row<'_>]) -> Vec<Bare> {
    let mut places: HashMap<&str, usize> = HashMap::default();
    let mut found: Vec<(Bare, bool)> = Vec::new();
    for row in rows {
        for one in &row.scenarios {
            let place = *places.entry(one.id.as_str()).or_insert_with(|| {
                let bare = Bare { id: one.id.clone(), title: one.title.clone(), items: Vec::new() };
                found.push((bare, true));
                found.len() - 1
            });
            if let Some((bare, empty)) = found.get_mut(place) {
                bare.items.push(row.item.id.clone());
                *empty &= one.proofs.is_empty();
            }
        }
    }
    found.into_iter().filter(|(_, empty)| *empty).map(|(bare, _)| bare).collect()
}

fn shared(rows: &[Row<'_>]) -> Vec<SharedProof> {
    let mut uses: BTreeMap<&ItemId, (BTreeSet<&ItemId>, BTreeSet<&ItemId>)> = BTreeMap::new();
    for row in rows {
        for one in &row.scenarios {
            for proof in &one.proofs {
                let (scenarios, items) = uses.entry(proof).or_default();
                let _ = scenarios.insert(&one.id);
                let _ = items.insert(&row.item.id);
            }
        }
    }
    let natural = |ids: BTreeSet<&ItemId>| {
        let mut ids: Vec<ItemId> = ids.into_iter().cloned().collect();
        ids.sort_by(|left, right| natural_order(left.as_str(), right.as_str()));
        ids
    };
    let mut found: Vec<SharedProof> = uses
        .into_iter()
        .filter(|(_, (scenarios, _))| scenarios.len() > 1)
        .map(|(id, (scenarios, items))| SharedProof {
            id: id.clone(),
            scenarios: natural(scenarios),
            items: natural(items),
        })
        .collect();
    found.sort_by(|left, right| natural_order(left.id.as_str(), right.id.as_str()));
    found
}

/// Numbers of all rows, or of a profile: a requirement counts in each of its profiles, a scenario limited to profiles in
/// those only.
fn tally(rows: &[Row<'_>], profile: Option<Option<&str>>) -> Tally {
    let mut tally = Tally::default();
    let mut scenarios: HashMap<&str, bool> = HashMap::default();
    // Each proof with the scenario that asks for it first, and whether another does.
    let mut proofs: HashMap<&str, (&str, bool)> = HashMap::default();
    for row in rows {
        let here = match profile {
            None => true,
            Some(None) => row.item.profiles.is_empty(),
            Some(Some(name)) => row.item.profiles.iter().any(|one| one == name),
        };
        if !here {
            continue;
        }
        let applies = |one: &&Covering| match profile {
            Some(Some(name)) => one.profiles.is_empty() || one.profiles.iter().any(|known| known == name),
            _ => true,
        };
        tally.items += 1;
        match cover(row.scenarios.iter().filter(applies)) {
            Cover::Own => tally.own += 1,
            Cover::Both => tally.both += 1,
            Cover::Cross => tally.cross += 1,
            Cover::None => tally.none += 1,
        }
        for one in row.scenarios.iter().filter(applies) {
            let id = one.id.as_str();
            *scenarios.entry(id).or_default() |= !one.proofs.is_empty();
            tally.links += one.proofs.len();
            for proof in &one.proofs {
                let (first, shared) = proofs.entry(proof.as_str()).or_insert((id, false));
                *shared |= *first != id;
            }
        }
    }
    tally.scenarios = scenarios.len();
    tally.proven = scenarios.values().filter(|proven| **proven).count();
    tally.bare = tally.scenarios - tally.proven;
    tally.proofs = proofs.len();
    tally.shared = proofs.values().filter(|(_, shared)| *shared).count();
    tally.single = tally.proofs - tally.shared;
    tally
}
