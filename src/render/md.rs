//! Texts of a project written as Markdown that says them and nothing more.
//!
//! Owner: escaping. Input: texts as authored or compared; output: CommonMark whose rendering is the text, in French
//! typography, code and links kept. Nothing a text holds can open a heading, a table, a link or raw HTML.

use super::markdown::is_linkable;
use super::typography::prose;
use crate::diagnostic::sanitise;
use crate::history::wording::{BlockKind, Piece, parse_blocks, pieces};

/// Words on one line: what could be markup is escaped, line feeds become spaces.
pub(crate) fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_words(&mut out, &prose(&sanitise(text)));
    out
}

/// The same without typography: ids, codes, versions.
pub(crate) fn verbatim(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_words(&mut out, &sanitise(text));
    out
}

fn push_words(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '\n' | '\t' => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' => {
                out.push('\\');
                out.push(character);
            }
            other => out.push(other),
        }
    }
}

/// The text of a block or of a mark on one line, its code and its links kept.
pub(crate) fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => push_words(&mut out, &prose(&sanitise(text))),
            Piece::Code(code) => push_code(&mut out, code),
            Piece::Link { label, target } if label == target => push_words(&mut out, &sanitise(label)),
            Piece::Link { label, target } if is_linkable(target) && is_plain(target) => {
                out.push('[');
                push_words(&mut out, &sanitise(label));
                out.push_str(&format!("](<{target}>)"));
            }
            Piece::Link { label, .. } => push_words(&mut out, &sanitise(label)),
        }
    }
    out
}

/// Whether an address can stand between `<` and `>`.
fn is_plain(target: &str) -> bool {
    target.chars().all(|one| !one.is_control() && !one.is_whitespace() && !matches!(one, '<' | '>' | '\\'))
}

fn push_code(out: &mut String, code: &str) {
    let code = sanitise(code).replace(['\n', '\t'], " ");
    let fence = "`".repeat(longest_run(&code, '`') + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') || code.is_empty() { " " } else { "" };
    out.push_str(&format!("{fence}{pad}{code}{pad}{fence}"));
}

fn longest_run(text: &str, of: char) -> usize {
    text.split(|one| one != of).map(str::len).max().unwrap_or(0)
}

/// Escapes what would open a list or a heading at the start of a line.
fn at_line_start(line: String) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = line.split_at(digits);
    if digits > 0 && rest.starts_with(['.', ')']) {
        return format!("{number}\\{rest}");
    }
    if line.starts_with(['-', '+', '=', '#', ':']) { format!("\\{line}") } else { line }
}

/// « text », on one line.
pub(crate) fn quoted(text: &str) -> String {
    format!("«\u{202f}{}\u{202f}»", inline(text.trim()))
}

/// A whole text as a block quote, its paragraphs and lists kept; ends with a line feed.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::new();
    let mut last: Option<BlockKind> = None;
    for block in parse_blocks(text) {
        let tight = matches!(
            (last, block.kind),
            (Some(BlockKind::ListItem { .. }), BlockKind::ListItem { .. })
                | (Some(BlockKind::TableCell { .. }), BlockKind::TableCell { .. })
        );
        if last.is_some() && !tight {
            out.push_str(">\n");
        }
        match block.kind {
            BlockKind::ListItem { depth, ordinal } => {
                let indent = "   ".repeat(depth.saturating_sub(1).min(8));
                let mark = ordinal.map_or_else(|| "-".to_owned(), |number| format!("{number}."));
                out.push_str(&format!("> {indent}{mark} {}\n", at_line_start(inline(&block.text))));
            }
            BlockKind::TableCell { row, column } => {
                let lead = if column == 0 { format!("ligne {}, ", row + 1) } else { String::new() };
                let place = format!("{lead}colonne {}\u{a0}:", column + 1);
                out.push_str(&format!("> - {place} {}\n", inline(&block.text)));
            }
            BlockKind::Code => {
                let fence = "`".repeat(longest_run(&block.text, '`').max(2) + 1);
                out.push_str(&format!("> {fence}\n"));
                for line in sanitise(&block.text).lines() {
                    out.push_str(&format!("> {line}\n"));
                }
                out.push_str(&format!("> {fence}\n"));
            }
            BlockKind::Heading { .. } => out.push_str(&format!("> **{}**\n", inline(&block.text))),
            BlockKind::Paragraph | BlockKind::LinkTarget => {
                let lines: Vec<String> = block.text.lines().map(|one| at_line_start(inline(one))).collect();
                out.push_str(&format!("> {}\n", lines.join("\\\n> ")));
            }
        }
        last = Some(block.kind);
    }
    if out.is_empty() {
        out.push_str("> (vide)\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_a_text_stays_text() {
        assert_eq!(words("a*b_c <i> | # x"), "a\\*b\\_c \\<i\\> \\| # x");
        assert_eq!(inline("voir `a|b` et [ici](https://x.fr/a)"), "voir `a|b` et [ici](<https://x.fr/a>)");
        assert_eq!(inline("[ici](javascript:x)"), "ici");
        assert_eq!(quote("- un\n- deux\n\n# non"), "> - un\n> - deux\n>\n> **non**\n");
        assert_eq!(quote("\\# pas un titre"), "> \\# pas un titre\n");
        // A list typed without Markdown's own marks is a list, as in every other output.
        assert_eq!(quote("1. un\n2. deux"), "> 1. un\n> 2. deux\n");
    }
}
