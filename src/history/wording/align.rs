//! Alignment of the blocks of two texts.
//!
//! Owner: which block of the first text is compared with which block of the second. Input: prepared blocks; output: groups in
//! reading order of the second text. Identical blocks are anchors; between anchors the best ordered pairing at 0.5 or more wins;
//! neighbours left alone join a pair that holds their words (a paragraph that became a list); what is left may have moved.
//! Work is bounded between anchors, so that it stays linear on long texts.

use std::collections::BTreeMap;
use std::ops::Range;

use super::blocks::Block;
use super::interner::Interner;
use super::marks::{Hunk, hunks};
use super::moves::find_moves;
use super::similarity::{common, dice, remainder};
use super::tokens::{Token, TokenKind, tokenise};

/// Blocks less alike than this are not compared with each other.
pub(super) const ALIKE: f64 = 0.5;
/// Largest number of pairs tried between two anchors, and among moved blocks.
pub(super) const PAIR_LIMIT: usize = 2_500;
/// How far ahead a partner is looked for when there are too many pairs.
const WINDOW: usize = 16;
/// Largest number of blocks compared together.
const GROUP_LIMIT: usize = 64;

/// A block ready to be compared.
pub(super) struct Prepared<'t> {
    pub(super) block: &'t Block,
    pub(super) tokens: Vec<Token>,
    pub(super) numbers: Vec<u32>,
    /// How many tokens are words.
    pub(super) word_count: usize,
    /// Sorted numbers of the words; filled by [`Prepared::sort_words`] when there are blocks to align.
    words: Vec<u32>,
}

impl<'t> Prepared<'t> {
    /// Tokenises a block; the final punctuation of prose does not count.
    pub(super) fn new(block: &'t Block, interner: &mut Interner<'t>) -> Self {
        let mut tokens = tokenise(&block.text);
        if block.kind.is_prose() {
            while tokens.last().is_some_and(|token| is_final_mark(token, &block.text)) {
                let _ = tokens.pop();
            }
        }
        let numbers = interner.number(&block.text, &tokens);
        let word_count = tokens.iter().filter(|token| token.is_word()).count();
        Self { block, tokens, numbers, word_count, words: Vec::new() }
    }

    fn sort_words(&mut self) {
        let words = self.tokens.iter().zip(&self.numbers).filter(|(token, _)| token.is_word());
        self.words = words.map(|(_, &number)| number).collect();
        self.words.sort_unstable();
    }

    pub(super) fn likeness(&self, other: &Self) -> f64 {
        let (a, b) = (self.block.kind, other.block.kind);
        if !(a.same_shape(&b) || (a.is_prose() && b.is_prose())) {
            return 0.0;
        }
        if self.words.is_empty() || other.words.is_empty() {
            return if self.numbers == other.numbers { 1.0 } else { 0.0 };
        }
        let (short, long) =
            (self.words.len().min(other.words.len()), self.words.len().max(other.words.len()));
        // The bound costs nothing and discards most pairs.
        if dice(short, short, long) < ALIKE {
            return 0.0;
        }
        dice(common(&self.words, &other.words), short, long)
    }
}

fn is_final_mark(token: &Token, text: &str) -> bool {
    token.kind == TokenKind::Punctuation && matches!(token.text(text), "." | ";" | ",")
}

/// Blocks compared together: ranges of blocks of the first and second text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) before: Range<usize>,
    pub(super) after: Range<usize>,
    pub(super) moved: bool,
}

impl Group {
    fn still(before: Range<usize>, after: Range<usize>) -> Self {
        Self { before, after, moved: false }
    }
}

/// Aligns the blocks of two texts.
pub(super) fn align<'t>(before: &mut [Prepared<'t>], after: &mut [Prepared<'t>]) -> Vec<Group> {
    if before.len() == 1 && after.len() == 1 {
        return vec![Group::still(0..1, 0..1)];
    }
    before.iter_mut().chain(after.iter_mut()).for_each(Prepared::sort_words);
    let (before, after) = (&*before, &*after);
    let (old, new) = signatures(before, after);
    let mut groups = Vec::with_capacity(after.len());
    let mut anchor = Hunk { before: 0..0, after: 0..0 };
    for gap in hunks(&old, &new) {
        push_anchors(&mut groups, &anchor, &gap);
        Gap { before, after }.align(&gap, &mut groups);
        anchor = gap;
    }
    push_anchors(
        &mut groups,
        &anchor,
        &Hunk { before: before.len()..before.len(), after: after.len()..after.len() },
    );
    find_moves(before, after, &old, &new, groups)
}

/// Gives one number to each distinct sequence of tokens.
fn signatures(before: &[Prepared<'_>], after: &[Prepared<'_>]) -> (Vec<u32>, Vec<u32>) {
    let mut known: BTreeMap<&[u32], u32> = BTreeMap::new();
    let mut signatures: Vec<u32> = Vec::with_capacity(before.len() + after.len());
    for block in before.iter().chain(after) {
        let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
        signatures.push(*known.entry(&block.numbers).or_insert(next));
    }
    let new = signatures.split_off(before.len());
    (signatures, new)
}

/// Pairs the identical blocks that stand between two gaps.
fn push_anchors(groups: &mut Vec<Group>, previous: &Hunk, next: &Hunk) {
    let old = previous.before.end..next.before.start;
    let new = previous.after.end..next.after.start;
    groups.extend(old.zip(new).map(|(a, b)| Group::still(a..a + 1, b..b + 1)));
}

/// The blocks of both texts, seen between two anchors.
struct Gap<'g, 't> {
    before: &'g [Prepared<'t>],
    after: &'g [Prepared<'t>],
}

impl Gap<'_, '_> {
    fn align(&self, gap: &Hunk, groups: &mut Vec<Group>) {
        let mut found = Vec::new();
        let (mut old, mut new) = (gap.before.start, gap.after.start);
        for (a, b) in self.pairs(gap) {
            self.push_loose(old..a, new..b, &mut found);
            found.push(Group::still(a..a + 1, b..b + 1));
            (old, new) = (a + 1, b + 1);
        }
        self.push_loose(old..gap.before.end, new..gap.after.end, &mut found);
        self.absorb(&mut found);
        groups.extend(found);
    }

    /// Finds the ordered pairs with the best total likeness.
    fn pairs(&self, gap: &Hunk) -> Vec<(usize, usize)> {
        let (rows, columns) = (gap.before.len(), gap.after.len());
        if rows.saturating_mul(columns) > PAIR_LIMIT {
            return self.near_pairs(gap);
        }
        let likeness = |a: usize, b: usize| self.likeness(gap.before.start + a, gap.after.start + b);
        // best[a][b]: best total for the blocks from a and b on; filled backwards, one row after the other.
        let mut below = vec![0.0_f64; columns + 1];
        let mut steps = vec![Step::Skip; rows * columns];
        for a in (0..rows).rev() {
            let mut current = vec![0.0_f64; columns + 1];
            for b in (0..columns).rev() {
                let at = |row: &[f64], column: usize| row.get(column).copied().unwrap_or_default();
                let (skip_old, skip_new) = (at(&below, b), at(&current, b + 1));
                let like = likeness(a, b);
                let pair = at(&below, b + 1) + like;
                let (best, step) = if like >= ALIKE && pair >= skip_old.max(skip_new) {
                    (pair, Step::Pair)
                } else if skip_old >= skip_new {
                    (skip_old, Step::Skip)
                } else {
                    (skip_new, Step::SkipNew)
                };
                if let Some(cell) = current.get_mut(b) {
                    *cell = best;
                }
                if let Some(cell) = steps.get_mut(a * columns + b) {
                    *cell = step;
                }
            }
            below = current;
        }
        let (mut a, mut b, mut pairs) = (0, 0, Vec::new());
        while a < rows && b < columns {
            match steps.get(a * columns + b) {
                Some(Step::Pair) => {
                    pairs.push((gap.before.start + a, gap.after.start + b));
                    a += 1;
                    b += 1;
                }
                Some(Step::SkipNew) => b += 1,
                Some(Step::Skip) | None => a += 1,
            }
        }
        pairs
    }

    /// Finds partners close ahead, for gaps too large to try every pair.
    fn near_pairs(&self, gap: &Hunk) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        let mut next = gap.after.start;
        for a in gap.before.clone() {
            let mut best = (ALIKE, None);
            for b in next..gap.after.end.min(next + WINDOW) {
                let like = self.likeness(a, b);
                if like > best.0 || (like >= ALIKE && best.1.is_none()) {
                    best = (like, Some(b));
                }
            }
            if let Some(b) = best.1 {
                pairs.push((a, b));
                next = b + 1;
            }
        }
        pairs
    }

    fn likeness(&self, a: usize, b: usize) -> f64 {
        match (self.before.get(a), self.after.get(b)) {
            (Some(old), Some(new)) => old.likeness(new),
            _ => 0.0,
        }
    }

    fn old_words(&self, range: Range<usize>) -> Vec<u32> {
        words_of(self.before, range)
    }

    fn new_words(&self, range: Range<usize>) -> Vec<u32> {
        words_of(self.after, range)
    }

    fn same_shape(&self, a: usize, b: usize) -> bool {
        match (self.before.get(a), self.after.get(b)) {
            (Some(old), Some(new)) => old.block.kind.same_shape(&new.block.kind),
            _ => false,
        }
    }

    fn all_prose(&self, before: Range<usize>, after: Range<usize>) -> bool {
        let prose = |blocks: &[Prepared<'_>], range: Range<usize>| {
            blocks.get(range).is_some_and(|blocks| blocks.iter().all(|block| block.block.kind.is_prose()))
        };
        prose(self.before, before) && prose(self.after, after)
    }

    /// Deals with blocks that found no partner: together when they hold the same words, else apart.
    fn push_loose(&self, old: Range<usize>, new: Range<usize>, found: &mut Vec<Group>) {
        if old.is_empty() && new.is_empty() {
            return;
        }
        let single = old.len() == 1 && new.len() == 1;
        let comparable =
            self.all_prose(old.clone(), new.clone()) || (single && self.same_shape(old.start, new.start));
        if comparable && !old.is_empty() && !new.is_empty() {
            let (gone, come) = (self.old_words(old.clone()), self.new_words(new.clone()));
            if single || dice(common(&gone, &come), gone.len(), come.len()) >= ALIKE {
                found.push(Group::still(old, new));
                return;
            }
        }
        found.extend(old.map(|a| Group::still(a..a + 1, new.start..new.start)));
        found.extend(new.clone().map(|b| Group::still(0..0, b..b + 1)));
    }

    /// Lets a pair take its lonely neighbours when their words are those that one side of the pair lost.
    fn absorb(&self, found: &mut Vec<Group>) {
        let mut index = 0;
        while index < found.len() {
            let mut forward = true;
            let mut backward = true;
            while forward || backward {
                forward = forward && self.take_neighbour(found, index, index + 1);
                backward = backward && index > 0 && self.take_neighbour(found, index, index - 1);
                if backward {
                    index -= 1;
                }
            }
            index += 1;
        }
    }

    /// Merges one lonely block into a pair; gives false when it does not belong there.
    fn take_neighbour(&self, found: &mut Vec<Group>, pair: usize, lonely: usize) -> bool {
        let (Some(kept), Some(other)) = (found.get(pair), found.get(lonely)) else { return false };
        if kept.before.is_empty()
            || kept.after.is_empty()
            || !(other.before.is_empty() || other.after.is_empty())
        {
            return false;
        }
        let too_large = kept.before.len() + kept.after.len() > GROUP_LIMIT;
        if too_large || !self.all_prose(kept.before.clone(), kept.after.clone()) {
            return false;
        }
        let old = self.old_words(kept.before.clone());
        let new = self.new_words(kept.after.clone());
        let (lost, wanted) = if other.before.is_empty() {
            if !self.all_prose(0..0, other.after.clone()) {
                return false;
            }
            (remainder(&old, &new), self.new_words(other.after.clone()))
        } else {
            if !self.all_prose(other.before.clone(), 0..0) {
                return false;
            }
            (remainder(&new, &old), self.old_words(other.before.clone()))
        };
        if wanted.is_empty() || common(&lost, &wanted) * 2 < wanted.len() {
            return false;
        }
        let join = |a: &Range<usize>, b: &Range<usize>| match (a.is_empty(), b.is_empty()) {
            (true, _) => b.clone(),
            (_, true) => a.clone(),
            _ => a.start.min(b.start)..a.end.max(b.end),
        };
        let merged = Group::still(join(&kept.before, &other.before), join(&kept.after, &other.after));
        if let Some(slot) = found.get_mut(pair) {
            *slot = merged;
        }
        let _ = found.remove(lonely);
        true
    }
}

fn words_of(blocks: &[Prepared<'_>], range: Range<usize>) -> Vec<u32> {
    let mut words: Vec<u32> =
        blocks.get(range).unwrap_or_default().iter().flat_map(|block| block.words.iter().copied()).collect();
    words.sort_unstable();
    words
}

/// The choices of the ordered pairing.
#[derive(Clone, Copy)]
enum Step {
    Pair,
    Skip,
    SkipNew,
}
