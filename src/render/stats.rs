//! The numbers of a project: per lane, per socle, per iteration.
//!
//! Owner of [`Panorama`]. Input: states and, for the last step, what changed; output: numbers that the home page, the
//! terminal and the JSON all print. « Exigences distinctes » counts items once, « applications » counts an item in each
//! lane that asks it.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::site::stated;
use super::typography::{count, long_date};
use crate::history::{Diff, Endpoint, Tally, diff_all};
use crate::model::{CommentRound, Corpus, Disposition, Home, Nature, Requirement, Status};

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

    fn of<'i>(items: impl IntoIterator<Item = &'i Requirement>) -> Self {
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

/// The numbers of the last of `states`, oldest first. `None` when there is no state.
pub fn panorama(states: &[(Endpoint, &Corpus)]) -> Option<Panorama> {
    let (last, before) = states.split_last()?;
    let changes =
        before.last().map(|previous| diff_all(previous.1, last.1, previous.0.clone(), last.0.clone()));
    panorama_with(states, changes.as_ref().map(|(all, lanes)| (all, lanes.as_slice())))
}

/// The same, when the last comparison is already at hand.
pub(crate) fn panorama_with(
    states: &[(Endpoint, &Corpus)],
    changes: Option<(&Diff, &[Diff])>,
) -> Option<Panorama> {
    let ((endpoint, corpus), _) = states.split_last()?;
    let tally_of = |code: &str| {
        let (_, lanes) = changes?;
        lanes.iter().find(|diff| diff.lane.as_deref() == Some(code)).map(|diff| Evolutions::from(&diff.tally))
    };
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
    Some(Panorama {
        schema: SCHEMA,
        state: Moment::from(endpoint),
        since: changes.map(|(all, _)| Moment::from(&all.from)),
        applications: total(&lanes),
        lanes,
        distinct,
        socles: socles(corpus),
        steps: states.iter().map(|(endpoint, state)| step(endpoint, state, corpus)).collect(),
    })
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
        }
    }
    Row { code: String::new(), title: "Applications, tous couloirs".to_owned(), counts, evolutions: sum }
}

fn socles(corpus: &Corpus) -> Vec<Row> {
    let mut by_socle: HashMap<&str, Counts> = HashMap::new();
    for item in &corpus.items {
        if let Home::Socle(code) = &item.home {
            by_socle.entry(code).or_default().add(item);
        }
    }
    corpus
        .socles
        .iter()
        .map(|socle| Row {
            code: socle.code.clone(),
            title: socle.title.clone(),
            counts: by_socle.get(socle.code.as_str()).copied().unwrap_or_default(),
            evolutions: None,
        })
        .collect()
}

/// Comments on an iteration are only known to the states that follow it: they are read in the last one.
fn step(endpoint: &Endpoint, corpus: &Corpus, last: &Corpus) -> Step {
    Step {
        moment: Moment::from(endpoint),
        counts: Counts::of(&corpus.items),
        applications: corpus.lanes.iter().map(|lane| lane_counts(corpus, lane).total).sum(),
        comments: last.comments.iter().find(|round| round.iteration == endpoint.name).map(RoundTally::of),
    }
}

impl Panorama {
    /// The JSON, indented, with a final newline.
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }

    /// The tables of the terminal.
    pub fn to_text(&self) -> String {
        let mut out = match &self.state.date {
            Some(date) => format!("{} ({})", self.state.name, long_date(date)),
            None => self.state.name.clone(),
        };
        if let Some(since) = &self.since {
            out.push_str(&format!(", évolutions depuis {}", since.name));
        }
        out.push_str("\n\n");
        let mut header = vec!["", "Total", "Validées", "Instruction", "Obsolètes"];
        if self.since.is_some() {
            header.extend(["Nouvelles", "Fond", "Preuves", "Références", "Rédact.", "Retirées"]);
        }
        let mut rows = vec![header.into_iter().map(str::to_owned).collect()];
        rows.extend(self.lanes.iter().map(|row| self.text_row(row, &row.code)));
        rows.push(self.text_row(&self.applications, "Applications"));
        rows.push(self.text_row(&self.distinct, "Exigences distinctes"));
        push_table(&mut out, &rows);
        out.push('\n');
        let lanes = self.lanes.iter().map(|row| (row.code.as_str(), row));
        let totals = [("Applications", &self.applications), ("Exigences distinctes", &self.distinct)];
        for (label, row) in lanes.chain(totals) {
            if let Some(evolutions) = &row.evolutions {
                out.push_str(&format!("{label} : {}\n", evolutions.equations()));
            }
        }
        if !self.steps.is_empty() {
            out.push('\n');
            push_table(&mut out, &self.step_rows());
        }
        out
    }

    fn text_row(&self, row: &Row, label: &str) -> Vec<String> {
        let counts = &row.counts;
        let mut cells = vec![
            label.to_owned(),
            counts.total.to_string(),
            counts.validated.to_string(),
            counts.instruction.to_string(),
            counts.obsolete.to_string(),
        ];
        if self.since.is_some() {
            let numbers = row.evolutions.map_or([0; 6], |e| {
                [e.new + e.reinstated, e.substance, e.proofs, e.reference, e.wording, e.obsolete]
            });
            cells.extend(numbers.map(|number| number.to_string()));
        }
        cells
    }

    fn step_rows(&self) -> Vec<Vec<String>> {
        let header = [
            "Itération",
            "Date",
            "Exigences",
            "Applications",
            "Validées",
            "Obsolètes",
            "Retours",
            "Intégrés",
        ];
        let mut rows = vec![header.map(str::to_owned).to_vec()];
        for step in &self.steps {
            let taken = step.comments.as_ref().map(|tally| {
                tally.of_disposition(Disposition::Integrated) + tally.of_disposition(Disposition::Partly)
            });
            let number =
                |value: Option<usize>| value.map_or_else(|| "–".to_owned(), |value| value.to_string());
            rows.push(vec![
                step.moment.name.clone(),
                step.moment.date.clone().unwrap_or_default(),
                step.counts.total.to_string(),
                step.applications.to_string(),
                step.counts.validated.to_string(),
                step.counts.obsolete.to_string(),
                number(step.comments.as_ref().map(|tally| tally.received)),
                number(taken),
            ]);
        }
        rows
    }
}

/// Columns of text, the first to the left, the others to the right.
fn push_table(out: &mut String, rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            if column == 0 {
                line.push_str(&format!("{cell:<width$}"));
            } else {
                line.push_str(&format!("  {cell:>width$}"));
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}
