//! A comparison as rows: one per field that changed, one for an item without any, one per referential and per requirement
//! that its move touches.
//!
//! Owner of the columns that the CSV and the workbook share.

use std::borrow::Cow;

use super::compared::{Compared, Shown, attribute, camps};
use super::view::Group;
use crate::history::wording::unwrapped;
use crate::history::{Change, Evolution};
use crate::model::{Field, Nature, Reach, Status, Vocabulary as _};

/// Columns that say which item changed and why, the same on each of its rows.
pub(crate) const ITEM_COLUMNS: [&str; 26] = [
    "Couloir",
    "De",
    "Vers",
    "ID",
    "Clé",
    "Titre",
    "Section",
    "Groupe",
    "Évolution",
    "Portée",
    "Portée déclarée",
    "Filiation",
    "Statut avant",
    "Statut après",
    "Nature avant",
    "Nature après",
    "Version avant",
    "Version après",
    "Couloirs",
    "Socle",
    "Motif",
    "Explication",
    "Retours",
    "Signaux",
    "Effet sur la réponse",
    "Typographie seule",
];

/// Columns of the field.
pub(crate) const FIELD_COLUMNS: [&str; 4] = ["Champ", "Objet", "Avant", "Après"];

/// One row.
pub(crate) struct Row<'a> {
    /// Cells of [`ITEM_COLUMNS`].
    pub(crate) item: [Cow<'a, str>; 26],
    /// The field, when one changed.
    pub(crate) field: Option<Shown<'a>>,
}

impl Row<'_> {
    /// Cells of [`FIELD_COLUMNS`].
    pub(crate) fn field_cells(&self) -> [&str; 4] {
        self.field.as_ref().map_or([""; 4], |shown| {
            [
                shown.field.label(),
                shown.of.map_or("", |id| id.as_str()),
                shown.before.as_deref().unwrap_or_default(),
                shown.after.as_deref().unwrap_or_default(),
            ]
        })
    }
}

/// Gives every row in turn: groups in order, then what one lane changes, then typography.
pub(crate) fn each<'a>(compared: &Compared<'a>, write: &mut dyn FnMut(&Row<'a>)) {
    let lane = compared.diff.lane.as_deref();
    for (group, changes) in compared.groups() {
        for change in changes {
            of_change(compared, change, lane, group.title(), write);
        }
    }
    for own in &compared.diff.lane_only {
        let group = Group::of(&own.change).map_or("Typographie seule", Group::title);
        of_change(compared, &own.change, Some(&own.lane), group, write);
    }
    for change in compared.typographic() {
        of_change(compared, change, lane, "Typographie seule", write);
    }
}

fn of_change<'a>(
    compared: &Compared<'a>,
    change: &'a Change,
    lane: Option<&'a str>,
    group: &'static str,
    write: &mut dyn FnMut(&Row<'a>),
) {
    let mut start = item_cells(compared, change, lane, group);
    // A change of meaning is not drowned in corrections of typography; an item without any other shows its own.
    let mut fields = compared.fields(change, lane);
    if fields.iter().any(|field| !field.typographic) {
        fields.retain(|field| !field.typographic);
    }
    let folded = |field: Shown<'a>| Shown {
        before: field.before.map(one_line_each),
        after: field.after.map(one_line_each),
        ..field
    };
    let mut fields = fields.into_iter().map(folded).peekable();
    if fields.peek().is_none() {
        return write(&Row { item: start, field: None });
    }
    while let Some(field) = fields.next() {
        let next = if fields.peek().is_some() { start.clone() } else { Default::default() };
        if let Some(cell) = start.last_mut() {
            *cell = if field.typographic { "oui" } else { "" }.into();
        }
        write(&Row { item: std::mem::replace(&mut start, next), field: Some(field) });
    }
}

/// A text whose paragraphs and items are one line each.
fn one_line_each(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => unwrapped(text),
        Cow::Owned(text) => Cow::Owned(unwrapped(&text).into_owned()),
    }
}

fn item_cells<'a>(
    compared: &Compared<'a>,
    change: &'a Change,
    lane: Option<&'a str>,
    group: &'static str,
) -> [Cow<'a, str>; 26] {
    let diff = compared.diff;
    let cause = change.cause.as_ref();
    let reach = change.reach.filter(|_| change.evolution == Evolution::Modified);
    let status = |status: Option<Status>| Cow::Borrowed(status.map_or("", Status::label));
    let nature = |nature: Option<Nature>| Cow::Borrowed(nature.map_or("", Nature::label));
    let version =
        |version: Option<u32>| version.map_or(Cow::Borrowed(""), |version| Cow::Owned(version.to_string()));
    let signals: Vec<&str> = change.signals.iter().map(|signal| signal.text.as_str()).collect();
    let lineage: Vec<String> = change.attributes.iter().map(attribute).collect();
    [
        lane.unwrap_or("tous").into(),
        diff.from.name.as_str().into(),
        diff.to.name.as_str().into(),
        change.id.as_str().into(),
        change.key.as_str().into(),
        change.title.as_str().into(),
        change.section.as_deref().unwrap_or_default().into(),
        group.into(),
        change.evolution.label().into(),
        reach.map_or("", Reach::label).into(),
        change.claimed.map_or("", Reach::label).into(),
        lineage.join(" ; ").into(),
        status(change.status.0),
        status(change.status.1),
        nature(change.nature.0),
        nature(change.nature.1),
        version(change.version.0),
        version(change.version.1),
        change.lanes.join(", ").into(),
        compared.socle(change).unwrap_or_default().into(),
        cause.and_then(|cause| cause.motive).map_or("", |motive| motive.label()).into(),
        unwrapped(cause.and_then(|cause| cause.text.as_deref()).unwrap_or_default()),
        change.comments.join(", ").into(),
        signals.join(" ; ").into(),
        effect(compared, change, lane),
        "".into(),
    ]
}

/// What becomes of an answer, and who takes over one that is archived.
fn effect<'a>(compared: &Compared<'a>, change: &Change, lane: Option<&str>) -> Cow<'a, str> {
    let label = compared.effects().worst(change, lane).label();
    let taken_by: Vec<&str> =
        compared.effects().taken_by(change, lane).into_iter().map(|id| id.as_str()).collect();
    if taken_by.is_empty() {
        label.into()
    } else {
        format!("{label}, reprise par {}", taken_by.join(", ")).into()
    }
}

/// Rows that belong to no change of an item: divergences between lanes, scenarios of several items, versions that apply,
/// then each requirement that another version touches.
pub(crate) fn beside(compared: &Compared<'_>) -> Vec<[String; 30]> {
    let diff = compared.diff;
    let blank = |group: &str| -> [String; 30] {
        let mut cells: [String; 30] = Default::default();
        let lane = diff.lane.as_deref().unwrap_or("tous");
        let start = [lane, &diff.from.name, &diff.to.name, "", "", "", "", group];
        for (cell, text) in cells.iter_mut().zip(start) {
            text.clone_into(cell);
        }
        cells
    };
    let put = |cells: &mut [String; 30], values: &[(usize, String)]| {
        for (place, value) in values {
            if let Some(cell) = cells.get_mut(*place) {
                cell.clone_from(value);
            }
        }
    };
    let mut rows = Vec::new();
    for one in &diff.divergences {
        let mut cells = blank("Divergences entre couloirs");
        let fields: Vec<&str> = one.fields.iter().map(|field| field.label()).collect();
        let values = [
            (3, one.id.to_string()),
            (4, one.key.to_string()),
            (5, one.title.clone()),
            (8, one.event.label().to_owned()),
            (26, fields.join(", ")),
            (28, camps(&one.before)),
            (29, camps(&one.after)),
        ];
        put(&mut cells, &values);
        rows.push(cells);
    }
    for one in &diff.scenarios {
        let mut cells = blank("Scénarios transverses");
        let covers: Vec<&str> = one.covers.iter().map(|id| id.as_str()).collect();
        let fields = one.fields.iter().filter(|field| !field.typographic);
        let mut fields: Vec<&str> = fields.map(|field| field.field.label()).collect();
        fields.dedup();
        let values = [
            (0, one.lane.clone()),
            (3, one.id.to_string()),
            (5, one.title.clone()),
            (8, one.label().to_owned()),
            (26, fields.join(", ")),
            (27, format!("couvre {}", covers.join(", "))),
        ];
        put(&mut cells, &values);
        rows.push(cells);
    }
    for change in &diff.register {
        let mut cells = blank("Référentiels externes");
        let values = [
            (5, change.title.clone()),
            (26, "Version applicable".to_owned()),
            (27, change.code.clone()),
            (28, change.before.join(", ")),
            (29, change.after.join(", ")),
        ];
        put(&mut cells, &values);
        rows.push(cells);
    }
    for one in compared.touched() {
        let mut cells = blank("Exigences touchées par un référentiel");
        let values = [
            (0, one.lane),
            (3, one.id.to_string()),
            (4, one.key.to_string()),
            (5, one.title),
            (26, "Version applicable".to_owned()),
            (27, one.code),
            (28, one.before),
            (29, one.after),
        ];
        put(&mut cells, &values);
        rows.push(cells);
    }
    rows
}

/// Whether the words of a field are compared one by one.
pub(crate) fn is_marked(field: Field) -> bool {
    super::marks::is_text(field)
}
