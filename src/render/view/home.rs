//! The home page: where things stand, in one table.

use serde::Serialize;

use super::panorama::PanoramaTable;
use super::summary::{takeaways, unexplained};
use super::{Link, comments::DispositionCount};
use crate::model::{Disposition, IterationState};
use crate::render::site::{Site, State};
use crate::render::stats::{Panorama, Step, StepChanges, panorama_with};
use crate::render::typography::{self, Html};
use crate::render::urls;

/// The home page.
#[derive(Debug, Serialize)]
pub(crate) struct HomeView {
    iteration: Option<IterationLine>,
    since: Option<String>,
    /// `None` while there is no lane.
    panorama: Option<PanoramaTable>,
    lanes: usize,
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
    /// Whether archives, workbooks and sums are among the downloads.
    publication: bool,
}

#[derive(Debug, Serialize)]
struct IterationLine {
    /// What it is to a reader.
    what: &'static str,
    name: String,
    href: String,
    date: Option<Html>,
    state: &'static str,
}

impl IterationLine {
    /// An iteration frozen while it is still being prepared is not in force.
    fn new(state: &State<'_>) -> Self {
        let stage = state.iteration().map(|iteration| iteration.state);
        let prepared = stage == Some(IterationState::Preparation);
        Self {
            what: if prepared { "Dernière itération figée" } else { "Itération en vigueur" },
            name: state.name.to_owned(),
            href: urls::iteration(&state.slug),
            date: state.date.map(typography::time),
            state: stage.map_or("", super::state_label),
        }
    }
}

#[derive(Debug, Serialize)]
struct DraftLine {
    diffs: Vec<Link>,
    lanes: Vec<Link>,
}

/// An iteration in numbers, each with the page that gives it again.
#[derive(Debug, Serialize)]
struct StepRow {
    name: String,
    href: Option<String>,
    date: Option<Html>,
    total: Number,
    applications: Number,
    validated: Number,
    instruction: Number,
    obsolete: Number,
    received: Option<Number>,
    taken: Option<Number>,
}

#[derive(Debug, Serialize)]
struct Number {
    count: usize,
    href: Option<String>,
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
        let iteration = current.filter(|state| !state.draft).map(IterationLine::new);
        Self {
            iteration,
            since: panorama.since.as_ref().map(|moment| moment.name.clone()),
            panorama: (!panorama.lanes.is_empty()).then(|| PanoramaTable::new(panorama, &diff_page)),
            lanes: panorama.lanes.len(),
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
            publication: site.publication(),
        }
    }
}

fn step_rows(site: &Site<'_>, panorama: &Panorama) -> Vec<StepRow> {
    panorama.steps.iter().zip(&site.states).map(|(step, state)| step_row(site, step, state)).collect()
}

/// Numbers in force lead to the list of items they count; those of the past, to the page of their iteration.
fn step_row(site: &Site<'_>, step: &Step, state: &State<'_>) -> StepRow {
    let current = state.index == site.published;
    let page = (!state.draft).then(|| urls::iteration(&state.slug));
    let told = page.as_ref().map(|page| format!("{page}#chiffres"));
    let listed = |count: usize, filter: &str| Number {
        count,
        href: if current { Some(format!("{}?{filter}", urls::ITEMS)) } else { told.clone() },
    };
    let answers = urls::comments(&state.slug);
    let counts = &step.counts;
    StepRow {
        name: step.moment.name.clone(),
        date: step.moment.date.as_deref().map(typography::short_time),
        total: listed(counts.total, "statut=validee,instruction,redaction"),
        applications: Number { count: step.applications, href: told.clone() },
        validated: listed(counts.validated, "statut=validee"),
        instruction: listed(counts.instruction + counts.draft, "statut=instruction,redaction"),
        obsolete: listed(counts.obsolete, "statut=obsolete"),
        received: step
            .comments
            .as_ref()
            .map(|tally| Number { count: tally.received, href: Some(answers.clone()) }),
        taken: step.comments.as_ref().map(|tally| Number {
            count: tally.of_disposition(Disposition::Integrated) + tally.of_disposition(Disposition::Partly),
            href: Some(format!("{answers}?decision=integre,partiellement")),
        }),
        href: page,
    }
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
