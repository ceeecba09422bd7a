//! The life of one item, for a terminal or a program.

use serde_json::{Value, json};

use crate::history::{Change, Presence, Timeline, TimelineEntry};
use crate::model::{ItemId, Vocabulary as _};

/// Name and version of the format.
pub const SCHEMA: &str = "remc/history@1";

/// The life of an item as JSON, oldest state first, with a final newline.
pub fn to_json(key: &ItemId, life: &Timeline) -> String {
    let states: Vec<Value> = life.entries.iter().map(state).collect();
    format!("{:#}\n", json!({ "schema": SCHEMA, "cle": key.as_str(), "etats": states }))
}

fn state(entry: &TimelineEntry) -> Value {
    json!({
        "it": entry.iteration,
        "date": entry.date,
        "id": entry.id.as_str(),
        "version": entry.version,
        "vivante": entry.presence == Presence::Live,
        "evolution": entry.change.as_ref().map(|change| change.evolution.as_json()),
        "portee": entry.change.as_ref().and_then(|change| change.reach).map(|reach| reach.as_json()),
        "statut": entry.change.as_ref().and_then(|change| change.status.1).map(|status| status.as_json()),
        "attributs": entry.change.as_ref().map_or_else(Vec::new, |change| {
            change.attributes.iter().map(|attribute| attribute.as_json()).collect()
        }),
        "motif": entry.change.as_ref().and_then(|change| change.cause.as_ref()).map(|cause| json!({
            "code": cause.motive.map(|motive| motive.as_json()),
            "texte": cause.text,
            "commentaires": cause.comments,
        })),
        "champs": entry.change.as_ref().map_or_else(Vec::new, |change| {
            change.fields.iter().map(|field| field.field.as_json()).collect::<Vec<_>>()
        }),
        "couloirs": entry.in_lanes.iter().map(|own| json!({
            "couloir": own.lane,
            "evolution": own.change.evolution.as_json(),
            "portee": own.change.reach.map(|reach| reach.as_json()),
        })).collect::<Vec<_>>(),
        "enonce": entry.statement,
    })
}

/// The life of an item, one paragraph for each state in which something happened.
pub fn to_text(life: &Timeline) -> String {
    let mut out = String::new();
    let mut quiet: Vec<&str> = Vec::new();
    for entry in &life.entries {
        if entry.change.is_none() && entry.in_lanes.is_empty() {
            quiet.push(&entry.iteration);
            continue;
        }
        flush(&mut quiet, &mut out);
        let date = entry.date.as_ref().map(|date| format!(" ({date})")).unwrap_or_default();
        out.push_str(&format!(
            "{}{date} · {} v{} · {}\n",
            entry.iteration,
            entry.id,
            entry.version,
            entry.change.as_ref().map_or_else(|| "inchangée".to_owned(), what)
        ));
        if let Some(change) = &entry.change {
            push_reasons(change, &mut out);
        }
        for own in &entry.in_lanes {
            out.push_str(&format!("  dans le couloir {} : {}\n", own.lane, what(&own.change)));
            push_reasons(&own.change, &mut out);
        }
    }
    flush(&mut quiet, &mut out);
    out
}

/// Why, which fields, which signals.
fn push_reasons(change: &Change, out: &mut String) {
    if let Some(cause) = &change.cause {
        let motive = cause.motive.map(|motive| motive.label().to_owned());
        let parts: Vec<String> = motive.into_iter().chain(cause.text.clone()).collect();
        let comments = if cause.comments.is_empty() {
            String::new()
        } else {
            format!(" [{}]", cause.comments.join(", "))
        };
        let words = format!("{}{comments}", parts.join(" : "));
        out.push_str(&format!("  pourquoi : {}\n", words.trim_start()));
    }
    let mut fields: Vec<&str> = change.fields.iter().map(|field| field.field.label()).collect();
    fields.dedup();
    if !fields.is_empty() {
        out.push_str(&format!("  champs : {}\n", fields.join(", ")));
    }
    for signal in &change.signals {
        out.push_str(&format!("  signal : {}\n", signal.text));
    }
}

/// Runs of states without a change fold into one line.
fn flush(quiet: &mut Vec<&str>, out: &mut String) {
    match quiet.as_slice() {
        [] => {}
        [one] => out.push_str(&format!("{one} · inchangée\n")),
        [first, .., last] => out.push_str(&format!("de {first} à {last} · inchangée\n")),
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
    {
        parts.push(after.label().to_lowercase());
    }
    parts.join(", ")
}
