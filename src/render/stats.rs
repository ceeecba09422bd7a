//! The numbers of a project: per lane, per socle, per iteration.
//!
//! Owner of [`Panorama`]. Input: states and, for the last step, what changed; output: numbers that the home page, the
//! terminal and the JSON all print. « Exigences distinctes » counts items once, « applications » counts an item in each
//! lane that asks it.

pub(super) mod text;

use std::collections::BTreeMap;

use serde::Serialize;

use super::site::stated;
use super::typography::count;
use crate::history::{Diff, Endpoint, Impact, Tally, diff_all};
use crate::model::{CommentRound, Corpus, Disposition, Home, Nature, Requirement, Status};
use crate::quick::{HashMap, HashMapExt as _};

/// Name and version of the JSON.
pub const SCHEMA: &str = "remc/stats@1";

/// The numbers of a project.
#[derive(Debug, Clone, Serialize)]
pub struct Panorama {
    schema: &'static str,
    /// The state counted.
    #[serde(rename = "etat")]
    pub state: Moment,
    /// The state before, that évolutions are counted from.
    #[serde(rename = "depuis")]
    pub since: Option<Moment>,
    /// One row per lane, in the order of the manifest.
    #[serde(rename = "couloirs")]
    pub lanes: Vec<Row>,
    /// Applications: the sum of the lanes.
    pub applications: Row,
    /// Distinct items, whatever the number of lanes.
    #[serde(rename = "exigences_distinctes")]
    pub distinct: Row,
    /// One row per socle.
    pub socles: Vec<Row>,
    /// One row per state, oldest first.
    #[serde(rename = "iterations")]
    pub steps: Vec<Step>,
    /// What comments changed since the first state; `None` while there is only one.
    #[serde(rename = "effet_des_retours")]
    pub effect: Option<EffectSummary>,
}

/// Distinct items that went through a transition because of a comment. An item counts once in each number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct EffectCounts {
    /// Became validated.
    #[serde(rename = "validees")]
    pub validated: usize,
    /// Became obsolete.
    #[serde(rename = "obsoletes")]
    pub obsolete: usize,
    /// Modified.
    #[serde(rename = "modifiees")]
    pub modified: usize,
    /// Created.
    #[serde(rename = "nouvelles")]
    pub new: usize,
    /// Came back.
    #[serde(rename = "reintroduites")]
    pub reinstated: usize,
    /// Any of these.
    #[serde(rename = "exigences")]
    pub items: usize,
}

impl From<&Impact> for EffectCounts {
    fn from(impact: &Impact) -> Self {
        Self {
            validated: impact.validated.len(),
            obsolete: impact.obsolete.len(),
            modified: impact.modified.len(),
            new: impact.new.len(),
            reinstated: impact.reinstated.len(),
            items: impact.distinct(),
        }
    }
}

/// What comments changed from the first state to the last.
#[derive(Debug, Clone, Serialize)]
pub struct EffectSummary {
    /// Name of the first state.
    #[serde(rename = "depuis")]
    pub since: String,
    /// Over every step, each item once.
    #[serde(flatten)]
    pub total: EffectCounts,
    /// The same as each lane sees it.
    #[serde(rename = "couloirs")]
    pub lanes: Vec<LaneEffect>,
}

/// What comments changed in a lane.
#[derive(Debug, Clone, Serialize)]
pub struct LaneEffect {
    /// Code of the lane.
    pub code: String,
    /// Over every step, each item once.
    #[serde(flatten)]
    pub total: EffectCounts,
}

/// A state and its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// Name of the iteration, or `brouillon`.
    #[serde(rename = "nom")]
    pub name: String,
    /// Day, ISO 8601.
    pub date: Option<String>,
}

impl From<&Endpoint> for Moment {
    fn from(endpoint: &Endpoint) -> Self {
        Self { name: endpoint.name.clone(), date: endpoint.date.clone() }
    }
}

/// Live and obsolete items, by status and nature.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Live items.
    pub total: usize,
    /// Live and validated.
    #[serde(rename = "validees")]
    pub validated: usize,
    /// Under discussion.
    pub instruction: usize,
    /// Being written.
    #[serde(rename = "redaction")]
    pub draft: usize,
    /// Obsolete, kept for the record.
    #[serde(rename = "obsoletes")]
    pub obsolete: usize,
    /// Live and mandatory.
    #[serde(rename = "obligatoires")]
    pub mandatory: usize,
    /// Live and recommended.
    #[serde(rename = "preconisees")]
    pub recommended: usize,
}

impl Counts {
    fn add(&mut self, item: &Requirement) {
        match item.status {
            Status::Validated => self.validated += 1,
            Status::Instruction => self.instruction += 1,
            Status::Draft => self.draft += 1,
            Status::Obsolete => {
                self.obsolete += 1;
                return;
            }
        }
        self.total += 1;
        match item.nature {
            Nature::Mandatory => self.mandatory += 1,
            Nature::Recommended => self.recommended += 1,
        }
    }

    /// Counts items.
    pub(crate) fn of<'i>(items: impl IntoIterator<Item = &'i Requirement>) -> Self {
        let mut counts = Self::default();
        items.into_iter().for_each(|item| counts.add(item));
        counts
    }
}

/// What changed since the state before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Evolutions {
    /// Live items before.
    #[serde(rename = "avant")]
    pub before: usize,
    /// Live items after.
    #[serde(rename = "apres")]
    pub after: usize,
    /// New.
    #[serde(rename = "nouvelles")]
    pub new: usize,
    /// Back.
    #[serde(rename = "reintroduites")]
    pub reinstated: usize,
    /// Gone.
    #[serde(rename = "obsoletes")]
    pub obsolete: usize,
    /// Modified: fond.
    #[serde(rename = "fond")]
    pub substance: usize,
    /// Modified: preuves seules.
    #[serde(rename = "preuves")]
    pub proofs: usize,
    /// Modified: référence seule.
    #[serde(rename = "references")]
    pub reference: usize,
    /// Modified: rédactionnelle.
    #[serde(rename = "redactionnelles")]
    pub wording: usize,
    /// Unchanged.
    #[serde(rename = "inchangees")]
    pub unchanged: usize,
    /// Live and validated before.
    #[serde(rename = "validees_avant")]
    pub validated_before: usize,
}

impl Evolutions {
    /// The two equations every count obeys, in words.
    fn equations(&self) -> String {
        let modified = self.substance + self.proofs + self.reference + self.wording;
        format!(
            "{} − {} + {} + {} = {} ; {} + {} + {} + {} = {}",
            self.before,
            count(self.obsolete, "obsolète"),
            count(self.new, "nouvelle"),
            count(self.reinstated, "réintroduite"),
            self.after,
            count(self.new, "nouvelle"),
            count(self.reinstated, "réintroduite"),
            count(modified, "modifiée"),
            count(self.unchanged, "inchangée"),
            self.after,
        )
    }
}

impl From<&Tally> for Evolutions {
    fn from(tally: &Tally) -> Self {
        Self {
            before: tally.before,
            after: tally.after,
            new: tally.new,
            reinstated: tally.reinstated,
            obsolete: tally.obsolete,
            substance: tally.substance,
            proofs: tally.proofs,
            reference: tally.reference,
            wording: tally.wording,
            unchanged: tally.unchanged,
            validated_before: tally.validated_before,
        }
    }
}

/// A lane, a socle or everything.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Code; empty for a total.
    pub code: String,
    /// Title.
    #[serde(rename = "titre")]
    pub title: String,
    /// Items.
    #[serde(rename = "exigences")]
    pub counts: Counts,
    /// Changes, when there is a state before.
    #[serde(rename = "evolutions")]
    pub evolutions: Option<Evolutions>,
}

impl Row {
    /// How many more items are validated than before, when there is a state before.
    pub(crate) fn validated_gain(&self) -> Option<i64> {
        let before = i64::try_from(self.evolutions?.validated_before).ok()?;
        i64::try_from(self.counts.validated).ok()?.checked_sub(before)
    }
}

/// A state in the list of all.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// The state.
    #[serde(flatten)]
    pub moment: Moment,
    /// Distinct items.
    #[serde(rename = "exigences_distinctes")]
    pub counts: Counts,
    /// Live items, once per lane.
    pub applications: usize,
    /// Comments received on it.
    #[serde(rename = "retours")]
    pub comments: Option<RoundTally>,
    /// What comments changed since the state before; `None` for the first one.
    #[serde(rename = "effet_des_retours")]
    pub effect: Option<EffectCounts>,
    /// The state lane by lane, in the order of the manifest.
    #[serde(rename = "couloirs")]
    pub lanes: Vec<LaneStep>,
}

/// A lane in a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LaneStep {
    /// Code of the lane.
    pub code: String,
    /// Live items.
    pub total: usize,
    /// Live and validated.
    #[serde(rename = "validees")]
    pub validated: usize,
    /// Obsolete, kept for the record.
    #[serde(rename = "obsoletes")]
    pub obsolete: usize,
    /// Modified since the state before; `None` for the first one.
    #[serde(rename = "modifiees")]
    pub modified: Option<usize>,
    /// Comments received on the state for this lane.
    #[serde(rename = "recus")]
    pub received: usize,
    /// Those taken in, even in part.
    #[serde(rename = "integres")]
    pub taken: usize,
}

/// What became of the comments on one iteration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RoundTally {
    /// Comments received.
    #[serde(rename = "recus")]
    pub received: usize,
    /// Distinct vendors.
    #[serde(rename = "editeurs")]
    pub vendors: usize,
    /// Number per disposition.
    pub dispositions: BTreeMap<&'static str, usize>,
    /// Without a decision yet.
    #[serde(rename = "en_cours")]
    pub open: usize,
    /// Changes they caused, by évolution.
    #[serde(rename = "effets")]
    pub effects: BTreeMap<String, usize>,
}

impl RoundTally {
    /// Counts a round.
    pub fn of(round: &CommentRound) -> Self {
        let mut tally = Self { received: round.comments.len(), vendors: round.vendors, ..Self::default() };
        for comment in &round.comments {
            match comment.disposition {
                Some(disposition) => *tally.dispositions.entry(disposition.as_json()).or_default() += 1,
                None => tally.open += 1,
            }
            for evolution in comment.effects.iter().filter_map(|effect| effect.evolution.as_ref()) {
                *tally.effects.entry(evolution.clone()).or_default() += 1;
            }
        }
        tally
    }

    /// Comments with a disposition.
    pub fn of_disposition(&self, disposition: Disposition) -> usize {
        self.dispositions.get(disposition.as_json()).copied().unwrap_or_default()
    }
}

/// The comparison of a state with the one before it: the items themselves, then each lane.
pub type StepChanges<'a> = (&'a Diff, &'a [Diff]);

/// The numbers of the last of `states`, oldest first. `None` when there is no state.
pub fn panorama(states: &[(Endpoint, &Corpus)]) -> Option<Panorama> {
    let pairs = states.iter().zip(states.iter().skip(1));
    let changes: Vec<(Diff, Vec<Diff>)> =
        pairs.map(|(before, after)| diff_all(before.1, after.1, before.0.clone(), after.0.clone())).collect();
    let changes: Vec<StepChanges<'_>> = changes.iter().map(|(all, lanes)| (all, lanes.as_slice())).collect();
    panorama_with(states, &changes)
}

/// The same, when the comparisons of consecutive states are already at hand: one fewer than `states`.
pub fn panorama_with(states: &[(Endpoint, &Corpus)], steps: &[StepChanges<'_>]) -> Option<Panorama> {
    let ((endpoint, corpus), earlier) = states.split_last()?;
    let before = earlier.last();
    let changes = steps.last().copied();
    let tally_of = |code: &str| lane_diff(changes?, code).map(|diff| Evolutions::from(&diff.tally));
    let lanes: Vec<Row> = corpus
        .lanes
        .iter()
        .map(|lane| Row {
            code: lane.code.clone(),
            title: lane.title.clone(),
            counts: lane_counts(corpus, lane),
            evolutions: tally_of(&lane.code),
        })
        .collect();
    let distinct = Row {
        code: String::new(),
        title: "Exigences distinctes".to_owned(),
        counts: Counts::of(&corpus.items),
        evolutions: changes.map(|(all, _)| Evolutions::from(&all.tally)),
    };
    let arrivals = std::iter::once(None).chain(steps.iter().copied().map(Some));
    let moments = states.iter().zip(arrivals);
    Some(Panorama {
        schema: SCHEMA,
        state: Moment::from(endpoint),
        since: changes.map(|(all, _)| Moment::from(&all.from)),
        applications: total(&lanes),
        lanes,
        distinct,
        socles: socles(corpus, before.map(|(_, corpus)| *corpus), changes.map(|(all, _)| all)),
        steps: moments.map(|((endpoint, state), since)| step(endpoint, (state, corpus), since)).collect(),
        effect: effect(corpus, steps),
    })
}

fn lane_diff<'a>(changes: StepChanges<'a>, code: &str) -> Option<&'a Diff> {
    changes.1.iter().find(|diff| diff.lane.as_deref() == Some(code))
}

/// What comments changed over every step.
fn effect(corpus: &Corpus, steps: &[StepChanges<'_>]) -> Option<EffectSummary> {
    let since = steps.first()?.0.from.name.clone();
    let sum = |diffs: &mut dyn Iterator<Item = &Diff>| {
        let mut impact = Impact::default();
        diffs.for_each(|diff| impact.merge(&Impact::of(diff)));
        EffectCounts::from(&impact)
    };
    let total = sum(&mut steps.iter().map(|(all, _)| *all));
    let lanes = corpus.lanes.iter().map(|lane| LaneEffect {
        code: lane.code.clone(),
        total: sum(&mut steps.iter().filter_map(|changes| lane_diff(*changes, &lane.code))),
    });
    Some(EffectSummary { since, total, lanes: lanes.collect() })
}

fn lane_counts(corpus: &Corpus, lane: &crate::model::Lane) -> Counts {
    let mut counts = Counts::default();
    for application in &lane.applications {
        if let Some(item) = stated(corpus, application) {
            counts.add(&item);
        }
    }
    counts
}

fn total(lanes: &[Row]) -> Row {
    let mut counts = Counts::default();
    let mut sum: Option<Evolutions> = None;
    for row in lanes {
        let Counts { total, validated, instruction, draft, obsolete, mandatory, recommended } = row.counts;
        counts.total += total;
        counts.validated += validated;
        counts.instruction += instruction;
        counts.draft += draft;
        counts.obsolete += obsolete;
        counts.mandatory += mandatory;
        counts.recommended += recommended;
        if let Some(more) = row.evolutions {
            let all = sum.get_or_insert_with(|| Evolutions::from(&Tally::default()));
            all.before += more.before;
            all.after += more.after;
            all.new += more.new;
            all.reinstated += more.reinstated;
            all.obsolete += more.obsolete;
            all.substance += more.substance;
            all.proofs += more.proofs;
            all.reference += more.reference;
            all.wording += more.wording;
            all.unchanged += more.unchanged;
            all.validated_before += more.validated_before;
        }
    }
    Row { code: String::new(), title: "Applications, tous couloirs".to_owned(), counts, evolutions: sum }
}

/// Each socle, and what changed among its items: those it holds, and those that left everything from it. An item that came
/// from elsewhere counts as if it had always been there.
fn socles(corpus: &Corpus, before: Option<&Corpus>, changes: Option<&Diff>) -> Vec<Row> {
    let mut counts: HashMap<&str, Counts> = HashMap::new();
    for (code, item) in shared(corpus) {
        counts.entry(code).or_default().add(item);
    }
    let mut tallies: HashMap<&str, Tally> = HashMap::new();
    for (code, item) in before.into_iter().flat_map(shared) {
        tallies.entry(code).or_default().validated_before += usize::from(item.status == Status::Validated);
    }
    for change in changes.into_iter().flat_map(|all| &all.changes) {
        let id = change.id.as_str();
        let item = corpus.item(id).or_else(|| before.and_then(|before| before.item(id)));
        if let Some(Home::Socle(code)) = item.map(|item| &item.home) {
            tallies.entry(code).or_default().add(change);
        }
    }
    let row = |(code, title): (&String, &String)| {
        let counts = counts.get(code.as_str()).copied().unwrap_or_default();
        let tally = tallies.remove(code.as_str()).unwrap_or_default();
        let evolutions = changes.map(|_| Evolutions::from(&balanced(tally, counts.total)));
        Row { code: code.clone(), title: title.clone(), counts, evolutions }
    };
    corpus.socles.iter().map(|socle| (&socle.code, &socle.title)).map(row).collect()
}

/// Items of socles, each with the code of its own.
fn shared(corpus: &Corpus) -> impl Iterator<Item = (&str, &Requirement)> {
    corpus.items.iter().filter_map(|item| match &item.home {
        Home::Socle(code) => Some((code.as_str(), item)),
        Home::Lane(_) => None,
    })
}

/// A tally of changes completed by what they leave: `after` live items in all.
fn balanced(tally: Tally, after: usize) -> Tally {
    let came = tally.new + tally.reinstated;
    Tally {
        before: (after + tally.obsolete).saturating_sub(came),
        after,
        unchanged: after.saturating_sub(came + tally.modified()),
        ..tally
    }
}

/// Comments on an iteration are only known to the states that follow it: they are read in the last one.
fn step(endpoint: &Endpoint, (corpus, last): (&Corpus, &Corpus), since: Option<StepChanges<'_>>) -> Step {
    let round = last.comments.iter().find(|round| round.iteration == endpoint.name);
    let lanes: Vec<LaneStep> = corpus
        .lanes
        .iter()
        .map(|lane| {
            let counts = lane_counts(corpus, lane);
            let comments = round.into_iter().flat_map(|round| &round.comments);
            let mine: Vec<_> =
                comments.filter(|comment| comment.lane.as_deref() == Some(&lane.code)).collect();
            LaneStep {
                code: lane.code.clone(),
                total: counts.total,
                validated: counts.validated,
                obsolete: counts.obsolete,
                modified: since
                    .and_then(|changes| lane_diff(changes, &lane.code))
                    .map(|diff| diff.tally.modified()),
                received: mine.len(),
                taken: mine.iter().filter(|comment| is_taken(comment.disposition)).count(),
            }
        })
        .collect();
    Step {
        moment: Moment::from(endpoint),
        counts: Counts::of(&corpus.items),
        applications: lanes.iter().map(|lane| lane.total).sum(),
        comments: round.map(RoundTally::of),
        effect: since.map(|(all, _)| EffectCounts::from(&Impact::of(all))),
        lanes,
    }
}

/// Whether a comment was taken in, even in part.
pub fn is_taken(disposition: Option<Disposition>) -> bool {
    matches!(disposition, Some(Disposition::Integrated | Disposition::Partly))
}
