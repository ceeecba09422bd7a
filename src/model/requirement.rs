//! A requirement and what it says of itself.

use serde::{Deserialize, Serialize};

use super::{Criticality, ItemId, Motive, Nature, Reach, Scenario, Status};

/// Where an item is defined. A lane and a socle of the same code are different homes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Home {
    /// A shared catalogue.
    #[serde(rename = "socle")]
    Socle(String),
    /// A lane's own requirement.
    #[serde(rename = "couloir")]
    Lane(String),
}

impl Home {
    /// The code of the socle or lane.
    pub fn code(&self) -> &str {
        match self {
            Home::Socle(code) | Home::Lane(code) => code,
        }
    }
}

/// Exigence ou préconisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// The published id.
    pub id: ItemId,
    /// Stable key: the first id the item was ever frozen under, along its renames.
    #[serde(rename = "cle")]
    pub key: ItemId,
    /// Where it is defined.
    #[serde(rename = "origine")]
    pub home: Home,
    /// Version, bumped exactly when the meaning changes.
    pub version: u32,
    /// Title; falls back to the fonction, may be empty.
    #[serde(rename = "titre", default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Code of the section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Bloc.
    #[serde(rename = "bloc", default, skip_serializing_if = "Option::is_none")]
    pub block: Option<String>,
    /// Fonction.
    #[serde(rename = "fonction", default, skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Obligatoire or préconisée.
    pub nature: Nature,
    /// Authored status.
    #[serde(rename = "statut")]
    pub status: Status,
    /// Comments that caused the validation.
    #[serde(rename = "validee_retours", default, skip_serializing_if = "Vec::is_empty")]
    pub validated_by: Vec<String>,
    /// Why and since when it is obsolete.
    #[serde(rename = "obsolescence", default, skip_serializing_if = "Option::is_none")]
    pub obsolescence: Option<Obsolescence>,
    /// Why and since when it came back.
    #[serde(rename = "reintroduction", default, skip_serializing_if = "Option::is_none")]
    pub reinstatement: Option<Reinstatement>,
    /// Profiles it applies to; empty when not stated.
    #[serde(rename = "profils", default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<String>,
    /// A yes/no question to the vendor that decides whether it applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Criticité.
    #[serde(rename = "criticite", default, skip_serializing_if = "Option::is_none")]
    pub criticality: Option<Criticality>,
    /// Périmètre (wave or product scope).
    #[serde(rename = "perimetre", default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// References of the former wave.
    #[serde(rename = "vague1", default, skip_serializing_if = "Vec::is_empty")]
    pub wave1: Vec<String>,
    /// Requirements it needs.
    #[serde(rename = "depend", default, skip_serializing_if = "Vec::is_empty")]
    pub depends: Vec<DependencyLink>,
    /// External referentials it cites.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<ReferenceLink>,
    /// Former ids (rename).
    #[serde(rename = "anciennement", default, skip_serializing_if = "Vec::is_empty")]
    pub formerly: Vec<ItemId>,
    /// Items it was split or derived from.
    #[serde(rename = "issue_de", default, skip_serializing_if = "Vec::is_empty")]
    pub derived_from: Vec<ItemId>,
    /// Items it merges.
    #[serde(rename = "fusionne", default, skip_serializing_if = "Vec::is_empty")]
    pub merges: Vec<ItemId>,
    /// Items that replace it.
    #[serde(rename = "remplacee_par", default, skip_serializing_if = "Vec::is_empty")]
    pub replaced_by: Vec<ItemId>,
    /// Énoncé (Markdown).
    #[serde(rename = "enonce", default, skip_serializing_if = "String::is_empty")]
    pub statement: String,
    /// Commentaire published to vendors (Markdown).
    #[serde(rename = "commentaire", default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Authored lines about past changes, at most one per iteration.
    #[serde(rename = "evolutions", default, skip_serializing_if = "Vec::is_empty")]
    pub evolutions: Vec<EvolutionClaim>,
    /// Conformity scenarios, in order.
    #[serde(rename = "scenarios", default, skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<Scenario>,
}

impl Requirement {
    /// Whether it counts: anything but obsolete.
    pub fn is_live(&self) -> bool {
        self.status != Status::Obsolete
    }

    /// Every comment the item says it answers, in its own lines.
    pub fn cited_comments(&self) -> impl Iterator<Item = &str> {
        let claims = self.evolutions.iter().map(|claim| &claim.cause);
        let gone = self.obsolescence.as_ref().map(|gone| &gone.cause);
        let back = self.reinstatement.as_ref().map(|back| &back.cause);
        let cited = claims.chain(gone).chain(back).flat_map(|cause: &MotiveClause| &cause.comments);
        cited.chain(&self.validated_by).map(String::as_str)
    }
}

/// `motif CODE "texte" répond C-…`: the cause of a change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MotiveClause {
    /// The code of the closed list.
    #[serde(rename = "motif", default, skip_serializing_if = "Option::is_none")]
    pub motive: Option<Motive>,
    /// The author's words.
    #[serde(rename = "texte", default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Vendor comments answered.
    #[serde(rename = "retours", default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<String>,
}

/// Since when and why an item is obsolete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obsolescence {
    /// Iteration of the withdrawal.
    #[serde(rename = "depuis", default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The cause.
    #[serde(flatten)]
    pub cause: MotiveClause,
}

/// Since when and why an obsolete item came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reinstatement {
    /// Iteration of the return.
    #[serde(rename = "depuis", default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The cause.
    #[serde(flatten)]
    pub cause: MotiveClause,
}

/// `évolution IT3 fond motif …`: what the author says of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvolutionClaim {
    /// The iteration in which the change appears.
    #[serde(rename = "iteration")]
    pub iteration: String,
    /// How far it reaches.
    #[serde(rename = "portee")]
    pub reach: Reach,
    /// The cause.
    #[serde(flatten)]
    pub cause: MotiveClause,
}

/// `dépend X v2`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DependencyLink {
    /// What is needed.
    pub id: ItemId,
    /// The version that was read, when pinned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
}

/// `référence X >= 1.0`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReferenceLink {
    /// Code in the register.
    pub code: String,
    /// The version asked for; `None` means the lane's applicable version.
    #[serde(rename = "borne", default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<VersionBound>,
}

/// A version asked of an external referential.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum VersionBound {
    /// This very version.
    #[serde(rename = "egale")]
    Exactly(String),
    /// This one or a later one.
    #[serde(rename = "au_moins")]
    AtLeast(String),
}

impl std::fmt::Display for ReferenceLink {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.bound {
            None => formatter.write_str(&self.code),
            Some(VersionBound::Exactly(version)) => write!(formatter, "{} {version}", self.code),
            Some(VersionBound::AtLeast(version)) => write!(formatter, "{} ≥ {version}", self.code),
        }
    }
}
