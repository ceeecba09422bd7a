//! Each finding at its exact place, and files nobody should write.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::*;
use crate::io::Memory;
use crate::model::{Disposition, IterationState, MilestoneDate, Motive};

const MANIFEST: &str = "\
édition: 1
programme: \"Ségur vague 2\"
couloirs:
  - { code: RIS, titre: \"Radiologie\", alias: [RAD], prefixes: [\"RIS.\"], sans_prefixe: \"SC.\" }
  - { code: SGL, titre: \"Biologie\" }
socles:
  - { code: MSS, titre: \"Messagerie\", prefixes: [\"SC.MSS\"] }
sections:
  - { code: MSS/CONF, titre: \"Conformité\" }
profils:
  - { nom: \"Général\" }
  - { nom: \"Téléradiologie\", question: \"Téléradiologie ?\" }
itérations:
  - { nom: IT1, date: 2022-10-24, état: close }
  - { nom: IT2, date: 2022-12-05, état: concertation, reprise: true }
règles: { REM501: avertissement, rem306: ignoree }
publication: { contact: \"a@b.example\", url: \"https://exemple.fr\" }
";

struct Outcome {
    settings: Option<Settings>,
    problems: Vec<Diagnostic>,
    sources: SourceSet,
    origins: Origins,
}

fn read_files(files: &[(&str, &[u8])]) -> Outcome {
    let mut memory = Memory::default();
    for (path, bytes) in files {
        memory.insert(*path, *bytes);
    }
    let (mut sources, mut origins, mut problems) = (SourceSet::default(), Origins::default(), Vec::new());
    let settings = read(&memory, &mut sources, &mut origins, &mut problems);
    Outcome { settings, problems, sources, origins }
}

/// Reads a project made of the good manifest and other files.
fn with(files: &[(&str, &str)]) -> Outcome {
    let mut all: Vec<(&str, &[u8])> = vec![("remc.yaml", MANIFEST.as_bytes())];
    all.extend(files.iter().map(|(path, text)| (*path, text.as_bytes())));
    read_files(&all)
}

fn manifest(text: &str) -> Outcome {
    read_files(&[("remc.yaml", text.as_bytes())])
}

impl Outcome {
    fn settings(&self) -> &Settings {
        self.settings.as_ref().expect("a manifest")
    }

    /// `code line:column slice`, one per finding; `also` places and the fix follow.
    fn found(&self) -> Vec<String> {
        self.problems.iter().map(|problem| self.one(problem)).collect()
    }

    fn one(&self, problem: &Diagnostic) -> String {
        let mut out = problem.code.as_str().to_owned();
        if let Some(label) = &problem.primary {
            let at = self.sources.get(label.span.file).expect("a file").locate(label.span.start as usize);
            let _ = write!(out, " {}:{} {}", at.line, at.column, self.sources.slice(label.span));
        }
        for label in &problem.secondary {
            let at = self.sources.get(label.span.file).expect("a file").locate(label.span.start as usize);
            let _ = write!(out, " also {}:{} {}", at.line, at.column, self.sources.slice(label.span));
        }
        if let Some(fix) = &problem.fix {
            assert!(problem.primary.as_ref().is_some_and(|label| label.span == fix.span));
            let _ = write!(out, " -> {}", fix.replacement);
        }
        out
    }

    #[track_caller]
    fn finds(&self, expected: &[&str]) {
        assert_eq!(self.found(), expected, "{:#?}", self.problems);
    }
}

fn tail(text: &str) -> String {
    format!("édition: 1\nprogramme: P\n{text}")
}

#[test]
fn a_good_project_is_read_whole() {
    let outcome = with(&[
        (
            "references.yaml",
            "références:\n- code: DMP\n  titre: Guide DMP\n  éditeur: CNAM\n  versions:\n  - v: 2.10.0\n    éléments: Tout\n    jalons:\n    \
             - { statut: publiée, date: 2023-04-05, url: \"https://exemple.fr\" }\n    \
             - { statut: a venir, promesse: { texte: fin avril, au_plus_tard: 2023-04-30 } }\n  - v: 2.8.0\n  \
             applicable: { défaut: [2.10.0], RAD: 2.8.0, SGL: à venir }\n  note: Décision à venir\n",
        ),
        (
            "retours/IT1.yaml",
            "itération: IT1\nretours:\n- { id: C-10, exigence: SC.X, version: v2, couloir: RAD, éditeur: E07, texte: \"non\", \
             disposition: integre, réponse: Oui., effet: [{ exigence: SC.X, évolution: modifiee }] }\n\
             - { id: C-9, exigence: SC.Y, éditeur: E07 }\n",
        ),
        ("confidentiel/editeurs.yaml", "éditeurs:\n- { code: E07, nom: Exemple SA }\n"),
        (
            "dsr/RIS.md",
            "---\ncouloir: RIS\ntitre: DSR RIS\nversion: \"1.0\"\ndate: 2023-01-31\nprofils: [Général]\n\
             historique:\n- { version: \"0.9\", date: 2022-12-01, objet: Premier }\n---\n# Titre\n",
        ),
    ]);
    outcome.finds(&[]);
    let settings = outcome.settings();
    assert_eq!(settings.manifest.lane("RAD").map(|lane| lane.code.as_str()), Some("RIS"));
    assert_eq!(
        settings.manifest.iterations.iter().map(|i| i.state).collect::<Vec<_>>(),
        [IterationState::Closed, IterationState::Consultation]
    );
    assert_eq!(settings.manifest.motives.len(), 9);
    assert_eq!(settings.manifest.severities.len(), 2);
    assert!(settings.manifest.iterations.iter().any(|iteration| iteration.takeover));
    let reference = settings.references.first().expect("one");
    assert_eq!(reference.applicable("HOP"), ["2.10.0"]);
    assert_eq!(reference.applicable("RIS"), ["2.8.0"]);
    assert!(reference.applicable("SGL").is_empty());
    let milestones = &reference.version("2.10.0").expect("a version").milestones;
    assert!(matches!(
        milestones.last().and_then(|m| m.date.clone()),
        Some(MilestoneDate::Promise { latest: Some(_), .. })
    ));
    let round = settings.books.first().expect("one").published();
    assert_eq!((round.vendors, round.comments.len()), (1, 2));
    assert_eq!(round.comments.first().map(|comment| comment.id.as_str()), Some("C-9"));
    let last = round.comments.last().expect("two");
    assert_eq!(
        (last.disposition, last.lane.as_deref(), last.version),
        (Some(Disposition::Integrated), Some("RIS"), Some(2))
    );
    assert_eq!(last.effects.first().and_then(|effect| effect.evolution.as_deref()), Some("modifiée"));
    let published = serde_json::to_string(&round).expect("plain data");
    assert!(!published.contains("E07") && !published.contains("non\""), "{published}");
    let dossier = settings.dossiers.first().expect("one");
    assert_eq!(
        (dossier.content.body.as_str(), outcome.sources.slice(dossier.body_span)),
        ("# Titre\n", "# Titre\n")
    );
    assert_eq!(settings.vendors.len(), 1);
    for (kind, name, slice) in [
        ("couloir", "RIS", "RIS"),
        ("couloir", "RAD", "RAD"),
        ("socle", "MSS", "MSS"),
        ("section", "MSS/CONF", "MSS/CONF"),
        ("profil", "Général", "\"Général\""),
        ("itération", "IT2", "IT2"),
        ("référence", "DMP", "DMP"),
        ("version", "DMP@2.10.0", "2.10.0"),
        ("retour", "C-10", "C-10"),
        ("retour:exigence", "C-10", "SC.X"),
        ("dsr", "RIS", "RIS"),
    ] {
        let span = outcome.origins.named(kind, name).unwrap_or_else(|| panic!("{kind} {name}"));
        assert_eq!(outcome.sources.slice(span), slice, "{kind} {name}");
    }
}

#[test]
fn a_missing_manifest_is_the_only_fatal_finding() {
    let outcome = read_files(&[("remc.yml", b"a: 1")]);
    outcome.finds(&["REM008", "REM001"]);
    assert!(outcome.settings.is_none());
    manifest("").finds(&["REM007 1:1 ", "REM007 1:1 "]);
    manifest("# rien\n").finds(&["REM007 1:1 ", "REM007 1:1 "]);
    manifest("bonjour\n").finds(&["REM007 1:1 bonjour"]);
    manifest("- a\n").finds(&["REM007 1:1 - a"]);
}

#[test]
fn bytes_that_are_no_text_are_shown_at_the_first_bad_one() {
    let outcome = read_files(&[("remc.yaml", b"a: 1\nb: \xe9t\xe9\n")]);
    outcome.finds(&["REM003 2:4 \u{fffd}"]);
    assert!(outcome.settings.is_none());
}

/// A disk with an unreadable file and an enormous one.
struct BadDisk;

impl FileSystem for BadDisk {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        match path.to_str() {
            Some("remc.yaml") => Ok(MANIFEST.into()),
            Some("references.yaml") => Err(std::io::ErrorKind::PermissionDenied.into()),
            Some("retours/IT1.yaml") => Ok(vec![0; crate::source::SIZE_LIMIT + 1]),
            _ => Err(std::io::ErrorKind::NotFound.into()),
        }
    }

    fn list(&self, folder: &Path) -> std::io::Result<Vec<std::path::PathBuf>> {
        match folder.to_str() {
            Some("retours") => Ok(vec!["retours/IT1.yaml".into()]),
            Some("dsr") => Err(std::io::ErrorKind::PermissionDenied.into()),
            _ => Ok(Vec::new()),
        }
    }
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let (mut sources, mut origins, mut problems) = (SourceSet::default(), Origins::default(), Vec::new());
    assert!(read(&BadDisk, &mut sources, &mut origins, &mut problems).is_some());
    let codes: Vec<&str> = problems.iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(codes, ["REM002", "REM002", "REM004"]);
    for (problem, name) in problems.iter().zip(["dsr", "references.yaml", "retours/IT1.yaml"]) {
        assert!(problem.message.contains(name), "{}", problem.message);
    }
}

#[test]
fn unknown_keys_are_reported_with_the_nearest_and_read_as_such() {
    let outcome = manifest(&tail(
        "couloirs:\n  - { code: RIS, titer: Radiologie, couleur: bleu }\nsectoins:\n  - { code: A, titre: T }\nProfils: []\n",
    ));
    outcome.finds(&[
        "REM006 5:1 sectoins -> sections",
        "REM006 7:1 Profils -> profils",
        "REM006 4:18 titer -> titre",
        "REM006 4:37 couleur",
    ]);
    assert_eq!(outcome.settings().manifest.sections.len(), 1);
}

#[test]
fn accents_are_optional_and_texts_are_normalised() {
    let plain = tail(
        "iterations:\n- { nom: IT1, date: 2022-10-24, etat: preparation }\nregles: { REM501: ignoree }\nmotifs: [erreur]\n",
    );
    let outcome = manifest(&plain.replace("édition", "edition"));
    outcome.finds(&[]);
    assert_eq!(outcome.settings().manifest.motives, [Motive::Mistake]);
    let decomposed =
        format!("\u{feff}{}", tail("itérations:\r\n- { nom: stabilisé, date: 2022-10-24, état: clos }\r\n"))
            .replace('é', "e\u{301}");
    let outcome = manifest(&decomposed);
    outcome.finds(&["REM007 4:45 clos -> close"]);
    assert_eq!(outcome.settings().manifest.iterations.first().map(|i| i.name.as_str()), Some("stabilisé"));
}

#[test]
fn every_mistake_of_the_manifest_is_reported_at_its_value() {
    let outcome = manifest(
        "édition: 2\ncouloirs:\n- { code: RIS, titre: R, alias: [SGL] }\n- { code: SGL, titre: [B] }\n- { titre: sans code }\n\
         - { code: ris, titre: Q }\n- { code: \"a b\", titre: }\nsections:\n- code: A\n- A\nitérations:\n\
         - { nom: IT1, date: 2022-02-30, état: clos, reprise: peut-être }\n- { nom: IT1, date: ~, état: close }\n\
         - { nom: work, date: 2022-02-28, état: close }\n\
         motifs: [erreur, retour_editeur, erreur]\nrègles: { REM51: erreur, REM501: avertisement, rem501: info }\n\
         publication: { url: exemple.fr }\npublication: {}\n",
    );
    outcome.finds(&[
        "REM011 18:1 publication also 17:1 publication",
        "REM007 1:10 2",
        "REM007 1:1 édition: 2",
        "REM007 4:23 [B]",
        "REM007 5:5 titre: sans code",
        "REM011 6:11 ris also 3:11 RIS",
        "REM007 7:18 titre",
        "REM007 7:11 \"a b\"",
        "REM011 3:34 SGL also 4:11 SGL",
        "REM007 10:3 A",
        "REM007 9:3 code: A",
        "REM007 12:39 clos -> close",
        "REM007 12:54 peut-être",
        "REM007 12:21 2022-02-30",
        "REM007 13:15 date",
        "REM011 13:10 IT1 also 12:10 IT1",
        "REM007 14:10 work",
        "REM207 15:18 retour_editeur -> retour_editeurs",
        "REM011 15:34 erreur also 15:10 erreur",
        "REM211 16:11 REM51 -> REM501",
        "REM007 16:34 avertisement -> avertissement",
        "REM011 16:48 rem501 also 16:26 REM501",
        "REM007 17:21 exemple.fr",
    ]);
    let settings = outcome.settings();
    assert_eq!(settings.manifest.lanes.len(), 3);
    assert_eq!(settings.manifest.sections.len(), 1);
}

#[test]
fn syntax_mistakes_are_french_exact_and_do_not_hide_the_next_key() {
    for (text, expected) in [
        ("titre: \"abc\nprofil: []\n", &["REM005 3:8 \"", "REM006 4:1 profil -> profils"][..]),
        ("titre: \"abc\" d\nprofil: []\n", &["REM005 3:14 d", "REM006 4:1 profil -> profils"]),
        ("couloirs: [ { code: A, titre: B }\nprofil: []\n", &["REM005 4:7 : also 3:11 ["]),
        (
            "couloirs:\n  - { code: A, titre: B\nprofil: []\n",
            &["REM005 4:5 {", "REM006 5:1 profil -> profils"],
        ),
        (
            "couloirs:\n  - code: A\n   titre: B\nprofil: []\n",
            &["REM005 5:4 t", "REM006 6:1 profil -> profils"],
        ),
        ("couloirs:\n\t- code: A\nprofil: []\n", &["REM005 4:2 -", "REM006 5:1 profil -> profils"]),
        ("titre: a: b\nprofil: []\n", &["REM005 3:9 :", "REM006 4:1 profil -> profils"]),
        ("titre: *x\nprofil: []\n", &["REM005 3:8 *", "REM006 4:1 profil -> profils"]),
        ("titre: @x\nprofil: []\n", &["REM005 3:8 @", "REM006 4:1 profil -> profils"]),
        ("titre: \"é\\q\"\nprofil: []\n", &["REM005 3:10 \\q", "REM006 4:1 profil -> profils"]),
        ("titre: !t x\nprofil: []\n", &["REM005 3:8 !t", "REM006 4:1 profil -> profils"]),
        ("titre\nprofil: []\n", &["REM005 3:1 t", "REM006 4:1 profil -> profils"]),
        ("titre: [}\nprofil: []\n", &["REM005 3:8 [", "REM006 4:1 profil -> profils"]),
        ("titre: 'l'an'\nprofil: []\n", &["REM005 3:11 a", "REM006 4:1 profil -> profils"]),
        ("{a: 1}: x\nprofil: []\n", &["REM005 3:1 {a: 1}", "REM006 4:1 profil -> profils"]),
        ("titre: &a [*a]\nprofil: []\n", &["REM005 3:12 *a", "REM006 4:1 profil -> profils"]),
        ("---\nprofil: []\n", &["REM005 3:1 ---"]),
        (
            "titre: a: b\navertissement: c: d\nprofil: []\n",
            &["REM005 3:9 :", "REM005 4:17 :", "REM006 5:1 profil -> profils"],
        ),
    ] {
        let outcome = manifest(&tail(text));
        outcome.finds(expected);
        assert!(!outcome.settings().manifest.complete);
        for problem in outcome.problems.iter().filter(|problem| problem.code == Code::YamlSyntax) {
            let english =
                ["expected", "found", "while", "invalid"].iter().any(|word| problem.message.contains(word));
            assert!(!english && !problem.help.is_empty(), "{problem:?}");
        }
    }
}

#[test]
fn a_broken_manifest_does_not_make_others_wrong() {
    let outcome = read_files(&[
        ("remc.yaml", tail("couloirs: [\n").as_bytes()),
        (
            "retours/IT9.yaml",
            "itération: IT9\nretours:\n- { id: C-1, exigence: A.1, couloir: X }\n".as_bytes(),
        ),
        ("references.yaml", "références:\n- { code: R, titre: T, applicable: { X: [] } }\n".as_bytes()),
        ("dsr/X.md", b"---\ncouloir: X\ntitre: T\nversion: 1\ndate: 2023-01-01\nprofils: [P]\n---\n"),
    ]);
    outcome.finds(&["REM005 3:11 ["]);
    assert_eq!(outcome.settings().broken.len(), 1);
    assert!(outcome.settings().references_complete(&outcome.sources));
}

#[test]
fn bombs_and_wells_are_refused() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let _ = writeln!(bomb, "a{level}: &a{level} [{}]", vec![format!("*a{}", level - 1); 10].join(", "));
    }
    let started = Instant::now();
    let outcome = manifest(&tail(&bomb));
    assert!(started.elapsed() < Duration::from_secs(5));
    let refused: Vec<&Diagnostic> = outcome.problems.iter().filter(|p| p.code == Code::YamlSyntax).collect();
    assert!(matches!(refused.as_slice(), [one] if one.message.starts_with("trop d’alias")), "{refused:?}");
    for well in ["[".repeat(100_000), "{a: ".repeat(100_000), "- ".repeat(100_000)] {
        let outcome = manifest(&format!("titre:\n  {well}"));
        assert!(outcome.found().iter().any(|line| line.starts_with("REM005")), "{:?}", outcome.found());
    }
    let spiral: String = (1..200).fold("a0: &a0 x\n".to_owned(), |mut text, level| {
        let _ = writeln!(text, "a{level}: &a{level} [*a{}]", level - 1);
        text
    });
    assert!(manifest(&spiral).problems.iter().any(|problem| problem.message.starts_with("imbrication")));
    manifest(&tail("couloirs:\n- &r { code: RIS, titre: T }\nsocles: [*r]\n")).finds(&[]);
}

#[test]
fn the_register_names_known_lanes_and_versions() {
    let outcome = with(&[(
        "references.yaml",
        "références:\n- code: DMP\n  titre: T\n  versions:\n  - { v: 2.10.0, jalons: [{ statut: publie, date: fin avril }] }\n  \
         - { v: 2.10.0 }\n  - { v: 2.8.0, jalons: [{ statut: publiée, date: 2023-01-01, promesse: bientôt, url: \"javascript:x\" }] }\n  \
         applicable: { défault: [2.10.0], RSI: [2.8.0], RIS: [2.9.0], RAD: [2.8.0] }\n- { code: dmp, titre: U }\n",
    )]);
    outcome.finds(&[
        "REM007 5:37 publie -> publiée",
        "REM007 5:51 fin avril",
        "REM011 6:10 2.10.0 also 5:10 2.10.0",
        "REM007 7:87 \"javascript:x\"",
        "REM007 7:63 promesse",
        "REM209 8:17 défault -> défaut",
        "REM209 8:36 RSI -> RIS",
        "REM210 8:56 2.9.0 -> 2.8.0",
        "REM011 8:64 RAD also 8:50 RIS",
        "REM011 9:11 dmp also 2:9 DMP",
    ]);
}

#[test]
fn comments_cite_known_lanes_vendors_and_iterations() {
    let outcome = with(&[
        (
            "confidentiel/editeurs.yaml",
            "éditeurs:\n- { code: E07, nom: A }\n- { code: e07, nom: B }\n- { code: E08 }\n",
        ),
        (
            "retours/IT1.yaml",
            "itération: IT2\nretours:\n- { id: C-1, exigence: SC.X, couloir: RSI, éditeur: E70, disposition: non retenu, version: deux }\n\
             - { id: C-1, exigence: SC.X }\n- { id: C2., exigence: foo, effet: [{ exigence: SC.X, évolution: change }] }\n- { id: C-3 }\n",
        ),
        ("retours/IT2.yaml", "itération: IT2\nretours:\n- { id: c-1, exigence: SC.Z }\n"),
        ("retours/IT3.yaml", "itération: IT3\n"),
        ("retours/IT4.yaml", ""),
    ]);
    outcome.finds(&[
        "REM011 3:11 e07 also 2:11 E07",
        "REM007 4:5 code: E08",
        "REM007 1:12 IT2",
        "REM007 3:92 deux",
        "REM209 3:39 RSI -> RIS",
        "REM212 3:53 E70 -> E07",
        "REM007 3:71 non retenu -> non_retenu",
        "REM011 4:9 C-1 also 3:9 C-1",
        "REM109 5:9 C2.",
        "REM109 5:24 foo",
        "REM007 5:66 change",
        "REM007 6:5 id: C-3",
        "REM011 1:12 IT2 also 1:12 IT2",
        "REM011 3:9 c-1 also 3:9 C-1",
        "REM206 1:12 IT3 -> IT1",
        "REM007 1:1 ",
    ]);
    let without = with(&[(
        "retours/IT1.yaml",
        "itération: IT1\nretours: [{ id: C-1, exigence: SC.X, éditeur: E70 }]\n",
    )]);
    without.finds(&[]);
}

#[test]
fn dossiers_have_a_header_with_exact_places() {
    let outcome = with(&[
        ("dsr/A.md", "# Sans en-tête\n"),
        ("dsr/B.md", "---\ncouloir: RIS\n"),
        (
            "dsr/RIS.md",
            "---\ncouloirs: RAD\nversion: 1\ndate: 31/01/2023\nprofils: [Générale, Général, Général]\ntitre: é: à\n---\ncorps\n",
        ),
        (
            "dsr/SGL.md",
            "---\ncouloir: RIS\ntitre: T\nversion: 1\ndate: 2023-01-31\nhistorique: [{ version: 0.9 }]\n---\n",
        ),
        ("dsr/X.md", "---\n---\n"),
    ]);
    outcome.finds(&[
        "REM012 1:1 # Sans en-tête",
        "REM012 1:1 ---",
        "REM005 6:9 :",
        "REM006 2:1 couloirs -> couloir",
        "REM007 4:7 31/01/2023",
        "REM202 5:11 Générale -> Général",
        "REM011 5:30 Général also 5:21 Général",
        "REM012 2:10 RIS",
        "REM012 6:16 version: 0.9",
        "REM011 2:10 RIS also 2:11 RAD",
        "REM012 1:1 ---",
        "REM012 1:1 ---",
        "REM012 1:1 ---",
        "REM012 1:1 ---",
    ]);
    let bodies: Vec<&str> =
        outcome.settings().dossiers.iter().map(|dossier| dossier.content.body.as_str()).collect();
    assert_eq!(bodies, ["corps\n", ""]);
}

#[test]
fn strays_are_reported_and_notes_are_not() {
    let outcome = with(&[
        ("retours/IT1.yml", "x"),
        ("retours/old/IT1.yaml", "x"),
        ("retours/.gitkeep", ""),
        ("rem/README.md", ""),
        ("rem/RIS.rem~", ""),
        ("rem/RIS.txt", ""),
        ("socles/MSS/a.rem", ""),
        ("confidentiel/éditeurs.yaml", ""),
        ("iterations/IT1.json", "{}"),
        ("references.yml", ""),
    ]);
    outcome.finds(&["REM008"; 5]);
    assert!(outcome.problems.iter().all(|problem| problem.primary.is_none() && !problem.help.is_empty()));
}

#[test]
fn reading_is_deterministic_and_large_registers_are_quick() {
    let mut text = "itération: IT1\nretours:\n".to_owned();
    for number in 0..20_000 {
        let _ = writeln!(
            text,
            "- {{ id: C-{number}, exigence: SC.X.{number}, couloir: RIS, texte: \"Un retour, assez long.\" }}"
        );
    }
    let started = Instant::now();
    let outcome = with(&[("retours/IT1.yaml", &text)]);
    let elapsed = started.elapsed();
    outcome.finds(&[]);
    assert_eq!(outcome.settings().books.first().map(|book| book.comments.len()), Some(20_000));
    assert!(elapsed < Duration::from_secs(20), "{elapsed:?}");
    let list = tail(&format!("motifs: [{}]\n", vec!["erreur"; 100_000].join(", ")));
    let started = Instant::now();
    assert_eq!(manifest(&list).problems.len(), 99_999);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    let again = with(&[("retours/IT1.yaml", &text)]);
    assert_eq!(again.settings, outcome.settings);
}

#[test]
fn messages_start_low_and_end_without_a_stop() {
    let outcome = manifest("édition: 2\ncouloir: []\nrègles: 3\nprofils: [{ nom: [] }]\ntitre: {}\n");
    assert_eq!(outcome.problems.len(), 6);
    for problem in &outcome.problems {
        let first = problem.message.chars().next().unwrap_or('A');
        assert!(!first.is_uppercase() && !problem.message.ends_with('.'), "{}", problem.message);
        assert!(!problem.help.is_empty(), "{}", problem.message);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    #[test]
    fn no_mutation_panics(
        cuts in proptest::collection::vec((0.0..1.0f64, 0usize..12, "[\\[\\]{}:,\"'&*!%@`|>#\\-\\?\t\n é~a1\\\\]{0,4}"), 1..6),
        target in 0usize..4,
    ) {
        let sources = [
            ("remc.yaml", MANIFEST),
            ("references.yaml", "références:\n- code: R\n  titre: T\n  versions: [{ v: 1.0, jalons: [{ statut: publiée, date: 2023-01-01 }] }]\n  applicable: { défaut: [1.0] }\n"),
            ("retours/IT1.yaml", "itération: IT1\nretours:\n- id: C-1\n  exigence: SC.X\n  texte: |\n    bloc\n  effet: [{ exigence: SC.X, évolution: modifiée }]\n"),
            ("dsr/RIS.md", "---\ncouloir: RIS\ntitre: \"é\"\nversion: 1\ndate: 2023-01-01\n---\ncorps\n"),
        ];
        let files: Vec<(&str, Vec<u8>)> = sources
            .iter()
            .enumerate()
            .map(|(index, (path, text))| (*path, if index == target { mutate(text, &cuts) } else { text.as_bytes().to_vec() }))
            .collect();
        let borrowed: Vec<(&str, &[u8])> = files.iter().map(|(path, bytes)| (*path, bytes.as_slice())).collect();
        let outcome = read_files(&borrowed);
        for problem in &outcome.problems {
            for label in problem.primary.iter().chain(&problem.secondary) {
                let text = outcome.sources.get(label.span.file).expect("a file").text();
                proptest::prop_assert!(text.get(label.span.range()).is_some(), "{:?}", problem);
            }
        }
    }
}

/// Replaces stretches of a text by other characters.
fn mutate(text: &str, cuts: &[(f64, usize, String)]) -> Vec<u8> {
    let mut letters: Vec<char> = text.chars().collect();
    for (place, length, replacement) in cuts {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let start = ((letters.len() as f64) * place) as usize;
        let end = (start + length).min(letters.len());
        drop(letters.splice(start..end, replacement.chars()));
    }
    letters.into_iter().collect::<String>().into_bytes()
}
