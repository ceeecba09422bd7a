//! The list of all items: by origin, then those no longer asked, with what each can be found by.

use serde::Serialize;

use super::Badge;
use super::facet::{Counter, EVOLUTIONS, Facet, REACHES, place};
use super::item::list_badges;
use crate::history::{Change, Evolution};
use crate::model::{Home, Reach, Vocabulary as _};
use crate::quick::HashMap;
use crate::render::markup::Markup;
use crate::render::site::{Entry, Site};
use crate::render::typography::Html;
use crate::render::urls;

/// Statuses, then what the list knows beside them, in the order they are shown.
const STATUSES: [&str; 6] = ["validee", "instruction", "redaction", "brouillon", "obsolete", "retiree"];

/// The list of all items.
#[derive(Debug, Serialize)]
pub(crate) struct ItemsView {
    facets: Vec<Facet>,
    groups: Vec<Group>,
    past_count: usize,
    past: Html,
}

/// Items of a socle, or a lane's own.
#[derive(Debug, Serialize)]
struct Group {
    anchor: String,
    title: Html,
    /// Items in force.
    live: usize,
    rows: Html,
}

impl ItemsView {
    pub(crate) fn new(site: &Site<'_>) -> Self {
        let root = urls::root_of(urls::ITEMS);
        let mut filters = Filters::default();
        let mut past = Markup::new(root, 1024);
        let mut past_count = 0;
        let mut groups = origins(site, root);
        let places: HashMap<Home, usize> =
            groups.iter().enumerate().map(|(place, (home, ..))| (home.clone(), place)).collect();
        for entry in &site.entries {
            let facts = Facts::new(site, entry);
            let place = places.get(&entry.item.home);
            let Some((_, group, rows)) = place.and_then(|place| groups.get_mut(*place)) else { continue };
            filters.add(&facts);
            if facts.asked() {
                group.live += usize::from(facts.in_force());
                row(rows, site, &facts);
            } else {
                past_count += 1;
                row(&mut past, site, &facts);
            }
        }
        let filled = groups.into_iter().filter(|(_, _, rows)| !rows.is_empty());
        Self {
            facets: filters.facets(site),
            groups: filled.map(|(_, group, rows)| Group { rows: rows.finish(), ..group }).collect(),
            past_count,
            past: past.finish(),
        }
    }
}

/// Socles, then lanes, all empty yet.
fn origins(site: &Site<'_>, root: &'static str) -> Vec<(Home, Group, Markup)> {
    let corpus = site.corpus();
    let socles = corpus.socles.iter().map(|socle| (Home::Socle(socle.code.clone()), &socle.title));
    let lanes = corpus.lanes.iter().map(|lane| (Home::Lane(lane.code.clone()), &lane.title));
    let group = |(home, title): (Home, &String)| {
        let group = Group {
            anchor: urls::anchor(&origin(&home)),
            title: Html::prose(&format!("{} : {title}", origin_label(&home))),
            live: 0,
            rows: Html::prose(""),
        };
        (home, group, Markup::new(root, 1024))
    };
    socles.chain(lanes).map(group).collect()
}

/// The value an item of a socle is found by.
pub(super) fn socle_origin(code: &str) -> String {
    format!("socle-{code}")
}

fn origin(home: &Home) -> String {
    match home {
        Home::Socle(code) => socle_origin(code),
        Home::Lane(code) => format!("couloir-{code}"),
    }
}

fn origin_label(home: &Home) -> String {
    match home {
        Home::Socle(code) => format!("Socle {code}"),
        Home::Lane(code) => format!("Couloir {code}"),
    }
}

/// What an item can be found by.
struct Facts<'s, 'a> {
    entry: &'s Entry<'a>,
    published: usize,
    /// What happened since the state before; nothing for an item that was already gone, or is not there yet.
    evolution: Option<Evolution>,
    change: Option<&'s Change>,
    /// Lanes that ask it.
    lanes: Vec<&'a str>,
}

impl<'s, 'a> Facts<'s, 'a> {
    fn new(site: &'s Site<'a>, entry: &'s Entry<'a>) -> Self {
        let life = site.lives.get(entry.key).into_iter().flatten();
        let change =
            life.rev().find(|moment| moment.state == site.published).and_then(|now| site.change(now));
        let live = entry.state == site.published && entry.item.is_live();
        let unchanged = live.then_some(Evolution::Unchanged);
        let evolution =
            change.map(|change| change.evolution).filter(|one| live || *one == Evolution::Obsolete);
        let uses = site.uses.lanes.get(entry.id.as_str()).into_iter().flatten();
        Self {
            entry,
            published: site.published,
            evolution: evolution.or(unchanged).filter(|_| site.pair_to(site.published).is_some()),
            change,
            lanes: uses.map(|(lane, _)| lane.code.as_str()).collect(),
        }
    }

    /// Whether it is asked in the published state, or will be.
    fn asked(&self) -> bool {
        self.entry.state >= self.published && self.entry.item.is_live()
    }

    fn in_force(&self) -> bool {
        self.entry.state == self.published && self.entry.item.is_live()
    }

    fn reach(&self) -> Option<Reach> {
        self.change.filter(|_| self.evolution == Some(Evolution::Modified))?.reach
    }

    /// The status, or what stands for it out of the published state.
    fn status(&self) -> (&'static str, &'static str) {
        match self.entry.state.cmp(&self.published) {
            std::cmp::Ordering::Greater => ("brouillon", "Brouillon"),
            std::cmp::Ordering::Less => ("retiree", "Retirée"),
            std::cmp::Ordering::Equal => {
                let status = self.entry.item.status;
                (status.as_json(), status.label())
            }
        }
    }

    /// The attributes filters read; values are separated by `|`.
    fn attributes(&self, out: &mut Markup) {
        out.raw(" data-evolution=\"").raw(self.evolution.map_or("", Evolution::as_json));
        out.raw("\" data-portee=\"").raw(self.reach().map_or("", |reach| reach.as_json()));
        out.raw("\" data-statut=\"").raw(self.status().0);
        out.raw("\" data-nature=\"").raw(self.entry.item.nature.as_json());
        out.raw("\" data-origine=\"").text(&origin(&self.entry.item.home));
        out.raw("\" data-couloir=\"").text(&self.lanes.join("|")).raw("\"");
    }

    /// Nature and status, then what changed.
    fn badges(&self) -> Vec<Badge> {
        let mut badges = list_badges(self.entry, self.published);
        let told =
            self.evolution.is_some_and(|one| !matches!(one, Evolution::Unchanged | Evolution::Obsolete));
        badges.extend(self.change.filter(|_| told).into_iter().flat_map(Badge::of_change));
        badges
    }
}

fn row(out: &mut Markup, site: &Site<'_>, facts: &Facts<'_, '_>) {
    out.raw("<li class=\"li-ex\"");
    facts.attributes(out);
    out.raw(">").id(site, facts.entry.id.as_str()).raw(" ").html(&facts.entry.title).raw(" ");
    out.badges(&facts.badges()).raw("</li>\n");
}

/// Values counted row by row.
#[derive(Default)]
struct Filters {
    evolution: Counter,
    reach: Counter,
    status: Counter,
    nature: Counter,
    origin: Counter,
    lane: Counter,
}

impl Filters {
    fn add(&mut self, facts: &Facts<'_, '_>) {
        if let Some(evolution) = facts.evolution {
            self.evolution.add(evolution.as_json(), || evolution.label().to_owned());
        }
        if let Some(reach) = facts.reach() {
            self.reach.add(reach.as_json(), || Badge::reach(reach).text);
        }
        let (status, label) = facts.status();
        self.status.add(status, || label.to_owned());
        let item = facts.entry.item;
        self.nature.add(item.nature.as_json(), || item.nature.label().to_owned());
        self.origin.add(&origin(&item.home), || origin_label(&item.home));
        for code in &facts.lanes {
            self.lane.add(code, || (*code).to_owned());
        }
    }

    /// Groups with at least one value; évolution and portée only after a state.
    fn facets(self, site: &Site<'_>) -> Vec<Facet> {
        let before = site.pair_to(site.published).and_then(|pair| site.states.get(pair.from));
        let since = before
            .map_or_else(String::new, |before| format!("Évolution depuis {}", site.names.full(before.name)));
        let corpus = site.corpus();
        let homes = corpus.socles.iter().map(|socle| socle_origin(&socle.code));
        let homes = homes.chain(corpus.lanes.iter().map(|lane| origin(&Home::Lane(lane.code.clone()))));
        let homes: Vec<String> = homes.collect();
        let lanes: Vec<&str> = corpus.lanes.iter().map(|lane| lane.code.as_str()).collect();
        let rank = |code: &str| homes.iter().position(|one| one == code).unwrap_or(usize::MAX);
        [
            self.evolution.ranked(|value| place(&EVOLUTIONS, value)).facet("evolution", since),
            self.reach.ranked(|value| place(&REACHES, value)).facet("portee", "Portée"),
            self.status.ranked(|value| place(&STATUSES, value)).facet("statut", "Statut"),
            self.nature.facet("nature", "Nature"),
            self.lane.ranked(|code| place(&lanes, code)).facet("couloir", "Couloir"),
            self.origin.ranked(rank).facet("origine", "Origine"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
