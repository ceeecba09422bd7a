//! A document as one HTML file a browser prints: no script, no request.

use super::{Block, Document, Span, Table};
use crate::render::markdown;
use crate::render::typography::{push_escaped, push_prose};

const STYLE: &str = "@page{size:A4;margin:2cm;@bottom-right{content:counter(page) ' / ' counter(pages);font:8.5pt serif}}\
body{font:10.5pt/1.4 'Libertinus Serif','DejaVu Serif',serif;color:#1b1f24;font-variant-ligatures:none;hyphens:auto}\
h1,h2,h3,h4{break-after:avoid;hyphens:none}h1{font-size:24pt}h2{font-size:16pt}h3{font-size:12.5pt}h4{font-size:11pt}\
table{border-collapse:collapse;width:100%;font-size:9pt;hyphens:none}caption{text-align:left;font-weight:700;padding:.4em 0}\
th,td{border:.5pt solid #999;padding:4pt;text-align:left;vertical-align:top}thead{display:table-header-group}\
tr{break-inside:avoid}.id{font-weight:700;white-space:nowrap;hyphens:none}.long{font-size:.85em;overflow-wrap:anywhere}\
.titre{break-after:avoid;margin-bottom:0}.avis{border:.75pt solid;padding:8pt}";

/// The page of a document.
pub fn to_html(document: &Document) -> String {
    let mut out = String::with_capacity(64 << 10);
    out.push_str("<!doctype html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\"><title>");
    push_prose(&mut out, &document.title);
    out.push_str("</title><style>");
    out.push_str(STYLE);
    out.push_str("</style></head><body>\n<h1>");
    push_prose(&mut out, &document.title);
    out.push_str("</h1>\n<p>");
    push_prose(&mut out, &document.subtitle);
    out.push_str("</p>\n");
    for (label, value) in &document.facts {
        out.push_str("<p><strong>");
        push_prose(&mut out, label);
        out.push_str("\u{a0}:</strong> ");
        push_prose(&mut out, value);
        out.push_str("</p>\n");
    }
    if let Some(notice) = &document.notice {
        out.push_str("<p class=\"avis\">");
        push_prose(&mut out, notice);
        out.push_str("</p>\n");
    }
    blocks(&mut out, &document.blocks);
    out.push_str("<p>");
    push_prose(&mut out, &document.running);
    out.push_str("</p>\n</body></html>\n");
    out
}

fn blocks(out: &mut String, list: &[Block]) {
    for block in list {
        match block {
            Block::Heading(level, text) => {
                let level = level.saturating_add(1).min(6);
                out.push_str(&format!("<h{level}>"));
                spans(out, text);
                out.push_str(&format!("</h{level}>\n"));
            }
            Block::Text(text) => {
                out.push_str("<p>");
                spans(out, text);
                out.push_str("</p>\n");
            }
            Block::Lead(text) => {
                out.push_str("<p class=\"titre\"><em>");
                push_prose(out, text);
                out.push_str("</em></p>\n");
            }
            Block::Markdown(text) => out.push_str(&markdown::render(text)),
            Block::Chapter(text) => {
                markdown::render_documents(&[text]).iter().for_each(|part| out.push_str(part));
            }
            Block::List(numbered, items) => {
                out.push_str(if *numbered { "<ol>\n" } else { "<ul>\n" });
                for item in items {
                    out.push_str("<li>");
                    blocks(out, item);
                    out.push_str("</li>\n");
                }
                out.push_str(if *numbered { "</ol>\n" } else { "</ul>\n" });
            }
            Block::Table(table) => push_table(out, table),
        }
    }
}

fn push_table(out: &mut String, table: &Table) {
    out.push_str("<table><caption>");
    push_prose(out, &table.caption);
    out.push_str("</caption><thead><tr>");
    for (title, _) in &table.columns {
        out.push_str("<th scope=\"col\">");
        push_prose(out, title);
        out.push_str("</th>");
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for cell in row {
            out.push_str("<td>");
            spans(out, cell);
            out.push_str("</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
}

fn spans(out: &mut String, list: &[Span]) {
    for span in list {
        let (open, end) = match span {
            Span::Text(_) => ("", ""),
            Span::Strong(_) => ("<strong>", "</strong>"),
            Span::Id(_) => ("<span class=\"id\">", "</span>"),
            Span::Long(_) => ("<span class=\"long\">", "</span>"),
        };
        out.push_str(open);
        match span {
            Span::Text(text) | Span::Strong(text) => push_prose(out, text),
            Span::Id(text) | Span::Long(text) => push_escaped(out, text),
        }
        out.push_str(end);
    }
}
