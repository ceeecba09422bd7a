//! What became of comments: for anyone, and for one vendor only.

use remc::Compilation;
use remc::feedback::Letter;
use remc::history::{FollowUp, baseline, diff_all};
use remc::render::comments::CommentReport;
use remc::render::{RenderContext, diff_json, diff_text, render_site};
use remc::settings::CommentBook;

use crate::support::project::{Project, item};

const VENDORS: &str = "éditeurs:
  - { code: V07, nom: \"Canari Premier\" }
  - { code: V08, nom: \"Canari Second\" }
";

const ROUND: &str = "itération: IT1
retours:
  - { id: C-1, exigence: A.1, version: 1, couloir: RIS, éditeur: V07, texte: \"motcanariun <b>gras</b>\", disposition: intégré, réponse: \"Précisé.\", effet: [{ exigence: A.1, évolution: modifiée }] }
  - { id: C-2, exigence: A.2, couloir: RIS, éditeur: V08, texte: \"motcanarideux\", disposition: non_retenu, réponse: \"Maintenu.\" }
  - { id: C-3, exigence: A.1, couloir: RIS, éditeur: V08, texte: \"motcanaritrois\" }
";

pub(crate) fn sample() -> Compilation {
    let changed = item("A.1")
        .head("v2 \"Envoi\"")
        .says("Le système PEUT tracer les envois.")
        .with("note \"\"\"motcanarinote\"\"\"")
        .with("évolution IT2 fond motif retour_editeurs \"Assoupli.\" répond C-1");
    Project::new()
        .file("confidentiel/editeurs.yaml", VENDORS)
        .mss(&[item("A.1").head("\"Envoi\""), item("A.2")])
        .lane("RIS", "  reprend A.*", &[])
        .freeze("IT1")
        .file("retours/IT1.yaml", ROUND)
        .mss(&[changed, item("A.2")])
        .freeze("IT2")
        .compile()
}

pub(crate) fn letter(compiled: &Compilation, vendor: &str) -> [String; 3] {
    let settings = compiled.settings.as_ref().unwrap();
    let books: Vec<&CommentBook> = settings.books.iter().collect();
    let comments = books.iter().flat_map(|book| &book.comments).map(|one| &one.comment);
    let followed = FollowUp::new(&compiled.states(), comments);
    let letter = Letter::new(vendor, ("Essai", Some("https://exemple.fr/")), &books, &followed);
    [letter.to_html(), letter.to_markdown(), letter.to_json()]
}

pub(crate) fn report(compiled: &Compilation) -> CommentReport {
    let rounds: Vec<_> = compiled.corpus.comments.iter().collect();
    let followed = FollowUp::new(&compiled.states(), rounds.iter().flat_map(|round| &round.comments));
    CommentReport::new(&rounds, &compiled.corpus.lanes, &followed)
}

#[test]
fn the_report_counts_and_shows_the_change() {
    let compiled = sample();
    let report = report(&compiled);
    insta::assert_snapshot!(
        "comments_report",
        format!("{}\n-----\n{}", report.to_text(true), report.to_markdown())
    );
    let json: serde_json::Value = serde_json::from_str(&report.to_json()).unwrap();
    let round = &json["iterations"][0];
    assert_eq!(json["schema"], "remc/comments@1");
    assert_eq!((round["recus"].as_u64(), round["sans_disposition"].as_u64()), (Some(3), Some(1)));
    assert_eq!(round["editeurs"], 2);
    let shown = &round["retours"][0]["effets"][0]["constate"];
    assert_eq!((shown["vers"].as_str(), shown["portee"].as_str()), (Some("IT2"), Some("fond")));
}

#[test]
fn a_vendor_reads_its_own_comments_and_the_words_that_changed() {
    let [html, markdown, json] = letter(&sample(), "V07");
    insta::assert_snapshot!("comments_letter", format!("{markdown}\n-----\n{html}"));
    for text in [&html, &markdown, &json] {
        assert!(text.contains("Document destiné au seul éditeur") && text.contains("motcanariun"), "{text}");
    }
    assert!(!html.contains("<b>"), "words of a vendor are text");
    assert!(html.contains("noindex"));
}

#[test]
fn a_letter_holds_nothing_of_another_vendor() {
    let compiled = sample();
    let (first, second) = (letter(&compiled, "V07"), letter(&compiled, "V08"));
    for text in &first {
        for word in ["motcanarideux", "motcanaritrois", "C-2", "C-3", "V08", "Canari", "motcanarinote"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
    for text in &second {
        for word in ["motcanariun", "V07", "C-1", "Canari", "motcanarinote"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
}

#[test]
fn no_words_and_no_vendor_in_what_is_published() {
    let compiled = sample();
    let last = compiled.baselines.last().unwrap();
    let first = compiled.baselines.first().unwrap();
    let settings = compiled.settings.as_ref().unwrap();
    let context = RenderContext {
        settings,
        corpus: &last.corpus,
        work: Some(&compiled.corpus),
        baselines: &compiled.baselines,
        diagnostics: &compiled.diagnostics,
        sources: &compiled.sources,
    };
    let found = diff_all(&first.corpus, &last.corpus, remc::endpoint(first), remc::endpoint(last)).0;
    let compared = remc::render::Compared::new(&found, &first.corpus, &last.corpus);
    let report = report(&compiled);
    let mut texts = vec![
        report.to_json(),
        report.to_text(true),
        report.to_markdown(),
        report.to_html(),
        diff_json::to_json(&compared),
        diff_text::to_text(&compared, diff_text::TextOptions::default()),
        String::from_utf8(baseline::freeze("IT2", "2022-12-05", &compiled.corpus, &[]).unwrap()).unwrap(),
    ];
    let site = render_site(&context).unwrap();
    texts.extend(site.iter().map(|file| String::from_utf8_lossy(&file.bytes).into_owned()));
    for text in &texts {
        for word in ["motcanari", "Canari", "V07", "V08"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
}
