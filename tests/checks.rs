//! The list of rules, and what they say of small projects.

use std::collections::BTreeSet;

use remc::Compilation;
use remc::check::CHECKS;
use remc::diagnostic::{Code, Severity};

use crate::pages::{MANIFEST, compile_states};

const SOCLE: &str = "socles/MSS.rem";
const LANE: &str = "rem/RIS.rem";

/// A validated item of the socle with an énoncé and more fields.
fn item(id: &str, version: u32, statement: &str, more: &str) -> String {
    format!(
        "exigence SC.MSS/{id} v{version} \"Titre\" {{\n  nature obligatoire\n  statut validée\n  profil \"Général\"\n  énoncé \"\"\"\n    {statement}\n    \"\"\"\n{more}\n}}\n"
    )
}

/// Codes and marked words of the findings that are errors, or of one code.
fn marked<'c>(compilation: &'c Compilation, code: &str) -> Vec<&'c str> {
    let found = compilation.diagnostics.iter().filter(|one| one.code.as_str() == code);
    found.filter_map(|one| Some(compilation.sources.slice(one.primary.as_ref()?.span))).collect()
}

fn errors(compilation: &Compilation) -> Vec<&'static str> {
    let errors = compilation.diagnostics.iter().filter(|one| one.severity == Severity::Error);
    errors.map(|one| one.code.as_str()).collect()
}

#[test]
fn rules_are_sorted_and_own_their_codes() {
    let codes: Vec<Code> = CHECKS.iter().flat_map(|check| check.codes()).copied().collect();
    let distinct: BTreeSet<Code> = codes.iter().copied().collect();
    assert_eq!(codes, distinct.into_iter().collect::<Vec<Code>>());
}

/// Codes of the families of rules that another stage raises.
const ELSEWHERE: &[Code] =
    &[Code::DuplicateId, Code::FreezeOutOfOrder, Code::UnknownSharedProof, Code::UnknownComment];

#[test]
fn every_code_of_the_families_has_a_rule() {
    let owned: BTreeSet<Code> = CHECKS.iter().flat_map(|check| check.codes()).copied().collect();
    let families =
        Code::ALL.iter().filter(|code| matches!(code.as_str().as_bytes().get(3), Some(b'3'..=b'7')));
    let missing: Vec<&str> = families
        .filter(|code| !owned.contains(code) && !ELSEWHERE.contains(code))
        .map(|code| code.as_str())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

const SEND: &str = "Le système DOIT envoyer le message au destinataire choisi.";
const READ: &str = "Une boîte aux lettres DOIT rester lisible hors connexion pendant un mois.";

#[test]
fn a_swap_of_ids_in_one_iteration_is_sound() {
    let before = item("A.01", 1, SEND, "") + &item("A.02", 1, READ, "");
    let after = item("A.02", 1, SEND, "  anciennement SC.MSS/A.01")
        + &item("A.01", 1, READ, "  anciennement SC.MSS/A.02");
    let swapped = compile_states(&[("IT1", SOCLE, &before), ("", SOCLE, &after)]);
    assert_eq!(errors(&swapped), Vec::<&str>::new());
    let frozen = compile_states(&[("IT1", SOCLE, &before), ("IT2", SOCLE, &after), ("", SOCLE, &after)]);
    assert_eq!(errors(&frozen), Vec::<&str>::new());
}

#[test]
fn an_id_renamed_away_in_a_frozen_iteration_stays_reserved() {
    let first = item("A.01", 1, SEND, "");
    let second = item("A.02", 1, SEND, "  anciennement SC.MSS/A.01");
    let third = second.clone() + &item("A.01", 1, READ, "");
    let reused = compile_states(&[("IT1", SOCLE, &first), ("IT2", SOCLE, &second), ("", SOCLE, &third)]);
    assert_eq!(marked(&reused, "REM405"), ["SC.MSS/A.01"]);
    assert!(marked(&reused, "REM409").is_empty());
}

#[test]
fn identical_states_raise_nothing_about_history() {
    let text = item("A.01", 2, SEND, "  évolution IT1 fond motif precision") + &item("A.02", 1, READ, "");
    let lane = "rem RIS \"Radiologie\" {\n  reprend SC.MSS/*\n  adapte SC.MSS/A.01 v2 motif precision { nature préconisée }\n}\n";
    let same = compile_states(&[("IT1", SOCLE, &text), ("IT1", LANE, lane), ("", SOCLE, &text)]);
    let history: Vec<&str> = same
        .diagnostics
        .iter()
        .map(|one| one.code.as_str())
        .filter(|code| code.starts_with("REM4"))
        .collect();
    assert_eq!(history, Vec::<&str>::new());
}

#[test]
fn a_changed_adaptation_needs_a_line_of_its_own() {
    let lane = |statement: &str, more: &str| {
        format!(
            "rem RIS \"Radiologie\" {{\n  reprend SC.MSS/*\n  adapte SC.MSS/A.01 v1 motif precision {{ énoncé \"\"\"{statement}\"\"\" {more} }}\n}}\n"
        )
    };
    let socle = item("A.01", 1, SEND, "");
    let before = lane("Le RIS DOIT envoyer le message.", "");
    let states =
        |after: &str| compile_states(&[("IT1", SOCLE, &socle), ("IT1", LANE, &before), ("", LANE, after)]);
    let silent = states(&lane("Le RIS DOIT envoyer le message sous 24 h.", ""));
    assert_eq!(marked(&silent, "REM410"), ["SC.MSS/A.01"]);
    let weak = states(&lane(
        "Le RIS DOIT envoyer le message sous 24 h.",
        "évolution IT2 rédactionnelle motif precision",
    ));
    assert_eq!(marked(&weak, "REM412"), ["IT2 rédactionnelle"]);
    let told =
        states(&lane("Le RIS DOIT envoyer le message sous 24 h.", "évolution IT2 fond motif precision"));
    assert_eq!(errors(&told), Vec::<&str>::new());
}

#[test]
fn an_iteration_taken_over_turns_errors_of_wording_into_warnings() {
    let manifest = MANIFEST.replace(
        "{ nom: IT1, date: 2023-01-10, état: close }",
        "{ nom: IT1, date: 2023-01-10, état: close, reprise: true }",
    );
    let text = item("A.01", 1, "Le système DOIT répondre en TBD secondes.", "");
    let severity = |compilation: &Compilation| {
        let found = compilation.diagnostics.iter().find(|one| one.code == Code::Placeholder);
        found.map(|one| one.severity)
    };
    let strict = compile_states(&[("", SOCLE, &text)]);
    let lenient = compile_states(&[("", "remc.yaml", &manifest), ("", SOCLE, &text)]);
    assert_eq!(severity(&strict), Some(Severity::Error));
    assert_eq!(severity(&lenient), Some(Severity::Warning));
}

#[test]
fn words_are_marked_where_they_stand() {
    let text = item(
        "A.01",
        1,
        "Le système DOIT envoyer le message.\n\n    - la pièce jointe ;\n    - le texte, etc.",
        "  commentaire \"\"\"Demandé par LOGICIELS  exemple.\"\"\"\n  scénario SC.MSS/A.01.01 \"Envoi\" {\n    étape \"\"\"Envoyer &nbsp; le message.\"\"\"\n    preuve SC.MSS/A.01.01.01 capture \"Écran [ABC 12/12/2022]\" vérification \"\"\"Voir @@ ici.\"\"\"\n  }",
    );
    let vendors = "éditeurs:\n  - { code: E07, nom: \"Logiciels Exemple\" }\n";
    let found = compile_states(&[("", SOCLE, &text), ("", "confidentiel/editeurs.yaml", vendors)]);
    assert_eq!(marked(&found, "REM507"), ["etc."]);
    assert_eq!(marked(&found, "REM508"), ["&nbsp;"]);
    assert_eq!(marked(&found, "REM704"), ["LOGICIELS  exemple"]);
    assert_eq!(marked(&found, "REM705"), ["[ABC 12/12/2022]"]);
    assert_eq!(marked(&found, "REM706"), ["@@"]);
}

#[test]
fn sound_prose_is_left_alone() {
    let text = item(
        "A.01",
        1,
        "Le système DOIT n'accepter que les messages signés (cf. [le guide](https://exemple.fr/guide)) \u{e0} l'adresse `https://<location>/x?a=1&copy=2`.",
        "",
    );
    let found = compile_states(&[("", SOCLE, &text)]);
    let wording: Vec<&str> = found
        .diagnostics
        .iter()
        .map(|one| one.code.as_str())
        .filter(|code| code.starts_with("REM5"))
        .collect();
    assert_eq!(wording, Vec::<&str>::new());
}

#[test]
fn no_vendor_name_ever_enters_a_message() {
    let text = item("A.01", 1, "Le système DOIT imiter Logiciels Exemple.", "");
    let vendors = "éditeurs:\n  - { code: E07, nom: \"Logiciels Exemple\" }\n";
    let found = compile_states(&[("", SOCLE, &text), ("", "confidentiel/editeurs.yaml", vendors)]);
    assert_eq!(errors(&found), ["REM704"]);
    assert!(found.diagnostics.iter().all(|one| !one.message.contains("Exemple")));
}

const VENDORS: &str = "éditeurs:\n  - { code: E07, nom: \"Logiciels Exemple\" }\n";

#[test]
fn every_published_text_is_looked_at_for_leaks() {
    let manifest = MANIFEST
        .replace(
            "programme: \"Exemple\"",
            "programme: \"Logiciels Exemple\"\navertissement: \"Voir logiciels exemple.\"",
        )
        .replace("nom: \"Téléradiologie\"", "nom: \"Téléradiologie\", question: \"Logiciels  exemple ?\"")
        + "glossaire:\n  - { terme: \"Un\", développé: \"LoGiciels exemple\", définition: \"lOgiciels exemple\", source: \"loGiciels exemple\" }\npublication: { contact: \"a@b.fr\", entité: \"logIciels exemple\", accessibilité: { audit: \"logiCiels exemple\", non_accessible: [\"logicIels exemple\"] } }\n";
    let references = "références:\n  - code: X\n    titre: \"Cadre\"\n    éditeur: \"LOGICIELS EXEMPLE\"\n    versions:\n      - { v: \"1\", jalons: [{ statut: à venir, promesse: \"dit Logiciels exemple\" }] }\n";
    let dossier = "---\ncouloir: RIS\ntitre: \"DSR\"\nversion: \"1\"\ndate: 2023-01-31\nprocédure: \"selon Logiciels\u{a0}Exemple\"\n---\nChez Logiciels\nExemple.\n";
    let text = item("A.01", 1, SEND, "  périmètre \"Logiciels-Exemple\"");
    let found = compile_states(&[
        ("", "remc.yaml", &manifest),
        ("", "references.yaml", references),
        ("", "dsr/RIS.md", dossier),
        ("", SOCLE, &text),
        ("", "confidentiel/editeurs.yaml", VENDORS),
    ]);
    let mut leaks = marked(&found, "REM704");
    leaks.sort_unstable();
    assert_eq!(
        leaks,
        [
            "LOGICIELS EXEMPLE",
            "LoGiciels exemple",
            "Logiciels\nExemple",
            "Logiciels  exemple",
            "Logiciels Exemple",
            "Logiciels exemple",
            "Logiciels-Exemple",
            "Logiciels\u{a0}Exemple",
            "lOgiciels exemple",
            "loGiciels exemple",
            "logIciels exemple",
            "logiCiels exemple",
            "logicIels exemple",
            "logiciels exemple",
        ]
    );
}

#[test]
fn leaks_can_be_neither_lowered_nor_tolerated() {
    let text = item("A.01", 1, "Le système DOIT imiter Logiciels Exemple.", "  tolère REM704 \"connu\"");
    let manifest = format!("{MANIFEST}règles: {{ REM704: ignorée }}\n");
    let found = compile_states(&[
        ("", "remc.yaml", &manifest),
        ("", SOCLE, &text),
        ("", "confidentiel/editeurs.yaml", VENDORS),
    ]);
    assert_eq!(errors(&found), ["REM007", "REM704"]);
}

#[test]
fn a_file_of_vendors_without_any_knows_no_code() {
    let text = item("A.01", 1, SEND, "");
    let comments = "itération: IT1\nretours:\n  - { id: C-1, exigence: SC.MSS/A.01, éditeur: E07, disposition: refusé }\n";
    for vendors in ["", "éditeurs:\n", "éditeurs: []\n", "# rien\n"] {
        let found = compile_states(&[
            ("", SOCLE, &text),
            ("", "retours/IT1.yaml", comments),
            ("", "confidentiel/editeurs.yaml", vendors),
        ]);
        assert_eq!(marked(&found, "REM212"), ["E07"], "{vendors:?}");
    }
}

#[test]
fn iterations_stand_in_the_order_of_their_dates() {
    let manifest = MANIFEST
        .replace("2023-02-10", "2022-02-10")
        .replace("édition: 1", "édition: 1\nrègles: { REM501: warning }");
    let text = item("A.01", 1, SEND, "");
    let found = compile_states(&[("", "remc.yaml", &manifest), ("", SOCLE, &text)]);
    assert_eq!(marked(&found, "REM007"), ["warning", "2022-02-10"]);
    let fixes = found.diagnostics.iter().filter_map(|one| one.fix.as_ref());
    assert_eq!(fixes.map(|fix| fix.replacement.as_str()).collect::<Vec<_>>(), ["avertissement"]);
}

#[test]
fn every_hit_of_a_text_is_reported() {
    let text = item(
        "A.01",
        1,
        "Le système DOIT [à définir] et TBD puis ???, voir https://intra.lan/a et https://intra.lan/b.",
        "",
    );
    let found = compile_states(&[("", SOCLE, &text)]);
    assert_eq!(marked(&found, "REM501"), ["[à définir]", "TBD", "???"]);
    assert_eq!(marked(&found, "REM502"), ["https://intra.lan/a", "https://intra.lan/b"]);
    let draft = compile_states(&[("", SOCLE, &text.replace("statut validée", "statut rédaction"))]);
    assert_eq!(marked(&draft, "REM501").len(), 3);
    assert!(!errors(&draft).contains(&"REM501"));
}

#[test]
fn two_texts_of_a_proof_in_one_item_show_both_places() {
    let text = item(
        "A.01",
        1,
        SEND,
        "  scénario SC.MSS/A.01.01 \"Envoi\" {\n    étape \"\"\"Envoyer.\"\"\"\n    preuve SC.MSS/A.01.01.01 capture \"Écran.\"\n    preuve SC.MSS/A.01.01.01 capture \"Journal.\"\n  }",
    );
    let found = compile_states(&[("", SOCLE, &text)]);
    let one = found.diagnostics.iter().find(|one| one.code.as_str() == "REM604").unwrap();
    let (primary, secondary) = (one.primary.as_ref().unwrap(), one.secondary.first().unwrap());
    assert_eq!((primary.text.as_str(), secondary.text.as_str()), ("autre texte", "premier texte"));
    assert!(secondary.span < primary.span);
}

#[test]
fn an_iteration_left_out_before_a_frozen_one_is_reported() {
    let text = item("A.01", 1, SEND, "");
    let found = compile_states(&[("IT2", SOCLE, &text), ("", SOCLE, &text)]);
    assert_eq!(marked(&found, "REM420"), ["IT1"]);
}

#[test]
fn a_removed_adaptation_needs_a_motive() {
    let text = item("A.01", 1, SEND, "");
    let lane = "rem RIS \"Radiologie\" {\n  reprend SC.MSS/*\n  adapte SC.MSS/A.01 v1 motif precision { nature préconisée }\n}\n";
    let bare = "rem RIS \"Radiologie\" {\n  reprend SC.MSS/*\n}\n";
    let found = compile_states(&[("IT1", SOCLE, &text), ("IT1", LANE, lane), ("", LANE, bare)]);
    assert_eq!(marked(&found, "REM411").len(), 1);
    let told = item("A.01", 1, SEND, "  évolution IT2 fond motif precision");
    let found =
        compile_states(&[("IT1", SOCLE, &text), ("IT1", LANE, lane), ("", LANE, bare), ("", SOCLE, &told)]);
    assert!(marked(&found, "REM411").is_empty());
}

#[test]
fn a_dossier_lists_what_its_lane_cites_in_the_same_version() {
    let references = "références:\n  - code: CI-SIS\n    titre: \"Cadre\"\n    versions:\n      - { v: \"1.0\", jalons: [{ statut: publiée, date: 2021-05-01 }] }\n      - { v: \"2.0\", jalons: [{ statut: publiée, date: 2022-05-01 }] }\n    applicable: { défaut: [\"1.0\"], RIS: [\"2.0\"] }\n";
    let found = |body: &str| {
        let dossier =
            format!("---\ncouloir: RIS\ntitre: \"DSR\"\nversion: \"1\"\ndate: 2023-01-31\n---\n{body}\n");
        let cites = crate::support::project::item("SC.MSS/A.1").with("référence CI-SIS");
        let project = crate::support::project::Project::new()
            .file("references.yaml", references)
            .file("dsr/RIS.md", dossier)
            .mss(&[cites])
            .lane("RIS", "reprend *", &[])
            .compile();
        let told = project.diagnostics.iter().filter(|one| one.code.as_str() == "REM607");
        told.map(|one| one.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        found("Rien."),
        ["le DSR RIS ne liste pas ce que citent les exigences du couloir : «\u{a0}CI-SIS\u{a0}»"]
    );
    assert!(found("{{ table_references() }}\n\nLe CI-SIS 2.0, ou CI-SIS-1.0, ou CI-SIS 9.9.").is_empty());
    assert_eq!(
        found("Selon le CI-SIS version 1.0."),
        ["le DSR RIS cite «\u{a0}CI-SIS\u{a0}» 1.0, le couloir applique «\u{a0}2.0\u{a0}»"]
    );
}
