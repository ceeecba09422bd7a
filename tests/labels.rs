//! The labels of a workbook against what the texts show.

use std::fmt::Write as _;

use remc::exchange::import::read_labels;
use remc::exchange::layout::builtin;
use remc::history::diff_all;
use remc::history::labels::{Confusion, Label};
use remc::io::Memory;
use remc::model::Corpus;
use remc::render::labels::{to_json, to_text};
use remc::settings::Layout;
use remc::source::SourceSet;

use crate::import_real::{freeze, real, real_file, run};
use crate::support::project::{Project, end, item, listed};

fn layout(name: &str) -> Layout {
    builtin(name, &mut SourceSet::default(), &mut Vec::new()).unwrap()
}

fn confusion(before: &Corpus, after: &Corpus, labels: &[Label], examples: usize) -> Confusion {
    let (whole, lanes) = diff_all(before, after, end("avant"), end("après"));
    let found = Confusion::new(labels, &whole, &lanes, examples);
    sums(&found);
    found
}

/// Every row is in one cell of its lane, one cell of the total, and has one reason.
fn sums(found: &Confusion) {
    let cells = |table: &remc::history::labels::Table| table.values().flatten().sum::<usize>();
    assert_eq!(found.lanes.values().map(cells).sum::<usize>(), found.rows);
    assert_eq!(cells(&found.total), found.rows);
    assert_eq!(found.reasons.values().map(|(count, _)| count).sum::<usize>(), found.rows);
    let json: serde_json::Value = serde_json::from_str(&to_json(found, &end("a"), &end("b"))).unwrap();
    assert_eq!(json["schema"], "remc/labels@1");
    assert_eq!(json["lignes"], found.rows);
}

#[test]
fn each_disagreement_has_a_name() {
    let text = |n: usize, more: &str| format!("Le système DOIT produire le document {n}{more}.");
    let plain = |n: usize| item(&format!("SC.MSS/A.0{n}")).says(&text(n, ""));
    let lane = |ids: &[usize]| {
        let ids: Vec<String> = ids.iter().map(|n| format!("SC.MSS/A.0{n}")).collect();
        format!("reprend {}", ids.join(", "))
    };
    let before = [
        plain(1),
        plain(2),
        plain(3),
        plain(4).status("instruction"),
        plain(5),
        plain(6),
        plain(7),
        plain(8),
    ];
    let after = [
        plain(1),
        plain(2).says(&text(2, " signé")),
        plain(3).says("Le système DOIT produire le document\u{a0}3 ."),
        plain(4),
        plain(5).with("commentaire \"Voir.\""),
        plain(6),
        plain(7),
        plain(8).status("obsolète depuis IT2 motif sans_objet"),
        plain(9),
    ];
    let project = Project::new()
        .mss(&before)
        .lane("RIS", &lane(&[1, 2, 3, 4, 5, 7, 8]), &[])
        .freeze("IT1")
        .mss(&after)
        .lane("RIS", &lane(&[1, 2, 3, 4, 5, 6, 7, 8, 9]), &[]);
    let rows = r#"[
  { "couloir": "RIS", "id": "MSS/A.01", "libelle": "Exigence revue" },
  { "couloir": "RIS", "id": "MSS/A.02", "libelle": "Stable" },
  { "couloir": "RIS", "id": "MSS/A.03", "libelle": "Modifiée" },
  { "couloir": "RIS", "id": "MSS/A.04", "libelle": "Modifiée" },
  { "couloir": "RIS", "id": "MSS/A.05", "libelle": "Modifiée" },
  { "couloir": "RIS", "id": "MSS/A.06", "libelle": "Nouvelle exigence" },
  { "couloir": "RAD", "id": "SC.MSS/A.07\u00a0", "libelle": "En cours d'instruction" },
  { "couloir": "RIS", "id": "MSS/A.08", "libelle": "Inchangée" },
  { "couloir": "RIS", "id": "MSS/A.09", "libelle": "Nouvelle" },
  { "couloir": "RIS", "id": "MSS/A.09", "libelle": "Exigence revue" },
  { "couloir": "RIS", "id": "MSS/A.77", "libelle": "Obsolète" },
  { "couloir": "RIS", "id": "MSS/A.01", "libelle": "Peut-être" }
]"#;
    let (old, new) = (project.baseline("IT1").corpus, project.corpus());
    let labels = read_labels(rows.as_bytes(), &layout("iteration"), None, (&old, &new)).unwrap();
    let found = confusion(&old, &new, &labels, 2);
    let text = to_text(&found, &end("IT1"), &end("IT2"));
    let shown = format!(
        "=== avant\n{}\n=== après\n{}\n=== libellés\n{rows}\n=== remc diff --labels\n{text}",
        listed(&before),
        listed(&after)
    );
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("labels_and_texts", shown);
    });
}

#[test]
fn rows_that_cannot_be_read_are_refused() {
    let corpus = Project::new().mss(&[item("A.1")]).corpus();
    for bytes in [&b"[1]"[..], b"[{\"id\": 3}]", b"[", b"", b"PK\x03\x04", b"\xff\xfe\x00"] {
        assert!(read_labels(bytes, &layout("iteration"), None, (&corpus, &corpus)).is_err(), "{bytes:?}");
    }
}

/// Only counts: no sentence and no id of the real data.
fn counts(name: &str, found: &Confusion) -> String {
    let mut out = String::new();
    write!(out, "{name}\n{}\n", to_text(found, &end("avant"), &end("après"))).unwrap();
    out
}

#[test]
fn the_labels_of_the_published_lists_are_explained() {
    let mut project = Memory::default();
    if run(&mut project, "lane_it1_published.html.xlsx", "iteration", ("IT1", "2022-10-24")).is_none() {
        return;
    }
    let before = freeze(&mut project, "IT1", "2022-10-24");
    let name = "lane_it2_published.html.xlsx";
    if run(&mut project, name, "iteration", ("IT2", "2022-11-14")).is_none() {
        return;
    }
    let after = freeze(&mut project, "IT2", "2022-11-14");
    let Some(bytes) = real(name) else { return };
    let labels = read_labels(&bytes, &layout("iteration"), None, (&before, &after)).unwrap();
    let found = confusion(&before, &after, &labels, 0);
    assert_eq!(found.rows, 669);
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("labels_of_real_lists", counts("IT1 > IT2, listes publiées", &found));
    });
}

/// The label the incumbent derives from milestones and status, for lane rows; `None` when it hides the row.
fn derived(row: &serde_json::Value) -> Option<&'static str> {
    let milestones = row["milestones"].as_str().unwrap_or("");
    let new = milestones == "Version 1.0|IT2";
    let modified = !new && milestones.contains("IT2");
    Some(match (row["status"].as_str().unwrap_or(""), new, modified) {
        ("OBSOLETE", false, true) => "Obsolète",
        ("WORK_IN_PROGRESS", false, _) | ("UNDER_REVIEW", false, _) => "En cours d'instruction",
        ("UNDER_REVIEW", true, _) | ("APPROVED", true, _) => "Nouvelle exigence",
        ("APPROVED", false, true) => "Exigence revue",
        ("APPROVED", false, false) => "Stable",
        _ => return None,
    })
}

fn rows_of(name: &str) -> Option<String> {
    let text = String::from_utf8(real_file(&format!("{name}.json"))?).unwrap();
    let data: serde_json::Value = serde_json::from_str(&text).unwrap();
    let rows: Vec<serde_json::Value> = data["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["lane"].as_str().is_some_and(|lane| !lane.is_empty()))
        .filter_map(|row| {
            let socle = row["socle_ids"].as_array().and_then(|ids| ids.first()).cloned();
            // A socle is a lane of its own in the exports.
            let lane = row["lane"].as_str().filter(|lane| !lane.starts_with("SC_"));
            Some(serde_json::json!({ "couloir": lane, "id": row["id"], "id_socle": socle, "libelle": derived(row)? }))
        })
        .collect();
    Some(serde_json::Value::Array(rows).to_string())
}

#[test]
fn the_labels_derived_from_the_real_exports_are_explained() {
    let mut project = Memory::default();
    let mut states: Vec<Corpus> = Vec::new();
    let mut shown = String::new();
    for (iteration, day) in [("IT1", "2022-10-30"), ("IT2", "2022-11-07"), ("IT3", "2022-11-10")] {
        let name = format!("squash_{day}");
        if run(&mut project, &format!("{name}.html.xlsx"), "squash", (iteration, day)).is_none() {
            return;
        }
        let corpus = freeze(&mut project, iteration, day);
        if let Some(before) = states.last() {
            let Some(rows) = rows_of(&name) else { return };
            let labels = read_labels(rows.as_bytes(), &layout("squash"), None, (before, &corpus)).unwrap();
            let found = confusion(before, &corpus, &labels, 0);
            shown.push_str(&counts(&format!("exports Squash, jusqu’au {day}"), &found));
        }
        states.push(corpus);
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("labels_of_real_exports", shown);
    });
}

/// The file of labels belongs to its reader; the states compared must add nothing confidential to the report.
#[test]
fn a_report_on_labels_tells_no_secret() {
    use crate::diff_formats::{NOTE, VENDOR, pair};
    let (before, after) = pair();
    let row = |id: &str| format!(r#"{{"couloir": "RIS", "id": "{id}", "libelle": "inchangée"}}"#);
    let ids = ["SC.MSS.01", "SC.MSS.05", "SC.MSS.12", "SC.MSS.20"];
    let rows = format!("[{}]", ids.map(row).join(","));
    let labels = read_labels(rows.as_bytes(), &layout("iteration"), None, (&before, &after)).unwrap();
    let found = confusion(&before, &after, &labels, 10);
    let ends = (end("IT1"), end("IT2"));
    for text in [to_text(&found, &ends.0, &ends.1), to_json(&found, &ends.0, &ends.1)] {
        assert!(ids.iter().any(|id| text.contains(id)), "{text}");
        assert!(!text.contains(NOTE) && !text.contains(VENDOR) && !text.contains("E07"), "{text}");
    }
}
