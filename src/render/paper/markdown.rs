//! Markdown to Typst. Input: texts of the project, trusted for their words and not for their markup: raw HTML is text, only
//! `https:` and `mailto:` addresses are linked, images are their description.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream};

use super::typst::{literal, push_string};
use crate::render::markdown::is_linkable;
use crate::render::typography::prose;

/// Writes a text. `level`: the level of the last heading of the document when those of the text are its own.
pub(super) fn push(out: &mut String, text: &str, level: Option<&mut u8>) {
    let mut writer = Writer { parts: vec![String::new()], level, ..Writer::default() };
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for event in TextMergeStream::new(Parser::new_ext(text, options)) {
        writer.event(event);
    }
    writer.parts.iter().for_each(|part| out.push_str(part));
}

#[derive(Default)]
struct Writer<'l> {
    /// What is being written, innermost last.
    parts: Vec<String>,
    /// Open lists: the number of the first item, and the items.
    lists: Vec<(Option<u64>, Vec<String>)>,
    /// Open links: where they lead, if anywhere.
    links: Vec<Option<String>>,
    /// The open table: its columns, whether its header is open.
    columns: usize,
    code: Option<String>,
    level: Option<&'l mut u8>,
}

impl Writer<'_> {
    fn raw(&mut self, text: &str) {
        if let Some(last) = self.parts.last_mut() {
            last.push_str(text);
        }
    }

    /// Prose, as a string literal.
    fn words(&mut self, text: &str) {
        if let Some(last) = self.parts.last_mut() {
            last.push('#');
            push_string(last, text);
            last.push(';');
        }
    }

    fn open(&mut self) {
        self.parts.push(String::new());
    }

    /// What was written since the matching `open`.
    fn close(&mut self) -> String {
        if self.parts.len() > 1 { self.parts.pop().unwrap_or_default() } else { String::new() }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.words(&prose(&text)),
            },
            Event::Code(code) => {
                if let Some(last) = self.parts.last_mut() {
                    last.push_str("#raw(");
                    push_string(last, &code);
                    last.push_str(");");
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => self.words(&html),
            Event::SoftBreak => self.raw(" "),
            Event::HardBreak => self.raw("#linebreak();"),
            Event::Rule => self.raw("#rule;\n\n"),
            Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::CodeBlock(_) => self.code = Some(String::new()),
            Tag::List(first) => self.lists.push((first, Vec::new())),
            Tag::Table(alignments) => {
                self.columns = alignments.len();
                self.open();
            }
            Tag::Link { link_type, dest_url, .. } => {
                let target = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.to_string(),
                };
                let linked = is_linkable(&target) && self.links.iter().all(Option::is_none);
                self.links.push(linked.then_some(target));
                self.open();
            }
            Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::Item
            | Tag::TableHead
            | Tag::TableCell
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough => self.open(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.raw("\n\n"),
            TagEnd::Heading(level) => {
                let text = self.close();
                let heading = match &mut self.level {
                    Some(last) => {
                        **last = (level as u8).min(**last + 1);
                        format!("#heading(level: {})[{text}]\n\n", **last)
                    }
                    None => format!("#strong[{text}]\n\n"),
                };
                self.raw(&heading);
            }
            TagEnd::BlockQuote(_) => self.wrap("#quote(block: true)[", "];\n\n"),
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                if let Some(last) = self.parts.last_mut() {
                    last.push_str("#raw(block: true, ");
                    literal(last, code.trim_end_matches('\n'));
                    last.push_str(");\n\n");
                }
            }
            TagEnd::Item => {
                let item = self.close();
                if let Some((_, items)) = self.lists.last_mut() {
                    items.push(item);
                }
            }
            TagEnd::List(_) => {
                let (first, items) = self.lists.pop().unwrap_or_default();
                let open =
                    first.map_or_else(|| "#list(".to_owned(), |first| format!("#enum(start: {first}, "));
                let items: String = items.iter().map(|item| format!("[{item}], ")).collect();
                self.raw(&format!("{open}{items});\n\n"));
            }
            TagEnd::TableHead => self.wrap("table.header(", "),\n"),
            TagEnd::TableCell => self.wrap("[", "], "),
            TagEnd::TableRow => self.raw("\n"),
            TagEnd::Table => {
                let open = format!("#table(columns: {}, ", self.columns.max(1));
                self.wrap(&open, ");\n\n");
            }
            TagEnd::Emphasis => self.wrap("#emph[", "];"),
            TagEnd::Strong => self.wrap("#strong[", "];"),
            TagEnd::Strikethrough => self.wrap("#strike[", "];"),
            TagEnd::Link => {
                let text = self.close();
                let linked = match self.links.pop().flatten() {
                    Some(target) => {
                        let mut call = String::from("#link(");
                        push_string(&mut call, &target);
                        format!("{call})[{text}];")
                    }
                    None => text,
                };
                self.raw(&linked);
            }
            _ => {}
        }
    }

    fn wrap(&mut self, open: &str, end: &str) {
        let inner = self.close();
        self.raw(open);
        self.raw(&inner);
        self.raw(end);
    }
}
