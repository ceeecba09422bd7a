//! The normalised form of a text, for fingerprints.
//!
//! Owner: what "only typography changed" means. Input: a text as written; output: one line where white space, apostrophes,
//! quotation marks, dashes, list marks and final punctuation have one form. **Case, letters, digits and words always count**,
//! hence negations and DOIT/PEUT too. Nothing here is meant to be displayed.

use std::borrow::Cow;

use super::fold::{compose, fold, is_bullet, is_dash, is_space};

/// Gives the normalised form of a text; borrows when the text already has it, final punctuation apart.
///
/// The function is idempotent, and linear in the length of the text.
#[must_use]
pub fn normalise(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim_matches(' ');
    let bare = trimmed.strip_suffix(['.', ';', ',']).unwrap_or(trimmed);
    if is_normal(bare) {
        return Cow::Borrowed(bare);
    }
    let mut written = written(&compose(text));
    // Dropped punctuation can leave what looks like a list mark at the start: such odd texts are read again.
    for _ in 0..3 {
        if list_marker(&written).is_none() {
            break;
        }
        let again = self::written(&written);
        if again == written {
            break;
        }
        written = again;
    }
    Cow::Owned(written)
}

fn written(text: &str) -> String {
    let mut writer = Writer { out: String::with_capacity(text.len()), swallow: false };
    writer.write(text);
    writer.out
}

/// Returns true when two texts differ by nothing but typography.
#[must_use]
pub fn same_wording(before: &str, after: &str) -> bool {
    before == after || normalise(before) == normalise(after)
}

/// Returns true for a text that [`normalise`] would not change; may answer false for some that it would not.
fn is_normal(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(first) = bytes.first() else { return true };
    if first.is_ascii_digit() || matches!(first, b'-' | b'+' | b'*') {
        return false;
    }
    if bytes.last().is_some_and(|last| matches!(last, b' ' | b'.' | b';' | b',')) {
        return false;
    }
    let mut previous = b'a';
    for &byte in bytes {
        let plain = match byte {
            b' ' => !matches!(previous, b' ' | b'(' | b'[' | b'\''),
            0..0x20 | 0x7f => false,
            _ if byte < 0x80 => previous != b' ' || !closes(char::from(byte)),
            // Latin letters with their accent (C3 to C9) and their second byte are plain; the rest is looked at closely.
            0x80..0xc0 | 0xc3..=0xc9 => true,
            _ => false,
        };
        if !plain {
            return false;
        }
        previous = byte;
    }
    true
}

/// Length of the words at the start of a text that the normalised form has as they are: letters and digits, with one space
/// between two of them. They are most of any text, and one copy writes them.
fn plain_words(text: &str) -> usize {
    // Latin letters with their accent, as in `is_normal`.
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, 0x80..0xc0 | 0xc3..=0xc9);
    let bytes = text.as_bytes();
    let mut end = 0;
    while let Some(&byte) = bytes.get(end) {
        let between = || end > 0 && bytes.get(end + 1).is_some_and(|next| is_letter(*next));
        if !(is_letter(byte) || (byte == b' ' && between())) {
            break;
        }
        end += 1;
    }
    end
}

/// Returns true for the marks before which a space is mere typography.
fn closes(c: char) -> bool {
    matches!(c, ';' | ':' | '!' | '?' | ',' | '.' | ')' | ']' | '%' | '\u{bb}' | '\u{2026}')
}

/// Writes the normalised form.
struct Writer {
    out: String,
    /// A space met now says nothing.
    swallow: bool,
}

impl Writer {
    fn write(&mut self, text: &str) {
        let mut rest = text;
        let (mut space, mut lines) = (false, 0_usize);
        let mut start = true;
        while let Some(c) = rest.chars().next() {
            let after = rest.get(c.len_utf8()..).unwrap_or_default();
            if is_space(c) {
                space = true;
                lines += usize::from(matches!(c, '\n' | '\u{2028}' | '\u{2029}'));
                rest = after;
                continue;
            }
            let marker = if start || lines > 0 { list_marker(rest) } else { None };
            if !start && (lines > 1 || marker.is_some()) {
                self.drop_final_punctuation();
            }
            if let Some((number, following)) = marker {
                self.push_marker(number);
                rest = following;
                // The space after the mark obeys the same rules as any other.
                (space, lines, start) = (true, 0, false);
                continue;
            }
            if space && !self.swallow && !closes(c) && !self.out.is_empty() {
                self.out.push(' ');
            }
            (space, lines, start) = (false, 0, false);
            let words = rest.get(..plain_words(rest)).unwrap_or_default();
            if words.is_empty() {
                self.push(c);
                rest = after;
            } else {
                self.out.push_str(words);
                self.swallow = false;
                rest = rest.get(words.len()..).unwrap_or_default();
            }
        }
        self.drop_final_punctuation();
    }

    fn push_marker(&mut self, number: &str) {
        if !self.out.is_empty() && !self.swallow {
            self.out.push(' ');
        }
        if number.is_empty() {
            self.out.push('-');
        } else {
            self.out.push_str(number);
            self.out.push('.');
        }
        self.swallow = false;
    }

    fn push(&mut self, c: char) {
        if c == '\u{2026}' {
            self.out.push_str("...");
            self.swallow = false;
            return;
        }
        self.out.push(fold(c));
        self.swallow = c == '\u{ab}' || self.ends_open();
    }

    /// Returns true after an elision or an opening bracket, where a space is mere typography.
    fn ends_open(&self) -> bool {
        let mut last = self.out.chars().rev();
        match last.next() {
            Some('\'') => last.next().is_some_and(char::is_alphabetic),
            Some('(' | '[') => true,
            _ => false,
        }
    }

    /// Drops what ends a list item, a paragraph or the text: spaces, `;`, `,` and a full stop, but no ellipsis.
    fn drop_final_punctuation(&mut self) {
        let before = self.out.len();
        loop {
            let length = self.out.trim_end_matches([' ', ';', ',']).len();
            self.out.truncate(length);
            if !self.out.ends_with('.') || self.out.ends_with("..") {
                break;
            }
            let _ = self.out.pop();
        }
        if self.out.len() < before {
            self.swallow = self.ends_open();
        }
    }
}

/// Recognises a list mark at the start of a line: its number, empty for a bullet, and what follows.
fn list_marker(line: &str) -> Option<(&str, &str)> {
    let first = line.chars().next()?;
    let rest = line.get(first.len_utf8()..)?;
    let blank = |text: &str| text.chars().next().is_some_and(is_space);
    if is_bullet(first) {
        return Some(("", rest.trim_start_matches(is_space)));
    }
    if is_dash(first) || matches!(first, '*' | '+') {
        let glued = is_dash(first) && rest.chars().next().is_some_and(char::is_alphabetic);
        return (glued || blank(rest)).then(|| ("", rest.trim_start_matches(is_space)));
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let mark = line.get(digits..)?.chars().next()?;
    let rest = line.get(digits + mark.len_utf8()..)?;
    ((1..=2).contains(&digits) && (is_dash(mark) || matches!(mark, ')' | '.')) && blank(rest))
        .then(|| (line.get(..digits).unwrap_or_default(), rest.trim_start_matches(is_space)))
}
