//! The workbooks everyone has.
//!
//! Owner of what goes in and out of the project in other people's formats. Input of an import: the bytes of a workbook;
//! output: files to write and a reckoning ([`report`]). Layouts are data ([`layout`]), grids come from [`workbook`], texts
//! from [`richtext`], the rules of who is who from [`identity`]. Answers of vendors
//! go out and come back as [`checklist`]. The only user of calamine, quick-xml and zip.

pub mod checklist;
mod fold;
pub mod identity;
pub mod import;
pub mod layout;
pub mod report;
pub mod richtext;
pub mod workbook;
