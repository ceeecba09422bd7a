//! The labels of a workbook: what its « Évolution » column says of each row, joined to the items of a project.
//!
//! Input: a workbook with a layout, or the same rows as JSON. Output: a label for a lane and an item of the project. The
//! join is that of an import: published ids are cleaned and told apart first, they are never compared as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;

use super::rows::{Batch, Row};
use super::views::{known_ids, target_of};
use super::{Request, known_lane, read_rows};
use crate::exchange::identity::{KnownLane, Lanes, clean_id};
use crate::exchange::report::Report;
use crate::exchange::workbook;
use crate::history::labels::Label;
use crate::model::Corpus;
use crate::settings::{ColumnField, Layout};

/// A row given as JSON.
#[derive(Deserialize)]
struct JsonRow {
    #[serde(default)]
    couloir: Option<String>,
    id: String,
    #[serde(alias = "libellé")]
    libelle: Option<String>,
    #[serde(default)]
    id_socle: Option<String>,
}

/// Reads the labels of a file. Bytes that start with `[` are rows as JSON, a list of `{ "couloir", "id", "libelle" }`;
/// others are a workbook, whose status column the layout names.
///
/// # Errors
/// A French sentence when the file is neither, or when the layout does not fit.
pub fn read_labels(
    bytes: &[u8],
    layout: &Layout,
    lane: Option<&str>,
    (before, after): (&Corpus, &Corpus),
) -> Result<Vec<Label>, String> {
    let lanes = Lanes::new(after.lanes.iter().map(known).collect());
    let batch = if bytes.trim_ascii_start().starts_with(b"[") {
        from_json(bytes, &lanes, lane)?
    } else {
        let request = Request { bytes, layout, iteration: None, date: None, lane, dry_run: true };
        read_rows(&request, &workbook::read(bytes)?, &lanes, &mut Report::default())?
    };
    Ok(joined(&batch, &lanes, before, after))
}

fn known(lane: &crate::model::Lane) -> KnownLane {
    known_lane(&super::state::HomeEntry {
        code: lane.code.clone(),
        title: lane.title.clone(),
        aliases: lane.aliases.clone(),
        prefixes: lane.prefixes.clone(),
    })
}

fn from_json(bytes: &[u8], lanes: &Lanes, only: Option<&str>) -> Result<Batch, String> {
    let rows: Vec<JsonRow> = serde_json::from_slice(bytes).map_err(|error| {
        format!("lignes JSON illisibles (ligne {}, colonne {})", error.line(), error.column())
    })?;
    let mut batch = Batch::default();
    let code = |name: &str| lanes.find(name).map_or_else(|| name.trim().to_owned(), |lane| lane.code.clone());
    let sheet: Arc<str> = Arc::from("");
    for (number, row) in (1..).zip(rows) {
        let link = row.id_socle.map(|id| clean_id(&id).id).filter(|id| !id.is_empty());
        if link.is_some() {
            let _ = batch.fields.insert(ColumnField::SocleId);
        }
        let lane = row.couloir.as_deref().or(only).map(code);
        if only.is_some_and(|only| lane.as_deref() != Some(code(only).as_str())) {
            continue;
        }
        batch.rows.push(Row {
            sheet: Arc::clone(&sheet),
            number,
            lane,
            id: clean_id(&row.id).id,
            label: row.libelle.map(|label| label.trim().to_owned()),
            link,
            ..Row::default()
        });
    }
    Ok(batch)
}

fn joined(batch: &Batch, lanes: &Lanes, before: &Corpus, after: &Corpus) -> Vec<Label> {
    let items = || after.items.iter().chain(&before.items);
    let known = known_ids(&batch.rows, items().map(|item| (item.id.as_str(), &item.home)));
    let mut spelt: BTreeMap<String, &str> = BTreeMap::new();
    for item in items() {
        let _ = spelt.entry(item.id.as_str().to_ascii_lowercase()).or_insert(item.id.as_str());
    }
    let covered: BTreeSet<String> = batch.rows.iter().filter_map(|row| row.socle.clone()).collect();
    let mut ignored = Report::default();
    let label = |row: &Row| {
        let target = target_of(row, batch, &covered, &known, lanes, &mut ignored);
        let id = spelt
            .get(&target.id().to_ascii_lowercase())
            .map_or_else(|| target.id().to_owned(), |id| (*id).to_owned());
        Label { lane: row.lane.clone(), id, label: row.label.clone().unwrap_or_default() }
    };
    batch.rows.iter().map(label).collect()
}
