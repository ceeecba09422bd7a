//! The pages of `remc explain`: what they call faulty is, what they call corrected is sound.

use std::collections::BTreeMap;
use std::path::PathBuf;

use remc::diagnostic::{Code, Severity};
use remc::history::baseline;
use remc::io::{Memory, ProjectPaths};
use remc::{Compilation, compile};

pub const MANIFEST: &str = r#"édition: 1
programme: "Exemple"
couloirs:
  - { code: RIS, titre: "Système d'information de radiologie", prefixes: ["RIS."], sans_prefixe: "SC." }
  - { code: LGC, titre: "Logiciel de gestion de cabinet", prefixes: ["LGC."], sans_prefixe: "SC." }
socles:
  - { code: MSS, titre: "Messagerie", prefixes: ["SC.MSS"] }
  - { code: INS, titre: "Identité", prefixes: ["SC.INS"] }
  - { code: DMP, titre: "Dossier partagé", prefixes: ["SC.DMP"] }
sections:
  - { code: MSS/CONF, titre: "Conformité" }
  - { code: RIS/IMG, titre: "Imagerie" }
profils:
  - { nom: "Général" }
  - { nom: "Téléradiologie" }
itérations:
  - { nom: IT1, date: 2023-01-10, état: close }
  - { nom: IT2, date: 2023-02-10, état: close }
  - { nom: IT3, date: 2023-03-10, état: préparation }
"#;

/// Headings put before a block that only holds items.
const SOCLE: &str =
    "édition 1\nsocle MSS \"Messagerie\"\nsection MSS/CONF\nbloc \"Envoi\"\nfonction \"Message\"\n";
const LANE: &str = "édition 1\nrem RIS \"Radiologie\" {\n  profils \"Général\", \"Téléradiologie\"\n}\nsection RIS/IMG\nbloc \"Images\"\nfonction \"Consultation\"\n";

/// Texts of a project by path, for one state.
type Files = BTreeMap<String, String>;

/// A block of a page: the iteration it belongs to, if frozen, its path, its text.
struct Block {
    frozen: Option<String>,
    path: String,
    text: String,
}

/// The blocks of a section of a page.
fn blocks(page: &str, section: &str) -> Vec<Block> {
    let start = format!("## {section}\n");
    let Some((_, rest)) = page.split_once(&start) else { return Vec::new() };
    let body = rest.split("\n## ").next().unwrap_or(rest);
    let mut found = Vec::new();
    let mut lines = body.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let text: String =
            lines.by_ref().take_while(|line| *line != "```").flat_map(|line| [line, "\n"]).collect();
        let mut words: Vec<&str> = info.split_whitespace().skip(1).collect();
        let frozen = words.first().filter(|word| word.starts_with("IT")).map(|word| (*word).to_owned());
        if frozen.is_some() {
            words.remove(0);
        }
        let path = words.first().copied().unwrap_or("socles/MSS.rem").to_owned();
        found.push(Block { frozen, text: with_headings(&path, text), path });
    }
    found
}

fn with_headings(path: &str, text: String) -> String {
    let headed = |keyword: &str| text.lines().any(|line| line.starts_with(keyword));
    match path {
        "socles/MSS.rem" if !headed("socle ") => format!("{SOCLE}{text}"),
        "rem/RIS.rem" if !headed("rem ") => format!("{LANE}{text}"),
        _ => text,
    }
}

/// Compiles blocks: frozen states first, each on top of the one before, then the working tree.
fn build(blocks: &[&Block]) -> Compilation {
    let mut files = Files::from([(ProjectPaths::MANIFEST.to_owned(), MANIFEST.to_owned())]);
    let mut frozen: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for iteration in ["IT1", "IT2", "IT3"] {
        let state: Vec<&&Block> =
            blocks.iter().filter(|block| block.frozen.as_deref() == Some(iteration)).collect();
        if state.is_empty() {
            continue;
        }
        files.extend(state.iter().map(|block| (block.path.clone(), block.text.clone())));
        let compiled = compile(&memory(&files, &frozen));
        let bytes = baseline::freeze(iteration, "2023-01-10", &compiled.corpus, &[]).unwrap();
        frozen.push((ProjectPaths::baseline(iteration), bytes));
    }
    let work = blocks.iter().filter(|block| block.frozen.is_none());
    files.extend(work.map(|block| (block.path.clone(), block.text.clone())));
    compile(&memory(&files, &frozen))
}

/// Compiles texts given as iteration (empty for the working tree), path and text.
pub fn compile_states(states: &[(&str, &str, &str)]) -> Compilation {
    let block = |(iteration, path, text): &(&str, &str, &str)| Block {
        frozen: Some((*iteration).to_owned()).filter(|name| !name.is_empty()),
        path: (*path).to_owned(),
        text: with_headings(path, (*text).to_owned()),
    };
    let blocks: Vec<Block> = states.iter().map(block).collect();
    build(&blocks.iter().collect::<Vec<_>>())
}

fn memory(files: &Files, frozen: &[(PathBuf, Vec<u8>)]) -> Memory {
    let mut memory = Memory::default();
    for (path, text) in files {
        memory.insert(path.as_str(), text.as_str());
    }
    for (path, bytes) in frozen {
        memory.insert(path.clone(), bytes.clone());
    }
    memory
}

fn screen(compilation: &Compilation) -> String {
    remc::diagnostic::render_all(&compilation.diagnostics, &compilation.sources, false)
}

/// Families whose pages are run; the first two are about single files and read elsewhere.
fn is_run(code: Code) -> bool {
    let page = code.page();
    code >= Code::UnknownItem
        && page.contains("\n```rem")
        && !page.contains("Cette page n’a pas d’exemple exécuté")
}

#[test]
fn faulty_blocks_raise_their_code_and_corrected_ones_do_not() {
    let mut wrong = Vec::new();
    for code in Code::ALL.iter().copied().filter(|code| is_run(*code)) {
        let (faulty, corrected) = (blocks(code.page(), "Fautif"), blocks(code.page(), "Corrigé"));
        let first = build(&faulty.iter().collect::<Vec<_>>());
        if !first.diagnostics.iter().any(|found| found.code == code) {
            wrong.push(format!("{} is not raised by its faulty blocks:\n{}", code.as_str(), screen(&first)));
        }
        let overlaid = faulty.iter().chain(&corrected).collect::<Vec<_>>();
        let second = build(&overlaid);
        if second.diagnostics.iter().any(|found| found.code == code || found.severity == Severity::Error) {
            wrong.push(format!(
                "{} or an error is raised by its corrected blocks:\n{}",
                code.as_str(),
                screen(&second)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_page_says_what_and_why() {
    let mut wrong = Vec::new();
    for code in Code::ALL.iter().filter(|code| **code >= Code::UnknownItem) {
        let page = code.page().replace('\u{a0}', " ");
        let title = format!("# {} : {}", code.as_str(), code.title());
        let sound = page.starts_with(&title)
            && page.contains("## Ce qui est vérifié")
            && page.contains("## Pourquoi")
            && !page.contains(" '")
            && page.lines().count() <= 60;
        if !sound {
            wrong.push(code.as_str());
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}
