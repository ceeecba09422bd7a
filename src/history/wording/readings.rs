//! What a text holds that may be normative.
//!
//! Owner: finding modal verbs, negations, numbers, versions, links… in one text. Input: a text as written; output: sightings,
//! each tied to a token, with the form that is shown and the meaning that is compared (`24 h` and `24 heures` mean the same).

use std::borrow::Cow;

use super::blocks;
use super::fold;
use super::lexicon;
use super::signals::SignalKind;
use super::tokens::{Token, TokenKind, cut, split_link, tokenise};

/// How far after `ne` its second half is looked for, in tokens.
const NE_REACH: usize = 6;

/// How many words around a sighting tell whether its sentence moved with it.
const BEFORE: usize = 2;
const AFTER: usize = 4;

/// A normative word or group of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sighting {
    pub(super) kind: SignalKind,
    /// The token that carries it.
    pub(super) token: usize,
    /// As written, for display.
    pub(super) shown: String,
    /// Common form, for comparison.
    pub(super) meaning: String,
}

/// The text the reader sees, blocks on separate lines.
pub(super) fn visible(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    for block in blocks::parse(markdown) {
        text.push_str(&block.text);
        text.push('\n');
    }
    text
}

/// A text and its sightings.
pub(super) struct Reading<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: Vec<Token>,
    pub(super) sightings: Vec<Sighting>,
    /// Folded tokens, to be compared.
    words: Vec<Cow<'t, str>>,
    /// The same in lower case, to be looked up.
    lower: Vec<Cow<'t, str>>,
    /// Tokens that already belong to a sighting.
    used: Vec<bool>,
}

impl<'t> Reading<'t> {
    /// Reads a [`visible`] text.
    pub(super) fn new(text: &'t str) -> Self {
        let tokens = tokenise(text);
        let words: Vec<Cow<'t, str>> = tokens.iter().map(|token| fold::key(token.text(text))).collect();
        let lower = words.iter().map(lowered).collect();
        let used = vec![false; tokens.len()];
        let mut reading = Self { text, tokens, sightings: Vec::new(), words, lower, used };
        for index in 0..reading.tokens.len() {
            reading.look(index);
        }
        reading.sightings.sort_by_key(|sighting| (sighting.token, sighting.kind));
        reading
    }

    /// The words around a sighting, in its sentence: a few before, nearest first, and a few after.
    pub(super) fn surroundings(&self, sighting: &Sighting) -> (Vec<&str>, Vec<&str>) {
        let at = sighting.token;
        let before = (at.saturating_sub(BEFORE)..at).rev().take_while(|&index| self.continues(index));
        let after = (at..at + AFTER).take_while(|&index| self.continues(index)).map(|index| index + 1);
        let words =
            |indexes: &mut dyn Iterator<Item = usize>| indexes.filter_map(|index| self.word(index)).collect();
        (words(&mut before.into_iter()), words(&mut after.into_iter()))
    }

    /// Returns true when the sentence goes on after this token.
    fn continues(&self, index: usize) -> bool {
        let ends = self.word(index).is_none_or(|word| matches!(word, "." | ";" | ":" | "!" | "?"));
        match (self.tokens.get(index), self.tokens.get(index + 1)) {
            (Some(token), Some(next)) => !ends && !cut(self.text, token.end, next.start).contains('\n'),
            _ => false,
        }
    }

    fn word(&self, index: usize) -> Option<&str> {
        self.words.get(index).map(AsRef::as_ref)
    }

    fn lower(&self, index: usize) -> Option<&str> {
        self.lower.get(index).map(AsRef::as_ref)
    }

    fn shown(&self, first: usize, last: usize) -> String {
        match (self.tokens.get(first), self.tokens.get(last)) {
            (Some(from), Some(to)) => {
                cut(self.text, from.start, to.end).split_whitespace().collect::<Vec<_>>().join(" ")
            }
            _ => String::new(),
        }
    }

    fn is_used(&self, index: usize) -> bool {
        self.used.get(index).copied().unwrap_or_default()
    }

    fn claim(&mut self, index: usize) {
        if let Some(used) = self.used.get_mut(index) {
            *used = true;
        }
    }

    fn add(&mut self, kind: SignalKind, token: usize, shown: impl Into<String>, meaning: impl Into<String>) {
        self.claim(token);
        self.sightings.push(Sighting { kind, token, shown: shown.into(), meaning: meaning.into() });
    }

    fn look(&mut self, index: usize) {
        let (Some(token), Some(word)) = (self.tokens.get(index).copied(), self.words.get(index).cloned())
        else {
            return;
        };
        match token.kind {
            TokenKind::Code => self.add(SignalKind::Code, index, word.as_ref(), word.as_ref()),
            TokenKind::Link => {
                let target = split_link(token.text(self.text)).map_or("", |(_, target)| target).to_owned();
                self.add(SignalKind::Link, index, target.clone(), target);
            }
            TokenKind::Url => self.add(SignalKind::Link, index, word.as_ref(), word.as_ref()),
            TokenKind::Word | TokenKind::Identifier => {
                if word.bytes().any(|byte| byte.is_ascii_digit()) {
                    self.look_at_digits(index, &word);
                } else {
                    self.look_at_word(index, &word);
                }
            }
            TokenKind::Placeholder | TokenKind::Punctuation | TokenKind::Space => {}
        }
    }

    fn look_at_word(&mut self, index: usize, word: &str) {
        let lower = self.lower.get(index).cloned().unwrap_or_default();
        let lower = lower.as_ref();
        if let Some(modal) = lexicon::modal(word, lower) {
            self.modal(index, modal);
        } else if lexicon::is_ne(lower) && self.lower(index + 1) != Some("importe") {
            // « n'importe quel » denies nothing.
            self.ne(index);
        } else if let Some(negation) = lexicon::negation(lower) {
            if !self.is_used(index) {
                self.add(SignalKind::Negation, index, word, negation);
            }
        } else if let Some(value) = lexicon::number_word(lower) {
            self.quantity(index, index, value.to_owned());
        } else if let Some(delay) = lexicon::delay(lower) {
            self.add(SignalKind::Delay, index, word, delay);
        } else if matches!(lower, "et" | "ou") {
            self.conjunction(index, lower);
        }
        let before = index.checked_sub(1).and_then(|before| self.lower(before));
        if let Some(bound) = lexicon::bound(before, lower) {
            let first = if matches!(lower, "moins" | "plus") { index.saturating_sub(1) } else { index };
            let shown = self.shown(first, index);
            self.add(SignalKind::Bound, index, shown, bound);
        }
    }

    /// A modal verb with the negation around it: `ne DOIT pas`, `DOIT ne pas`.
    fn modal(&mut self, index: usize, modal: String) {
        let before = index.checked_sub(1).filter(|&before| self.lower(before).is_some_and(lexicon::is_ne));
        let after = Some(index + 1).filter(|&after| self.lower(after).is_some_and(lexicon::is_ne));
        let second = (index + 1..index + 4).find(|&next| self.lower(next).is_some_and(lexicon::completes_ne));
        let second = second.and_then(|next| self.lower(next));
        let meaning = match (before, after, second) {
            (Some(_), _, Some(second)) => format!("ne {modal} {second}"),
            (Some(_), _, None) => format!("ne {modal}"),
            (None, Some(_), Some(second)) => format!("{modal} ne {second}"),
            (None, Some(_), None) => format!("{modal} ne"),
            (None, None, _) => modal,
        };
        self.add(SignalKind::Modal, index, meaning.clone(), meaning);
    }

    /// `ne` with its second half, which is then no negation of its own.
    fn ne(&mut self, index: usize) {
        let reach = (index + 1..=index + NE_REACH).take_while(|&next| {
            self.word(next).is_some_and(|word| !matches!(word, "." | ";" | ":" | "!" | "?"))
        });
        let second = reach.into_iter().find(|&next| self.lower(next).is_some_and(lexicon::completes_ne));
        let meaning = match second.and_then(|next| self.lower(next)) {
            Some("qu'") => "ne … que".to_owned(),
            Some(word) => format!("ne … {word}"),
            None => "ne".to_owned(),
        };
        if let Some(second) = second {
            self.claim(second);
        }
        self.add(SignalKind::Negation, index, meaning.clone(), meaning);
    }

    /// `et`, `ou`, `et/ou`.
    fn conjunction(&mut self, index: usize, word: &str) {
        if self.is_used(index) {
            return;
        }
        let compound = self.word(index + 1) == Some("/") && self.lower(index + 2) == Some("ou");
        if compound {
            self.claim(index + 2);
        }
        let shown = if compound { "et/ou" } else { word };
        self.add(SignalKind::Conjunction, index, shown, shown);
    }

    fn look_at_digits(&mut self, index: usize, word: &str) {
        if self.is_used(index) {
            return;
        }
        if let Some(value) = self.lower(index).and_then(lexicon::number_word) {
            return self.quantity(index, index, value.to_owned());
        }
        let next_is_unit = self.lower(index + 1).and_then(lexicon::unit).is_some();
        let digits = word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
        if lexicon::is_version(word) && !(digits && next_is_unit) {
            return self.add(SignalKind::Version, index, word, word.trim_start_matches(['v', 'V']));
        }
        if digits {
            return self.number(index, word);
        }
        let split = word.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(word.len());
        if let (Some(value), Some(unit)) = (
            word.get(..split),
            self.lower(index).and_then(|lower| lower.get(split..)).and_then(lexicon::unit),
        ) && !value.is_empty()
        {
            return self.add(SignalKind::Number, index, word, format!("{} {unit}", value.replace(',', ".")));
        }
        self.add(SignalKind::Identifier, index, word, word);
    }

    /// A number in digits, whose thousands may be set apart: `1 082`.
    fn number(&mut self, index: usize, word: &str) {
        let mut value = word.replace(',', ".");
        let mut last = index;
        if (1..=3).contains(&word.len()) && !word.starts_with('0') {
            while let Some(next) = self.word(last + 1)
                && next.len() == 3
                && next.bytes().all(|byte| byte.is_ascii_digit())
                && self.one_space_after(last)
            {
                value.push_str(next);
                last += 1;
                self.claim(last);
            }
        }
        self.quantity(index, last, value);
    }

    fn one_space_after(&self, index: usize) -> bool {
        match (self.tokens.get(index), self.tokens.get(index + 1)) {
            (Some(first), Some(second)) => {
                let between = cut(self.text, first.end, second.start);
                between != "\n" && between.chars().count() == 1
            }
            _ => false,
        }
    }

    /// A number with the unit that follows it, or the standard it numbers: `24 heures`, `RFC 5321`.
    fn quantity(&mut self, first: usize, last: usize, value: String) {
        let Some(unit) = self.lower(last + 1).and_then(lexicon::unit) else {
            let standard =
                first.checked_sub(1).and_then(|before| self.word(before)).filter(|word| is_acronym(word));
            let shown = self.shown(if standard.is_some() { first - 1 } else { first }, last);
            return self.add(SignalKind::Number, first, shown, value);
        };
        let qualified = self.lower(last + 2).filter(|word| lexicon::qualifies_unit(word));
        let (end, meaning) = match qualified {
            Some(word) => {
                (last + 2, format!("{value} {unit} {}", word.trim_end_matches('s').trim_end_matches('e')))
            }
            None => (last + 1, format!("{value} {unit}")),
        };
        let shown = self.shown(first, end);
        self.add(SignalKind::Number, first, shown, meaning);
    }
}

/// Returns true for `RFC`, `ISO`… : capitals that are not a modal verb.
fn is_acronym(word: &str) -> bool {
    word.len() > 1
        && word.bytes().all(|byte| byte.is_ascii_uppercase())
        && lexicon::modal(word, &word.to_ascii_lowercase()).is_none()
}

/// Lowers a word; most are lower case already.
fn lowered<'t>(word: &Cow<'t, str>) -> Cow<'t, str> {
    if word.chars().any(char::is_uppercase) { Cow::Owned(word.to_lowercase()) } else { word.clone() }
}
