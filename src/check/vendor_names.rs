//! The names of vendors, ready to be looked for in every text.

use std::ops::Range;

use super::scan::{Scan, Word};
use crate::quick::{HashMap, HashMapExt as _};
use crate::settings::Vendor;
use crate::source::fold_accents;

/// Names by their first word, folded: the rest of each.
pub struct VendorNames {
    by_first: HashMap<String, Vec<Vec<String>>>,
    /// Lengths, in bytes, of the first words that hold nothing but ASCII.
    lengths: [bool; 64],
}

/// A name shorter than this is also a word.
const SHORTEST: usize = 3;

impl VendorNames {
    /// Prepares the names.
    pub(super) fn new(vendors: &[Vendor]) -> Self {
        let mut names = Self { by_first: HashMap::new(), lengths: [false; 64] };
        for vendor in vendors.iter().filter(|vendor| vendor.name.chars().count() >= SHORTEST) {
            let (name, _) = without_hidden(&vendor.name);
            let scan = Scan::new(&name);
            let mut words = scan.words.iter().map(|word| fold_accents(word.text(&name)));
            if let Some(first) = words.next() {
                if let Some(slot) = names.lengths.get_mut(first.len()) {
                    *slot = true;
                }
                names.by_first.entry(first).or_default().push(words.collect());
            }
        }
        names
    }

    /// Every name a text holds as whole words, a plural `s` or not, case and accents folded. Words may stand on two
    /// lines, and characters nobody sees may stand inside them.
    pub(super) fn find(&self, text: &str, scan: &Scan) -> Vec<Range<usize>> {
        if self.by_first.is_empty() {
            return Vec::new();
        }
        if !text.contains(is_hidden) {
            return self.find_seen(text, scan);
        }
        let (seen, places) = without_hidden(text);
        let place = |at: usize| places.get(at).copied().unwrap_or(text.len());
        let found = self.find_seen(&seen, &Scan::new(&seen)).into_iter();
        found.map(|range| place(range.start)..place(range.end.saturating_sub(1)) + 1).collect()
    }

    fn find_seen(&self, text: &str, scan: &Scan) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let is_length = |length: usize| self.lengths.get(length) == Some(&true);
        for (index, word) in scan.words.iter().enumerate() {
            let shown = word.text(text);
            if shown.is_ascii() && !is_length(shown.len()) && !is_length(shown.len().saturating_sub(1)) {
                continue;
            }
            let folded = fold_accents(shown);
            let alone = singular(&folded).and_then(|alone| self.by_first.get(alone));
            let candidates = self.by_first.get(&folded).into_iter().chain(alone).flatten();
            let longest = candidates.filter_map(|rest| {
                let words = scan.words.get(index + 1..index + 1 + rest.len())?;
                let same = words.iter().zip(rest).all(|(word, wanted)| {
                    let folded = fold_accents(word.text(text));
                    folded == *wanted || singular(&folded) == Some(wanted.as_str())
                });
                let end = words.last().unwrap_or(word);
                (same && is_together(text, word, end)).then_some(word.start as usize..end.end as usize)
            });
            found.extend(longest.max_by_key(|range| range.end));
        }
        found
    }
}

/// The word without a plural `s`; a short one is another word, as « mai » and « mais ».
fn singular(folded: &str) -> Option<&str> {
    folded.strip_suffix('s').filter(|alone| alone.len() > SHORTEST)
}

/// Words of a name stand side by side, white space or punctuation of names between them.
fn is_together(text: &str, first: &Word, last: &Word) -> bool {
    text.get(first.start as usize..last.end as usize).is_some_and(|name| !name.contains([';', ':']))
}

/// Characters that take no room: soft hyphen, joiners, marks of order.
fn is_hidden(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// A text as it is seen, and where each of its bytes was.
fn without_hidden(text: &str) -> (String, Vec<usize>) {
    let mut seen = String::with_capacity(text.len());
    let mut places = Vec::with_capacity(text.len());
    for (at, character) in text.char_indices().filter(|(_, character)| !is_hidden(*character)) {
        seen.push(character);
        places.extend(at..at + character.len_utf8());
    }
    (seen, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(name: &str, text: &'t str) -> Vec<&'t str> {
        let vendors = [Vendor { code: "E07".to_owned(), name: name.to_owned() }];
        let ranges = VendorNames::new(&vendors).find(text, &Scan::new(text));
        ranges.into_iter().filter_map(|range| text.get(range)).collect()
    }

    #[test]
    fn a_name_is_found_however_its_words_are_spaced() {
        for text in
            ["Alpha Santé", "alpha\nsante", "Alpha\u{a0}\u{202f}Santé", "ALPHA\t SANTÉ", "Alphas Santés"]
        {
            assert_eq!(found("Alpha Santé", &format!("Chez {text}, rien.")), [text]);
        }
        assert_eq!(found("Alpha Santé", "Al\u{ad}pha San\u{ad}té."), ["Al\u{ad}pha San\u{ad}té"]);
        assert_eq!(found("Alpha", "les Alphas"), ["Alphas"]);
        assert_eq!(found("Al\u{ad}pha", "un alpha"), ["alpha"]);
    }

    #[test]
    fn other_words_are_no_names() {
        assert!(found("Mai", "mais").is_empty());
        assert!(found("Alpha Santé", "alpha ; santé").is_empty());
        assert!(found("Alpha", "alphabet").is_empty());
    }
}
