//! Freezing and reading back: everything published, nothing internal, nothing touched unseen.

use remc::history::{assign_keys, baseline, diff, diff_lane};

use crate::support::project::{Project, REFERENCES, end, found, item, listed, told};

/// Every field the model knows, and everything that must stay out of it.
fn rich() -> Project {
    let full = item("SC.MSS/A.1").head("v2 \"Envoi\"").status("validée répond C-1").with(
        "profil \"Général\", \"Téléradiologie\"
        condition \"Envoyez-vous des messages ?\"
        criticité majeure
        périmètre \"Vague 2\"
        vague1 MSS/va1.25, \"SEGUR 12\"
        dépend SC.MSS/A.2 v1, RIS.1
        référence CI-SIS >= 1.0, CI-SIS = 2.0, CI-SIS
        anciennement MSS/va1.25
        issue de SC.MSS/A.3
        fusionne SC.MSS/A.2
        commentaire \"\"\"Publié : voir <https://exemple.fr/x?a=<lieu>>.\"\"\"
        note \"CANARI-note-exigence\"
        évolution IT1 fond motif retour_editeurs \"Précisé.\" répond C-1
        tolère REM501 \"CANARI-tolere\"
        // CANARI-commentaire-source
        scénario SC.MSS/A.1.01 \"Vers un pair\" {
          note \"CANARI-note-scenario\"
          prérequis \"\"\"Un compte.\"\"\"
          étape 1 \"\"\"Émettre.\"\"\"
          preuve SC.MSS/A.1.01.01 trace ou vidéo \"Identifiant\" vérification interne \"CANARI-verification\"
          étape \"\"\"Recevoir.\"\"\"
          preuve SC.MSS/A.1.01.02 capture \"Écran\" vérification \"Le message est là.\"
          preuve partagée SC.MSS/A.1.01.01
        }",
    );
    let gone = item("SC.MSS/A.3")
        .status("obsolète depuis IT2 motif sans_objet \"Fini.\"")
        .with("remplacée par SC.MSS/A.1");
    let back =
        item("SC.MSS/A.2").with("réintroduite depuis IT1 motif erreur \"Supprimée à tort.\" répond C-1");
    let lane = "profils \"Général\"
        reprend SC.MSS/* profil \"Général\"
        adapte SC.MSS/A.1 v1 motif precision \"Au RIS.\" répond C-1 {
          énoncé \"\"\"Le système DOIT tracer au RIS.\"\"\"
          note \"CANARI-note-variante\"
          tolère REM501 \"CANARI-tolere-variante\"
          évolution IT1 fond motif precision
          scénario SC.MSS/A.1.09 \"Ajouté\" { note \"CANARI-note-scenario-variante\" étape \"Faire.\" preuve SC.MSS/A.1.09.01 autre vérification interne \"\"\"CANARI-verification-variante\"\"\" }
          sans scénario SC.MSS/A.1.02
        }
        retire SC.MSS/A.2 motif hors_perimetre \"Non.\" depuis IT1";
    let cross = "scénario SCN_RIS/CO.01 \"Bout en bout\" { note \"CANARI-note-transverse\" profil \"Général\" étape \"Tout.\" couvre RIS.1, SC.MSS/A.1 preuve SCN_RIS/CO.01.01 document vérification interne \"CANARI-verification-transverse\" }";
    let comments = "\
itération: IT1
retours:
  - { id: C-1, exigence: SC.MSS/A.1, version: 1, couloir: RIS, éditeur: E07, texte: \"CANARI-texte-editeur\", disposition: intégré, réponse: \"Repris.\", effet: [{ exigence: SC.MSS/A.1, évolution: modifiée }] }
  - { id: C-2, exigence: RIS.1, éditeur: E08, texte: \"CANARI-autre-texte\", disposition: question }
";
    let manifest_end =
        "publication: { contact: \"CANARI-contact@exemple.fr\" }\navertissement: \"CANARI-avertissement\"\n";
    let project = Project::new();
    let manifest = format!("{}{manifest_end}", project.text("remc.yaml"));
    project
        .file("remc.yaml", manifest)
        .file("references.yaml", REFERENCES)
        .file("retours/IT1.yaml", comments)
        .file(
            "confidentiel/editeurs.yaml",
            "éditeurs: [{ code: E07, nom: \"CANARI-Logiciels\" }, { code: E08, nom: \"CANARI-Autre\" }]",
        )
        .mss(&[full, back, gone])
        .lane("RIS", lane, &[item("RIS.1").with("note \"CANARI-note-couloir\"").head("v4")])
        .file("rem/RIS2.rem", format!("rem RIS \"Suite\" {{ }}\nsection S3\n{cross}\n"))
}

#[test]
fn a_frozen_corpus_reads_back_equal() {
    let project = rich();
    let compiled = project.compile();
    assert_eq!(found(&compiled, &["REM00", "REM1", "REM2"]), Vec::<String>::new());
    let corpus = compiled.corpus;
    assert!(corpus.items.iter().all(|item| !item.statement.is_empty()) && corpus.cross_scenarios.len() == 1);
    let frozen = project.clone().freeze("IT1").baseline("IT1");
    assert!(frozen.intact);
    assert_eq!((frozen.iteration.as_str(), frozen.date.as_str()), ("IT1", "2022-10-24"));
    assert_eq!(frozen.corpus, corpus);
    assert_eq!(frozen.corpus.item("RIS.1").unwrap().version, 4, "the index is rebuilt");
}

#[test]
fn nothing_internal_is_ever_frozen() {
    let project = rich();
    let sources: String = [
        "socles/MSS.rem",
        "rem/RIS.rem",
        "rem/RIS2.rem",
        "retours/IT1.yaml",
        "confidentiel/editeurs.yaml",
        "remc.yaml",
    ]
    .map(|path| project.text(path).to_owned())
    .concat();
    assert!(sources.matches("CANARI").count() > 16);
    let bytes = String::from_utf8(project.frozen("IT1")).unwrap();
    for canary in ["CANARI", "E07", "E08", "editeurs.yaml", "Logiciels"] {
        assert!(!bytes.contains(canary), "{canary} is frozen");
    }
    for published in [
        "Repris.",
        "Publié : voir <https://exemple.fr/x?a=<lieu>>.",
        "Le message est là.",
        "Supprimée à tort.",
    ] {
        assert!(bytes.contains(published), "{published} is lost");
    }
}

#[test]
fn the_order_of_files_and_of_items_leaves_no_trace() {
    let items = [item("SC.MSS/A.1"), item("SC.MSS/A.2"), item("SC.MSS/A.10"), item("SC.MSS/B.1")];
    let expected =
        Project::new().mss(&items).lane("RIS", "reprend *", &[item("RIS.1"), item("RIS.2")]).frozen("IT1");
    let mut turned = items.clone();
    turned.reverse();
    let shuffled = Project::new()
        .lane("RIS", "reprend *", &[item("RIS.2"), item("RIS.1")])
        .file("socles/MSS/b.rem", format!("socle MSS \"Messagerie\"\nsection S1\n{}", listed(&turned[..2])))
        .file("socles/MSS/a.rem", format!("socle MSS \"Messagerie\"\nsection S1\n{}", listed(&turned[2..])));
    assert_eq!(shuffled.frozen("IT1"), expected);
}

#[test]
fn a_flipped_byte_never_passes() {
    let project =
        Project::new().mss(&[item("SC.MSS/A.1").head("v12")]).lane("RIS", "reprend *", &[]).freeze("IT1");
    let (sound, bytes) = (project.baseline("IT1"), project.text("iterations/IT1.json").as_bytes().to_vec());
    for position in 0..bytes.len() {
        let mut touched = bytes.clone();
        touched[position] ^= 1;
        let Ok(read) = baseline::read(&touched) else { continue };
        let same = read.intact
            && read.iteration == sound.iteration
            && read.date == sound.date
            && read.corpus == sound.corpus;
        // Only white space outside the content may differ.
        assert!(!read.intact || same && bytes[position].is_ascii_whitespace(), "byte {position}");
    }
}

#[test]
fn line_ends_do_not_break_the_digest() {
    let project = rich().freeze("IT1");
    let windows = project.text("iterations/IT1.json").replace('\n', "\r\n");
    let read = baseline::read(windows.as_bytes()).unwrap();
    assert!(read.intact);
    assert_eq!(read.corpus, project.baseline("IT1").corpus);
}

#[test]
fn a_baseline_of_another_format_is_refused() {
    let text = |project: &Project| project.text("iterations/IT1.json").to_owned();
    let project = Project::new().mss(&[item("SC.MSS/A.1")]).freeze("IT1");
    let other = text(&project).replace("remc/baseline@1", "remc/baseline@2");
    assert!(baseline::read(other.as_bytes()).unwrap_err().to_string().contains("remc/baseline@2"));
    assert!(baseline::read(b"").is_err() && baseline::read(b"[]").is_err() && baseline::read(b"{}").is_err());
    let renamed = project.clone().file("iterations/IT2.json", text(&project)).compile();
    assert_eq!(found(&renamed, &["REM413"]).len(), 1, "IT1 under the name of IT2");
}

#[test]
fn comparing_a_state_with_itself_finds_nothing() {
    let corpus = rich().corpus();
    let step = diff(&corpus, &corpus, end("a"), end("b"));
    assert_eq!((told(&step).as_str(), step.register.len(), step.tally.balances()), ("", 0, true));
    let lane = diff_lane(&corpus, &corpus, "RIS", end("a"), end("b"));
    assert_eq!((told(&lane).as_str(), lane.tally.balances()), ("", true));
    let mut again = corpus.clone();
    assign_keys(&mut again, Some(&corpus));
    assert_eq!(again, corpus);
    let first = diff(&remc::model::Corpus::default(), &corpus, end(""), end("IT1"));
    assert!(first.changes.iter().all(|change| change.evolution == remc::history::Evolution::New));
    assert_eq!((first.tally.new, first.tally.balances()), (3, true));
}
