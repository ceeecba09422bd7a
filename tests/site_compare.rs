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

fn corpus() -> Vec<Artifact> {
    site(&compile(&Disk::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("referentials"))))
}

/// The numbers of a text, in order.
fn numbers(text: &str) -> Vec<usize> {
    text.split(|one: char| !one.is_ascii_digit()).filter_map(|one| one.parse().ok()).collect()
}

/// What stands between two words.
fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("{start} in {text}"));
    rest.split_once(end).map_or(rest, |(found, _)| found)
}

/// In every pair and lane: requirements before, less those that go, plus those that come, are those after; answers given
/// before are each said to become one thing; names and places are counted alike by the heading, the matrix and the rows.
#[test]
fn every_comparison_adds_up() {
    let files = corpus();
    let paths = files.iter().map(|file| file.path.to_string_lossy());
    let stems: Vec<String> = paths
        .filter_map(|path| {
            Some(path.strip_suffix(".md")?.to_owned()).filter(|stem| stem.starts_with("diffs/"))
        })
        .collect();
    let (mut told, mut moved) = (0, 0);
    for stem in &stems {
        let twin: serde_json::Value = serde_json::from_str(text(&files, &format!("{stem}.json"))).unwrap();
        let count = |name: &str| usize::try_from(twin["bilan"][name].as_u64().unwrap()).unwrap();
        let page = plain(text(&files, &format!("{stem}.html")));
        if page.contains("Aucune différence entre") {
            continue;
        }
        for prose in [plain(text(&files, &format!("{stem}.md"))), page] {
            let (before, after) = (count("avant"), count("apres"));
            let equation = between(&prose, "À retenir", ", dont");
            if equation.contains('=') {
                let signed =
                    |sign: char| equation.split(sign).skip(1).map(|rest| numbers(rest)[0]).sum::<usize>();
                let (gone, come) = (signed('−'), signed('+'));
                assert_eq!(numbers(equation).last(), Some(&after), "{stem}: {equation}");
                assert_eq!((gone, before + come), (count("obsoletes"), after + gone), "{stem}: {equation}");
                assert_eq!(equation.contains("du couloir"), count("retirees") > 0, "{stem}: {equation}");
            }
            if !prose.contains("Réponses déjà données") {
                assert_eq!(count("obsoletes"), 0, "{stem}");
                continue;
            }
            let answers = between(&prose, "Réponses déjà données : ", ".");
            let (sum, rest) = answers.split_once(',').unwrap();
            let parts = numbers(rest.split('(').next().unwrap());
            assert_eq!(numbers(sum), [before], "{stem}: {answers}");
            assert_eq!(parts.iter().sum::<usize>(), before, "{stem}: {answers}");
            if count("obsoletes") > 0 {
                assert_eq!(parts.last(), Some(&count("obsoletes")), "{stem}: {answers}");
            }
            told += 1;
        }
        let html = text(&files, &format!("{stem}.html"));
        if let Some((_, group)) = html.split_once("<h2 id=\"renommees\">") {
            let group = group.split("</section>").next().unwrap();
            let rows = group.matches("<tr data-suit=").count() + group.matches("<tr class=\"chg\"").count();
            let total = between(between(html, "<tfoot>", "</tfoot>"), "#renommees\">", "<");
            assert_eq!(numbers(between(group, "data-compte>", "<")), [rows], "{stem}");
            assert_eq!(numbers(total), [rows], "{stem}");
            moved += rows;
        }
    }
    assert!(told > 100 && moved > 50, "{told} equations and {moved} events only");
}

/// Each row of the table of an iteration adds up, and the motives of its changes are all there.
#[test]
fn the_page_of_an_iteration_adds_up() {
    let files = corpus();
    for name in ["IT2", "IT3", "IT4", "stabilise"] {
        let page = text(&files, &format!("iterations/{name}.html"));
        let table = between(page, "<caption>Couloirs", "</table>");
        let rows: Vec<Vec<usize>> = table
            .split("<tr>")
            .skip(2)
            .map(|row| row.split("<td class=\"n\">").skip(1).map(|cell| numbers(cell)[0]).collect())
            .collect();
        assert_eq!(rows.len(), 7, "{name}");
        for row in rows {
            let [before, kept, confirm, review, archived, new, inherited, after] = row[..] else {
                panic!("{name}: {row:?}");
            };
            assert_eq!(before, kept + confirm + review + archived, "{name}: {row:?}");
            assert_eq!(after, kept + confirm + review + new + inherited, "{name}: {row:?}");
        }
        let motives = between(page, "<h2 id=\"motifs\">", "</ul>");
        let (heading, list) = motives.split_once("</h2>").unwrap();
        let counts = list.split("<li>").skip(1).map(|line| numbers(line)[0]);
        assert_eq!(numbers(heading), [counts.sum::<usize>()], "{name}: {motives}");
    }
}

/// A comparison that is no longer the last one says so first, and leads to what followed; its checklist is the one of then.
#[test]
fn a_past_comparison_says_so() {
    let files = corpus();
    let past = text(&files, "diffs/RIS/IT2_IT3.html");
    let first = between(past, "<main", "<h1>");
    assert!(plain(first).contains("Comparaison passée : IT3 a été remplacée par IT4 le "), "{first}");
    assert!(first.contains("diffs/RIS/IT3_stabilise.html") && first.contains("diffs/RIS/IT2_stabilise.html"));
    assert!(
        past.contains("couloirs/RIS/checklist-IT3.html") && !past.contains("couloirs/RIS/checklist.html\"")
    );
    assert!(past.contains("flux/RIS.atom\">Fil Atom"));
    let last = text(&files, "diffs/RIS/IT4_stabilise.html");
    assert!(!last.contains("Comparaison passée") && last.contains("couloirs/RIS/checklist.html\""));
    assert!(text(&files, "diffs/tous/IT4_stabilise.html").contains("flux/tous.atom\">Fil Atom"));
}
