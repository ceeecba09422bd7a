//! A comparison as one self-contained page: the cards of the site, style and scripts inside, no request at all.
//!
//! Owner of the policy of such a page: it names its own style and scripts by digest, and allows nothing else. Links lead
//! inside the page only, so that the file reads the same wherever it is opened from.

use serde::Serialize;

use super::compared::Compared;
use super::inline::Inline;
use super::pages::{FILTERS, SCRIPT, STYLE};
use super::site::Site;
use super::view::{DiffView, Page};
use super::{RenderContext, RenderError};
use crate::history::Diff;
use crate::model::Corpus;
use crate::settings::{Manifest, Settings};
use crate::source::SourceSet;

/// What the template of the page receives.
#[derive(Serialize)]
struct AloneView {
    style: Inline,
    scripts: [Inline; 2],
    diff: DiffView,
}

/// The page of a comparison, whole, with a final newline. `notice` is what the project says of its texts.
///
/// # Errors
/// When a template is wrong.
pub fn to_html(
    diff: &Diff,
    before: &Corpus,
    after: &Corpus,
    notice: Option<&str>,
) -> Result<String, RenderError> {
    let settings = Settings {
        manifest: Manifest {
            programme: after.programme.clone(),
            notice: notice.map(str::to_owned),
            ..Manifest::default()
        },
        ..Settings::default()
    };
    let context = RenderContext {
        settings: &settings,
        corpus: after,
        work: None,
        baselines: &[],
        diagnostics: &[],
        sources: &SourceSet::default(),
    };
    let site = Site::of_comparison(&context, before, diff)?;
    let [from, to] = site.states.as_slice() else { return Ok(String::new()) };
    let scope = match diff.lane.as_deref() {
        Some(code) => format!("couloir {code}"),
        None => "tous les couloirs".to_owned(),
    };
    let title = format!("Ce qui change {} {}, {scope}", site.names.of(from.name), site.names.to(to.name));
    let page = Page::new("", &title, "").noindex(true);
    let compared = Compared::new(diff, from.corpus, to.corpus);
    let diff = DiffView::new(&site, page.root, &compared, (from, to));
    let weight = diff.weight() + STYLE.len() + SCRIPT.len() + FILTERS.len();
    let view = AloneView { style: Inline::new(STYLE), scripts: [FILTERS, SCRIPT].map(Inline::new), diff };
    let bytes = site.engine.render("diff_alone.html", &page, view, weight)?;
    let mut html = String::from_utf8_lossy(&bytes).into_owned();
    html.push_str(if html.ends_with('\n') { "" } else { "\n" });
    Ok(html)
}
