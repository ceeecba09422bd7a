//! An id that designates one requirement, then another: what was written of each leads to the right page.

use crate::site::{assert_sound, item, project, site, text};

const COMMENTS: &str = "itération: IT1\nretours:\n  - id: C-0101\n    exigence: SC.MSS/CONF.01\n    éditeur: E01\n    texte: \"Trop tôt.\"\n    disposition: intégré\n    réponse: \"Le tri attendra.\"\n    effet:\n      - { exigence: SC.MSS/CONF.01, évolution: modifiée }\n";

const SORT: &str = "Le système DOIT trier les messages reçus.";
const KEEP: &str = "Le système DOIT garder les messages reçus.";

fn two(first: (&str, &str), second: (&str, &str)) -> String {
    [("SC.MSS/CONF.01", first), ("SC.MSS/CONF.02", second)]
        .map(|(id, (statement, more))| item(id, "instruction", statement, more))
        .concat()
}

/// The href of the link that bears an id, in a part of a page that starts with `from`.
fn leads<'h>(html: &'h str, from: &str, id: &str) -> &'h str {
    let part = html.split_once(from).unwrap_or_else(|| panic!("no {from}")).1;
    let end = part.find(&format!("\">{id}</a>")).unwrap_or_else(|| panic!("no link on {id} after {from}"));
    let before = &part[..end];
    &before[before.rfind("href=\"").unwrap() + 6..]
}

#[test]
fn ids_exchanged_between_two_requirements_keep_their_meaning_in_each_state() {
    let was = |id: &str| format!("  anciennement {id}");
    let (one, two_) = (was("SC.MSS/CONF.02"), was("SC.MSS/CONF.01"));
    let before = two((SORT, ""), (KEEP, ""));
    let after = two((KEEP, &one), (SORT, &two_));
    let compiled = project(
        &[("IT1", &before), ("IT2", &after)],
        &after,
        &[
            ("retours/IT1.yaml", COMMENTS),
            ("confidentiel/editeurs.yaml", "éditeurs:\n  - { code: E01, nom: \"Zyxadis\" }\n"),
        ],
    );
    let files = site(&compiled);
    assert_sound(&files);

    // The list of IT1 leads to what each id meant then, as it was then; the one in force to what it means now.
    let row = |id: &str| format!("<article class=\"ex\" id=\"{id}\"");
    let frozen = text(&files, "couloirs/RIS/IT1.html");
    assert_eq!(
        leads(frozen, &row("SC.MSS_CONF.01"), "SC.MSS/CONF.01"),
        "../../exigences/SC.MSS_CONF.02.html#it1"
    );
    assert_eq!(
        leads(frozen, &row("SC.MSS_CONF.02"), "SC.MSS/CONF.02"),
        "../../exigences/SC.MSS_CONF.01.html#it1"
    );
    let current = text(&files, "couloirs/RIS/index.html");
    assert_eq!(
        leads(current, &row("SC.MSS_CONF.01"), "SC.MSS/CONF.01"),
        "../../exigences/SC.MSS_CONF.01.html"
    );

    // The comment is about what sorts, wherever it is told.
    let comments = text(&files, "commentaires/IT1.html");
    for place in ["id=\"C-0101\"", "Effet"] {
        assert_eq!(leads(comments, place, "SC.MSS/CONF.01"), "../exigences/SC.MSS_CONF.02.html", "{place}");
    }
    assert!(text(&files, "exigences/SC.MSS_CONF.02.html").contains("id=\"C-0101\""));
    assert!(!text(&files, "exigences/SC.MSS_CONF.01.html").contains("id=\"C-0101\""));

    // The search tells it too.
    let script = text(&files, "assets/recherche-index.js");
    assert!(script.contains("\"avant\":[[0,\"IT1\",1],[1,\"IT1\",0]]"), "{script}");

    // Who comes with the old id is told.
    let page = text(&files, "exigences/SC.MSS_CONF.01.html");
    assert!(page.contains("Jusqu’à IT1, SC.MSS/CONF.01 désignait une autre exigence"), "{page}");
    assert_eq!(
        leads(page, "désignait une autre", "aujourd’hui SC.MSS/CONF.02"),
        "../exigences/SC.MSS_CONF.02.html"
    );
}

#[test]
fn what_only_a_draft_renames_still_bears_its_name() {
    let one = "  anciennement SC.MSS/CONF.01";
    let draft =
        item("SC.MSS/CONF.05", "instruction", SORT, one) + &item("SC.MSS/CONF.02", "instruction", KEEP, "");
    let files = site(&project(&[("IT1", &two((SORT, ""), (KEEP, "")))], &draft, &[]));
    assert_sound(&files);
    assert!(!files.iter().any(|file| file.path.ends_with("SC.MSS_CONF.05.html")));
    let page = text(&files, "exigences/SC.MSS_CONF.01.html");
    assert!(
        page.contains("Couloirs\u{a0}: <a href=\"../couloirs/RIS/index.html#SC.MSS_CONF.01\">RIS</a>"),
        "{page}"
    );
    assert!(!page.contains("désignait"), "{page}");
    let list = text(&files, "couloirs/RIS/brouillon.html");
    assert_eq!(leads(list, "id=\"SC.MSS_CONF.05\"", "SC.MSS/CONF.05"), "../../exigences/SC.MSS_CONF.01.html");
}

#[test]
fn a_change_that_cites_a_comment_is_told_of_its_own_requirement() {
    let answers =
        "  anciennement SC.MSS/CONF.02\n  évolution IT2 fond motif retour_editeurs \"Garder.\" répond C-0102";
    let other = "  anciennement SC.MSS/CONF.01";
    let after = item("SC.MSS/CONF.01", "instruction", "Le système DOIT garder un an les messages.", answers)
        + &item("SC.MSS/CONF.02", "instruction", SORT, other);
    let comments = "itération: IT1\nretours:\n  - id: C-0102\n    exigence: SC.MSS/CONF.02\n    éditeur: E01\n    texte: \"Combien de temps ?\"\n    disposition: intégré\n    réponse: \"Un an.\"\n";
    let compiled = project(
        &[("IT1", &two((SORT, ""), (KEEP, ""))), ("IT2", &after)],
        &after,
        &[
            ("retours/IT1.yaml", comments),
            ("confidentiel/editeurs.yaml", "éditeurs:\n  - { code: E01, nom: \"Zyxadis\" }\n"),
        ],
    );
    let files = site(&compiled);
    let comments = text(&files, "commentaires/IT1.html");
    assert_eq!(leads(comments, "id=\"C-0102\"", "SC.MSS/CONF.02"), "../exigences/SC.MSS_CONF.01.html");
    assert_eq!(leads(comments, "Effet", "SC.MSS/CONF.01"), "../exigences/SC.MSS_CONF.01.html");
}
