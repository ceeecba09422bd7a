//! French tokeniser.
//!
//! Owner: what a word is when two texts are compared. Input: a text; output: byte ranges in order.
//! An elided article is a word of its own (`l'`, `qu’`), a hyphenated word is one word, identifiers, versions, addresses,
//! inline code, links and `<placeholders>` are never cut. Every scan that may fail is bounded, so the whole is linear.

use super::fold::{is_apostrophe, is_combining, is_invisible, is_letter_or_digit, is_space};

/// Longest inline code, link label or link target taken as one token, in bytes.
const ATOM_LIMIT: usize = 512;
/// Longest `<placeholder>` taken as one token, in bytes.
const PLACEHOLDER_LIMIT: usize = 80;
/// Longest identifier taken as one token, in bytes.
const IDENTIFIER_LIMIT: usize = 256;

/// The nature of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A word or a number, with its inner hyphens; an elided word keeps its apostrophe.
    Word,
    /// An identifier, a version or a date: letters and digits joined by `. / _ # -`.
    Identifier,
    /// A bare `http` or `https` address.
    Url,
    /// A word in angle brackets, such as `<location>`.
    Placeholder,
    /// Inline code with its backticks.
    Code,
    /// A Markdown link, `[label](target)`.
    Link,
    /// One punctuation mark (or a run of the same one, such as `...`).
    Punctuation,
    /// A run of white space; only produced where the whole text must be covered.
    Space,
}

/// A token: a byte range of the text it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// The nature of the token.
    pub kind: TokenKind,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Token {
    /// Gives the characters of the token in the text it was read from.
    #[must_use]
    pub fn text<'t>(&self, source: &'t str) -> &'t str {
        cut(source, self.start, self.end)
    }

    /// Returns true when the token counts as a word in a similarity.
    #[must_use]
    pub fn is_word(&self) -> bool {
        !matches!(self.kind, TokenKind::Punctuation | TokenKind::Space)
    }
}

/// Gives a byte range of a text, or nothing when the range does not fall on characters.
pub(super) fn cut(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end).unwrap_or_default()
}

/// Splits a text into tokens, white space left out.
#[must_use]
pub fn tokenise(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5 + 4);
    Scanner { text }.run(|token| {
        if token.kind != TokenKind::Space {
            tokens.push(token);
        }
    });
    tokens
}

/// Splits a text into tokens that cover it entirely, white space included.
#[must_use]
pub(super) fn tokenise_all(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 3 + 4);
    Scanner { text }.run(|token| tokens.push(token));
    tokens
}

/// Splits `[label](target)` into its two parts.
#[must_use]
pub(super) fn split_link(link: &str) -> Option<(&str, &str)> {
    let (label, target) = link.strip_prefix('[')?.strip_suffix(')')?.rsplit_once("](")?;
    Some((label, target))
}

/// Reads tokens one after the other.
struct Scanner<'t> {
    text: &'t str,
}

impl Scanner<'_> {
    /// Hands over the tokens in order; they cover the text.
    fn run(&self, mut take: impl FnMut(Token)) {
        let mut start = 0;
        while let Some(first) = self.char_at(start) {
            let (kind, end) =
                if first == ' ' { (TokenKind::Space, start + 1) } else { self.token_at(start, first) };
            let end = end.max(start + first.len_utf8());
            take(Token { kind, start, end });
            start = end;
        }
    }

    #[inline]
    fn char_at(&self, position: usize) -> Option<char> {
        match self.text.as_bytes().get(position) {
            Some(&byte) if byte < 0x80 => Some(char::from(byte)),
            Some(_) => self.text.get(position..)?.chars().next(),
            None => None,
        }
    }

    fn alphanumeric_at(&self, position: usize) -> bool {
        self.char_at(position).is_some_and(is_letter_or_digit)
    }

    /// Advances while the condition holds.
    fn skip_while(&self, mut position: usize, condition: impl Fn(char) -> bool) -> usize {
        while let Some(c) = self.char_at(position) {
            if !condition(c) {
                break;
            }
            position += c.len_utf8();
        }
        position
    }

    fn token_at(&self, start: usize, first: char) -> (TokenKind, usize) {
        if is_letter_or_digit(first) {
            return self.word_like(start, first);
        }
        if is_space(first) || is_invisible(first) {
            return (TokenKind::Space, self.skip_while(start, |c| is_space(c) || is_invisible(c)));
        }
        let atom = match first {
            '`' => self.code_end(start).map(|end| (TokenKind::Code, end)),
            '[' => self.link_end(start).map(|end| (TokenKind::Link, end)),
            '<' => self.placeholder_end(start).map(|end| (TokenKind::Placeholder, end)),
            '.' | '-' | '=' | '*' | '_' | '#' | '~' => {
                Some((TokenKind::Punctuation, self.skip_while(start, |c| c == first)))
            }
            _ => None,
        };
        atom.unwrap_or((TokenKind::Punctuation, start + first.len_utf8()))
    }

    fn word_like(&self, start: usize, first: char) -> (TokenKind, usize) {
        if first == 'h' {
            let rest = self.text.get(start..).unwrap_or_default();
            if rest.starts_with("http://") || rest.starts_with("https://") {
                return (TokenKind::Url, self.url_end(start));
            }
        }
        let (end, joined) = self.word_end(start);
        let bytes = self.text.as_bytes();
        let goes_on = bytes.get(end).is_some_and(|byte| matches!(byte, b'.' | b'/' | b'_' | b'#'))
            && bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
        if (joined || goes_on)
            && first.is_ascii()
            && let Some(end) = self.identifier_end(start)
        {
            return (TokenKind::Identifier, end);
        }
        (TokenKind::Word, end)
    }

    /// Ends an address at white space or a quotation mark; closing punctuation stays outside.
    fn url_end(&self, start: usize) -> usize {
        let mut end =
            self.skip_while(start, |c| !is_space(c) && !matches!(c, '"' | '\u{ab}' | '\u{bb}' | '`' | '|'));
        while let Some(last) = cut(self.text, start, end).chars().next_back() {
            let unbalanced = last == ')' && !cut(self.text, start, end).contains('(');
            if !unbalanced && !matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | ']' | '\'' | '*') {
                break;
            }
            end -= last.len_utf8();
        }
        end
    }

    /// Recognises `SC.MSS/CONF.01`, `2.10.0`, `IHE_XDM.2`, `01/02/2023`: ASCII runs joined by single connectors.
    fn identifier_end(&self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes().get(start..)?;
        let (mut digit, mut joined, mut dotted, mut lower) = (false, false, false, false);
        let mut length = 0;
        for (index, &byte) in bytes.iter().enumerate().take(IDENTIFIER_LIMIT) {
            if byte.is_ascii_alphanumeric() {
                digit |= byte.is_ascii_digit();
                lower |= byte.is_ascii_lowercase();
                length = index + 1;
            } else if matches!(byte, b'.' | b'/' | b'_' | b'#' | b'-') && length == index {
                let inner = bytes.get(index + 1).is_some_and(u8::is_ascii_alphanumeric);
                joined |= inner && byte != b'-';
                dotted |= inner && byte == b'.';
            } else {
                break;
            }
        }
        let end = start + length;
        let cut_inside = self.char_at(end).is_some_and(|c| is_letter_or_digit(c) || is_combining(c));
        (joined && (digit || (dotted && !lower)) && !cut_inside).then_some(end)
    }

    /// Ends a word: after an elision, or before the first character that cannot be inside a word.
    ///
    /// Also tells whether a mark that identifiers use was met.
    fn word_end(&self, start: usize) -> (usize, bool) {
        let mut end = start;
        let mut previous = ' ';
        let mut joined = false;
        while let Some(c) = self.char_at(end) {
            let next = end + c.len_utf8();
            if is_letter_or_digit(c) || is_combining(c) || is_invisible(c) {
                previous = c;
                end = next;
                continue;
            }
            let inside = if is_apostrophe(c) {
                if is_elided(cut(self.text, start, end)) {
                    return (next, false);
                }
                self.alphanumeric_at(next)
            } else if matches!(c, '-' | '_' | '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{2212}')
            {
                self.alphanumeric_at(next)
            } else {
                matches!(c, ',' | '.')
                    && previous.is_ascii_digit()
                    && self.char_at(next).is_some_and(|n| n.is_ascii_digit())
            };
            if !inside {
                break;
            }
            joined |= matches!(c, '_' | '.');
            end = next;
        }
        (end, joined)
    }

    /// Finds the closing run of backticks, of the same length as the opening one.
    fn code_end(&self, start: usize) -> Option<usize> {
        let open = self.skip_while(start, |c| c == '`') - start;
        let mut run = 0;
        for (offset, &byte) in self.text.as_bytes().get(start + open..)?.iter().enumerate().take(ATOM_LIMIT) {
            if byte == b'`' {
                run += 1;
            } else if run == open {
                return Some(start + open + offset);
            } else {
                run = 0;
            }
        }
        let end = self.text.len();
        (run == open && end - start <= ATOM_LIMIT).then_some(end)
    }

    /// Finds the end of `[label](target)`; the target holds no white space.
    fn link_end(&self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes().get(start..)?;
        let mut depth = 0_usize;
        let mut close = None;
        for (index, &byte) in bytes.iter().enumerate().take(ATOM_LIMIT) {
            match byte {
                b'[' => depth += 1,
                b']' => depth = depth.saturating_sub(1),
                b'\n' => return None,
                _ => {}
            }
            if depth == 0 {
                close = Some(index);
                break;
            }
        }
        let target = close? + 1;
        if bytes.get(target) != Some(&b'(') {
            return None;
        }
        for (index, &byte) in bytes.iter().enumerate().skip(target + 1).take(ATOM_LIMIT) {
            match byte {
                b')' => return Some(start + index + 1),
                b' ' | b'\n' | b'\t' | b'(' => return None,
                _ => {}
            }
        }
        None
    }

    /// Finds the end of `<word>`, `<two words>` or `<https://…>`.
    fn placeholder_end(&self, start: usize) -> Option<usize> {
        let mut previous = '<';
        for (offset, c) in self.text.get(start + 1..)?.char_indices() {
            let inside = c.is_alphanumeric()
                || matches!(c, '_' | '-' | '.' | ':' | '/' | '\'' | '\u{2019}' | '#' | '@');
            let accepted = match previous {
                '<' => c.is_alphabetic() || c == '/',
                ' ' => c.is_alphanumeric(),
                _ => inside || c == ' ' || c == '>',
            };
            if !accepted || offset > PLACEHOLDER_LIMIT {
                return None;
            }
            if c == '>' {
                return Some(start + 1 + offset + 1);
            }
            previous = c;
        }
        None
    }
}

/// Returns true for the words that lose their vowel before an apostrophe.
fn is_elided(word: &str) -> bool {
    if word.len() == 1 {
        return word.chars().all(|c| "ldjmnstcLDJMNSTC".contains(c));
    }
    ["qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu", "presqu", "entr"]
        .iter()
        .any(|elided| word.eq_ignore_ascii_case(elided))
}
