//! The comparison of wordings: what is marked, what is signalled, what never counts.

use remc::history::wording::{
    BlockKind, CompactOp, Op, Piece, Tag, TextDiff, apply, apply_compact, compact, compare, normalise,
    parse_blocks, pieces, same_wording, signals, source_ops, tokenise, word_similarity,
};

/// Shows a comparison on one line per block: `[-removed-]{+added+}`.
fn shown(diff: &TextDiff) -> String {
    let mut lines = Vec::new();
    for block in &diff.blocks {
        let mut line = String::new();
        for op in &block.ops {
            match op.tag {
                Tag::Equal => line.push_str(&op.text),
                Tag::Delete => line.push_str(&format!("[-{}-]", op.text)),
                Tag::Insert => line.push_str(&format!("{{+{}+}}", op.text)),
            }
        }
        lines.push(line);
    }
    lines.join("\n")
}

fn marked(before: &str, after: &str) -> String {
    shown(&compare(before, after))
}

fn words(text: &str) -> Vec<&str> {
    tokenise(text).iter().map(|token| token.text(text)).collect()
}

fn codes(before: &str, after: &str) -> Vec<String> {
    signals(before, after).iter().map(|signal| signal.code()).collect()
}

fn labels(before: &str, after: &str) -> Vec<String> {
    signals(before, after).iter().map(|signal| signal.label()).collect()
}

// Words.

#[test]
fn elided_words_are_cut_and_hyphenated_ones_are_not() {
    assert_eq!(words("l'utilisateur d’un rendez-vous"), ["l'", "utilisateur", "d’", "un", "rendez-vous"]);
    assert_eq!(words("lorsqu'aujourd'hui QU'IL"), ["lorsqu'", "aujourd'hui", "QU'", "IL"]);
}

#[test]
fn identifiers_versions_and_numbers_are_never_cut() {
    assert_eq!(words("(SC.MSS/CONF.01, v2.10.0)."), ["(", "SC.MSS/CONF.01", ",", "v2.10.0", ")", "."]);
    assert_eq!(
        words("1,5 Mo ; 48h ; 01/02/2023 ; 95 %"),
        ["1,5", "Mo", ";", "48h", ";", "01/02/2023", ";", "95", "%"]
    );
    assert_eq!(words("réception/envoi et/ou tri"), ["réception", "/", "envoi", "et", "/", "ou", "tri"]);
}

#[test]
fn code_links_addresses_and_placeholders_are_never_cut() {
    let text = "`a b` [le guide](https://x.fr/a) <location> https://<location>/drim, fin";
    assert_eq!(
        words(text),
        ["`a b`", "[le guide](https://x.fr/a)", "<location>", "https://<location>/drim", ",", "fin"]
    );
    assert_eq!(
        words("[0] (non) `ouvert a<b"),
        ["[", "0", "]", "(", "non", ")", "`", "ouvert", "a", "<", "b"]
    );
}

// Blocks.

#[test]
fn blocks_follow_markdown_and_typed_lists() {
    let text = "Le système **DOIT** :\n- lire `x` ;\n  - vite\n\n1. un\n2. deux\n\n| a | b |\n|---|---|\n| c | d |\n\n```\ncode\n```\n\n# Titre";
    let blocks = parse_blocks(text);
    let kinds: Vec<_> = blocks.iter().map(|block| (block.kind, block.text.as_str())).collect();
    let item = |depth, ordinal| BlockKind::ListItem { depth, ordinal };
    let cell = |row, column| BlockKind::TableCell { row, column };
    assert_eq!(
        kinds,
        [
            (BlockKind::Paragraph, "Le système DOIT :"),
            (item(1, None), "lire `x` ;"),
            (item(2, None), "vite"),
            (item(1, Some(1)), "un"),
            (item(1, Some(2)), "deux"),
            (cell(0, 0), "a"),
            (cell(0, 1), "b"),
            (cell(1, 0), "c"),
            (cell(1, 1), "d"),
            (BlockKind::Code, "code"),
            (BlockKind::Heading { level: 1 }, "Titre"),
        ]
    );
    let typed = parse_blocks("En suivant :\n1- Ouvrir\n2- Lire\n• Fermer");
    assert_eq!(
        typed.iter().map(|block| block.text.as_str()).collect::<Vec<_>>(),
        ["En suivant :", "Ouvrir", "Lire", "Fermer"]
    );
}

#[test]
fn html_and_placeholders_are_text() {
    let blocks = parse_blocks("Appeler https://<location>/x puis <location>.\n\n<script>x</script>");
    assert_eq!(blocks[0].text, "Appeler https://<location>/x puis <location>.");
    assert_eq!(blocks[1].text, "<script>x</script>");
}

// Normalised form.

#[test]
fn typography_does_not_count() {
    let same = [
        ("l'utilisateur « lit » : oui", "l’utilisateur \"lit\": oui."),
        ("a\u{a0}; b\u{202f}!", "a; b!"),
        ("un\ndeux   trois", " un deux trois "),
        ("A :\n- un ;\n- deux.", "A :\n\n• un\n• deux"),
        ("A :\n1) un,\n2) deux", "A :\n1. un ;\n2. deux ;"),
        ("tiret – long", "tiret - long"),
        ("e\u{301}té", "été"),
        ("mot\u{ad}coupé", "motcoupé"),
        ("etc…", "etc..."),
    ];
    for (before, after) in same {
        assert!(
            same_wording(before, after),
            "{before:?} / {after:?}: {} / {}",
            normalise(before),
            normalise(after)
        );
    }
}

#[test]
fn words_case_digits_and_negations_count() {
    let different = [
        ("24 heures", "48 heures"),
        ("DOIT", "doit"),
        ("DOIT", "PEUT"),
        ("le système envoie", "le système n'envoie"),
        ("il ne lit pas", "il lit"),
        ("1) lire", "2) lire"),
        ("- 5 jours", "- 6 jours"),
        ("a et b", "a ou b"),
        ("etc.", "etc..."),
        ("lire, écrire", "lire écrire"),
    ];
    for (before, after) in different {
        assert!(!same_wording(before, after), "{before:?} / {after:?}: {}", normalise(before));
    }
}

// Marks.

#[test]
fn marks_cover_whole_words_and_leave_spaces_outside() {
    assert_eq!(
        marked("Conservé 24 heures au plus.", "Conservé 48 heures au plus."),
        "Conservé [-24-]{+48+} heures au plus."
    );
    assert_eq!(
        marked(
            "Le système DOIT afficher à l'utilisateur le document reçu dans sa forme initiale et permettre son impression.",
            "Le système DOIT afficher à l’utilisateur, en moins de trois actions, le document reçu dans sa forme initiale et PEUT permettre son impression."
        ),
        "Le système DOIT afficher à l’utilisateur{+, en moins de trois actions,+} le document reçu dans sa forme initiale et {+PEUT +}permettre son impression."
    );
    assert_eq!(marked("a b c d e f g h", "a b c d e f g"), "a b c d e f g[- h-]");
}

#[test]
fn close_marks_are_merged_and_far_ones_are_not() {
    let before = "le vieux chat gris dort sur le grand canapé rouge de la maison";
    let after = "le jeune chat noir dort sur le grand canapé bleu de la maison";
    assert_eq!(
        marked(before, after),
        "le [-vieux chat gris-]{+jeune chat noir+} dort sur le grand canapé [-rouge-]{+bleu+} de la maison"
    );
}

#[test]
fn typography_is_never_marked_and_the_second_text_is_shown() {
    let diff = compare("L'« accès »  au dossier : oui", "L’\"accès\" au dossier\u{a0}: oui.");
    assert!(diff.is_unmarked(), "{}", shown(&diff));
    assert_eq!(diff.similarity, 1.0);
    assert_eq!(diff.blocks[0].after.as_deref(), Some("L’\"accès\" au dossier\u{a0}: oui."));
    let list = compare("Lire :\n- un ;\n- deux", "Lire :\n\n* un,\n* deux.");
    assert!(list.is_unmarked(), "{}", shown(&list));
}

#[test]
fn a_rewritten_text_is_shown_before_and_after() {
    let before = "L'application affiche le matricule sur tous les écrans patient dès lors qu'il est qualifié et masque les autres traits sauf demande explicite.";
    let after = "Les traits stricts sont visibles sur chaque écran patient. Un matricule non qualifié n'est jamais affiché.";
    let diff = compare(before, after);
    assert!(diff.is_rewritten());
    assert!(diff.percent() < 30);
    assert_eq!(diff.blocks.len(), 1);
    assert!(diff.blocks[0].rewritten);
    assert_eq!(diff.blocks[0].ops, [Op::new(Tag::Delete, before), Op::new(Tag::Insert, after)]);
}

#[test]
fn too_many_marks_are_a_rewriting() {
    let before: Vec<String> = (0..60).map(|index| format!("mot{index}")).collect();
    let mut after = before.clone();
    for index in (2..60).step_by(8) {
        after[index] = format!("autre{index}");
    }
    let diff = compare(&before.join(" "), &after.join(" "));
    assert!(diff.blocks[0].rewritten);
    assert!(diff.similarity > 0.8);
}

#[test]
fn a_long_addition_is_marked_not_rewritten() {
    let after = "La connexion DOIT être chiffrée (selon les recommandations en vigueur au jour de la mise en service du produit chez le client, telles que publiées par l'autorité).";
    let diff = compare("La connexion DOIT être chiffrée.", after);
    assert!(!diff.blocks[0].rewritten, "{}", shown(&diff));
    assert!(!diff.is_unmarked());
}

#[test]
fn a_paragraph_that_becomes_a_list_keeps_its_words() {
    let before =
        "Le journal DOIT contenir la date et l'heure, l'identifiant saisi, le résultat de la tentative.";
    let after = "Le journal DOIT contenir :\n- la date et l'heure ;\n- l'identifiant saisi ;\n- le résultat complet de la tentative.";
    let diff = compare(before, after);
    assert!(diff.similarity > 0.9, "{}", shown(&diff));
    assert!(diff.blocks.iter().all(|block| block.restructured && !block.rewritten));
    assert!(diff.blocks[2].former_kind == Some(BlockKind::Paragraph));
    assert!(shown(&diff).contains("le résultat {+complet +}de la tentative."), "{}", shown(&diff));
    let back = compare(after, before);
    assert_eq!(back.blocks.len(), 1);
    assert!(back.similarity > 0.9, "{}", shown(&back));
}

#[test]
fn moved_blocks_are_flagged() {
    let before = "- alpha bêta gamma delta\n- un deux trois quatre\n- rouge vert bleu jaune";
    let after = "- un deux trois quatre\n- rouge vert bleu jaune\n- alpha bêta gamma delta final";
    let diff = compare(before, after);
    let moved: Vec<_> = diff.blocks.iter().filter(|block| block.moved).collect();
    assert_eq!(moved.len(), 1);
    assert_eq!(moved[0].after.as_deref(), Some("alpha bêta gamma delta final"));
    assert_eq!(diff.blocks.len(), 3);
}

#[test]
fn a_link_target_has_its_own_row() {
    let diff =
        compare("Voir [le guide](https://a.fr/v1) publié.", "Voir [le guide](https://a.fr/v2) publié.");
    assert_eq!(diff.blocks.len(), 2);
    assert!(diff.blocks[0].ops.iter().all(|op| op.tag == Tag::Equal));
    assert_eq!(diff.blocks[1].kind, BlockKind::LinkTarget);
    assert_eq!(diff.blocks[1].before.as_deref(), Some("https://a.fr/v1"));
    assert_eq!(codes("[g](https://a.fr/1)", "[g](https://a.fr/2)"), ["lien:https://a.fr/1>https://a.fr/2"]);
}

#[test]
fn tables_are_compared_cell_by_cell() {
    let diff = compare("| A | B |\n|---|---|\n| un | 24 h |", "| A | B |\n|---|---|\n| un | 48 h |");
    assert_eq!(shown(&diff), "A\nB\nun\n[-24-]{+48+} h");
}

#[test]
fn empty_texts_are_harmless() {
    assert!(compare("", "").blocks.is_empty());
    assert_eq!(marked("", "Nouveau texte."), "{+Nouveau texte.+}");
    assert_eq!(marked("Ancien texte.", ""), "[-Ancien texte.-]");
    assert!(source_ops("", "").is_empty());
    assert!(signals("", "").is_empty());
    assert_eq!(word_similarity("", ""), 1.0);
    assert_eq!(normalise(" . "), "");
}

// Operations for machines.

#[test]
fn published_operations_rebuild_the_text() {
    let (before, after) = ("Le système DOIT permettre\u{a0}l'envoi.", "Le système PEUT permettre l'envoi.");
    let ops = source_ops(before, after);
    assert_eq!(apply(&ops, before).as_deref(), Some(after));
    assert_eq!(apply(&ops, after), None);
    let json = serde_json::to_string(&compact(&ops)).unwrap();
    let expected = "[[\"=\",11],[\"-\",4,\"DOIT\"],[\"+\",4,\"PEUT\"],[\"=\",10],[\"-\",1,\"\u{a0}\"],[\"+\",1,\" \"],[\"=\",8]]";
    assert_eq!(json, expected);
    let read: Vec<CompactOp> = serde_json::from_str(&json).unwrap();
    assert_eq!(apply_compact(&read, before).as_deref(), Some(after));
    assert!(serde_json::from_str::<Vec<CompactOp>>(r#"[["-",3,"ab"]]"#).is_err());
}

#[test]
fn pieces_of_a_mark_can_be_shown() {
    assert_eq!(
        pieces("voir `x` et [g](https://a.fr)."),
        [
            Piece::Text("voir "),
            Piece::Code("x"),
            Piece::Text(" et "),
            Piece::Link { label: "g", target: "https://a.fr" },
            Piece::Text(".")
        ]
    );
}

// Signals.

#[test]
fn modal_verbs() {
    assert_eq!(labels("Le système DOIT lire.", "Le système PEUT lire."), ["Verbe modal : DOIT → PEUT"]);
    assert_eq!(codes("Il DOIT lire et écrire.", "Il DOIT lire et PEUT écrire."), ["modal:+PEUT"]);
    assert_eq!(codes("Il doit lire.", "Il DOIT lire."), ["modal:doit>DOIT"]);
    assert_eq!(codes("Il DOIT lire.", "Ils DOIVENT lire."), [] as [&str; 0]);
    assert_eq!(
        codes("Il DOIT supprimer le compte.", "Il ne DOIT pas supprimer le compte."),
        ["modal:DOIT>ne DOIT pas", "negation:+ne … pas"]
    );
    assert_eq!(codes("Il NE DOIT PAS lire.", "Il ne DOIT pas lire."), [] as [&str; 0]);
    assert_eq!(
        labels("A DOIT x. B DOIT y. C z.", "A PEUT x. B PEUT y. C z."),
        ["Verbe modal : DOIT → PEUT (2 fois)"]
    );
    assert_eq!(
        codes(
            "Le système DOIT tracer les accès et les conserver.",
            "Le système trace les accès et DOIT les conserver."
        ),
        ["modal:~DOIT"]
    );
}

#[test]
fn negations() {
    assert_eq!(codes("L'INS qualifiée est lue.", "L'INS non qualifiée est lue."), ["negation:+non"]);
    assert_eq!(codes("Accès sauf urgence.", "Accès sans urgence."), ["negation:sauf>sans"]);
    assert_eq!(codes("Il n'envoie jamais de copie.", "Il envoie une copie."), ["negation:-ne … jamais"]);
    assert_eq!(labels("Aucun export.", "Un export."), ["Négation retirée : « Aucun »"]);
    assert_eq!(codes("Il ne lit pas", "Il n’lit pas"), [] as [&str; 0]);
    assert_eq!(codes("L'export est autorisé.", "L'export est interdit."), ["negation:+interdit"]);
}

#[test]
fn any_is_no_negation() {
    assert!(codes("depuis tout poste", "depuis n'importe quel poste").is_empty());
    assert!(!codes("le système émet", "le système n'émet pas").is_empty());
}

#[test]
fn numbers_units_and_delays() {
    assert_eq!(labels("sous 24 heures", "sous 48 heures"), ["Nombre : 24 heures → 48 heures"]);
    assert_eq!(codes("sous 24 heures", "sous 24 jours"), ["nombre:24 heures>24 jours"]);
    assert_eq!(codes("sous 24 heures", "sous 24 h"), [] as [&str; 0]);
    assert_eq!(codes("sous 24h", "sous 24 heures"), [] as [&str; 0]);
    assert_eq!(codes("en deux clics", "en 2 clics"), [] as [&str; 0]);
    assert_eq!(codes("en deux actions", "en trois actions"), ["nombre:deux>trois"]);
    assert_eq!(codes("95 % des cas", "99 % des cas"), ["nombre:95 %>99 %"]);
    assert_eq!(codes("5 jours", "5 jours ouvrés"), ["nombre:5 jours>5 jours ouvrés"]);
    assert_eq!(codes("1 082 dossiers", "1 083 dossiers"), ["nombre:1 082>1 083"]);
    assert_eq!(codes("un envoi quotidien", "un envoi mensuel"), ["delai:quotidien>mensuel"]);
    assert_eq!(codes("au moins 3 traits", "au plus 3 traits"), ["borne:au moins>au plus"]);
    assert_eq!(codes("conforme à la RFC 5321", "conforme à la RFC 5322"), ["nombre:RFC 5321>RFC 5322"]);
    assert_eq!(codes("1. lire\n2. écrire", "1. ouvrir\n2. lire\n3. écrire"), [] as [&str; 0]);
    assert_eq!(
        codes("24 heures pour lire et 48 heures pour écrire", "48 heures pour lire et 24 heures pour écrire")
            .len(),
        2
    );
}

#[test]
fn versions_identifiers_and_conjunctions() {
    assert_eq!(codes("le guide v2.8.0", "le guide v2.9.0"), ["version:v2.8.0>v2.9.0"]);
    assert_eq!(codes("selon SC.MSS/UX.07", "selon SC.MSS/UX.08"), ["identifiant:SC.MSS/UX.07>SC.MSS/UX.08"]);
    assert_eq!(codes("nom et prénom", "nom ou prénom"), ["conjonction:et>ou"]);
    assert_eq!(codes("nom et prénom", "nom ET/OU prénom"), ["conjonction:et>et/ou"]);
    assert_eq!(codes("nom, prénom et sexe", "nom, prénom, date et sexe"), [] as [&str; 0]);
    assert_eq!(labels("valeur `a`", "valeur `b`"), ["Code : `a` → `b`"]);
}

#[test]
fn typography_and_moved_sentences_give_no_signal() {
    assert!(signals("L'envoi DOIT durer 24 heures.", "L’envoi DOIT durer\n24\u{a0}heures").is_empty());
    let (one, two) = ("Le lecteur DOIT lire 3 pages.", "Le serveur PEUT garder 24 heures de traces locales.");
    assert_eq!(codes(&format!("{one}\n\n{two}"), &format!("{two}\n\n{one}")), [] as [&str; 0]);
}

#[test]
fn what_moved_is_not_replaced() {
    let before = "- lire a b c - exigence S/I.88\n- lire d e f - exigence S/I.89";
    let after = "- [Exigence S/I.88] lire a b c ;\n- [Exigence S/I.89] lire d e f.";
    assert_eq!(codes(before, after), ["identifiant:~S/I.88", "identifiant:~S/I.89"]);
}

#[test]
fn likeness_for_renames() {
    let text = "Le système DOIT permettre l'envoi d'un message à un patient.";
    assert_eq!(word_similarity(text, text), 1.0);
    assert!(word_similarity(text, "Le système DOIT permettre l'envoi de messages à un patient connu.") > 0.7);
    assert!(word_similarity(text, "Les traces sont conservées.") < 0.2);
}
