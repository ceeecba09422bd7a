//! Lanes and socles: who defines, who picks, who adapts.

use serde::{Deserialize, Serialize};

use super::{EvolutionClaim, ItemId, MotiveClause, Nature, Scenario};

/// Socle: a shared catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Socle {
    /// Code, such as `MSS`.
    pub code: String,
    /// Title.
    #[serde(rename = "titre")]
    pub title: String,
    /// Prefixes expected of its ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefixes: Vec<String>,
}

/// Couloir: what one kind of software must do (its REM).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// Code, such as `RIS`.
    pub code: String,
    /// Title.
    #[serde(rename = "titre")]
    pub title: String,
    /// Other names of the lane in workbooks.
    #[serde(rename = "alias", default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Prefixes expected of its own ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefixes: Vec<String>,
    /// Prefix dropped from socle ids where the lane publishes them.
    #[serde(rename = "sans_prefixe", default, skip_serializing_if = "Option::is_none")]
    pub strip_prefix: Option<String>,
    /// Profiles of the lane, in order.
    #[serde(rename = "profils", default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<String>,
    /// Every item that applies in the lane, own and picked, in reading order.
    #[serde(rename = "applications", default, skip_serializing_if = "Vec::is_empty")]
    pub applications: Vec<Application>,
    /// Items that left the lane after a freeze, by id.
    #[serde(rename = "retraits", default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawals: Vec<Withdrawal>,
}

impl Lane {
    /// The id as this lane publishes it.
    pub fn published_id<'a>(&self, id: &'a str) -> &'a str {
        match &self.strip_prefix {
            Some(prefix) => id.strip_prefix(prefix.as_str()).unwrap_or(id),
            None => id,
        }
    }
}

/// An item in a lane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// The item.
    pub id: ItemId,
    /// Whether it comes from a socle.
    #[serde(rename = "reprise", default, skip_serializing_if = "std::ops::Not::not")]
    pub picked: bool,
    /// Profiles set by the `reprend` statement.
    #[serde(rename = "profils", default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<String>,
    /// What the lane says differently.
    #[serde(rename = "variante", default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<Variant>,
}

/// Adaptation of a socle item to a lane, field by field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// The socle version the adaptation was written against.
    #[serde(rename = "version", default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<u32>,
    /// Why the lane differs.
    #[serde(flatten)]
    pub cause: MotiveClause,
    /// Fields that replace the socle's.
    #[serde(rename = "champs", default)]
    pub fields: VariantFields,
    /// Scenarios of the socle dropped in the lane.
    #[serde(rename = "sans_scenario", default, skip_serializing_if = "Vec::is_empty")]
    pub without_scenarios: Vec<ItemId>,
    /// Scenarios added, or replacing the socle's of the same id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<Scenario>,
    /// Authored lines about past changes of the variant.
    #[serde(rename = "evolutions", default, skip_serializing_if = "Vec::is_empty")]
    pub evolutions: Vec<EvolutionClaim>,
}

/// The fields a lane may replace. `None` inherits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantFields {
    /// Title.
    #[serde(rename = "titre", default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Section code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Bloc.
    #[serde(rename = "bloc", default, skip_serializing_if = "Option::is_none")]
    pub block: Option<String>,
    /// Fonction.
    #[serde(rename = "fonction", default, skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Nature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nature: Option<Nature>,
    /// Profiles.
    #[serde(rename = "profils", default, skip_serializing_if = "Option::is_none")]
    pub profiles: Option<Vec<String>>,
    /// Condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Énoncé.
    #[serde(rename = "enonce", default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// Published comment.
    #[serde(rename = "commentaire", default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// `retire ID motif …`: an item that left the lane after a freeze.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// The item.
    pub id: ItemId,
    /// Iteration of the withdrawal, when stated.
    #[serde(rename = "depuis", default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The cause.
    #[serde(flatten)]
    pub cause: MotiveClause,
}

/// Applies a variant to a copy of the socle item.
pub(super) fn apply(item: &mut super::Requirement, variant: &Variant) {
    let VariantFields { title, section, block, function, nature, profiles, condition, statement, comment } =
        variant.fields.clone();
    if let Some(title) = title {
        item.title = title;
    }
    if let Some(nature) = nature {
        item.nature = nature;
    }
    if let Some(profiles) = profiles {
        item.profiles = profiles;
    }
    if let Some(statement) = statement {
        item.statement = statement;
    }
    item.section = section.or(item.section.take());
    item.block = block.or(item.block.take());
    item.function = function.or(item.function.take());
    item.condition = condition.or(item.condition.take());
    item.comment = comment.or(item.comment.take());
    item.evolutions.extend(variant.evolutions.iter().cloned());
    item.scenarios.retain(|scenario| !variant.without_scenarios.contains(&scenario.id));
    for scenario in &variant.scenarios {
        match item.scenarios.iter_mut().find(|own| own.id == scenario.id) {
            Some(own) => own.clone_from(scenario),
            None => item.scenarios.push(scenario.clone()),
        }
    }
}
