//! One state of a project, read for checklists: keys, fingerprints, proofs.

use std::collections::BTreeMap;

use super::answers::Unknown;
use super::definition::{ProofDef, ProofLink, ScenarioDef, StepDef};
use super::seen::{Print, Seen};
use crate::model::{
    Corpus, ItemId, Lane, Proof, ReferenceLink, Requirement, Scenario, Step, VersionBound, Vocabulary as _,
};
use crate::quick::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

/// Scenarios that span several items and cover one of them.
pub(super) type Covering<'a> = Vec<&'a Scenario>;

/// What all lanes share in a state.
pub(super) struct StateFacts<'a> {
    corpus: &'a Corpus,
    /// Keys of the proofs of items that changed name, by number.
    renamed: HashMap<&'a str, String>,
    /// Proofs cited elsewhere, where they are defined.
    cited: HashMap<&'a str, &'a Proof>,
    /// Items by stable key, the first of two.
    by_key: HashMap<&'a ItemId, &'a Requirement>,
}

impl<'a> StateFacts<'a> {
    /// Reads a state once.
    pub(super) fn new(corpus: &'a Corpus) -> Self {
        let mut renamed = HashMap::new();
        let mut wanted: HashSet<&str> = HashSet::new();
        let own = || corpus.items.iter().flat_map(|item| &item.scenarios);
        let variants = || {
            let applications = corpus.lanes.iter().flat_map(|lane| &lane.applications);
            applications.filter_map(|one| one.variant.as_ref()).flat_map(|variant| &variant.scenarios)
        };
        let cross = || corpus.cross_scenarios.iter().map(|(_, scenario)| scenario);
        let proofs = || own().chain(variants()).chain(cross()).flat_map(Scenario::all_proofs);
        for item in corpus.items.iter().filter(|item| item.key != item.id) {
            for proof in item.scenarios.iter().flat_map(Scenario::all_proofs).filter(|proof| !proof.shared) {
                let _ = renamed.insert(proof.id.as_str(), rekeyed(&proof.id, item));
            }
        }
        wanted.extend(proofs().filter(|proof| proof.shared).map(|proof| proof.id.as_str()));
        let mut cited: HashMap<&str, &Proof> = HashMap::with_capacity(wanted.len());
        if !wanted.is_empty() {
            for proof in proofs().filter(|proof| !proof.shared && wanted.contains(proof.id.as_str())) {
                cited.entry(proof.id.as_str()).or_insert(proof);
            }
        }
        let by_key = corpus.items.iter().rev().map(|item| (&item.key, item)).collect();
        Self { corpus, renamed, cited, by_key }
    }

    /// The item of a stable key.
    pub(super) fn of_key(&self, key: &ItemId) -> Option<&'a Requirement> {
        self.by_key.get(key).copied()
    }

    /// Stable key of an id; the id itself when it names nothing.
    pub(super) fn key<'k>(&'k self, id: &'k ItemId) -> &'k ItemId {
        self.corpus.item(id.as_str()).map_or(id, |item| &item.key)
    }

    /// Scenarios of a lane that span several items.
    pub(super) fn cross(&self, lane: &Lane) -> Vec<&'a Scenario> {
        let own = self.corpus.cross_scenarios.iter().filter(|(code, _)| *code == lane.code);
        own.map(|(_, scenario)| scenario).collect()
    }

    /// Those that cover an item.
    pub(super) fn covering(&self, cross: &[&'a Scenario], item: &Requirement) -> Covering<'a> {
        cross.iter().filter(|scenario| scenario.covers().any(|id| *id == item.id)).copied().collect()
    }

    /// Version asked of each referential, as the lane applies it.
    pub(super) fn references(&self, item: &Requirement, lane: &str) -> BTreeMap<String, String> {
        let version = |link: &ReferenceLink| match &link.bound {
            Some(VersionBound::Exactly(version)) => version.clone(),
            Some(VersionBound::AtLeast(version)) => format!(">= {version}"),
            None => self
                .corpus
                .reference(&link.code)
                .map(|reference| reference.applicable(lane).join(" et "))
                .unwrap_or_default(),
        };
        let mut found: BTreeMap<String, String> = BTreeMap::new();
        for link in &item.references {
            let version = version(link);
            let known = found.entry(link.code.clone()).or_default();
            if known.is_empty() {
                *known = version;
            } else if !version.is_empty() && *known != version {
                known.push_str(" et ");
                known.push_str(&version);
            }
        }
        found
    }

    /// What a reader of the item sees.
    pub(super) fn seen(
        &self,
        item: &Requirement,
        references: BTreeMap<String, String>,
        covering: &[&'a Scenario],
    ) -> Seen {
        self.seen_beside(item, references, covering, None)
    }

    /// What a reader of the item sees, to be compared with what the reader of `other` sees and for nothing else: the
    /// fingerprints of what both say word for word are left blank.
    pub(super) fn seen_beside(
        &self,
        item: &Requirement,
        references: BTreeMap<String, String>,
        covering: &[&'a Scenario],
        other: Option<&Requirement>,
    ) -> Seen {
        let mut profiles = item.profiles.clone();
        profiles.sort();
        let mut scenarios = BTreeMap::new();
        let mut proofs = BTreeMap::new();
        let is_said = |scenario: &&Scenario| other.is_some_and(|other| other.scenarios.contains(scenario));
        // Said on both sides first: a proof that several scenarios need is blank on both sides or on none.
        let (said, own): (Vec<_>, Vec<_>) = item.scenarios.iter().partition(is_said);
        for (scenario, blank) in
            said.into_iter().map(|one| (one, true)).chain(own.into_iter().map(|one| (one, false)))
        {
            let print = if blank { Print::default() } else { scenario_print(scenario, |_| true) };
            let _ = scenarios.insert(rekeyed(&scenario.id, item), print);
            for proof in scenario.all_proofs() {
                // The words of a shared proof stand elsewhere, and may have changed there.
                let print =
                    || if blank && !proof.shared { Print::default() } else { self.proof_print(proof) };
                proofs.entry(self.proof_key(proof, Some(item))).or_insert_with(print);
            }
        }
        for scenario in covering {
            let covers = |step: &Step| step.covers.contains(&item.id);
            let _ = scenarios.insert(scenario.id.to_string(), scenario_print(scenario, covers));
            for proof in covering_proofs(scenario, item) {
                proofs.entry(self.proof_key(proof, None)).or_insert_with(|| self.proof_print(proof));
            }
        }
        let statement = match other {
            Some(other) if other.statement == item.statement => Print::default(),
            _ => Print::of(&[&item.statement]),
        };
        Seen {
            iteration: String::new(),
            statement,
            nature: item.nature,
            profiles,
            condition: Print::of_optional(item.condition.as_deref()),
            scope: Print::of_optional(item.scope.as_deref()),
            references,
            scenarios,
            proofs,
            lineage: Vec::new(),
            unknown: Unknown::new(),
        }
    }

    /// Every proof an item needs, each once.
    pub(super) fn proof_links(&self, item: &Requirement, covering: &[&Scenario]) -> Vec<ProofLink> {
        let own = item.scenarios.iter().flat_map(|scenario| {
            scenario.all_proofs().map(move |proof| {
                (proof, self.proof_key(proof, Some(item)), rekeyed(&scenario.id, item), &scenario.profiles)
            })
        });
        let cross = covering.iter().flat_map(|scenario| {
            covering_proofs(scenario, item).map(move |proof| {
                (proof, self.proof_key(proof, None), scenario.id.to_string(), &scenario.profiles)
            })
        });
        let mut known = HashSet::new();
        let links = own.chain(cross).filter(|(_, key, ..)| known.insert(key.clone()));
        links
            .map(|(proof, key, scenario, profiles)| ProofLink {
                key,
                number: proof.id.to_string(),
                scenario,
                profiles: profiles.clone(),
            })
            .collect()
    }

    /// A scenario of an item, or of the lane.
    pub(super) fn scenario(&self, scenario: &Scenario, item: Option<&Requirement>) -> ScenarioDef {
        let proof = |proof: &Proof| self.proof(proof, item);
        ScenarioDef {
            key: item.map_or_else(|| scenario.id.to_string(), |item| rekeyed(&scenario.id, item)),
            id: scenario.id.to_string(),
            title: scenario.title.clone(),
            profiles: scenario.profiles.clone(),
            prerequisite: scenario.prerequisite.clone(),
            steps: scenario
                .steps
                .iter()
                .map(|step| StepDef {
                    text: step.text.clone(),
                    covers: step.covers.iter().map(|id| self.key(id).to_string()).collect(),
                    proofs: step.proofs.iter().map(proof).collect(),
                })
                .collect(),
            proofs: scenario.proofs.iter().map(proof).collect(),
        }
    }

    fn proof(&self, proof: &Proof, item: Option<&Requirement>) -> ProofDef {
        let told = self.told(proof);
        ProofDef {
            key: self.proof_key(proof, item),
            number: proof.id.to_string(),
            kinds: told.kinds.clone(),
            text: told.text.clone(),
            verification: told.verification.as_ref().map(|points| points.0.clone()).unwrap_or_default(),
            shared: proof.shared,
        }
    }

    /// Where the words of a proof are: a proof only cited may have none.
    fn told<'p>(&'p self, proof: &'p Proof) -> &'p Proof {
        if proof.shared && proof.text.is_empty() {
            self.cited.get(proof.id.as_str()).copied().unwrap_or(proof)
        } else {
            proof
        }
    }

    fn proof_key(&self, proof: &Proof, item: Option<&Requirement>) -> String {
        if let Some(key) = self.renamed.get(proof.id.as_str()) {
            return key.clone();
        }
        match item {
            Some(item) if !proof.shared => rekeyed(&proof.id, item),
            _ => proof.id.to_string(),
        }
    }

    fn proof_print(&self, proof: &Proof) -> Print {
        let told = self.told(proof);
        let kinds: Vec<&str> = told.kinds.iter().map(|kind| kind.keyword()).collect();
        let points = told.verification.as_ref().map_or("", |points| points.0.as_str());
        Print::of(&[&kinds.join(" "), &told.text, points])
    }
}

/// A number with the stable key of its item in place of the id.
fn rekeyed(number: &ItemId, item: &Requirement) -> String {
    match number.as_str().strip_prefix(item.id.as_str()) {
        Some(rest) if item.key != item.id => format!("{}{rest}", item.key),
        _ => number.to_string(),
    }
}

/// Proofs of a scenario that an item it covers needs: those of the steps that cover it, and those of the whole.
pub(super) fn covering_proofs<'s>(
    scenario: &'s Scenario,
    item: &Requirement,
) -> impl Iterator<Item = &'s Proof> {
    let steps = scenario.steps.iter().filter(move |step| step.covers.contains(&item.id));
    steps.flat_map(|step| &step.proofs).chain(&scenario.proofs)
}

fn scenario_print(scenario: &Scenario, told: impl Fn(&Step) -> bool) -> Print {
    let mut parts: Vec<&str> = vec![&scenario.title, &scenario.prerequisite];
    parts.extend(scenario.steps.iter().filter(|step| told(step)).map(|step| step.text.as_str()));
    Print::of(&parts)
}
