//! Which text of a dossier stands for a state, and where its pages live.
//!
//! A frozen iteration shows the dossier frozen with it. One frozen before dossiers were recorded has none; when it is the
//! published state, the text of the project stands in, and the page says so.

use crate::model::{Corpus, Dossier};
use crate::render::site::{DRAFT, Site};
use crate::render::urls;

/// The dossier of a lane at a state.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    /// What it says.
    pub(crate) dossier: Dossier,
    /// Whether it is what was frozen, or what is being written in a draft; not a stand-in.
    pub(crate) own: bool,
}

/// The dossier of a lane at a state, by its index.
pub(crate) fn kept(site: &Site<'_>, index: usize, lane: &str) -> Option<Kept> {
    let state = site.states.get(index)?;
    match state.dossiers {
        Some(recorded) => {
            let dossier = recorded.iter().find(|dossier| dossier.lane == lane)?.clone();
            Some(Kept { dossier, own: true })
        }
        None if state.draft || index == site.published => {
            Some(Kept { dossier: written(site, lane)?, own: state.draft })
        }
        None => None,
    }
}

/// The dossier being written.
fn written(site: &Site<'_>, lane: &str) -> Option<Dossier> {
    let dossiers = &site.context.settings.dossiers;
    dossiers.iter().find(|dossier| dossier.content.lane == lane).map(crate::settings::Dossier::published)
}

/// The draft of a dossier beside the published one, with the state its tables are made from: only in a preview, and only
/// where something differs.
pub(crate) fn draft<'a>(site: &Site<'a>, lane: &str) -> Option<(Dossier, &'a Corpus)> {
    if site.publication() || site.current()?.draft {
        return None;
    }
    let dossier = written(site, lane)?;
    let same = kept(site, site.published, lane).is_some_and(|kept| kept.dossier == dossier);
    (!same || site.context.work.is_some()).then_some((dossier, site.latest()))
}

/// Whether the lane ever had a dossier.
pub(crate) fn known(site: &Site<'_>, lane: &str) -> bool {
    let frozen = site.states.iter().filter_map(|state| state.dossiers).flatten();
    frozen.map(|dossier| &dossier.lane).any(|code| code == lane) || written(site, lane).is_some()
}

/// Address of the dossier of a lane at a state; `None` when no page shows it.
pub(crate) fn page(site: &Site<'_>, index: usize, lane: &str) -> Option<String> {
    let state = site.states.get(index)?;
    let shown = state.corpus.lane(lane).is_some() && known(site, lane);
    if !shown || (index != site.published && state.draft && draft(site, lane).is_none()) {
        return None;
    }
    Some(if index == site.published { current_page(lane) } else { frozen_page(lane, &state.slug) })
}

/// Address of the dossier in force.
pub(crate) fn current_page(lane: &str) -> String {
    urls::lane_file(lane, "dsr.html")
}

/// Address of the dossier of an iteration, by its slug.
pub(crate) fn frozen_page(lane: &str, slug: &str) -> String {
    urls::lane_file(lane, &format!("dsr-{slug}.html"))
}

/// Address of the draft.
pub(crate) fn draft_page(lane: &str) -> String {
    frozen_page(lane, DRAFT)
}
