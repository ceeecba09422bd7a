//! A comparison for spreadsheets: one row per field that changed, one for an item that came or went.

use std::borrow::Cow;

use super::csv::Csv;
use crate::history::{Change, Diff, Evolution};
use crate::model::{Status, Vocabulary as _};

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
    let mut csv = Csv::new(&HEADER);
    for change in &diff.changes {
        let start = start(diff, change);
        let start = || start.iter().map(|cell| &**cell);
        let mut real = change.fields.iter().filter(|field| !field.typographic).peekable();
        if real.peek().is_none() {
            csv.row(start().chain([""; 4]));
        }
        for field in real {
            csv.row(start().chain([
                field.field.label(),
                field.of.as_ref().map_or("", |id| id.as_str()),
                field.before.as_deref().unwrap_or_default(),
                field.after.as_deref().unwrap_or_default(),
            ]));
        }
    }
    csv.finish()
}

fn start<'a>(diff: &'a Diff, change: &'a Change) -> [Cow<'a, str>; 14] {
    let cause = change.cause.as_ref();
    let reach = change.reach.filter(|_| change.evolution == Evolution::Modified);
    let status = |status: Option<Status>| Cow::Borrowed(status.map_or("", |status| status.label()));
    let signals: Vec<&str> = change.signals.iter().map(|signal| signal.text.as_str()).collect();
    [
        diff.lane.as_deref().unwrap_or("tous").into(),
        diff.from.name.as_str().into(),
        diff.to.name.as_str().into(),
        change.id.as_str().into(),
        change.title.as_str().into(),
        change.section.as_deref().unwrap_or_default().into(),
        change.evolution.label().into(),
        reach.map_or("", |reach| reach.label()).into(),
        status(change.status.0),
        status(change.status.1),
        cause.and_then(|cause| cause.motive).map_or("", |motive| motive.label()).into(),
        cause.and_then(|cause| cause.text.as_deref()).unwrap_or_default().into(),
        cause.map(|cause| cause.comments.join(", ")).unwrap_or_default().into(),
        signals.join(" ; ").into(),
    ]
}
