//! The importer on invented workbooks: what each rule does, and that no row is lost.

use remc::diagnostic::Severity;
use remc::exchange::import::{Outcome, Request, import};
use remc::exchange::layout::builtin;
use remc::history::baseline;
use remc::io::{FileSystem as _, Memory};
use remc::model::{Corpus, Status, Vocabulary as _};
use remc::settings::{Layout, read_layout};
use remc::source::SourceSet;

use crate::support::workbook::{TestCell, ods, xlsx};

const DAY: &str = "2023-01-31";

fn layout(name: &str) -> Layout {
    builtin(name, &mut SourceSet::default(), &mut Vec::new()).unwrap()
}

fn bring(
    project: &mut Memory,
    bytes: &[u8],
    layout: &Layout,
    iteration: &str,
    lane: Option<&str>,
) -> Outcome {
    let request =
        Request { bytes, layout, iteration: Some(iteration), date: Some(DAY), lane, dry_run: false };
    let outcome = import(&request, project);
    assert!(outcome.report.rows.balances(), "{:?}", outcome.report.rows);
    for (path, bytes) in &outcome.files {
        project.insert(path.clone(), bytes.clone());
    }
    outcome
}

/// A round of the `iteration` layout: lane, id, section, nature, evolution, comment, statement.
fn round(rows: &[[&str; 7]]) -> Vec<u8> {
    let headers =
        ["REM", "ID Exigence", "Profil", "Section (Domaine)", "Bloc", "Fonction", "Nature de l'exigence"];
    let more = ["Evolution", "Commentaire ANS / DNS / CNAM", "Enoncé de l'exigence - Itération #2"];
    let mut lines: Vec<Vec<TestCell>> =
        vec![headers.iter().chain(&more).map(|text| TestCell::from(*text)).collect()];
    for [lane, id, section, nature, evolution, comment, statement] in rows {
        let cells =
            [*lane, *id, "Général", *section, "Bloc", "Fonction", *nature, *evolution, *comment, *statement];
        lines.push(cells.into_iter().map(TestCell::from).collect());
    }
    xlsx("export_final", &lines)
}

fn corpus(project: &Memory) -> Corpus {
    let compiled = remc::compile(project);
    let structural: Vec<&str> = compiled
        .diagnostics
        .iter()
        .filter(|problem| problem.severity == Severity::Error && problem.code.as_str() < "REM400")
        .map(|problem| problem.message.as_str())
        .collect();
    assert!(structural.is_empty(), "{structural:?}");
    compiled.corpus
}

fn freeze(project: &mut Memory, iteration: &str) -> Corpus {
    let corpus = corpus(project);
    let bytes = baseline::freeze(iteration, DAY, &corpus, &[]).unwrap();
    project.insert(format!("iterations/{iteration}.json"), bytes);
    corpus
}

fn text(project: &Memory, path: &str) -> String {
    String::from_utf8(project.read(std::path::Path::new(path)).unwrap()).unwrap()
}

/// Findings as « code ligne colonne : message ».
fn findings(outcome: &Outcome) -> Vec<String> {
    let line = |row: Option<u32>| row.map_or_else(|| "-".to_owned(), |row| row.to_string());
    outcome
        .report
        .findings
        .iter()
        .map(|one| {
            let column = one.place.column.clone().unwrap_or_else(|| "-".to_owned());
            let message = one.message.replace('\u{a0}', " ");
            format!("{} {} {} : {message}", one.code.as_str(), line(one.place.row), column)
        })
        .collect()
}

fn has(outcome: &Outcome, start: &str, words: &str) -> bool {
    findings(outcome).iter().any(|one| one.starts_with(start) && one.contains(words))
}

#[test]
fn lanes_share_one_socle_item_and_adapt_what_differs() {
    let mut project = Memory::default();
    let bytes = round(&[
        [
            "BIO",
            "SC.\u{a0}ABC/DEF.01",
            "ABC/DEF_Titre",
            "Obligatoire",
            "Nouvelle",
            "Dit",
            "Le système DOIT lire.",
        ],
        ["RIS", "ABC/DEF.01", "ABC/DEF_Titre", "Obligatoire", "Nouvelle", "Dit", "Le système DOIT lire."],
        ["DPI", "ABC/DEF.01 ", "ABC/DEF_Titre", "Préconisée", "Nouvelle", "Dit", "Le système DOIT écrire."],
        [
            "BIO",
            "SGL.LOI.03",
            "LOI_Lois",
            "Obligatoire",
            "En cours d'instruction",
            "",
            "Le système DOIT \"<nom>\\\".",
        ],
    ]);
    let outcome = bring(&mut project, &bytes, &layout("iteration"), "IT1", None);
    insta::assert_snapshot!(
        "import_shared_item",
        format!(
            "----- socles/ABC.rem\n{}\n----- rem/HOP-DPI.rem\n{}\n----- rem/BIO.rem\n{}\n----- remc.yaml\n{}\n----- constats\n{}",
            text(&project, "socles/ABC.rem"),
            text(&project, "rem/HOP-DPI.rem"),
            text(&project, "rem/BIO.rem"),
            text(&project, "remc.yaml"),
            findings(&outcome).join("\n"),
        )
    );
    let corpus = corpus(&project);
    let lane = corpus.lane("DPI").unwrap();
    let stated: Vec<String> = corpus
        .lane_items(lane)
        .map(|(application, item)| {
            format!("{} {}", lane.published_id(application.id.as_str()), item.statement)
        })
        .collect();
    assert_eq!(stated, ["ABC/DEF.01 Le système DOIT écrire."]);
    let own = corpus.item("SGL.LOI.03").unwrap();
    assert_eq!(own.statement, "Le système DOIT \"<nom>\\\\\".");
}

const ODD_HEADERS: &[&str] = &[
    "REM",
    "ID Exigence",
    "Bloc",
    "Nature de l’exigence",
    "Evolution",
    "Enoncé IT#2",
    "Note interne",
    "Remarques",
    "Autre",
];

/// A workbook with every oddity of a cell.
fn odd_rows() -> Vec<Vec<TestCell>> {
    let words = |text: &str| TestCell::from(text);
    vec![
        ODD_HEADERS.iter().map(|text| TestCell::from(*text)).collect(),
        vec![
            words("RIS"),
            words("A/B.01"),
            TestCell::Number(0.0),
            words("Obligatoire"),
            words("Stable"),
            TestCell::Runs(vec![
                ("Le système ", false, false),
                ("DOIT", true, false),
                (" envoyer", false, true),
                (" émettre.", false, false),
            ]),
            words("[ABC 12/12/2022] à revoir"),
            words("Je ne suis pas d’accord"),
            words("perdu"),
        ],
        vec![
            words("RIS"),
            TestCell::Struck("A/B.02"),
            TestCell::Error("#N/A"),
            words("Obligatiore"),
            words("Obsolète"),
            words("<p>Le syst&egrave;me <b>DOIT</b> lire [ABC 12/12/2022]</p>"),
            TestCell::Blank,
            TestCell::Blank,
            TestCell::Blank,
        ],
        vec![
            words("RIS"),
            TestCell::Formula("\"A/B\"&amp;\".03\"", Some("A/B.03")),
            TestCell::Formula("X1", None),
            words("Obligatoire"),
            words("Inconnu"),
            words("Le système DOIT lire https://saas-x.example/requirement-workspace/1."),
            TestCell::Blank,
            TestCell::Blank,
            TestCell::Blank,
        ],
        vec![
            words("RIS"),
            words("A/B.04"),
            TestCell::Day(44927),
            words("Obligatoire"),
            words("Stable"),
            words(""),
        ],
        vec![words("RIS")],
        vec![
            TestCell::Blank,
            words("A/B.05"),
            TestCell::Blank,
            words("Obligatoire"),
            words("Stable"),
            words("Le système DOIT."),
        ],
        vec![
            words("RIS"),
            words("0"),
            TestCell::Blank,
            words("Obligatoire"),
            words("Stable"),
            words("Le système DOIT sans numéro."),
        ],
    ]
}

/// What must be said of it: code, row and column, words.
const ODD_FINDINGS: &[(&str, &str)] = &[
    ("REM020 2 C", "« 0 »"),
    ("REM020 2 F", "barré écarté du texte publié : « envoyer »"),
    ("REM026 2 H", "remarque d’éditeur non reprise"),
    ("REM022 1 I", "« Autre » non reprise (cellules remplies : 1)"),
    ("REM025 3 B", "« A/B.02 » barré : ligne prise pour obsolète"),
    ("REM023 3 C", "« #N/A »"),
    ("REM023 3 D", "nature « Obligatiore » inconnue du modèle"),
    (
        "REM023 3 D",
        "« SC.A/B.02 » : nature « Obligatiore » inconnue, « obligatoire » posée : l’énoncé dit « DOIT »",
    ),
    ("REM026 3 F", "note datée « [ABC 12/12/2022] » déplacée"),
    ("REM023 4 B", "formule"),
    ("REM023 4 C", "formule sans valeur"),
    ("REM023 4 E", "statut « Inconnu »"),
    ("REM026 4 F", "requirement-workspace"),
    ("REM028 5 F", "« SC.A/B.04 » sans énoncé"),
    ("REM021 6 B", "ni identifiant ni énoncé"),
    ("REM021 7 A", "couloir inconnu"),
    ("REM025 8 B", "RIS.SANS-ID.01"),
];

#[test]
fn oddities_of_cells_are_cleaned_or_reported_with_their_place() {
    let rows = odd_rows();
    let mut project = Memory::default();
    let outcome = bring(&mut project, &xlsx("Feuil1", &rows), &layout("iteration"), "IT1", None);
    let report = &outcome.report;
    assert_eq!(
        (report.rows.read, report.rows.mapped, report.rows.merged, report.rows.rejected),
        (7, 5, 0, 2)
    );
    for (start, said) in ODD_FINDINGS {
        assert!(has(&outcome, start, said), "{start} {said}\n{}", findings(&outcome).join("\n"));
    }
    let source = text(&project, "socles/A.rem");
    assert!(source.contains("Le système **DOIT** émettre."), "{source}");
    assert!(source.contains("note") && source.contains("Barré dans le classeur importé : envoyer"));
    assert!(source.contains("bloc \"2023-01-01\""), "{source}");
    let corpus = corpus(&project);
    assert_eq!(corpus.item("SC.A/B.02").unwrap().status, Status::Obsolete);
    let published = serde_json::to_string(&corpus).unwrap();
    assert!(
        !published.contains("à revoir") && !published.contains("d’accord") && !published.contains("envoyer")
    );
}

#[test]
fn dated_notes_of_published_cells_become_internal() {
    let comment = "Dit aux éditeurs. [KTR 12/12/2022] voir avec Untel\n[ IT3 ABC 03/01/2023 ] fait";
    let bytes = round(&[
        ["RIS", "A.01", "A_a", "Obligatoire", "Stable", comment, "[KTR 12/12] bof\n\nLe système DOIT."],
        ["BIO", "A.01", "A_a", "Obligatoire", "Stable", "[KTR 12/12] seul", "Le système DOIT."],
    ]);
    let mut project = Memory::default();
    let outcome = bring(&mut project, &bytes, &layout("iteration"), "IT1", None);
    let all = findings(&outcome).join("\n");
    assert!(has(&outcome, "REM026 2 I", "« [KTR 12/12/2022] » déplacée"), "{all}");
    assert!(
        has(&outcome, "REM026 2 I", "« [ IT3 ABC 03/01/2023 ] »")
            && has(&outcome, "REM026 2 J", "[KTR 12/12]")
    );
    assert_eq!(outcome.report.cleaned.get("notes datées déplacées dans « note »"), Some(&3));
    let source = text(&project, "socles/A.rem");
    assert!(source.contains("[KTR 12/12/2022] voir avec Untel"), "{source}");
    let compiled = remc::compile(&project);
    assert!(compiled.diagnostics.iter().all(|problem| problem.code.as_str() != "REM705"), "{source}");
    let published = serde_json::to_string(&compiled.corpus).unwrap();
    assert!(!published.contains("KTR") && !published.contains("ABC 03/01"), "{published}");
    let item = compiled.corpus.item("SC.A.01").unwrap();
    assert_eq!(item.statement, "Le système DOIT.");
    let again = bring(&mut project, &bytes, &layout("iteration"), "IT1", None);
    assert!(again.files.is_empty(), "{:?}", again.report.files);
}

#[test]
fn natures_are_known_by_all_their_names_or_said_to_be_deduced() {
    let row = |id: &'static str, nature: &'static str, statement: &'static str| {
        ["RIS", id, "A_a", nature, "Stable", "", statement]
    };
    let bytes = round(&[
        row("A.01", "PRECO", "Le système DOIT."),
        row("A.02", "recommandee", "Le système DOIT."),
        row("A.03", "CRI", "Le système PEUT."),
        row("A.04", "autre", "Le système PEUT."),
        row("A.05", "", "Le système lit."),
    ]);
    let mut project = Memory::default();
    let outcome = bring(&mut project, &bytes, &layout("iteration"), "IT1", None);
    let all = findings(&outcome).join("\n");
    let natures: Vec<&str> = corpus(&project).items.iter().map(|item| item.nature.keyword()).collect();
    assert_eq!(natures, ["préconisée", "préconisée", "obligatoire", "préconisée", "obligatoire"], "{all}");
    assert!(has(
        &outcome,
        "REM023 5 G",
        "nature « autre » inconnue, « préconisée » posée : l’énoncé dit « PEUT »"
    ));
    assert!(has(&outcome, "REM028 6 G", "« SC.A.05 » sans nature, « obligatoire » posée"), "{all}");
    assert_eq!(findings(&outcome).iter().filter(|one| one.starts_with("REM023")).count(), 2, "{all}");
}

#[test]
fn ids_that_differ_by_case_are_one_item() {
    let row = |id: &'static str, statement: &'static str| {
        ["RIS", id, "A_a", "Obligatoire", "Stable", "", statement]
    };
    let bytes = round(&[
        row("ris.a.01", "Le système DOIT lire."),
        row("RIS.A.01", "Le système DOIT lire."),
        row("RIS.A.02", "Le système DOIT un."),
        row("ris.a.02", "Le système DOIT deux."),
        row("B.01", "Le système DOIT trois."),
        row("b.01", "Le système DOIT quatre."),
        row("ris.c.01", "Le système DOIT cinq."),
    ]);
    let mut project = Memory::default();
    let outcome = bring(&mut project, &bytes, &layout("iteration"), "IT1", None);
    let all = findings(&outcome).join("\n");
    let rows = outcome.report.rows;
    assert_eq!((rows.mapped, rows.merged, rows.rejected), (4, 1, 2), "{all}");
    assert!(has(&outcome, "REM025 2 B", "« ris.a.01 » ne diffère de « RIS.A.01 » que par la casse"), "{all}");
    assert!(has(&outcome, "REM021 5 B", "« ris.a.02 » est « RIS.A.02 » à la casse près"), "{all}");
    assert!(has(&outcome, "REM021 7 B", "« b.01 » est « SC.B.01 »"), "{all}");
    let corpus = corpus(&project);
    let socles: Vec<&str> = corpus.socles.iter().map(|socle| socle.code.as_str()).collect();
    assert_eq!(socles, ["B"], "{all}");
    assert_eq!(corpus.item("RIS.A.02").unwrap().statement, "Le système DOIT un.");
}

#[test]
fn duplicates_merge_or_are_kept_apart() {
    let mut project = Memory::default();
    let row = |id: &'static str, statement: &'static str| {
        ["RIS", id, "A_a", "Obligatoire", "Stable", "", statement]
    };
    let bytes = round(&[
        row("A.01", "Le système DOIT lire."),
        row("A.01\u{a0}", "Le système DOIT  lire."),
        row("A.01", ""),
        row("A.02", "Le système DOIT un."),
        row("A.02", "Le système DOIT deux."),
    ]);
    let outcome = bring(&mut project, &bytes, &layout("iteration"), "IT1", None);
    assert_eq!((outcome.report.rows.mapped, outcome.report.rows.merged), (3, 2));
    assert!(
        has(&outcome, "REM024 6 B", "ligne gardée sous « SC.A.02#2 »"),
        "{}",
        findings(&outcome).join("\n")
    );
    let ids: Vec<String> = corpus(&project).items.iter().map(|item| item.id.to_string()).collect();
    assert_eq!(ids, ["SC.A.01", "SC.A.02", "SC.A.02#2"]);
}

#[test]
fn the_next_round_finds_its_items_again() {
    let mut project = Memory::default();
    let first = round(&[
        ["BIO", "SC.A/B.01", "A/B_a", "Obligatoire", "Nouvelle", "", "Le système DOIT lire."],
        ["RIS", "SC.A/B.01", "A/B_a", "Obligatoire", "Nouvelle", "", "Le système DOIT lire."],
        ["BIO", "SC.A/B.02", "A/B_a", "Obligatoire", "Nouvelle", "", "Le système DOIT deux."],
        ["RIS", "SC.A/B.02", "A/B_a", "Obligatoire", "Nouvelle", "", "Le système DOIT deux."],
        ["BIO", "SC.A/B.03", "A/B_a", "Obligatoire", "Nouvelle", "", "Le système DOIT trois."],
        ["BIO", "SC.A/B.04", "A/B_a", "Obligatoire", "Nouvelle", "", "Le système DOIT quatre."],
        ["BIO", "SC.A/B.05", "A/B_a", "Obligatoire", "Nouvelle", "", "Le système DOIT cinq."],
        ["RIS", "SC.A/B.05", "A/B_a", "Obligatoire", "Nouvelle", "", "Le système DOIT cinq."],
    ]);
    let _ = bring(&mut project, &first, &layout("iteration"), "IT1", None);
    // What people wrote since: a dependency, a note, a comment of the manifest.
    let source = text(&project, "socles/A.rem").replacen(
        "  nature ",
        "  dépend SC.A/B.02 v1\n  note \"à garder\"\n  nature ",
        1,
    );
    project.insert("socles/A.rem", source);
    let manifest = text(&project, "remc.yaml").replace("profils:", "# nos profils\nprofils:");
    project.insert("remc.yaml", manifest);
    let before = freeze(&mut project, "IT1");
    let second = round(&[
        ["BIO", "A/B.01", "A/B_a", "Obligatoire", "Exigence revue", "", "Le système DOIT tout lire."],
        ["RIS", "A/B.01", "A/B_a", "Obligatoire", "Exigence revue", "", "Le système DOIT tout lire."],
        ["BIO", "A/B.02", "A/B_a", "Obligatoire", "Obsolète", "", "Le système DOIT deux."],
        ["RIS", "A/B.02", "A/B_a", "Obligatoire", "Stable", "", "Le système DOIT deux."],
        [
            "BIO",
            "A/C.03",
            "A/C_c",
            "Obligatoire",
            "Stable",
            "Anciennement SC.A/B.03",
            "Le système DOIT trois.",
        ],
        ["BIO", "A/B.04", "A/B_a", "Obligatoire", "Obsolète", "", "Le système DOIT quatre."],
        [
            "BIO",
            "A/C.04",
            "A/C_c",
            "Obligatoire",
            "Nouvelle exigence",
            "anciennement A/B.04",
            "Le système DOIT 4.",
        ],
        ["RIS", "A/B.06", "A/B_a", "Obligatoire", "Nouvelle exigence", "", "Le système DOIT six."],
    ]);
    let outcome = bring(&mut project, &second, &layout("iteration"), "IT2", None);
    let bio = outcome.report.matching.get("BIO").copied().unwrap();
    assert_eq!((bio.before, bio.matched, bio.renamed, bio.absent, bio.new), (5, 3, 1, 1, 1));
    let after = freeze(&mut project, "IT2");
    let item = |id: &str| after.item(id).unwrap();
    assert_eq!(item("SC.A/B.01").version, 2);
    assert_eq!(item("SC.A/B.01").depends.len(), 1);
    assert!(text(&project, "socles/A.rem").contains("à garder"));
    assert!(text(&project, "remc.yaml").contains("# nos profils\nprofils:"));
    assert_eq!(item("SC.A/C.03").formerly.first().unwrap().as_str(), "SC.A/B.03");
    assert_eq!(item("SC.A/C.03").version, 1);
    assert_eq!(item("SC.A/B.04").replaced_by.first().unwrap().as_str(), "SC.A/C.04");
    assert_eq!(item("SC.A/C.04").derived_from.first().unwrap().as_str(), "SC.A/B.04");
    assert_eq!(item("SC.A/B.05").status, Status::Obsolete);
    assert_eq!(item("SC.A/B.02").status, Status::Validated);
    let left: Vec<&str> = after.lane("BIO").unwrap().withdrawals.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(left, ["SC.A/B.02"]);
    let end = |name: &str| remc::history::Endpoint { name: name.to_owned(), date: None };
    let diff = remc::history::diff(&before, &after, end("IT1"), end("IT2"));
    assert!(diff.tally.balances());
    assert_eq!((diff.tally.obsolete, diff.tally.new), (2, 2));
    // A third round brings an item back.
    let third =
        round(&[["BIO", "A/B.05", "A/B_a", "Obligatoire", "Exigence revue", "", "Le système DOIT cinq."]]);
    let _ = bring(&mut project, &third, &layout("iteration"), "IT3", None);
    assert!(corpus(&project).item("SC.A/B.05").unwrap().is_live());
    assert!(text(&project, "socles/A.rem").contains("réintroduite depuis IT3"));
}

#[test]
fn a_frozen_iteration_or_a_broken_project_is_left_alone() {
    let mut project = Memory::default();
    let bytes = round(&[["RIS", "A.01", "A_a", "Obligatoire", "Stable", "", "Le système DOIT."]]);
    let _ = bring(&mut project, &bytes, &layout("iteration"), "IT1", None);
    let _ = freeze(&mut project, "IT1");
    let again = bring(&mut project, &bytes, &layout("iteration"), "IT1", None);
    assert!(again.files.is_empty() && has(&again, "REM027", "déjà figée"));
    project.insert("socles/A.rem", "socle A \"a\"\nexigence SC.A.01 { nature }\n");
    let broken = bring(&mut project, &bytes, &layout("iteration"), "IT2", None);
    assert!(broken.files.is_empty() && has(&broken, "REM027", "erreurs de syntaxe"));
}

#[test]
fn importing_twice_changes_nothing() {
    let mut project = Memory::default();
    let bytes = round(&[
        ["BIO", "A.01", "A_a", "Obligatoire", "Stable", "Dit", "Le système DOIT."],
        ["RIS", "A.01", "A_a", "Obligatoire", "Stable", "", "Le système DOIT, ici."],
        ["RIS", "", "A_a", "Obligatoire", "Stable", "", "Le système DOIT sans numéro."],
    ]);
    let first = bring(&mut project, &bytes, &layout("iteration"), "IT1", None);
    assert_eq!(first.files.len(), 4);
    let second = bring(&mut project, &bytes, &layout("iteration"), "IT1", None);
    assert!(second.files.is_empty(), "{:?}", second.report.files);
}

#[test]
fn scenarios_and_proofs_of_published_workbooks() {
    let head = [
        "Exigence conditionnelle OUI/NON",
        "Profil",
        "ID Section",
        "Section",
        "Bloc",
        "Fonction",
        "Nature de l'exigence",
        "N° exigence",
        "Énoncé de l'exigence (DOIT)\nou de la préconisation (PEUT)",
        "N° scénario",
        "Scénario de conformité",
        "N° preuve 1",
        "Preuve 1",
        "N° preuve 2",
        "Preuve 2",
    ];
    let row = |id: &'static str, scenario: &'static str, said: &'static str, proofs: [&'static str; 4]| {
        let mut cells = vec![
            "NON",
            "Général",
            "A",
            "Section A",
            "B",
            "F",
            "Obligatoire",
            id,
            "Le système DOIT lire.",
            scenario,
            said,
        ];
        cells.extend(proofs);
        cells.into_iter().map(TestCell::from).collect::<Vec<_>>()
    };
    let rows = vec![
        head.into_iter().map(TestCell::from).collect(),
        row(
            "A.01",
            "A.01.01",
            "Lire un document",
            ["A.01.01.01", "Une copie d'écran", "A.01.01.02", "Les traces"],
        ),
        row("A.01", "A.01.02", "Lire deux documents", ["A.01.02.01", "Une vidéo", "", ""]),
        row("A.02", "A.01.01", "Numéro d’un autre", ["A.01.01.01", "Une vidéo", "", "Sans numéro"]),
        row("A.02", "A.01.01", "Numéro d’un autre", ["A.01.01.01", "Une vidéo", "", "Sans numéro"]),
    ];
    let mut project = Memory::default();
    let missing = bring(&mut project, &xlsx("Exigences", &rows), &layout("rem-2022"), "IT1", None);
    assert_eq!(missing.report.rows.rejected, 4);
    let mut project = Memory::default();
    let outcome = bring(&mut project, &xlsx("Exigences", &rows), &layout("rem-2022"), "IT1", Some("RIS"));
    assert_eq!(
        (outcome.report.rows.mapped, outcome.report.rows.merged, outcome.report.rows.rejected),
        (3, 1, 0)
    );
    let corpus = corpus(&project);
    let ids = |id: &str| -> Vec<String> {
        let item = corpus.item(id).unwrap();
        item.scenarios.iter().flat_map(|one| one.all_proofs().map(|proof| proof.id.to_string())).collect()
    };
    assert_eq!(ids("SC.A.01"), ["SC.A.01.01.01", "SC.A.01.01.02", "SC.A.01.02.01"]);
    assert_eq!(ids("SC.A.02"), ["SC.A.02.01.01", "SC.A.02.01.02"]);
    assert!(has(&outcome, "REM025 4 J", "renuméroté « SC.A.02.01 »"), "{}", findings(&outcome).join("\n"));
}

#[test]
fn one_row_per_proof_and_proofs_in_one_cell() {
    let csv = "Périmètre;ID;Chapitre;Fonction;Exigence;Commentaire;Profil;N° scénario;Scénario de conformité;N° preuve;Preuve;Criticité\r\n\
        Vague 2;A.01;C;F;Le système DOIT lire.;;Général;A.01.01;\"<p class=\"\"mb-1\"\">Lire</p>\";A.01.01.01;Une vidéo;Majeure\r\n\
        Vague 2;A.01;C;F;Le système DOIT lire.;;Général;A.01.01;\"<p class=\"\"mb-1\"\">Lire</p>\";A.01.01.02;Un fichier;Majeure\r\n";
    let mut project = Memory::default();
    let outcome = bring(&mut project, csv.as_bytes(), &layout("convergence"), "IT1", Some("LGC"));
    assert_eq!(outcome.report.rows.mapped, 2, "{}", findings(&outcome).join("\n"));
    let item = corpus(&project).item("SC.A.01").unwrap().clone();
    assert_eq!(item.scenarios.len(), 1);
    assert_eq!(item.scenarios.iter().flat_map(|one| one.all_proofs()).count(), 2);
    assert_eq!(item.scope.as_deref(), Some("Vague 2"));

    let csv = "REM,reference,status,description,description socle,ref scenario,scenario,preuve,reference socle\n\
        RIS,A.01,APPROVED,Le système DOIT ici.,Le système DOIT.,A.01.01,Lire,\"A.01.01.01 : une\nsuite\nA.01.01.02 : deux\",SC.A.01\n";
    let mut project = Memory::default();
    let outcome = bring(&mut project, csv.as_bytes(), &layout("prepub"), "IT1", None);
    assert_eq!(outcome.report.rows.mapped, 1);
    let corpus = corpus(&project);
    let item = corpus.item("SC.A.01").unwrap();
    assert_eq!(item.statement, "Le système DOIT.");
    assert_eq!(item.scenarios.iter().flat_map(|one| one.all_proofs()).count(), 2);
    let lane = corpus.lane("RIS").unwrap();
    assert_eq!(corpus.lane_items(lane).next().unwrap().1.statement, "Le système DOIT ici.");
}

#[test]
fn catalogues_links_and_the_picking_matrix() {
    let csv = "Socle;ID Exigence;Nature;Statut Squash;Description;Vague;ID Vague 1;Picking dans REM RIS;Picking dans REM XYZ\n\
        A;SC.A.01;Obligatoire;APPROVED;Le système DOIT un.;Vague 2;INS.32, 33;Oui;0\n\
        A;SC.A.02;Obligatoire;OBSOLETE;Le système DOIT deux.;Vague 1;0;Non;Oui\n\
        A;A.03;Préconisée;UNDER_REVIEW;Le système PEUT trois.;Vague 2;;;\n";
    let mut project = Memory::default();
    let seed = round(&[["RIS", "A.02", "A_a", "Obligatoire", "Stable", "", "Le système DOIT deux."]]);
    let _ = bring(&mut project, &seed, &layout("iteration"), "IT1", None);
    let outcome = bring(&mut project, csv.as_bytes(), &layout("socles"), "IT1", None);
    assert_eq!(outcome.report.socles.get("A").map(|tally| tally.mapped), Some(3));
    assert!(has(&outcome, "REM025 4 B", "sans « SC. »") && has(&outcome, "REM023 3", "« XYZ » inconnu"));
    let corpus = corpus(&project);
    assert_eq!(corpus.item("SC.A.01").unwrap().wave1, ["INS.32", "INS.33"]);
    assert_eq!(corpus.item("SC.A.02").unwrap().status, Status::Obsolete);
    let picked: Vec<&str> =
        corpus.lane("RIS").unwrap().applications.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(picked, ["SC.A.01"]);
}

#[test]
fn an_export_of_the_test_tool_holds_lanes_and_socles() {
    let csv = "PROJECT_NAME,REQ_ID,REQ_VERSION_NUM,REQ_VERSION_REFERENCE,REQ_VERSION_NAME,REQ_VERSION_CRITICALITY,REQ_VERSION_CATEGORY,REQ_VERSION_STATUS,REQ_VERSION_DESCRIPTION,REQ_VERSION_CUF_SECTION,REQ_VERSION_CUF_NOTE_INTERNE\n\
        REM_RIS_Radio [va2],10,1,A.01,Nom,MAJOR,CRI,APPROVED,,A_a,secret\n\
        REM_RIS_Radio [va2],11,1,A.02,Nom,MAJOR,CRI,APPROVED,<p>Le système DOIT ici.</p>,A_a,\n\
        SC_A_Socle a [va2],1,1,SC.A.01,Nom,MAJOR,CRI,WORK_IN_PROGRESS,<p>vieux</p>,A_a,\n\
        SC_A_Socle a [va2],1,2,SC.A.01,Nom,MAJOR,CRI,APPROVED,<p>Le système DOIT <em>lire</em>.</p>,A_a,\n\
        SC_A_Socle a [va2],2,1,SC.A.02,Nom,UNDEFINED,PRECO,OBSOLETE,<p>Le système PEUT.</p>,A_a,\n\
        AUTRE,3,1,X.01,,,,,,,\n";
    let mut project = Memory::default();
    let outcome = bring(&mut project, csv.as_bytes(), &layout("squash"), "IT1", None);
    let rows = outcome.report.rows;
    assert_eq!(
        (rows.read, rows.mapped, rows.merged, rows.rejected),
        (6, 4, 1, 1),
        "{}",
        findings(&outcome).join("\n")
    );
    let corpus = corpus(&project);
    let item = corpus.item("SC.A.01").unwrap();
    assert_eq!((item.statement.as_str(), item.title.as_str()), ("Le système DOIT *lire*.", "Nom"));
    assert_eq!(corpus.item("SC.A.02").unwrap().status, Status::Obsolete);
    assert!(has(&outcome, "REM030 3", "obsolète au socle, vivante dans le couloir RIS"));
    assert!(corpus.socles.iter().any(|socle| socle.title == "Socle a"));
    assert!(text(&project, "socles/A.rem").contains("secret"));
    assert!(!serde_json::to_string(&corpus).unwrap().contains("secret"));
}

#[test]
fn steps_make_cross_scenarios() {
    let mut project = Memory::default();
    let seed = round(&[["DB", "A.01", "A_a", "Obligatoire", "Stable", "", "Le système DOIT."]]);
    let _ = bring(&mut project, &seed, &layout("iteration"), "IT1", None);
    let csv = "Profil,Scénario,ref,Priorité,Situation (prérequis),ref étape,no étape,Détail de l'étape,Exigence 1,Exigence 2,Critères vérifiés,Numéro de preuve 1,Preuve 1\n\
        Général,Consulter,SCN_DB/CO.01,1,Un poste,SCN_DB/CO.01.01,1,Ouvrir,a.01,[sc.x.99],Point,SCN_DB/CO.01.01.01,Une vidéo\n\
        ,,,,,SCN_DB/CO.01.02,2,Fermer,SC.A.01,,,,\n\
        ,,,,,,3,,,,,,\n";
    let outcome = bring(&mut project, csv.as_bytes(), &layout("scenarios"), "IT1", Some("DB"));
    let rows = outcome.report.rows;
    assert_eq!((rows.read, rows.mapped, rows.rejected), (3, 2, 1), "{}", findings(&outcome).join("\n"));
    assert!(has(&outcome, "REM025 2", "« sc.x.99 »") || has(&outcome, "REM025 2", "« SC.x.99 »"));
    let corpus = corpus(&project);
    let (lane, scenario) = corpus.cross_scenarios.first().unwrap();
    assert_eq!((lane.as_str(), scenario.id.as_str(), scenario.steps.len()), ("DB", "SCN_DB/CO.01", 2));
    assert_eq!(scenario.covers().map(|id| id.as_str()).collect::<Vec<_>>(), ["SC.A.01", "SC.A.01"]);
}

#[test]
fn a_layout_of_ones_own_says_its_mistakes() {
    let yaml = "nom: mien\nligne: exigences\ncolonnes:\n  - { champ: enonce, entêtes: Texte, obligatoir: oui }\n  - { champ: idd, entêtes: [Id] }\n";
    let mut problems = Vec::new();
    let read = read_layout(std::path::Path::new("mien.yaml"), yaml, &mut SourceSet::default(), &mut problems);
    assert!(read.is_none());
    let said: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(said.len(), 3, "{said:?}");
    let yaml = "nom: mien\nligne: exigence\ntexte: brut\nentête: 2\ncolonnes:\n  - { champ: énoncé, entêtes: Texte, obligatoire: oui }\n  - { champ: id, entêtes: [Id] }\n  - { champ: nature, entêtes: [Type] }\nvaleurs:\n  nature: { M: obligatoire }\n";
    let mut problems = Vec::new();
    let own = read_layout(std::path::Path::new("mien.yaml"), yaml, &mut SourceSet::default(), &mut problems)
        .unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    let bytes =
        ods("F", &[vec!["titre"], vec!["Id", "Texte", "Type"], vec!["A.01", "<p>Le système DOIT</p>", "M"]]);
    let mut project = Memory::default();
    let outcome = bring(&mut project, &bytes, &own, "IT1", Some("RIS"));
    assert_eq!(outcome.report.rows.mapped, 1, "{}", findings(&outcome).join("\n"));
    assert_eq!(corpus(&project).item("SC.A.01").unwrap().statement, "<p>Le système DOIT</p>");
}

#[test]
fn the_reckoning_is_json() {
    let mut project = Memory::default();
    let bytes = round(&[["RIS", " A.01", "A_a", "Obligatoire", "Stable", "", "Le système DOIT."]]);
    let outcome = bring(&mut project, &bytes, &layout("iteration"), "IT1", None);
    let json: serde_json::Value = serde_json::from_str(&outcome.report.to_json()).unwrap();
    assert_eq!(json["schema"], "remc/import@1");
    assert_eq!(json["rows"], serde_json::json!({"read": 1, "mapped": 1, "merged": 0, "rejected": 0}));
    let finding = &json["findings"][0];
    assert_eq!((finding["code"].as_str(), finding["sheet"].as_str()), (Some("REM020"), Some("export_final")));
    assert_eq!((finding["row"].as_u64(), finding["column"].as_str()), (Some(2), Some("B")));
    assert!(outcome.report.to_human().starts_with("lignes lues : 1 = 1 reprise + 0 fusionnée + 0 refusée ("));
}

#[test]
fn damaged_files_are_errors_and_never_crashes() {
    let good = round(&[["RIS", "A.01", "A_a", "Obligatoire", "Stable", "", "Le système DOIT."]]);
    let csv = "REM;ID Exigence;Nature;Enoncé\nRIS;A.01;Obligatoire;\"Le système DOIT\"\n".as_bytes();
    let read = layout("iteration");
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |limit: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % limit.max(1) as u64).unwrap()
    };
    std::panic::set_hook(Box::new(|_| {}));
    for round in 0..300 {
        let mut bytes = if round % 2 == 0 { good.clone() } else { csv.to_vec() };
        for _ in 0..=random(6) {
            let at = random(bytes.len());
            match random(3) {
                0 => bytes[at] = u8::try_from(random(256)).unwrap(),
                1 => bytes.truncate(at.max(1)),
                _ => bytes.insert(at, u8::try_from(random(256)).unwrap()),
            }
        }
        let request = Request {
            bytes: &bytes,
            layout: &read,
            iteration: Some("IT1"),
            date: Some(DAY),
            lane: None,
            dry_run: false,
        };
        let outcome = import(&request, &Memory::default());
        assert!(outcome.report.rows.balances());
    }
    let _ = std::panic::take_hook();
    for bytes in
        [&b""[..], b"\0\0\0", b"PK\x03\x04", b"%PDF-1.4", b"\xd0\xcf\x11\xe0rest", b"\xff\xfeR\0", b"\n\n\n"]
    {
        let request =
            Request { bytes, layout: &read, iteration: None, date: None, lane: None, dry_run: true };
        let outcome = import(&request, &Memory::default());
        assert!(outcome.files.is_empty() && outcome.report.errors() > 0, "{bytes:?}");
    }
}
