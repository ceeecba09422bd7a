//! Maps and sets with a quick hash: the only home of `foldhash`.
//!
//! Keys are ids and texts of one project. The seed is drawn at random: their order never reaches an output, and whoever
//! writes the sources cannot choose colliding ids.

use std::hash::{BuildHasher as _, Hash};

pub(crate) use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

/// A number for a value, the same in every run; equal for different values once in 2^128.
pub(crate) fn digest(value: &impl Hash) -> u128 {
    let half = |seed| u128::from(foldhash::quality::FixedState::with_seed(seed).hash_one(value));
    half(1) << 64 | half(2)
}

/// Numbers for values like [`digest`], but drawn anew in each run: nobody can prepare two values that share one.
#[derive(Default)]
pub(crate) struct Secret([foldhash::quality::RandomState; 2]);

impl Secret {
    /// The number of a value in this run; never to be written.
    pub(crate) fn digest(&self, value: &impl Hash) -> u128 {
        let [high, low] = self.0.each_ref().map(|half| u128::from(half.hash_one(value)));
        high << 64 | low
    }
}
