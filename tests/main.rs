//! Every integration test, in one binary: one module for each organ of the compiler.
#![allow(
    clippy::disallowed_methods,
    clippy::type_complexity,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "tests"
)]

mod baselines;
mod browser;
mod checks;
mod cli;
mod comments;
mod conformity;
mod conformity_files;
mod conformity_laws;
mod conformity_shared;
mod contrast;
mod coverage;
mod diff_formats;
mod diff_page;
mod dossiers;
mod effects;
mod fmt;
mod graph;
mod guides;
mod history;
mod history_laws;
mod hygiene;
mod import;
mod import_comments;
mod import_real;
mod labels;
mod pages;
mod panorama;
mod paper;
mod passages;
mod preview;
mod reader;
mod readme;
mod recovery;
mod resolve;
mod robustness;
mod schemas;
mod seeded;
mod serve;
mod site;
mod site_compare;
mod site_home;
mod site_ids;
mod site_lanes;
mod site_words;
mod suggestions;
mod support;
mod syntax;
mod syntax_pages;
mod wording;
mod wording_laws;

/// A file of `tests/` that no `mod` line names would never run.
#[test]
fn no_forgotten_test_files() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    let mut forgotten = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let is_module = path.extension().is_some_and(|end| end == "rs") || path.join("mod.rs").exists();
        if is_module && name != "main" && !main.lines().any(|line| line == format!("mod {name};")) {
            forgotten.push(name);
        }
    }
    forgotten.sort();
    assert!(forgotten.is_empty(), "add `mod NAME;` to tests/main.rs for {forgotten:?}");
}
