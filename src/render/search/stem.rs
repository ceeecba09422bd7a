//! Words as the search compares them: without accents or case, and without their usual French endings.
//!
//! `site/recherche.js` does the same to what a reader types; `tests/fixtures/stems.tsv` is checked on both sides.

use std::borrow::Cow;
use std::sync::Arc;

use crate::quick::HashMap;
use crate::source::fold_accents;

/// Words that say nothing of what a text is about.
const COMMON: [&str; 44] = [
    "au", "aux", "avec", "ce", "ces", "cet", "cette", "chaque", "dans", "de", "des", "du", "elle", "elles",
    "en", "est", "et", "il", "ils", "la", "le", "les", "leur", "leurs", "lui", "ne", "ni", "ou", "par",
    "pas", "pour", "qu", "que", "qui", "sa", "se", "ses", "son", "sont", "sur", "un", "une", "vers", "y",
];

/// Endings dropped, longest first, when at least four letters are left.
const ENDINGS: [&str; 22] = [
    "issement", "atrice", "ement", "ateur", "ation", "euse", "ment", "ance", "ence", "able", "ible", "eur",
    "ant", "ent", "age", "ite", "ive", "if", "ee", "er", "ez", "e",
];

/// Stems already worked out: texts of a project have few different words.
#[derive(Default)]
pub(super) struct Stems {
    /// The stem of a folded word; `None` when it is not worth looking for.
    known: HashMap<String, Option<Arc<str>>>,
}

impl Stems {
    /// Calls `each` with every word of a text that is worth looking for, stemmed.
    pub(super) fn words(&mut self, text: &str, mut each: impl FnMut(&Arc<str>)) {
        let folded = fold(text);
        for chunk in folded.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '.') {
            pieces(chunk, |word| match self.known.get(word) {
                Some(stem) => stem.iter().for_each(&mut each),
                None => {
                    let worth = word.len() > 1 && COMMON.binary_search(&word).is_err();
                    let stem: Option<Arc<str>> = worth.then(|| Arc::from(stem(word)));
                    stem.iter().for_each(&mut each);
                    self.known.insert(word.to_owned(), stem);
                }
            });
        }
    }
}

/// Cuts at dots, but those between two figures: a version such as `2.10.0` is one word.
fn pieces<'t>(chunk: &'t str, mut each: impl FnMut(&'t str)) {
    let bytes = chunk.as_bytes();
    let figure = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let mut start = 0;
    for (at, _) in
        chunk.match_indices('.').filter(|(at, _)| !(figure(at.checked_sub(1)) && figure(Some(at + 1))))
    {
        each(chunk.get(start..at).unwrap_or_default());
        start = at + 1;
    }
    each(chunk.get(start..).unwrap_or_default());
}

/// A text in lower case, without accents; letters of other scripts separate words.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            'A'..='Z' => out.push(letter.to_ascii_lowercase()),
            _ if letter.is_ascii() => out.push(letter),
            'à' | 'â' | 'ä' | 'á' | 'ã' | 'À' | 'Â' | 'Ä' | 'Á' | 'Ã' => out.push('a'),
            'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => out.push('e'),
            'î' | 'ï' | 'í' | 'Î' | 'Ï' | 'Í' => out.push('i'),
            'ô' | 'ö' | 'ó' | 'õ' | 'Ô' | 'Ö' | 'Ó' | 'Õ' => out.push('o'),
            'ù' | 'û' | 'ü' | 'ú' | 'Ù' | 'Û' | 'Ü' | 'Ú' => out.push('u'),
            'ÿ' | 'Ÿ' => out.push('y'),
            'ç' | 'Ç' => out.push('c'),
            'ñ' | 'Ñ' => out.push('n'),
            'œ' | 'Œ' => out.push_str("oe"),
            'æ' | 'Æ' => out.push_str("ae"),
            // A soft hyphen and combining marks belong to the word they are in.
            '\u{ad}' | '\u{300}'..='\u{36f}' => {}
            _ => match fold_accents(letter.encode_utf8(&mut [0; 4])).as_str() {
                plain if plain.is_ascii() => out.push_str(plain),
                _ => out.push(' '),
            },
        }
    }
    out
}

/// The stem of a folded word.
fn stem(word: &str) -> Cow<'_, str> {
    if word.len() <= 3 || word.bytes().any(|byte| byte.is_ascii_digit()) {
        return Cow::Borrowed(word);
    }
    if let Some(root) = word.strip_suffix("aux").filter(|root| root.len() >= 2) {
        return Cow::Owned(format!("{root}al"));
    }
    let word = word.strip_suffix(['s', 'x']).unwrap_or(word);
    let shorter = ENDINGS.iter().find_map(|ending| word.strip_suffix(ending).filter(|root| root.len() >= 4));
    let root = shorter.unwrap_or(word);
    if root.ends_with("ific") {
        return Cow::Borrowed(root.strip_suffix('c').unwrap_or(root));
    }
    let bytes = root.as_bytes();
    match bytes {
        [.., before, last] if before == last => Cow::Borrowed(root.get(..root.len() - 1).unwrap_or(root)),
        [.., b'y'] => Cow::Owned(format!("{}i", root.get(..root.len() - 1).unwrap_or(root))),
        _ => Cow::Borrowed(root),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_are_those_of_the_browser() {
        let mut stems = Stems::default();
        for line in include_str!("../../../tests/fixtures/stems.tsv").lines() {
            let (text, expected) = line.split_once('\t').unwrap();
            let mut found = Vec::new();
            // Known words have the same stem as new ones.
            for _ in 0..2 {
                found.clear();
                stems.words(text, |word| found.push(word.to_string()));
            }
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn common_words_are_sorted_and_endings_shorten() {
        assert!(COMMON.is_sorted());
        assert!(ENDINGS.iter().rev().is_sorted_by_key(|ending| ending.len()));
    }
}
