//! Iterations: the public states of a project.

use serde::{Deserialize, Serialize};

/// State of an iteration, in the order of its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum IterationState {
    /// Being prepared.
    #[serde(rename = "preparation")]
    Preparation,
    /// Open to comments.
    #[serde(rename = "concertation")]
    Consultation,
    /// Comments closed.
    #[serde(rename = "close")]
    Closed,
    /// Stabilised: cited referentials must be published.
    #[serde(rename = "stabilisee")]
    Stabilised,
    /// Pre-published.
    #[serde(rename = "prepubliee")]
    Prepublished,
}

impl IterationState {
    /// Every state with its word in `remc.yaml` and on the site.
    pub const WORDS: &'static [(IterationState, &'static str)] = &[
        (IterationState::Preparation, "préparation"),
        (IterationState::Consultation, "concertation"),
        (IterationState::Closed, "close"),
        (IterationState::Stabilised, "stabilisée"),
        (IterationState::Prepublished, "prépubliée"),
    ];

    /// The word in `remc.yaml` and on the site.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }
}

/// An iteration of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Iteration {
    /// Name, such as `IT3` or `stabilisé`.
    #[serde(rename = "nom")]
    pub name: String,
    /// What sentences call it, article included, when that is not its name: « la version stabilisée ». Only the manifest
    /// says it, and what is frozen does not keep it.
    #[serde(skip)]
    pub title: Option<String>,
    /// Day of publication, ISO 8601.
    pub date: String,
    /// State.
    #[serde(rename = "etat")]
    pub state: IterationState,
    /// Taken over from elsewhere: history, wording and motive errors become findings.
    #[serde(rename = "reprise", default, skip_serializing_if = "std::ops::Not::not")]
    pub takeover: bool,
}
