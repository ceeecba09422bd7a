//! The print edition of each lane.

use rayon::prelude::*;

use super::heavy_page;
use crate::render::site::Site;
use crate::render::view::{Page, PrintView};
use crate::render::{Artifact, RenderError, Wanted, urls};

pub(super) fn render(site: &Site<'_>, wanted: Wanted<'_>) -> Result<Vec<Artifact>, RenderError> {
    let files: Vec<Option<Artifact>> = site
        .corpus()
        .lanes
        .par_iter()
        .map(|lane| {
            let path = urls::lane_file(&lane.code, "imprimer.html");
            if !wanted.has(&path) {
                return Ok(None);
            }
            let Some(view) = PrintView::new(site, urls::root_of(&path), lane) else { return Ok(None) };
            let title = format!("Édition à imprimer du couloir {} : {}", lane.code, lane.title);
            let head = Page::new(&path, &title, "couloirs")
                .noindex(true)
                .crumb(&format!("Couloir {}", lane.code), Some(urls::lane(&lane.code)))
                .crumb("Édition à imprimer", None);
            let weight = view.weight();
            heavy_page(site, "print.html", path, &head, view, weight).map(Some)
        })
        .collect::<Result<_, RenderError>>()?;
    Ok(files.into_iter().flatten().collect())
}
