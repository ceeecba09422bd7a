//! Strings and text blocks: what the author meant by what stands between the quotes.

/// The Markdown of a text block: the lines between the quotes without their common indentation.
///
/// A block on one line is only trimmed. A first line written right after the opening quotes keeps its place and does
/// not count for the indentation. `\"""` stands for `"""`.
pub fn dedent(raw: &str) -> String {
    let raw = if raw.contains("\\\"\"\"") { raw.replace("\\\"\"\"", "\"\"\"") } else { raw.to_owned() };
    if !raw.contains('\n') {
        return raw.trim().to_owned();
    }
    let mut lines: Vec<&str> = raw.split('\n').collect();
    let first_is_text = lines.first().is_some_and(|line| !line.trim().is_empty());
    let indent = lines
        .iter()
        .skip(usize::from(first_is_text))
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start_matches([' ', '\t']).len())
        .min()
        .unwrap_or_default();
    if !first_is_text {
        lines.remove(0);
    }
    while lines.first().is_some_and(|line| line.trim().is_empty()) {
        lines.remove(0);
    }
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    let mut out = String::with_capacity(raw.len());
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        if index == 0 && first_is_text {
            out.push_str(line.trim_start());
        } else if !line.trim().is_empty() {
            out.push_str(line.get(indent..).unwrap_or_else(|| line.trim_start()));
        }
    }
    let kept = out.trim_end().len();
    out.truncate(kept);
    out
}

/// What a `"…"` or `«…»` literal says.
pub(super) fn unquote(literal: &str) -> String {
    if let Some(inner) = literal.strip_prefix('«').and_then(|rest| rest.strip_suffix('»')) {
        return inner.trim().to_owned();
    }
    let inner = literal.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(literal);
    if !inner.contains('\\') {
        return inner.to_owned();
    }
    let mut out = String::with_capacity(inner.len());
    let mut characters = inner.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('\\', Some(&next @ ('"' | '\\'))) => {
                out.push(next);
                characters.next();
            }
            _ => out.push(character),
        }
    }
    out
}

/// A string literal for a value: line breaks become spaces, since a string holds none.
pub fn quote_string(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for character in value.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' | '\r' => out.push(' '),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// A text block for a Markdown value, its lines indented by `indent` spaces.
pub fn quote_block(value: &str, indent: usize) -> String {
    let escaped = value.replace("\"\"\"", "\\\"\"\"");
    let margin = " ".repeat(indent);
    let mut out = String::with_capacity(value.len() + 32);
    out.push_str("\"\"\"\n");
    for line in escaped.split('\n') {
        if !line.trim().is_empty() {
            out.push_str(&margin);
            out.push_str(line);
        }
        out.push('\n');
    }
    out.push_str(&margin);
    out.push_str("\"\"\"");
    out
}
