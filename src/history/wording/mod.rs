//! Comparison of two wordings.
//!
//! Owner: everything that looks at the words of a text: its normalised form, its differences with another text, the signals
//! that a change may be one of meaning. Input: texts as written in sources (Markdown, French). Output: plain values, ready for
//! a renderer. All functions are pure, deterministic, total, and linear (or close to it) whatever the text.
//!
//! - [`normalise()`], [`same_wording`]: what counts as typography only, for fingerprints;
//! - [`compare`]: block by block, word by word, for readers;
//! - [`source_ops`], [`apply`], [`compact`]: the exact operations between two sources, for machines;
//! - [`signals()`]: modal verbs, negations, numbers, delays, links… that changed;
//! - [`word_similarity`], [`Fingerprint`], [`Shingles`]: cheap likeness, for suggestions;
//! - [`unwrapped`]: a text without the line breaks of its source, for tables;
//! - [`tokenise`], [`pieces()`]: what a word is, and how to show code and links again.
//!
//! Deliberately not here: French typography (a matter of rendering), HTML, colours, and what a change *means* for its author.

mod align;
mod blocks;
mod fold;
mod interner;
mod lexicon;
mod marks;
mod moves;
mod normalise;
mod pieces;
mod readings;
mod shingles;
mod signals;
mod similarity;
mod source;
mod tokens;
mod unwrap;

use std::collections::BTreeMap;

use serde::Serialize;

pub use blocks::{Block, BlockKind, parse as parse_blocks};
pub use marks::{Op, Tag};
pub use normalise::{normalise, same_wording};
pub use pieces::{Piece, pieces};
pub use shingles::Shingles;
pub use signals::{Signal, SignalChange, SignalKind, signals};
pub use similarity::{Fingerprint, word_similarity};
pub use source::{CompactOp, apply, apply_compact, compact, source_ops};
pub use tokens::{Token, TokenKind, tokenise};
pub use unwrap::unwrapped;

use align::{Group, Prepared, align};
use interner::Interner;
use marks::{Side, mark, push, side};
use similarity::dice;
use tokens::split_link;

/// Marks are replaced by both texts beyond this many places that differ…
const MAX_HUNKS: usize = 6;
/// …or one place for this many words, in a very long block.
const WORDS_PER_HUNK: usize = 40;
/// Marks are replaced by both texts below this similarity…
const REWRITTEN: f64 = 0.5;
/// …unless both blocks have at most this many words: they are read at a glance.
const SHORT: usize = 6;

/// The differences between two texts, for readers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TextDiff {
    /// Share of words outside marks, from 0 to 1, to two decimals; 1 only when no word or mark differs.
    pub similarity: f64,
    /// The blocks, in the order of the second text; removed blocks stand where they were.
    pub blocks: Vec<BlockDiff>,
}

impl TextDiff {
    /// Returns true when nothing is marked, moved or cut differently: the reader sees the same text.
    #[must_use]
    pub fn is_unmarked(&self) -> bool {
        self.blocks.iter().all(|block| {
            !block.moved
                && !block.restructured
                && block.former_kind.is_none()
                && block.ops.iter().all(|op| op.tag == Tag::Equal)
        })
    }

    /// Returns true when the text as a whole is better shown before and after than with marks.
    #[must_use]
    pub fn is_rewritten(&self) -> bool {
        self.similarity < REWRITTEN
            || (!self.blocks.is_empty() && self.blocks.iter().all(|block| block.rewritten))
    }

    /// The similarity in percent, for « Texte réécrit (29 % de mots communs) ».
    #[must_use]
    pub fn percent(&self) -> u32 {
        percent(self.similarity)
    }
}

/// The differences within a block.
///
/// Where words are equal, `before` shows the typography of the second text: the two differ by nothing else, and marks stay true
/// (`Equal` + `Delete` is exactly `before`, `Equal` + `Insert` exactly `after`). A rewritten block shows both texts as they are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BlockDiff {
    /// Kind of the block, in the second text if it is there.
    pub kind: BlockKind,
    /// Kind in the first text, when its shape was another: the paragraph became a list item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub former_kind: Option<BlockKind>,
    /// The block stood elsewhere in the first text.
    pub moved: bool,
    /// The blocks of the first text were cut otherwise: one became several, or the reverse.
    pub restructured: bool,
    /// Too many differences to be marked: `ops` deletes all and inserts all.
    pub rewritten: bool,
    /// Share of words outside marks, from 0 to 1, to two decimals.
    pub similarity: f64,
    /// Text before; nothing for an added block.
    pub before: Option<String>,
    /// Text after; nothing for a removed block.
    pub after: Option<String>,
    /// Operations that rebuild both.
    pub ops: Vec<Op>,
}

impl BlockDiff {
    /// The similarity in percent, for « Texte réécrit (29 % de mots communs) ».
    #[must_use]
    pub fn percent(&self) -> u32 {
        percent(self.similarity)
    }

    fn whole(block: &Block, tag: Tag) -> Self {
        let text = Some(block.text.clone());
        let (before, after) = match tag {
            Tag::Delete => (text, None),
            Tag::Insert => (None, text),
            Tag::Equal => (text.clone(), text),
        };
        let mut ops = Vec::new();
        push(&mut ops, tag, &block.text);
        Self {
            kind: block.kind,
            former_kind: None,
            moved: false,
            restructured: false,
            rewritten: false,
            similarity: if tag == Tag::Equal { 1.0 } else { 0.0 },
            before,
            after,
            ops,
        }
    }
}

/// Compares two texts for readers: same blocks side by side, words marked inside them.
///
/// Typography is not a difference. See [`TextDiff`] and [`BlockDiff`] for what is promised about the result.
#[must_use]
pub fn compare(before: &str, after: &str) -> TextDiff {
    let old_blocks = blocks::parse(before);
    if before == after {
        let blocks = old_blocks.iter().map(|block| BlockDiff::whole(block, Tag::Equal)).collect();
        return TextDiff { similarity: 1.0, blocks };
    }
    let new_blocks = blocks::parse(after);
    let mut interner = Interner::with_capacity((before.len() + after.len()) / 10 + 8);
    let mut old: Vec<Prepared<'_>> =
        old_blocks.iter().map(|block| Prepared::new(block, &mut interner)).collect();
    let mut new: Vec<Prepared<'_>> =
        new_blocks.iter().map(|block| Prepared::new(block, &mut interner)).collect();
    let groups = align(&mut old, &mut new);
    let mut report = Report { old: &old, new: &new, blocks: Vec::with_capacity(new.len()), equal_words: 0 };
    for group in &groups {
        report.add(group);
    }
    let mut diff = TextDiff { similarity: 1.0, blocks: report.blocks };
    diff.blocks.extend(link_targets(&old, &new));
    let words = |blocks: &[Prepared<'_>]| blocks.iter().map(|block| block.word_count).sum();
    let changed = diff.blocks.iter().any(|block| block.ops.iter().any(|op| op.tag != Tag::Equal));
    diff.similarity = rounded(dice(report.equal_words, words(&old), words(&new)), changed);
    diff
}

/// Builds the blocks of a comparison.
struct Report<'p, 't> {
    old: &'p [Prepared<'t>],
    new: &'p [Prepared<'t>],
    blocks: Vec<BlockDiff>,
    equal_words: usize,
}

impl Report<'_, '_> {
    fn add(&mut self, group: &Group) {
        let (old, new) = (self.old, self.new);
        let old = old.get(group.before.clone()).unwrap_or_default();
        let new = new.get(group.after.clone()).unwrap_or_default();
        match (old, new) {
            ([], added) => {
                self.blocks.extend(added.iter().map(|one| BlockDiff::whole(one.block, Tag::Insert)))
            }
            (removed, []) => {
                self.blocks.extend(removed.iter().map(|one| BlockDiff::whole(one.block, Tag::Delete)))
            }
            ([one], [other]) => self.add_pair(one, other, group.moved),
            (several, others) => self.add_restructured(several, others),
        }
    }

    fn add_pair(&mut self, old: &Prepared<'_>, new: &Prepared<'_>, moved: bool) {
        let former_kind = (!old.block.kind.same_shape(&new.block.kind)).then_some(old.block.kind);
        if old.numbers == new.numbers {
            self.equal_words += new.word_count;
            self.blocks.push(BlockDiff { former_kind, moved, ..BlockDiff::whole(new.block, Tag::Equal) });
            return;
        }
        let marks = mark(&old.side(), &new.side());
        self.equal_words += marks.equal_words;
        let mut block = finish(
            new.block.kind,
            marks.ops,
            marks.equal_words,
            [old.word_count, new.word_count],
            marks.hunks,
        );
        if block.rewritten {
            block.before = Some(old.block.text.clone());
            block.ops = rewritten_ops(&old.block.text, &new.block.text);
        }
        self.blocks.push(BlockDiff { former_kind, moved, ..block });
    }

    /// Compares blocks cut otherwise as one text, then gives each block of the second text its share.
    fn add_restructured(&mut self, old: &[Prepared<'_>], new: &[Prepared<'_>]) {
        let (joined_old, joined_new) = (Joined::new(old, ' '), Joined::new(new, '\n'));
        let marks = mark(&joined_old.side(), &joined_new.side());
        self.equal_words += marks.equal_words;
        let shares = split_at_seams(marks.ops, &joined_new.seams);
        for (one, ops) in new.iter().zip(shares) {
            let count = |text: &str| tokenise(text).iter().filter(|token| token.is_word()).count();
            let equal = ops.iter().filter(|op| op.tag == Tag::Equal).map(|op| count(&op.text)).sum();
            let places = ops.split(|op| op.tag == Tag::Equal).filter(|run| !run.is_empty()).count();
            let words = [count(&side(&ops, Tag::Delete)), one.word_count];
            let mut block = finish(one.block.kind, ops, equal, words, places);
            if block.before.as_ref().is_some_and(|text| text.trim().is_empty()) && !one.block.text.is_empty()
            {
                block = BlockDiff::whole(one.block, Tag::Insert);
            }
            let other_shape = old.iter().find(|former| !former.block.kind.same_shape(&one.block.kind));
            block.former_kind = other_shape.map(|former| former.block.kind);
            block.restructured = true;
            self.blocks.push(block);
        }
    }
}

/// Decides between marks and both texts.
fn finish(kind: BlockKind, ops: Vec<Op>, equal: usize, words: [usize; 2], hunks: usize) -> BlockDiff {
    let [old_words, new_words] = words;
    let similarity = dice(equal, old_words, new_words);
    let (least, most) = (old_words.min(new_words), old_words.max(new_words));
    // A text that was only completed, or only shortened, reads well with marks however long the addition.
    let contained = equal * 10 >= least * 8 && least > 0 && hunks <= MAX_HUNKS / 2;
    let confetti = hunks > MAX_HUNKS.max(most / WORDS_PER_HUNK);
    let rewritten = most > SHORT && ((similarity < REWRITTEN && !contained) || confetti);
    let (before, after) = (side(&ops, Tag::Delete), side(&ops, Tag::Insert));
    let changed = ops.iter().any(|op| op.tag != Tag::Equal);
    BlockDiff {
        kind,
        former_kind: None,
        moved: false,
        restructured: false,
        rewritten,
        similarity: rounded(similarity, changed),
        ops: if rewritten { rewritten_ops(&before, &after) } else { ops },
        before: Some(before),
        after: Some(after),
    }
}

fn rewritten_ops(before: &str, after: &str) -> Vec<Op> {
    let mut ops = Vec::with_capacity(2);
    push(&mut ops, Tag::Delete, before);
    push(&mut ops, Tag::Insert, after);
    ops
}

/// Rounds a share to two decimals; a changed text is never wholly similar.
fn rounded(share: f64, changed: bool) -> f64 {
    let rounded = (share * 100.0).round() / 100.0;
    if changed { rounded.min(0.99) } else { rounded }
}

fn percent(share: f64) -> u32 {
    (share * 100.0).round() as u32
}

impl Prepared<'_> {
    fn side(&self) -> Side<'_> {
        Side { text: &self.block.text, tokens: &self.tokens, numbers: &self.numbers, seams: &[] }
    }
}

/// Several blocks seen as one text.
struct Joined {
    text: String,
    tokens: Vec<Token>,
    numbers: Vec<u32>,
    seams: Vec<usize>,
}

impl Joined {
    fn new(blocks: &[Prepared<'_>], separator: char) -> Self {
        let mut joined =
            Self { text: String::new(), tokens: Vec::new(), numbers: Vec::new(), seams: Vec::new() };
        for (index, block) in blocks.iter().enumerate() {
            if index > 0 {
                joined.seams.push(joined.text.len());
                joined.text.push(separator);
            }
            let shift = joined.text.len();
            joined.text.push_str(&block.block.text);
            let moved =
                |token: &Token| Token { start: token.start + shift, end: token.end + shift, ..*token };
            joined.tokens.extend(block.tokens.iter().map(moved));
            joined.numbers.extend(&block.numbers);
        }
        joined
    }

    fn side(&self) -> Side<'_> {
        Side { text: &self.text, tokens: &self.tokens, numbers: &self.numbers, seams: &self.seams }
    }
}

/// Cuts operations where the blocks of the second text meet; the separators themselves disappear.
fn split_at_seams(ops: Vec<Op>, seams: &[usize]) -> Vec<Vec<Op>> {
    let mut shares = Vec::with_capacity(seams.len() + 1);
    let mut current: Vec<Op> = Vec::new();
    let mut seams = seams.iter().copied().peekable();
    let mut position = 0;
    let mut carried: Option<Op> = None;
    let mut ops = ops.into_iter().peekable();
    while let Some(op) = ops.next() {
        if op.tag == Tag::Delete {
            let at_seam = seams.peek() == Some(&position);
            if at_seam && ops.peek().is_some_and(|next| next.tag == Tag::Insert) {
                carried = Some(op);
            } else {
                push(&mut current, op.tag, &op.text);
            }
            continue;
        }
        let mut rest = op.text.as_str();
        while let Some(length) =
            seams.next_if(|&seam| seam < position + rest.len()).map(|seam| seam - position)
        {
            push(&mut current, op.tag, tokens::cut(rest, 0, length));
            shares.push(std::mem::take(&mut current));
            if let Some(op) = carried.take() {
                push(&mut current, op.tag, &op.text);
            }
            rest = tokens::cut(rest, length + 1, rest.len());
            position += length + 1;
        }
        push(&mut current, op.tag, rest);
        position += rest.len();
    }
    shares.push(current);
    shares
}

/// Finds the links whose label stayed and whose target changed; the marks do not show them.
fn link_targets(old: &[Prepared<'_>], new: &[Prepared<'_>]) -> Vec<BlockDiff> {
    let (old, new) = (links(old), links(new));
    let mut rows = Vec::new();
    for (label, targets) in &new {
        let former = old.get(label).map(Vec::as_slice).unwrap_or_default();
        for (before, after) in former.iter().zip(targets).filter(|(before, after)| before != after) {
            let changed = Block { kind: BlockKind::LinkTarget, text: (*after).to_owned() };
            let row = BlockDiff::whole(&changed, Tag::Insert);
            rows.push(BlockDiff {
                before: Some((*before).to_owned()),
                ops: rewritten_ops(before, after),
                ..row
            });
        }
    }
    rows
}

/// Gives the targets of the links of a text, by label.
fn links<'b>(blocks: &'b [Prepared<'_>]) -> BTreeMap<&'b str, Vec<&'b str>> {
    let mut links: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for block in blocks {
        for token in block.tokens.iter().filter(|token| token.kind == TokenKind::Link) {
            if let Some((label, target)) = split_link(token.text(&block.block.text)) {
                links.entry(label).or_default().push(target);
            }
        }
    }
    links
}
