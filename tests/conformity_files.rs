//! Files of answers in the hands of people: edited by hand, merged, opened in a spreadsheet, checked against a folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use remc::conformity::{
    Answers, Decision, Definition, Product, ProofFile, State, apply, confirm, read, table, view,
};
use remc::exchange::checklist::{read_cells, to_csv, to_xlsx};
use remc::render::completeness;

/// A folder with a checklist of our own corpus, and answers given in IT2.
struct Desk {
    folder: tempfile::TempDir,
}

fn remc(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_remc")).args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code().unwrap(), text(&done.stdout), text(&done.stderr))
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), bytes).unwrap();
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        remc(self.folder.path(), arguments)
    }

    /// Runs and wants this exit code; gives both outputs.
    fn says(&self, code: i32, arguments: &[&str]) -> String {
        let (found, out, err) = self.run(arguments);
        assert_eq!(found, code, "remc {}\n{out}{err}", arguments.join(" "));
        out + &err
    }
}

fn corpus() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("referentials").to_string_lossy().into_owned()
}

fn moments<T>(name: &str, work: impl FnOnce(&Definition) -> T) -> T {
    static COMPILED: std::sync::OnceLock<remc::Compilation> = std::sync::OnceLock::new();
    let compiled = COMPILED.get_or_init(|| remc::compile(&remc::io::Disk::new(corpus())));
    let all: Vec<remc::conformity::Moment<'_>> = compiled
        .baselines
        .iter()
        .map(|one| remc::conformity::Moment {
            name: &one.iteration,
            date: Some(&one.date),
            corpus: &one.corpus,
        })
        .collect();
    let count = all.iter().position(|one| one.name == name).unwrap() + 1;
    work(&remc::conformity::define("RIS", &all[..count]).unwrap())
}

/// Answers with every oddity a vendor can type.
fn odd(definition: &Definition) -> Answers {
    let product = Product { name: "Exemple; \"RIS\"".into(), version: "4.10".into(), ..Product::default() };
    let mut answers =
        Answers::new(&definition.catalogue, "RIS", &definition.iteration, &definition.date, product);
    let words = [
        "=1+1",
        "'=1+1",
        "+33",
        "-5 %",
        "@nom",
        "'quoté",
        "ligne 1\nligne 2",
        "« guillemets » ; \"doubles\"",
        "",
        "  espaces  ",
        "été\u{a0}: œuvre",
        "1,5",
        "00012",
        "VRAI",
        "12/11/2022",
    ];
    for (place, item) in definition.items.iter().enumerate().take(40) {
        let (state, ..) = State::WORDS[place % State::WORDS.len()];
        for (turn, proof) in item.proofs.iter().enumerate().filter(|(turn, _)| (turn + place) % 3 != 2) {
            let file = ProofFile {
                file: format!("{}{turn}.png", words[(place + turn) % words.len()].trim().replace('/', "")),
                size: 3,
                date: "2022-11-02".into(),
                version: "4.10".into(),
                sha256: format!("{:064x}", place * 31 + turn),
                ..ProofFile::default()
            };
            answers.proofs.insert(proof.key.clone(), file);
        }
        let decision = Decision {
            state,
            justification: Some(words[place % words.len()].to_owned()),
            planned: Some("2023-05-01".into()),
            date: "2022-11-20".into(),
            author: "M. Canari".into(),
        };
        assert!(confirm(&mut answers, definition, &item.key, decision));
        answers.answers.get_mut(&item.key).unwrap().note = "canari-note".into();
    }
    answers.unknown.insert("propre_a_l_editeur".into(), serde_json::json!([1, {"b": null}]));
    answers
}

#[test]
fn a_table_that_comes_back_untouched_changes_nothing() {
    for name in ["IT2", "IT4"] {
        let answers = moments("IT2", odd);
        moments(name, |definition| {
            let out = table(&answers, definition);
            for bytes in [to_csv(&out), to_xlsx(&out, definition).unwrap()] {
                let mut back = answers.clone();
                let applied =
                    apply(&mut back, definition, &read_cells(&bytes).unwrap(), "2023-01-01").unwrap();
                assert_eq!((applied.answers, applied.files), (0, 0), "{name}");
                assert_eq!(applied.rows, out.rows.len());
                assert_eq!(back.to_json(), answers.to_json(), "{name}");
            }
            assert_eq!(to_xlsx(&out, definition).unwrap(), to_xlsx(&out, definition).unwrap());
        });
    }
}

/// The whole of a file goes into an empty one through a spreadsheet.
#[test]
fn a_table_carries_answers_to_an_empty_file() {
    moments("IT2", |definition| {
        let answers = odd(definition);
        let product = answers.product.clone();
        for bytes in
            [to_csv(&table(&answers, definition)), to_xlsx(&table(&answers, definition), definition).unwrap()]
        {
            let mut back =
                Answers::new(&definition.catalogue, "RIS", "IT2", &definition.date, product.clone());
            apply(&mut back, definition, &read_cells(&bytes).unwrap(), "2022-11-20").unwrap();
            for (key, answer) in &answers.answers {
                let found = &back.answers[key];
                assert_eq!((found.state, &found.seen), (answer.state, &answer.seen), "{key}");
                assert_eq!(found.justification, answer.justification.trim(), "{key}");
            }
            for (key, file) in &answers.proofs {
                let found = &back.proofs[key];
                assert_eq!(
                    (&found.file, &found.sha256, &found.version),
                    (&file.file, &file.sha256, &file.version)
                );
            }
        }
    });
}

#[test]
fn what_somebody_changes_in_a_table_is_taken() {
    moments("IT2", |definition| {
        let answers = odd(definition);
        let key = &definition.items[0].key;
        let id = definition.items[0].id.clone();
        let mut cells = read_cells(&to_csv(&table(&answers, definition))).unwrap();
        let rows: Vec<usize> = (0..cells.len()).filter(|row| cells[*row].1.get(1) == Some(&id)).collect();
        cells[rows[0]].1[14] = "non conforme".into();
        cells[rows[0]].1[15] = "Prévu.".into();
        let mut back = answers.clone();
        let applied = apply(&mut back, definition, &cells, "2023-01-02").unwrap();
        assert_eq!(applied.answers, 1);
        assert_eq!(
            (back.answers[key].state, back.answers[key].justification.as_str()),
            (State::NotMet, "Prévu.")
        );
        assert_eq!(back.answers[key].note, "canari-note", "what the table does not carry stays");
        assert_eq!(back.journal.last().unwrap().date, "2023-01-02");
        // Nonsense is told by row, and nothing is taken.
        let said = |change: &dyn Fn(&mut Vec<String>)| {
            let mut cells = cells.clone();
            change(&mut cells[rows[0]].1);
            let mut back = answers.clone();
            let problems = apply(&mut back, definition, &cells, "").unwrap_err();
            assert_eq!(back, answers);
            problems.join("\n")
        };
        assert!(said(&|row| row[14] = "peut-être".into()).contains("« peut-être » n’est pas un état"));
        assert!(said(&|row| row[1] = "X.99".into()).contains("exigence « X.99 » inconnue"));
        assert!(said(&|row| row[18] = "hier".into()).contains("« hier » n’est pas une date"));
        assert!(said(&|row| row[17] = "abc".into()).contains("64 chiffres"));
        let mut back = answers.clone();
        let refused = apply(&mut back, definition, &[(1, vec!["a".into()])], "").unwrap_err();
        assert!(refused[0].contains("aucune ligne de titres"));
    });
}

#[test]
fn no_cell_is_a_formula_and_notes_stay_home() {
    moments("IT2", |definition| {
        let answers = odd(definition);
        let out = table(&answers, definition);
        let csv = String::from_utf8(to_csv(&out)).unwrap();
        assert!(!csv.contains(";=") && !csv.contains("\"=") && !csv.contains(";+") && !csv.contains(";@"));
        let html = completeness::to_html(&answers, definition, &view(&answers, definition));
        for text in [&csv, &html] {
            assert!(!text.contains("canari-note") && !text.contains("Canari"));
        }
        assert!(html.contains("Dossier incomplet") && !html.contains("<script"));
        let mut evil = answers.clone();
        evil.product.name = "<script>alert(1)</script>".into();
        let html = completeness::to_html(&evil, definition, &view(&evil, definition));
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script"));
    });
}

#[test]
fn every_bad_file_is_told_and_left_alone() {
    let good = moments("IT2", odd).to_json();
    let said = |text: &str| match read(text.as_bytes()) {
        Ok(_) => "rien".to_owned(),
        Err(error) => error.problems.join("\n"),
    };
    assert_eq!(said(&good), "rien");
    assert_eq!(said(""), "le fichier est vide");
    assert!(
        said(&good[..good.len() / 2]).starts_with("fichier tronqué")
            || said(&good[..good.len() / 2]).contains("UTF-8")
    );
    assert!(said("bonjour").starts_with("ce n’est pas du JSON (ligne 1"));
    assert!(said("[]").contains("un objet JSON est attendu"));
    assert!(said("{}").contains("le champ « schema »"));
    assert!(said("{\"schema\": \"remc/checklist@1\"}").contains("format « remc/checklist@1 »"));
    assert!(said("{\"schema\": \"remc/reponses@2\"}").contains("plus récent que cette version"));
    assert!(said(&"[".repeat(100_000)).contains("trop imbriqués"));
    let edited = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        said(&good.replacen(from, to, 1))
    };
    assert!(edited("\"etat\": \"conforme\"", "\"etat\": \"ok\"").contains("etat : « ok » n’est pas un état"));
    assert!(
        edited("\"date_prevue\": \"2023-05-01\"", "\"date_prevue\": \"2023-02-30\"")
            .contains("n’est pas une date")
    );
    assert!(edited("\"taille\": 3", "\"taille\": -3").contains("octets"));
    assert!(edited("\"couloir\"", "\"coul\"").contains("couloir : champ manquant"));
    assert!(
        edited("\"catalogue\"", "\"couloir\": \"LGC\",\n  \"catalogue\"")
            .contains("« couloir » est écrit deux fois")
    );
    assert!(edited("\"vu\": {", "\"vu\": 3, \"x\": {").contains("vu : un objet est attendu"));
    assert!(read(&[0xff, 0xfe, 0x00]).unwrap_err().problems[0].contains("UTF-8"));
    assert!(read(&vec![b' '; 50 << 20]).unwrap_err().problems[0].contains("trop volumineux"));
    // Whatever bytes come, there is an answer.
    for cut in (0..good.len()).step_by(997) {
        let _ = read(&good.as_bytes()[..cut]);
        let mut bytes = good.clone().into_bytes();
        bytes[cut] ^= 0x15;
        let _ = read(&bytes);
    }
}

#[test]
fn a_vendor_s_path_from_the_command_line() {
    let desk = Desk::new();
    let project = corpus();
    let new = [
        "--project",
        &project,
        "checklist",
        "new",
        "--lane",
        "RIS",
        "--iteration",
        "IT2",
        "--product",
        "Exemple",
        "--out",
        "f.json",
    ];
    assert!(desk.says(0, &new).contains("exigences du couloir RIS à IT2"));
    assert!(desk.says(2, &new).contains("existe déjà"));
    let desk = desk_of_it2();
    let before = desk.text("f.json");
    // A vendor needs no project.
    let printed = desk.says(0, &["checklist", "view", "f.json", "--definition", "checklist.json"]);
    let json =
        desk.says(0, &["checklist", "view", "f.json", "--definition", "checklist.json", "--format", "json"]);
    let seen: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(printed.contains(seen["resume"][0].as_str().unwrap()));
    let same = desk.says(
        0,
        &["--project", &project, "checklist", "view", "f.json", "--iteration", "IT4", "--format", "json"],
    );
    assert_eq!(json, same, "a project and a published list say the same");
    desk.says(
        0,
        &[
            "checklist",
            "view",
            "f.json",
            "--definition",
            "checklist.json",
            "--format",
            "html",
            "--out",
            "r.html",
        ],
    );
    assert!(desk.text("r.html").contains("Dossier de conformité RIS, IT4"));
    for format in ["csv", "xlsx", "json"] {
        let file = format!("t.{format}");
        desk.says(
            0,
            &[
                "checklist",
                "export",
                "f.json",
                "--definition",
                "checklist.json",
                "--format",
                format,
                "--out",
                &file,
            ],
        );
        let said = desk
            .says(0, &["checklist", "import", &file, "--into", "f.json", "--definition", "checklist.json"]);
        assert!(said.contains("aucun changement"), "{said}");
    }
    assert_eq!(desk.text("f.json"), before);
}

/// A desk with answers of IT2, `f.json`, and the checklist of IT4.
fn desk_of_it2() -> Desk {
    let desk = Desk::new();
    desk.write("f.json", moments("IT2", odd).to_json());
    moments("IT4", |definition| desk.write("checklist.json", definition.to_json()));
    desk
}

#[test]
fn wrong_files_are_refused_with_nothing_written() {
    let desk = desk_of_it2();
    let before = desk.text("f.json");
    desk.write("bad.csv", "ID;N° preuve;État\nX;;Conforme\n");
    let said = desk
        .says(1, &["checklist", "import", "bad.csv", "--into", "f.json", "--definition", "checklist.json"]);
    assert!(said.contains("ligne 2 : exigence « X » inconnue"), "{said}");
    desk.write("cut.json", &before[..before.len() - 9]);
    assert!(
        desk.says(1, &["checklist", "view", "cut.json", "--definition", "checklist.json"])
            .contains("tronqué")
    );
    assert!(
        desk.says(1, &["checklist", "view", "checklist.json", "--definition", "checklist.json"])
            .contains("remc/checklist@1")
    );
    desk.write("lgc.json", before.replacen("\"couloir\": \"RIS\"", "\"couloir\": \"LGC\"", 1));
    assert!(
        desk.says(1, &["checklist", "view", "lgc.json", "--definition", "checklist.json"]).contains("LGC")
    );
    desk.write(
        "later.json",
        before.replacen("\"date\": \"2022-11-14\"", "\"date\": \"2024-01-01\"", 1).replacen(
            "\"iteration\": \"IT2\"",
            "\"iteration\": \"IT9\"",
            1,
        ),
    );
    assert!(
        desk.says(1, &["checklist", "view", "later.json", "--definition", "checklist.json"])
            .contains("plus récente")
    );
    desk.write("huge.json", vec![b' '; 50 << 20]);
    assert!(
        desk.says(1, &["checklist", "view", "huge.json", "--definition", "checklist.json"])
            .contains("trop volumineux")
    );
    assert!(
        desk.says(2, &["checklist", "view", ".", "--definition", "checklist.json"])
            .contains("n’est pas un fichier")
    );
    assert!(desk.says(2, &["checklist", "view", "none.json"]).contains("illisible"));
    assert_eq!(desk.text("f.json"), before);
}

#[test]
fn two_files_are_merged_in_sight_of_their_disagreements() {
    let desk = Desk::new();
    moments("IT2", |definition| {
        let left = odd(definition);
        let mut right = left.clone();
        let key = &definition.items[0].key;
        let only = &definition.items[45].key;
        let decision = |state| Decision {
            state,
            justification: Some("Autre.".into()),
            planned: None,
            date: "2022-12-01".into(),
            author: String::new(),
        };
        assert!(confirm(&mut right, definition, key, decision(State::NotMet)));
        assert!(confirm(&mut right, definition, only, decision(State::Ongoing)));
        desk.write("a.json", left.to_json());
        desk.write("b.json", right.to_json());
        let said = desk.says(1, &["checklist", "merge", "a.json", "b.json", "--out", "c.json"]);
        assert!(said.contains(&format!("reponses/{key}")) && said.contains("Non conforme"), "{said}");
        assert!(!desk.path("c.json").exists());
        let (_, json, _) =
            desk.run(&["checklist", "merge", "a.json", "b.json", "--out", "c.json", "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["conflits"].as_array().unwrap().len(), 1);
        desk.write("choix.json", format!("{{\"choix\": {{\"reponses/{key}\": \"droite\"}}}}"));
        desk.says(
            0,
            &["checklist", "merge", "a.json", "b.json", "--out", "c.json", "--resolutions", "choix.json"],
        );
        let merged = read(desk.text("c.json").as_bytes()).unwrap();
        assert_eq!(merged.answers[key].state, State::NotMet);
        assert_eq!(merged.answers[only].state, State::Ongoing);
        assert_eq!(merged.archives.len(), 1);
        desk.says(0, &["checklist", "merge", "a.json", "b.json", "--out", "c.json", "--prefer", "left"]);
        assert_eq!(read(desk.text("c.json").as_bytes()).unwrap().answers[key].state, left.answers[key].state);
    });
}

#[test]
fn a_folder_of_proofs_is_checked_against_the_answers() {
    let desk = Desk::new();
    moments("IT2", |definition| {
        let mut answers =
            Answers::new(&definition.catalogue, "RIS", "IT2", &definition.date, Product::default());
        let file = |name: &str, sha256: &str| ProofFile {
            file: name.into(),
            size: 3,
            sha256: sha256.into(),
            ..ProofFile::default()
        };
        // SHA-256 of « abc », as FIPS 180 gives it.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        for (key, name, sha256) in [
            ("p1", "p1.png", abc),
            ("p2", "sous/p2.png", abc),
            ("p3", "p3.png", abc),
            ("p4", "absent.png", abc),
            ("p5", "../p1.png", abc),
            ("p6", "p6.png", ""),
        ] {
            answers.proofs.insert(key.into(), file(name, sha256));
        }
        desk.write("f.json", answers.to_json());
        for name in ["d/p1.png", "d/sous/p2.png", "d/p6.png", "d/trop.txt"] {
            desk.write(name, "abc");
        }
        desk.write("d/p3.png", "abd");
        let verify = ["checklist", "verify", "f.json", "--preuves", "d", "--format", "json"];
        let (code, out, _) = desk.run(&verify);
        let report: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(code, 1);
        assert_eq!(report["conformes"], 2);
        assert_eq!(report["manquants"].as_array().unwrap().len(), 2);
        assert_eq!(report["modifies"][0]["cle"], "p3");
        assert_eq!(report["sans_empreinte"][0]["cle"], "p6");
        assert_eq!(report["en_trop"], serde_json::json!(["trop.txt"]));
        for key in ["p3", "p4", "p5", "p6"] {
            answers.proofs.remove(key);
        }
        desk.write("f.json", answers.to_json());
        assert!(desk.says(0, &verify[..5]).contains("2 preuves conformes"));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("/etc/hostname", desk.path("d/lien.png")).unwrap();
            std::os::unix::fs::symlink(".", desk.path("d/boucle")).unwrap();
            answers.proofs.insert("p7".into(), file("lien.png", abc));
            desk.write("f.json", answers.to_json());
            let said = desk.says(1, &verify[..5]);
            assert!(said.contains("non suivi") && said.contains("boucle"), "{said}");
        }
    });
}

/// Answers of another lane to the same items, in the same words, are proposed, never taken for granted.
#[test]
fn answers_of_another_lane_are_offered_to_confirm() {
    use remc::conformity::{Freshness, take_over};
    moments("IT2", |definition| {
        let mut other = odd(definition);
        other.lane = "HOP-DPI".into();
        let mut answers =
            Answers::new(&definition.catalogue, "RIS", "IT2", &definition.date, other.product.clone());
        let taken = take_over(&mut answers, definition, &other);
        assert_eq!(taken, other.answers.len());
        let seen = view(&answers, definition);
        let answered = || seen.items.iter().filter(|item| item.state.is_some());
        assert!(answered().all(|item| item.freshness >= Some(Freshness::ToConfirm)));
        assert!(answered().all(|item| item.reasons.iter().any(|reason| reason.code == "autre_couloir")));
        assert_eq!(take_over(&mut answers, definition, &other), 0, "once is enough");
    });
}

#[test]
fn the_table_of_the_site_is_the_export_of_an_empty_file() {
    let sandbox = crate::preview::lived_in();
    let project = sandbox.folder.path().to_string_lossy().into_owned();
    let desk = Desk::new();
    desk.says(
        0,
        &["--project", &project, "checklist", "new", "--lane", "RIS", "--product", "P", "--out", "r.json"],
    );
    let export = ["checklist", "export", "r.json", "--format", "csv", "--out", "r.csv"];
    desk.says(0, &[&["--project", &project][..], &export].concat());
    let site = crate::preview::built(&remc::compile(&remc::io::Disk::new(sandbox.folder.path())));
    let shown = String::from_utf8_lossy(&site["couloirs/RIS/checklist.csv"]).into_owned();
    assert_eq!(shown, desk.text("r.csv"));
    assert!(shown.lines().count() > 3 && shown.contains("SC.MSS"), "{shown}");
    // The form lists the same requirements, in the same order.
    let form = String::from_utf8_lossy(&site["couloirs/RIS/checklist.html"]).into_owned();
    let listed = form.split("<article class=\"carte ligne\"").skip(1);
    let listed: Vec<&str> = listed.filter_map(|one| one.split(" id=\"").nth(1)?.split('"').next()).collect();
    let definition: serde_json::Value = serde_json::from_slice(&site["couloirs/RIS/checklist.json"]).unwrap();
    let asked = definition["exigences"].as_array().unwrap();
    assert_eq!(listed.len(), asked.len());
    for (anchor, item) in listed.iter().zip(asked) {
        let id = item["id"].as_str().unwrap();
        assert_eq!(
            remc::source::fold_accents(anchor),
            remc::source::fold_accents(&id.replace('/', "_")),
            "{id}"
        );
    }
}
