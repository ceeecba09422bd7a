//! What every workbook shares: what a cell can hold, and a day of creation that is no clock.
//!
//! Every text is written as a text, never as a formula.

use std::borrow::Cow;

use rust_xlsxwriter::{ExcelDateTime, XlsxError};

use crate::diagnostic::sanitise;
use crate::history::Endpoint;

/// What Excel holds in a cell, in UTF-16 units.
pub(super) const CELL_LIMIT: usize = 32_767;
/// Rows of a sheet, header included.
pub(super) const ROW_LIMIT: u32 = 1_048_576;
/// Ends a text that a cell cannot hold.
pub(super) const CUT: &str = "… [texte coupé : le fichier JSON le donne en entier]";
/// Creation day of a workbook about states that have no day.
const NO_DAY: (u16, u8, u8) = (2000, 1, 1);
/// Why a workbook could not be written: never a fault of the texts, which are cut to what a cell holds.
#[derive(Debug)]
pub struct WorkbookError(XlsxError);

impl std::fmt::Display for WorkbookError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "le classeur n’a pas pu être écrit ({})", self.0)
    }
}

impl std::error::Error for WorkbookError {}

impl From<XlsxError> for WorkbookError {
    fn from(error: XlsxError) -> Self {
        Self(error)
    }
}

/// The day of the first state that has one.
pub(super) fn created<const N: usize>(sides: [&Endpoint; N]) -> Result<ExcelDateTime, XlsxError> {
    let parts = |endpoint: &Endpoint| {
        let mut parts = endpoint.date.as_deref()?.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        ExcelDateTime::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    };
    match sides.into_iter().find_map(parts) {
        Some(day) => Ok(day),
        None => ExcelDateTime::from_ymd(NO_DAY.0, NO_DAY.1, NO_DAY.2),
    }
}

/// Characters a cell can show.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let odd = |one: char| one.is_control() || ('\u{202a}'..='\u{2069}').contains(&one);
    if !text.contains(odd) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(sanitise(&text.replace("\r\n", "\n").replace('\r', "\n")))
}

/// Characters a cell can show, cut to what it can hold.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    let clean = plain(text);
    if utf16(&clean) > CELL_LIMIT { Cow::Owned(limited(&clean, CELL_LIMIT)) } else { clean }
}

pub(super) fn utf16(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// The longest start of a text that fits with its mark.
pub(super) fn limited(text: &str, limit: usize) -> String {
    if utf16(text) <= limit {
        return text.to_owned();
    }
    format!("{}{CUT}", fitting(text, limit.saturating_sub(utf16(CUT))))
}

/// The longest start of a text in so many UTF-16 units.
fn fitting(text: &str, mut room: usize) -> &str {
    for (at, one) in text.char_indices() {
        match room.checked_sub(one.len_utf16()) {
            Some(left) => room = left,
            None => return text.get(..at).unwrap_or_default(),
        }
    }
    text
}
