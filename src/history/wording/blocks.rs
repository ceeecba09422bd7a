//! Markdown text to blocks.
//!
//! Owner: where a text is cut before its words are compared. Input: Markdown as written in a source; output: paragraphs, list
//! items, table cells, headings and code, each with the text the reader sees. Emphasis is dropped; inline code keeps its
//! backticks and a link its `[label](target)` form, so that a renderer can show them again. Raw HTML is text.
//!
//! Lists typed with word-processor bullets (`•`, `1-`) are read as lists although Markdown does not know them.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use serde::Serialize;

use super::fold::{is_bullet, is_dash, is_space};

/// The kind of a block of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum BlockKind {
    /// A paragraph, or the following paragraphs of a list item.
    Paragraph,
    /// The first paragraph of a list item.
    ListItem {
        /// Nesting, from 1.
        depth: usize,
        /// The number in front of the item, for an ordered list.
        ordinal: Option<u64>,
    },
    /// A cell of a table.
    TableCell {
        /// Row, from 0, which is the header.
        row: usize,
        /// Column, from 0.
        column: usize,
    },
    /// A heading.
    Heading {
        /// Level, from 1 to 6.
        level: usize,
    },
    /// A code block.
    Code,
    /// Not a block of the text: the target of a link whose label did not change.
    LinkTarget,
}

impl BlockKind {
    /// Returns true when both kinds have the same shape on the page; numbers, nesting and positions do not matter.
    #[must_use]
    pub fn same_shape(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// Returns true for the kinds that may turn into each other: a paragraph becomes a list and the reverse.
    pub(super) fn is_prose(self) -> bool {
        matches!(self, Self::Paragraph | Self::ListItem { .. })
    }
}

/// A block of text, as the reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Kind of the block.
    pub kind: BlockKind,
    /// Text of the block; a line feed is a hard line break, or a line of code.
    pub text: String,
}

/// Stands for a line break of the source while a block is being read.
const SOFT: char = '\n';
/// Stands for a hard line break while a block is being read.
const HARD: char = '\u{2028}';

/// Reads the blocks of a Markdown text.
#[must_use]
pub fn parse(markdown: &str) -> Vec<Block> {
    let trimmed = markdown.trim();
    if is_one_plain_paragraph(trimmed) {
        let text = squeeze(trimmed);
        return if text.is_empty() { Vec::new() } else { vec![Block { kind: BlockKind::Paragraph, text }] };
    }
    let mut reader = Reader::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        reader.read(event);
    }
    reader.flush();
    reader.blocks
}

/// Returns true when nothing in a trimmed text can mean anything to Markdown.
fn is_one_plain_paragraph(text: &str) -> bool {
    let first = text.bytes().next().unwrap_or(b'a');
    let list = first.is_ascii_digit()
        || matches!(first, b'+' | b'=')
        || text.chars().next().is_some_and(|c| is_bullet(c) || is_dash(c));
    // No early exit and no lazy `||`: the loop is then a few vector instructions.
    let markup = text.bytes().fold(false, |found, byte| {
        found
            | (byte < b' ')
            | (byte == b'#')
            | (byte == b'&')
            | (byte == b'*')
            | (byte == b'<')
            | (byte == b'>')
            | (byte == b'_')
            | (byte == b'`')
            | ((b'['..=b']').contains(&byte))
            | ((b'|'..=b'~').contains(&byte))
    });
    !list && !markup
}

/// Builds blocks from Markdown events.
#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    /// The block being read.
    open: Option<(BlockKind, String)>,
    /// Next number of each open list.
    lists: Vec<Option<u64>>,
    /// Kind of the item whose first paragraph has not been seen yet.
    item: Option<BlockKind>,
    row: usize,
    column: usize,
    /// Targets and label positions of the open links.
    links: Vec<(String, usize)>,
}

impl Reader {
    fn read(&mut self, event: Event<'_>) {
        // Written as a chain of `if let`: most of the forty kinds of events mean nothing here.
        if let Event::Start(tag) = event {
            self.start(tag);
        } else if let Event::End(tag) = event {
            self.end(tag);
        } else if let Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) = event {
            self.push(&text);
        } else if let Event::Code(code) = event {
            let fence = if code.contains('`') { "``" } else { "`" };
            self.push(fence);
            self.push(&code);
            self.push(fence);
        } else if event == Event::SoftBreak {
            self.push("\n");
        } else if event == Event::HardBreak {
            self.push("\u{2028}");
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        if let Tag::Paragraph | Tag::HtmlBlock = tag {
            self.flush();
            let kind = self.item.take().unwrap_or(BlockKind::Paragraph);
            self.open = Some((kind, String::new()));
        } else if let Tag::Heading { level, .. } = tag {
            self.flush();
            self.open = Some((BlockKind::Heading { level: level as usize }, String::new()));
        } else if let Tag::CodeBlock(kind) = tag {
            self.flush();
            let _: CodeBlockKind<'_> = kind;
            self.open = Some((BlockKind::Code, String::new()));
        } else if let Tag::List(first) = tag {
            self.flush();
            self.lists.push(first);
        } else if let Tag::Item = tag {
            self.flush();
            let depth = self.lists.len();
            let ordinal = self.lists.last_mut().and_then(|next| {
                let current = *next;
                *next = next.map(|number| number.saturating_add(1));
                current
            });
            self.item = Some(BlockKind::ListItem { depth, ordinal });
        } else if let Tag::TableHead | Tag::TableRow = tag {
            self.column = 0;
        } else if let Tag::Table(_) = tag {
            self.flush();
            self.row = 0;
        } else if let Tag::TableCell = tag {
            self.flush();
            self.open = Some((BlockKind::TableCell { row: self.row, column: self.column }, String::new()));
        } else if let Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } = tag {
            self.open_link(&dest_url);
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if let TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::Heading(_) | TagEnd::CodeBlock = tag {
            self.flush();
        } else if let TagEnd::Item = tag {
            self.flush();
            self.item = None;
        } else if let TagEnd::List(_) = tag {
            let _ = self.lists.pop();
        } else if let TagEnd::TableCell = tag {
            self.flush();
            self.column += 1;
        } else if let TagEnd::TableHead | TagEnd::TableRow = tag {
            self.row += 1;
        } else if let TagEnd::Link | TagEnd::Image = tag {
            self.close_link();
        }
    }

    fn push(&mut self, text: &str) {
        let item = &mut self.item;
        let open =
            self.open.get_or_insert_with(|| (item.take().unwrap_or(BlockKind::Paragraph), String::new()));
        open.1.push_str(text);
    }

    fn open_link(&mut self, target: &str) {
        self.push("");
        let position = self.open.as_ref().map_or(0, |(_, text)| text.len());
        self.links.push((target.to_owned(), position));
    }

    /// Wraps the label read since the link was opened; an address used as its own label stays bare.
    fn close_link(&mut self) {
        let (Some((target, position)), Some((_, text))) = (self.links.pop(), self.open.as_mut()) else {
            return;
        };
        let label = text.get(position..).unwrap_or_default().to_owned();
        if label == target || target.strip_prefix("mailto:") == Some(label.as_str()) {
            return;
        }
        text.truncate(position);
        text.push('[');
        text.push_str(&label.replace([SOFT, HARD], " "));
        text.push_str("](");
        for c in target.chars() {
            match c {
                '(' => text.push_str("%28"),
                ')' => text.push_str("%29"),
                _ if is_space(c) => text.push_str("%20"),
                _ => text.push(c),
            }
        }
        text.push(')');
    }

    fn flush(&mut self) {
        self.links.clear();
        let Some((kind, text)) = self.open.take() else { return };
        if kind == BlockKind::Code {
            let text = text.trim_end_matches('\n');
            if !text.is_empty() {
                self.blocks.push(Block { kind, text: text.to_owned() });
            }
        } else if kind.is_prose() {
            self.flush_prose(kind, &text);
        } else {
            let text = squeeze(&text);
            self.blocks.push(Block { kind, text });
        }
    }

    /// Cuts a paragraph at the lines that start with a typed bullet or number.
    fn flush_prose(&mut self, kind: BlockKind, text: &str) {
        let mut current = (kind, String::new());
        for line in text.split_inclusive([SOFT, HARD]) {
            if let Some((ordinal, rest)) = typed_marker(line) {
                self.push_prose(current.0, &current.1);
                let depth = self.lists.len() + 1;
                current = (BlockKind::ListItem { depth, ordinal }, rest.to_owned());
            } else {
                current.1.push_str(line);
            }
        }
        self.push_prose(current.0, &current.1);
    }

    fn push_prose(&mut self, kind: BlockKind, text: &str) {
        let text = squeeze(text);
        if !text.is_empty() {
            self.blocks.push(Block { kind, text });
        }
    }
}

/// Recognises a bullet or a number typed by hand at the start of a line, and gives the number and what follows.
fn typed_marker(line: &str) -> Option<(Option<u64>, &str)> {
    let line = line.trim_start();
    let first = line.chars().next()?;
    let rest = line.get(first.len_utf8()..).unwrap_or_default();
    let spaced = rest.chars().next().is_some_and(is_space);
    if is_bullet(first) {
        return Some((None, rest));
    }
    if is_dash(first) {
        let glued = first == '-' && rest.chars().next().is_some_and(char::is_alphabetic);
        return (spaced || glued).then_some((None, rest));
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&digits) {
        return None;
    }
    let number = line.get(..digits)?.parse().ok()?;
    let mut rest = line.get(digits..)?.chars();
    let mark = rest.next()?;
    let blank = rest.clone().next().is_some_and(is_space);
    (blank && (is_dash(mark) || matches!(mark, ')' | '.'))).then_some((Some(number), rest.as_str()))
}

/// Collapses plain white space, keeps no-break spaces and hard line breaks, trims both ends.
fn squeeze(text: &str) -> String {
    let text = text.trim_matches([' ', '\t', '\n', '\r', HARD]);
    if is_squeezed(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut gap = None;
    for c in text.chars() {
        match c {
            HARD => gap = Some('\n'),
            ' ' | '\t' | '\n' | '\r' => gap = gap.or(Some(' ')),
            _ => {
                if let Some(space) = gap.take()
                    && !out.is_empty()
                {
                    out.push(space);
                }
                out.push(c);
            }
        }
    }
    out
}

/// Returns true for a trimmed text that holds no line break and no run of white space.
fn is_squeezed(text: &str) -> bool {
    let bytes = text.as_bytes();
    let breaks = bytes.iter().fold(false, |found, &byte| found | (byte < b' '));
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let runs = pairs.fold(false, |found, (&first, &second)| found | ((first == b' ') & (second == b' ')));
    !breaks && !runs && !text.contains(HARD)
}
