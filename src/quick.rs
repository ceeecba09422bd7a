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
