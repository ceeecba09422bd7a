//! Reading the relations of a corpus.

use petgraph::graph::NodeIndex;

use super::{CorpusGraph, EdgeKind, Node};
use crate::model::{Corpus, ItemId, Scenario};

/// Builds the graph of a corpus. Relations to unknown ids are left out: `resolve` reports them.
pub(super) fn build(corpus: &Corpus) -> CorpusGraph {
    let mut out = CorpusGraph::default();
    let nodes: Vec<NodeIndex> =
        corpus.items.iter().map(|item| out.node(Node::Item(item.id.clone()))).collect();
    for (item, node) in corpus.items.iter().zip(nodes) {
        let links = item.depends.iter().map(|link| (&link.id, EdgeKind::DependsOn));
        let lineage = item
            .replaced_by
            .iter()
            .map(|id| (id, EdgeKind::ReplacedBy))
            .chain(item.derived_from.iter().map(|id| (id, EdgeKind::DerivedFrom)))
            .chain(item.merges.iter().map(|id| (id, EdgeKind::Merges)))
            .chain(item.formerly.iter().map(|id| (id, EdgeKind::Formerly)));
        for (id, kind) in links.chain(lineage) {
            out.relate_item(node, id, kind);
        }
        for reference in &item.references {
            let target = out.node(Node::Reference(reference.code.clone()));
            out.graph.add_edge(node, target, EdgeKind::Cites);
        }
        for scenario in &item.scenarios {
            let from = out.scenario(scenario);
            out.graph.add_edge(from, node, EdgeKind::Covers);
        }
    }
    for (_, scenario) in &corpus.cross_scenarios {
        let from = out.scenario(scenario);
        for id in scenario.covers() {
            out.relate_item(from, id, EdgeKind::Covers);
        }
    }
    for lane in &corpus.lanes {
        let from = out.node(Node::Lane(lane.code.clone()));
        for application in lane.applications.iter().filter(|application| application.picked) {
            out.relate_item(from, &application.id, EdgeKind::Picks);
            if application.variant.is_some() {
                out.relate_item(from, &application.id, EdgeKind::Adapts);
            }
        }
    }
    out
}

impl CorpusGraph {
    fn node(&mut self, node: Node) -> NodeIndex {
        if let Some(index) = self.index.get(&node) {
            return *index;
        }
        let index = self.graph.add_node(node.clone());
        self.index.insert(node, index);
        index
    }

    fn relate_item(&mut self, from: NodeIndex, id: &ItemId, kind: EdgeKind) {
        if let Some(target) = self.index.get(&Node::Item(id.clone())).copied() {
            self.graph.add_edge(from, target, kind);
        }
    }

    fn scenario(&mut self, scenario: &Scenario) -> NodeIndex {
        let node = self.node(Node::Scenario(scenario.id.clone()));
        for proof in scenario.all_proofs() {
            let target = self.node(Node::Proof(proof.id.clone()));
            self.graph.add_edge(node, target, EdgeKind::ProvedBy);
        }
        node
    }
}
