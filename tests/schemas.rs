//! The published JSON Schemas and what the program really writes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jsonschema::Validator;
use remc::exchange::import::{Request, import};
use remc::exchange::layout::builtin;
use remc::history::labels::{Confusion, Label};
use remc::history::{Endpoint, diff_all, lane_timelines, timelines};
use remc::io::{Disk, Memory};
use remc::model::Corpus;
use remc::render::schemas::{SCHEMAS, schema};
use remc::render::{Compared, RenderContext, diff_json, graph_export, history, labels, render_site, stats};
use remc::source::SourceSet;
use remc::{Compilation, compile};
use serde_json::Value;

use crate::support::project::Project;
use crate::support::workbook::{TestCell, xlsx};
use crate::{comments, diff_formats, import_comments};

/// Validators made when first needed: several documents have the same schema.
#[derive(Default)]
struct Judge {
    validators: BTreeMap<String, Validator>,
    seen: BTreeSet<String>,
}

impl Judge {
    /// Checks a document against the schema it names.
    fn accepts(&mut self, what: &str, text: &str) {
        let value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{what}: {error}"));
        let name = value["schema"].as_str().unwrap_or_else(|| panic!("{what} names no schema")).to_owned();
        let validator = self.validators.entry(name.clone()).or_insert_with(|| {
            let document = schema(&name).unwrap_or_else(|| panic!("{what}: no schema {name}")).document();
            jsonschema::validator_for(&serde_json::from_str(&document).unwrap()).unwrap()
        });
        let wrong: Vec<String> = validator
            .iter_errors(&value)
            .take(5)
            .map(|error| {
                format!(
                    "{} : {}",
                    error.instance_path(),
                    error.to_string().chars().take(300).collect::<String>()
                )
            })
            .collect();
        assert!(wrong.is_empty(), "{what} ({name})\n{}", wrong.join("\n"));
        self.seen.insert(name);
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn remc(arguments: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_remc")).args(arguments).current_dir(root()).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Every format named in the sources.
fn constants() -> BTreeSet<String> {
    fn read(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                for part in fs::read_to_string(&path).unwrap().split("\"remc/").skip(1) {
                    let name = part.split('"').next().unwrap();
                    if name.split_once('@').is_some_and(|(_, version)| version.parse::<u32>().is_ok()) {
                        found.insert(format!("remc/{name}"));
                    }
                }
            }
        }
    }
    let mut found = BTreeSet::new();
    read(&root().join("src"), &mut found);
    found
}

#[test]
fn every_format_has_a_schema_and_every_schema_a_format() {
    let constants = constants();
    let published: BTreeSet<String> = SCHEMAS.iter().map(|one| format!("remc/{}@1", one.name)).collect();
    assert_eq!(constants, published);
    for one in SCHEMAS {
        let document: Value = serde_json::from_str(&one.document()).unwrap();
        jsonschema::meta::validate(&document).unwrap_or_else(|error| panic!("{}: {error}", one.name));
        assert_eq!(document["properties"]["schema"]["const"], format!("remc/{}@1", one.name));
        assert_eq!(document["$id"], format!("urn:remc:schema:{}@1", one.name));
        assert!(!one.title().is_empty() && document["description"].is_string(), "{}", one.name);
        closed(one.name, &document);
    }
    let files = fs::read_dir(root().join("templates/schemas")).unwrap().count();
    assert_eq!(files, SCHEMAS.len());
}

/// Every object says that it has no other field.
fn closed(name: &str, value: &Value) {
    match value {
        Value::Object(object) => {
            if object.get("properties").is_some_and(Value::is_object) && object.contains_key("type") {
                // Answers keep what they do not know.
                let open = Value::Bool(name == "reponses");
                assert_eq!(object.get("additionalProperties"), Some(&open), "{name}: {value}");
            }
            object.values().for_each(|inner| closed(name, inner));
        }
        Value::Array(list) => list.iter().for_each(|inner| closed(name, inner)),
        _ => {}
    }
}

fn comparisons(judge: &mut Judge, before: (&Endpoint, &Corpus), after: (&Endpoint, &Corpus)) {
    let (whole, lanes) = diff_all(before.1, after.1, before.0.clone(), after.0.clone());
    for diff in lanes.iter().chain([&whole]) {
        let what = format!("{} -> {}, {:?}", before.0.name, after.0.name, diff.lane);
        judge.accepts(&what, &diff_json::to_json(&Compared::new(diff, before.1, after.1)));
    }
    let rows = lanes.iter().flat_map(|diff| {
        let ids = diff.changes.iter().map(|change| &change.id).chain(&diff.unchanged);
        ids.map(|id| Label { lane: diff.lane.clone(), id: id.to_string(), label: "Stable".to_owned() })
    });
    let found = Confusion::new(&rows.collect::<Vec<_>>(), &whole, &lanes, 2);
    judge.accepts("labels", &labels::to_json(&found, before.0, after.0));
}

fn site(compilation: &Compilation) -> RenderContext<'_> {
    let last = compilation.baselines.last().map(|frozen| &frozen.corpus);
    RenderContext {
        settings: compilation.settings.as_ref().unwrap(),
        corpus: last.unwrap_or(&compilation.corpus),
        work: last.map(|_| &compilation.corpus),
        baselines: &compilation.baselines,
        diagnostics: &compilation.diagnostics,
        sources: &compilation.sources,
    }
}

#[test]
fn what_is_written_follows_its_schema() {
    let mut judge = Judge::default();
    let compilation = compile(&Disk::new(root().join("referentials")));
    let states = compilation.states();
    for pair in states.windows(2) {
        comparisons(&mut judge, (&pair[0].0, pair[0].1), (&pair[1].0, pair[1].1));
    }
    let (before, after) = diff_formats::pair();
    let ends = ["IT1", "IT2"].map(|name| Endpoint { name: name.to_owned(), date: None });
    comparisons(&mut judge, (&ends[0], &before), (&ends[1], &after));
    for (key, life) in timelines(&states).iter().step_by(7) {
        judge.accepts(key.as_str(), &history::to_json(key, life, None));
    }
    for (key, life) in lane_timelines(&states, "RIS").iter().step_by(7) {
        judge.accepts(key.as_str(), &history::to_json(key, life, Some("RIS")));
    }
    for count in 1..=states.len() {
        judge.accepts("stats", &stats::panorama(&states[..count]).unwrap().to_json());
    }
    judge.accepts("graph", &graph_export::to_json(&compilation.graph.relations(), &compilation.corpus));
    for entry in fs::read_dir(root().join("referentials/iterations")).unwrap() {
        let path = entry.unwrap().path();
        judge.accepts(&path.to_string_lossy(), &fs::read_to_string(&path).unwrap());
    }
    for file in render_site(&site(&compilation)).unwrap() {
        let name = file.path.to_string_lossy().into_owned();
        if name.ends_with(".json") && !name.starts_with("data/v1/schemas/") {
            judge.accepts(&name, std::str::from_utf8(&file.bytes).unwrap());
        }
    }
    judge.accepts("codes", &remc(&["explain", "--format", "json"]));
    judge.accepts("code", &remc(&["explain", "REM301", "--format", "json"]));
    let sample = comments::sample();
    judge.accepts("comments", &comments::report(&sample).to_json());
    judge.accepts("letter", &comments::letter(&sample, "V07")[2]);
    carried(&mut judge);
    deposited(&mut judge);
    diagnostics(&mut judge);
    imported(&mut judge);
    let missing: Vec<String> = constants().into_iter().filter(|name| !judge.seen.contains(name)).collect();
    assert!(missing.is_empty(), "no document of {missing:?} was checked");
}

/// Definitions, answers and what they are worth.
fn carried(judge: &mut Judge) {
    fn walk(judge: &mut Judge, what: &str, value: &Value) {
        match value {
            Value::Object(object) => {
                if object.get("schema").and_then(Value::as_str).is_some_and(|name| name.starts_with("remc/"))
                {
                    judge.accepts(what, &value.to_string());
                }
                object.values().for_each(|inner| walk(judge, what, inner));
            }
            Value::Array(list) => list.iter().for_each(|inner| walk(judge, what, inner)),
            Value::String(text) if text.starts_with('{') => {
                walk(judge, what, &serde_json::from_str(text).unwrap());
            }
            _ => {}
        }
    }
    for entry in fs::read_dir(root().join("tests/fixtures/carryover")).unwrap() {
        let path = entry.unwrap().path();
        let value: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        walk(judge, &path.to_string_lossy(), &value);
    }
}

/// Two files that disagree, and a folder without its proofs.
fn deposited(judge: &mut Judge) {
    use remc::conformity::{deposit, merge, read};
    let path = root().join("tests/fixtures/carryover/inchangee.json");
    let case: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let left = read(case["reponses"].as_str().unwrap().as_bytes()).unwrap();
    let mut right = left.clone();
    right.product.version.push('1');
    judge.accepts("fusion", &merge(&left, &right, |_| None).unwrap().to_json());
    judge.accepts("verification", &deposit(&left, &BTreeMap::new(), &[]).to_json());
}

/// Findings with a place, related places, a fix and none of these.
fn diagnostics(judge: &mut Judge) {
    let wrong = "édition 1\nsocle MSS \"M\"\nsection S1\nexigence A.1 \"T\" {\n  nature obligatoir\n  statut validée\n  énoncé \"Le système PEUT.\"\n}\nexigence A.1 \"T\" {\n  nature obligatoire\n  statut validée\n  énoncé \"Le système DOIT dire 3.\"\n}\n";
    let projects = [Project::new().file("socles/MSS.rem", wrong).memory(), Memory::default()];
    for files in &projects {
        let compilation = compile(files);
        let json = remc::diagnostic::to_json(&compilation.diagnostics, &compilation.sources);
        judge.accepts("diagnostics", &json.to_string());
    }
}

fn imported(judge: &mut Judge) {
    let headers = [
        "REM",
        "ID Exigence",
        "Profil",
        "Section (Domaine)",
        "Bloc",
        "Fonction",
        "Nature de l'exigence",
        "Evolution",
        "Commentaire ANS / DNS / CNAM",
        "Enoncé de l'exigence - Itération #2",
    ];
    let row = [
        "RIS",
        "RIS.1",
        "Général",
        "S",
        "B",
        "F",
        "Exigence",
        "Nouvelle",
        "",
        "Le système DOIT <b>dire</b>.",
    ];
    let odd = ["RIS", "", "Général", "S", "B", "F", "Exigence", "Nouvelle", "", "Sans identifiant."];
    let rows: Vec<Vec<TestCell>> = [headers, row, odd]
        .iter()
        .map(|row| row.iter().map(|text| TestCell::from(*text)).collect())
        .collect();
    let bytes = xlsx("export_final", &rows);
    let layout = builtin("iteration", &mut SourceSet::default(), &mut Vec::new()).unwrap();
    let request = Request {
        bytes: &bytes,
        layout: &layout,
        iteration: Some("IT1"),
        date: Some("2023-01-31"),
        lane: None,
        dry_run: true,
    };
    let outcome = import(&request, &Memory::default());
    judge.accepts("import", &outcome.report.to_json());
    judge.accepts("import of comments", &import_comments::report().to_json());
}

#[test]
fn a_field_out_of_the_schema_is_refused() {
    let document: Value = serde_json::from_str(&schema("remc/diff@1").unwrap().document()).unwrap();
    let validator = jsonschema::validator_for(&document).unwrap();
    let (before, after) = diff_formats::pair();
    let (diff, _) = diff_all(
        &before,
        &after,
        Endpoint { name: "a".to_owned(), date: None },
        Endpoint { name: "b".to_owned(), date: None },
    );
    let mut value: Value =
        serde_json::from_str(&diff_json::to_json(&Compared::new(&diff, &before, &after))).unwrap();
    assert!(validator.is_valid(&value));
    value["differences"][0]["note"] = "interne".into();
    assert!(!validator.is_valid(&value));
}

#[test]
fn schemas_are_listed_printed_and_published() {
    let list = remc(&["schema"]);
    for one in SCHEMAS {
        assert!(list.contains(one.name) && list.contains(one.title()), "{list}");
        assert_eq!(remc(&["schema", one.name]), one.document());
    }
    let compilation = Project::new().compile();
    let files = render_site(&site(&compilation)).unwrap();
    for one in SCHEMAS {
        let path = PathBuf::from(format!("data/v1/schemas/{}.schema.json", one.name));
        let file = files.iter().find(|file| file.path == path);
        assert_eq!(file.unwrap().bytes, one.document().into_bytes());
    }
}
