//! What each answer is worth now: a pure function of answers and definition.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::answers::{Answer, Answers, Reply, State};
use super::blockers::blockers;
use super::definition::{Definition, ItemDef, ProofLink};
use super::freshness::{Freshness, Reason, reasons};
use super::lineage;
use super::report::{
    Applicability, Archived, Counts, Impact, ItemView, Orphan, ProofState, ProofView, Proposal, REPRISE, View,
};
use super::summary::{count, summary};
use crate::quick::{HashMap, HashSet, HashSetExt as _};

/// Why answers and a definition do not go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// Another programme.
    Catalogue {
        /// That of the answers.
        found: String,
        /// That of the definition.
        expected: String,
    },
    /// Another lane.
    Lane {
        /// That of the answers.
        found: String,
        /// That of the definition.
        expected: String,
    },
    /// The answers were given in an iteration the definition does not know yet.
    Newer {
        /// That of the answers.
        found: String,
        /// That of the definition.
        expected: String,
    },
}

impl fmt::Display for Mismatch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mismatch::Catalogue { found, expected } => {
                write!(out, "ces réponses portent sur le catalogue « {found} », pas sur « {expected} »")
            }
            Mismatch::Lane { found, expected } => {
                write!(out, "ces réponses portent sur le couloir « {found} », pas sur « {expected} »")
            }
            Mismatch::Newer { found, expected } => write!(
                out,
                "ces réponses ont été données en « {found} », une itération plus récente que « {expected} »"
            ),
        }
    }
}

/// Whether answers may be looked at with a definition. Answers given in a draft, whose name is in no history, may: what they
/// saw decides. Without a date, an unknown iteration counts as a draft.
///
/// # Errors
/// The first thing that does not go together.
pub fn check(answers: &Answers, definition: &Definition) -> Result<(), Mismatch> {
    let pair = |found: &str, expected: &str| (found.to_owned(), expected.to_owned());
    if answers.catalogue != definition.catalogue {
        let (found, expected) = pair(&answers.catalogue, &definition.catalogue);
        return Err(Mismatch::Catalogue { found, expected });
    }
    if answers.lane != definition.lane {
        let (found, expected) = pair(&answers.lane, &definition.lane);
        return Err(Mismatch::Lane { found, expected });
    }
    let known = definition.rank(&answers.iteration).is_some();
    let later = !definition.date.is_empty() && answers.date > definition.date;
    if !known && !answers.date.is_empty() && later {
        let (found, expected) = pair(&answers.iteration, &definition.iteration);
        return Err(Mismatch::Newer { found, expected });
    }
    Ok(())
}

/// What each answer is worth at the iteration of the definition. Neither is changed; the same input gives the same bytes.
pub fn view(answers: &Answers, definition: &Definition) -> View {
    let reader = Reader { answers, definition, by_key: index(definition) };
    let mut items: Vec<ItemView> = definition.items.iter().map(|item| reader.item(item)).collect();
    let placed: HashSet<String> = items
        .iter()
        .flat_map(|item| item.proofs.iter().flat_map(|proof| [proof.key.clone(), proof.from.clone()]))
        .collect();
    for item in &mut items {
        item.unplaced.retain(|key| !placed.contains(key));
    }
    let archives = reader.archives();
    let orphans = reader.orphans(&archives, &placed);
    let references = impacts(&items);
    let mut view = View {
        schema: REPRISE,
        catalogue: definition.catalogue.clone(),
        lane: definition.lane.clone(),
        iteration: definition.iteration.clone(),
        since: answers.iteration.clone(),
        summary: Vec::new(),
        counts: Counts::default(),
        items,
        orphans,
        archives,
        references,
        blockers: Vec::new(),
    };
    view.blockers = blockers(answers, definition, &view);
    view.counts = count(answers, &view);
    view.summary = summary(&view.counts);
    view
}

fn index(definition: &Definition) -> HashMap<&str, &ItemDef> {
    definition.items.iter().map(|item| (item.key.as_str(), item)).collect()
}

fn impacts(items: &[ItemView]) -> Vec<Impact> {
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for item in items.iter().filter(|item| item.applies.is_listed()) {
        for reason in item.reasons.iter().filter(|reason| reason.code == "reference") {
            found.entry(&reason.target).or_default().push(item.id.clone());
        }
    }
    found.into_iter().map(|(code, items)| Impact { code: code.to_owned(), items }).collect()
}

struct Reader<'a> {
    answers: &'a Answers,
    definition: &'a Definition,
    by_key: HashMap<&'a str, &'a ItemDef>,
}

impl<'a> Reader<'a> {
    fn item(&self, item: &'a ItemDef) -> ItemView {
        let mut view = ItemView {
            key: item.key.clone(),
            id: item.id.clone(),
            applies: self.applicability(item),
            state: None,
            freshness: None,
            new: false,
            reasons: Vec::new(),
            proofs: Vec::new(),
            orphans: Vec::new(),
            unplaced: Vec::new(),
            proposal: None,
            needs_changed: Vec::new(),
        };
        let own = self.answers.answers.get(&item.key);
        let sources = self.sources(item, own);
        match (own, sources.is_empty()) {
            (None, true) => {
                view.new = self.came_after(item);
                let needed = item.proofs.iter().filter(|link| self.is_needed(link));
                view.proofs = needed.map(|link| self.proof(link, ProofState::Missing, "")).collect();
                for proof in view.proofs.iter_mut().filter(|proof| self.has_file(&proof.key)) {
                    proof.state = ProofState::ToReview;
                }
            }
            (Some(answer), true) => self.answered(item, answer, &mut view),
            (_, false) => {
                let mut answers: Vec<(&str, &Answer)> =
                    own.map(|answer| (item.key.as_str(), answer)).into_iter().collect();
                answers.extend(sources);
                self.combined(item, &answers, &mut view);
            }
        }
        view
    }

    fn applicability(&self, item: &ItemDef) -> Applicability {
        let profile = self.profile_reply(item.profiles.iter());
        let condition = match item.condition.as_str() {
            "" => Some(Reply::Yes),
            key => self.answers.conditions.get(key).map(|choice| choice.reply),
        };
        match (profile, condition) {
            (Some(Reply::No), _) => Applicability::OutOfProfile,
            (_, Some(Reply::No)) => Applicability::OutOfCondition,
            (Some(Reply::Yes), Some(Reply::Yes)) => Applicability::Applies,
            _ => Applicability::Undecided,
        }
    }

    /// Whether one of these profiles is the product's; `None` when it depends on one not decided.
    fn profile_reply<'p>(&self, profiles: impl Iterator<Item = &'p String> + Clone) -> Option<Reply> {
        let general = |name: &String| {
            super::define::is_general(name)
                || self.definition.profiles.iter().any(|known| known.general && known.name == *name)
        };
        if profiles.clone().next().is_none() || profiles.clone().any(general) {
            return Some(Reply::Yes);
        }
        let reply = |name: &String| self.answers.profiles.get(name).map(|choice| choice.reply);
        if profiles.clone().any(|name| reply(name) == Some(Reply::Yes)) {
            return Some(Reply::Yes);
        }
        let mut profiles = profiles;
        profiles.all(|name| reply(name).is_some()).then_some(Reply::No)
    }

    fn is_needed(&self, link: &ProofLink) -> bool {
        self.profile_reply(link.profiles.iter()) != Some(Reply::No)
    }

    fn has_file(&self, key: &str) -> bool {
        self.answers.proofs.contains_key(key)
    }

    /// Whether the item was first asked after the iteration of the answers.
    fn came_after(&self, item: &ItemDef) -> bool {
        let first = item.history.first().and_then(|version| self.definition.rank(&version.iteration));
        let given = self.definition.rank(&self.answers.iteration);
        matches!((first, given), (Some(first), Some(given)) if first > given)
    }

    /// Answered items an item comes from, nearest first, that its own answer had not read yet.
    fn sources(&self, item: &ItemDef, own: Option<&Answer>) -> Vec<(&'a str, &'a Answer)> {
        let answers = &self.answers.answers;
        let sources = |key: &str| self.definition.lineages.get(key).map(Vec::as_slice).unwrap_or_default();
        let read = own.and_then(|answer| answer.seen.as_ref()).map(|seen| &seen.lineage);
        lineage::nearest(&item.key, sources, |key| answers.contains_key(key))
            .into_iter()
            .filter(|key| read.is_none_or(|read| !read.iter().any(|one| one == key)))
            .filter_map(|key| answers.get_key_value(key))
            .map(|(key, answer)| (key.as_str(), answer))
            .collect()
    }

    /// An item with an answer of its own.
    fn answered(&self, item: &ItemDef, answer: &Answer, view: &mut ItemView) {
        view.state = Some(answer.state);
        let needed: HashSet<&str> =
            item.proofs.iter().filter(|link| self.is_needed(link)).map(|link| link.key.as_str()).collect();
        view.reasons = reasons(answer, (&item.seen, &item.history), |key| needed.contains(key));
        let read = |key: &str| answer.seen.as_ref().and_then(|seen| seen.proofs.get(key));
        for link in item.proofs.iter().filter(|link| needed.contains(link.key.as_str())) {
            let same = match (read(&link.key), item.seen.proofs.get(&link.key)) {
                (Some(old), Some(new)) => old.same_wording(new),
                _ => false,
            };
            let state = match (self.has_file(&link.key), same, read(&link.key).is_some()) {
                (false, false, true) => ProofState::ToReview,
                (false, ..) => ProofState::Missing,
                (true, true, _) => ProofState::Kept,
                (true, false, _) => ProofState::ToReview,
            };
            view.proofs.push(self.proof(link, state, ""));
        }
        let gone = answer.seen.iter().flat_map(|seen| seen.proofs.keys());
        let gone = gone.filter(|key| !item.seen.proofs.contains_key(*key) && self.has_file(key));
        view.orphans = gone.cloned().collect();
        view.freshness = Some(freshest(&view.reasons));
        view.needs_changed = self.needs_changed(item, answer);
    }

    /// An item that takes over the answers of others: the worst one wins, as a proposal.
    fn combined(&self, item: &ItemDef, answers: &[(&str, &Answer)], view: &mut ItemView) {
        const WORST: [State; 5] =
            [State::NotMet, State::Ongoing, State::NotRetained, State::Met, State::NotApplicable];
        let rank = |state: State| WORST.iter().position(|one| *one == state);
        view.state = answers.iter().map(|(_, answer)| answer.state).min_by_key(|state| rank(*state));
        let keys: Vec<&str> = answers.iter().map(|(key, _)| *key).collect();
        let text = match keys.as_slice() {
            [one] => format!("issue de {one}"),
            several => format!("fusion de {}", several.join(" et ")),
        };
        view.reasons = vec![Reason::new("lignee", Freshness::ToReview, text)];
        view.freshness = Some(Freshness::ToReview);
        let mut used: HashSet<&str> = HashSet::new();
        for link in item.proofs.iter().filter(|link| self.is_needed(link)) {
            let (state, from) = self.inherited(link, item, answers);
            let _ = used.insert(if from.is_empty() { link.key.as_str() } else { from });
            view.proofs.push(self.proof(link, state, from));
        }
        let supplied: BTreeSet<&str> = answers
            .iter()
            .filter_map(|(_, answer)| answer.seen.as_ref())
            .flat_map(|seen| seen.proofs.keys())
            .map(String::as_str)
            .filter(|key| self.has_file(key) && !used.contains(key))
            .collect();
        view.unplaced = supplied.into_iter().map(str::to_owned).collect();
        let justifications: Vec<String> = answers
            .iter()
            .filter(|(_, answer)| !answer.justification.is_empty())
            .map(|(key, answer)| format!("{key} : {}", answer.justification))
            .collect();
        view.proposal = Some(Proposal {
            from: keys.into_iter().map(str::to_owned).collect(),
            justification: justifications.join("\n"),
        });
    }

    /// The file that fits a proof of an item that comes from others: the one of the same proof, else one supplied for a
    /// proof that read the same.
    fn inherited<'k>(
        &self,
        link: &ProofLink,
        item: &ItemDef,
        answers: &[(&str, &'k Answer)],
    ) -> (ProofState, &'k str) {
        let Some(now) = item.seen.proofs.get(&link.key) else { return (ProofState::Missing, "") };
        let read = || answers.iter().filter_map(|(_, answer)| answer.seen.as_ref());
        if self.has_file(&link.key) {
            let same = read().filter_map(|seen| seen.proofs.get(&link.key)).any(|old| old.same_wording(now));
            return (if same { ProofState::Kept } else { ProofState::ToReview }, "");
        }
        let fits = read()
            .flat_map(|seen| &seen.proofs)
            .find(|(key, old)| old.same_wording(now) && self.has_file(key));
        match fits {
            Some((key, _)) => (ProofState::Kept, key),
            None => (ProofState::Missing, ""),
        }
    }

    fn proof(&self, link: &ProofLink, state: ProofState, from: &str) -> ProofView {
        let file = self.answers.proofs.get(if from.is_empty() { link.key.as_str() } else { from });
        let version = &self.answers.product.version;
        ProofView {
            key: link.key.clone(),
            number: link.number.clone(),
            state,
            from: from.to_owned(),
            other_version: file.is_some_and(|file| !file.version.is_empty() && file.version != *version),
        }
    }

    /// Items it needs whose énoncé changed in an iteration after the answer.
    fn needs_changed(&self, item: &ItemDef, answer: &Answer) -> Vec<String> {
        let given = answer.seen.as_ref().and_then(|seen| self.definition.rank(&seen.iteration));
        let Some(given) = given else { return Vec::new() };
        let changed = |need: &ItemDef| {
            need.history.iter().any(|version| {
                version.statement.is_some() && self.definition.rank(&version.iteration) > Some(given)
            })
        };
        let needs = item.depends.iter().filter_map(|key| self.by_key.get(key.as_str()));
        needs.filter(|need| changed(need)).map(|need| need.id.clone()).collect()
    }

    fn archives(&self) -> Vec<Archived> {
        let retired: HashMap<&str, _> =
            self.definition.retired.iter().map(|one| (one.key.as_str(), one)).collect();
        let gone = self.answers.answers.iter().filter(|(key, _)| self.is_archived(key));
        gone.map(|(key, answer)| {
            let retired = retired.get(key.as_str());
            Archived {
                key: key.clone(),
                state: answer.state,
                since: retired.map(|one| one.since.clone()).unwrap_or_default(),
                replaced_by: retired.map(|one| one.replaced_by.clone()).unwrap_or_default(),
            }
        })
        .collect()
    }

    /// Whether an answer is to something no longer asked, and from which nothing asked comes.
    fn is_archived(&self, key: &str) -> bool {
        let source = || self.definition.lineages.values().flatten().any(|source| source == key);
        !self.by_key.contains_key(key) && !source()
    }

    /// Files of no proof asked now, and that fit none.
    fn orphans(&self, archives: &[Archived], placed: &HashSet<String>) -> Vec<Orphan> {
        let asked: HashSet<&str> = self
            .definition
            .items
            .iter()
            .flat_map(|item| &item.proofs)
            .map(|link| link.key.as_str())
            .collect();
        let archived: HashSet<&str> = archives
            .iter()
            .filter_map(|one| self.answers.answers.get(&one.key)?.seen.as_ref())
            .flat_map(|seen| seen.proofs.keys())
            .map(String::as_str)
            .collect();
        let lost =
            self.answers.proofs.keys().filter(|key| !asked.contains(key.as_str()) && !placed.contains(*key));
        lost.map(|key| Orphan { key: key.clone(), archived: archived.contains(key.as_str()) }).collect()
    }
}

/// What several reasons together do to an answer.
pub(super) fn freshest(reasons: &[Reason]) -> Freshness {
    reasons.iter().map(|reason| reason.freshness).max().unwrap_or(Freshness::UpToDate)
}
