//! A comparison for spreadsheets: one row per field that changed, one for an item that came or went.

use super::compared::Compared;
use super::csv::Csv;
use super::diff_rows::{FIELD_COLUMNS, ITEM_COLUMNS, beside, each};

/// The CSV of a comparison. Divergences between lanes, referentials whose applicable version moved and the requirements
/// they touch come last.
pub fn to_csv(compared: &Compared<'_>) -> Vec<u8> {
    let header: Vec<&str> = ITEM_COLUMNS.into_iter().chain(FIELD_COLUMNS).collect();
    let mut csv = Csv::new(&header);
    each(compared, &mut |row| {
        csv.row(row.item.iter().map(|cell| &**cell).chain(row.field_cells()));
    });
    for row in beside(compared) {
        csv.row(row.iter().map(String::as_str));
    }
    csv.finish()
}
