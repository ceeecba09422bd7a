//! Rules about the code itself: who may use what, how long a file may be, what must not be left behind.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut pending = vec![root().join("src")];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let name =
                    path.strip_prefix(root().join("src")).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// Code without its comments, so that a doc link is no use of a module.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The modules of ours each module may use.
const EDGES: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("diagnostic", &["source"]),
    ("io", &[]),
    ("model", &["source"]),
    ("syntax", &["source", "diagnostic", "model"]),
    ("settings", &["source", "diagnostic", "io", "model"]),
    ("resolve", &["source", "diagnostic", "io", "model", "settings", "syntax"]),
    ("history", &["model"]),
    ("graph", &["model", "history"]),
    ("conformity", &["source", "model", "history"]),
    ("check", &["source", "diagnostic", "model", "settings", "syntax", "graph", "history", "io"]),
    ("render", &["source", "diagnostic", "io", "model", "settings", "graph", "history", "conformity"]),
    ("serve", &["source", "diagnostic", "io", "render"]),
    (
        "exchange",
        &["source", "diagnostic", "io", "model", "settings", "syntax", "history", "resolve", "conformity"],
    ),
];

#[test]
fn modules_use_only_what_they_may() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let Some((module, _)) = file.split_once('/') else { continue };
        let Some((_, allowed)) = EDGES.iter().find(|(name, _)| *name == module) else { continue };
        if file.contains("tests") {
            continue;
        }
        for used in code(&text).split("crate::").skip(1) {
            let used: String = used.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            let ours = EDGES.iter().any(|(name, _)| *name == used) || used == "cli";
            if ours && used != module && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{file} uses {used}"));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each outside library has one home, so that it can be replaced.
const HOMES: &[(&str, &[&str])] = &[
    ("pest::", &["syntax/"]),
    ("pest_derive", &["syntax/"]),
    ("petgraph::", &["graph/"]),
    ("serde_yaml::", &["settings/yaml.rs"]),
    ("minijinja::", &["render/"]),
    (
        "pulldown_cmark::",
        &["render/markdown.rs", "render/paper/markdown.rs", "history/wording/", "settings/dossier.rs"],
    ),
    ("similar::", &["history/wording/"]),
    ("sha2::", &["history/baseline.rs", "history/fingerprint.rs", "io/digest.rs", "render/archive.rs"]),
    ("base64::", &["render/inline.rs"]),
    ("annotate_snippets::", &["diagnostic/terminal.rs"]),
    ("anstream::", &["cli/"]),
    ("clap::", &["cli/"]),
    ("calamine::", &["exchange/"]),
    ("quick_xml::", &["exchange/"]),
    (
        "rust_xlsxwriter::",
        &["exchange/checklist.rs", "render/diff_xlsx.rs", "render/lane_xlsx.rs", "render/workbook.rs"],
    ),
    ("zip::", &["exchange/workbook/", "render/archive.rs"]),
    ("tempfile::", &["io/disk.rs", "io/kept.rs", "io/pdf.rs", "io/staging.rs"]),
    ("std::fs", &["io/"]),
    ("std::process::Command", &["io/git.rs", "io/open.rs", "io/pdf.rs"]),
    ("notify::", &["serve/watch.rs"]),
    ("aho_corasick::", &["publication.rs", "render/glossary.rs"]),
];

#[test]
fn each_library_has_one_home() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let text = code(&text);
        for (library, homes) in HOMES {
            let word =
                |at: usize| text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_');
            let used = text.match_indices(library).any(|(at, _)| word(at));
            if used && !homes.iter().any(|home| file.starts_with(home)) && !file.contains("tests") {
                wrong.push(format!("{file} uses {library}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_stay_readable_and_finished() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let lines = text.lines().count();
        if lines > 600 {
            wrong.push(format!("{file} has {lines} lines, at most 600"));
        }
        for left in ["todo!", "unimplemented!", "dbg!("] {
            if code(&text).contains(left) {
                wrong.push(format!("{file} holds {left}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn codes_are_unique_ordered_and_documented() {
    let codes: Vec<&str> = remc::diagnostic::Code::ALL.iter().map(|code| code.as_str()).collect();
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "codes must be in order and unique: {codes:?}");
    let pages = root().join("src/diagnostic/pages");
    let mut files: Vec<String> = fs::read_dir(pages)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    files.sort();
    assert_eq!(files, codes, "one page per code, one code per page");
    let mut thin = Vec::new();
    for code in remc::diagnostic::Code::ALL {
        let page = code.page();
        let complete = page.starts_with(&format!("# {}", code.as_str()))
            && page.contains("## Ce qui est vérifié")
            && page.contains("## Pourquoi");
        if !complete {
            thin.push(code.as_str());
        }
    }
    assert!(thin.is_empty(), "pages without title or sections: {thin:?}");
}

#[test]
fn every_code_is_raised_somewhere() {
    let sources = sources();
    let listing = &sources["diagnostic/code.rs"];
    let mut unused = Vec::new();
    for line in listing.lines() {
        let Some((variant, rest)) = line.trim().split_once(" = \"REM") else { continue };
        let used = sources
            .iter()
            .filter(|(file, _)| *file != "diagnostic/code.rs")
            .any(|(_, text)| text.contains(&format!("Code::{variant}")));
        if !used {
            unused.push(format!("{variant} REM{}", &rest[..3]));
        }
    }
    assert!(unused.is_empty(), "codes nobody raises: {unused:?}");
}

#[test]
fn dependencies_say_why_they_are_there() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut in_dependencies = false;
    let mut before = "";
    let mut wrong = Vec::new();
    let mut explained = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            in_dependencies = line.ends_with("dependencies]");
            explained = false;
        } else if in_dependencies && line.contains(" = ") && !line.starts_with('#') {
            // Libraries that go together share a reason.
            if !before.starts_with('#') && !explained {
                wrong.push(line.to_owned());
            }
            explained = true;
        } else if line.trim().is_empty() {
            explained = false;
        }
        before = line;
    }
    assert!(wrong.is_empty(), "no comment above: {wrong:?}");
}
