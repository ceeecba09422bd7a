//! Grids of the workbooks everyone has.
//!
//! Owner of the reading of XLSX, XLSM, XLSB, XLS, ODS and CSV. Input: the bytes of a file. Output: sheets of cells, each
//! with its text, its nature (formula, error, date) and, in XLSX, its formatted runs, so that a struck-out word is
//! never taken for a live one. The only user of calamine, quick-xml and zip for input. Deliberately not here: what a
//! column means (`layout`).

mod csv;
mod marks;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Reader, Sheets, Xlsx, open_workbook_auto_from_rs};

pub use marks::Run;
use marks::{CellMarks, Marks};

/// Largest file read, in bytes.
pub const FILE_LIMIT: usize = 256 << 20;
/// Largest number of cells read in one file.
const CELL_LIMIT: usize = 20_000_000;
/// Columns beyond this one are not read: real workbooks have fewer than a hundred.
const COLUMN_LIMIT: u32 = 1024;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CellKind {
    /// Nothing.
    #[default]
    Empty,
    /// Words.
    Text,
    /// A number.
    Number,
    /// True or false, given as `oui` or `non`.
    Boolean,
    /// A date, given as `AAAA-MM-JJ`.
    Date,
    /// An error value such as `#N/A`; its text is kept.
    Error,
}

/// One cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    /// The text of the cell, struck-out runs included.
    pub text: String,
    /// What it holds.
    pub kind: CellKind,
    /// Whether the value comes from a formula.
    pub formula: bool,
    /// Whether the whole cell is struck out.
    pub struck: bool,
    /// The formatted runs, when the cell has several.
    pub runs: Vec<Run>,
}

/// One row, with the number the user sees in the margin.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// Number of the row, from 1.
    pub number: u32,
    /// The cells, by column from 0.
    pub cells: BTreeMap<u32, Cell>,
}

impl Row {
    /// Whether the row holds nothing at all.
    pub fn is_blank(&self) -> bool {
        self.cells.values().all(|cell| cell.kind == CellKind::Empty && !cell.formula)
    }
}

/// One sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    /// Its name; empty for a CSV file.
    pub name: String,
    /// Its rows, blank ones left out.
    pub rows: Vec<Row>,
    /// Rows that exist but hold nothing.
    pub blank_rows: usize,
}

/// A whole file.
#[derive(Debug, Clone, Default)]
pub struct Workbook {
    /// Its sheets, in the order of the file.
    pub sheets: Vec<Sheet>,
    /// The day of its last change according to its own properties, `AAAA-MM-JJ`.
    pub modified: Option<String>,
}

/// Reads a workbook from its bytes, whatever its format.
///
/// # Errors
/// A French sentence when the bytes are none of the known formats, are damaged, or exceed the limits.
pub fn read(bytes: &[u8]) -> Result<Workbook, String> {
    if bytes.len() > FILE_LIMIT {
        return Err(format!("le fichier dépasse {} Mo", FILE_LIMIT >> 20));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return guarded(|| read_archive(bytes));
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return guarded(|| read_any(bytes));
    }
    if bytes.starts_with(b"PK") || bytes.starts_with(b"%PDF") {
        return Err("ce n’est ni un classeur ni un fichier CSV".to_owned());
    }
    csv::read(bytes)
}

/// Readers of third parties may stop on damaged bytes; a damaged file is an error, not a crash.
fn guarded(read: impl FnOnce() -> Result<Workbook, String>) -> Result<Workbook, String> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("le classeur est endommagé".to_owned()))
}

fn read_archive(bytes: &[u8]) -> Result<Workbook, String> {
    let archive = marks::Archive::open(bytes)?;
    if !archive.has("xl/workbook.xml") {
        return read_any(bytes);
    }
    let mut reader: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let marks = Marks::read(&archive)?;
    let mut workbook = Workbook { sheets: Vec::new(), modified: marks.modified.clone() };
    let mut budget = CELL_LIMIT;
    for name in reader.sheet_names() {
        let sheet_marks = marks.of_sheet(&archive, &name)?;
        workbook.sheets.push(read_sheet(&mut reader, &name, &sheet_marks, &mut budget)?);
    }
    Ok(workbook)
}

fn read_sheet(
    reader: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    marks: &BTreeMap<(u32, u32), CellMarks>,
    budget: &mut usize,
) -> Result<Sheet, String> {
    let mut grid = Grid::default();
    let mut cells = match reader.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(calamine::XlsxError::WorksheetNotFound(_) | calamine::XlsxError::NotAWorksheet(_)) => {
            return Ok(Sheet { name: name.to_owned(), ..Sheet::default() });
        }
        Err(error) => return Err(damaged(&error)),
    };
    while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
        *budget = budget.checked_sub(1).ok_or_else(too_big)?;
        let (row, column) = cell.get_position();
        if column < COLUMN_LIMIT {
            grid.put(row, column, from_data(&cell.get_value().clone().into()));
        }
    }
    for (&(row, column), mark) in marks {
        if column < COLUMN_LIMIT {
            grid.mark(row, column, mark);
        }
    }
    Ok(grid.into_sheet(name))
}

/// XLS, XLSB and ODS: no formatted runs, the grid only.
fn read_any(bytes: &[u8]) -> Result<Workbook, String> {
    let mut reader: Sheets<_> =
        open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let mut workbook = Workbook::default();
    let mut budget = CELL_LIMIT;
    for name in reader.sheet_names() {
        let Ok(range) = reader.worksheet_range(&name) else { continue };
        let (top, left) = range.start().unwrap_or_default();
        let mut grid = Grid::default();
        for (row, column, value) in range.used_cells() {
            budget = budget.checked_sub(1).ok_or_else(too_big)?;
            let position = (top.checked_add(as_u32(row)), left.checked_add(as_u32(column)));
            if let (Some(row), Some(column)) = position
                && column < COLUMN_LIMIT
            {
                grid.put(row, column, from_data(value));
            }
        }
        if let Ok(formulas) = reader.worksheet_formula(&name) {
            let (top, left) = formulas.start().unwrap_or_default();
            for (row, column, formula) in formulas.used_cells() {
                let position = (top.checked_add(as_u32(row)), left.checked_add(as_u32(column)));
                if let (Some(row), Some(column)) = position
                    && column < COLUMN_LIMIT
                    && !formula.is_empty()
                {
                    grid.mark(row, column, &CellMarks { formula: true, ..CellMarks::default() });
                }
            }
        }
        workbook.sheets.push(grid.into_sheet(&name));
    }
    Ok(workbook)
}

fn as_u32(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn damaged(error: &dyn std::fmt::Display) -> String {
    format!("le classeur ne se lit pas ({error})")
}

fn too_big() -> String {
    format!("le classeur dépasse {CELL_LIMIT} cellules")
}

/// Cells under construction.
#[derive(Default)]
struct Grid {
    rows: BTreeMap<u32, BTreeMap<u32, Cell>>,
}

impl Grid {
    fn put(&mut self, row: u32, column: u32, cell: Cell) {
        self.rows.entry(row).or_default().insert(column, cell);
    }

    fn mark(&mut self, row: u32, column: u32, mark: &CellMarks) {
        let cell = self.rows.entry(row).or_default().entry(column).or_default();
        cell.formula |= mark.formula;
        cell.struck |= mark.struck;
        if !mark.runs.is_empty() {
            cell.runs.clone_from(&mark.runs);
        }
    }

    fn into_sheet(self, name: &str) -> Sheet {
        let mut sheet = Sheet { name: name.to_owned(), ..Sheet::default() };
        for (row, cells) in self.rows {
            let row = Row { number: row.saturating_add(1), cells };
            if row.is_blank() {
                sheet.blank_rows += 1;
            } else {
                sheet.rows.push(row);
            }
        }
        sheet
    }
}

fn from_data(value: &Data) -> Cell {
    let (text, kind) = match value {
        Data::Empty => (String::new(), CellKind::Empty),
        Data::String(text) if text.trim().is_empty() => (String::new(), CellKind::Empty),
        Data::String(text) if is_error_word(text) => (text.clone(), CellKind::Error),
        Data::String(text) => (text.clone(), CellKind::Text),
        Data::Int(number) => (number.to_string(), CellKind::Number),
        Data::Float(number) => (number.to_string(), CellKind::Number),
        Data::Bool(true) => ("oui".to_owned(), CellKind::Boolean),
        Data::Bool(false) => ("non".to_owned(), CellKind::Boolean),
        Data::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            (format!("{year:04}-{month:02}-{day:02}"), CellKind::Date)
        }
        Data::DateTimeIso(date) => (date.chars().take(10).collect(), CellKind::Date),
        Data::DurationIso(duration) => (duration.clone(), CellKind::Text),
        Data::Error(error) => (error.to_string(), CellKind::Error),
    };
    Cell { text, kind, ..Cell::default() }
}

/// Error values that some exports write as plain words.
fn is_error_word(text: &str) -> bool {
    matches!(
        text.trim(),
        "#N/A"
            | "#REF!"
            | "#VALUE!"
            | "#VALEUR!"
            | "#NAME?"
            | "#NOM?"
            | "#DIV/0!"
            | "#NULL!"
            | "#NUM!"
            | "#NOMBRE!"
    )
}

/// The letters of a column, from 0: `A`, `B`, …, `AA`.
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        assert_eq!(column_letters(0), "A");
        assert_eq!(column_letters(25), "Z");
        assert_eq!(column_letters(26), "AA");
        assert_eq!(column_letters(701), "ZZ");
        assert_eq!(column_letters(702), "AAA");
    }

    #[test]
    fn damaged_bytes_are_an_error() {
        assert!(read(b"PK\x03\x04 and nothing").is_err());
        assert!(read(&[0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3]).is_err());
        assert!(read(b"%PDF-1.7").is_err());
    }
}
