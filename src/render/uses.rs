//! Who uses what, in the published state: the links of the model, read backwards.

use crate::model::{Application, Corpus, ItemId, Lane, Requirement, Scenario};
use crate::quick::HashMap;

/// Reverse links of the published state.
#[derive(Default)]
pub(crate) struct Uses<'a> {
    /// Lanes in which an item applies, with how.
    pub(crate) lanes: HashMap<&'a str, Vec<(&'a Lane, &'a Application)>>,
    /// Items that depend on an item.
    pub(crate) needed_by: HashMap<&'a str, Vec<&'a ItemId>>,
    /// Items that come from an item by split or merge, or replace it.
    pub(crate) successors: HashMap<&'a str, Vec<&'a ItemId>>,
    /// Scenarios that span requirements, by requirement covered.
    pub(crate) scenarios: HashMap<&'a str, Vec<&'a (String, Scenario)>>,
    /// Items whose scenarios cite a proof.
    pub(crate) proofs: HashMap<&'a str, Vec<&'a ItemId>>,
    /// Round of each comment, and its place in it.
    pub(crate) rounds: HashMap<&'a str, (usize, usize)>,
    /// Items that cite a referential, with the version asked for.
    pub(crate) citations: HashMap<&'a str, Vec<&'a Requirement>>,
}

impl<'a> Uses<'a> {
    pub(super) fn of(corpus: &'a Corpus, work: Option<&'a Corpus>) -> Self {
        let mut uses = Self::default();
        for lane in &corpus.lanes {
            for application in &lane.applications {
                uses.lanes.entry(application.id.as_str()).or_default().push((lane, application));
            }
        }
        for item in &corpus.items {
            for link in &item.depends {
                uses.needed_by.entry(link.id.as_str()).or_default().push(&item.id);
            }
            for former in item.derived_from.iter().chain(&item.merges) {
                uses.successors.entry(former.as_str()).or_default().push(&item.id);
            }
            for link in &item.references {
                let citing = uses.citations.entry(link.code.as_str()).or_default();
                if citing.last().is_none_or(|last| last.id != item.id) {
                    citing.push(item);
                }
            }
            let proofs = item.scenarios.iter().flat_map(Scenario::all_proofs);
            for proof in proofs {
                let citing = uses.proofs.entry(proof.id.as_str()).or_default();
                if citing.last().is_none_or(|last| **last != item.id) {
                    citing.push(&item.id);
                }
            }
        }
        for scenario in &corpus.cross_scenarios {
            let mut covered: Vec<&ItemId> = scenario.1.covers().collect();
            covered.sort();
            covered.dedup();
            for id in covered {
                uses.scenarios.entry(id.as_str()).or_default().push(scenario);
            }
        }
        for (index, round) in work.unwrap_or(corpus).comments.iter().enumerate() {
            for (place, comment) in round.comments.iter().enumerate() {
                uses.rounds.entry(comment.id.as_str()).or_insert((index, place));
            }
        }
        uses
    }
}
