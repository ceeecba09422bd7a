//! Where every checklist is: those to fill, and those of past iterations.

use serde::Serialize;

use super::page;
use crate::render::site::Site;
use crate::render::typography::Html;
use crate::render::view::{Link, Page, frozen_checklists};
use crate::render::{Order, RenderError, urls};

#[derive(Serialize)]
struct LaneLists {
    code: String,
    title: Html,
    /// Page of the lane; nothing for a lane that is no longer there.
    href: Option<String>,
    /// The list to fill.
    current: Option<String>,
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
                json: urls::lane_file(code, "checklist.json"),
                csv: urls::lane_file(code, "checklist.csv"),
                frozen: frozen_checklists(site, code),
            }
        })
        .collect();
    let head =
        Page::new(urls::CHECKLISTS, "Listes de conformité", "listes").crumb("Listes de conformité", None);
    order.deliver(page(site, "checklists_index.html", urls::CHECKLISTS.to_owned(), &head, &rows)?)
}
