//! The table of the home page: lanes, socles and totals, what each holds and what changed there.
//!
//! Input: the rows of the panorama; output: numbers, each with the address of the list it counts. Status and évolution are
//! two axes: on every line, the numbers of each add up to the total.

use serde::Serialize;

use super::items::socle_origin;
use super::summary::Group;
use crate::render::stats::{Evolutions, Panorama, Row};
use crate::render::typography::Html;
use crate::render::urls;

/// Lines of the table, by kind, under the same columns.
#[derive(Debug, Serialize)]
pub(crate) struct PanoramaTable {
    statuses: Vec<&'static str>,
    /// Empty while there is nothing to compare with.
    evolutions: Vec<&'static str>,
    lanes: Vec<Line>,
    socles: Vec<Line>,
    totals: Vec<Line>,
}

/// A lane, a socle or a total.
#[derive(Debug, Serialize)]
struct Line {
    code: String,
    title: Html,
    /// Nothing for a total, and for a socle that holds nothing yet.
    href: Option<String>,
    validated_percent: usize,
    cells: Vec<Cell>,
}

/// A number, and the list of what it counts.
#[derive(Debug, Serialize)]
struct Cell {
    label: &'static str,
    count: usize,
    /// How many more than before.
    gain: Option<i64>,
    href: Option<String>,
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Total,
    Validated,
    Instruction,
    New,
    Substance,
    ProofsOrReferences,
    Wording,
    Unchanged,
    Obsolete,
}

impl Column {
    const STATUSES: [Self; 3] = [Self::Total, Self::Validated, Self::Instruction];
    const EVOLUTIONS: [Self; 6] = [
        Self::New,
        Self::Substance,
        Self::ProofsOrReferences,
        Self::Wording,
        Self::Unchanged,
        Self::Obsolete,
    ];

    /// The head of the column; `came_back` when a reinstated item is counted somewhere.
    fn label(self, came_back: bool) -> &'static str {
        match self {
            Self::Total => "Total",
            Self::Validated => "Validées",
            Self::Instruction => "En instruction",
            Self::New if came_back => "Nouvelles ou réintro\u{ad}duites",
            Self::New => "Nouvelles",
            Self::Substance => "Modifiées, fond",
            Self::ProofsOrReferences => "Preuves ou références",
            Self::Wording => "Rédaction\u{ad}nelles",
            Self::Unchanged => "Inchangées",
            Self::Obsolete => "Obsolètes",
        }
    }

    fn count(self, row: &Row) -> usize {
        let counts = &row.counts;
        let evolution = |number: fn(&Evolutions) -> usize| row.evolutions.as_ref().map_or(0, number);
        match self {
            Self::Total => counts.total,
            Self::Validated => counts.validated,
            Self::Instruction => counts.instruction + counts.draft,
            Self::New => evolution(|changes| changes.new + changes.reinstated),
            Self::Substance => evolution(|changes| changes.substance),
            Self::ProofsOrReferences => evolution(|changes| changes.proofs + changes.reference),
            Self::Wording => evolution(|changes| changes.wording),
            Self::Unchanged => evolution(|changes| changes.unchanged),
            Self::Obsolete => evolution(|changes| changes.obsolete),
        }
    }

    /// What keeps, in a list, the items the column counts.
    fn filter(self) -> &'static str {
        match self {
            Self::Total => "statut=validee,instruction,redaction",
            Self::Validated => "statut=validee",
            Self::Instruction => "statut=instruction,redaction",
            Self::New => "evolution=nouvelle,reintroduite",
            Self::Substance => "portee=fond",
            Self::ProofsOrReferences => "portee=preuves,reference",
            Self::Wording => "portee=redactionnelle",
            Self::Unchanged => "evolution=inchangee",
            Self::Obsolete => "evolution=obsolete",
        }
    }
}

impl PanoramaTable {
    /// `diff` gives the page that says what changed: in a lane, or in all.
    pub(super) fn new(panorama: &Panorama, diff: &dyn Fn(Option<&str>) -> Option<String>) -> Self {
        let rows = panorama.lanes.iter().chain([&panorama.distinct]);
        let came_back = rows.filter_map(|row| row.evolutions).any(|changes| changes.reinstated > 0);
        let compared = panorama.since.is_some();
        let columns = || Column::STATUSES.iter().chain(Column::EVOLUTIONS.iter().filter(|_| compared));
        let labels = |columns: &[Column]| columns.iter().map(|column| column.label(came_back)).collect();
        let line = |row: &Row, href: Option<String>, to: &dyn Fn(Column) -> Option<String>| Line {
            code: row.code.clone(),
            title: Html::prose(&row.title),
            href,
            validated_percent: (row.counts.validated * 100).checked_div(row.counts.total).unwrap_or_default(),
            cells: columns().map(|column| cell(row, *column, column.label(came_back), to)).collect(),
        };
        let lanes = panorama.lanes.iter().map(|row| {
            let page = diff(Some(&row.code));
            line(row, Some(urls::lane(&row.code)), &|column| lane_list(&row.code, page.as_deref(), column))
        });
        let socles = panorama.socles.iter().map(|row| {
            let holds = row.counts.total + row.counts.obsolete > 0;
            line(row, holds.then(|| socle_page(&row.code)), &|column| socle_list(&row.code, column))
        });
        let all = diff(None);
        Self {
            statuses: labels(&Column::STATUSES),
            evolutions: if compared { labels(&Column::EVOLUTIONS) } else { Vec::new() },
            lanes: lanes.collect(),
            socles: socles.collect(),
            totals: vec![
                line(&panorama.applications, None, &|_| None),
                line(&panorama.distinct, None, &|column| distinct_list(all.as_deref(), column)),
            ],
        }
    }
}

fn cell(row: &Row, column: Column, label: &'static str, to: &dyn Fn(Column) -> Option<String>) -> Cell {
    let count = column.count(row);
    let gain = row.validated_gain().filter(|_| column == Column::Validated);
    Cell { label, count, gain, href: to(column).filter(|_| count > 0) }
}

/// The requirements of a lane, filtered; those that left it are on the page of what changed.
fn lane_list(code: &str, diff: Option<&str>, column: Column) -> Option<String> {
    let page = urls::lane(code);
    match column {
        Column::Total => Some(page),
        Column::Obsolete => group_of(diff, Group::Obsolete),
        _ => Some(format!("{page}?{}", column.filter())),
    }
}

fn socle_page(code: &str) -> String {
    format!("{}#{}", urls::ITEMS, urls::anchor(&format!("socle-{code}")))
}

/// The list of all items, from one socle.
fn socle_list(code: &str, column: Column) -> Option<String> {
    let origin = urls::query(&socle_origin(code));
    Some(format!("{}?origine={origin}&{}", urls::ITEMS, column.filter()))
}

/// The list of all items; what changed is on the page of the comparison of all lanes, where texts are side by side.
fn distinct_list(diff: Option<&str>, column: Column) -> Option<String> {
    match column {
        Column::Substance => group_of(diff, Group::Substance),
        Column::Wording => group_of(diff, Group::Wording),
        Column::Obsolete => group_of(diff, Group::Obsolete),
        Column::ProofsOrReferences => Some(format!("{}?{}#filtrer", diff?, column.filter())),
        _ => Some(format!("{}?{}", urls::ITEMS, column.filter())),
    }
}

/// A group of changes in a page of differences.
fn group_of(page: Option<&str>, group: Group) -> Option<String> {
    Some(format!("{}#{}", page?, group.anchor()))
}
