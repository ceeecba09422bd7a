//! One page per requirement for ever, one per former id, and the index of all.

use rayon::prelude::*;
use serde::Serialize;

use super::{heavy_page, page};
use crate::history::Evolution;
use crate::model::Requirement;
use crate::render::markup::Markup;
use crate::render::site::{Entry, Site, State};
use crate::render::typography::{self, Html};
use crate::render::view::{ItemView, ItemsView, Page};
use crate::render::{Artifact, Order, RenderError, urls};

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let pages = site.entries.par_iter().filter(|entry| order.wants(&urls::item(entry.id.as_str())));
    pages.try_for_each(|entry| order.deliver(one(site, entry)?))?;
    let twins = site.entries.par_iter().filter(|entry| order.wants(&urls::item_data(entry.id.as_str())));
    twins.try_for_each(|entry| order.deliver(data(site, entry, urls::item_data(entry.id.as_str()))))?;
    for (id, position) in &site.tombstones {
        let entry = site.entries.get(*position).filter(|_| order.wants(&urls::item(id.as_str())));
        if let Some(entry) = entry {
            order.deliver(tombstone(site, id.as_str(), entry)?)?;
        }
        // What was published under the former id is published again: the same data, under the name it has now.
        let entry = site.entries.get(*position).filter(|_| order.wants(&urls::item_data(id.as_str())));
        if let Some(entry) = entry {
            order.deliver(data(site, entry, urls::item_data(id.as_str())))?;
        }
    }
    if order.wants(urls::ITEMS) {
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
        .crumb("Exigences", Some(urls::ITEMS.to_owned()))
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

fn data(site: &Site<'_>, entry: &Entry<'_>, path: String) -> Artifact {
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
    Artifact::new(path, bytes)
}

#[derive(Serialize)]
struct Tombstone<'a> {
    id: &'a str,
    item: Html,
    /// When it got another name; nothing for a name that was never frozen.
    renamed: Option<Renaming>,
    /// Its names, oldest first, when there were more than two.
    names: Vec<Name>,
    /// The iterations in which it bore this one: what was pinned then stays reachable.
    pinned: Vec<Pin>,
}

/// An iteration in which an item bore a former id, and where its page says what it was.
#[derive(Serialize)]
struct Pin {
    anchor: String,
    name: String,
    href: String,
}

/// The iterations in which an item bore an id, oldest first.
fn pins(site: &Site<'_>, id: &str, entry: &Entry<'_>) -> Vec<Pin> {
    let life = site.lives.get(entry.key).map(Vec::as_slice).unwrap_or_default();
    let bore =
        life.iter().filter(|one| one.item.is_some_and(|item| item.id.as_str() == id && item.is_live()));
    let states = bore.filter_map(|one| site.states.get(one.state)).filter(|state| !state.draft);
    let pin = |state: &State<'_>| {
        let anchor = state.slug.to_ascii_lowercase();
        Pin { href: format!("{}#{anchor}", entry.href), anchor, name: state.name.to_owned() }
    };
    states.map(pin).collect()
}

/// The iteration in which an item got another name.
#[derive(Serialize)]
struct Renaming {
    iteration: String,
    date: Option<Html>,
}

/// A name, and the iteration that brought it.
#[derive(Serialize)]
struct Name {
    id: String,
    since: String,
}

/// Every name an item was frozen under, oldest first.
fn names(site: &Site<'_>, entry: &Entry<'_>) -> Vec<(String, usize)> {
    let mut names: Vec<(String, usize)> = Vec::new();
    for moment in site.lives.get(entry.key).into_iter().flatten() {
        let Some(item) = moment.item else { continue };
        if names.last().is_none_or(|(last, _)| last != item.id.as_str()) {
            names.push((item.id.as_str().to_owned(), moment.state));
        }
    }
    names
}

/// The page of an id that is no longer used.
fn tombstone(site: &Site<'_>, id: &str, entry: &Entry<'_>) -> Result<Artifact, RenderError> {
    let path = urls::item(id);
    let head = Page::new(&path, &format!("{id} : renommée {}", entry.id), "exigences")
        .noindex(true)
        .crumb("Exigences", Some(urls::ITEMS.to_owned()))
        .crumb(id, None);
    let mut item = Markup::new(head.root, 128);
    item.item(site, entry.id.as_str());
    let names = names(site, entry);
    let place = names.iter().rposition(|(name, _)| name == id);
    let next = place.and_then(|place| names.get(place + 1)).and_then(|(_, state)| site.states.get(*state));
    let renamed = next.map(|state| Renaming {
        iteration: site.names.within(state.name),
        date: state.date.map(typography::time),
    });
    let named = |(id, state): (String, usize)| Name {
        id,
        since: site.states.get(state).map_or_else(String::new, |state| state.name.to_owned()),
    };
    let names = if names.len() > 2 { names.into_iter().map(named).collect() } else { Vec::new() };
    page(
        site,
        "tombstone.html",
        path,
        &head,
        Tombstone { id, item: item.finish(), renamed, names, pinned: pins(site, id, entry) },
    )
}

/// All items: socles first, then lanes.
fn index(site: &Site<'_>) -> Result<Artifact, RenderError> {
    let head = Page::new(urls::ITEMS, "Toutes les exigences", "exigences").crumb("Exigences", None);
    page(site, "items_index.html", urls::ITEMS.to_owned(), &head, ItemsView::new(site))
}
