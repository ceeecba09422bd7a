//! What a reader is told of a change, wherever it is told: the comments it answers, its reason, what moved, by whom its
//! answers are taken over, and numbers that add up.

use std::path::Path;

use remc::history::diff_all;
use remc::io::Disk;
use remc::render::{Compared, diff_csv, diff_html, diff_json, diff_md};
use remc::{compile, endpoint};
use serde_json::Value;

use crate::site::{plain, project, site, text};
use crate::support::project::{Project, change, item, since, since_in};

/// What a page shows between two marks.
fn part<'h>(html: &'h str, start: &str, end: &str) -> &'h str {
    let (_, rest) = html.split_once(start).unwrap_or_else(|| panic!("no {start} in {html}"));
    rest.split(end).next().unwrap()
}

fn numbers(text: &str) -> Vec<usize> {
    let words = text.split(|character: char| !character.is_ascii_digit());
    words.filter(|word| !word.is_empty()).map(|word| word.parse().unwrap()).collect()
}

const ROUND: &str = "itération: IT1\nretours:\n  - {id: C-0301, exigence: SC.MSS/CONF.01, couloir: RIS, éditeur: E07, texte: \"CANARI\", disposition: intégré, réponse: \"Une exigence nouvelle.\", effet: [{exigence: SC.MSS/CONF.02, évolution: nouvelle}]}\n  - {id: C-0302, exigence: SC.MSS/CONF.01, couloir: LGC, éditeur: E07, texte: \"CANARI\", disposition: intégré, réponse: \"Fait.\"}\n";

#[test]
fn a_new_requirement_and_the_comment_that_asked_for_it_lead_to_each_other() {
    let item = crate::site::item;
    let first = item("SC.MSS/CONF.01", "validée", "Le système DOIT tracer l’envoi.", "");
    let changed = item(
        "SC.MSS/CONF.01",
        "validée",
        "Le système DOIT tracer chaque envoi.",
        "  évolution IT2 fond motif precision \"Chaque.\" répond C-0302",
    )
    .replace(" v1 ", " v2 ");
    let second = format!("{changed}{}", item("SC.MSS/CONF.02", "validée", "Le système DOIT relancer.", ""));
    let more = [
        ("retours/IT1.yaml", ROUND),
        ("confidentiel/editeurs.yaml", "éditeurs:\n  - {code: E07, nom: \"CANARI-EDITEUR\"}\n"),
    ];
    let compiled = project(&[("IT1", &first), ("IT2", &second)], &second, &more);
    let files = site(&compiled);
    let link = "commentaires/IT1.html#C-0301";
    for path in [
        "exigences/SC.MSS_CONF.02.html",
        "diffs/RIS/IT1_IT2.html",
        "diffs/LGC/IT1_IT2.html",
        "diffs/tous/IT1_IT2.html",
    ] {
        assert!(text(&files, path).contains(link), "{path}");
    }
    let page = text(&files, "diffs/RIS/IT1_IT2.html");
    let card = part(page, "id=\"SC.MSS_CONF.02\"", "</article>");
    assert!(card.contains("data-retour=\"C-0301\"") && plain(card).contains("Retour : C-0301."), "{card}");
    assert!(!card.contains("Pourquoi"), "{card}");
    let treated = plain(part(page, "<h2 id=\"retours\">", "<h2"));
    assert!(treated.contains("C-0301") && treated.contains("A fait changer : SC.MSS/CONF.02"), "{treated}");
    // The other way: a change that cites a comment stands under it, though the register declares no effect.
    let round = text(&files, "commentaires/IT1.html");
    let cited = plain(part(round, "id=\"C-0302\"", "</article>"));
    assert!(cited.contains("Effet : SC.MSS/CONF.01 modifiée."), "{cited}");
    // Every twin says it.
    let twin: Value = serde_json::from_str(text(&files, "diffs/RIS/IT1_IT2.json")).unwrap();
    let new =
        twin["differences"].as_array().unwrap().iter().find(|one| one["id"] == "SC.MSS/CONF.02").unwrap();
    assert_eq!(new["motif"], serde_json::json!({"code": null, "texte": null, "commentaires": ["C-0301"]}));
    for kind in ["csv", "md"] {
        assert!(text(&files, &format!("diffs/RIS/IT1_IT2.{kind}")).contains("C-0301"), "{kind}");
    }
    assert!(files.iter().all(|file| !String::from_utf8_lossy(&file.bytes).contains("CANARI")));
}

#[test]
fn a_comment_of_one_lane_does_not_explain_what_another_lane_alone_does() {
    let round = "itération: IT1\nretours:\n  - {id: C-0001, exigence: SC.MSS.01, couloir: LGC, éditeur: E07, texte: \"x\", disposition: intégré, réponse: \"Oui.\", effet: [{exigence: SC.MSS.01, évolution: modifiée}]}\n";
    let picks = "  profils \"Général\"\n  reprend SC.MSS.*";
    let adapts = "  profils \"Général\"\n  reprend SC.MSS.*\n  adapte SC.MSS.01 motif precision \"Ici.\" {\n    énoncé \"\"\"Le système DOIT tracer dix envois.\"\"\"\n  }";
    let project = Project::new()
        .file("retours/IT1.yaml", round)
        .mss(&[item("SC.MSS.01")])
        .lane("RIS", picks, &[])
        .lane("LGC", picks, &[])
        .freeze("IT1")
        .lane("RIS", adapts, &[]);
    assert!(change(&since_in(&project, "IT1", "RIS"), "SC.MSS.01").comments.is_empty());
    // The item itself moves: every lane is told why.
    let project =
        project.mss(&[item("SC.MSS.01").says("Le système DOIT tracer deux envois.")]).lane("RIS", picks, &[]);
    for diff in [since(&project, "IT1"), since_in(&project, "IT1", "RIS"), since_in(&project, "IT1", "LGC")] {
        assert_eq!(change(&diff, "SC.MSS.01").comments, ["C-0001"]);
    }
    // Nobody wrote why: the comment is no motive.
    let html = crate::diff_page::page(&project.freeze("IT2"), "IT1", "IT2", Some("LGC"));
    let card = part(&html, "<article class=\"carte chg\" id=\"SC.MSS.01\"", "</article>");
    assert!(plain(card).contains("Pourquoi : Sans motif (retour C-0001)."), "{card}");
    assert!(card.contains("data-motif=\"sans\""));
}

#[test]
fn history_shows_both_versions_of_a_reference_and_links_former_ids() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("referentials");
    let compiled = compile(&Disk::new(folder));
    let files = site(&compiled);
    let page = text(&files, "exigences/SC.DMP_ALIM.01.html");
    let moment = part(page, "<li id=\"it3\">", "</li>\n<li id=");
    for version in ["2.7.0", "2.8.0", "2.10.0"] {
        assert!(moment.contains(version), "{version}: {moment}");
    }
    assert_eq!(moment.matches("class=\"pourquoi\"").count(), 1, "{moment}");
    let references = plain(part(page, "<h2 id=\"references\">", "</ul>"));
    assert!(
        references.contains("Applicable : 2.8.0 pour HOP-PFI ; 2.10.0 pour les autres couloirs."),
        "{references}"
    );
    assert!(
        plain(page).contains(", les versions 2.8.0 et 2.10.0 s’appliquent mais ne sont pas encore publiées.")
    );
    // A requirement renamed twice: its page leads to both pages it left, and each of them back.
    let page = text(&files, "exigences/SC.MSS_REC.06.html");
    let own = part(page, "<h2 id=\"filiation\">", "<h2");
    for former in ["SC.MSS_TRI.01", "SC.MSS_UX.02"] {
        assert!(own.contains(&format!("exigences/{former}.html\"")), "{own}");
        assert!(text(&files, &format!("exigences/{former}.html")).contains("exigences/SC.MSS_REC.06.html"));
    }
    let moment = part(page, "<li id=\"it4\">", "</li>\n<li id=");
    assert!(
        moment.contains("Renommée") && moment.contains("Déplacée") && !moment.contains("Inchangée"),
        "{moment}"
    );
    assert!(moment.contains("exigences/SC.MSS_TRI.01.html"), "{moment}");
}

#[test]
fn unchanged_requirements_add_up_on_every_page() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("referentials");
    let compiled = compile(&Disk::new(folder));
    for pair in compiled.baselines.windows(2) {
        let (all, lanes) = diff_all(&pair[0].corpus, &pair[1].corpus, endpoint(&pair[0]), endpoint(&pair[1]));
        for diff in std::iter::once(&all).chain(&lanes) {
            let html = diff_html::to_html(diff, &pair[0].corpus, &pair[1].corpus, None).unwrap();
            let place = format!("{:?} {}", diff.lane, diff.to.name);
            let rows = html.matches("chg\" id=").count();
            let boxes: usize = html
                .match_indices("name=\"evolution\" value=")
                .map(|(at, _)| numbers(&plain(part(&html[at..], "class=\"discret\">", "</span>")))[0])
                .sum();
            assert_eq!(boxes, rows, "{place}: the boxes of évolution count every difference once");
            if !html.contains("id=\"inchangees\"") {
                continue;
            }
            let total = numbers(&plain(part(&html, "<h2 id=\"inchangees\">", "</h2>")))[0];
            assert_eq!(total, diff.tally.unchanged, "{place}");
            if let Some((_, sum)) = html.split_once("<p id=\"somme-inchangees\">") {
                let told = numbers(&plain(sum.split("</p>").next().unwrap()));
                assert_eq!(told[0], told[1] + told[2], "{place}: {told:?}");
                let value = "value=\"inchangee\"";
                assert_eq!(
                    numbers(&plain(part(part(&html, value, "</label>"), "discret\">", "<")))[0],
                    told[1],
                    "{place}"
                );
            }
        }
    }
}

#[test]
fn signals_are_told_as_sentences() {
    let scenario = |steps: &str| {
        format!("  scénario SC.MSS.01.01 \"Essai\" {{\n    étape \"\"\"Envoyer.\"\"\"\n{steps}  }}")
    };
    let proof = |points: &str| {
        format!("    preuve SC.MSS.01.01.01 capture \"Écran\" vérification \"\"\"{points}\"\"\"\n")
    };
    let before = item("SC.MSS.01").says("Le système DOIT tracer la page.").with("  référence CI-SIS = 1.0");
    let after = item("SC.MSS.01")
        .says("Le système DOIT tracer la première page.")
        .with("  référence CI-SIS >= 2.0, DMP 1.1");
    let more = "    preuve SC.MSS.01.01.02 capture \"Autre\"\n";
    let project = Project::new()
        .file("references.yaml", crate::support::project::REFERENCES)
        .mss(&[before.with(&scenario(&proof("Voir.")))])
        .freeze("IT1")
        .mss(&[after.with(&scenario(&(proof("Voir l’heure.") + more)))]);
    let diff = since(&project, "IT1");
    let change = change(&diff, "SC.MSS.01");
    let told: Vec<&str> = change.signals.iter().map(|signal| signal.text.as_str()).collect();
    for sentence in [
        "Nombre ou rang ajouté : « première »",
        "Points de vérification de la preuve SC.MSS.01.01.01 modifiés",
        "Preuve SC.MSS.01.01.02 ajoutée",
    ] {
        assert!(told.contains(&sentence), "{told:#?}");
    }
    let references = told.iter().find(|text| text.contains("CI-SIS")).unwrap();
    assert!(
        references.contains("Référence CI-SIS : ") && references.contains(" ; Référence ajoutée : DMP"),
        "{references}"
    );
    // Machines read the same codes.
    let codes: Vec<&str> = change.signals.iter().map(|signal| signal.code.as_str()).collect();
    assert!(
        codes.contains(&"preuve:SC.MSS.01.01.02:ajout") && codes.contains(&"nombre:+première"),
        "{codes:?}"
    );
}

#[test]
fn a_scenario_of_several_requirements_is_told_to_each_that_does_not_change() {
    let scenario = |points: &str| {
        format!(
            "scénario SCN_RIS/CO.01 \"Parcours\" {{\n  étape 1 \"\"\"Envoyer.\"\"\" couvre SC.MSS.01, SC.MSS.02\n  preuve SCN_RIS/CO.01.01 capture \"Écran\" vérification \"\"\"{points}\"\"\"\n}}\n"
        )
    };
    let lane = |points: &str| {
        format!(
            "édition 1\nrem RIS \"Couloir\" {{\n  profils \"Général\"\n  reprend SC.MSS.*\n}}\nsection S2\n{}",
            scenario(points)
        )
    };
    let base = [item("SC.MSS.01"), item("SC.MSS.02"), item("SC.MSS.03")];
    let mut next = base.clone();
    next[1] = item("SC.MSS.02").says("Le système DOIT tracer deux envois.");
    let project = Project::new().mss(&base).file("rem/RIS.rem", lane("Voir.")).freeze("IT1");
    let project = project.mss(&next).file("rem/RIS.rem", lane("Voir l’heure.")).freeze("IT2");
    let (before, after) = (project.baseline("IT1"), project.baseline("IT2"));
    let (all, lanes) = diff_all(&before.corpus, &after.corpus, endpoint(&before), endpoint(&after));
    let ris = lanes.iter().find(|diff| diff.lane.as_deref() == Some("RIS")).unwrap();
    for diff in [&all, ris] {
        assert!(diff.tally.balances() && diff.tally.unchanged == 2, "{:?}", diff.tally);
        let compared = Compared::new(diff, &before.corpus, &after.corpus);
        let html = diff_html::to_html(diff, &before.corpus, &after.corpus, None).unwrap();
        drop(compared);
        let group = part(&html, "<h2 id=\"couvertes\">", "</section>");
        // The one that changes has its card; the third is not covered.
        assert!(
            group.contains("data-cle=\"SC.MSS.01\"")
                && !group.contains("SC.MSS.02")
                && !group.contains("SC.MSS.03")
        );
        assert!(group.contains("data-reponse=\"a_revoir\"") && group.contains("SCN_RIS/CO.01.01"), "{group}");
        assert!(group.contains("data-evolution=\"transverse\""));
        assert!(plain(&html).contains("Scénario transverse seul (1)"));
        // One answer is kept, two are to be reviewed: three requirements, each once.
        assert!(
            plain(&html).contains("Réponses déjà données : sur 3, 1 reste à jour et 2 sont à revoir."),
            "{}",
            plain(&html)
        );
    }
}

#[test]
fn answers_to_a_requirement_that_is_split_are_said_to_go_on() {
    let gone = item("SC.MSS.01")
        .status("obsolète depuis IT2 motif scission \"Deux choses.\"")
        .with("  remplacée par SC.MSS.02, SC.MSS.03");
    let half = |id: &str| item(id).says("Le système DOIT tracer la moitié.").with("  issue de SC.MSS.01");
    let lost = item("SC.MSS.09").status("obsolète depuis IT2 motif sans_objet \"Fini.\"");
    let project = Project::new()
        .mss(&[item("SC.MSS.01"), item("SC.MSS.09")])
        .lane("RIS", "  profils \"Général\"\n  reprend SC.MSS.*", &[])
        .freeze("IT1")
        .mss(&[gone, half("SC.MSS.02"), half("SC.MSS.03"), lost])
        .freeze("IT2");
    let (before, after) = (project.baseline("IT1"), project.baseline("IT2"));
    let (all, lanes) = diff_all(&before.corpus, &after.corpus, endpoint(&before), endpoint(&after));
    let ris = lanes.iter().find(|diff| diff.lane.as_deref() == Some("RIS")).unwrap();
    for diff in [&all, ris] {
        let html = diff_html::to_html(diff, &before.corpus, &after.corpus, None).unwrap();
        let card = part(&html, "id=\"SC.MSS.01\" data-cle", "</article>");
        assert!(card.contains("data-reprise=\"SC.MSS.02|SC.MSS.03\""), "{card}");
        assert!(
            plain(card).contains("Réponse déjà donnée : archivée, et reprise par SC.MSS.02, SC.MSS.03."),
            "{card}"
        );
        assert!(!part(&html, "id=\"SC.MSS.09\" data-cle", "</article>").contains("reprise"));
        assert!(
            plain(&html)
                .contains("sur 2, 2 sont archivées (dont 1 reprise par 2 autres exigences, à revoir)."),
            "{}",
            plain(&html)
        );
        let compared = Compared::new(diff, &before.corpus, &after.corpus);
        let json: Value = serde_json::from_str(&diff_json::to_json(&compared)).unwrap();
        let gone =
            json["differences"].as_array().unwrap().iter().find(|one| one["id"] == "SC.MSS.01").unwrap();
        assert_eq!(gone["effet_reponse"], "archivee");
        assert_eq!(gone["reponse_reprise_par"], serde_json::json!(["SC.MSS.02", "SC.MSS.03"]));
        let csv = String::from_utf8(diff_csv::to_csv(&compared)).unwrap();
        assert!(csv.contains("archivée, reprise par SC.MSS.02, SC.MSS.03"), "{csv}");
        assert!(!diff_md::to_md(&compared).is_empty());
    }
}
