//! The home page.

use super::page;
use crate::render::site::Site;
use crate::render::view::{HomeView, Page, panorama};
use crate::render::{Artifact, RenderError, Wanted};

pub(super) fn render(site: &Site<'_>, _: Wanted<'_>) -> Result<Vec<Artifact>, RenderError> {
    let Some(panorama) = panorama(site) else { return Ok(Vec::new()) };
    let manifest = &site.context.settings.manifest;
    let title = manifest.title.as_deref().unwrap_or(&manifest.programme);
    let title = if title.is_empty() { "Accueil" } else { title };
    let head = Page::new("index.html", title, "accueil");
    let view = HomeView::new(site, &panorama);
    Ok(vec![page(site, "home.html", "index.html".to_owned(), &head, view)?])
}
