//! Every lane and its pages; every checklist, those to fill and those of past iterations.

use serde::Serialize;

use super::page;
use crate::render::site::Site;
use crate::render::typography::Html;
use crate::render::view::{Link, Page, frozen_checklists};
use crate::render::{Order, RenderError, dossiers, urls};

#[derive(Serialize)]
struct LaneLists {
    code: String,
    title: Html,
    /// Page of the lane; nothing for a lane that is no longer there.
    href: Option<String>,
    /// The list to fill.
    current: Option<String>,
    /// The other pages of the lane, as it is now.
    pages: Vec<Link>,
    json: String,
    csv: String,
    /// Lists of iterations, newest first.
    frozen: Vec<Link>,
}

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let states = site.states.iter().take(site.published + 1).rev();
    let mut codes: Vec<(&str, &str)> = Vec::new();
    for lane in states.flat_map(|state| &state.corpus.lanes) {
        if !codes.iter().any(|(code, _)| *code == lane.code) {
            codes.push((&lane.code, &lane.title));
        }
    }
    let rows: Vec<LaneLists> = codes
        .into_iter()
        .map(|(code, title)| {
            let there = site.corpus().lane(code).is_some();
            LaneLists {
                code: code.to_owned(),
                title: Html::prose(title),
                href: there.then(|| urls::lane(code)),
                current: there.then(|| urls::checklist(code)),
                pages: if there { pages(site, code) } else { Vec::new() },
                json: urls::lane_file(code, "checklist.json"),
                csv: urls::lane_file(code, "checklist.csv"),
                frozen: frozen_checklists(site, code),
            }
        })
        .collect();
    let head =
        Page::new(urls::CHECKLISTS, "Couloirs et listes de conformité", "couloirs").crumb("Couloirs", None);
    order.deliver(page(site, "checklists_index.html", urls::CHECKLISTS.to_owned(), &head, &rows)?)
}

/// What the site says of a lane, beside its requirements.
fn pages(site: &Site<'_>, code: &str) -> Vec<Link> {
    let step =
        site.pair_to(site.published).and_then(|pair| Some((site.states.get(pair.from)?, site.current()?)));
    let known = step.filter(|(_, to)| to.corpus.lane(code).is_some());
    let changes = known.map(|(from, to)| {
        let label = format!("ce qui change depuis {}", site.names.full(from.name));
        Link::new(label, urls::diff(Some(code), &from.slug, &to.slug, "html"))
    });
    let dossier = dossiers::page(site, site.published, code).map(|page| Link::new("dossier (DSR)", page));
    let file = |label: &str, name: &str| Some(Link::new(label, urls::lane_file(code, name)));
    [changes, dossier, file("couverture", "couverture.html"), file("impression", "imprimer.html")]
        .into_iter()
        .flatten()
        .collect()
}
