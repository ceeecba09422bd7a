//! Iterations: freezing, reading back, comparing.
//!
//! Owner of [`Baseline`], [`Diff`] and [`Timeline`]. Input: corpora; output: what changed. Pure: bytes come from and go
//! to `io` through the caller.

mod change;

pub use change::{
    Attribute, Change, Diff, Endpoint, Evolution, FieldChange, RegisterChange, Signal, Tally,
};
