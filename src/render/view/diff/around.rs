//! Where a comparison stands: its sides, its data files, and the ways to the comparisons beside it.

use std::ops::Range;

use serde::Serialize;

use crate::render::site::{Site, State};
use crate::render::typography::{self, Html};
use crate::render::urls;
use crate::render::view::{Banner, Link};

/// What surrounds a comparison.
#[derive(Debug, Serialize)]
pub(super) struct Around {
    from: Side,
    to: Side,
    twins: Vec<Link>,
    checklist: Option<String>,
    feed: Option<String>,
    #[serde(skip)]
    banner: Option<Banner>,
    siblings: Vec<Link>,
    elsewhere: Vec<Elsewhere>,
    comment_pages: Vec<Link>,
    fingerprints: Vec<Fingerprint>,
    #[serde(skip)]
    distant: bool,
}

/// One side of a comparison.
#[derive(Debug, Serialize)]
struct Side {
    name: String,
    date: Option<Html>,
    href: Option<String>,
    draft: bool,
}

/// Comparisons that keep one side of this one.
#[derive(Debug, Serialize)]
struct Elsewhere {
    label: String,
    links: Vec<Link>,
}

/// What identifies a frozen state to the byte.
#[derive(Debug, Serialize)]
struct Fingerprint {
    name: String,
    digest: String,
}

impl Around {
    pub(super) fn new(site: &Site<'_>, lane: Option<&str>, (from, to): (&State<'_>, &State<'_>)) -> Self {
        let place = |side: &State<'_>| site.states.iter().position(|state| state.slug == side.slug);
        let places = place(from).unwrap_or_default()..place(to).unwrap_or_default() + 1;
        let linked = |links: Vec<Link>| if site.alone { Vec::new() } else { links };
        Self {
            from: side(site, from, lane),
            to: side(site, to, lane),
            twins: linked(twins(lane, from, to, site.has_workbook(places.start, places.end - 1))),
            checklist: lane.and_then(|code| checklist(site, code, to)),
            feed: (!site.alone).then(|| urls::feed(lane.unwrap_or("tous"))),
            banner: banner(site, lane, &places),
            siblings: linked(siblings(lane, from, to)),
            elsewhere: if site.alone { Vec::new() } else { elsewhere(site, lane, &places) },
            comment_pages: linked(comment_pages(site, places.clone())),
            fingerprints: fingerprints(site, [from, to]),
            distant: places.len() > 2,
        }
    }

    /// Whether iterations lie between the two states.
    pub(super) fn is_distant(&self) -> bool {
        self.distant
    }

    /// Says that the state after is not the one in force.
    pub(super) fn banner(&self) -> Option<&Banner> {
        self.banner.as_ref()
    }
}

/// The checklist of a lane at the state after: the one to fill, or the one frozen then; a draft has none.
fn checklist(site: &Site<'_>, code: &str, to: &State<'_>) -> Option<String> {
    if to.draft || site.alone {
        return None;
    }
    Some(match to.index == site.published {
        true => urls::checklist(code),
        false => urls::frozen_checklist(code, &to.slug),
    })
}

/// Says that the state after is no longer in force, and leads to what it became.
fn banner(site: &Site<'_>, lane: Option<&str>, places: &Range<usize>) -> Option<Banner> {
    let (from, to) = (places.start, places.end - 1);
    if site.alone || to >= site.published {
        return None;
    }
    let (state, next, current) = (site.states.get(to)?, site.states.get(to + 1)?, site.current()?);
    let since = next.date.map_or_else(String::new, |date| format!(" le {}", typography::long_date(date)));
    let names = &site.names;
    let (past, following) = (names.full(state.name), names.full(next.name));
    let text = format!("Comparaison passée : {past} a été remplacée par {following}{since}.");
    let known = lane.is_none_or(|code| current.corpus.lane(code).is_some());
    let way = |start: usize| {
        let before = site.states.get(start).filter(|_| known && site.compares(start, site.published))?;
        let label = format!("Ce qui change {} {}", names.of(before.name), names.to(current.name));
        Some((label, urls::diff(lane, &before.slug, &current.slug, "html")))
    };
    Some(Banner { kind: "alerte", text, links: [to, from].into_iter().filter_map(way).collect() })
}

fn side(site: &Site<'_>, state: &State<'_>, lane: Option<&str>) -> Side {
    let file = format!("{}.html", state.slug);
    let href = match lane {
        Some(code) => state.corpus.lane(code).map(|lane| urls::lane_file(&lane.code, &file)),
        None => (!state.draft).then(|| urls::iteration(&state.slug)),
    };
    let href = href.filter(|_| !site.alone);
    Side { name: state.name.to_owned(), date: state.date.map(typography::time), href, draft: state.draft }
}

fn twins(lane: Option<&str>, from: &State<'_>, to: &State<'_>, workbook: bool) -> Vec<Link> {
    let kinds = workbook.then_some("xlsx").into_iter().chain(["json", "csv", "md"]);
    kinds.map(|kind| Link::new(kind.to_uppercase(), urls::diff(lane, &from.slug, &to.slug, kind))).collect()
}

fn siblings(lane: Option<&str>, from: &State<'_>, to: &State<'_>) -> Vec<Link> {
    let lanes = to.corpus.lanes.iter().map(|other| Some(other.code.as_str()));
    lanes
        .chain([None])
        .map(|other| {
            let label = other.unwrap_or("Tous les couloirs");
            let href = (other != lane).then(|| urls::diff(other, &from.slug, &to.slug, "html"));
            Link { label: label.to_owned(), href }
        })
        .collect()
}

/// The same lane compared from the state before to others, and from others to the state after: enough to reach any pair
/// in two steps, whatever the number of iterations.
fn elsewhere(site: &Site<'_>, lane: Option<&str>, places: &Range<usize>) -> Vec<Elsewhere> {
    let (from, to) = (places.start, places.end - 1);
    let link = |pair: (usize, usize), shown: usize, here: bool| {
        let (before, after) = (site.states.get(pair.0)?, site.states.get(pair.1)?);
        let known = lane.is_none_or(|code| after.corpus.lane(code).is_some());
        let label = site.states.get(shown)?.name.to_owned();
        let href = (!here).then(|| urls::diff(lane, &before.slug, &after.slug, "html"));
        (known && site.compares(pair.0, pair.1)).then_some(Link { label, href })
    };
    let later = (0..site.states.len()).filter_map(|other| link((from, other), other, other == to));
    let older = (0..site.states.len()).filter_map(|other| link((other, to), other, other == from));
    let name = |index: usize| site.states.get(index).map_or("", |state| state.name);
    let rows = [
        (format!("Depuis {}, jusqu’à", name(from)), later.collect::<Vec<_>>()),
        (format!("Jusqu’à {}, depuis", name(to)), older.collect()),
    ];
    rows.into_iter()
        .filter(|(_, links)| links.len() > 1)
        .map(|(label, links)| Elsewhere { label, links })
        .collect()
}

/// Where every comment on the states compared, and on those between, is answered; those that changed nothing included.
fn comment_pages(site: &Site<'_>, places: Range<usize>) -> Vec<Link> {
    let states = site.states.get(places).unwrap_or_default();
    let rounds = site.latest().comments.iter().filter(|round| !round.comments.is_empty());
    rounds
        .filter(|round| states.iter().any(|state| state.name == round.iteration))
        .map(|round| Link::new(&round.iteration, urls::comments(&urls::slug(&round.iteration))))
        .collect()
}

fn fingerprints(site: &Site<'_>, sides: [&State<'_>; 2]) -> Vec<Fingerprint> {
    let frozen = |state: &&State<'_>| {
        let found = site.context.baselines.iter().find(|one| !state.draft && one.iteration == state.name)?;
        Some(Fingerprint { name: found.iteration.clone(), digest: found.digest.clone() })
    };
    sides.iter().filter_map(frozen).collect()
}
