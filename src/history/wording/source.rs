//! Differences over raw texts, for machines.
//!
//! Owner: the operations of the JSON twin. Input: two texts exactly as written; output: operations such that applying them to
//! the first gives the second, to the byte. Nothing is folded or parsed here; what is shown to readers comes from `compare`.

use std::ops::Range;

use serde::{Deserialize, Serialize, Serializer, ser::SerializeTuple};

use super::interner::Interner;
use super::marks::{Op, Tag, hunks, merge_close, push};
use super::tokens::{Token, cut, tokenise};

/// Compares two texts exactly, word by word; long texts that differ a lot are replaced in one piece.
#[must_use]
pub fn source_ops(before: &str, after: &str) -> Vec<Op> {
    let (old, new) = (tokenise(before), tokenise(after));
    let mut interner = Interner::with_capacity(old.len() + new.len());
    let found = hunks(&interner.number_exactly(before, &old), &interner.number_exactly(after, &new));
    let found = merge_close(found, |range| range.len());
    let mut walk = Walk { before, after, old: &old, new: &new, from: 0, to: 0, ops: Vec::new() };
    let mut equal = (0, 0);
    for hunk in found {
        walk.keep(equal.0..hunk.before.start, equal.1);
        walk.replace(walk.old_start(hunk.before.end), walk.new_start(hunk.after.end));
        equal = (hunk.before.end, hunk.after.end);
    }
    walk.keep(equal.0..old.len(), equal.1);
    walk.replace(before.len(), after.len());
    walk.ops
}

/// Walks along two texts at once.
struct Walk<'t> {
    before: &'t str,
    after: &'t str,
    old: &'t [Token],
    new: &'t [Token],
    /// Bytes of each text already told.
    from: usize,
    to: usize,
    ops: Vec<Op>,
}

impl Walk<'_> {
    fn old_start(&self, token: usize) -> usize {
        self.old.get(token).map_or(self.before.len(), |token| token.start)
    }

    fn new_start(&self, token: usize) -> usize {
        self.new.get(token).map_or(self.after.len(), |token| token.start)
    }

    /// Tells a run of equal tokens; the white space between them may differ.
    fn keep(&mut self, run: Range<usize>, first_new: usize) {
        let shift = |token: usize| first_new + (token - run.start);
        let Some(last) = run.end.checked_sub(1).filter(|last| *last >= run.start) else { return };
        let ends = (self.old.get(last).map_or(0, |t| t.end), self.new.get(shift(last)).map_or(0, |t| t.end));
        if cut(self.before, self.from, ends.0) == cut(self.after, self.to, ends.1) {
            push(&mut self.ops, Tag::Equal, cut(self.after, self.to, ends.1));
            (self.from, self.to) = ends;
            return;
        }
        for token in run.clone() {
            self.replace(self.old_start(token), self.new_start(shift(token)));
            let end = self.new.get(shift(token)).map_or(self.to, |token| token.end);
            push(&mut self.ops, Tag::Equal, cut(self.after, self.to, end));
            self.from += end - self.to;
            self.to = end;
        }
    }

    /// Tells what stands before these places: nothing when it is the same, else one deletion and one insertion.
    fn replace(&mut self, from: usize, to: usize) {
        let (gone, come) = (cut(self.before, self.from, from), cut(self.after, self.to, to));
        if gone == come {
            push(&mut self.ops, Tag::Equal, come);
            (self.from, self.to) = (from, to);
            return;
        }
        let lead = common_lead(gone, come);
        push(&mut self.ops, Tag::Equal, cut(come, 0, lead));
        let (gone, come) = (cut(gone, lead, gone.len()), cut(come, lead, come.len()));
        let tail = common_tail(gone, come);
        push(&mut self.ops, Tag::Delete, cut(gone, 0, gone.len() - tail));
        push(&mut self.ops, Tag::Insert, cut(come, 0, come.len() - tail));
        push(&mut self.ops, Tag::Equal, cut(come, come.len() - tail, come.len()));
        (self.from, self.to) = (from, to);
    }
}

/// Length of the white space that both texts start with.
fn common_lead(before: &str, after: &str) -> usize {
    let same = before.chars().zip(after.chars()).take_while(|(a, b)| a == b && a.is_whitespace());
    same.map(|(a, _)| a.len_utf8()).sum()
}

/// Length of the white space that both texts end with.
fn common_tail(before: &str, after: &str) -> usize {
    let same = before.chars().rev().zip(after.chars().rev()).take_while(|(a, b)| a == b && a.is_whitespace());
    same.map(|(a, _)| a.len_utf8()).sum()
}

/// Applies operations to the text they were computed from; gives nothing when they do not fit it.
#[must_use]
pub fn apply(ops: &[Op], before: &str) -> Option<String> {
    let mut rest = before;
    let mut after = String::with_capacity(before.len());
    for op in ops {
        if op.tag != Tag::Insert {
            rest = rest.strip_prefix(op.text.as_str())?;
        }
        if op.tag != Tag::Delete {
            after.push_str(&op.text);
        }
    }
    rest.is_empty().then_some(after)
}

/// An operation as published: `["=", 5]`, `["-", 4, "DOIT"]`, `["+", 4, "PEUT"]`.
///
/// Lengths count Unicode characters (code points), so that a reader needs no tokeniser.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub enum CompactOp {
    /// Keep this many characters.
    Keep(usize),
    /// Skip these characters.
    Delete(String),
    /// Add these characters.
    Insert(String),
}

/// The two shapes of a published operation.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Short(String, usize),
    Long(String, usize, String),
}

impl TryFrom<Written> for CompactOp {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        match written {
            Written::Short(tag, length) if tag == "=" => Ok(Self::Keep(length)),
            Written::Long(tag, length, text) if tag == "-" && text.chars().count() == length => {
                Ok(Self::Delete(text))
            }
            Written::Long(tag, length, text) if tag == "+" && text.chars().count() == length => {
                Ok(Self::Insert(text))
            }
            Written::Short(tag, _) | Written::Long(tag, ..) => Err(format!("opération « {tag} » mal formée")),
        }
    }
}

impl Serialize for CompactOp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (tag, text) = match self {
            Self::Keep(length) => {
                let mut tuple = serializer.serialize_tuple(2)?;
                tuple.serialize_element("=")?;
                tuple.serialize_element(length)?;
                return tuple.end();
            }
            Self::Delete(text) => ("-", text),
            Self::Insert(text) => ("+", text),
        };
        let mut tuple = serializer.serialize_tuple(3)?;
        tuple.serialize_element(tag)?;
        tuple.serialize_element(&text.chars().count())?;
        tuple.serialize_element(text)?;
        tuple.end()
    }
}

/// Shortens operations for publication.
#[must_use]
pub fn compact(ops: &[Op]) -> Vec<CompactOp> {
    ops.iter()
        .map(|op| match op.tag {
            Tag::Equal => CompactOp::Keep(op.text.chars().count()),
            Tag::Delete => CompactOp::Delete(op.text.clone()),
            Tag::Insert => CompactOp::Insert(op.text.clone()),
        })
        .collect()
}

/// Applies published operations; gives nothing when they do not fit the text.
#[must_use]
pub fn apply_compact(ops: &[CompactOp], before: &str) -> Option<String> {
    let mut rest = before;
    let mut after = String::with_capacity(before.len());
    for op in ops {
        match op {
            CompactOp::Keep(0) => {}
            CompactOp::Keep(length) => {
                let (end, last) = rest.char_indices().nth(length - 1)?;
                let (kept, following) = rest.split_at_checked(end + last.len_utf8())?;
                after.push_str(kept);
                rest = following;
            }
            CompactOp::Delete(text) => rest = rest.strip_prefix(text.as_str())?,
            CompactOp::Insert(text) => after.push_str(text),
        }
    }
    rest.is_empty().then_some(after)
}
