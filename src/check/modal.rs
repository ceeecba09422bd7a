//! The verbs that bind: DOIT and PEUT, in capitals.

use super::scan::Word;
use super::subject::PublishedText;

/// What a verb does to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Modal {
    /// DOIT, DOIVENT.
    Must,
    /// PEUT, PEUVENT.
    May,
}

/// Reads a word as a verb that binds.
pub(super) fn modal(word: &Word, text: &str) -> Option<Modal> {
    if !word.is_capitals() || word.is_literal() {
        return None;
    }
    match word.text(text) {
        "DOIT" | "DOIVENT" => Some(Modal::Must),
        "PEUT" | "PEUVENT" => Some(Modal::May),
        _ => None,
    }
}

/// Every binding verb of a text, in order.
pub(super) fn modals<'t>(text: &'t PublishedText<'_>) -> impl Iterator<Item = (&'t Word, Modal)> {
    text.scan.words.iter().filter_map(|word| Some((word, modal(word, text.text)?)))
}

/// The capitals a verb should have been written in.
pub(super) fn capitals_of(word: &str) -> Option<&'static str> {
    let same = |other: &str| word.len() == other.len() && word.eq_ignore_ascii_case(other);
    ["DOIT", "DOIVENT", "PEUT", "PEUVENT"].into_iter().find(|verb| same(verb)).or_else(|| {
        let future =
            [("DEVRA", "DOIT"), ("DEVRONT", "DOIVENT"), ("DEVRAIT", "DOIT"), ("DEVRAIENT", "DOIVENT")];
        future.into_iter().find(|(verb, _)| same(verb)).map(|(_, verb)| verb)
    })
}
