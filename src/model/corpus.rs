//! Everything a project says at one moment.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{
    Application, CommentRound, ExternalReference, ItemId, Iteration, Lane, Requirement, Scenario, Socle,
};
use crate::quick::{HashMap, HashMapExt as _};

/// A section of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionEntry {
    /// Code, such as `MSS/CONF`.
    pub code: String,
    /// Title.
    #[serde(rename = "titre")]
    pub title: String,
}

/// A profile of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Name.
    #[serde(rename = "nom")]
    pub name: String,
    /// Yes/no question that tells a vendor whether the profile applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
}

/// The whole resolved model. Items, scenarios and applications stand in reading order: manifest sections, then source
/// order of bloc and fonction, then natural id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corpus {
    /// Name of the programme.
    pub programme: String,
    /// Iterations of the manifest, in order.
    pub iterations: Vec<Iteration>,
    /// Sections, in order.
    pub sections: Vec<SectionEntry>,
    /// Profiles, in order.
    #[serde(rename = "profils")]
    pub profiles: Vec<Profile>,
    /// Socles, in the order of the manifest.
    pub socles: Vec<Socle>,
    /// Every requirement, own and shared.
    #[serde(rename = "exigences")]
    pub items: Vec<Requirement>,
    /// Scenarios that span several requirements, with the lane they belong to.
    #[serde(rename = "scenarios_transverses", default)]
    pub cross_scenarios: Vec<(String, Scenario)>,
    /// Lanes, in the order of the manifest.
    #[serde(rename = "couloirs")]
    pub lanes: Vec<Lane>,
    /// The register of external referentials.
    pub references: Vec<ExternalReference>,
    /// Comments and what became of them, per iteration.
    #[serde(rename = "retours", default)]
    pub comments: Vec<CommentRound>,
    /// Position of each item by id.
    #[serde(skip)]
    index: ItemIndex,
}

/// Derived from the items, hence never part of equality.
#[derive(Debug, Clone, Default)]
struct ItemIndex(HashMap<ItemId, usize>);

impl PartialEq for ItemIndex {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for ItemIndex {}

impl Corpus {
    /// Rebuilds the index by id; call once after filling or reading `items`. The first of two equal ids wins.
    pub fn reindex(&mut self) {
        let mut index = HashMap::with_capacity(self.items.len());
        for (position, item) in self.items.iter().enumerate() {
            index.entry(item.id.clone()).or_insert(position);
        }
        self.index = ItemIndex(index);
    }

    /// The item of an id.
    pub fn item(&self, id: &str) -> Option<&Requirement> {
        self.items.get(self.position(id)?)
    }

    /// Position of an id in `items`.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.index.0.get(id).copied()
    }

    /// A lane by code or alias.
    pub fn lane(&self, name: &str) -> Option<&Lane> {
        self.lanes
            .iter()
            .find(|lane| lane.code == name)
            .or_else(|| self.lanes.iter().find(|lane| lane.aliases.iter().any(|alias| alias == name)))
    }

    /// A referential by code.
    pub fn reference(&self, code: &str) -> Option<&ExternalReference> {
        self.references.iter().find(|reference| reference.code == code)
    }

    /// Title of a section, or its code when the manifest does not know it.
    pub fn section_title<'a>(&'a self, code: &'a str) -> &'a str {
        self.sections.iter().find(|section| section.code == code).map_or(code, |section| &section.title)
    }

    /// An iteration of the manifest by name.
    pub fn iteration(&self, name: &str) -> Option<&Iteration> {
        self.iterations.iter().find(|iteration| iteration.name == name)
    }

    /// The requirement as a lane states it: the item, with the lane's variant applied. `None` when the id is unknown.
    pub fn effective<'a>(&'a self, application: &Application) -> Option<Cow<'a, Requirement>> {
        let item = self.item(application.id.as_str())?;
        if application.variant.is_none() && application.profiles.is_empty() {
            return Some(Cow::Borrowed(item));
        }
        let mut effective = item.clone();
        if !application.profiles.is_empty() {
            effective.profiles.clone_from(&application.profiles);
        }
        if let Some(variant) = &application.variant {
            super::lane::apply(&mut effective, variant);
        }
        Some(Cow::Owned(effective))
    }

    /// Every item of a lane as the lane states it, in reading order.
    pub fn lane_items<'a>(
        &'a self,
        lane: &'a Lane,
    ) -> impl Iterator<Item = (&'a Application, Cow<'a, Requirement>)> + 'a {
        lane.applications.iter().filter_map(|application| Some((application, self.effective(application)?)))
    }

    /// Lanes in which an item applies. Linear in the lanes' applications: build a map for many items.
    pub fn lanes_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Lane> + 'a {
        self.lanes.iter().filter(move |lane| lane.applications.iter().any(|a| a.id.as_str() == id))
    }
}
