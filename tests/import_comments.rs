//! Comments of vendors, from their workbooks into `retours/`.

use remc::exchange::import::{Known, Outcome, Request, import_comments};
use remc::exchange::layout::builtin;
use remc::io::Memory;
use remc::model::Corpus;
use remc::source::SourceSet;

use crate::import_real;
use crate::support::project::{Project, found, item};
use crate::support::workbook::{TestCell, xlsx};

const VENDORS: &str = "éditeurs:
  - { code: V07, nom: \"Logiciels Canari\" }
  - { code: V08, nom: \"Maison Autre\" }
";

fn bring(bytes: &[u8], vendor: Option<&str>, iteration: Option<&str>, project: &mut Memory) -> Outcome {
    let layout = builtin("retours", &mut SourceSet::default(), &mut Vec::new()).unwrap();
    let request = Request { bytes, layout: &layout, iteration, date: None, lane: None, dry_run: false };
    let compiled = remc::compile(project);
    let frozen: Vec<(&str, &Corpus)> =
        compiled.baselines.iter().map(|one| (one.iteration.as_str(), &one.corpus)).collect();
    let settings = compiled.settings.as_ref().unwrap();
    let known = Known { settings, frozen: &frozen, work: &compiled.corpus };
    let outcome = import_comments(&request, vendor, &known, project);
    for (path, bytes) in &outcome.files {
        project.insert(path.clone(), bytes.clone());
    }
    outcome
}

fn sample() -> Project {
    Project::new()
        .file("confidentiel/editeurs.yaml", VENDORS)
        .mss(&[item("SC.MSS.01"), item("SC.MSS.02")])
        .lane("RIS", "  reprend SC.*", &[])
        .freeze("IT1")
        .mss(&[item("SC.MSS.01").head("v2 \"Titre\"").says("Le système DOIT tracer."), item("SC.MSS.02")])
        .file("retours/IT1.yaml", "itération: IT1\nretours:\n- id: C-0041\n  exigence: SC.MSS.02\n  disposition: question\n  réponse: \"Oui.\"\n")
}

const SHEET: &str = "Itération;ID Exigence pub;REM;éditeur;commentaire;Avis
IT1;MSS.01;RAD;LOGICIELS  canari;\"Trop court : <location> \"\"48 h\"\"\nDeux lignes\";1
IT1;\u{a0}SC.MSS.02 ;RIS;V08;R.A.S.;
IT1;MSS.02;RIS;Inconnu SARL;Préciser;
IT1;ABC/X.01;RIS;V08;Où est-elle ?;
IT1;MSS.01;RIS;V07;Trop court : <location> \u{ab} 48 h \u{bb};
IT1;MSS.01;RIS;V07;\"Trop court : <location> \"\"48 h\"\" Deux lignes\";
IT1;MSS.02;RIS;V08;;
IT7;MSS.02;RIS;V08;Préciser;
";

/// The reckoning of a sheet of comments.
pub fn report() -> remc::exchange::report::Report {
    bring(SHEET.as_bytes(), None, None, &mut sample().memory()).report
}

fn text(project: &Memory, path: &str) -> String {
    use remc::io::FileSystem as _;
    String::from_utf8(project.read(path.as_ref()).unwrap()).unwrap()
}

#[test]
fn a_consolidated_sheet_extends_the_book_and_loses_no_row() {
    let mut project = sample().memory();
    let outcome = bring(SHEET.as_bytes(), None, None, &mut project);
    let (report, book) = (outcome.report.to_human(), text(&project, "retours/IT1.yaml"));
    insta::assert_snapshot!("import_comments", format!("{SHEET}\n-----\n{book}\n-----\n{report}"));
    assert!(outcome.report.rows.balances());
    for private in ["anari", "Inconnu SARL"] {
        assert!(!book.contains(private) && !report.contains(private));
    }
    let again = bring(SHEET.as_bytes(), None, None, &mut project);
    assert!(again.files.is_empty(), "importing again adds nothing");
    assert!(again.report.rows.balances() && again.report.rows.mapped == 0);
    let compiled = remc::compile(&project);
    let errors = found(&compiled, &["REM00", "REM1", "REM2", "REM7"]);
    let structural: Vec<&String> = errors.iter().filter(|line| !line.starts_with("REM702")).collect();
    assert_eq!(structural, ["REM701 ABC/X.01"], "{errors:?}");
}

#[test]
fn a_workbook_sent_back_by_one_vendor() {
    let row = |cells: [&str; 6]| cells.iter().map(|cell| TestCell::from(*cell)).collect::<Vec<_>>();
    let rows = [
        row([
            "REM",
            "ID Exigence",
            "Commentaire ANS / DNS / CNAM",
            "Énoncé - Itération #2",
            "Evolution",
            "Remarques (proposition de reformulation, questions, etc.)",
        ]),
        row(["RIS", "MSS.01", "Précisé.", "Le système DOIT tracer.", "Stable", "Sous quel <b>délai</b> ?"]),
        row(["RIS", "MSS.02", "", "Le système DOIT tracer.", "Stable", ""]),
    ];
    let bytes = xlsx("export_final_output", &rows);
    let mut project = sample().memory();
    let outcome = bring(&bytes, Some("V08"), Some("IT1"), &mut project);
    assert_eq!(
        (outcome.report.rows.read, outcome.report.rows.mapped),
        (1, 1),
        "{}",
        outcome.report.to_human()
    );
    let book = text(&project, "retours/IT1.yaml");
    assert!(book.ends_with("- id: C-0042\n  exigence: SC.MSS.01\n  version: 1\n  couloir: RIS\n  éditeur: V08\n  texte: \"Sous quel **délai** ?\"\n"), "{book}");
    for (vendor, iteration, said) in [
        (None, Some("IT1"), "--vendor CODE"),
        (Some("V99"), Some("IT1"), "confidentiel/editeurs.yaml"),
        (Some("V08"), None, "--iteration ITn"),
        (Some("V08"), Some("IT9"), "absente de « remc.yaml »"),
    ] {
        let refused = bring(&bytes, vendor, iteration, &mut project);
        assert!(refused.files.is_empty() && refused.report.to_human().contains(said), "{said}");
    }
}

#[test]
fn a_book_that_cannot_be_extended_is_left_alone() {
    let flow = "retours: [{ id: C-7, exigence: SC.MSS.02 }]\nitération: IT1\n";
    let mut project = sample().file("retours/IT1.yaml", flow).memory();
    let outcome = bring(SHEET.as_bytes(), None, None, &mut project);
    assert!(outcome.files.is_empty() && outcome.report.to_human().contains("ne se complète pas"));
    assert_eq!(text(&project, "retours/IT1.yaml"), flow);
    let mut project = sample().file("retours/IT1.yaml", "itération: IT1\nretours: []\n").memory();
    assert_eq!(bring(SHEET.as_bytes(), None, None, &mut project).files.len(), 1);
}

/// As many comments as vendors really sent on the second iteration, on the ids they really wrote.
#[test]
fn the_real_round_is_accounted_for() {
    let mut project = Memory::default();
    let Some(_) =
        import_real::run(&mut project, "lane_it2_published.text.xlsx", "iteration", ("IT2", "2022-11-14"))
    else {
        return;
    };
    let Some(bytes) = import_real::real_file("vendor_comment_counts.json") else { return };
    let counts: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let mut sheet = String::from("Itération;ID Exigence pub;REM;éditeur;commentaire\n");
    let mut sent = 0;
    let mut vendors = String::from("éditeurs:\n");
    (0..40).for_each(|n| vendors.push_str(&format!("  - {{ code: E{n:02}, nom: \"Fictif {n}\" }}\n")));
    project.insert("confidentiel/editeurs.yaml", vendors);
    for row in counts["rows"].as_array().unwrap().iter().filter(|row| row["iteration"] == "IT2") {
        for n in 0..row["comments"].as_u64().unwrap() {
            sent += 1;
            let (id, lane) = (row["id"].as_str().unwrap(), row["lane"].as_str().unwrap());
            sheet.push_str(&format!("IT2;{id};{lane};Fictif {n};Remarque\n"));
        }
    }
    let outcome = bring(sheet.as_bytes(), None, None, &mut project);
    let report = &outcome.report;
    println!("{}", report.to_human());
    assert_eq!(report.rows.read, sent);
    assert!(report.rows.balances());
    assert_eq!(report.comments.unwrap().added + report.rows.merged + report.rows.rejected, sent);
    let compiled = remc::compile(&project);
    let settings = compiled.settings.as_ref().unwrap();
    assert_eq!(settings.books[0].comments.len(), report.rows.mapped);
    let unknown = found(&compiled, &["REM701"]).len();
    println!("comments on unknown items: {unknown} of {sent}");
    assert!(unknown < 10, "{unknown}");
    assert!(bring(sheet.as_bytes(), None, None, &mut project).files.is_empty());
}
