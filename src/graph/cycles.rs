//! Cycles of dependencies and a reading order without them.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{EdgeFiltered, EdgeRef as _};

use super::{EdgeKind, Node};
use crate::model::ItemId;
use crate::quick::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

type Graph = DiGraph<Node, EdgeKind>;

fn id(graph: &Graph, node: NodeIndex) -> Option<&ItemId> {
    match graph.node_weight(node) {
        Some(Node::Item(id)) => Some(id),
        _ => None,
    }
}

fn needs(graph: &Graph, node: NodeIndex) -> impl Iterator<Item = NodeIndex> {
    graph.edges(node).filter(|edge| *edge.weight() == EdgeKind::DependsOn).map(|edge| edge.target())
}

/// One cycle per strongly connected knot of `dépend`, in natural order. Kosaraju's algorithm does not recurse: a chain of
/// any length is fine.
pub(super) fn cycles(graph: &Graph) -> Vec<Vec<ItemId>> {
    let only = EdgeFiltered::from_fn(graph, |edge| *edge.weight() == EdgeKind::DependsOn);
    let mut found: Vec<Vec<ItemId>> = kosaraju_scc(&only)
        .into_iter()
        .filter(|knot| {
            knot.len() > 1 || knot.first().is_some_and(|node| needs(graph, *node).any(|to| to == *node))
        })
        .filter_map(|knot| shortest(graph, &knot))
        .collect();
    found.sort();
    found
}

/// The shortest cycle through the first item of a knot.
fn shortest(graph: &Graph, knot: &[NodeIndex]) -> Option<Vec<ItemId>> {
    let members: HashSet<NodeIndex> = knot.iter().copied().collect();
    let start = knot.iter().copied().min_by(|a, b| id(graph, *a).cmp(&id(graph, *b)))?;
    let mut from: HashMap<NodeIndex, NodeIndex> = HashMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        let mut next: Vec<NodeIndex> = needs(graph, node).filter(|to| members.contains(to)).collect();
        next.sort_by(|a, b| id(graph, *a).cmp(&id(graph, *b)));
        for to in next {
            if to == start {
                let mut path = vec![start];
                let mut back = node;
                while back != start {
                    path.push(back);
                    back = *from.get(&back)?;
                }
                path.push(start);
                path.reverse();
                return Some(path.into_iter().filter_map(|node| id(graph, node).cloned()).collect());
            }
            if let std::collections::hash_map::Entry::Vacant(entry) = from.entry(to) {
                entry.insert(node);
                queue.push_back(to);
            }
        }
    }
    None
}

/// Kahn's algorithm with a heap, so that ties come in natural order.
pub(super) fn order(graph: &Graph) -> Vec<ItemId> {
    let items: Vec<NodeIndex> = graph.node_indices().filter(|node| id(graph, *node).is_some()).collect();
    let mut missing: HashMap<NodeIndex, usize> =
        items.iter().map(|node| (*node, needs(graph, *node).count())).collect();
    let mut ready: BinaryHeap<Reverse<(&ItemId, NodeIndex)>> = items
        .iter()
        .filter(|node| missing.get(node) == Some(&0))
        .filter_map(|node| Some(Reverse((id(graph, *node)?, *node))))
        .collect();
    let mut out = Vec::with_capacity(items.len());
    let mut placed = HashSet::new();
    while let Some(Reverse((name, node))) = ready.pop() {
        out.push(name.clone());
        placed.insert(node);
        let users = graph
            .edges_directed(node, petgraph::Direction::Incoming)
            .filter(|edge| *edge.weight() == EdgeKind::DependsOn)
            .map(|edge| edge.source());
        for user in users {
            if let Some(count) = missing.get_mut(&user) {
                *count = count.saturating_sub(1);
                if *count == 0
                    && let Some(name) = id(graph, user)
                {
                    ready.push(Reverse((name, user)));
                }
            }
        }
    }
    let mut rest: Vec<ItemId> = items
        .iter()
        .filter(|node| !placed.contains(node))
        .filter_map(|node| id(graph, *node).cloned())
        .collect();
    rest.sort();
    out.extend(rest);
    out
}
