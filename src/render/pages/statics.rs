//! Pages and files that hold nothing of the project: style, script, glossary, accessibility statement.

use super::page;
use crate::render::site::Site;
use crate::render::view::{Frame, Page};
use crate::render::{Artifact, RenderError, Wanted};

/// The look of every page.
pub(crate) const STYLE: &str = include_str!("../../../site/theme.css");
/// Folds, anchors, copies.
pub(crate) const SCRIPT: &str = include_str!("../../../site/remc.js");
/// Filters of any list.
pub(crate) const FILTERS: &str = include_str!("../../../site/filtres.js");

pub(super) fn render(site: &Site<'_>, _: Wanted<'_>) -> Result<Vec<Artifact>, RenderError> {
    let frame = Frame::new(&site.context, &site.states, site.published, site.theme());
    let glossary = Page::new("glossaire.html", "Glossaire", "glossaire").crumb("Glossaire", None);
    let accessibility = Page::new("accessibilite.html", "Accessibilité", "").crumb("Accessibilité", None);
    let corpus = site.corpus();
    let words: Vec<(&str, &str, &str)> = corpus
        .lanes
        .iter()
        .map(|lane| ("couloir", lane.code.as_str(), lane.title.as_str()))
        .chain(corpus.socles.iter().map(|socle| ("socle", socle.code.as_str(), socle.title.as_str())))
        .collect();
    let mut files: Vec<Artifact> = site.theme().assets();
    files.extend([
        Artifact::new("assets/theme.css", STYLE),
        Artifact::new("assets/remc.js", SCRIPT),
        Artifact::new("assets/filtres.js", FILTERS),
        page(site, "glossary.html", "glossaire.html".to_owned(), &glossary, words)?,
        page(site, "accessibility.html", "accessibilite.html".to_owned(), &accessibility, frame)?,
    ]);
    Ok(files)
}
