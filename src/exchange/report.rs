//! The reckoning of an import: rows in, rows out, and everything a person should look at.
//!
//! Owner of [`Report`], printed for people or as `remc/import@1`. `read = mapped + merged + rejected`, in the whole and
//! for every lane and socle.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::diagnostic::{Code, Severity};

/// Name of the JSON output.
pub const SCHEMA: &str = "remc/import@1";
/// Findings of one code printed for people; the JSON output has them all.
const SHOWN: usize = 8;

/// Where a finding is: sheet, row and column of the workbook, as far as they make sense.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Name of the sheet; empty for CSV.
    pub sheet: String,
    /// Row, from 1.
    pub row: Option<u32>,
    /// Letters of the column.
    pub column: Option<String>,
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// In words.
    pub message: String,
}

impl Finding {
    /// A finding with the severity of its code.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { code, severity: code.default_severity(), place, message: message.into() }
    }

    /// Only worth knowing.
    #[must_use]
    pub fn info(mut self) -> Self {
        self.severity = Severity::Info;
        self
    }
}

/// What became of rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Rows read: all those that hold something, under the headers.
    pub read: usize,
    /// Rows that became something of the project.
    pub mapped: usize,
    /// Rows that said again what another row says.
    pub merged: usize,
    /// Rows refused, each with its reason.
    pub rejected: usize,
}

impl Tally {
    /// Whether no row was lost or invented.
    pub fn balances(&self) -> bool {
        self.read == self.mapped + self.merged + self.rejected
    }
}

/// What became of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It became something of the project.
    Mapped,
    /// It said again what another row says.
    Merged,
    /// It was refused.
    Rejected,
}

/// How items matched the project as it was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Matching {
    /// Items of the lane before the import, obsolete ones included.
    pub before: usize,
    /// Those found again in the workbook under the same id.
    pub matched: usize,
    /// Those found again under the new id that the workbook declares.
    pub renamed: usize,
    /// Items the lane did not have.
    pub new: usize,
    /// Those the workbook does not list.
    pub absent: usize,
}

/// What became of the comments of a workbook.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CommentTally {
    /// Comments added to the project.
    pub added: usize,
    /// Comments the project had, or that the workbook repeats.
    pub known: usize,
}

/// The whole reckoning.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Name of the layout.
    pub layout: String,
    /// Iteration imported.
    pub iteration: Option<String>,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// All rows.
    pub rows: Tally,
    /// Rows by lane.
    pub lanes: BTreeMap<String, Tally>,
    /// Rows of catalogues, by socle.
    pub socles: BTreeMap<String, Tally>,
    /// Items by lane, against the project as it was.
    pub matching: BTreeMap<String, Matching>,
    /// Cells cleaned, by rule.
    pub cleaned: BTreeMap<&'static str, usize>,
    /// Columns left out on purpose: header and reason.
    pub ignored_columns: Vec<(String, String)>,
    /// Rows that hold nothing.
    pub blank_rows: usize,
    /// Requirements of the project after the import.
    pub items: usize,
    /// Adaptations of socle items after the import.
    pub variants: usize,
    /// Comments, when the workbook holds those of vendors.
    pub comments: Option<CommentTally>,
    /// Files written, or to be written.
    pub files: Vec<String>,
    /// Everything to look at, in the order of the workbook.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Counts a row, for its lane or socle.
    pub fn count(&mut self, lane: Option<&str>, socle: Option<&str>, fate: Fate) {
        let home = match (lane, socle) {
            (Some(lane), _) => self.lanes.entry(lane.to_owned()).or_default(),
            (None, Some(socle)) => self.socles.entry(socle.to_owned()).or_default(),
            (None, None) => self.lanes.entry("—".to_owned()).or_default(),
        };
        for tally in [&mut self.rows, home] {
            tally.read += 1;
            match fate {
                Fate::Mapped => tally.mapped += 1,
                Fate::Merged => tally.merged += 1,
                Fate::Rejected => tally.rejected += 1,
            }
        }
    }

    /// Number of findings at error level.
    pub fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error).count()
    }

    /// Puts findings in the order of the workbook.
    pub fn sort(&mut self) {
        self.findings.sort_by(|a, b| (&a.place, a.code, &a.message).cmp(&(&b.place, b.code, &b.message)));
    }

    /// The JSON output.
    pub fn to_json(&self) -> String {
        let findings: Vec<JsonFinding<'_>> = self
            .findings
            .iter()
            .map(|finding| JsonFinding {
                code: finding.code.as_str(),
                severity: finding.severity.as_str(),
                sheet: &finding.place.sheet,
                row: finding.place.row,
                column: finding.place.column.as_deref(),
                message: &finding.message,
            })
            .collect();
        let document = JsonReport {
            schema: SCHEMA,
            layout: &self.layout,
            iteration: self.iteration.as_deref(),
            dry_run: self.dry_run,
            rows: self.rows,
            blank_rows: self.blank_rows,
            lanes: &self.lanes,
            socles: &self.socles,
            matching: &self.matching,
            cleaned: &self.cleaned,
            ignored_columns: self
                .ignored_columns
                .iter()
                .map(|(header, reason)| JsonColumn { header, reason })
                .collect(),
            items: self.items,
            variants: self.variants,
            comments: self.comments,
            files: &self.files,
            findings,
        };
        let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The text for people.
    pub fn to_human(&self) -> String {
        let mut out = String::new();
        let rows = &self.rows;
        let _ = writeln!(
            out,
            "lignes lues : {} = {} + {} + {} (modèle « {} »)",
            rows.read,
            counted(rows.mapped, "reprise"),
            counted(rows.merged, "fusionnée"),
            counted(rows.rejected, "refusée"),
            self.layout
        );
        for (name, tally) in self.lanes.iter().chain(&self.socles) {
            let _ = writeln!(
                out,
                "  {name:<10} {:>5} = {} + {} + {}",
                tally.read, tally.mapped, tally.merged, tally.rejected
            );
        }
        for (lane, matching) in &self.matching {
            if matching.before > 0 {
                let _ = writeln!(
                    out,
                    "  {lane:<10} exigences déjà connues : {} ; retrouvées : {}, renommées : {}, absentes : {} ; nouvelles : {}",
                    matching.before, matching.matched, matching.renamed, matching.absent, matching.new
                );
            }
        }
        if self.blank_rows > 0 {
            let _ = writeln!(out, "  lignes vides passées : {}", self.blank_rows);
        }
        for (rule, count) in &self.cleaned {
            let _ = writeln!(out, "  {rule} : {count}");
        }
        for (header, reason) in &self.ignored_columns {
            let _ = writeln!(out, "  colonne « {header} » laissée de côté : {reason}");
        }
        let _ = match self.comments {
            Some(tally) => writeln!(out, "retours ajoutés : {}, déjà connus : {}", tally.added, tally.known),
            None => writeln!(
                out,
                "exigences du projet : {}, adaptations de couloir : {}",
                self.items, self.variants
            ),
        };
        self.write_findings(&mut out);
        let verb =
            if self.dry_run { "fichiers à écrire (rien n’est écrit)" } else { "fichiers écrits" };
        let _ = writeln!(out, "{verb} : {}", self.files.len());
        out
    }

    fn write_findings(&self, out: &mut String) {
        let mut by_code: BTreeMap<Code, Vec<&Finding>> = BTreeMap::new();
        for finding in &self.findings {
            by_code.entry(finding.code).or_default().push(finding);
        }
        for (code, findings) in by_code {
            let _ = writeln!(out, "{} {} ({})", code.as_str(), code.title(), findings.len());
            for finding in findings.iter().take(SHOWN) {
                let _ = writeln!(out, "  {}{}", place_words(&finding.place), finding.message);
            }
            if findings.len() > SHOWN {
                let _ =
                    writeln!(out, "  … et {} de plus (--format json les donne tous)", findings.len() - SHOWN);
            }
        }
    }
}

/// A system error in French.
pub(super) fn os_words(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    let words = match error.kind() {
        ErrorKind::NotFound => "introuvable",
        ErrorKind::PermissionDenied => "droits insuffisants",
        ErrorKind::IsADirectory => "c’est un dossier",
        ErrorKind::NotADirectory => "ce n’est pas un dossier",
        ErrorKind::InvalidData => "contenu inattendu",
        ErrorKind::UnexpectedEof => "fichier tronqué",
        ErrorKind::TimedOut => "délai dépassé",
        ErrorKind::Interrupted => "lecture interrompue",
        ErrorKind::ResourceBusy => "occupé par un autre programme",
        ErrorKind::StorageFull => "disque plein",
        _ => {
            return error.raw_os_error().map_or_else(
                || "erreur du système".to_owned(),
                |number| format!("erreur {number} du système"),
            );
        }
    };
    words.to_owned()
}

/// `1 reprise`, `2 reprises`.
fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count > 1 { "s" } else { "" })
}

fn place_words(place: &Place) -> String {
    let mut words = Vec::new();
    if !place.sheet.is_empty() {
        words.push(format!("feuille « {} »", place.sheet));
    }
    if let Some(row) = place.row {
        words.push(format!("ligne {row}"));
    }
    if let Some(column) = &place.column {
        words.push(format!("colonne {column}"));
    }
    if words.is_empty() { String::new() } else { format!("{} : ", words.join(", ")) }
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    code: &'a str,
    severity: &'a str,
    sheet: &'a str,
    row: Option<u32>,
    column: Option<&'a str>,
    message: &'a str,
}

#[derive(Serialize)]
struct JsonColumn<'a> {
    header: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct JsonReport<'a> {
    schema: &'a str,
    layout: &'a str,
    iteration: Option<&'a str>,
    dry_run: bool,
    rows: Tally,
    blank_rows: usize,
    lanes: &'a BTreeMap<String, Tally>,
    socles: &'a BTreeMap<String, Tally>,
    matching: &'a BTreeMap<String, Matching>,
    cleaned: &'a BTreeMap<&'static str, usize>,
    ignored_columns: Vec<JsonColumn<'a>>,
    items: usize,
    variants: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    comments: Option<CommentTally>,
    files: &'a [String],
    findings: Vec<JsonFinding<'a>>,
}
