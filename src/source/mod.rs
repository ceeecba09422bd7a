//! Source texts and places in them.
//!
//! Owner of [`SourceFile`], [`Span`] and [`LineIndex`]. Input: bytes read by `io`; output: normalised text with
//! places a diagnostic can point at. Knows nothing of the language.

mod file;
mod fold;
mod lines;
mod span;

pub use file::{DecodeError, SIZE_LIMIT, SourceFile, SourceSet};
pub use fold::{fold_accents, hyphenated, suggest};
pub use lines::{LineColumn, LineIndex};
pub use span::{FileId, Span};
