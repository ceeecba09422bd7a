//! A project as the importer sees it: what it may change is taken apart, the rest is kept as written.
//!
//! Owner of [`State`]. Read from the sources of an existing project by `existing`, changed by `plan`, written by `emit`.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Criticality, Home, Nature, Status};

/// A lane or a socle of the manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct HomeEntry {
    pub(super) code: String,
    pub(super) title: String,
    pub(super) aliases: Vec<String>,
    pub(super) prefixes: Vec<String>,
}

/// `depuis`, `motif` and `répond`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Clause {
    pub(super) since: Option<String>,
    pub(super) motive: Option<String>,
    pub(super) text: Option<String>,
    pub(super) answers: Vec<String>,
}

/// A proof.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ProofState {
    pub(super) id: String,
    pub(super) shared: bool,
    pub(super) kinds: Vec<String>,
    pub(super) text: String,
    /// Points and whether they are internal.
    pub(super) verification: Option<(String, bool)>,
}

/// A step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct StepState {
    pub(super) text: String,
    pub(super) covers: Vec<String>,
    pub(super) proofs: Vec<ProofState>,
}

/// A scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ScenarioState {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) profiles: Vec<String>,
    pub(super) prerequisite: String,
    pub(super) steps: Vec<StepState>,
    pub(super) proofs: Vec<ProofState>,
    pub(super) notes: Vec<String>,
}

/// The fields a lane may say differently; `None` inherits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct VariantState {
    pub(super) pin: Option<u32>,
    pub(super) clause: Clause,
    pub(super) title: Option<String>,
    pub(super) section: Option<String>,
    pub(super) block: Option<String>,
    pub(super) function: Option<String>,
    pub(super) nature: Option<Nature>,
    pub(super) profiles: Option<Vec<String>>,
    pub(super) statement: Option<String>,
    pub(super) comment: Option<String>,
    pub(super) without: Vec<String>,
    pub(super) scenarios: Vec<ScenarioState>,
    /// Fields of no interest here, as written.
    pub(super) kept: Vec<String>,
}

impl VariantState {
    /// Whether it says anything of its own.
    pub(super) fn is_empty(&self) -> bool {
        let Self {
            pin: _,
            clause: _,
            title,
            section,
            block,
            function,
            nature,
            profiles,
            statement,
            comment,
            without,
            scenarios,
            kept,
        } = self;
        title.is_none()
            && section.is_none()
            && block.is_none()
            && function.is_none()
            && nature.is_none()
            && profiles.is_none()
            && statement.is_none()
            && comment.is_none()
            && without.is_empty()
            && scenarios.is_empty()
            && kept.is_empty()
    }
}

/// A socle item in a lane.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct PickState {
    /// Profiles of the `reprend` statement.
    pub(super) profiles: Vec<String>,
    /// What the lane says differently.
    pub(super) variant: Option<VariantState>,
    /// Since when and why the item left the lane.
    pub(super) withdrawn: Option<Clause>,
}

/// A requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ItemState {
    pub(super) id: String,
    pub(super) home: Home,
    pub(super) version: u32,
    pub(super) title: Option<String>,
    pub(super) section: Option<String>,
    pub(super) block: Option<String>,
    pub(super) function: Option<String>,
    pub(super) nature: Nature,
    pub(super) status: Status,
    pub(super) status_clause: Clause,
    pub(super) profiles: Vec<String>,
    pub(super) criticality: Option<Criticality>,
    pub(super) scope: Option<String>,
    pub(super) wave1: Vec<String>,
    pub(super) formerly: Vec<String>,
    pub(super) derived_from: Vec<String>,
    pub(super) replaced_by: Vec<String>,
    pub(super) reinstated: Option<Clause>,
    pub(super) statement: Option<String>,
    pub(super) comment: Option<String>,
    pub(super) notes: Vec<String>,
    pub(super) scenarios: Vec<ScenarioState>,
    /// Fields of no interest here, as written.
    pub(super) kept: Vec<String>,
}

impl ItemState {
    /// A new item that says nothing yet.
    pub(super) fn new(id: &str, home: Home) -> Self {
        Self {
            id: id.to_owned(),
            home,
            version: 1,
            title: None,
            section: None,
            block: None,
            function: None,
            nature: Nature::Mandatory,
            status: Status::Instruction,
            status_clause: Clause::default(),
            profiles: Vec::new(),
            criticality: None,
            scope: None,
            wave1: Vec::new(),
            formerly: Vec::new(),
            derived_from: Vec::new(),
            replaced_by: Vec::new(),
            reinstated: None,
            statement: None,
            comment: None,
            notes: Vec::new(),
            scenarios: Vec::new(),
            kept: Vec::new(),
        }
    }

    /// Whether it counts.
    pub(super) fn is_live(&self) -> bool {
        self.status != Status::Obsolete
    }
}

/// What the last frozen iteration holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Frozen {
    /// Its name.
    pub(super) iteration: String,
    /// Versions of its items, by id.
    pub(super) versions: BTreeMap<String, u32>,
}

/// The whole project.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct State {
    pub(super) lanes: Vec<HomeEntry>,
    pub(super) socles: Vec<HomeEntry>,
    /// Code and title, in the order of the manifest.
    pub(super) sections: Vec<(String, String)>,
    pub(super) profiles: Vec<String>,
    pub(super) iterations: Vec<String>,
    /// Items by id.
    pub(super) items: BTreeMap<String, ItemState>,
    /// Socle items by lane, then by id.
    pub(super) picks: BTreeMap<String, BTreeMap<String, PickState>>,
    /// Profiles written in the block of a lane.
    pub(super) lane_profiles: BTreeMap<String, Vec<String>>,
    /// Scenarios that span several requirements, by lane.
    pub(super) cross: BTreeMap<String, Vec<ScenarioState>>,
    pub(super) frozen: Option<Frozen>,
}

impl State {
    /// Ids of the items a lane applies, own and picked, obsolete ones included.
    pub(super) fn of_lane(&self, lane: &str) -> BTreeSet<String> {
        let own = self.items.values().filter(|item| item.home == Home::Lane(lane.to_owned()));
        let picked = self.picks.get(lane).into_iter().flatten().filter(|(_, pick)| pick.withdrawn.is_none());
        own.map(|item| item.id.clone()).chain(picked.map(|(id, _)| id.clone())).collect()
    }

    /// The project's spelling of the code of a socle.
    pub(super) fn socle_spelling(&self, code: &str) -> String {
        let known = self.socles.iter().find(|entry| entry.code.eq_ignore_ascii_case(code));
        known.map_or_else(|| code.to_owned(), |entry| entry.code.clone())
    }

    /// Lanes where a socle item still applies.
    pub(super) fn lanes_of(&self, id: &str) -> Vec<String> {
        self.picks
            .iter()
            .filter(|(_, picks)| picks.get(id).is_some_and(|pick| pick.withdrawn.is_none()))
            .map(|(lane, _)| lane.clone())
            .collect()
    }
}
