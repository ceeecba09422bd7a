//! Typographic equivalence of characters.
//!
//! Owner: the one table that says which characters are the same for the reader. Input: a character; output: its plain form.
//! Letters, case and digits are never touched here.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// Returns true for every kind of white space, the byte order mark included.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// Returns true for characters that show nothing: soft hyphen, zero-width space, word joiner.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}')
}

/// Returns true for every form of apostrophe.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' | '\u{2032}' | '\u{b4}' | '\u{ff07}')
}

/// Returns true for every form of double quotation mark.
pub(super) fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\u{ab}'
            | '\u{bb}'
            | '\u{201c}'
            | '\u{201d}'
            | '\u{201e}'
            | '\u{201f}'
            | '\u{2033}'
            | '\u{ff02}'
    )
}

/// Returns true for every form of hyphen, dash or minus.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

/// Returns true for the bullets that word processors put in front of list items.
pub(super) fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '\u{2022}'
            | '\u{b7}'
            | '\u{25aa}'
            | '\u{25cf}'
            | '\u{25e6}'
            | '\u{25a0}'
            | '\u{27a2}'
            | '\u{2023}'
            | '\u{f0b7}'
    )
}

/// Returns true for letters and digits; the answer for French letters costs no table look-up.
pub(super) fn is_letter_or_digit(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        '\u{c0}'..='\u{24f}' => !matches!(c, '\u{d7}' | '\u{f7}'),
        _ => c.is_alphanumeric(),
    }
}

/// Returns true for combining accents, which belong to the letter before them.
pub(super) fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Gives the plain form of a character, without changing letters, case or digits.
pub(super) fn fold(c: char) -> char {
    if c.is_ascii() {
        c
    } else if is_apostrophe(c) {
        '\''
    } else if is_quote(c) {
        '"'
    } else if is_dash(c) {
        '-'
    } else if is_space(c) {
        ' '
    } else {
        c
    }
}

/// Returns true when a text holds bytes that may start a character changed by folding or composition.
///
/// One look at the lead bytes is enough: accented French letters start with `C3` or `C5` and are left alone.
fn may_change(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, 0xc2 | 0xca..=0xcd | 0xe0..=0xff))
}

/// Composes accents (NFC) and drops invisible characters; borrows when there is nothing to do.
pub(super) fn compose(text: &str) -> Cow<'_, str> {
    if !may_change(text) || text.chars().all(composed) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|&c| !is_invisible(c)).nfc().collect())
}

/// Returns true for a character that composition and the removal of invisible characters leave alone.
fn composed(c: char) -> bool {
    match u32::from(c) {
        0xad => false,
        0..0x300 | 0x2010..=0x2027 | 0x202f..=0x203f | 0x20ac | 0x2190..=0x21ff | 0xfeff => true,
        _ => false,
    }
}

/// Gives the comparison key of a token: composed, folded, ellipsis spelled with dots.
pub(super) fn key(text: &str) -> Cow<'_, str> {
    if !may_change(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in compose(text).chars() {
        if c == '\u{2026}' {
            out.push_str("...");
        } else {
            out.push(fold(c));
        }
    }
    Cow::Owned(out)
}
