//! What a vendor had before the eyes when answering.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::answers::Unknown;
use crate::history::{fingerprint, strict_fingerprint};
use crate::model::Nature;

/// Fingerprint of a text: `STRICT-NORMALISED`, see [`fingerprint`]. Empty when there is no text.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Print(pub String);

impl Print {
    /// The fingerprint of parts that make one text.
    pub fn of(parts: &[&str]) -> Self {
        Self(fingerprint(parts))
    }

    /// The fingerprint of a text that may be missing.
    pub fn of_optional(text: Option<&str>) -> Self {
        text.map_or_else(Self::default, |text| Self::of(&[text]))
    }

    /// [`Self::strict`] of the fingerprint of a text, without the other half.
    pub(super) fn strict_of(text: &str) -> String {
        strict_fingerprint(&[text])
    }

    /// The half that any difference changes.
    pub fn strict(&self) -> &str {
        self.0.split_once('-').map_or(&self.0, |(strict, _)| strict)
    }

    /// The half that typography does not change.
    pub fn normalised(&self) -> &str {
        self.0.split_once('-').map_or(&self.0, |(_, normalised)| normalised)
    }

    /// Whether two texts are the same, typography apart.
    pub fn same_wording(&self, other: &Self) -> bool {
        self.strict() == other.strict() || self.normalised() == other.normalised()
    }
}

/// `vu`: what an item said when it was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The iteration it was read in.
    pub iteration: String,
    /// Énoncé.
    #[serde(rename = "enonce")]
    pub statement: Print,
    /// Nature.
    pub nature: Nature,
    /// Profiles, in code point order.
    #[serde(rename = "profils")]
    pub profiles: Vec<String>,
    /// Condition.
    pub condition: Print,
    /// Périmètre.
    #[serde(rename = "perimetre")]
    pub scope: Print,
    /// Version asked of each external referential, by code.
    pub references: BTreeMap<String, String>,
    /// Scenarios without their proofs, by key.
    pub scenarios: BTreeMap<String, Print>,
    /// Proofs with their verification points, by key.
    #[serde(rename = "preuves")]
    pub proofs: BTreeMap<String, Print>,
    /// Keys of the items it was split from or merges, all generations, in code point order.
    #[serde(rename = "lignee")]
    pub lineage: Vec<String>,
    /// What this version does not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

impl Seen {
    /// Whether two moments say the same of who is concerned.
    pub fn same_applicability(&self, other: &Self) -> bool {
        self.profiles == other.profiles
            && self.condition.same_wording(&other.condition)
            && self.scope.same_wording(&other.scope)
    }
}
