//! Comparisons of iterations that do not follow each other, on the pages of the site.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use remc::compile;
use remc::io::Disk;
use remc::render::Artifact;

use crate::site::{assert_sound, item, plain, project, site, text};

/// What a comparison says of each item, by key; items it does not name did not change.
fn evolutions(files: &[Artifact], path: &str) -> BTreeMap<String, String> {
    let json: serde_json::Value = serde_json::from_str(text(files, path)).unwrap();
    let list = json["differences"].as_array().unwrap();
    let word = |one: &serde_json::Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
    list.iter().map(|one| (word(one, "cle"), word(one, "evolution"))).collect()
}

/// Passing through an iteration and jumping over it tell the same story.
#[test]
fn a_jump_agrees_with_the_steps_it_spans() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("referentials");
    let files = site(&compile(&Disk::new(&root)));
    let names = ["IT1", "IT2", "IT3", "IT4", "stabilise"];
    for folder in ["RIS", "HOP-PFI", "DB", "tous"] {
        for from in 0..names.len() {
            for to in from + 2..names.len() {
                let jump = evolutions(&files, &format!("diffs/{folder}/{}_{}.json", names[from], names[to]));
                let steps: Vec<_> = (from..to)
                    .map(|at| {
                        evolutions(&files, &format!("diffs/{folder}/{}_{}.json", names[at], names[at + 1]))
                    })
                    .collect();
                let keys: BTreeSet<&String> =
                    steps.iter().flat_map(BTreeMap::keys).chain(jump.keys()).collect();
                for key in keys {
                    let told: Vec<&str> =
                        steps.iter().filter_map(|step| step.get(key)).map(String::as_str).collect();
                    let found = jump.get(key).map(String::as_str);
                    let place = format!("{folder} {} {}: {key}: {told:?}, {found:?}", names[from], names[to]);
                    let (Some(first), Some(last)) = (told.first(), told.last()) else {
                        panic!("{place}: nothing happened on the way");
                    };
                    let born = matches!(*first, "nouvelle" | "reintroduite");
                    let expected: &[&str] = match (born, *last != "obsolete") {
                        (true, true) => &["nouvelle", "reintroduite"],
                        (true, false) => &[""],
                        (false, false) => &["obsolete"],
                        (false, true) => &["modifiee", "inchangee", ""],
                    };
                    assert!(expected.contains(&found.unwrap_or_default()), "{place}");
                }
            }
        }
    }
}

#[test]
fn any_two_iterations_are_compared_and_reachable() {
    let text_of = |word: &str| format!("Le système DOIT {word} un message reçu dans sa boîte aux lettres.");
    let state = |word: &str| item("SC.MSS/CONF.01", "instruction", &text_of(word), "");
    let (first, second, third) = (state("envoyer"), state("trier"), state("archiver"));
    let files = site(&project(&[("IT1", &first), ("IT2", &second), ("stabilisé", &third)], &third, &[]));
    assert_sound(&files);
    for extension in ["html", "json", "csv", "md"] {
        for folder in ["RIS", "LGC", "tous"] {
            text(&files, &format!("diffs/{folder}/IT1_stabilise.{extension}"));
        }
    }
    let page = text(&files, "diffs/RIS/IT1_stabilise.html");
    assert!(page.contains("envoyer") && page.contains("archiver") && !page.contains("trier"), "{page}");
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"), "{page}");
    assert!(
        page.contains("../../diffs/RIS/IT1_IT2.html") && page.contains("../../diffs/RIS/IT2_stabilise.html"),
        "{page}"
    );
    let found = text(&files, "exigences/SC.MSS_CONF.01.html");
    assert!(found.contains("../diffs/tous/IT1_stabilise.html#SC.MSS_CONF.01"), "{found}");
    for (from, path) in [
        ("../../diffs/RIS/IT1_stabilise.html", "couloirs/RIS/index.html"),
        ("../diffs/RIS/IT1_stabilise.html", "iterations/IT1.html"),
        ("../diffs/RIS/IT1_stabilise.html", "diffs/index.html"),
    ] {
        assert!(text(&files, path).contains(&format!("href=\"{from}\"")), "{path}");
    }
}

/// A text that comes back to what it was is no difference, and the page of the item offers no empty comparison.
#[test]
fn a_text_that_came_back_is_no_difference() {
    let (one, other) = (
        item("SC.MSS/CONF.01", "instruction", "Le système DOIT envoyer un message.", ""),
        item("SC.MSS/CONF.01", "instruction", "Le système PEUT envoyer un message.", ""),
    );
    let files = site(&project(&[("IT1", &one), ("IT2", &other), ("stabilisé", &one)], &one, &[]));
    assert_sound(&files);
    let page = plain(text(&files, "diffs/RIS/IT1_stabilise.html"));
    assert!(
        page.contains("Aucune différence entre IT1 et stabilisé pour RIS (1 exigence comparée)"),
        "{page}"
    );
    assert!(!text(&files, "exigences/SC.MSS_CONF.01.html").contains("IT1_stabilise"));
}

#[test]
fn drafts_and_what_is_internal_stay_out_of_distant_comparisons() {
    let state = |word: &str, note: &str| {
        item(
            "SC.MSS/CONF.01",
            "instruction",
            &format!("Le système DOIT {word}."),
            &format!("  note \"{note}\""),
        )
    };
    let (first, second, third) =
        (state("envoyer", "CANARI-A"), state("trier", "CANARI-B"), state("archiver", "CANARI-C"));
    let work = state("BROUILLONNER", "CANARI-D");
    let retours = "itération: IT2\nretours:\n  - {id: C-1, exigence: SC.MSS/CONF.01, couloir: RIS, éditeur: E07, texte: \"CANARI-TEXTE\", disposition: intégré, réponse: \"Fait : merci.\"}\n";
    let more = [("retours/IT2.yaml", retours)];
    let files = site(&project(&[("IT1", &first), ("IT2", &second), ("stabilisé", &third)], &work, &more));
    assert_sound(&files);
    for file in &files {
        let (path, content) = (file.path.to_string_lossy(), String::from_utf8_lossy(&file.bytes));
        assert!(!content.contains("CANARI") && !content.contains("E07"), "{path}");
        let distant = path.contains("IT1_stabilise");
        assert!(!distant || !content.contains("BROUILLONNER"), "{path}");
        assert!(!path.contains("IT1_brouillon") && !path.contains("IT2_brouillon"), "{path}");
    }
}
