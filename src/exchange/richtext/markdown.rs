//! Formatted stretches to Markdown: marks set tight, characters that Markdown would misread escaped.

/// A stretch of text with one format.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Segment {
    /// Its words; `\n` is a line break.
    pub(super) text: String,
    /// Bold.
    pub(super) bold: bool,
    /// Italic.
    pub(super) italic: bool,
    /// Target of the link it belongs to.
    pub(super) link: Option<String>,
}

impl Segment {
    fn same_format(&self, other: &Self) -> bool {
        self.bold == other.bold && self.italic == other.italic && self.link == other.link
    }
}

/// Writes segments as Markdown lines. Typed bullets become list items; leading spaces are dropped.
pub(super) fn render(segments: &[Segment]) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut previous_was_item = false;
    for line in lines(segments) {
        let plain: String = line.iter().map(|segment| segment.text.as_str()).collect();
        if plain.trim().is_empty() {
            if out.last().is_some_and(|last| !last.is_empty()) {
                out.push(String::new());
            }
            previous_was_item = false;
            continue;
        }
        let (bullet, line) = without_bullet(line);
        let body = render_line(&line, bullet);
        if body.is_empty() {
            continue;
        }
        if bullet {
            out.push(format!("- {body}"));
        } else {
            if previous_was_item {
                out.push(String::new());
            }
            out.push(body);
        }
        previous_was_item = bullet;
    }
    while out.last().is_some_and(String::is_empty) {
        let _ = out.pop();
    }
    out.join("\n")
}

/// Cuts segments at line breaks and merges neighbours of the same format.
fn lines(segments: &[Segment]) -> Vec<Vec<Segment>> {
    let mut lines = vec![Vec::<Segment>::new()];
    for segment in segments {
        for (index, part) in segment.text.split('\n').enumerate() {
            if index > 0 {
                lines.push(Vec::new());
            }
            let Some(line) = lines.last_mut() else { continue };
            match line.last_mut() {
                Some(last) if last.same_format(segment) => last.text.push_str(part),
                _ => line.push(Segment { text: part.to_owned(), ..segment.clone() }),
            }
        }
    }
    lines
}

/// Whether a line starts with a typed bullet, and the line without it.
fn without_bullet(mut line: Vec<Segment>) -> (bool, Vec<Segment>) {
    let Some(first) = line.iter_mut().find(|segment| !segment.text.trim().is_empty()) else {
        return (false, line);
    };
    let text = first.text.trim_start();
    let mut characters = text.chars();
    let bullet = match characters.next() {
        Some('•' | '·' | '▪' | '◦' | '●' | '‣' | '\u{f0b7}') => true,
        Some('-' | '–' | '—' | '*' | '+') => characters.clone().next().is_some_and(super::fold::is_space),
        _ => false,
    };
    if bullet {
        first.text = characters.as_str().trim_start_matches(super::fold::is_space).to_owned();
    }
    (bullet, line)
}

fn render_line(line: &[Segment], after_bullet: bool) -> String {
    let mut out = String::new();
    for (index, segment) in line.iter().enumerate() {
        let collapsed = collapse(&segment.text, out.is_empty() || out.ends_with(' '));
        let core = collapsed.trim();
        if core.is_empty() {
            if !out.is_empty() && !out.ends_with(' ') && !collapsed.is_empty() {
                out.push(' ');
            }
            continue;
        }
        if collapsed.starts_with(' ') && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        let at_start = out.is_empty() && !after_bullet;
        let next = line.get(index + 1).and_then(|following| following.text.chars().next());
        let mut body = escape(core, at_start, next);
        if let Some(target) = &segment.link
            && core != target.as_str()
        {
            body = format!("[{}]({})", body.replace(']', "\\]"), escape_target(target));
        }
        let mark = match (segment.bold, segment.italic) {
            (true, true) => "***",
            (true, false) => "**",
            (false, true) => "*",
            (false, false) => "",
        };
        let glued = |side: Option<char>| side.is_some_and(char::is_alphanumeric);
        let tight = !collapsed.ends_with(' ') && glued(next) && !core.ends_with(char::is_alphanumeric)
            || glued(out.chars().last()) && !core.starts_with(char::is_alphanumeric);
        if mark.is_empty() || tight {
            out.push_str(&body);
        } else {
            out.push_str(mark);
            out.push_str(&body);
            out.push_str(mark);
        }
        if collapsed.ends_with(' ') {
            out.push(' ');
        }
    }
    out.trim().to_owned()
}

/// One space for any run of white space; a no-break space stays where French typography wants it.
fn collapse(text: &str, mut after_space: bool) -> String {
    let characters: Vec<char> = text.chars().filter(|one| !super::fold::is_invisible(*one)).collect();
    let mut out = String::with_capacity(text.len());
    let mut index = 0;
    while let Some(character) = characters.get(index).copied() {
        index += 1;
        if !super::fold::is_space(character) {
            out.push(character);
            after_space = false;
            continue;
        }
        let mut no_break = matches!(character, '\u{a0}' | '\u{202f}').then_some(character);
        while let Some(next) = characters.get(index).copied().filter(|next| super::fold::is_space(*next)) {
            if matches!(next, '\u{a0}' | '\u{202f}') {
                no_break = no_break.or(Some(next));
            }
            index += 1;
        }
        let before_sign = matches!(characters.get(index), Some(';' | ':' | '!' | '?' | '»' | '%' | '€'));
        match no_break {
            Some(space) if before_sign || out.ends_with('«') => out.push(space),
            _ if !after_space => out.push(' '),
            _ => {}
        }
        after_space = true;
    }
    out
}

/// Escapes what Markdown would take for a mark. Angle-bracket words are content and stay as they are.
fn escape(text: &str, at_start: bool, next: Option<char>) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    if at_start && needs_guard(text) {
        out.push('\\');
    }
    let characters: Vec<char> = text.chars().collect();
    for (index, character) in characters.iter().copied().enumerate() {
        let before = index.checked_sub(1).and_then(|index| characters.get(index)).copied();
        let after = characters.get(index + 1).copied().or(next);
        let opens = after.is_some_and(|after| !super::fold::is_space(after));
        let guard = match character {
            '*' => opens || before.is_some_and(|before| !super::fold::is_space(before)),
            '_' => opens && !before.is_some_and(char::is_alphanumeric),
            '`' => true,
            '~' => after == Some('~'),
            '\\' => after.is_some_and(|after| after.is_ascii_punctuation()),
            '(' => before == Some(']'),
            '&' => is_entity(characters.get(index + 1..).unwrap_or_default()),
            _ => false,
        };
        if guard && !(index == 0 && out.ends_with('\\')) {
            out.push('\\');
        }
        out.push(character);
    }
    guard_number(out, at_start)
}

/// Whether the first characters of a line would start a heading, a quote, a rule or a link definition.
fn needs_guard(text: &str) -> bool {
    let rule = |mark: char| text.chars().all(|one| one == mark || one == ' ');
    let heading = text.trim_start_matches('#');
    (heading.len() < text.len() && (heading.is_empty() || heading.starts_with(' ')))
        || text.starts_with('>')
        || text.starts_with("~~~")
        || rule('-')
        || rule('=')
        || rule('_')
        || (text.starts_with('[') && text.find("]:").is_some_and(|end| text.find(']') == Some(end)))
}

/// A year at the start of a line is no list number.
fn guard_number(text: String, at_start: bool) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if at_start
        && digits > 3
        && text.get(digits..).is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(") "))
    {
        let (number, rest) = text.split_at(digits);
        return format!("{number}\\{rest}");
    }
    text
}

fn is_entity(after: &[char]) -> bool {
    let Some(end) = after.iter().take(10).position(|one| *one == ';') else { return false };
    end > 0
        && after
            .iter()
            .take(end)
            .enumerate()
            .all(|(index, one)| one.is_ascii_alphanumeric() || (index == 0 && *one == '#'))
}

fn escape_target(target: &str) -> String {
    let mut out = String::with_capacity(target.len());
    for character in target.trim().chars() {
        match character {
            ' ' => out.push_str("%20"),
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            other if super::fold::is_invisible(other) || super::fold::is_space(other) => {}
            other => out.push(other),
        }
    }
    out
}
