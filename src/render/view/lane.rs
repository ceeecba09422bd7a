//! A lane at one state: every requirement, as the lane states it.

use std::collections::HashMap;

use serde::Serialize;

use super::summary::{Tile, equation, tiles};
use super::{Badge, Banner, BannerLink, Fact, Link};
use crate::history::{Change, Evolution};
use crate::model::{Application, Lane, Requirement};
use crate::render::site::{Site, State};
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
    banner: Option<Banner>,
    total: usize,
    validated: usize,
    mandatory: usize,
    equation: Option<Html>,
    since: Option<String>,
    tiles: Vec<Tile>,
    diff: Option<String>,
    checklist: Option<String>,
    dossier: Option<String>,
    states: Vec<Link>,
    facts: Vec<Fact>,
    profiles: Vec<String>,
    sections: Vec<SectionView>,
    obsolete: Vec<RowView>,
}

/// A section of the list.
#[derive(Debug, Serialize)]
pub(crate) struct SectionView {
    anchor: String,
    title: Html,
    count: usize,
    groups: Vec<GroupView>,
}

/// Requirements of one bloc and fonction.
#[derive(Debug, Serialize)]
pub(crate) struct GroupView {
    title: Option<Html>,
    level: u8,
    rows: Vec<RowView>,
}

/// A requirement of the list.
#[derive(Debug, Serialize)]
pub(crate) struct RowView {
    id: String,
    anchor: String,
    href: String,
    title: Html,
    statement: Html,
    comment: Option<Html>,
    badges: Vec<Badge>,
    nature: &'static str,
    status: &'static str,
    evolution: &'static str,
    reach: &'static str,
    profiles: String,
    condition: Option<Html>,
    line: Html,
}

impl LaneView {
    pub(crate) fn new(site: &Site<'_>, lane: &Lane, index: usize) -> Option<Self> {
        let state = site.states.get(index)?;
        let current = index == site.published;
        let pair = site.pair_to(index);
        let diff = pair
            .and_then(|pair| pair.lanes.iter().find(|diff| diff.lane.as_deref() == Some(lane.code.as_str())));
        let before = pair.and_then(|pair| site.states.get(pair.from));
        let changes: HashMap<&str, &Change> =
            diff.iter().flat_map(|diff| &diff.changes).map(|change| (change.id.as_str(), change)).collect();
        let diff_page = before.map(|before| urls::diff(Some(&lane.code), &before.slug, &state.slug, "html"));
        let mut list = List::default();
        for (application, item) in state.corpus.lane_items(lane) {
            list.add(site, state, lane, application, &item, changes.get(item.id.as_str()).copied());
        }
        let dossier = site.context.settings.dossiers.iter().any(|dossier| dossier.lane == lane.code);
        Some(Self {
            code: lane.code.clone(),
            title: Html::prose(&lane.title),
            state: state.name.to_owned(),
            date: state.date.map(typography::time),
            current,
            banner: banner(site, lane, index),
            total: list.total,
            validated: list.validated,
            mandatory: list.mandatory,
            equation: diff.map(|diff| equation(&diff.tally)),
            since: before.map(|before| before.name.to_owned()),
            tiles: diff.map(|diff| tiles(diff, diff_page.as_deref().unwrap_or_default())).unwrap_or_default(),
            diff: diff_page,
            checklist: current.then(|| urls::lane_file(&lane.code, "checklist.html")),
            dossier: dossier.then(|| urls::lane_file(&lane.code, "dsr.html")),
            states: other_states(site, lane, index),
            facts: Vec::new(),
            profiles: list.profiles,
            sections: list.sections,
            obsolete: list.obsolete,
        })
    }
}

/// The list being built, in reading order.
#[derive(Default)]
struct List {
    sections: Vec<SectionView>,
    section: Option<String>,
    group: Option<(Option<String>, Option<String>)>,
    obsolete: Vec<RowView>,
    profiles: Vec<String>,
    total: usize,
    validated: usize,
    mandatory: usize,
}

impl List {
    fn add(
        &mut self,
        site: &Site<'_>,
        state: &State<'_>,
        lane: &Lane,
        application: &Application,
        item: &Requirement,
        change: Option<&Change>,
    ) {
        let row = row(site, lane, application, item, change);
        if !item.is_live() {
            self.obsolete.push(row);
            return;
        }
        self.total += 1;
        self.validated += usize::from(item.status == crate::model::Status::Validated);
        self.mandatory += usize::from(item.nature == crate::model::Nature::Mandatory);
        for profile in &item.profiles {
            if !self.profiles.contains(profile) {
                self.profiles.push(profile.clone());
            }
        }
        if self.sections.is_empty() || self.section != item.section {
            self.section.clone_from(&item.section);
            self.group = None;
            self.sections.push(self.new_section(state, item));
        }
        let Some(section) = self.sections.last_mut() else { return };
        section.count += 1;
        let group = (item.block.clone(), item.function.clone());
        if section.groups.is_empty() || self.group.as_ref() != Some(&group) {
            section.groups.push(new_group(item));
            self.group = Some(group);
        }
        if let Some(group) = section.groups.last_mut() {
            group.rows.push(row);
        }
    }

    /// Reading order may come back to a section: its anchor then gets a number.
    fn new_section(&self, state: &State<'_>, item: &Requirement) -> SectionView {
        let code = item.section.as_deref().unwrap_or_default();
        let base = if code.is_empty() { "s-sans".to_owned() } else { format!("s-{}", urls::anchor(code)) };
        let taken = self.sections.iter().filter(|section| section.anchor.starts_with(&base)).count();
        SectionView {
            anchor: if taken == 0 { base } else { format!("{base}--{}", taken + 1) },
            title: Html::prose(if code.is_empty() {
                "Sans section"
            } else {
                state.corpus.section_title(code)
            }),
            count: 0,
            groups: Vec::new(),
        }
    }
}

fn new_group(item: &Requirement) -> GroupView {
    let title = match (&item.block, &item.function) {
        (Some(block), Some(function)) if block != function => Some(format!("{block} › {function}")),
        (Some(only), _) | (None, Some(only)) => Some(only.clone()),
        (None, None) => None,
    };
    GroupView {
        level: if title.is_some() { 4 } else { 3 },
        title: title.as_deref().map(Html::prose),
        rows: Vec::new(),
    }
}

fn row(
    site: &Site<'_>,
    lane: &Lane,
    application: &Application,
    item: &Requirement,
    change: Option<&Change>,
) -> RowView {
    let id = item.id.as_str();
    let evolution = change.map_or(Evolution::Unchanged, |change| change.evolution);
    let reach = change.and_then(|change| change.reach).filter(|_| evolution == Evolution::Modified);
    let mut badges = vec![Badge::nature(item.nature), Badge::status(item.status)];
    if item.is_live() && evolution != Evolution::Unchanged {
        badges.push(Badge::evolution(evolution));
        badges.extend(reach.map(Badge::reach));
    }
    RowView {
        id: id.to_owned(),
        anchor: urls::anchor(id),
        href: urls::item(site.entry(id).map_or(id, |entry| entry.id.as_str())),
        title: Html::prose(&item.title),
        statement: site.text(&item.statement),
        comment: item.comment.as_deref().map(|text| site.text(text)),
        badges,
        nature: item.nature.as_json(),
        status: item.status.as_json(),
        evolution: evolution.as_json(),
        reach: reach.map_or("", |reach| reach.as_json()),
        profiles: item.profiles.join("|"),
        condition: item.condition.as_deref().map(Html::prose),
        line: line(lane, application, item),
    }
}

/// Profile, scenarios and proofs, references, origin, on one line.
fn line(lane: &Lane, application: &Application, item: &Requirement) -> Html {
    let mut parts: Vec<String> = Vec::new();
    if !item.profiles.is_empty() {
        parts.push(format!("Profil : {}", item.profiles.join(", ")));
    }
    if !item.scenarios.is_empty() {
        let proofs: usize = item.scenarios.iter().map(|scenario| scenario.all_proofs().count()).sum();
        parts.push(typography::count(item.scenarios.len(), "scénario"));
        if proofs > 0 {
            parts.push(typography::count(proofs, "preuve"));
        }
    }
    if !item.references.is_empty() {
        let references: Vec<String> = item.references.iter().map(ToString::to_string).collect();
        parts.push(format!("Références : {}", references.join(", ")));
    }
    if application.picked {
        let published = lane.published_id(item.id.as_str());
        let origin = if application.variant.is_some() { "adaptée du socle" } else { "socle" };
        parts.push(format!("{origin} {}", item.home.code()));
        if published != item.id.as_str() {
            parts.push(format!("publiée sous {published}"));
        }
    }
    Html::prose(&parts.join(" · "))
}

/// Says that the page is not the one in force, and leads to it.
fn banner(site: &Site<'_>, lane: &Lane, index: usize) -> Option<Banner> {
    let state = site.states.get(index)?;
    let current = site.current()?;
    if state.draft {
        let text = match site.states.len() {
            1 => "Brouillon : aucune itération n’est encore publiée.".to_owned(),
            _ => format!("Brouillon en cours d’écriture. La version publiée est {}.", current.name),
        };
        let links = if index == site.published {
            Vec::new()
        } else {
            vec![banner_link("Voir la version publiée", lane)]
        };
        return Some(Banner { kind: "note", text: Html::prose(&text), links });
    }
    if index == site.published {
        return None;
    }
    let next = site.states.get(index + 1)?;
    let since = next.date.map_or_else(String::new, |date| format!(" le {}", typography::long_date(date)));
    let text = format!("{}, remplacée par {}{since}.", state.name, next.name);
    let mut links = Vec::new();
    if current.corpus.lane(&lane.code).is_some() {
        links.push(banner_link(&format!("Voir la version en vigueur ({})", current.name), lane));
    }
    links.push(BannerLink {
        label: Html::prose(&format!("Ce qui a changé de {} à {}", state.name, next.name)),
        href: urls::diff(Some(&lane.code), &state.slug, &next.slug, "html"),
    });
    if next.corpus.lane(&lane.code).is_none() {
        links.pop();
    }
    Some(Banner { kind: "alerte", text: Html::prose(&text), links })
}

fn banner_link(label: &str, lane: &Lane) -> BannerLink {
    BannerLink { label: Html::prose(label), href: urls::lane(&lane.code) }
}

/// The other states of the lane, newest first.
fn other_states(site: &Site<'_>, lane: &Lane, index: usize) -> Vec<Link> {
    let known = |state: &State<'_>| state.corpus.lane(&lane.code).is_some();
    let states = site.states.iter().enumerate().filter(|(_, state)| known(state)).rev();
    states
        .map(|(other, state)| Link {
            label: state.name.to_owned(),
            href: (other != index).then(|| state_page(site, &lane.code, other, state)),
        })
        .collect()
}

/// Page of a lane at a state.
pub(crate) fn state_page(site: &Site<'_>, lane: &str, index: usize, state: &State<'_>) -> String {
    if index == site.published {
        urls::lane(lane)
    } else {
        urls::lane_file(lane, &format!("{}.html", state.slug))
    }
}
