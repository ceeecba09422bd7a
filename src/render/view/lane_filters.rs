//! What the list of a lane can be filtered by: the `data-` attributes of a row and the values offered, from one reading.

use super::Badge;
use super::facet::{Counter, EVOLUTIONS, Facet, REACHES, place};
use crate::history::{Change, Evolution, divergences};
use crate::model::{Application, Comment, Corpus, ItemId, Lane, Requirement, Vocabulary as _};
use crate::quick::{HashMap, HashSet};
use crate::render::markup::Markup;
use crate::render::site::{Site, State, profiles};

/// What a row can be found by.
pub(super) struct Facts<'r> {
    item: &'r Requirement,
    /// What happened since the state before.
    pub(super) evolution: Evolution,
    change: Option<&'r Change>,
    profiles: &'r [String],
    /// Comments on the item, for this lane or for none in particular.
    pub(super) comments: usize,
    /// Whether another lane asks something else under the same id.
    pub(super) diverges: bool,
}

impl<'r> Facts<'r> {
    pub(super) fn new(
        site: &Site<'_>,
        lane: &Lane,
        application: &'r Application,
        item: &'r Requirement,
        change: Option<&'r Change>,
        divergent: &HashSet<ItemId>,
    ) -> Self {
        let ours = |comment: &Comment| comment.lane.as_deref().is_none_or(|code| code == lane.code);
        let received = site.comments_on(&item.key);
        Self {
            item,
            evolution: change.map_or(Evolution::Unchanged, |change| change.evolution),
            change,
            profiles: profiles(application, item),
            comments: received.iter().filter(|(_, comment)| ours(comment)).count(),
            diverges: divergent.contains(&item.key),
        }
    }

    fn reach(&self) -> Option<crate::model::Reach> {
        self.change.and_then(|change| change.reach).filter(|_| self.evolution == Evolution::Modified)
    }

    /// Codes cited, each once.
    fn references(&self) -> Vec<&'r str> {
        let mut codes: Vec<&str> = Vec::new();
        for link in &self.item.references {
            if !codes.contains(&link.code.as_str()) {
                codes.push(&link.code);
            }
        }
        codes
    }

    /// The attributes filters read; values are separated by `|`.
    pub(super) fn attributes(&self, out: &mut Markup) {
        out.raw(" data-evolution=\"").raw(self.evolution.as_json());
        out.raw("\" data-portee=\"").raw(self.reach().map_or("", |reach| reach.as_json()));
        out.raw("\" data-statut=\"").raw(self.item.status.as_json());
        out.raw("\" data-nature=\"").raw(self.item.nature.as_json());
        out.raw("\" data-profil=\"");
        for (index, profile) in self.profiles.iter().enumerate() {
            out.raw(if index > 0 { "|" } else { "" }).text(profile);
        }
        out.raw("\"");
        if let Some(section) = &self.item.section {
            out.raw(" data-section=\"").text(section).raw("\"");
        }
        for (index, code) in self.references().into_iter().enumerate() {
            out.raw(if index > 0 { "|" } else { " data-ref=\"" }).text(code);
        }
        out.raw(if self.item.references.is_empty() { "" } else { "\"" });
        out.raw(if self.comments > 0 { " data-retours=\"oui\"" } else { "" });
        out.raw(if self.diverges { " data-diverge=\"oui\"" } else { "" });
    }
}

/// Values counted row by row.
#[derive(Default)]
pub(super) struct Filters {
    evolution: Counter,
    reach: Counter,
    status: Counter,
    nature: Counter,
    profile: Counter,
    section: Counter,
    reference: Counter,
    comments: Counter,
    diverges: Counter,
}

impl Filters {
    pub(super) fn add(&mut self, facts: &Facts<'_>, corpus: &Corpus) {
        let item = facts.item;
        self.evolution.add(facts.evolution.as_json(), || facts.evolution.label().to_owned());
        if let Some(reach) = facts.reach() {
            self.reach.add(reach.as_json(), || Badge::reach(reach).text);
        }
        self.status.add(item.status.as_json(), || item.status.label().to_owned());
        self.nature.add(item.nature.as_json(), || item.nature.label().to_owned());
        for profile in facts.profiles {
            self.profile.add(profile, || profile.clone());
        }
        if let Some(code) = &item.section {
            self.section.add(code, || corpus.section_title(code).to_owned());
        }
        for code in facts.references() {
            self.reference.add(code, || code.to_owned());
        }
        if facts.comments > 0 {
            self.comments.add("oui", || "Avec retours".to_owned());
        }
        if facts.diverges {
            self.diverges.add("oui", || "Diverge d’un autre couloir".to_owned());
        }
    }

    /// Groups with at least one value; évolution and portée only after a state, `since`.
    pub(super) fn facets(self, corpus: &Corpus, since: Option<&str>) -> Vec<Facet> {
        let ranks: HashMap<&str, usize> =
            corpus.sections.iter().enumerate().map(|(rank, one)| (one.code.as_str(), rank)).collect();
        let section = self.section.ranked(|code| ranks.get(code).copied().unwrap_or(usize::MAX));
        let evolution = self.evolution.ranked(|value| place(&EVOLUTIONS, value));
        let reach = self.reach.ranked(|value| place(&REACHES, value));
        [
            since.and_then(|since| evolution.facet("evolution", format!("Évolution depuis {since}"))),
            since.and_then(|_| reach.facet("portee", "Portée")),
            self.status.facet("statut", "Statut"),
            self.nature.facet("nature", "Nature"),
            self.profile.sorted().facet("profil", "Profil"),
            section.facet("section", "Section"),
            self.reference.sorted().facet("ref", "Référentiel"),
            self.comments.facet("retours", "Retours"),
            self.diverges.facet("diverge", "Divergence"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Keys of the items about which lanes of a state do not ask the same thing.
pub(crate) fn divergent(state: &State<'_>) -> HashSet<ItemId> {
    divergences(&Corpus::default(), state.corpus).into_iter().map(|found| found.key).collect()
}
