//! What several rules need to know, computed once.

use std::ops::Deref;

use super::Context;
use super::picks::{self, LanePicks};
use super::vendor_names::VendorNames;
use crate::diagnostic::Diagnostic;
use crate::history::{Baseline, Change, Diff, Evolution, Suggestion};
use crate::model::{Application, Corpus, ItemId, Lane, Place, Requirement, Variant};
use crate::quick::{HashMap, HashMapExt as _};
use crate::source::Span;

/// A [`Context`] and what was derived from it.
pub struct Project<'a> {
    cx: &'a Context<'a>,
    /// Where each item applies, in the order of the manifest.
    applications: HashMap<&'a str, Vec<(&'a Lane, &'a Application)>>,
    /// What each `reprend` statement catches, by lane.
    pub picks: Vec<LanePicks<'a>>,
    /// Items of the working tree by stable key.
    by_key: HashMap<&'a str, &'a Requirement>,
    /// Items of the last baseline by stable key.
    frozen_by_key: HashMap<&'a str, &'a Requirement>,
    /// Changes since the last baseline, by id.
    changes_by_id: HashMap<&'a str, &'a Change>,
    /// Changes due to what a lane says differently.
    pub variant_changes: Vec<VariantChange<'a>>,
    /// Names no published text may hold.
    pub vendors: VendorNames,
}

/// A picked item that changed in a lane because its adaptation did.
pub struct VariantChange<'a> {
    /// The lane.
    pub lane: &'a Lane,
    /// The adaptation now.
    pub variant: &'a Variant,
    /// The adaptation in the last baseline.
    pub before: Option<&'a Variant>,
    /// What changed for the lane.
    pub change: &'a Change,
}

impl<'a> Deref for Project<'a> {
    type Target = Context<'a>;

    fn deref(&self) -> &Context<'a> {
        self.cx
    }
}

impl<'a> Project<'a> {
    /// Derives what rules share.
    pub fn new(cx: &'a Context<'a>) -> Self {
        let mut applications: HashMap<&str, Vec<(&Lane, &Application)>> = HashMap::new();
        for lane in &cx.corpus.lanes {
            for application in &lane.applications {
                applications.entry(application.id.as_str()).or_default().push((lane, application));
            }
        }
        let frozen = cx.baselines.last().map(|baseline| &baseline.corpus);
        Self {
            cx,
            applications,
            picks: picks::collect(cx),
            by_key: by_key(&cx.corpus.items),
            frozen_by_key: frozen.map(|corpus| by_key(&corpus.items)).unwrap_or_default(),
            changes_by_id: cx.changes.map(changes_by_id).unwrap_or_default(),
            variant_changes: variant_changes(cx),
            vendors: VendorNames::new(&cx.settings.vendors),
        }
    }

    /// The lanes an item applies in.
    pub fn applications(&self, id: &str) -> &[(&'a Lane, &'a Application)] {
        self.applications.get(id).map_or(&[], Vec::as_slice)
    }

    /// The last frozen iteration.
    pub fn last_baseline(&self) -> Option<&'a Baseline> {
        self.cx.baselines.last()
    }

    /// What vendors read when they commented on an iteration: its baseline, else the working tree.
    pub fn commented_state(&self, iteration: &str) -> &'a Corpus {
        let frozen = self.cx.baselines.iter().find(|frozen| frozen.iteration == iteration);
        frozen.map_or(self.cx.corpus, |frozen| &frozen.corpus)
    }

    /// The item of a stable key in the working tree.
    pub fn work_item(&self, key: &ItemId) -> Option<&'a Requirement> {
        self.by_key.get(key.as_str()).copied()
    }

    /// The item of a stable key in the last baseline.
    pub fn frozen_item(&self, key: &ItemId) -> Option<&'a Requirement> {
        self.frozen_by_key.get(key.as_str()).copied()
    }

    /// What happened to an item since the last baseline.
    pub fn change(&self, id: &ItemId) -> Option<&'a Change> {
        self.changes_by_id.get(id.as_str()).copied()
    }

    /// Every change since the last baseline.
    pub fn changes(&self) -> &'a [Change] {
        self.cx.changes.map_or(&[], |diff| &diff.changes)
    }

    /// Lineage since the last baseline that nobody declared and that the texts suggest.
    pub fn suggestions(&self) -> &'a [Suggestion] {
        self.cx.changes.map_or(&[], |diff| &diff.suggestions)
    }

    /// Where a line can be put in an item: just before its closing brace.
    pub fn end_of_item(&self, id: &ItemId) -> Option<Span> {
        let whole = self.origins.exact(id, &Place::Item)?;
        let brace = self.sources.slice(whole).rfind('}')?;
        let start = whole.start as usize + brace;
        Some(Span::new(whole.file, start, start))
    }

    /// A finding about an item, at one of its places.
    pub fn about(
        &self,
        code: crate::diagnostic::Code,
        id: &ItemId,
        place: &Place,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::maybe_at(code, self.origins.get(id, place), message).about(id.as_str())
    }

    /// Where the lane or socle that holds an item begins.
    pub fn home_span(&self, item: &Requirement) -> Option<Span> {
        match &item.home {
            crate::model::Home::Socle(code) => self.origins.header(&format!("socle:{code}")),
            crate::model::Home::Lane(code) => self.lane_span(code),
        }
    }

    /// Where a lane begins.
    pub fn lane_span(&self, code: &str) -> Option<Span> {
        self.origins.header(&format!("couloir:{code}"))
    }
}

fn by_key(items: &[Requirement]) -> HashMap<&str, &Requirement> {
    items.iter().map(|item| (item.key.as_str(), item)).collect()
}

fn changes_by_id(diff: &Diff) -> HashMap<&str, &Change> {
    diff.changes.iter().map(|change| (change.id.as_str(), change)).collect()
}

/// Changes of a lane that the socle item does not explain.
fn variant_changes<'a>(cx: &Context<'a>) -> Vec<VariantChange<'a>> {
    let shared = cx.changes.map(changes_by_id).unwrap_or_default();
    let modified = |change: &&Change| change.evolution == Evolution::Modified;
    let mut found = Vec::new();
    for diff in cx.lane_changes {
        let Some(lane) = diff.lane.as_deref().and_then(|code| cx.corpus.lane(code)) else { continue };
        let variants: HashMap<&str, &Variant> = lane
            .applications
            .iter()
            .filter_map(|one| Some((one.id.as_str(), one.variant.as_ref()?)))
            .collect();
        let frozen = cx
            .baselines
            .last()
            .and_then(|baseline| Some((&baseline.corpus, baseline.corpus.lane(&lane.code)?)));
        let frozen: HashMap<&str, &Variant> = frozen.map_or_else(HashMap::new, |(corpus, lane)| {
            let keyed = lane.applications.iter();
            keyed
                .filter_map(|one| Some((corpus.item(one.id.as_str())?.key.as_str(), one.variant.as_ref()?)))
                .collect()
        });
        for change in diff.changes.iter().filter(modified) {
            let Some(variant) = variants.get(change.id.as_str()) else { continue };
            if !shared.get(change.id.as_str()).is_some_and(modified) {
                found.push(VariantChange {
                    lane,
                    variant,
                    before: frozen.get(change.key.as_str()).copied(),
                    change,
                });
            }
        }
    }
    found
}
