//! A comparison as a workbook: what vendors wish they had, removed words struck out and added words underlined in one cell.
//!
//! Four sheets: « Bilan », « Différences » (one row per field that changed), « Référentiels », « Exigences touchées » (by the
//! move of a referential). Every text is written as a text, never as a formula. The same comparison gives the same bytes: the workbook bears the day of the state after.

use rust_xlsxwriter::{DocProperties, Format, FormatAlign, FormatUnderline, Workbook, Worksheet, XlsxError};

use super::compared::{Compared, versions};
use super::diff_rows::{FIELD_COLUMNS, ITEM_COLUMNS, Row, beside, each, is_marked};
use super::names::of;
use super::typography::long_date;
use super::view::diff_summary;
pub use super::workbook::WorkbookError;
use super::workbook::{CELL_LIMIT, CUT, ROW_LIMIT, created, limited, plain, shown, utf16};
use crate::history::wording::{BlockKind, Tag, compare};
use crate::history::{Diff, Endpoint};

/// What a run costs beside its words: the writer counts its markup in the limit.
const RUN_COST: usize = 240;
/// Title of the column of marks.
const MARKED: &str = "Texte marqué";

/// Widths of the columns of items, in characters, in the order of [`ITEM_COLUMNS`].
const ITEM_WIDTHS: [f64; 26] = [
    9.0, 9.0, 9.0, 20.0, 14.0, 30.0, 14.0, 22.0, 12.0, 16.0, 16.0, 26.0, 16.0, 16.0, 13.0, 13.0, 9.0, 9.0,
    16.0, 9.0, 18.0, 34.0, 14.0, 34.0, 14.0, 12.0,
];
/// Widths of the field, its object, the marks, before, after.
const FIELD_WIDTHS: [f64; 5] = [16.0, 18.0, 60.0, 45.0, 45.0];

/// The XLSX of a comparison.
///
/// # Errors
/// When the writer of workbooks refuses a sheet.
pub fn to_xlsx(compared: &Compared<'_>) -> Result<Vec<u8>, WorkbookError> {
    let diff = compared.diff;
    let styles = Styles::new();
    let mut workbook = Workbook::new();
    let title = format!("Différences {} → {}", diff.from.name, diff.to.name);
    let properties = DocProperties::new()
        .set_title(limited(&title, 200))
        .set_creation_datetime(&created([&diff.to, &diff.from])?);
    workbook.set_properties(&properties);
    summary(workbook.add_worksheet(), compared, &styles)?;
    differences(workbook.add_worksheet(), compared, &styles)?;
    register(workbook.add_worksheet(), diff, &styles)?;
    touched(workbook.add_worksheet(), compared, &styles)?;
    Ok(workbook.save_to_buffer()?)
}

/// The formats of cells and of runs. Struck out and underlined, so that colour is never the only sign.
struct Styles {
    header: Format,
    cell: Format,
    title: Format,
    plain: Format,
    gone: Format,
    come: Format,
}

impl Styles {
    fn new() -> Self {
        let cell = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        Self {
            header: cell.clone().set_bold().set_background_color(0x00E8_EEFB),
            title: Format::new().set_bold().set_font_size(14.0),
            plain: Format::new(),
            gone: Format::new().set_font_strikethrough().set_font_color(0x007A_2500),
            come: Format::new().set_underline(FormatUnderline::Single).set_font_color(0x0000_3C6E),
            cell,
        }
    }

    fn of(&self, tag: Tag) -> &Format {
        match tag {
            Tag::Equal => &self.plain,
            Tag::Delete => &self.gone,
            Tag::Insert => &self.come,
        }
    }
}

fn summary(sheet: &mut Worksheet, compared: &Compared<'_>, styles: &Styles) -> Result<(), XlsxError> {
    let diff = compared.diff;
    sheet.set_name("Bilan")?;
    sheet.set_column_width(0, 44)?.set_column_width(1, 90)?;
    let scope = match &diff.lane {
        Some(lane) => format!("couloir {lane}"),
        None => "tous les couloirs".to_owned(),
    };
    let title = format!("Ce qui change {} à {}, {scope}", of(&diff.from.name), diff.to.name);
    sheet.write_string_with_format(0, 0, shown(&title), &styles.title)?;
    let day = |side: &Endpoint| side.date.as_deref().map(long_date).unwrap_or_default();
    let tally = &diff.tally;
    let mut lines: Vec<(String, String)> = vec![
        (format!("De {}", diff.from.name), day(&diff.from)),
        (format!("Vers {}", diff.to.name), day(&diff.to)),
    ];
    let heads = std::iter::once("Bilan").chain(std::iter::repeat("À retenir"));
    lines.extend(
        heads.zip(diff_summary(diff, compared.effects().tally())).map(|(head, line)| (head.to_owned(), line)),
    );
    lines.push((
        "Exigences après".to_owned(),
        format!(
            "{} − {} + {} + {} = {}",
            tally.before, tally.obsolete, tally.new, tally.reinstated, tally.after
        ),
    ));
    lines.push((
        "Après, par évolution".to_owned(),
        format!(
            "nouvelles {} + réintroduites {} + fond {} + preuves seules {} + références seules {} + rédactionnelles {} + inchangées {} = {}",
            tally.new,
            tally.reinstated,
            tally.substance,
            tally.proofs,
            tally.reference,
            tally.wording,
            tally.unchanged,
            tally.after
        ),
    ));
    for (group, changes) in compared.groups() {
        lines.push((group.title().to_owned(), changes.len().to_string()));
    }
    lines.push(("Propres à un couloir".to_owned(), diff.lane_only.len().to_string()));
    lines.push(("Retours traités".to_owned(), compared.comments().len().to_string()));
    let mut row = 2;
    for (head, value) in lines {
        sheet.write_string_with_format(row, 0, shown(&head), &styles.cell)?;
        sheet.write_string_with_format(row, 1, shown(&value), &styles.cell)?;
        row += 1;
    }
    sheet.write_string_with_format(row + 1, 0, "Légende", &styles.cell)?;
    let legend =
        [(&styles.gone, "rayé : supprimé"), (&styles.plain, " ; "), (&styles.come, "souligné : ajouté")];
    sheet.write_rich_string_with_format(row + 1, 1, &legend, &styles.cell)?;
    Ok(())
}

fn differences(sheet: &mut Worksheet, compared: &Compared<'_>, styles: &Styles) -> Result<(), XlsxError> {
    sheet.set_name("Différences")?;
    let [field, object, before, after] = FIELD_COLUMNS;
    let header = ITEM_COLUMNS.into_iter().chain([field, object, MARKED, before, after]);
    let widths = ITEM_WIDTHS.into_iter().chain(FIELD_WIDTHS);
    let mut last = 0;
    for (column, (title, width)) in (0_u16..).zip(header.zip(widths)) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, title, &styles.header)?;
        last = column;
    }
    let mut line = 0;
    let mut result = Ok(());
    each(compared, &mut |row| {
        if result.is_ok() && line + 1 < ROW_LIMIT {
            line += 1;
            result = difference(sheet, line, row, styles);
        }
    });
    result?;
    // The referentials have a sheet of their own.
    for cells in beside(compared).iter().take(compared.diff.divergences.len() + compared.diff.scenarios.len())
    {
        line += 1;
        for (column, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            // The column of marks stands before « Avant » and « Après ».
            let column = if column < ITEM_COLUMNS.len() + 2 { column } else { column + 1 };
            let column = u16::try_from(column).unwrap_or(last);
            sheet.write_string_with_format(line, column, shown(text), &styles.cell)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, line, last)?;
    Ok(())
}

fn difference(sheet: &mut Worksheet, line: u32, row: &Row<'_>, styles: &Styles) -> Result<(), XlsxError> {
    let [field, object, before, after] = row.field_cells();
    let start = row.item.iter().map(|cell| &**cell).chain([field, object]);
    let mut column = 0_u16;
    for text in start {
        if !text.is_empty() {
            sheet.write_string_with_format(line, column, shown(text), &styles.cell)?;
        }
        column += 1;
    }
    marked(sheet, (line, column), row, styles)?;
    for (place, text) in [(column + 1, before), (column + 2, after)] {
        if !text.is_empty() {
            sheet.write_string_with_format(line, place, shown(text), &styles.cell)?;
        }
    }
    Ok(())
}

/// The cell that shows both texts at once.
fn marked(
    sheet: &mut Worksheet,
    (line, column): (u32, u16),
    row: &Row<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let Some(field) = &row.field else { return Ok(()) };
    let (before, after) = (field.before.as_deref(), field.after.as_deref());
    let runs = match (before, after) {
        (Some(before), Some(after)) if is_marked(field.field) => runs(before, after),
        _ => whole(before, after, " "),
    };
    let runs = fitted(runs);
    let cells: Vec<(&Format, &str)> =
        runs.iter().map(|(tag, text)| (styles.of(*tag), text.as_str())).collect();
    match (cells.as_slice(), runs.as_slice()) {
        ([], _) => {}
        ([(_, text)], [(tag, _)]) => {
            let format = match tag {
                Tag::Equal => styles.cell.clone(),
                Tag::Delete => styles.cell.clone().set_font_strikethrough().set_font_color(0x007A_2500),
                Tag::Insert => {
                    styles.cell.clone().set_underline(FormatUnderline::Single).set_font_color(0x0000_3C6E)
                }
            };
            sheet.write_string_with_format(line, column, *text, &format)?;
        }
        (cells, _) => {
            sheet.write_rich_string_with_format(line, column, cells, &styles.cell)?;
        }
    }
    Ok(())
}

type Runs = Vec<(Tag, String)>;

/// Words marked one by one, or both texts one after the other when marks would be confetti.
fn runs(before: &str, after: &str) -> Runs {
    let diff = compare(before, after);
    if diff.is_rewritten() || diff.is_unmarked() {
        return if diff.is_unmarked() {
            vec![(Tag::Equal, after.to_owned())]
        } else {
            whole(Some(before), Some(after), "\n")
        };
    }
    let mut runs: Runs = Vec::new();
    for (index, block) in diff.blocks.iter().enumerate() {
        if index > 0 {
            add(&mut runs, Tag::Equal, "\n");
        }
        // The bullet of an item that came or went is marked with it.
        let tag = match (&block.before, &block.after) {
            (Some(_), None) => Tag::Delete,
            (None, Some(_)) => Tag::Insert,
            _ => Tag::Equal,
        };
        match block.kind {
            BlockKind::ListItem { ordinal: Some(number), .. } => add(&mut runs, tag, &format!("{number}. ")),
            BlockKind::ListItem { ordinal: None, .. } => add(&mut runs, tag, "- "),
            BlockKind::LinkTarget => add(&mut runs, Tag::Equal, "Adresse du lien : "),
            BlockKind::Paragraph
            | BlockKind::TableCell { .. }
            | BlockKind::Heading { .. }
            | BlockKind::Code => {}
        }
        for op in &block.ops {
            add(&mut runs, op.tag, &op.text);
        }
    }
    if weight(&runs) > CELL_LIMIT { whole(Some(before), Some(after), "\n") } else { runs }
}

fn whole(before: Option<&str>, after: Option<&str>, between: &str) -> Runs {
    let mut runs = Runs::new();
    add(&mut runs, Tag::Delete, before.unwrap_or_default());
    if before.is_some_and(|text| !text.is_empty()) && after.is_some_and(|text| !text.is_empty()) {
        add(&mut runs, Tag::Equal, between);
    }
    add(&mut runs, Tag::Insert, after.unwrap_or_default());
    runs
}

fn add(runs: &mut Runs, tag: Tag, text: &str) {
    match runs.last_mut() {
        _ if text.is_empty() => {}
        Some((last, known)) if *last == tag => known.push_str(text),
        _ => runs.push((tag, text.to_owned())),
    }
}

/// What runs cost in a cell, markup included.
fn weight(runs: &Runs) -> usize {
    runs.iter().map(|(_, text)| RUN_COST + text.chars().map(cost).sum::<usize>()).sum()
}

/// UTF-16 units of a character once escaped.
fn cost(one: char) -> usize {
    match one {
        '&' | '<' | '>' | '"' => 6,
        '_' => 7,
        other => other.len_utf16(),
    }
}

/// Runs of characters a cell can show; when it cannot hold them, each side is cut to its share.
fn fitted(runs: Runs) -> Runs {
    let clean: Runs = runs.into_iter().map(|(tag, text)| (tag, plain(&text).into_owned())).collect();
    if weight(&clean) <= CELL_LIMIT {
        return clean;
    }
    let long = clean.iter().filter(|(tag, _)| clean.len() == 1 || *tag != Tag::Equal).count().max(1);
    let share = (CELL_LIMIT - clean.len().min(8) * 2 * RUN_COST) / long;
    clean.into_iter().map(|(tag, text)| (tag, shortened(text, share))).collect()
}

/// The longest start of a text in so many units, with its mark when it was cut.
fn shortened(text: String, share: usize) -> String {
    if text.chars().map(cost).sum::<usize>() <= share {
        return text;
    }
    let mut room = share.saturating_sub(utf16(CUT));
    let end = text.char_indices().find(|(_, one)| match room.checked_sub(cost(*one)) {
        Some(left) => {
            room = left;
            false
        }
        None => true,
    });
    let kept = text.get(..end.map_or(text.len(), |(at, _)| at)).unwrap_or_default();
    format!("{kept}{CUT}")
}

/// Referentials whose applicable versions moved.
fn register(sheet: &mut Worksheet, diff: &Diff, styles: &Styles) -> Result<(), XlsxError> {
    let header = [
        ("Code", 16.0),
        ("Titre", 50.0),
        ("Avant", 16.0),
        ("Après", 16.0),
        ("Exigences qui le citent", 70.0),
    ];
    let rows = diff.register.iter().map(|change| {
        let ids: Vec<&str> = change.cited_by.iter().map(|id| id.as_str()).collect();
        let (before, after) = (versions(&change.before), versions(&change.after));
        [change.code.clone(), change.title.clone(), before, after, ids.join(", ")]
    });
    list(sheet, "Référentiels", header, rows, styles)
}

/// Requirements that another version of a referential touches, lane by lane.
fn touched(sheet: &mut Worksheet, compared: &Compared<'_>, styles: &Styles) -> Result<(), XlsxError> {
    let header = [
        ("Référentiel", 16.0),
        ("Titre du référentiel", 50.0),
        ("Couloir", 10.0),
        ("Avant", 16.0),
        ("Après", 16.0),
        ("ID", 20.0),
        ("Clé", 14.0),
        ("Titre", 40.0),
    ];
    let rows = compared.touched().into_iter().map(|one| {
        let (id, key) = (one.id.to_string(), one.key.to_string());
        [one.code, one.referential, one.lane, one.before, one.after, id, key, one.title]
    });
    list(sheet, "Exigences touchées", header, rows, styles)
}

/// A sheet that is one table of texts.
fn list<const N: usize>(
    sheet: &mut Worksheet,
    name: &str,
    header: [(&str, f64); N],
    rows: impl Iterator<Item = [String; N]>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    let mut end = 0;
    for (column, (title, width)) in (0_u16..).zip(header) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, title, &styles.header)?;
        end = column;
    }
    let mut last = 0;
    for (line, cells) in (1_u32..ROW_LIMIT).zip(rows) {
        for (column, text) in (0_u16..).zip(&cells) {
            sheet.write_string_with_format(line, column, shown(text), &styles.cell)?;
        }
        last = line;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, last, end)?;
    Ok(())
}
