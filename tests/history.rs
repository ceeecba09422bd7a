//! Freezing, reading back, comparing, following an item.

use std::fmt::Write as _;

use remc::history::{Attribute, Presence, events, timelines};
use remc::model::{Corpus, ItemId, MotiveClause, Reach, Status};

use crate::support::project::{Item, Project, REFERENCES, change, end, item, listed, since, since_in, told};

fn key(corpus: &Corpus, id: &str) -> String {
    corpus.item(id).unwrap_or_else(|| panic!("no item {id}")).key.to_string()
}

fn cause(clause: Option<&MotiveClause>) -> String {
    clause.map_or(String::new(), |cause| {
        format!("{} {}", cause.text.as_deref().unwrap_or("-"), cause.comments.join(","))
    })
}

fn obsolete(motive: &str) -> String {
    format!("obsolète depuis IT2 motif {motive} \"Fini.\"")
}

// --- who is who ----------------------------------------------------------------------------------------------------

#[test]
fn keys_follow_renames_chains_and_swaps_over_three_iterations() {
    let plain = |id: &str, text: &str| item(id).says(text);
    let project = Project::new()
        .mss(&[
            plain("A.1", "un DOIT"),
            plain("A.2", "deux DOIT"),
            plain("A.3", "trois DOIT"),
            plain("A.4", "quatre DOIT"),
        ])
        .freeze("IT1");
    // A chain 1 -> 2 -> 5, a swap 3 <-> 4.
    let second = [
        plain("A.2", "un DOIT").with("anciennement A.1"),
        plain("A.5", "deux DOIT").with("anciennement A.2"),
        plain("A.4", "trois DOIT").with("anciennement A.3"),
        plain("A.3", "quatre DOIT").with("anciennement A.4"),
    ];
    let project = project.mss(&second);
    let it2 = project.corpus();
    assert_eq!(["A.2", "A.5", "A.4", "A.3"].map(|id| key(&it2, id)), ["A.1", "A.2", "A.3", "A.4"]);
    let step = since(&project, "IT1");
    assert_eq!(
        (step.tally.modified(), step.tally.new, step.tally.obsolete, step.tally.unchanged),
        (0, 0, 0, 4),
        "{}",
        told(&step)
    );
    assert!(step.changes.iter().all(|change| matches!(change.attributes[..], [Attribute::Renamed(_)])));
    // Nothing moves: the declared names stay, nobody is renamed again.
    let project = project.freeze("IT2");
    assert_eq!(told(&since(&project, "IT2")), "");
    // The swap back, a rename more, and an id free since IT2 worn by a newcomer.
    let third = [
        plain("A.6", "un DOIT").with("anciennement A.1, A.2"),
        plain("A.5", "deux DOIT").with("anciennement A.2"),
        plain("A.3", "trois DOIT").with("anciennement A.3, A.4"),
        plain("A.4", "quatre DOIT").with("anciennement A.4, A.3"),
        plain("A.1", "cinq DOIT"),
    ];
    let project = project.mss(&third);
    let it3 = project.corpus();
    assert_eq!(["A.6", "A.5", "A.3", "A.4"].map(|id| key(&it3, id)), ["A.1", "A.2", "A.3", "A.4"]);
    assert_ne!(key(&it3, "A.1"), "A.1", "the key is not for the newcomer");
    let step = since(&project, "IT2");
    assert_eq!(
        told(&step),
        "nouvelle A.1\ninchangee A.3 renommee(A.4)\ninchangee A.4 renommee(A.3)\ninchangee A.6 renommee(A.2)\n"
    );
    assert!(step.tally.balances());
    let whole = since(&project, "IT1");
    assert_eq!((whole.tally.unchanged, whole.tally.new, whole.tally.obsolete), (4, 1, 0), "{}", told(&whole));
}

#[test]
fn a_rename_skipping_a_name_that_was_never_frozen_is_followed() {
    for formers in ["A.1, A.2", "A.2, A.1"] {
        let project = Project::new()
            .mss(&[item("A.1")])
            .freeze("IT1")
            .mss(&[item("A.3").with(&format!("anciennement {formers}"))]);
        assert_eq!(key(&project.corpus(), "A.3"), "A.1", "{formers}");
    }
}

#[test]
fn a_name_taken_over_from_a_renamed_item_does_not_bring_its_key() {
    let project = Project::new().mss(&[item("A.1"), item("J.1")]).freeze("IT1");
    let project = project.mss(&[item("B.1").with("anciennement A.1"), item("J.1")]).freeze("IT2");
    let corpus = project
        .mss(&[item("C.1").with("anciennement A.1, B.1"), item("B.1").with("anciennement J.1")])
        .corpus();
    assert_eq!((key(&corpus, "C.1"), key(&corpus, "B.1")), ("A.1".into(), "J.1".into()));
}

#[test]
fn two_items_never_share_a_key() {
    let cases: &[(&[Item], &[(&str, &str)])] = &[
        // The former id is still worn: it keeps its key.
        (&[item("A.1"), item("B.1").with("anciennement A.1")], &[("A.1", "A.1"), ("B.1", "B.1")]),
        // Two claim one name: the first in reading order is believed.
        (
            &[item("B.1").with("anciennement A.1"), item("B.2").with("anciennement A.1")],
            &[("B.1", "A.1"), ("B.2", "B.2")],
        ),
        // A loser whose own id is the key of a third.
        (
            &[
                item("B.1").with("anciennement A.1"),
                item("C.1").with("anciennement A.2"),
                item("A.2").with("anciennement A.1"),
            ],
            &[("A.2", "A.1"), ("C.1", "A.2"), ("B.1", "B.1")],
        ),
    ];
    for (items, expected) in cases {
        let corpus = Project::new().mss(&[item("A.1"), item("A.2")]).freeze("IT1").mss(items).corpus();
        for (id, wanted) in *expected {
            assert_eq!(key(&corpus, id), *wanted, "{id}");
        }
        let keys: std::collections::BTreeSet<String> =
            corpus.items.iter().map(|item| item.key.to_string()).collect();
        assert_eq!(keys.len(), corpus.items.len());
    }
    // Worse: D.1 loses A.1, and its own id is the key E.1 carries on.
    let claims = [
        item("C.1").with("anciennement A.1"),
        item("D.1").with("anciennement A.1"),
        item("E.1").with("anciennement D.1"),
    ];
    let project = Project::new().mss(&[item("A.1"), item("D.1")]).freeze("IT1").mss(&claims);
    let corpus = project.corpus();
    let keys: std::collections::BTreeSet<String> =
        corpus.items.iter().map(|item| item.key.to_string()).collect();
    assert_eq!(keys.len(), 3, "{keys:?}");
    assert_eq!((key(&corpus, "C.1"), key(&corpus, "E.1")), ("A.1".into(), "D.1".into()));
    assert!(since(&project, "IT1").tally.balances());
}

// --- what happened -------------------------------------------------------------------------------------------------

#[test]
fn split_merge_obsolete_and_reinstated_are_told_apart() {
    let project = Project::new()
        .mss(&[
            item("A.1"),
            item("A.2"),
            item("A.3"),
            item("A.4").status("obsolète depuis IT1 motif sans_objet"),
            item("A.5"),
            item("A.6"),
        ])
        .freeze("IT1");
    let project = project.mss(&[
        item("A.1").status(&obsolete("scission")).with("remplacée par B.1, B.2"),
        item("A.2").status(&obsolete("fusion")).with("remplacée par B.3"),
        item("A.3").status(&obsolete("fusion")).with("remplacée par B.3"),
        item("A.4").with("réintroduite depuis IT2 motif erreur \"À tort.\""),
        item("A.5").status("obsolète depuis IT2 motif sans_objet \"Vide.\" répond C-1"),
        item("B.1").with("issue de A.1"),
        item("B.2").with("issue de A.1"),
        item("B.3").with("fusionne A.2, A.3"),
        item("B.4").status("obsolète depuis IT2 motif erreur"),
    ]);
    let step = since(&project, "IT1");
    assert_eq!(
        told(&step),
        "obsolete A.1 remplacee_par(B.1,B.2)\nobsolete A.2 remplacee_par(B.3)\nobsolete A.3 remplacee_par(B.3)\n\
         reintroduite A.4\nobsolete A.5\nnouvelle B.1 issue_de(A.1)\nnouvelle B.2 issue_de(A.1)\n\
         nouvelle B.3 fusionne(A.2,A.3)\nobsolete A.6\n"
    );
    let tally = step.tally;
    assert_eq!((tally.before, tally.after, tally.new, tally.reinstated, tally.obsolete), (5, 4, 3, 1, 5));
    assert!(tally.balances());
    assert_eq!(cause(change(&step, "A.5").cause.as_ref()), "Vide. C-1");
    assert_eq!(cause(change(&step, "A.4").cause.as_ref()), "À tort. ");
    assert_eq!(change(&step, "A.5").status, (Some(Status::Validated), Some(Status::Obsolete)));
    assert_eq!(change(&step, "A.6").status, (Some(Status::Validated), None), "vanished");
}

fn headed(bloc: &str, items: &[Item]) -> String {
    format!("socle MSS \"M\"\nsection {bloc}\n{}", listed(items))
}

#[test]
fn moved_and_status_only_are_no_modification() {
    let project = Project::new()
        .file(
            "socles/MSS.rem",
            headed(
                "S1 bloc \"B\" fonction \"F\"",
                &[item("A.1"), item("A.2").status("instruction").head("")],
            ),
        )
        .freeze("IT1")
        .file("socles/MSS.rem", headed("S2 bloc \"C\" fonction \"G\"", &[item("A.1"), item("A.2").head("")]));
    let step = since(&project, "IT1");
    assert_eq!(
        told(&step),
        "inchangee A.1 deplacee()\ninchangee A.2 deplacee()\n",
        "a borrowed title moves with its fonction"
    );
    assert_eq!((step.tally.unchanged, step.tally.validated_before, step.tally.validated_after), (2, 1, 2));
    assert!(!change(&step, "A.2").is_status_only());

    let status = Project::new().mss(&[item("A.1").status("instruction")]).freeze("IT1").mss(&[item("A.1")]);
    let step = since(&status, "IT1");
    assert!(change(&step, "A.1").is_status_only());
    assert_eq!(step.tally.unchanged, 1);
    assert_eq!(step.unchanged, Vec::<ItemId>::new(), "told in the changes");
}

/// Input and output of a comparison, side by side.
fn shown(name: &str, before: &str, after: &str, project: &Project, step: &remc::history::Diff) {
    let (old, new) = (project.baseline("IT1").corpus, project.corpus());
    let compared = remc::render::Compared::new(step, &old, &new);
    let text = remc::render::diff_text::to_text(&compared, remc::render::diff_text::TextOptions::default());
    let whole = format!("=== avant\n{before}\n=== après\n{after}\n=== remc diff\n{text}");
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, whole);
    });
}

/// The case of a peer's release notes: seven changes and a move, of which it saw three.
#[test]
fn the_nine_requirements_of_a_peer() {
    let text = |n: usize| match n {
        1 => "Le système DOIT afficher les images reçues du service distant.",
        2 => "Le système DOIT conserver le mot de passe du professionnel.",
        3 => "Le système DOIT respecter le cadre d’interopérabilité.",
        4 => "Le système DOIT répondre en 2 secondes.",
        5 => "Le système DOIT garder la trace des envois.",
        6 => "Le système DOIT imprimer le compte rendu sur papier.",
        7 => "Le système DOIT prévenir l’auteur du document.",
        8 => "Le système DOIT vérifier l’identité du patient.",
        _ => "Le système PEUT proposer un export au format texte.",
    };
    let id = |n: usize| format!("SC.MSS/A.0{n}");
    let plain = |n: usize| item(&id(n)).says(text(n));
    let cited = |version: &str| plain(3).with(&format!("référence CI-SIS = {version}"));
    let lane = |code: &str, first: bool| {
        let picks: Vec<String> = (1..=9).filter(|n| *n != 1 || first).map(id).collect();
        format!("édition 1\nrem {code} \"Couloir\" {{\n  reprend {}\n}}\n", picks.join(", "))
    };
    let before: Vec<Item> = (1..=9).map(|n| if n == 3 { cited("1.0") } else { plain(n) }).collect();
    let gone = "obsolète depuis IT2 motif sans_objet \"Plus de papier.\"";
    let head = |items: &str| format!("édition 1\nsocle MSS \"Messagerie\"\nsection S1\n{items}");
    let after = head(&format!(
        "{}section S2\n{}",
        listed(&[
            plain(1),
            plain(2).says("Le système NE DOIT PAS conserver le mot de passe du professionnel."),
            cited("2.0"),
            plain(4).says("Le système DOIT répondre en 3 secondes."),
            plain(5)
                .says("Le système DOIT conserver la trace des envois.")
                .with("évolution IT2 rédactionnelle motif precision"),
            plain(6).status(gone),
            plain(8),
            plain(9),
        ]),
        plain(7).says("Le système DOIT prévenir l’auteur et le destinataire du document."),
    ));
    let before = head(&listed(&before));
    let reason = "  retire SC.MSS/A.01 depuis IT2 motif hors_perimetre \"Affaire du cabinet.\"\n}\n";
    let left = lane("RIS", false).replace("}\n", reason);
    let project = Project::new()
        .file("references.yaml", REFERENCES)
        .file("socles/MSS.rem", &before)
        .file("rem/RIS.rem", lane("RIS", true))
        .file("rem/LGC.rem", lane("LGC", false))
        .freeze("IT1")
        .file("socles/MSS.rem", &after)
        .file("rem/RIS.rem", left)
        .file("rem/LGC.rem", lane("LGC", true));
    let (whole, _) = remc::history::diff_all(
        &project.baseline("IT1").corpus,
        &project.corpus(),
        end("IT1"),
        end("brouillon"),
    );
    shown("the_nine_requirements", &before, &after, &project, &whole);
    assert_eq!(
        told(&whole),
        "modifiee:fond SC.MSS/A.02\nmodifiee:reference SC.MSS/A.03\nmodifiee:fond SC.MSS/A.04\n\
         modifiee:redactionnelle SC.MSS/A.05\nobsolete SC.MSS/A.06\nmodifiee:fond SC.MSS/A.07 deplacee()\n"
    );
    let lanes: Vec<String> = whole
        .lane_only
        .iter()
        .map(|own| format!("{} {} {}", own.lane, own.change.evolution.as_json(), own.change.id))
        .collect();
    assert_eq!(lanes, ["RIS obsolete SC.MSS/A.01", "LGC nouvelle SC.MSS/A.01"], "the lane change");
    assert_eq!(whole.unchanged.len(), 3, "{:?}", whole.unchanged);
    assert!(whole.tally.balances() && whole.suggestions.is_empty());
}

#[test]
fn a_scenario_of_several_requirements_is_compared() {
    let lane = |scenario: &str| {
        format!("édition 1\nrem RIS \"Radiologie\" {{\n  reprend A.1, A.2, A.3\n}}\nsection S1\n{scenario}\n")
    };
    let scenario = |id: &str, first: &str, covers: &str, proof: &str| {
        format!(
            "scénario {id} \"De bout en bout\" {{ étape \"{first}\" couvre {covers} preuve {id}.01 trace \"{proof}\" }}"
        )
    };
    let before = lane(&format!(
        "{}\n{}\n{}",
        scenario("SCN_RIS/CO.01", "Ouvrir.", "A.1, A.2", "Journal"),
        scenario("SCN_RIS/CO.02", "Fermer.", "A.1", "Capture"),
        scenario("SCN_RIS/CO.03", "Lire.", "A.2", "Vidéo")
    ));
    let after = lane(&format!(
        "{}\n{}\n{}",
        scenario("SCN_RIS/CO.01", "Ouvrir puis signer.", "A.1, A.3", "Journal"),
        scenario("SCN_RIS/CO.02", "Fermer.", "A.1", "Capture datée"),
        scenario("SCN_RIS/CO.04", "Relire.", "A.3", "Vidéo")
    ));
    let items = [item("A.1"), item("A.2"), item("A.3").says("Le système PEUT relire.")];
    let project =
        Project::new().mss(&items).file("rem/RIS.rem", &before).freeze("IT1").file("rem/RIS.rem", &after);
    for step in [since(&project, "IT1"), since_in(&project, "IT1", "RIS")] {
        let told: Vec<String> = step
            .scenarios
            .iter()
            .map(|one| {
                let fields: Vec<&str> = one.fields.iter().map(|field| field.field.as_json()).collect();
                let covers: Vec<&str> = one.covers.iter().map(ItemId::as_str).collect();
                let reach = one.reach.map(Reach::as_json).unwrap_or("-");
                format!(
                    "{} {} {reach} {} [{}] {:?}",
                    one.lane,
                    one.id,
                    one.evolution.as_json(),
                    fields.join(" "),
                    covers
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "RIS SCN_RIS/CO.01 fond modifiee [etape] [\"A.1\", \"A.2\", \"A.3\"]",
                "RIS SCN_RIS/CO.02 preuves modifiee [preuve] [\"A.1\"]",
                "RIS SCN_RIS/CO.04 - nouvelle [] [\"A.3\"]",
                "RIS SCN_RIS/CO.03 - obsolete [] [\"A.2\"]",
            ]
        );
        assert_eq!(
            (step.tally.unchanged, step.tally.modified()),
            (3, 0),
            "the requirements themselves stand"
        );
    }
    assert!(since_in(&project, "IT1", "LGC").scenarios.is_empty());
    shown("scenarios_of_several_requirements", &before, &after, &project, &since(&project, "IT1"));
}

#[test]
fn the_five_edits() {
    let section = |code: &str, items: &[Item]| format!("section {code}\n{}", listed(items));
    let first = "Le système DOIT disposer d'une interface d'envoi\net la documenter.";
    let second = "Le système DOIT disposer d'une interface d'envoi sécurisée et la\ndocumenter sans délai.";
    let text = |a: &str, moved: &str, rest: &[Item]| {
        let conf = [item("SC.MSS/CONF.01").says(a)];
        format!(
            "socle MSS \"M\"\n{}{}{}",
            section("S1", &conf),
            section(moved, &[item("LGC.MDV.06")]),
            section("S1", rest)
        )
    };
    let neighbour = |target: &str| item("MSS/va1.30").with(&format!("dépend {target}"));
    let before = text(first, "S2", &[item("MSS/va1.25"), neighbour("MSS/va1.25")]);
    let renamed = item("MSS/va1.26").with("anciennement MSS/va1.25");
    let after = text(second, "S3", &[renamed, neighbour("MSS/va1.26"), item("LGC.MDV.07")]);
    let project = Project::new().file("socles/MSS.rem", &before).freeze("IT1").file("socles/MSS.rem", &after);
    let step = since(&project, "IT1");
    shown("the_five_edits", &before, &after, &project, &step);
    let tally = step.tally;
    assert_eq!(
        (tally.new, tally.modified(), tally.substance, tally.obsolete, tally.unchanged),
        (1, 1, 1, 0, 3)
    );
    let noise = step.changes.iter().filter(|change| change.id.as_str() != "SC.MSS/CONF.01");
    assert!(noise.flat_map(|change| &change.fields).all(|field| field.field == remc::model::Field::Section));
    assert_eq!(
        told(&step),
        "nouvelle LGC.MDV.07\ninchangee MSS/va1.26 renommee(MSS/va1.25)\nmodifiee:fond SC.MSS/CONF.01\n\
         inchangee LGC.MDV.06 deplacee()\n"
    );
    assert_eq!(step.unchanged, [ItemId::new("MSS/va1.30")], "the neighbour of a renamed item did not change");
    assert_eq!((step.from.name.as_str(), step.to.name.as_str()), ("IT1", "brouillon"));
}

#[test]
fn the_nine_requirements_whose_changes_others_do_not_see() {
    let proof = |text: &str| {
        format!("scénario A.7.01 \"S\" {{ étape \"Faire.\" preuve A.7.01.01 trace \"{text}\" }}")
    };
    let before = [
        item("A.1").says("Le système ne DOIT pas conserver la trace."),
        item("A.2").says("Le système DOIT répondre en 2 s."),
        item("A.3").says("Le système DOIT permettre un export ou un envoi."),
        item("A.4").with("référence CI-SIS = 1.0"),
        item("A.5").with("profil \"Général\""),
        item("A.6").says("Le Système DOIT tracer."),
        item("A.7").with(&proof("Journal")),
        item("A.8"),
        item("A.9").says("Le système DOIT « tracer » les envois - tous."),
    ];
    let after = [
        item("A.1").says("Le système DOIT conserver la trace."),
        item("A.2").says("Le système DOIT répondre en 3 s."),
        item("A.3").says("Le système DOIT permettre un export et un envoi."),
        item("A.4").with("référence CI-SIS = 2.0"),
        item("A.5").with("profil \"Téléradiologie\""),
        item("A.6").says("Le système DOIT tracer."),
        item("A.7").with(&proof("Journal signé")),
        item("A.9").says("Le système DOIT «\u{a0}tracer\u{202f}» les\n   envois – tous"),
    ];
    let moved = format!("socle MSS \"M\"\nsection S1\n{}section S2\n{}", listed(&after), item("A.8"));
    let project = Project::new()
        .file("references.yaml", REFERENCES)
        .mss(&before)
        .freeze("IT1")
        .file("socles/MSS.rem", moved);
    let step = since(&project, "IT1");
    assert_eq!(
        told(&step),
        "modifiee:fond A.1\nmodifiee:fond A.2\nmodifiee:fond A.3\nmodifiee:reference A.4\nmodifiee:fond A.5\n\
         modifiee:fond A.6\nmodifiee:preuves A.7\ninchangee A.9\ninchangee A.8 deplacee()\n"
    );
    assert!(change(&step, "A.9").fields.iter().all(|field| field.typographic));
    assert!(
        change(&step, "A.1").signals.iter().any(|signal| signal.text.to_lowercase().contains("négation")),
        "{:?}",
        change(&step, "A.1").signals
    );
    assert!(step.tally.balances());
}

// --- claims --------------------------------------------------------------------------------------------------------

fn edited(before: Item, after: Item) -> remc::history::Diff {
    let project = Project::new().file("references.yaml", REFERENCES);
    since(&project.mss(&[before]).freeze("IT1").mss(&[after]), "IT1")
}

#[test]
fn a_claim_lowers_the_reach_when_no_sign_stands_against_it() {
    let before = || item("A.1").says("Le système DOIT tracer les envois.").with("référence CI-SIS = 1.0");
    let reworded = "Le système DOIT garder trace des envois.";
    let claim = |word: &str| format!("évolution IT2 {word} motif precision \"Mieux dit.\" répond C-3");
    let cases = [
        (before().says(reworded), Reach::Substance, false),
        (before().says(reworded).with(&claim("rédactionnelle")), Reach::Wording, false),
        (before().says(reworded).with(&claim("fond")), Reach::Substance, false),
        (
            before().says("Le système PEUT tracer les envois.").with(&claim("rédactionnelle")),
            Reach::Substance,
            true,
        ),
        (
            before().says("Le système DOIT tracer 3 envois.").with(&claim("rédactionnelle")),
            Reach::Substance,
            true,
        ),
        (before().nature("préconisée").with(&claim("rédactionnelle")), Reach::Substance, true),
        (before().with("commentaire \"Voir.\"").with(&claim("rédactionnelle")), Reach::Wording, false),
        (before().with("commentaire \"Voir.\"").with(&claim("fond")), Reach::Substance, false),
    ];
    for (after, reach, contradicted) in cases {
        let shown = after.to_string();
        let step = edited(before(), after);
        let change = change(&step, "A.1");
        assert_eq!((change.reach, change.is_contradicted()), (Some(reach), contradicted), "{shown}");
    }
    let bumped =
        |text: &str, word: &str| item("A.1").says(text).with("référence CI-SIS = 2.0").with(&claim(word));
    let step = edited(before(), bumped(reworded, "référence"));
    assert_eq!(
        (change(&step, "A.1").reach, change(&step, "A.1").is_contradicted()),
        (Some(Reach::Reference), false)
    );
    let step = edited(before(), bumped(reworded, "rédactionnelle"));
    assert_eq!(
        (change(&step, "A.1").reach, change(&step, "A.1").is_contradicted()),
        (Some(Reach::Substance), true)
    );
    assert_eq!(cause(change(&step, "A.1").cause.as_ref()), "Mieux dit. C-3");
}

#[test]
fn typography_alone_changes_nothing_whatever_is_claimed() {
    let before = || item("A.1").says("L'éditeur DOIT tracer \"tout\"...").with("commentaire \"- un\"");
    let after = item("A.1").says("L’éditeur DOIT tracer « tout »…").with("commentaire \"* un\"");
    for after in [after.clone(), after.with("évolution IT2 rédactionnelle motif precision")] {
        let step = edited(before(), after);
        assert_eq!((step.tally.unchanged, step.tally.modified()), (1, 0));
        assert!(change(&step, "A.1").fields.iter().all(|field| field.typographic));
    }
}

#[test]
fn the_cause_of_a_validation_is_kept_and_not_lent_to_later_changes() {
    let draft = item("A.1").status("instruction");
    let step = edited(draft.clone(), item("A.1").status("validée répond C-1"));
    assert_eq!(cause(change(&step, "A.1").cause.as_ref()), "- C-1");
    let both = item("A.1")
        .status("validée répond C-1")
        .says("Le système DOIT.")
        .with("évolution IT2 fond motif precision \"Dit.\" répond C-2");
    let step = edited(draft, both);
    assert_eq!(cause(change(&step, "A.1").cause.as_ref()), "Dit. C-2,C-1");
    let old = item("A.1").status("validée répond C-1");
    let step = edited(old.clone(), old.says("Le système DOIT signer."));
    assert_eq!(change(&step, "A.1").cause, None, "the comment of last time explains nothing today");
}

/// One change per field that is no text: which sign it gives, and how far it reaches.
#[test]
fn every_field_that_is_no_text_gives_its_sign() {
    let scenario = |inside: &str| item("A.1").with(&format!("scénario A.1.01 \"S\" {{ {inside} }}"));
    let step = |text: &str| scenario(&format!("étape \"{text}\""));
    let proof = |text: &str| scenario(&format!("étape \"Un.\" preuve A.1.01.01 trace \"{text}\""));
    let look =
        |text: &str| scenario(&format!("étape \"Un.\" preuve A.1.01.01 trace \"T\" vérification \"{text}\""));
    let plain = || item("A.1");
    let cases = [
        (plain(), plain().nature("préconisée")),
        (plain(), plain().with("profil \"Téléradiologie\"")),
        (plain(), plain().with("condition \"Avez-vous un module ?\"")),
        (plain(), plain().with("périmètre \"Hors urgence\"")),
        (plain().with("référence CI-SIS = 1.0"), plain().with("référence CI-SIS = 2.0")),
        (plain(), plain().with("dépend A.2")),
        (plain(), scenario("étape \"Un.\"")),
        (scenario("étape \"Un.\""), scenario("prérequis \"Un compte.\" étape \"Un.\"")),
        (step("Un."), step("Deux.")),
        (proof("T"), proof("U")),
        (look("Voir."), look("Voir tout.")),
    ];
    let mut out = String::new();
    for (before, after) in cases {
        let project = Project::new().file("references.yaml", REFERENCES);
        let frozen = project.mss(&[before.clone(), item("A.2")]).freeze("IT1");
        let found = since(&frozen.mss(&[after.clone(), item("A.2")]), "IT1");
        let change = change(&found, "A.1");
        let signs: Vec<&str> = change.signals.iter().map(|signal| signal.code.as_str()).collect();
        let (before, after) = (before.to_string(), after.to_string());
        for line in before.lines().filter(|line| !after.contains(line)) {
            writeln!(out, "- {line}").unwrap();
        }
        for line in after.lines().filter(|line| !before.contains(line)) {
            writeln!(out, "+ {line}").unwrap();
        }
        writeln!(out, "{:?} {signs:?}\n", change.reach).unwrap();
    }
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("every_field_gives_its_sign", out);
    });
}

// --- scenarios -----------------------------------------------------------------------------------------------------

fn tested(id: &str) -> Item {
    item(id).with(&format!(
        "scénario {id}.01 \"S\" {{ étape \"Un.\" preuve {id}.01.01 trace \"T\" étape \"Deux.\" preuve partagée {id}.01.01 preuve {id}.01.02 capture \"C\" }}"
    ))
}

#[test]
fn numbers_of_scenarios_and_proofs_follow_a_rename() {
    let step = edited(tested("A.1"), tested("B.7").with("anciennement A.1"));
    assert_eq!(told(&step), "inchangee B.7 renommee(A.1)\n");
    assert_eq!(change(&step, "B.7").fields, []);
}

#[test]
fn a_step_put_in_leaves_the_others_alone() {
    let steps = |list: &[&str]| {
        let lines: Vec<String> = list.iter().map(|text| format!("étape \"{text}\"")).collect();
        item("A.1").with(&format!("scénario A.1.01 \"S\" {{ {} }}", lines.join(" ")))
    };
    let shown = |before: &[&str], after: &[&str]| {
        let step = edited(steps(before), steps(after));
        let fields = &change(&step, "A.1").fields;
        fields
            .iter()
            .map(|f| (f.before.clone().unwrap_or_default(), f.after.clone().unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    let pair = |before: &str, after: &str| (before.to_owned(), after.to_owned());
    assert_eq!(shown(&["a", "b", "c"], &["z", "a", "b", "c"]), [pair("", "z")]);
    assert_eq!(shown(&["a", "b", "c"], &["a", "c"]), [pair("b", "")]);
    assert_eq!(shown(&["a", "b", "c"], &["a", "x", "y", "c"]), [pair("b", "x"), pair("", "y")]);
    assert_eq!(shown(&["a", "a"], &["a"]), [pair("a", "")]);
}

#[test]
fn a_number_used_twice_is_not_a_change() {
    let text = "scénario A.1.01 \"S\" { étape \"Un.\" preuve A.1.01.01 trace \"T\" étape \"Deux.\" preuve A.1.01.01 trace \"U\" }";
    let step =
        edited(item("A.1").with(text), item("A.1").with(text).with("scénario A.1.02 \"N\" { étape \"x\" }"));
    let fields: Vec<String> = change(&step, "A.1")
        .fields
        .iter()
        .filter_map(|field| field.of.clone())
        .map(|id| id.to_string())
        .collect();
    assert_eq!(fields, ["A.1.02"]);
}

// --- lanes ---------------------------------------------------------------------------------------------------------

#[test]
fn joining_a_lane_is_new_there_and_leaving_it_obsolete_there_only() {
    let socle = [
        item("A.1").with("évolution IT1 fond motif erreur \"Ancien.\""),
        item("A.2"),
        item("A.3"),
        item("A.4"),
    ];
    let project =
        Project::new().mss(&socle).lane("RIS", "reprend A.2, A.3, A.4", &[item("RIS.1")]).freeze("IT1");
    let lane = "reprend A.*\nretire A.2 motif hors_perimetre \"Sans objet au RIS.\" répond C-5\nretire B.4 motif hors_perimetre \"Renommée puis retirée.\"";
    let socle = [
        socle[0].clone(),
        item("A.2"),
        item("A.3").status(&obsolete("sans_objet")),
        item("B.4").with("anciennement A.4"),
        item("A.5"),
    ];
    let project = project.mss(&socle).lane("RIS", lane, &[item("RIS.1")]);
    let lane = since_in(&project, "IT1", "RIS");
    assert_eq!(
        told(&lane),
        "nouvelle A.1 reprise_du_socle()\nobsolete A.3\nnouvelle A.5\nobsolete A.2 retiree_du_couloir()\n\
         obsolete A.4 retiree_du_couloir()\n"
    );
    assert_eq!(lane.unchanged, [ItemId::new("RIS.1")]);
    assert!(lane.tally.balances());
    assert_eq!(cause(change(&lane, "A.2").cause.as_ref()), "Sans objet au RIS. C-5");
    assert_eq!(cause(change(&lane, "A.4").cause.as_ref()), "Renommée puis retirée. ");
    assert_eq!(cause(change(&lane, "A.3").cause.as_ref()), "Fini. ");
    assert_eq!(change(&lane, "A.1").cause, None, "an old change is not why the lane picks it");
    assert_eq!(told(&since(&project, "IT1")), "obsolete A.3\nnouvelle A.5\ninchangee B.4 renommee(A.4)\n");
    assert_eq!(told(&since_in(&project, "IT1", "LGC")), "");
}

#[test]
fn an_obsolete_item_a_lane_no_longer_picks_is_obsolete_and_not_withdrawn() {
    let project =
        Project::new().mss(&[item("A.1"), item("A.2")]).lane("RIS", "reprend A.*", &[]).freeze("IT1");
    let gone = item("A.1").status(&obsolete("sans_objet")).with("remplacée par A.2");
    let project = project.mss(&[gone, item("A.2")]).lane("RIS", "reprend A.2", &[]);
    let step = since_in(&project, "IT1", "RIS");
    assert_eq!(told(&step), "obsolete A.1 remplacee_par(A.2)\n");
    assert_eq!(cause(change(&step, "A.1").cause.as_ref()), "Fini. ");
    // Obsolete and still picked, then let go: nothing more happens in the lane.
    let project = project.lane("RIS", "reprend A.*", &[]).freeze("IT2").lane("RIS", "reprend A.2", &[]);
    assert_eq!(told(&since_in(&project, "IT2", "RIS")), "");
}

#[test]
fn coming_back_to_a_lane_is_new_again() {
    let project = Project::new().mss(&[item("A.1")]).lane("RIS", "reprend A.*", &[]).freeze("IT1");
    let project = project
        .lane("RIS", "reprend A.*\nretire A.1 motif hors_perimetre", &[])
        .freeze("IT2")
        .lane("RIS", "reprend A.*", &[]);
    assert_eq!(told(&since_in(&project, "IT1", "RIS")), "");
    assert_eq!(told(&since_in(&project, "IT2", "RIS")), "nouvelle A.1 reprise_du_socle()\n");
}

#[test]
fn a_register_bump_reaches_the_lane_whose_version_moved_and_only_it() {
    let cites = |claim: &str| {
        [
            item("A.1").with("référence CI-SIS").with(claim),
            item("A.2").with("référence CI-SIS = 1.0"),
            item("A.3"),
        ]
    };
    let applicable = |text: &str| REFERENCES.replace("{ défaut: [\"1.0\"], RIS: [\"1.0\", \"2.0\"] }", text);
    let project = Project::new()
        .file("references.yaml", applicable("{ défaut: [\"1.0\"] }"))
        .mss(&cites(""))
        .lane("RIS", "reprend A.*", &[])
        .lane("LGC", "reprend A.*", &[])
        .freeze("IT1");
    let project = project.file("references.yaml", applicable("{ défaut: [\"1.0\"], RIS: [\"2.0\"] }"));
    assert_eq!(told(&since_in(&project, "IT1", "RIS")), "modifiee:reference A.1\n");
    assert_eq!(told(&since_in(&project, "IT1", "LGC")), "");
    assert_eq!(told(&since(&project, "IT1")), "");
    let register = since_in(&project, "IT1", "RIS").register;
    assert_eq!(
        (register[0].before.clone(), register[0].after.clone()),
        (vec!["1.0".to_owned()], vec!["2.0".to_owned()])
    );
    assert_eq!(register[0].cited_by, [ItemId::new("A.1"), ItemId::new("A.2")]);

    // The register moves under a reworded item: the author's claim about the words stands.
    let mut reworded = cites("évolution IT2 rédactionnelle motif precision");
    reworded[0].statement = "Le système DOIT garder trace des envois.".to_owned();
    let lane = since_in(&project.clone().mss(&reworded), "IT1", "RIS");
    assert_eq!(
        (change(&lane, "A.1").reach, change(&lane, "A.1").is_contradicted()),
        (Some(Reach::Reference), false)
    );

    let dropped = since(&project.file("references.yaml", "références: []").mss(&[item("A.3")]), "IT1");
    assert_eq!(
        (dropped.register[0].code.as_str(), dropped.register[0].after.len()),
        ("CI-SIS", 0),
        "a referential that went is told"
    );
}

#[test]
fn a_variant_is_compared_as_the_lane_states_it() {
    let adapted = |text: &str, claim: &str| {
        format!("reprend A.*\nadapte A.1 v1 motif precision {{ énoncé \"{text}\" {claim} }}")
    };
    let project = Project::new()
        .mss(&[item("A.1")])
        .lane("RIS", &adapted("Le RIS DOIT tracer.", ""), &[])
        .lane("LGC", "reprend A.*", &[])
        .freeze("IT1");
    let claim = "évolution IT2 rédactionnelle motif precision \"Mieux.\"";
    let project = project.lane("RIS", &adapted("Le RIS DOIT bien tracer.", claim), &[]);
    let step = since_in(&project, "IT1", "RIS");
    assert_eq!(told(&step), "modifiee:redactionnelle A.1\n");
    assert_eq!(cause(change(&step, "A.1").cause.as_ref()), "Mieux. ");
    assert_eq!(told(&since(&project, "IT1")), "", "the socle did not move");
    // The socle moves: lanes that inherit follow, the lane that says otherwise does not.
    let project = project.mss(&[item("A.1").says("Le système PEUT tracer.")]);
    assert_eq!(told(&since_in(&project, "IT1", "LGC")), "modifiee:fond A.1\n");
    assert_eq!(change(&since(&project, "IT1"), "A.1").lanes, ["RIS", "LGC"]);
}

#[test]
fn a_lane_that_was_not_there_is_all_new() {
    let project =
        Project::new().mss(&[item("A.1")]).freeze("IT1").lane("RIS", "reprend A.*", &[item("RIS.1")]);
    let step = since_in(&project, "IT1", "RIS");
    assert_eq!(told(&step), "nouvelle A.1 reprise_du_socle()\nnouvelle RIS.1\n");
    assert!(step.tally.balances() && step.tally.before == 0);
    assert_eq!(told(&since_in(&project, "IT1", "RAD")), told(&step), "an alias is the lane");
}

// --- timelines -----------------------------------------------------------------------------------------------------

#[test]
fn the_life_of_an_item_is_one_line_whatever_it_is_called() {
    let project = Project::new().mss(&[item("A.1"), item("A.2")]).freeze("IT1");
    let renamed = item("B.1").head("v2").says("Le système PEUT.").with("anciennement A.1");
    let project = project.mss(&[renamed.clone(), item("A.2")]).freeze("IT2");
    let project = project.mss(&[renamed.clone().status(&obsolete("erreur"))]).freeze("IT3");
    let project = project.mss(&[renamed.with("réintroduite depuis IT4 motif erreur")]);
    let compiled = project.compile();
    let lives = timelines(&compiled.states());
    let told = |key: &str| {
        let life = &lives[&ItemId::new(key)];
        let line = |entry: &remc::history::TimelineEntry| {
            let what = entry.change.as_ref().map_or("-", |change| change.evolution.as_json());
            let live = if entry.presence == Presence::Live { "" } else { " (obsolète)" };
            format!("{} {} v{} {what}{live}", entry.iteration, entry.id, entry.version)
        };
        life.entries.iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(
        told("A.1"),
        [
            "IT1 A.1 v1 nouvelle",
            "IT2 B.1 v2 modifiee",
            "IT3 B.1 v2 obsolete (obsolète)",
            "brouillon B.1 v2 reintroduite"
        ]
    );
    assert_eq!(
        told("A.2"),
        ["IT1 A.2 v1 nouvelle", "IT2 A.2 v1 -", "IT3 A.2 v1 obsolete (obsolète)"],
        "it vanished"
    );
    assert_eq!(lives.len(), 2);
}

// --- lanes that differ ------------------------------------------------------------------------------------------------

#[test]
fn divergences_between_lanes_appear_and_are_resolved() {
    let shared = [item("SC.MSS.01"), item("SC.MSS.02"), item("SC.MSS.03")];
    let pick = "  profils \"Général\"\n  reprend SC.MSS.*\n";
    let adapted = |id: &str, words: &str| {
        format!("{pick}  adapte {id} motif precision \"Ici.\" {{\n    énoncé \"\"\"{words}\"\"\"\n  }}\n")
    };
    let before = Project::new()
        .mss(&shared)
        .lane("RIS", &adapted("SC.MSS.01", "Le système DOIT tracer dix envois."), &[])
        .lane("LGC", &adapted("SC.MSS.03", "Le système  DOIT tracer les envois ."), &[])
        .lane("DB", pick, &[])
        .freeze("IT1");
    let after = before.lane("RIS", pick, &[]).lane(
        "LGC",
        &adapted("SC.MSS.02", "Le système PEUT tracer les envois."),
        &[],
    );
    let told = |diff: &remc::history::Diff| -> Vec<String> {
        let groups =
            |lanes: &[Vec<String>]| lanes.iter().map(|group| group.join("+")).collect::<Vec<_>>().join(" / ");
        diff.divergences
            .iter()
            .map(|one| {
                let fields: Vec<&str> = one.fields.iter().map(|field| field.as_json()).collect();
                let event = one.event.as_json();
                format!("{} {event} {fields:?}: {} -> {}", one.id, groups(&one.before), groups(&one.after))
            })
            .collect()
    };
    // Only typography sets SC.MSS.03 apart: nobody has anything else to do there.
    assert_eq!(
        told(&since(&after, "IT1")),
        [
            "SC.MSS.01 resolue [\"enonce\"]: RIS / LGC+DB -> RIS+LGC+DB",
            "SC.MSS.02 apparue [\"enonce\"]: RIS+LGC+DB -> RIS+DB / LGC",
        ]
    );
    assert_eq!(told(&since_in(&after, "IT1", "DB")).len(), 2);
    // A lane that does not pick the item is not concerned; an item that is gone diverges no more.
    let narrow = after.clone().lane("DB", "  profils \"Général\"\n  reprend SC.MSS.03\n", &[]).freeze("IT2");
    assert_eq!(told(&since_in(&narrow.clone().mss(&shared), "IT2", "DB")), [""; 0]);
    let gone = narrow.mss(&[
        item("SC.MSS.01"),
        item("SC.MSS.02").status("obsolète depuis IT3 motif sans_objet \"Fini.\""),
        item("SC.MSS.03"),
    ]);
    assert_eq!(told(&since(&gone, "IT2")), ["SC.MSS.02 resolue [\"enonce\"]: RIS / LGC -> "]);
}

#[test]
fn the_life_of_an_item_shows_words_reasons_and_lanes() {
    let first = item("A.1").head("\"Envoi\"");
    let project = Project::new()
        .mss(&[first.clone(), item("A.2")])
        .lane("RIS", "  reprend A.*", &[])
        .lane("LGC", "  reprend A.2", &[])
        .freeze("IT1")
        .freeze("IT2");
    let renamed = item("B.1")
        .head("v2 \"Envoi\"")
        .says("Le système PEUT tracer les envois.")
        .with("anciennement A.1")
        .with("évolution IT3 fond motif retour_editeurs \"Assoupli.\" répond C-1");
    let lane = "  reprend A.*, B.*\n  adapte B.1 v2 motif precision { énoncé \"\"\"Le RIS DOIT tracer les envois.\"\"\" évolution IT3 fond motif precision \"Au RIS.\" }";
    let project = project
        .mss(&[renamed.clone(), item("A.2")])
        .lane("RIS", lane, &[])
        .lane("LGC", "  reprend A.2, B.1", &[])
        .freeze("IT3");
    let project = project.mss(&[renamed.status("obsolète depuis IT4 motif sans_objet"), item("A.2")]);
    let compiled = project.compile();
    let states = compiled.states();
    let plain = remc::render::diff_text::TextOptions::default();
    let whole = &timelines(&states)[&ItemId::new("A.1")];
    let ris = &remc::history::lane_timelines(&states, "RIS")[&ItemId::new("A.1")];
    let lgc = &remc::history::lane_timelines(&states, "LGC")[&ItemId::new("A.1")];
    let text = remc::render::history::to_text;
    insta::assert_snapshot!(
        "life_of_an_item",
        [text(whole, None, plain), text(ris, Some("RIS"), plain), text(lgc, Some("LGC"), plain)]
            .join("\n-----\n\n")
    );
    let json = remc::render::history::to_json(&ItemId::new("A.1"), ris, Some("RIS"));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["couloir"], "RIS");
    assert_eq!(json["etats"][2]["difference"]["champs"][0]["apres"], "Le RIS DOIT tracer les envois.");
    assert_eq!(json["etats"][2]["enonce"], "Le RIS DOIT tracer les envois.");
}

/// However many items say it, what happens to names and places is one event each; one that lives on is a part of its split.
#[test]
fn names_and_places_are_told_once() {
    let gone = |id: &str, motive: &str, next: &str| {
        item(id).status(&obsolete(motive)).with(&format!("remplacée par {next}"))
    };
    let project = Project::new()
        .mss(&[item("A.1"), item("A.2"), item("A.3"), item("A.4"), item("A.5"), item("A.6"), item("A.7")])
        .freeze("IT1")
        .mss(&[
            gone("A.1", "scission", "B.1, B.2"),
            item("B.1").with("issue de A.1"),
            item("B.2").with("issue de A.1"),
            gone("A.2", "fusion", "B.3"),
            gone("A.3", "fusion", "B.3"),
            item("B.3").with("fusionne A.2, A.3"),
            gone("A.4", "sans_objet", "A.5"),
            item("A.5"),
            item("A.6"),
            item("B.6").with("issue de A.6").says("Le système DOIT tracer la moitié."),
            item("B.7").with("anciennement A.7"),
        ]);
    let diff = since(&project, "IT1");
    let told: Vec<String> = events(&diff)
        .iter()
        .map(|event| {
            let kinds: Vec<&str> = event.kinds.iter().map(|kind| kind.label()).collect();
            let ids = |list: &[&ItemId]| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            format!("{} {} → {}", kinds.join(" "), ids(&event.before), ids(&event.after))
        })
        .collect();
    let expected = [
        "Scission A.1 → B.1 B.2",
        "Fusion A.2 A.3 → B.3",
        "Remplacement A.4 → A.5",
        "Scission A.6 → A.6 B.6",
        "Renommée A.7 → B.7",
    ];
    for one in expected {
        assert_eq!(told.iter().filter(|event| *event == one).count(), 1, "{one}: {told:#?}");
    }
    assert_eq!(told.len(), expected.len(), "{told:#?}");
}
