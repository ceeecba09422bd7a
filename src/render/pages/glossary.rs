//! The glossary: notions every project has, then the words of this one, each with the requirements that use it.

use rayon::prelude::*;
use serde::Serialize;

use super::page;
use crate::render::markup::Markup;
use crate::render::site::{Entry, Site, scenario_texts};
use crate::render::typography::Html;
use crate::render::view::Page;
use crate::render::{Order, RenderError, urls};

const PATH: &str = "glossaire.html";
/// Requirements named under a term; beyond, the search finds the others.
const NAMED: usize = 200;

#[derive(Serialize)]
struct TermView {
    anchor: String,
    names: String,
    expansion: Html,
    definition: Option<Html>,
    source: Option<Html>,
    count: usize,
    others: usize,
    search: String,
    items: Html,
}

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    if !order.wants(PATH) {
        return Ok(());
    }
    let used: Vec<Vec<usize>> = site.entries.par_iter().map(|entry| terms_of(site, entry)).collect();
    let mut users: Vec<Vec<&Entry<'_>>> = vec![Vec::new(); site.glossary.terms.len()];
    for (entry, terms) in site.entries.iter().zip(&used) {
        for term in terms {
            users.get_mut(*term).into_iter().for_each(|list| list.push(entry));
        }
    }
    let terms = site.glossary.terms.iter().zip(users).map(|(term, users)| {
        let mut items = Markup::new("", users.len().min(NAMED) * 96);
        items.ids(site, users.iter().take(NAMED).map(|entry| entry.id));
        TermView {
            anchor: term.anchor.clone(),
            names: term.names.join(", "),
            expansion: Html::prose(&term.expansion),
            definition: term.definition.as_deref().map(Html::prose),
            source: term.source.as_deref().map(Html::prose),
            count: users.len(),
            others: users.len().saturating_sub(NAMED),
            search: urls::query(term.names.first().map_or("", String::as_str)),
            items: items.finish(),
        }
    });
    let terms: Vec<TermView> = terms.collect();
    let head = Page::new(PATH, "Glossaire", "glossaire").crumb("Glossaire", None);
    order.deliver(page(site, "glossary.html", PATH.to_owned(), &head, terms)?)
}

/// Terms a published requirement in force uses: in its title, its statement, its comment, its scenarios.
fn terms_of(site: &Site<'_>, entry: &Entry<'_>) -> Vec<usize> {
    let item = entry.item;
    if entry.state != site.published || !item.is_live() {
        return Vec::new();
    }
    let mut terms = site.glossary.used(entry.title.as_str());
    let mut add = |text: &str| terms.extend_from_slice(&site.terms(text));
    add(&item.statement);
    item.comment.iter().for_each(|text| add(text));
    for scenario in &item.scenarios {
        add(&scenario.title);
        scenario_texts(scenario, &mut add);
    }
    terms.sort_unstable();
    terms.dedup();
    terms
}
