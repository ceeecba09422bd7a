//! Workbooks to project files.
//!
//! Owner of `remc import`. Input: the bytes of a workbook, a layout, the project as it is (or nothing). Output: the
//! files to write and the reckoning. Nothing is written here. Stages: cells and rows ([`cells`], [`rows`]), views by
//! item and lane ([`views`]), the merge into the project ([`plan`] with [`consensus`], [`scenarios`], [`sections`],
//! [`lineage`], [`absent`], [`cross`]), the sources ([`emit`], [`manifest`]).
//!
//! The rules of the merge:
//! - a lane row whose id, with `SC.` before it, is a socle id speaks of that one socle item; `LANE.X.NN` is the lane's own;
//! - words most lanes share are the socle's; a lane that says otherwise adapts, field by field;
//! - an item obsolete in every lane is obsolete; in some, it leaves these lanes; so do items absent from the workbook;
//! - what the workbook has no column for stays as the project says it, and so does every field the importer ignores.

mod absent;
mod cells;
mod comments;
mod consensus;
mod cross;
mod emit;
mod existing;
mod labels;
mod lineage;
mod manifest;
mod plan;
mod rows;
mod scenarios;
mod sections;
mod signatures;
mod state;
mod views;
mod words;

pub use comments::{Known, import_comments};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::identity::{KnownLane, Lanes};
use super::layout::{Binding, names_sheet};
use super::report::{Finding, Place, Report, os_words};
use super::workbook::{self, Sheet, Workbook, column_letters};
use crate::diagnostic::{Code, Severity};
use crate::history::baseline;
use crate::io::{FileSystem, ProjectPaths};
use crate::model::{Home, Origins};
use crate::settings::{self, Layout, RowPer};
use crate::source::{FileId, SourceFile, SourceSet};
use existing::Existing;
pub use labels::read_labels;
use manifest::NewIteration;
use rows::{Batch, SheetReader};
use state::{Frozen, HomeEntry, State};

/// Rows looked at to find the headers.
const HEADER_SEARCH: usize = 30;

/// What to import, and how.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The workbook.
    pub bytes: &'a [u8],
    /// Its layout.
    pub layout: &'a Layout,
    /// Iteration the workbook states.
    pub iteration: Option<&'a str>,
    /// Day of the iteration, `AAAA-MM-JJ`; otherwise that of the file's own properties.
    pub date: Option<&'a str>,
    /// The only lane to import, or the lane of rows that name none.
    pub lane: Option<&'a str>,
    /// Whether nothing will be written.
    pub dry_run: bool,
}

/// What to write, and the reckoning.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The reckoning.
    pub report: Report,
    /// Files to write, relative to the project folder. Empty when the import is impossible.
    pub files: Vec<(PathBuf, Vec<u8>)>,
}

/// Imports a workbook into a project, which may be empty.
pub fn import(request: &Request<'_>, project: &dyn FileSystem) -> Outcome {
    let mut report = Report {
        layout: request.layout.name.clone(),
        iteration: request.iteration.map(str::to_owned),
        dry_run: request.dry_run,
        ..Report::default()
    };
    let files = match run(request, project, &mut report) {
        Ok(files) => files,
        Err(message) => {
            report.findings.push(Finding::new(Code::ImportLayout, Place::default(), message));
            Vec::new()
        }
    };
    report.files = files.iter().map(|(path, _)| path.to_string_lossy().replace('\\', "/")).collect();
    report.sort();
    Outcome { report, files }
}

fn run(
    request: &Request<'_>,
    project: &dyn FileSystem,
    report: &mut Report,
) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let workbook = workbook::read(request.bytes)?;
    let mut existing = Existing::default();
    let manifest_text = read_project(project, &mut existing)?;
    let before = existing.state.clone();
    let iteration = new_iteration(request, &workbook, &before, project)?;
    let lanes = Lanes::new(before.lanes.iter().map(known_lane).collect());
    let batch = read_rows(request, &workbook, &lanes, report)?;
    let mut state = before.clone();
    add_homes(&mut state, &batch, &lanes);
    if request.layout.row_per == RowPer::Step {
        cross::merge(&batch, &mut state, report);
        report.items = state.items.len();
    } else {
        let sections = sections::Sections::settle(&batch.rows, &mut state, report);
        let views = views::group(&batch, &state, &lanes, request.layout.row_per, report);
        let planner = plan::Planner {
            state,
            before: &before,
            sections,
            fields: &batch.fields,
            layout: request.layout,
            iteration: request.iteration,
            report,
            numbers: scenarios::Numbers::default(),
        };
        state = planner.run(&views);
    }
    write(&existing, &before, &state, manifest_text.as_deref(), iteration.as_ref(), report)
}

fn known_lane(entry: &HomeEntry) -> KnownLane {
    KnownLane {
        code: entry.code.clone(),
        title: entry.title.clone(),
        aliases: entry.aliases.clone(),
        prefixes: entry.prefixes.clone(),
    }
}

/// Reads the manifest, the sources and the last baseline. The text of the manifest, when there is one.
fn read_project(project: &dyn FileSystem, existing: &mut Existing) -> Result<Option<String>, String> {
    let bytes = match project.read(Path::new(ProjectPaths::MANIFEST)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return no_manifest(project),
        Err(error) => return Err(format!("« remc.yaml » illisible : {}", os_words(&error))),
    };
    let text = String::from_utf8(bytes).map_err(|_| "« remc.yaml » n’est pas en UTF-8".to_owned())?;
    let mut sources = SourceSet::default();
    let mut problems = Vec::new();
    let read = settings::read(project, &mut sources, &mut Origins::default(), &mut problems);
    let refused = problems.iter().find(|problem| problem.severity == Severity::Error);
    let Some(settings) = read.filter(|_| refused.is_none()) else {
        let message = refused.map(|problem| problem.message.clone()).unwrap_or_default();
        return Err(format!(
            "les réglages du projet contiennent des erreurs ({message}) : corrigez-les avant d’importer"
        ));
    };
    let manifest = settings.manifest;
    let state = &mut existing.state;
    for lane in manifest.lanes {
        state.lanes.push(HomeEntry {
            code: lane.code,
            title: lane.title,
            aliases: lane.aliases,
            prefixes: lane.prefixes,
        });
    }
    for socle in manifest.socles {
        state.socles.push(HomeEntry {
            code: socle.code,
            title: socle.title,
            aliases: Vec::new(),
            prefixes: socle.prefixes,
        });
    }
    state.sections = manifest.sections.into_iter().map(|section| (section.code, section.title)).collect();
    state.profiles = manifest.profiles.into_iter().map(|profile| profile.name).collect();
    state.iterations = manifest.iterations.into_iter().map(|iteration| iteration.name).collect();
    existing::read_sources(project, existing)?;
    existing.state.frozen = last_frozen(project, &existing.state.iterations)?;
    Ok(Some(text))
}

/// A new project, unless sources without a manifest would be overwritten.
fn no_manifest(project: &dyn FileSystem) -> Result<Option<String>, String> {
    for folder in [ProjectPaths::SOCLES, ProjectPaths::LANES, ProjectPaths::ITERATIONS] {
        let found = project
            .list(Path::new(folder))
            .map_err(|error| format!("« {folder} » illisible : {}", os_words(&error)))?;
        if let Some(first) = found.first() {
            return Err(format!("« {} » existe sans « remc.yaml » : rien n’est écrasé", first.display()));
        }
    }
    Ok(None)
}

/// The last iteration that has a baseline.
///
/// # Errors
/// A French sentence when that baseline cannot be read: what was published would be unknown.
fn last_frozen(project: &dyn FileSystem, iterations: &[String]) -> Result<Option<Frozen>, String> {
    for name in iterations.iter().rev() {
        let Ok(bytes) = project.read(&ProjectPaths::baseline(name)) else { continue };
        let frozen =
            baseline::read(&bytes).map_err(|error| format!("itération figée « {name} » : {error}"))?;
        let versions = frozen.corpus.items.iter().map(|item| (item.id.to_string(), item.version)).collect();
        return Ok(Some(Frozen { iteration: name.clone(), versions }));
    }
    Ok(None)
}

/// The iteration to add to the manifest, if it is not there.
fn new_iteration(
    request: &Request<'_>,
    workbook: &Workbook,
    before: &State,
    project: &dyn FileSystem,
) -> Result<Option<NewIteration>, String> {
    let Some(name) = request.iteration else { return Ok(None) };
    if project.read(&ProjectPaths::baseline(name)).is_ok() {
        return Err(format!("l’itération « {name} » est déjà figée : on n’y importe plus rien"));
    }
    if before.iterations.iter().any(|known| known == name) {
        return Ok(None);
    }
    match request.date.map(str::to_owned).or_else(|| workbook.modified.clone()) {
        Some(date) => Ok(Some(NewIteration { name: name.to_owned(), date })),
        None => Err(format!("date de l’itération « {name} » inconnue : donnez --date AAAA-MM-JJ")),
    }
}

fn read_rows(
    request: &Request<'_>,
    workbook: &Workbook,
    lanes: &Lanes,
    report: &mut Report,
) -> Result<Batch, String> {
    let mode = request.layout.text;
    let mut batch = Batch::default();
    let chosen = choose_sheets(request.layout, workbook)?;
    for sheet in &workbook.sheets {
        let Some((_, binding)) = chosen.iter().find(|(name, _)| *name == sheet.name) else {
            if !sheet.rows.is_empty() {
                let place = Place { sheet: sheet.name.clone(), ..Place::default() };
                let message = format!("feuille non lue (lignes : {})", sheet.rows.len());
                report.findings.push(Finding::new(Code::ImportUnmapped, place, message).info());
            }
            continue;
        };
        report_columns(request.layout, sheet, binding, report);
        report.blank_rows += sheet.blank_rows;
        let mut reader = SheetReader {
            layout: request.layout,
            lanes,
            only_lane: request.lane,
            mode,
            report,
            batch: &mut batch,
        };
        reader.read(sheet, binding);
    }
    Ok(batch)
}

/// The sheets to read: those the layout names, else the first one with the right headers.
fn choose_sheets(layout: &Layout, workbook: &Workbook) -> Result<Vec<(String, Binding)>, String> {
    let mut bound: Vec<(String, Binding)> = Vec::new();
    let mut nearest: Option<Binding> = None;
    for sheet in &workbook.sheets {
        let Some(binding) = bind(layout, sheet) else { continue };
        if binding.missing.is_empty() {
            bound.push((sheet.name.clone(), binding));
        } else if nearest.as_ref().is_none_or(|known| binding.missing.len() < known.missing.len()) {
            nearest = Some(binding);
        }
    }
    let named: Vec<(String, Binding)> =
        bound.iter().filter(|(name, _)| names_sheet(layout, name)).cloned().collect();
    if !named.is_empty() {
        return Ok(named);
    }
    match (bound.into_iter().next(), nearest) {
        (Some(first), _) => Ok(vec![first]),
        (None, Some(nearest)) => Err(format!(
            "colonnes obligatoires introuvables pour le modèle « {} » : {}",
            layout.name,
            nearest.missing.iter().map(|header| format!("« {header} »")).collect::<Vec<_>>().join(", ")
        )),
        (None, None) => Err("classeur vide : aucun en-tête".to_owned()),
    }
}

/// Binds the header row of a sheet: the one the layout names, else the one with most known columns.
fn bind(layout: &Layout, sheet: &Sheet) -> Option<Binding> {
    let headers = |row: &workbook::Row| {
        row.cells.iter().map(|(column, cell)| (*column, cell.text.clone())).collect::<BTreeMap<_, _>>()
    };
    if let Some(number) = layout.header_row {
        let row = sheet.rows.iter().find(|row| row.number == number)?;
        return Some(Binding::new(layout, number, &headers(row)));
    }
    let mut best: Option<Binding> = None;
    for row in sheet.rows.iter().take(HEADER_SEARCH) {
        let binding = Binding::new(layout, row.number, &headers(row));
        let better = best.as_ref().is_none_or(|known| {
            (binding.fields.len(), usize::MAX - binding.missing.len())
                > (known.fields.len(), usize::MAX - known.missing.len())
        });
        if better {
            best = Some(binding);
        }
    }
    best
}

fn report_columns(layout: &Layout, sheet: &Sheet, binding: &Binding, report: &mut Report) {
    let place = |column: u32| Place {
        sheet: sheet.name.clone(),
        row: Some(binding.header_row),
        column: Some(column_letters(column)),
    };
    let filled = |column: u32| {
        let data = sheet.rows.iter().filter(|row| row.number > binding.header_row);
        data.filter(|row| row.cells.get(&column).is_some_and(|cell| !cell.text.trim().is_empty())).count()
    };
    for (column, header) in &binding.unmapped {
        let message = format!(
            "colonne « {} » non reprise (cellules remplies : {})",
            cells::shorten(header),
            filled(*column)
        );
        report.findings.push(Finding::new(Code::ImportUnmapped, place(*column), message));
    }
    let headed: Vec<u32> = binding
        .fields
        .keys()
        .copied()
        .chain(binding.unmapped.iter().map(|(column, _)| *column))
        .chain(binding.ignored.iter().map(|(column, ..)| *column))
        .collect();
    let used: std::collections::BTreeSet<u32> = sheet
        .rows
        .iter()
        .filter(|row| row.number > binding.header_row)
        .flat_map(|row| {
            row.cells.iter().filter(|(_, cell)| !cell.text.trim().is_empty()).map(|(column, _)| *column)
        })
        .collect();
    for column in used {
        if !headed.contains(&column) {
            let message =
                format!("colonne sans en-tête non reprise (cellules remplies : {})", filled(column));
            report.findings.push(Finding::new(Code::ImportUnmapped, place(column), message));
        }
    }
    for (_, header, reason) in &binding.ignored {
        report.ignored_columns.push((cells::shorten(header), reason.clone()));
    }
    for (field, value) in &binding.defaults {
        let name = layout
            .columns
            .iter()
            .find(|column| column.field == *field)
            .and_then(|column| column.headers.first().cloned())
            .unwrap_or_default();
        let place = Place { sheet: sheet.name.clone(), row: Some(binding.header_row), column: None };
        let message = format!("pas de colonne « {name} » : « {value} » posé partout");
        report.findings.push(Finding::new(Code::ImportMissing, place, message));
    }
}

/// Lanes of the workbook that the project does not have yet, and titles of socles.
fn add_homes(state: &mut State, batch: &Batch, lanes: &Lanes) {
    for row in &batch.rows {
        if let Some(lane) = &row.lane
            && !state.lanes.iter().any(|entry| entry.code == *lane)
        {
            let entry = match lanes.find(lane) {
                Some(known) => HomeEntry {
                    code: known.code.clone(),
                    title: known.title.clone(),
                    aliases: known.aliases.clone(),
                    prefixes: known.prefixes.clone(),
                },
                None => HomeEntry {
                    code: lane.clone(),
                    title: lane.clone(),
                    aliases: Vec::new(),
                    prefixes: vec![format!("{lane}.")],
                },
            };
            state.lanes.push(entry);
        }
        if let Some(socle) = &row.socle
            && !state.socles.iter().any(|entry| entry.code.eq_ignore_ascii_case(socle))
        {
            let title = batch.titles.get(&format!("socle:{socle}")).filter(|title| !title.is_empty());
            state.socles.push(HomeEntry {
                code: socle.clone(),
                title: title.unwrap_or(socle).clone(),
                aliases: Vec::new(),
                prefixes: vec![format!("SC.{socle}")],
            });
        }
    }
}

fn write(
    existing: &Existing,
    before: &State,
    after: &State,
    manifest_text: Option<&str>,
    iteration: Option<&NewIteration>,
    report: &mut Report,
) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let mut files = Vec::new();
    let homes = after
        .socles
        .iter()
        .map(|entry| (Home::Socle(entry.code.clone()), entry))
        .chain(after.lanes.iter().map(|entry| (Home::Lane(entry.code.clone()), entry)));
    for (home, entry) in homes {
        let known = existing.files.get(&home);
        let unused = !after.items.values().any(|item| item.home == home) && known.is_none();
        if matches!(home, Home::Socle(_)) && unused || !changed(&home, before, after) && known.is_some() {
            continue;
        }
        let path = match known.map(Vec::as_slice) {
            None | Some([]) => emit::path_of(&home),
            Some([path]) => path.clone(),
            Some(_) => {
                return Err(format!(
                    "« {} » est écrit dans plusieurs fichiers : réunissez-les avant d’importer",
                    home.code()
                ));
            }
        };
        if existing.commented.contains(&home) {
            let message = format!("« {} » est réécrit : ses commentaires « // » sont perdus", path.display());
            report.findings.push(Finding::new(Code::ImportValue, Place::default(), message));
        }
        let text = match &home {
            Home::Socle(_) => emit::socle(after, entry),
            Home::Lane(_) => emit::lane(after, entry),
        };
        let text = canonical(&path, text)?;
        files.push((path, text.into_bytes()));
    }
    let manifest = match manifest_text {
        Some(text) => manifest::complete(text, before, after, iteration)?,
        None => manifest::new(after, iteration),
    };
    if manifest_text != Some(manifest.as_str()) {
        files.push((PathBuf::from(ProjectPaths::MANIFEST), manifest.into_bytes()));
    }
    Ok(files)
}

/// Whether the source of a home says something else now.
fn changed(home: &Home, before: &State, after: &State) -> bool {
    let items =
        |state: &State| state.items.values().filter(|item| item.home == *home).cloned().collect::<Vec<_>>();
    if items(before) != items(after) {
        return true;
    }
    let Home::Lane(lane) = home else { return false };
    before.picks.get(lane) != after.picks.get(lane)
        || before.cross.get(lane) != after.cross.get(lane)
        || before.lane_profiles.get(lane) != after.lane_profiles.get(lane)
        || emit::lane_picks(before, lane) != emit::lane_picks(after, lane)
}

/// The canonical layout of a source of ours. One that does not parse is a mistake of ours: better no file than a broken
/// one.
fn canonical(path: &Path, text: String) -> Result<String, String> {
    let source = SourceFile::from_text(path, text);
    let (tree, problems) = crate::syntax::parse(FileId(0), &source);
    if let Some(text) = crate::syntax::printer::format(&source, &tree) {
        return Ok(text);
    }
    let words: Vec<String> = problems
        .iter()
        .take(3)
        .map(|problem| {
            let line =
                problem.primary.as_ref().map_or(0, |label| source.locate(label.span.range().start).line);
            format!("ligne {line} : {}", problem.message)
        })
        .collect();
    Err(format!(
        "« {} » produit une source illisible ({}) : rien n’est écrit",
        path.display(),
        words.join(" ; ")
    ))
}
