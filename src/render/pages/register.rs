//! The register of external referentials.

use super::page;
use crate::render::site::Site;
use crate::render::view::{Page, RegisterView};
use crate::render::{Artifact, RenderError, Wanted};

pub(super) fn render(site: &Site<'_>, _: Wanted<'_>) -> Result<Vec<Artifact>, RenderError> {
    let path = "referentiels/index.html";
    let head =
        Page::new(path, "Référentiels applicables", "referentiels").crumb("Référentiels applicables", None);
    Ok(vec![page(site, "register.html", path.to_owned(), &head, RegisterView::new(site, head.root))?])
}
