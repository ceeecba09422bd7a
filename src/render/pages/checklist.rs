//! Checklists: a form to print, JSON and CSV, per lane.

use rayon::prelude::*;

use super::heavy_page;
use crate::conformity::{Catalogue, Moment};
use crate::render::site::Site;
use crate::render::view::{ChecklistView, Page, spreadsheet};
use crate::render::{Artifact, RenderError, urls};

pub(super) fn render(site: &Site<'_>) -> Result<Vec<Artifact>, RenderError> {
    let Some(state) = site.current() else { return Ok(Vec::new()) };
    let moments: Vec<Moment<'_>> = site
        .states
        .iter()
        .take(site.published + 1)
        .map(|state| Moment { name: state.name, date: state.date, corpus: state.corpus })
        .collect();
    let catalogue = Catalogue::new(&moments);
    let files: Vec<Vec<Artifact>> = state
        .corpus
        .lanes
        .par_iter()
        .map(|lane| {
            let path = urls::lane_file(&lane.code, "checklist.html");
            let title = format!("Liste de conformité {}, {}", lane.code, state.name);
            let head = Page::new(&path, &title, "couloirs")
                .crumb(&format!("Couloir {}", lane.code), Some(urls::lane(&lane.code)))
                .crumb("Liste de conformité", None);
            let view = ChecklistView::new(site, head.root, state, lane);
            let weight = view.weight();
            let step = |rank: usize| {
                let lanes = &site.pair_to(rank)?.lanes;
                lanes.iter().find(|diff| diff.lane.as_deref() == Some(lane.code.as_str()))
            };
            let data = catalogue.define(&lane.code, step).map(|found| found.to_json()).unwrap_or_default();
            Ok(vec![
                heavy_page(site, "checklist.html", path, &head, view, weight)?,
                Artifact::new(urls::lane_file(&lane.code, "checklist.json"), data),
                Artifact::new(urls::lane_file(&lane.code, "checklist.csv"), spreadsheet(state.corpus, lane)),
            ])
        })
        .collect::<Result<_, RenderError>>()?;
    Ok(files.into_iter().flatten().collect())
}
