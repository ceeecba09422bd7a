//! One comparison in every format: the same facts, the same marks, and nothing confidential.

use std::fmt::Write as _;

use remc::exchange::workbook::{self, Cell, Workbook};
use remc::history::{Diff, Endpoint, diff_all, diff_lane};
use remc::model::Corpus;
use remc::render::{Compared, diff_csv, diff_json, diff_md, diff_text, diff_xlsx};

use crate::support::project::{Item, Project, REFERENCES, item};

pub(crate) const VENDOR: &str = "Editeur-Canari";
pub(crate) const NOTE: &str = "note-canari";

/// A small project before and after every kind of change.
pub(crate) fn pair() -> (Corpus, Corpus) {
    let scenario = |id: &str, proof: &str| {
        format!(
            "scénario {id}.01 \"S\" {{ étape \"Un.\" preuve {id}.01.01 trace \"{proof}\" vérification \"Voir.\" }}"
        )
    };
    let obsolete = "obsolète depuis IT2 motif sans_objet \"Ne sert plus.\"";
    let same = |id: &str| item(id).head(&format!("\"Titre de {id}\""));
    let before = [
        same("SC.MSS.01").says("Le système DOIT afficher le document reçu dans les 30 jours."),
        same("SC.MSS.02").with(&scenario("SC.MSS.02", "Trace")),
        same("SC.MSS.03").with("référence CI-SIS = 1.0"),
        same("SC.MSS.04").says("Le système DOIT tracer tous les envois de messages."),
        same("SC.MSS.05").says("Le système DOIT garder les accusés."),
        same("SC.MSS.06").status("obsolète depuis IT1 motif hors_perimetre"),
        same("SC.MSS.07").says("Le système DOIT renommer."),
        same("SC.MSS.08").status("instruction").says("Le système DOIT attendre."),
        same("SC.MSS.09").says("Le système DOIT dire l'heure - \"juste\"."),
        same("SC.MSS.10").with("criticité mineure"),
        same("SC.MSS.11").says("Le système DOIT proposer : la fiche, le dossier et l'agenda du patient."),
        same("SC.MSS.12").says("Ancien texte entier de cette exigence, sans rapport."),
        same("SC.MSS.13").says("Le système DOIT rester lui-même."),
        same("SC.MSS.14").nature("préconisée").says("Le système PEUT imprimer."),
        same("SC.MSS.15").says("Le système DOIT se tenir ici."),
    ];
    let moved = same("SC.MSS.15").says("Le système DOIT se tenir ici.").to_string();
    let after = [
        same("SC.MSS.01")
            .head("v2 \"Titre de SC.MSS.01\"")
            .says("Le système DOIT afficher le document reçu dans les 15 jours.")
            .with("évolution IT2 fond motif retour_editeurs \"Délai *réduit*.\" répond C-0412"),
        same("SC.MSS.02").with(&scenario("SC.MSS.02", "Trace horodatée")),
        same("SC.MSS.03").with("référence CI-SIS = 2.0"),
        same("SC.MSS.04")
            .says("Le système DOIT tracer chaque envoi de message.")
            .with("évolution IT2 rédactionnelle motif precision"),
        same("SC.MSS.05")
            .says("Le système DOIT garder les accusés.")
            .status(obsolete)
            .with("remplacée par SC.MSS.20"),
        same("SC.MSS.06").with("réintroduite depuis IT2 motif erreur \"Retirée à tort.\""),
        same("SC.MSS.70")
            .head("\"Titre de SC.MSS.07\"")
            .says("Le système DOIT renommer.")
            .with("anciennement SC.MSS.07"),
        same("SC.MSS.08").status("validée depuis IT2").says("Le système DOIT attendre."),
        same("SC.MSS.09").says("Le système DOIT dire l’heure – « juste »."),
        same("SC.MSS.10").with("criticité majeure"),
        same("SC.MSS.11").says("Le système DOIT proposer :\n- la fiche du patient\n- le dossier\n- l'agenda"),
        same("SC.MSS.12")
            .says("Tout autre chose <b>maintenant</b> | `a|b`, [guide](https://exemple.fr/guide) : voilà."),
        same("SC.MSS.13").says("Le système DOIT rester lui-même."),
        same("SC.MSS.14").says("Le système DOIT imprimer."),
        same("SC.MSS.20")
            .head("\"Titre de SC.MSS.20\"")
            .says("=1+1 n'est pas une formule.")
            .with("issue de SC.MSS.05\névolution IT2 fond motif scission répond C-0413"),
    ];
    let kept = |items: &[Item]| {
        items.iter().map(|one| one.clone().with(&format!("note \"{NOTE} {VENDOR}\""))).collect::<Vec<_>>()
    };
    let comments = format!(
        "itération: IT1\nretours:\n  - {{ id: C-0412, exigence: SC.MSS.01, couloir: RIS, éditeur: E07, texte: \"{NOTE} {VENDOR}\", disposition: intégré, effet: [{{ exigence: SC.MSS.01, évolution: modifiée }}] }}\n  - {{ id: C-0413, exigence: SC.MSS.05, éditeur: E07, texte: \"{NOTE}\", disposition: intégré }}\n"
    );
    let project = Project::new()
        .file("references.yaml", REFERENCES)
        .file("confidentiel/editeurs.yaml", format!("éditeurs: [{{ code: E07, nom: \"{VENDOR}\" }}]\n"))
        .file("retours/IT1.yaml", &comments)
        .mss(&kept(&before))
        .lane("RIS", "reprend SC.MSS.*", &[])
        .lane("LGC", "reprend SC.MSS.*", &[])
        .freeze("IT1");
    let lane = "reprend SC.MSS.* sauf SC.MSS.13\nretire SC.MSS.13 motif hors_perimetre \"Pas ici.\"\nadapte SC.MSS.08 motif precision { énoncé \"Le système DOIT attendre ici.\" }";
    let after = project
        .file("references.yaml", REFERENCES.replace("défaut: [\"1.0\"]", "défaut: [\"2.0\"]"))
        .mss(&kept(&after))
        .lane("LGC", lane, &[]);
    let text = format!("{}section S3\n{moved}", after.text("socles/MSS.rem"));
    let after = after.file("socles/MSS.rem", text);
    (after.baseline("IT1").corpus, after.corpus())
}

fn end(name: &str, date: &str) -> Endpoint {
    Endpoint { name: name.to_owned(), date: Some(date.to_owned()) }
}

fn whole(before: &Corpus, after: &Corpus) -> Diff {
    diff_all(before, after, end("IT1", "2022-10-24"), end("IT2", "2022-12-05")).0
}

fn in_lane(before: &Corpus, after: &Corpus, lane: &str) -> Diff {
    diff_lane(before, after, lane, end("IT1", "2022-10-24"), end("IT2", "2022-12-05"))
}

fn read(compared: &Compared<'_>) -> Workbook {
    workbook::read(&diff_xlsx::to_xlsx(compared).unwrap()).unwrap()
}

/// A cell with its struck-out words in brackets, as our own reader sees them.
fn seen(cell: &Cell) -> String {
    if cell.struck {
        return format!("[-{}-]", cell.text);
    }
    if cell.runs.is_empty() {
        return cell.text.clone();
    }
    cell.runs
        .iter()
        .map(|run| if run.struck { format!("[-{}-]", run.text) } else { run.text.clone() })
        .collect()
}

fn sheets(workbook: &Workbook) -> String {
    let mut out = String::new();
    for sheet in &workbook.sheets {
        writeln!(out, "[{}]", sheet.name).unwrap();
        for row in &sheet.rows {
            let cells: Vec<String> = row.cells.values().map(seen).filter(|text| !text.is_empty()).collect();
            writeln!(out, "{}: {}", row.number, cells.join(" | ")).unwrap();
        }
    }
    out
}

#[test]
fn every_format_tells_the_same_comparison() {
    let (before, after) = pair();
    let diff = whole(&before, &after);
    let compared = Compared::new(&diff, &before, &after);
    let mut out = String::new();
    let options = |color| diff_text::TextOptions { color };
    let colour = diff_text::to_text(&compared, options(true)).replace('\u{1b}', "␛");
    let marked = colour.lines().filter(|line| line.contains("jours")).collect::<Vec<_>>().join("\n");
    writeln!(out, "=== human\n{}", diff_text::to_text(&compared, options(false))).unwrap();
    writeln!(out, "=== human, en couleur, une ligne\n{marked}\n").unwrap();
    writeln!(out, "=== md\n{}", diff_md::to_md(&compared)).unwrap();
    let csv = String::from_utf8(diff_csv::to_csv(&compared)).unwrap();
    writeln!(out, "=== csv\n{}", csv.replace('\u{feff}', "<BOM>").replace('\r', "")).unwrap();
    writeln!(out, "=== xlsx, mots rayés entre crochets\n{}", sheets(&read(&compared))).unwrap();
    writeln!(out, "=== json\n{}", diff_json::to_json(&compared)).unwrap();
    insta::with_settings!({ prepend_module_to_snapshot => false }, { insta::assert_snapshot!("diff_formats", out) });
}

#[test]
fn nothing_confidential_is_in_any_format() {
    let (before, after) = pair();
    let lanes = ["RIS", "LGC"].map(|lane| in_lane(&before, &after, lane));
    for diff in lanes.iter().chain([&whole(&before, &after)]) {
        let compared = Compared::new(diff, &before, &after);
        let color = true;
        let texts = [
            diff_text::to_text(&compared, diff_text::TextOptions { color }),
            diff_md::to_md(&compared),
            diff_json::to_json(&compared),
            String::from_utf8(diff_csv::to_csv(&compared)).unwrap(),
            sheets(&read(&compared)),
        ];
        for text in texts {
            assert!(!text.contains(VENDOR) && !text.contains(NOTE) && !text.contains("E07"), "{text}");
            assert!(text.contains("C-0412"), "{text}");
        }
    }
}

#[test]
fn a_workbook_is_the_same_twice_and_holds_no_formula() {
    let (before, after) = pair();
    let diff = in_lane(&before, &after, "RIS");
    let compared = Compared::new(&diff, &before, &after);
    assert_eq!(diff_xlsx::to_xlsx(&compared).unwrap(), diff_xlsx::to_xlsx(&compared).unwrap());
    let workbook = read(&compared);
    assert_eq!(workbook.modified.as_deref(), Some("2022-12-05"));
    let cells: Vec<&Cell> =
        workbook.sheets.iter().flat_map(|sheet| &sheet.rows).flat_map(|row| row.cells.values()).collect();
    assert!(cells.iter().all(|cell| !cell.formula));
    assert!(cells.iter().any(|cell| cell.text == "=1+1 n'est pas une formule."), "{}", sheets(&workbook));
    let csv = String::from_utf8(diff_csv::to_csv(&compared)).unwrap();
    assert!(csv.starts_with('\u{feff}') && csv.contains(";\"'=1+1 n'est pas une formule.\""), "{csv}");
}

/// What our reader takes as alive in the cell of marks is the text after, and with what is struck out, both.
#[test]
fn marks_survive_the_workbook() {
    let (before, after) = pair();
    let diff = whole(&before, &after);
    let workbook = read(&Compared::new(&diff, &before, &after));
    let sheet = workbook.sheets.iter().find(|sheet| sheet.name == "Différences").unwrap();
    let header: Vec<&str> = sheet.rows[0].cells.values().map(|cell| cell.text.as_str()).collect();
    let column = |name: &str| u32::try_from(header.iter().position(|title| *title == name).unwrap()).unwrap();
    let row = sheet.rows.iter().find(|row| {
        row.cells.get(&column("ID")).is_some_and(|cell| cell.text == "SC.MSS.01")
            && row.cells.get(&column("Champ")).is_some_and(|cell| cell.text == "Énoncé")
    });
    let row = row.unwrap();
    let marked = &row.cells[&column("Texte marqué")];
    let kept = |struck: bool| {
        marked.runs.iter().filter(|run| run.struck == struck).map(|run| run.text.as_str()).collect::<String>()
    };
    assert_eq!(kept(true).trim(), "30", "{marked:?}");
    assert_eq!(kept(false), row.cells[&column("Après")].text);
    assert_eq!(
        row.cells[&column("Avant")].text,
        "Le système DOIT afficher le document reçu dans les 30 jours."
    );
}

#[test]
fn a_text_too_long_for_a_cell_is_cut_and_says_so() {
    let long = |word: &str| format!("Le système DOIT {}.", word.repeat(20_000));
    let project = Project::new().mss(&[item("A.1").says(&long("un "))]).freeze("IT1");
    let after = project.mss(&[item("A.1").says(&long("été ")), item("A.2").says(&long("𝄞 "))]).corpus();
    let before = Project::new().mss(&[item("A.1").says(&long("un "))]).corpus();
    let diff = whole(&before, &after);
    let workbook = read(&Compared::new(&diff, &before, &after));
    let cells = workbook.sheets[1].rows.iter().flat_map(|row| row.cells.values());
    let cut: Vec<&Cell> = cells.filter(|cell| cell.text.contains("texte coupé")).collect();
    assert!(cut.len() >= 4, "{}", cut.len());
    for cell in cut {
        assert!(cell.text.encode_utf16().count() <= 32_767);
    }
}

#[test]
fn hostile_texts_do_nothing_to_a_terminal_nor_to_markdown() {
    let (mut before, mut after) = pair();
    for corpus in [&mut before, &mut after] {
        corpus.items[0].title = "a\u{1b}[31m\u{202e}b | <script> `x".to_owned();
        corpus.items[0].section = Some("\u{1b}]0;x\u{7}".to_owned());
    }
    after.items[0]
        .statement
        .push_str("\n\n# Pas un titre \u{1b}[2J\n\n<script>alert(1)</script>\n\n| a | b |\n");
    let diff = whole(&before, &after);
    let compared = Compared::new(&diff, &before, &after);
    let text = diff_text::to_text(&compared, diff_text::TextOptions { color: false });
    let md = diff_md::to_md(&compared);
    for out in [&text, &md] {
        assert!(!out.contains('\u{1b}') && !out.contains('\u{202e}') && !out.contains('\u{7}'), "{out}");
    }
    assert!(!md.contains(" <script") && !md.contains("`<script"), "{md}");
    assert!(md.contains("\\<script\\>"), "{md}");
    assert!(!md.lines().any(|line| line.starts_with("# Pas")), "{md}");
}

#[test]
fn nothing_changed_is_said_in_one_sentence() {
    let (before, _) = pair();
    let diff = in_lane(&before, &before, "RIS");
    let compared = Compared::new(&diff, &before, &before);
    let md = diff_md::to_md(&compared);
    assert!(md.contains("Aucune différence (14\u{a0}exigences)."), "{md}");
    let text = diff_text::to_text(&compared, diff_text::TextOptions::default());
    assert!(text.contains("Aucune différence (14\u{a0}exigences)."), "{text}");
    assert_eq!(read(&compared).sheets[1].rows.len(), 1);
}
