//! The quality report: findings by rule.

use super::page;
use crate::render::site::Site;
use crate::render::view::{Page, QualityView};
use crate::render::{Artifact, RenderError, Wanted};

pub(super) fn render(site: &Site<'_>, _: Wanted<'_>) -> Result<Vec<Artifact>, RenderError> {
    let head = Page::new("qualite.html", "Rapport qualité", "").crumb("Rapport qualité", None);
    Ok(vec![page(site, "quality.html", "qualite.html".to_owned(), &head, QualityView::new(site, head.root))?])
}
