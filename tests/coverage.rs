//! The matrix of requirements, scenarios and proofs: its rows, its counts, its page and its table.

use std::path::Path;

use remc::conformity::{Cover, Coverage, Moment, Tally, define};
use remc::io::Disk;
use remc::model::Corpus;
use remc::render::{RenderContext, check_pages, coverage, render_site};

use crate::support::project::{Project, item};

/// One requirement covered each way, a scenario without proof, a proof asked for twice.
fn project() -> Project {
    let own = item("SC.MSS/A.1").with(
        "profil \"Général\"
        note \"CANARI-note\"
        scénario SC.MSS/A.1.01 \"=Vers un pair\" {
          étape \"Émettre.\"
          preuve SC.MSS/A.1.01.01 trace \"Trace\"
          preuve SC.MSS/A.1.01.02 capture \"Écran\" vérification interne \"CANARI-verification\"
        }
        scénario SC.MSS/A.1.02 \"Retour\" { étape \"Recevoir.\" preuve partagée SC.MSS/A.1.01.01 }",
    );
    let both = item("SC.MSS/A.2").with(
        "profil \"Général\", \"Téléradiologie\"
        scénario SC.MSS/A.2.01 \"Sans preuve\" { étape \"Voir.\" }",
    );
    let cross = item("SC.MSS/A.3").with("profil \"Téléradiologie\"");
    let none = item("SC.MSS/A.4");
    let spanning = "scénario SCN_RIS/CO.01 \"Bout en bout\" {
      étape \"Tout.\" couvre SC.MSS/A.2 preuve SCN_RIS/CO.01.01 document \"Compte rendu\"
      étape \"Suite.\" couvre SC.MSS/A.3 preuve SCN_RIS/CO.01.02 document \"Autre\"
    }
    scénario SCN_RIS/CO.02 \"Télé seulement\" {
      profil \"Téléradiologie\"
      étape \"Rien.\" couvre SC.MSS/A.3
    }";
    Project::new()
        .file("confidentiel/editeurs.yaml", "éditeurs: [{ code: E07, nom: \"CANARI-Logiciels\" }]")
        .mss(&[own, both, cross, none])
        .lane("RIS", "profils \"Général\", \"Téléradiologie\"\nreprend *", &[])
        .file("rem/RIS2.rem", format!("rem RIS \"Suite\" {{ }}\nsection S3\n{spanning}\n"))
}

fn adds_up(tally: Tally) {
    assert_eq!(tally.own + tally.both + tally.cross + tally.none, tally.items, "{tally:?}");
    assert_eq!(tally.proven + tally.bare, tally.scenarios, "{tally:?}");
    assert_eq!(tally.single + tally.shared, tally.proofs, "{tally:?}");
}

/// Everything that must hold of any lane.
fn holds(corpus: &Corpus) {
    for lane in &corpus.lanes {
        let coverage = Coverage::of(corpus, lane);
        let moment = Moment { name: "IT1", date: None, corpus };
        let asked = define(&lane.code, &[moment]).unwrap();
        assert_eq!(asked.proof_count(), coverage.total.proofs, "{}: the checklist and the matrix", lane.code);
        adds_up(coverage.total);
        coverage.profiles.iter().for_each(|(_, tally)| adds_up(*tally));
        assert_eq!(coverage.total.items, coverage.rows.len());
        assert_eq!(coverage.total.bare, coverage.without_proof.len());
        assert_eq!(coverage.total.shared, coverage.shared.len());
        let lines = |row: &remc::conformity::Row<'_>| {
            let own: usize = row.scenarios.iter().map(|one| one.proofs.len().max(1)).sum();
            own.max(1)
        };
        let rows: usize = coverage.rows.iter().map(lines).sum();
        let csv = coverage::to_csv(corpus, lane);
        let mut reader = 0;
        let mut quoted = false;
        for byte in &csv {
            match byte {
                b'"' => quoted = !quoted,
                b'\n' if !quoted => reader += 1,
                _ => {}
            }
        }
        assert_eq!(reader, rows + 1, "a header, then one line per row of the matrix");
    }
}

#[test]
fn each_requirement_is_covered_one_way() {
    let corpus = project().corpus();
    let coverage = Coverage::of(&corpus, corpus.lane("RIS").unwrap());
    let ways: Vec<Cover> = coverage.rows.iter().map(remc::conformity::Row::cover).collect();
    assert_eq!(ways, [Cover::Own, Cover::Both, Cover::Cross, Cover::None]);
    let bare: Vec<&str> = coverage.without_proof.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(bare, ["SC.MSS/A.2.01", "SCN_RIS/CO.02"]);
    let [shared] = coverage.shared.as_slice() else { panic!("{:?}", coverage.shared) };
    assert_eq!((shared.id.as_str(), shared.scenarios.len(), shared.items.len()), ("SC.MSS/A.1.01.01", 2, 1));
    assert_eq!(coverage.rows[1].scenarios[1].proofs.len(), 1, "only the proofs of the steps that cover it");
    let expected = Tally {
        items: 4,
        own: 1,
        both: 1,
        cross: 1,
        none: 1,
        scenarios: 5,
        proven: 3,
        bare: 2,
        proofs: 4,
        single: 3,
        shared: 1,
        links: 5,
    };
    assert_eq!(coverage.total, expected);
    let general = &coverage.profiles[0].1;
    assert_eq!((general.items, general.own, general.both, general.scenarios), (2, 1, 1, 4), "{general:?}");
    assert_eq!(coverage.profiles.last().unwrap().0, None, "A.4 has no profile");
    holds(&corpus);
}

#[test]
fn counts_add_up_on_our_corpus() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let compilation = remc::compile(&Disk::new(root.join("referentials")));
    holds(&compilation.corpus);
    compilation.baselines.iter().for_each(|frozen| holds(&frozen.corpus));
}

#[test]
fn the_table_and_the_page_say_the_same() {
    let compilation = project().compile();
    let corpus = &compilation.corpus;
    let csv = String::from_utf8(coverage::to_csv(corpus, corpus.lane("RIS").unwrap())).unwrap();
    insta::assert_snapshot!("coverage", csv.replace('\r', ""));
    assert!(csv.contains("\"'=Vers un pair\""), "a title is no formula");
    let context = RenderContext {
        settings: compilation.settings.as_ref().unwrap(),
        corpus,
        work: None,
        baselines: &[],
        diagnostics: &compilation.diagnostics,
        sources: &compilation.sources,
    };
    let files = render_site(&context).unwrap();
    assert!(check_pages(&files).is_empty());
    let found = |path: &str| files.iter().find(|file| file.path == Path::new(path)).unwrap();
    assert_eq!(found("couloirs/RIS/couverture.csv").bytes, csv.as_bytes());
    let page = String::from_utf8_lossy(&found("couloirs/RIS/couverture.html").bytes).into_owned();
    for expected in [
        "1 par leurs seuls scénarios + 1 par les leurs et des transverses + 1 par des transverses seulement + 1 sans scénario = 4 exigences.",
        "3 avec preuve + 2 sans preuve = 5 scénarios.",
        "3 demandées par un seul scénario + 1 par plusieurs = 4 preuves, pour 5 lignes",
        "Scénarios sans preuve (2)",
        "partagée par 2 scénarios",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    assert!(!page.contains("CANARI") && !csv.contains("CANARI"));
}
