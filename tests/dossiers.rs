//! Dossiers through iterations: frozen with them, read back, shown as they were, compared word by word.

use std::path::Path;

use remc::Compilation;
use remc::history::baseline;
use remc::io::Disk;
use remc::render::{Artifact, RenderContext, SiteOptions, check_pages, render_site_with};

use crate::support::project::{Project, item};

/// A dossier of RIS with a text of one's own.
fn dossier(version: &str, profiles: &str, body: &str) -> String {
    format!(
        "---\ncouloir: RIS\ntitre: \"Dossier de radiologie\"\nversion: \"{version}\"\ndate: 2023-03-01\nprocédure: \"Sur dossier\"\nprofils: [{profiles}]\nhistorique:\n  - {{ version: \"{version}\", date: 2023-03-01, objet: \"Objet {version}\" }}\n---\n{body}"
    )
}

const BEFORE: &str = "
# Objet

Le dossier couvre la radiologie.

<!-- CANARI-commentaire de l'auteur -->

# Procédure

Le fournisseur dépose ses preuves sous trente jours ouvrés.

{{ table_exigences() }}
";

const AFTER: &str = "
# Objet

Le dossier couvre la radiologie.

# Procédure

Le fournisseur dépose ses preuves sous quarante jours ouvrés.

{{ table_exigences() }}
";

fn base() -> Project {
    let noted = item("SC.MSS/A.1").with("note \"CANARI-note\"");
    Project::new()
        .file("confidentiel/editeurs.yaml", "éditeurs: [{ code: E07, nom: \"CANARI-Logiciels\" }]")
        .mss(&[noted])
        .lane("RIS", "profils \"Général\"\nreprend *", &[])
}

/// Three iterations: the first without recorded dossiers, then two that changed, then a draft.
fn history() -> Project {
    base()
        .file("dsr/RIS.md", dossier("0.1", "\"Général\"", "Ancien texte.\n"))
        .freeze_without_dossiers("IT1")
        .file("dsr/RIS.md", dossier("0.2", "\"Général\"", BEFORE))
        .freeze("IT2")
        .file("dsr/RIS.md", dossier("0.3", "\"Général\"", AFTER))
        .mss(&[item("SC.MSS/A.1"), item("SC.MSS/A.2")])
        .freeze("IT3")
        .file("dsr/RIS.md", dossier("0.4", "\"Général\", \"Téléradiologie\"", "BROUILLON du dossier.\n"))
}

fn site(compilation: &Compilation, public: bool) -> Vec<Artifact> {
    let last = compilation.baselines.last().map(|frozen| &frozen.corpus);
    let context = RenderContext {
        settings: compilation.settings.as_ref().unwrap(),
        corpus: last.unwrap_or(&compilation.corpus),
        work: last.filter(|last| !public && **last != compilation.corpus).map(|_| &compilation.corpus),
        baselines: &compilation.baselines,
        diagnostics: &compilation.diagnostics,
        sources: &compilation.sources,
    };
    let options = SiteOptions { publication: public, ..SiteOptions::default() };
    let files = render_site_with(&context, &options).unwrap().artifacts;
    let problems: Vec<String> =
        check_pages(&files).iter().map(|one| format!("{} : {}", one.page, one.message)).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    files
}

fn page<'a>(files: &'a [Artifact], path: &str) -> Option<&'a str> {
    let found = files.iter().find(|file| file.path == Path::new(path))?;
    Some(std::str::from_utf8(&found.bytes).unwrap())
}

/// Words a reader sees, spaces made plain.
fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut in_tag = false;
    for character in html.chars() {
        match character {
            '<' => in_tag = true,
            '>' => in_tag = false,
            '\u{a0}' | '\u{202f}' if !in_tag => out.push(' '),
            _ if !in_tag => out.push(character),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_dossier_is_frozen_as_published() {
    let project = base().file("dsr/RIS.md", dossier("0.2", "\"Général\"", BEFORE));
    let bytes = String::from_utf8(project.frozen("IT1")).unwrap();
    assert!(!bytes.contains("CANARI"), "{bytes}");
    let frozen = baseline::read(bytes.as_bytes()).unwrap();
    let [kept] = frozen.dossiers.as_deref().unwrap() else { panic!("one dossier") };
    assert!(frozen.intact);
    assert_eq!((kept.lane.as_str(), kept.version.as_str(), kept.profiles.len()), ("RIS", "0.2", 1));
    assert!(kept.body.contains("trente jours") && kept.body.contains("{{ table_exigences() }}"));
    let again = project.freeze("IT1").frozen("IT1");
    assert_eq!(String::from_utf8(again).unwrap(), bytes, "freezing again gives the same bytes");
}

#[test]
fn an_iteration_without_dossiers_reads_as_before() {
    let project =
        base().file("dsr/RIS.md", dossier("0.1", "\"Général\"", "x\n")).freeze_without_dossiers("IT1");
    assert!(!project.text("iterations/IT1.json").contains("dossiers"));
    let frozen = project.baseline("IT1");
    assert!(frozen.intact && frozen.dossiers.is_none());
    let altered =
        project.text("iterations/IT1.json").replacen("\"modele\"", "\"dossiers\": [], \"modele\"", 1);
    assert!(!baseline::read(altered.as_bytes()).unwrap().intact, "a dossier added by hand is seen");
}

#[test]
fn our_own_iterations_stay_intact() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("referentials");
    let compilation = remc::compile(&Disk::new(root));
    assert!(compilation.baselines.len() >= 5 && compilation.baselines.iter().all(|frozen| frozen.intact));
}

#[test]
fn each_iteration_shows_its_own_dossier() {
    let compilation = history().compile();
    for public in [true, false] {
        let files = site(&compilation, public);
        let shown = |path: &str| plain(page(&files, path).unwrap_or_else(|| panic!("{path} is missing")));
        let current = shown("couloirs/RIS/dsr.html");
        assert!(current.contains("version 0.3") && current.contains("quarante jours"), "{current}");
        assert!(current.contains("Exigences par section (IT3)"));
        let second = shown("couloirs/RIS/dsr-IT2.html");
        assert!(second.contains("sous trente jours") && second.contains("Exigences par section (IT2)"));
        assert!(second.contains("Dossier figé à IT2, remplacé par celui d’IT3."), "{second}");
        let total = |path: &str| {
            page(&files, path).unwrap().split_once(">Total</th><td class=\"n\">").unwrap().1[..1].to_owned()
        };
        assert_eq!(
            total("couloirs/RIS/dsr-IT2.html") + &total("couloirs/RIS/dsr.html"),
            "12",
            "tables follow their state"
        );
        let first = shown("couloirs/RIS/dsr-IT1.html");
        assert!(first.contains("n’a pas été consigné au gel d’IT1") && !first.contains("Ancien texte"));
        assert_eq!(page(&files, "couloirs/RIS/dsr-brouillon.html").is_some(), !public);
        let drafted = files.iter().any(|file| String::from_utf8_lossy(&file.bytes).contains("BROUILLON"));
        assert_eq!(drafted, !public, "the working tree is shown in a preview only");
        for file in &files {
            assert!(!String::from_utf8_lossy(&file.bytes).contains("CANARI"), "{}", file.path.display());
        }
    }
}

#[test]
fn what_changed_is_marked_word_by_word() {
    let files = site(&history().compile(), true);
    let html = page(&files, "couloirs/RIS/dsr.html").unwrap();
    let told = html.split_once("id=\"differences-du-dossier\"").unwrap().1;
    let shown = plain(told);
    assert!(shown.contains("IT3, 6 février 2023 : version 0.3 (1er mars 2023)"), "{shown}");
    assert!(shown.contains("sous [supprimé : trente][ajouté : quarante] jours"), "{shown}");
    assert!(
        shown.contains("Procédure") && !shown.contains("couvre la radiologie"),
        "only what changed: {shown}"
    );
    assert!(shown.contains("IT2, 5 décembre 2022 : version 0.2 (1er mars 2023) Premier état consigné."));
    assert!(shown.contains("n’a pas été consigné au gel d’IT1 : son texte d’alors n’est pas connu ici."));
    insta::assert_snapshot!("dossier_history", told.split_once("</main>").unwrap().0);
}

#[test]
fn a_published_state_without_recorded_dossier_says_so() {
    let project = base().file("dsr/RIS.md", dossier("0.1", "\"Général\"", "Texte du projet.\n"));
    let files = site(&project.freeze_without_dossiers("IT1").compile(), true);
    let shown = plain(page(&files, "couloirs/RIS/dsr.html").unwrap());
    assert!(shown.contains("Texte du projet.") && shown.contains("ce texte est celui du projet"), "{shown}");
    let frozen = plain(page(&files, "couloirs/RIS/dsr-IT1.html").unwrap());
    assert!(!frozen.contains("Texte du projet."), "{frozen}");
}
