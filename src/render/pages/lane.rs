//! One page per lane and state: the published one, each frozen one, the draft.

use rayon::prelude::*;

use super::heavy_page;
use crate::model::{ItemId, Lane};
use crate::quick::HashSet;
use crate::render::site::{Site, State};
use crate::render::view::{LaneView, Page, divergent};
use crate::render::{Artifact, Order, RenderError, lane_xlsx, urls};

/// A lane at a state; the published state has two addresses, one that moves on and one that stays.
struct Job<'s, 'a> {
    state: &'s State<'a>,
    index: usize,
    lane: &'a Lane,
    divergent: &'s HashSet<ItemId>,
}

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let concerned = |index: usize, state: &State<'_>, lane: &Lane| {
        let current = index == site.published && order.wants(&urls::lane(&lane.code));
        current || order.wants(&frozen_address(state, lane))
    };
    let divergent: Vec<HashSet<ItemId>> = (0..site.states.len())
        .into_par_iter()
        .filter_map(|index| Some((index, site.states.get(index)?)))
        .map(|(index, state)| match state.corpus.lanes.iter().any(|lane| concerned(index, state, lane)) {
            true => divergent(state),
            false => HashSet::default(),
        })
        .collect();
    let mut jobs: Vec<Job<'_, '_>> = Vec::new();
    for (index, (state, divergent)) in site.states.iter().zip(&divergent).enumerate() {
        let lanes = state.corpus.lanes.iter().filter(|lane| concerned(index, state, lane));
        jobs.extend(lanes.map(|lane| Job { state, index, lane, divergent }));
    }
    jobs.par_iter().try_for_each(|job| both(site, job, order))?;
    workbooks(site, order)
}

/// The lists of requirements as workbooks; like the archive, they are worth their cost for what is published only.
fn workbooks(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let Some(state) = site.current().filter(|state| site.publication() && !state.draft) else {
        return Ok(());
    };
    let lanes = state.corpus.lanes.par_iter().map(|lane| (lane, urls::workbook(&lane.code)));
    lanes.filter(|(_, path)| order.wants(path)).try_for_each(|(lane, path)| {
        let bytes = lane_xlsx::to_xlsx(state, lane).map_err(|error| RenderError::workbook(&path, &error))?;
        order.deliver(Artifact::new(path, bytes))
    })
}

/// The address of a lane at a state, for ever.
fn frozen_address(state: &State<'_>, lane: &Lane) -> String {
    urls::lane_file(&lane.code, &format!("{}.html", state.slug))
}

fn both(site: &Site<'_>, job: &Job<'_, '_>, order: &Order<'_>) -> Result<(), RenderError> {
    let code = &job.lane.code;
    let current = urls::lane(code);
    let frozen = frozen_address(job.state, job.lane);
    let Some(view) = LaneView::new(site, urls::root_of(&current), job.lane, job.index, job.divergent) else {
        return Ok(());
    };
    let weight = view.weight();
    let title = &job.lane.title;
    if job.index == site.published && order.wants(&current) {
        let head = Page::new(&current, &format!("Couloir {code} : {title}"), "couloirs")
            .in_lanes()
            .crumb(&format!("Couloir {code}"), None);
        order.deliver(heavy_page(site, "lane.html", current, &head, &view, weight)?)?;
    }
    if (job.index != site.published || !job.state.draft) && order.wants(&frozen) {
        let home = site.corpus().lane(code).map(|lane| urls::lane(&lane.code));
        let head = Page::new(
            &frozen,
            &format!("Couloir {code} {} : {title}", site.names.within(job.state.name)),
            "couloirs",
        )
        .noindex(true)
        .in_lanes()
        .crumb(&format!("Couloir {code}"), home)
        .crumb(site.names.bare(job.state.name), None);
        order.deliver(heavy_page(site, "lane.html", frozen, &head, &view, weight)?)?;
    }
    Ok(())
}
