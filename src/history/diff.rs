//! Comparing two states. Pure and linear: one map by stable key, one pass.

use std::borrow::Cow;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::change::{
    Attribute, Change, Diff, Endpoint, Evolution, LaneChange, RegisterChange, Signal, Tally,
};
use super::crossing::scenario_changes;
use super::divergence::{DivergenceChange, divergences};
use super::fields;
use super::settled::{Settled, join_causes, validation};
use super::suggest::{Suggestion, suggest, within};
use crate::model::{
    Application, Corpus, EvolutionClaim, Facet, Field, ItemId, Lane, Reach, Requirement, Status,
};
use crate::quick::{HashMap, HashMapExt as _, HashSet};

/// How many items a task compares at a time.
const CHUNK: usize = 64;

/// One item of one side.
struct Entry<'a> {
    item: Cow<'a, Requirement>,
    application: Option<&'a Application>,
}

/// Compares distinct items over every lane and socle, matched by stable key.
pub fn diff(before: &Corpus, after: &Corpus, from: Endpoint, to: Endpoint) -> Diff {
    let comparison = Comparison { before, after, lane: None, whole: &Whole::default() };
    let (found, (divergences, suggestions)) = rayon::join(
        || comparison.run(entries_of(before), entries_of(after), from, to),
        || rayon::join(|| divergences(before, after), || suggest(before, after)),
    );
    Diff { divergences, suggestions, ..found }
}

fn entries_of(corpus: &Corpus) -> Vec<Entry<'_>> {
    corpus.items.iter().map(|item| Entry { item: Cow::Borrowed(item), application: None }).collect()
}

/// Compares what one lane asks, as the lane states it. A lane unknown on one side is empty there.
pub fn diff_lane(before: &Corpus, after: &Corpus, lane: &str, from: Endpoint, to: Endpoint) -> Diff {
    let (divergences, suggestions) = rayon::join(|| divergences(before, after), || suggest(before, after));
    let whole = Whole { divergences, suggestions, ..Whole::default() };
    one_lane(before, after, lane, &whole, from, to)
}

/// Compares everything, then each lane of the state after. An item that many lanes pick is read once; what happened in
/// one lane only is told with the whole.
pub fn diff_all(before: &Corpus, after: &Corpus, from: Endpoint, to: Endpoint) -> (Diff, Vec<Diff>) {
    with_lanes(before, after, diff(before, after, from, to))
}

/// Compares everything as [`diff_all`] does, the lanes left out: what happened in one of them only is told all the same.
pub fn diff_whole(before: &Corpus, after: &Corpus, from: Endpoint, to: Endpoint) -> Diff {
    let mut found = diff(before, after, from, to);
    let changes = found.changes.iter().map(|change| (&change.key, change)).collect();
    let whole = Whole { changes: Some(changes), own_only: true, ..Whole::default() };
    let (from, to) = (&found.from, &found.to);
    let lanes: Vec<Diff> = after
        .lanes
        .par_iter()
        .map(|lane| one_lane(before, after, &lane.code, &whole, from.clone(), to.clone()))
        .collect();
    found.lane_only = lane_only(&found, &lanes);
    found
}

/// Compares as [`diff_all`] does, without the lineage the texts suggest: seeking it costs more than the rest, and two
/// states that readers already have are not questioned.
pub fn diff_settled(before: &Corpus, after: &Corpus, from: Endpoint, to: Endpoint) -> (Diff, Vec<Diff>) {
    let comparison = Comparison { before, after, lane: None, whole: &Whole::default() };
    let found = comparison.run(entries_of(before), entries_of(after), from, to);
    with_lanes(before, after, Diff { divergences: divergences(before, after), ..found })
}

fn with_lanes(before: &Corpus, after: &Corpus, mut found: Diff) -> (Diff, Vec<Diff>) {
    let changes = found.changes.iter().map(|change| (&change.key, change)).collect();
    let (divergences, suggestions) = (found.divergences.clone(), found.suggestions.clone());
    let whole = Whole { changes: Some(changes), divergences, suggestions, ..Whole::default() };
    let lanes = after
        .lanes
        .par_iter()
        .map(|lane| one_lane(before, after, &lane.code, &whole, found.from.clone(), found.to.clone()))
        .collect::<Vec<_>>();
    found.lane_only = lane_only(&found, &lanes);
    (found, lanes)
}

/// Compares some items only, by stable key: the items themselves, and what one lane only does to them. Numbers are those
/// of the items compared; divergences are left out.
pub fn diff_some(
    before: &Corpus,
    after: &Corpus,
    keys: &HashSet<&ItemId>,
    from: Endpoint,
    to: Endpoint,
) -> Diff {
    let comparison = Comparison { before, after, lane: None, whole: &Whole::default() };
    let (old, new) = (among(entries_of(before), keys), among(entries_of(after), keys));
    let mut found = comparison.run(old, new, from.clone(), to.clone());
    let changes = found.changes.iter().map(|change| (&change.key, change)).collect();
    let whole = Whole { changes: Some(changes), ..Whole::default() };
    let lanes: Vec<Diff> = after
        .lanes
        .par_iter()
        .map(|lane| {
            let comparison = Comparison { before, after, lane: Some(&lane.code), whole: &whole };
            let old = among(lane_entries(before, before.lane(&lane.code)), keys);
            let new = among(lane_entries(after, Some(lane)), keys);
            comparison.run(old, new, from.clone(), to.clone())
        })
        .collect();
    found.lane_only = lane_only(&found, &lanes);
    found
}

fn among<'a>(entries: Vec<Entry<'a>>, keys: &HashSet<&ItemId>) -> Vec<Entry<'a>> {
    entries.into_iter().filter(|entry| keys.contains(&entry.item.key)).collect()
}

/// Changes of lanes that the comparison of the items themselves does not tell.
fn lane_only(whole: &Diff, lanes: &[Diff]) -> Vec<LaneChange> {
    let told: HashMap<&ItemId, &Change> = whole.changes.iter().map(|change| (&change.key, change)).collect();
    let same = |change: &Change| {
        told.get(&change.key).is_some_and(|known| {
            let withdrawn = change.is_withdrawn();
            let joined = change.attributes.contains(&Attribute::PickedUp);
            let quiet = change.evolution == Evolution::Unchanged;
            let alike = known.evolution == change.evolution && known.fields == change.fields;
            !withdrawn && !joined && (quiet || alike)
        })
    };
    lanes
        .iter()
        .flat_map(|diff| {
            let lane = diff.lane.clone().unwrap_or_default();
            let own = diff.changes.iter().filter(|change| !same(change));
            own.map(move |change| LaneChange { lane: lane.clone(), change: change.clone() })
        })
        .collect()
}

fn one_lane<'a>(
    before: &'a Corpus,
    after: &'a Corpus,
    lane: &'a str,
    whole: &Whole<'a>,
    from: Endpoint,
    to: Endpoint,
) -> Diff {
    let (old, new) = (before.lane(lane), after.lane(lane));
    let code = new.or(old).map_or(lane, |lane| lane.code.as_str());
    let comparison = Comparison { before, after, lane: Some(code), whole };
    let found = comparison.run(lane_entries(before, old), lane_entries(after, new), from, to);
    let own = whole.divergences.iter().filter(|change| change.concerns(code));
    let suggestions = within(&whole.suggestions, code, before, after);
    Diff { divergences: own.cloned().collect(), suggestions, ..found }
}

fn lane_entries<'a>(corpus: &'a Corpus, lane: Option<&'a Lane>) -> Vec<Entry<'a>> {
    lane.into_iter()
        .flat_map(|lane| corpus.lane_items(lane))
        .map(|(application, item)| Entry { item, application: Some(application) })
        .collect()
}

/// What the comparison of a lane needs to know of the others.
#[derive(Default)]
struct Whole<'a> {
    /// Changes over every lane and socle, by key, when they were sought first.
    changes: Option<HashMap<&'a ItemId, &'a Change>>,
    /// Keys known before in any lane or socle, read when first needed.
    known: OnceLock<HashSet<&'a ItemId>>,
    /// Items of the state after in any lane or socle, by key, read when first needed.
    still: OnceLock<HashMap<&'a ItemId, &'a Requirement>>,
    /// Divergences between lanes.
    divergences: Vec<DivergenceChange>,
    /// Lineage the texts suggest over every lane and socle.
    suggestions: Vec<Suggestion>,
    /// Comments settled between the two states, read when first needed.
    settled: OnceLock<Settled<'a>>,
    /// Whether a lane leaves out what it shares with the others: only its own changes are sought.
    own_only: bool,
}

struct Comparison<'a, 'w> {
    before: &'a Corpus,
    after: &'a Corpus,
    lane: Option<&'a str>,
    whole: &'w Whole<'a>,
}

impl<'a> Comparison<'a, '_> {
    fn run(&self, old: Vec<Entry<'a>>, new: Vec<Entry<'a>>, from: Endpoint, to: Endpoint) -> Diff {
        let by_key: HashMap<&ItemId, &Entry> = old.iter().map(|entry| (&entry.item.key, entry)).collect();
        let keys_after: HashSet<&ItemId> = new.iter().map(|entry| &entry.item.key).collect();
        let lanes = Lanes::new(self.before, self.after, self.lane);
        let compared: Vec<Option<Change>> = new
            .par_iter()
            .with_min_len(CHUNK)
            .map(|entry| self.compare(by_key.get(&entry.item.key).copied(), entry))
            .collect();
        let mut tally = Tally {
            before: old.iter().filter(|entry| entry.item.is_live()).count(),
            after: new.iter().filter(|entry| entry.item.is_live()).count(),
            validated_before: validated(&old),
            validated_after: validated(&new),
            ..Tally::default()
        };
        let mut changes = Vec::new();
        let mut unchanged = Vec::new();
        for (entry, change) in new.iter().zip(compared) {
            match change {
                Some(mut change) => {
                    tally.add(&change);
                    change.lanes = lanes.after(&change.id);
                    changes.push(change);
                }
                None if entry.item.is_live() => {
                    tally.unchanged += 1;
                    unchanged.push(entry.item.id.clone());
                }
                None => {}
            }
        }
        for entry in old.iter().filter(|entry| entry.item.is_live() && !keys_after.contains(&entry.item.key))
        {
            let mut change = self.gone(entry);
            tally.add(&change);
            change.lanes = lanes.before(&change.id);
            changes.push(change);
        }
        let settled = || Settled::between(self.after, &from.name, &to.name);
        let settled = self.whole.settled.get_or_init(settled);
        for change in &mut changes {
            settled.complete(change, [self.before, self.after], self.lane);
        }
        let register = self.register(&new);
        Diff {
            from,
            to,
            lane: self.lane.map(str::to_owned),
            tally,
            changes,
            unchanged,
            register,
            lane_only: Vec::new(),
            divergences: Vec::new(),
            scenarios: scenario_changes(self.before, self.after, self.lane),
            suggestions: Vec::new(),
        }
    }

    /// What happened to an item of the state after; `None` when nothing did, or when it never lived.
    fn compare(&self, old: Option<&Entry>, new: &Entry) -> Option<Change> {
        let item = &*new.item;
        match old {
            None if !item.is_live() => None,
            None => Some(self.arrived(new)),
            Some(old) if self.is_shared(old, new) => {
                if self.whole.own_only {
                    return None;
                }
                let change = self.whole.changes.as_ref().and_then(|changes| changes.get(&item.key));
                change.map(|change| (*change).clone())
            }
            Some(old) => match (old.item.is_live(), item.is_live()) {
                (false, false) => None,
                (false, true) => {
                    let mut change = self.both(&old.item, item);
                    change.evolution = Evolution::Reinstated;
                    change.reach = None;
                    change.cause =
                        item.reinstatement.as_ref().map(|back| back.cause.clone()).or(change.cause);
                    Some(change)
                }
                (true, false) => {
                    let mut change = self.both(&old.item, item);
                    change.evolution = Evolution::Obsolete;
                    change.reach = None;
                    change.fields.clear();
                    change.signals.clear();
                    change.cause = item.obsolescence.as_ref().map(|gone| gone.cause.clone());
                    replaced(&mut change, item);
                    Some(change)
                }
                (true, true) => {
                    let change = self.both(&old.item, item);
                    let same = change.fields.is_empty()
                        && change.attributes.is_empty()
                        && change.status.0 == change.status.1
                        && change.evolution == Evolution::Unchanged;
                    (!same).then_some(change)
                }
            },
        }
    }

    /// Whether the comparison of everything says the same of this item: the lane changes nothing in it, nor in the
    /// versions it cites.
    fn is_shared(&self, old: &Entry, new: &Entry) -> bool {
        let (Some(_), Some(_)) = (&self.whole.changes, self.lane) else { return false };
        let (Cow::Borrowed(old), Cow::Borrowed(new)) = (&old.item, &new.item) else { return false };
        let all = fields::Sides { lane: None, ..self.sides() };
        all.cites_like(self.before, old, self.lane) && all.cites_like(self.after, new, self.lane)
    }

    /// Whether any lane or socle had the item before.
    fn was_known(&self, key: &ItemId) -> bool {
        let known = || self.before.items.iter().map(|item| &item.key).collect();
        self.lane.is_some() && self.whole.known.get_or_init(known).contains(key)
    }

    /// The item in any lane or socle of the state after.
    fn still(&self, key: &ItemId) -> Option<&'a Requirement> {
        let still = || self.after.items.iter().map(|item| (&item.key, item)).collect();
        self.whole.still.get_or_init(still).get(key).copied()
    }

    fn arrived(&self, entry: &Entry) -> Change {
        let item = &*entry.item;
        let mut change = blank(item, Evolution::New);
        change.status.1 = Some(item.status);
        change.nature.1 = Some(item.nature);
        change.version.1 = Some(item.version);
        change.shared = entry.application.map_or(change.shared, |application| application.picked);
        if self.was_known(&item.key) {
            change.attributes.push(Attribute::PickedUp);
        } else {
            let claims: Vec<&EvolutionClaim> = item.evolutions.iter().collect();
            change.cause = join_causes(&claims, &validation(None, item));
        }
        if !item.derived_from.is_empty() {
            change.attributes.push(Attribute::SplitFrom(item.derived_from.clone()));
        }
        if !item.merges.is_empty() {
            change.attributes.push(Attribute::MergedFrom(item.merges.clone()));
        }
        change
    }

    fn gone(&self, entry: &Entry) -> Change {
        let item = &*entry.item;
        let mut change = blank(item, Evolution::Obsolete);
        change.status.0 = Some(item.status);
        change.nature.0 = Some(item.nature);
        change.version.0 = Some(item.version);
        let Some(lane) = self.lane else { return change };
        let still = self.still(&item.key);
        let named = |id: &ItemId| *id == item.id || still.is_some_and(|now| now.id == *id);
        let withdrawal =
            self.after.lane(lane).and_then(|lane| lane.withdrawals.iter().find(|out| named(&out.id)));
        change.cause = withdrawal.map(|withdrawal| withdrawal.cause.clone());
        match still {
            Some(now) if now.is_live() => change.attributes.push(Attribute::Withdrawn),
            Some(now) => {
                change.status.1 = Some(now.status);
                change.cause = now.obsolescence.as_ref().map(|gone| gone.cause.clone()).or(change.cause);
                replaced(&mut change, now);
            }
            None => {}
        }
        change
    }

    /// Two live states of one item.
    fn both(&self, old: &Requirement, new: &Requirement) -> Change {
        let mut change = blank(new, Evolution::Unchanged);
        change.status = (Some(old.status), Some(new.status));
        change.nature = (Some(old.nature), Some(new.nature));
        change.version = (Some(old.version), Some(new.version));
        if old.id != new.id {
            change.attributes.push(Attribute::Renamed(old.id.clone()));
        }
        change.fields = fields::compare(old, new, &self.sides());
        if new.merges.len() > old.merges.len() {
            change.attributes.push(Attribute::MergedFrom(new.merges.clone()));
        }
        let claims = self.claims(&old.evolutions, &new.evolutions);
        change.claimed = claims.iter().map(|claim| claim.reach).min();
        change.cause = join_causes(&claims, &validation(Some(old), new));
        if change.fields.is_empty() {
            return change;
        }
        let found = fields::signals(&change.fields, same_links(old, new));
        settle_reach(&mut change, &found);
        change.signals = found.into_iter().map(|(_, signal)| signal).collect();
        change.signals.sort();
        change.signals.dedup();
        change
    }

    fn sides(&self) -> fields::Sides<'_> {
        fields::Sides { before: self.before, after: self.after, lane: self.lane }
    }

    /// Claims of the state after that the state before did not have yet.
    fn claims<'c>(&self, old: &[EvolutionClaim], new: &'c [EvolutionClaim]) -> Vec<&'c EvolutionClaim> {
        new.iter().filter(|claim| !old.iter().any(|known| known.iteration == claim.iteration)).collect()
    }

    fn register(&self, items: &[Entry]) -> Vec<RegisterChange> {
        let applicable = |corpus: &Corpus, code: &str| -> Vec<String> {
            corpus.reference(code).map_or_else(Vec::new, |reference| match self.lane {
                Some(lane) => reference.applicable(lane).to_vec(),
                None => reference.applicable_default.clone(),
            })
        };
        let gone =
            self.before.references.iter().filter(|reference| self.after.reference(&reference.code).is_none());
        let mut changed: Vec<RegisterChange> = Vec::new();
        for reference in self.after.references.iter().chain(gone) {
            let (code, title) = (reference.code.clone(), reference.title.clone());
            let (before, after) = (applicable(self.before, &code), applicable(self.after, &code));
            if before != after {
                changed.push(RegisterChange { code, title, before, after, cited_by: Vec::new() });
            }
        }
        if changed.is_empty() {
            return changed;
        }
        let mut cited: HashMap<&str, Vec<ItemId>> = HashMap::new();
        for entry in items.iter().filter(|entry| entry.item.is_live()) {
            for reference in &entry.item.references {
                cited.entry(reference.code.as_str()).or_default().push(entry.item.id.clone());
            }
        }
        for change in &mut changed {
            change.cited_by = cited.get(change.code.as_str()).cloned().unwrap_or_default();
        }
        changed
    }
}

fn validated(entries: &[Entry]) -> usize {
    entries.iter().filter(|entry| entry.item.status == Status::Validated).count()
}

fn blank(item: &Requirement, evolution: Evolution) -> Change {
    Change {
        key: item.key.clone(),
        id: item.id.clone(),
        title: item.title.clone(),
        evolution,
        reach: None,
        claimed: None,
        attributes: Vec::new(),
        status: (None, None),
        nature: (None, None),
        version: (None, None),
        cause: None,
        comments: Vec::new(),
        signals: Vec::new(),
        fields: Vec::new(),
        section: item.section.clone(),
        lanes: Vec::new(),
        shared: matches!(item.home, crate::model::Home::Socle(_)),
    }
}

impl Change {
    /// A change that says nothing: what holds the place of an item that something else touches.
    pub fn none(item: &Requirement, lanes: Vec<String>) -> Self {
        Self {
            status: (Some(item.status), Some(item.status)),
            nature: (Some(item.nature), Some(item.nature)),
            version: (Some(item.version), Some(item.version)),
            lanes,
            ..blank(item, Evolution::Unchanged)
        }
    }
}

fn replaced(change: &mut Change, item: &Requirement) {
    if !item.replaced_by.is_empty() {
        change.attributes.push(Attribute::ReplacedBy(item.replaced_by.clone()));
    }
}

/// Whether both states cite the same referentials in the same words: only the register can have moved.
fn same_links(old: &Requirement, new: &Requirement) -> bool {
    let sorted = |item: &Requirement| {
        let mut links = item.references.clone();
        links.sort();
        links
    };
    sorted(old) == sorted(new)
}

/// Whether a sign stands against a claim: the words moved, or something that reaches further than the claim says.
fn contradicts(field: Field, claimed: Reach) -> bool {
    match field.facet() {
        _ if matches!(field, Field::Statement | Field::Depends) => true,
        Facet::Reach(reach) => reach < claimed,
        Facet::Moved | Facet::None => false,
    }
}

/// Decides evolution, reach and the moved attribute from the fields, the signals and the claim.
///
/// The words of an énoncé are fond, unless the author claims less and no signal fires. The claim can raise the reach,
/// never lower it below what the other fields say.
fn settle_reach(change: &mut Change, signals: &[(Field, Signal)]) {
    let mut reach: Option<Reach> = None;
    let mut moved = false;
    let calm = change.claimed.is_some_and(|claimed| {
        claimed > Reach::Substance && !signals.iter().any(|(field, _)| contradicts(*field, claimed))
    });
    for field in change.fields.iter().filter(|field| !field.typographic) {
        let found = match field.field.facet() {
            Facet::Reach(Reach::Substance) if field.field == Field::Statement && calm => Reach::Wording,
            Facet::Reach(found) => found,
            Facet::Moved => {
                moved = true;
                continue;
            }
            Facet::None => continue,
        };
        reach = Some(reach.map_or(found, |known| known.min(found)));
    }
    if moved {
        change.attributes.push(Attribute::Moved);
    }
    if let Some(computed) = reach {
        change.evolution = Evolution::Modified;
        change.reach = Some(change.claimed.map_or(computed, |claimed| claimed.min(computed)));
    }
}

/// Lanes of every item on both sides, read once.
enum Lanes<'a> {
    /// One lane is compared.
    One(&'a str),
    All {
        before: HashMap<&'a ItemId, Vec<&'a str>>,
        after: HashMap<&'a ItemId, Vec<&'a str>>,
    },
}

impl<'a> Lanes<'a> {
    fn new(before: &'a Corpus, after: &'a Corpus, only: Option<&'a str>) -> Self {
        if let Some(code) = only {
            return Lanes::One(code);
        }
        let read = |corpus: &'a Corpus| {
            let mut map: HashMap<&'a ItemId, Vec<&'a str>> = HashMap::with_capacity(corpus.items.len());
            for lane in &corpus.lanes {
                for application in &lane.applications {
                    map.entry(&application.id).or_default().push(&lane.code);
                }
            }
            map
        };
        Lanes::All { before: read(before), after: read(after) }
    }

    fn of(map: &HashMap<&'a ItemId, Vec<&'a str>>, id: &ItemId) -> Vec<String> {
        map.get(id).map(|lanes| lanes.iter().map(|lane| (*lane).to_owned()).collect()).unwrap_or_default()
    }

    fn before(&self, id: &ItemId) -> Vec<String> {
        match self {
            Lanes::One(code) => vec![(*code).to_owned()],
            Lanes::All { before, .. } => Self::of(before, id),
        }
    }

    fn after(&self, id: &ItemId) -> Vec<String> {
        match self {
            Lanes::One(code) => vec![(*code).to_owned()],
            Lanes::All { after, .. } => Self::of(after, id),
        }
    }
}
