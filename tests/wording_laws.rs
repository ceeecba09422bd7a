//! Laws of the comparison of wordings, on texts made up at random.

use proptest::prelude::*;
use remc::history::wording::{
    BlockKind, Fingerprint, Op, Tag, apply, apply_compact, compact, compare, normalise, same_wording,
    signals, source_ops, word_similarity,
};

/// A token of an invented requirement, odd typography and Markdown included.
fn token() -> impl Strategy<Value = String> {
    let words = [
        "le",
        "système",
        "DOIT",
        "PEUT",
        "ne",
        "pas",
        "n'",
        "l'",
        "l’",
        "d'",
        "utilisateur",
        "et",
        "ou",
        "sans",
        "24",
        "48",
        "heures",
        "deux",
        "SC.MSS/CONF.01",
        "v2.10.0",
        "<location>",
        "`code`",
        "[lien](https://a.fr/1)",
        "https://<x>/y",
        "«",
        "»",
        "\"",
        ";",
        ":",
        ".",
        ",",
        "...",
        "…",
        "(",
        ")",
        "-",
        "–",
        "*",
        "**",
        "_",
        "#",
        "|",
        "\n",
        "\n\n",
        "\n- ",
        "\n1. ",
        "\n2) ",
        "\n• ",
        "\n| a | b |\n|---|---|\n| c | d |\n",
        "\n    ",
        "```",
        "\u{a0}",
        "\u{202f}",
        "\u{ad}",
        "\u{200b}",
        "e\u{301}",
        "É",
        "œ",
        "&amp;",
        "\\",
        "![i](u)",
        "1er",
        "95",
        "%",
        "\r\n",
        "\t",
        "aujourd'hui",
    ];
    prop_oneof![9 => prop::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec((token(), any::<bool>()), 0..60).prop_map(|tokens| {
        tokens.into_iter().map(|(token, space)| if space { token + " " } else { token }).collect()
    })
}

/// A text and a light edition of it.
fn edited() -> impl Strategy<Value = (String, String)> {
    (
        prop::collection::vec(token(), 0..60),
        prop::collection::vec((any::<prop::sample::Index>(), token(), 0..3_u8), 0..6),
    )
        .prop_map(|(tokens, edits)| {
            let mut after = tokens.clone();
            for (place, token, kind) in edits {
                let at = place.index(after.len() + 1);
                match kind {
                    0 => after.insert(at, token),
                    1 if at < after.len() => drop(after.remove(at)),
                    _ if at < after.len() => after[at] = token,
                    _ => {}
                }
            }
            (tokens.join(" "), after.join(" "))
        })
}

fn rebuilt(ops: &[Op], tag: Tag) -> String {
    ops.iter().filter(|op| op.tag == Tag::Equal || op.tag == tag).map(|op| op.text.as_str()).collect()
}

fn check_comparison(before: &str, after: &str) -> Result<(), TestCaseError> {
    let diff = compare(before, after);
    prop_assert!((0.0..=1.0).contains(&diff.similarity));
    for block in &diff.blocks {
        prop_assert_eq!(rebuilt(&block.ops, Tag::Delete), block.before.clone().unwrap_or_default());
        prop_assert_eq!(rebuilt(&block.ops, Tag::Insert), block.after.clone().unwrap_or_default());
        prop_assert!(block.ops.iter().all(|op| !op.text.is_empty()));
        prop_assert!(block.ops.windows(2).all(|pair| pair[0].tag != pair[1].tag));
    }
    // The second text is told block by block, in order, and nothing else is.
    let shown: Vec<String> = diff
        .blocks
        .iter()
        .filter(|block| block.kind != BlockKind::LinkTarget)
        .filter_map(|block| block.after.clone())
        .collect();
    let alone = compare(after, after);
    let expected: Vec<String> = alone.blocks.iter().filter_map(|block| block.after.clone()).collect();
    prop_assert_eq!(shown, expected);
    prop_assert_eq!(compare(before, after), diff);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn operations_rebuild_both_texts((before, after) in edited()) {
        let ops = source_ops(&before, &after);
        prop_assert_eq!(apply(&ops, &before), Some(after.clone()));
        prop_assert_eq!(apply_compact(&compact(&ops), &before), Some(after.clone()));
        check_comparison(&before, &after)?;
    }

    #[test]
    fn unrelated_texts_are_told_apart_exactly(before in text(), after in text()) {
        let ops = source_ops(&before, &after);
        prop_assert_eq!(apply(&ops, &before), Some(after.clone()));
        check_comparison(&before, &after)?;
        let _ = signals(&before, &after);
    }

    #[test]
    fn a_text_is_the_same_as_itself(text in text()) {
        let diff = compare(&text, &text);
        prop_assert!(diff.is_unmarked());
        prop_assert_eq!(diff.similarity, 1.0);
        prop_assert!(signals(&text, &text).is_empty());
        prop_assert!(same_wording(&text, &text));
        prop_assert_eq!(word_similarity(&text, &text), 1.0);
        prop_assert!(source_ops(&text, &text).iter().all(|op| op.tag == Tag::Equal));
    }

    #[test]
    fn normalising_twice_changes_nothing(text in text(), any in any::<String>()) {
        for text in [text, any] {
            let once = normalise(&text).into_owned();
            prop_assert_eq!(normalise(&once).into_owned(), once);
        }
    }

    #[test]
    fn normalising_keeps_letters_and_digits(text in text()) {
        use unicode_normalization::UnicodeNormalization;
        let kept = |text: &str| text.nfc().filter(|c| c.is_alphanumeric()).collect::<String>();
        let visible: String = text.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}')).collect();
        prop_assert_eq!(kept(&normalise(&text)), kept(&visible));
    }

    #[test]
    fn a_normative_change_is_never_hidden(
        words in prop::collection::vec(prop::sample::select(&["le", "système", "lit", "la", "trace", "du", "dossier"][..]), 1..30),
        place in any::<prop::sample::Index>(),
        pair in prop::sample::select(&[
            ("DOIT", "PEUT"), ("24", "48"), ("DOIT", "doit"), ("avec", "sans"), ("ne", ""), ("deux", "trois"), ("et", "ou"),
            ("aucun", "un"), ("v2.0", "v2.1"), ("SC.A/B.01", "SC.A/B.02"), ("24 heures", "24 jours"), ("DEVRAIT", "DOIT"),
            ("`a`", "`b`"), ("https://a.fr", "https://b.fr"), ("10 %", "20 %"), ("au moins", "au plus"),
        ][..]),
    ) {
        let text = |word: &str| {
            let mut words = words.clone();
            words.insert(place.index(words.len() + 1), word);
            words.join(" ")
        };
        let (before, after) = (text(pair.0), text(pair.1));
        prop_assert!(!same_wording(&before, &after));
        prop_assert!(!compare(&before, &after).is_unmarked());
        prop_assert!(!signals(&before, &after).is_empty(), "{} / {}", before, after);
        prop_assert!(!signals(&after, &before).is_empty());
    }

    #[test]
    fn the_quick_bound_never_lies(a in text(), b in text(), threshold in 0.0..1.0_f64) {
        let (a, b) = (Fingerprint::new(&a), Fingerprint::new(&b));
        if a.similarity(&b) >= threshold {
            prop_assert!(a.could_reach(&b, threshold));
        }
        prop_assert_eq!(a.similarity(&b), b.similarity(&a));
    }
}
