//! Pieces of standalone documents: a page without the site around it, a change with its words marked.

use super::markdown;
use super::marks::{html as marks_html, is_text};
use super::typography::{escaped, prose};
use crate::history::wording::{Tag, compare};
use crate::history::{Change, FieldChange};

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#1b1b1f;background:#fff}\
h1{font-size:1.6rem}h2{margin-top:2.5rem}article{border-top:1px solid #767680;padding:.5rem 0}\
blockquote{margin:.5rem 0;padding-left:1rem;border-left:.25rem solid #767680}\
table{border-collapse:collapse}th,td{border:1px solid #767680;padding:.25rem .6rem;text-align:left}td.n{text-align:right}\
ins{background:#dff1ff;color:#003c6e;font-weight:600}del{background:#fde7d9;color:#7a2500}\
.prive{border:2px solid #7a2500;padding:.5rem 1rem}\
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}";

/// A whole page that needs nothing beside it. `private` keeps it out of search engines.
pub(crate) fn document(title: &str, private: bool, body: &str) -> String {
    let title = escaped(&prose(title));
    let robots = if private { "<meta name=\"robots\" content=\"noindex, nofollow\">\n" } else { "" };
    format!(
        "<!doctype html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n{robots}<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
    )
}

/// A text of the project as HTML.
pub(crate) fn markdown_html(text: &str) -> String {
    markdown::render(text)
}

/// A sentence of ours or a value, escaped and in French typography.
pub(crate) fn sentence(text: &str) -> String {
    escaped(&prose(text))
}

/// Words as they were typed, escaped; lines stay lines.
pub(crate) fn verbatim(text: &str) -> String {
    escaped(text.trim()).replace('\n', "<br>\n")
}

/// The fields of a change that readers see differ, words marked, as HTML.
pub(crate) fn fields_html(change: &Change) -> String {
    let mut out = String::new();
    for field in change.fields.iter().filter(|field| !field.typographic) {
        out.push_str(&format!("<p><strong>{}</strong></p>\n", sentence(&label(field))));
        match (field.before.as_deref(), field.after.as_deref()) {
            (Some(before), Some(after)) if is_text(field.field) => {
                let diff = compare(before, after);
                if diff.is_rewritten() {
                    let (before, after) = (markdown_html(before), markdown_html(after));
                    out.push_str(&format!("<p>Avant\u{a0}:</p>\n<blockquote>{before}</blockquote>\n<p>Après\u{a0}:</p>\n<blockquote>{after}</blockquote>\n"));
                } else {
                    out.push_str(&format!("<blockquote>{}</blockquote>\n", marks_html(&diff)));
                }
            }
            (before, after) => {
                let side = |text: Option<&str>, tag: &str, word: &str| {
                    text.map_or_else(String::new, |text| {
                        format!(
                            "<{tag}><span class=\"sr\">[{word}\u{a0}: </span>{}<span class=\"sr\">]</span></{tag}> ",
                            verbatim(text)
                        )
                    })
                };
                let (gone, come) = (side(before, "del", "supprimé"), side(after, "ins", "ajouté"));
                out.push_str(&format!("<p>{gone}{come}</p>\n"));
            }
        }
    }
    out
}

/// The same as Markdown: `~~supprimé~~`, `**ajouté**`.
pub(crate) fn fields_markdown(change: &Change) -> String {
    let mut out = String::new();
    for field in change.fields.iter().filter(|field| !field.typographic) {
        out.push_str(&format!("{} :\n\n", label(field)));
        let words = match (field.before.as_deref(), field.after.as_deref()) {
            (Some(before), Some(after)) if is_text(field.field) => {
                let diff = compare(before, after);
                let blocks = diff.blocks.iter().map(|block| {
                    block.ops.iter().map(|op| marked_words(op.tag, &op.text)).collect::<String>()
                });
                blocks.collect::<Vec<_>>().join("\n\n")
            }
            (before, after) => {
                let gone = before.map(|text| marked_words(Tag::Delete, text));
                let come = after.map(|text| marked_words(Tag::Insert, text));
                gone.into_iter().chain(come).collect::<Vec<_>>().join(" ")
            }
        };
        for line in words.lines() {
            out.push_str(&format!("> {line}\n"));
        }
        out.push('\n');
    }
    out
}

/// Words between marks; the spaces at their ends stay outside, where Markdown wants them.
fn marked_words(tag: Tag, text: &str) -> String {
    let mark = match tag {
        Tag::Equal => return plain_markdown(text),
        Tag::Delete => "~~",
        Tag::Insert => "**",
    };
    let words = text.trim();
    if words.is_empty() {
        return text.to_owned();
    }
    let start = text.len() - text.trim_start().len();
    let end = start + words.len();
    let (before, after) = (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
    format!("{before}{mark}{}{mark}{after}", plain_markdown(&words.replace('\n', " ")))
}

/// Words that Markdown shows as they are.
pub(crate) fn plain_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '~' | '|' | '#' | '&') {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

fn label(field: &FieldChange) -> String {
    match &field.of {
        Some(of) => format!("{} {of}", field.field.label()),
        None => field.field.label().to_owned(),
    }
}
