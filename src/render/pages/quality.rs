//! The quality report: findings by rule.

use super::page;
use crate::render::site::Site;
use crate::render::view::{Page, QualityView};
use crate::render::{Order, RenderError};

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let head = Page::new("qualite.html", "Rapport qualité", "").crumb("Rapport qualité", None);
    let view = QualityView::new(site, head.root);
    order.deliver(page(site, "quality.html", "qualite.html".to_owned(), &head, view)?)
}
