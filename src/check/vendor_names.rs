//! The names of vendors, ready to be looked for in every text.

use std::collections::HashMap;
use std::ops::Range;

use super::scan::{Scan, Word};
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
            let scan = Scan::new(&vendor.name);
            let mut words = scan.words.iter().map(|word| fold_accents(word.text(&vendor.name)));
            if let Some(first) = words.next() {
                if let Some(slot) = names.lengths.get_mut(first.len()) {
                    *slot = true;
                }
                names.by_first.entry(first).or_default().push(words.collect());
            }
        }
        names
    }

    /// Every name a text holds as whole words, case and accents folded.
    pub(super) fn find(&self, text: &str, scan: &Scan) -> Vec<Range<usize>> {
        if self.by_first.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (index, word) in scan.words.iter().enumerate() {
            let shown = word.text(text);
            if shown.is_ascii() && self.lengths.get(shown.len()) != Some(&true) {
                continue;
            }
            let Some(candidates) = self.by_first.get(&fold_accents(shown)) else { continue };
            let longest = candidates.iter().filter_map(|rest| {
                let words = scan.words.get(index + 1..index + 1 + rest.len())?;
                let same =
                    words.iter().zip(rest).all(|(word, wanted)| fold_accents(word.text(text)) == *wanted);
                let end = words.last().unwrap_or(word);
                (same && is_one_line(text, word, end)).then_some(word.start as usize..end.end as usize)
            });
            found.extend(longest.max_by_key(|range| range.end));
        }
        found
    }
}

/// Words of a name stand side by side.
fn is_one_line(text: &str, first: &Word, last: &Word) -> bool {
    text.get(first.start as usize..last.end as usize).is_some_and(|name| !name.contains(['\n', ';', ':']))
}
