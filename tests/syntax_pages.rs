//! The pages of the syntax codes and the examples of the grammar are executed.

use remc::diagnostic::Code;
use remc::io::Memory;

use crate::support::parse;

const MANIFEST: &str = r#"édition: 1
programme: "Exemple"
socles:
  - { code: MSS, titre: "Messagerie", prefixes: ["SC.MSS"] }
"#;

/// The `rem` blocks of a Markdown text, after a heading when one is given.
fn blocks(page: &str, section: Option<&str>) -> Vec<String> {
    let from =
        section.map_or(Some(page), |name| page.split_once(&format!("## {name}\n")).map(|found| found.1));
    let body = from.unwrap_or_default();
    let body = if section.is_some() { body.split("\n## ").next().unwrap_or(body) } else { body };
    let mut parts = body.split("```rem\n");
    parts.next();
    parts.filter_map(|part| part.split("\n```").next()).map(|block| format!("{block}\n")).collect()
}

/// Codes of syntax raised by a block put in the file of a socle.
fn raised(block: &str) -> Vec<&'static str> {
    let headed = ["édition", "socle", "rem"].iter().any(|word| block.starts_with(word));
    let text = if headed { block.to_owned() } else { format!("socle MSS \"Messagerie\"\n\n{block}") };
    let mut memory = Memory::default();
    memory.insert("remc.yaml", MANIFEST);
    memory.insert("socles/MSS.rem", text);
    let found = remc::compile(&memory).diagnostics;
    let mut codes: Vec<&str> = found.iter().map(|diagnostic| diagnostic.code.as_str()).collect();
    codes.retain(|code| code.starts_with("REM1"));
    codes
}

#[test]
fn faulty_blocks_raise_their_code_alone_and_corrected_ones_none() {
    let syntax = Code::ALL.iter().filter(|code| code.as_str().starts_with("REM1"));
    for code in syntax {
        let (faulty, corrected) = (blocks(code.page(), Some("Fautif")), blocks(code.page(), Some("Corrigé")));
        assert!(!faulty.is_empty() && !corrected.is_empty(), "{} has no example", code.as_str());
        for block in faulty {
            assert_eq!(raised(&block), [code.as_str()], "{block}");
        }
        for block in corrected {
            assert_eq!(raised(&block), Vec::<&str>::new(), "{block}");
        }
    }
}

/// The grammar and the examples of its rules.
const GRAMMAR: &str = include_str!("../grammar/referentiel.pest");
const EXAMPLES: &str = include_str!("../grammar/README.md");

#[test]
fn the_examples_of_the_grammar_are_sound_and_canonical() {
    for block in blocks(EXAMPLES, None) {
        let parsed = parse(&block);
        assert!(parsed.diagnostics.is_empty(), "{block}\n{}", parsed.rendered());
        let formatted = remc::syntax::printer::format(parsed.source(), &parsed.tree);
        assert_eq!(formatted.as_deref(), Some(block.as_str()));
    }
}

#[test]
fn every_keyword_of_the_grammar_has_an_example() {
    let mut missing = Vec::new();
    let text: String = blocks(EXAMPLES, None).join("\n");
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    for line in GRAMMAR.lines().filter(|line| line.starts_with("kw_")) {
        let name = line.split_whitespace().next().unwrap_or_default().trim_start_matches("kw_");
        let first = name.split('_').next().unwrap_or_default();
        let found = words.iter().any(|word| remc::source::fold_accents(word) == first);
        if !found {
            missing.push(name);
        }
    }
    assert!(missing.is_empty(), "no example in grammar/README.md for {missing:?}");
}
