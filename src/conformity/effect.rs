//! What becomes of an answer given before a change.
//!
//! Owner of the effect that every format of a comparison announces, and of what tells whether an answer already given
//! falls: both come from the rules of the carry-over, run on an answer that read the state before. Input: a comparison and
//! its two states; output: plain data.
//!
//! The effect is that of a « conforme » answer of a product every profile of which applies: the one most things touch.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::answers::{Answer, State, Unknown};
use super::freshness::{Freshness, Reason, reasons};
use super::lineage::{self, Lineages};
use super::seen::Seen;
use super::state::{Covering, StateFacts};
use super::steps::{Life, says_the_same};
use super::view::freshest;
use crate::history::{Attribute, Change, Diff, Evolution};
use crate::model::{Corpus, ItemId, Requirement, Scenario};
use crate::quick::{HashMap, HashMapExt as _, HashSet};

/// Effet sur la réponse, the one that asks most last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// The answer stands.
    UpToDate,
    /// The answer stands once confirmed.
    ToConfirm,
    /// There is no answer yet.
    ToAnswer,
    /// The item is no longer asked.
    Archived,
    /// The answer does not count any more.
    ToReview,
}

impl Effect {
    /// The value in JSON.
    pub fn as_json(self) -> &'static str {
        match self {
            Effect::ToAnswer => "a_traiter",
            Effect::Archived => "archivee",
            Effect::UpToDate => "a_jour",
            Effect::ToConfirm => "a_confirmer",
            Effect::ToReview => "a_revoir",
        }
    }

    /// The words shown to readers.
    pub fn label(self) -> &'static str {
        match self {
            Effect::ToAnswer => "à traiter",
            Effect::Archived => "archivée",
            Effect::UpToDate => "à jour",
            Effect::ToConfirm => "à confirmer",
            Effect::ToReview => "à revoir",
        }
    }
}

impl From<Freshness> for Effect {
    fn from(freshness: Freshness) -> Self {
        match freshness {
            Freshness::UpToDate => Effect::UpToDate,
            Freshness::ToConfirm => Effect::ToConfirm,
            Freshness::ToReview => Effect::ToReview,
        }
    }
}

/// Something an answer must have read as it is after, or else is to be reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// States of the answers concerned, in the order of [`State::WORDS`].
    pub states: Vec<State>,
    /// Where to look in `vu`: `enonce`, `nature`, `references`, `scenarios`, `preuves`, by their names there;
    /// `applicabilite` for profiles, condition and périmètre together; `lignee` for answers the item takes over.
    pub part: &'static str,
    /// Code of the referential, key of the scenario, of the proof or of the item taken over; empty for the others.
    pub key: String,
    /// What is read after: the half of a fingerprint that typography does not change, a version, a nature, or the three
    /// parts of `applicabilite`, one a line. Empty for `lignee`.
    pub value: String,
}

/// What a change does to answers in a lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consequence {
    /// Code of the lane; empty for an item no lane asks.
    pub lane: String,
    /// What becomes of a « conforme » answer.
    pub effect: Effect,
    /// What tells answers to review from those that read the state after already.
    pub watched: Vec<Watched>,
    /// Items of the lane that take the answer over when their own no longer asks for it: parts of a split, a merger.
    pub taken_by: Vec<ItemId>,
}

/// An item that does not change and that a scenario of several items, which does, covers.
#[derive(Debug)]
pub struct Touched {
    /// The item, as a change that says nothing, in the lanes of the scenarios.
    pub change: Change,
    /// The scenarios: lane and number.
    pub scenarios: Vec<(String, ItemId)>,
}

/// What becomes of answers, one to each item asked before, and what the items that come have for an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EffectTally {
    /// Still up to date.
    pub kept: usize,
    /// To confirm.
    pub confirm: usize,
    /// To review.
    pub review: usize,
    /// Of items no longer asked.
    pub archived: usize,
    /// Among them, those that other items take over.
    pub taken_over: usize,
    /// Items that take an archived answer over.
    pub successors: usize,
    /// Items not asked before, without an answer yet.
    pub new: usize,
    /// Items not asked before that have one: taken over from others, or their own come back.
    pub inherited: usize,
    /// Items that a scenario of several alone touches.
    pub touched: usize,
    /// Among them, those whose answer is not up to date any more.
    pub touched_to_see: usize,
}

impl EffectTally {
    /// Answers that existed before.
    pub fn given(&self) -> usize {
        self.kept + self.confirm + self.review + self.archived
    }

    /// Items asked after.
    pub fn asked(&self) -> usize {
        self.given() - self.archived + self.new + self.inherited
    }

    fn add(&mut self, change: &Change, consequences: &[Consequence]) {
        self.taken_over += usize::from(consequences.iter().any(|one| !one.taken_by.is_empty()));
        let came = matches!(change.evolution, Evolution::New | Evolution::Reinstated);
        // A lane that asks the item from now on has no answer to lose.
        let given = consequences.iter().map(|one| one.effect).filter(|effect| *effect != Effect::ToAnswer);
        match given.max() {
            None if came => self.new += 1,
            Some(_) if came => self.inherited += 1,
            None | Some(Effect::UpToDate | Effect::ToAnswer) => self.kept += 1,
            Some(Effect::ToConfirm) => self.confirm += 1,
            Some(Effect::ToReview) => self.review += 1,
            Some(Effect::Archived) => self.archived += 1,
        }
    }
}

/// The item of a change before and after, as a lane states it.
pub type Sides<'a> = [Option<Cow<'a, Requirement>>; 2];

/// What the changes of a comparison do to answers.
#[derive(Debug)]
pub struct Effects {
    /// By lane compared (empty for all of them) and stable key.
    of: HashMap<(String, ItemId), Vec<Consequence>>,
    tally: EffectTally,
    touched: Vec<Touched>,
}

impl Effects {
    /// Runs the carry-over on every change of a comparison. `items` gives both sides of an item as a lane states it.
    pub fn new<'a>(
        diff: &Diff,
        corpora: [&'a Corpus; 2],
        items: &(dyn Fn(&Change, Option<&str>) -> Sides<'a> + Sync),
    ) -> Self {
        Self::told(&Judge::new(corpora, items), diff)
    }

    /// The same for several comparisons of the same two states, of all lanes and of each: both states are read once.
    pub fn of_each<'a>(
        diffs: &[&Diff],
        corpora: [&'a Corpus; 2],
        items: &(dyn Fn(&Change, Option<&str>) -> Sides<'a> + Sync),
    ) -> Vec<Self> {
        let judge = Judge::new(corpora, items);
        diffs.par_iter().map(|diff| Self::told(&judge, diff)).collect()
    }

    fn told(judge: &Judge<'_, '_>, diff: &Diff) -> Self {
        let own = diff.lane_only.iter().map(|own| (Some(own.lane.as_str()), &own.change));
        let all: Vec<(Option<&str>, &Change)> =
            diff.changes.iter().map(|change| (diff.lane.as_deref(), change)).chain(own).collect();
        let found: Vec<Vec<Consequence>> =
            all.par_iter().map(|(lane, change)| judge.everywhere(change, *lane)).collect();
        let mut tally = EffectTally { kept: diff.unchanged.len(), ..EffectTally::default() };
        let successors: HashSet<&ItemId> =
            found.iter().take(diff.changes.len()).flatten().flat_map(|one| &one.taken_by).collect();
        tally.successors = successors.len();
        let mut of = HashMap::with_capacity(all.len());
        for (place, ((lane, change), consequences)) in all.into_iter().zip(found).enumerate() {
            if place < diff.changes.len() {
                tally.add(change, &consequences);
            }
            let _ = of.insert((lane.unwrap_or_default().to_owned(), change.key.clone()), consequences);
        }
        let touched = judge.touched(diff);
        tally.touched = touched.len();
        for one in &touched {
            let key = (diff.lane.clone().unwrap_or_default(), one.change.key.clone());
            // One of which typography changed was judged above.
            let Entry::Vacant(place) = of.entry(key) else { continue };
            let consequences = judge.everywhere(&one.change, diff.lane.as_deref());
            tally.touched_to_see += usize::from(worst(&consequences) != Effect::UpToDate);
            tally.kept = tally.kept.saturating_sub(1);
            tally.add(&one.change, &consequences);
            place.insert(consequences);
        }
        Self { of, tally, touched }
    }

    /// Items that do not change and that a scenario of several items, which does, covers; in natural order. What becomes
    /// of their answers is given under their change, like any other.
    pub fn touched(&self) -> &[Touched] {
        &self.touched
    }

    /// Items that take over the answers to an item no longer asked, each once.
    pub fn taken_by(&self, change: &Change, lane: Option<&str>) -> Vec<&ItemId> {
        let mut found: Vec<&ItemId> = Vec::new();
        for id in self.get(change, lane).iter().flat_map(|one| &one.taken_by) {
            if !found.contains(&id) {
                found.push(id);
            }
        }
        found
    }

    /// What a change does in each lane that asks its item; `lane` is the one compared, `None` for all of them.
    pub fn get(&self, change: &Change, lane: Option<&str>) -> &[Consequence] {
        let key = (lane.unwrap_or_default().to_owned(), change.key.clone());
        self.of.get(&key).map(Vec::as_slice).unwrap_or_default()
    }

    /// The effect in the lane that it touches most.
    pub fn worst(&self, change: &Change, lane: Option<&str>) -> Effect {
        worst(self.get(change, lane))
    }

    /// The changes and what did not change, counted. What happens in one lane only is not, when all are compared.
    pub fn tally(&self) -> EffectTally {
        self.tally
    }
}

fn worst(consequences: &[Consequence]) -> Effect {
    consequences.iter().map(|one| one.effect).max().unwrap_or(Effect::UpToDate)
}

/// Both states, read once.
struct Judge<'a, 'f> {
    corpora: [&'a Corpus; 2],
    facts: [StateFacts<'a>; 2],
    /// Scenarios that span several items, by lane.
    cross: [BTreeMap<&'a str, Vec<&'a Scenario>>; 2],
    /// What was known of the lineage before and after.
    lineages: Vec<Lineages>,
    /// Keys of the items a lane asked before, and asks after, by lane.
    asked: [OnceLock<BTreeMap<&'a str, HashSet<ItemId>>>; 2],
    items: &'f (dyn Fn(&Change, Option<&str>) -> Sides<'a> + Sync),
}

impl<'a, 'f> Judge<'a, 'f> {
    fn new(corpora: [&'a Corpus; 2], items: &'f (dyn Fn(&Change, Option<&str>) -> Sides<'a> + Sync)) -> Self {
        Self {
            corpora,
            facts: corpora.map(StateFacts::new),
            cross: corpora.map(|corpus| {
                let mut found: BTreeMap<&str, Vec<&Scenario>> = BTreeMap::new();
                for (lane, scenario) in &corpus.cross_scenarios {
                    found.entry(lane).or_default().push(scenario);
                }
                found
            }),
            lineages: lineage::read(&corpora),
            asked: Default::default(),
            items,
        }
    }

    /// In the lane compared, or in each that asks the item.
    fn everywhere(&self, change: &Change, lane: Option<&str>) -> Vec<Consequence> {
        let mut known = Vec::new();
        match lane {
            Some(lane) => vec![self.in_lane(change, Some(lane), &mut known)],
            None if change.lanes.is_empty() => vec![self.in_lane(change, None, &mut known)],
            None => change.lanes.iter().map(|lane| self.in_lane(change, Some(lane), &mut known)).collect(),
        }
    }

    /// In one lane; `known` holds what was found in lanes that state the item as it is.
    fn in_lane(&self, change: &Change, lane: Option<&str>, known: &mut Vec<Known>) -> Consequence {
        let code = lane.unwrap_or_default();
        let taken_by = Vec::new();
        let consequence = |effect, watched| Consequence { lane: code.to_owned(), effect, watched, taken_by };
        if change.evolution == Evolution::Obsolete {
            let taken_by = self.successors(change, lane);
            return Consequence { taken_by, ..consequence(Effect::Archived, Vec::new()) };
        }
        let mut watched = self.taken_over(&change.key);
        let takes_over = !watched.is_empty() && self.takes_over(&change.key, code, &watched);
        let [before, after] = (self.items)(change, lane);
        let effect = match (before, after) {
            (Some(before), Some(after)) if change.evolution != Evolution::New => {
                let (effect, more) = self.compare([before, after], change, code, known);
                watched.extend(more);
                effect
            }
            _ => Effect::ToAnswer,
        };
        consequence(if takes_over { Effect::ToReview } else { effect }, watched)
    }

    /// Items whose answers this one takes over from now on.
    fn taken_over(&self, key: &ItemId) -> Vec<Watched> {
        let [before, after] = self.lineages.as_slice() else { return Vec::new() };
        let known = before.ancestors(key.as_str());
        let new = after.ancestors(key.as_str()).into_iter().filter(|one| !known.contains(one));
        new.map(|key| Watched { states: every_state(), part: "lignee", key, value: String::new() }).collect()
    }

    /// Whether answers given before, to everything the lane asked, are among those the item takes over from now on.
    fn takes_over(&self, key: &ItemId, lane: &str, new: &[Watched]) -> bool {
        let Some(after) = self.lineages.last() else { return false };
        let nearest =
            lineage::nearest(key.as_str(), |one| after.sources(one), |one| self.is_asked(0, lane, one));
        new.iter().any(|one| nearest.contains(&one.key.as_str()))
    }

    /// Items that take over the answers to one that goes, among those its end names and the lane asks.
    fn successors(&self, change: &Change, lane: Option<&str>) -> Vec<ItemId> {
        let [_, corpus] = self.corpora;
        let Some(lineage) = self.lineages.last() else { return Vec::new() };
        let named = change.attributes.iter().filter_map(|one| match one {
            Attribute::ReplacedBy(ids) => Some(ids),
            _ => None,
        });
        let takes = |id: &&ItemId| {
            corpus.item(id.as_str()).is_some_and(|next| {
                next.is_live()
                    && lineage.sources(next.key.as_str()).iter().any(|one| one == change.key.as_str())
                    && lane.is_none_or(|lane| self.is_asked(1, lane, next.key.as_str()))
            })
        };
        named.flatten().filter(takes).cloned().collect()
    }

    /// Items without a change of their own that the scenarios which differ cover. A typographic correction of a scenario
    /// touches nobody.
    fn touched(&self, diff: &Diff) -> Vec<Touched> {
        let mut found: BTreeMap<&ItemId, Vec<(String, ItemId)>> = BTreeMap::new();
        for scenario in diff.scenarios.iter().filter(|one| one.evolution != Evolution::Unchanged) {
            for id in &scenario.covers {
                found.entry(id).or_default().push((scenario.lane.clone(), scenario.id.clone()));
            }
        }
        if found.is_empty() {
            return Vec::new();
        }
        let [_, corpus] = self.corpora;
        let told: HashSet<&ItemId> =
            diff.changes.iter().filter(|change| !change.is_quiet()).map(|change| &change.key).collect();
        // A lane that changes the item on its own tells it there.
        let own: HashSet<(&str, &ItemId)> =
            diff.lane_only.iter().map(|one| (one.lane.as_str(), &one.change.key)).collect();
        let mut touched = Vec::new();
        for (id, mut scenarios) in found {
            let Some(item) = corpus.item(id.as_str()).filter(|one| one.is_live()) else { continue };
            if told.contains(&item.key) {
                continue;
            }
            scenarios.retain(|(lane, _)| {
                self.is_asked(1, lane, item.key.as_str()) && !own.contains(&(lane.as_str(), &item.key))
            });
            let mut lanes: Vec<String> = Vec::new();
            for (lane, _) in &scenarios {
                if !lanes.contains(lane) {
                    lanes.push(lane.clone());
                }
            }
            if !lanes.is_empty() {
                touched.push(Touched { change: Change::none(item, lanes), scenarios });
            }
        }
        touched
    }

    /// Whether a lane asked an item before (0), or asks it after (1).
    fn is_asked(&self, side: usize, lane: &str, key: &str) -> bool {
        let Some((corpus, known)) = self.corpora.get(side).zip(self.asked.get(side)) else { return false };
        let asked = known.get_or_init(|| {
            let keys = |lane| {
                let live = corpus.lane_items(lane).filter(|(_, item)| item.is_live());
                live.map(|(_, item)| item.key.clone()).collect()
            };
            corpus.lanes.iter().map(|lane| (lane.code.as_str(), keys(lane))).collect()
        });
        asked.get(lane).is_some_and(|keys| keys.contains(&ItemId::new(key)))
    }

    /// What becomes of answers that read one side, on the other.
    fn compare(
        &self,
        [before, after]: [Cow<'_, Requirement>; 2],
        change: &Change,
        lane: &str,
        known: &mut Vec<Known>,
    ) -> (Effect, Vec<Watched>) {
        let [old, new] = &self.facts;
        let [old_cross, new_cross] = &self.cross;
        let covering = |facts: &StateFacts<'a>, cross: &BTreeMap<&str, Vec<&'a Scenario>>, item| {
            cross.get(lane).map_or_else(Vec::new, |cross| facts.covering(cross, item))
        };
        let coverings = [covering(old, old_cross, &before), covering(new, new_cross, &after)];
        let references = [old.references(&before, lane), new.references(&after, lane)];
        let as_it_is = matches!((&before, &after), (Cow::Borrowed(_), Cow::Borrowed(_)))
            && coverings.iter().all(Vec::is_empty);
        let same = |one: &&Known| as_it_is && one.references == references;
        if let Some(Known { effect, watched, .. }) = known.iter().find(same) {
            return (*effect, watched.clone());
        }
        let found = self.judge([before, after], change, references.clone(), coverings);
        if as_it_is {
            let (effect, watched) = found.clone();
            known.push(Known { references, effect, watched });
        }
        found
    }

    fn judge(
        &self,
        [before, after]: [Cow<'_, Requirement>; 2],
        change: &Change,
        [old_references, references]: [BTreeMap<String, String>; 2],
        [old_covering, covering]: [Covering<'a>; 2],
    ) -> (Effect, Vec<Watched>) {
        let [old, new] = &self.facts;
        let read = old.seen_beside(&before, old_references, &old_covering, Some(&after));
        let seen = || new.seen_beside(&after, references.clone(), &covering, Some(&before));
        let now = (!says_the_same([&before, &after], [&old_covering, &covering])).then(seen);
        let mut life = Life::start(before, read.clone(), old_covering, 0, "");
        life.advance(after, now, references, covering, Some(change), (1, ""));
        let (now, history) = life.told();
        let mut answer = answer(read);
        let (mut effect, mut watched) = (Effect::UpToDate, Vec::new());
        for (state, ..) in State::WORDS {
            answer.state = *state;
            let found = reasons(&answer, (&now, &history), |_| true);
            if *state == State::Met {
                effect = freshest(&found).into();
            }
            for reason in found.iter().filter(|reason| reason.freshness == Freshness::ToReview) {
                watch(reason, *state, &now, &mut watched);
            }
        }
        (effect, watched)
    }
}

/// What was found where a lane states an item as it is, with these referentials.
struct Known {
    references: [BTreeMap<String, String>; 2],
    effect: Effect,
    watched: Vec<Watched>,
}

fn every_state() -> Vec<State> {
    State::WORDS.iter().map(|(state, ..)| *state).collect()
}

/// An answer that read this.
fn answer(read: Seen) -> Answer {
    Answer {
        state: State::Met,
        justification: String::new(),
        planned: String::new(),
        note: String::new(),
        date: String::new(),
        taken_from: String::new(),
        seen: Some(read),
        unknown: Unknown::new(),
    }
}

/// Adds what a reason rests on, or one more state to it.
fn watch(reason: &Reason, state: State, now: &Seen, watched: &mut Vec<Watched>) {
    let key = reason.target.as_str();
    let (part, value) = match reason.code {
        "nature" => ("nature", now.nature.as_json().to_owned()),
        "applicabilite" => {
            let (condition, scope) = (now.condition.normalised(), now.scope.normalised());
            ("applicabilite", format!("{}\n{condition}\n{scope}", now.profiles.join(", ")))
        }
        "reference" => ("references", now.references.get(key).cloned().unwrap_or_default()),
        "scenario" => ("scenarios", now.scenarios.get(key).map_or("", |one| one.normalised()).to_owned()),
        "preuve" => ("preuves", now.proofs.get(key).map_or("", |one| one.normalised()).to_owned()),
        _ => ("enonce", now.statement.normalised().to_owned()),
    };
    match watched.iter_mut().find(|one| one.part == part && one.key == key) {
        Some(known) => known.states.push(state),
        None => watched.push(Watched { states: vec![state], part, key: key.to_owned(), value }),
    }
}
