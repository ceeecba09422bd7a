//! One page per lane and state: the published one, each frozen one, the draft.

use rayon::prelude::*;

use super::heavy_page;
use crate::model::{ItemId, Lane};
use crate::quick::HashSet;
use crate::render::site::{Site, State};
use crate::render::view::{LaneView, Page, divergent};
use crate::render::{Artifact, RenderError, Wanted, lane_xlsx, urls};

/// A lane at a state; the published state has two addresses, one that moves on and one that stays.
struct Job<'s, 'a> {
    state: &'s State<'a>,
    index: usize,
    lane: &'a Lane,
    divergent: &'s HashSet<ItemId>,
}

pub(super) fn render(site: &Site<'_>, wanted: Wanted<'_>) -> Result<Vec<Artifact>, RenderError> {
    let concerned = |index: usize, state: &State<'_>, lane: &Lane| {
        let current = index == site.published && wanted.has(&urls::lane(&lane.code));
        current || wanted.has(&frozen_address(state, lane))
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
    let files: Vec<Vec<Artifact>> =
        jobs.par_iter().map(|job| both(site, job, wanted)).collect::<Result<_, RenderError>>()?;
    let mut files: Vec<Artifact> = files.into_iter().flatten().collect();
    files.par_extend(workbooks(site, wanted)?);
    Ok(files)
}

/// The lists of requirements as workbooks; like the archive, they are worth their cost for what is published only.
fn workbooks(site: &Site<'_>, wanted: Wanted<'_>) -> Result<Vec<Artifact>, RenderError> {
    let Some(state) = site.current().filter(|state| site.publication() && !state.draft) else {
        return Ok(Vec::new());
    };
    let lanes = state.corpus.lanes.par_iter().map(|lane| (lane, urls::workbook(&lane.code)));
    lanes
        .filter(|(_, path)| wanted.has(path))
        .map(|(lane, path)| {
            let bytes =
                lane_xlsx::to_xlsx(state, lane).map_err(|error| RenderError::workbook(&path, &error))?;
            Ok(Artifact::new(path, bytes))
        })
        .collect()
}

/// The address of a lane at a state, for ever.
fn frozen_address(state: &State<'_>, lane: &Lane) -> String {
    urls::lane_file(&lane.code, &format!("{}.html", state.slug))
}

fn both(site: &Site<'_>, job: &Job<'_, '_>, wanted: Wanted<'_>) -> Result<Vec<Artifact>, RenderError> {
    let code = &job.lane.code;
    let current = urls::lane(code);
    let frozen = frozen_address(job.state, job.lane);
    let Some(view) = LaneView::new(site, urls::root_of(&current), job.lane, job.index, job.divergent) else {
        return Ok(Vec::new());
    };
    let weight = view.weight();
    let title = &job.lane.title;
    let mut files = Vec::new();
    if job.index == site.published && wanted.has(&current) {
        let head = Page::new(&current, &format!("Couloir {code} : {title}"), "couloirs")
            .crumb(&format!("Couloir {code}"), None);
        files.push(heavy_page(site, "lane.html", current, &head, &view, weight)?);
    }
    if (job.index != site.published || !job.state.draft) && wanted.has(&frozen) {
        let name = job.state.name;
        let home = site.corpus().lane(code).map(|lane| urls::lane(&lane.code));
        let head = Page::new(&frozen, &format!("Couloir {code} en {name} : {title}"), "couloirs")
            .noindex(true)
            .crumb(&format!("Couloir {code}"), home)
            .crumb(name, None);
        files.push(heavy_page(site, "lane.html", frozen, &head, &view, weight)?);
    }
    Ok(files)
}
