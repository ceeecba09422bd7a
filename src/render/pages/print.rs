//! The print edition of each lane.

use rayon::prelude::*;

use super::heavy_page;
use crate::render::site::Site;
use crate::render::view::{Page, PrintView};
use crate::render::{Order, RenderError, urls};

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    site.corpus().lanes.par_iter().try_for_each(|lane| {
        let path = urls::lane_file(&lane.code, "imprimer.html");
        if !order.wants(&path) {
            return Ok(());
        }
        let Some(view) = PrintView::new(site, urls::root_of(&path), lane) else { return Ok(()) };
        let title = format!("Édition à imprimer du couloir {} : {}", lane.code, lane.title);
        let head = Page::new(&path, &title, "couloirs")
            .noindex(true)
            .in_lanes()
            .crumb(&format!("Couloir {}", lane.code), Some(urls::lane(&lane.code)))
            .crumb("Édition à imprimer", None);
        let weight = view.weight();
        order.deliver(heavy_page(site, "print.html", path, &head, view, weight)?)
    })
}
