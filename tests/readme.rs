//! What the README shows is true.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::project::Project;

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

fn blocks(language: &str) -> Vec<String> {
    readme()
        .split("```")
        .skip(1)
        .step_by(2)
        .filter_map(|block| block.strip_prefix(&format!("{language}\n")).map(str::to_owned))
        .collect()
}

#[test]
fn its_requirement_parses_and_is_in_canonical_form() {
    for block in blocks("rem") {
        let file = remc::source::SourceFile::from_text(Path::new("socles/MSS.rem"), block.clone());
        let mut sources = remc::source::SourceSet::default();
        let id = sources.add(file.clone());
        let (tree, problems) = remc::syntax::parse(id, &file);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(remc::syntax::printer::format(&file, &tree).as_deref(), Some(block.as_str()));
    }
}

#[test]
fn its_message_is_the_one_printed() {
    let block = blocks("rem").remove(0).replace("statut      validée", "statut      validee");
    let compilation = Project::new().file("socles/MSS.rem", &block).compile();
    let shown = remc::diagnostic::render_all(&compilation.diagnostics, &compilation.sources, false);
    let expected = blocks("text").remove(0);
    let printed: Vec<&str> = shown.lines().map(str::trim).collect();
    for line in expected.lines() {
        assert!(printed.contains(&line.trim()), "{line:?} is not in\n{shown}");
    }
}

#[test]
fn its_first_command_builds_the_site() {
    let command = blocks("console").remove(0);
    let arguments = command.trim().strip_prefix("cargo run --locked -- ").unwrap();
    let out = tempfile::tempdir().unwrap();
    let site = out.path().join("public");
    let done = Command::new(env!("CARGO_BIN_EXE_remc"))
        .args(arguments.split(' '))
        .arg("--out")
        .arg(&site)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(site.join("index.html").exists());
}

#[test]
fn its_numbers_are_those_of_the_corpus() {
    let done = Command::new(env!("CARGO_BIN_EXE_remc"))
        .args(["diff", "IT2", "IT3", "--lane", "RIS", "--project", "referentials"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let plain = |text: &str| text.replace(['\u{a0}', '\u{202f}'], " ");
    let printed = plain(&String::from_utf8_lossy(&done.stdout));
    let shown = plain(&blocks("text").remove(1));
    for line in shown.lines().map(|line| line.trim_end_matches([' ', '…', ','])) {
        assert!(printed.contains(line), "{line:?} is not in\n{printed}");
    }
}

#[test]
fn its_verbs_are_all_of_them() {
    let text = readme();
    for verb in remc::cli::command().get_subcommands() {
        let name = verb.get_name();
        let listed = text.contains(&format!("`remc {name}")) || matches!(name, "completions" | "man");
        assert!(listed, "the README does not show `remc {name}`");
    }
}
