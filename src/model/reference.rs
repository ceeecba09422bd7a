//! The register of external referentials (référentiels applicables).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ReferenceStatus;

/// An external document requirements lean on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExternalReference {
    /// Code used in requirements.
    pub code: String,
    /// Title.
    #[serde(rename = "titre")]
    pub title: String,
    /// Who publishes it.
    #[serde(rename = "editeur", default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Known versions, in the order of the register.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<ReferenceVersion>,
    /// Versions that apply when a lane says nothing else.
    #[serde(rename = "applicable_defaut", default, skip_serializing_if = "Vec::is_empty")]
    pub applicable_default: Vec<String>,
    /// Versions that apply per lane.
    #[serde(rename = "applicable_couloirs", default, skip_serializing_if = "BTreeMap::is_empty")]
    pub applicable_by_lane: BTreeMap<String, Vec<String>>,
    /// Published remark, such as « Décision à venir ».
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl ExternalReference {
    /// Versions that apply in a lane.
    pub fn applicable(&self, lane: &str) -> &[String] {
        self.applicable_by_lane.get(lane).unwrap_or(&self.applicable_default)
    }

    /// The entry of a version.
    pub fn version(&self, name: &str) -> Option<&ReferenceVersion> {
        self.versions.iter().find(|version| version.name == name)
    }
}

/// A version of an external referential. Names are opaque; dotted numbers are ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceVersion {
    /// Name, such as `2.10.0`.
    #[serde(rename = "v")]
    pub name: String,
    /// What the version brings.
    #[serde(rename = "elements", default, skip_serializing_if = "Option::is_none")]
    pub elements: Option<String>,
    /// Steps of its publication, in order.
    #[serde(rename = "jalons", default, skip_serializing_if = "Vec::is_empty")]
    pub milestones: Vec<Milestone>,
}

impl ReferenceVersion {
    /// Whether a milestone says it is published, as a fact and not as a promise.
    pub fn is_published(&self) -> bool {
        self.milestones.iter().any(|milestone| {
            milestone.status == ReferenceStatus::Published
                && !matches!(milestone.date, Some(MilestoneDate::Promise { .. }))
        })
    }
}

/// A step of the publication of a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// What is reached.
    #[serde(rename = "statut")]
    pub status: ReferenceStatus,
    /// When; `None` when the register does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<MilestoneDate>,
    /// Where to find it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A date, or a promise of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MilestoneDate {
    /// A day, ISO 8601.
    #[serde(rename = "le")]
    On(String),
    /// A promise such as « fin avril ».
    #[serde(rename = "promesse")]
    Promise {
        /// As announced.
        #[serde(rename = "texte")]
        text: String,
        /// The last day that keeps the promise, ISO 8601.
        #[serde(rename = "au_plus_tard", default, skip_serializing_if = "Option::is_none")]
        latest: Option<String>,
    },
}
