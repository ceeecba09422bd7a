//! The graph across iterations: a node is an item in an iteration, succession edges lead to its next state, dependency
//! edges to what it needs in the same state. What happened between A and B is walked along succession edges.

use std::collections::BTreeSet;

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef as _;

use crate::history::{Change, Diff, Endpoint, Evolution, diff};
use crate::model::{Corpus, ItemId, Status};
use crate::quick::{HashMap, HashSet};

/// A node: a state of an item, by position of the state and stable key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Revision {
    /// The item as it is in a state.
    Item(usize, ItemId),
    /// What is not there in a state: where newcomers come from, and where items that vanish go.
    Nothing(usize),
}

impl Revision {
    fn position(&self) -> usize {
        match self {
            Revision::Item(position, _) | Revision::Nothing(position) => *position,
        }
    }

    fn key(&self) -> Option<&ItemId> {
        match self {
            Revision::Item(_, key) => Some(key),
            Revision::Nothing(_) => None,
        }
    }
}

/// A relation between revisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// To the same item in the next state.
    Becomes { evolution: Evolution, validated: bool },
    /// To what is needed in the same state.
    Needs,
}

/// Every state of every item.
#[derive(Debug, Clone, Default)]
pub struct RevisionGraph {
    graph: DiGraph<Revision, Relation>,
    states: Vec<String>,
    index: HashMap<Revision, NodeIndex>,
}

/// What happened on the way from one state to another, by stable key, in natural order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walk {
    /// New at some step.
    pub created: BTreeSet<ItemId>,
    /// Became obsolete at some step, or vanished.
    pub obsoleted: BTreeSet<ItemId>,
    /// Modified at some step.
    pub modified: BTreeSet<ItemId>,
    /// Validated at some step, or new and validated at once.
    pub validated: BTreeSet<ItemId>,
    /// Reintroduced at some step.
    pub reinstated: BTreeSet<ItemId>,
}

impl RevisionGraph {
    /// Builds the graph of consecutive states, oldest first.
    pub fn build(states: &[(Endpoint, &Corpus)]) -> Self {
        let mut out = Self::default();
        let mut previous: Option<(&Endpoint, &Corpus)> = None;
        for (position, (endpoint, corpus)) in states.iter().enumerate() {
            out.states.push(endpoint.name.clone());
            out.node(Revision::Nothing(position));
            for item in &corpus.items {
                out.node(Revision::Item(position, item.key.clone()));
            }
            out.relate_needs(position, corpus);
            if let Some((before_endpoint, before)) = previous {
                let step = diff(before, corpus, before_endpoint.clone(), endpoint.clone());
                out.relate_step(position, before, corpus, &step);
            }
            previous = Some((endpoint, corpus));
        }
        out
    }

    fn node(&mut self, revision: Revision) {
        let node = self.graph.add_node(revision.clone());
        self.index.insert(revision, node);
    }

    fn find(&self, position: usize, key: &ItemId) -> Option<NodeIndex> {
        self.index.get(&Revision::Item(position, key.clone())).copied()
    }

    fn relate_needs(&mut self, position: usize, corpus: &Corpus) {
        for item in &corpus.items {
            let Some(from) = self.find(position, &item.key) else { continue };
            for link in &item.depends {
                let target =
                    corpus.item(link.id.as_str()).and_then(|needed| self.find(position, &needed.key));
                if let Some(to) = target {
                    self.graph.add_edge(from, to, Relation::Needs);
                }
            }
        }
    }

    /// One succession edge for each item of either state.
    fn relate_step(&mut self, position: usize, before: &Corpus, after: &Corpus, step: &Diff) {
        let changes: HashMap<&ItemId, &Change> =
            step.changes.iter().map(|change| (&change.key, change)).collect();
        let nothing = |graph: &Self, position| graph.index.get(&Revision::Nothing(position)).copied();
        let (Some(nowhere_before), Some(nowhere_after)) =
            (nothing(self, position - 1), nothing(self, position))
        else {
            return;
        };
        let known: HashSet<&ItemId> = before.items.iter().map(|item| &item.key).collect();
        let newcomers = after.items.iter().map(|item| &item.key).filter(|key| !known.contains(key));
        for key in before.items.iter().map(|item| &item.key).chain(newcomers) {
            let change = changes.get(key);
            let validated = change.is_some_and(|change| {
                change.status.1 == Some(Status::Validated) && change.status.0 != Some(Status::Validated)
            });
            let evolution = change.map_or(Evolution::Unchanged, |change| change.evolution);
            let from = self.find(position - 1, key).unwrap_or(nowhere_before);
            let to = self.find(position, key).unwrap_or(nowhere_after);
            self.graph.add_edge(from, to, Relation::Becomes { evolution, validated });
        }
    }

    /// What happened from state `from` to state `to`, walking succession edges. `None` when a name is unknown or the
    /// order is reversed.
    pub fn walk(&self, from: &str, to: &str) -> Option<Walk> {
        let start = self.states.iter().position(|state| state == from)?;
        let end = self.states.iter().position(|state| state == to)?;
        if start > end {
            return None;
        }
        let mut walk = Walk::default();
        for edge in self.graph.edge_references() {
            let Relation::Becomes { evolution, validated } = *edge.weight() else { continue };
            let ends = (self.graph.node_weight(edge.source()), self.graph.node_weight(edge.target()));
            let (Some(source), Some(target)) = ends else { continue };
            let Some(key) = source.key().or(target.key()) else { continue };
            if source.position() < start || source.position() >= end {
                continue;
            }
            match evolution {
                Evolution::Obsolete => _ = walk.obsoleted.insert(key.clone()),
                Evolution::Modified => _ = walk.modified.insert(key.clone()),
                Evolution::Reinstated => _ = walk.reinstated.insert(key.clone()),
                Evolution::New => _ = walk.created.insert(key.clone()),
                Evolution::Unchanged => {}
            }
            if validated {
                walk.validated.insert(key.clone());
            }
        }
        Some(walk)
    }

    /// What an item needed in a state, by stable key, sorted.
    pub fn needs(&self, key: &ItemId, state: &str) -> Vec<ItemId> {
        let Some(position) = self.states.iter().position(|name| name == state) else { return Vec::new() };
        let Some(node) = self.find(position, key) else { return Vec::new() };
        let mut found: Vec<ItemId> = self
            .graph
            .edges(node)
            .filter(|edge| *edge.weight() == Relation::Needs)
            .filter_map(|edge| self.graph.node_weight(edge.target()).and_then(Revision::key).cloned())
            .collect();
        found.sort();
        found
    }
}
