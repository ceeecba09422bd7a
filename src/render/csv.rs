//! CSV for the spreadsheets everyone has: UTF-8 with its mark, semicolons, no cell that could pass for a formula.

/// Writes rows; the first is the header.
pub(crate) fn write(rows: &[Vec<String>]) -> Vec<u8> {
    let mut out = String::from('\u{feff}');
    for row in rows {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                out.push(';');
            }
            push_cell(&mut out, cell);
        }
        out.push_str("\r\n");
    }
    out.into_bytes()
}

fn push_cell(out: &mut String, cell: &str) {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !formula && !cell.contains([';', '"', '\n', '\r']) {
        return out.push_str(cell);
    }
    out.push('"');
    if formula {
        out.push('\'');
    }
    for character in cell.chars() {
        if character == '"' {
            out.push('"');
        }
        out.push(character);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    #[test]
    fn cells_are_quoted_and_never_formulas() {
        let rows = vec![vec!["a;b".to_owned(), "=1+1".to_owned(), "dit « \"oui\" »".to_owned()]];
        assert_eq!(super::write(&rows), "\u{feff}\"a;b\";\"'=1+1\";\"dit « \"\"oui\"\" »\"\r\n".as_bytes());
    }
}
