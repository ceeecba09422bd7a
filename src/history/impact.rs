//! What the comments of vendors changed: the transitions whose cause cites a comment, as sets of distinct items.

use std::collections::BTreeSet;

use super::change::{Change, Diff, Evolution};
use crate::model::{ItemId, Status};

/// Items, by stable key, that went through a transition because of a comment. An item counts once in each set, however
/// many comments and steps it took; it may stand in several sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Impact {
    /// Became validated.
    pub validated: BTreeSet<ItemId>,
    /// Became obsolete.
    pub obsolete: BTreeSet<ItemId>,
    /// Modified, in themselves or as a lane states them.
    pub modified: BTreeSet<ItemId>,
    /// Created.
    pub new: BTreeSet<ItemId>,
    /// Came back.
    pub reinstated: BTreeSet<ItemId>,
}

impl Impact {
    /// What comments changed between the two states of a comparison. In the comparison of everything, an item that one
    /// lane alone modifies counts as modified; one that leaves a lane and lives elsewhere is not obsolete.
    pub fn of(diff: &Diff) -> Self {
        let mut impact = Self::default();
        for change in &diff.changes {
            impact.add(change);
        }
        let own = diff.lane_only.iter().map(|own| &own.change);
        for change in own.filter(|change| change.evolution == Evolution::Modified && cites(change)) {
            impact.modified.insert(change.key.clone());
        }
        impact
    }

    /// Adds the items of another step.
    pub fn merge(&mut self, other: &Self) {
        let Self { validated, obsolete, modified, new, reinstated } = other;
        self.validated.extend(validated.iter().cloned());
        self.obsolete.extend(obsolete.iter().cloned());
        self.modified.extend(modified.iter().cloned());
        self.new.extend(new.iter().cloned());
        self.reinstated.extend(reinstated.iter().cloned());
    }

    /// Items that stand in any set, each counted once.
    pub fn distinct(&self) -> usize {
        let Self { validated, obsolete, modified, new, reinstated } = self;
        let sets = [validated, obsolete, modified, new, reinstated];
        sets.into_iter().flatten().collect::<BTreeSet<_>>().len()
    }

    fn add(&mut self, change: &Change) {
        if !cites(change) {
            return;
        }
        let set = match change.evolution {
            Evolution::New => Some(&mut self.new),
            Evolution::Modified => Some(&mut self.modified),
            Evolution::Obsolete => Some(&mut self.obsolete),
            Evolution::Reinstated => Some(&mut self.reinstated),
            Evolution::Unchanged => None,
        };
        if let Some(set) = set {
            set.insert(change.key.clone());
        }
        let (before, after) = change.status;
        if after == Some(Status::Validated) && before != after {
            self.validated.insert(change.key.clone());
        }
    }
}

/// Whether the author says that a comment is why.
fn cites(change: &Change) -> bool {
    change.cause.as_ref().is_some_and(|cause| !cause.comments.is_empty())
}
