//! Lineage nobody declared, guessed from the texts. Never applied: a reader decides.
//!
//! Owner of [`Suggestion`]. Input: two states whose items are already matched by key; output: who may have become whom,
//! how sure that is, and the line to write. Stages: items without a counterpart ([`pool`]), the few that look like each
//! of them ([`index`]), every story these tell with its score ([`stories`]), and the stories kept, best first, an item
//! in one story only.
//!
//! Linear: a text is read once, and compared with [`index::MOST`] others at most.

mod index;
mod pool;
mod stories;

use crate::model::{Corpus, ItemId};

pub(super) use stories::suggest;

/// Share of common text under which two énoncés of one item have nothing to do with each other.
const UNRELATED: f64 = 0.2;

/// Whether two texts have nothing to do with each other. Texts too short to tell are believed.
pub(crate) fn unrelated(before: &str, after: &str) -> bool {
    let (before, after) = (super::wording::Shingles::new(before), super::wording::Shingles::new(after));
    before.words().min(after.words()) >= pool::SHORT && before.similarity(&after) < UNRELATED
}

/// From 0 to 1, by thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(u16);

impl Score {
    fn new(value: f64) -> Self {
        // Between 0 and 1000 once clamped.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped just before")]
        Self((value.clamp(0.0, 1.0) * 1000.0).round() as u16)
    }

    /// The score in percent.
    pub fn percent(self) -> u16 {
        (self.0 + 5) / 10
    }

    /// The score between 0 and 1.
    pub fn value(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

/// What may have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SuggestionKind {
    /// One item under another id.
    Renamed,
    /// An obsolete item and the one that says the same now.
    Replaced,
    /// One item cut in several, or a part of it that became an item.
    Split,
    /// Several items in one, or one taken in by another.
    Merged,
    /// An id over a text that has nothing to do with the one before.
    Reused,
}

impl SuggestionKind {
    /// The value in JSON.
    pub fn as_json(self) -> &'static str {
        match self {
            SuggestionKind::Renamed => "renommage",
            SuggestionKind::Replaced => "remplacement",
            SuggestionKind::Split => "scission",
            SuggestionKind::Merged => "fusion",
            SuggestionKind::Reused => "reutilisation",
        }
    }

    /// The question put to the reader.
    pub fn question(self) -> &'static str {
        match self {
            SuggestionKind::Renamed => "renommage ?",
            SuggestionKind::Replaced => "remplacement ?",
            SuggestionKind::Split => "scission ?",
            SuggestionKind::Merged => "fusion ?",
            SuggestionKind::Reused => "identifiant réutilisé ?",
        }
    }
}

/// A line of source to write, and the item to write it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestedLine {
    /// The item.
    pub item: ItemId,
    /// The keyword of the line, such as `anciennement`.
    pub keyword: &'static str,
    /// The whole line, such as `anciennement SC.MSS/CDA.01`.
    pub text: String,
}

/// A lineage that nobody declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What may have happened.
    pub kind: SuggestionKind,
    /// Ids before.
    pub before: Vec<ItemId>,
    /// Ids after.
    pub after: Vec<ItemId>,
    /// How alike the two sides are; for [`SuggestionKind::Reused`], how unlike.
    pub score: Score,
    /// What to write when it is so. Empty for [`SuggestionKind::Reused`]: only another number settles it.
    pub lines: Vec<SuggestedLine>,
}

impl Suggestion {
    /// Every id it names.
    pub fn ids(&self) -> impl Iterator<Item = &ItemId> {
        self.before.iter().chain(&self.after)
    }
}

/// What one lane must know of the suggestions over all items: those that name an item it asked for or asks for.
pub(super) fn within(all: &[Suggestion], lane: &str, before: &Corpus, after: &Corpus) -> Vec<Suggestion> {
    if all.is_empty() {
        return Vec::new();
    }
    let asked = |corpus: &'_ Corpus| -> crate::quick::HashSet<ItemId> {
        let lane = corpus.lane(lane).into_iter().flat_map(|lane| &lane.applications);
        lane.map(|application| application.id.clone()).collect()
    };
    let (old, new) = (asked(before), asked(after));
    let named = |one: &&Suggestion| {
        one.before.iter().any(|id| old.contains(id)) || one.after.iter().any(|id| new.contains(id))
    };
    all.iter().filter(named).cloned().collect()
}
