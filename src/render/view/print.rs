//! The print edition of a lane: a cover, a summary, every requirement with its address, and what edition it is.

use serde::Serialize;

use super::lane::line;
use crate::model::{Application, Lane, Nature, Requirement, Status};
use crate::render::markup::Markup;
use crate::render::site::{Site, State, stated};
use crate::render::typography::{self, Html};
use crate::render::urls;

/// The print edition of a lane at the published state.
#[derive(Debug, Serialize)]
pub(crate) struct PrintView {
    code: String,
    title: Html,
    lane: String,
    state: String,
    date: Option<Html>,
    draft: bool,
    total: usize,
    validated: usize,
    mandatory: usize,
    obsolete: usize,
    digest: Option<String>,
    sections: Vec<PrintSection>,
}

/// A part of the edition: requirements that follow each other in one section.
#[derive(Debug, Serialize)]
struct PrintSection {
    anchor: String,
    title: Html,
    count: usize,
    body: Html,
}

impl PrintView {
    /// About how much its list weighs.
    pub(crate) fn weight(&self) -> usize {
        self.sections.iter().map(|section| section.body.as_str().len() + 256).sum()
    }

    pub(crate) fn new(site: &Site<'_>, root: &'static str, lane: &Lane) -> Option<Self> {
        let state = site.current()?;
        let mut view = Self {
            code: lane.code.clone(),
            title: Html::prose(&lane.title),
            lane: urls::lane(&lane.code),
            state: state.name.to_owned(),
            date: state.date.map(typography::time),
            draft: state.draft,
            total: 0,
            validated: 0,
            mandatory: 0,
            obsolete: 0,
            digest: site.context.baselines.get(site.published).map(|baseline| baseline.digest.clone()),
            sections: Vec::new(),
        };
        let mut open: Option<Option<String>> = None;
        let mut group = (None, None);
        let mut body = Markup::new(root, 0);
        let base = site.base_url().unwrap_or_default();
        for application in &lane.applications {
            let Some(item) = stated(state.corpus, application) else { continue };
            if !item.is_live() {
                view.obsolete += 1;
                continue;
            }
            view.count(&item);
            if open.as_ref() != Some(&item.section) {
                view.close(std::mem::replace(&mut body, Markup::new(root, 16 << 10)));
                view.open(state, &item);
                open = Some(item.section.clone());
                group = (None, None);
            }
            let here = (item.block.clone(), item.function.clone());
            if group != here {
                heading(&mut body, &item);
                group = here;
            }
            if let Some(section) = view.sections.last_mut() {
                section.count += 1;
            }
            entry(&mut body, site, &base, lane, application, &item);
        }
        view.close(body);
        Some(view)
    }

    fn count(&mut self, item: &Requirement) {
        self.total += 1;
        self.validated += usize::from(item.status == Status::Validated);
        self.mandatory += usize::from(item.nature == Nature::Mandatory);
    }

    fn open(&mut self, state: &State<'_>, item: &Requirement) {
        let code = item.section.as_deref();
        self.sections.push(PrintSection {
            anchor: format!("p-{}", self.sections.len() + 1),
            title: Html::prose(code.map_or("Sans section", |code| state.corpus.section_title(code))),
            count: 0,
            body: Html::prose(""),
        });
    }

    fn close(&mut self, body: Markup) {
        if let Some(section) = self.sections.last_mut() {
            section.body = body.finish();
        }
    }
}

/// Bloc and fonction, above the requirements they hold.
fn heading(out: &mut Markup, item: &Requirement) {
    let names = [item.block.as_deref(), item.function.as_deref()];
    let names = if names[0] == names[1] { [names[0], None] } else { names };
    for (index, name) in names.into_iter().flatten().enumerate() {
        out.raw(if index == 0 { "<p class=\"fonction\">" } else { " › " }).prose(name);
    }
    out.raw(if names == [None, None] { "" } else { "</p>\n" });
}

/// A requirement and its address, which starts with `base`.
fn entry(
    out: &mut Markup,
    site: &Site<'_>,
    base: &str,
    lane: &Lane,
    application: &Application,
    item: &Requirement,
) {
    let id = item.id.as_str();
    out.raw("<article class=\"imp\"").item_anchor(site, id).raw(">\n<h3>").id(site, id).raw(" ");
    out.title(site, id, &item.title).raw("</h3>\n<p class=\"bs\">").nature(item.nature).status(item.status);
    out.raw("</p>\n<div class=\"texte\">").html(&site.text(&item.statement)).raw("</div>\n");
    if let Some(comment) = &item.comment {
        out.raw("<div class=\"com\">").html(&site.text(comment)).raw("</div>\n");
    }
    let mut about = Markup::new(out.root(), 128);
    line(&mut about, lane, application, item);
    if let Some(about) = about.finish().filled() {
        out.raw("<p class=\"discret\">").html(&about).raw("</p>\n");
    }
    out.raw("<p class=\"adresse\">").text(base).text(&urls::item(id)).raw("</p>\n</article>\n");
}
