//! One page per requirement for ever, one per former id, and the index of all.

use rayon::prelude::*;
use serde::Serialize;

use super::page;
use crate::model::Home;
use crate::render::site::{Entry, Site};
use crate::render::typography::Html;
use crate::render::view::{Badge, ItemRef, ItemView, Page};
use crate::render::{Artifact, RenderError, urls};

const INDEX: &str = "exigences/index.html";

pub(super) fn render(site: &Site<'_>) -> Result<Vec<Artifact>, RenderError> {
    let mut files: Vec<Artifact> =
        site.entries.par_iter().map(|entry| one(site, entry)).collect::<Result<_, RenderError>>()?;
    for (id, position) in &site.tombstones {
        if let Some(entry) = site.entries.get(*position) {
            files.push(tombstone(site, id.as_str(), entry)?);
        }
    }
    files.push(index(site)?);
    Ok(files)
}

fn one(site: &Site<'_>, entry: &Entry<'_>) -> Result<Artifact, RenderError> {
    let id = entry.id.as_str();
    let path = urls::item(id);
    let title =
        if entry.item.title.is_empty() { id.to_owned() } else { format!("{id} : {}", entry.item.title) };
    let head = Page::new(&path, &title, "exigences")
        .noindex(entry.state > site.published)
        .crumb("Exigences", Some(INDEX.to_owned()))
        .crumb(id, None);
    page(site, "item.html", path, &head, ItemView::new(site, entry))
}

#[derive(Serialize)]
struct Tombstone<'a> {
    id: &'a str,
    item: ItemRef,
}

/// The page of an id that is no longer used.
fn tombstone(site: &Site<'_>, id: &str, entry: &Entry<'_>) -> Result<Artifact, RenderError> {
    let path = urls::item(id);
    let head = Page::new(&path, &format!("{id} : renommée {}", entry.id), "exigences")
        .noindex(true)
        .crumb("Exigences", Some(INDEX.to_owned()))
        .crumb(id, None);
    page(site, "tombstone.html", path, &head, Tombstone { id, item: site.item_ref(entry.id.as_str()) })
}

#[derive(Serialize)]
struct IndexGroup {
    anchor: String,
    title: Html,
    live: usize,
    rows: Vec<IndexRow>,
}

#[derive(Serialize)]
struct IndexRow {
    item: ItemRef,
    badges: Vec<Badge>,
}

/// All items: socles first, then lanes.
fn index(site: &Site<'_>) -> Result<Artifact, RenderError> {
    let corpus = site.corpus();
    let mut groups: Vec<(Home, IndexGroup)> = Vec::new();
    let socles = corpus.socles.iter().map(|socle| (Home::Socle(socle.code.clone()), &socle.title));
    let lanes = corpus.lanes.iter().map(|lane| (Home::Lane(lane.code.clone()), &lane.title));
    for (home, title) in socles.chain(lanes) {
        let kind = if matches!(home, Home::Socle(_)) { "socle" } else { "couloir" };
        let label = if kind == "socle" { "Socle" } else { "Couloir" };
        let group = IndexGroup {
            anchor: urls::anchor(&format!("{kind}-{}", home.code())),
            title: Html::prose(&format!("{label} {} : {title}", home.code())),
            live: 0,
            rows: Vec::new(),
        };
        groups.push((home, group));
    }
    let places: std::collections::HashMap<Home, usize> =
        groups.iter().enumerate().map(|(index, (home, _))| (home.clone(), index)).collect();
    for entry in &site.entries {
        let Some((_, group)) = places.get(&entry.item.home).and_then(|place| groups.get_mut(*place)) else {
            continue;
        };
        let mut badges = vec![Badge::nature(entry.item.nature), Badge::status(entry.item.status)];
        if entry.state > site.published {
            badges.push(Badge::new("brouillon", "Brouillon"));
        } else if entry.state < site.published {
            badges.push(Badge::new("obsolete", "Retirée"));
        }
        group.live += usize::from(entry.item.is_live() && entry.state == site.published);
        group.rows.push(IndexRow { item: site.item_ref(entry.id.as_str()), badges });
    }
    let groups: Vec<IndexGroup> =
        groups.into_iter().map(|(_, group)| group).filter(|group| !group.rows.is_empty()).collect();
    let head = Page::new(INDEX, "Toutes les exigences", "exigences").crumb("Exigences", None);
    page(site, "items_index.html", INDEX.to_owned(), &head, groups)
}
