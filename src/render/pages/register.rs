//! The register of external referentials.

use super::page;
use crate::render::site::Site;
use crate::render::view::{Page, RegisterView};
use crate::render::{Order, RenderError};

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let path = "referentiels/index.html";
    let head =
        Page::new(path, "Référentiels applicables", "referentiels").crumb("Référentiels applicables", None);
    let view = RegisterView::new(site, head.root);
    order.deliver(page(site, "register.html", path.to_owned(), &head, view)?)
}
