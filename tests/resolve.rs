//! From trees to the model: names, picks, order.

use remc::diagnostic::Code;
use remc::model::{Home, ItemId, Nature};

use crate::support::project::{Item, Project, found, item, lane_ids};

fn catalogue() -> Project {
    Project::new().mss(&[
        item("SC.MSS/A.1"),
        item("SC.MSS/A.2"),
        item("SC.MSS/A.10"),
        item("SC.MSS/B.1"),
        item("MSS/va1.25"),
    ])
}

#[test]
fn a_pattern_catches_any_run_of_characters_slash_and_dot_included() {
    let cases: &[(&str, &[&str])] = &[
        ("reprend *", &["MSS/va1.25", "SC.MSS/A.1", "SC.MSS/A.2", "SC.MSS/A.10", "SC.MSS/B.1"]),
        ("reprend SC.*", &["SC.MSS/A.1", "SC.MSS/A.2", "SC.MSS/A.10", "SC.MSS/B.1"]),
        ("reprend SC*1", &["SC.MSS/A.1", "SC.MSS/B.1"]),
        ("reprend *A.1*", &["SC.MSS/A.1", "SC.MSS/A.10"]),
        ("reprend SC.MSS/A.1", &["SC.MSS/A.1"]),
        ("reprend SC.MSS/A.*, MSS/va1.25 sauf SC.MSS/A.1*", &["MSS/va1.25", "SC.MSS/A.2"]),
        ("reprend SC.MSS/B.1, SC.MSS/A.1 sauf *.1", &[]),
    ];
    for (statement, expected) in cases {
        let compiled = catalogue().lane("RIS", statement, &[]).compile();
        assert_eq!(lane_ids(&compiled.corpus, "RIS"), *expected, "{statement}");
        assert_eq!(found(&compiled, &["REM2"]), Vec::<String>::new(), "{statement}");
    }
}

#[test]
fn sauf_holds_for_its_own_statement_only() {
    let project = catalogue().lane(
        "RIS",
        "reprend SC.MSS/A.* sauf SC.MSS/A.2\nreprend SC.MSS/A.2 profil \"Général\"",
        &[],
    );
    assert_eq!(lane_ids(&project.corpus(), "RIS"), ["SC.MSS/A.1", "SC.MSS/A.2", "SC.MSS/A.10"]);
}

#[test]
fn what_catches_nothing_is_reported_where_it_is_written() {
    let compiled = catalogue().lane("RIS", "reprend SC.INS/*, SC.MSS/A.3 sauf SC.MSS/Z.*", &[]).compile();
    assert_eq!(found(&compiled, &["REM2"]), ["REM208 SC.INS/*", "REM201 SC.MSS/A.3", "REM208 SC.MSS/Z.*"]);
    let unknown = compiled.diagnostics.iter().find(|one| one.code == Code::UnknownItem).unwrap();
    assert_eq!(unknown.fix.as_ref().unwrap().replacement, "SC.MSS/A.1");
}

#[test]
fn a_profile_given_when_picking_holds_in_that_lane_only() {
    let project = Project::new()
        .mss(&[item("SC.MSS/A.1").with("profil \"Général\"")])
        .lane("RIS", "reprend SC.MSS/A.1 profil \"Téléradiologie\"", &[])
        .lane("LGC", "reprend SC.MSS/A.1", &[]);
    let corpus = project.corpus();
    let profiles = |lane: &str| {
        let lane = corpus.lane(lane).unwrap();
        corpus.lane_items(lane).map(|(_, item)| item.profiles.clone()).collect::<Vec<_>>()
    };
    assert_eq!(profiles("RIS"), [["Téléradiologie"]]);
    assert_eq!(profiles("LGC"), [["Général"]]);
    assert_eq!(profiles("RAD"), [["Téléradiologie"]], "a lane answers to its alias");
}

fn scenarios() -> Item {
    item("SC.MSS/A.1").head("v3 \"Envoi\"").with(
        "scénario SC.MSS/A.1.01 \"Un\" { étape \"\"\"Faire\"\"\" }\nscénario SC.MSS/A.1.02 \"Deux\" { étape \"\"\"Voir\"\"\" }",
    )
}

#[test]
fn a_variant_replaces_field_by_field_and_scenario_by_scenario() {
    let adapt = "reprend SC.MSS/A.1\nadapte SC.MSS/A.1 v2 motif hors_perimetre \"Sans saisie.\" {
        nature préconisée
        énoncé \"\"\"Le système PEUT tracer.\"\"\"
        section S3 bloc \"Ailleurs\" fonction \"Autre\"
        scénario SC.MSS/A.1.01 \"Un bis\" { étape \"\"\"Refaire\"\"\" }
        scénario SC.MSS/A.1.03 \"Trois\" { étape \"\"\"Finir\"\"\" }
        sans scénario SC.MSS/A.1.02
    }";
    let project =
        Project::new().mss(&[scenarios()]).lane("RIS", adapt, &[]).lane("LGC", "reprend SC.MSS/A.1", &[]);
    let corpus = project.corpus();
    let of = |lane: &str| corpus.lane_items(corpus.lane(lane).unwrap()).next().unwrap().1.into_owned();
    let (ris, lgc) = (of("RIS"), of("LGC"));
    assert_eq!((ris.nature, ris.title.as_str(), ris.version), (Nature::Recommended, "Envoi", 3));
    assert_eq!(
        (ris.section.as_deref(), ris.block.as_deref(), ris.function.as_deref()),
        (Some("S3"), Some("Ailleurs"), Some("Autre"))
    );
    let titles: Vec<&str> = ris.scenarios.iter().map(|scenario| scenario.title.as_str()).collect();
    assert_eq!(titles, ["Un bis", "Trois"]);
    assert_eq!(lgc, *corpus.item("SC.MSS/A.1").unwrap());
    let variant = corpus.lane("RIS").unwrap().applications[0].variant.clone().unwrap();
    assert_eq!(variant.pin, Some(2));
    assert_eq!(variant.cause.text.as_deref(), Some("Sans saisie."));
}

#[test]
fn the_part_sans_scenario_may_follow_the_braces() {
    let adapt =
        "reprend *\nadapte SC.MSS/A.1 motif precision { commentaire \"c\" } sans scénario SC.MSS/A.1.02";
    let corpus = Project::new().mss(&[scenarios()]).lane("RIS", adapt, &[]).corpus();
    let (_, stated) = corpus.lane_items(corpus.lane("RIS").unwrap()).next().unwrap();
    assert_eq!(stated.scenarios.len(), 1);
}

#[test]
fn adapting_twice_repeating_a_field_or_adapting_what_is_not_picked_is_refused() {
    let lane = "reprend SC.MSS/A.1
        adapte SC.MSS/A.1 motif precision { énoncé \"un\" énoncé \"deux\" }
        adapte SC.MSS/A.1 motif precision { énoncé \"trois\" }
        adapte SC.MSS/B.1 motif precision { énoncé \"quatre\" }
        adapte RIS.1 motif precision { énoncé \"cinq\" }";
    let project = catalogue().lane("RIS", lane, &[item("RIS.1")]);
    let compiled = project.compile();
    assert_eq!(found(&compiled, &["REM107"]), ["REM107 énoncé", "REM107 SC.MSS/A.1"]);
    let corpus = &compiled.corpus;
    let stated: Vec<String> =
        corpus.lane_items(corpus.lane("RIS").unwrap()).map(|(_, item)| item.statement.clone()).collect();
    assert_eq!(
        stated,
        ["deux", "Le système DOIT tracer les envois."],
        "own items are edited where they stand"
    );
}

#[test]
fn retire_takes_out_of_the_lane_what_a_pattern_caught_and_nothing_else() {
    let lane = "reprend SC.MSS/A.*\nretire SC.MSS/A.2 motif hors_perimetre \"Non.\" depuis IT2 répond C-9\nretire RIS.1 motif sans_objet";
    let compiled = catalogue().lane("RIS", lane, &[item("RIS.1")]).compile();
    assert_eq!(lane_ids(&compiled.corpus, "RIS"), ["SC.MSS/A.1", "SC.MSS/A.10", "RIS.1"]);
    let out = &compiled.corpus.lane("RIS").unwrap().withdrawals;
    assert_eq!(out[1].id, ItemId::new("SC.MSS/A.2"));
    assert_eq!(out[1].since.as_deref(), Some("IT2"));
    assert_eq!(found(&compiled, &["REM110", "REM707"]), ["REM707 C-9", "REM110 RIS.1"]);
}

#[test]
fn one_code_may_name_a_lane_and_a_socle() {
    let project = Project::new()
        .file("socles/DB.rem", format!("socle DB \"Dossier partagé\"\nsection S1\n{}", item("SC.DB.1")))
        .lane("DB", "reprend SC.DB.*", &[item("DB.1")]);
    let compiled = project.compile();
    assert_eq!(lane_ids(&compiled.corpus, "DB"), ["SC.DB.1", "DB.1"]);
    let home = |id: &str| compiled.corpus.item(id).unwrap().home.clone();
    assert_eq!(home("SC.DB.1"), Home::Socle("DB".into()));
    assert_eq!(home("DB.1"), Home::Lane("DB".into()));
    assert_eq!(found(&compiled, &["REM00", "REM2", "REM30"]), Vec::<String>::new());
}

#[test]
fn items_follow_sections_of_the_manifest_then_headings_as_written_then_numbers() {
    let text = format!(
        "socle MSS \"M\"\nsection S2\nbloc \"Z\"\nfonction \"b\"\n{}fonction \"a\"\n{}{}bloc \"A\"\n{}section S1\n{}{}",
        item("X.10"),
        item("X.9"),
        item("X.2"),
        item("X.1"),
        item("X.30"),
        item("X.4"),
    );
    let more = format!(
        "socle INS \"I\"\nsection S1\nbloc \"Z\"\n{}section S2\nbloc \"Z\"\n{}",
        item("X.5"),
        item("X.3")
    );
    let project = Project::new().file("socles/MSS.rem", text).file("socles/INS.rem", more).lane(
        "RIS",
        "reprend *",
        &[],
    );
    let corpus = project.corpus();
    // INS.rem comes first by path: its bloc Z opens section S2, without fonction, hence last within the bloc.
    let expected = ["X.5", "X.4", "X.30", "X.10", "X.2", "X.9", "X.3", "X.1"];
    assert_eq!(corpus.items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), expected);
    assert_eq!(lane_ids(&corpus, "RIS"), expected);
}

#[test]
fn headings_that_only_variants_use_keep_their_items_together() {
    let lane = "reprend *
        adapte SC.MSS/A.1 motif precision { bloc \"Second\" }
        adapte SC.MSS/A.2 motif precision { bloc \"Premier\" }
        adapte SC.MSS/A.10 motif precision { bloc \"Second\" }";
    let corpus = catalogue().lane("RIS", lane, &[]).corpus();
    let blocks: Vec<String> = corpus
        .lane_items(corpus.lane("RIS").unwrap())
        .map(|(_, item)| item.block.clone().unwrap_or_default())
        .collect();
    assert_eq!(blocks, ["Second", "Second", "Premier", "", ""]);
}

#[test]
fn a_duplicate_is_reported_at_both_places_and_the_first_stays() {
    let project = Project::new()
        .mss(&[item("SC.MSS/A.1").says("Le premier DOIT rester."), item("SC.MSS/A.2")])
        .lane("RIS", "reprend *", &[item("SC.MSS/A.1")]);
    let compiled = project.compile();
    assert_eq!(found(&compiled, &["REM301"]), ["REM301 SC.MSS/A.1"]);
    let duplicate = compiled.diagnostics.iter().find(|one| one.code == Code::DuplicateId).unwrap();
    let path = |span: remc::source::Span| {
        compiled.sources.get(span.file).unwrap().path().to_string_lossy().replace('\\', "/")
    };
    assert_eq!(path(duplicate.primary.as_ref().unwrap().span), "rem/RIS.rem");
    assert_eq!(path(duplicate.secondary[0].span), "socles/MSS.rem");
    assert_eq!(compiled.corpus.item("SC.MSS/A.1").unwrap().statement, "Le premier DOIT rester.");
    assert_eq!(lane_ids(&compiled.corpus, "RIS"), ["SC.MSS/A.1", "SC.MSS/A.2"]);
}

#[test]
fn a_broken_item_is_reported_once_and_nothing_is_said_of_what_cites_it() {
    let broken = "exigence SC.MSS/A.2 \"Titre\" nature obligatoire }\n";
    let text = format!(
        "socle MSS \"M\"\nsection S1\n{}\n{broken}\n{}",
        item("SC.MSS/A.1").with("dépend SC.MSS/A.2\nissue de SC.MSS/A.2"),
        item("SC.MSS/A.3").with("dépend SC.MSS/A.1"),
    );
    let lane = "reprend SC.MSS/A.1, SC.MSS/A.2 sauf SC.MSS/A.2\nadapte SC.MSS/A.2 motif precision { nature préconisée }";
    let compiled = Project::new().file("socles/MSS.rem", text).lane("RIS", lane, &[]).compile();
    let codes = found(&compiled, &["REM1", "REM2", "REM3"]);
    assert_eq!(codes.len(), 1, "{codes:?}");
    assert!(codes[0].starts_with("REM101"), "{codes:?}");
    assert_eq!(lane_ids(&compiled.corpus, "RIS"), ["SC.MSS/A.1"]);
    assert!(compiled.corpus.item("SC.MSS/A.3").is_some(), "the neighbour still compiles");
}

#[test]
fn a_broken_header_is_reported_once() {
    for (path, header) in
        [("socles/MSS.rem", "socle \"MSS\""), ("rem/RIS.rem", "rem \"RIS\" { profils \"Général\" }")]
    {
        let text = format!("{header}\nsection S1\n{}{}", item("SC.MSS/A.1"), item("SC.MSS/A.2"));
        let compiled = Project::new().file(path, text).compile();
        let code = if path.starts_with("rem") { "REM010 RIS" } else { "REM010 MSS" };
        let told = found(&compiled, &["REM00", "REM1", "REM2"]);
        assert_eq!(told.len(), 1, "{path}: {told:?}");
        assert!(!found(&compiled, &["REM010"]).iter().any(|one| one == code), "the file is there");
        assert_eq!(compiled.corpus.items.len(), 2);
    }
}

#[test]
fn the_title_falls_back_on_the_fonction() {
    let text = format!(
        "socle MSS \"M\"\nsection S1\nbloc \"B\"\nfonction \"Envoi\"\n{}",
        item("SC.MSS/A.1").head("")
    );
    let corpus = Project::new().file("socles/MSS.rem", text).corpus();
    let item = corpus.item("SC.MSS/A.1").unwrap();
    assert_eq!((item.title.as_str(), item.version), ("Envoi", 1));
}

#[test]
fn a_former_id_taken_on_trust_stays_trusted_once_frozen() {
    let project = Project::new().mss(&[item("SC.MSS/A.1").with("anciennement OLD/1.2")]);
    assert_eq!(found(&project.compile(), &["REM2"]), Vec::<String>::new());
    assert_eq!(found(&project.freeze("IT1").compile(), &["REM2"]), Vec::<String>::new());
}

#[test]
fn the_iteration_being_written_comes_after_the_last_frozen_one() {
    let next = |project: &Project| project.compile().next_iteration().map(|iteration| iteration.name.clone());
    let project = Project::new().mss(&[item("SC.MSS/A.1")]);
    assert_eq!(next(&project).as_deref(), Some("IT1"));
    let project = project.freeze("IT1");
    assert_eq!(next(&project).as_deref(), Some("IT2"));
    // Taken over from elsewhere, IT2 was never frozen: it cannot be any more.
    let project = project.freeze("IT3");
    assert_eq!(next(&project).as_deref(), Some("IT4"));
    assert_eq!(next(&project.freeze("IT4")), None);
}

#[test]
fn a_damaged_iteration_is_not_the_one_being_written() {
    let project = Project::new()
        .mss(&[item("SC.MSS/A.1")])
        .freeze("IT1")
        .freeze("IT2")
        .file("iterations/IT2.json", "{");
    let compiled = project.compile();
    assert_eq!(found(&compiled, &["REM4"]).len(), 1, "nothing is compared with what cannot be read");
    assert_eq!(compiled.next_iteration().map(|iteration| iteration.name.as_str()), Some("IT3"));
}
