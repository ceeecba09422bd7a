//! Words explained to readers, workbooks to take away, and the list of the parts of a page.

use remc::exchange::workbook::{self, CellKind};
use remc::render::{Artifact, SiteOptions, render_site_with};

use crate::site::{assert_sound, context, item, plain, project, site, text};

const GLOSSARY: &str = "glossaire:\n  - { terme: INS, développé: \"Identité <nationale> de santé\", définition: \"Matricule et traits.\", source: \"ANS\" }\n  - { terme: \"Mon espace santé\", définition: \"Espace de l'usager.\" }\n  - { terme: AIR, développé: \"Authentification indirecte\" }\n  - { terme: MSS, définition: \"Échange de messages.\" }\n  - { terme: ZED, développé: \"Mot de personne\" }\n";

#[test]
fn the_first_use_of_a_word_leads_to_its_definition() {
    let manifest = format!("{}{GLOSSARY}", crate::site::MANIFEST)
        .replace("nom: \"Général\" }", "nom: \"Général\" }\n  - { nom: \"AIR simplifié\" }");
    let says = "Le système DOIT vérifier l'INS puis l'INS dans `INS` (SC.INS/X.01), vu du RIS.";
    let work = item("SC.MSS/CONF.01", "validée", says, "  note \"CANARI\"")
        + &item("SC.MSS/CONF.02", "validée", "Le système DOIT ouvrir Mon espace santé avec l'INS.", "")
        + &item("SC.MSS/CONF.03", "obsolète depuis IT1", "Le système DOIT lire l'INS.", "");
    let work = work.replacen("profil \"Général\"", "profil \"AIR simplifié\"", 1);
    let compiled = project(&[("IT1", &work)], &work, &[("remc.yaml", &manifest)]);
    let files = site(&compiled);
    assert_sound(&files);
    let link = "<a class=\"terme\" href=\"../glossaire.html#ins\"><abbr title=\"Identité &lt;nationale&gt; de santé\">INS</abbr></a>";
    let page = text(&files, "exigences/SC.MSS_CONF.01.html");
    let (statement, _) = page.split_once("texte enonce\">").unwrap().1.split_once("</div>").unwrap();
    assert_eq!(statement.matches("class=\"terme\"").count(), 2, "{statement}");
    assert!(
        statement.contains(&format!("l’{link} puis l’INS dans <code>INS</code> (SC.INS/X.01)")),
        "{statement}"
    );
    assert!(statement.contains("glossaire.html#ris"), "a lane is a word too: {statement}");
    // Once per page, however many requirements it lists.
    let lane = text(&files, "couloirs/RIS/index.html");
    assert_eq!(lane.matches("glossaire.html#ins\"").count(), 1, "{lane}");
    assert_eq!(lane.matches("glossaire.html#mon-espace-sante\"").count(), 1, "{lane}");
    let words = text(&files, "glossaire.html");
    let (_, term) = words.split_once("<div id=\"ins\">").unwrap();
    let (term, _) = term.split_once("</div>").unwrap();
    assert!(plain(term).contains("Utilisé par 2 exigences"), "obsolete ones are not counted: {term}");
    assert!(plain(term).contains("Matricule et traits. Source : ANS."), "{term}");
    assert!(
        term.contains("href=\"exigences/SC.MSS_CONF.02.html\"") && term.contains("recherche.html?q=INS"),
        "{term}"
    );
    let of = |anchor: &str| {
        let (_, term) = words.split_once(&format!("<div id=\"{anchor}\">")).unwrap();
        plain(term.split_once("</div>").unwrap().0)
    };
    assert!(of("air").contains("Utilisé par 1 exigence"), "a profile uses it: {}", of("air"));
    assert!(of("zed").contains("Aucune exigence en vigueur ne l’utilise"), "{}", of("zed"));
    assert!(of("ris").contains("2 exigences dans le couloir RIS"), "{}", of("ris"));
    assert!(of("mss").contains("2 exigences dans le socle MSS"), "{}", of("mss"));
    assert!(
        of("mss").contains("Échange de messages"),
        "its own definition stands with its count: {}",
        of("mss")
    );
    assert!(
        words.contains("<a href=\"#lettre-i\">I</a>") && words.contains("<h3 id=\"lettre-i\">I</h3>"),
        "{words}"
    );
    assert!(files.iter().all(|file| !String::from_utf8_lossy(&file.bytes).contains("CANARI")));
}

#[test]
fn a_word_needs_an_explanation_and_one_only() {
    let manifest = format!(
        "{}glossaire:\n  - {{ terme: INS }}\n  - {{ terme: DMP, développé: \"Dossier\" }}\n  - {{ terme: DMP, développé: \"Autre\" }}\n",
        crate::site::MANIFEST
    );
    let compiled = project(&[], "", &[("remc.yaml", &manifest)]);
    let found: Vec<&str> = compiled.diagnostics.iter().map(|one| one.message.as_str()).collect();
    assert!(found.iter().any(|one| one.contains("« INS » n’est pas expliqué")), "{found:?}");
    assert!(found.iter().any(|one| one.contains("DMP")), "{found:?}");
}

fn published(work: &str) -> Vec<Artifact> {
    let before = item("SC.MSS/CONF.01", "instruction", "Le système DOIT trier.", "");
    let compiled = project(&[("IT1", &before), ("IT2", work)], work, &[]);
    let options = SiteOptions { publication: true, ..SiteOptions::default() };
    render_site_with(&context(&compiled, true), &options).unwrap().artifacts
}

#[test]
fn every_comparison_published_has_a_workbook() {
    let state = |word: &str| item("SC.MSS/CONF.01", "instruction", &format!("Le système DOIT {word}."), "");
    let [first, second, third] = ["trier", "garder", "envoyer"].map(state);
    let past = [("IT1", first.as_str()), ("IT2", &second), ("stabilisé", &third)];
    let compiled = project(&past, &third, &[]);
    let options = SiteOptions { publication: true, ..SiteOptions::default() };
    let files = render_site_with(&context(&compiled, true), &options).unwrap().artifacts;
    assert_sound(&files);
    for pair in ["IT1_IT2", "IT2_stabilise", "IT1_stabilise"] {
        for folder in ["RIS", "tous"] {
            let book = format!("diffs/{folder}/{pair}.xlsx");
            assert!(files.iter().any(|file| file.path == std::path::Path::new(&book)), "{book}");
            assert!(text(&files, &format!("diffs/{folder}/{pair}.html")).contains(&book), "{book}");
        }
    }
}

#[test]
fn a_publication_has_workbooks_without_formulas_nor_secrets() {
    let more = "  note \"CANARI-NOTE\"\n  commentaire \"\"\"=1+1\"\"\"\n  scénario SC.MSS/CONF.01.01 \"@Essai\" {\n    étape \"\"\"Faire.\"\"\"\n    preuve SC.MSS/CONF.01.01.01 capture \"+Preuve\" vérification interne \"\"\"CANARI-INTERNE\"\"\"\n  }";
    let work = item("SC.MSS/CONF.01", "instruction", "Le système DOIT envoyer.", more);
    let files = published(&work);
    assert_sound(&files);
    assert_eq!(files, published(&work), "same input, same bytes");
    for (page, link) in [
        ("couloirs/RIS/index.html", "couloirs/RIS/exigences.xlsx"),
        ("diffs/RIS/IT1_IT2.html", "diffs/RIS/IT1_IT2.xlsx"),
        ("telechargements/index.html", "couloirs/RIS/exigences.xlsx"),
    ] {
        assert!(text(&files, page).contains(link), "{page}");
    }
    for path in ["couloirs/RIS/exigences.xlsx", "diffs/RIS/IT1_IT2.xlsx"] {
        let file = files.iter().find(|file| file.path == std::path::Path::new(path)).unwrap();
        let book = workbook::read(&file.bytes).unwrap();
        let cells: Vec<_> =
            book.sheets.iter().flat_map(|sheet| &sheet.rows).flat_map(|row| row.cells.values()).collect();
        assert!(cells.iter().all(|cell| !cell.formula && cell.kind == CellKind::Text), "{path}");
        assert!(cells.iter().any(|cell| cell.text.contains("Le système DOIT envoyer.")), "{path}");
        assert!(cells.iter().all(|cell| !cell.text.contains("CANARI")), "{path}");
    }
    let lane = files.iter().find(|file| file.path.ends_with("RIS/exigences.xlsx")).unwrap();
    let texts: Vec<String> = workbook::read(&lane.bytes)
        .unwrap()
        .sheets
        .iter()
        .flat_map(|sheet| &sheet.rows)
        .map(|row| row.cells.values().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" | "))
        .collect();
    assert!(
        texts.iter().any(
            |row| row.contains("MSS/CONF.01 | Titre de SC.MSS/CONF.01 | Le système DOIT envoyer. | =1+1")
        ),
        "{texts:?}"
    );
    assert!(
        texts
            .iter()
            .any(|row| row.contains("@Essai | 1. Faire. | SC.MSS/CONF.01.01.01") && row.ends_with("+Preuve")),
        "{texts:?}"
    );
}

#[test]
fn a_preview_offers_no_workbook() {
    let work = item("SC.MSS/CONF.01", "instruction", "Le système DOIT envoyer.", "");
    let files = site(&project(&[("IT1", &work)], &work, &[]));
    assert!(files.iter().all(|file| file.path.extension().is_none_or(|kind| kind != "xlsx")));
    assert!(!text(&files, "couloirs/RIS/index.html").contains("xlsx"));
}
