//! Moving an external referential from one version to another: what it touches, in the comparison, its formats, the pages.

use std::path::Path;

use remc::exchange::workbook;
use remc::history::{demands, diff, next_versions, passages, prospect};
use remc::model::Corpus;
use remc::render::{
    Compared, RenderContext, check_pages, diff_csv, diff_json, diff_md, diff_text, diff_xlsx, render_site,
};

use crate::support::project::{Project, end, item};

fn register(default: &str, more: &str) -> String {
    format!(
        "références:\n  - code: CI-SIS\n    titre: \"Cadre\"\n    versions:\n      - {{ v: \"1.0\", jalons: [{{ statut: publiée, date: 2021-05-01 }}] }}\n      - {{ v: \"2.0\", jalons: [{{ statut: publiée, date: 2022-10-01 }}] }}\n      - {{ v: \"3.0\", jalons: [{{ statut: à venir, promesse: {{ texte: \"fin avril\" }} }}] }}\n    applicable: {{ défaut: [\"{default}\"]{more} }}\n"
    )
}

/// A.1 follows the register, A.2 has a minimum, A.3 an exact version, A.4 cites nothing, A.5 comes with IT2.
fn project() -> Project {
    let cites =
        |id: &str, bound: &str| item(id).with(&format!("référence CI-SIS{bound}\nnote \"CANARI-note\""));
    let items = [
        cites("SC.MSS/A.1", ""),
        cites("SC.MSS/A.2", " >= 1.0"),
        cites("SC.MSS/A.3", " 1.0"),
        item("SC.MSS/A.4"),
    ];
    let mut later = items.to_vec();
    later.push(cites("SC.MSS/A.5", ""));
    Project::new()
        .file("confidentiel/editeurs.yaml", "éditeurs: [{ code: E07, nom: \"CANARI-Logiciels\" }]")
        .file("references.yaml", register("1.0", ""))
        .mss(&items)
        .lane("RIS", "reprend *", &[])
        .lane("LGC", "reprend SC.MSS/A.1", &[])
        .freeze("IT1")
        .file("references.yaml", register("2.0", ", LGC: [\"1.0\"]"))
        .mss(&later)
        .freeze("IT2")
}

fn states(project: &Project) -> (Corpus, Corpus) {
    (project.baseline("IT1").corpus, project.baseline("IT2").corpus)
}

#[test]
fn what_follows_the_register_is_touched_and_nothing_else() {
    let (before, after) = states(&project());
    let found = passages(&before, &after, None);
    let [passage] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((passage.code.as_str(), passage.touched(), passage.lanes.len()), ("CI-SIS", 2, 1));
    let lane = &passage.lanes[0];
    let ids: Vec<&str> = lane.touched.iter().map(|id| id.as_str()).collect();
    assert_eq!((lane.lane.as_str(), ids), ("RIS", vec!["SC.MSS/A.1", "SC.MSS/A.2"]));
    assert_eq!(lane.held.len(), 1, "A.3 stays on 1.0");
    assert_eq!((lane.before.join(" "), lane.after.join(" ")), ("1.0".to_owned(), "2.0".to_owned()));
    assert!(passages(&before, &after, Some("LGC")).is_empty(), "LGC stays on 1.0");
    assert!(passages(&after, &after, None).is_empty());
    let back = passages(&after, &before, None);
    assert_eq!((back[0].touched(), back[0].lanes[0].after.join(" ")), (2, "1.0".to_owned()));
}

#[test]
fn an_exact_version_moves_with_its_text() {
    let before = project();
    let moved = before
        .clone()
        .file("socles/MSS.rem", before.text("socles/MSS.rem").replace("CI-SIS 1.0", "CI-SIS 2.0"));
    let found = passages(&before.corpus(), &moved.corpus(), Some("RIS"));
    let ids: Vec<&str> = found[0].lanes[0].touched.iter().map(|id| id.as_str()).collect();
    assert_eq!(ids, ["SC.MSS/A.3"]);
}

#[test]
fn a_move_to_come_is_told_before_it_is_made() {
    let (before, _) = states(&project());
    let reference = before.reference("CI-SIS").unwrap();
    assert_eq!(next_versions(&before, reference), ["2.0", "3.0"]);
    let passage = prospect(&before, reference, "3.0");
    let told: Vec<(&str, usize, usize)> =
        passage.lanes.iter().map(|lane| (lane.lane.as_str(), lane.touched.len(), lane.held.len())).collect();
    assert_eq!((passage.touched(), told), (2, vec![("RIS", 2, 1), ("LGC", 1, 0)]));
    assert!(prospect(&before, reference, "1.0").lanes.is_empty(), "it applies already");
}

#[test]
fn no_lane_is_told_to_go_back() {
    let (_, after) = states(&project());
    let mut reference = after.reference("CI-SIS").unwrap().clone();
    reference.applicable_default = vec!["2.10.0".to_owned()];
    reference.applicable_by_lane.insert("LGC".to_owned(), vec!["2.9.0".to_owned()]);
    let lanes = |version: &str| -> Vec<String> {
        prospect(&after, &reference, version).lanes.into_iter().map(|lane| lane.lane).collect()
    };
    assert!(lanes("2.0").is_empty() && lanes("2.9.0").is_empty());
    assert_eq!(lanes("2.10.0"), ["LGC"], "2.10.0 comes after 2.9.0");
    assert_eq!(lanes("3.0"), ["RIS", "LGC"]);
}

#[test]
fn a_version_counts_the_requirements_asked_it_in_some_lane() {
    let (_, after) = states(&project());
    let found = demands(&after);
    let ids = |version: &str| -> Vec<&str> {
        found["CI-SIS"].get(version).into_iter().flatten().map(|id| id.as_str()).collect()
    };
    assert_eq!(ids("1.0"), ["SC.MSS/A.1", "SC.MSS/A.3"], "A.1 in LGC, A.3 by its own text");
    assert_eq!(ids("2.0"), ["SC.MSS/A.1", "SC.MSS/A.2", "SC.MSS/A.5"], "a minimum follows the register");
    assert!(ids("3.0").is_empty());
}

#[test]
fn every_format_tells_it() {
    let (before, after) = states(&project());
    let whole = diff(&before, &after, end("IT1"), end("IT2"));
    let compared = Compared::new(&whole, &before, &after);
    let text = diff_text::to_text(&compared, diff_text::TextOptions::default());
    assert!(text.contains("CI-SIS : 2 exigences touchées"), "{text}");
    assert!(text.contains("RIS 1.0 → 2.0, 2 exigences touchées : SC.MSS/A.1, SC.MSS/A.2"), "{text}");
    let prose = diff_md::to_md(&compared);
    assert!(prose.contains("**CI-SIS** : 2 exigences touchées."), "{prose}");
    let json: serde_json::Value = serde_json::from_str(&diff_json::to_json(&compared)).unwrap();
    insta::assert_snapshot!("passages", serde_json::to_string_pretty(&json["passages"]).unwrap());
    // One row for each requirement of the JSON, in the CSV as in the workbook.
    let named: Vec<String> = json["passages"][0]["couloirs"][0]["exigences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap().to_owned())
        .collect();
    let csv = String::from_utf8(diff_csv::to_csv(&compared)).unwrap();
    let rows: Vec<Vec<&str>> = csv
        .lines()
        .map(|line| line.split(';').collect::<Vec<_>>())
        .filter(|cells| cells.get(7) == Some(&"Exigences touchées par un référentiel"))
        .collect();
    let told: Vec<String> = rows.iter().map(|cells| cells[3].to_owned()).collect();
    assert_eq!(told, named, "{csv}");
    for cells in &rows {
        assert_eq!((cells[0], &cells[26..]), ("RIS", &["Version applicable", "CI-SIS", "1.0", "2.0"][..]));
    }
    let book = workbook::read(&diff_xlsx::to_xlsx(&compared).unwrap()).unwrap();
    let sheet = book.sheets.iter().find(|sheet| sheet.name == "Exigences touchées").unwrap();
    let shown: Vec<String> = sheet.rows.iter().skip(1).map(|row| row.cells[&5].text.clone()).collect();
    assert_eq!(shown, named);
    for out in [text, prose, json.to_string(), csv] {
        assert!(!out.contains("CANARI"), "{out}");
    }
}

#[test]
fn the_register_shows_moves_made_and_to_come() {
    let compilation = project().compile();
    let context = RenderContext {
        settings: compilation.settings.as_ref().unwrap(),
        corpus: &compilation.baselines[1].corpus,
        work: None,
        baselines: &compilation.baselines,
        diagnostics: &compilation.diagnostics,
        sources: &compilation.sources,
    };
    let files = render_site(&context).unwrap();
    assert!(check_pages(&files).is_empty());
    let page = |path: &str| {
        let found = files.iter().find(|file| file.path == Path::new(path)).unwrap();
        String::from_utf8_lossy(&found.bytes).replace(['\u{a0}', '\u{202f}'], " ")
    };
    let shown = page("referentiels/index.html");
    for expected in [
        "D’IT1 à IT2 : 2 exigences touchées",
        "Passer partout à la version 2.0 : 1 exigence touchée",
        "Passer partout à la version 3.0 (pas encore publiée) : 3 exigences touchées",
        "reste</span> sur une version exacte",
        "<td class=\"n\" data-t=\"Exigences\">3</td>",
    ] {
        let expected = expected.replace("</span>", "");
        assert!(shown.contains(&expected), "{expected} is not in\n{shown}");
    }
    assert!(page("iterations/IT2.html").contains("<details><summary>2 exigences</summary>"));
    assert!(page("diffs/RIS/IT1_IT2.html").contains("2 exigences touchées"));
    assert!(!shown.contains("CANARI"));
}

#[test]
fn pages_of_the_past_name_what_the_ids_meant_then() {
    let swapped = |id: &str, former: &str, bound: &str| {
        item(id).with(&format!("anciennement {former}\nréférence CI-SIS{bound}"))
    };
    // A.1 alone follows the register; it is called A.3 from IT3 on, and the former A.3 is called A.1.
    let project = project()
        .mss(&[
            swapped("SC.MSS/A.1", "SC.MSS/A.3", " 1.0"),
            swapped("SC.MSS/A.3", "SC.MSS/A.1", ""),
            item("SC.MSS/A.4"),
        ])
        .freeze("IT3");
    let compiled = project.compile();
    let last = compiled.baselines.last().unwrap();
    let files = render_site(&RenderContext {
        settings: compiled.settings.as_ref().unwrap(),
        corpus: &last.corpus,
        work: None,
        baselines: &compiled.baselines,
        diagnostics: &[],
        sources: &compiled.sources,
    })
    .unwrap();
    for (page, title) in
        [("iterations/IT2.html", "id=\"referentiels"), ("diffs/RIS/IT1_IT2.html", "CI-SIS</span>")]
    {
        let file = files.iter().find(|file| file.path == Path::new(page)).unwrap();
        let text = std::str::from_utf8(&file.bytes).unwrap();
        let part = text.split_once(title).unwrap_or_else(|| panic!("no {title} in {page}: {text}")).1;
        let link = part.split_once("\">SC.MSS/A.1</a>").unwrap().0;
        assert!(
            link.ends_with("exigences/SC.MSS_A.3.html"),
            "{page}: {}",
            &link[link.len().saturating_sub(80)..]
        );
    }
}
