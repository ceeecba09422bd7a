//! A whole project in memory, iteration after iteration.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::path::Path;

use remc::diagnostic::Diagnostic;
use remc::history::{Baseline, Change, Diff, Endpoint, baseline, diff, diff_lane};
use remc::io::{Memory, ProjectPaths};
use remc::model::{Corpus, ItemId};
use remc::{Compilation, compile};

/// Three lanes, three socles (DB is both), three sections, two profiles, four iterations.
pub const MANIFEST: &str = "\
édition: 1
programme: \"Programme d’essai\"
couloirs:
  - { code: RIS, titre: \"Radiologie\", alias: [RAD], prefixes: [\"RIS.\"], sans_prefixe: \"SC.\" }
  - { code: LGC, titre: \"Cabinet\", prefixes: [\"LGC.\"] }
  - { code: DB, titre: \"Dossier\", prefixes: [\"DB.\"] }
socles:
  - { code: MSS, titre: \"Messagerie\", prefixes: [\"SC.MSS\"] }
  - { code: INS, titre: \"Identité\", prefixes: [\"SC.INS\"] }
  - { code: DB, titre: \"Dossier partagé\", prefixes: [\"SC.DB\"] }
sections:
  - { code: S1, titre: \"Première\" }
  - { code: S2, titre: \"Deuxième\" }
  - { code: S3, titre: \"Troisième\" }
profils:
  - { nom: \"Général\" }
  - { nom: \"Téléradiologie\" }
itérations:
  - { nom: IT1, date: 2022-10-24, état: close }
  - { nom: IT2, date: 2022-12-05, état: close }
  - { nom: IT3, date: 2023-02-06, état: close }
  - { nom: IT4, date: 2023-04-24, état: concertation }
";

/// A register of one referential.
pub const REFERENCES: &str = "\
références:
  - code: CI-SIS
    titre: \"Cadre\"
    éditeur: \"ANS\"
    versions:
      - { v: \"1.0\", éléments: \"Base\", jalons: [{ statut: publiée, date: 2021-05-01, url: \"https://exemple.fr/ci-sis\" }] }
      - { v: \"2.0\", jalons: [{ statut: à venir, promesse: { texte: \"fin avril\", au_plus_tard: 2023-04-30 } }] }
    applicable: { défaut: [\"1.0\"], RIS: [\"1.0\", \"2.0\"] }
    note: \"Décision à venir\"
";

/// Files of a project, and its frozen iterations.
#[derive(Clone)]
pub struct Project {
    files: BTreeMap<String, Vec<u8>>,
}

impl Project {
    /// A project with [`MANIFEST`] and nothing else.
    pub fn new() -> Self {
        Self { files: BTreeMap::new() }.file("remc.yaml", MANIFEST)
    }

    /// Adds or replaces a file.
    pub fn file(mut self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.files.insert(path.to_owned(), text.as_ref().to_vec());
        self
    }

    /// Replaces `socles/MSS.rem` by a header and some items.
    pub fn mss(self, items: &[Item]) -> Self {
        self.file(
            "socles/MSS.rem",
            format!("édition 1\nsocle MSS \"Messagerie\"\nsection S1\n{}", listed(items)),
        )
    }

    /// Replaces `rem/CODE.rem` by a lane that says `statements` and some items of its own.
    pub fn lane(self, code: &str, statements: &str, items: &[Item]) -> Self {
        let text =
            format!("édition 1\nrem {code} \"Couloir\" {{\n{statements}\n}}\nsection S2\n{}", listed(items));
        self.file(&format!("rem/{code}.rem"), text)
    }

    pub fn text(&self, path: &str) -> &str {
        std::str::from_utf8(&self.files[path]).unwrap()
    }

    pub fn memory(&self) -> Memory {
        let mut memory = Memory::default();
        for (path, bytes) in &self.files {
            memory.insert(path.as_str(), bytes.clone());
        }
        memory
    }

    /// Writes the project in a folder.
    pub fn write(&self, folder: &Path) {
        for (path, bytes) in &self.files {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }

    pub fn compile(&self) -> Compilation {
        compile(&self.memory())
    }

    pub fn corpus(&self) -> Corpus {
        self.compile().corpus
    }

    /// What `remc freeze` would write.
    pub fn frozen(&self, iteration: &str) -> Vec<u8> {
        let compiled = self.compile();
        let date = compiled.corpus.iteration(iteration).unwrap().date.clone();
        let dossiers = compiled.settings.as_ref().unwrap().published_dossiers();
        baseline::freeze_with(iteration, &date, &compiled.corpus, &[], Some(&dossiers)).unwrap()
    }

    /// Freezes the project as it is, without its dossiers, as was done before they were recorded.
    pub fn freeze_without_dossiers(self, iteration: &str) -> Self {
        let compiled = self.compile();
        let date = compiled.corpus.iteration(iteration).unwrap().date.clone();
        let bytes = baseline::freeze(iteration, &date, &compiled.corpus, &[]).unwrap();
        let path = ProjectPaths::baseline(iteration);
        self.file(&path.to_string_lossy(), bytes)
    }

    /// Freezes the project as it is.
    pub fn freeze(self, iteration: &str) -> Self {
        let bytes = self.frozen(iteration);
        let path = ProjectPaths::baseline(iteration);
        self.file(&path.to_string_lossy(), bytes)
    }

    pub fn baseline(&self, iteration: &str) -> Baseline {
        let path = ProjectPaths::baseline(iteration);
        baseline::read(&self.files[&*path.to_string_lossy()]).unwrap()
    }
}

/// A requirement written out.
#[derive(Debug, Clone)]
pub struct Item {
    pub id: String,
    pub head: String,
    pub nature: String,
    pub status: String,
    pub statement: String,
    pub extra: String,
}

/// A validated requirement with a plain énoncé.
pub fn item(id: &str) -> Item {
    Item {
        id: id.to_owned(),
        head: "\"Titre\"".to_owned(),
        nature: "obligatoire".to_owned(),
        status: "validée".to_owned(),
        statement: "Le système DOIT tracer les envois.".to_owned(),
        extra: String::new(),
    }
}

impl Item {
    pub fn head(mut self, head: &str) -> Self {
        self.head = head.to_owned();
        self
    }

    pub fn nature(mut self, nature: &str) -> Self {
        self.nature = nature.to_owned();
        self
    }

    pub fn status(mut self, status: &str) -> Self {
        self.status = status.to_owned();
        self
    }

    pub fn says(mut self, statement: &str) -> Self {
        self.statement = statement.to_owned();
        self
    }

    /// Adds lines.
    pub fn with(mut self, lines: &str) -> Self {
        self.extra.push_str(lines);
        self.extra.push('\n');
        self
    }
}

impl fmt::Display for Item {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, head, nature, status, statement, extra } = self;
        let mut text = String::new();
        write!(text, "exigence {id} {head} {{\n  nature {nature}\n  statut {status}\n")?;
        write!(text, "  énoncé \"\"\"{statement}\"\"\"\n{extra}}}\n")?;
        out.write_str(&text)
    }
}

/// Items one under the other.
pub fn listed(items: &[Item]) -> String {
    items.iter().map(Item::to_string).collect::<Vec<_>>().join("\n")
}

/// A side of a comparison.
pub fn end(name: &str) -> Endpoint {
    Endpoint { name: name.to_owned(), date: None }
}

/// Compares an iteration with the working tree.
pub fn since(project: &Project, iteration: &str) -> Diff {
    diff(&project.baseline(iteration).corpus, &project.corpus(), end(iteration), end("brouillon"))
}

/// The same, in one lane.
pub fn since_in(project: &Project, iteration: &str, lane: &str) -> Diff {
    diff_lane(&project.baseline(iteration).corpus, &project.corpus(), lane, end(iteration), end("brouillon"))
}

/// The change of an item by its id today.
pub fn change<'a>(diff: &'a Diff, id: &str) -> &'a Change {
    let found = diff.changes.iter().find(|change| change.id.as_str() == id);
    found.unwrap_or_else(|| panic!("no change of {id}: {}", told(diff)))
}

/// One line for each change: evolution, reach, id, attributes.
pub fn told(diff: &Diff) -> String {
    let mut out = String::new();
    for change in &diff.changes {
        let reach = change.reach.map(|reach| format!(":{}", reach.as_json())).unwrap_or_default();
        write!(out, "{}{reach} {}", change.evolution.as_json(), change.id).unwrap();
        for attribute in &change.attributes {
            let ids: Vec<&str> = attribute.ids().iter().map(ItemId::as_str).collect();
            write!(out, " {}({})", attribute.as_json(), ids.join(",")).unwrap();
        }
        out.push('\n');
    }
    out
}

/// Findings whose code starts with one of the prefixes, as `CODE marked text`.
pub fn found(compiled: &Compilation, prefixes: &[&str]) -> Vec<String> {
    let wanted = |one: &&Diagnostic| prefixes.iter().any(|prefix| one.code.as_str().starts_with(prefix));
    let lines = compiled.diagnostics.iter().filter(wanted).map(|one| {
        let marked = one.primary.as_ref().map_or("", |label| compiled.sources.slice(label.span));
        format!("{} {marked}", one.code.as_str())
    });
    lines.collect()
}

/// Ids of the applications of a lane, in order.
pub fn lane_ids(corpus: &Corpus, lane: &str) -> Vec<String> {
    let lane = corpus.lane(lane).unwrap();
    lane.applications.iter().map(|application| application.id.to_string()).collect()
}
