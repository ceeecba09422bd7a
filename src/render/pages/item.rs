//! One page per requirement for ever, one per former id, and the index of all.

use rayon::prelude::*;
use serde::Serialize;

use super::{heavy_page, page};
use crate::history::Evolution;
use crate::model::{Home, Requirement};
use crate::quick::HashMap;
use crate::render::markup::Markup;
use crate::render::site::{Entry, Site};
use crate::render::typography::Html;
use crate::render::view::{ItemView, Page, list_badges};
use crate::render::{Artifact, Order, RenderError, urls};

const INDEX: &str = "exigences/index.html";

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let pages = site.entries.par_iter().filter(|entry| order.wants(&urls::item(entry.id.as_str())));
    pages.try_for_each(|entry| order.deliver(one(site, entry)?))?;
    let twins = site.entries.par_iter().filter(|entry| order.wants(&urls::item_data(entry.id.as_str())));
    twins.try_for_each(|entry| order.deliver(data(site, entry)))?;
    for (id, position) in &site.tombstones {
        let entry = site.entries.get(*position).filter(|_| order.wants(&urls::item(id.as_str())));
        if let Some(entry) = entry {
            order.deliver(tombstone(site, id.as_str(), entry)?)?;
        }
    }
    if order.wants(INDEX) {
        order.deliver(index(site)?)?;
    }
    Ok(())
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
    let view = ItemView::new(site, head.root, entry);
    let weight = view.weight();
    heavy_page(site, "item.html", path, &head, view, weight)
}

/// What the page says, for machines.
#[derive(Serialize)]
struct ItemData<'a> {
    schema: &'static str,
    iteration: &'a str,
    couloirs: Vec<&'a str>,
    histoire: Vec<Step<'a>>,
    exigence: &'a Requirement,
}

/// What an iteration did to the item.
#[derive(Serialize)]
struct Step<'a> {
    iteration: &'a str,
    date: Option<&'a str>,
    evolution: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    portee: Option<&'static str>,
}

fn data(site: &Site<'_>, entry: &Entry<'_>) -> Artifact {
    let life = site.lives.get(entry.key).map(Vec::as_slice).unwrap_or_default();
    let histoire = life.iter().enumerate().filter_map(|(index, moment)| {
        let state = site.states.get(moment.state)?;
        let change = site.change(moment);
        let quiet = if index == 0 { Evolution::New } else { Evolution::Unchanged };
        let evolution = change.map_or(quiet, |change| change.evolution);
        let portee = change.filter(|_| evolution == Evolution::Modified).and_then(|change| change.reach);
        Some(Step {
            iteration: state.name,
            date: state.date,
            evolution: evolution.as_json(),
            portee: portee.map(|reach| reach.as_json()),
        })
    });
    let uses = site.uses.lanes.get(entry.id.as_str()).map(Vec::as_slice).unwrap_or_default();
    let data = ItemData {
        schema: "remc/exigence@1",
        iteration: site.states.get(entry.state).map_or("", |state| state.name),
        couloirs: uses.iter().map(|(lane, _)| lane.code.as_str()).collect(),
        histoire: histoire.collect(),
        exigence: entry.item,
    };
    let mut bytes = serde_json::to_vec(&data).unwrap_or_default();
    bytes.push(b'\n');
    Artifact::new(urls::item_data(entry.id.as_str()), bytes)
}

#[derive(Serialize)]
struct Tombstone<'a> {
    id: &'a str,
    item: Html,
}

/// The page of an id that is no longer used.
fn tombstone(site: &Site<'_>, id: &str, entry: &Entry<'_>) -> Result<Artifact, RenderError> {
    let path = urls::item(id);
    let head = Page::new(&path, &format!("{id} : renommée {}", entry.id), "exigences")
        .noindex(true)
        .crumb("Exigences", Some(INDEX.to_owned()))
        .crumb(id, None);
    let mut item = Markup::new(head.root, 128);
    item.item(site, entry.id.as_str());
    page(site, "tombstone.html", path, &head, Tombstone { id, item: item.finish() })
}

#[derive(Serialize)]
struct IndexGroup {
    anchor: String,
    title: Html,
    live: usize,
    rows: Html,
}

/// All items: socles first, then lanes.
fn index(site: &Site<'_>) -> Result<Artifact, RenderError> {
    let corpus = site.corpus();
    let mut groups: Vec<(Home, IndexGroup, Markup)> = Vec::new();
    let socles = corpus.socles.iter().map(|socle| (Home::Socle(socle.code.clone()), &socle.title));
    let lanes = corpus.lanes.iter().map(|lane| (Home::Lane(lane.code.clone()), &lane.title));
    for (home, title) in socles.chain(lanes) {
        let (kind, label) =
            if matches!(home, Home::Socle(_)) { ("socle", "Socle") } else { ("couloir", "Couloir") };
        let group = IndexGroup {
            anchor: urls::anchor(&format!("{kind}-{}", home.code())),
            title: Html::prose(&format!("{label} {} : {title}", home.code())),
            live: 0,
            rows: Html::prose(""),
        };
        groups.push((home, group, Markup::new(urls::root_of(INDEX), 1024)));
    }
    let places: HashMap<Home, usize> =
        groups.iter().enumerate().map(|(index, (home, ..))| (home.clone(), index)).collect();
    for entry in &site.entries {
        let place = places.get(&entry.item.home);
        let Some((_, group, rows)) = place.and_then(|place| groups.get_mut(*place)) else { continue };
        group.live += usize::from(entry.item.is_live() && entry.state == site.published);
        rows.raw("<li class=\"li-ex\">").id(site, entry.id.as_str()).raw(" ").html(&entry.title).raw(" ");
        rows.badges(&list_badges(entry, site.published)).raw("</li>\n");
    }
    let groups: Vec<IndexGroup> = groups
        .into_iter()
        .filter(|(_, _, rows)| !rows.is_empty())
        .map(|(_, group, rows)| IndexGroup { rows: rows.finish(), ..group })
        .collect();
    let head = Page::new(INDEX, "Toutes les exigences", "exigences").crumb("Exigences", None);
    page(site, "items_index.html", INDEX.to_owned(), &head, groups)
}
