//! The page of a comparison: its sections, its cards, what it never says, and the same page alone in a file.

use std::path::Path;

use base64::Engine as _;
use remc::compile;
use remc::history::{Baseline, Diff, diff_all, diff_lane};
use remc::io::Disk;
use remc::render::diff_html::to_html;
use sha2::{Digest as _, Sha256};

use crate::support::project::{Project, REFERENCES, item};

/// The page of a comparison between two iterations of a project.
pub fn page(project: &Project, from: &str, to: &str, lane: Option<&str>) -> String {
    let (before, after) = (project.baseline(from), project.baseline(to));
    page_of(&before, &after, lane)
}

fn compared(before: &Baseline, after: &Baseline, lane: Option<&str>) -> Diff {
    let (from, to) = (remc::endpoint(before), remc::endpoint(after));
    match lane {
        Some(lane) => diff_lane(&before.corpus, &after.corpus, lane, from, to),
        None => diff_all(&before.corpus, &after.corpus, from, to).0,
    }
}

fn page_of(before: &Baseline, after: &Baseline, lane: Option<&str>) -> String {
    let diff = compared(before, after, lane);
    to_html(&diff, &before.corpus, &after.corpus, Some("Textes inventés.")).unwrap()
}

/// The part of a page inside its `main`.
fn main_of(html: &str) -> &str {
    let (_, rest) = html.split_once("<main").unwrap();
    rest.split_once("</main>").unwrap().0
}

/// What is between `start` and `end`, everywhere.
fn between<'h>(html: &'h str, start: &str, end: &str) -> Vec<&'h str> {
    html.split(start).skip(1).map(|rest| rest.split(end).next().unwrap()).collect()
}

/// The page without the elements that `open` starts and `close` ends.
fn without(html: &str, open: &str, close: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(open) {
        out.push_str(before);
        rest = after.split_once(close).map_or("", |(_, next)| next);
    }
    out + rest
}

/// Text a reader sees: no tag, no-break spaces made plain, one space between words.
fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut in_tag = false;
    for character in html.chars() {
        match character {
            '<' => {
                in_tag = true;
                out.push(' ');
            }
            '>' => in_tag = false,
            '\u{a0}' | '\u{202f}' if !in_tag => out.push(' '),
            _ if !in_tag => out.push(character),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words of a piece of page, typography apart.
fn letters(html: &str) -> String {
    let text = plain(html);
    remc::history::wording::normalise(&text).chars().filter(|character| character.is_alphanumeric()).collect()
}

/// A project with something in every section of the page.
pub fn everything() -> Project {
    let comments = "itération: IT1\nretours:\n  - {id: C-0412, exigence: SC.MSS.01, couloir: RIS, éditeur: E07, texte: \"CANARI-TEXTE\", disposition: intégré, réponse: \"C’est fait.\", effet: [{exigence: SC.MSS.01, évolution: modifiée}]}\n";
    let scenario = |points: &str| {
        format!(
            "  scénario SC.MSS.03.01 \"Essai\" {{\n    étape \"\"\"Envoyer.\"\"\"\n    preuve SC.MSS.03.01.01 capture \"Écran\" vérification \"\"\"{points}\"\"\"\n  }}"
        )
    };
    let adapted = "  profils \"Général\"\n  reprend SC.MSS.*\n  adapte SC.MSS.02 motif precision \"Ici.\" {\n    énoncé \"\"\"Le système DOIT tracer dix envois.\"\"\"\n  }";
    let picked = "  profils \"Général\"\n  reprend SC.MSS.*";
    let first = [
        item("SC.MSS.01").says("Le système DOIT afficher le message reçu dans sa forme initiale."),
        item("SC.MSS.02"),
        item("SC.MSS.03").with(&scenario("Voir.")),
        item("SC.MSS.04").with("  référence CI-SIS = 1.0"),
        item("SC.MSS.05"),
        item("SC.MSS.06").status("instruction"),
        item("SC.MSS.07"),
        item("SC.MSS.08").says("Le système DOIT tracer l'envoi."),
        item("SC.MSS.09"),
        item("SC.MSS.10").with("  criticité mineure"),
        item("SC.MSS.13").status("obsolète depuis IT1 motif sans_objet \"Plus utile.\""),
    ];
    let second = [
        item("SC.MSS.01")
            .head("v2 \"Titre\"")
            .says("Le système PEUT afficher le message reçu dans sa forme initiale.")
            .with("  évolution IT2 fond motif retour_editeurs \"Assoupli.\" répond C-0412\n  note \"CANARI-NOTE\""),
        item("SC.MSS.02"),
        item("SC.MSS.03").head("v2 \"Titre\"").with(&scenario("Voir l'heure.")),
        item("SC.MSS.04").head("v2 \"Titre\"").with("  référence CI-SIS = 2.0"),
        item("SC.MSS.15").with("  anciennement SC.MSS.05"),
        item("SC.MSS.06"),
        item("SC.MSS.07").status("obsolète depuis IT2 motif fusion \"Réunie.\"").with("  remplacée par SC.MSS.09"),
        item("SC.MSS.08").says("Le système DOIT tracer l’envoi ."),
        item("SC.MSS.09"),
        item("SC.MSS.10").with("  criticité majeure"),
        item("SC.MSS.11").nature("préconisée").says("Le système PEUT <b>compter</b> & dire."),
        item("SC.MSS.12").head("\"Autre\"").with("  commentaire \"\"\"Pour mémoire.\"\"\""),
        item("SC.MSS.13").with("  réintroduite depuis IT2 motif retour_ans \"Utile.\""),
    ];
    Project::new()
        .file("references.yaml", REFERENCES)
        .file("retours/IT1.yaml", comments)
        .file("confidentiel/editeurs.yaml", "éditeurs:\n  - {code: E07, nom: \"CANARI-EDITEUR\"}\n")
        .mss(&first)
        .lane("RIS", picked, &[])
        .lane("LGC", adapted, &[])
        .freeze("IT1")
        .mss(&second)
        .lane("LGC", picked, &[])
        .file("references.yaml", REFERENCES.replace("défaut: [\"1.0\"]", "défaut: [\"2.0\"]"))
        .freeze("IT2")
}

#[test]
fn one_page_says_everything_in_the_order_of_what_it_asks() {
    let html = page(&everything(), "IT1", "IT2", Some("RIS"));
    let main = main_of(&html);
    let anchors = between(main, "<h2 id=\"", "\"");
    assert_eq!(
        anchors,
        [
            "retenir",
            "fond",
            "nouvelles",
            "reintroduites",
            "obsoletes",
            "preuves",
            "references",
            "renommees",
            "statuts",
            "autres",
            "referentiels",
            "retours",
            "divergences",
            "inchangees",
            "methode"
        ]
    );
    insta::assert_snapshot!("diff_page", main);
}

#[test]
fn empty_groups_stay_in_the_matrix_as_zero() {
    let before =
        Project::new().mss(&[item("SC.MSS.01")]).lane("RIS", "  reprend SC.MSS.*", &[]).freeze("IT1");
    let after = before.mss(&[item("SC.MSS.01"), item("SC.MSS.02")]).freeze("IT2");
    let html = page(&after, "IT1", "IT2", None);
    let table = between(&html, "<table>\n<caption>Changements par section", "</table>")[0];
    assert_eq!(
        between(table, "<td class=\"n\">", "</td>").len(),
        22,
        "ten groups and new obligations, one section and the total"
    );
    assert!(table.contains("<a href=\"?section=S1#nouvelles\">1</a>"), "{table}");
    assert_eq!(table.matches(">0</td>").count(), 18);
    assert!(!html.contains("id=\"fond\""));
}

#[test]
fn nothing_changed_is_one_sentence() {
    let same = Project::new().mss(&[item("SC.MSS.01")]).lane("RIS", "  reprend SC.MSS.*", &[]).freeze("IT1");
    let html = page(&same.freeze("IT2"), "IT1", "IT2", Some("RIS"));
    assert!(plain(&html).contains("Aucune différence entre IT1 et IT2 pour RIS (1 exigence comparée)."));
    assert!(!html.contains("<form") && !html.contains("À retenir"));
}

#[test]
fn a_list_is_compared_as_a_set_and_a_long_block_keeps_what_matters() {
    let long = |word: &str| {
        let around = "Chaque phrase de ce texte compte exactement huit mots. ".repeat(60);
        format!("{around}Le système {word} tracer les envois. {around}")
    };
    let need = |list: &str| format!("  dépend {list}");
    let others = || [item("SC.MSS.02"), item("SC.MSS.03"), item("SC.MSS.04")];
    let state = |first| [first].into_iter().chain(others()).collect::<Vec<_>>();
    let before = item("SC.MSS.01").says(&long("DOIT")).with(&need("SC.MSS.02, SC.MSS.03"));
    let after = item("SC.MSS.01").says(&long("PEUT")).with(&need("SC.MSS.04, SC.MSS.02"));
    let project = Project::new().mss(&state(before)).lane("RIS", "  reprend SC.MSS.*", &[]).freeze("IT1");
    let html = page(&project.mss(&state(after)).freeze("IT2"), "IT1", "IT2", None);
    // What went stands before, what came stands after, what stayed on both sides.
    let cells = ["Avant", "Après"].map(|side| {
        let cell = between(&html, &format!("<td data-titre=\"{side}\"><ul class=\"liste\">"), "</ul>")[0];
        cell.replace("<span class=\"sr m\">", "").replace("</span>", "")
    });
    for (cell, order, other) in [
        (&cells[0], ["SC.MSS.02", "<del>", "SC.MSS.03"], "SC.MSS.04"),
        (&cells[1], ["SC.MSS.02", "<ins>", "SC.MSS.04"], "SC.MSS.03"),
    ] {
        let places = order.map(|one| cell.find(one).unwrap());
        assert!(places.is_sorted() && !cell.contains(other), "{cell}");
    }
    // Sixty sentences of nine words on each side; the one of the mark is among the two that stay after it.
    let put_aside = between(&html, "aria-expanded=\"false\">… ", " mots inchangés …</button>");
    assert_eq!(put_aside, ["522", "531"]);
    assert_eq!(html.matches("<span class=\"passage\">").count(), 2);
}

#[test]
fn nothing_internal_reaches_the_page() {
    let project = everything();
    for lane in [None, Some("RIS"), Some("LGC")] {
        let html = page(&project, "IT1", "IT2", lane);
        for canary in ["CANARI", "E07"] {
            assert!(!html.contains(canary), "{lane:?} holds {canary}");
        }
        assert!(html.contains("C-0412") && plain(&html).contains("C’est fait."));
        assert!(!html.contains("<b>compter") && html.contains("&lt;b&gt;compter"));
    }
}

#[test]
fn a_page_alone_allows_its_own_style_and_scripts_and_nothing_else() {
    let html = page(&everything(), "IT1", "IT2", None);
    let policy = between(&html, "http-equiv=\"Content-Security-Policy\" content=\"", "\"")[0];
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    let digest = |text: &str| {
        format!("'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text)))
    };
    let (styles, scripts) = (between(&html, "<style>", "</style>"), between(&html, "<script>", "</script>"));
    assert_eq!((styles.len(), scripts.len()), (1, 2));
    for text in styles.iter().chain(&scripts) {
        assert!(policy.contains(&digest(text)), "{policy}");
    }
    assert!(
        !policy.contains("unsafe") && !html.contains(" src=") && !html.contains("<link rel=\"stylesheet\"")
    );
    let body = without(&without(&html, "<script>", "</script>"), "<style>", "</style>");
    let ids = between(&body, " id=\"", "\"");
    for link in between(&body, " href=\"", "\"") {
        let inside = link.strip_prefix('#').or_else(|| Some(link.split_once('#')?.1));
        let known = inside.is_some_and(|anchor| ids.contains(&anchor));
        let reads = |prefix: &str| link.starts_with(prefix);
        assert!(reads("https://") || link == "data:," || (known && (reads("#") || reads("?"))), "{link}");
    }
    assert_eq!(html, page(&everything(), "IT1", "IT2", None), "same input, same bytes");
}

/// Over our own corpus: a marked text without what was removed is the text after, without what was added the text before.
#[test]
fn marked_texts_hold_both_texts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("referentials");
    let compiled = compile(&Disk::new(&root));
    let mut seen = 0;
    for pair in compiled.baselines.windows(2) {
        let html = page_of(&pair[0], &pair[1], None);
        for card in between(&html, "<article class=\"carte chg\"", "</article>") {
            let Some(marked) = between(card, "v-marques\">", "<details class=\"v-textes\">").first().copied()
            else {
                continue;
            };
            let texts = card.split_once("class=\"avap\">").unwrap().1;
            let (before, after) = texts.split_once("<div class=\"apres\">").unwrap();
            let clean = |text: &str| letters(&without(text, "<p class=\"etiquette\">", "</p>"));
            let after = after.split_once("</details>").unwrap().0;
            let bare = ["<span class=\"sr m\">", "<span class=\"discret\">"]
                .iter()
                .fold(without(marked, "<button", "</button>"), |text, open| without(&text, open, "</span>"));
            assert_eq!(letters(&without(&bare, "<del>", "</del>")), clean(after), "{marked}");
            if !marked.contains("[déplacé]") {
                assert_eq!(letters(&without(&bare, "<ins>", "</ins>")), clean(before), "{marked}");
            }
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen} marked texts only");
}
