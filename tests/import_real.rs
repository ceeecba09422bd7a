//! The importer on the real workbooks, when they are at hand.

use std::path::Path;

use remc::diagnostic::Severity;
use remc::exchange::import::{Outcome, Request, import};
use remc::exchange::layout::builtin;
use remc::history::baseline;
use remc::io::Memory;
use remc::model::Corpus;
use remc::source::SourceSet;

/// The bytes of a file of the real data; `None`, with a printed reason, when the data is not there.
pub fn real_file(name: &str) -> Option<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = folder.ancestors().map(|up| up.join("shared/real").join(name)).find(|path| path.is_file());
    let Some(path) = found else {
        println!("skipped: no real file {name} beside the project");
        return None;
    };
    std::fs::read(path).ok()
}

/// The bytes of a real workbook.
pub fn real(name: &str) -> Option<Vec<u8>> {
    real_file(&format!("xlsx/{name}"))
}

/// A real workbook alone, as a project.
pub fn corpus_of(name: &str, layout: &str) -> Option<Corpus> {
    let mut project = Memory::default();
    let _ = run(&mut project, name, layout, ("IT1", "2023-01-31"))?;
    Some(remc::compile(&project).corpus)
}

pub fn run(project: &mut Memory, name: &str, layout: &str, iteration: (&str, &str)) -> Option<Outcome> {
    run_lane(project, name, layout, iteration, None)
}

fn run_lane(
    project: &mut Memory,
    name: &str,
    layout: &str,
    iteration: (&str, &str),
    lane: Option<&str>,
) -> Option<Outcome> {
    let bytes = real(name)?;
    let layout = builtin(layout, &mut SourceSet::default(), &mut Vec::new()).unwrap();
    let request = Request {
        bytes: &bytes,
        layout: &layout,
        iteration: Some(iteration.0),
        date: Some(iteration.1),
        lane,
        dry_run: false,
    };
    let outcome = import(&request, project);
    for (path, bytes) in &outcome.files {
        project.insert(path.clone(), bytes.clone());
    }
    assert!(outcome.report.rows.balances(), "{name}: rows lost or invented");
    let lanes: usize =
        outcome.report.lanes.values().chain(outcome.report.socles.values()).map(|tally| tally.read).sum();
    assert_eq!(lanes, outcome.report.rows.read, "{name}: lanes and socles account for every row");
    Some(outcome)
}

pub fn freeze(project: &mut Memory, name: &str, date: &str) -> Corpus {
    let compiled = remc::compile(project);
    let errors: Vec<&str> = compiled
        .diagnostics
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| problem.message.as_str())
        .collect();
    assert!(errors.is_empty(), "{name}: {errors:?}");
    let bytes = baseline::freeze(name, date, &compiled.corpus, &[]).unwrap();
    project.insert(format!("iterations/{name}.json"), bytes);
    compiled.corpus
}

#[test]
fn two_iterations_are_imported_frozen_and_compared() {
    let mut project = Memory::default();
    let Some(first) = run(&mut project, "lane_it1_published.html.xlsx", "iteration", ("IT1", "2022-10-24"))
    else {
        return;
    };
    assert_eq!(first.report.rows.read, 605);
    assert_eq!((first.report.rows.mapped, first.report.rows.merged, first.report.rows.rejected), (605, 0, 0));
    let before = freeze(&mut project, "IT1", "2022-10-24");
    let applications: usize = before.lanes.iter().map(|lane| lane.applications.len()).sum();
    assert_eq!(applications, 605);
    let Some(second) = run(&mut project, "lane_it2_published.html.xlsx", "iteration", ("IT2", "2022-11-14"))
    else {
        return;
    };
    assert_eq!(second.report.rows.read, 669);
    assert_eq!(
        (second.report.rows.mapped, second.report.rows.merged, second.report.rows.rejected),
        (651, 18, 0)
    );
    let matched: usize = second.report.matching.values().map(|lane| lane.matched).sum();
    assert_eq!(matched, 579);
    let after = freeze(&mut project, "IT2", "2022-11-14");
    let end = |name: &str| remc::history::Endpoint { name: name.to_owned(), date: None };
    let diff = remc::history::diff(&before, &after, end("IT1"), end("IT2"));
    assert!(diff.tally.balances());
    assert_eq!(remc::history::diff_lane(&before, &after, "BIO", end("IT1"), end("IT2")).tally.substance, 77);
}

/// What each lane states, in full: published id, status, words of the statement and of the comment.
fn stated(corpus: &Corpus) -> Vec<String> {
    let mut lines = Vec::new();
    for lane in &corpus.lanes {
        for (application, item) in corpus.lane_items(lane) {
            let id = lane.published_id(application.id.as_str());
            let comment = item.comment.clone().unwrap_or_default();
            let words: String = format!("{} {comment}", item.statement).split_whitespace().collect();
            lines.push(format!("{} {id} {:?} {words}", lane.code, item.status));
        }
    }
    lines.sort();
    lines
}

#[test]
fn lane_by_lane_or_all_at_once_is_the_same() {
    let name = "lane_it1_published.html.xlsx";
    let mut whole = Memory::default();
    if run(&mut whole, name, "iteration", ("IT1", "2022-10-24")).is_none() {
        return;
    }
    let mut parts = Memory::default();
    for lane in ["BIO", "RIS", "DPI", "PFI"] {
        let _ = run_lane(&mut parts, name, "iteration", ("IT1", "2022-10-24"), Some(lane));
    }
    let (whole, parts) = (remc::compile(&whole).corpus, remc::compile(&parts).corpus);
    let (left, right) = (stated(&whole), stated(&parts));
    let differing: Vec<_> = left.iter().zip(&right).filter(|(a, b)| a != b).take(3).collect();
    assert!(
        left.len() == right.len() && differing.is_empty(),
        "{} {} {differing:#?}",
        left.len(),
        right.len()
    );
}

#[test]
fn every_other_real_workbook_becomes_a_sound_project() {
    for (name, layout, rows) in [
        ("lane_it3_wip.html.xlsx", "iteration", (1073, 1038, 35)),
        ("squash_2022-10-30.html.xlsx", "squash", (988, 943, 45)),
        ("squash_2022-11-10.html.xlsx", "squash", (1119, 1111, 8)),
        ("socle_2023-01-12.html.xlsx", "socles", (410, 393, 17)),
        ("prepub_va1_2023-01-19.html.xlsx", "prepub", (390, 390, 0)),
    ] {
        let mut project = Memory::default();
        let Some(outcome) = run(&mut project, name, layout, ("IT1", "2023-01-31")) else { return };
        let found = outcome.report.rows;
        assert_eq!(
            (found.read, found.mapped, found.merged, found.rejected),
            (rows.0, rows.1, rows.2, 0),
            "{name}"
        );
        let compiled = remc::compile(&project);
        let errors: Vec<&str> = compiled
            .diagnostics
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .map(|problem| problem.message.as_str())
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
}
