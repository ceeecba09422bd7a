//! Markup written by hand, for the parts a site repeats ten thousand times.
//!
//! Owner: the small pieces every list is made of: badges, mentions of items, reasons of changes. Templates lay out pages;
//! what is repeated inside them comes from here, because a template costs more than the text it writes. Everything that
//! is not a constant is escaped on its way in.

use super::site::{Entry, Site};
use super::typography::{Html, number, push_escaped, push_prose};
use super::urls;
use super::view::{Badge, Banner, Link, NO_MOTIVE, is_silent};
use crate::history::Change;
use crate::model::{ItemId, Motive, MotiveClause, Nature, Status, Vocabulary as _};

/// Markup being written, for a page whose addresses start with `root`.
pub(crate) struct Markup {
    out: String,
    root: &'static str,
    /// The state whose ids are written: an id may designate another item in another state.
    state: Option<usize>,
}

impl Markup {
    /// An empty piece of markup.
    pub(crate) fn new(root: &'static str, capacity: usize) -> Self {
        Self { out: String::with_capacity(capacity), root, state: None }
    }

    /// The same, for ids as they are read in a state.
    pub(crate) fn reading(self, state: usize) -> Self {
        Self { state: Some(state), ..self }
    }

    /// The state whose ids are written.
    pub(crate) fn state(&self) -> Option<usize> {
        self.state
    }

    /// Adds markup of ours.
    pub(crate) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// Adds an id, a code, a number: escaped, typography untouched.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        push_escaped(&mut self.out, text);
        self
    }

    /// Adds words of the project, escaped and in French typography.
    pub(crate) fn prose(&mut self, text: &str) -> &mut Self {
        push_prose(&mut self.out, text);
        self
    }

    /// Adds what is already markup.
    pub(crate) fn html(&mut self, html: &Html) -> &mut Self {
        self.out.push_str(html.as_str());
        self
    }

    /// Adds a number as people write it.
    pub(crate) fn number(&mut self, value: usize) -> &mut Self {
        if value < 1_000 {
            self.out.push_str(&value.to_string());
        } else {
            self.out.push_str(&number(value));
        }
        self
    }

    /// Adds a number as programs read it.
    pub(crate) fn digits(&mut self, value: usize) -> &mut Self {
        self.out.push_str(&value.to_string());
        self
    }

    /// Opens a link to an address relative to the root of the site.
    pub(crate) fn open_link(&mut self, href: &str) -> &mut Self {
        self.out.push_str("<a href=\"");
        self.address(href);
        self.raw("\">")
    }

    /// Adds an address relative to the root of the site.
    pub(crate) fn address(&mut self, href: &str) -> &mut Self {
        self.out.push_str(self.root);
        push_escaped(&mut self.out, href);
        self
    }

    /// Adds a link whose label is an id or a code, or the label alone.
    pub(crate) fn link(&mut self, link: &Link) -> &mut Self {
        match &link.href {
            Some(href) => self.open_link(href).text(&link.label).raw("</a>"),
            None => self.text(&link.label),
        }
    }

    /// Adds links separated by commas.
    pub(crate) fn links(&mut self, links: &[Link]) -> &mut Self {
        for (index, link) in links.iter().enumerate() {
            self.raw(if index > 0 { ", " } else { "" }).link(link);
        }
        self
    }

    /// Adds a word with its shape and colour.
    pub(crate) fn badge(&mut self, kind: &'static str, text: &str) -> &mut Self {
        self.raw("<span class=\"b b-").raw(kind).raw("\">").text(text).raw("</span> ")
    }

    /// Adds badges.
    pub(crate) fn badges(&mut self, badges: &[Badge]) -> &mut Self {
        for badge in badges {
            self.badge(badge.kind, &badge.text);
        }
        self
    }

    /// Adds the badge of a nature.
    pub(crate) fn nature(&mut self, nature: Nature) -> &mut Self {
        self.badge(nature.as_json(), nature.label())
    }

    /// Adds the badge of a status.
    pub(crate) fn status(&mut self, status: Status) -> &mut Self {
        self.badge(status.as_json(), status.label())
    }

    /// Adds the évolution of a change and, for a modification, how far it reaches.
    pub(crate) fn change(&mut self, change: &Change) -> &mut Self {
        self.badges(&Badge::of_change(change))
    }

    /// Adds the id of an item, linked to its page.
    pub(crate) fn id(&mut self, site: &Site<'_>, id: &str) -> &mut Self {
        self.id_of(site.entry_in(self.state, id), id)
    }

    /// Adds an id, linked to the page of the item it designates where it was written.
    pub(crate) fn id_of(&mut self, entry: Option<&Entry<'_>>, id: &str) -> &mut Self {
        self.id_at(entry, "", id)
    }

    /// The same, linked to a place of that page: `#` and an anchor.
    pub(crate) fn id_at(&mut self, entry: Option<&Entry<'_>>, place: &str, id: &str) -> &mut Self {
        match entry.filter(|entry| !entry.href.is_empty()) {
            Some(entry) => {
                self.raw("<a class=\"id\" href=\"").address(&entry.href).text(place);
                self.raw("\">").text(id).raw("</a>")
            }
            None => self.raw("<span class=\"id\">").text(id).raw("</span>"),
        }
    }

    /// Adds ids separated by commas.
    pub(crate) fn ids<'i>(
        &mut self,
        site: &Site<'_>,
        ids: impl IntoIterator<Item = &'i ItemId>,
    ) -> &mut Self {
        for (index, id) in ids.into_iter().enumerate() {
            self.raw(if index > 0 { ", " } else { "" }).id(site, id.as_str());
        }
        self
    }

    /// Adds an item with its title, and whether it is obsolete.
    pub(crate) fn item(&mut self, site: &Site<'_>, id: &str) -> &mut Self {
        let entry = site.entry_in(self.state, id);
        self.id_of(entry, id);
        if let Some(entry) = entry {
            self.raw(" ").html(&entry.title);
            if !entry.item.is_live() {
                self.raw(" ").badge("obsolete", "Obsolète");
            }
        }
        self
    }

    /// Adds a former id of an item, linked to the page that says where it went.
    pub(crate) fn former(&mut self, site: &Site<'_>, id: &ItemId) -> &mut Self {
        match site.is_tombstone(id) {
            true => self.raw("<a class=\"id\" href=\"").address(&urls::item(id.as_str())).raw("\">"),
            false => self.raw("<span class=\"id\">"),
        };
        let end = if site.is_tombstone(id) { "</a>" } else { "</span>" };
        self.text(id.as_str()).raw(end)
    }

    /// Adds why a lane adapts an item, unless nothing was said.
    pub(crate) fn cause(&mut self, site: &Site<'_>, clause: &MotiveClause) -> &mut Self {
        self.explanation(site, Some(clause), &clause.comments, (true, false))
    }

    /// Adds why a change was made and the comments it answers; a modification nobody explained says so.
    pub(crate) fn why(&mut self, site: &Site<'_>, change: &Change) -> &mut Self {
        self.explanation(site, change.cause.as_ref(), &change.comments, (true, is_silent(change)))
    }

    /// The same where the question stands above, as in a column.
    pub(crate) fn why_alone(&mut self, site: &Site<'_>, change: &Change) -> &mut Self {
        self.explanation(site, change.cause.as_ref(), &change.comments, (false, is_silent(change)))
    }

    fn explanation(
        &mut self,
        site: &Site<'_>,
        clause: Option<&MotiveClause>,
        comments: &[String],
        (asked, silent): (bool, bool),
    ) -> &mut Self {
        let motive = clause.and_then(|clause| clause.motive);
        let text =
            clause.and_then(|clause| clause.text.as_deref()).map(str::trim).filter(|text| !text.is_empty());
        let said = motive.is_some() || text.is_some() || silent;
        if !said && comments.is_empty() {
            return self;
        }
        let links: Vec<Link> = comments.iter().map(|id| site.comment_ref(id)).collect();
        let word = if links.len() > 1 { "retours" } else { "retour" };
        self.raw("<p class=\"pourquoi\">");
        if !said {
            let label = if links.len() > 1 { "Retours" } else { "Retour" };
            return self.raw("<strong>").raw(label).raw("\u{a0}:</strong> ").links(&links).raw(".</p>\n");
        }
        self.raw(if asked { "<strong>Pourquoi\u{a0}:</strong> " } else { "" });
        match (motive, text) {
            (Some(motive), _) => self.text(motive.label()),
            (None, Some(text)) => self.prose(text.trim_end_matches('.')),
            (None, None) => self.raw(NO_MOTIVE),
        };
        if !links.is_empty() {
            // A motive that names them already is not said twice.
            let told = motive == Some(Motive::VendorComment);
            self.raw(" (").raw(if told { "" } else { word }).raw(if told { "" } else { " " });
            self.links(&links).raw(")");
        }
        self.raw(".");
        if let (Some(_), Some(text)) = (motive, text) {
            self.raw(" ").prose(text).raw(if text.ends_with(['.', '!', '?', '…']) { "" } else { "." });
        }
        self.raw("</p>\n")
    }

    /// Adds a box that says what a page is not: obsolete, frozen, a draft.
    pub(crate) fn banner(&mut self, banner: &Banner) -> &mut Self {
        self.raw("<div class=\"bandeau bandeau-").raw(banner.kind).raw("\"><p>").prose(&banner.text);
        for (index, (label, href)) in banner.links.iter().enumerate() {
            self.raw(if index > 0 { " · " } else { " " }).open_link(href).prose(label).raw("</a>");
        }
        self.raw("</p></div>\n")
    }

    /// Adds a line of a description list, unless there is nothing to say.
    pub(crate) fn fact(&mut self, label: &'static str, value: &str) -> &mut Self {
        if value.is_empty() {
            return self;
        }
        self.raw("<div><dt>").raw(label).raw("</dt><dd>").prose(value).raw("</dd></div>\n")
    }

    /// Adds an `id` attribute.
    pub(crate) fn anchor(&mut self, id: &str) -> &mut Self {
        self.raw(" id=\"").text(&urls::anchor(id)).raw("\"")
    }

    /// Adds the `id` attribute of an item, worked out once.
    pub(crate) fn item_anchor(&mut self, site: &Site<'_>, id: &str) -> &mut Self {
        match site.entry(id).filter(|entry| entry.id.as_str() == id) {
            Some(entry) => self.raw(" id=\"").text(&entry.anchor).raw("\""),
            None => self.anchor(id),
        }
    }

    /// Adds the title of an item as a state says it.
    pub(crate) fn title(&mut self, site: &Site<'_>, id: &str, title: &str) -> &mut Self {
        match site.entry(id).filter(|entry| entry.item.title == title) {
            Some(entry) => self.html(&entry.title),
            None => self.prose(title),
        }
    }

    /// Adds words separated by commas.
    pub(crate) fn words(&mut self, words: &[String]) -> &mut Self {
        for (index, word) in words.iter().enumerate() {
            self.raw(if index > 0 { ", " } else { "" }).prose(word);
        }
        self
    }

    /// What leads back to the root of the site.
    pub(crate) fn root(&self) -> &'static str {
        self.root
    }

    /// Whether nothing was written.
    pub(crate) fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    /// The markup.
    pub(crate) fn finish(self) -> Html {
        Html::from_markup(self.out)
    }
}
