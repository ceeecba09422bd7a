//! The DSR of each lane.

use super::page;
use crate::render::markdown;
use crate::render::site::Site;
use crate::render::typography::Html;
use crate::render::view::{DossierTables, DossierView, Page};
use crate::render::{Artifact, RenderError, urls};
use crate::settings::Dossier;

/// Tables a dossier may call for, and the template of each.
const TABLES: [(&str, &str); 4] = [
    ("table_exigences", "dsr/exigences.html"),
    ("table_references", "dsr/references.html"),
    ("table_profils", "dsr/profils.html"),
    ("table_calendrier", "dsr/calendrier.html"),
];

pub(super) fn render(site: &Site<'_>) -> Result<Vec<Artifact>, RenderError> {
    let mut files = Vec::new();
    for dossier in &site.context.settings.dossiers {
        if site.corpus().lane(&dossier.lane).is_none() {
            continue;
        }
        let path = urls::lane_file(&dossier.lane, "dsr.html");
        let head = Page::new(&path, &format!("DSR {} version {}", dossier.lane, dossier.version), "couloirs")
            .crumb(&format!("Couloir {}", dossier.lane), Some(urls::lane(&dossier.lane)))
            .crumb("DSR", None);
        let body = body(site, dossier, &head)?;
        files.push(page(site, "dossier.html", path, &head, DossierView::new(site, dossier, body))?);
    }
    Ok(files)
}

/// The Markdown of the dossier, with its tables.
///
/// A call such as `{{ table_profils() }}` stands alone on its line. The text is Markdown from its author and never a
/// template: any other call is shown as it is written.
fn body(site: &Site<'_>, dossier: &Dossier, head: &Page) -> Result<Html, RenderError> {
    let tables = DossierTables::new(site, dossier);
    let mut parts: Vec<(&str, Option<&str>)> = Vec::new();
    let mut rest = dossier.body.as_str();
    let mut from = 0;
    for line in dossier.body.split_inclusive('\n') {
        let called = call(line);
        if let Some(template) = called {
            let (before, after) = rest.split_at(from.min(rest.len()));
            parts.push((before, Some(template)));
            rest = after.get(line.len()..).unwrap_or_default();
            from = 0;
        } else {
            from += line.len();
        }
    }
    parts.push((rest, None));
    let mut html = String::new();
    let markdown: Vec<&str> = parts.iter().map(|(text, _)| *text).collect();
    let rendered = markdown::render_documents(&markdown);
    for (text, (_, table)) in rendered.iter().zip(&parts) {
        html.push_str(text);
        if let (Some(template), Some(tables)) = (table, &tables) {
            let table = site.engine.render(template, head, tables, 0)?;
            html.push_str(&String::from_utf8_lossy(&table));
        }
    }
    Ok(Html::from_markup(html))
}

/// The template of the table a line calls for.
fn call(line: &str) -> Option<&'static str> {
    let name = line.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim().strip_suffix("()")?;
    TABLES.iter().find(|(table, _)| *table == name).map(|(_, template)| *template)
}
