//! Comparing words and texts that people typed.
//!
//! Owner of the two foldings of the exchange: [`key`] for headers, vocabularies and labels (case, accents, spaces and
//! apostrophes do not count), [`text`] for statements (typography and marks do not count, words and case do).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds a header, a label or a vocabulary word: lower case, no accents, one space, plain apostrophes.
pub(super) fn key(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for character in word.nfd().filter(|character| !is_combining_mark(*character)) {
        if is_space(character) {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            continue;
        }
        match character {
            '’' | '‘' | 'ʼ' | '`' | '´' => out.push('\''),
            'œ' | 'Œ' => out.push_str("oe"),
            'æ' | 'Æ' => out.push_str("ae"),
            '–' | '—' | '‐' | '‑' => out.push('-'),
            other if is_invisible(other) => {}
            other => out.extend(other.to_lowercase()),
        }
    }
    while out.ends_with(' ') {
        out.pop();
    }
    out
}

/// Folds a statement so that two typings of the same words are equal: case, digits and words always count; white
/// space, quotes, dashes, list bullets and the Markdown marks of emphasis do not.
pub(super) fn text(statement: &str) -> String {
    let mut out = String::with_capacity(statement.len());
    let mut line_start = true;
    for character in statement.nfc() {
        match character {
            '\n' => line_start = true,
            other if is_space(other) || is_invisible(other) => {}
            '*' | '\\' | '•' | '·' => {}
            '-' | '–' | '—' | '‐' | '‑' if line_start => {}
            other => {
                line_start = false;
                out.push(match other {
                    '’' | '‘' | 'ʼ' => '\'',
                    '«' | '»' | '“' | '”' | '„' => '"',
                    '–' | '—' | '‐' | '‑' => '-',
                    plain => plain,
                });
            }
        }
    }
    out
}

/// White space of any kind, no-break spaces included.
pub(super) fn is_space(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2060}' | '\u{feff}')
}

/// Characters with no width that spreadsheets and browsers leave behind.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{ad}' | '\u{202a}'..='\u{202e}')
        || (character.is_control() && character != '\n' && character != '\t')
}

/// Whether a folded pattern, where `*` stands for any run, matches a folded word; returns what the star stood for.
pub(super) fn matches_pattern<'a>(pattern: &str, word: &'a str) -> Option<&'a str> {
    match pattern.split_once('*') {
        None => (pattern == word).then_some(""),
        Some((before, after)) => {
            let rest = word.strip_prefix(before)?;
            rest.strip_suffix(after).map(str::trim)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_fold_accents_spaces_and_line_breaks() {
        assert_eq!(key(" Énoncé\u{a0}de\nl’exigence "), "enonce de l'exigence");
        assert_eq!(matches_pattern("n° preuve *", "n° preuve 10"), Some("10"));
        assert_eq!(matches_pattern("n° preuve *", "preuve 10"), None);
    }

    #[test]
    fn statements_fold_typography_but_not_words() {
        assert_eq!(text("Le système **DOIT**\u{a0}: « envoyer »"), text("Le système DOIT : \"envoyer\""));
        assert_eq!(text("a\n- b\n- c"), text("a • b • c"));
        assert_ne!(text("DOIT"), text("doit"));
        assert_ne!(text("v2.1"), text("v21"));
    }
}
