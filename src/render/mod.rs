//! The published site and the other forms in which a project is read.
//!
//! Owner of [`RenderContext`] and [`Artifact`]. Input: a compiled project; output: files as bytes, given to the caller.
//! Pure and deterministic: no clock, no environment, no file. Pages are templates fed with views, and views are built from
//! the model only, which holds no internal note and no vendor name: what is confidential cannot reach a page.
//!
//! - [`render_site`]: every file of the site, from [`RENDERERS`]; [`Preview`]: one of them, when it is asked for;
//! - [`write_site`]: the same to a shelf, each file as soon as it is made, with what a browser would find wrong;
//! - [`check_pages`]: whether pages hold together, to the bone;
//! - [`diff_json`], [`diff_csv`], [`diff_xlsx`], [`diff_md`], [`diff_text`]: a comparison for machines, spreadsheets,
//!   minutes and terminals, all from one [`Compared`];
//! - [`diff_html`]: a comparison as one self-contained page;
//! - [`coverage`]: which scenarios and proofs cover each requirement, as a table;
//! - [`comments`]: what became of vendors' comments, without their words;
//! - [`graph_export`], [`graph_svg`]: the relations, for other tools and drawn;
//! - [`paper`]: documents to print;
//! - [`stats`]: the numbers of a project.

pub mod comments;
pub mod completeness;
pub mod coverage;
pub mod diff_csv;
pub mod diff_html;
pub mod diff_json;
pub mod diff_md;
pub mod diff_text;
pub mod diff_xlsx;
pub mod graph_export;
pub mod graph_svg;
pub mod history;
pub mod labels;
pub mod paper;
pub mod schemas;
pub mod stats;

mod addresses;
mod archive;
mod chart;
mod compared;
mod contents;
mod csv;
mod diff_rows;
mod dossier_facts;
mod dossiers;
mod engine;
mod entries;
pub(crate) mod fragments;
mod glossary;
mod inline;
mod lane_xlsx;
mod links;
mod markdown;
mod marks;
mod markup;
mod md;
mod names;
mod order;
mod pages;
mod pairs;
mod preview;
mod search;
mod site;
mod theme;
mod typography;
mod urls;
mod uses;
mod view;
mod workbook;

use std::fmt;
use std::io;
use std::path::PathBuf;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::history::Baseline;
use crate::io::{MemoryShelf, Shelf};
use crate::model::Corpus;
use crate::settings::Settings;
use crate::source::SourceSet;

pub use addresses::Addresses;
pub use compared::Compared;
pub use links::{LinkProblem, check_pages};
pub use order::Written;
pub use pages::RENDERERS;
pub use preview::{Carried, Preview};
pub use theme::{Theme, ThemeError};
pub(crate) use urls::MARKER;

pub(crate) use typography::escaped;

use order::{Ledger, Order};
use site::Site;

/// Whether a name at the root of a folder is one that a site has.
pub fn is_of_a_site(name: &str) -> bool {
    let places = RENDERERS.iter().flat_map(|family| family.places).copied().chain([pages::DOWNLOADS]);
    places.filter_map(|place| place.split('/').next()).any(|known| known == name)
}

/// Address of the page of an item, from the root of the site.
pub(crate) fn item_address(id: &str) -> String {
    urls::item(id)
}

/// Address of a comment on an iteration, from the root of the site.
pub(crate) fn comment_address(iteration: &str, id: &str) -> String {
    format!("{}#{}", urls::comments(&urls::slug(iteration)), urls::anchor(id))
}

/// A document in Markdown of ours, as HTML.
pub(crate) fn document_html(text: &str) -> String {
    markdown::render_documents(&[text]).concat()
}

/// What a site is made from.
#[derive(Debug, Clone, Copy)]
pub struct RenderContext<'a> {
    /// Settings: titles, notice, dossiers, contact.
    pub settings: &'a Settings,
    /// The published state: the last baseline, or the working tree when nothing was ever frozen.
    pub corpus: &'a Corpus,
    /// The working tree, shown as a draft; `None` for a public site.
    pub work: Option<&'a Corpus>,
    /// Frozen iterations, oldest first.
    pub baselines: &'a [Baseline],
    /// Findings, for the quality page.
    pub diagnostics: &'a [Diagnostic],
    /// Sources the findings point at.
    pub sources: &'a SourceSet,
}

/// What the one who builds decides, and not the project.
#[derive(Debug, Clone, Default)]
pub struct SiteOptions {
    /// Public address of the site, instead of the one of `remc.yaml`.
    pub base_url: Option<String>,
    /// Templates, colours and logo in place of ours.
    pub theme: Theme,
    /// Whether this is what will be published: the site is also packed as one file, with sums, and its addresses are
    /// listed. Both cost as much as the rest, and a preview needs neither.
    pub publication: bool,
    /// Commit the sources are at, told at the foot of every page; `None` when they are at none or it is not known.
    pub source_commit: Option<String>,
}

/// A site, written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Every file, sorted by path.
    pub artifacts: Vec<Artifact>,
    /// The addresses that must stay valid; empty unless this is a publication.
    pub addresses: Addresses,
}

/// A file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Where, relative to the root of the site.
    pub path: PathBuf,
    /// What.
    pub bytes: Vec<u8>,
}

impl Artifact {
    fn new(path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: bytes.into() }
    }

    /// Where, with `/` between folders.
    fn address(&self) -> String {
        self.path.to_string_lossy().replace('\\', "/")
    }
}

/// A family of files of the site.
pub struct Renderer {
    /// Name, unique.
    pub name: &'static str,
    /// How the paths of its files may begin.
    places: &'static [&'static str],
    /// Writes its files: all of them, or at least the one wanted.
    render: fn(&Site<'_>, &Order<'_>) -> Result<(), RenderError>,
}

/// Why a file could not be written: never a fault of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RenderError {
    /// A template is wrong.
    Template {
        /// Which one.
        name: String,
        /// Where in it, from 1, when the engine knows.
        line: Option<usize>,
        /// What is wrong with it, in French, and what the engine says of it.
        message: String,
    },
    /// A file was not kept, or passes the limits of its format.
    File {
        /// Which one.
        path: String,
        /// What happened.
        message: String,
    },
}

impl RenderError {
    fn template(name: &str, error: &minijinja::Error) -> Self {
        // The error is told where it happened: in a template that another one includes, maybe.
        let mut deepest = error;
        while let Some(cause) = std::error::Error::source(deepest).and_then(|cause| cause.downcast_ref()) {
            deepest = cause;
        }
        let what = match deepest.kind() {
            minijinja::ErrorKind::SyntaxError => "une instruction n’est pas comprise",
            minijinja::ErrorKind::UndefinedError => "une valeur demandée n’existe pas",
            minijinja::ErrorKind::TemplateNotFound => "un gabarit appelé n’existe pas",
            minijinja::ErrorKind::UnknownFilter => "un filtre n’existe pas",
            minijinja::ErrorKind::UnknownTest => "une condition n’existe pas",
            minijinja::ErrorKind::UnknownFunction => "une fonction n’existe pas",
            _ => "une instruction ne peut pas être suivie",
        };
        let detail = deepest.detail().map(|detail| format!(", {detail}")).unwrap_or_default();
        Self::Template {
            name: deepest.name().unwrap_or(name).to_owned(),
            line: deepest.line(),
            message: format!("{what} (en anglais, de minijinja : {}{detail})", deepest.kind()),
        }
    }

    fn workbook(path: &str, error: &workbook::WorkbookError) -> Self {
        Self::File { path: path.to_owned(), message: error.to_string() }
    }

    fn kept(path: &str, error: &io::Error) -> Self {
        Self::File { path: path.to_owned(), message: error.to_string() }
    }
}

impl fmt::Display for RenderError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template { name, line: Some(line), message } => {
                write!(formatter, "gabarit « {name} », ligne {line} : {message}")
            }
            Self::Template { name, line: None, message } => {
                write!(formatter, "gabarit « {name} » : {message}")
            }
            Self::File { path, message } => {
                write!(formatter, "site impossible à écrire : « {path} » : {message}")
            }
        }
    }
}

impl std::error::Error for RenderError {}

/// Every file of the site, sorted by path, in memory.
///
/// # Errors
/// When a template is wrong.
pub fn render_site(context: &RenderContext<'_>) -> Result<Vec<Artifact>, RenderError> {
    Ok(render_site_with(context, &SiteOptions::default())?.artifacts)
}

/// Every file of the site as [`render_site`] does, with options.
///
/// # Errors
/// When a template is wrong.
pub fn render_site_with(context: &RenderContext<'_>, options: &SiteOptions) -> Result<Rendered, RenderError> {
    let shelf = MemoryShelf::default();
    let addresses = write_site(context, options, &shelf)?.addresses;
    let files = shelf.into_files().into_iter();
    Ok(Rendered { artifacts: files.map(|(path, bytes)| Artifact { path, bytes }).collect(), addresses })
}

/// Writes every file of the site to a shelf, each as soon as it is made: the site is never held whole.
///
/// # Errors
/// When a template is wrong, and when the shelf does not keep a file.
pub fn write_site(
    context: &RenderContext<'_>,
    options: &SiteOptions,
    shelf: &dyn Shelf,
) -> Result<Written, RenderError> {
    let site = Site::new(context, options)?;
    let ledger = Ledger::new(&site, shelf);
    every_file(&site, &ledger)?;
    Ok(ledger.close())
}

/// The files of every family, then those that list the others.
fn every_file(site: &Site<'_>, ledger: &Ledger<'_>) -> Result<(), RenderError> {
    let take = |file| ledger.take(file);
    let order = Order::all(&take);
    RENDERERS.par_iter().try_for_each(|family| (family.render)(site, &order))?;
    ledger.take(ledger.look(|files| pages::index_of_files(site, files)))?;
    pages::downloads(site, ledger)
}
