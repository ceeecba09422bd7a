//! The graph across iterations: a node is an item in an iteration, succession edges lead to its next state, dependency
//! edges to what it needs in the same state. What happened between A and B is walked along succession edges.

use std::collections::{BTreeSet, HashMap};

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef as _;

use crate::history::{Change, Diff, Endpoint, Evolution, diff};
use crate::model::{Corpus, ItemId, Status};

/// An item in a state: position of the state and stable key.
type Revision = (usize, ItemId);

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
    /// Became obsolete at some step.
    pub obsoleted: BTreeSet<ItemId>,
    /// Modified at some step.
    pub modified: BTreeSet<ItemId>,
    /// Validated at some step.
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
            for item in &corpus.items {
                let revision = (position, item.key.clone());
                let node = out.graph.add_node(revision.clone());
                out.index.insert(revision, node);
            }
            out.relate_needs(position, corpus);
            if let Some((before_endpoint, before)) = previous {
                let step = diff(before, corpus, before_endpoint.clone(), endpoint.clone());
                out.relate_step(position, before, &step);
            }
            previous = Some((endpoint, corpus));
        }
        out
    }

    fn relate_needs(&mut self, position: usize, corpus: &Corpus) {
        for item in &corpus.items {
            let Some(from) = self.index.get(&(position, item.key.clone())).copied() else { continue };
            for link in &item.depends {
                let target = corpus.item(link.id.as_str()).map(|needed| (position, needed.key.clone()));
                if let Some(to) = target.and_then(|revision| self.index.get(&revision).copied()) {
                    self.graph.add_edge(from, to, Relation::Needs);
                }
            }
        }
    }

    fn relate_step(&mut self, position: usize, before: &Corpus, step: &Diff) {
        let changes: HashMap<&ItemId, &Change> =
            step.changes.iter().map(|change| (&change.key, change)).collect();
        for item in &before.items {
            let from = self.index.get(&(position - 1, item.key.clone())).copied();
            let to = self.index.get(&(position, item.key.clone())).copied();
            let (Some(from), Some(to)) = (from, to) else { continue };
            let change = changes.get(&item.key);
            let validated = change.is_some_and(|change| {
                change.status.1 == Some(Status::Validated) && change.status.0 != Some(Status::Validated)
            });
            let evolution = change.map_or(Evolution::Unchanged, |change| change.evolution);
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
            let (Some((position, key)), Relation::Becomes { evolution, validated }) =
                (self.graph.node_weight(edge.source()), *edge.weight())
            else {
                continue;
            };
            if *position < start || *position >= end {
                continue;
            }
            match evolution {
                Evolution::Obsolete => _ = walk.obsoleted.insert(key.clone()),
                Evolution::Modified => _ = walk.modified.insert(key.clone()),
                Evolution::Reinstated => _ = walk.reinstated.insert(key.clone()),
                Evolution::New | Evolution::Unchanged => {}
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
        let Some(node) = self.index.get(&(position, key.clone())).copied() else { return Vec::new() };
        let mut found: Vec<ItemId> = self
            .graph
            .edges(node)
            .filter(|edge| *edge.weight() == Relation::Needs)
            .filter_map(|edge| self.graph.node_weight(edge.target()).map(|(_, key)| key.clone()))
            .collect();
        found.sort();
        found
    }
}
