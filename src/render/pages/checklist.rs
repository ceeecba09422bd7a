//! Checklists: a form to print, JSON and CSV, per lane.

use rayon::prelude::*;
use serde_json::value::{RawValue, to_raw_value};

use super::heavy_page;
use crate::render::site::Site;
use crate::render::view::{ChecklistData, ChecklistView, Page, spreadsheet};
use crate::render::{Artifact, RenderError, urls};

pub(super) fn render(site: &Site<'_>) -> Result<Vec<Artifact>, RenderError> {
    let Some(state) = site.current() else { return Ok(Vec::new()) };
    // Shared items are written once, however many lanes ask them.
    let written: Vec<Box<RawValue>> = state
        .corpus
        .items
        .par_iter()
        .map(|item| to_raw_value(item).unwrap_or_else(|_| RawValue::NULL.to_owned()))
        .collect();
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
            let data = serde_json::to_string(&ChecklistData::new(state, lane, &written)).unwrap_or_default();
            Ok(vec![
                heavy_page(site, "checklist.html", path, &head, view, weight)?,
                Artifact::new(urls::lane_file(&lane.code, "checklist.json"), data + "\n"),
                Artifact::new(urls::lane_file(&lane.code, "checklist.csv"), spreadsheet(state.corpus, lane)),
            ])
        })
        .collect::<Result<_, RenderError>>()?;
    Ok(files.into_iter().flatten().collect())
}
