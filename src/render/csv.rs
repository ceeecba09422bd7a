//! CSV for the spreadsheets everyone has: UTF-8 with its mark, semicolons, no cell that could pass for a formula.

/// A table being written.
pub(crate) struct Csv {
    out: String,
}

impl Csv {
    /// A table with its header.
    pub(crate) fn new(header: &[&str]) -> Self {
        let mut csv = Self { out: String::from('\u{feff}') };
        csv.row(header.iter().copied());
        csv
    }

    /// Adds a row.
    pub(crate) fn row<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) {
        for (index, cell) in cells.into_iter().enumerate() {
            if index > 0 {
                self.out.push(';');
            }
            self.cell(cell);
        }
        self.out.push_str("\r\n");
    }

    fn cell(&mut self, cell: &str) {
        let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        if !formula && !cell.bytes().any(|byte| matches!(byte, b';' | b'"' | b'\n' | b'\r')) {
            return self.out.push_str(cell);
        }
        self.out.push_str(if formula { "\"'" } else { "\"" });
        for (index, part) in cell.split('"').enumerate() {
            self.out.push_str(if index > 0 { "\"\"" } else { "" });
            self.out.push_str(part);
        }
        self.out.push('"');
    }

    /// The bytes of the file.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.out.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cells_are_quoted_and_never_formulas() {
        let mut csv = super::Csv::new(&["a;b", "c"]);
        csv.row(["=1+1", "dit « \"oui\" »"]);
        let expected = "\u{feff}\"a;b\";c\r\n\"'=1+1\";\"dit « \"\"oui\"\" »\"\r\n";
        assert_eq!(csv.finish(), expected.as_bytes());
    }
}
