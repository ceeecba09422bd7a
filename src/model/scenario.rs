//! Conformity scenarios, their steps and proofs.

use serde::{Deserialize, Serialize};

use super::{ItemId, ProofKind};

/// Scénario de conformité: how a vendor shows that a requirement holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scenario {
    /// Number, normally the requirement's id followed by `.NN`.
    #[serde(rename = "id")]
    pub id: ItemId,
    /// Title; may be empty.
    #[serde(rename = "titre", default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Profiles of a cross-requirement scenario.
    #[serde(rename = "profils", default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<String>,
    /// What must be in place before (Markdown).
    #[serde(rename = "prerequis", default, skip_serializing_if = "String::is_empty")]
    pub prerequisite: String,
    /// Steps, in order.
    #[serde(rename = "etapes", default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// Proofs of the scenario as a whole, in order.
    #[serde(rename = "preuves", default, skip_serializing_if = "Vec::is_empty")]
    pub proofs: Vec<Proof>,
}

impl Scenario {
    /// Every proof: those of the steps in order, then those of the scenario.
    pub fn all_proofs(&self) -> impl Iterator<Item = &Proof> {
        self.steps.iter().flat_map(|step| &step.proofs).chain(&self.proofs)
    }

    /// Every requirement a step of the scenario covers.
    pub fn covers(&self) -> impl Iterator<Item = &ItemId> {
        self.steps.iter().flat_map(|step| &step.covers)
    }
}

/// Étape of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What to do (Markdown).
    #[serde(rename = "texte")]
    pub text: String,
    /// Requirements the step covers, in a cross-requirement scenario.
    #[serde(rename = "couvre", default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<ItemId>,
    /// Proofs of the step, in order.
    #[serde(rename = "preuves", default, skip_serializing_if = "Vec::is_empty")]
    pub proofs: Vec<Proof>,
}

/// Preuve a vendor supplies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Number, normally the scenario's id followed by `.NN`.
    pub id: ItemId,
    /// Whether the proof is defined elsewhere and only cited here.
    #[serde(rename = "partagee", default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
    /// Accepted kinds, any of them.
    #[serde(rename = "natures", default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<ProofKind>,
    /// What is expected (Markdown).
    #[serde(rename = "texte", default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Points de vérification; those marked `interne` never enter the model.
    #[serde(rename = "verification", default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<Verification>,
}

/// Points de vérification published with a proof (Markdown).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Verification(pub String);
