//! The coverage of each lane, as a page and as a table.

use rayon::prelude::*;

use super::heavy_page;
use crate::render::site::Site;
use crate::render::view::{CoverageView, Page};
use crate::render::{Artifact, RenderError, Wanted, coverage, urls};

pub(super) fn render(site: &Site<'_>, wanted: Wanted<'_>) -> Result<Vec<Artifact>, RenderError> {
    let files: Vec<Vec<Artifact>> = site
        .corpus()
        .lanes
        .par_iter()
        .map(|lane| {
            let path = urls::lane_file(&lane.code, "couverture.html");
            let table = urls::lane_file(&lane.code, "couverture.csv");
            if !wanted.has(&path) && !wanted.has(&table) {
                return Ok(Vec::new());
            }
            let Some(view) = CoverageView::new(site, urls::root_of(&path), lane) else {
                return Ok(Vec::new());
            };
            let title = format!("Couverture du couloir {} : exigences, scénarios, preuves", lane.code);
            let head = Page::new(&path, &title, "couloirs")
                .crumb(&format!("Couloir {}", lane.code), Some(urls::lane(&lane.code)))
                .crumb("Couverture", None);
            let weight = view.weight();
            Ok(vec![
                heavy_page(site, "coverage.html", path, &head, view, weight)?,
                Artifact::new(table, coverage::to_csv(site.corpus(), lane)),
            ])
        })
        .collect::<Result<_, RenderError>>()?;
    Ok(files.into_iter().flatten().collect())
}
