//! Word marks between two texts.
//!
//! Owner: which words are shown as removed and added. Input: two tokenised texts; output: operations that rebuild both.
//! Marks never cut a word; hunks separated by one or two words are merged; a deletion comes before its insertion; white space
//! common to both sides stays outside marks. Where words are equal the typography of the second text is shown.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::tokens::{Token, cut};

/// Beyond this many tokens on either side (common ends left out), no word difference is searched for.
const TOKEN_LIMIT: usize = 5_000;
/// Hunks separated by at most this many equal tokens are shown as one.
const MERGED_GAP: usize = 2;

/// What happens to a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// In both texts.
    Equal,
    /// Only in the first text.
    Delete,
    /// Only in the second text.
    Insert,
}

/// A piece of text and what happens to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Op {
    /// What happens.
    pub tag: Tag,
    /// The piece of text.
    pub text: String,
}

impl Op {
    /// Builds an operation.
    #[must_use]
    pub fn new(tag: Tag, text: impl Into<String>) -> Self {
        Self { tag, text: text.into() }
    }
}

/// Adds a piece to a list of operations, merging it with the last one when it has the same tag.
pub(super) fn push(ops: &mut Vec<Op>, tag: Tag, text: &str) {
    if text.is_empty() {
        return;
    }
    match ops.last_mut() {
        Some(last) if last.tag == tag => last.text.push_str(text),
        _ => ops.push(Op::new(tag, text)),
    }
}

/// Rebuilds one side: `Tag::Delete` for the first text, `Tag::Insert` for the second.
pub(super) fn side(ops: &[Op], tag: Tag) -> String {
    ops.iter().filter(|op| op.tag == Tag::Equal || op.tag == tag).map(|op| op.text.as_str()).collect()
}

/// A difference between two sequences of tokens: a token range of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hunk {
    pub(super) before: Range<usize>,
    pub(super) after: Range<usize>,
}

/// Finds the differences between two numbered sequences; deterministic, and linear beyond [`TOKEN_LIMIT`].
pub(super) fn hunks(before: &[u32], after: &[u32]) -> Vec<Hunk> {
    let prefix = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let (before, after) = (before.get(prefix..).unwrap_or_default(), after.get(prefix..).unwrap_or_default());
    let suffix = before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| a == b).count();
    let before = before.get(..before.len() - suffix).unwrap_or_default();
    let after = after.get(..after.len() - suffix).unwrap_or_default();
    if before.is_empty() && after.is_empty() {
        return Vec::new();
    }
    if before.is_empty() || after.is_empty() || before.len().max(after.len()) > TOKEN_LIMIT {
        return vec![Hunk { before: prefix..prefix + before.len(), after: prefix..prefix + after.len() }];
    }
    let mut found: Vec<Hunk> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, before, after) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let shift = |range: Range<usize>| range.start + prefix..range.end + prefix;
        let next = Hunk { before: shift(op.old_range()), after: shift(op.new_range()) };
        match found.last_mut() {
            Some(last) if last.before.end == next.before.start && last.after.end == next.after.start => {
                last.before.end = next.before.end;
                last.after.end = next.after.end;
            }
            _ => found.push(next),
        }
    }
    found
}

/// Merges the hunks between which `weight` counts at most [`MERGED_GAP`] tokens; `weight` takes a token range of the second text.
pub(super) fn merge_close(found: Vec<Hunk>, weight: impl Fn(Range<usize>) -> usize) -> Vec<Hunk> {
    let mut merged: Vec<Hunk> = Vec::with_capacity(found.len());
    for next in found {
        match merged.last_mut() {
            Some(last) if weight(last.after.end..next.after.start) <= MERGED_GAP => {
                last.before.end = next.before.end;
                last.after.end = next.after.end;
            }
            _ => merged.push(next),
        }
    }
    merged
}

/// A text ready to be compared.
#[derive(Clone, Copy)]
pub(super) struct Side<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: &'t [Token],
    pub(super) numbers: &'t [u32],
    /// Byte offsets where a block ends and another begins, sorted.
    pub(super) seams: &'t [usize],
}

impl Side<'_> {
    /// Start of a token; past the last one, the end of what counts in the text.
    fn start_of(&self, token: usize) -> usize {
        self.tokens.get(token).map_or_else(|| self.end_before(token), |token| token.start)
    }

    /// End of the token before this one, or the start of the text.
    fn end_before(&self, token: usize) -> usize {
        token.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, |token| token.end)
    }

    fn tokens_in(&self, range: &Range<usize>) -> &[Token] {
        self.tokens.get(range.clone()).unwrap_or_default()
    }

    fn only_separators(&self, range: &Range<usize>) -> bool {
        self.tokens_in(range).iter().all(|token| matches!(token.text(self.text), "," | ";" | "." | ":" | "-"))
    }

    /// Returns true when two blocks meet somewhere around these tokens.
    fn holds_seam(&self, range: &Range<usize>) -> bool {
        let (from, to) = (self.end_before(range.start), self.start_of(range.end));
        let first = self.seams.partition_point(|&seam| seam < from);
        self.seams.get(first).is_some_and(|&seam| seam <= to)
    }
}

/// Returns true for the commas and semicolons that a paragraph needs and a list does not: structure, not words.
fn is_structural(hunk: &Hunk, before: &Side<'_>, after: &Side<'_>) -> bool {
    before.only_separators(&hunk.before)
        && after.only_separators(&hunk.after)
        && (before.holds_seam(&hunk.before) || after.holds_seam(&hunk.after))
}

/// The marks between two texts.
pub(super) struct Marks {
    /// Operations that rebuild both texts.
    pub(super) ops: Vec<Op>,
    /// Number of places that differ.
    pub(super) hunks: usize,
    /// Words outside marks.
    pub(super) equal_words: usize,
}

/// Marks the words that differ.
pub(super) fn mark(before: &Side<'_>, after: &Side<'_>) -> Marks {
    let mut found = hunks(before.numbers, after.numbers);
    if !(before.seams.is_empty() && after.seams.is_empty()) {
        found.retain(|hunk| !is_structural(hunk, before, after));
    }
    let found = merge_close(found, |range| range.len());
    let mut marks =
        Marks { ops: Vec::with_capacity(found.len() * 3 + 1), hunks: found.len(), equal_words: 0 };
    // Bytes of each text already shown, and tokens of the second one.
    let (mut from, mut to, mut equal) = (0, 0, 0);
    for hunk in &found {
        if equal < hunk.after.start {
            to = marks.keep(after, equal..hunk.after.start, to);
            from = before.end_before(hunk.before.start);
        }
        let removed = cut(before.text, from, before.start_of(hunk.before.end));
        let added = cut(after.text, to, after.start_of(hunk.after.end));
        from += removed.len();
        to += added.len();
        push_hunk(&mut marks.ops, removed, added);
        equal = hunk.after.end;
    }
    if equal < after.tokens.len() {
        to = marks.keep(after, equal..after.tokens.len(), to);
    }
    // What follows the last token (final punctuation of a list item) is typography: the second text is shown.
    push(&mut marks.ops, Tag::Equal, cut(after.text, to, after.text.len()));
    marks
}

impl Marks {
    /// Shows a run of equal tokens as the second text has them, and what stands before the first of them.
    fn keep(&mut self, after: &Side<'_>, run: Range<usize>, shown: usize) -> usize {
        self.equal_words += after.tokens_in(&run).iter().filter(|token| token.is_word()).count();
        let end = after.end_before(run.end);
        push(&mut self.ops, Tag::Equal, cut(after.text, shown, end));
        end
    }
}

/// Shows a hunk; white space at both ends of both sides stays outside the marks.
fn push_hunk(ops: &mut Vec<Op>, removed: &str, added: &str) {
    let lead = |text: &str| text.len() - text.trim_start().len();
    let (mut gone, mut come) = (removed, added);
    if lead(gone) > 0 && lead(come) > 0 {
        let (space, rest) = come.split_at(lead(come));
        push(ops, Tag::Equal, space);
        come = rest;
        gone = gone.trim_start();
    }
    let tail = |text: &str| text.trim_end().len();
    let mut space = "";
    if tail(gone) < gone.len() && tail(come) < come.len() {
        let (rest, end) = come.split_at(tail(come));
        space = end;
        come = rest;
        gone = gone.trim_end();
    }
    push(ops, Tag::Delete, gone);
    push(ops, Tag::Insert, come);
    push(ops, Tag::Equal, space);
}
