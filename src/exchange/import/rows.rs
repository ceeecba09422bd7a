//! Rows of a workbook to clean rows: one value per field, every cell accounted for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cells::{CellReader, shorten};
use super::words::{fold_code, is_code, nature, profiles, project_name, proof_list, section_name, wave1};
use crate::diagnostic::{Code, Severity};
use crate::exchange::fold;
use crate::exchange::identity::{Lanes, clean_id};
use crate::exchange::layout::{self, Binding};
use crate::exchange::report::{Fate, Finding, Place, Report};
use crate::exchange::workbook::{Cell, Sheet, column_letters};
use crate::model::{Criticality, ItemId, Nature, Status, Vocabulary};
use crate::settings::TextMode;
use crate::settings::{ColumnField, Layout};

/// Where a value was read, for findings made later.
pub(super) type Columns = Arc<BTreeMap<ColumnField, u32>>;

/// A section as a row names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SectionName {
    /// Its code, when the row gives one.
    pub(super) code: Option<String>,
    /// Its title.
    pub(super) title: String,
}

/// A proof as a row gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ProofPart {
    pub(super) id: String,
    pub(super) text: String,
}

/// What a row says of a scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ScenarioPart {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) prerequisite: String,
    pub(super) step: Option<String>,
    pub(super) covers: Vec<String>,
    /// Proofs by rank.
    pub(super) proofs: BTreeMap<usize, ProofPart>,
    pub(super) verification: Option<String>,
}

/// One clean row. `None` means that the row does not say.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub(super) sheet: Arc<str>,
    pub(super) number: u32,
    pub(super) columns: Columns,
    /// Code of the lane; `None` for a row of a catalogue.
    pub(super) lane: Option<String>,
    /// Code of the socle, for a row of a catalogue.
    pub(super) socle: Option<String>,
    /// Clean id; empty when the cell is.
    pub(super) id: String,
    /// The id as written, when other rows of the workbook write it in another case.
    pub(super) misspelt: Option<String>,
    /// Id of the socle item the row is linked to.
    pub(super) link: Option<String>,
    pub(super) key: Option<String>,
    pub(super) rank: u32,
    /// Whether the id is struck out: a deleted row.
    pub(super) deleted: bool,
    pub(super) title: Option<String>,
    pub(super) section: Option<SectionName>,
    pub(super) block: Option<String>,
    pub(super) function: Option<String>,
    pub(super) nature: Option<Nature>,
    /// The nature as written, when nobody knows the word.
    pub(super) unknown_nature: Option<String>,
    pub(super) status: Option<Status>,
    /// The word of the status column, as written.
    pub(super) label: Option<String>,
    pub(super) profiles: Option<Vec<String>>,
    pub(super) criticality: Option<Criticality>,
    pub(super) scope: Option<String>,
    pub(super) wave1: Vec<String>,
    pub(super) statement: Option<String>,
    pub(super) socle_statement: Option<String>,
    pub(super) comment: Option<String>,
    pub(super) notes: Vec<String>,
    pub(super) picks: BTreeMap<String, bool>,
    pub(super) scenario: Option<ScenarioPart>,
}

impl Row {
    /// A place in this row.
    pub(super) fn place(&self, field: ColumnField) -> Place {
        Place {
            sheet: self.sheet.to_string(),
            row: Some(self.number),
            column: self.columns.get(&field).map(|column| column_letters(*column)),
        }
    }
}

/// Every clean row of a workbook.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) rows: Vec<Row>,
    /// Fields some sheet has a column for, or a default.
    pub(super) fields: BTreeSet<ColumnField>,
    /// Titles of lanes and socles, as project names give them.
    pub(super) titles: BTreeMap<String, String>,
}

/// Reads the data rows of one sheet into `batch`; refused rows are counted at once.
pub(super) struct SheetReader<'a> {
    pub(super) layout: &'a Layout,
    pub(super) lanes: &'a Lanes,
    pub(super) only_lane: Option<&'a str>,
    pub(super) mode: TextMode,
    pub(super) report: &'a mut Report,
    pub(super) batch: &'a mut Batch,
}

impl SheetReader<'_> {
    pub(super) fn read(&mut self, sheet: &Sheet, binding: &Binding) {
        let columns: BTreeMap<ColumnField, u32> =
            binding.fields.iter().rev().map(|(column, (field, _))| (*field, *column)).collect();
        let columns = Arc::new(columns);
        let name: Arc<str> = Arc::from(sheet.name.as_str());
        let mut above: BTreeMap<u32, Cell> = BTreeMap::new();
        for (field, _) in binding.fields.values() {
            let _ = self.batch.fields.insert(*field);
        }
        for row in sheet.rows.iter().filter(|row| row.number > binding.header_row) {
            let mut cells = row.cells.clone();
            for column in &binding.fill_down {
                match cells.get(column) {
                    Some(cell) if !cell.text.trim().is_empty() => {
                        let _ = above.insert(*column, cell.clone());
                    }
                    _ => {
                        if let Some(cell) = above.get(column) {
                            let _ = cells.insert(*column, cell.clone());
                        }
                    }
                }
            }
            let mut reader = CellReader {
                sheet: &sheet.name,
                row: row.number,
                mode: self.mode,
                findings: &mut self.report.findings,
                cleaned: &mut self.report.cleaned,
                deleted: Vec::new(),
                moved: Vec::new(),
            };
            let mut clean = Row {
                sheet: Arc::clone(&name),
                number: row.number,
                columns: Arc::clone(&columns),
                ..Row::default()
            };
            let mut draft = Draft {
                layout: self.layout,
                row: &mut clean,
                lane_word: None,
                project: None,
                names: Names::default(),
            };
            for (column, (field, star)) in &binding.fields {
                draft.cell(*field, star, *column, cells.get(column), &mut reader);
            }
            for (field, value) in &binding.defaults {
                draft.default(*field, value);
            }
            let (lane_word, project) = draft.finish(&mut reader);
            clean.notes.append(&mut reader.moved);
            for words in std::mem::take(&mut reader.deleted) {
                clean.notes.push(format!("Barré dans le classeur importé : {words}"));
            }
            self.settle(clean, lane_word, project);
        }
    }

    /// Gives the row its lane or socle, or refuses it.
    fn settle(&mut self, mut row: Row, lane_word: Option<String>, project: Option<String>) {
        if let Some(project) = &project {
            match project_name(project) {
                Some((true, code, title)) => {
                    row.socle = Some(code.to_ascii_uppercase());
                    let _ = self
                        .batch
                        .titles
                        .entry(format!("socle:{}", code.to_ascii_uppercase()))
                        .or_insert(title);
                }
                Some((false, code, _)) => row.lane = Some(self.lane_code(&code)),
                None => {
                    let message = format!("projet « {project} » : ni « REM_… » ni « SC_… »");
                    return self.reject(&row, ColumnField::Project, message);
                }
            }
        }
        if let Some(word) = lane_word {
            row.lane = Some(self.lane_code(&word));
        }
        if row.lane.is_none() && row.socle.is_none() {
            row.lane = self.only_lane.map(|lane| self.lane_code(lane));
        }
        let Some(home) = row.lane.clone().or_else(|| row.socle.clone()) else {
            return self.reject(&row, ColumnField::Lane, "couloir inconnu : donnez --lane".to_owned());
        };
        if ItemId::defect(&format!("{home}.1")).is_some() {
            return self.reject(&row, ColumnField::Lane, format!("« {home} » n’est pas un code de couloir"));
        }
        let other = match (self.only_lane.map(|lane| self.lane_code(lane)), &row.lane) {
            (Some(wanted), Some(lane)) => wanted != *lane,
            _ => false,
        };
        if other {
            let reason = format!("couloir « {home} » écarté par --lane");
            self.reject(&row, ColumnField::Lane, reason);
            // Asked for, hence no mistake.
            if let Some(last) = self.report.findings.last_mut() {
                last.severity = Severity::Info;
            }
            return;
        }
        if row.id.is_empty() && row.statement.is_none() && row.scenario.is_none() {
            return self.reject(&row, ColumnField::Id, "ni identifiant ni énoncé".to_owned());
        }
        self.batch.rows.push(row);
    }

    fn lane_code(&self, word: &str) -> String {
        self.lanes.find(word).map_or_else(|| word.trim().to_owned(), |lane| lane.code.clone())
    }

    fn reject(&mut self, row: &Row, field: ColumnField, reason: String) {
        self.report.findings.push(Finding::new(
            Code::ImportRejected,
            row.place(field),
            format!("ligne refusée : {reason}"),
        ));
        self.report.count(row.lane.as_deref(), row.socle.as_deref(), Fate::Rejected);
    }
}

/// Section columns that come apart.
#[derive(Default)]
struct Names {
    code: Option<String>,
    title: Option<String>,
}

/// A row being read.
struct Draft<'a> {
    layout: &'a Layout,
    row: &'a mut Row,
    lane_word: Option<String>,
    project: Option<String>,
    names: Names,
}

impl Draft<'_> {
    fn cell(
        &mut self,
        field: ColumnField,
        star: &str,
        column: u32,
        cell: Option<&Cell>,
        reader: &mut CellReader<'_>,
    ) {
        match field {
            ColumnField::Id => self.id(cell, column, reader),
            ColumnField::Lane => self.lane_word = reader.label(cell, column),
            ColumnField::Project => self.project = reader.label(cell, column),
            ColumnField::Socle => {
                self.row.socle = reader.label(cell, column).map(|code| code.to_ascii_uppercase())
            }
            ColumnField::SocleId => {
                let id = reader.usable(cell, column).map(|cell| clean_id(&cell.text).id);
                self.row.link = id.filter(|id| !id.is_empty());
            }
            ColumnField::InternalKey => self.row.key = reader.label(cell, column),
            ColumnField::Rank => {
                self.row.rank = reader.label(cell, column).and_then(|text| text.parse().ok()).unwrap_or(0)
            }
            ColumnField::Title => self.row.title = reader.label(cell, column),
            ColumnField::Profile => {
                self.row.profiles = reader.label(cell, column).map(|text| profiles(&text))
            }
            ColumnField::Section => {
                if let Some(text) = reader.label(cell, column) {
                    self.section(&text, column, reader);
                }
            }
            ColumnField::SectionCode => self.names.code = reader.label(cell, column),
            ColumnField::SectionTitle => self.names.title = reader.label(cell, column),
            ColumnField::Block => self.row.block = reader.label(cell, column),
            ColumnField::Function => self.row.function = reader.label(cell, column),
            ColumnField::Nature => self.nature(cell, column, reader),
            ColumnField::Status => {
                self.row.label = cell.map(|cell| cell.text.trim().to_owned());
                self.row.status = self.word("statut", cell, column, reader);
            }
            ColumnField::Criticality => self.row.criticality = self.word("criticité", cell, column, reader),
            ColumnField::Comment => self.row.comment = reader.prose(cell, column, true),
            ColumnField::Statement => self.row.statement = reader.prose(cell, column, true),
            ColumnField::SocleStatement => self.row.socle_statement = reader.prose(cell, column, true),
            ColumnField::Note => self.row.notes.extend(reader.prose(cell, column, false)),
            ColumnField::Scope => self.row.scope = reader.label(cell, column),
            ColumnField::Wave1 => {
                if let Some(text) = reader.label(cell, column) {
                    self.row.wave1 = wave1(&text);
                }
            }
            ColumnField::Pick => self.pick(star, cell, column, reader),
            ColumnField::Remark => {
                if let Some(text) = reader.prose(cell, column, false) {
                    let message = format!(
                        "remarque d’éditeur non reprise (sa place est dans « retours ») : « {} »",
                        shorten(&text)
                    );
                    reader.report(Code::ImportLeak, column, message);
                }
            }
            ColumnField::Conditional
            | ColumnField::Vendor
            | ColumnField::Iteration
            | ColumnField::Ignored
            | ColumnField::StepId
            | ColumnField::StepNumber => {}
            ColumnField::ScenarioId
            | ColumnField::ScenarioTitle
            | ColumnField::Scenario
            | ColumnField::Prerequisite
            | ColumnField::Step
            | ColumnField::Covers
            | ColumnField::ProofId
            | ColumnField::Proof
            | ColumnField::ProofList
            | ColumnField::Verification => self.scenario(field, star, cell, column, reader),
        }
    }

    fn id(&mut self, cell: Option<&Cell>, column: u32, reader: &mut CellReader<'_>) {
        let Some(cell) = reader.usable(cell, column) else { return };
        let clean = clean_id(&cell.text);
        if !clean.changes.is_empty() {
            let message = format!("identifiant « {} » nettoyé : {}", clean.id, clean.changes.join(", "));
            reader.report(Code::ImportCleaned, column, message);
        }
        if cell.struck && !clean.id.is_empty() {
            let message = format!("identifiant « {} » barré : ligne prise pour obsolète", clean.id);
            reader.report(Code::ImportIdentity, column, message);
            self.row.deleted = true;
        }
        self.row.id = clean.id;
    }

    /// The nature: the list of the layout first, then the words in use in the programme.
    fn nature(&mut self, cell: Option<&Cell>, column: u32, reader: &mut CellReader<'_>) {
        let Some(text) = reader.label(cell, column) else { return };
        let ours = layout::value(self.layout, "nature", &text).flatten();
        self.row.nature = match &ours {
            Some(ours) if ours.is_empty() => return,
            Some(ours) => Nature::parse(ours).or_else(|| nature(ours)),
            None => nature(&text),
        };
        if self.row.nature.is_none() {
            let message = format!("nature « {} » inconnue du modèle de colonnes", shorten(&text));
            reader.report(Code::ImportValue, column, message);
            self.row.unknown_nature = Some(shorten(&text));
        }
    }

    /// A word of a closed list, through the list of the layout.
    fn word<T: Vocabulary>(
        &self,
        name: &str,
        cell: Option<&Cell>,
        column: u32,
        reader: &mut CellReader<'_>,
    ) -> Option<T> {
        let text = reader.label(cell, column)?;
        let ours = match layout::value(self.layout, name, &text) {
            Some(Some(ours)) => ours,
            Some(None) | None => text.clone(),
        };
        if ours.is_empty() {
            return None;
        }
        let value = T::parse(&ours);
        if value.is_none() {
            let message = format!("{name} « {} » inconnu du modèle de colonnes", shorten(&text));
            reader.report(Code::ImportValue, column, message);
        }
        value
    }

    fn section(&mut self, text: &str, column: u32, reader: &mut CellReader<'_>) {
        let (name, fault) = section_name(text);
        if let Some(fault) = fault {
            reader.report(Code::ImportValue, column, format!("section « {} » : {fault}", shorten(text)));
        }
        self.row.section = Some(name);
    }

    fn pick(&mut self, star: &str, cell: Option<&Cell>, column: u32, reader: &mut CellReader<'_>) {
        let Some(cell) = cell.filter(|cell| !matches!(cell.text.trim(), "" | "0")) else { return };
        let word = layout::value(self.layout, "reprise", &cell.text)
            .flatten()
            .unwrap_or_else(|| fold::key(&cell.text));
        match word.as_str() {
            "oui" => drop(self.row.picks.insert(star.to_uppercase(), true)),
            "non" => drop(self.row.picks.insert(star.to_uppercase(), false)),
            other => {
                reader.report(Code::ImportValue, column, format!("reprise « {other} » : oui ou non attendu"))
            }
        }
    }

    fn scenario(
        &mut self,
        field: ColumnField,
        star: &str,
        cell: Option<&Cell>,
        column: u32,
        reader: &mut CellReader<'_>,
    ) {
        let identifier =
            matches!(field, ColumnField::ScenarioId | ColumnField::Covers | ColumnField::ProofId);
        let text = if identifier {
            reader.usable(cell, column).map(|cell| cell.text.clone())
        } else if field == ColumnField::ScenarioTitle {
            reader.label(cell, column)
        } else if field == ColumnField::ProofList {
            // A line is a proof: a note ends with it.
            let text = reader.prose(cell, column, false).map(|text| reader.publishable(text, column, true));
            text.filter(|text| !text.is_empty()).inspect(|text| reader.report_leaks(text, column))
        } else {
            reader.prose(cell, column, field != ColumnField::Verification)
        };
        let Some(text) = text else { return };
        let part = self.row.scenario.get_or_insert_with(ScenarioPart::default);
        let rank = star.parse::<usize>().unwrap_or(1).clamp(1, 99);
        match field {
            ColumnField::ScenarioId => part.id = clean_id(&text).id,
            ColumnField::ScenarioTitle => part.title = text,
            ColumnField::Scenario => part.text = text,
            ColumnField::Prerequisite => part.prerequisite = text,
            ColumnField::Step => part.step = Some(text),
            ColumnField::Covers => {
                let ids = text.split([',', ';', '\n']).map(|id| clean_id(id).id);
                part.covers.extend(ids.filter(|id| !id.is_empty()));
            }
            ColumnField::ProofId => part.proofs.entry(rank).or_default().id = clean_id(&text).id,
            ColumnField::Proof => part.proofs.entry(rank).or_default().text = text,
            ColumnField::ProofList => part.proofs = (1..).zip(proof_list(&text)).collect(),
            _ => part.verification = Some(text),
        }
    }

    /// The value of every row when the sheet has no column for the field.
    fn default(&mut self, field: ColumnField, value: &str) {
        match field {
            ColumnField::Profile if self.row.profiles.is_none() => self.row.profiles = Some(profiles(value)),
            ColumnField::Nature if self.row.nature.is_none() => {
                let ours =
                    layout::value(self.layout, "nature", value).flatten().unwrap_or_else(|| value.to_owned());
                self.row.nature = nature(&ours);
            }
            ColumnField::Status if self.row.status.is_none() => {
                let ours =
                    layout::value(self.layout, "statut", value).flatten().unwrap_or_else(|| value.to_owned());
                self.row.status = Status::parse(&ours);
            }
            ColumnField::Lane if self.lane_word.is_none() => self.lane_word = Some(value.to_owned()),
            _ => {}
        }
    }

    fn finish(self, reader: &mut CellReader<'_>) -> (Option<String>, Option<String>) {
        if let Names { code, title } = self.names
            && (code.is_some() || title.is_some())
        {
            let code = code.map(|code| fold_code(&code)).filter(|code| is_code(code));
            let title = title.or_else(|| code.clone()).unwrap_or_default();
            self.row.section = Some(SectionName { code, title });
        }
        if let Some(part) = &mut self.row.scenario {
            part.proofs.retain(|_, proof| !proof.id.is_empty() || !proof.text.is_empty());
        }
        if !self.row.id.is_empty()
            && let Some(defect) = ItemId::defect(&self.row.id)
        {
            let column = self.row.columns.get(&ColumnField::Id).copied().unwrap_or_default();
            let message =
                format!("identifiant « {} » inutilisable ({defect}) : pris pour absent", self.row.id);
            reader.report(Code::ImportIdentity, column, message);
            self.row.id = String::new();
        }
        (self.lane_word, self.project)
    }
}
