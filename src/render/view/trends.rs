//! How the numbers move from one iteration to the next, drawn.

use serde::Serialize;

use super::comments::dispositions;
use crate::model::{Lane, Status};
use crate::render::chart::Chart;
use crate::render::site::{Site, State, stated};
use crate::render::stats::{Panorama, RoundTally};
use crate::render::typography::Html;

const STATUSES: [&str; 4] = ["Validées", "En instruction", "En rédaction", "Obsolètes"];

/// The charts of the list of iterations. Those without data are absent.
#[derive(Debug, Serialize)]
pub(crate) struct TrendsView {
    statuses: Option<Html>,
    validated: Option<Html>,
    comments: Option<Html>,
}

impl TrendsView {
    pub(crate) fn new(site: &Site<'_>, panorama: &Panorama) -> Self {
        let statuses = Chart {
            name: "statuts",
            title: "Exigences distinctes par statut, obsolètes comprises, itération par itération".to_owned(),
            what: "Itération",
            series: STATUSES.to_vec(),
            rows: panorama
                .steps
                .iter()
                .map(|step| {
                    let counts = &step.counts;
                    let values = vec![counts.validated, counts.instruction, counts.draft, counts.obsolete];
                    (site.names.bare(&step.moment.name), values)
                })
                .collect(),
            total: true,
        };
        Self {
            statuses: without_empty(statuses).draw().filter(|_| panorama.steps.len() > 1),
            validated: validated(site),
            comments: comments(site),
        }
    }
}

/// A chart without the series that are zero everywhere.
fn without_empty(mut chart: Chart<'_>) -> Chart<'_> {
    let filled =
        |index: &usize| chart.rows.iter().any(|(_, row)| row.get(*index).is_some_and(|value| *value > 0));
    let kept: Vec<usize> = (0..chart.series.len()).filter(filled).collect();
    chart.series = kept.iter().filter_map(|index| chart.series.get(*index).copied()).collect();
    for (_, row) in &mut chart.rows {
        *row = kept.iter().filter_map(|index| row.get(*index).copied()).collect();
    }
    chart
}

/// States a chart shows: the published ones.
fn published<'s, 'a>(site: &'s Site<'a>) -> impl Iterator<Item = &'s State<'a>> {
    site.states.iter().take(site.published + 1)
}

/// A lane through the iterations, by status; nothing before the second iteration.
pub(super) fn lane_chart(site: &Site<'_>, code: &str) -> Option<Html> {
    let rows: Vec<(&str, Vec<usize>)> = published(site)
        .filter_map(|state| Some((site.names.bare(state.name), statuses(state, state.corpus.lane(code)?))))
        .collect();
    if rows.len() < 2 {
        return None;
    }
    let title =
        format!("Exigences du couloir {code} par statut, obsolètes comprises, itération par itération");
    let series = STATUSES.to_vec();
    without_empty(Chart { name: "evolution", title, what: "Itération", series, rows, total: true }).draw()
}

/// Items of a lane by status, in the order of [`STATUSES`].
fn statuses(state: &State<'_>, lane: &Lane) -> Vec<usize> {
    let mut counts = vec![0; STATUSES.len()];
    for item in lane.applications.iter().filter_map(|one| stated(state.corpus, one)) {
        let index = match item.status {
            Status::Validated => 0,
            Status::Instruction => 1,
            Status::Draft => 2,
            Status::Obsolete => 3,
        };
        if let Some(count) = counts.get_mut(index) {
            *count += 1;
        }
    }
    counts
}

/// Validated applications of each iteration, by lane: up to six lanes can be told apart.
fn validated(site: &Site<'_>) -> Option<Html> {
    let lanes: Vec<&str> = site.corpus().lanes.iter().map(|lane| lane.code.as_str()).collect();
    if site.published == 0 || lanes.is_empty() || lanes.len() > 6 {
        return None;
    }
    let rows = published(site)
        .map(|state| {
            let of = |code: &&str| state.corpus.lane(code).map_or(0, |lane| statuses(state, lane)[0]);
            (site.names.bare(state.name), lanes.iter().map(of).collect())
        })
        .collect();
    let title = "Exigences validées dans chaque couloir, itération par itération".to_owned();
    Chart { name: "validees", title, what: "Itération", series: lanes, rows, total: true }.draw()
}

/// Comments received on each iteration, by disposition.
fn comments(site: &Site<'_>) -> Option<Html> {
    let rounds = &site.latest().comments;
    let tallies: Vec<_> = rounds
        .iter()
        .map(|round| (site.names.bare(&round.iteration), dispositions(&RoundTally::of(round))))
        .collect();
    let series: Vec<&str> = tallies.first()?.1.iter().map(|one| one.label).collect();
    let rows =
        tallies.iter().map(|(name, counts)| (*name, counts.iter().map(|one| one.count).collect())).collect();
    let title = "Retours reçus sur chaque itération, par décision".to_owned();
    without_empty(Chart { name: "retours-recus", title, what: "Itération", series, rows, total: true }).draw()
}
