//! Signals that a change of words may be a change of meaning.
//!
//! Owner: the verdict "something normative moved here". Input: two texts as written; output: a sorted list, each with a stable
//! code for machines and a French label for readers. A signal never says that the meaning changed, only that someone must look:
//! a change claimed to be editorial is refused while one is there. When in doubt, a signal fires.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;

use super::interner::Interner;
use super::marks::{Hunk, hunks};
use super::readings::{Reading, Sighting, visible};

/// In a hunk longer than this, in tokens, what stands in the same place need not correspond.
const READABLE_HUNK: usize = 12;

/// The family of a signal, in the order of display.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    /// DOIT, PEUT, DEVRAIT…, denied or not.
    Modal,
    /// ne … pas, aucun, sans, sauf, interdit…
    Negation,
    /// A number and its unit, in digits or in letters.
    Number,
    /// A delay or a frequency without a number.
    Delay,
    /// au moins, au plus, uniquement…
    Bound,
    /// et, ou, et/ou.
    Conjunction,
    /// A version such as `2.10.0`.
    Version,
    /// Any other word with digits: the identifier of a requirement, of a transaction, of a standard.
    Identifier,
    /// Inline code.
    Code,
    /// The target of a link.
    Link,
}

impl SignalKind {
    /// The prefix of the codes of this family.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Modal => "modal",
            Self::Negation => "negation",
            Self::Number => "nombre",
            Self::Delay => "delai",
            Self::Bound => "borne",
            Self::Conjunction => "conjonction",
            Self::Version => "version",
            Self::Identifier => "identifiant",
            Self::Code => "code",
            Self::Link => "lien",
        }
    }

    /// The French name of the family.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Modal => "Verbe modal",
            Self::Negation => "Négation",
            Self::Number => "Nombre",
            Self::Delay => "Délai",
            Self::Bound => "Borne",
            Self::Conjunction => "Conjonction",
            Self::Version => "Version",
            Self::Identifier => "Identifiant",
            Self::Code => "Code",
            Self::Link => "Cible de lien",
        }
    }

    /// Returns true when the French name is feminine.
    fn is_feminine(self) -> bool {
        matches!(self, Self::Negation | Self::Bound | Self::Conjunction | Self::Version | Self::Link)
    }
}

/// What happened to a normative word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalChange {
    /// It became another one.
    Replaced {
        /// As first written.
        from: String,
        /// As now written.
        to: String,
    },
    /// It is gone.
    Removed(String),
    /// It is new.
    Added(String),
    /// It is still there, but bears on other words.
    Moved(String),
}

/// A normative word that changed between two texts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Signal {
    /// Family.
    pub kind: SignalKind,
    /// What happened.
    pub change: SignalChange,
    /// How many times.
    pub count: usize,
}

impl Signal {
    /// The code for machines: `modal:DOIT>PEUT`, `nombre:+trois`, `negation:-sauf`, `modal:~DOIT` for a move.
    #[must_use]
    pub fn code(&self) -> String {
        let prefix = self.kind.prefix();
        match &self.change {
            SignalChange::Replaced { from, to } => format!("{prefix}:{from}>{to}"),
            SignalChange::Removed(word) => format!("{prefix}:-{word}"),
            SignalChange::Added(word) => format!("{prefix}:+{word}"),
            SignalChange::Moved(word) => format!("{prefix}:~{word}"),
        }
    }

    /// The French label: `Verbe modal : DOIT → PEUT`. Plain spaces: no-break spaces are a matter of rendering.
    #[must_use]
    pub fn label(&self) -> String {
        let e = if self.kind.is_feminine() { "e" } else { "" };
        let mut label = match &self.change {
            SignalChange::Replaced { from, to } => format!("{} : {from} → {to}", self.kind.title()),
            SignalChange::Removed(word) => format!("{} retiré{e} : {}", self.noun(word), self.shown(word)),
            SignalChange::Added(word) => format!("{} ajouté{e} : {}", self.noun(word), self.shown(word)),
            SignalChange::Moved(word) => format!("{} déplacé{e} : {}", self.noun(word), self.shown(word)),
        };
        if self.count > 1 {
            let _ = write!(label, " ({} fois)", self.count);
        }
        label
    }

    /// What a word alone is: in letters, a number may be a rank.
    fn noun(&self, word: &str) -> &'static str {
        match self.kind {
            SignalKind::Number if !word.contains(|character: char| character.is_ascii_digit()) => {
                "Nombre ou rang"
            }
            kind => kind.title(),
        }
    }

    /// Words stand in quotation marks; versions, identifiers, code and addresses show for themselves.
    fn shown(&self, word: &str) -> String {
        match self.kind {
            SignalKind::Version | SignalKind::Identifier | SignalKind::Code | SignalKind::Link => {
                word.to_owned()
            }
            _ => format!("« {word} »"),
        }
    }
}

/// Finds the normative words that changed between two texts.
///
/// The result is sorted by family; equal texts, or texts that differ by typography only, give nothing.
#[must_use]
pub fn signals(before: &str, after: &str) -> Vec<Signal> {
    if before == after {
        return Vec::new();
    }
    let (before, after) = (visible(before), visible(after));
    let (old, new) = (Reading::new(&before), Reading::new(&after));
    let mut interner = Interner::with_capacity(old.tokens.len() + new.tokens.len());
    let found = hunks(&interner.number(old.text, &old.tokens), &interner.number(new.text, &new.tokens));
    let mut tally = Tally::default();
    let mut matching = Matching::new(&old, &new, &found);
    matching.pair_aligned(&mut tally);
    matching.pair_within_hunks(&mut tally);
    matching.settle(&mut tally);
    tally.0.into_iter().map(|((kind, change), count)| Signal { kind, change, count }).collect()
}

/// Counts signals, in their order.
#[derive(Default)]
struct Tally(BTreeMap<(SignalKind, SignalChange), usize>);

impl Tally {
    fn add(&mut self, kind: SignalKind, change: SignalChange) {
        *self.0.entry((kind, change)).or_default() += 1;
    }

    fn replace(&mut self, old: &Sighting, new: &Sighting) {
        if old.meaning != new.meaning {
            let (from, to) = (old.shown.clone(), new.shown.clone());
            self.add(old.kind, SignalChange::Replaced { from, to });
        }
    }
}

/// A sighting that has no counterpart yet, with the hunk it stands in.
struct Open<'s> {
    sighting: &'s Sighting,
    hunk: Option<usize>,
}

/// Matches the sightings of two texts.
struct Matching<'s> {
    old_reading: &'s Reading<'s>,
    new_reading: &'s Reading<'s>,
    hunks: &'s [Hunk],
    old: Vec<Open<'s>>,
    new: Vec<Open<'s>>,
}

impl<'s> Matching<'s> {
    fn new(old: &'s Reading<'s>, new: &'s Reading<'s>, hunks: &'s [Hunk]) -> Self {
        let place = |token: usize, side: fn(&Hunk) -> &std::ops::Range<usize>| {
            let next = hunks.partition_point(|hunk| side(hunk).end <= token);
            hunks.get(next).is_some_and(|hunk| side(hunk).contains(&token)).then_some(next)
        };
        let open = |reading: &'s Reading<'s>, side: fn(&Hunk) -> &std::ops::Range<usize>| -> Vec<Open<'s>> {
            reading
                .sightings
                .iter()
                .map(|sighting| Open { sighting, hunk: place(sighting.token, side) })
                .collect()
        };
        Self {
            old_reading: old,
            new_reading: new,
            hunks,
            old: open(old, |hunk| &hunk.before),
            new: open(new, |hunk| &hunk.after),
        }
    }

    /// Pairs the sightings whose word did not change: only what surrounds it may have (a unit, `ne … pas`).
    fn pair_aligned(&mut self, tally: &mut Tally) {
        let mut here: BTreeMap<(usize, SignalKind), &Sighting> = BTreeMap::new();
        for open in self.new.iter().filter(|open| open.hunk.is_none()) {
            let _ = here.insert((open.sighting.token, open.sighting.kind), open.sighting);
        }
        let hunks = self.hunks;
        let counterpart = |token: usize| {
            let passed = hunks.partition_point(|hunk| hunk.before.end <= token);
            match passed.checked_sub(1).and_then(|last| hunks.get(last)) {
                Some(hunk) => token - hunk.before.end + hunk.after.end,
                None => token,
            }
        };
        let mut paired: BTreeSet<(usize, SignalKind)> = BTreeSet::new();
        self.old.retain(|open| {
            let kind = open.sighting.kind;
            let place = (counterpart(open.sighting.token), kind);
            match here.get(&place) {
                Some(other) if open.hunk.is_none() => {
                    tally.replace(open.sighting, other);
                    let _ = paired.insert(place);
                    false
                }
                _ => true,
            }
        });
        self.new.retain(|open| {
            open.hunk.is_some() || !paired.contains(&(open.sighting.token, open.sighting.kind))
        });
    }

    /// Pairs, inside each hunk, the sightings of one family: first those that say the same, then in order.
    fn pair_within_hunks(&mut self, tally: &mut Tally) {
        let mut places: BTreeMap<(usize, SignalKind), (Vec<Open<'s>>, Vec<Open<'s>>)> = BTreeMap::new();
        let meanings = |open: &[Open<'s>]| -> BTreeSet<(SignalKind, &'s str)> {
            open.iter().map(|open| (open.sighting.kind, open.sighting.meaning.as_str())).collect()
        };
        let (gone_meanings, come_meanings) = (meanings(&self.old), meanings(&self.new));
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for open in self.old.drain(..) {
            match open.hunk {
                Some(hunk) => places.entry((hunk, open.sighting.kind)).or_default().0.push(open),
                None => old.push(open),
            }
        }
        for open in self.new.drain(..) {
            match open.hunk {
                Some(hunk) => places.entry((hunk, open.sighting.kind)).or_default().1.push(open),
                None => new.push(open),
            }
        }
        for ((hunk, kind), (gone, come)) in places {
            let (gone, come) = without_common(gone, come);
            let large = self
                .hunks
                .get(hunk)
                .is_none_or(|hunk| hunk.before.len().max(hunk.after.len()) > READABLE_HUNK);
            let one_each = gone.len() == 1 && come.len() == 1;
            // What is found again elsewhere has moved; only modal verbs are too common to be told apart.
            let moves = kind != SignalKind::Modal
                && (gone.iter().any(|open| come_meanings.contains(&(kind, open.sighting.meaning.as_str())))
                    || come
                        .iter()
                        .any(|open| gone_meanings.contains(&(kind, open.sighting.meaning.as_str()))));
            let loose = matches!(kind, SignalKind::Conjunction | SignalKind::Negation | SignalKind::Bound);
            let apart = if kind == SignalKind::Conjunction {
                large
            } else {
                moves || (large && (loose || !one_each))
            };
            let both = if apart { 0 } else { gone.len().min(come.len()) };
            for (a, b) in gone.iter().zip(&come).take(both) {
                tally.replace(a.sighting, b.sighting);
            }
            old.extend(gone.into_iter().skip(both));
            new.extend(come.into_iter().skip(both));
        }
        (self.old, self.new) = (old, new);
    }

    /// Settles what is left: moved, replaced far away, removed or added.
    fn settle(self, tally: &mut Tally) {
        let mut elsewhere: BTreeMap<(SignalKind, &str), Vec<&Sighting>> = BTreeMap::new();
        for open in self.new.iter().rev().filter(|open| open.sighting.kind != SignalKind::Conjunction) {
            elsewhere
                .entry((open.sighting.kind, open.sighting.meaning.as_str()))
                .or_default()
                .push(open.sighting);
        }
        let mut gone: BTreeMap<SignalKind, Vec<&Sighting>> = BTreeMap::new();
        for open in self.old.iter().filter(|open| open.sighting.kind != SignalKind::Conjunction) {
            let old = open.sighting;
            match elsewhere.get_mut(&(old.kind, old.meaning.as_str())).and_then(Vec::pop) {
                Some(new) => {
                    // A sighting that took its words along says the same thing elsewhere.
                    if self.old_reading.surroundings(old) != self.new_reading.surroundings(new) {
                        tally.add(old.kind, SignalChange::Moved(new.shown.clone()));
                    }
                }
                None => gone.entry(old.kind).or_default().push(old),
            }
        }
        let mut come: BTreeMap<SignalKind, Vec<&Sighting>> = BTreeMap::new();
        for sighting in elsewhere.into_values().flatten() {
            come.entry(sighting.kind).or_default().push(sighting);
        }
        for (kind, gone) in gone {
            let pairs_far_away = matches!(kind, SignalKind::Modal | SignalKind::Number | SignalKind::Version);
            if let ([old], Some([new]), true) =
                (gone.as_slice(), come.get(&kind).map(Vec::as_slice), pairs_far_away)
            {
                tally.replace(old, new);
                let _ = come.remove(&kind);
                continue;
            }
            for old in gone {
                tally.add(kind, SignalChange::Removed(old.shown.clone()));
            }
        }
        for new in come.into_values().flatten() {
            tally.add(new.kind, SignalChange::Added(new.shown.clone()));
        }
    }
}

/// Takes away the sightings that say the same on both sides, in the same order.
fn without_common<'s>(old: Vec<Open<'s>>, new: Vec<Open<'s>>) -> (Vec<Open<'s>>, Vec<Open<'s>>) {
    let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
    let mut number = |sightings: &[Open<'s>]| -> Vec<u32> {
        let mut list = Vec::with_capacity(sightings.len());
        for open in sightings {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            list.push(*numbers.entry(open.sighting.meaning.as_str()).or_insert(next));
        }
        list
    };
    let (a, b) = (number(&old), number(&new));
    let found = hunks(&a, &b);
    let keep = |sightings: Vec<Open<'s>>, side: fn(&Hunk) -> &std::ops::Range<usize>| {
        let mut left = found.iter().flat_map(|hunk| side(hunk).clone()).peekable();
        let kept = sightings.into_iter().enumerate().filter(|(index, _)| left.next_if_eq(index).is_some());
        kept.map(|(_, open)| open).collect()
    };
    (keep(old, |hunk| &hunk.before), keep(new, |hunk| &hunk.after))
}
