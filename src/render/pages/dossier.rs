//! The DSR of each lane: in force, as each iteration froze it, being written.

use super::page;
use crate::model::{Corpus, Dossier};
use crate::render::dossiers;
use crate::render::markdown;
use crate::render::site::{DRAFT, Site, State};
use crate::render::typography::Html;
use crate::render::view::{DossierTables, DossierView, Page};
use crate::render::{Order, RenderError, urls};

/// Tables a dossier may call for, and the template of each.
const TABLES: [(&str, &str); 4] = [
    ("table_exigences", "dsr/exigences.html"),
    ("table_references", "dsr/references.html"),
    ("table_profils", "dsr/profils.html"),
    ("table_calendrier", "dsr/calendrier.html"),
];

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    for (index, state) in site.states.iter().enumerate() {
        for lane in state.corpus.lanes.iter().filter(|lane| dossiers::known(site, &lane.code)) {
            at_state(site, index, state, &lane.code, order)?;
        }
    }
    for lane in site.corpus().lanes.iter().filter(|lane| dossiers::known(site, &lane.code)) {
        let path = dossiers::draft_page(&lane.code);
        let draft = order.wants(&path).then(|| dossiers::draft(site, &lane.code)).flatten();
        if let Some((dossier, corpus)) = draft {
            let head = head(site, &path, &lane.code, Some(DRAFT)).noindex(true);
            let view = DossierView::draft(site, &dossier, body(site, &dossier, (corpus, DRAFT), &head)?);
            order.deliver(page(site, "dossier.html", path, &head, view)?)?;
        }
    }
    Ok(())
}

/// The pages of a lane at a state; the published state has two addresses, one that moves on and one that stays.
fn at_state(
    site: &Site<'_>,
    index: usize,
    state: &State<'_>,
    lane: &str,
    order: &Order<'_>,
) -> Result<(), RenderError> {
    let mut paths = Vec::new();
    if index == site.published {
        paths.push((dossiers::current_page(lane), true));
    }
    if !state.draft {
        paths.push((dossiers::frozen_page(lane, &state.slug), false));
    }
    paths.retain(|(path, _)| order.wants(path));
    if paths.is_empty() {
        return Ok(());
    }
    let kept = dossiers::kept(site, index, lane);
    for (path, current) in paths {
        let head = head(site, &path, lane, (!current).then_some(state.name)).noindex(!current);
        let view = match &kept {
            // What stands in for a dossier that was not recorded is shown where it is in force only.
            Some(kept) if kept.own || current => {
                let body = body(site, &kept.dossier, (state.corpus, state.name), &head)?;
                DossierView::new(site, index, kept, body, current)
            }
            _ => DossierView::absent(site, index, lane, current),
        };
        order.deliver(page(site, "dossier.html", path, &head, view)?)?;
    }
    Ok(())
}

fn head(site: &Site<'_>, path: &str, lane: &str, state: Option<&str>) -> Page {
    let home = site.corpus().lane(lane).map(|_| urls::lane(lane));
    let title = match state {
        Some(state) => format!("DSR {lane} ({state})"),
        None => format!("DSR {lane}"),
    };
    Page::new(path, &title, "couloirs").in_lanes().crumb(&format!("Couloir {lane}"), home).crumb("DSR", None)
}

/// The Markdown of the dossier, with its tables, made from a state.
///
/// A call such as `{{ table_profils() }}` stands alone on its line. The text is Markdown from its author and never a
/// template: any other call is shown as it is written.
fn body(
    site: &Site<'_>,
    dossier: &Dossier,
    (corpus, state): (&Corpus, &str),
    head: &Page,
) -> Result<Html, RenderError> {
    let tables = DossierTables::new(site, dossier, corpus, state);
    let mut html = String::new();
    let parts = parts(&dossier.body);
    let markdown: Vec<&str> = parts.iter().map(|(text, _)| *text).collect();
    let rendered = markdown::render_documents(&markdown);
    for (text, (_, table)) in rendered.iter().zip(&parts) {
        html.push_str(text);
        let template = table.and_then(|name| TABLES.iter().find(|(table, _)| *table == name));
        if let (Some((_, template)), Some(tables)) = (template, &tables) {
            let table = site.engine.render(template, head, tables, 0)?;
            html.push_str(&String::from_utf8_lossy(&table));
        }
    }
    Ok(Html::from_markup(html))
}

/// The text of a dossier cut at its calls: some Markdown, then the name of the table that follows it.
pub(crate) fn parts(body: &str) -> Vec<(&str, Option<&'static str>)> {
    let mut parts: Vec<(&str, Option<&'static str>)> = Vec::new();
    let mut rest = body;
    let mut from = 0;
    for line in body.split_inclusive('\n') {
        let called = call(line);
        if called.is_some() {
            let (before, after) = rest.split_at(from.min(rest.len()));
            parts.push((before, called));
            rest = after.get(line.len()..).unwrap_or_default();
            from = 0;
        } else {
            from += line.len();
        }
    }
    parts.push((rest, None));
    parts
}

/// The table a line calls for.
fn call(line: &str) -> Option<&'static str> {
    let name = line.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim().strip_suffix("()")?;
    TABLES.iter().find(|(table, _)| *table == name).map(|(table, _)| *table)
}
