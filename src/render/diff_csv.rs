//! A comparison for spreadsheets: one row per field that changed, one for an item that came or went.

use super::csv;
use crate::history::{Change, Diff, Evolution};
use crate::model::Vocabulary as _;

const HEADER: [&str; 18] = [
    "Couloir",
    "De",
    "Vers",
    "ID",
    "Titre",
    "Section",
    "Évolution",
    "Portée",
    "Statut avant",
    "Statut après",
    "Motif",
    "Explication",
    "Retours",
    "Signaux",
    "Champ",
    "Objet",
    "Avant",
    "Après",
];

/// The CSV of a comparison.
pub fn to_csv(diff: &Diff) -> Vec<u8> {
    let mut rows = vec![HEADER.map(str::to_owned).to_vec()];
    for change in &diff.changes {
        let start = start(diff, change);
        let fields: Vec<_> = change.fields.iter().filter(|field| !field.typographic).collect();
        if fields.is_empty() {
            rows.push(start.iter().cloned().chain(std::iter::repeat_n(String::new(), 4)).collect());
        }
        for field in fields {
            let mut row = start.clone();
            row.push(field.field.label().to_owned());
            row.push(field.of.as_ref().map(ToString::to_string).unwrap_or_default());
            row.push(field.before.clone().unwrap_or_default());
            row.push(field.after.clone().unwrap_or_default());
            rows.push(row);
        }
    }
    csv::write(&rows)
}

fn start(diff: &Diff, change: &Change) -> Vec<String> {
    let cause = change.cause.as_ref();
    let reach = change.reach.filter(|_| change.evolution == Evolution::Modified);
    let status = |status: Option<crate::model::Status>| status.map_or("", |status| status.label()).to_owned();
    vec![
        diff.lane.clone().unwrap_or_else(|| "tous".to_owned()),
        diff.from.name.clone(),
        diff.to.name.clone(),
        change.id.to_string(),
        change.title.clone(),
        change.section.clone().unwrap_or_default(),
        change.evolution.label().to_owned(),
        reach.map_or("", |reach| reach.label()).to_owned(),
        status(change.status.0),
        status(change.status.1),
        cause.and_then(|cause| cause.motive).map_or("", |motive| motive.label()).to_owned(),
        cause.and_then(|cause| cause.text.clone()).unwrap_or_default(),
        cause.map(|cause| cause.comments.join(", ")).unwrap_or_default(),
        change.signals.iter().map(|signal| signal.text.as_str()).collect::<Vec<_>>().join(" ; "),
    ]
}
