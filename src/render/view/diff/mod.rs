//! The comparison of two states: what to remember, then each change, then what surrounds them.
//!
//! Sections stand in the order of what they ask of a vendor, and items inside them in reading order, so that a citation
//! stays true. A group without change is not written, and stays in the matrix as 0.

mod apart;
mod around;
mod card;
mod facets;
mod fields;
mod tables;

use std::borrow::Cow;

use rayon::prelude::*;
use serde::Serialize;

use super::Link;
use super::facet::Facet;
use super::summary::{
    Group, Tile, equation, gone, is_silent, is_undeclared, takeaways, tiles, unexplained, validated_gain,
};
use crate::conformity::Touched;
use crate::history::{Attribute, Change, Diff, Event, Evolution, RegisterChange, Tally, events, passages_of};
use crate::model::{Application, Corpus, ItemId, Requirement, natural_order};
use crate::quick::{HashMap, HashMapExt as _, HashSet};
use crate::render::compared::Compared;
use crate::render::markup::Markup;
use crate::render::site::{Site, State, profiles, stated};
use crate::render::typography::Html;
use crate::render::urls;
use apart::Apart;
use around::Around;
use card::{Card, Setting};
pub(super) use card::{attribute_label, signals};

/// Unchanged items named one by one; beyond, only the data files name them.
const LISTED: usize = 1_000;
/// Changes without a reason named one by one.
const NAMED: usize = 12;
/// How many cards a task writes at a time.
const CHUNK: usize = 64;

/// The page of a comparison.
#[derive(Debug, Serialize)]
pub(crate) struct DiffView {
    alone: bool,
    #[serde(flatten)]
    around: Around,
    banner: Option<Html>,
    lane: Option<Link>,
    lane_title: Html,
    equation: Html,
    validated: usize,
    validated_gain: i64,
    takeaways: Vec<Html>,
    tiles: Vec<Tile>,
    matrix: Option<Html>,
    profiles: Option<Html>,
    facets: Vec<Facet>,
    /// Names of the iterations up to the one compared, in order, separated by `|`; empty when it is none.
    known: String,
    groups: Vec<GroupView>,
    lane_only_count: usize,
    lane_only: Html,
    apart: Apart,
    /// Requirements without a change of their own that a scenario of several touches.
    crossed_count: usize,
    crossed: Html,
    register: Vec<RegisterView>,
    passages: Option<Html>,
    comment_count: usize,
    comments: Option<Html>,
    divergence_count: usize,
    divergences: Html,
    /// Everything whose meaning stays: what follows, and what cards and tables above show.
    steady: usize,
    /// Those cards and tables above show: a status, a name, a place that changed.
    beside: usize,
    unchanged_count: usize,
    unchanged: Option<Html>,
    typographic_count: usize,
    typographic: Option<Html>,
    unexplained: usize,
    /// Who has a motive and who has not.
    motives: Option<Html>,
    compared: usize,
    nothing: bool,
}

/// Changes of one group.
#[derive(Debug, Serialize)]
pub(crate) struct GroupView {
    anchor: &'static str,
    title: &'static str,
    folded: bool,
    count: usize,
    note: Option<Html>,
    body: Vec<Html>,
}

/// A referential whose applicable versions changed.
#[derive(Debug, Serialize)]
pub(crate) struct RegisterView {
    code: String,
    href: Option<String>,
    title: Html,
    before: String,
    after: String,
    cited_by: usize,
}

impl DiffView {
    /// About how much its cards weigh.
    pub(crate) fn weight(&self) -> usize {
        self.groups
            .iter()
            .flat_map(|group| &group.body)
            .map(|piece| piece.as_str().len() + 256)
            .sum::<usize>()
            + self.comments.as_ref().map_or(0, |piece| piece.as_str().len())
    }

    pub(crate) fn new(
        site: &Site<'_>,
        root: &'static str,
        compared: &Compared<'_>,
        (from, to): (&State<'_>, &State<'_>),
    ) -> Self {
        let diff = compared.diff;
        let (lane, tally) = (diff.lane.as_deref(), &diff.tally);
        let data = format!("{}_{}.json", from.slug, to.slug);
        compared.prepare();
        let set = Setting {
            site,
            root,
            states: (from, to),
            one_lane: lane.is_some(),
            data: (!site.alone).then_some(data.as_str()),
        };
        let events = events(diff);
        let cards = cards(compared, &events, from, to);
        let crossed = crossed(compared, from, to);
        let groups = groups(&set, &cards, &events, tally);
        let typographic: Vec<&ItemId> = compared.typographic().map(|change| &change.id).collect();
        let ids = |ids: &mut dyn Iterator<Item = &ItemId>| {
            let mut out = set.markup(0);
            out.ids(site, ids);
            out.finish().filled()
        };
        let piece = |write: &dyn Fn(&mut Markup)| {
            let mut out = set.markup(1024);
            write(&mut out);
            out.finish()
        };
        let around = Around::new(site, lane, (from, to));
        let (comment_count, comments) = treated(site, root, diff, around.is_distant());
        let listed = diff.unchanged.len() <= LISTED;
        let page = |address: String| (!site.alone).then_some(address);
        Self {
            alone: site.alone,
            banner: around.banner().map(|one| {
                piece(&|out| {
                    out.banner(one);
                })
            }),
            around,
            lane: lane.map(|code| Link { label: code.to_owned(), href: page(urls::lane(code)) }),
            lane_title: Html::prose(
                lane.and_then(|code| to.corpus.lane(code)).map_or("", |lane| &lane.title),
            ),
            equation: equation(tally),
            validated: tally.validated_after,
            validated_gain: validated_gain(tally),
            takeaways: takeaways(diff, compared.effects().tally(), to),
            tiles: tiles(diff, ""),
            matrix: tables::by_section(root, &cards, to),
            profiles: tables::by_profile(root, &cards, to),
            motives: motives(site, root, &cards),
            facets: facets::facets(cards.iter().chain(&crossed), to),
            known: known(to),
            compared: tally.before + tally.new + tally.reinstated,
            nothing: groups.is_empty()
                && diff.lane_only.is_empty()
                && diff.register.is_empty()
                && diff.divergences.is_empty()
                && diff.scenarios.is_empty(),
            groups,
            lane_only_count: diff.lane_only.len(),
            lane_only: piece(&|out| tables::lane_only(out, &set, diff, (from, to))),
            apart: Apart::new(&set, diff),
            crossed_count: crossed.len(),
            crossed: piece(&|out| tables::crossed(out, &set, &crossed, compared.effects().touched())),
            register: registers(site, diff),
            passages: super::passages::list(site, root, to.index, &passages_of(diff, from.corpus, to.corpus)),
            comment_count,
            comments,
            divergence_count: diff.divergences.len(),
            divergences: piece(&|out| tables::divergences(out, &set, &diff.divergences)),
            steady: tally.unchanged,
            beside: cards.iter().filter(|card| card.change.evolution == Evolution::Unchanged).count(),
            unchanged_count: diff.unchanged.len(),
            unchanged: if listed { ids(&mut diff.unchanged.iter()) } else { None },
            typographic_count: typographic.len(),
            typographic: ids(&mut typographic.iter().copied()),
            unexplained: unexplained(diff),
        }
    }
}

/// The fields of a change besides its énoncé, before and after, for another page; `label` is the name of the table there.
pub(super) fn field_rows(
    out: &mut Markup,
    site: &Site<'_>,
    (from, to): (&State<'_>, &State<'_>),
    change: &Change,
    label: &str,
) {
    let root = out.root();
    let set = Setting { site, root, states: (from, to), one_lane: false, data: None };
    fields::others(out, &set, change, label);
}

fn registers(site: &Site<'_>, diff: &Diff) -> Vec<RegisterView> {
    let page = |change: &RegisterChange| (!site.alone).then(|| urls::reference(&change.code));
    diff.register.iter().map(|change| RegisterView { href: page(change), ..register(change) }).collect()
}

/// The iterations an answers file may be of, to be compared with a state.
fn known(to: &State<'_>) -> String {
    let names: Vec<&str> = to.corpus.iterations.iter().map(|iteration| iteration.name.as_str()).collect();
    let place = names.iter().position(|name| *name == to.name);
    place.and_then(|place| names.get(..=place)).unwrap_or_default().join("|")
}

/// Who has a motive and who has not: modifications, which must have one, then what comes and goes.
fn motives(site: &Site<'_>, root: &'static str, cards: &[Card<'_>]) -> Option<Html> {
    let of = |wanted: &dyn Fn(&Change) -> bool| -> Vec<&Change> {
        cards.iter().map(|card| card.change).filter(|change| wanted(change)).collect()
    };
    let modified = of(&|change| change.evolution == Evolution::Modified).len();
    let silent = of(&is_silent);
    let mut out = Markup::new(root, 512);
    match (modified, silent.len()) {
        (0, _) => {}
        (1, 0) => {
            out.raw("La modification a un motif");
        }
        (_, 0) => {
            out.raw("Les ").number(modified).raw(" modifications ont toutes un motif");
        }
        (_, count) => {
            out.raw("<strong>").number(count).raw(if count > 1 {
                " modifications sur "
            } else {
                " modification sur "
            });
            out.number(modified).raw(" sans motif\u{a0}:</strong> ");
            named(&mut out, site, &silent, "modifiee");
        }
    }
    for (evolution, one, many) in [
        (Evolution::New, " nouvelle", " nouvelles"),
        (Evolution::Reinstated, " réintroduite", " réintroduites"),
        (Evolution::Obsolete, " obsolète ou retirée", " obsolètes ou retirées"),
    ] {
        let found = of(&|change| change.evolution == evolution && is_undeclared(change));
        if found.is_empty() {
            continue;
        }
        let several = found.len() > 1;
        let verb = if several { " n’en déclarent pas\u{a0}: " } else { " n’en déclare pas\u{a0}: " };
        let first = out.is_empty();
        out.raw(if first { "" } else { "\u{202f}; " }).number(found.len());
        out.raw(if several { many } else { one }).raw(if first {
            " sans motif déclaré\u{a0}: "
        } else {
            verb
        });
        named(&mut out, site, &found, evolution.as_json());
    }
    if !out.is_empty() {
        out.raw(".");
    }
    out.finish().filled()
}

/// Changes without a motive, each leading to its card; the last ones are only counted, a filter keeps them.
fn named(out: &mut Markup, site: &Site<'_>, changes: &[&Change], evolution: &'static str) {
    for (index, change) in changes.iter().take(NAMED).enumerate() {
        let id = change.id.as_str();
        out.raw(if index > 0 { ", " } else { "" }).raw("<a class=\"id\" href=\"#").text(&anchor(site, id));
        out.raw("\">").text(id).raw("</a>");
    }
    if let Some(others) = changes.len().checked_sub(NAMED + 1) {
        out.raw(" et <a href=\"?evolution=").raw(evolution).raw("&amp;motif=sans#filtrer\">");
        out.number(others + 1).raw(" de plus</a>");
    }
}

/// Every change of a group, with both states of its item.
fn cards<'a>(
    compared: &'a Compared<'_>,
    events: &[Event<'_>],
    from: &State<'a>,
    to: &State<'a>,
) -> Vec<Card<'a>> {
    let diff = compared.diff;
    let tellers: HashSet<&ItemId> = events.iter().map(|event| &event.change.key).collect();
    let lane = diff.lane.as_deref();
    let (old, new) = (Reading::new(lane, from.corpus), Reading::new(lane, to.corpus));
    let card = |(position, change): (usize, &'a Change)| {
        let group = Group::of(change)?;
        let renamed = change.attributes.iter().find_map(|one| match one {
            Attribute::Renamed(former) => Some(former),
            _ => None,
        });
        let (before, before_profiles) = old.item(renamed.unwrap_or(&change.id));
        let (after, after_profiles) = new.item(&change.id);
        let profiles = if after.is_some() { after_profiles } else { before_profiles };
        let answers = compared.effects().get(change, lane);
        let named = tellers.contains(&change.key);
        Some(Card { change, group, position, before, after, profiles, answers, crossed: false, named })
    };
    diff.changes.par_iter().with_min_len(CHUNK).enumerate().filter_map(card).collect()
}

/// Requirements without a change of their own that a scenario of several requirements touches.
fn crossed<'a>(compared: &'a Compared<'_>, from: &State<'a>, to: &State<'a>) -> Vec<Card<'a>> {
    let lane = compared.diff.lane.as_deref();
    let touched = compared.effects().touched();
    if touched.is_empty() {
        return Vec::new();
    }
    let (old, new) = (Reading::new(lane, from.corpus), Reading::new(lane, to.corpus));
    let card = |(position, one): (usize, &'a Touched)| {
        let change = &one.change;
        let ((before, _), (after, profiles)) = (old.item(&change.id), new.item(&change.id));
        let answers = compared.effects().get(change, lane);
        let (group, crossed, named) = (Group::Rest, true, false);
        Card { change, group, position, before, after, profiles, answers, crossed, named }
    };
    touched.iter().enumerate().map(card).collect()
}

/// Items of one side, as the lane compared states them.
struct Reading<'a> {
    corpus: &'a Corpus,
    applications: HashMap<&'a str, &'a Application>,
}

impl<'a> Reading<'a> {
    fn new(lane: Option<&str>, corpus: &'a Corpus) -> Self {
        let lane = lane.and_then(|code| corpus.lane(code));
        let own = lane.into_iter().flat_map(|lane| &lane.applications);
        let changed = own.filter(|one| one.variant.is_some() || !one.profiles.is_empty());
        Self { corpus, applications: changed.map(|one| (one.id.as_str(), one)).collect() }
    }

    fn item(&self, id: &ItemId) -> (Option<Cow<'a, Requirement>>, Vec<String>) {
        let Some(application) = self.applications.get(id.as_str()) else {
            let item = self.corpus.item(id.as_str());
            return (item.map(Cow::Borrowed), item.map(|item| item.profiles.clone()).unwrap_or_default());
        };
        let item = stated(self.corpus, application);
        let own = item.as_deref().map(|item| profiles(application, item).to_vec()).unwrap_or_default();
        (item, own)
    }
}

/// Whether a change is shown as a card, and not as a row of a table alone.
fn has_card(card: &Card<'_>) -> bool {
    match card.group {
        Group::StatusOnly => false,
        Group::Moved => card::says_more(card.change) || !card.named,
        _ => true,
    }
}

/// Whether a change counts in a group. Names and places have a row for an event: it counts under what tells it, which may
/// be a card of another group.
fn counts_in(card: &Card<'_>, group: Group) -> bool {
    card.group == group || group == Group::Moved && card.named
}

/// What is said of a group before its cards.
fn note(group: Group, tally: &Tally) -> String {
    match group {
        Group::Obsolete if tally.withdrawn > 0 => format!("{}.", super::enumeration(&gone(tally))),
        Group::Moved => {
            "Une ligne par événement. Une exigence nouvelle, obsolète ou modifiée a aussi sa carte, dans son groupe."
                .to_owned()
        }
        _ => String::new(),
    }
}

/// Groups in order, cards in order inside them, each leading to the one before and the one after on the page.
fn groups(set: &Setting<'_, '_>, cards: &[Card<'_>], events: &[Event<'_>], tally: &Tally) -> Vec<GroupView> {
    let of = |group: Group| cards.iter().filter(move |card| card.group == group);
    let shown = Group::ALL.into_iter().flat_map(of).filter(|card| has_card(card));
    let anchors: Vec<String> = shown.map(|card| anchor(set.site, card.change.id.as_str())).collect();
    let mut written = 0;
    let mut views = Vec::new();
    for group in Group::ALL {
        let all: Vec<&Card<'_>> = of(group).collect();
        let count = cards.iter().filter(|card| counts_in(card, group)).count();
        if count == 0 {
            continue;
        }
        let carded: Vec<&Card<'_>> = all.iter().copied().filter(|card| has_card(card)).collect();
        let mut out = set.markup(count * 512);
        match group {
            Group::StatusOnly => tables::statuses(&mut out, set, &all),
            Group::Moved => tables::lineage(&mut out, set, cards, events),
            _ => {}
        }
        let mut body: Vec<Html> = out.finish().filled().into_iter().collect();
        body.extend(write_cards(set, &carded, &anchors, written));
        written += carded.len();
        views.push(GroupView {
            anchor: group.anchor(),
            title: group.title(),
            folded: matches!(group, Group::Wording),
            count,
            note: Html::prose(&note(group, tally)).filled(),
            body,
        });
    }
    views
}

/// Cards of a group, the first of which is at `start` among the cards of the page.
fn write_cards(set: &Setting<'_, '_>, cards: &[&Card<'_>], anchors: &[String], start: usize) -> Vec<Html> {
    let at = |place: usize| anchors.get(place).map(String::as_str);
    cards
        .par_chunks(CHUNK)
        .enumerate()
        .map(|(chunk, cards)| {
            let mut out = set.markup(cards.len() * 3072);
            for (index, card) in cards.iter().enumerate() {
                let place = start + chunk * CHUNK + index;
                card.write(&mut out, set, [place.checked_sub(1).and_then(at), at(place + 1)]);
            }
            out.finish()
        })
        .collect()
}

fn anchor(site: &Site<'_>, id: &str) -> String {
    match site.entry(id).filter(|entry| entry.id.as_str() == id) {
        Some(entry) => entry.anchor.clone(),
        None => urls::anchor(id),
    }
}

/// Comments the changes answer, each once, with what it changed and what is replied. When iterations lie between the two
/// states, the pages of comments say it once for all the comparisons that span them.
fn treated(site: &Site<'_>, root: &'static str, diff: &Diff, distant: bool) -> (usize, Option<Html>) {
    let mut caused: HashMap<&str, Vec<&Change>> = HashMap::new();
    let mut order: Vec<&str> = Vec::new();
    for change in &diff.changes {
        for id in &change.comments {
            if site.uses.rounds.contains_key(id.as_str()) {
                let changes = caused.entry(id).or_insert_with(|| {
                    order.push(id);
                    Vec::new()
                });
                changes.push(change);
            }
        }
    }
    if distant {
        return (order.len(), None);
    }
    order.sort_by(|left, right| natural_order(left, right));
    let mut out = Markup::new(root, order.len() * 512);
    for id in &order {
        let changes = caused.get(id).map(Vec::as_slice).unwrap_or_default();
        super::comments::write_treated(&mut out, site, id, changes);
    }
    (order.len(), out.finish().filled())
}

pub(super) fn register(change: &RegisterChange) -> RegisterView {
    let versions = |list: &[String]| if list.is_empty() { "—".to_owned() } else { list.join(", ") };
    RegisterView {
        code: change.code.clone(),
        href: Some(urls::reference(&change.code)),
        title: Html::prose(&change.title),
        before: versions(&change.before),
        after: versions(&change.after),
        cited_by: change.cited_by.len(),
    }
}
