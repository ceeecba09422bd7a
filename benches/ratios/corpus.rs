//! The neutral corpus: JSON of the shared generator, or a small one made here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};

/// All iterations of a generated corpus.
#[derive(Deserialize, Serialize)]
pub struct Neutral {
    pub lanes: Vec<NeutralLane>,
    pub iterations: Vec<Iteration>,
}

#[derive(Deserialize, Serialize)]
pub struct NeutralLane {
    pub code: String,
    pub title: String,
    pub sections: Vec<String>,
}

#[derive(Deserialize, Serialize)]
pub struct Iteration {
    pub requirements: Vec<Item>,
}

#[derive(Deserialize, Serialize, Clone)]
pub struct Item {
    pub id: String,
    pub lane: String,
    pub section: String,
    pub title: String,
    pub statement: String,
    pub depends: Vec<String>,
    pub status: String,
    pub profile: String,
    pub bloc: String,
    pub fonction: String,
    pub scenarios: Vec<NeutralScenario>,
}

#[derive(Deserialize, Serialize, Clone)]
pub struct NeutralScenario {
    pub steps: Vec<String>,
    pub proofs: Vec<String>,
}

/// Whether the code of a lane names a shared catalogue.
pub fn is_socle(code: &str) -> bool {
    code.starts_with("SC")
}

/// A corpus of `count` requirements and two iterations, as JSON bytes, and who made it.
pub fn generate(count: usize, work: &Path) -> (Vec<u8>, &'static str) {
    match from_script(count, work) {
        Ok(bytes) => (bytes, "gen_corpus.py"),
        Err(why) => {
            println!("generator not used ({why}): built-in corpus");
            (serde_json::to_vec(&built_in(count)).unwrap(), "built-in")
        }
    }
}

fn shared() -> PathBuf {
    let near = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/bench");
    std::env::var_os("REMC_BENCH_SHARED").map_or_else(near, PathBuf::from)
}

fn from_script(count: usize, work: &Path) -> Result<Vec<u8>, String> {
    let script = shared().join("gen_corpus.py");
    if !script.is_file() {
        return Err(format!("no {}, see REMC_BENCH_SHARED", script.display()));
    }
    let out = work.join(format!("corpus-{count}.json"));
    let status = Command::new("python3")
        .arg(&script)
        .args(["--n", &count.to_string(), "--iterations", "2", "--rich", "--format", "json"])
        .arg(&out)
        .stdout(std::process::Stdio::null())
        .status()
        .map_err(|error| format!("python3: {error}"))?;
    if !status.success() {
        return Err(format!("gen_corpus.py: {status}"));
    }
    let bytes = std::fs::read(&out).map_err(|error| error.to_string())?;
    std::fs::remove_file(&out).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// A linear congruential generator: the same corpus on every machine.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    pub fn sentence(&mut self) -> String {
        const SUBJECTS: &[&str] = &["Le système", "La solution", "Le logiciel", "Le module"];
        const VERBS: &[&str] = &["afficher", "transmettre", "conserver", "contrôler", "horodater"];
        const OBJECTS: &[&str] = &[
            "l'identité du patient",
            "le compte rendu",
            "la trace d'accès",
            "le jeton `PSC`",
            "l'adresse du *tiers*",
        ];
        let (subject, verb, object) = (self.pick(SUBJECTS), self.pick(VERBS), self.pick(OBJECTS));
        format!(
            "{subject} **DOIT** {verb} {object} en moins de {} secondes, sans ressaisie.",
            self.below(90) + 2
        )
    }
}

/// Two socles, lanes of two hundred requirements, a fifth of them modified in the second iteration.
fn built_in(count: usize) -> Neutral {
    let mut dice = Dice::new(7);
    let lanes = (count / 200).max(4);
    let codes: Vec<String> = (0..lanes)
        .map(|lane| match lane {
            0 => "SC".to_owned(),
            1 => "SCI".to_owned(),
            other => format!("L{other}"),
        })
        .collect();
    let mut first: Vec<Item> = Vec::new();
    let mut seen: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for index in 0..count {
        let (lane, number) = (index % lanes, index / lanes + 1);
        let block = format!("B{}", number / 20);
        let code = &codes[lane];
        let id = if is_socle(code) {
            format!("{code}.{block}/X.{number}")
        } else {
            format!("{code}.{block}.{number}")
        };
        let known = seen.entry(lane).or_default();
        let depends = (number % 4 != 1).then(|| known[dice.below(known.len())].clone()).into_iter().collect();
        known.push(id.clone());
        let statement: Vec<String> = (0..3).map(|_| dice.sentence()).collect();
        first.push(Item {
            title: format!("Exigence {id}"),
            id,
            lane: code.clone(),
            section: format!("Section {}", number / 20 + 1),
            statement: statement.join("\n\n"),
            depends,
            status: "new".to_owned(),
            profile: "Général".to_owned(),
            fonction: format!("Fonction {block}"),
            bloc: block,
            scenarios: vec![NeutralScenario {
                steps: vec![dice.sentence(), dice.sentence()],
                proofs: vec!["Capture d'écran : le compte rendu".to_owned()],
            }],
        });
    }
    first.sort_by_key(|item| codes.iter().position(|code| *code == item.lane));
    let mut second = first.clone();
    for (index, item) in second.iter_mut().enumerate() {
        item.status = "validated".to_owned();
        if index % 5 == 0 {
            item.status = "modified".to_owned();
            item.statement = format!("{} {}", item.statement, dice.sentence());
        }
    }
    let sections = (0..=10).map(|number| format!("Section {}", number + 1)).collect::<Vec<_>>();
    let lanes = codes
        .iter()
        .map(|code| NeutralLane {
            code: code.clone(),
            title: format!("Couloir {code}"),
            sections: sections.clone(),
        })
        .collect();
    Neutral { lanes, iterations: vec![Iteration { requirements: first }, Iteration { requirements: second }] }
}
