//! Word marks as HTML.
//!
//! Owner: how removed and added words look. Input: texts that changed, compared by `history::wording`; output: markup with
//! `<del>` and `<ins>` that never cross a block, and words for those who cannot see them. Each distinct pair of texts is
//! compared once, however many pages show it.

mod passages;

use std::sync::Arc;

use rayon::prelude::*;

use crate::history::wording::{
    BlockDiff, BlockKind, CompactOp, Op, Piece, Tag, TextDiff, compact, compare, pieces, source_ops,
    word_similarity,
};
use crate::history::{Diff, FieldChange};
use crate::model::Field;
use crate::quick::{HashMap, HashSet, HashSetExt as _, digest};
use crate::render::diff_md::Told;
use crate::render::markdown::is_linkable;
use crate::render::typography::{Html, push_escaped, push_prose};

/// Words beyond which what did not change in a block is put aside, a click away.
const LONG: usize = 400;

/// A text that changed, ready for a page.
#[derive(Debug, Clone)]
pub(crate) struct Marked {
    /// The text with its marks.
    pub(crate) html: Html,
    /// The text before with what went, the text after with what came.
    pub(crate) sides: Arc<[Html; 2]>,
    /// Whether it is better shown before and after.
    pub(crate) rewritten: bool,
    /// Share of words in common, in percent.
    pub(crate) percent: u32,
    /// The exact operations between both sources, for machines.
    pub(crate) exact: Arc<Exact>,
    /// The change in words.
    pub(crate) told: Arc<Told>,
}

/// The exact operations between two sources.
#[derive(Debug)]
pub(crate) struct Exact {
    /// Share of words in common, from 0 to 1, to two decimals.
    pub(crate) similarity: f64,
    /// What turns the first into the second.
    pub(crate) ops: Vec<CompactOp>,
}

impl Exact {
    /// Compares two sources.
    pub(crate) fn of(before: &str, after: &str) -> Self {
        Self {
            similarity: (word_similarity(before, after) * 100.0).round() / 100.0,
            ops: compact(&source_ops(before, after)),
        }
    }
}

impl Marked {
    fn of(before: &str, after: &str) -> Self {
        let diff = compare(before, after);
        Self {
            html: Html::from_markup(html(&diff)),
            sides: Arc::new([Tag::Insert, Tag::Delete].map(|other| Html::from_markup(side(&diff, other)))),
            rewritten: diff.is_rewritten(),
            percent: diff.percent(),
            exact: Arc::new(Exact::of(before, after)),
            told: Arc::new(Told::of(before, after, &diff)),
        }
    }
}

/// Every pair of texts that differ, compared.
#[derive(Default)]
pub(crate) struct Marks {
    by_texts: HashMap<u128, Marked>,
}

impl Marks {
    /// Compares the texts of all changes.
    pub(crate) fn of<'d>(diffs: impl Iterator<Item = &'d Diff>) -> Self {
        let mut seen = HashSet::new();
        let mut distinct: Vec<(u128, &str, &str)> = Vec::new();
        for field in diffs.flat_map(|diff| &diff.changes).flat_map(|change| &change.fields) {
            if let (true, Some(before), Some(after)) = (is_text(field.field), &field.before, &field.after) {
                let key = digest(&(before, after));
                if seen.insert(key) {
                    distinct.push((key, before, after));
                }
            }
        }
        let by_texts =
            distinct.into_par_iter().map(|(key, before, after)| (key, Marked::of(before, after))).collect();
        Self { by_texts }
    }

    /// The marks between two texts.
    pub(crate) fn get(&self, before: &str, after: &str) -> Marked {
        self.by_texts.get(&digest(&(before, after))).cloned().unwrap_or_else(|| Marked::of(before, after))
    }

    /// The marks of a field present on both sides.
    pub(crate) fn of_field(&self, field: &FieldChange) -> Option<Marked> {
        Some(self.get(field.before.as_deref()?, field.after.as_deref()?))
    }
}

/// Whether a field is a text, compared word by word, and not a list or a value.
pub(crate) fn is_text(field: Field) -> bool {
    match field {
        Field::Statement
        | Field::Condition
        | Field::Prerequisite
        | Field::Step
        | Field::Proof
        | Field::Verification
        | Field::Title
        | Field::Comment => true,
        Field::Nature
        | Field::Profiles
        | Field::Scope
        | Field::Scenario
        | Field::References
        | Field::Depends
        | Field::Section
        | Field::Block
        | Field::Function
        | Field::Criticality
        | Field::Wave1
        | Field::Pins => false,
    }
}

/// Writes a comparison as blocks.
pub(crate) fn html(diff: &TextDiff) -> String {
    blocks(diff.blocks.iter(), None)
}

/// Writes one side of a comparison: what only the other has is left out.
fn side(diff: &TextDiff, other: Tag) -> String {
    let own = |block: &&BlockDiff| block.ops.is_empty() || block.ops.iter().any(|op| op.tag != other);
    blocks(diff.blocks.iter().filter(own), Some(other))
}

fn blocks<'b>(blocks: impl Iterator<Item = &'b BlockDiff>, without: Option<Tag>) -> String {
    let mut writer = Writer { out: String::new(), list: None, row: None, without };
    for block in blocks {
        writer.block(block);
    }
    writer.close();
    writer.out
}

struct Writer {
    out: String,
    /// The open list: whether it is ordered.
    list: Option<bool>,
    /// The open row of a table.
    row: Option<usize>,
    /// What is left out.
    without: Option<Tag>,
}

impl Writer {
    fn block(&mut self, block: &BlockDiff) {
        match block.kind {
            BlockKind::ListItem { ordinal, .. } => self.open_list(ordinal.is_some()),
            BlockKind::TableCell { row, .. } => self.open_row(row),
            BlockKind::Paragraph | BlockKind::Heading { .. } | BlockKind::Code | BlockKind::LinkTarget => {
                self.close()
            }
        }
        let (open, end) = match block.kind {
            BlockKind::ListItem { .. } => ("<li>", "</li>"),
            BlockKind::TableCell { row: 0, .. } => ("<th scope=\"col\">", "</th>"),
            BlockKind::TableCell { .. } => ("<td>", "</td>"),
            BlockKind::Heading { .. } => ("<p><strong>", "</strong></p>"),
            BlockKind::Code => ("<pre tabindex=\"0\"><code>", "</code></pre>"),
            BlockKind::LinkTarget => ("<p class=\"discret\">Adresse du lien\u{a0}: ", "</p>"),
            BlockKind::Paragraph => ("<p>", "</p>"),
        };
        self.out.push_str(open);
        if block.moved {
            self.out.push_str("<span class=\"discret\">[déplacé]</span> ");
        }
        let code = block.kind == BlockKind::Code;
        let long = !code && is_long(block);
        let without = self.without;
        let shown = |op: &&Op| Some(op.tag) != without;
        for (index, op) in block.ops.iter().filter(shown).enumerate() {
            if long && op.tag == Tag::Equal {
                passages::push(&mut self.out, &op.text, index > 0, index + 1 < block.ops.len());
            } else {
                self.op(op, code);
            }
        }
        self.out.push_str(end);
    }

    fn op(&mut self, op: &Op, code: bool) {
        let (open, end) = match op.tag {
            Tag::Equal => ("", ""),
            Tag::Delete => {
                ("<del><span class=\"sr m\">[supprimé\u{a0}: </span>", "<span class=\"sr m\">]</span></del>")
            }
            Tag::Insert => {
                ("<ins><span class=\"sr m\">[ajouté\u{a0}: </span>", "<span class=\"sr m\">]</span></ins>")
            }
        };
        self.out.push_str(open);
        if code {
            push_escaped(&mut self.out, &op.text);
        } else {
            push_inline(&mut self.out, &op.text);
        }
        self.out.push_str(end);
    }

    fn open_list(&mut self, ordered: bool) {
        if self.list == Some(ordered) {
            return;
        }
        self.close();
        self.out.push_str(if ordered { "<ol>" } else { "<ul>" });
        self.list = Some(ordered);
    }

    fn open_row(&mut self, row: usize) {
        match self.row {
            Some(open) if open == row => return,
            Some(_) => self.out.push_str("</tr><tr>"),
            None => {
                self.close();
                self.out.push_str("<div class=\"tw\" tabindex=\"0\" role=\"group\" aria-label=\"Tableau\"><table><tbody><tr>");
            }
        }
        self.row = Some(row);
    }

    fn close(&mut self) {
        if let Some(ordered) = self.list.take() {
            self.out.push_str(if ordered { "</ol>" } else { "</ul>" });
        }
        if self.row.take().is_some() {
            self.out.push_str("</tr></tbody></table></div>");
        }
    }
}

/// Whether a block is so long that what did not change is better put aside.
fn is_long(block: &BlockDiff) -> bool {
    let words = |text: &Option<String>| {
        text.as_deref()
            .filter(|text| text.len() > LONG)
            .map_or(0, |text| text.split_whitespace().take(LONG + 1).count())
    };
    !block.rewritten
        && block.ops.iter().any(|op| op.tag != Tag::Equal)
        && words(&block.before).max(words(&block.after)) > LONG
}

fn push_inline(out: &mut String, text: &str) {
    if !text.contains(['`', '[', ':']) {
        return push_prose(out, text);
    }
    for piece in pieces(text) {
        push_piece(out, &piece);
    }
}

fn push_piece(out: &mut String, piece: &Piece<'_>) {
    match piece {
        Piece::Text(text) => push_prose(out, text),
        Piece::Code(code) => {
            out.push_str("<code>");
            push_escaped(out, code);
            out.push_str("</code>");
        }
        Piece::Link { label, target } if is_linkable(target) => {
            out.push_str("<a href=\"");
            push_escaped(out, target);
            out.push_str("\">");
            push_escaped(out, label);
            out.push_str("</a>");
        }
        Piece::Link { label, .. } => push_escaped(out, label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_native_and_spoken() {
        let html = html(&compare(
            "Le système DOIT afficher le document reçu et son émetteur.",
            "Le système PEUT afficher le document reçu et son émetteur.",
        ));
        assert!(
            html.contains(
                "<del><span class=\"sr m\">[supprimé\u{a0}: </span>DOIT<span class=\"sr m\">]</span></del>"
            ),
            "{html}"
        );
        assert!(
            html.contains(
                "<ins><span class=\"sr m\">[ajouté\u{a0}: </span>PEUT<span class=\"sr m\">]</span></ins>"
            ),
            "{html}"
        );
    }

    #[test]
    fn markup_stays_text() {
        let html = html(&compare("a <b>x</b> reste", "a <i>x</i> reste"));
        assert!(!html.contains("<b>") && !html.contains("<i>"), "{html}");
    }
}
