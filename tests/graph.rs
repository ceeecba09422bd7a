//! Relations within a state and across states.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use remc::graph::{CorpusGraph, EdgeKind, Node, RevisionGraph};
use remc::history::{Evolution, diff, diff_lane};
use remc::model::{Corpus, DependencyLink, ItemId, Requirement};

use crate::support::project::{Project, end, item};

fn names(ids: &[ItemId]) -> Vec<&str> {
    ids.iter().map(ItemId::as_str).collect()
}

fn depends(pairs: &[(&str, &str)]) -> CorpusGraph {
    let items: Vec<_> = pairs
        .iter()
        .map(
            |(id, needs)| {
                if needs.is_empty() { item(id) } else { item(id).with(&format!("dépend {needs}")) }
            },
        )
        .collect();
    Project::new().mss(&items).compile().graph
}

#[test]
fn needs_and_impact_go_all_the_way_nearest_first() {
    let graph = depends(&[
        ("A.1", "A.2, A.3"),
        ("A.2", "A.10"),
        ("A.3", "A.9, A.10"),
        ("A.9", ""),
        ("A.10", "A.11"),
        ("A.11", ""),
    ]);
    assert_eq!(names(&graph.needs("A.1")), ["A.2", "A.3", "A.10", "A.9", "A.11"]);
    assert_eq!(names(&graph.impact("A.11")), ["A.10", "A.2", "A.3", "A.1"]);
    assert_eq!(names(&graph.needs("A.11")), Vec::<&str>::new());
    assert_eq!(names(&graph.needs("Z.1")), Vec::<&str>::new(), "an unknown id needs nothing");
}

#[test]
fn the_order_puts_what_is_needed_first_and_ties_in_natural_order() {
    let graph = depends(&[("A.1", "A.10"), ("A.2", ""), ("A.9", ""), ("A.10", "A.2, A.2")]);
    assert_eq!(names(&graph.order()), ["A.2", "A.9", "A.10", "A.1"]);
    let tangled = depends(&[("A.1", "A.2"), ("A.2", "A.1"), ("A.3", "A.1"), ("A.4", "")]);
    assert_eq!(
        names(&tangled.order()),
        ["A.4", "A.1", "A.2", "A.3"],
        "cycles and what hangs on them come last"
    );
}

#[test]
fn a_cycle_is_told_whole_once_per_knot() {
    let graph = depends(&[
        ("A.1", "A.2"),
        ("A.2", "A.3"),
        ("A.3", "A.1, A.2"),
        ("B.1", "B.1"),
        ("B.2", "B.1"),
        ("C.1", "C.2, C.3"),
        ("C.2", "C.3"),
        ("C.3", "C.1"),
    ]);
    let told: Vec<String> = graph.cycles().iter().map(|cycle| names(cycle).join(" > ")).collect();
    assert_eq!(told, ["A.1 > A.2 > A.3 > A.1", "B.1 > B.1", "C.1 > C.3 > C.1"]);
    assert_eq!(depends(&[("A.1", "A.2"), ("A.2", "")]).cycles(), Vec::<Vec<ItemId>>::new());
}

#[test]
fn neighbours_name_every_relation_both_ways() {
    let project = Project::new()
        .file("references.yaml", "références: [{ code: CI-SIS, titre: \"Cadre\", versions: [{ v: \"1.0\" }] }]")
        .mss(&[
            item("A.1").with(
                "dépend A.2\nréférence CI-SIS\nissue de A.3\nanciennement OLD/1\n
                 scénario A.1.01 \"S\" { étape \"Faire.\" preuve A.1.01.01 trace \"T\" }",
            ),
            item("A.2").with("fusionne A.3"),
            item("A.3").status("obsolète depuis IT1 motif scission").with("remplacée par A.1"),
        ])
        .lane("RIS", "reprend A.1, A.2\nadapte A.1 motif precision { nature préconisée }", &[item("RIS.1").with("dépend A.1")])
        .file("rem/LGC.rem", "rem LGC \"L\" { reprend A.2 }\nscénario SCN/1.01 \"T\" { étape \"Tout.\" couvre A.1 preuve SCN/1.01.01 trace \"T\" }");
    let graph = project.compile().graph;
    let told: Vec<String> = graph
        .neighbours("A.1")
        .iter()
        .map(|other| {
            format!("{} {:?} {}", if other.outgoing { ">" } else { "<" }, other.kind, other.node.id())
        })
        .collect();
    let expected = [
        "< DependsOn RIS.1",
        "> DependsOn A.2",
        "< Picks RIS",
        "< Adapts RIS",
        "< ReplacedBy A.3",
        "> DerivedFrom A.3",
        "< Covers A.1.01",
        "< Covers SCN/1.01",
        "> Cites CI-SIS",
    ];
    assert_eq!(told, expected);
    let scenario = graph.neighbours_of(&Node::Scenario(ItemId::new("A.1.01")));
    assert_eq!(
        scenario.iter().map(|other| other.kind.clone()).collect::<Vec<_>>(),
        [EdgeKind::Covers, EdgeKind::ProvedBy]
    );
    let lane: Vec<String> = graph
        .neighbours_of(&Node::Lane("LGC".into()))
        .iter()
        .map(|other| other.node.id().to_owned())
        .collect();
    assert_eq!(lane, ["A.2"]);
    assert_eq!(graph.neighbours("OLD/1"), []);
}

/// A corpus of copies of one item; `needs(i)` gives the positions item `i` depends on.
fn corpus_of(count: usize, needs: impl Fn(usize) -> Vec<usize>) -> Corpus {
    let mut corpus = Project::new().mss(&[item("A.1")]).corpus();
    let model = corpus.items[0].clone();
    let id = |position: usize| ItemId::new(format!("A.{position}"));
    let copy = |position: usize| Requirement {
        id: id(position),
        key: id(position),
        depends: needs(position).into_iter().map(|to| DependencyLink { id: id(to), version: None }).collect(),
        ..model.clone()
    };
    corpus.items = (0..count).map(copy).collect();
    corpus.reindex();
    corpus
}

#[test]
fn a_chain_of_twenty_thousand_is_walked_without_recursion() {
    let start = Instant::now();
    let count = 20_000;
    let chain = corpus_of(count, |at| if at + 1 < count { vec![at + 1] } else { Vec::new() });
    let graph = CorpusGraph::build(&chain);
    assert_eq!(graph.needs("A.0").len(), count - 1);
    assert_eq!(graph.impact(&format!("A.{}", count - 1)).len(), count - 1);
    assert_eq!(graph.order().first().map(ItemId::to_string), Some(format!("A.{}", count - 1)));
    assert_eq!(graph.cycles(), Vec::<Vec<ItemId>>::new());
    let ring = corpus_of(count, |at| vec![(at + 1) % count]);
    let cycles = CorpusGraph::build(&ring).cycles();
    assert_eq!((cycles.len(), cycles[0].len()), (1, count + 1));
    let mut changed = chain.clone();
    changed.items[7].statement.push_str(" Et DOIT.");
    let step = diff(&chain, &changed, end("a"), end("b"));
    assert_eq!((step.tally.substance, step.tally.unchanged), (1, count - 1));
    assert_eq!(diff_lane(&chain, &changed, "RIS", end("a"), end("b")).tally.after, 0);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn a_dense_graph_is_walked_fast() {
    let start = Instant::now();
    let dense = corpus_of(600, |at| (0..at).collect());
    let graph = CorpusGraph::build(&dense);
    assert_eq!(graph.order().len(), 600);
    assert_eq!(graph.order().last().map(ItemId::as_str), Some("A.599"));
    assert_eq!(graph.needs("A.599").len(), 599);
    assert_eq!(graph.impact("A.0").len(), 599);
    assert_eq!(graph.cycles().len(), 0);
    let knot = corpus_of(300, |at| (0..300).filter(|to| *to != at).collect());
    assert_eq!(CorpusGraph::build(&knot).cycles().iter().map(Vec::len).collect::<Vec<_>>(), [3]);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

fn four_iterations() -> Project {
    let project = Project::new()
        .mss(&[item("A.1").status("instruction").with("dépend A.2"), item("A.2"), item("A.3"), item("A.4")])
        .freeze("IT1");
    let first = || item("B.1").with("anciennement A.1");
    let project = project
        .mss(&[
            first().with("dépend A.3"),
            item("A.2").says("Le système PEUT."),
            item("A.3"),
            item("A.4"),
            item("A.5"),
        ])
        .freeze("IT2");
    let gone = || item("A.3").status("obsolète depuis IT3 motif sans_objet");
    let project = project
        .mss(&[first(), item("A.2").says("Le système PEUT."), gone(), item("A.5").status("instruction")])
        .freeze("IT3");
    project
        .mss(&[
            first().says("Le système DOIT."),
            item("A.2").says("Le système PEUT."),
            item("A.3").with("réintroduite depuis IT4 motif erreur"),
            item("A.5").says("Autre DOIT."),
        ])
        .freeze("IT4")
}

#[test]
fn what_happened_is_walked_along_the_revisions() {
    let compiled = four_iterations().compile();
    let graph = RevisionGraph::build(&compiled.states());
    let set = |ids: &BTreeSet<ItemId>| ids.iter().map(ItemId::to_string).collect::<Vec<_>>().join(" ");
    let told = |from: &str, to: &str| {
        let walk = graph.walk(from, to).unwrap();
        [&walk.created, &walk.obsoleted, &walk.modified, &walk.validated, &walk.reinstated].map(set)
    };
    assert_eq!(told("IT1", "IT4"), ["A.5", "A.3 A.4", "A.1 A.2 A.5", "A.1 A.3 A.5", "A.3"]);
    assert_eq!(told("IT1", "IT2"), ["A.5", "", "A.1 A.2", "A.1 A.5", ""]);
    assert_eq!(told("IT3", "IT4"), ["", "", "A.1 A.5", "A.3 A.5", "A.3"]);
    assert_eq!(told("IT2", "IT2"), [""; 5]);
    assert!(graph.walk("IT4", "IT1").is_none() && graph.walk("IT1", "IT9").is_none());
    assert_eq!(names(&graph.needs(&ItemId::new("A.1"), "IT1")), ["A.2"]);
    assert_eq!(names(&graph.needs(&ItemId::new("A.1"), "IT2")), ["A.3"], "by key, whatever the name");
    assert_eq!(graph.needs(&ItemId::new("A.1"), "IT3"), []);
}

#[test]
fn the_walk_agrees_with_the_comparisons_step_by_step() {
    let compiled = four_iterations().compile();
    let states = compiled.states();
    let walk = RevisionGraph::build(&states).walk("IT1", "IT4").unwrap();
    let mut steps = [BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
    for pair in states[..4].windows(2) {
        for change in diff(pair[0].1, pair[1].1, pair[0].0.clone(), pair[1].0.clone()).changes {
            match change.evolution {
                Evolution::New => _ = steps[0].insert(change.key),
                Evolution::Obsolete => _ = steps[1].insert(change.key),
                Evolution::Modified => _ = steps[2].insert(change.key),
                Evolution::Reinstated => _ = steps[3].insert(change.key),
                Evolution::Unchanged => {}
            }
        }
    }
    assert_eq!([walk.created, walk.obsoleted, walk.modified, walk.reinstated], steps);
}
