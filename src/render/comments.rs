//! What became of the comments on each iteration, for anyone: numbers, items, decisions, replies and the changes caused;
//! no words of a vendor, no vendor.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::fragments::{document, markdown_html, plain_markdown, sentence};
use super::stats::text::push_table;
use crate::diagnostic::sanitise;
use crate::history::{Caused, FollowUp};
use crate::model::{Comment, CommentRound, Disposition, Lane, Vocabulary as _};

/// Name and version of the JSON.
pub const SCHEMA: &str = "remc/comments@1";

/// What became of the comments on some iterations.
#[derive(Debug, Clone, Serialize)]
pub struct CommentReport {
    schema: &'static str,
    /// One for each iteration, in order.
    #[serde(rename = "iterations")]
    pub rounds: Vec<RoundReport>,
}

/// Comments counted by what was decided.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DispositionTally {
    /// Comments received.
    #[serde(rename = "recus")]
    pub received: usize,
    /// By disposition, every one present.
    pub dispositions: BTreeMap<&'static str, usize>,
    /// Without a decision yet.
    #[serde(rename = "sans_disposition")]
    pub open: usize,
}

impl DispositionTally {
    fn of<'c>(comments: impl IntoIterator<Item = &'c Comment>) -> Self {
        let dispositions = Disposition::WORDS.iter().map(|(value, ..)| (value.as_json(), 0)).collect();
        let mut tally = Self { dispositions, ..Self::default() };
        for comment in comments {
            tally.received += 1;
            match comment.disposition {
                Some(decided) => *tally.dispositions.entry(decided.as_json()).or_default() += 1,
                None => tally.open += 1,
            }
        }
        tally
    }

    fn numbers(&self) -> Vec<usize> {
        let decided = Disposition::WORDS
            .iter()
            .map(|(value, ..)| self.dispositions.get(value.as_json()).copied().unwrap_or_default());
        std::iter::once(self.received).chain(decided).chain([self.open]).collect()
    }
}

/// Comments on one iteration.
#[derive(Debug, Clone, Serialize)]
pub struct RoundReport {
    /// The iteration commented on.
    pub iteration: String,
    /// Distinct vendors who answered: a number, never their codes.
    #[serde(rename = "editeurs")]
    pub vendors: usize,
    /// All comments.
    #[serde(flatten)]
    pub total: DispositionTally,
    /// The same by lane, in the order of the manifest; `couloir` is null for comments that name none.
    #[serde(rename = "couloirs")]
    pub lanes: Vec<LaneReport>,
    /// Each comment.
    #[serde(rename = "retours")]
    pub comments: Vec<CommentEntry>,
}

/// Comments of one lane.
#[derive(Debug, Clone, Serialize)]
pub struct LaneReport {
    /// Code of the lane.
    #[serde(rename = "couloir")]
    pub lane: Option<String>,
    /// Its comments.
    #[serde(flatten)]
    pub total: DispositionTally,
}

/// One comment and what it became.
#[derive(Debug, Clone, Serialize)]
pub struct CommentEntry {
    /// Number.
    pub id: String,
    /// The item.
    #[serde(rename = "exigence")]
    pub item: String,
    /// The version read.
    pub version: Option<u32>,
    /// The lane.
    #[serde(rename = "couloir")]
    pub lane: Option<String>,
    /// What was decided.
    #[serde(rename = "disposition")]
    disposition: Option<&'static str>,
    #[serde(skip)]
    label: &'static str,
    /// The published reply (Markdown).
    #[serde(rename = "reponse")]
    pub reply: Option<String>,
    /// The changes it caused.
    #[serde(rename = "effets")]
    pub effects: Vec<EffectEntry>,
}

/// A change caused by a comment.
#[derive(Debug, Clone, Serialize)]
pub struct EffectEntry {
    /// The item.
    #[serde(rename = "exigence")]
    pub item: String,
    /// What the register declares.
    #[serde(rename = "declare")]
    pub declared: Option<String>,
    /// What the comparison computes; null when no state shows it yet.
    #[serde(rename = "constate")]
    pub shown: Option<ShownEntry>,
}

/// A computed change.
#[derive(Debug, Clone, Serialize)]
pub struct ShownEntry {
    /// State before.
    pub de: String,
    /// State after.
    pub vers: String,
    /// The lane, when it happened in one only.
    #[serde(rename = "couloir")]
    pub lane: Option<String>,
    /// Évolution.
    pub evolution: &'static str,
    /// Portée.
    pub portee: Option<&'static str>,
    /// Status after.
    pub statut: Option<&'static str>,
    #[serde(skip)]
    words: String,
}

impl CommentReport {
    /// The report of some rounds. `followed` knows every comment of theirs.
    pub fn new(rounds: &[&CommentRound], lanes: &[Lane], followed: &FollowUp) -> Self {
        let rounds = rounds.iter().map(|round| RoundReport::new(round, lanes, followed)).collect();
        Self { schema: SCHEMA, rounds }
    }

    /// The JSON, indented, with a final newline.
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }

    /// Tables for a terminal; `details` adds each comment.
    pub fn to_text(&self, details: bool) -> String {
        let mut out = String::new();
        for (index, round) in self.rounds.iter().enumerate() {
            if index > 0 {
                out.push('\n');
            }
            let _ = writeln!(out, "{}", sanitise(&round.headline()));
            push_table(&mut out, &round.table());
            if details {
                round.push_text(&mut out);
            }
        }
        out
    }

    /// Markdown, for minutes and mails.
    pub fn to_markdown(&self) -> String {
        let mut out = String::from("# Retours des éditeurs\n");
        for round in &self.rounds {
            let _ = write!(out, "\n## {}\n\n", plain_markdown(&round.headline()));
            for (index, row) in round.table().iter().enumerate() {
                let cells: Vec<String> = row.iter().map(|cell| plain_markdown(cell)).collect();
                let _ = writeln!(out, "| {} |", cells.join(" | "));
                if index == 0 {
                    let _ = writeln!(out, "|---|{}", "---:|".repeat(row.len().saturating_sub(1)));
                }
            }
            for comment in &round.comments {
                let _ = write!(out, "\n### {}\n\n", plain_markdown(&comment.headline()));
                let _ =
                    writeln!(out, "{}", comment.reply.as_deref().unwrap_or("*Réponse à venir.*").trim_end());
                for effect in &comment.effects {
                    let _ = write!(out, "\n- {}", plain_markdown(&effect.words()));
                }
                if !comment.effects.is_empty() {
                    out.push('\n');
                }
            }
        }
        out
    }

    /// A page of its own.
    pub fn to_html(&self) -> String {
        let mut out = String::new();
        for round in &self.rounds {
            let _ = writeln!(out, "<h2>{}</h2>", sentence(&round.headline()));
            out.push_str("<table>\n");
            for (index, row) in round.table().iter().enumerate() {
                out.push_str("<tr>");
                for (column, cell) in row.iter().enumerate() {
                    let cell = sentence(cell);
                    let _ = match (index, column) {
                        (0, _) => write!(out, "<th scope=\"col\">{cell}</th>"),
                        (_, 0) => write!(out, "<th scope=\"row\">{cell}</th>"),
                        _ => write!(out, "<td class=\"n\">{cell}</td>"),
                    };
                }
                out.push_str("</tr>\n");
            }
            out.push_str("</table>\n");
            for comment in &round.comments {
                let _ = writeln!(out, "<article>\n<h3>{}</h3>", sentence(&comment.headline()));
                match &comment.reply {
                    Some(reply) => _ = writeln!(out, "{}", markdown_html(reply)),
                    None => out.push_str("<p>Réponse à venir.</p>\n"),
                }
                for effect in &comment.effects {
                    let _ = writeln!(out, "<p>{}</p>", sentence(&effect.words()));
                }
                out.push_str("</article>\n");
            }
        }
        document("Retours des éditeurs", false, &out)
    }
}

impl RoundReport {
    fn new(round: &CommentRound, lanes: &[Lane], followed: &FollowUp) -> Self {
        let mut codes: Vec<Option<&str>> = lanes.iter().map(|lane| Some(lane.code.as_str())).collect();
        for comment in &round.comments {
            if !codes.contains(&comment.lane.as_deref()) {
                codes.push(comment.lane.as_deref());
            }
        }
        let of_lane = |code: Option<&str>| {
            let mine = round.comments.iter().filter(|comment| comment.lane.as_deref() == code);
            LaneReport { lane: code.map(str::to_owned), total: DispositionTally::of(mine) }
        };
        Self {
            iteration: round.iteration.clone(),
            vendors: round.vendors,
            total: DispositionTally::of(&round.comments),
            lanes: codes.into_iter().map(of_lane).filter(|lane| lane.total.received > 0).collect(),
            comments: round
                .comments
                .iter()
                .map(|comment| CommentEntry::new(&round.iteration, comment, followed))
                .collect(),
        }
    }

    fn headline(&self) -> String {
        format!(
            "{} : {}, {}",
            self.iteration,
            count_of(self.total.received, "retour reçu", "retours reçus"),
            count_of(self.vendors, "éditeur a répondu", "éditeurs ont répondu")
        )
    }

    fn table(&self) -> Vec<Vec<String>> {
        let labels = Disposition::WORDS.iter().map(|(.., label)| *label);
        let header = ["", "Reçus"].into_iter().chain(labels).chain(["Sans disposition"]);
        let row = |label: &str, tally: &DispositionTally| {
            let numbers = tally.numbers().into_iter().map(|number| number.to_string());
            std::iter::once(label.to_owned()).chain(numbers).collect::<Vec<_>>()
        };
        let mut rows = vec![header.map(str::to_owned).collect::<Vec<_>>()];
        rows.extend(
            self.lanes.iter().map(|lane| row(lane.lane.as_deref().unwrap_or("Sans couloir"), &lane.total)),
        );
        rows.push(row("Ensemble", &self.total));
        rows
    }

    fn push_text(&self, out: &mut String) {
        for comment in &self.comments {
            let _ = writeln!(out, "\n{}", sanitise(&comment.headline()));
            for line in comment.reply.as_deref().unwrap_or("(réponse à venir)").lines() {
                let _ = writeln!(out, "    {}", sanitise(line));
            }
            for effect in &comment.effects {
                let _ = writeln!(out, "  → {}", sanitise(&effect.words()));
            }
        }
    }
}

impl CommentEntry {
    fn new(iteration: &str, comment: &Comment, followed: &FollowUp) -> Self {
        Self {
            id: comment.id.clone(),
            item: comment.item.to_string(),
            version: comment.version,
            lane: comment.lane.clone(),
            disposition: comment.disposition.map(Disposition::as_json),
            label: comment.disposition.map_or("Sans disposition", |decided| decided.label()),
            reply: comment.reply.clone(),
            effects: followed.of(iteration, comment).iter().map(EffectEntry::new).collect(),
        }
    }

    fn headline(&self) -> String {
        let version = self.version.map(|version| format!(" v{version}")).unwrap_or_default();
        let lane = self.lane.as_ref().map(|lane| format!(" ({lane})")).unwrap_or_default();
        format!("{} · {}{version}{lane} · {}", self.id, self.item, self.label)
    }
}

impl EffectEntry {
    fn new(caused: &Caused<'_>) -> Self {
        Self {
            item: caused.item.to_string(),
            declared: caused.declared.map(str::to_owned),
            shown: caused.shown.map(|shown| ShownEntry {
                de: shown.from.name.clone(),
                vers: shown.to.name.clone(),
                lane: shown.lane.clone(),
                evolution: shown.change.evolution.as_json(),
                portee: shown.change.reach.map(|reach| reach.as_json()),
                statut: shown.change.status.1.map(|status| status.as_json()),
                words: shown_words(caused),
            }),
        }
    }

    fn words(&self) -> String {
        match &self.shown {
            Some(shown) => format!("{} : {}", self.item, shown.words),
            None => match &self.declared {
                Some(declared) => format!("{} : annoncée {declared}, à paraître", self.item),
                None => format!("{} : à paraître", self.item),
            },
        }
    }
}

/// « modifiée (fond) et validée en IT2, couloir RIS ».
pub(crate) fn shown_words(caused: &Caused<'_>) -> String {
    use crate::history::Evolution;
    use crate::model::Status;
    let Some(shown) = caused.shown else { return String::new() };
    let change = &shown.change;
    let mut parts: Vec<String> = Vec::new();
    if change.evolution != Evolution::Unchanged {
        let reach = change.reach.filter(|_| change.evolution == Evolution::Modified);
        let reach = reach.map(|reach| format!(" ({})", reach.label().to_lowercase())).unwrap_or_default();
        parts.push(format!("{}{reach}", change.evolution.label().to_lowercase()));
    }
    let (before, after) = change.status;
    if after == Some(Status::Validated) && before != after {
        parts.push("validée".to_owned());
    }
    if parts.is_empty() {
        parts.push("touchée".to_owned());
    }
    let lane = shown.lane.as_ref().map(|lane| format!(", couloir {lane}")).unwrap_or_default();
    format!("{} en {}{lane}", parts.join(" et "), shown.to.name)
}

fn count_of(value: usize, one: &str, many: &str) -> String {
    format!("{value} {}", if value < 2 { one } else { many })
}
