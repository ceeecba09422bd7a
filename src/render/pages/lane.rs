//! One page per lane and state: the published one, each frozen one, the draft.

use rayon::prelude::*;

use super::page;
use crate::model::Lane;
use crate::render::site::{Site, State};
use crate::render::view::{LaneView, Page};
use crate::render::{Artifact, RenderError, urls};

struct Job<'s, 'a> {
    state: &'s State<'a>,
    index: usize,
    lane: &'a Lane,
    path: String,
    frozen: bool,
}

pub(super) fn render(site: &Site<'_>) -> Result<Vec<Artifact>, RenderError> {
    let mut jobs: Vec<Job<'_, '_>> = Vec::new();
    for (index, state) in site.states.iter().enumerate() {
        for lane in &state.corpus.lanes {
            if index == site.published {
                jobs.push(Job { state, index, lane, path: urls::lane(&lane.code), frozen: false });
            }
            if index != site.published || !state.draft {
                let path = urls::lane_file(&lane.code, &format!("{}.html", state.slug));
                jobs.push(Job { state, index, lane, path, frozen: true });
            }
        }
    }
    jobs.par_iter().filter_map(|job| one(site, job).transpose()).collect()
}

fn one(site: &Site<'_>, job: &Job<'_, '_>) -> Result<Option<Artifact>, RenderError> {
    let code = &job.lane.code;
    let Some(view) = LaneView::new(site, urls::root_of(&job.path), job.lane, job.index) else {
        return Ok(None);
    };
    let title = match job.frozen {
        true => format!("Couloir {code} en {} : {}", job.state.name, job.lane.title),
        false => format!("Couloir {code} : {}", job.lane.title),
    };
    let mut head = Page::new(&job.path, &title, "couloirs").noindex(job.frozen);
    if job.frozen {
        let home = site.corpus().lane(code).map(|lane| urls::lane(&lane.code));
        head = head.crumb(&format!("Couloir {code}"), home).crumb(job.state.name, None);
    } else {
        head = head.crumb(&format!("Couloir {code}"), None);
    }
    page(site, "lane.html", job.path.clone(), &head, view).map(Some)
}
