//! The search page, its script and its index.

use serde::Serialize;

use super::page;
use crate::model::{Status, Vocabulary as _};
use crate::render::search;
use crate::render::site::Site;
use crate::render::view::Page;
use crate::render::{Artifact, Order, RenderError};

const SCRIPT: &str = include_str!("../../../site/recherche.js");

#[derive(Serialize)]
struct View<'a> {
    lanes: Vec<&'a str>,
    statuses: Vec<(&'static str, &'static str)>,
}

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let path = "recherche.html";
    let view = View {
        lanes: site.corpus().lanes.iter().map(|lane| lane.code.as_str()).collect(),
        statuses: [Status::Validated, Status::Instruction, Status::Obsolete]
            .map(|status| (status.as_json(), status.label()))
            .to_vec(),
    };
    let head = Page::new(path, "Recherche", "recherche").noindex(true).crumb("Recherche", None);
    order.deliver(page(site, "search.html", path.to_owned(), &head, view)?)?;
    order.deliver(Artifact::new("assets/recherche.js", SCRIPT))?;
    let index = "assets/recherche-index.js";
    if order.wants(index) {
        order.deliver(Artifact::new(index, search::script(site)))?;
    }
    Ok(())
}
