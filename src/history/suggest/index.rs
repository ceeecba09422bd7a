//! The few texts of one side that look like a text of the other.

use super::pool::Text;
use crate::history::wording::Shingles;
use crate::quick::{HashMap, HashMapExt as _};

/// Texts compared word by word with one text.
pub(super) const MOST: usize = 16;
/// Rare sequences looked up for one text.
const RARE: usize = 24;
/// Texts that may share a sequence before it tells nothing.
const COMMON: usize = 48;

/// Texts by the sequences of words they hold.
pub(super) struct Index {
    holders: HashMap<u32, Vec<u32>>,
}

impl Index {
    pub(super) fn new(texts: &[Text<'_>]) -> Self {
        let mut holders: HashMap<u32, Vec<u32>> = HashMap::new();
        for (rank, text) in (0_u32..).zip(texts) {
            for hash in text.words.distinct() {
                let list = holders.entry(hash).or_default();
                // One more than looked at: the list is known to be too long.
                if list.len() <= COMMON {
                    list.push(rank);
                }
            }
        }
        Self { holders }
    }

    /// Positions of the likeliest texts, in order of position: those that share the most of the rarest sequences.
    pub(super) fn near(&self, words: &Shingles) -> Vec<usize> {
        let mut lists: Vec<(usize, u32, &Vec<u32>)> = words
            .distinct()
            .filter_map(|hash| Some((hash, self.holders.get(&hash)?)))
            .filter(|(_, list)| list.len() <= COMMON)
            .map(|(hash, list)| (list.len(), hash, list))
            .collect();
        lists.sort_unstable_by_key(|(length, hash, _)| (*length, *hash));
        let mut votes: HashMap<u32, usize> = HashMap::new();
        for (_, _, list) in lists.iter().take(RARE) {
            for rank in *list {
                *votes.entry(*rank).or_default() += 1;
            }
        }
        let mut found: Vec<(usize, u32)> = votes.into_iter().map(|(rank, count)| (count, rank)).collect();
        found.sort_unstable_by_key(|(count, rank)| (std::cmp::Reverse(*count), *rank));
        let mut near: Vec<usize> = found.into_iter().take(MOST).map(|(_, rank)| rank as usize).collect();
        near.sort_unstable();
        near
    }
}
