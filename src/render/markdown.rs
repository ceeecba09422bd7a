//! Markdown to HTML.
//!
//! The only user of `pulldown-cmark` besides the comparison of wordings. Input: texts of the project, trusted for their
//! words and not for their markup: raw HTML is shown as text, only `https:` and `mailto:` addresses are linked,
//! images are their description. Output: HTML in French typography, with headings below those of the page.

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream};

use super::typography::{push_escaped, push_prose};

/// A table of an author may be wider than the page: it scrolls alone, and the keyboard reaches it by a name.
const TABLE: &str = "<div class=\"tw\" tabindex=\"0\" role=\"group\" aria-label=\"Tableau\"><table>";

/// Renders a text inside a page: its headings become bold paragraphs, so that they never disturb those of the page.
pub(crate) fn render(text: &str) -> String {
    let mut writer =
        Writer { out: String::with_capacity(text.len() + text.len() / 4 + 16), ..Writer::default() };
    if is_plain(text) {
        writer.out.push_str("<p>");
        push_prose(&mut writer.out, text.trim_end());
        writer.out.push_str("</p>");
        return writer.out;
    }
    writer.run(text);
    writer.out
}

/// Renders a text that one page alone shows: its relative addresses lead somewhere, and are linked.
pub(crate) fn render_here(text: &str) -> String {
    let mut writer = Writer { here: true, ..Writer::default() };
    writer.run(text);
    writer.out
}

/// Renders the parts of a text that is the body of a page: headings of the level that comes first become those of level 2,
/// the others keep their distance from them, and none skips a level.
pub(crate) fn render_documents(parts: &[&str]) -> Vec<String> {
    let mut headings = Headings { first: None, last: 1 };
    let mut rendered = Vec::with_capacity(parts.len());
    for part in parts {
        let mut writer = Writer {
            out: String::with_capacity(part.len() * 2),
            headings: Some(headings),
            ..Writer::default()
        };
        writer.run(part);
        headings = writer.headings.unwrap_or(headings);
        rendered.push(writer.out);
    }
    rendered
}

/// Whether a text is one paragraph without any markup: most are.
fn is_plain(text: &str) -> bool {
    let first = text.as_bytes().first().copied().unwrap_or(b' ');
    if !(first.is_ascii_alphabetic() || first >= 0x80) {
        return false;
    }
    let mut line_start = false;
    for byte in text.bytes() {
        if line_start && !(byte.is_ascii_alphabetic() || byte >= 0x80) {
            return false;
        }
        line_start = byte == b'\n';
        let marks =
            matches!(byte, b'*' | b'_' | b'`' | b'[' | b'<' | b'&' | b'\\' | b'|' | b'~' | b'#' | b'\t');
        if marks {
            return false;
        }
    }
    !text.contains("  \n")
}

/// Whether an address may be linked. A relative address leads nowhere for sure once the text is shown on several pages.
pub(crate) fn is_linkable(target: &str) -> bool {
    let scheme_end = target.find(':');
    let path_start = target.find(['/', '?', '#']).unwrap_or(target.len());
    match scheme_end {
        Some(at) if at < path_start => {
            let scheme = target.get(..at).unwrap_or_default();
            scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("mailto")
        }
        _ => false,
    }
}

/// Headings so far.
#[derive(Clone, Copy)]
struct Headings {
    /// Level of the first one, as written.
    first: Option<u8>,
    /// Level of the last one, as shown; that of the title of the page before any.
    last: u8,
}

impl Headings {
    /// The level a heading is shown with.
    fn next(&mut self, written: u8) -> u8 {
        let first = *self.first.get_or_insert(written);
        self.last = (written + 2).saturating_sub(first).max(2).min(self.last + 1).min(6);
        self.last
    }
}

#[derive(Default)]
struct Writer {
    out: String,
    /// Headings so far, when they are those of the page.
    headings: Option<Headings>,
    in_code: bool,
    in_image: usize,
    in_head: bool,
    /// Whether one page alone shows the text.
    here: bool,
    links: Vec<bool>,
}

impl Writer {
    fn run(&mut self, text: &str) {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        for event in TextMergeStream::new(Parser::new_ext(text, options)) {
            self.event(event);
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_code => push_escaped(&mut self.out, &text),
            Event::Text(text) => push_prose(&mut self.out, &text),
            Event::Code(code) => {
                self.out.push_str("<code>");
                push_escaped(&mut self.out, &code);
                self.out.push_str("</code>");
            }
            Event::Html(html) | Event::InlineHtml(html) => push_escaped(&mut self.out, &html),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::Heading { level, .. } => self.open_heading(level),
            Tag::BlockQuote(_) => self.out.push_str("<blockquote>\n"),
            Tag::CodeBlock(_) => {
                self.in_code = true;
                self.out.push_str("<pre tabindex=\"0\"><code>");
            }
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(start)) => self.out.push_str(&format!("<ol start=\"{start}\">\n")),
            Tag::Item => self.out.push_str("<li>"),
            Tag::Table(_) => self.out.push_str(TABLE),
            Tag::TableHead => {
                self.in_head = true;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => self.out.push_str("<tr>"),
            Tag::TableCell => self.out.push_str(if self.in_head { "<th scope=\"col\">" } else { "<td>" }),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<s>"),
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
                self.link(&format!("mailto:{dest_url}"))
            }
            Tag::Link { dest_url, .. } => self.link(&dest_url),
            Tag::Image { .. } => self.in_image += 1,
            Tag::HtmlBlock => self.out.push_str("<p>"),
            Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.out.push_str("</p>\n"),
            TagEnd::Heading(_) => match self.headings {
                Some(Headings { last, .. }) => self.out.push_str(&format!("</h{last}>\n")),
                None => self.out.push_str("</strong></p>\n"),
            },
            TagEnd::BlockQuote(_) => self.out.push_str("</blockquote>\n"),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.out.push_str("</code></pre>\n");
            }
            TagEnd::List(true) => self.out.push_str("</ol>\n"),
            TagEnd::List(false) => self.out.push_str("</ul>\n"),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::Table => self.out.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.out.push_str("</tr></thead><tbody>");
            }
            TagEnd::TableRow => self.out.push_str("</tr>"),
            TagEnd::TableCell => self.out.push_str(if self.in_head { "</th>" } else { "</td>" }),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</s>"),
            TagEnd::Link => {
                if self.links.pop() == Some(true) {
                    self.out.push_str("</a>");
                }
            }
            TagEnd::Image => self.in_image = self.in_image.saturating_sub(1),
            TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn link(&mut self, target: &str) {
        let linked = (self.here || is_linkable(target)) && !self.links.contains(&true);
        self.links.push(linked);
        if linked {
            self.out.push_str("<a href=\"");
            push_escaped(&mut self.out, target);
            self.out.push_str("\">");
        }
    }

    fn open_heading(&mut self, level: HeadingLevel) {
        match &mut self.headings {
            Some(headings) => {
                let level = headings.next(level as u8);
                self.out.push_str(&format!("<h{level}>"));
            }
            None => self.out.push_str("<p><strong>"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_html_is_text() {
        assert_eq!(render("a <b>x</b>"), "<p>a &lt;b&gt;x&lt;/b&gt;</p>\n");
        assert!(!render("<script>alert(1)</script>").contains("<script"));
        assert!(!render("[x](javascript:alert)").contains("href"));
        assert!(!render("[x](autre.html)").contains("href"));
        assert!(render_here("[x](autre.html)").contains("<a href=\"autre.html\">x</a>"));
        assert!(render("<contact@exemple.fr>").contains("href=\"mailto:contact@exemple.fr\""));
        assert!(render("[x](https://exemple.fr)").contains("href=\"https://exemple.fr\""));
    }

    #[test]
    fn the_short_way_gives_the_same_result() {
        for text in
            ["Un texte simple : oui ?", "Deux\nlignes de texte.", "Le système DOIT : afficher 15 % ; l'autre"]
        {
            let mut writer = Writer::default();
            TextMergeStream::new(Parser::new_ext(text, Options::ENABLE_TABLES))
                .for_each(|event| writer.event(event));
            assert_eq!(render(text).trim_end(), writer.out.trim_end());
        }
    }

    #[test]
    fn headings_are_shifted_and_tables_have_scope() {
        assert_eq!(render_documents(&["# A\n### B"]), ["<h2>A</h2>\n<h3>B</h3>\n"]);
        let levels = |text: &str| -> String {
            let html = render_documents(&[text]).concat();
            html.split("<h").skip(1).filter_map(|one| one.chars().next()).collect()
        };
        assert_eq!(levels("## A\n## B\n### C\n## D"), "2232", "sections of one level stay so");
        assert_eq!(levels("### A\n# B\n#### C\n###### D"), "2234");
        assert_eq!(render("## A"), "<p><strong>A</strong></p>\n");
        assert!(render("| a |\n|---|\n| b |").contains("<th scope=\"col\">a</th>"));
    }
}
