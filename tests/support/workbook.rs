//! Workbooks written by hand, for the importer: just enough of the formats to be read back.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A cell of a test workbook.
#[derive(Debug, Clone)]
pub enum TestCell {
    /// Nothing.
    Blank,
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
    /// An error value.
    Error(&'static str),
    /// A formula and its stored value, if any.
    Formula(&'static str, Option<&'static str>),
    /// Runs: words, bold, struck out.
    Runs(Vec<(&'static str, bool, bool)>),
    /// Words in a struck-out cell.
    Struck(&'static str),
    /// A day, as a serial number in a date format.
    Day(u32),
}

impl From<&str> for TestCell {
    fn from(text: &str) -> Self {
        if text.is_empty() { TestCell::Blank } else { TestCell::Text(text.to_owned()) }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn runs(list: &[(&str, bool, bool)]) -> String {
    list.iter()
        .map(|(text, bold, struck)| {
            let bold = if *bold { "<b/>" } else { "" };
            let struck = if *struck { "<strike/>" } else { "" };
            format!("<r><rPr>{bold}{struck}</rPr><t xml:space=\"preserve\">{}</t></r>", escape(text))
        })
        .collect()
}

fn letters(column: usize) -> String {
    let letter = |index: usize| char::from(b'A' + u8::try_from(index).unwrap());
    if column < 26 {
        letter(column).to_string()
    } else {
        format!("{}{}", letter(column / 26 - 1), letter(column % 26))
    }
}

/// An XLSX of one sheet. Words go to the shared strings, as Excel writes them; runs too.
pub fn xlsx(sheet: &str, rows: &[Vec<TestCell>]) -> Vec<u8> {
    let mut shared = Vec::new();
    let mut data = String::new();
    for (row, cells) in rows.iter().enumerate() {
        let number = row + 1;
        data.push_str(&format!("<row r=\"{number}\">"));
        for (column, cell) in cells.iter().enumerate() {
            let name = format!("{}{number}", letters(column));
            let mut string = |xml: String, style: &str| {
                shared.push(xml);
                format!("<c r=\"{name}\"{style} t=\"s\"><v>{}</v></c>", shared.len() - 1)
            };
            let xml = match cell {
                TestCell::Blank => String::new(),
                TestCell::Text(text) => string(format!("<t xml:space=\"preserve\">{}</t>", escape(text)), ""),
                TestCell::Runs(list) => string(runs(list), ""),
                TestCell::Struck(text) => string(format!("<t>{}</t>", escape(text)), " s=\"1\""),
                TestCell::Number(value) => format!("<c r=\"{name}\"><v>{value}</v></c>"),
                TestCell::Error(word) => format!("<c r=\"{name}\" t=\"e\"><v>{word}</v></c>"),
                TestCell::Formula(formula, Some(value)) => {
                    format!("<c r=\"{name}\" t=\"str\"><f>{formula}</f><v>{}</v></c>", escape(value))
                }
                TestCell::Formula(formula, None) => format!("<c r=\"{name}\"><f>{formula}</f></c>"),
                TestCell::Day(serial) => format!("<c r=\"{name}\" s=\"2\"><v>{serial}</v></c>"),
            };
            data.push_str(&xml);
        }
        data.push_str("</row>");
    }
    let strings: String = shared.iter().map(|xml| format!("<si>{xml}</si>")).collect();
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let packages = "http://schemas.openxmlformats.org/package/2006";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{packages}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{packages}/relationships\"><Relationship Id=\"rId1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook {main} xmlns:r=\"{relations}\"><sheets><sheet name=\"{}\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
                escape(sheet)
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{packages}/relationships\"><Relationship Id=\"rId1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"{relations}/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"rId3\" Type=\"{relations}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        ("xl/sharedStrings.xml", format!("<sst {main}>{strings}</sst>")),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet {main}><fonts count=\"2\"><font><sz val=\"11\"/></font><font><strike/></font></fonts><fills count=\"1\"><fill/></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"3\"><xf fontId=\"0\"/><xf fontId=\"1\"/><xf fontId=\"0\" numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", format!("<worksheet {main}><sheetData>{data}</sheetData></worksheet>")),
    ];
    archive(&parts)
}

/// An ODS of one sheet.
pub fn ods(sheet: &str, rows: &[Vec<&str>]) -> Vec<u8> {
    let mut data = String::new();
    for cells in rows {
        data.push_str("<table:table-row>");
        for cell in cells {
            data.push_str(&format!(
                "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                escape(cell)
            ));
        }
        data.push_str("</table:table-row>");
    }
    let space = "urn:oasis:names:tc:opendocument:xmlns";
    let content = format!(
        "<office:document-content xmlns:office=\"{space}:office:1.0\" xmlns:table=\"{space}:table:1.0\" xmlns:text=\"{space}:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"{}\">{data}</table:table></office:spreadsheet></office:body></office:document-content>",
        escape(sheet)
    );
    let manifest = format!("<manifest:manifest xmlns:manifest=\"{space}:manifest:1.0\"/>");
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_owned()),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", content),
    ])
}

fn archive(parts: &[(&str, String)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        let options = SimpleFileOptions::default();
        writer.start_file(*name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
