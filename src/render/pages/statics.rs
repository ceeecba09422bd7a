//! Pages and files that hold nothing of the project: style, script, accessibility statement.

use super::page;
use crate::render::site::Site;
use crate::render::view::{Frame, Page};
use crate::render::{Artifact, Order, RenderError};

/// The look of every page.
pub(crate) const STYLE: &str = include_str!("../../../site/theme.css");
/// Folds, anchors, copies.
pub(crate) const SCRIPT: &str = include_str!("../../../site/remc.js");
/// Filters of any list.
pub(crate) const FILTERS: &str = include_str!("../../../site/filtres.js");

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let frame = Frame::new(&site.context, &site.states, site.published, site.options());
    let accessibility = Page::new("accessibilite.html", "Accessibilité", "").crumb("Accessibilité", None);
    let ours = [
        Artifact::new("assets/theme.css", STYLE),
        Artifact::new("assets/remc.js", SCRIPT),
        Artifact::new("assets/filtres.js", FILTERS),
        page(site, "accessibility.html", "accessibilite.html".to_owned(), &accessibility, frame)?,
    ];
    site.theme().assets().into_iter().chain(ours).try_for_each(|file| order.deliver(file))
}
