//! The file a vendor keeps: `remc/reponses@1`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::seen::Seen;

/// Name and version of the format.
pub const ANSWERS: &str = "remc/reponses@1";

/// Fields this version does not know, kept as they are.
pub type Unknown = BTreeMap<String, Value>;

/// What a vendor says of one requirement. No answer is the absence of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum State {
    /// Being worked on.
    #[serde(rename = "en_cours")]
    Ongoing,
    /// Met.
    #[serde(rename = "conforme")]
    Met,
    /// Not met.
    #[serde(rename = "non_conforme")]
    NotMet,
    /// Does not apply to the product.
    #[serde(rename = "non_applicable")]
    NotApplicable,
    /// A préconisation the vendor leaves aside.
    #[serde(rename = "non_retenue")]
    NotRetained,
}

impl State {
    /// Every state with its value in files and the word people read.
    pub const WORDS: &'static [(State, &'static str, &'static str)] = &[
        (State::Ongoing, "en_cours", "En cours"),
        (State::Met, "conforme", "Conforme"),
        (State::NotMet, "non_conforme", "Non conforme"),
        (State::NotApplicable, "non_applicable", "Non applicable"),
        (State::NotRetained, "non_retenue", "Non retenue"),
    ];

    /// The value in files.
    pub fn as_json(self) -> &'static str {
        Self::WORDS.iter().find(|(state, ..)| *state == self).map_or("", |(_, json, _)| json)
    }

    /// The word people read.
    pub fn label(self) -> &'static str {
        Self::WORDS.iter().find(|(state, ..)| *state == self).map_or("", |(.., label)| label)
    }

    /// The state of a value of a file.
    pub fn parse(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, json, _)| *json == word).map(|(state, ..)| *state)
    }
}

/// Answer to a yes/no question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Reply {
    /// Yes.
    #[serde(rename = "oui")]
    Yes,
    /// No.
    #[serde(rename = "non")]
    No,
}

/// The product answered for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Product {
    /// Name.
    #[serde(rename = "nom")]
    pub name: String,
    /// Version, empty when not known yet.
    pub version: String,
    /// What this version does not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// A profile or a condition decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The decision.
    #[serde(rename = "reponse")]
    pub reply: Reply,
    /// The question of a condition as it was read.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub question: String,
    /// Why not, when it is no.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub justification: String,
    /// What this version does not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// What a vendor says of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The state.
    #[serde(rename = "etat")]
    pub state: State,
    /// Why.
    pub justification: String,
    /// When it will be met, ISO 8601.
    #[serde(rename = "date_prevue", skip_serializing_if = "String::is_empty")]
    pub planned: String,
    /// Free words of the vendor, for the vendor.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Day of the answer, ISO 8601.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub date: String,
    /// The lane whose answers it was taken from, until it is confirmed.
    #[serde(rename = "reprise_de", skip_serializing_if = "String::is_empty")]
    pub taken_from: String,
    /// What the vendor had read; nothing for an answer typed by hand.
    #[serde(rename = "vu", skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
    /// What this version does not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// A file supplied as proof. The file itself stays where it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ProofFile {
    /// File name, relative to the folder of proofs.
    #[serde(rename = "fichier")]
    pub file: String,
    /// Size in bytes.
    #[serde(rename = "taille")]
    pub size: u64,
    /// Day of the file, ISO 8601.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub date: String,
    /// Version of the product it shows.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// SHA-256 of its bytes, 64 hexadecimal digits in lower case; empty when not computed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sha256: String,
    /// What this version does not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// An answer set aside, for instance the one not kept when two files were merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Archive {
    /// Stable key of the item, or key of the proof.
    #[serde(rename = "cle")]
    pub key: String,
    /// Why it was set aside.
    #[serde(rename = "motif")]
    pub cause: String,
    /// What was set aside, as it was.
    #[serde(rename = "contenu")]
    pub content: Value,
    /// What this version does not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// A line of the journal of confirmations.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Day, ISO 8601; empty when not known.
    pub date: String,
    /// Stable key of the item.
    #[serde(rename = "cle")]
    pub key: String,
    /// Iteration confirmed for.
    pub iteration: String,
    /// State before, empty for a first answer.
    #[serde(rename = "de")]
    pub from: String,
    /// State after.
    #[serde(rename = "vers")]
    pub to: String,
    /// Who, in free words.
    #[serde(rename = "auteur", skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// What this version does not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// The whole file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answers {
    schema: &'static str,
    /// Catalogue the answers belong to.
    pub catalogue: String,
    /// Code of the lane.
    #[serde(rename = "couloir")]
    pub lane: String,
    /// The latest iteration in which something was answered.
    pub iteration: String,
    /// Its day, ISO 8601; empty for a draft.
    pub date: String,
    /// The product.
    #[serde(rename = "produit")]
    pub product: Product,
    /// Profiles decided, by name.
    #[serde(rename = "profils")]
    pub profiles: BTreeMap<String, Choice>,
    /// Conditions decided, by key.
    pub conditions: BTreeMap<String, Choice>,
    /// Answers, by stable key.
    #[serde(rename = "reponses")]
    pub answers: BTreeMap<String, Answer>,
    /// Files supplied, by key of the proof.
    #[serde(rename = "preuves")]
    pub proofs: BTreeMap<String, ProofFile>,
    /// What was set aside.
    pub archives: Vec<Archive>,
    /// What was confirmed, in order.
    pub journal: Vec<Entry>,
    /// What this version does not know.
    #[serde(flatten)]
    pub unknown: Unknown,
}

impl Answers {
    /// An empty file.
    pub fn new(catalogue: &str, lane: &str, iteration: &str, date: &str, product: Product) -> Self {
        Self {
            schema: ANSWERS,
            catalogue: catalogue.to_owned(),
            lane: lane.to_owned(),
            iteration: iteration.to_owned(),
            date: date.to_owned(),
            product,
            profiles: BTreeMap::new(),
            conditions: BTreeMap::new(),
            answers: BTreeMap::new(),
            proofs: BTreeMap::new(),
            archives: Vec::new(),
            journal: Vec::new(),
            unknown: Unknown::new(),
        }
    }

    /// The bytes of the file, in the one form this module writes.
    pub fn to_json(&self) -> String {
        canonical(self)
    }
}

/// JSON as described at the head of the module.
pub(super) fn canonical(value: &impl Serialize) -> String {
    // Maps have text keys and numbers are finite: writing cannot fail.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
