//! What a lane asks at one iteration: `remc/checklist@1`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::seen::{Print, Seen};
use crate::model::{Nature, ProofKind, Reach, Status};

/// Name and version of the format.
pub const CHECKLIST: &str = "remc/checklist@1";

/// Everything a vendor is asked in a lane, and what each item said before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// [`CHECKLIST`].
    pub schema: String,
    /// Catalogue: the same for every iteration and lane of a programme.
    pub catalogue: String,
    /// Name of the programme.
    pub programme: String,
    /// Code of the lane.
    #[serde(rename = "couloir")]
    pub lane: String,
    /// Title of the lane.
    #[serde(rename = "titre")]
    pub title: String,
    /// Iteration described.
    pub iteration: String,
    /// Its day, ISO 8601; empty for a draft.
    pub date: String,
    /// Iterations up to this one, oldest first.
    pub iterations: Vec<IterationDef>,
    /// Profiles of the lane, in order.
    #[serde(rename = "profils")]
    pub profiles: Vec<ProfileDef>,
    /// Conditions, in the order they are met.
    pub conditions: Vec<ConditionDef>,
    /// Sections that hold an item, in reading order.
    pub sections: Vec<SectionDef>,
    /// External referentials cited, in the order of the register.
    pub references: Vec<ReferenceDef>,
    /// Items, in reading order.
    #[serde(rename = "exigences")]
    pub items: Vec<ItemDef>,
    /// Scenarios that span several items.
    #[serde(rename = "scenarios_transverses")]
    pub cross_scenarios: Vec<ScenarioDef>,
    /// What items come from by split, merge or replacement, by stable key, retired items included.
    #[serde(rename = "lignees")]
    pub lineages: BTreeMap<String, Vec<String>>,
    /// Items that were asked once and no longer are, in the order they left.
    #[serde(rename = "retirees")]
    pub retired: Vec<Retired>,
}

/// An iteration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IterationDef {
    /// Name.
    #[serde(rename = "nom")]
    pub name: String,
    /// Day, ISO 8601; empty for a draft.
    pub date: String,
}

/// A profile of the lane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileDef {
    /// Name.
    #[serde(rename = "nom")]
    pub name: String,
    /// The question that decides it, when the manifest has one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub question: String,
    /// Whether it always applies.
    #[serde(rename = "general")]
    pub general: bool,
    /// How many items it brings.
    #[serde(rename = "exigences")]
    pub items: usize,
}

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionDef {
    /// Key: the half of its fingerprint that typography does not change.
    #[serde(rename = "cle")]
    pub key: String,
    /// The yes/no question.
    pub question: String,
    /// How many items it decides.
    #[serde(rename = "exigences")]
    pub items: usize,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionDef {
    /// Code, empty for items without section.
    pub code: String,
    /// Title.
    #[serde(rename = "titre")]
    pub title: String,
}

/// An external referential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceDef {
    /// Code.
    pub code: String,
    /// Title.
    #[serde(rename = "titre")]
    pub title: String,
    /// Versions that apply in the lane.
    pub versions: Vec<String>,
}

/// An item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemDef {
    /// Stable key.
    #[serde(rename = "cle")]
    pub key: String,
    /// Published id.
    pub id: String,
    /// Former ids.
    #[serde(rename = "anciennement", default, skip_serializing_if = "Vec::is_empty")]
    pub formerly: Vec<String>,
    /// Version.
    pub version: u32,
    /// Title, may be empty.
    #[serde(rename = "titre")]
    pub title: String,
    /// Périmètre.
    #[serde(rename = "perimetre", default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
    /// Code of the section, empty when there is none.
    pub section: String,
    /// Bloc.
    #[serde(rename = "bloc", default, skip_serializing_if = "String::is_empty")]
    pub block: String,
    /// Fonction.
    #[serde(rename = "fonction", default, skip_serializing_if = "String::is_empty")]
    pub function: String,
    /// Nature.
    pub nature: Nature,
    /// Status.
    #[serde(rename = "statut")]
    pub status: Status,
    /// Profiles, as written.
    #[serde(rename = "profils")]
    pub profiles: Vec<String>,
    /// Key of its condition, empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub condition: String,
    /// Whether « non applicable » may be answered: it has a condition or a profile of its own, or only advises.
    #[serde(rename = "na_admis")]
    pub may_not_apply: bool,
    /// Criticité.
    #[serde(rename = "criticite", default, skip_serializing_if = "String::is_empty")]
    pub criticality: String,
    /// Énoncé (Markdown).
    #[serde(rename = "enonce")]
    pub statement: String,
    /// Published comment (Markdown).
    #[serde(rename = "commentaire", default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// Keys of the items it needs.
    #[serde(rename = "depend", default, skip_serializing_if = "Vec::is_empty")]
    pub depends: Vec<String>,
    /// Its own scenarios.
    pub scenarios: Vec<ScenarioDef>,
    /// Every proof it needs, those of cross scenarios included, each once.
    #[serde(rename = "preuves")]
    pub proofs: Vec<ProofLink>,
    /// What a vendor who answers now has read: copied into the answer.
    #[serde(rename = "vu")]
    pub seen: Seen,
    /// What it said in each iteration that changed it, oldest first.
    #[serde(rename = "historique")]
    pub history: Vec<Version>,
}

/// A scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioDef {
    /// Key.
    #[serde(rename = "cle")]
    pub key: String,
    /// Number.
    pub id: String,
    /// Title, may be empty.
    #[serde(rename = "titre")]
    pub title: String,
    /// Profiles of a scenario that spans several items.
    #[serde(rename = "profils", default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<String>,
    /// What must be in place before (Markdown).
    #[serde(rename = "prerequis", default, skip_serializing_if = "String::is_empty")]
    pub prerequisite: String,
    /// Steps.
    #[serde(rename = "etapes", default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepDef>,
    /// Proofs of the scenario as a whole.
    #[serde(rename = "preuves")]
    pub proofs: Vec<ProofDef>,
}

impl ScenarioDef {
    /// Every proof: those of the steps, then those of the scenario.
    pub fn all_proofs(&self) -> impl Iterator<Item = &ProofDef> {
        self.steps.iter().flat_map(|step| &step.proofs).chain(&self.proofs)
    }
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDef {
    /// What to do (Markdown).
    #[serde(rename = "texte")]
    pub text: String,
    /// Keys of the items covered.
    #[serde(rename = "couvre", default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<String>,
    /// Proofs of the step.
    #[serde(rename = "preuves", default, skip_serializing_if = "Vec::is_empty")]
    pub proofs: Vec<ProofDef>,
}

/// A proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofDef {
    /// Key.
    #[serde(rename = "cle")]
    pub key: String,
    /// Number.
    #[serde(rename = "numero")]
    pub number: String,
    /// Accepted kinds, any of them.
    #[serde(rename = "natures", default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<ProofKind>,
    /// What is expected (Markdown).
    #[serde(rename = "texte")]
    pub text: String,
    /// Published verification points (Markdown).
    #[serde(rename = "verification", default, skip_serializing_if = "String::is_empty")]
    pub verification: String,
    /// Whether it is defined elsewhere and only cited here.
    #[serde(rename = "partagee", default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
}

/// A proof an item needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofLink {
    /// Key of the proof.
    #[serde(rename = "cle")]
    pub key: String,
    /// Number.
    #[serde(rename = "numero")]
    pub number: String,
    /// Key of the scenario.
    pub scenario: String,
    /// Profiles of that scenario: the proof is needed when one applies, or when there is none.
    #[serde(rename = "profils", default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<String>,
}

/// How far a change of the énoncé reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// First time it is asked in the lane.
    #[serde(rename = "creation")]
    Creation,
    /// Typography alone.
    #[serde(rename = "typographie")]
    Typography,
    /// Declared rédactionnelle, and no sign speaks against it.
    #[serde(rename = "redactionnelle")]
    Wording,
    /// Anything else.
    #[serde(rename = "fond")]
    Substance,
}

/// What an iteration changed in an item. Facets that did not change are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The iteration.
    pub iteration: String,
    /// How far the change of the énoncé reaches; absent when it did not change.
    #[serde(rename = "portee", default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
    /// What the author declared.
    #[serde(rename = "declaree", default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<Reach>,
    /// Signs that the meaning moved.
    #[serde(rename = "signaux", default, skip_serializing_if = "Vec::is_empty")]
    pub signals: Vec<String>,
    /// Énoncé.
    #[serde(rename = "enonce", default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<Print>,
    /// Its words (Markdown), when it is not the énoncé of today.
    #[serde(rename = "texte", default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Nature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nature: Option<Nature>,
    /// Profiles.
    #[serde(rename = "profils", default, skip_serializing_if = "Option::is_none")]
    pub profiles: Option<Vec<String>>,
    /// Condition, empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Print>,
    /// Périmètre, empty for none.
    #[serde(rename = "perimetre", default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Print>,
    /// External referentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub references: Option<BTreeMap<String, String>>,
    /// Scenarios.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenarios: Option<BTreeMap<String, Print>>,
    /// Proofs.
    #[serde(rename = "preuves", default, skip_serializing_if = "Option::is_none")]
    pub proofs: Option<BTreeMap<String, Print>>,
}

/// An item the lane no longer asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retired {
    /// Stable key.
    #[serde(rename = "cle")]
    pub key: String,
    /// Last id.
    pub id: String,
    /// Last title.
    #[serde(rename = "titre")]
    pub title: String,
    /// First iteration without it.
    #[serde(rename = "depuis")]
    pub since: String,
    /// Whether it still lives in another lane or socle.
    #[serde(rename = "ailleurs")]
    pub elsewhere: bool,
    /// Ids that replace it.
    #[serde(rename = "remplacee_par")]
    pub replaced_by: Vec<String>,
}

/// Why bytes are no definition.
#[derive(Debug)]
pub struct DefinitionError(String);

impl fmt::Display for DefinitionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for DefinitionError {}

impl Definition {
    /// The item of a stable key.
    pub fn item(&self, key: &str) -> Option<&ItemDef> {
        self.items.iter().find(|item| item.key == key)
    }

    /// Number of proofs it asks for, each once, whatever the number of scenarios that need it.
    pub fn proof_count(&self) -> usize {
        let keys = self.items.iter().flat_map(|item| &item.proofs).map(|link| link.key.as_str());
        keys.collect::<BTreeSet<_>>().len()
    }

    /// Place of an iteration in the order of iterations.
    pub fn rank(&self, iteration: &str) -> Option<usize> {
        self.iterations.iter().position(|known| known.name == iteration)
    }

    /// The published bytes: compact, on one line.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }

    /// Reads a published definition back.
    ///
    /// # Errors
    /// When the bytes are something else, or of another version.
    pub fn from_json(bytes: &[u8]) -> Result<Self, DefinitionError> {
        #[derive(Deserialize)]
        struct Head {
            #[serde(default)]
            schema: String,
        }
        let place = |error: serde_json::Error| {
            DefinitionError(format!(
                "ce n’est pas une liste de conformité (ligne {}, colonne {})",
                error.line(),
                error.column()
            ))
        };
        let head: Head = serde_json::from_slice(bytes).map_err(place)?;
        if head.schema != CHECKLIST {
            return Err(DefinitionError(format!(
                "format « {} » au lieu de « {CHECKLIST} » : ce n’est pas une liste de conformité de cette version",
                head.schema
            )));
        }
        serde_json::from_slice(bytes).map_err(place)
    }
}
