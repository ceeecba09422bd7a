//! What a tree says, without where it says it: two files mean the same when this is equal.

use remc::syntax::tree::{AdaptNode, Field, FieldValue, File, LaneValue, Node, Spanned};

/// The tree printed without places, fields in a fixed order, words of closed lists without accents.
pub fn meaning(tree: &File) -> String {
    let mut nodes = tree.nodes.clone();
    nodes.sort_by_key(|node| !matches!(node, Node::Edition(..)));
    for node in &mut nodes {
        match node {
            Node::Requirement(item) => {
                if item.version.is_none() {
                    item.version = Some(Spanned { value: 1, span: item.span });
                }
                sort(&mut item.fields);
            }
            Node::Scenario(item) => sort(&mut item.fields),
            Node::Lane(item) => {
                item.fields.sort_by_key(|field| match field.value {
                    LaneValue::Profiles(_) => 0,
                    LaneValue::Pick(_) => 1,
                    LaneValue::Adapt(_) => 2,
                    LaneValue::Withdraw(_) => 3,
                });
                for field in &mut item.fields {
                    if let LaneValue::Adapt(AdaptNode { fields, .. }) = &mut field.value {
                        sort(fields);
                    }
                }
            }
            _ => {}
        }
    }
    without_spans(&format!("{nodes:#?}"))
}

fn sort(fields: &mut [Field]) {
    fields.sort_by_key(|field| match &field.value {
        FieldValue::Step(_) | FieldValue::Proof(_) => "étape",
        value => value.keyword(),
    });
    for field in fields {
        match &mut field.value {
            FieldValue::Scenario(item) => sort(&mut item.fields),
            FieldValue::Nature(word) | FieldValue::Criticality(word) => fold(&mut word.value),
            FieldValue::Status(status) => fold(&mut status.word.value),
            FieldValue::Evolution(node) => fold(&mut node.reach.value),
            FieldValue::Proof(node) => node.kinds.iter_mut().for_each(|kind| fold(&mut kind.value)),
            _ => {}
        }
    }
}

fn fold(word: &mut String) {
    *word = remc::source::fold_accents(word);
}

/// Drops every `Span { … }` of a pretty-printed tree.
fn without_spans(printed: &str) -> String {
    let mut out = String::new();
    let mut hidden: Option<usize> = None;
    for line in printed.lines() {
        let indent = line.len() - line.trim_start().len();
        match hidden {
            Some(depth) if indent > depth => {}
            Some(_) => hidden = None,
            None if line.ends_with("Span {") => hidden = Some(indent),
            None => out.extend([line, "\n"]),
        }
    }
    out
}

/// The comments of a file, sorted: none may be lost.
pub fn comments(text: &str, tree: &File) -> Vec<String> {
    let mut found: Vec<String> =
        tree.comments.iter().map(|span| text[span.range()].trim_end().to_owned()).collect();
    found.sort();
    found
}
