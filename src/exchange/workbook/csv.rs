//! CSV as spreadsheets write it: `;`, `,` or tab, quotes, line breaks inside cells, UTF-8, UTF-16 or Windows-1252.

use std::collections::BTreeMap;

use super::{CELL_LIMIT, COLUMN_LIMIT, Cell, CellKind, Row, Sheet, Workbook, is_error_word, too_big};

/// Reads a CSV file as a workbook of one sheet without a name.
pub(super) fn read(bytes: &[u8]) -> Result<Workbook, String> {
    let text = decode(bytes)?;
    let separator = separator(&text);
    let mut sheet = Sheet::default();
    let mut reader = Reader {
        separator,
        sheet: &mut sheet,
        row: BTreeMap::new(),
        cell: String::new(),
        line: 1,
        column: 0,
        budget: CELL_LIMIT,
    };
    reader.read(&text)?;
    Ok(Workbook { sheets: vec![sheet], modified: None })
}

fn decode(bytes: &[u8]) -> Result<String, String> {
    let utf16 = |little: bool| {
        let units: Vec<u16> = bytes
            .get(2..)
            .unwrap_or_default()
            .chunks_exact(2)
            .map(|pair| match pair {
                [low, high] if little => u16::from_le_bytes([*low, *high]),
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0xfffd,
            })
            .collect();
        String::from_utf16_lossy(&units)
    };
    let text = if bytes.starts_with(&[0xff, 0xfe]) {
        utf16(true)
    } else if bytes.starts_with(&[0xfe, 0xff]) {
        utf16(false)
    } else {
        match std::str::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(),
            Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
        }
    };
    if text.contains('\0') {
        return Err("ce n’est ni un classeur ni un fichier CSV".to_owned());
    }
    Ok(text)
}

/// The code page of French Windows.
fn windows_1252(byte: u8) -> char {
    const UPPER: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => UPPER.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{fffd}'),
        other => char::from(other),
    }
}

/// The separator is the one found most often outside quotes in the first record.
fn separator(text: &str) -> char {
    let mut counts = [(';', 0_usize), ('\t', 0), (',', 0)];
    let mut quoted = false;
    for character in text.chars() {
        match character {
            '"' => quoted = !quoted,
            '\n' if !quoted => break,
            other if !quoted => {
                for (separator, count) in &mut counts {
                    if *separator == other {
                        *count += 1;
                    }
                }
            }
            _ => {}
        }
    }
    let mut best = (';', 0);
    for (separator, count) in counts {
        if count > best.1 {
            best = (separator, count);
        }
    }
    best.0
}

struct Reader<'a> {
    separator: char,
    sheet: &'a mut Sheet,
    row: BTreeMap<u32, Cell>,
    cell: String,
    line: u32,
    column: u32,
    budget: usize,
}

impl Reader<'_> {
    fn read(&mut self, text: &str) -> Result<(), String> {
        let mut characters = text.chars().peekable();
        let mut quoted = false;
        let mut started = false;
        while let Some(character) = characters.next() {
            started = true;
            match character {
                '"' if quoted => {
                    if characters.next_if_eq(&'"').is_some() {
                        self.cell.push('"');
                    } else {
                        quoted = false;
                    }
                }
                '"' if self.cell.is_empty() => quoted = true,
                other if quoted => self.cell.push(other),
                '\r' if characters.peek() == Some(&'\n') => {}
                '\n' | '\r' => {
                    self.end_row()?;
                    started = false;
                }
                other if other == self.separator => self.end_cell()?,
                other => self.cell.push(other),
            }
        }
        if quoted {
            return Err(format!(
                "fichier tronqué : une cellule entre guillemets, ligne {}, ne se referme pas",
                self.line
            ));
        }
        if started {
            self.end_row()?;
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), String> {
        let text = std::mem::take(&mut self.cell);
        if self.column < COLUMN_LIMIT && !text.trim().is_empty() {
            self.budget = self.budget.checked_sub(1).ok_or_else(too_big)?;
            self.row.insert(self.column, from_text(text));
        }
        self.column = self.column.saturating_add(1);
        Ok(())
    }

    /// Rows are numbered as a spreadsheet that opens the file numbers them: one per record.
    fn end_row(&mut self) -> Result<(), String> {
        self.end_cell()?;
        let row = Row { number: self.line, cells: std::mem::take(&mut self.row) };
        if row.is_blank() {
            self.sheet.blank_rows += 1;
        } else {
            self.sheet.rows.push(row);
        }
        self.line = self.line.saturating_add(1);
        self.column = 0;
        Ok(())
    }
}

/// A cell guarded against formula injection (`'=…`) gets its text back; an unguarded formula is one.
fn from_text(text: String) -> Cell {
    let guarded = text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r']));
    if let Some(rest) = guarded {
        return Cell { text: rest.to_owned(), kind: CellKind::Text, ..Cell::default() };
    }
    let formula = text.starts_with('=');
    let trimmed = text.trim();
    let kind = if is_error_word(&text) {
        CellKind::Error
    } else if !trimmed.is_empty() && trimmed.bytes().all(|byte| byte.is_ascii_digit()) {
        CellKind::Number
    } else {
        CellKind::Text
    };
    Cell { text, kind, formula, ..Cell::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &[u8]) -> Vec<Vec<String>> {
        let workbook = read(text).unwrap_or_default();
        let sheet = workbook.sheets.into_iter().next().unwrap_or_default();
        sheet.rows.into_iter().map(|row| row.cells.into_values().map(|cell| cell.text).collect()).collect()
    }

    #[test]
    fn quotes_hold_separators_and_line_breaks() {
        let read = cells(b"a;b\r\n\"x;\n\"\"y\"\"\";z\r\n");
        assert_eq!(read, [vec!["a", "b"], vec!["x;\n\"y\"", "z"]]);
    }

    #[test]
    fn the_code_page_of_windows_is_understood() {
        assert_eq!(cells(b"\xc9nonc\xe9,\x93q\x94"), [vec!["Énoncé", "“q”"]]);
    }

    #[test]
    fn a_guarded_cell_is_text() {
        let workbook = read(b"x\n'=1+1\n=1+1\n").unwrap_or_default();
        let formulas: Vec<bool> = workbook
            .sheets
            .iter()
            .flat_map(|sheet| &sheet.rows)
            .flat_map(|row| row.cells.values().map(|cell| cell.formula))
            .collect();
        assert_eq!(formulas, [false, false, true]);
    }
}
