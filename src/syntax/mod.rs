//! From text to tree and back.
//!
//! Owner of the grammar and of [`tree`]. Input: one [`SourceFile`](crate::source::SourceFile); output: a
//! [`tree::File`] and the mistakes of form. Reading never stops at the first mistake; nothing is resolved here. The
//! only user of `pest`.

mod build;
mod explain;
mod fields;
mod parser;
pub mod printer;
mod recover;
mod rules;
mod text;
pub mod tree;
mod unclosed;

pub use parser::{parse, pest_only};
pub use text::{dedent, quote_block, quote_string};
