//! The register of external referentials, `references.yaml`.

use std::collections::BTreeMap;

use super::Manifest;
use super::reader::{Fields, Reader, Text, Unique};
use super::yaml::{Document, Node, Pair, Value};
use crate::diagnostic::Code;
use crate::model::{
    ExternalReference, Milestone, MilestoneDate, Origins, ReferenceStatus, ReferenceVersion, Vocabulary,
};
use crate::source::fold_accents;

const KEYS: &[&str] = &["références"];
const REFERENCE_KEYS: &[&str] = &["code", "titre", "éditeur", "versions", "applicable", "note"];
const VERSION_KEYS: &[&str] = &["v", "éléments", "jalons"];
const MILESTONE_KEYS: &[&str] = &["statut", "date", "promesse", "url"];
const PROMISE_KEYS: &[&str] = &["texte", "au_plus_tard"];

/// The key of `applicable` that stands for every lane not named.
const DEFAULT: &str = "défaut";

/// Reads the tree of `references.yaml`.
pub(super) fn read(
    document: &Document,
    manifest: &Manifest,
    origins: &mut Origins,
    reader: &mut Reader<'_>,
) -> Vec<ExternalReference> {
    let Some(root) = document.root.as_ref().filter(|root| !root.is_null()) else { return Vec::new() };
    let Some(fields) = reader.fields(root, "le registre des référentiels", KEYS) else { return Vec::new() };
    let mut unique = Unique::new("référentiel");
    let mut references = Vec::new();
    for node in reader.items(&fields, "références") {
        let Some(entry) = reader.fields(node, "un référentiel", REFERENCE_KEYS) else { continue };
        let code = reader.required(&entry, "code");
        let title = reader.required(&entry, "titre");
        let publisher = reader.word(&entry, "éditeur");
        let note = reader.word(&entry, "note");
        let versions = versions(&entry, code.as_ref(), origins, reader);
        let (applicable_default, applicable_by_lane) =
            applicable(&entry, &versions, (manifest, document.complete), reader);
        let Some(code) = code else { continue };
        reader.check_code(&code);
        if unique.claim(&code, reader) {
            origins.set_named("référence", &code.value, code.span);
            references.push(ExternalReference {
                title: title.map_or_else(|| code.value.clone(), |title| title.value),
                code: code.value,
                publisher,
                versions,
                applicable_default,
                applicable_by_lane,
                note,
            });
        }
    }
    references
}

fn versions(
    entry: &Fields<'_>,
    code: Option<&Text>,
    origins: &mut Origins,
    reader: &mut Reader<'_>,
) -> Vec<ReferenceVersion> {
    let mut unique = Unique::new("version");
    let mut versions = Vec::new();
    for node in reader.items(entry, "versions") {
        let Some(fields) = reader.fields(node, "une version", VERSION_KEYS) else { continue };
        let elements = reader.word(&fields, "éléments");
        let milestones = milestones(&fields, reader);
        let Some(name) = reader.required(&fields, "v") else { continue };
        if unique.claim(&name, reader) {
            if let Some(code) = code {
                origins.set_named("version", &format!("{}@{}", code.value, name.value), name.span);
            }
            versions.push(ReferenceVersion { name: name.value, elements, milestones });
        }
    }
    versions
}

fn milestones(version: &Fields<'_>, reader: &mut Reader<'_>) -> Vec<Milestone> {
    let admitted: Vec<(ReferenceStatus, &str)> =
        ReferenceStatus::WORDS.iter().map(|(status, keyword, _)| (*status, *keyword)).collect();
    let mut milestones = Vec::new();
    for node in reader.items(version, "jalons") {
        let Some(fields) = reader.fields(node, "un jalon", MILESTONE_KEYS) else { continue };
        let status = reader.required_choice(&fields, "statut", &admitted);
        let url = reader.url(&fields, "url");
        let date = milestone_date(&fields, reader);
        if let Some(status) = status {
            milestones.push(Milestone { status, date, url });
        }
    }
    milestones
}

fn milestone_date(fields: &Fields<'_>, reader: &mut Reader<'_>) -> Option<MilestoneDate> {
    let day = reader.optional(fields, "date");
    let promise = fields.get("promesse").and_then(|node| promise(node, reader));
    match (day, promise) {
        (Some(day), Some(_)) => {
            let span = fields.key_span("promesse").unwrap_or(day.span);
            reader.refuse(
                span,
                "un jalon porte une date ou une promesse, pas les deux",
                "garder la date une fois la promesse tenue",
            );
            Some(MilestoneDate::On(day.value))
        }
        (Some(day), None) => {
            if super::reader::is_iso_date(&day.value) {
                return Some(MilestoneDate::On(day.value));
            }
            let help = format!(
                "écrire année-mois-jour, comme 2023-04-28, ou « promesse: {{ texte: \"{}\" }} »",
                day.value
            );
            reader.refuse(day.span, format!("« {} » n’est pas une date", day.value), help);
            Some(MilestoneDate::Promise { text: day.value, latest: None })
        }
        (None, promise) => promise,
    }
}

/// A promise: its words, and the last day that keeps it. A lone text is the words.
fn promise(node: &Node, reader: &mut Reader<'_>) -> Option<MilestoneDate> {
    if let Value::Scalar { .. } = node.value {
        return reader
            .text(node, "promesse")
            .map(|text| MilestoneDate::Promise { text: text.value, latest: None });
    }
    let fields = reader.fields(node, "une promesse", PROMISE_KEYS)?;
    let text = reader.required(&fields, "texte");
    let latest = reader.optional(&fields, "au_plus_tard").filter(|latest| reader.check_date(latest));
    Some(MilestoneDate::Promise { text: text?.value, latest: latest.map(|latest| latest.value) })
}

type Applicable = (Vec<String>, BTreeMap<String, Vec<String>>);

/// The versions that apply, by default and per lane; an alias counts for its lane.
fn applicable(
    entry: &Fields<'_>,
    versions: &[ReferenceVersion],
    (manifest, complete): (&Manifest, bool),
    reader: &mut Reader<'_>,
) -> Applicable {
    let mut found: Applicable = (Vec::new(), BTreeMap::new());
    let Some(node) = entry.get("applicable") else { return found };
    let Value::Map(map) = &node.value else {
        reader.refuse(
            node.span,
            "« applicable » n’a pas la forme attendue",
            "écrire « applicable: { défaut: [\"1.0\"] } », puis un couloir par exception",
        );
        return found;
    };
    let mut unique = Unique::new("couloir");
    for pair in &map.pairs {
        let names = applicable_versions(pair, complete.then_some(versions), reader);
        let written = Text { value: pair.key.clone(), span: pair.key_span };
        let default = fold_accents(&pair.key) == fold_accents(DEFAULT);
        let lane = manifest.lane(&pair.key);
        if lane.is_none() && !default && manifest.complete {
            let known = std::iter::once(DEFAULT).chain(manifest.lane_names());
            reader.unknown(Code::UnknownLane, ("couloir", "inconnu"), &written, known);
            continue;
        }
        let value = lane.map_or_else(|| fold_accents(&pair.key), |lane| lane.code.clone());
        if !unique.claim(&Text { value: value.clone(), span: pair.key_span }, reader) {
            continue;
        }
        if default {
            found.0 = names;
        } else {
            let _ = found.1.insert(value, names);
        }
    }
    found
}

/// Version names of one lane; « à venir » is an empty list. Names are checked when all versions are known.
fn applicable_versions(
    pair: &Pair,
    versions: Option<&[ReferenceVersion]>,
    reader: &mut Reader<'_>,
) -> Vec<String> {
    let nodes = match &pair.value.value {
        Value::List(items) => items.as_slice(),
        Value::Scalar { text, .. } if pair.value.is_null() || fold_accents(text.trim()) == "a venir" => &[],
        Value::Scalar { .. } | Value::Map(_) => std::slice::from_ref(&pair.value),
    };
    let mut unique = Unique::new("version applicable");
    let mut names = Vec::new();
    for text in nodes.iter().filter_map(|node| reader.text(node, &pair.key)).collect::<Vec<_>>() {
        if let Some(versions) = versions
            && !versions.iter().any(|version| version.name == text.value)
        {
            let known = versions.iter().map(|version| version.name.as_str());
            let what = ("version", "absente de la liste « versions » de ce référentiel");
            reader.unknown(Code::UnknownReferenceVersion, what, &text, known);
        } else if unique.claim(&text, reader) {
            names.push(text.value);
        }
    }
    names
}
