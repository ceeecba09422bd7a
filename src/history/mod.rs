//! Iterations: freezing, reading back, comparing.
//!
//! Owner of [`Baseline`], [`Diff`] and [`Timeline`]. Input: corpora; output: what changed. Pure: bytes come from and go
//! to `io` through the caller.

pub mod baseline;
mod change;
mod crossing;
mod diff;
mod divergence;
mod events;
mod fields;
mod fingerprint;
mod followup;
mod impact;
pub mod labels;
mod lineage;
mod passage;
mod settled;
pub mod suggest;
mod timeline;
pub mod wording;

pub use baseline::{Baseline, BaselineError, RecordedFinding, item_digest};
pub use change::{
    Attribute, Change, Diff, Endpoint, Evolution, FieldChange, LaneChange, RegisterChange, Signal, Tally,
};
pub use crossing::ScenarioChange;
pub use diff::{diff, diff_all, diff_lane, diff_settled, diff_some, diff_whole};
pub use divergence::{DivergenceChange, DivergenceEvent, divergences};
pub use events::{Event, EventKind, events};
pub use fingerprint::fingerprint;
pub(crate) use fingerprint::strict_fingerprint;
pub use followup::{Caused, FollowUp, Shown};
pub use impact::Impact;
pub use lineage::assign_keys;
pub use passage::{LanePassage, Passage, demands, next_versions, passages, passages_of, prospect};
pub use suggest::{Score, SuggestedLine, Suggestion, SuggestionKind};
pub use timeline::{Presence, Timeline, TimelineEntry, lane_timelines, timelines};
