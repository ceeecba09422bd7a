//! The coverage of each lane, as a page and as a table.

use rayon::prelude::*;

use super::heavy_page;
use crate::conformity::Coverage;
use crate::render::site::Site;
use crate::render::view::{CoverageView, Page};
use crate::render::{Artifact, Order, RenderError, coverage, urls};

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    site.corpus().lanes.par_iter().try_for_each(|lane| {
        let path = urls::lane_file(&lane.code, "couverture.html");
        let table = urls::lane_file(&lane.code, "couverture.csv");
        if !order.wants(&path) && !order.wants(&table) {
            return Ok(());
        }
        let coverage = Coverage::of(site.corpus(), lane);
        let Some(view) = CoverageView::new(site, urls::root_of(&path), lane, &coverage) else {
            return Ok(());
        };
        let title = format!("Couverture du couloir {} : exigences, scénarios, preuves", lane.code);
        let head = Page::new(&path, &title, "couloirs")
            .in_lanes()
            .crumb(&format!("Couloir {}", lane.code), Some(urls::lane(&lane.code)))
            .crumb("Couverture", None);
        let weight = view.weight();
        order.deliver(heavy_page(site, "coverage.html", path, &head, view, weight)?)?;
        order.deliver(Artifact::new(table, coverage::table(site.corpus(), lane, &coverage)))
    })
}
