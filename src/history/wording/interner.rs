//! Numbers for tokens.
//!
//! Owner: the equality of tokens. Input: the tokens of texts that are compared together; output: equal numbers for tokens that
//! are the same to the reader. A small open-addressing table: this is the inner loop of every comparison, and its order never
//! reaches an output.

use std::borrow::Cow;

use super::fold;
use super::tokens::{Token, TokenKind, split_link};

/// Gives a number to each distinct token, in order of first appearance.
pub(super) struct Interner<'t> {
    /// Number plus one of the key that landed there; zero when free. The length is a power of two.
    slots: Vec<u32>,
    keys: Vec<(u32, Cow<'t, str>)>,
}

impl<'t> Interner<'t> {
    pub(super) fn with_capacity(keys: usize) -> Self {
        Self { slots: vec![0; (keys * 2).next_power_of_two().max(16)], keys: Vec::with_capacity(keys) }
    }

    /// Numbers the tokens of a text by what the reader sees: typography folded, link targets ignored.
    pub(super) fn number(&mut self, text: &'t str, tokens: &[Token]) -> Vec<u32> {
        tokens
            .iter()
            .map(|token| {
                let shown = token.text(text);
                let shown = if token.kind == TokenKind::Link {
                    split_link(shown).map_or(shown, |(label, _)| label)
                } else {
                    shown
                };
                self.number_of(fold::key(shown))
            })
            .collect()
    }

    /// Numbers the tokens of a text by their exact characters.
    pub(super) fn number_exactly(&mut self, text: &'t str, tokens: &[Token]) -> Vec<u32> {
        tokens.iter().map(|token| self.number_of(Cow::Borrowed(token.text(text)))).collect()
    }

    fn number_of(&mut self, key: Cow<'t, str>) -> u32 {
        let hash = hash(key.as_bytes());
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        while let Some(&found) = self.slots.get(slot)
            && let Some(number) = found.checked_sub(1)
        {
            if self.keys.get(number as usize).is_some_and(|(other, known)| *other == hash && *known == key) {
                return number;
            }
            slot = (slot + 1) & mask;
        }
        let number = u32::try_from(self.keys.len()).unwrap_or(u32::MAX - 1);
        self.keys.push((hash, key));
        if self.keys.len() * 2 > self.slots.len() {
            self.grow();
        } else if let Some(free) = self.slots.get_mut(slot) {
            *free = number + 1;
        }
        number
    }

    fn grow(&mut self) {
        let length = self.slots.len() * 2;
        self.slots = vec![0; length];
        for (number, (hash, _)) in (1..).zip(&self.keys) {
            let mut slot = *hash as usize & (length - 1);
            while self.slots.get(slot).is_some_and(|&found| found != 0) {
                slot = (slot + 1) & (length - 1);
            }
            if let Some(free) = self.slots.get_mut(slot) {
                *free = number;
            }
        }
    }
}

/// Mixes the bytes of a short word, eight at a time.
fn hash(bytes: &[u8]) -> u32 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut state = bytes.len() as u64;
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        state = (state.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(FACTOR);
    }
    let last = rest.iter().fold(0, |value, &byte| value << 8 | u64::from(byte));
    state = (state.rotate_left(5) ^ last).wrapping_mul(FACTOR);
    let folded = state ^ (state >> 32);
    u32::try_from(folded & 0xffff_ffff).unwrap_or_default()
}
