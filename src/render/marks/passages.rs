//! Very long blocks: the sentences around marks are shown, what did not change between them is one button away.
//!
//! Without scripts and on paper, everything is there.

use super::push_piece;
use crate::history::wording::{Piece, pieces};
use crate::render::typography::number;

/// Sentences kept beside a mark.
const KEPT: usize = 2;
/// Words taken as a sentence when no punctuation ends one.
const ENDLESS: usize = 40;
/// Words that are not worth a button.
const FEW: usize = 30;

/// A part of a text that is never cut: a sentence or its end, code, a link.
struct Part<'t> {
    piece: Piece<'t>,
    words: usize,
    /// Whether a sentence ends with it.
    ends: bool,
}

/// Writes unchanged words between two marks, or beside one.
pub(super) fn push(out: &mut String, text: &str, after_mark: bool, before_mark: bool) {
    let parts = parts(text);
    let ends = |parts: &mut dyn Iterator<Item = &Part<'_>>, keep: bool| -> usize {
        let mut left = if keep { KEPT } else { 0 };
        parts
            .take_while(|part| {
                let kept = left > 0;
                left -= usize::from(kept && part.ends);
                kept
            })
            .count()
    };
    let head = ends(&mut parts.iter(), after_mark);
    // The last sentence may not end here: what follows the mark goes on with it.
    let open = usize::from(parts.last().is_some_and(|part| !part.ends));
    let mut tail = ends(&mut parts.iter().rev().skip(open), before_mark);
    tail += if before_mark { open } else { 0 };
    let last = parts.len().saturating_sub(tail).max(head);
    let folded: usize = parts.get(head..last).unwrap_or_default().iter().map(|part| part.words).sum();
    for (index, part) in parts.iter().enumerate() {
        if index == head && folded > FEW {
            out.push_str("<span class=\"saut\"><button type=\"button\" aria-expanded=\"false\">… ");
            out.push_str(&number(folded));
            out.push_str(" mots inchangés …</button> <span class=\"passage\">");
        }
        push_piece(out, &part.piece);
        if index + 1 == last && index >= head && folded > FEW {
            out.push_str("</span></span>");
        }
    }
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => sentences(text, &mut found),
            other => found.push(Part { piece: other, words: 1, ends: false }),
        }
    }
    found
}

/// Cuts after the space that follows the end of a sentence.
fn sentences<'t>(text: &'t str, found: &mut Vec<Part<'t>>) {
    let (mut start, mut at, mut words) = (0, 0, 0);
    for word in text.split_inclusive(char::is_whitespace) {
        at += word.len();
        let bare = word.trim_end();
        words += usize::from(!bare.is_empty());
        let over = word.len() > bare.len() && (bare.ends_with(['.', '!', '?', '…', ';']) || words >= ENDLESS);
        if over && let Some(sentence) = text.get(start..at) {
            found.push(Part { piece: Piece::Text(sentence), words, ends: true });
            (start, words) = (at, 0);
        }
    }
    if let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        found.push(Part { piece: Piece::Text(rest), words, ends: false });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(sentences: usize, after_mark: bool, before_mark: bool) -> String {
        let text: String = (0..sentences)
            .map(|index| format!("La phrase numéro {index} compte neuf mots au total. "))
            .collect();
        let mut out = String::new();
        push(&mut out, &text, after_mark, before_mark);
        out
    }

    #[test]
    fn two_sentences_stay_on_each_side_of_a_mark() {
        let between = shown(20, true, true);
        let (head, rest) = between.split_once("<span class=\"saut\">").unwrap();
        let (middle, tail) = rest.split_once("</span></span>").unwrap();
        assert!(head.ends_with("numéro 1 compte neuf mots au total. "), "{head}");
        assert!(middle.contains("… 144 mots inchangés …") && middle.contains("numéro 2 "), "{middle}");
        assert!(tail.starts_with("La phrase numéro 18 "), "{tail}");
        assert!(shown(20, false, true).starts_with("<span class=\"saut\">"));
        assert!(shown(20, true, false).ends_with("</span></span>"));
        assert!(!shown(6, true, true).contains("saut"), "too few words to hide");
    }

    #[test]
    fn code_and_links_are_never_cut() {
        let text = format!(
            "{}voir `a. b. c` et [d. e](https://exemple.fr). {}",
            "Un mot. ".repeat(60),
            "Fin. ".repeat(60)
        );
        let mut out = String::new();
        push(&mut out, &text, true, true);
        assert!(out.contains("<code>a. b. c</code>") && out.contains(">d. e</a>"), "{out}");
    }
}
