//! The graph for other tools: JSON, Graphviz DOT, Mermaid.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::graph::{Node, Relation};
use crate::model::Corpus;

/// Name and version of the JSON format.
pub const SCHEMA: &str = "remc/graph@1";

/// The relations as JSON, with a final newline.
pub fn to_json(relations: &[Relation], corpus: &Corpus) -> String {
    let nodes: Vec<_> = nodes(relations)
        .into_iter()
        .map(|node| json!({ "id": node.id(), "kind": kind(node), "title": title(node, corpus) }))
        .collect();
    let edges: Vec<_> = relations
        .iter()
        .map(|relation| json!({ "from": relation.from.id(), "to": relation.to.id(), "kind": relation.kind.label() }))
        .collect();
    format!("{:#}\n", json!({ "schema": SCHEMA, "nodes": nodes, "edges": edges }))
}

/// The relations in Graphviz DOT.
pub fn to_dot(relations: &[Relation], corpus: &Corpus) -> String {
    let mut out = String::from("digraph remc {\n  rankdir=LR;\n  node [shape=box];\n");
    for node in nodes(relations) {
        let label = format!("{}\n{}", node.id(), title(node, corpus));
        out.push_str(&format!("  {} [label={}];\n", quoted(&name(node)), quoted(label.trim_end())));
    }
    for relation in relations {
        let (from, to) = (quoted(&name(&relation.from)), quoted(&name(&relation.to)));
        out.push_str(&format!("  {from} -> {to} [label={}];\n", quoted(relation.kind.label())));
    }
    out.push_str("}\n");
    out
}

/// The relations as a Mermaid flowchart.
pub fn to_mermaid(relations: &[Relation], corpus: &Corpus) -> String {
    let numbers: BTreeMap<&Node, usize> =
        nodes(relations).into_iter().enumerate().map(|(index, node)| (node, index)).collect();
    let mut out = String::from("flowchart LR\n");
    for (node, number) in &numbers {
        let label = format!("{} {}", node.id(), title(node, corpus));
        out.push_str(&format!("  n{number}[\"{}\"]\n", entities(label.trim_end())));
    }
    for relation in relations {
        if let (Some(from), Some(to)) = (numbers.get(&relation.from), numbers.get(&relation.to)) {
            out.push_str(&format!("  n{from} -->|{}| n{to}\n", entities(relation.kind.label())));
        }
    }
    out
}

fn nodes(relations: &[Relation]) -> BTreeSet<&Node> {
    relations.iter().flat_map(|relation| [&relation.from, &relation.to]).collect()
}

fn kind(node: &Node) -> &'static str {
    match node {
        Node::Item(_) => "exigence",
        Node::Scenario(_) => "scenario",
        Node::Proof(_) => "preuve",
        Node::Reference(_) => "referentiel",
        Node::Lane(_) => "couloir",
    }
}

fn name(node: &Node) -> String {
    format!("{}:{}", kind(node), node.id())
}

pub(super) fn title<'a>(node: &Node, corpus: &'a Corpus) -> &'a str {
    match node {
        Node::Item(id) => corpus.item(id.as_str()).map_or("", |item| &item.title),
        Node::Reference(code) => corpus.reference(code).map_or("", |reference| &reference.title),
        Node::Lane(code) => corpus.lane(code).map_or("", |lane| &lane.title),
        Node::Scenario(_) | Node::Proof(_) => "",
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

fn entities(text: &str) -> String {
    text.replace('&', "#amp;")
        .replace('"', "#quot;")
        .replace('<', "#lt;")
        .replace('>', "#gt;")
        .replace('\n', " ")
}
