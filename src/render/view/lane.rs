//! A lane at one state: every requirement, as the lane states it.

use serde::Serialize;

use super::facet::Facet;
use super::lane_filters::{Facts, Filters};
use super::lane_profiles::{Asked, ProfileTable};
use super::lane_scope::{Scope, scope};
use super::summary::{Tile, equation, tiles, validated_gain};
use super::{Banner, Link};
use crate::history::{Change, Evolution};
use crate::model::{Application, ItemId, Lane, Requirement};
use crate::quick::{HashMap, HashMapExt as _, HashSet};
use crate::render::dossiers;
use crate::render::glossary::Seen;
use crate::render::markup::Markup;
use crate::render::site::{Site, State, profiles, stated};
use crate::render::typography::{self, Html};
use crate::render::urls;

/// The page of a lane.
#[derive(Debug, Serialize)]
pub(crate) struct LaneView {
    code: String,
    title: Html,
    state: String,
    date: Option<Html>,
    current: bool,
    banner: Option<Html>,
    total: usize,
    validated: usize,
    /// How many more than in the state before.
    gain: Option<i64>,
    mandatory: usize,
    equation: Option<Html>,
    since: Option<String>,
    tiles: Vec<Tile>,
    profiles: Option<ProfileTable>,
    diff: Option<String>,
    checklist: Option<String>,
    print: String,
    workbook: Option<String>,
    feed: String,
    coverage: Option<String>,
    dossier: Option<String>,
    states: Vec<Link>,
    compare: Vec<Link>,
    facets: Vec<Facet>,
    scope: Option<Scope>,
    sections: Vec<SectionView>,
    trend: Option<Html>,
    overview: Option<Html>,
    obsolete_count: usize,
    obsolete: Html,
}

/// A section of the list.
#[derive(Debug, Serialize)]
pub(crate) struct SectionView {
    anchor: String,
    title: Html,
    count: usize,
    body: Html,
}

impl LaneView {
    /// About how much its list weighs.
    pub(crate) fn weight(&self) -> usize {
        self.sections.iter().map(|section| section.body.as_str().len() + 256).sum::<usize>()
            + self.obsolete.as_str().len()
    }

    /// `divergent`: [keys](super::divergent) of the items about which lanes of the state differ.
    pub(crate) fn new(
        site: &Site<'_>,
        root: &'static str,
        lane: &Lane,
        index: usize,
        divergent: &HashSet<ItemId>,
    ) -> Option<Self> {
        let state = site.states.get(index)?;
        let current = index == site.published;
        let pair = site.pair_to(index);
        let diff = pair
            .and_then(|pair| pair.lanes.iter().find(|diff| diff.lane.as_deref() == Some(lane.code.as_str())));
        let before = pair.and_then(|pair| site.states.get(pair.from));
        let changes: HashMap<&str, &Change> =
            diff.iter().flat_map(|diff| &diff.changes).map(|change| (change.id.as_str(), change)).collect();
        let diff_page = before.map(|before| urls::diff(Some(&lane.code), &before.slug, &state.slug, "html"));
        let mut list = List::new(site, root, state, lane, divergent);
        for application in &lane.applications {
            if let Some(item) = stated(state.corpus, application) {
                list.add(application, &item, changes.get(item.id.as_str()).copied());
            }
        }
        list.close();
        Some(Self {
            code: lane.code.clone(),
            title: Html::prose(&lane.title),
            state: state.name.to_owned(),
            date: state.date.map(typography::time),
            current,
            banner: banner(site, lane, index).map(|banner| {
                let mut out = Markup::new(root, 512);
                out.banner(&banner);
                out.finish()
            }),
            total: list.total,
            validated: list.validated,
            gain: diff.map(|diff| validated_gain(&diff.tally)),
            mandatory: list.mandatory,
            equation: diff.map(|diff| equation(&diff.tally)),
            since: before.map(|before| before.name.to_owned()),
            tiles: diff.map(|diff| tiles(diff, diff_page.as_deref().unwrap_or_default())).unwrap_or_default(),
            profiles: list.asked.table(site, lane, index),
            diff: diff_page,
            checklist: checklist(site, lane, index),
            feed: urls::feed(&lane.code),
            workbook: (current && site.publication() && !state.draft).then(|| urls::workbook(&lane.code)),
            print: urls::lane_file(&lane.code, "imprimer.html"),
            coverage: current.then(|| urls::lane_file(&lane.code, "couverture.html")),
            dossier: dossiers::page(site, index, &lane.code),
            states: other_states(site, lane, index),
            compare: comparisons(site, lane, index),
            facets: list
                .filters
                .facets(state.corpus, diff.and(before).map(|before| site.names.full(before.name))),
            scope: scope(site, root, index, lane),
            sections: list.sections,
            overview: super::overview::overview(root, state, lane).filter(|_| index >= site.published),
            trend: super::trends::lane_chart(site, &lane.code).filter(|_| current),
            obsolete_count: list.obsolete_count,
            obsolete: list.obsolete.finish(),
        })
    }
}

/// The list being built, in reading order.
struct List<'s, 'a> {
    site: &'s Site<'a>,
    root: &'static str,
    state: &'s State<'a>,
    lane: &'s Lane,
    sections: Vec<SectionView>,
    /// How often each section was opened.
    anchors: HashMap<String, usize>,
    /// The open section, and its requirements.
    section: Option<String>,
    body: Markup,
    /// The open bloc and fonction.
    group: Option<(Option<String>, Option<String>)>,
    level: &'static str,
    obsolete: Markup,
    obsolete_count: usize,
    divergent: &'s HashSet<ItemId>,
    filters: Filters,
    asked: Asked,
    /// Terms already linked.
    seen: Seen,
    total: usize,
    validated: usize,
    mandatory: usize,
}

impl<'s, 'a> List<'s, 'a> {
    fn new(
        site: &'s Site<'a>,
        root: &'static str,
        state: &'s State<'a>,
        lane: &'s Lane,
        divergent: &'s HashSet<ItemId>,
    ) -> Self {
        Self {
            site,
            root,
            state,
            lane,
            sections: Vec::new(),
            anchors: HashMap::new(),
            section: None,
            body: Markup::new(root, 0).reading(state.index),
            group: None,
            level: "3",
            obsolete: Markup::new(root, 0).reading(state.index),
            obsolete_count: 0,
            divergent,
            filters: Filters::default(),
            asked: Asked::default(),
            seen: site.glossary.unseen(),
            total: 0,
            validated: 0,
            mandatory: 0,
        }
    }

    fn add(&mut self, application: &Application, item: &Requirement, change: Option<&Change>) {
        if !item.is_live() {
            self.obsolete_count += 1;
            let anchored = self.obsolete.raw("<li").item_anchor(self.site, item.id.as_str()).raw(">");
            anchored
                .id(self.site, item.id.as_str())
                .raw(" ")
                .title(self.site, item.id.as_str(), &item.title)
                .raw("</li>\n");
            return;
        }
        self.total += 1;
        self.validated += usize::from(item.status == crate::model::Status::Validated);
        self.mandatory += usize::from(item.nature == crate::model::Nature::Mandatory);
        self.asked.add(application, item);
        let facts = Facts::new(self.site, self.lane, application, item, change, self.divergent);
        self.filters.add(&facts, self.state.corpus);
        if self.sections.is_empty() || self.section != item.section {
            self.close();
            self.open(item);
        }
        if let Some(section) = self.sections.last_mut() {
            section.count += 1;
        }
        let group = (item.block.clone(), item.function.clone());
        if self.group.as_ref() != Some(&group) {
            self.open_group(item);
            self.group = Some(group);
        }
        let statement = self.site.linked(&item.statement, self.root, &mut self.seen);
        let (facts, how) = ((&facts, change), (self.lane, application));
        let place = self.place(application);
        row(&mut self.body, self.site, how, item, facts, (&place, &statement), self.level);
    }

    /// Where the page of an item says what this row does: the state it had then, else what the lane makes of it.
    fn place(&self, application: &Application) -> String {
        let own = application.variant.is_some() && self.state.index == self.site.published;
        if own { format!("#couloir-{}", urls::anchor(&self.lane.code)) } else { self.site.pinned(self.state) }
    }

    /// Opens a section. Reading order may come back to a section: its anchor then gets a number.
    fn open(&mut self, item: &Requirement) {
        self.section.clone_from(&item.section);
        let code = item.section.as_deref().unwrap_or_default();
        let base = section_anchor(code);
        let taken = self.anchors.entry(base.clone()).or_default();
        *taken += 1;
        self.sections.push(SectionView {
            anchor: if *taken == 1 { base } else { format!("{base}--{taken}") },
            title: Html::prose(if code.is_empty() {
                "Sans section"
            } else {
                self.state.corpus.section_title(code)
            }),
            count: 0,
            body: Html::prose(""),
        });
        self.body = Markup::new(self.root, 16 << 10).reading(self.state.index);
    }

    fn open_group(&mut self, item: &Requirement) {
        if self.group.is_some() {
            self.body.raw("</div>\n");
        }
        self.body.raw("<div class=\"grp\">\n");
        let names: [Option<&str>; 2] = match (&item.block, &item.function) {
            (Some(block), Some(function)) if block != function => [Some(block), Some(function)],
            (Some(only), _) | (None, Some(only)) => [Some(only), None],
            (None, None) => [None, None],
        };
        self.level = if names[0].is_some() { "4" } else { "3" };
        for (index, name) in names.into_iter().flatten().enumerate() {
            self.body.raw(if index == 0 { "<h3 class=\"fonction\">" } else { " › " }).prose(name);
        }
        self.body.raw(if self.level == "4" { "</h3>\n" } else { "" });
    }

    fn close(&mut self) {
        if self.group.take().is_some() {
            self.body.raw("</div>\n");
        }
        if let Some(section) = self.sections.last_mut() {
            section.body = std::mem::replace(&mut self.body, Markup::new(self.root, 0)).finish();
        }
    }
}

/// Where a section starts in the list.
pub(super) fn section_anchor(code: &str) -> String {
    if code.is_empty() { "s-sans".to_owned() } else { format!("s-{}", urls::anchor(code)) }
}

/// A requirement of the list.
fn row(
    out: &mut Markup,
    site: &Site<'_>,
    (lane, application): (&Lane, &Application),
    item: &Requirement,
    (facts, change): (&Facts<'_>, Option<&Change>),
    (place, statement): (&str, &Html),
    level: &'static str,
) {
    let id = item.id.as_str();
    out.raw("<article class=\"ex\"").item_anchor(site, id);
    facts.attributes(out);
    out.raw(">\n<h").raw(level).raw(">");
    out.id_at(site.entry_in(out.state(), id), place, id);
    out.raw(" ").title(site, id, &item.title).raw("</h").raw(level);
    out.raw(">\n<div class=\"ex-faits\"><p class=\"bs\">");
    out.nature(item.nature).status(item.status);
    if let Some(change) = change.filter(|_| facts.evolution != Evolution::Unchanged) {
        out.change(change);
    }
    out.raw("</p>\n");
    let mut about = Markup::new(out.root(), 128);
    line(&mut about, lane, application, item);
    if facts.comments > 0 {
        about.raw(separator(&about)).text(&typography::count(facts.comments, "retour"));
    }
    if facts.diverges {
        about.raw(separator(&about)).raw("<strong>diverge d’un autre couloir</strong>");
    }
    if let Some(about) = about.finish().filled() {
        out.raw("<p class=\"discret\">").html(&about).raw("</p>\n");
    }
    out.raw("</div>\n<div class=\"texte\">").html(statement).raw("</div>\n");
    if let Some(comment) = &item.comment {
        out.raw("<div class=\"com\">").html(&site.text(comment)).raw("</div>\n");
    }
    out.raw("</article>\n");
}

/// What goes before another fact of a line: nothing before the first.
fn separator(line: &Markup) -> &'static str {
    if line.is_empty() { "" } else { "\u{a0}· " }
}

/// Profile, scenarios and proofs, references, origin, on one line.
pub(super) fn line(out: &mut Markup, lane: &Lane, application: &Application, item: &Requirement) {
    let mut first = true;
    let mut part = |out: &mut Markup| {
        // A dot ends a line, and starts none.
        out.raw(if first { "" } else { "\u{a0}· " });
        first = false;
    };
    let profiles = profiles(application, item);
    if !profiles.is_empty() {
        part(out);
        out.raw("Profil\u{a0}: ").words(profiles);
    }
    if let Some(condition) = &item.condition {
        part(out);
        out.raw("Condition\u{a0}: ").prose(condition);
    }
    if !item.scenarios.is_empty() {
        part(out);
        out.text(&typography::count(item.scenarios.len(), "scénario"));
        let proofs: usize = item.scenarios.iter().map(|scenario| scenario.all_proofs().count()).sum();
        if proofs > 0 {
            out.raw("\u{a0}· ").text(&typography::count(proofs, "preuve"));
        }
    }
    if !item.references.is_empty() {
        part(out);
        let references: Vec<String> = item.references.iter().map(ToString::to_string).collect();
        out.raw("Références\u{a0}: ").text(&references.join(", "));
    }
    if application.picked {
        part(out);
        out.raw(if application.variant.is_some() { "adaptée du socle " } else { "socle " })
            .text(item.home.code());
        let published = lane.published_id(item.id.as_str());
        if published != item.id.as_str() {
            out.raw("\u{a0}· publiée sous ").text(published);
        }
    }
}

/// Says that the page is not the one in force, and leads to it.
fn banner(site: &Site<'_>, lane: &Lane, index: usize) -> Option<Banner> {
    let state = site.states.get(index)?;
    let current = site.current()?;
    if state.draft {
        let text = match site.states.len() {
            1 => "Brouillon : aucune itération n’est encore publiée.".to_owned(),
            _ => format!(
                "Brouillon en cours d’écriture. La version publiée est {}.",
                site.names.full(current.name)
            ),
        };
        let links = if index == site.published {
            Vec::new()
        } else {
            vec![banner_link("Voir la version publiée", lane)]
        };
        return Some(Banner { kind: "note", text, links });
    }
    if index == site.published {
        return None;
    }
    let next = site.states.get(index + 1)?;
    let since = next.date.map_or_else(String::new, |date| format!(" le {}", typography::long_date(date)));
    let text =
        format!("{}, remplacée par {}{since}.", site.names.heading(state.name), site.names.full(next.name));
    let mut links = Vec::new();
    if current.corpus.lane(&lane.code).is_some() {
        links.push(banner_link(
            &format!("Voir la version en vigueur ({})", site.names.bare(current.name)),
            lane,
        ));
    }
    links.push((
        format!("Ce qui a changé {} {}", site.names.of(state.name), site.names.to(next.name)),
        urls::diff(Some(&lane.code), &state.slug, &next.slug, "html"),
    ));
    if next.corpus.lane(&lane.code).is_none() {
        links.pop();
    }
    Some(Banner { kind: "alerte", text, links })
}

fn banner_link(label: &str, lane: &Lane) -> (String, String) {
    (label.to_owned(), urls::lane(&lane.code))
}

/// The checklist of the lane in that state; a draft that is not published has none.
fn checklist(site: &Site<'_>, lane: &Lane, index: usize) -> Option<String> {
    let state = site.states.get(index)?;
    if index == site.published {
        return Some(urls::checklist(&lane.code));
    }
    (index < site.published && !state.draft).then(|| urls::frozen_checklist(&lane.code, &state.slug))
}

/// The other states of the lane, newest first.
fn other_states(site: &Site<'_>, lane: &Lane, index: usize) -> Vec<Link> {
    let known = |state: &State<'_>| state.corpus.lane(&lane.code).is_some();
    let states = site.states.iter().enumerate().filter(|(_, state)| known(state)).rev();
    states
        .map(|(other, state)| Link {
            label: site.names.bare(state.name).to_owned(),
            href: (other != index).then(|| state_page(site, &lane.code, other, state)),
        })
        .collect()
}

/// What changed since each older state, the last one first; empty when there is one at most, which the page offers first.
fn comparisons(site: &Site<'_>, lane: &Lane, index: usize) -> Vec<Link> {
    let Some(to) = site.states.get(index) else { return Vec::new() };
    let older = (0..index).rev().filter(|from| site.compares(*from, index));
    let links = older.filter_map(|from| {
        let from = site.states.get(from)?;
        Some(Link::new(
            site.names.bare(from.name),
            urls::diff(Some(&lane.code), &from.slug, &to.slug, "html"),
        ))
    });
    let links: Vec<Link> = links.collect();
    if links.len() > 1 { links } else { Vec::new() }
}

/// Page of a lane at a state.
pub(crate) fn state_page(site: &Site<'_>, lane: &str, index: usize, state: &State<'_>) -> String {
    if index == site.published {
        urls::lane(lane)
    } else {
        urls::lane_file(lane, &format!("{}.html", state.slug))
    }
}
