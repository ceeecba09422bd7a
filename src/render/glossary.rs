//! The words of the trade: where they come from, where they are used, and their links in texts.
//!
//! Input: the glossary of the manifest, the codes of lanes and socles; output: terms for the glossary page, and texts in
//! which the first use of each term on a page leads there. Ids, code and links are never touched.

use aho_corasick::{AhoCorasick, MatchKind};

use super::typography::{Html, push_prose};
use super::urls;
use crate::model::natural_order;
use crate::settings::Manifest;
use crate::source::fold_accents;

/// Whether the page has another use for an anchor.
fn is_taken(anchor: &str) -> bool {
    NOTIONS.contains(&anchor) || PARTS.contains(&anchor) || anchor.starts_with("lettre-")
}

/// Anchors of the parts of the page; those of its letters start with `lettre-`.
const PARTS: &[&str] = &["chercher", "contenu", "termes"];
/// Anchors the page gives to the notions every project has.
const NOTIONS: &[&str] = &[
    "couloir",
    "dsr",
    "evolution",
    "exigence",
    "iteration",
    "nature",
    "portee",
    "preconisation",
    "preuve",
    "profil",
    "referentiel",
    "rem",
    "retour",
    "scenario",
    "socle",
    "statut",
];
/// Elements in which no word is linked.
const CLOSED: &[&str] =
    &["a", "abbr", "caption", "code", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "summary", "svg"];

/// A word and what it means.
#[derive(Debug, Clone)]
pub(crate) struct Term {
    /// The word as texts use it, the first one being that of the page.
    pub(crate) names: Vec<String>,
    /// What it stands for, in full.
    pub(crate) expansion: String,
    /// What it means.
    pub(crate) definition: Option<String>,
    /// Where the definition comes from.
    pub(crate) source: Option<String>,
    /// Anchor in the glossary.
    pub(crate) anchor: String,
    /// What it names, when it is no word of the trade.
    pub(crate) names_a: Named,
}

/// What a word is the code of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// Nothing: a word.
    Word,
    /// A lane.
    Lane,
    /// A socle.
    Socle,
}

/// Every term, from A to Z.
#[derive(Default)]
pub(crate) struct Glossary {
    pub(crate) terms: Vec<Term>,
    /// Every name at once, and the term of each.
    finder: Option<AhoCorasick>,
    owners: Vec<usize>,
}

/// Terms already linked on a page.
pub(crate) struct Seen(Vec<bool>);

impl Seen {
    /// Whether a term is linked already.
    pub(crate) fn has(&self, term: usize) -> bool {
        self.0.get(term).is_none_or(|known| *known)
    }
}

impl Glossary {
    /// The glossary of a project. What the manifest says of the code of a lane or of a socle prevails over its title.
    pub(crate) fn of(manifest: &Manifest) -> Self {
        let mut terms: Vec<Term> = Vec::new();
        let mut add = |names: Vec<String>,
                       expansion: &str,
                       definition: Option<&str>,
                       source: Option<&str>,
                       names_a: Named| {
            let explained =
                names.first().and_then(|code| terms.iter().position(|term| term.names.contains(code)));
            let known = |name: &String| terms.iter().any(|term| term.names.contains(name));
            let names: Vec<String> = names.into_iter().filter(|name| !known(name)).collect();
            if let Some(term) = explained.and_then(|place| terms.get_mut(place)) {
                term.names.extend(names);
                term.names_a = names_a;
                if term.expansion.is_empty() {
                    expansion.clone_into(&mut term.expansion);
                }
                return;
            }
            let Some(first) = names.first() else { return };
            let mut anchor = urls::anchor(&fold_accents(first).to_ascii_lowercase().replace(' ', "-"));
            while is_taken(&anchor) || terms.iter().any(|term| term.anchor == anchor) {
                anchor.push_str("-terme");
            }
            terms.push(Term {
                names,
                expansion: expansion.to_owned(),
                definition: definition.map(str::to_owned),
                source: source.map(str::to_owned),
                anchor,
                names_a,
            });
        };
        for entry in &manifest.glossary {
            let expansion = entry.expansion.as_deref().unwrap_or_default();
            add(
                vec![entry.term.clone()],
                expansion,
                entry.definition.as_deref(),
                entry.source.as_deref(),
                Named::Word,
            );
        }
        for lane in &manifest.lanes {
            let names = std::iter::once(&lane.code).chain(&lane.aliases).cloned().collect();
            add(names, &lane.title, Some("Couloir du référentiel."), None, Named::Lane);
        }
        for socle in &manifest.socles {
            add(
                vec![socle.code.clone()],
                &socle.title,
                Some("Socle d'exigences partagées."),
                None,
                Named::Socle,
            );
        }
        let key = |term: &Term| fold_accents(term.names.first().map_or("", String::as_str)).to_lowercase();
        terms.sort_by(|left, right| natural_order(&key(left), &key(right)));
        let (names, owners): (Vec<&str>, Vec<usize>) = terms
            .iter()
            .enumerate()
            .flat_map(|(place, term)| term.names.iter().map(move |name| (name.as_str(), place)))
            .unzip();
        let finder = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(names);
        Self { finder: finder.ok().filter(|_| !owners.is_empty()), terms, owners }
    }

    /// Nothing linked yet.
    pub(crate) fn unseen(&self) -> Seen {
        Seen(vec![false; self.terms.len()])
    }

    /// Terms a text or its markup uses, each once.
    pub(crate) fn used(&self, html: &str) -> Vec<usize> {
        let mut found = Vec::new();
        self.each(html, &mut |term, _| {
            if !found.contains(&term) {
                found.push(term);
            }
        });
        found
    }

    /// The markup, the first use of each term not seen yet being a link to the glossary.
    pub(crate) fn link(&self, root: &str, html: &Html, seen: &mut Seen) -> Html {
        let source = html.as_str();
        let mut uses = Vec::new();
        self.each(source, &mut |term, place| {
            if let Some(known) = seen.0.get_mut(term).filter(|known| !**known) {
                *known = true;
                uses.push((term, place));
            }
        });
        if uses.is_empty() {
            return html.clone();
        }
        let mut out = String::with_capacity(source.len() + uses.len() * 128);
        let mut start = 0;
        for (term, place) in uses {
            let Some(term) = self.terms.get(term) else { continue };
            out.push_str(source.get(start..place.start).unwrap_or_default());
            out.push_str("<a class=\"terme\" href=\"");
            out.push_str(root);
            out.push_str("glossaire.html#");
            out.push_str(&term.anchor);
            let word = source.get(place.clone()).unwrap_or_default();
            if term.expansion.is_empty() {
                out.push_str("\">");
                out.push_str(word);
            } else {
                out.push_str("\"><abbr title=\"");
                push_prose(&mut out, &term.expansion);
                out.push_str("\">");
                out.push_str(word);
                out.push_str("</abbr>");
            }
            out.push_str("</a>");
            start = place.end;
        }
        out.push_str(source.get(start..).unwrap_or_default());
        Html::from_markup(out)
    }

    /// Finds the whole words of markup that are terms, outside tags and closed elements.
    fn each(&self, html: &str, found: &mut dyn FnMut(usize, std::ops::Range<usize>)) {
        let Some(finder) = &self.finder else { return };
        let (mut at, mut closed) = (0, 0_usize);
        while at < html.len() {
            let rest = html.get(at..).unwrap_or_default();
            let length = rest.find('<').unwrap_or(rest.len());
            if closed == 0 {
                let words = rest.get(..length).unwrap_or_default();
                for one in finder.find_iter(words) {
                    let owner = self.owners.get(one.pattern().as_usize()).copied();
                    if let Some(term) = owner.filter(|_| is_whole(words, one.range())) {
                        found(term, at + one.start()..at + one.end());
                    }
                }
            }
            let tag = rest.get(length..).unwrap_or_default();
            let end = tag.find('>').map_or(tag.len(), |end| end + 1);
            let inner = tag.get(1..).unwrap_or_default();
            let (name, opens) = match inner.strip_prefix('/') {
                Some(name) => (name, false),
                None => (inner, true),
            };
            let name = name.split(|one: char| !one.is_ascii_alphanumeric()).next().unwrap_or_default();
            if CLOSED.contains(&name) {
                closed = if opens { closed + 1 } else { closed.saturating_sub(1) };
            }
            at += length + end;
        }
    }
}

/// Whether a match is a word of its own, and no part of an id, of a compound or of an address.
fn is_whole(text: &str, place: std::ops::Range<usize>) -> bool {
    let before = text.get(..place.start).and_then(|start| start.chars().next_back());
    let mut rest = text.get(place.end..).unwrap_or_default().chars();
    let (after, next) = (rest.next(), rest.next());
    let joins = |one: char| one.is_alphanumeric() || matches!(one, '-' | '/' | '_' | '@' | '#' | '&');
    let cut = before.is_none_or(|one| !joins(one) && one != '.');
    let dotted = after == Some('.') && next.is_some_and(char::is_alphanumeric);
    cut && !after.is_some_and(|one| joins(one) && one != '&') && !dotted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::GlossaryEntry;

    fn glossary() -> Glossary {
        let entry = |term: &str, expansion: &str| GlossaryEntry {
            term: term.to_owned(),
            expansion: (!expansion.is_empty()).then(|| expansion.to_owned()),
            definition: Some("Définition".to_owned()),
            source: None,
        };
        let glossary = vec![
            entry("INS", "Identité <nationale>"),
            entry("Mon espace santé", ""),
            entry("DSR", "Dossier"),
        ];
        Glossary::of(&Manifest { glossary, ..Manifest::default() })
    }

    fn linked(html: &str) -> String {
        let glossary = glossary();
        glossary.link("../", &Html::from_markup(html.to_owned()), &mut glossary.unseen()).as_str().to_owned()
    }

    #[test]
    fn the_first_use_is_linked_and_escaped() {
        let link = "<a class=\"terme\" href=\"../glossaire.html#ins\"><abbr title=\"Identité &lt;nationale&gt;\">INS</abbr></a>";
        assert_eq!(linked("<p>L’INS, puis INS.</p>"), format!("<p>L’{link}, puis INS.</p>"));
        let other = "<a class=\"terme\" href=\"../glossaire.html#mon-espace-sante\">Mon espace santé</a>";
        assert_eq!(linked("<p>Mon espace santé</p>"), format!("<p>{other}</p>"));
        assert!(linked("DSR").contains("#dsr-terme"), "the notion keeps its anchor");
    }

    #[test]
    fn ids_code_links_and_tags_are_left_alone() {
        for kept in [
            "SC.INS/QUAL.01",
            "INS-REF",
            "INSEE",
            "INS.01",
            "<code>INS</code>",
            "<a href=\"x\"><em>INS</em></a>",
            "<p title=\"INS\">",
            "<h3 id=\"INS\">INS</h3>",
            "RÉINS",
            "<p INS",
            "ins",
            "a&INS;",
        ] {
            assert_eq!(linked(kept), kept);
        }
        assert_eq!(glossary().used("INS. <b>INS</b> DSR"), [1, 0]);
    }
}
