//! The life of one item in one lane, state after state.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::definition::{Step, Version};
use super::seen::Seen;
use super::state::Covering;
use crate::history::{Change, wording};
use crate::model::{Reach, Requirement};

/// What an item said in each state so far.
pub(super) struct Life<'a> {
    item: Cow<'a, Requirement>,
    seen: Seen,
    covering: Covering<'a>,
    versions: Vec<Version>,
    rank: usize,
}

impl<'a> Life<'a> {
    /// The first state of an item.
    pub(super) fn start(
        item: Cow<'a, Requirement>,
        seen: Seen,
        covering: Covering<'a>,
        rank: usize,
        iteration: &str,
    ) -> Self {
        let version = Version {
            iteration: iteration.to_owned(),
            step: Some(Step::Creation),
            claimed: None,
            signals: Vec::new(),
            statement: Some(seen.statement.clone()),
            text: Some(item.statement.clone()),
            nature: Some(seen.nature),
            profiles: Some(seen.profiles.clone()),
            condition: Some(seen.condition.clone()),
            scope: Some(seen.scope.clone()),
            references: Some(seen.references.clone()),
            scenarios: Some(seen.scenarios.clone()),
            proofs: Some(seen.proofs.clone()),
        };
        Self { item, seen, covering, versions: vec![version], rank }
    }

    /// Place of the last state that has the item.
    pub(super) fn rank(&self) -> usize {
        self.rank
    }

    /// The item in that state.
    pub(super) fn item(&self) -> &Requirement {
        &self.item
    }

    /// Whether an item says what it said in that state, references apart.
    pub(super) fn says_the_same(&self, item: &Requirement, covering: &Covering<'a>) -> bool {
        says_the_same([&self.item, item], [&self.covering, covering])
    }

    /// The next state that has the item. `seen` is `None` when only references can have moved.
    pub(super) fn advance(
        &mut self,
        item: Cow<'a, Requirement>,
        seen: Option<Seen>,
        references: BTreeMap<String, String>,
        covering: Covering<'a>,
        change: Option<&Change>,
        (rank, iteration): (usize, &str),
    ) {
        let seen = seen.unwrap_or_else(|| Seen { references, ..self.seen.clone() });
        self.rank = rank;
        self.covering = covering;
        if seen == self.seen {
            self.item = item;
            return;
        }
        fn moved<T: Clone + PartialEq>(old: &T, new: &T) -> Option<T> {
            (old != new).then(|| new.clone())
        }
        let old = &self.seen;
        let statement = moved(&old.statement, &seen.statement);
        let step = statement.is_some().then(|| reach(&self.item.statement, &item.statement, change));
        self.versions.push(Version {
            iteration: iteration.to_owned(),
            step,
            claimed: change.and_then(|change| change.claimed),
            signals: change
                .map(|change| change.signals.iter().map(|signal| signal.code.clone()).collect())
                .unwrap_or_default(),
            text: statement.is_some().then(|| item.statement.clone()),
            statement,
            nature: moved(&old.nature, &seen.nature),
            profiles: moved(&old.profiles, &seen.profiles),
            condition: moved(&old.condition, &seen.condition),
            scope: moved(&old.scope, &seen.scope),
            references: moved(&old.references, &seen.references),
            scenarios: moved(&old.scenarios, &seen.scenarios),
            proofs: moved(&old.proofs, &seen.proofs),
        });
        self.seen = seen;
        self.item = item;
    }

    /// What the item says now, and its versions. The words of today stand in the item only.
    pub(super) fn told(&self) -> (Seen, Vec<Version>) {
        let mut versions = self.versions.clone();
        if let Some(last) = versions.iter_mut().rev().find(|version| version.statement.is_some()) {
            last.text = None;
        }
        (self.seen.clone(), versions)
    }
}

/// Whether nothing fingerprints are made of differs between two states of an item, references apart.
pub(super) fn says_the_same([old, new]: [&Requirement; 2], coverings: [&Covering<'_>; 2]) -> bool {
    old.id == new.id
        && old.statement == new.statement
        && old.nature == new.nature
        && old.profiles == new.profiles
        && old.condition == new.condition
        && old.scope == new.scope
        && old.scenarios == new.scenarios
        && coverings[0] == coverings[1]
}

/// How far the change of an énoncé reaches: as the comparison of the two states says, and fond when it does not say.
fn reach(before: &str, after: &str, change: Option<&Change>) -> Step {
    if wording::same_wording(before, after) {
        return Step::Typography;
    }
    let calm = change.is_some_and(|change| match change.reach {
        Some(reach) => reach > Reach::Substance,
        // An item that came back: the comparison grades nothing, the claim and the signs remain.
        None => change.claimed.is_some_and(|claimed| claimed > Reach::Substance) && change.signals.is_empty(),
    });
    if calm { Step::Wording } else { Step::Substance }
}
