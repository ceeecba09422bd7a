//! Bags of words.
//!
//! Owner: the cheap likeness used to align blocks and to suggest renames. Input: texts; output: a number between 0 and 1.
//! The order of words does not count here; the precise comparison is in `marks`.

use super::fold;
use super::tokens::tokenise;

/// The multiset of the words of a text, case folded, ready for fast comparisons.
///
/// Comparing two fingerprints is linear in their length; [`Fingerprint::could_reach`] discards most pairs in constant time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fingerprint {
    words: Vec<u32>,
    outline: u64,
}

impl Fingerprint {
    /// Reads the words of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut words: Vec<u32> = tokenise(text)
            .iter()
            .filter(|token| token.is_word())
            .map(|token| word_hash(&fold::key(token.text(text))))
            .collect();
        words.sort_unstable();
        let outline = words.iter().fold(0, |bits, word| bits | 1_u64 << (word % 64));
        Self { words, outline }
    }

    /// Number of words.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Returns true when the text holds no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Share of common words (Dice coefficient): 1 for the same words, 0 for none in common.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> f64 {
        dice(common(&self.words, &other.words), self.len(), other.len())
    }

    /// Returns false, in constant time, when the similarity cannot reach the threshold.
    #[must_use]
    pub fn could_reach(&self, other: &Self, threshold: f64) -> bool {
        let (short, long) = if self.len() <= other.len() { (self, other) } else { (other, self) };
        // A word whose bit is absent on the other side is certainly not common.
        let absent = (short.outline & !long.outline).count_ones() as usize;
        dice(short.len().saturating_sub(absent), short.len(), long.len()) >= threshold
    }
}

/// Share of common words of two texts, whatever their order; meant for suggestions such as renames.
#[must_use]
pub fn word_similarity(before: &str, after: &str) -> f64 {
    Fingerprint::new(before).similarity(&Fingerprint::new(after))
}

/// Dice coefficient of `common` elements out of two collections; two empty collections are alike.
pub(super) fn dice(common: usize, before: usize, after: usize) -> f64 {
    if before + after == 0 {
        return 1.0;
    }
    2.0 * common as f64 / (before + after) as f64
}

/// Counts the common elements of two sorted multisets. No branch depends on the order of the two elements at hand, which
/// no processor can guess: this is the inner loop of every suggestion.
pub(super) fn common(before: &[u32], after: &[u32]) -> usize {
    let (mut left, mut right, mut count) = (0, 0, 0);
    while let (Some(a), Some(b)) = (before.get(left), after.get(right)) {
        count += usize::from(a == b);
        left += usize::from(a <= b);
        right += usize::from(b <= a);
    }
    count
}

/// Gives the elements of a sorted multiset that are not in the other one.
pub(super) fn remainder(from: &[u32], taken: &[u32]) -> Vec<u32> {
    let mut taken = taken.iter().peekable();
    from.iter()
        .filter(|word| {
            while taken.next_if(|other| other < word).is_some() {}
            taken.next_if(|other| other == word).is_none()
        })
        .copied()
        .collect()
}

pub(super) fn word_hash(word: &str) -> u32 {
    let mix = |hash: u32, value: u32| (hash ^ value).wrapping_mul(0x0100_0193);
    let mut hash = 0x811c_9dc5_u32;
    for c in word.chars() {
        // Lower case without a table for the letters of nearly every word.
        hash = match c {
            '\0'..='\u{7f}' => mix(hash, c.to_ascii_lowercase().into()),
            '\u{df}'..='\u{ff}' => mix(hash, c.into()),
            _ => c.to_lowercase().fold(hash, |hash, lower| mix(hash, lower.into())),
        };
    }
    hash ^ (hash >> 15)
}
