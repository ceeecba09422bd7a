//! A document as a Typst source.

use super::markdown;
use super::{Block, Document, Span, Table};
use crate::render::typography::prose;

/// Fonts, page, headings: the same for every document.
const PREAMBLE: &str = include_str!("../../../templates/pdf/preamble.typ");

/// The source of a document. It reads no file and asks no date: the same document gives the same bytes.
pub fn to_typst(document: &Document) -> String {
    let mut out = String::with_capacity(64 << 10);
    out.push_str(PREAMBLE);
    out.push_str("\n#show: paper.with(title: ");
    push_string(&mut out, &prose(&document.title));
    out.push_str(", subtitle: ");
    push_string(&mut out, &prose(&document.subtitle));
    out.push_str(", running: ");
    push_string(&mut out, &prose(&document.running));
    out.push_str(", facts: (");
    for (label, value) in &document.facts {
        out.push('(');
        push_string(&mut out, label);
        out.push_str(", ");
        push_string(&mut out, &prose(value));
        out.push_str("), ");
    }
    out.push_str("), notice: ");
    match &document.notice {
        Some(notice) => push_string(&mut out, &prose(notice)),
        None => out.push_str("none"),
    }
    out.push_str(&format!(", contents: {})\n\n", document.contents));
    let mut level = 0;
    blocks(&mut out, &document.blocks, &mut level);
    out
}

fn blocks(out: &mut String, list: &[Block], level: &mut u8) {
    for block in list {
        match block {
            Block::Heading(wanted, text) => {
                *level = *wanted;
                out.push_str(&format!("#heading(level: {wanted})["));
                spans(out, text);
                out.push_str("]\n\n");
            }
            Block::Text(text) => {
                spans(out, text);
                out.push_str("\n\n");
            }
            Block::Lead(text) => {
                out.push_str("#lead(");
                push_string(out, text);
                out.push_str(");\n\n");
            }
            Block::Markdown(text) => markdown::push(out, text, None),
            Block::Chapter(text) => markdown::push(out, text, Some(level)),
            Block::List(numbered, items) => {
                out.push_str(if *numbered { "#enum(" } else { "#list(" });
                for item in items {
                    out.push('[');
                    blocks(out, item, level);
                    out.push_str("], ");
                }
                out.push_str(");\n\n");
            }
            Block::Table(table) => push_table(out, table),
        }
    }
}

fn push_table(out: &mut String, table: &Table) {
    out.push_str("#caption(");
    push_string(out, &prose(&table.caption));
    out.push_str(");\n#table(columns: (");
    for (_, width) in &table.columns {
        out.push_str(&format!("{width}fr, "));
    }
    out.push_str("), table.header(");
    for (title, _) in &table.columns {
        out.push_str("[#strong(");
        push_string(out, &prose(title));
        out.push_str(");], ");
    }
    out.push_str("),\n");
    for row in &table.rows {
        for cell in row {
            out.push('[');
            spans(out, cell);
            out.push_str("], ");
        }
        out.push('\n');
    }
    out.push_str(");\n\n");
}

fn spans(out: &mut String, list: &[Span]) {
    for span in list {
        let (call, text, end) = match span {
            Span::Text(text) => ("#", prose(text), ";"),
            Span::Strong(text) => ("#strong(", prose(text), ");"),
            Span::Id(text) => ("#id(", text.clone(), ");"),
            Span::Long(text) => ("#long(", text.clone(), ");"),
        };
        if !text.is_empty() {
            out.push_str(call);
            push_string(out, &text);
            out.push_str(end);
        }
    }
}

/// A text as a string literal: nothing in it can end the literal. Line feeds are spaces, other control characters nothing.
pub(super) fn push_string(out: &mut String, text: &str) {
    literal(out, &text.replace(['\n', '\t'], " "));
}

/// The same with its line feeds, for code.
pub(super) fn literal(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            // Directions and control characters could show another text than the one written.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out.push('"');
}
