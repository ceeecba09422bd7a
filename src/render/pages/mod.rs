//! The pages of the site, one file per family.
//!
//! Each family is a function from [`Site`] to files, listed in [`RENDERERS`]. Pages of a family are written in parallel, in
//! a fixed order.

mod checklist;
mod checklists_index;
mod comments;
mod coverage;
mod data;
mod diff;
mod dossier;
mod downloads;
mod feeds;
mod glossary;
mod guides;
mod home;
mod item;
mod iteration;
mod lane;
mod print;
mod quality;
mod register;
mod search;
mod statics;

pub(crate) use checklist::Equipment;
pub(crate) use data::index_of_files;
pub(crate) use dossier::parts as dossier_parts;
pub(crate) use downloads::{PATH as DOWNLOADS, SUMS, downloads, is_offered};
pub(crate) use statics::{FILTERS, SCRIPT, STYLE};

use serde::Serialize;

use super::site::Site;
use super::view::Page;
use super::{Artifact, RenderError, Renderer, urls};

/// Every family, by name.
pub const RENDERERS: &[Renderer] = &[
    Renderer { name: "checklists", places: &["couloirs/"], render: checklist::render },
    Renderer { name: "checklists-index", places: &[urls::CHECKLISTS], render: checklists_index::render },
    Renderer { name: "comments", places: &["commentaires/"], render: comments::render },
    Renderer { name: "coverage", places: &["couloirs/"], render: coverage::render },
    Renderer { name: "data", places: &["data/"], render: data::render },
    Renderer { name: "diffs", places: &["diffs/"], render: diff::render },
    Renderer { name: "dossiers", places: &["couloirs/"], render: dossier::render },
    Renderer { name: "feeds", places: &["flux/"], render: feeds::render },
    Renderer { name: "glossary", places: &["glossaire.html"], render: glossary::render },
    Renderer { name: "guides", places: &["guides/"], render: guides::render },
    Renderer { name: "home", places: &["index.html"], render: home::render },
    Renderer { name: "items", places: &["exigences/"], render: item::render },
    Renderer { name: "iterations", places: &["iterations/"], render: iteration::render },
    Renderer { name: "lanes", places: &["couloirs/"], render: lane::render },
    Renderer { name: "print", places: &["couloirs/"], render: print::render },
    Renderer { name: "quality", places: &["qualite.html"], render: quality::render },
    Renderer { name: "register", places: &["referentiels/"], render: register::render },
    Renderer { name: "search", places: &["recherche.html", "assets/recherche"], render: search::render },
    Renderer { name: "statics", places: &["accessibilite.html", "assets/"], render: statics::render },
];

/// Writes one page.
fn page(
    site: &Site<'_>,
    template: &str,
    path: String,
    page: &Page,
    view: impl Serialize,
) -> Result<Artifact, RenderError> {
    heavy_page(site, template, path, page, view, 0)
}

/// Writes one page whose content weighs about `weight` bytes.
fn heavy_page(
    site: &Site<'_>,
    template: &str,
    path: String,
    page: &Page,
    view: impl Serialize,
    weight: usize,
) -> Result<Artifact, RenderError> {
    Ok(Artifact::new(path, site.engine.render(template, page, view, weight)?))
}
