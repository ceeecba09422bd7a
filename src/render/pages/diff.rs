//! Comparisons of any two published iterations and of the draft with the last one, per lane and for everything, with their
//! twins.

use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::{heavy_page, page};
use crate::render::site::{Pair, Site};
use crate::render::view::{DiffView, Link, Page};
use crate::render::{Artifact, Compared, Order, RenderError, diff_csv, diff_json, diff_md, diff_xlsx, urls};

/// What leads to a state.
#[derive(Serialize)]
struct IndexGroup {
    to: String,
    draft: bool,
    rows: Vec<IndexRow>,
}

/// A state compared with a later one, in each lane.
#[derive(Serialize)]
struct IndexRow {
    from: String,
    links: Vec<Link>,
}

const INDEX: &str = "diffs/index.html";

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let jobs: Vec<(&Pair, Compared<'_>)> = site
        .pairs
        .iter()
        .chain(&site.far)
        .map(Arc::as_ref)
        .flat_map(|pair| pair.compared(&site.states).into_iter().map(move |compared| (pair, compared)))
        .collect();
    jobs.par_iter().try_for_each(|(pair, compared)| one(site, pair, compared, order))?;
    order.deliver(index(site)?)
}

fn one(site: &Site<'_>, pair: &Pair, compared: &Compared<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let (Some(from), Some(to)) = (site.states.get(pair.from), site.states.get(pair.to)) else {
        return Ok(());
    };
    let lane = compared.diff.lane.as_deref();
    let address = |kind: &str| urls::diff(lane, &from.slug, &to.slug, kind);
    if !["html", "json", "csv", "md", "xlsx"].iter().any(|kind| order.wants(&address(kind))) {
        return Ok(());
    }
    let path = address("html");
    let scope = lane.map_or_else(|| "tous les couloirs".to_owned(), |code| format!("couloir {code}"));
    let title = format!("Ce qui change {} {}, {scope}", site.names.of(from.name), site.names.to(to.name));
    let mut head = Page::new(&path, &title, "diffs")
        .noindex(to.draft || pair.is_distant())
        .crumb("Différences", Some(INDEX.to_owned()));
    if let Some(code) = lane {
        let known = site.corpus().lane(code).map(|lane| urls::lane(&lane.code));
        head = head.crumb(&format!("Couloir {code}"), known);
    }
    let head = head.crumb(&format!("{} → {}", site.names.bare(from.name), site.names.bare(to.name)), None);
    let view = DiffView::new(site, head.root, compared, (from, to));
    let weight = view.weight();
    order.deliver(heavy_page(site, "diff.html", path, &head, view, weight)?)?;
    order.deliver(Artifact::new(address("json"), diff_json::twin(compared, &site.marks)))?;
    order.deliver(Artifact::new(address("csv"), diff_csv::to_csv(compared)))?;
    order.deliver(Artifact::new(address("md"), diff_md::twin(compared, &site.marks)))?;
    if site.has_workbook(pair.from, pair.to) {
        let path = address("xlsx");
        let bytes = diff_xlsx::to_xlsx(compared).map_err(|error| RenderError::workbook(&path, &error))?;
        order.deliver(Artifact::new(path, bytes))?;
    }
    Ok(())
}

/// Newest first; from the state just before each, then from older ones.
fn index(site: &Site<'_>) -> Result<Artifact, RenderError> {
    let groups: Vec<IndexGroup> = site
        .pairs
        .iter()
        .rev()
        .filter_map(|pair| {
            let to = site.states.get(pair.to)?;
            let lanes = || to.corpus.lanes.iter().map(|lane| Some(lane.code.as_str()));
            let older = (0..pair.to).rev().filter(|from| site.compares(*from, pair.to));
            let row = |from: usize| {
                let from = site.states.get(from)?;
                let links = lanes().chain([None]).map(|lane| {
                    let href = urls::diff(lane, &from.slug, &to.slug, "html");
                    Link::new(lane.unwrap_or("Tous les couloirs"), href)
                });
                Some(IndexRow { from: from.name.to_owned(), links: links.collect() })
            };
            Some(IndexGroup {
                to: to.name.to_owned(),
                draft: to.draft,
                rows: older.filter_map(row).collect(),
            })
        })
        .collect();
    let head = Page::new(INDEX, "Différences entre itérations", "diffs").crumb("Différences", None);
    page(site, "diffs_index.html", INDEX.to_owned(), &head, groups)
}
