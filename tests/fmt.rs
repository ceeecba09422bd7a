//! The printer: canonical layout, same meaning, nothing lost.

use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::support::generate;
use crate::support::meaning::{comments, meaning};
use crate::support::parse;

/// The canonical form of a sound text.
fn formatted(text: &str) -> String {
    let parsed = parse(text);
    let out = remc::syntax::printer::format(parsed.source(), &parsed.tree);
    out.unwrap_or_else(|| panic!("not formatted:\n{text}\n{}", parsed.rendered()))
}

/// Formats, and checks on the way that nothing was lost and that formatting again changes nothing.
fn checked(text: &str) -> String {
    let before = parse(text);
    let once = formatted(text);
    let after = parse(&once);
    assert!(after.diagnostics.is_empty(), "{text}\n-----\n{once}\n{}", after.rendered());
    pretty(&meaning(&before.tree), &meaning(&after.tree), text, &once);
    let (left, right) =
        (comments(before.source().text(), &before.tree), comments(after.source().text(), &after.tree));
    assert_eq!(left, right, "comments of\n{text}\n-----\n{once}");
    let twice = formatted(&once);
    assert_eq!(once, twice, "not stable:\n{text}");
    once
}

fn pretty(left: &str, right: &str, text: &str, once: &str) {
    if left == right {
        return;
    }
    let at = left.lines().zip(right.lines()).position(|(a, b)| a != b).unwrap_or_default();
    let around = |text: &str| text.lines().skip(at.saturating_sub(4)).take(8).collect::<Vec<_>>().join("\n");
    panic!(
        "meaning changed:\n{text}\n-----\n{once}\n----- before\n{}\n----- after\n{}",
        around(left),
        around(right)
    );
}

proptest! {
    #![proptest_config(Config { cases: cases(), failure_persistence: None, ..Config::default() })]

    #[test]
    fn formatting_keeps_meaning_and_comments_and_is_stable(tape in prop::collection::vec(any::<u8>(), 0..600)) {
        checked(&generate::file(&tape));
    }

    #[test]
    fn generated_files_are_sound(tape in prop::collection::vec(any::<u8>(), 0..300)) {
        let text = generate::file(&tape);
        let parsed = parse(&text);
        prop_assert!(parsed.diagnostics.is_empty(), "{}\n{}", text, parsed.rendered());
    }
}

/// Random files per law; `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(200)
}

#[test]
fn the_shipped_corpus_keeps_its_meaning() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("referentials");
    let mut folders = vec![root];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rem") {
                checked(&std::fs::read_to_string(&path).unwrap());
                seen += 1;
            }
        }
    }
    assert!(seen > 0, "no file");
}

/// Everything the layout decides, on one screen.
#[test]
fn the_canonical_layout() {
    let source = include_str!("fixtures/layout.rem");
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("canonical_layout", checked(source));
    });
}

#[test]
fn a_file_with_a_mistake_is_left_alone() {
    let parsed = parse("exigence A.1 {\n  natur obligatoire\n}");
    assert_eq!(remc::syntax::printer::format(parsed.source(), &parsed.tree), None);
}
