//! A tolerant reader of the HTML that rich-text editors leave in cells.

use super::markdown::{Segment, render};
use super::{Oddity, Rich, decode};

/// Tags that are markup; any other word between angle brackets is content.
const TAGS: [&str; 48] = [
    "a",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "figure",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "li",
    "o:p",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// Deepest nesting of tables followed; deeper ones are flattened.
const TABLE_DEPTH: usize = 4;

/// One piece of the source.
enum Piece<'a> {
    Text(&'a str),
    Tag { name: String, closing: bool, attributes: &'a str },
}

/// Whether the text holds at least one tag of ours.
pub(super) fn has_tags(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let tail = rest.get(at..).unwrap_or_default();
        if tag(tail).is_some() {
            return true;
        }
        rest = tail.get(1..).unwrap_or_default();
    }
    false
}

/// The text without any tag, as one line.
pub(super) fn strip(text: &str) -> String {
    let mut out = String::new();
    pieces(text, |piece| match piece {
        Piece::Text(words) => out.push_str(words),
        Piece::Tag { .. } => out.push(' '),
    });
    out
}

/// Converts to Markdown.
pub(super) fn convert(text: &str, rich: &mut Rich) {
    let mut builders = vec![Builder::default()];
    let mut tables: Vec<Table> = Vec::new();
    pieces(text, |piece| match piece {
        Piece::Text(words) => {
            let words = decode(words, rich);
            if let Some(builder) = builders.last_mut() {
                builder.words(&words, rich);
            }
        }
        Piece::Tag { name, closing, attributes } => match name.as_str() {
            "table" | "tr" | "td" | "th" => table_tag(&name, closing, &mut builders, &mut tables, rich),
            _ => {
                if let Some(builder) = builders.last_mut() {
                    builder.tag(&name, closing, attributes, rich);
                }
            }
        },
    });
    while !tables.is_empty() {
        table_tag("table", true, &mut builders, &mut tables, rich);
    }
    let mut blocks = Vec::new();
    for builder in builders {
        blocks.push(builder.finish(rich));
    }
    blocks.retain(|block| !block.is_empty());
    rich.markdown = blocks.join("\n\n");
}

/// Cuts the source into words and tags.
fn pieces<'a>(text: &'a str, mut see: impl FnMut(Piece<'a>)) {
    let mut start = 0;
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|tail| tail.find('<')) {
        let open = at + found;
        let tail = text.get(open..).unwrap_or_default();
        if tail.starts_with("<!--") {
            let length = tail.find("-->").map_or(tail.len(), |end| end + 3);
            see(Piece::Text(text.get(start..open).unwrap_or_default()));
            start = open + length;
            at = start;
            continue;
        }
        match tag(tail) {
            Some((name, closing, attributes, length)) => {
                see(Piece::Text(text.get(start..open).unwrap_or_default()));
                see(Piece::Tag { name, closing, attributes });
                start = open + length;
                at = start;
            }
            None => at = open + 1,
        }
    }
    see(Piece::Text(text.get(start..).unwrap_or_default()));
}

/// The tag at the start of a text: name, whether it closes, attributes, length.
fn tag(text: &str) -> Option<(String, bool, &str, usize)> {
    let body = text.strip_prefix('<')?;
    let (closing, body) = match body.strip_prefix('/') {
        Some(rest) => (true, rest),
        None => (false, body),
    };
    let end = body.find(|one: char| !one.is_ascii_alphanumeric() && one != ':').unwrap_or(body.len());
    let name = body.get(..end)?.to_ascii_lowercase();
    if TAGS.binary_search(&name.as_str()).is_err() {
        return None;
    }
    let after = body.get(end..)?;
    if !after.starts_with([' ', '>', '/', '\n', '\t', '\u{a0}']) {
        return None;
    }
    let close = tag_end(after)?;
    let attributes = after.get(..close)?;
    let length = text.len() - body.len() + end + close + 1;
    Some((name, closing, attributes, length))
}

/// Where the tag ends: the first `>` outside quotes; the first of all when the quotes do not pair.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (index, character) in text.char_indices() {
        match (quote, character) {
            (None, '>') => return Some(index),
            (None, '<') => break,
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    let end = text.find('>')?;
    text.get(..end).filter(|inside| !inside.contains('<')).map(|_| end)
}

/// A table under construction.
#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
    in_cell: bool,
}

fn table_tag(
    name: &str,
    closing: bool,
    builders: &mut Vec<Builder>,
    tables: &mut Vec<Table>,
    rich: &mut Rich,
) {
    match (name, closing) {
        ("table", false) => {
            if tables.len() < TABLE_DEPTH {
                if let Some(builder) = builders.last_mut() {
                    builder.end_block();
                }
                tables.push(Table::default());
            }
        }
        ("table", true) => {
            end_cell(builders, tables, rich);
            if let Some(table) = tables.pop()
                && let Some(builder) = builders.last_mut()
            {
                builder.end_block();
                builder.raw(render_table(&table, rich));
            }
        }
        ("tr", _) => {
            end_cell(builders, tables, rich);
            if let Some(table) = tables.last_mut()
                && !closing
            {
                table.rows.push(Vec::new());
            }
        }
        (_, false) => {
            end_cell(builders, tables, rich);
            if let Some(table) = tables.last_mut() {
                if table.rows.is_empty() {
                    table.rows.push(Vec::new());
                }
                table.in_cell = true;
                builders.push(Builder::default());
            }
        }
        (_, true) => end_cell(builders, tables, rich),
    }
}

fn end_cell(builders: &mut Vec<Builder>, tables: &mut [Table], rich: &mut Rich) {
    let Some(table) = tables.last_mut() else { return };
    if !table.in_cell {
        return;
    }
    table.in_cell = false;
    if let Some(builder) = builders.pop()
        && let Some(row) = table.rows.last_mut()
    {
        row.push(builder.finish(rich));
    }
}

fn render_table(table: &Table, rich: &mut Rich) -> String {
    let full: Vec<&Vec<String>> =
        table.rows.iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
    let width = full.iter().map(|row| row.len()).max().unwrap_or(0);
    if width <= 1
        || full.len() <= 1 && full.iter().flat_map(|row| row.iter()).filter(|c| !c.is_empty()).count() <= 1
    {
        let cells: Vec<&str> = full
            .iter()
            .flat_map(|row| row.iter())
            .map(String::as_str)
            .filter(|cell| !cell.is_empty())
            .collect();
        return cells.join("\n\n");
    }
    rich.oddities.push(Oddity::Table);
    let mut lines = Vec::new();
    for (index, row) in full.iter().enumerate() {
        let mut line = String::from("|");
        for column in 0..width {
            let cell = row.get(column).map(String::as_str).unwrap_or_default();
            let flat =
                cell.split('\n').map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
            line.push_str(&format!(" {} |", flat.replace('|', "\\|")));
        }
        lines.push(line);
        if index == 0 {
            lines.push(format!("|{}", " --- |".repeat(width)));
        }
    }
    lines.join("\n")
}

/// Gathers the blocks of one flow of text.
#[derive(Default)]
struct Builder {
    blocks: Vec<Block>,
    segments: Vec<Segment>,
    bold: usize,
    italic: usize,
    struck: Vec<&'static str>,
    spans: Vec<bool>,
    deleted: String,
    link: Option<String>,
    lists: Vec<List>,
    preformatted: bool,
}

struct List {
    next: Option<u32>,
    open_item: Option<String>,
}

struct Block {
    /// Marker of the item it starts, `""` for a block that continues one, `None` outside lists.
    marker: Option<String>,
    depth: usize,
    text: String,
}

impl Builder {
    fn words(&mut self, words: &str, rich: &mut Rich) {
        let flat: String = if self.preformatted {
            words.to_owned()
        } else {
            words.chars().map(|one| if one == '\n' || one == '\t' { ' ' } else { one }).collect()
        };
        if !self.struck.is_empty() || self.spans.contains(&true) {
            self.deleted.push_str(&flat);
            return;
        }
        self.note_deleted(rich);
        self.segments.push(Segment {
            text: flat,
            bold: self.bold > 0,
            italic: self.italic > 0,
            link: self.link.clone(),
        });
    }

    fn note_deleted(&mut self, rich: &mut Rich) {
        let deleted = std::mem::take(&mut self.deleted);
        if !deleted.trim().is_empty() {
            rich.oddities.push(Oddity::Struck(deleted.trim().to_owned()));
        }
    }

    fn tag(&mut self, name: &str, closing: bool, attributes: &str, rich: &mut Rich) {
        match name {
            "strong" | "b" => step(&mut self.bold, closing),
            "em" | "i" => step(&mut self.italic, closing),
            "s" => self.strike("s", closing),
            "strike" => self.strike("strike", closing),
            "del" => self.strike("del", closing),
            "span" | "font" => {
                if closing {
                    let _ = self.spans.pop();
                } else {
                    self.spans.push(attributes.to_ascii_lowercase().contains("line-through"));
                }
            }
            "a" => self.anchor(closing, attributes, rich),
            "br" => self.line_break(),
            "img" => rich.oddities.push(Oddity::Picture),
            "pre" => {
                self.end_block();
                self.preformatted = !closing;
            }
            "ul" | "ol" => self.list(name, closing, attributes),
            "li" => self.item(closing),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.end_block();
                step(&mut self.bold, closing);
            }
            "p" | "div" | "blockquote" | "hr" | "dl" | "dt" | "dd" | "figure" | "center" => self.end_block(),
            _ => {}
        }
    }

    fn strike(&mut self, name: &'static str, closing: bool) {
        if !closing {
            self.struck.push(name);
        } else if let Some(at) = self.struck.iter().rposition(|open| *open == name) {
            let _ = self.struck.remove(at);
        }
    }

    fn anchor(&mut self, closing: bool, attributes: &str, rich: &mut Rich) {
        self.link = None;
        if closing {
            return;
        }
        let Some(target) = href(attributes) else { return };
        let target = decode(&target, rich);
        let lower = target.trim().to_ascii_lowercase();
        let safe =
            lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("mailto:");
        if safe && !is_internal(&lower) {
            self.link = Some(target.trim().to_owned());
        } else if !lower.is_empty() {
            rich.oddities.push(Oddity::Link(target.trim().to_owned()));
        }
    }

    fn line_break(&mut self) {
        self.segments.push(Segment { text: "\n".to_owned(), ..Segment::default() });
    }

    fn list(&mut self, name: &str, closing: bool, attributes: &str) {
        self.end_block();
        if closing {
            let _ = self.lists.pop();
            return;
        }
        let start =
            attribute(attributes, "start").and_then(|text| text.trim().parse::<u32>().ok()).unwrap_or(1);
        self.lists.push(List { next: (name == "ol").then_some(start), open_item: None });
    }

    fn item(&mut self, closing: bool) {
        self.end_block();
        let Some(list) = self.lists.last_mut() else { return };
        list.open_item = None;
        if closing {
            return;
        }
        let marker = match &mut list.next {
            Some(number) => {
                let marker = format!("{number}. ");
                *number = number.saturating_add(1);
                marker
            }
            None => "- ".to_owned(),
        };
        list.open_item = Some(marker);
    }

    fn end_block(&mut self) {
        let segments = std::mem::take(&mut self.segments);
        self.raw(render(&segments));
    }

    fn raw(&mut self, text: String) {
        if text.is_empty() {
            return;
        }
        let depth = self.lists.len();
        let marker = self.lists.last_mut().map(|list| list.open_item.take().unwrap_or_default());
        self.blocks.push(Block { marker, depth, text });
    }

    fn finish(mut self, rich: &mut Rich) -> String {
        self.note_deleted(rich);
        self.end_block();
        let mut out = String::new();
        let mut previous_item = false;
        for block in self.blocks {
            let is_item = block.marker.as_deref().is_some_and(|marker| !marker.is_empty());
            if !out.is_empty() {
                out.push_str(if is_item && previous_item { "\n" } else { "\n\n" });
            }
            let indent = "  ".repeat(block.depth.saturating_sub(1).min(8));
            let marker = block.marker.clone().unwrap_or_default();
            let hang = if block.depth > 0 { format!("{indent}  ") } else { String::new() };
            for (index, line) in block.text.split('\n').enumerate() {
                match index {
                    0 if is_item => out.push_str(&format!("{indent}{marker}{line}")),
                    0 => out.push_str(&format!("{hang}{line}")),
                    _ if line.is_empty() => out.push('\n'),
                    _ => out.push_str(&format!("\n{hang}{line}")),
                }
            }
            previous_item = block.marker.is_some();
        }
        out
    }
}

fn step(depth: &mut usize, closing: bool) {
    *depth = if closing { depth.saturating_sub(1) } else { *depth + 1 };
}

fn href(attributes: &str) -> Option<String> {
    attribute(attributes, "href")
}

fn attribute(attributes: &str, name: &str) -> Option<String> {
    let lower = attributes.to_ascii_lowercase();
    let at = lower.find(&format!("{name}="))? + name.len() + 1;
    let value = attributes.get(at..)?;
    let quoted = |quote: char| {
        value.strip_prefix(quote).map(|rest| rest.split(quote).next().unwrap_or_default().to_owned())
    };
    quoted('"').or_else(|| quoted('\'')).or_else(|| value.split_whitespace().next().map(str::to_owned))
}

/// Addresses of the tools the incumbents keep their work in.
pub(in crate::exchange) fn is_internal(address: &str) -> bool {
    ["requirement-workspace", "test-case-workspace", "//saas-", "squash", "docs.google.com", "sharepoint.com"]
        .iter()
        .any(|word| address.contains(word))
}
