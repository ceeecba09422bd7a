//! What a lane asks, as a workbook: one sheet of requirements, one of scenarios and proofs.
//!
//! Columns follow the workbooks vendors already have. Input: a state and a lane; output: bytes, the same for the same
//! state, dated by it.

use rust_xlsxwriter::{DocProperties, Format, FormatAlign, Workbook, Worksheet};

use super::site::{State, profiles, stated};
use super::workbook::{ROW_LIMIT, WorkbookError, created, limited, shown};
use crate::history::wording::unwrapped;
use crate::model::{Application, Lane, Proof, Requirement, Scenario, Vocabulary as _};

/// Columns of the requirements and their widths, in characters.
const REQUIREMENTS: [(&str, f64); 18] = [
    ("Conditionnelle", 14.0),
    ("Profil", 22.0),
    ("ID Section", 14.0),
    ("Section", 28.0),
    ("Bloc", 20.0),
    ("Fonction", 20.0),
    ("Nature", 14.0),
    ("N° exigence", 20.0),
    ("Titre", 34.0),
    ("Énoncé", 70.0),
    ("Commentaire", 40.0),
    ("Condition", 30.0),
    ("Statut", 18.0),
    ("Criticité", 12.0),
    ("Références", 26.0),
    ("Dépend de", 24.0),
    ("Identifiant", 20.0),
    ("Version", 9.0),
];
/// Columns of the scenarios and proofs.
const PROOFS: [(&str, f64); 9] = [
    ("N° exigence", 22.0),
    ("N° scénario", 22.0),
    ("Scénario", 34.0),
    ("Prérequis", 40.0),
    ("Étapes", 60.0),
    ("N° preuve", 24.0),
    ("Nature de la preuve", 20.0),
    ("Preuve", 50.0),
    ("Points de vérification", 50.0),
];

/// The workbook of a lane: its requirements in force, as it states them.
///
/// # Errors
/// When the writer of workbooks refuses a sheet.
pub(crate) fn to_xlsx(state: &State<'_>, lane: &Lane) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = Workbook::new();
    let title = format!("Exigences du couloir {}, {}", lane.code, state.name);
    let day = created([&state.endpoint()])?;
    workbook
        .set_properties(&DocProperties::new().set_title(limited(&title, 200)).set_creation_datetime(&day));
    let mut requirements = Sheet::new(workbook.add_worksheet(), "Exigences", &REQUIREMENTS)?;
    for (application, item) in in_force(state, lane) {
        requirements.row(&requirement(state, lane, application, &item))?;
    }
    requirements.finish()?;
    let mut proofs = Sheet::new(workbook.add_worksheet(), "Scénarios et preuves", &PROOFS)?;
    for (application, item) in in_force(state, lane) {
        for one in &item.scenarios {
            scenario(&mut proofs, lane.published_id(application.id.as_str()), one)?;
        }
    }
    for (_, one) in state.corpus.cross_scenarios.iter().filter(|(code, _)| *code == lane.code) {
        let mut covered: Vec<&str> = one.covers().map(|id| lane.published_id(id.as_str())).collect();
        covered.dedup();
        scenario(&mut proofs, &covered.join(", "), one)?;
    }
    proofs.finish()?;
    Ok(workbook.save_to_buffer()?)
}

/// A sheet being filled, one row after the other.
struct Sheet<'w> {
    sheet: &'w mut Worksheet,
    cell: Format,
    line: u32,
    last: u16,
}

impl<'w> Sheet<'w> {
    fn new(sheet: &'w mut Worksheet, name: &str, columns: &[(&str, f64)]) -> Result<Self, WorkbookError> {
        let cell = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let header = cell.clone().set_bold().set_background_color(0x00E8_EEFB);
        sheet.set_name(name)?;
        let mut last = 0;
        for (column, (title, width)) in (0_u16..).zip(columns) {
            sheet.set_column_width(column, *width)?;
            sheet.write_string_with_format(0, column, *title, &header)?;
            last = column;
        }
        Ok(Self { sheet, cell, line: 0, last })
    }

    /// Adds a row; what a sheet cannot hold is left out.
    fn row(&mut self, cells: &[String]) -> Result<(), WorkbookError> {
        if self.line + 1 >= ROW_LIMIT {
            return Ok(());
        }
        self.line += 1;
        for (column, text) in (0_u16..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            self.sheet.write_string_with_format(self.line, column, shown(text), &self.cell)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<(), WorkbookError> {
        self.sheet.set_freeze_panes(1, 0)?;
        self.sheet.autofilter(0, 0, self.line, self.last)?;
        Ok(())
    }
}

/// Requirements in force, in reading order.
fn in_force<'a>(
    state: &State<'a>,
    lane: &'a Lane,
) -> impl Iterator<Item = (&'a Application, std::borrow::Cow<'a, Requirement>)> {
    let corpus = state.corpus;
    lane.applications
        .iter()
        .filter_map(move |application| Some((application, stated(corpus, application)?)))
        .filter(|(_, item)| item.is_live())
}

fn requirement(
    state: &State<'_>,
    lane: &Lane,
    application: &Application,
    item: &Requirement,
) -> [String; REQUIREMENTS.len()] {
    let text = |value: &Option<String>| unwrapped(value.as_deref().unwrap_or_default()).into_owned();
    let section = item.section.as_deref().unwrap_or_default();
    let title = if section.is_empty() { "" } else { state.corpus.section_title(section) };
    let references: Vec<String> = item.references.iter().map(ToString::to_string).collect();
    let depends: Vec<&str> = item.depends.iter().map(|link| lane.published_id(link.id.as_str())).collect();
    [
        if item.condition.is_some() { "OUI" } else { "NON" }.to_owned(),
        profiles(application, item).join(", "),
        section.to_owned(),
        title.to_owned(),
        text(&item.block),
        text(&item.function),
        item.nature.label().to_owned(),
        lane.published_id(item.id.as_str()).to_owned(),
        item.title.clone(),
        unwrapped(&item.statement).into_owned(),
        text(&item.comment),
        text(&item.condition),
        item.status.label().to_owned(),
        item.criticality.map_or("", |value| value.label()).to_owned(),
        references.join(", "),
        depends.join(", "),
        item.id.to_string(),
        item.version.to_string(),
    ]
}

/// A row per proof, or one for a scenario that asks for none.
fn scenario(sheet: &mut Sheet<'_>, number: &str, one: &Scenario) -> Result<(), WorkbookError> {
    let steps: Vec<String> =
        one.steps.iter().zip(1..).map(|(step, rank)| format!("{rank}. {}", unwrapped(&step.text))).collect();
    let steps = steps.join("\n");
    let proofs: Vec<Option<&Proof>> = one.all_proofs().map(Some).collect();
    for proof in if proofs.is_empty() { vec![None] } else { proofs } {
        let kinds: Vec<&str> = proof.iter().flat_map(|proof| &proof.kinds).map(|kind| kind.label()).collect();
        let points = proof.and_then(|proof| proof.verification.as_ref());
        sheet.row(&[
            number.to_owned(),
            one.id.to_string(),
            one.title.clone(),
            unwrapped(&one.prerequisite).into_owned(),
            steps.clone(),
            proof.map(|proof| proof.id.to_string()).unwrap_or_default(),
            kinds.join(", "),
            proof.map(|proof| unwrapped(&proof.text).into_owned()).unwrap_or_default(),
            points.map(|points| unwrapped(&points.0).into_owned()).unwrap_or_default(),
        ])?;
    }
    Ok(())
}
