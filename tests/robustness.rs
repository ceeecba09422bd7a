//! Hostile and huge inputs: no panic, time in proportion to the size.

use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::Config;
use remc::source::{DecodeError, SourceFile};

use crate::support::{generate, parse};

/// Reads, prints messages and formats; nothing may panic, and every place must be in the text.
fn exercise(text: &str) {
    let parsed = parse(text);
    let source = parsed.source();
    let _ = parsed.rendered();
    for diagnostic in &parsed.diagnostics {
        let places = diagnostic.primary.iter().chain(&diagnostic.secondary).map(|label| label.span);
        for span in places.chain(diagnostic.fix.iter().map(|fix| fix.span)) {
            assert!(source.text().get(span.range()).is_some(), "{span:?} is no place of {text:?}");
        }
    }
    let unreadable = parsed.tree.nodes.iter().any(remc::syntax::tree::Node::is_broken);
    assert!(!unreadable || parsed.tree.broken, "a broken node without a message: {text:?}");
    if let Some(once) = remc::syntax::printer::format(source, &parsed.tree) {
        let again = parse(&once);
        assert!(!again.tree.broken, "formatting broke {text:?}\n{once}\n{}", again.rendered());
        let twice = remc::syntax::printer::format(again.source(), &again.tree);
        assert_eq!(twice.as_deref(), Some(once.as_str()), "not stable: {text:?}");
    }
}

const PIECES: [&str; 44] = [
    "exigence",
    "A.1",
    "v1",
    "\"t\"",
    "{",
    "}",
    "\n",
    " ",
    "\"\"\"",
    "\"",
    "«",
    "»",
    "//",
    "/*",
    "*/",
    "\\",
    ",",
    "énoncé",
    "statut",
    "validée",
    "nature",
    "obligatoire",
    "scénario",
    "A.1.01",
    "étape",
    "preuve",
    "trace",
    "rem",
    "RIS",
    "reprend",
    "A.*",
    "sauf",
    "adapte",
    "motif",
    "erreur",
    "section",
    "bloc",
    "socle",
    "édition",
    "\u{a0}",
    "\0",
    "=",
    "référence",
    "vague1",
];

proptest! {
    #![proptest_config(Config { cases: cases(), failure_persistence: None, ..Config::default() })]

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        exercise(&text);
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(source) = SourceFile::decode(Path::new("a.rem"), bytes.clone()) {
            exercise(source.text());
        }
        exercise(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_sequence_of_words(pieces in prop::collection::vec((0..PIECES.len(), any::<bool>()), 0..60)) {
        let words = pieces.iter().map(|(index, space)| format!("{}{}", PIECES[*index], if *space { " " } else { "" }));
        exercise(&words.collect::<String>());
    }

    #[test]
    fn any_change_to_a_sound_file(
        tape in prop::collection::vec(any::<u8>(), 0..200),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0..PIECES.len(), any::<bool>()), 1..4),
    ) {
        let mut text: Vec<char> = generate::file(&tape).chars().collect();
        for (at, piece, delete) in changes {
            let at = at.index(text.len() + 1);
            let removed = usize::from(delete && at < text.len());
            text.splice(at..at + removed, PIECES[piece].chars());
        }
        exercise(&text.into_iter().collect::<String>());
    }
}

/// Random texts per law; `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(150)
}

/// Every hostile shape, as a function of its size.
fn shapes() -> Vec<(&'static str, fn(usize) -> String)> {
    vec![
        ("opening braces", |n| "{".repeat(n)),
        ("opening braces in an item", |n| format!("exigence A.1 {{ nature {}", "{".repeat(n))),
        ("closing braces", |n| "}".repeat(n)),
        ("closing braces in a field", |n| format!("exigence A.1 {{ zut {} x\n}}", "}".repeat(n))),
        ("quotes", |n| "\"".repeat(n)),
        ("quotes in an item", |n| format!("exigence A.1 {{ énoncé {}", "\"".repeat(n))),
        ("escaped quotes", |n| format!("exigence A.1 {{ énoncé \"\"\"{}", "\\\"\"\"".repeat(n / 4))),
        ("escaped quotes in a string", |n| format!("exigence A.1 {{ profil \"{}", "\\\"".repeat(n / 2))),
        ("angle quotes", |n| "«".repeat(n / 2)),
        ("angle quotes in an item", |n| format!("exigence A.1 {{ zut {}", "«".repeat(n / 2))),
        ("greater-than signs", |n| format!("exigence A.1 {{ référence X {}", ">".repeat(n))),
        ("one long line", |n| format!("exigence A.1 {{ énoncé \"{}\" }}", "é".repeat(n / 2))),
        ("one long broken line", |n| format!("exigence A.1 {{ zut {} }}", "a b ".repeat(n / 4))),
        ("one long word", |n| "a".repeat(n)),
        ("one long id", |n| format!("exigence A.{} {{ }}", "1".repeat(n))),
        ("spaces", |n| format!("exigence A.1 {{ zut{}x }}", " ".repeat(n))),
        ("blank lines", |n| format!("exigence A.1 {{ zut{}x }}", "\n".repeat(n))),
        ("blank lines and spaces", |n| format!("exigence A.1 {{ zut{}x }}", "\n ".repeat(n / 2))),
        ("zero bytes", |n| "\0".repeat(n)),
        ("comments", |n| "//\n".repeat(n / 3)),
        ("comments in an item", |n| format!("exigence A.1 {{\n{}}}", "//\n".repeat(n / 3))),
        ("block comments", |n| "/* ".repeat(n / 3)),
        ("block comments in an item", |n| format!("exigence A.1 {{ {}", "/* ".repeat(n / 3))),
        ("open blocks", |n| "exigence A.1 {\nénoncé \"\"\"\n".repeat(n / 28)),
        ("open items", |n| "exigence A.1 {\n".repeat(n / 15)),
        ("open scenarios", |n| format!("exigence A.1 {{\n{}", "scénario A.1 {\n".repeat(n / 16))),
        ("open adaptations", |n| format!("rem A {{\n{}", "adapte A.1 {\n".repeat(n / 13))),
        ("wrong fields", |n| format!("exigence A.1 {{\n{}}}", "zut\nénoncé\n".repeat(n / 13))),
        ("wrong items", |n| "zut A.1 {\n}\n".repeat(n / 12)),
        ("missing commas", |n| format!("exigence A.1 {{ dépend A.1{} }}", " A.2".repeat(n / 4))),
        ("long list", |n| format!("exigence A.1 {{ dépend A.1{} }}", ", A.2".repeat(n / 5))),
        ("long list with a mistake", |n| {
            format!("exigence A.1 {{ dépend A.1{} zut }}", ", A.2".repeat(n / 5))
        }),
        ("headings", |n| "section A\n".repeat(n / 10)),
        ("headings in an item", |n| format!("exigence A.1 {{\n{}nature", "section A\n".repeat(n / 10))),
        ("blank lines after a heading", |n| format!("exigence A.1 {{ zut\nsection A\n{}", "\n".repeat(n))),
        ("one wrong field after a huge one", |n| {
            format!("exigence A.1 {{ énoncé \"\"\"{}\"\"\"\n{}}}", "a".repeat(n), "zut A.2\n".repeat(200))
        }),
    ]
}

/// Time to read, to print the first messages and to format.
fn time(text: &str) -> Duration {
    let (start, cpu) = (Instant::now(), processor_time());
    let parsed = parse(text);
    let messages: Vec<_> = parsed.diagnostics.iter().take(20).cloned().collect();
    let _ = remc::diagnostic::render_all(&messages, &parsed.sources, false);
    let _ = remc::syntax::printer::format(parsed.source(), &parsed.tree);
    match (cpu, processor_time()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => start.elapsed(),
    }
}

/// Time this thread spent on a processor, where the system tells: a busy machine must not fail a test.
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

#[test]
fn hostile_shapes_take_time_in_proportion() {
    let mut slow = Vec::new();
    for (name, shape) in shapes() {
        let measure = || (time(&shape(5_000)), time(&shape(40_000)));
        let (small, large) = measure();
        // Eight times the size; twice that leaves room for a busy machine, a square would be sixty-four.
        let is_slow =
            |small: Duration, large: Duration| large > Duration::from_millis(250) && large > small * 24;
        if is_slow(small, large) {
            let (small, large) = measure();
            if is_slow(small, large) {
                slow.push((name, small, large));
            }
        }
    }
    assert!(slow.is_empty(), "too slow: {slow:?}");
}

#[test]
fn hostile_shapes_at_small_sizes_are_told_apart() {
    for (_, shape) in shapes() {
        for size in [0, 1, 17, 64] {
            exercise(&shape(size));
        }
    }
}

#[test]
fn bytes_that_are_not_utf8_are_located() {
    let decoded = SourceFile::decode(Path::new("a.rem"), b"bloc \xff".to_vec());
    assert_eq!(decoded.err(), Some(DecodeError::NotUtf8 { offset: 5 }));
}
