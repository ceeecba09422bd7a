//! The importer on the real workbooks, when they are at hand.

use std::path::Path;

use remc::diagnostic::Severity;
use remc::exchange::import::{Outcome, Request, import};
use remc::exchange::layout::builtin;
use remc::history::baseline;
use remc::io::Memory;
use remc::model::Corpus;
use remc::source::SourceSet;

/// The bytes of a real workbook; `None`, with a printed reason, when the data is not there.
fn real(name: &str) -> Option<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found =
        folder.ancestors().map(|up| up.join("shared/real/xlsx").join(name)).find(|path| path.is_file());
    let Some(path) = found else {
        println!("skipped: no real workbook {name} beside the project");
        return None;
    };
    std::fs::read(path).ok()
}

fn run(project: &mut Memory, name: &str, layout: &str, iteration: (&str, &str)) -> Option<Outcome> {
    let bytes = real(name)?;
    let layout = builtin(layout, &mut SourceSet::default(), &mut Vec::new()).unwrap();
    let request = Request {
        bytes: &bytes,
        layout: &layout,
        iteration: Some(iteration.0),
        date: Some(iteration.1),
        lane: None,
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

fn freeze(project: &mut Memory, name: &str, date: &str) -> Corpus {
    let compiled = remc::compile(project);
    let errors: Vec<&str> = compiled
        .diagnostics
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .map(|problem| problem.message.as_str())
        .collect();
    println!("{name}: {} errors {:?}", errors.len(), &errors[..errors.len().min(20)]);
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
