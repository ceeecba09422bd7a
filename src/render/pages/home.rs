//! The home page.

use super::page;
use crate::render::site::Site;
use crate::render::view::{HomeView, Page, panorama};
use crate::render::{Order, RenderError};

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let Some(panorama) = panorama(site) else { return Ok(()) };
    let manifest = &site.context.settings.manifest;
    let title = manifest.title.as_deref().unwrap_or(&manifest.programme);
    let title = if title.is_empty() { "Accueil" } else { title };
    let head = Page::new("index.html", title, "accueil");
    let view = HomeView::new(site, &panorama);
    order.deliver(page(site, "home.html", "index.html".to_owned(), &head, view)?)
}
