//! The page of a requirement: its text, its history, what proves it, what it is linked to.

use serde::Serialize;

use super::attention::attention;
use super::history::{history, what};
use super::neighbours::neighbours;
use super::scenario::scenario;
use super::variant::variant;
use super::{Badge, Banner, Link};
use crate::history::Evolution;
use crate::model::{
    Application, ExternalReference, Home, ItemId, Lane, MilestoneDate, Requirement, Scenario, Status,
    VersionBound, Vocabulary as _,
};
use crate::render::markup::Markup;
use crate::render::site::{Entry, Site};
use crate::render::typography::{self, Html};
use crate::render::urls;

/// Items a scenario may cover and still be shown in full on the page of each.
const COVERED_IN_FULL: usize = 30;

/// The page of a requirement. Parts without content are `None`.
#[derive(Debug, Serialize)]
pub(crate) struct ItemView {
    id: String,
    title: Html,
    badges: Html,
    heading: Html,
    banners: Html,
    statement: Html,
    comment: Option<Html>,
    attention: Option<Html>,
    variants: Option<Html>,
    scenarios: Option<Html>,
    history: Option<Html>,
    comments: Option<Html>,
    facts: Html,
    citation: String,
    json: String,
    lanes: Option<Html>,
    references: Option<Html>,
    links: Option<Html>,
    lineage: Option<Html>,
    drawing: Option<Html>,
}

impl ItemView {
    /// About how much its parts weigh.
    pub(crate) fn weight(&self) -> usize {
        let parts = [
            &self.variants,
            &self.scenarios,
            &self.history,
            &self.comments,
            &self.lanes,
            &self.references,
            &self.links,
            &self.lineage,
            &self.drawing,
        ];
        parts.into_iter().flatten().map(|part| part.as_str().len()).sum::<usize>()
            + 2 * self.statement.as_str().len()
    }

    pub(crate) fn new(site: &Site<'_>, root: &'static str, entry: &Entry<'_>) -> Self {
        let item = entry.item;
        let id = item.id.as_str();
        let state_name = site.states.get(entry.state).map_or("", |state| state.name);
        let uses = site.uses.lanes.get(id).map(Vec::as_slice).unwrap_or_default();
        let write = |capacity: usize, fill: &dyn Fn(&mut Markup)| {
            let mut out = Markup::new(root, capacity);
            fill(&mut out);
            out.finish()
        };
        let mut seen = site.glossary.unseen();
        let statement = site.linked(&item.statement, root, &mut seen);
        let comment = item.comment.as_deref().map(|text| site.linked(text, root, &mut seen));
        let scenarios = write(2048, &|out| scenarios(out, site, item)).filled();
        Self {
            id: id.to_owned(),
            title: entry.title.clone(),
            badges: write(256, &|out| badges(out, site, entry)),
            heading: write(256, &|out| heading(out, item, (entry.state == site.published).then_some(uses))),
            banners: write(0, &|out| banners(out, site, entry)),
            statement,
            comment,
            attention: write(0, &|out| attention(out, site, entry, uses)).filled(),
            variants: write(0, &|out| {
                uses.iter().for_each(|(lane, one)| variant(out, site, item, lane, one))
            })
            .filled(),
            scenarios: scenarios.map(|html| site.glossary.link(root, &html, &mut seen)),
            history: history(site, root, entry.key).filled(),
            comments: super::comments::about(site, root, entry.key).filled(),
            facts: write(1024, &|out| facts(out, site, item)),
            citation: citation(item, uses, state_name),
            json: urls::item_data(id),
            lanes: write(512, &|out| uses.iter().for_each(|(lane, one)| lane_use(out, lane, one))).filled(),
            references: write(0, &|out| references(out, site, item)).filled(),
            links: write(0, &|out| links(out, site, item)).filled(),
            lineage: write(0, &|out| lineage(out, site, item)).filled(),
            drawing: write(0, &|out| neighbours(out, site, item)).filled(),
        }
    }
}

/// What to quote: the lane when only one states the item, the iteration, the id.
fn citation(item: &Requirement, uses: &[(&Lane, &Application)], state: &str) -> String {
    match uses {
        [(lane, _)] => format!("{} {state} · {}", lane.code, item.id),
        _ => format!("{state} · {}", item.id),
    }
}

fn badges(out: &mut Markup, site: &Site<'_>, entry: &Entry<'_>) {
    let item = entry.item;
    out.nature(item.nature).status(item.status);
    let life = site.lives.get(entry.key).map(Vec::as_slice).unwrap_or_default();
    let last = life.iter().find(|moment| moment.state == entry.state).and_then(|moment| site.change(moment));
    if item.is_live() && entry.state > 0 {
        match last {
            Some(change) => what(out, change),
            None => out.badges(&[Badge::evolution(Evolution::Unchanged)]),
        };
    }
    if site.states.get(entry.state).is_some_and(|state| state.draft && site.states.len() > 1) {
        out.badge("brouillon", "Brouillon");
    }
}

/// Whom the item concerns: profiles, condition, lanes.
///
/// Lanes are those of the published state: `None` for an item it does not hold.
fn heading(out: &mut Markup, item: &Requirement, uses: Option<&[(&Lane, &Application)]>) {
    if !item.profiles.is_empty() {
        out.raw("Profil\u{a0}: ").words(&item.profiles).raw(" · ");
    }
    if let Some(condition) = &item.condition {
        out.raw("Condition\u{a0}: ").prose(condition).raw(" · ");
    }
    let Some(uses) = uses else { return };
    out.raw(match uses.len() {
        0 => "Dans aucun couloir · ",
        1 => "Couloir\u{a0}: ",
        _ => "Couloirs\u{a0}: ",
    });
    let anchor = urls::anchor(item.id.as_str());
    for (index, (lane, one)) in uses.iter().enumerate() {
        out.raw(if index > 0 { ", " } else { "" });
        out.open_link(&format!("{}#{anchor}", urls::lane(&lane.code))).text(&lane.code).raw("</a>");
        if one.variant.is_some() {
            out.raw(" (<a href=\"#couloir-").text(&urls::anchor(&lane.code)).raw("\">adaptée</a>)");
        }
    }
    out.raw(if uses.is_empty() { "" } else { " · " });
}

/// How an obsolete item went on: merged with others, split, or simply replaced.
fn succession(site: &Site<'_>, item: &Requirement) -> &'static str {
    let successors = || item.replaced_by.iter().filter_map(|id| site.entry(id.as_str()));
    let split = |entry: &Entry<'_>| entry.item.derived_from.contains(&item.id);
    if successors().any(|entry| entry.item.merges.contains(&item.id)) {
        "réunie avec d’autres dans"
    } else if item.replaced_by.len() > 1 && successors().all(split) {
        "scindée en"
    } else {
        "remplacée par"
    }
}

fn banners(out: &mut Markup, site: &Site<'_>, entry: &Entry<'_>) {
    let item = entry.item;
    let links = || -> Vec<(String, String)> {
        let entries = item.replaced_by.iter().filter_map(|id| Some((id, site.entry(id.as_str())?)));
        entries.map(|(id, entry)| (id.to_string(), entry.href.clone())).collect()
    };
    if let Some((last, other)) = site.formerly(entry) {
        let text = format!("Jusqu’{}, {} désignait une autre exigence", site.names.to(last.name), entry.id);
        let links = other.into_iter().map(|other| (format!("aujourd’hui {}", other.id), other.href.clone()));
        let links: Vec<(String, String)> = links.collect();
        let end = if links.is_empty() { "." } else { "\u{a0}:" };
        out.banner(&Banner { kind: "note", text: text + end, links });
    }
    if item.status == Status::Obsolete {
        let since = item.obsolescence.as_ref().and_then(|obsolescence| obsolescence.since.as_deref());
        let since = since.map_or_else(String::new, |name| format!(" depuis {}", site.names.full(name)));
        let text = if item.replaced_by.is_empty() {
            format!("Exigence obsolète{since}. Elle n’est pas remplacée ; cette page reste pour mémoire.")
        } else {
            format!("Exigence obsolète{since}, {} :", succession(site, item))
        };
        out.banner(&Banner { kind: "alerte", text, links: links() });
    } else if entry.state < site.published {
        let name = site.states.get(entry.state).map_or("", |state| state.name);
        let text = format!(
            "Cette exigence ne figure plus dans le référentiel. Elle est montrée telle qu’elle était {}.",
            site.names.within(name)
        );
        out.banner(&Banner { kind: "alerte", text, links: links() });
    }
    if entry.state > site.published {
        let text = "Brouillon : cette exigence n’est pas encore publiée.".to_owned();
        out.banner(&Banner { kind: "note", text, links: Vec::new() });
    }
}

fn facts(out: &mut Markup, site: &Site<'_>, item: &Requirement) {
    let corpus = site.corpus();
    out.raw("<div><dt>Origine</dt><dd>");
    match &item.home {
        Home::Socle(code) => {
            let title =
                corpus.socles.iter().find(|socle| socle.code == *code).map_or("", |socle| &socle.title);
            let page = format!("{}#{}", urls::ITEMS, urls::anchor(&format!("socle-{code}")));
            out.open_link(&page).raw("Socle ").text(code).raw("\u{a0}: ").prose(title).raw("</a>");
        }
        Home::Lane(code) => match corpus.lane(code) {
            Some(lane) => {
                out.open_link(&urls::lane(code))
                    .raw("Couloir ")
                    .text(code)
                    .raw("\u{a0}: ")
                    .prose(&lane.title)
                    .raw("</a>");
            }
            None => {
                out.raw("Couloir ").text(code);
            }
        },
    }
    out.raw("</dd></div>\n");
    if let Some(code) = item.section.as_deref() {
        let title = corpus.section_title(code);
        out.raw("<div><dt>Section</dt><dd>").prose(title);
        if title != code {
            out.raw(" (").text(code).raw(")");
        }
        out.raw("</dd></div>\n");
    }
    out.fact("Bloc", item.block.as_deref().unwrap_or_default());
    out.fact("Fonction", item.function.as_deref().unwrap_or_default());
    out.fact("Criticité", item.criticality.map_or("", |value| value.label()));
    out.fact("Périmètre", item.scope.as_deref().unwrap_or_default());
    out.fact("Vague 1", &item.wave1.join(", "));
    out.fact("Version", &item.version.to_string());
}

/// A lane that states the item.
fn lane_use(out: &mut Markup, lane: &Lane, application: &Application) {
    let id = application.id.as_str();
    let published = lane.published_id(id);
    out.raw("<li>").open_link(&format!("{}#{}", urls::lane(&lane.code), urls::anchor(id))).text(&lane.code);
    out.raw("</a> <span class=\"discret\">").prose(&lane.title);
    if application.picked && published != id {
        out.raw(", sous le n°\u{a0}").text(published);
    }
    if !application.profiles.is_empty() {
        out.raw(", profil ").prose(&application.profiles.join(", "));
    }
    out.raw(if application.variant.is_some() { ", adaptée</span></li>\n" } else { "</span></li>\n" });
}

fn scenarios(out: &mut Markup, site: &Site<'_>, item: &Requirement) {
    for one in &item.scenarios {
        scenario(out, site, one, &item.id, "3");
    }
    let found = site.uses.scenarios.get(item.id.as_str()).map(Vec::as_slice).unwrap_or_default();
    for (lane, one) in found {
        cross(out, site, &item.id, lane, one);
    }
}

/// A scenario of a lane that covers the item among others; only a link when it covers many.
fn cross(out: &mut Markup, site: &Site<'_>, id: &ItemId, lane: &str, one: &Scenario) {
    out.raw("<p class=\"discret\">Scénario transverse du couloir ").text(lane);
    if one.covers().count() <= COVERED_IN_FULL {
        out.raw("\u{a0}:</p>\n");
        return scenario(out, site, one, id, "3");
    }
    let page = format!("{}#t-{}", urls::checklist(lane), urls::anchor(one.id.as_str()));
    out.raw("\u{a0}: ").open_link(&page).text(one.id.as_str()).raw("</a> ").prose(&one.title).raw("</p>\n");
}

fn references(out: &mut Markup, site: &Site<'_>, item: &Requirement) {
    let lanes = site.uses.lanes.get(item.id.as_str()).map(Vec::as_slice).unwrap_or_default();
    for link in &item.references {
        let reference = site.corpus().reference(&link.code);
        let label = Link { label: link.code.clone(), href: reference.map(|_| urls::reference(&link.code)) };
        out.raw("<li>").link(&label).raw(" <span class=\"discret\">");
        out.prose(reference.map_or("absent du registre", |reference| &reference.title)).raw(". ");
        match &link.bound {
            None => {}
            Some(VersionBound::Exactly(version)) => {
                out.raw("Demandée\u{a0}: ").text(version).raw(". ");
            }
            Some(VersionBound::AtLeast(version)) => {
                out.raw("Demandée\u{a0}: ").text(version).raw(" ou ultérieure. ");
            }
        }
        if let Some(reference) = reference {
            let applicable = applicable(reference, lanes);
            if !applicable.is_empty() {
                out.raw("Applicable\u{a0}: ").prose(&applicable).raw(". ");
            }
            latest(out, reference);
        }
        out.raw("</span></li>\n");
    }
}

/// Which versions of a referential apply in lanes: « 2.10.0 », or « 2.8.0 pour HOP-PFI ; 2.10.0 pour les autres couloirs ».
/// The version of most lanes comes last; lanes without a version are left out.
pub(super) fn applicable(reference: &ExternalReference, lanes: &[(&Lane, &Application)]) -> String {
    let mut groups: Vec<(&[String], Vec<&str>)> = Vec::new();
    for (lane, _) in lanes {
        let versions = reference.applicable(&lane.code);
        if versions.is_empty() {
            continue;
        }
        match groups.iter_mut().find(|(known, _)| *known == versions) {
            Some((_, codes)) => codes.push(&lane.code),
            None => groups.push((versions, vec![&lane.code])),
        }
    }
    // Stable: lanes of groups of the same size keep their order.
    groups.sort_by_key(|(_, codes)| codes.len());
    let told = |versions: &[String]| super::enumeration(versions);
    let Some(((most, codes), others)) = groups.split_last() else { return String::new() };
    if others.is_empty() {
        return told(most);
    }
    let mut parts: Vec<String> = others
        .iter()
        .map(|(versions, codes)| format!("{} pour {}", told(versions), codes.join(", ")))
        .collect();
    let rest = if codes.len() > 1 { "les autres couloirs".to_owned() } else { codes.join(", ") };
    parts.push(format!("{} pour {rest}", told(most)));
    parts.join(" ; ")
}

/// The last version known and how far its publication went.
fn latest(out: &mut Markup, reference: &ExternalReference) {
    let Some(version) = reference.versions.last() else { return };
    out.raw("Dernière connue\u{a0}: ").text(&version.name);
    if let Some(milestone) = version.milestones.last() {
        let when = match &milestone.date {
            Some(MilestoneDate::On(day)) => {
                format!("{} le {}", milestone.status.label(), typography::long_date(day))
            }
            Some(MilestoneDate::Promise { text, .. }) => format!("annoncée : {text}"),
            None => milestone.status.label().to_owned(),
        };
        out.raw(" (").prose(&uncapitalised(&when)).raw(")");
    }
    out.raw(".");
}

/// A sentence that goes on in another: its first letter, unless it starts an acronym.
fn uncapitalised(words: &str) -> String {
    let mut letters = words.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => words.to_owned(),
    }
}

fn links(out: &mut Markup, site: &Site<'_>, item: &Requirement) {
    let id = item.id.as_str();
    let needed_by = site.uses.needed_by.get(id).map(Vec::as_slice).unwrap_or_default();
    group(out, site, "Dépend de", item.depends.iter().map(|link| &link.id));
    group(out, site, "Nécessaire à", needed_by.iter().copied());
}

/// Where the item comes from and what it became; a former id leads to the page it left.
fn lineage(out: &mut Markup, site: &Site<'_>, item: &Requirement) {
    let successors = site.uses.successors.get(item.id.as_str()).map(Vec::as_slice).unwrap_or_default();
    group(out, site, "Remplacée par", &item.replaced_by);
    group(out, site, "A donné", successors.iter().copied().filter(|one| !item.replaced_by.contains(one)));
    group(out, site, "Issue de", &item.derived_from);
    group(out, site, "Réunit", &item.merges);
    for (index, former) in item.formerly.iter().enumerate() {
        out.raw(if index == 0 { "<h3>S’appelait</h3>\n<ul class=\"serre\">\n<li>" } else { "<li>" });
        out.former(site, former).raw("</li>\n");
    }
    out.raw(if item.formerly.is_empty() { "" } else { "</ul>\n" });
}

fn group<'i>(
    out: &mut Markup,
    site: &Site<'_>,
    label: &'static str,
    ids: impl IntoIterator<Item = &'i ItemId>,
) {
    let mut any = false;
    for id in ids {
        if !any {
            out.raw("<h3>").raw(label).raw("</h3>\n<ul class=\"serre\">\n");
            any = true;
        }
        out.raw("<li>").item(site, id.as_str()).raw("</li>\n");
    }
    if any {
        out.raw("</ul>\n");
    }
}

/// Address and label of a lane, for a list of lanes.
pub(crate) fn lane_link(code: &str) -> Link {
    Link::new(code, urls::lane(code))
}

/// The badges of an item in a list.
pub(crate) fn list_badges(entry: &Entry<'_>, published: usize) -> Vec<Badge> {
    let mut badges = vec![Badge::nature(entry.item.nature), Badge::status(entry.item.status)];
    if entry.state > published {
        badges.push(Badge::new("brouillon", "Brouillon"));
    } else if entry.state < published {
        badges.push(Badge::new("obsolete", "Retirée"));
    }
    badges
}
