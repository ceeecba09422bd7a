//! Comments and what they belong to.

use crate::source::Span;

/// The comments of a file, in order, over its text.
pub(super) struct Comments<'a> {
    text: &'a str,
    spans: &'a [Span],
}

/// A comment as it will be written.
#[derive(Debug, Clone)]
pub(super) struct Comment {
    text: String,
    /// Whether a blank line followed it.
    spaced: bool,
}

/// The comments that travel with one node or field.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    leading: Vec<Comment>,
    trailing: Option<String>,
    /// Written on the line of the brace that opens the parent; only on its first child.
    header: Option<String>,
}

impl Part {
    /// Writes the comments that precede, one per line.
    pub(super) fn write_leading(&self, out: &mut String, indent: usize) {
        write_lines(&self.leading, out, indent);
    }

    /// Same at the top of a file, blank lines kept.
    pub(super) fn write_leading_spaced(&self, out: &mut String) {
        write_spaced(&self.leading, out);
    }

    /// Writes the comment that ends the line.
    pub(super) fn write_trailing(&self, out: &mut String) {
        if let Some(comment) = &self.trailing {
            out.push(' ');
            out.push_str(comment);
        }
    }
}

/// Ends the header line, with its comment when there is one.
pub(super) fn write_header_trailing(parts: &mut [Part], out: &mut String) {
    if let Some(comment) = parts.first_mut().and_then(|part| part.header.take()) {
        out.push(' ');
        out.push_str(&comment);
    }
    out.push('\n');
}

pub(super) fn write_lines(comments: &[Comment], out: &mut String, indent: usize) {
    for comment in comments {
        out.push_str(&" ".repeat(indent));
        out.push_str(&comment.text);
        out.push('\n');
    }
}

pub(super) fn write_spaced(comments: &[Comment], out: &mut String) {
    for comment in comments {
        out.push_str(&comment.text);
        out.push('\n');
        if comment.spaced {
            out.push('\n');
        }
    }
}

impl<'a> Comments<'a> {
    pub(super) fn new(text: &'a str, spans: &'a [Span]) -> Self {
        Self { text, spans }
    }

    /// Comments that start in a range.
    fn between(&self, from: usize, to: usize) -> &'a [Span] {
        let first = self.spans.partition_point(|span| (span.start as usize) < from);
        let last = self.spans.partition_point(|span| (span.start as usize) < to);
        self.spans.get(first..last).unwrap_or_default()
    }

    fn comment(&self, span: Span) -> Comment {
        let after = self.text.get(span.end as usize..).unwrap_or_default();
        let blanks =
            after.chars().take_while(|character| character.is_whitespace() || *character == '\u{feff}');
        let spaced = blanks.filter(|character| *character == '\n').count() > 1;
        Comment { text: self.text.get(span.range()).unwrap_or_default().trim_end().to_owned(), spaced }
    }

    /// Shares the comments of a body among its children, which are in source order. `open` is the place of the
    /// opening brace, when there is one; `reach` gives the span of a child and the end of the part whose comments go
    /// before it. Returns a part per child and the comments that follow the last one.
    ///
    /// A comment on the line of the opening brace goes with the brace; without any child it leads the body.
    pub(super) fn distribute<T>(
        &self,
        open: Option<usize>,
        end: usize,
        children: &[T],
        reach: impl Fn(&T) -> (Span, usize),
    ) -> (Vec<Part>, Vec<Comment>) {
        let mut parts: Vec<Part> = Vec::with_capacity(children.len());
        let mut cursor = open.map_or(0, |at| at + 1);
        let mut header = None;
        for (index, child) in children.iter().enumerate() {
            let (span, inside) = reach(child);
            let mut part = Part::default();
            for comment in self.between(cursor, span.start as usize) {
                if self.same_line(cursor, comment.start as usize) && (index > 0 || open.is_some()) {
                    let text = self.comment(*comment).text;
                    match parts.last_mut() {
                        Some(before) => before.trailing = Some(text),
                        None => header = Some(text),
                    }
                } else {
                    part.leading.push(self.comment(*comment));
                }
            }
            for comment in self.between(span.start as usize, inside) {
                part.leading.push(Comment { spaced: false, ..self.comment(*comment) });
            }
            cursor = span.end as usize;
            parts.push(part);
        }
        let mut dangling = Vec::new();
        for comment in self.between(cursor, end) {
            match parts.last_mut() {
                Some(before) if self.same_line(cursor, comment.start as usize) => {
                    before.trailing = Some(self.comment(*comment).text);
                }
                _ => dangling.push(self.comment(*comment)),
            }
        }
        if let Some(first) = parts.first_mut() {
            first.header = header;
        }
        (parts, dangling)
    }

    fn same_line(&self, from: usize, to: usize) -> bool {
        self.text.get(from..to).is_some_and(|between| !between.contains('\n'))
    }

    /// The opening brace after a header, white space, commas and comments skipped.
    pub(super) fn brace_after(&self, from: usize) -> usize {
        let mut at = from;
        loop {
            let rest = self.text.get(at..).unwrap_or_default();
            let skipped =
                rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '\u{feff}'));
            at += rest.len() - skipped.len();
            match self.spans.binary_search_by_key(&at, |span| span.start as usize) {
                Ok(index) => at = self.spans.get(index).map_or(at, |span| span.end as usize),
                Err(_) => return at,
            }
        }
    }
}
