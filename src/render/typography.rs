//! French typography, dates and numbers, applied when a page is written and never before.
//!
//! Owner: the no-break spaces, apostrophes, dates and numbers readers see. Input: texts as authored; output: texts for a
//! page. Ids, code, addresses, JSON and CSV never come here.

use std::sync::Arc;

use minijinja::value::{Object, ObjectRepr, Value};
use serde::Serialize;

/// Narrow no-break space: before `; ! ?`, inside « », in numbers.
const NARROW: char = '\u{202f}';
/// No-break space: before `:` and `%`, before a unit.
const NO_BREAK: char = '\u{a0}';

/// HTML that is ready for a page. Cheap to clone and never copied before the page itself: the same text appears on many.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub(crate) struct Html(Value);

/// What templates see of [`Html`]: something to print as it is.
#[derive(Debug)]
pub(super) struct Piece(String);

impl Object for Piece {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        !self.0.is_empty()
    }
}

impl Piece {
    /// The markup.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Html {
    /// Wraps markup that was escaped by its builder.
    pub(crate) fn from_markup(markup: String) -> Self {
        Self(Value::from_object(Piece(markup)))
    }

    /// Escapes a text of the project and sets it in French typography.
    pub(crate) fn prose(text: &str) -> Self {
        let mut out = String::with_capacity(text.len() + 16);
        push_prose(&mut out, text);
        Self::from_markup(out)
    }
}

impl Html {
    /// The markup.
    pub(crate) fn as_str(&self) -> &str {
        self.0.downcast_object_ref::<Piece>().map_or("", Piece::as_str)
    }

    /// The markup, or nothing when it would show nothing.
    pub(crate) fn filled(self) -> Option<Self> {
        (!self.as_str().is_empty()).then_some(self)
    }
}

/// Escapes text for HTML content and double-quoted attributes.
pub(crate) fn push_escaped(out: &mut String, text: &str) {
    let mut start = 0;
    for (index, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.push_str(text.get(start..index).unwrap_or_default());
        out.push_str(entity);
        start = index + 1;
    }
    out.push_str(text.get(start..).unwrap_or_default());
}

/// A text escaped for HTML.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_escaped(&mut out, text);
    out
}

/// Escapes a text and sets it in French typography.
pub(crate) fn push_prose(out: &mut String, text: &str) {
    if needs_typography(text) {
        push_escaped(out, &prose(text));
    } else {
        push_escaped(out, text);
    }
}

fn needs_typography(text: &str) -> bool {
    text.bytes()
        .any(|byte| matches!(byte, b'\'' | b'"' | b';' | b'!' | b'?' | b':' | b'%' | 0xc2 | b'0'..=b'9'))
}

/// A text in French typography. Spaces that are there become the right ones; none is added, but inside « ».
pub(crate) fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut previous = ' ';
    let (paired, mut open) = (has_paired_quotes(text), false);
    for (index, character) in text.char_indices() {
        let rest = text.get(index + character.len_utf8()..).unwrap_or_default();
        let next = rest.chars().next().unwrap_or(' ');
        let shown = match character {
            ' ' | NO_BREAK | NARROW => space(character, previous, rest),
            // Marks cut a text after an elision: « l’ » may end it.
            '\'' if previous.is_alphabetic() && (next.is_alphanumeric() || rest.is_empty()) => '’',
            '"' if paired => {
                open = !open;
                if open { '«' } else { '»' }
            }
            other => other,
        };
        if shown == '»' && !previous.is_whitespace() {
            out.push(NARROW);
        }
        out.push(shown);
        if shown == '«' && !next.is_whitespace() {
            out.push(NARROW);
        }
        previous = shown;
    }
    out
}

/// Whether the straight quotes of a text go by pairs, each around words: nothing else is taken for a quotation.
fn has_paired_quotes(text: &str) -> bool {
    let mut open = false;
    for (index, _) in text.match_indices('"') {
        let before = text.get(..index).and_then(|start| start.chars().next_back());
        let after = text.get(index + 1..).and_then(|rest| rest.chars().next());
        let outside = |one: Option<char>| one.is_none_or(|one| !one.is_alphanumeric() && one != '"');
        let inside = |one: Option<char>| one.is_some_and(|one| !one.is_whitespace() && one != '"');
        let fits = if open { inside(before) && outside(after) } else { outside(before) && inside(after) };
        if !fits {
            return false;
        }
        open = !open;
    }
    !open
}

/// The space that belongs between `previous` and `rest`.
fn space(written: char, previous: char, rest: &str) -> char {
    let mut following = rest.chars();
    match (following.next(), following.next()) {
        (Some('!'), Some('=')) => written,
        (Some(';' | '!' | '?' | '»'), _) => NARROW,
        (Some(':' | '%' | '€'), _) => NO_BREAK,
        _ if previous == '«' => NARROW,
        _ if previous == '°' => NO_BREAK,
        _ if previous.is_ascii_digit() && starts_with_group(rest) => NARROW,
        _ if previous.is_ascii_digit() && starts_with_unit(rest) => NO_BREAK,
        _ => written,
    }
}

/// Three digits and no more: the next group of a number.
fn starts_with_group(rest: &str) -> bool {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    digits == 3
}

fn starts_with_unit(rest: &str) -> bool {
    const UNITS: &[&str] = &[
        "s", "ms", "min", "h", "j", "an", "ans", "mois", "jour", "jours", "heure", "heures", "minute",
        "minutes", "seconde", "secondes", "semaine", "semaines", "o", "ko", "Ko", "Mo", "Go", "To", "mm",
        "cm", "px", "dpi",
    ];
    let end = rest.find(|character: char| !character.is_alphanumeric()).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    UNITS.contains(&word) && !after.starts_with(['\'', '’'])
}

/// Sets the fixed words of a template in French typography, outside its tags and the markup.
pub(crate) fn template(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 64);
    let mut rest = source;
    while !rest.is_empty() {
        let text = rest.find(['<', '{']).unwrap_or(rest.len());
        let (words, tail) = rest.split_at(text);
        out.push_str(&prose(words));
        let end = if tail.starts_with("{{") {
            closing(tail, "}}")
        } else if tail.starts_with("{%") {
            closing(tail, "%}")
        } else if tail.starts_with("{#") {
            closing(tail, "#}")
        } else if tail.starts_with('<') {
            end_of_tag(tail)
        } else {
            tail.len().min(1)
        };
        let (kept, next) = tail.split_at(end);
        out.push_str(kept);
        rest = next;
    }
    out
}

fn closing(tail: &str, mark: &str) -> usize {
    tail.find(mark).map_or(tail.len(), |at| at + mark.len())
}

/// End of an HTML tag, template tags inside it included.
fn end_of_tag(tail: &str) -> usize {
    let mut at = 1;
    while let Some(found) = tail.get(at..).and_then(|rest| rest.find(['>', '{'])) {
        at += found;
        let rest = tail.get(at..).unwrap_or_default();
        at += match rest {
            _ if rest.starts_with('>') => return at + 1,
            _ if rest.starts_with("{{") => closing(rest, "}}"),
            _ if rest.starts_with("{%") => closing(rest, "%}"),
            _ => 1,
        };
    }
    tail.len()
}

/// `28 novembre 2022`, or the text as it is when it is no day.
pub(crate) fn long_date(iso: &str) -> String {
    const MONTHS: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    let Some((year, month, day)) = date_parts(iso) else { return iso.to_owned() };
    let Some(month) = month.checked_sub(1).and_then(|index| MONTHS.get(index)) else { return iso.to_owned() };
    match day {
        1 => format!("1er{NO_BREAK}{month} {year}"),
        _ => format!("{day}{NO_BREAK}{month} {year}"),
    }
}

/// `28/11/2022`, for tables.
pub(crate) fn short_date(iso: &str) -> String {
    match date_parts(iso) {
        Some((year, month, day)) => format!("{day:02}/{month:02}/{year}"),
        None => iso.to_owned(),
    }
}

fn date_parts(iso: &str) -> Option<(u16, usize, u8)> {
    let mut parts = iso.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

/// A day as an HTML `time`, in full.
pub(crate) fn time(iso: &str) -> Html {
    Html::from_markup(format!("<time datetime=\"{}\">{}</time>", escaped(iso), escaped(&long_date(iso))))
}

/// A day as an HTML `time`, for tables.
pub(crate) fn short_time(iso: &str) -> Html {
    Html::from_markup(format!("<time datetime=\"{}\">{}</time>", escaped(iso), escaped(&short_date(iso))))
}

/// `1 082`.
pub(crate) fn number(value: usize) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(NARROW);
        }
        out.push(digit);
    }
    out
}

/// `+33`, `−2`, `±0`.
pub(crate) fn signed(value: i64) -> String {
    let digits = number(usize::try_from(value.unsigned_abs()).unwrap_or(usize::MAX));
    match value {
        0 => "±0".to_owned(),
        _ if value > 0 => format!("+{digits}"),
        _ => format!("−{digits}"),
    }
}

/// `1 exigence`, `12 exigences`: the word takes an `s` from two.
pub(crate) fn count(value: usize, word: &str) -> String {
    format!("{}{NO_BREAK}{word}{}", number(value), if value > 1 { "s" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_become_the_right_ones() {
        assert_eq!(
            prose("L'INS : « vu » ; 15 % ?"),
            "L’INS\u{a0}: «\u{202f}vu\u{202f}»\u{202f}; 15\u{a0}%\u{202f}?"
        );
        assert_eq!(prose("en 30 minutes, 1 082 lignes"), "en 30\u{a0}minutes, 1\u{202f}082 lignes");
        assert_eq!(prose("la 2.8.0 s'applique 5 s"), "la 2.8.0 s’applique 5\u{a0}s");
        assert_eq!(prose("a != b, http://x"), "a != b, http://x");
        assert_eq!(prose("bloquer l'"), "bloquer l’");
    }

    #[test]
    fn straight_quotes_in_pairs_are_a_quotation() {
        assert_eq!(prose("nommé \"CR-INS\", puis"), "nommé «\u{202f}CR-INS\u{202f}», puis");
        for kept in ["un écran de 27\"", "a=\"b", "\"\"", "x=\"y\"z", "dit \"oui, puis rien"] {
            assert_eq!(prose(kept), kept);
        }
    }

    #[test]
    fn templates_keep_their_tags() {
        let source = "<p title=\"{{ a }}\">Statut : {% if a != b %}« {{ b }} » !{% endif %}</p>";
        assert_eq!(
            template(source),
            "<p title=\"{{ a }}\">Statut\u{a0}: {% if a != b %}«\u{202f}{{ b }}\u{202f}»\u{202f}!{% endif %}</p>"
        );
    }

    #[test]
    fn dates_and_numbers() {
        assert_eq!(long_date("2022-11-01"), "1er\u{a0}novembre 2022");
        assert_eq!(short_date("2022-11-28"), "28/11/2022");
        assert_eq!(long_date("bientôt"), "bientôt");
        assert_eq!(number(1082), "1\u{202f}082");
        assert_eq!(number(13), "13");
        assert_eq!(count(2, "exigence"), "2\u{a0}exigences");
    }
}
