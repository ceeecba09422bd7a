//! Documents to print: the REM of a lane, its dossier, the report of a vendor.
//!
//! Owner of [`Document`]: what a document says, without form. Input: the model, or a vendor's answers; output: a Typst
//! source, compiled elsewhere into a tagged PDF, or one HTML file a browser prints. Both writers get the same blocks.
//! Texts of the project reach Typst as string literals only: nothing they hold can be read as code.

mod content;
mod dsr;
mod html;
mod markdown;
mod rem;
mod report;
mod typst;

pub use dsr::dsr;
pub use html::to_html;
pub use rem::rem;
pub use report::report;
pub use typst::to_typst;

/// A document to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Title, on the cover and in the properties of the file.
    pub title: String,
    /// Below the title.
    pub subtitle: String,
    /// Labels and values of the cover.
    pub facts: Vec<(&'static str, String)>,
    /// Warning of the cover, such as « textes d’illustration ».
    pub notice: Option<String>,
    /// At the foot of every page.
    pub running: String,
    /// Depth of the table of contents.
    pub contents: u8,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A piece of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading, bookmarked; levels start at 1 and never skip.
    Heading(u8, Vec<Span>),
    /// A paragraph.
    Text(Vec<Span>),
    /// A word above what follows, on the same page.
    Lead(&'static str),
    /// A text of the project in Markdown, whose headings are bold paragraphs.
    Markdown(String),
    /// A text in Markdown whose headings are those of the document.
    Chapter(String),
    /// A list; numbered or not.
    List(bool, Vec<Vec<Block>>),
    /// A table.
    Table(Table),
}

/// A table with a caption and a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Caption.
    pub caption: String,
    /// Titles of the columns, each with its share of the width.
    pub columns: Vec<(&'static str, u8)>,
    /// Cells, row after row.
    pub rows: Vec<Vec<Vec<Span>>>,
}

/// Words in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// Prose, set in French typography.
    Text(String),
    /// Prose that stands out.
    Strong(String),
    /// An id, a code, a digest: as it is, never hyphenated.
    Id(String),
    /// A digest or a file name: as it is, cut anywhere.
    Long(String),
}

impl Span {
    /// Prose.
    fn text(text: impl Into<String>) -> Self {
        Span::Text(text.into())
    }
}

/// A cell of prose.
fn cell(text: impl Into<String>) -> Vec<Span> {
    vec![Span::Text(text.into())]
}
