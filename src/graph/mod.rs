//! The graph of everything, and the questions people ask of it.
//!
//! Owner of [`CorpusGraph`] (one state) and [`RevisionGraph`] (all states). Input: corpora; output: ids, never node
//! indices. The only user of `petgraph`.

mod build;
mod cycles;
mod edge;
mod revisions;

use std::collections::VecDeque;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef as _;

pub use edge::EdgeKind;
pub use revisions::{RevisionGraph, Walk};

use crate::model::{Corpus, ItemId};
use crate::quick::{HashMap, HashSet};

/// What a node stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node {
    /// A requirement.
    Item(ItemId),
    /// A scenario.
    Scenario(ItemId),
    /// A proof.
    Proof(ItemId),
    /// An external referential, by code.
    Reference(String),
    /// A lane, by code.
    Lane(String),
}

impl Node {
    /// The id or code.
    pub fn id(&self) -> &str {
        match self {
            Node::Item(id) | Node::Scenario(id) | Node::Proof(id) => id.as_str(),
            Node::Reference(code) | Node::Lane(code) => code,
        }
    }
}

/// A node next to another, and how.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Neighbour {
    /// What relates them.
    pub kind: EdgeKind,
    /// Whether the relation starts at the node asked about.
    pub outgoing: bool,
    /// The other node.
    pub node: Node,
}

/// Two related nodes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relation {
    /// Where the relation starts.
    pub from: Node,
    /// What relates them.
    pub kind: EdgeKind,
    /// Where it ends.
    pub to: Node,
}

impl Relation {
    /// Whether both ends belong to a lane: items `inside` it, the lane itself, and what is no item.
    pub fn is_between(&self, inside: impl Fn(&str) -> bool, lane: &str) -> bool {
        [&self.from, &self.to].into_iter().all(|node| match node {
            Node::Item(id) => inside(id.as_str()),
            Node::Lane(code) => code == lane,
            Node::Scenario(_) | Node::Proof(_) | Node::Reference(_) => true,
        }) && matches!((&self.from, &self.to), (Node::Item(_) | Node::Lane(_), _) | (_, Node::Item(_)))
    }
}

/// The relations of one state.
#[derive(Debug, Clone, Default)]
pub struct CorpusGraph {
    graph: DiGraph<Node, EdgeKind>,
    index: HashMap<Node, NodeIndex>,
}

impl CorpusGraph {
    /// Reads every relation of a corpus, once.
    pub fn build(corpus: &Corpus) -> Self {
        build::build(corpus)
    }

    /// Everything an item needs, nearest first (transitive `dépend`).
    pub fn needs(&self, id: &str) -> Vec<ItemId> {
        self.reach(id, Direction::Outgoing)
    }

    /// Everything that needs an item, nearest first: what a change of it may touch.
    pub fn impact(&self, id: &str) -> Vec<ItemId> {
        self.reach(id, Direction::Incoming)
    }

    fn reach(&self, id: &str, direction: Direction) -> Vec<ItemId> {
        let Some(start) = self.index.get(&Node::Item(ItemId::new(id))).copied() else { return Vec::new() };
        let mut seen = HashSet::from_iter([start]);
        let mut queue = VecDeque::from([start]);
        let mut found = Vec::new();
        while let Some(node) = queue.pop_front() {
            let mut next: Vec<(&ItemId, NodeIndex)> = self
                .graph
                .edges_directed(node, direction)
                .filter(|edge| *edge.weight() == EdgeKind::DependsOn)
                .map(|edge| if direction == Direction::Outgoing { edge.target() } else { edge.source() })
                .filter_map(|other| match self.graph.node_weight(other) {
                    Some(Node::Item(id)) => Some((id, other)),
                    _ => None,
                })
                .collect();
            next.sort();
            for (id, other) in next {
                if seen.insert(other) {
                    found.push(id.clone());
                    queue.push_back(other);
                }
            }
        }
        found
    }

    /// Every cycle of `dépend`, as the whole path: the first id is repeated at the end. One per knot, the shortest
    /// through its first item.
    pub fn cycles(&self) -> Vec<Vec<ItemId>> {
        cycles::cycles(&self.graph)
    }

    /// Items in an order in which each comes after what it needs; ties in natural order. Items in a cycle, and what
    /// depends on them, come last.
    pub fn order(&self) -> Vec<ItemId> {
        cycles::order(&self.graph)
    }

    /// What is next to an item, sorted.
    pub fn neighbours(&self, id: &str) -> Vec<Neighbour> {
        self.neighbours_of(&Node::Item(ItemId::new(id)))
    }

    /// What is next to any node, sorted.
    pub fn neighbours_of(&self, node: &Node) -> Vec<Neighbour> {
        let Some(start) = self.index.get(node).copied() else { return Vec::new() };
        let mut found: Vec<Neighbour> = [Direction::Outgoing, Direction::Incoming]
            .into_iter()
            .flat_map(|direction| {
                let outgoing = direction == Direction::Outgoing;
                self.graph.edges_directed(start, direction).filter_map(move |edge| {
                    let other = if outgoing { edge.target() } else { edge.source() };
                    let node = self.graph.node_weight(other)?.clone();
                    Some(Neighbour { kind: edge.weight().clone(), outgoing, node })
                })
            })
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// Every relation, sorted.
    pub fn relations(&self) -> Vec<Relation> {
        let mut found: Vec<Relation> =
            self.graph.edge_references().filter_map(|edge| self.relation(edge)).collect();
        found.sort();
        found.dedup();
        found
    }

    /// Relations at most `depth` steps away from an item, in either direction, sorted. Lanes and external
    /// referentials are shown and not crossed: through them everything is near everything.
    pub fn around(&self, id: &str, depth: usize) -> Vec<Relation> {
        let Some(start) = self.index.get(&Node::Item(ItemId::new(id))).copied() else { return Vec::new() };
        let mut seen = HashSet::from_iter([start]);
        let mut ring = vec![start];
        let mut found = Vec::new();
        for _ in 0..depth {
            let mut next = Vec::new();
            for node in ring.drain(..) {
                if matches!(self.graph.node_weight(node), Some(Node::Lane(_) | Node::Reference(_))) {
                    continue;
                }
                for direction in [Direction::Outgoing, Direction::Incoming] {
                    for edge in self.graph.edges_directed(node, direction) {
                        found.extend(self.relation(edge));
                        let other = if edge.source() == node { edge.target() } else { edge.source() };
                        if seen.insert(other) {
                            next.push(other);
                        }
                    }
                }
            }
            ring = next;
        }
        found.sort();
        found.dedup();
        found
    }

    fn relation(&self, edge: petgraph::graph::EdgeReference<'_, EdgeKind>) -> Option<Relation> {
        Some(Relation {
            from: self.graph.node_weight(edge.source())?.clone(),
            kind: edge.weight().clone(),
            to: self.graph.node_weight(edge.target())?.clone(),
        })
    }
}
