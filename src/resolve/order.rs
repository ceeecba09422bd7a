//! Reading order: manifest sections, then source order of bloc and fonction, then natural id.

use crate::model::{Corpus, Requirement};
use crate::quick::{HashMap, HashMapExt as _};

/// Ranks of sections, blocs and fonctions, from the items in source order, then from what lanes move elsewhere.
#[derive(Debug)]
pub(super) struct Order {
    sections: HashMap<String, u32>,
    blocks: HashMap<(u32, String), u32>,
    functions: HashMap<(u32, u32, String), u32>,
}

/// Rank of a heading; what has none comes last.
pub(super) type Rank = (u32, u32, u32);

const LAST: u32 = u32::MAX;

impl Order {
    /// Ranks headings by first appearance. `corpus.items` must still be in source order.
    pub(super) fn new(corpus: &Corpus) -> Self {
        let number = |index: usize| u32::try_from(index).unwrap_or(LAST);
        let sections = corpus
            .sections
            .iter()
            .enumerate()
            .map(|(index, section)| (section.code.clone(), number(index)))
            .collect();
        let mut order = Self { sections, blocks: HashMap::new(), functions: HashMap::new() };
        for item in &corpus.items {
            order.add(item);
        }
        order
    }

    /// Ranks the headings of an item that no item had before, after the others.
    pub(super) fn add(&mut self, item: &Requirement) {
        let number = |index: usize| u32::try_from(index).unwrap_or(LAST);
        let section = self.section(item.section.as_deref());
        let Some(block) = &item.block else { return };
        let next = number(self.blocks.len());
        let block = *self.blocks.entry((section, block.clone())).or_insert(next);
        let Some(function) = &item.function else { return };
        let next = number(self.functions.len());
        self.functions.entry((section, block, function.clone())).or_insert(next);
    }

    fn section(&self, code: Option<&str>) -> u32 {
        code.and_then(|code| self.sections.get(code)).copied().unwrap_or(LAST)
    }

    /// Rank of an item as stated, variants applied.
    pub(super) fn rank(&self, item: &Requirement) -> Rank {
        let section = self.section(item.section.as_deref());
        let Some(block) = &item.block else { return (section, LAST, LAST) };
        let block = self.blocks.get(&(section, block.clone())).copied().unwrap_or(LAST);
        let Some(function) = &item.function else { return (section, block, LAST) };
        let function = self.functions.get(&(section, block, function.clone())).copied().unwrap_or(LAST);
        (section, block, function)
    }

    /// Puts the items of a corpus in reading order.
    pub(super) fn sort_items(&self, corpus: &mut Corpus) {
        let items = std::mem::take(&mut corpus.items);
        let mut ranked: Vec<(Rank, Requirement)> =
            items.into_iter().map(|item| (self.rank(&item), item)).collect();
        ranked.sort_by(|(left_rank, left), (right_rank, right)| {
            left_rank.cmp(right_rank).then_with(|| left.id.cmp(&right.id))
        });
        corpus.items = ranked.into_iter().map(|(_, item)| item).collect();
        corpus.cross_scenarios.sort_by(|(left_lane, left), (right_lane, right)| {
            left_lane.cmp(right_lane).then_with(|| left.id.cmp(&right.id))
        });
    }
}
