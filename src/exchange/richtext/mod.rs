//! Cells to Markdown.
//!
//! Owner of the cleaning of texts: HTML as editors paste it, plain text with residual entities, formatted runs of a
//! spreadsheet. Input: a cell. Output: Markdown, what was cleaned by rule, and what a person should look at. A small
//! converter of our own because the tags met are few and closed, while `<location>` or `<nom>` in the same cell are
//! content, which a general HTML parser would drop.

mod entities;
mod html;
mod markdown;

pub(super) use html::is_internal;

use super::fold;
use super::workbook::Cell;
use crate::settings::TextMode;

/// Something in a cell that no rule can settle alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Oddity {
    /// Deleted words: kept out of the text.
    Struck(String),
    /// A picture: dropped.
    Picture,
    /// A table of several cells, rewritten.
    Table,
    /// An entity nobody knows: left as it is.
    Entity(String),
    /// A link to an internal tool, or one that runs a script: its target is dropped.
    Link(String),
}

/// The outcome for one cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rich {
    /// The text.
    pub markdown: String,
    /// What a person should look at.
    pub oddities: Vec<Oddity>,
    /// Whether tags were removed or translated.
    pub had_html: bool,
    /// Whether entities were decoded.
    pub had_entities: bool,
    /// Whether no-break spaces were found.
    pub had_no_break: bool,
    /// Whether `_x000D_` or control characters were removed.
    pub had_controls: bool,
}

/// Cleans a text cell.
pub fn markdown(cell: &Cell, mode: TextMode) -> Rich {
    if cell.runs.is_empty() || mode == TextMode::Html || html::has_tags(&cell.text) {
        let mut rich = from_text(&cell.text, mode);
        if cell.struck && !rich.markdown.is_empty() {
            rich.oddities.push(Oddity::Struck(std::mem::take(&mut rich.markdown)));
        }
        return rich;
    }
    from_runs(cell)
}

/// Cleans a one-line label or identifier: no marks, one space.
pub fn label(cell: &Cell) -> Rich {
    let mut rich = Rich::default();
    let text = prepare(&cell.text, &mut rich);
    let decoded = decode(&text, &mut rich);
    let plain = if html::has_tags(&decoded) {
        rich.had_html = true;
        html::strip(&decoded)
    } else {
        decoded
    };
    let mut out = String::new();
    for character in plain.chars().filter(|one| !fold::is_invisible(*one)) {
        if !fold::is_space(character) {
            out.push(character);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    rich.markdown = out.trim_end().to_owned();
    rich
}

fn from_runs(cell: &Cell) -> Rich {
    let mut rich = Rich::default();
    let mut segments = Vec::new();
    let mut deleted = String::new();
    for run in &cell.runs {
        let text = prepare(&run.text, &mut rich);
        if run.struck || cell.struck {
            deleted.push_str(&text);
            continue;
        }
        let text = decode(&text, &mut rich);
        segments.push(markdown::Segment { text, bold: run.bold, italic: run.italic, link: None });
    }
    if segments.iter().all(|segment| segment.bold || segment.text.trim().is_empty()) {
        for segment in &mut segments {
            segment.bold = false;
        }
    }
    rich.markdown = markdown::render(&segments);
    if !deleted.trim().is_empty() {
        rich.oddities.push(Oddity::Struck(deleted.trim().to_owned()));
    }
    rich
}

fn from_text(text: &str, mode: TextMode) -> Rich {
    let mut rich = Rich::default();
    let text = prepare(text, &mut rich);
    if mode == TextMode::Html || (mode == TextMode::Mixed && html::has_tags(&text)) {
        rich.had_html = true;
        html::convert(&text, &mut rich);
    } else {
        let decoded = decode(&text, &mut rich);
        rich.markdown =
            markdown::render(&[markdown::Segment { text: decoded, ..markdown::Segment::default() }]);
    }
    rich
}

fn decode(text: &str, rich: &mut Rich) -> String {
    let decoded = entities::decode(text, |name| rich.oddities.push(Oddity::Entity(name.to_owned())));
    rich.had_entities |= decoded != text;
    rich.had_no_break |= decoded.contains(['\u{a0}', '\u{202f}']);
    decoded
}

/// Undoes what Excel does to control characters, and settles line ends.
fn prepare(text: &str, rich: &mut Rich) -> String {
    rich.had_no_break |= text.contains(['\u{a0}', '\u{202f}']);
    let mut out = text.to_owned();
    if out.contains("_x00") {
        for code in 0_u32..32 {
            let written = [format!("_x{code:04X}_"), format!("_x{code:04x}_")];
            for name in written {
                if out.contains(&name) {
                    rich.had_controls = true;
                    out = out.replace(&name, if code == 10 { "\n" } else { "" });
                }
            }
        }
    }
    if out.contains('\r') {
        out = out.replace("\r\n", "\n").replace('\r', "\n");
    }
    let before = out.len();
    out.retain(|character| !fold::is_invisible(character));
    rich.had_controls |= out.len() != before;
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::workbook::{CellKind, Run};

    fn clean(text: &str) -> Rich {
        markdown(&Cell { text: text.to_owned(), kind: CellKind::Text, ..Cell::default() }, TextMode::Mixed)
    }

    #[test]
    fn paragraphs_marks_lists_and_links() {
        let rich = clean(
            "<p>Le syst&egrave;me <strong>DOIT </strong>:<br/>lire&nbsp;</p>\n<ul>\n <li>un</li><li><p>deux</p></li></ul>\
             <p>voir <a href=\"https://example.org/a b\" target=\"_blank\">le guide</a>.</p>",
        );
        assert_eq!(
            rich.markdown,
            "Le système **DOIT** :\nlire\n\n- un\n- deux\n\nvoir [le guide](https://example.org/a%20b)."
        );
    }

    #[test]
    fn angle_words_are_content() {
        assert_eq!(clean("https://<location>/x et <nom>").markdown, "https://<location>/x et <nom>");
        assert_eq!(clean("<p>https://<location>/x &lt;date&gt;</p>").markdown, "https://<location>/x <date>");
        assert_eq!(clean("a < b et c > d").markdown, "a < b et c > d");
    }

    #[test]
    fn struck_words_do_not_come_back() {
        let rich = clean("<p>un <s>deux</s> trois</p>");
        assert_eq!(rich.markdown, "un trois");
        assert_eq!(rich.oddities, [Oddity::Struck("deux".to_owned())]);
        let runs = vec![
            Run { text: "Le système ".to_owned(), ..Run::default() },
            Run { text: "DOIT".to_owned(), bold: true, ..Run::default() },
            Run { text: " envoyer".to_owned(), struck: true, ..Run::default() },
            Run { text: " émettre".to_owned(), ..Run::default() },
        ];
        let cell = Cell { text: "Le système DOIT envoyer émettre".to_owned(), runs, ..Cell::default() };
        let rich = markdown(&cell, TextMode::Mixed);
        assert_eq!(rich.markdown, "Le système **DOIT** émettre");
        assert_eq!(rich.oddities, [Oddity::Struck("envoyer".to_owned())]);
    }

    #[test]
    fn layout_tables_are_unwrapped_and_real_ones_kept() {
        assert_eq!(clean("<table><tr><td><p>seul</p></td></tr></table>").markdown, "seul");
        let rich = clean("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>");
        assert_eq!(rich.markdown, "| a | b |\n| --- | --- |\n| 1 | 2 |");
        assert_eq!(rich.oddities, [Oddity::Table]);
    }

    #[test]
    fn what_markdown_would_misread_is_escaped() {
        assert_eq!(clean("[REF]: suite").markdown, "\\[REF]: suite");
        assert_eq!(clean("# titre\n> cité\n---").markdown, "\\# titre\n\\> cité\n\\---");
        assert_eq!(
            clean("DOC_TYPE et _x_ et 2 * 3 et *gras*").markdown,
            "DOC_TYPE et \\_x_ et 2 * 3 et \\*gras\\*"
        );
        assert_eq!(clean("• un\n- deux\nsuite").markdown, "- un\n- deux\n\nsuite");
    }

    #[test]
    fn excel_control_words_are_removed() {
        let rich = clean("a_x000D_\r\nb\u{200b}");
        assert_eq!(rich.markdown, "a\nb");
        assert!(rich.had_controls);
    }

    #[test]
    fn invalid_attributes_and_unclosed_tags_lose_no_word() {
        let rich = clean("<p style=\"font-family:\"Arial\",sans-serif\">un <b>deux");
        assert_eq!(rich.markdown, "un **deux**");
        assert_eq!(clean("texte <p sans fin").markdown, "texte <p sans fin");
        assert_eq!(clean("</p></li>x</td>").markdown, "x");
    }
}
