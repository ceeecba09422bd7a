//! Reading: what a file means, what is said of mistakes. One mistake, one message, and the neighbours still compile.

use remc::syntax::tree::{FieldValue, Node};

use crate::support::{parse, socle};

#[test]
fn a_sound_item_raises_nothing() {
    let parsed = parse(&socle("exigence A.1 v2 \"Titre\" {\n  nature obligatoire\n}"));
    assert_eq!(parsed.codes(), Vec::<&str>::new(), "{}", parsed.rendered());
    assert_eq!(parsed.items(), ["A.1"]);
    assert!(!parsed.tree.broken);
}

/// A snapshot of a mistake between two sound neighbours, which must survive, with the codes it raises.
macro_rules! mistakes {
    ($( $name:ident: $codes:expr, $source:expr; )*) => {$(
        #[test]
        fn $name() {
            let source = concat!(
                "exigence AVANT.1 \"avant\" {\n  nature obligatoire\n}\n\n",
                $source,
                "\n\nexigence APRES.1 \"après\" {\n  nature obligatoire\n}\n"
            );
            let parsed = parse(source);
            let codes: &[&str] = &$codes;
            assert_eq!(parsed.codes(), codes, "{}", parsed.rendered());
            let items = parsed.items();
            assert!(items.first() == Some(&"AVANT.1") && items.last() == Some(&"APRES.1"), "{items:?}");
            let shown = format!("{}\n----- messages\n{}", $source, parsed.rendered().trim_end());
            insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(concat!("mistake_", stringify!($name)), shown);
            });
        }
    )*};
}

mistakes! {
    missing_comma: ["REM101"], "exigence A.1 {\n  dépend A.2 B.2\n  énoncé \"a\"\n}";
    missing_comma_between_strings: ["REM101"], "exigence A.1 {\n  profil \"A\" \"B\"\n}";
    missing_comma_after_version: ["REM101"], "exigence A.1 {\n  référence MSS-REF 1.0 CI-SIS\n}";
    missing_comma_in_answers: ["REM101"], "exigence A.1 {\n  évolution IT3 fond motif erreur répond C-1 C-2\n}";
    prose_without_keyword: ["REM102"], "exigence A.1 {\n  référence MSS-REF\n  Le système DOIT répondre.\n}";
    two_commas: ["REM101"], "exigence A.1 {\n  dépend A.2,, A.3\n}";
    wrong_reference_version: ["REM101"], "exigence A.1 {\n  référence MSS-REF >= oui\n  énoncé \"a\"\n}";
    missing_value: ["REM105"], "exigence A.1 {\n  statut\n  profil \"Général\"\n}";
    missing_value_at_the_end: ["REM105"], "exigence A.1 {\n  nature }";
    missing_value_inside_a_field: ["REM105"], "exigence A.1 {\n  statut obsolète depuis motif erreur\n}";
    missing_iteration: ["REM105"], "exigence A.1 {\n  évolution\n  référence MSS-REF\n}";
    capital_item_keyword: ["REM102"], "EXIGENCE A.1 V2 \"x\" {\n  énoncé \"a\"\n}";
    capital_field_keyword: ["REM102"], "exigence A.1 V2 {\n  Statut validée\n}";
    unknown_field: ["REM102"], "exigence A.1 {\n  enoncer \"\"\"\n    exigence Z.1\n    section 4.2\n    \"\"\"\n  nature obligatoire\n}";
    unknown_field_without_candidate: ["REM102"], "exigence A.1 {\n  zorglub 12\n}";
    unknown_continuation: ["REM102"], "exigence A.1 {\n  statut obsolète depui IT4\n}";
    one_value_too_many: ["REM101"], "exigence A.1 {\n  nature obligatoire préconisée\n}";
    misplaced_field: ["REM110"], "exigence A.1 {\n  scénario A.1.01 {\n    statut validée\n    étape \"a\"\n  }\n}";
    continuation_alone: ["REM110"], "exigence A.1 {\n  nature obligatoire\n  motif erreur \"a\"\n}";
    misplaced_heading: ["REM110"], "exigence A.1 {\n  section MSS/CONF\n  nature obligatoire\n}";
    field_outside: ["REM110"], "exigence A.1 {\n  nature obligatoire }\n  statut validée\n  énoncé \"a\"\n}";
    block_comment: ["REM111"], "exigence A.1 {\n  /* un\n     deux */\n  nature obligatoire\n}";
    block_comment_between_items: ["REM111"], "/* exigence A.1 {\n   } */";
    block_comment_inside_a_field: ["REM111"], "exigence A.1 {\n  dépend A.2, /* et */ A.3\n  nature obligatoire\n}";
    unclosed_text: ["REM103"], "exigence A.1 {\n  nature obligatoire\n  énoncé \"\"\"\n    Le système\n\nsection 4.2\n}";
    unclosed_text_before_an_even_number: ["REM103"],
        "exigence A.1 {\n  énoncé \"\"\"\n    un\n}\n\nexigence A.2 {\n  énoncé \"\"\"\n    deux\n    \"\"\"\n}";
    two_unclosed_texts: ["REM103", "REM103"],
        "exigence A.1 {\n  énoncé \"\"\"\n    un\n}\n\nexigence A.2 {\n  note \"\"\"\n    deux\n}";
    unclosed_string_in_header: ["REM101"], "exigence A.1 \"titre {\n  nature obligatoire\n}";
    unclosed_string_in_field: ["REM101"], "exigence A.1 {\n  condition \"a\n  nature obligatoire\n}";
    stray_brace: ["REM101"], "exigence A.1 {\n  nature obligatoire\n}\n}";
    brace_inside_a_field: ["REM101"], "exigence A.1 {\n  nature { obligatoire\n}";
    unclosed_item: ["REM104"], "exigence A.1 {\n  nature obligatoire";
    unclosed_scenario: ["REM104"], "exigence A.1 {\n  scénario A.1.01 {\n    étape \"a\"\n}";
    unclosed_scenario_before_another: ["REM104"],
        "exigence A.1 {\n  scénario A.1.01 {\n    étape \"a\"\n  scénario A.1.02 {\n    étape \"b\"\n  }\n}";
    missing_opening_brace: ["REM101"], "exigence A.1 v2 \"titre\"\n  nature obligatoire\n}";
    glued_version: ["REM112"], "exigence A.1v2 {\n}";
    version_zero: ["REM106"], "exigence A.1 v0 {\n}";
    dotted_version: ["REM101"], "exigence A.1 v2.1 \"x\" {\n}";
    id_with_two_dots: ["REM109"], "exigence SC..1 {\n}";
    id_with_two_slashes: ["REM109"], "exigence a//b {\n}";
    id_with_a_final_dot: ["REM109"], "exigence A.1. {\n}";
    id_that_climbs: ["REM109"], "exigence ../../x {\n}";
    id_with_an_accent: ["REM109"], "exigence A.é1 {\n}";
    id_in_a_list: ["REM109"], "exigence A.1 {\n  dépend A.2, ../B\n}";
    missing_id: ["REM105"], "exigence \"Titre\" {\n  nature obligatoire\n}";
    mistyped_item_keyword: ["REM102"], "exigense A.1 \"x\" {\n  énoncé \"\"\"\nexigence Z.1 {\nsection 4.2\n    \"\"\"\n}";
    missing_quotes: ["REM101"], "exigence A.1 {\n  profil Cas général\n}";
    missing_quotes_in_header: ["REM101"], "exigence A.1 Le titre {\n}";
    curly_quotes: ["REM101"], "exigence A.1 {\n  condition “oui ?”\n}";
    colon_after_keyword: ["REM101"], "exigence A.1 {\n  nature: obligatoire\n}";
    mistyped_proof: ["REM102"],
        "exigence A.1 { scénario A.1.01 { étape \"a\" prueve A.1.01.01 trace \"b\" } }";
    mistake_in_a_scenario: ["REM101"],
        "exigence A.1 {\n  scénario A.1.01 {\n    étape un \"a\"\n    preuve A.1.01.01 trace\n  }\n  nature obligatoire\n}";
    proof_without_number: ["REM105"], "exigence A.1 {\n  scénario A.1.01 {\n    étape \"a\"\n    preuve\n  }\n}";
    mistake_in_an_adaptation: ["REM110"],
        "rem RIS {\n  adapte A.1 motif erreur {\n    statut validée\n    énoncé \"a\"\n  }\n  retire A.3\n}";
    unclosed_adaptation: ["REM104"],
        "rem RIS {\n  adapte A.1 motif erreur {\n    nature obligatoire\n  retire A.3 motif erreur\n}";
    unclosed_lane: ["REM104"], "rem RIS {\n  reprend A.*\n\nsection RIS/IMG \"Imagerie\"";
    except_without_pattern: ["REM105"], "rem RIS {\n  reprend A.* sauf\n  retire A.3\n}";
    mistyped_lane_keyword: ["REM102"], "rem RIS {\n  reprends SC.INS/*, SC.MSS/CONF.*\n  retire A.3\n}";
    heading_without_title: ["REM105"], "bloc\nfonction \"a\"";
    scenario_without_brace: ["REM101"],
        "exigence A.1 {\n  scénario A.1.01 \"cas\"\n    étape \"a\"\n    preuve A.1.01.01\n  }\n  nature obligatoire\n}";
    adaptation_without_brace: ["REM101"],
        "rem RIS {\n  adapte A.1 motif erreur\n    énoncé \"\"\" a \"\"\"\n  }\n  retire A.3\n}";
    commented_out_field: ["REM111"],
        "exigence A.1 {\n  /* énoncé \"\"\"\n    a\n    \"\"\" */\n  nature obligatoire\n}";
    two_mistakes_at_once: ["REM102", "REM105"], "exigence A.1 {\n  natur obligatoire\n  statut\n  énoncé \"a\"\n}";
}

#[test]
fn words_of_the_language_inside_text_blocks_are_content() {
    let parsed = parse(&socle(
        "exigence A.1 {\n  énoncé \"\"\"\nexigence B.1 v1 \"x\" {\nsection 4.2\n}\n// rien\n    \"\"\"\n}\nexigence A.2 { }",
    ));
    assert_eq!(parsed.codes(), Vec::<&str>::new(), "{}", parsed.rendered());
    assert_eq!(parsed.items(), ["A.1", "A.2"]);
    let Some(Node::Requirement(item)) = parsed.tree.nodes.get(2) else { panic!("no item") };
    let Some(FieldValue::Statement(text)) = item.fields.first().map(|field| &field.value) else {
        panic!("no text")
    };
    assert_eq!(text.value, "exigence B.1 v1 \"x\" {\nsection 4.2\n}\n// rien");
}

#[test]
fn a_broken_item_next_to_content_that_looks_like_language_stays_alone() {
    let item = "  énoncé \"\"\"\nexigence B.1 v1 \"x\" {\nsection 4.2\n}\n    \"\"\"\n}";
    let parsed =
        parse(&socle(&format!("exigence A.1 {{\n  natur obligatoire\n{item}\n\nexigence A.2 {{\n{item}")));
    assert_eq!(parsed.codes(), ["REM102"], "{}", parsed.rendered());
    assert_eq!(parsed.items(), ["A.1", "A.2"]);
}

#[test]
fn a_line_that_ends_a_field_does_not_belong_to_it() {
    let parsed = parse("exigence A.1 {\n  statut validée // vu\n  // suite\n  nature obligatoire\n}");
    let Some(Node::Requirement(item)) = parsed.tree.nodes.first() else { panic!("no item") };
    let shown: Vec<&str> = item.fields.iter().map(|field| parsed.sources.slice(field.span)).collect();
    assert_eq!(shown, ["statut validée", "nature obligatoire"]);
}

#[test]
fn byte_order_marks_line_ends_and_decomposed_accents_change_nothing() {
    let plain = "édition 1\nexigence A.1 {\n  énoncé \"\"\"\n    Émission\n    là\n    \"\"\"\n}\n";
    let decomposed = "e\u{301}dition 1\nexigence A.1 {\n  e\u{301}nonce\u{301} \"\"\"\n    E\u{301}mission\n    la\u{300}\n    \"\"\"\n}\n";
    let expected = parse(plain).tree;
    for text in [
        format!("\u{feff}{plain}"),
        plain.replace('\n', "\r\n"),
        plain.replace('\n', "\r"),
        decomposed.to_owned(),
        format!("\u{feff}{}", decomposed.replace('\n', "\r\n")),
    ] {
        assert_eq!(parse(&text).tree, expected, "{text:?}");
    }
}
