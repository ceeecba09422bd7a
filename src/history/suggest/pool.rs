//! Items that lost their counterpart, and parts of texts that moved.

use rayon::prelude::*;

use crate::history::wording::{Fingerprint, Shingles};
use crate::model::{Corpus, ItemId, Requirement};
use crate::quick::{HashMap, HashSet};

/// Words under which a text says too little to be recognised.
pub(super) const SHORT: usize = 4;
/// Words under which what a text lost or gained is a matter of style.
const PART: usize = 8;
/// Share of common text under which an item that kept its id may be another one.
const REWRITTEN: f64 = 0.8;
/// Share of common text from which an item is still itself, though a part of its text came or went.
const ITSELF: f64 = 0.4;

/// Why an item looks for its kin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Role {
    /// Before: nowhere after. After: nowhere before.
    Alone,
    /// Before: written after as obsolete, without successor.
    Ended,
    /// On both sides under one id, with much of its text changed; the share in common.
    Rewritten(f64),
    /// On both sides; only the part of its text that the other side has not.
    Part,
}

/// An item, or a part of its text, on one side.
pub(super) struct Text<'a> {
    pub(super) item: &'a Requirement,
    pub(super) role: Role,
    pub(super) words: Shingles,
    pub(super) title: Fingerprint,
}

impl<'a> Text<'a> {
    fn new(item: &'a Requirement, role: Role, words: Shingles) -> Self {
        Self { item, role, words, title: Fingerprint::new(&item.title) }
    }
}

/// Both sides, each in reading order.
pub(super) struct Pool<'a> {
    pub(super) before: Vec<Text<'a>>,
    pub(super) after: Vec<Text<'a>>,
}

impl<'a> Pool<'a> {
    pub(super) fn new(before: &'a Corpus, after: &'a Corpus) -> Self {
        let now: HashMap<&ItemId, &Requirement> = after.items.iter().map(|item| (&item.key, item)).collect();
        let then: HashMap<&ItemId, &Requirement> =
            before.items.iter().map(|item| (&item.key, item)).collect();
        let told = Told::new(after);
        let mut sides = Self { before: Vec::new(), after: Vec::new() };
        let mut rewritten: Vec<(&Requirement, &Requirement)> = Vec::new();
        for item in before.items.iter().filter(|item| item.is_live() && !item.statement.is_empty()) {
            match now.get(&item.key) {
                None if !told.ancestors.contains(&item.id) => {
                    sides.before.push(Text::new(item, Role::Alone, Shingles::new(&item.statement)));
                }
                Some(gone)
                    if !gone.is_live()
                        && gone.replaced_by.is_empty()
                        && !told.ancestors.contains(&gone.id) =>
                {
                    sides.before.push(Text::new(item, Role::Ended, Shingles::new(&item.statement)));
                }
                Some(kept) if kept.is_live() && kept.id == item.id && kept.statement != item.statement => {
                    rewritten.push((item, *kept));
                }
                None | Some(_) => {}
            }
        }
        for item in after.items.iter().filter(|item| !item.statement.is_empty()) {
            let declared = lineage(item).into_iter().flatten().any(|id| before.item(id.as_str()).is_some());
            if !then.contains_key(&item.key) && !declared && !told.heirs.contains(&item.id) {
                sides.after.push(Text::new(item, Role::Alone, Shingles::new(&item.statement)));
            }
        }
        sides.add_rewritten(&rewritten);
        sides.before.retain(|text| !text.words.is_empty());
        sides.after.retain(|text| !text.words.is_empty());
        sides
    }

    fn add_rewritten(&mut self, pairs: &[(&'a Requirement, &'a Requirement)]) {
        let found: Vec<_> = pairs
            .par_iter()
            .with_min_len(16)
            .map(|(old, new)| {
                let (then, now) = (Shingles::new(&old.statement), Shingles::new(&new.statement));
                let share = then.similarity(&now);
                let (lost, gained) = (then.without(&now), now.without(&then));
                (*old, *new, then, now, share, lost, gained)
            })
            .collect();
        for (old, new, then, now, share, lost, gained) in found {
            if share < REWRITTEN {
                self.before.push(Text::new(old, Role::Rewritten(share), then));
                self.after.push(Text::new(new, Role::Rewritten(share), now));
            }
            if share >= ITSELF && lost.words() >= PART {
                self.before.push(Text::new(old, Role::Part, lost));
            }
            if share >= ITSELF && gained.words() >= PART {
                self.after.push(Text::new(new, Role::Part, gained));
            }
        }
    }
}

/// Where an item says it comes from.
fn lineage(item: &Requirement) -> [&Vec<ItemId>; 3] {
    [&item.formerly, &item.merges, &item.derived_from]
}

/// Lineage that the state after declares.
struct Told<'a> {
    /// Ids said to be the origin of another.
    ancestors: HashSet<&'a ItemId>,
    /// Ids said to take over from another.
    heirs: HashSet<&'a ItemId>,
}

impl<'a> Told<'a> {
    fn new(after: &'a Corpus) -> Self {
        Self {
            ancestors: after.items.iter().flat_map(lineage).flatten().collect(),
            heirs: after.items.iter().flat_map(|item| &item.replaced_by).collect(),
        }
    }
}
