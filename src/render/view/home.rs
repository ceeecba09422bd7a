//! The home page: where things stand, in one table.

use serde::Serialize;

use super::summary::{Group, takeaways, unexplained};
use super::{Link, comments::DispositionCount};
use crate::render::site::Site;
use crate::render::stats::{Panorama, Row, StepChanges, panorama_with};
use crate::render::typography::{self, Html};
use crate::render::urls;

/// The home page.
#[derive(Debug, Serialize)]
pub(crate) struct HomeView {
    iteration: Option<IterationLine>,
    since: Option<String>,
    lanes: Vec<PanoramaRow>,
    totals: Vec<PanoramaRow>,
    socles: Vec<SocleRow>,
    steps: Vec<StepRow>,
    takeaways: Vec<LaneTakeaways>,
    all_diff: Option<String>,
    modified: usize,
    silent: usize,
    draft: Option<DraftLine>,
    distinct: usize,
    applications: usize,
    references: usize,
    comments: usize,
}

#[derive(Debug, Serialize)]
struct IterationLine {
    name: String,
    href: String,
    date: Option<Html>,
    state: &'static str,
}

#[derive(Debug, Serialize)]
struct DraftLine {
    diffs: Vec<Link>,
    lanes: Vec<Link>,
}

/// A lane, or a total.
#[derive(Debug, Serialize)]
pub(crate) struct PanoramaRow {
    code: String,
    title: Html,
    href: Option<String>,
    total: usize,
    validated: usize,
    validated_percent: usize,
    instruction: usize,
    obsolete: usize,
    new: Option<usize>,
    substance: Option<usize>,
    other: Option<usize>,
    gone: Option<usize>,
    /// Where all of them are listed.
    all: Option<String>,
    to: Links,
}

/// Where each number of a row leads.
#[derive(Debug, Default, Serialize)]
struct Links {
    validated: Option<String>,
    instruction: Option<String>,
    new: Option<String>,
    substance: Option<String>,
    other: Option<String>,
    gone: Option<String>,
}

#[derive(Debug, Serialize)]
struct SocleRow {
    code: String,
    title: Html,
    /// Nothing for a socle that holds nothing yet.
    href: Option<String>,
    total: usize,
    validated: usize,
    instruction: usize,
    obsolete: usize,
}

#[derive(Debug, Serialize)]
struct StepRow {
    name: String,
    href: Option<String>,
    date: Option<Html>,
    total: usize,
    applications: usize,
    validated: usize,
    instruction: usize,
    obsolete: usize,
    received: Option<usize>,
    received_href: Option<String>,
    taken: Option<usize>,
}

#[derive(Debug, Serialize)]
struct LaneTakeaways {
    label: String,
    href: String,
    lines: Vec<Html>,
}

/// The numbers of the published state.
pub(crate) fn panorama(site: &Site<'_>) -> Option<Panorama> {
    let moments: Vec<_> =
        site.states.iter().take(site.published + 1).map(|state| (state.endpoint(), state.corpus)).collect();
    let pairs = site.pairs.iter().take_while(|pair| pair.to <= site.published);
    let steps: Vec<StepChanges<'_>> = pairs.map(|pair| (&pair.all, pair.lanes.as_slice())).collect();
    panorama_with(&moments, &steps)
}

impl HomeView {
    pub(crate) fn new(site: &Site<'_>, panorama: &Panorama) -> Self {
        let current = site.current();
        let pair = site.pair_to(site.published);
        let sides = pair.and_then(|pair| Some((site.states.get(pair.from)?, site.states.get(pair.to)?)));
        let diff_page =
            |lane: Option<&str>| sides.map(|(from, to)| urls::diff(lane, &from.slug, &to.slug, "html"));
        let takeaways = pair.zip(sides).map(|(pair, (_, to))| {
            let mut list: Vec<LaneTakeaways> = Vec::new();
            for diff in &pair.lanes {
                let lane = diff.lane.as_deref();
                list.push(LaneTakeaways {
                    label: lane.unwrap_or_default().to_owned(),
                    href: diff_page(lane).unwrap_or_default(),
                    lines: takeaways(diff, pair.answers(lane, &site.states), to),
                });
            }
            list
        });
        let iteration = current.filter(|state| !state.draft).map(|state| IterationLine {
            name: state.name.to_owned(),
            href: urls::iteration(&state.slug),
            date: state.date.map(typography::time),
            state: state.iteration().map_or("", |iteration| super::state_label(iteration.state)),
        });
        Self {
            iteration,
            since: panorama.since.as_ref().map(|moment| moment.name.clone()),
            lanes: panorama.lanes.iter().map(|row| lane_row(row, diff_page(Some(&row.code)))).collect(),
            totals: vec![
                total_row(&panorama.applications),
                distinct_row(&panorama.distinct, diff_page(None)),
            ],
            socles: panorama.socles.iter().map(socle_row).collect(),
            steps: step_rows(site, panorama),
            takeaways: takeaways.unwrap_or_default(),
            all_diff: diff_page(None),
            modified: pair.map_or(0, |pair| pair.all.tally.modified()),
            silent: pair.map_or(0, |pair| unexplained(&pair.all)),
            draft: draft(site),
            distinct: panorama.distinct.counts.total,
            applications: panorama.applications.counts.total,
            references: site.corpus().references.len(),
            comments: site.latest().comments.iter().map(|round| round.comments.len()).sum(),
        }
    }
}

/// A lane: its numbers lead to its page, filtered.
fn lane_row(row: &Row, diff: Option<String>) -> PanoramaRow {
    let page = urls::lane(&row.code);
    let filtered = |filter: &str| Some(format!("{page}?{filter}"));
    let to = Links {
        validated: filtered("statut=validee"),
        instruction: filtered("statut=instruction,redaction"),
        new: filtered("evolution=nouvelle,reintroduite"),
        substance: filtered("portee=fond"),
        other: filtered("portee=preuves,reference,redactionnelle"),
        gone: group_of(diff.as_deref(), Group::Obsolete),
    };
    PanoramaRow { href: Some(page.clone()), all: Some(page), to, ..total_row(row) }
}

/// All lanes, each item once: its numbers lead to the list of items and to the comparison of all lanes.
fn distinct_row(row: &Row, diff: Option<String>) -> PanoramaRow {
    let group = |group| group_of(diff.as_deref(), group);
    let came = row.evolutions.as_ref().is_some_and(|numbers| numbers.new > 0);
    let to = Links {
        new: group(if came { Group::New } else { Group::Reinstated }),
        substance: group(Group::Substance),
        other: diff.clone(),
        gone: group(Group::Obsolete),
        ..Links::default()
    };
    PanoramaRow { all: Some("exigences/index.html".to_owned()), to, ..total_row(row) }
}

/// A group of changes in a page of differences.
fn group_of(page: Option<&str>, group: Group) -> Option<String> {
    Some(format!("{}#{}", page?, group.anchor()))
}

fn total_row(row: &Row) -> PanoramaRow {
    let counts = &row.counts;
    let evolutions = row.evolutions.as_ref();
    PanoramaRow {
        code: row.code.clone(),
        title: Html::prose(&row.title),
        href: None,
        total: counts.total,
        validated: counts.validated,
        validated_percent: (counts.validated * 100).checked_div(counts.total).unwrap_or_default(),
        instruction: counts.instruction + counts.draft,
        obsolete: counts.obsolete,
        new: evolutions.map(|numbers| numbers.new + numbers.reinstated),
        substance: evolutions.map(|numbers| numbers.substance),
        other: evolutions.map(|numbers| numbers.proofs + numbers.reference + numbers.wording),
        gone: evolutions.map(|numbers| numbers.obsolete),
        all: None,
        to: Links::default(),
    }
}

fn socle_row(row: &Row) -> SocleRow {
    let listed = row.counts.total + row.counts.obsolete > 0;
    SocleRow {
        code: row.code.clone(),
        title: Html::prose(&row.title),
        href: listed
            .then(|| format!("exigences/index.html#{}", urls::anchor(&format!("socle-{}", row.code)))),
        total: row.counts.total,
        validated: row.counts.validated,
        instruction: row.counts.instruction + row.counts.draft,
        obsolete: row.counts.obsolete,
    }
}

fn step_rows(site: &Site<'_>, panorama: &Panorama) -> Vec<StepRow> {
    use crate::model::Disposition::{Integrated, Partly};
    let rows = panorama.steps.iter().zip(&site.states).map(|(step, state)| {
        let tally = step.comments.as_ref();
        StepRow {
            name: step.moment.name.clone(),
            href: (!state.draft).then(|| urls::iteration(&state.slug)),
            date: step.moment.date.as_deref().map(typography::short_time),
            total: step.counts.total,
            applications: step.applications,
            validated: step.counts.validated,
            instruction: step.counts.instruction + step.counts.draft,
            obsolete: step.counts.obsolete,
            received: tally.map(|tally| tally.received),
            received_href: tally.map(|_| urls::comments(&state.slug)),
            taken: tally.map(|tally| tally.of_disposition(Integrated) + tally.of_disposition(Partly)),
        }
    });
    rows.collect()
}

fn draft(site: &Site<'_>) -> Option<DraftLine> {
    let (index, state) =
        site.states.iter().enumerate().find(|(index, state)| state.draft && *index > site.published)?;
    let pair = site.pair_to(index)?;
    let from = site.states.get(pair.from)?;
    let codes = || state.corpus.lanes.iter().map(|lane| lane.code.as_str());
    let diff = |lane: Option<&str>| urls::diff(lane, &from.slug, &state.slug, "html");
    Some(DraftLine {
        diffs: codes()
            .map(|code| Link::new(code, diff(Some(code))))
            .chain([Link::new("tous les couloirs", diff(None))])
            .collect(),
        lanes: codes()
            .map(|code| Link::new(code, super::lane::state_page(site, code, index, state)))
            .collect(),
    })
}

/// Counts of dispositions, for the iteration page.
pub(crate) type Dispositions = Vec<DispositionCount>;
