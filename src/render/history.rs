//! The life of one item, for a terminal or a program.

use serde_json::{Value, json};

use super::diff_json::difference;
use super::diff_text::{TextOptions, fields_text};
use super::typography::long_date;
use crate::diagnostic::sanitise;
use crate::history::{Attribute, Change, Evolution, Presence, Timeline, TimelineEntry};
use crate::model::{ItemId, Vocabulary as _};

/// Name and version of the format.
pub const SCHEMA: &str = "remc/history@1";

/// The life of an item as JSON, oldest state first, with a final newline. `lane` when it is the life it has in one.
pub fn to_json(key: &ItemId, life: &Timeline, lane: Option<&str>) -> String {
    let states: Vec<Value> = life.entries.iter().map(state).collect();
    let document = json!({ "schema": SCHEMA, "cle": key.as_str(), "couloir": lane, "etats": states });
    format!("{document:#}\n")
}

fn state(entry: &TimelineEntry) -> Value {
    let change = entry.change.as_ref();
    json!({
        "it": entry.iteration,
        "date": entry.date,
        "id": entry.id.as_str(),
        "titre": entry.title,
        "version": entry.version,
        "vivante": entry.presence == Presence::Live,
        "evolution": change.map(|change| change.evolution.as_json()),
        "portee": change.and_then(|change| change.reach).map(|reach| reach.as_json()),
        "statut": change.and_then(|change| change.status.1).map(|status| status.as_json()),
        "attributs": change.map_or_else(Vec::new, |change| {
            change.attributes.iter().map(Attribute::as_json).collect()
        }),
        "motif": change.filter(|one| one.cause.is_some() || !one.comments.is_empty()).map(motive),
        "champs": change.map_or_else(Vec::new, |change| {
            change.fields.iter().map(|field| field.field.as_json()).collect::<Vec<_>>()
        }),
        "couloirs": entry.in_lanes.iter().map(|own| json!({
            "couloir": own.lane,
            "evolution": own.change.evolution.as_json(),
            "portee": own.change.reach.map(|reach| reach.as_json()),
            "difference": difference(&own.change),
        })).collect::<Vec<_>>(),
        "enonce": entry.statement,
        "difference": change.map(difference),
    })
}

fn motive(change: &Change) -> Value {
    let cause = change.cause.as_ref();
    json!({
        "code": cause.and_then(|cause| cause.motive).map(|motive| motive.as_json()),
        "texte": cause.and_then(|cause| cause.text.as_deref()),
        "commentaires": change.comments,
    })
}

/// The life of an item, one paragraph for each state in which something happened; runs without a change fold into a
/// line. `lane` when it is the life it has in one.
pub fn to_text(life: &Timeline, lane: Option<&str>, options: TextOptions) -> String {
    let mut out = String::new();
    if let Some(last) = life.entries.last() {
        let place = lane.map(|lane| format!(", couloir {lane}")).unwrap_or_default();
        let title = if last.title.is_empty() { String::new() } else { format!(" « {} »", last.title) };
        out.push_str(&format!("{}\n\n", sanitise(&format!("{}{title}{place}", last.id))));
    }
    let mut quiet: Vec<&TimelineEntry> = Vec::new();
    for entry in &life.entries {
        if entry.is_quiet() {
            quiet.push(entry);
            continue;
        }
        flush(&mut quiet, &mut out);
        let date = entry.date.as_ref().map(|date| format!(" ({})", long_date(date))).unwrap_or_default();
        let what = entry.change.as_ref().map_or_else(|| "inchangée".to_owned(), what);
        let head = format!("{}{date} · {} v{} · {what}", entry.iteration, entry.id, entry.version);
        out.push_str(&format!("{}\n", sanitise(&head)));
        if let Some(change) = &entry.change {
            push_reasons(change, options, &mut out);
        }
        for own in &entry.in_lanes {
            let head = format!("  dans le couloir {} : {}", own.lane, self::what(&own.change));
            out.push_str(&format!("{}\n", sanitise(&head)));
            push_reasons(&own.change, options, &mut out);
        }
    }
    flush(&mut quiet, &mut out);
    out
}

/// Why, which signals, which words.
fn push_reasons(change: &Change, options: TextOptions, out: &mut String) {
    if change.reason().is_some() || !change.comments.is_empty() {
        let cause = change.cause.as_ref();
        let motive = cause.and_then(|cause| cause.motive).map(|motive| motive.label().to_owned());
        let parts: Vec<String> =
            motive.into_iter().chain(cause.and_then(|cause| cause.text.clone())).collect();
        let comments = if change.comments.is_empty() {
            String::new()
        } else {
            format!(" [{}]", change.comments.join(", "))
        };
        let words = format!("{}{comments}", parts.join(" : "));
        out.push_str(&format!("    pourquoi : {}\n", sanitise(words.trim_start())));
    }
    if change.is_contradicted() {
        out.push_str("    portée déclarée plus faible que ce que montre le texte\n");
    }
    for signal in &change.signals {
        out.push_str(&format!("    signal : {}\n", sanitise(&signal.text)));
    }
    out.push_str(&fields_text(change, options));
}

/// Runs of states without a change fold into one line.
fn flush(quiet: &mut Vec<&TimelineEntry>, out: &mut String) {
    let word = |entry: &TimelineEntry| match entry.presence {
        Presence::Live => "inchangée",
        Presence::Obsolete => "toujours obsolète",
    };
    match quiet.as_slice() {
        [] => {}
        [one] => out.push_str(&format!("{} · {}\n", one.iteration, word(one))),
        [first, .., last] => {
            out.push_str(&format!("de {} à {} · {}\n", first.iteration, last.iteration, word(last)));
        }
    }
    quiet.clear();
}

fn what(change: &Change) -> String {
    let mut parts = vec![change.evolution.label().to_owned()];
    parts.extend(change.reach.map(|reach| reach.label().to_lowercase()));
    parts.extend(change.attributes.iter().map(|attribute| {
        let ids: Vec<&str> = attribute.ids().iter().map(ItemId::as_str).collect();
        format!("{} {}", attribute.label(), ids.join(", ")).trim_end().to_owned()
    }));
    if let (before, Some(after)) = change.status
        && before != Some(after)
        && change.evolution != Evolution::Obsolete
    {
        parts.push(after.label().to_lowercase());
    }
    parts.join(", ")
}
