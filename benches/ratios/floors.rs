//! What each job costs with no product logic at all.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Options, Parser, html};
use serde::Deserialize;
use similar::{ChangeTag, TextDiff};

/// Reads and parses every `.rem` file with the grammar alone; number of pairs.
pub fn pest(root: &Path) -> usize {
    let folders =
        ["socles", "rem"].into_iter().filter_map(|folder| std::fs::read_dir(root.join(folder)).ok());
    folders
        .flatten()
        .flatten()
        .map(|entry| remc::syntax::pest_only(&std::fs::read_to_string(entry.path()).unwrap()))
        .sum()
}

#[derive(Deserialize)]
struct Corpus {
    iterations: Vec<Round>,
}

#[derive(Deserialize)]
struct Round {
    requirements: Vec<Requirement>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "the floor reads what the shared floor program reads")]
struct Requirement {
    id: String,
    lane: String,
    section: String,
    title: String,
    statement: String,
    depends: Vec<String>,
    status: String,
}

/// Loads the neutral JSON and compares the words of changed statements; bytes of HTML.
pub fn diff(json: &Path) -> usize {
    let corpus: Corpus = serde_json::from_slice(&std::fs::read(json).unwrap()).unwrap();
    let old: HashMap<&str, &Requirement> =
        corpus.iterations[0].requirements.iter().map(|item| (item.id.as_str(), item)).collect();
    let mut bytes = 0;
    let mut html = String::new();
    for new in &corpus.iterations[1].requirements {
        let Some(old) = old.get(new.id.as_str()).filter(|old| old.statement != new.statement) else {
            continue;
        };
        html.clear();
        for change in TextDiff::from_words(&old.statement, &new.statement).iter_all_changes() {
            let _ = match change.tag() {
                ChangeTag::Equal => write!(html, "{}", change.value()),
                ChangeTag::Insert => write!(html, "<ins>{}</ins>", change.value()),
                ChangeTag::Delete => write!(html, "<del>{}</del>", change.value()),
            };
        }
        bytes += html.len();
    }
    bytes
}

/// Renders Markdown texts, then writes files; bytes of HTML rendered.
pub fn build(markdown: &[String], files: &[(PathBuf, Vec<u8>)], target: &Path) -> usize {
    let mut html = String::new();
    let mut bytes = 0;
    for text in markdown {
        html.clear();
        html::push_html(&mut html, Parser::new_ext(text, Options::ENABLE_TABLES));
        bytes += html.len();
    }
    let mut folders = std::collections::BTreeSet::new();
    for (path, content) in files {
        let path = target.join(path);
        let folder = path.parent().unwrap();
        if folders.insert(folder.to_owned()) {
            std::fs::create_dir_all(folder).unwrap();
        }
        std::fs::write(&path, content).unwrap();
    }
    bytes
}
