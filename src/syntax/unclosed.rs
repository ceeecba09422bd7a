//! Text blocks that were never closed and swallow what follows.
//!
//! A block left open closes on the opening quotes of the next one, and from there on prose and language change
//! places. What gives it away: it holds a line that opens an item, and its closing quotes are those that follow a
//! prose keyword, or do not exist.

/// Offsets at which reading must start afresh, in order: the item headers swallowed by a block left open.
pub(super) fn cuts(text: &str) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut at = 0;
    while let Some(open) = next_block(text, at) {
        let body = open + 3;
        let (close, end) = closing(text, body);
        let content = text.get(body..close).unwrap_or_default();
        let header = content.contains('\n').then(|| first_header(content)).flatten();
        match header {
            Some(offset) if close == text.len() || follows_prose_keyword(text, close) => {
                cuts.push(body + offset);
                at = body + offset;
            }
            _ => at = end,
        }
    }
    cuts
}

/// The next `"""` outside comments and strings.
fn next_block(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        let found = at + bytes.get(at..)?.iter().position(|byte| matches!(byte, b'"' | b'/' | 0xC2))?;
        let rest = bytes.get(found..)?;
        if rest.starts_with(b"\"\"\"") {
            return Some(found);
        }
        at = found
            + match rest.first() {
                Some(b'"') => string_length(rest),
                _ if rest.starts_with("«".as_bytes()) => angle_length(rest),
                _ if rest.starts_with(b"//") && opens_comment(bytes, found) => line_length(rest),
                _ => 1,
            };
    }
}

fn line_length(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len())
}

fn opens_comment(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|index| bytes.get(index));
    before.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'{' | b'}' | b','))
}

/// Length of a string; one that is not closed runs to the end of its line.
fn string_length(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\n' => return at,
            b'\\' if bytes.get(at + 1) != Some(&b'\n') => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Length of a `«…»` string; its opening mark only when it is not closed on its line.
fn angle_length(bytes: &[u8]) -> usize {
    for (at, byte) in bytes.iter().enumerate().skip(2) {
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.starts_with("»".as_bytes()) {
            return at + 2;
        }
        if *byte == b'\n' || rest.starts_with(b"\"\"\"") {
            return at;
        }
    }
    bytes.len()
}

/// Where the closing quotes of a block start and end; the end of the text when there are none.
fn closing(text: &str, from: usize) -> (usize, usize) {
    let mut at = from;
    loop {
        let Some(found) = text.get(at..).and_then(|rest| rest.find("\"\"\"")) else {
            return (text.len(), text.len());
        };
        let quotes = at + found;
        if text.get(from..quotes).is_some_and(|before| before.ends_with('\\')) {
            at = quotes + 3;
            continue;
        }
        let run = text.as_bytes().iter().skip(quotes).take_while(|byte| **byte == b'"').count();
        return (quotes + run - 3, quotes + run);
    }
}

/// Offset of the first line that opens an item, or of the headings just above it: `exigence ID … {`, or `scénario`,
/// `rem` in the first column.
fn first_header(content: &str) -> Option<usize> {
    let mut offset = 0;
    let mut headings = None;
    for line in content.split('\n') {
        let start = line.trim_start_matches([' ', '\t', '\u{a0}', '\u{202f}']);
        let indent = line.len() - start.len();
        let starts = |words: &[&str]| words.iter().any(|word| start.starts_with(word));
        let item = starts(&["exigence "]) || (indent == 0 && starts(&["scénario ", "scenario ", "rem "]));
        if offset > 0 && item && line.trim_end().ends_with('{') {
            return Some(headings.unwrap_or(offset + indent));
        }
        let heading = starts(&["section "]) || (starts(&["bloc ", "fonction "]) && line.contains(['"', '«']));
        if offset > 0 && heading {
            headings.get_or_insert(offset + indent);
        } else if !start.is_empty() && !start.starts_with("//") {
            headings = None;
        }
        offset += line.len() + 1;
    }
    None
}

/// Whether what stands before the quotes on their line ends with the keyword of a prose field.
fn follows_prose_keyword(text: &str, quotes: usize) -> bool {
    let before = text.get(..quotes).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    if line.trim_start().starts_with("preuve ") {
        return true;
    }
    let mut words = line.split_whitespace().rev();
    let is_prose = |word: &str| {
        let folded = crate::source::fold_accents(word);
        matches!(
            folded.as_str(),
            "enonce" | "commentaire" | "note" | "prerequis" | "etape" | "verification" | "interne"
        )
    };
    match words.next() {
        Some(word) if word.bytes().all(|byte| byte.is_ascii_digit()) => words.next().is_some_and(is_prose),
        Some(word) => is_prose(word),
        None => false,
    }
}
