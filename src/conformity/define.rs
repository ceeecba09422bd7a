//! From frozen states to what a lane asks, with the history of each item.

use std::collections::{BTreeMap, BTreeSet};

use super::definition::{
    CHECKLIST, ConditionDef, Definition, ItemDef, IterationDef, ProfileDef, ReferenceDef, Retired, SectionDef,
};
use super::lineage::{self, Lineages};
use super::state::StateFacts;
use super::steps::Life;
use crate::history::Diff;
use crate::model::{Corpus, ItemId, Lane, Nature, Requirement};
use crate::quick::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};
use crate::source::{fold_accents, hyphenated};

/// A state of the project.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Name of the iteration.
    pub name: &'a str,
    /// Its day, ISO 8601; `None` for the working tree.
    pub date: Option<&'a str>,
    /// What it says.
    pub corpus: &'a Corpus,
}

/// The states of a project, and what all its lanes share.
pub struct Catalogue<'a> {
    id: String,
    moments: Vec<(Moment<'a>, StateFacts<'a>)>,
    /// What is known of the lineage at each state.
    lineages: Vec<Lineages>,
}

/// Every item a lane asked so far.
#[derive(Default)]
struct Lives<'a> {
    by_key: HashMap<ItemId, Life<'a>>,
    /// Keys in the order they came.
    order: Vec<ItemId>,
}

impl<'a> Catalogue<'a> {
    /// Reads the states, oldest first.
    pub fn new(moments: &[Moment<'a>]) -> Self {
        // The name of the programme may be corrected one day: the catalogue keeps the first.
        let id = moments.first().map_or_else(String::new, |first| hyphenated(&first.corpus.programme));
        let corpora: Vec<&Corpus> = moments.iter().map(|moment| moment.corpus).collect();
        let lineages = lineage::read(&corpora);
        let moments = moments.iter().map(|moment| (*moment, StateFacts::new(moment.corpus))).collect();
        Self { id, moments, lineages }
    }

    /// What a lane asks in the last state; `None` when that state does not know the lane. `steps` gives the comparison of
    /// the lane that leads to a state, by its place: what the authors declared of each change is read there.
    pub fn define<'d>(&self, lane: &str, steps: impl Fn(usize) -> Option<&'d Diff>) -> Option<Definition> {
        let (last, _) = self.moments.last()?;
        let code = &last.corpus.lane(lane)?.code;
        let mut lives = Lives::default();
        for rank in 0..self.moments.len() {
            self.advance(&mut lives, code, rank, steps(rank));
        }
        self.definition(&lives, code, self.moments.len() - 1)
    }

    /// What a lane asks in every state that is asked for, by its place, oldest first; `None` for the others, and where the
    /// state does not know the lane by this code. The states are walked once, however many there are.
    pub fn define_each<'d>(
        &self,
        code: &str,
        steps: impl Fn(usize) -> Option<&'d Diff>,
        asked: impl Fn(usize) -> bool,
    ) -> Vec<Option<Definition>> {
        let mut lives = Lives::default();
        (0..self.moments.len())
            .map(|rank| {
                self.advance(&mut lives, code, rank, steps(rank));
                asked(rank).then(|| self.definition(&lives, code, rank)).flatten()
            })
            .collect()
    }

    fn definition(&self, lives: &Lives<'a>, code: &str, rank: usize) -> Option<Definition> {
        let (moment, facts) = self.moments.get(rank)?;
        let lane = moment.corpus.lane(code).filter(|lane| lane.code == code)?;
        let lineages = self.lineages.get(rank)?;
        let mut asked: HashSet<&ItemId> = HashSet::with_capacity(lane.applications.len());
        let mut items = Vec::with_capacity(lane.applications.len());
        let cross = facts.cross(lane);
        for (_, item) in moment.corpus.lane_items(lane).filter(|(_, item)| item.is_live()) {
            let Some((key, life)) = lives.by_key.get_key_value(&item.key) else { continue };
            if asked.insert(key) {
                items.push(self.item(&item, life, facts, &cross));
            }
        }
        let closure = lineages.reachable(items.iter().map(|item| item.key.as_str()));
        for item in &mut items {
            item.seen.iteration = moment.name.to_owned();
            item.seen.lineage = lineages.ancestors(&item.key);
        }
        let gone = lives.order.iter().filter(|key| !asked.contains(key));
        let retired = gone.filter_map(|key| self.retired(lives.by_key.get(key)?, rank)).collect();
        let iterations = self.moments.iter().take(rank + 1).map(|(moment, _)| IterationDef {
            name: moment.name.to_owned(),
            date: moment.date.unwrap_or_default().to_owned(),
        });
        Some(Definition {
            schema: CHECKLIST.to_owned(),
            catalogue: self.id.clone(),
            programme: moment.corpus.programme.clone(),
            lane: lane.code.clone(),
            title: lane.title.clone(),
            iteration: moment.name.to_owned(),
            date: moment.date.unwrap_or_default().to_owned(),
            iterations: iterations.collect(),
            profiles: profiles(moment.corpus, lane, &items),
            conditions: conditions(moment.corpus, lane),
            sections: sections(moment.corpus, &items),
            references: references(moment.corpus, lane, &items),
            cross_scenarios: cross.iter().map(|scenario| facts.scenario(scenario, None)).collect(),
            items,
            lineages: closure,
            retired,
        })
    }

    /// Follows the items of a lane into a state.
    fn advance(&self, lives: &mut Lives<'a>, code: &str, rank: usize, step: Option<&Diff>) {
        let Some((moment, facts)) = self.moments.get(rank) else { return };
        let Some(lane) = moment.corpus.lane(code) else { return };
        let cross = facts.cross(lane);
        let changes: HashMap<&ItemId, _> = step
            .map(|diff| diff.changes.iter().map(|change| (&change.key, change)).collect())
            .unwrap_or_default();
        for (_, item) in moment.corpus.lane_items(lane).filter(|(_, item)| item.is_live()) {
            let references = facts.references(&item, &lane.code);
            let covering = facts.covering(&cross, &item);
            match lives.by_key.get_mut(&item.key) {
                None => {
                    let seen = facts.seen(&item, references, &covering);
                    let key = item.key.clone();
                    lives.order.push(key.clone());
                    lives.by_key.insert(key, Life::start(item, seen, covering, rank, moment.name));
                }
                Some(life) => {
                    let seen = if life.says_the_same(&item, &covering) {
                        None
                    } else {
                        Some(facts.seen(&item, references.clone(), &covering))
                    };
                    let change = changes.get(&item.key).copied();
                    life.advance(item, seen, references, covering, change, (rank, moment.name));
                }
            }
        }
    }

    fn item(
        &self,
        item: &Requirement,
        life: &Life<'a>,
        facts: &StateFacts<'a>,
        cross: &[&'a crate::model::Scenario],
    ) -> ItemDef {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let own_profile = !item.profiles.is_empty() && !item.profiles.iter().any(|name| is_general(name));
        let (seen, history) = life.told();
        ItemDef {
            key: item.key.to_string(),
            id: item.id.to_string(),
            formerly: item.formerly.iter().map(ToString::to_string).collect(),
            version: item.version,
            title: item.title.clone(),
            scope: text(&item.scope),
            section: text(&item.section),
            block: text(&item.block),
            function: text(&item.function),
            nature: item.nature,
            status: item.status,
            profiles: item.profiles.clone(),
            condition: seen.condition.normalised().to_owned(),
            may_not_apply: own_profile || item.condition.is_some() || item.nature == Nature::Recommended,
            criticality: item.criticality.map(|value| value.as_json().to_owned()).unwrap_or_default(),
            statement: item.statement.clone(),
            comment: text(&item.comment),
            depends: item.depends.iter().map(|link| facts.key(&link.id).to_string()).collect(),
            scenarios: item.scenarios.iter().map(|scenario| facts.scenario(scenario, Some(item))).collect(),
            proofs: facts.proof_links(item, &facts.covering(cross, item)),
            seen,
            history,
        }
    }

    /// An item the lane no longer asks in the state at `rank`.
    fn retired(&self, life: &Life<'_>, rank: usize) -> Option<Retired> {
        let (next, _) = self.moments.get(life.rank() + 1)?;
        let (_, facts) = self.moments.get(rank)?;
        let item = life.item();
        let now = facts.of_key(&item.key);
        Some(Retired {
            key: item.key.to_string(),
            id: now.unwrap_or(item).id.to_string(),
            title: item.title.clone(),
            since: next.name.to_owned(),
            elsewhere: now.is_some_and(Requirement::is_live),
            replaced_by: now
                .map(|now| now.replaced_by.iter().map(ToString::to_string).collect())
                .unwrap_or_default(),
        })
    }
}

/// What a lane asks in the last of these states, comparing them as needed.
pub fn define(lane: &str, moments: &[Moment<'_>]) -> Option<Definition> {
    let endpoint = |moment: &Moment<'_>| crate::history::Endpoint {
        name: moment.name.to_owned(),
        date: moment.date.map(str::to_owned),
    };
    let code = moments.last()?.corpus.lane(lane)?.code.clone();
    let steps: Vec<Diff> = moments
        .iter()
        .zip(moments.iter().skip(1))
        .map(|(before, after)| {
            crate::history::diff_lane(before.corpus, after.corpus, &code, endpoint(before), endpoint(after))
        })
        .collect();
    Catalogue::new(moments).define(&code, |rank| steps.get(rank.checked_sub(1)?))
}

/// Whether a profile applies to every product.
pub(super) fn is_general(name: &str) -> bool {
    fold_accents(name).eq_ignore_ascii_case("general")
}

fn profiles(corpus: &Corpus, lane: &Lane, items: &[ItemDef]) -> Vec<ProfileDef> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in items.iter().flat_map(|item| &item.profiles) {
        *counts.entry(name).or_default() += 1;
    }
    // A profile an item bears and the lane does not declare must be asked too.
    let declared: BTreeSet<&str> = lane.profiles.iter().map(String::as_str).collect();
    let mut extra: BTreeSet<&str> = BTreeSet::new();
    extra.extend(
        items
            .iter()
            .flat_map(|item| &item.profiles)
            .map(String::as_str)
            .filter(|name| !declared.contains(name)),
    );
    let view = |name: &str| ProfileDef {
        name: name.to_owned(),
        question: corpus
            .profiles
            .iter()
            .find(|profile| profile.name == name)
            .and_then(|profile| profile.question.clone())
            .unwrap_or_default(),
        general: is_general(name),
        items: counts.get(name).copied().unwrap_or_default(),
    };
    lane.profiles.iter().map(String::as_str).chain(extra).map(view).collect()
}

fn conditions(corpus: &Corpus, lane: &Lane) -> Vec<ConditionDef> {
    let mut found: Vec<ConditionDef> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (_, item) in corpus.lane_items(lane).filter(|(_, item)| item.is_live()) {
        let Some(question) = &item.condition else { continue };
        let key = super::seen::Print::of(&[question]).normalised().to_owned();
        let place = *places.entry(key.clone()).or_insert_with(|| {
            found.push(ConditionDef { key, question: question.clone(), items: 0 });
            found.len() - 1
        });
        if let Some(condition) = found.get_mut(place) {
            condition.items += 1;
        }
    }
    found
}

fn sections(corpus: &Corpus, items: &[ItemDef]) -> Vec<SectionDef> {
    let mut known = HashSet::new();
    let codes = items.iter().map(|item| item.section.as_str()).filter(|code| known.insert(*code));
    codes
        .map(|code| SectionDef {
            code: code.to_owned(),
            title: if code.is_empty() { String::new() } else { corpus.section_title(code).to_owned() },
        })
        .collect()
}

fn references(corpus: &Corpus, lane: &Lane, items: &[ItemDef]) -> Vec<ReferenceDef> {
    let cited: HashSet<&str> =
        items.iter().flat_map(|item| item.seen.references.keys()).map(String::as_str).collect();
    let known = corpus.references.iter().filter(|reference| cited.contains(reference.code.as_str()));
    known
        .map(|reference| ReferenceDef {
            code: reference.code.clone(),
            title: reference.title.clone(),
            versions: reference.applicable(&lane.code).to_vec(),
        })
        .collect()
}
