//! What the référencement of a lane rests on: its dossier, its profiles, the versions of the referentials it cites.

use serde::Serialize;

use crate::model::Lane;
use crate::quick::{HashSet, HashSetExt as _};
use crate::render::dossiers;
use crate::render::markup::Markup;
use crate::render::site::{Site, stated};
use crate::render::typography::Html;
use crate::render::urls;

/// What the référencement of the lane rests on.
#[derive(Debug, Serialize)]
pub(crate) struct Scope {
    dossier: Option<Html>,
    version: Option<String>,
    procedure: Option<Html>,
    profiles: Vec<String>,
    /// How many referentials it cites.
    cited: usize,
    references: Option<Html>,
}

/// The dossier of a lane at a state, its profiles, the versions of the referentials it cites.
pub(super) fn scope(site: &Site<'_>, root: &'static str, index: usize, lane: &Lane) -> Option<Scope> {
    let state = site.states.get(index)?;
    let dossier = dossiers::kept(site, index, &lane.code).map(|kept| kept.dossier);
    let dossier = dossier.as_ref();
    let mut cited: HashSet<String> = HashSet::new();
    for item in lane.applications.iter().filter_map(|application| stated(state.corpus, application)) {
        for link in item.references.iter().filter(|_| item.is_live()) {
            if !cited.contains(&link.code) {
                cited.insert(link.code.clone());
            }
        }
    }
    let mut out = Markup::new(root, 256);
    let mut shown = 0;
    for reference in state.corpus.references.iter().filter(|one| cited.contains(&one.code)) {
        shown += 1;
        out.raw("<li>");
        match site.corpus().reference(&reference.code) {
            Some(_) => out.open_link(&urls::reference(&reference.code)).text(&reference.code).raw("</a>"),
            None => out.text(&reference.code),
        };
        let versions = reference.applicable(&lane.code);
        out.raw(" <strong>");
        out.text(&if versions.is_empty() { "à venir".to_owned() } else { versions.join(" et ") });
        out.raw("</strong> <span class=\"discret\">").prose(&reference.title).raw("</span></li>\n");
    }
    let own = dossier.map(|dossier| &dossier.profiles).filter(|profiles| !profiles.is_empty());
    let profiles = own.unwrap_or(&lane.profiles).clone();
    let references = out.finish().filled();
    (dossier.is_some() || !profiles.is_empty() || references.is_some()).then(|| Scope {
        dossier: dossier.map(|dossier| Html::prose(&dossier.title)),
        version: dossier.map(|dossier| dossier.version.clone()),
        procedure: dossier.and_then(|dossier| dossier.procedure.as_deref()).map(Html::prose),
        profiles,
        cited: shown,
        references,
    })
}
