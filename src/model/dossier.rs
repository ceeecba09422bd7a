//! The DSR of a lane (dossier de spécifications de référencement) as it is published.

use serde::{Deserialize, Serialize};

/// What binds a REM to a lane: scope, profiles, procedure, in the author's words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// Code of the lane, never an alias.
    #[serde(rename = "couloir")]
    pub lane: String,
    /// Title.
    #[serde(rename = "titre")]
    pub title: String,
    /// Version.
    pub version: String,
    /// Day of the version, ISO 8601.
    pub date: String,
    /// Procedure of the référencement.
    #[serde(rename = "procedure", default, skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
    /// Profiles it covers, in order.
    #[serde(rename = "profils", default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<String>,
    /// Versions its author lists, in the order of the file.
    #[serde(rename = "historique", default, skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<Revision>,
    /// Markdown, with calls to tables made from the model.
    #[serde(rename = "texte")]
    pub body: String,
}

/// A version of a dossier, as its author lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// Version.
    pub version: String,
    /// Day, ISO 8601.
    pub date: String,
    /// What changed.
    #[serde(rename = "objet")]
    pub subject: String,
}
