//! One page per iteration, and the list of them.

use serde::Serialize;

use super::page;
use crate::render::site::Site;
use crate::render::view::{HomeView, IterationView, Page, TrendsView, panorama};
use crate::render::{Order, RenderError, urls};

/// The numbers of every iteration, in a table and drawn.
#[derive(Serialize)]
struct Index {
    #[serde(flatten)]
    home: HomeView,
    trends: TrendsView,
}

const INDEX: &str = "iterations/index.html";

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    for (index, state) in site.states.iter().enumerate().filter(|(_, state)| !state.draft) {
        let path = urls::iteration(&state.slug);
        let head = Page::new(&path, &site.names.title(state.name), "iterations")
            .crumb("Itérations", Some(INDEX.to_owned()))
            .crumb(site.names.bare(state.name), None);
        if let Some(view) = IterationView::new(site, index) {
            order.deliver(page(site, "iteration.html", path, &head, view)?)?;
        }
    }
    let head = Page::new(INDEX, "Itérations", "iterations").crumb("Itérations", None);
    if let Some(panorama) = panorama(site) {
        let home = HomeView::new(site, &panorama);
        let view = Index { home, trends: TrendsView::new(site, &panorama) };
        order.deliver(page(site, "iterations_index.html", INDEX.to_owned(), &head, view)?)?;
    }
    Ok(())
}
