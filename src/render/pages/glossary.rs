//! The glossary: notions every project has, then the words of this one, each with the requirements that use it.

use rayon::prelude::*;
use serde::Serialize;

use super::page;
use crate::model::Home;
use crate::render::glossary::{Named, Term};
use crate::render::markup::Markup;
use crate::render::site::{Entry, Site, scenario_texts};
use crate::render::typography::Html;
use crate::render::view::Page;
use crate::render::{Order, RenderError, escaped, urls};
use crate::source::fold_accents;

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
    /// What the term names: its kind, its page, how many requirements in force are there, its code.
    home: Option<(&'static str, String, usize, String)>,
}

/// Terms under one letter.
#[derive(Serialize)]
struct Letter {
    letter: String,
    anchor: String,
    terms: Vec<TermView>,
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
            home: home(site, term),
        }
    });
    let mut letters: Vec<Letter> = Vec::new();
    for term in terms {
        let letter = letter(&term.names);
        match letters.iter_mut().find(|known| known.letter == letter) {
            Some(known) => known.terms.push(term),
            None => {
                let anchor = format!("lettre-{}", letter.to_ascii_lowercase());
                letters.push(Letter { letter, anchor, terms: vec![term] });
            }
        }
    }
    let head = Page::new(PATH, "Glossaire", "glossaire").crumb("Glossaire", None);
    order.deliver(page(site, "glossary.html", PATH.to_owned(), &head, letters)?)
}

/// The letter a word is filed under: Œuvre under O, 2D under « 0-9 », the rest together.
fn letter(word: &str) -> String {
    match fold_accents(word).chars().next().map(|first| first.to_ascii_uppercase()) {
        Some('œ' | 'Œ') => "O".to_owned(),
        Some('æ' | 'Æ') => "A".to_owned(),
        Some(first) if first.is_ascii_alphabetic() => first.to_string(),
        Some(first) if first.is_ascii_digit() => "0-9".to_owned(),
        _ => "Autres".to_owned(),
    }
}

/// Where a lane or a socle shows its requirements, how many are in force, and its code.
fn home(site: &Site<'_>, term: &Term) -> Option<(&'static str, String, usize, String)> {
    let known = |code: &str| term.names.iter().any(|name| name == code);
    let corpus = site.corpus();
    match term.names_a {
        Named::Word => None,
        Named::Lane => {
            let lane = corpus.lanes.iter().find(|lane| known(&lane.code))?;
            let count = corpus.lane_items(lane).filter(|(_, item)| item.is_live()).count();
            Some(("couloir", urls::lane(&lane.code), count, lane.code.clone()))
        }
        Named::Socle => {
            let code =
                term.names.iter().find(|name| corpus.socles.iter().any(|socle| socle.code == **name))?;
            let home = Home::Socle(code.clone());
            let own = || corpus.items.iter().filter(|item| item.home == home);
            let anchor = urls::anchor(&format!("socle-{code}"));
            own().next()?;
            let count = own().filter(|item| item.is_live()).count();
            Some(("socle", format!("{}#{anchor}", urls::ITEMS), count, code.clone()))
        }
    }
}

/// Terms a published requirement in force uses: in its title, its bloc, its fonction, its profiles, its statement, its
/// comment, its scenarios.
fn terms_of(site: &Site<'_>, entry: &Entry<'_>) -> Vec<usize> {
    let item = entry.item;
    if entry.state != site.published || !item.is_live() {
        return Vec::new();
    }
    let mut terms = site.glossary.used(entry.title.as_str());
    for text in item.block.iter().chain(&item.function).chain(&item.profiles) {
        terms.extend(site.glossary.used(&escaped(text)));
    }
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
