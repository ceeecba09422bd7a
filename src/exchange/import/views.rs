//! Clean rows to views: one per item and lane, duplicates settled, every row given its fate.
//!
//! Rules, in order. Rows of the same lane and item that say the same thing, or leave blanks, merge into one. The row
//! linked to the item itself speaks first, then the first row with a statement. A row that says another statement under
//! the same id is kept as an item of its own, `ID#2`, and reported; it is refused when its id is that of another row but
//! for the letter case.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::{Batch, Row, ScenarioPart};
use crate::diagnostic::Code;
use crate::exchange::fold;
use crate::exchange::identity::{KnownIds, Lanes, SOCLE_PREFIX, Target, socle_code, target};
use crate::exchange::report::{Fate, Finding, Report};
use crate::model::Home;
use crate::settings::{ColumnField, RowPer};

use super::state::State;

/// What one lane, or the catalogue, says of one item.
#[derive(Debug, Clone, Default)]
pub(super) struct View {
    /// The fields, merged.
    pub(super) row: Row,
    /// The scenarios its rows give, in order.
    pub(super) scenarios: Vec<ScenarioPart>,
}

/// Everything the workbook says of one item.
#[derive(Debug, Clone, Default)]
pub(super) struct ItemViews {
    /// What the catalogue says.
    pub(super) catalogue: Option<View>,
    /// What each lane says, in the order of the workbook.
    pub(super) lanes: Vec<(String, View)>,
}

/// Items by target, in the order of the workbook.
#[derive(Debug, Default)]
pub(super) struct Views {
    pub(super) order: Vec<Target>,
    pub(super) items: BTreeMap<Target, ItemViews>,
    /// Socle of the items that a catalogue row names.
    pub(super) homes: BTreeMap<String, String>,
    /// Ids the workbook lists, by lane.
    pub(super) lanes: BTreeMap<String, BTreeSet<String>>,
}

impl Views {
    fn item(&mut self, target: &Target) -> &mut ItemViews {
        if !self.items.contains_key(target) {
            self.order.push(target.clone());
        }
        self.items.entry(target.clone()).or_default()
    }
}

/// A lane, or none for a catalogue, and what its rows are about.
type Key = (Option<String>, Target);

/// Groups the rows of a batch. Rows of steps are not for it.
pub(super) fn group(
    batch: &Batch,
    state: &State,
    lanes: &Lanes,
    row_per: RowPer,
    report: &mut Report,
) -> Views {
    let mut views = Views::default();
    let rows = one_case(&batch.rows, state, lanes, report);
    let known = known_ids(&rows, state.items.values().map(|item| (item.id.as_str(), &item.home)));
    let covered: BTreeSet<String> = batch.rows.iter().filter_map(|row| row.socle.clone()).collect();
    let mut placeholders = Placeholders::default();
    let mut spelling = Spelling::new(state);
    let mut groups: Vec<(Key, Vec<Row>)> = Vec::new();
    let mut places: BTreeMap<Key, usize> = BTreeMap::new();
    for mut row in rows {
        if row.id.is_empty() {
            row.id = placeholders.id(&row, state, report);
        }
        let target = target_of(&row, batch, &covered, &known, lanes, report);
        let target = spelling.settle(target, &row, report);
        if let (Some(socle), None) = (&row.socle, &row.lane) {
            let _ = views.homes.entry(target.id().to_owned()).or_insert_with(|| socle.clone());
        }
        let key = (row.lane.clone(), target);
        match places.get(&key).and_then(|index| groups.get_mut(*index)) {
            Some((_, rows)) => rows.push(row),
            None => {
                let _ = places.insert(key.clone(), groups.len());
                groups.push((key, vec![row]));
            }
        }
    }
    for ((lane, target), rows) in groups {
        for (target, view) in settle(&target, rows, row_per, report) {
            let item = views.item(&target);
            match &lane {
                Some(lane) => {
                    item.lanes.push((lane.clone(), view));
                    let _ = views.lanes.entry(lane.clone()).or_default().insert(target.id().to_owned());
                }
                None => item.catalogue = Some(view),
            }
        }
    }
    views
}

/// An id without its case and its `SC.`.
fn caseless(id: &str) -> String {
    bare(id).to_ascii_lowercase()
}

fn bare(id: &str) -> &str {
    id.strip_prefix(SOCLE_PREFIX).unwrap_or(id)
}

/// The rows, each id in one letter case: that of the project, else that of a lane's prefix, else the most frequent.
fn one_case(rows: &[Row], state: &State, lanes: &Lanes, report: &mut Report) -> Vec<Row> {
    let known: BTreeSet<&str> = state.items.keys().map(|id| bare(id)).collect();
    let mut written: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.id.is_empty()) {
        *written.entry(caseless(&row.id)).or_default().entry(bare(&row.id)).or_default() += 1;
    }
    let prefixed = |id: &str| {
        let prefixes = lanes.known.iter().flat_map(|lane| lane.prefixes.iter().chain([&lane.code]));
        prefixes.into_iter().any(|prefix| id.starts_with(prefix.as_str()))
    };
    let kept: BTreeMap<String, String> = written
        .into_iter()
        .filter(|(_, spellings)| spellings.len() > 1)
        .filter_map(|(folded, spellings)| {
            let capitals = |id: &str| id.bytes().filter(u8::is_ascii_uppercase).count();
            let best = spellings
                .iter()
                .max_by_key(|(id, count)| (known.contains(**id), prefixed(id), **count, capitals(id)));
            best.map(|(id, _)| (folded, (*id).to_owned()))
        })
        .collect();
    let settle = |row: &Row| {
        let mut row = row.clone();
        if let Some(kept) = kept.get(&caseless(&row.id))
            && bare(&row.id) != kept
        {
            let prefix = if row.id.starts_with(SOCLE_PREFIX) { SOCLE_PREFIX } else { "" };
            let id = format!("{prefix}{kept}");
            let message =
                format!("« {} » ne diffère de « {id} » que par la casse : prise pour la même", row.id);
            report.findings.push(Finding::new(Code::ImportIdentity, row.place(ColumnField::Id), message));
            row.misspelt = Some(std::mem::replace(&mut row.id, id));
        }
        row
    };
    rows.iter().map(settle).collect()
}

/// What is known of ids from a project, given as ids and homes, and from rows.
pub(super) fn known_ids<'a>(rows: &[Row], project: impl Iterator<Item = (&'a str, &'a Home)>) -> KnownIds {
    let mut known = KnownIds::default();
    for (id, home) in project {
        match home {
            Home::Socle(_) => drop(known.socle.insert(id.to_owned())),
            Home::Lane(lane) => drop(known.own.insert((lane.clone(), id.to_owned()))),
        }
    }
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for row in rows {
        let Some(lane) = &row.lane else {
            let _ = known.socle.insert(with_prefix(&row.id));
            continue;
        };
        if row.link.is_some() {
            let _ = known.linked.insert(row.id.clone());
        }
        if row.id.starts_with(SOCLE_PREFIX) {
            let _ = known.socle.insert(row.id.clone());
        }
        match seen.get(row.id.as_str()) {
            Some(other) if *other != lane => drop(known.shared.insert(row.id.clone())),
            Some(_) => {}
            None => drop(seen.insert(&row.id, lane)),
        }
    }
    known
}

fn with_prefix(id: &str) -> String {
    if id.starts_with(SOCLE_PREFIX) { id.to_owned() } else { format!("{SOCLE_PREFIX}{id}") }
}

pub(super) fn target_of(
    row: &Row,
    batch: &Batch,
    covered: &BTreeSet<String>,
    known: &KnownIds,
    lanes: &Lanes,
    report: &mut Report,
) -> Target {
    let Some(lane) = &row.lane else {
        if !row.id.starts_with(SOCLE_PREFIX) {
            let message = format!("identifiant de socle « {} » sans « SC. » : préfixe ajouté", row.id);
            report.findings.push(Finding::new(Code::ImportIdentity, row.place(ColumnField::Id), message));
        }
        return Target::Socle(with_prefix(&row.id));
    };
    let links = batch.fields.contains(&ColumnField::SocleId) || covered.contains(&socle_code(&row.id));
    let target = target(lanes, known, lane, &row.id, links);
    let message = match &target {
        Target::Socle(id) => match &row.link {
            Some(link) if with_prefix(link) != *id => {
                Some(format!("« {} » est lié au socle « {link} » : l’identifiant publié fait foi", row.id))
            }
            None if batch.fields.contains(&ColumnField::SocleId) && !row.id.starts_with(SOCLE_PREFIX) => {
                Some(format!("« {} » sans lien de socle : rapproché de « {id} »", row.id))
            }
            None if links && !known.socle.contains(id) => Some(format!(
                "« {} » absente du catalogue : rangée au socle, plusieurs couloirs l’ont",
                row.id
            )),
            _ => None,
        },
        Target::Own(id) => match lanes.owner(id) {
            Some(owner) if owner.code != *lane => {
                Some(format!("« {id} » porte le préfixe du couloir {} dans le couloir {lane}", owner.code))
            }
            Some(_) => None,
            None => Some(format!("« {id} » sans lien de socle : exigence propre au couloir {lane}")),
        },
    };
    if let Some(message) = message {
        report.findings.push(Finding::new(Code::ImportIdentity, row.place(ColumnField::Id), message));
    }
    target
}

/// The spelling kept for each id: two ids never differ by their letter case alone.
struct Spelling {
    kept: BTreeMap<String, String>,
}

impl Spelling {
    fn new(state: &State) -> Self {
        Self { kept: state.items.keys().map(|id| (id.to_ascii_lowercase(), id.clone())).collect() }
    }

    fn settle(&mut self, target: Target, row: &Row, report: &mut Report) -> Target {
        let id = target.id();
        let kept = self.kept.entry(id.to_ascii_lowercase()).or_insert_with(|| id.to_owned());
        if kept == id {
            return target;
        }
        let message = format!("« {id} » ne diffère de « {kept} » que par la casse : prise pour la même");
        report.findings.push(Finding::new(Code::ImportIdentity, row.place(ColumnField::Id), message));
        match target {
            Target::Socle(_) => Target::Socle(kept.clone()),
            Target::Own(_) => Target::Own(kept.clone()),
        }
    }
}

/// Ids given to rows that have none.
#[derive(Default)]
struct Placeholders {
    used: BTreeSet<String>,
}

impl Placeholders {
    /// The placeholder of an item of the project with the same statement, or a new one.
    fn id(&mut self, row: &Row, state: &State, report: &mut Report) -> String {
        let home = match (&row.lane, &row.socle) {
            (Some(lane), _) => lane.clone(),
            (None, socle) => format!("{SOCLE_PREFIX}{}", socle.clone().unwrap_or_default()),
        };
        let prefix = format!("{home}.SANS-ID.");
        let wanted = fold::text(row.statement.as_deref().unwrap_or_default());
        let known = state.items.values().find(|item| {
            item.id.starts_with(&prefix)
                && !self.used.contains(&item.id)
                && fold::text(item.statement.as_deref().unwrap_or_default()) == wanted
        });
        let id = match known {
            Some(item) => item.id.clone(),
            None => (1..)
                .map(|number| format!("{prefix}{number:02}"))
                .find(|id| !self.used.contains(id) && !state.items.contains_key(id))
                .unwrap_or_default(),
        };
        let _ = self.used.insert(id.clone());
        let message = format!("ligne sans identifiant : « {id} » lui est donné en attendant");
        report.findings.push(Finding::new(Code::ImportIdentity, row.place(ColumnField::Id), message));
        id
    }
}

/// Settles the rows of one item in one lane: the item itself, then one item per other statement.
fn settle(target: &Target, rows: Vec<Row>, row_per: RowPer, report: &mut Report) -> Vec<(Target, View)> {
    let rows = superseded(target, rows, report);
    let full_id = target.id();
    let first = rows
        .iter()
        .position(|row| {
            row.misspelt.is_none() && row.link.as_deref().is_some_and(|link| with_prefix(link) == full_id)
        })
        .or_else(|| rows.iter().position(|row| row.statement.is_some() && row.misspelt.is_none()))
        .or_else(|| rows.iter().position(|row| row.statement.is_some()))
        .unwrap_or(0);
    let mut settled: Vec<(Target, View)> = Vec::new();
    let mut order: Vec<Row> = Vec::with_capacity(rows.len());
    for (index, row) in rows.into_iter().enumerate() {
        if index == first { order.insert(0, row) } else { order.push(row) }
    }
    for mut row in order {
        let part = row.scenario.take();
        let statement = row.statement.as_deref().map(fold::text);
        let another = !settled.is_empty();
        let same = settled.iter_mut().find(|(_, view)| match (&statement, &view.row.statement) {
            (Some(mine), Some(theirs)) => *mine == fold::text(theirs),
            _ => true,
        });
        let (lane, socle) = (row.lane.clone(), row.socle.clone());
        let fate = match same {
            Some((known, view)) => {
                let brings = part.is_some_and(|part| add_scenario(&mut view.scenarios, part, row_per));
                if !brings {
                    let message =
                        format!("doublon de « {} » : fusionné avec la ligne {}", known.id(), view.row.number);
                    report.findings.push(
                        Finding::new(Code::ImportDuplicate, row.place(ColumnField::Id), message).info(),
                    );
                }
                merge(view, row, known.id(), report);
                if brings { Fate::Mapped } else { Fate::Merged }
            }
            None if another && row.misspelt.is_some() => {
                let message = format!(
                    "ligne refusée : « {} » est « {full_id} » à la casse près, avec un autre énoncé",
                    row.misspelt.as_deref().unwrap_or_default()
                );
                report.findings.push(Finding::new(Code::ImportRejected, row.place(ColumnField::Id), message));
                Fate::Rejected
            }
            None => {
                let target = numbered(target, settled.len() + 1);
                if !settled.is_empty() {
                    let message = format!(
                        "« {full_id} » a déjà un autre énoncé dans ce couloir : ligne gardée sous « {} »",
                        target.id()
                    );
                    report.findings.push(Finding::new(
                        Code::ImportDuplicate,
                        row.place(ColumnField::Id),
                        message,
                    ));
                }
                let mut view = View { row, scenarios: Vec::new() };
                if let Some(part) = part {
                    let _ = add_scenario(&mut view.scenarios, part, row_per);
                }
                settled.push((target, view));
                Fate::Mapped
            }
        };
        report.count(lane.as_deref(), socle.as_deref(), fate);
    }
    settled
}

fn numbered(target: &Target, rank: usize) -> Target {
    if rank == 1 {
        return target.clone();
    }
    match target {
        Target::Socle(id) => Target::Socle(format!("{id}#{rank}")),
        Target::Own(id) => Target::Own(format!("{id}#{rank}")),
    }
}

/// Drops the former versions of the same key: the tool that exported them keeps them side by side.
fn superseded(target: &Target, rows: Vec<Row>, report: &mut Report) -> Vec<Row> {
    let mut best: BTreeMap<String, u32> = BTreeMap::new();
    for row in &rows {
        if let Some(key) = &row.key {
            let rank = best.entry(key.clone()).or_default();
            *rank = row.rank.max(*rank);
        }
    }
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        let last = row.key.as_ref().and_then(|key| best.get(key)).copied().unwrap_or(row.rank);
        if row.rank < last {
            let message =
                format!("« {} » : version {} remplacée par la version {last}", target.id(), row.rank);
            report
                .findings
                .push(Finding::new(Code::ImportDuplicate, row.place(ColumnField::Rank), message).info());
            report.count(row.lane.as_deref(), row.socle.as_deref(), Fate::Merged);
        } else {
            kept.push(row);
        }
    }
    kept
}

/// Completes a view with another row of the same item; what differs is reported.
fn merge(view: &mut View, row: Row, id: &str, report: &mut Report) {
    let mut differing = Vec::new();
    let place = row.place(ColumnField::Id);
    let mine = &mut view.row;
    let fields = [
        ("titre", &mut mine.title, row.title),
        ("bloc", &mut mine.block, row.block),
        ("fonction", &mut mine.function, row.function),
        ("périmètre", &mut mine.scope, row.scope),
        ("commentaire", &mut mine.comment, row.comment),
        ("énoncé", &mut mine.statement, row.statement),
    ];
    for (name, kept, other) in fields {
        match (kept.as_deref(), other) {
            (None, other) => *kept = other,
            (Some(known), Some(other)) if fold::text(known) != fold::text(&other) => differing.push(name),
            _ => {}
        }
    }
    for (name, differs) in [
        ("nature", settle_field(&mut mine.nature, row.nature)),
        ("statut", settle_field(&mut mine.status, row.status)),
        ("profil", settle_field(&mut mine.profiles, row.profiles)),
        ("section", settle_field(&mut mine.section, row.section)),
        ("criticité", settle_field(&mut mine.criticality, row.criticality)),
    ] {
        if differs {
            differing.push(name);
        }
    }
    mine.link = mine.link.take().or(row.link);
    mine.deleted &= row.deleted;
    for note in row.notes {
        if !mine.notes.contains(&note) {
            mine.notes.push(note);
        }
    }
    for reference in row.wave1 {
        if !mine.wave1.contains(&reference) {
            mine.wave1.push(reference);
        }
    }
    if !differing.is_empty() {
        let message = format!(
            "« {id} » : {} autrement sur cette ligne, valeur de la ligne {} gardée",
            differing.join(", "),
            mine.number
        );
        report.findings.push(Finding::new(Code::ImportDuplicate, place, message));
    }
}

fn settle_field<T: PartialEq>(kept: &mut Option<T>, other: Option<T>) -> bool {
    match (kept.as_ref(), other) {
        (None, other) => {
            *kept = other;
            false
        }
        (Some(known), Some(other)) => *known != other,
        (Some(_), None) => false,
    }
}

/// Adds what a row says of a scenario. Whether it says something new.
pub(super) fn add_scenario(scenarios: &mut Vec<ScenarioPart>, part: ScenarioPart, row_per: RowPer) -> bool {
    let known = scenarios.iter_mut().find(|known| {
        if part.id.is_empty() {
            fold::text(&known.text) == fold::text(&part.text)
        } else {
            known.id == part.id
        }
    });
    let Some(known) = known else {
        scenarios.push(part);
        return true;
    };
    if row_per == RowPer::Scenario {
        let same_text = part.text.is_empty() || fold::text(&known.text) == fold::text(&part.text);
        if same_text && part.proofs.values().all(|proof| known.proofs.values().any(|other| other == proof)) {
            return false;
        }
        scenarios.push(part);
        return true;
    }
    let mut brings = false;
    for proof in part.proofs.into_values() {
        if !known.proofs.values().any(|other| *other == proof) {
            let rank = known.proofs.keys().next_back().copied().unwrap_or(0) + 1;
            let _ = known.proofs.insert(rank, proof);
            brings = true;
        }
    }
    if known.text.is_empty() && !part.text.is_empty() {
        known.text = part.text;
        brings = true;
    }
    known.verification = known.verification.take().or(part.verification);
    brings
}
