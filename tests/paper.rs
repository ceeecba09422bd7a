//! Documents to print: their source, what reaches a PDF, what never does.

use std::path::Path;
use std::process::{Command, Output};

use proptest::prelude::*;
use remc::io::{PdfEngine, has_typst, print_pdf};
use remc::render::paper::{Block, Document, Span, dsr, rem, to_html, to_typst};

use crate::support::project::{Project, end, item};

const HOSTILE: &str =
    "#import \"x\": * $ x^2 $ @cle \\ // fin /* non */ <label> `code #1` \"guillemets\" ]]) }";

const DOSSIER: &str = "---
couloir: RIS
titre: \"Dossier #import $x$\"
version: \"1.0\"
date: 2023-03-01
profils: [\"Général\"]
historique:
  - { version: \"1.0\", date: 2023-03-01, objet: \"Version // stable\" }
---

# Objet

Texte *mis en valeur*, `code #1`, [lien](https://exemple.fr/a?b=#c) et [piège](javascript:x).

<!-- CANARI-commentaire -->

### Suite

| a | b |
|---|---|
| #c | $d$ |

3. trois
4. quatre

{{ table_profils() }}

{{ table_exigences() }}
{{ table_references() }}
{{ table_calendrier() }}
";

fn project() -> Project {
    let first = item("SC.MSS/A.1").says(HOSTILE).with(
        "profil \"Général\"
        commentaire \"\"\"Voir SC.MSS/A.2 et @moi.\"\"\"
        note \"CANARI-note\"
        scénario SC.MSS/A.1.01 \"Envoi $\" {
          prérequis \"\"\"Un compte.\"\"\"
          étape \"\"\"Émettre #1.\"\"\"
          preuve SC.MSS/A.1.01.01 trace ou vidéo \"Trace\" vérification \"Le message est là.\"
          preuve SC.MSS/A.1.01.02 capture \"Écran\" vérification interne \"CANARI-verification\"
        }",
    );
    let gone = item("SC.MSS/A.3").status("obsolète depuis IT1 motif sans_objet \"Fini.\"");
    Project::new()
        .file("confidentiel/editeurs.yaml", "éditeurs: [{ code: E07, nom: \"CANARI-Logiciels\" }]")
        .file("dsr/RIS.md", DOSSIER)
        .mss(&[first, item("SC.MSS/A.2"), gone])
        .lane("RIS", "profils \"Général\"\nreprend *", &[])
        .freeze("IT1")
}

fn documents(project: &Project) -> (Document, Document) {
    let frozen = project.baseline("IT1");
    let lane = frozen.corpus.lane("RIS").unwrap();
    let dossier = &frozen.dossiers.as_ref().unwrap()[0];
    let state = end("IT1");
    (
        rem(&frozen.corpus, lane, &state, Some("Avis @important"), Some(&frozen.digest)),
        dsr(&frozen.corpus, lane, dossier, &state, None),
    )
}

/// The source without its string literals: all that Typst reads as code.
fn skeleton(source: &str) -> String {
    let mut out = String::new();
    let mut characters = source.chars();
    while let Some(one) = characters.next() {
        if one != '"' {
            out.push(one);
            continue;
        }
        while let Some(inside) = characters.next() {
            match inside {
                '\\' => drop(characters.next()),
                '"' => break,
                _ => {}
            }
        }
        out.push('§');
    }
    out
}

/// What follows the layout every document shares.
fn body(source: &str) -> &str {
    source.split_once("\n#show: paper.with").unwrap().1
}

fn assert_tame(source: &str) {
    let code = skeleton(body(source));
    let allowed = |one: char| one.is_ascii_alphanumeric() || "§#()[],:;.- \n".contains(one);
    assert!(code.chars().all(allowed), "{code}");
    assert_eq!(
        (code.matches('[').count(), code.matches('(').count()),
        (code.matches(']').count(), code.matches(')').count())
    );
}

#[test]
fn texts_are_literals_and_never_code() {
    let (rem, dsr) = documents(&project());
    let sources = [to_typst(&rem), to_typst(&dsr)];
    sources.iter().for_each(|source| assert_tame(source));
    let shown = sources.iter().map(|source| body(source)).collect::<Vec<_>>().join("\n=====\n");
    insta::assert_snapshot!(
        "paper",
        shown.replace("sha256:", "").replace(&project().baseline("IT1").digest[7..], "EMPREINTE")
    );
    for out in sources.into_iter().chain([to_html(&rem), to_html(&dsr)]) {
        assert!(!out.contains("CANARI") && !out.contains("javascript:"), "{out}");
        assert!(!out.contains("SC.MSS/A.3"), "obsolete requirements are left out");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_is_tame(text in "(\\PC|[#$@\\\\/*_`<>\"\\[\\](){}\n]){0,60}") {
        let document = Document {
            title: text.clone(),
            subtitle: text.clone(),
            facts: vec![("Fait", text.clone())],
            notice: Some(text.clone()),
            running: text.clone(),
            contents: 1,
            blocks: vec![
                Block::Text(vec![Span::Text(text.clone()), Span::Id(text.clone()), Span::Long(text.clone())]),
                Block::Markdown(text.clone()),
                Block::Chapter(text.clone()),
            ],
        };
        assert_tame(&to_typst(&document));
    }
}

/// What a PDF program says of a file; `None` when the program is not there.
fn told(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn a_pdf_is_tagged_searchable_and_the_same_twice() {
    if !has_typst() {
        println!("skipped: no Typst on this machine (pip install typst)");
        return;
    }
    for document in [documents(&project()).0, documents(&project()).1] {
        let (source, html) = (to_typst(&document), to_html(&document));
        let (bytes, engine) = print_pdf(&source, &html).unwrap();
        assert_ne!(engine, PdfEngine::Chromium, "the source compiles");
        assert_eq!(print_pdf(&source, &html).unwrap().0, bytes, "no clock");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.pdf");
        std::fs::write(&file, &bytes).unwrap();
        let path = file.to_str().unwrap();
        let Some(text) = told("pdftotext", &["-layout", path, "-"]) else {
            println!("skipped: pdftotext is absent (poppler-utils)");
            return;
        };
        assert!(text.contains("SC.MSS/A.1") && text.contains("SC.MSS/A.2"), "{text}");
        assert!(text.contains("#import") && text.contains('$') && text.contains("//"), "{text}");
        assert!(!text.contains("CANARI"));
        assert!(told("pdfinfo", &[path]).unwrap().contains("Tagged:          yes"));
        let fonts = told("pdffonts", &[path]).unwrap();
        let lines: Vec<&str> = fonts.lines().skip(2).collect();
        assert!(!lines.is_empty() && lines.iter().all(|line| line.contains("yes yes yes")), "{fonts}");
        let outline = told("pdftohtml", &["-xml", "-stdout", "-i", path]).unwrap();
        assert!(outline.matches("<item").count() > 2, "bookmarks");
    }
}

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new(project: &Project) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for path in [
            "remc.yaml",
            "confidentiel/editeurs.yaml",
            "dsr/RIS.md",
            "socles/MSS.rem",
            "rem/RIS.rem",
            "iterations/IT1.json",
        ] {
            let file = folder.path().join("p").join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, project.text(path)).unwrap();
        }
        Self { folder }
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).to_string_lossy().into_owned()
    }

    fn run(&self, arguments: &[&str], path: Option<&str>) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_remc"));
        command.args(["--project", &self.at("p")]).args(arguments);
        if let Some(path) = path {
            command.env("PATH", path);
        }
        let Output { status, stdout, stderr } = command.output().unwrap();
        let said = [stdout, stderr].concat();
        (status.code().unwrap(), String::from_utf8_lossy(&said).replace(['\u{a0}', '\u{202f}'], " "))
    }
}

#[test]
fn a_lane_is_exported_and_a_report_stays_out_of_a_site() {
    let desk = Desk::new(&project());
    for format in ["rem-typ", "dsr-typ", "couverture-csv"] {
        let out = desk.at(&format!("{format}.out"));
        let (code, said) = desk.run(&["export", "--format", format, "--lane", "RIS", "--out", &out], None);
        assert_eq!(code, 0, "{said}");
        let text = std::fs::read_to_string(&out).unwrap();
        assert!(text.contains("SC.MSS/A.1") && !text.contains("CANARI"), "{text}");
    }
    let (code, said) =
        desk.run(&["export", "--format", "rem-typ", "--lane", "RI", "--out", &desk.at("x")], None);
    assert!(code == 2 && said.contains("couloirs connus : RIS, LGC, DB"), "{said}");
    let (code, said) =
        desk.run(&["export", "--format", "dsr-typ", "--lane", "LGC", "--out", &desk.at("x")], None);
    assert!(code == 1 && said.contains("n’a pas de dossier en IT1"), "{said}");
    let answers = desk.at("r.json");
    assert_eq!(
        desk.run(&["checklist", "new", "--lane", "RIS", "--product", "P#1", "--out", &answers], None).0,
        0
    );
    let report =
        |out: &str| desk.run(&["checklist", "export", &answers, "--format", "typ", "--out", out], None);
    let (code, said) = report(&desk.at("rapport.typ"));
    assert_eq!(code, 0, "{said}");
    assert!(std::fs::read_to_string(desk.at("rapport.typ")).unwrap().contains("P#1"));
    std::fs::create_dir_all(desk.at("site/data/v1")).unwrap();
    std::fs::write(desk.at("site/data/v1/index.json"), "{}").unwrap();
    let (code, said) = report(&desk.at("site/rapport.typ"));
    assert!(code == 2 && said.contains("est dans un site publié"), "{said}");
}

#[test]
fn without_an_engine_the_message_names_both() {
    let desk = Desk::new(&project());
    let out = desk.at("rem.pdf");
    let (code, said) = desk
        .run(&["export", "--format", "rem-pdf", "--lane", "RIS", "--out", &out], Some(&desk.at("nowhere")));
    assert_eq!(code, 2);
    assert!(said.contains("ni Typst ni Chromium") && said.contains("pip install typst"), "{said}");
    assert!(said.contains("remplacer « pdf » par « typ »") && !Path::new(&out).exists(), "{said}");
}

/// A folder for `PATH` in which Chromium is the only program, if this machine has one.
fn only_chromium(desk: &Desk) -> Option<String> {
    let known = std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join("chromium"))
        .find(|program| program.is_file())?;
    let folder = desk.at("programmes");
    std::fs::create_dir_all(&folder).unwrap();
    // What is installed may itself be a script that needs other programs.
    let path = std::env::var("PATH").unwrap();
    let script = format!("#!/bin/sh\nPATH='{path}' exec '{}' \"$@\"\n", known.display());
    let program = Path::new(&folder).join("chromium");
    std::fs::write(&program, script).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&program, mode).unwrap();
    Some(folder)
}

#[test]
fn without_typst_chromium_prints_the_same_document() {
    let desk = Desk::new(&project());
    let Some(programs) = only_chromium(&desk) else {
        println!("skipped: chromium is not installed");
        return;
    };
    let out = desk.at("rem.pdf");
    let (code, said) =
        desk.run(&["export", "--format", "rem-pdf", "--lane", "RIS", "--out", &out], Some(&programs));
    assert!(code == 0 && said.contains("par Chromium"), "{said}");
    assert!(std::fs::read(&out).unwrap().starts_with(b"%PDF-"));
    let Some(text) = told("pdftotext", &["-layout", &out, "-"]) else {
        println!("skipped: pdftotext is absent (poppler-utils)");
        return;
    };
    assert!(text.contains("SC.MSS/A.1") && text.contains("SC.MSS/A.2"), "{text}");
    assert!(!text.contains("CANARI") && !text.contains("page.html"), "{text}");
    if let Some(about) = told("pdfinfo", &[&out]) {
        assert!(about.contains("Tagged:          yes"), "{about}");
    }
}

#[test]
fn an_engine_that_fails_is_named_with_what_it_said() {
    let desk = Desk::new(&project());
    let folder = desk.at("programmes");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, words) in [("typst", "typst est en panne"), ("chromium", "chromium est en panne")] {
        let program = Path::new(&folder).join(name);
        std::fs::write(&program, format!("#!/bin/sh\necho '{words}' >&2\nexit 3\n")).unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&program, mode).unwrap();
    }
    let out = desk.at("rem.pdf");
    let (code, said) =
        desk.run(&["export", "--format", "rem-pdf", "--lane", "RIS", "--out", &out], Some(&folder));
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("typst : typst est en panne"), "{said}");
    assert!(said.contains("Chromium : chromium est en panne"), "{said}");
    assert!(said.contains("installer Typst") && !Path::new(&out).exists(), "{said}");
}

#[test]
fn a_report_is_private_to_the_vendor_and_without_its_notes() {
    let desk = Desk::new(&project());
    let answers = desk.at("r.json");
    assert_eq!(
        desk.run(&["checklist", "new", "--lane", "RIS", "--product", "P", "--out", &answers], None).0,
        0
    );
    let mut json: serde_json::Value = serde_json::from_slice(&std::fs::read(&answers).unwrap()).unwrap();
    json["reponses"] = serde_json::json!({
        "SC.MSS/A.1": { "etat": "non_conforme", "justification": "Prévu : #import $x$", "note": "CANARI-note-fournisseur", "date": "2022-11-01" }
    });
    std::fs::write(&answers, json.to_string()).unwrap();
    let out = desk.at("rapport.typ");
    let (code, said) = desk.run(&["checklist", "export", &answers, "--format", "typ", "--out", &out], None);
    assert_eq!(code, 0, "{said}");
    let source = std::fs::read_to_string(&out).unwrap();
    assert_tame(&source);
    assert!(source.contains("#import $x$") && !source.contains("CANARI"), "{}", body(&source));
    if has_typst() {
        let out = desk.at("rapport.pdf");
        let (code, said) =
            desk.run(&["checklist", "export", &answers, "--format", "pdf", "--out", &out], None);
        assert!(code == 0 && said.contains("par typst"), "{said}");
    } else {
        println!("skipped: no Typst on this machine (pip install typst)");
    }
}
