//! What templates receive: plain, serialisable, already in French.
//!
//! Owner of the views, one file per page. Input: the model and [`Site`](super::site::Site); output: structures templates
//! can print. Texts of the project are [`Html`]; ids, codes and addresses are strings; addresses are relative to the root
//! of the site and templates put `page.root` before them. What a page repeats for each item is [written
//! here](super::markup), and reaches the template as one piece.

mod attention;
mod checklist;
mod comments;
mod coverage;
mod diff;
mod dossier;
mod dossier_history;
mod facet;
mod history;
mod home;
mod item;
mod items;
mod iteration;
mod lane;
mod lane_filters;
mod lane_profiles;
mod lane_scope;
mod neighbours;
mod overview;
mod panorama;
mod passages;
mod print;
mod quality;
mod register;
mod scenario;
mod summary;
mod trends;
mod variant;

pub(crate) use checklist::{ChecklistView, frozen_checklists};
pub(crate) use comments::CommentsView;
pub(crate) use coverage::CoverageView;
pub(crate) use diff::DiffView;
pub(crate) use dossier::{DossierTables, DossierView};
pub(crate) use home::{HomeView, panorama};
pub(crate) use item::ItemView;
pub(crate) use items::ItemsView;
pub(crate) use iteration::IterationView;
pub(crate) use lane::LaneView;
pub(crate) use lane_filters::divergent;
pub(crate) use print::PrintView;
pub(crate) use quality::QualityView;
pub(crate) use register::RegisterView;
pub(crate) use summary::{Group, NO_MOTIVE, diff_summary, is_silent};
pub(crate) use trends::TrendsView;

use serde::Serialize;

use super::site::State;
use super::typography::{self, Html};
use super::urls;
use super::{RenderContext, SiteOptions};
use crate::history::{Change, Evolution};
use crate::model::{IterationState, Nature, Reach, Status, Vocabulary as _};

/// What every page shows around its own content.
#[derive(Debug, Serialize)]
pub(crate) struct Frame {
    pub(crate) title: Html,
    pub(crate) programme: Html,
    pub(crate) notice: Option<Html>,
    pub(crate) version: &'static str,
    pub(crate) state: String,
    pub(crate) date: Option<Html>,
    pub(crate) draft: bool,
    pub(crate) lanes: Vec<Link>,
    pub(crate) contact: Option<String>,
    /// How far the site meets the accessibility rules, in the words of the law.
    pub(crate) compliance: &'static str,
    pub(crate) licence: Option<Html>,
    pub(crate) has_diffs: bool,
    pub(crate) has_comments: bool,
    /// Commit of the sources.
    pub(crate) commit: Option<String>,
    /// File of the logo.
    pub(crate) logo: Option<&'static str>,
    /// Whether the project has its own style sheet.
    pub(crate) styled: bool,
}

impl Frame {
    pub(crate) fn new(
        context: &RenderContext<'_>,
        states: &[State<'_>],
        published: usize,
        options: &SiteOptions,
    ) -> Self {
        let theme = &options.theme;
        let manifest = &context.settings.manifest;
        let state = states.get(published);
        let comments = context.work.unwrap_or(context.corpus).comments.iter();
        Self {
            title: Html::prose(manifest.title.as_deref().unwrap_or(&manifest.programme)),
            programme: Html::prose(&manifest.programme),
            notice: manifest.notice.as_deref().map(Html::prose),
            version: env!("CARGO_PKG_VERSION"),
            state: state.map_or_else(String::new, |state| state.name.to_owned()),
            date: state.and_then(|state| state.date).map(typography::time),
            draft: state.is_some_and(|state| state.draft),
            lanes: context
                .corpus
                .lanes
                .iter()
                .map(|lane| Link::new(&lane.code, urls::lane(&lane.code)))
                .collect(),
            contact: manifest.publication.contact.clone(),
            compliance: manifest.publication.accessibility.compliance.label(),
            licence: manifest.publication.licence.as_deref().map(Html::prose),
            has_diffs: states.len() > 1,
            commit: options.source_commit.clone(),
            logo: theme.logo_path(),
            styled: theme.style().is_some(),
            has_comments: comments.map(|round| round.comments.len()).sum::<usize>() > 0,
        }
    }
}

/// What a page says of itself.
#[derive(Debug, Serialize)]
pub(crate) struct Page {
    /// What leads back to the root of the site.
    pub(crate) root: &'static str,
    /// Title of the browser tab, unique.
    pub(crate) title: Html,
    /// Entry of the menu the page belongs to.
    pub(crate) section: &'static str,
    /// The way from the home page, itself left out.
    pub(crate) crumbs: Vec<Crumb>,
    /// Whether search engines leave it out: frozen states and drafts.
    pub(crate) noindex: bool,
}

impl Page {
    /// A page at `path`.
    pub(crate) fn new(path: &str, title: &str, section: &'static str) -> Self {
        let title = Html::prose(title);
        Self { root: urls::root_of(path), title, section, crumbs: Vec::new(), noindex: false }
    }

    /// Adds a step of the way from the home page; the last one is the page itself, without address.
    pub(crate) fn crumb(mut self, label: &str, href: Option<String>) -> Self {
        self.crumbs.push(Crumb { label: Html::prose(label), href });
        self
    }

    /// Adds the step that every page of a lane goes through.
    pub(crate) fn in_lanes(self) -> Self {
        self.crumb("Couloirs", Some(urls::CHECKLISTS.to_owned()))
    }

    /// Keeps the page out of search engines.
    pub(crate) fn noindex(mut self, noindex: bool) -> Self {
        self.noindex = noindex;
        self
    }
}

/// A step of the way to a page.
#[derive(Debug, Serialize)]
pub(crate) struct Crumb {
    pub(crate) label: Html,
    pub(crate) href: Option<String>,
}

/// An address and its label, an id or a code.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Link {
    pub(crate) label: String,
    pub(crate) href: Option<String>,
}

impl Link {
    pub(crate) fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: Some(href.into()) }
    }
}

/// A word with a shape and a colour; `kind` is one of the classes of the style sheet.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Badge {
    pub(crate) kind: &'static str,
    pub(crate) text: String,
}

impl Badge {
    pub(crate) fn new(kind: &'static str, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }

    pub(crate) fn status(status: Status) -> Self {
        Self::new(status.as_json(), status.label())
    }

    pub(crate) fn nature(nature: Nature) -> Self {
        Self::new(nature.as_json(), nature.label())
    }

    pub(crate) fn evolution(evolution: Evolution) -> Self {
        Self::new(evolution.as_json(), evolution.label())
    }

    pub(crate) fn reach(reach: Reach) -> Self {
        let text = match reach {
            Reach::Substance => "Fond",
            Reach::Proofs => "Preuves seules",
            Reach::Reference => "Référence seule",
            Reach::Wording => "Rédactionnelle",
        };
        Self::new(reach.as_json(), text)
    }

    /// The évolution of a change and, for a modification, how far it reaches.
    pub(crate) fn of_change(change: &Change) -> Vec<Self> {
        let mut badges = vec![match change.is_withdrawn() {
            true => Self::new(change.evolution.as_json(), "Retirée du couloir"),
            false => Self::evolution(change.evolution),
        }];
        if change.evolution == Evolution::Modified {
            badges.extend(change.reach.map(Self::reach));
        }
        badges
    }
}

/// A box first in the page: obsolete, frozen, draft.
#[derive(Debug, Clone)]
pub(crate) struct Banner {
    /// `alerte` or `note`.
    pub(crate) kind: &'static str,
    pub(crate) text: String,
    /// Labels and addresses.
    pub(crate) links: Vec<(String, String)>,
}

/// What the state of an iteration means to a vendor.
pub(crate) fn state_label(state: IterationState) -> &'static str {
    match state {
        IterationState::Preparation => "en préparation",
        IterationState::Consultation => "ouverte aux retours",
        IterationState::Closed => "retours clos",
        IterationState::Stabilised => "stabilisée",
        IterationState::Prepublished => "prépubliée",
    }
}

/// « a, b et c », in French.
pub(crate) fn enumeration(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} et {last}", first.join(", ")),
    }
}
