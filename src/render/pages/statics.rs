//! Pages and files that hold nothing of the project: style, script, accessibility statement.

use serde::Serialize;

use super::page;
use crate::render::site::Site;
use crate::render::typography::{self, Html};
use crate::render::view::Page;
use crate::render::{Artifact, Order, RenderError};

/// The look of every page.
pub(crate) const STYLE: &str = include_str!("../../../site/theme.css");
/// Folds, anchors, copies.
pub(crate) const SCRIPT: &str = include_str!("../../../site/remc.js");
/// Filters of any list.
pub(crate) const FILTERS: &str = include_str!("../../../site/filtres.js");

/// The accessibility statement: what the settings declare, and what is true of every site.
#[derive(Serialize)]
struct Statement {
    entity: Option<Html>,
    contact: Option<String>,
    compliance: &'static str,
    date: Option<Html>,
    audit: Option<Html>,
    exceptions: Vec<Html>,
}

impl Statement {
    fn new(site: &Site<'_>) -> Self {
        let publication = &site.context.settings.manifest.publication;
        let declared = &publication.accessibility;
        Self {
            entity: publication.entity.as_deref().map(Html::prose),
            contact: publication.contact.clone(),
            compliance: declared.compliance.label(),
            date: declared.date.as_deref().map(typography::time),
            audit: declared.audit.as_deref().map(Html::prose),
            exceptions: declared.exceptions.iter().map(|one| Html::prose(one)).collect(),
        }
    }
}

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let accessibility = Page::new("accessibilite.html", "Accessibilité", "").crumb("Accessibilité", None);
    let ours = [
        Artifact::new("assets/theme.css", STYLE),
        Artifact::new("assets/remc.js", SCRIPT),
        Artifact::new("assets/filtres.js", FILTERS),
        page(
            site,
            "accessibility.html",
            "accessibilite.html".to_owned(),
            &accessibility,
            Statement::new(site),
        )?,
    ];
    site.theme().assets().into_iter().chain(ours).try_for_each(|file| order.deliver(file))
}
