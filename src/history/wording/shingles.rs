//! Short sequences of words.
//!
//! Owner: the likeness that decides who became who. Input: texts; output: numbers between 0 and 1. Words alone would make
//! two requirements alike because both say « le système DOIT permettre »; pairs of neighbours tell them apart.

use super::fold;
use super::similarity::{common, dice, remainder, word_hash};
use super::tokens::tokenise;

/// The multiset of the words of a text and of its pairs of neighbouring words, case and typography folded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shingles {
    /// Sorted.
    hashes: Vec<u32>,
    words: usize,
}

impl Shingles {
    /// Reads a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let words: Vec<u32> = tokenise(text)
            .iter()
            .filter(|token| token.is_word())
            .map(|token| word_hash(&fold::key(token.text(text))))
            .collect();
        let pairs = words
            .iter()
            .zip(words.iter().skip(1))
            .map(|(one, next)| (one.rotate_left(7) ^ next).wrapping_mul(0x9e37_79b1) ^ (next >> 13));
        let mut hashes: Vec<u32> = words.iter().copied().chain(pairs).collect();
        hashes.sort_unstable();
        Self { hashes, words: words.len() }
    }

    /// Number of words and pairs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Returns true when the text holds no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Number of words of the text it was read from.
    #[must_use]
    pub fn words(&self) -> usize {
        self.words
    }

    /// The distinct words and pairs, sorted.
    pub fn distinct(&self) -> impl Iterator<Item = u32> + '_ {
        let mut last = None;
        self.hashes.iter().copied().filter(move |hash| last.replace(*hash) != Some(*hash))
    }

    /// Words and pairs that both texts hold.
    #[must_use]
    pub fn common(&self, other: &Self) -> usize {
        common(&self.hashes, &other.hashes)
    }

    /// Share of common words and pairs (Dice coefficient): 1 for the same text, 0 for nothing in common.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> f64 {
        dice(self.common(other), self.len(), other.len())
    }

    /// Share of this text that the other one holds.
    #[must_use]
    pub fn share_in(&self, other: &Self) -> f64 {
        if self.is_empty() { 0.0 } else { self.common(other) as f64 / self.len() as f64 }
    }

    /// What is left of this text once the other one is taken out of it.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let hashes = remainder(&self.hashes, &other.hashes);
        // A word stands with one pair, but for the last one.
        let words = hashes.len().div_ceil(2);
        Self { hashes, words }
    }
}
