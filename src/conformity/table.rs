//! Answers as a table: the columns of the referencing platform, one row per proof, then ours.

use std::collections::BTreeMap;

use super::answers::{Answers, State, canonical};
use super::definition::{Definition, ItemDef, ProofDef, ScenarioDef};
use super::report::{ItemView, ProofState, View};
use super::seen::{Print, Seen};
use super::view::view;
use crate::history::wording::unwrapped;
use crate::model::Vocabulary as _;

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Title.
    pub title: &'static str,
    /// Whether a vendor fills it in.
    pub editable: bool,
    /// Width in a workbook, in characters.
    pub width: u32,
}

const fn fixed(title: &'static str, width: u32) -> Column {
    Column { title, editable: false, width }
}

const fn open(title: &'static str, width: u32) -> Column {
    Column { title, editable: true, width }
}

/// The fourteen columns of the platform, then ours.
pub const COLUMNS: [Column; 22] = [
    fixed("Périmètre", 12),
    fixed("ID", 18),
    fixed("Chapitre", 22),
    fixed("Fonction", 22),
    fixed("Exigence", 60),
    fixed("Commentaire", 30),
    fixed("Profil", 16),
    fixed("N° scénario", 20),
    fixed("Scénario de conformité", 30),
    fixed("N° preuve", 24),
    fixed("Preuve", 40),
    fixed("Profil historique", 16),
    fixed("Criticité", 11),
    fixed("Ordre", 8),
    open("État", 16),
    open("Justification", 40),
    open("Fichier", 30),
    open("SHA-256", 20),
    open("Date", 12),
    open("Version produit", 14),
    open("Fraîcheur", 14),
    fixed("Empreinte", 18),
];

pub(super) const ID: usize = 1;
pub(super) const PROOF: usize = 9;
pub(super) const STATE: usize = 14;
pub(super) const JUSTIFICATION: usize = 15;
pub(super) const FILE: usize = 16;
pub(super) const SHA256: usize = 17;
pub(super) const DATE: usize = 18;
pub(super) const VERSION: usize = 19;
pub(super) const FRESHNESS: usize = 20;
pub(super) const PRINT: usize = 21;

/// Typed in the column of fraîcheur to confirm an answer as it is.
pub(super) const CONFIRMED: &str = "Confirmée";

/// A row: one cell for each of [`COLUMNS`].
pub(super) type Row = [String; 22];

/// The table, and whom its rows are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The rows, items in the order of the definition, then archived answers, then files nobody asks for.
    pub rows: Vec<[String; 22]>,
    /// For each row, the key of its item (empty for a file nobody asks for) and of its proof (empty without).
    pub(super) keys: Vec<(String, String)>,
}

/// Writes answers as a table.
pub fn table(answers: &Answers, definition: &Definition) -> Table {
    let view = view(answers, definition);
    let mut out = Builder { answers, rows: Vec::new(), keys: Vec::new() };
    let sections: BTreeMap<&str, &str> =
        definition.sections.iter().map(|one| (one.code.as_str(), one.title.as_str())).collect();
    let cross: BTreeMap<&str, &ScenarioDef> =
        definition.cross_scenarios.iter().map(|one| (one.key.as_str(), one)).collect();
    for (item, seen) in definition.items.iter().zip(&view.items) {
        let chapter = sections.get(item.section.as_str()).copied().unwrap_or_default();
        out.item(item, seen, chapter, &cross);
    }
    out.rest(&view);
    Table { rows: out.rows, keys: out.keys }
}

struct Builder<'a> {
    answers: &'a Answers,
    rows: Vec<Row>,
    keys: Vec<(String, String)>,
}

impl Builder<'_> {
    fn item(&mut self, item: &ItemDef, seen: &ItemView, chapter: &str, cross: &BTreeMap<&str, &ScenarioDef>) {
        let order = self.rows.len() + 1;
        let mut start: Row = Row::default();
        let answer = self.answers.answers.get(&item.key);
        let state = seen.state.map_or("", State::label);
        let justification = match (answer, &seen.proposal) {
            (_, Some(proposal)) => proposal.justification.as_str(),
            (Some(answer), None) => answer.justification.as_str(),
            (None, None) => "",
        };
        let freshness = match (seen.applies.is_listed(), seen.freshness) {
            (false, _) => "Hors profil",
            (true, Some(freshness)) => freshness.label(),
            (true, None) => "À traiter",
        };
        for (column, text) in [
            (0, item.scope.as_str()),
            (ID, &item.id),
            (2, chapter),
            (3, &item.function),
            (4, &unwrapped(&item.statement)),
            (5, &unwrapped(&item.comment)),
            (6, &item.profiles.join(", ")),
            (12, &criticality(&item.criticality)),
            (STATE, state),
            (JUSTIFICATION, justification),
            (FRESHNESS, freshness),
            (PRINT, &digest(&item.seen)),
        ] {
            set(&mut start, column, text);
        }
        let scenarios: BTreeMap<&str, &ScenarioDef> = item
            .scenarios
            .iter()
            .map(|one| (one.key.as_str(), one))
            .chain(cross.iter().map(|(key, one)| (*key, *one)))
            .collect();
        let mut covered: Vec<&str> = Vec::new();
        for link in &item.proofs {
            let scenario = scenarios.get(link.scenario.as_str());
            covered.push(&link.scenario);
            let mut row = start.clone();
            scenario_cells(&mut row, scenario.copied());
            let proof = scenario.and_then(|one| one.all_proofs().find(|proof| proof.key == link.key));
            set(&mut row, PROOF, &link.number);
            set(&mut row, 10, &proof.map(expected).unwrap_or_default());
            let proof_view = seen.proofs.iter().find(|proof| proof.key == link.key);
            if proof_view.is_some_and(|proof| proof.state == ProofState::Kept && !proof.from.is_empty()) {
                // The file of the item it comes from stays where it is until the answer is confirmed.
            } else {
                self.file_cells(&mut row, &link.key);
            }
            self.push(row, order, &item.key, &link.key);
        }
        for scenario in item.scenarios.iter().filter(|one| !covered.contains(&one.key.as_str())) {
            let mut row = start.clone();
            scenario_cells(&mut row, Some(scenario));
            self.push(row, order, &item.key, "");
        }
        if item.proofs.is_empty() && item.scenarios.is_empty() {
            self.push(start, order, &item.key, "");
        }
    }

    /// Archived answers and files nobody asks for: they leave with the table and come back with it.
    fn rest(&mut self, view: &View) {
        for one in &view.archives {
            let order = self.rows.len() + 1;
            let mut row = Row::default();
            let answer = self.answers.answers.get(&one.key);
            set(&mut row, ID, &one.key);
            set(&mut row, STATE, one.state.label());
            set(&mut row, JUSTIFICATION, answer.map_or("", |answer| answer.justification.as_str()));
            set(&mut row, FRESHNESS, "Archivée");
            self.push(row, order, &one.key, "");
        }
        for orphan in &view.orphans {
            let order = self.rows.len() + 1;
            let mut row = Row::default();
            set(&mut row, PROOF, &orphan.key);
            set(&mut row, FRESHNESS, "Orpheline");
            self.file_cells(&mut row, &orphan.key);
            self.push(row, order, "", &orphan.key);
        }
    }

    fn file_cells(&self, row: &mut Row, key: &str) {
        let Some(file) = self.answers.proofs.get(key) else { return };
        for (column, text) in
            [(FILE, &file.file), (SHA256, &file.sha256), (DATE, &file.date), (VERSION, &file.version)]
        {
            set(row, column, text);
        }
    }

    fn push(&mut self, mut row: Row, order: usize, item: &str, proof: &str) {
        set(&mut row, 13, &order.to_string());
        self.rows.push(row);
        self.keys.push((item.to_owned(), proof.to_owned()));
    }
}

fn scenario_cells(row: &mut Row, scenario: Option<&ScenarioDef>) {
    let Some(scenario) = scenario else { return };
    set(row, 7, &scenario.id);
    set(row, 8, &scenario.title);
}

fn expected(proof: &ProofDef) -> String {
    let kinds: Vec<&str> = proof.kinds.iter().map(|kind| kind.label()).collect();
    let mut parts = Vec::new();
    if !kinds.is_empty() {
        parts.push(kinds.join(" ou "));
    }
    if !proof.text.is_empty() {
        parts.push(unwrapped(&proof.text).into_owned());
    }
    if !proof.verification.is_empty() {
        parts.push(format!("Points de vérification : {}", unwrapped(&proof.verification)));
    }
    parts.join("\n")
}

fn criticality(json: &str) -> String {
    let words = crate::model::Criticality::WORDS;
    let found = words.iter().find(|(value, ..)| value.as_json() == json);
    found.map_or_else(String::new, |(.., label)| (*label).to_owned())
}

fn set(row: &mut Row, column: usize, text: &str) {
    if let Some(cell) = row.get_mut(column) {
        text.clone_into(cell);
    }
}

/// One fingerprint for everything an item says, whatever the iteration that says it.
pub(super) fn digest(seen: &Seen) -> String {
    let seen = Seen { iteration: String::new(), ..seen.clone() };
    Print::strict_of(&canonical(&seen))
}
