//! Labels against comparisons, for people and as `remc/labels@1`.

use serde::Serialize;

use super::typography::count;
use crate::diagnostic::sanitise;
use crate::history::Endpoint;
use crate::history::labels::{Computed, Confusion, Example, Reason, Table};

/// Name and version of the format.
pub const SCHEMA: &str = "remc/labels@1";

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    de: &'a str,
    vers: &'a str,
    lignes: usize,
    accords: usize,
    couloirs: Vec<Lane<'a>>,
    total: Vec<Row<'a>>,
    motifs: Vec<Motive<'a>>,
}

#[derive(Serialize)]
struct Lane<'a> {
    couloir: Option<&'a str>,
    table: Vec<Row<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sans_libelle: Option<usize>,
}

#[derive(Serialize)]
struct Row<'a> {
    libelle: &'a str,
    nouvelle: usize,
    modifiee: usize,
    inchangee: usize,
    obsolete: usize,
    reintroduite: usize,
    hors_comparaison: usize,
    total: usize,
}

#[derive(Serialize)]
struct Motive<'a> {
    motif: &'static str,
    explication: &'static str,
    accord: bool,
    nombre: usize,
    exemples: Vec<Sample<'a>>,
}

#[derive(Serialize)]
struct Sample<'a> {
    couloir: Option<&'a str>,
    id: &'a str,
}

fn rows(table: &Table) -> Vec<Row<'_>> {
    table
        .iter()
        .map(|(label, counts)| {
            let [nouvelle, modifiee, inchangee, obsolete, reintroduite, hors_comparaison] = *counts;
            let total = counts.iter().sum();
            let libelle = label.as_str();
            Row { libelle, nouvelle, modifiee, inchangee, obsolete, reintroduite, hors_comparaison, total }
        })
        .collect()
}

/// The JSON, indented, with a final newline.
pub fn to_json(found: &Confusion, from: &Endpoint, to: &Endpoint) -> String {
    let document = Document {
        schema: SCHEMA,
        de: &from.name,
        vers: &to.name,
        lignes: found.rows,
        accords: found.agreed(),
        couloirs: found
            .lanes
            .iter()
            .map(|(code, table)| Lane {
                couloir: Some(code.as_str()).filter(|code| !code.is_empty()),
                table: rows(table),
                sans_libelle: found.unlabelled.get(code).copied(),
            })
            .collect(),
        total: rows(&found.total),
        motifs: found
            .reasons
            .iter()
            .map(|(reason, (number, examples))| Motive {
                motif: reason.as_json(),
                explication: reason.words(),
                accord: reason.agrees(),
                nombre: *number,
                exemples: examples
                    .iter()
                    .map(|one| Sample { couloir: one.lane.as_deref(), id: &one.id })
                    .collect(),
            })
            .collect(),
    };
    let mut json = serde_json::to_string_pretty(&document).unwrap_or_default();
    json.push('\n');
    json
}

/// The tables and the reasons, for a terminal.
pub fn to_text(found: &Confusion, from: &Endpoint, to: &Endpoint) -> String {
    let mut out = format!("Libellés du fichier et évolution calculée : {} → {}\n", from.name, to.name);
    out.push_str(&format!("{} lues, {} en accord\n", count(found.rows, "ligne"), found.agreed()));
    for (code, lane) in &found.lanes {
        let title = if code.is_empty() { "Socles".to_owned() } else { format!("Couloir {}", sanitise(code)) };
        table(&mut out, &title, lane);
        if let Some(missing) = found.unlabelled.get(code).filter(|missing| **missing > 0) {
            out.push_str(&format!("  sans libellé dans le fichier : {}\n", count(*missing, "exigence")));
        }
    }
    if found.lanes.len() > 1 {
        table(&mut out, "Total", &found.total);
    }
    for (title, agreed) in [("Accords", true), ("Désaccords", false)] {
        let kept: Vec<_> = found.reasons.iter().filter(|(reason, _)| reason.agrees() == agreed).collect();
        let sum: usize = kept.iter().map(|(_, (number, _))| number).sum();
        if sum > 0 {
            out.push_str(&format!("\n{title} ({sum})\n"));
        }
        for (reason, (number, examples)) in kept {
            reason_line(&mut out, *reason, *number, if agreed { &[] } else { examples });
        }
    }
    out
}

fn reason_line(out: &mut String, reason: Reason, number: usize, examples: &[Example]) {
    out.push_str(&format!("  {number:>5}  {}\n", reason.words()));
    if !examples.is_empty() {
        let ids: Vec<String> = examples
            .iter()
            .map(|one| match &one.lane {
                Some(lane) => format!("{lane} {}", one.id),
                None => one.id.clone(),
            })
            .collect();
        out.push_str(&format!("         par exemple {}\n", sanitise(&ids.join(", "))));
    }
}

fn table(out: &mut String, title: &str, table: &Table) {
    let label = |text: &str| sanitise(text).chars().take(30).collect::<String>();
    let width = table.keys().map(|key| label(key).chars().count()).chain([8]).max().unwrap_or(8);
    let heads = Computed::ALL.map(Computed::label);
    out.push_str(&format!("\n{title}\n  {:width$}", "Libellé"));
    for head in heads {
        out.push_str(&format!("  {head}"));
    }
    out.push_str("  Total\n");
    for (key, counts) in table {
        out.push_str(&format!("  {:width$}", label(key)));
        for (number, head) in counts.iter().zip(heads) {
            out.push_str(&format!("  {number:>width$}", width = head.chars().count()));
        }
        out.push_str(&format!("  {:>5}\n", counts.iter().sum::<usize>()));
    }
    let mut sums = [0_usize; 6];
    for counts in table.values() {
        for (sum, number) in sums.iter_mut().zip(counts) {
            *sum += number;
        }
    }
    out.push_str(&format!("  {:width$}", "Total"));
    for (number, head) in sums.iter().zip(heads) {
        out.push_str(&format!("  {number:>width$}", width = head.chars().count()));
    }
    out.push_str(&format!("  {:>5}\n", sums.iter().sum::<usize>()));
}
