//! Answers as a spreadsheet, and back.
//!
//! Input: a [`Table`] of answers, or the bytes somebody saved; output: the other. What a column means is in
//! [`crate::conformity`]; here is only how cells are written so that no spreadsheet program takes a text for a formula, a
//! number or a date.

use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, ProtectionOptions, Workbook,
    Worksheet, XlsxError,
};

use super::workbook::{self, Sheet};
pub use crate::conformity::to_csv;
use crate::conformity::{COLUMNS, Definition, State, Table, is_risky};

/// Name of the sheet that holds the answers.
pub const SHEET: &str = "Réponses";

/// What Excel holds in a cell, in UTF-16 units.
const CELL_LIMIT: usize = 32_767;

/// A text of this length or more that a vendor wrote must not be cut.
const CUT: &str = "… [texte coupé]";

/// Why a spreadsheet could not be written or read, in French.
#[derive(Debug)]
pub struct TableError(String);

impl std::fmt::Display for TableError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for TableError {}

impl From<XlsxError> for TableError {
    fn from(error: XlsxError) -> Self {
        Self(format!("le classeur n’a pas pu être écrit ({error})"))
    }
}

/// The cell as it was before it was guarded.
fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(is_risky) => rest,
        _ => cell,
    }
}

/// A workbook: titles frozen and locked, states to choose from a list, every cell a text. The same table gives the same
/// bytes: the workbook bears the day of the iteration.
///
/// # Errors
/// When a text a vendor wrote is longer than a cell can hold.
pub fn to_xlsx(table: &Table, definition: &Definition) -> Result<Vec<u8>, TableError> {
    let mut book = Workbook::new();
    let title = format!("Liste de conformité {}, {}", definition.lane, definition.iteration);
    let title: String = title.chars().take(200).collect();
    book.set_properties(
        &DocProperties::new().set_title(title).set_creation_datetime(&day(&definition.date)?),
    );
    answers(book.add_worksheet(), table)?;
    notice(book.add_worksheet(), definition)?;
    Ok(book.save_to_buffer()?)
}

fn day(date: &str) -> Result<ExcelDateTime, XlsxError> {
    let mut parts = date.split('-').map(|part| part.parse::<u16>().ok());
    let found = match (parts.next().flatten(), parts.next().flatten(), parts.next().flatten()) {
        (Some(year), Some(month), Some(day)) => {
            let small = |part: u16| u8::try_from(part).unwrap_or(1);
            ExcelDateTime::from_ymd(year, small(month), small(day)).ok()
        }
        _ => None,
    };
    match found {
        Some(day) => Ok(day),
        None => ExcelDateTime::from_ymd(2000, 1, 1),
    }
}

fn answers(sheet: &mut Worksheet, table: &Table) -> Result<(), TableError> {
    let base = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let header = base.clone().set_bold().set_background_color(0x00E8_EEFB);
    // A text format: what somebody types is a text too, « 4.10 » stays « 4.10 ».
    let locked = base.clone().set_num_format("@");
    let open = locked.clone().set_unlocked().set_background_color(0x00FF_FBE6);
    sheet.set_name(SHEET)?;
    for (place, column) in (0_u16..).zip(&COLUMNS) {
        sheet.write_string_with_format(0, place, column.title, &header)?;
        sheet.set_column_width(place, f64::from(column.width))?;
    }
    let mut line = 0;
    for row in &table.rows {
        line += 1;
        for ((place, column), text) in (0_u16..).zip(&COLUMNS).zip(row) {
            let format = if column.editable { &open } else { &locked };
            if text.is_empty() {
                sheet.write_blank(line, place, format)?;
            } else {
                sheet.write_string_with_format(line, place, fitted(text, column.editable, line)?, format)?;
            }
        }
    }
    let last = u16::try_from(COLUMNS.len()).unwrap_or(u16::MAX).saturating_sub(1);
    if line > 0 {
        let words: Vec<&str> = State::WORDS.iter().map(|(.., label)| *label).collect();
        let states = DataValidation::new()
            .allow_list_strings(&words)?
            .set_error_title("État inconnu")?
            .set_error_message("Choisir un état de la liste, ou vider la cellule.")?;
        let column = COLUMNS.iter().position(|column| column.title == "État").unwrap_or_default();
        let column = u16::try_from(column).unwrap_or_default();
        sheet.add_data_validation(1, column, line, column, &states)?;
        sheet.autofilter(0, 0, line, last)?;
    }
    sheet.set_freeze_panes(1, 2)?;
    sheet.protect_with_options(&ProtectionOptions {
        sort: true,
        use_autofilter: true,
        format_cells: true,
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    });
    Ok(())
}

fn notice(sheet: &mut Worksheet, definition: &Definition) -> Result<(), TableError> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name("Lisez-moi")?;
    sheet.set_column_width(0, 100)?;
    let lines = [
        format!("{} — liste de conformité du couloir {}, {}", definition.programme, definition.lane, definition.iteration),
        "Une ligne par preuve. Les colonnes à fond clair se remplissent, les autres sont protégées (sans mot de passe).".to_owned(),
        "« État » et « Justification » valent pour toute l’exigence : il suffit de les changer sur une de ses lignes.".to_owned(),
        "Pour confirmer une réponse sans la changer, écrire « Confirmée » dans la colonne « Fraîcheur ».".to_owned(),
        "« Fichier », « SHA-256 », « Date » (AAAA-MM-JJ) et « Version produit » décrivent le fichier fourni comme preuve.".to_owned(),
        "« Empreinte » identifie le texte montré ici : ne pas la modifier.".to_owned(),
        "Une cellule laissée telle quelle ne change rien à vos réponses. Retour : remc checklist import CLASSEUR --into RÉPONSES.json".to_owned(),
    ];
    for (line, text) in (0_u32..).zip(&lines) {
        sheet.write_string_with_format(line, 0, fitted(text, false, line)?, &wrapped)?;
    }
    Ok(())
}

/// A text as a cell holds it: without control characters; what is not a vendor's is cut to fit.
fn fitted(text: &str, vendor: bool, line: u32) -> Result<String, TableError> {
    let mut clean: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|one| if one == '\r' { '\n' } else { one })
        .filter(|one| !one.is_control() || matches!(one, '\n' | '\t'))
        .collect();
    let length = |text: &str| text.chars().map(char::len_utf16).sum::<usize>();
    if length(&clean) <= CELL_LIMIT {
        return Ok(clean);
    }
    if vendor {
        return Err(TableError(format!(
            "ligne {} : un texte dépasse {CELL_LIMIT} caractères, ce qu’une cellule ne peut pas contenir ; exporter en CSV ou en JSON",
            line + 1
        )));
    }
    while length(&clean) + length(CUT) > CELL_LIMIT {
        let _ = clean.pop();
    }
    clean.push_str(CUT);
    Ok(clean)
}

/// The cells somebody saved, CSV or workbook, with the number of each row.
///
/// # Errors
/// When the bytes are none of the known formats, or hold no sheet of answers.
pub fn read_cells(bytes: &[u8]) -> Result<Vec<(u32, Vec<String>)>, TableError> {
    let book = workbook::read(bytes).map_err(TableError)?;
    let sheet = book
        .sheets
        .iter()
        .find(|sheet| sheet.name == SHEET)
        .or_else(|| book.sheets.first())
        .ok_or_else(|| TableError("le classeur n’a aucune feuille".to_owned()))?;
    Ok(cells(sheet))
}

fn cells(sheet: &Sheet) -> Vec<(u32, Vec<String>)> {
    // A CSV file has no sheet name.
    let csv = sheet.name.is_empty();
    sheet
        .rows
        .iter()
        .map(|row| {
            let width = row.cells.keys().last().map_or(0, |last| *last as usize + 1);
            let mut texts = vec![String::new(); width];
            for (column, cell) in &row.cells {
                if let Some(text) = texts.get_mut(*column as usize) {
                    let found = if csv { unguarded(&cell.text) } else { &cell.text };
                    found.clone_into(text);
                }
            }
            (row.number, texts)
        })
        .collect()
}
