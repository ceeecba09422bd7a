//! What the user guides show is true: their sources read, their commands exist, their settings do what is said.

use std::fs;
use std::path::Path;

use remc::source::{SourceFile, SourceSet};
use remc::syntax::{parse, printer};

use crate::site::{assert_sound, item, plain, project, site, text};

/// Blocks of one language, in all the guides.
fn blocks(language: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("site/guides");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        let inside = text.split("```").skip(1).step_by(2);
        found.extend(
            inside.filter_map(|block| block.strip_prefix(&format!("{language}\n")).map(str::to_owned)),
        );
    }
    found
}

#[test]
fn their_sources_read() {
    let blocks = blocks("rem");
    assert!(blocks.len() >= 3, "{blocks:?}");
    for block in blocks {
        let whole = block.starts_with("exigence ");
        let text = if whole { block.clone() } else { format!("exigence X.01 v1 \"Titre\" {{\n{block}}}\n") };
        let file = SourceFile::from_text(Path::new("socles/MSS.rem"), text.clone());
        let mut sources = SourceSet::default();
        let id = sources.add(file.clone());
        let (tree, problems) = parse(id, &file);
        assert!(problems.is_empty(), "{problems:?}\n{text}");
        if whole {
            assert_eq!(printer::format(&file, &tree), Some(block), "not in canonical form");
        }
    }
}

#[test]
fn their_commands_exist() {
    let lines: Vec<String> = blocks("console")
        .iter()
        .flat_map(|block| block.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert!(lines.len() >= 6, "{lines:?}");
    for line in lines {
        let arguments = line.split(' ').map(|word| word.trim_matches('"'));
        if let Err(error) = remc::cli::command().try_get_matches_from(arguments) {
            panic!("{line}\n{error}");
        }
    }
}

#[test]
fn their_glossary_explains_words() {
    let settings = blocks("yaml");
    let glossary = settings.iter().find(|block| block.starts_with("glossaire:")).unwrap();
    let manifest = format!("{}{glossary}", crate::site::MANIFEST);
    let says =
        "Le système DOIT envoyer par MSSanté, puis MSSanté, vers Mon espace santé ; `MSSanté`, mssanté.";
    let work = item("SC.MSS/CONF.01", "validée", says, "");
    let compiled = project(&[("IT1", &work)], &work, &[("remc.yaml", &manifest)]);
    assert!(
        compiled.diagnostics.iter().all(|one| !one.message.contains("glossaire")),
        "{:?}",
        compiled.diagnostics
    );
    let files = site(&compiled);
    assert_sound(&files);
    let page = text(&files, "exigences/SC.MSS_CONF.01.html");
    let (statement, _) = page.split_once("texte enonce\">").unwrap().1.split_once("</div>").unwrap();
    let link = "<a class=\"terme\" href=\"../glossaire.html#mssante\"><abbr title=\"Messageries sécurisées de santé\">MSSanté</abbr></a>";
    assert_eq!(statement.matches("#mssante\"").count(), 1, "{statement}");
    assert!(statement.contains(&format!("par {link}, puis MSSanté")), "{statement}");
    assert!(statement.contains("href=\"../glossaire.html#mon-espace-sante\""), "{statement}");
    let words = text(&files, "glossaire.html");
    let place = |term: &str| words.find(term).unwrap_or_else(|| panic!("no {term} in {words}"));
    assert!(place("<div id=\"mon-espace-sante\">") < place("<div id=\"mssante\">"), "from A to Z");
    assert!(words.contains("Source : ANS.") || words.contains("Source\u{a0}: ANS."), "{words}");
}

#[test]
fn their_publication_fills_the_accessibility_statement() {
    let settings = blocks("yaml");
    let publication = settings.iter().find(|block| block.starts_with("publication:")).unwrap();
    let work = item("SC.MSS/CONF.01", "validée", "Le système DOIT envoyer.", "");
    let statement = |more: &str| {
        let manifest = format!("{}{more}", crate::site::MANIFEST);
        let compiled = project(&[("IT1", &work)], &work, &[("remc.yaml", &manifest)]);
        let refused: Vec<String> = compiled
            .diagnostics
            .iter()
            .map(|one| one.message.clone())
            .filter(|one| one.contains("audit"))
            .collect();
        let files = site(&compiled);
        assert_sound(&files);
        assert_eq!(
            plain(text(&files, "index.html")).contains("Accessibilité : partiellement"),
            !more.is_empty()
        );
        (plain(text(&files, "accessibilite.html")), refused)
    };
    let (page, refused) = statement(publication);
    for expected in [
        "Accessibilité : partiellement conforme",
        "Agence d’exemple s’engage",
        "71 % des critères",
        "Les documents PDF des couloirs.",
        "27 mars 2023",
        "Libre réponse 71120, 75342 Paris CEDEX 07",
    ] {
        assert!(page.contains(expected), "{expected} is not in {page}");
    }
    assert!(refused.is_empty(), "{refused:?}");
    let (page, _) = statement("");
    assert!(page.contains("Accessibilité : non conforme") && page.contains("aucun audit"), "{page}");
    let (_, refused) = statement(&publication.replace("audit:", "# audit:"));
    assert_eq!(refused, ["« partiellement conforme » sans audit"]);
}

#[test]
fn a_code_of_a_lane_may_be_explained_otherwise() {
    let manifest = format!(
        "{}glossaire:\n  - {{ terme: RIS, définition: \"Système d'information de radiologie.\" }}\n",
        crate::site::MANIFEST
    );
    let work = item("SC.MSS/CONF.01", "validée", "Le RIS DOIT envoyer.", "");
    let files = site(&project(&[("IT1", &work)], &work, &[("remc.yaml", &manifest)]));
    let words = text(&files, "glossaire.html");
    assert_eq!(words.matches("<div id=\"ris\">").count(), 1, "{words}");
    assert!(words.contains("Système d’information de radiologie."), "{words}");
}
