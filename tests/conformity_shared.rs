//! Files of answers merged and tables taken back, as fixtures that the page must agree with: tests/browser/rules.mjs runs
//! the same cases on the scripts of the page. `INSTA_UPDATE=always` writes them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use remc::conformity::{
    Answers, Choice, Decision, Definition, Hand, Product, ProofFile, Reply, Standing, State, apply, check,
    confirm, merge, read, table,
};
use remc::exchange::checklist::{read_cells, to_csv};
use serde_json::{Value, json};

use crate::conformity::{defined, lane};
use crate::support::project::{Item, Project, item};

/// Compares a case with its fixture.
fn fixture(folder: &str, name: &str, case: &Value) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(folder)
        .join(format!("{name}.json"));
    let text = serde_json::to_string_pretty(case).unwrap() + "\n";
    if std::env::var("INSTA_UPDATE").is_ok_and(|value| value == "always") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(known == text, "{} is not what the rules say now", path.display());
}

/// The checklists the cases are about, by name.
fn definition_fixture(definition: &Definition, name: &'static str) -> &'static str {
    fixture("definitions", name, &serde_json::from_str(&definition.to_json()).unwrap());
    name
}

/// An item with one proof.
fn proved(id: &str) -> Item {
    item(id).with("profil \"Général\"").with(&format!(
        "scénario {id}.01 \"Essai\" {{\n preuve {id}.01.01 capture \"La liste.\" vérification \"\"\"Tout y est.\"\"\"\n}}"
    ))
}

/// Three items with proofs, and one without, at one iteration, then at another that changes the second one.
fn two_moments() -> (Definition, Definition) {
    let items = ["RIS.A.01", "RIS.A.02", "RIS.A.03"].map(proved);
    let last =
        item("RIS.A.04").with("profil \"Téléradiologie\"\ncondition \"Votre solution envoie-t-elle ?\"");
    let whole = |second: &Item| [items[0].clone(), second.clone(), items[2].clone(), last.clone()];
    let start = lane(Project::new(), &whole(&items[1])).freeze("IT1");
    let changed = items[1].clone().says("Le système DOIT tracer les envois et les refus.");
    let next = lane(start.clone(), &whole(&changed)).freeze("IT2");
    (defined(&start), defined(&next))
}

fn blank(definition: &Definition) -> Answers {
    let product = Product { name: "Exemple".into(), version: "4.1".into(), ..Product::default() };
    Answers::new(&definition.catalogue, "RIS", &definition.iteration, &definition.date, product)
}

fn answer(answers: &mut Answers, definition: &Definition, key: &str, state: State, why: &str, day: &str) {
    let decision = Decision {
        state,
        justification: Some(why.into()),
        planned: (state == State::NotMet).then(|| "2023-06-30".to_owned()),
        date: day.into(),
        author: "Une équipe".into(),
    };
    assert!(confirm(answers, definition, key, decision));
}

fn supply(answers: &mut Answers, key: &str, name: &str) {
    let file = ProofFile {
        file: name.into(),
        size: 12,
        date: "2022-11-02".into(),
        version: "4.1".into(),
        sha256: "ab".repeat(32),
        ..ProofFile::default()
    };
    answers.proofs.insert(key.into(), file);
}

fn reply(reply: Reply, why: &str) -> Choice {
    Choice { reply, question: String::new(), justification: why.into(), unknown: BTreeMap::new() }
}

/// Merges both files with these choices, and compares with the fixture.
fn merged(name: &str, left: &Answers, right: &Answers, chosen: &[(&str, Hand)]) -> Answers {
    let first = merge(left, right, |_| None).unwrap();
    let pick = |id: &str| chosen.iter().find(|(place, _)| *place == id).map(|(_, hand)| *hand);
    let done = merge(left, right, pick).unwrap();
    let choices: BTreeMap<&str, &str> = chosen.iter().map(|(id, hand)| (*id, hand.word())).collect();
    fixture(
        "merge",
        name,
        &json!({
            "cas": name,
            "gauche": left.to_json(),
            "droite": right.to_json(),
            "rapport": first.to_json(),
            "choix": choices,
            "reste": done.conflicts.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(),
            "fusion": done.answers.to_json(),
        }),
    );
    // Every place either file fills is in exactly one class, and nothing either file says is lost.
    let standings = [Standing::Same, Standing::LeftOnly, Standing::RightOnly, Standing::Conflict];
    assert_eq!(standings.map(|one| first.count(one)).iter().sum::<usize>(), first.places.len());
    assert_eq!(first.count(Standing::Conflict), first.conflicts.len());
    for file in [left, right] {
        for key in file.answers.keys() {
            assert!(done.answers.answers.contains_key(key), "{name}: {key}");
        }
        for key in file.proofs.keys() {
            assert!(done.answers.proofs.contains_key(key), "{name}: {key}");
        }
        for one in &file.archives {
            assert!(done.answers.archives.contains(one), "{name}: {}", one.key);
        }
    }
    done.answers
}

fn counts(left: &Answers, right: &Answers) -> [usize; 4] {
    let done = merge(left, right, |_| None).unwrap();
    [Standing::Same, Standing::LeftOnly, Standing::RightOnly, Standing::Conflict].map(|one| done.count(one))
}

#[test]
fn two_files_of_answers_are_merged() {
    let (definition, later) = two_moments();
    let mut left = blank(&definition);
    answer(&mut left, &definition, "RIS.A.01", State::Met, "", "2022-11-02");
    supply(&mut left, "RIS.A.01.01.01", "une.png");
    merged("identiques", &left, &left, &[]);
    assert_eq!(counts(&left, &left), [3, 0, 0, 0], "the product, an answer, a file");
    merged("gauche_seulement", &left, &blank(&definition), &[]);
    merged("droite_seulement", &blank(&definition), &left, &[]);

    let mut right = left.clone();
    answer(&mut left, &definition, "RIS.A.02", State::NotMet, "Prévu en 4.2.", "2022-11-03");
    answer(&mut right, &definition, "RIS.A.02", State::Met, "", "2022-11-04");
    answer(&mut right, &definition, "RIS.A.03", State::Ongoing, "", "2022-11-04");
    assert_eq!(counts(&left, &right), [3, 0, 1, 1]);
    let id = "reponses/RIS.A.02";
    assert_eq!(merged("conflit_laisse", &left, &right, &[]).answers["RIS.A.02"].state, State::NotMet);
    assert_eq!(
        merged("conflit_gauche", &left, &right, &[(id, Hand::Left)]).answers["RIS.A.02"].state,
        State::NotMet
    );
    let done = merged("conflit_droite", &left, &right, &[(id, Hand::Right)]);
    assert_eq!(done.answers["RIS.A.02"].state, State::Met);
    assert_eq!(done.archives[0].cause, "fusion : version de gauche non retenue");
    // Merged once, merged for ever: the other file has nothing more to say but what was not kept.
    assert_eq!(counts(&done, &right), [5, 0, 0, 0]);

    // Files of proof: united, those that differ to be chosen.
    supply(&mut left, "RIS.A.02.01.01", "deux.png");
    supply(&mut right, "RIS.A.03.01.01", "trois.png");
    supply(&mut right, "RIS.A.01.01.01", "une-autre.png");
    merged("preuves", &left, &right, &[(id, Hand::Left), ("preuves/RIS.A.01.01.01", Hand::Right)]);

    // Archives and journals of both, each line once; the later iteration.
    let mut third = blank(&later);
    third.archives.extend(done.archives.clone());
    third.archives.push(remc::conformity::Archive {
        key: "RIS.Z.09".into(),
        cause: "réponse retirée".into(),
        content: json!({"etat": "en_cours", "b": [1.5, {"a": null}]}),
        unknown: BTreeMap::new(),
    });
    answer(&mut third, &later, "RIS.A.01", State::Met, "", "2022-12-06");
    merged("archives", &done, &third, &[("reponses/RIS.A.01", Hand::Right)]);

    // Profiles, conditions, product, unknown fields.
    let mut other = left.clone();
    left.profiles.insert("Téléradiologie".into(), reply(Reply::Yes, ""));
    other.profiles.insert("Téléradiologie".into(), reply(Reply::No, "Hors de l’offre."));
    other.conditions.insert(definition.conditions[0].key.clone(), reply(Reply::No, ""));
    other.product.version = "4.2".into();
    left.unknown.insert("outil".into(), json!("ﬁ"));
    other.unknown.insert("outil".into(), json!("😀"));
    let chosen = [("profils/Téléradiologie", Hand::Right), ("produit", Hand::Left), ("outil", Hand::Right)];
    merged("choix_produit_inconnus", &left, &other, &chosen);

    // Another product is a conflict to settle, the first one told.
    let mut foreign = blank(&definition);
    foreign.product.name = "Autre produit".into();
    assert_eq!(merge(&left, &foreign, |_| None).unwrap().conflicts[0].id, "produit");
    merged("autre_produit", &left, &foreign, &[]);
}

#[test]
fn files_that_do_not_go_together_are_refused() {
    let (definition, later) = two_moments();
    let left = blank(&definition);
    let mut lane = blank(&definition);
    lane.lane = "LGC".into();
    let mut catalogue = blank(&definition);
    catalogue.catalogue = "autre-programme".into();
    let mut newer = blank(&later);
    answer(&mut newer, &later, "RIS.A.01", State::Met, "", "2022-12-06");
    let known = definition_fixture(&definition, "avant");
    for (name, other) in [("autre_couloir", &lane), ("autre_catalogue", &catalogue), ("plus_recent", &newer)]
    {
        let refused = check(other, &definition).unwrap_err().to_string();
        let case = json!({ "cas": name, "definition": known, "gauche": left.to_json(), "droite": other.to_json(), "refus": refused });
        fixture("merge", &format!("refus_{name}"), &case);
    }
    assert!(merge(&left, &lane, |_| None).is_err() && merge(&left, &catalogue, |_| None).is_err());
}

/// Words a spreadsheet, a formula reader or a careless parser would spoil.
const NASTY: [&str; 17] = [
    "=1+1",
    "'=1+1",
    "''quoté",
    "+33 1",
    "-5 %",
    "@nom",
    "\"guillemets\" ; point-virgule",
    "ligne 1\nligne 2;\n\n=fin",
    "été\u{a0}: œuvre\u{202f}!",
    "00012",
    "1,5",
    "12/11/2022",
    "VRAI",
    "<b>&amp;</b>",
    "emoji 😀 ﬁ",
    "tabulation\tici, virgule",
    "#N/A",
];

/// The items of [`two_moments`] with more, each bearing a nasty word.
fn nasty() -> (Definition, Answers) {
    let ids: Vec<String> = (1..=NASTY.len()).map(|rank| format!("RIS.B.{rank:02}")).collect();
    let items: Vec<Item> = ids.iter().map(|id| proved(id)).collect();
    let definition = defined(&lane(Project::new(), &items).freeze("IT1"));
    let mut answers = blank(&definition);
    for (rank, (id, word)) in ids.iter().zip(NASTY).enumerate() {
        let states = [State::Met, State::NotMet, State::Ongoing];
        answer(&mut answers, &definition, id, states[rank % 3], word, "2022-11-02");
        supply(&mut answers, &format!("{id}.01.01"), &format!("{word}.png"));
    }
    (definition, answers)
}

/// A table taken into answers, and compared with the fixture; `of` names the checklist.
fn taken(
    name: &str,
    (of, definition): (&'static str, &Definition),
    into: &Answers,
    csv: &[u8],
) -> Result<Answers, Vec<String>> {
    let mut back = into.clone();
    let out = read_cells(csv)
        .map_err(|error| vec![error.to_string()])
        .and_then(|cells| apply(&mut back, definition, &cells, "2023-01-02"));
    let mut case = json!({
        "cas": name,
        "definition": definition_fixture(definition, of),
        "reponses": into.to_json(),
    });
    if matches!(name, "intacte" | "dans_un_fichier_vide" | "texte_d_avant") {
        case["tableau"] = json!(String::from_utf8(to_csv(&table(into, definition))).unwrap());
    }
    // Bytes that are no UTF-8 are given one by one.
    case["csv"] = match std::str::from_utf8(csv) {
        Ok(text) => json!(text),
        Err(_) => json!(csv),
    };
    match &out {
        Ok(applied) => {
            case["pris"] = json!(back.to_json());
            case["changements"] = json!(applied.answers + applied.files);
            case["notes"] = json!(applied.notes);
            assert_eq!(read(back.to_json().as_bytes()).unwrap(), back);
        }
        Err(problems) => {
            case["refus"] = json!(problems);
            assert_eq!(back, *into, "{name}: refused, yet something changed");
        }
    }
    fixture("tables", name, &case);
    out.map(|_| back)
}

#[test]
fn tables_come_back_whatever_their_cells_hold() {
    let (definition, answers) = nasty();
    let csv = to_csv(&table(&answers, &definition));
    let text = String::from_utf8(csv.clone()).unwrap();
    assert_eq!(taken("intacte", ("mots", &definition), &answers, &csv).unwrap(), answers);
    let bare = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    assert_eq!(
        taken("sans_marque_ni_retour", ("mots", &definition), &answers, bare.as_bytes()).unwrap(),
        answers
    );
    let whole = taken("dans_un_fichier_vide", ("mots", &definition), &blank(&definition), &csv).unwrap();
    for (key, one) in &answers.answers {
        assert_eq!(
            (whole.answers[key].state, &whole.answers[key].justification),
            (one.state, &one.justification)
        );
        assert_eq!(whole.answers[key].seen, one.seen);
    }
    for (key, one) in &answers.proofs {
        assert_eq!((&whole.proofs[key].file, &whole.proofs[key].sha256), (&one.file, &one.sha256));
    }
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(bare.replace(';', "\t").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    // A tabulation inside a cell would be a column more: the nasty one is quoted, so it is not.
    assert!(taken("utf16_tabulations", ("mots", &definition), &answers, &utf16).is_ok());
    let windows: Vec<u8> = "ID;N° preuve;État;Justification\nRIS.B.01;RIS.B.01.01.01;Non conforme;Été\n"
        .chars()
        .map(|one| u8::try_from(u32::from(one)).unwrap())
        .collect();
    assert_eq!(
        taken("windows_1252", ("mots", &definition), &answers, &windows).unwrap().answers["RIS.B.01"]
            .justification,
        "Été"
    );
}

/// A table of two columns of ours and what somebody typed.
fn typed(columns: &str, rows: &[&str]) -> Vec<u8> {
    format!("ID;N° preuve;État;{columns}\r\n{}\r\n", rows.join("\r\n")).into_bytes()
}

#[test]
fn what_is_typed_in_a_table_is_taken_or_told() {
    let (definition, later) = two_moments();
    let mut answers = blank(&definition);
    answer(&mut answers, &definition, "RIS.A.01", State::Met, "Déjà.", "2022-11-02");
    answer(&mut answers, &definition, "RIS.A.02", State::Met, "", "2022-11-02");
    supply(&mut answers, "RIS.A.01.01.01", "une.png");
    let row = |cells: &str| format!("RIS.A.01;RIS.A.01.01.01;{cells}");
    let take = |name: &str, columns: &str, rows: &[&str]| {
        taken(name, ("avant", &definition), &answers, &typed(columns, rows))
    };

    let done = take("colonnes_absentes", "Version produit", &[&row("Conforme;4.2")]).unwrap();
    assert_eq!(done.answers, answers.answers, "a column that is not there empties nothing");
    assert_eq!(done.proofs["RIS.A.01.01.01"].version, "4.2");
    let done = take("etat_vide", "Justification", &[&row(";Déjà.")]).unwrap();
    assert!(!done.answers.contains_key("RIS.A.01") && done.archives.len() == 1);
    let done = take("etat_change", "Justification", &[&row("NON CONFORME;\" Prévu. \"")]).unwrap();
    assert_eq!(done.answers["RIS.A.01"].justification, "Prévu.");
    let done = take("fichier_remplace", "Fichier;Date", &[&row("Conforme;autre.png;3/1/2023")]).unwrap();
    assert_eq!((done.proofs["RIS.A.01.01.01"].size, done.archives.len()), (0, 1));
    assert_eq!(done.proofs["RIS.A.01.01.01"].date, "2023-01-03");
    let done = take("date_reecrite", "Date", &[&row("Conforme;02/11/2022")]).unwrap();
    assert_eq!(done, answers, "the same day in another form");
    let done = take("fichier_sans_nom", "Version produit", &["RIS.A.03;RIS.A.03.01.01;;9"]).unwrap();
    assert_eq!(done, answers);
    let done = take("justification_sans_etat", "Justification", &["RIS.A.03;;;Parce que."]);
    assert!(done.unwrap_err()[0].contains("n’est pas une preuve"));
    let done =
        take("justification_seule", "Justification", &["RIS.A.03;RIS.A.03.01.01;;Parce que."]).unwrap();
    assert_eq!(done, answers);

    for (name, columns, rows) in [
        ("refus_etat", "Fichier", vec![row("peut-être;une.png")]),
        ("refus_date", "Date", vec![row("Conforme;3/1/22")]),
        ("refus_empreinte", "SHA-256", vec![row("Conforme;abc")]),
        ("refus_exigence", "Date", vec!["RIS.X.01;;Conforme;".into(), ";;Conforme;".into()]),
        ("refus_preuve", "Date", vec!["RIS.A.01;RIS.A.02.01.01;Conforme;".into(), "RIS.A.01;X;;".into()]),
        ("refus_deux_etats", "Date", vec![row("Conforme;"), row("Non conforme;"), row("En cours;")]),
        ("refus_deux_fichiers", "Fichier", vec![row("Conforme;a.png"), row("Conforme;b.png")]),
        ("refus_deux_justifications", "Justification", vec![row("Conforme;Une."), row("Conforme;Deux.")]),
        ("refus_deux_colonnes", "État", vec![row("Conforme;Conforme")]),
    ] {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        assert!(take(name, columns, &rows).is_err(), "{name}");
    }
    assert!(taken("refus_titres", ("avant", &definition), &answers, b"a;b\n1;2\n").is_err());
    assert!(taken("refus_vide", ("avant", &definition), &answers, b"").is_err());
    assert!(
        taken("refus_tronque", ("avant", &definition), &answers, "ID;N° preuve;État\nA;B;\"Conf".as_bytes())
            .is_err()
    );
    assert!(taken("refus_binaire", ("avant", &definition), &answers, b"\x01\x02;\0\0;\0").is_err());

    // A table that shows the text of before, opened with the list of after.
    let print = |definition: &Definition, answers: &Answers| table(answers, definition).rows[1][21].clone();
    let columns = "Fraîcheur;Empreinte";
    let confirm =
        |print: &str| typed(columns, &[&format!("RIS.A.02;RIS.A.02.01.01;Conforme;confirmée;{print}")]);
    let stale =
        taken("texte_d_avant", ("apres", &later), &answers, &confirm(&print(&definition, &answers))).unwrap();
    assert_eq!(stale.answers["RIS.A.02"].seen, answers.answers["RIS.A.02"].seen);
    let fresh = taken("confirmee", ("apres", &later), &answers, &confirm(&print(&later, &answers))).unwrap();
    assert_eq!(fresh.answers["RIS.A.02"].seen.as_ref(), Some(&later.items[1].seen));
}

/// Files edited by hand into nonsense: what is wrong, in the same words from the page and from the command line.
#[test]
fn files_edited_into_nonsense_are_refused_in_the_same_words() {
    let (definition, _) = two_moments();
    let mut answers = blank(&definition);
    answer(&mut answers, &definition, "RIS.A.01", State::NotMet, "Prévu.", "2022-11-02");
    supply(&mut answers, "RIS.A.01.01.01", "une.png");
    answers.profiles.insert("Téléradiologie".into(), reply(Reply::Yes, ""));
    let good = answers.to_json();
    let edits = [
        ("\"etat\": \"non_conforme\"", "\"etat\": \"presque\""),
        ("\"etat\": \"non_conforme\"", "\"etat\": \"\""),
        ("\"etat\": \"non_conforme\"", "\"etat\": 3"),
        ("\"etat\": \"non_conforme\"", "\"etat\": null"),
        ("\"etat\": \"non_conforme\",", ""),
        ("\"reponse\": \"oui\"", "\"reponse\": \"peut-être\""),
        ("\"reponse\": \"oui\"", "\"reponse\": \"\""),
        ("\"nature\": \"obligatoire\"", "\"nature\": \"\""),
        ("\"justification\": \"Prévu.\"", "\"justification\": [1]"),
        ("\"2023-06-30\"", "\"2023-02-30\""),
        ("\"taille\": 12", "\"taille\": -12"),
        ("\"taille\": 12", "\"taille\": 1.5"),
        ("\"taille\": 12", "\"taille\": \"12\""),
        ("\"sha256\": \"abab", "\"sha256\": \"ab"),
        ("\"fichier\": \"une.png\",", ""),
        ("\"couloir\"", "\"couloirs\""),
        ("\"couloir\"", "\"couloir\": \"LGC\", \"couloir\""),
        ("\"vu\": {", "\"vu\": 3, \"x\": {"),
        ("\"references\": {}", "\"references\": {\"CI-SIS\": 1}"),
        ("\"lignee\": []", "\"lignee\": [\"A\", 2]"),
        ("\"produit\": {", "\"produit\": [], \"x\": {"),
        ("\"archives\": []", "\"archives\": [{}, 4]"),
        ("\"conditions\": {}", "\"conditions\": {\"c\": null}"),
        ("\"journal\": [", "\"journal\": {}, \"x\": ["),
        ("remc/reponses@1", "remc/reponses@2"),
        ("remc/reponses@1", "remc/checklist@1"),
    ];
    let edited = edits.map(|(from, to)| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1)
    });
    let cut = [good[..300].to_owned(), good[..good.len() - 3].to_owned()];
    let other = ["", " \n", "bonjour", "[]", "{}", "null", "{\"schema\": 1}"].map(str::to_owned);
    let cases: Vec<Value> = edited
        .into_iter()
        .chain(cut)
        .chain(other)
        .map(|text| {
            let problems = read(text.as_bytes()).expect_err(&text).problems;
            json!({ "texte": text, "refus": problems })
        })
        .collect();
    fixture("", "unreadable", &json!(cases));
}
