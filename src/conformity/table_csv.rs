//! The table of answers as CSV: what the command line and the site write, and what the import reads back.

use super::table::{COLUMNS, Table};

/// CSV: UTF-8 with its mark, `;`, CRLF. A cell that could pass for a formula bears an apostrophe in front, and so does one
/// that starts with an apostrophe before such a character: reading takes one off, and nothing is lost.
pub fn to_csv(table: &Table) -> Vec<u8> {
    let mut out = String::from('\u{feff}');
    csv_row(&mut out, COLUMNS.iter().map(|column| column.title));
    for row in &table.rows {
        csv_row(&mut out, row.iter().map(String::as_str));
    }
    out.into_bytes()
}

fn csv_row<'c>(out: &mut String, cells: impl Iterator<Item = &'c str>) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.push(';');
        }
        let guarded = cell.starts_with(is_risky);
        if guarded || cell.contains([';', '"', '\n', '\r', ',', '\t']) {
            out.push('"');
            if guarded {
                out.push('\'');
            }
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}

/// Whether a cell that starts so is not safe as it is.
pub(crate) fn is_risky(first: char) -> bool {
    matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\'')
}
