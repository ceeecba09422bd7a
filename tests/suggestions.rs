//! Lineage nobody declared, guessed from the texts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use remc::history::{Diff, SuggestionKind, diff};
use remc::model::Corpus;

use crate::import_real::{corpus_of, real_file};
use crate::support::project::{Project, end, item, since};

/// One line for each suggestion, then the lines to write.
fn suggested(diff: &Diff) -> String {
    let mut out = String::new();
    for one in &diff.suggestions {
        let ids = |list: &[remc::model::ItemId]| {
            list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        };
        let (before, after) = (ids(&one.before), ids(&one.after));
        writeln!(out, "{:.2} {} {before} > {after}", one.score.value(), one.kind.as_json()).unwrap();
        for line in &one.lines {
            writeln!(out, "     {} : {}", line.item, line.text).unwrap();
        }
    }
    out
}

/// Renames between two exports, by ids as the project knows them.
type Pairs = BTreeSet<(String, String)>;

/// What is known of renames between two exports: same internal id, another public id.
fn observed(from: &str, to: &str) -> Option<Pairs> {
    let text = String::from_utf8(real_file("renames.json")?).unwrap();
    let data: serde_json::Value = serde_json::from_str(&text).unwrap();
    let clean = |value: &serde_json::Value| -> String {
        value.as_str().unwrap().chars().filter(|c| !c.is_whitespace()).collect()
    };
    let between = |row: &serde_json::Value| {
        let day = |rank: usize| row["between"][rank].as_str().unwrap().to_owned();
        day(1).as_str() > from && day(1).as_str() <= to
    };
    let rows = data["observed"].as_array().unwrap().iter().filter(|row| between(row));
    let pairs = rows.map(|row| (clean(&row["from"]), clean(&row["to"])));
    Some(pairs.filter(|(old, new)| old != new).collect())
}

/// Renames that authors wrote in comments, with the ids of socles.
fn declared() -> Option<Pairs> {
    let text = String::from_utf8(real_file("renames.json")?).unwrap();
    let data: serde_json::Value = serde_json::from_str(&text).unwrap();
    let socle = |value: &serde_json::Value| {
        let id = value.as_str().unwrap();
        if id.starts_with("SC.") { id.to_owned() } else { format!("SC.{id}") }
    };
    let rows = data["declared"].as_array().unwrap().iter();
    Some(rows.map(|row| (socle(&row["formerly"]), socle(&row["id"]))).collect())
}

struct Count {
    known: usize,
    found: usize,
    told: usize,
    right: usize,
}

fn counted(before: &Corpus, after: &Corpus, known: &Pairs, report: &mut String) -> Count {
    let step = diff(before, after, end("avant"), end("après"));
    // A pair neither of whose ends the two states have was renamed on rows the import joins otherwise.
    let seen = known.iter().filter(|(old, new)| before.item(old).is_some() && after.item(new).is_some());
    let seen: BTreeSet<&(String, String)> = seen.collect();
    let told: BTreeMap<(String, String), f64> = step
        .suggestions
        .iter()
        .filter(|one| matches!(one.kind, SuggestionKind::Renamed | SuggestionKind::Replaced))
        .map(|one| ((one.before[0].to_string(), one.after[0].to_string()), one.score.value()))
        .collect();
    for (pair, score) in &told {
        let mark = if seen.contains(pair) { "+" } else { "?" };
        writeln!(report, "  {mark} {score:.3} {} > {}", pair.0, pair.1).unwrap();
    }
    for pair in seen.iter().filter(|pair| !told.contains_key(**pair)) {
        writeln!(report, "  - {} > {}", pair.0, pair.1).unwrap();
    }
    for one in step
        .suggestions
        .iter()
        .filter(|one| !matches!(one.kind, SuggestionKind::Renamed | SuggestionKind::Replaced))
    {
        writeln!(
            report,
            "  {:.2} {} {:?} > {:?}",
            one.score.value(),
            one.kind.as_json(),
            one.before,
            one.after
        )
        .unwrap();
    }
    let right = told.keys().filter(|pair| seen.contains(pair)).count();
    Count { known: seen.len(), found: right, told: told.len(), right }
}

/// A real workbook with what authors declared of lineage taken out: all is to be guessed.
fn undeclared(name: &str, layout: &str) -> Option<Corpus> {
    let mut corpus = corpus_of(name, layout)?;
    for item in &mut corpus.items {
        for list in [&mut item.formerly, &mut item.derived_from, &mut item.merges, &mut item.replaced_by] {
            list.clear();
        }
        item.key = item.id.clone();
    }
    Some(corpus)
}

#[test]
fn renames_of_the_real_exports_are_found() {
    let files = [
        ("2022-10-30", "squash_2022-10-30"),
        ("2022-11-07", "squash_2022-11-07"),
        ("2022-11-10", "squash_2022-11-10"),
    ];
    let mut states = Vec::new();
    for (day, name) in files {
        let Some(corpus) = undeclared(&format!("{name}.html.xlsx"), "squash") else { return };
        states.push((day, corpus));
    }
    let mut report = String::new();
    let mut total = Count { known: 0, found: 0, told: 0, right: 0 };
    for (first, second) in [(0, 1), (1, 2), (0, 2)] {
        let ((from, before), (to, after)) = (&states[first], &states[second]);
        let Some(known) = observed(from, to) else { return };
        writeln!(report, "{from} > {to}").unwrap();
        let count = counted(before, after, &known, &mut report);
        writeln!(
            report,
            "  {}/{} retrouvés, {}/{} justes",
            count.found, count.known, count.right, count.told
        )
        .unwrap();
        total.known += count.known;
        total.found += count.found;
        total.told += count.told;
        total.right += count.right;
    }
    if let (Some(it1), Some(it2), Some(known)) = (
        undeclared("lane_it1_published.html.xlsx", "iteration"),
        undeclared("lane_it2_published.html.xlsx", "iteration"),
        declared(),
    ) {
        writeln!(report, "IT1 > IT2").unwrap();
        let count = counted(&it1, &it2, &known, &mut report);
        writeln!(
            report,
            "  {}/{} retrouvés, {}/{} justes",
            count.found, count.known, count.right, count.told
        )
        .unwrap();
    }
    println!("{report}");
}
