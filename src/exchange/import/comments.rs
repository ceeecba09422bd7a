//! The comments of vendors, from a workbook into `retours/ITn.yaml`.
//!
//! Input: a workbook that one vendor sent back, or the sheet that gathers all; the project's settings and states. Output:
//! the files of comments, extended, and the reckoning. A vendor's name becomes its code and is written nowhere. The same
//! words of the same vendor on the same item are one comment: importing a file again adds nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::cells::{CellReader, shorten};
use super::{Outcome, Request, choose_sheets, report_columns};
use crate::diagnostic::Code;
use crate::exchange::fold;
use crate::exchange::identity::{KnownLane, Lanes, clean_id};
use crate::exchange::layout::Binding;
use crate::exchange::report::{CommentTally, Fate, Finding, Place, Report};
use crate::exchange::workbook::{self, Row, Sheet};
use crate::io::{FileSystem, ProjectPaths, windows_safe};
use crate::model::{Corpus, ItemId, Origins};
use crate::quick::{HashSet, HashSetExt as _};
use crate::settings::{self, ColumnField, CommentBook, Settings};
use crate::source::SourceSet;

/// What vendors write to say that they have nothing to say.
const NOTHING: &[&str] = &[
    "ok",
    "ras",
    "r.a.s",
    "r.a.s.",
    "dac",
    "d'accord",
    "rien a signaler",
    "neant",
    "sans objet",
    "so",
    "aucune remarque",
    "pas de remarque",
    "pas de commentaire",
    "n/a",
    "na",
    "-",
    "x",
];

/// What the project knows, for an import of comments.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Vendors, lanes, books.
    pub settings: &'a Settings,
    /// Frozen iterations by name, oldest first.
    pub frozen: &'a [(&'a str, &'a Corpus)],
    /// The working tree.
    pub work: &'a Corpus,
}

/// A comment to add.
struct New {
    iteration: String,
    item: String,
    version: Option<u32>,
    lane: Option<String>,
    vendor: String,
    text: String,
}

/// Imports comments. `vendor` is the code of the one who sent the workbook; without it, a column says who.
pub fn import_comments(
    request: &Request<'_>,
    vendor: Option<&str>,
    known: &Known<'_>,
    project: &dyn FileSystem,
) -> Outcome {
    let mut report = Report {
        layout: request.layout.name.clone(),
        iteration: request.iteration.map(str::to_owned),
        dry_run: request.dry_run,
        comments: Some(CommentTally::default()),
        ..Report::default()
    };
    let files = match run(request, vendor, known, project, &mut report) {
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
    vendor: Option<&str>,
    known: &Known<'_>,
    project: &dyn FileSystem,
    report: &mut Report,
) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let declared = |name: &str| known.settings.manifest.iterations.iter().any(|it| it.name == name);
    if let Some(name) = request.iteration.filter(|name| !declared(name)) {
        return Err(format!("itération « {name} » absente de « remc.yaml »"));
    }
    if let Some(code) = vendor
        && !known.settings.vendors.iter().any(|one| one.code == code)
    {
        return Err(format!(
            "code éditeur « {code} » inconnu : l’ajouter, avec son nom, dans « confidentiel/editeurs.yaml »"
        ));
    }
    let workbook = workbook::read(request.bytes)?;
    let lanes = known.settings.manifest.lanes.iter().map(|lane| KnownLane {
        code: lane.code.clone(),
        title: lane.title.clone(),
        aliases: lane.aliases.clone(),
        prefixes: lane.prefixes.clone(),
    });
    let lanes = Lanes::new(lanes.collect());
    let chosen = choose_sheets(request.layout, &workbook)?;
    let books = &known.settings.books;
    let mut seen: HashSet<(String, String, String, String)> = HashSet::new();
    for comment in books.iter().flat_map(|book| &book.comments) {
        let (item, lane) = (comment.comment.item.to_string(), comment.comment.lane.clone());
        let words = fold::text(comment.text.as_deref().unwrap_or_default());
        let _ =
            seen.insert((comment.vendor.clone().unwrap_or_default(), item, lane.unwrap_or_default(), words));
    }
    let mut reader = Reader { request, vendor, known, lanes: &lanes, report, seen, new: Vec::new() };
    for sheet in &workbook.sheets {
        match chosen.iter().find(|(name, _)| *name == sheet.name) {
            Some((_, binding)) => reader.sheet(sheet, binding)?,
            None if sheet.rows.is_empty() => {}
            None => {
                let place = Place { sheet: sheet.name.clone(), ..Place::default() };
                let message = format!("feuille non lue (lignes : {})", sheet.rows.len());
                reader.report.findings.push(Finding::new(Code::ImportUnmapped, place, message).info());
            }
        }
    }
    let new = reader.new;
    extend(&new, books, project)
}

/// Reads the rows of the workbook.
struct Reader<'a, 'r> {
    request: &'a Request<'a>,
    vendor: Option<&'a str>,
    known: &'a Known<'a>,
    lanes: &'a Lanes,
    report: &'r mut Report,
    /// Vendor, item, lane and words of the comments known so far.
    seen: HashSet<(String, String, String, String)>,
    new: Vec<New>,
}

/// What a row says, cleaned.
#[derive(Default)]
struct Draft {
    id: String,
    scenario: String,
    lane: Option<String>,
    vendor: Option<String>,
    iteration: Option<String>,
    words: Vec<String>,
    columns: BTreeMap<ColumnField, u32>,
}

impl Reader<'_, '_> {
    fn sheet(&mut self, sheet: &Sheet, binding: &Binding) -> Result<(), String> {
        report_columns(self.request.layout, sheet, binding, self.report);
        self.report.blank_rows += sheet.blank_rows;
        if !binding.has(ColumnField::Id) && !binding.has(ColumnField::ScenarioId) {
            return Err(
                "colonne de l’identifiant introuvable : « ID Exigence » ou « N° scénario »".to_owned()
            );
        }
        if self.vendor.is_none() && !binding.has(ColumnField::Vendor) {
            return Err("le classeur ne dit pas qui commente : donner --vendor CODE".to_owned());
        }
        if self.request.iteration.is_none() && !binding.has(ColumnField::Iteration) {
            return Err("le classeur ne dit pas l’itération commentée : donner --iteration ITn".to_owned());
        }
        for row in sheet.rows.iter().filter(|row| row.number > binding.header_row) {
            let draft = self.draft(sheet, row, binding);
            if draft.words.is_empty() {
                *self.report.cleaned.entry("lignes sans commentaire").or_default() += 1;
                continue;
            }
            self.settle(sheet, row.number, draft);
        }
        Ok(())
    }

    fn draft(&mut self, sheet: &Sheet, row: &Row, binding: &Binding) -> Draft {
        let mut draft = Draft::default();
        let mut cells = CellReader {
            sheet: &sheet.name,
            row: row.number,
            mode: self.request.layout.text,
            findings: &mut self.report.findings,
            cleaned: &mut self.report.cleaned,
            deleted: Vec::new(),
            moved: Vec::new(),
        };
        for (column, (field, _)) in &binding.fields {
            let cell = row.cells.get(column);
            let _ = draft.columns.entry(*field).or_insert(*column);
            match field {
                ColumnField::Id | ColumnField::ScenarioId => {
                    let Some(cell) = cells.usable(cell, *column) else { continue };
                    let clean = clean_id(&cell.text);
                    if !clean.changes.is_empty() {
                        let message =
                            format!("identifiant « {} » nettoyé : {}", clean.id, clean.changes.join(", "));
                        cells.report(Code::ImportCleaned, *column, message);
                    }
                    match field {
                        ColumnField::Id => draft.id = clean.id,
                        _ => draft.scenario = clean.id,
                    }
                }
                ColumnField::Lane => draft.lane = cells.label(cell, *column),
                ColumnField::Vendor => draft.vendor = cells.label(cell, *column),
                ColumnField::Iteration => draft.iteration = cells.label(cell, *column),
                ColumnField::Remark => draft.words.extend(cells.prose(cell, *column, false)),
                _ => {}
            }
        }
        draft
    }

    /// Gives the row its comment, or says why not.
    fn settle(&mut self, sheet: &Sheet, row: u32, draft: Draft) {
        let place = |field: ColumnField| Place {
            sheet: sheet.name.clone(),
            row: Some(row),
            column: draft.columns.get(&field).map(|column| workbook::column_letters(*column)),
        };
        let text = draft.words.join("\n\n").trim().to_owned();
        let lane = self.lane(&draft, &place);
        let fate = match self.comment(&draft, lane.clone(), &text) {
            Err((field, reason, severe)) => {
                let finding =
                    Finding::new(Code::ImportRejected, place(field), format!("ligne refusée : {reason}"));
                self.report.findings.push(if severe { finding } else { finding.info() });
                Fate::Rejected
            }
            Ok(comment) => {
                if !self.is_known(&comment.iteration, &comment.item) {
                    let message =
                        format!("exigence « {} » inconnue du projet : retour gardé tel quel", comment.item);
                    self.report.findings.push(Finding::new(
                        Code::ImportIdentity,
                        place(ColumnField::Id),
                        message,
                    ));
                }
                let key = (
                    comment.vendor.clone(),
                    comment.item.clone(),
                    comment.lane.clone().unwrap_or_default(),
                    fold::text(&comment.text),
                );
                if self.seen.insert(key) {
                    self.new.push(comment);
                    Fate::Mapped
                } else {
                    let message = format!("retour déjà connu sur « {} »", comment.item);
                    self.report.findings.push(
                        Finding::new(Code::ImportDuplicate, place(ColumnField::Remark), message).info(),
                    );
                    Fate::Merged
                }
            }
        };
        if let Some(tally) = &mut self.report.comments {
            match fate {
                Fate::Mapped => tally.added += 1,
                Fate::Merged => tally.known += 1,
                Fate::Rejected => {}
            }
        }
        self.report.count(lane.as_deref(), None, fate);
    }

    /// The lane of the row, by any of its names.
    fn lane(&mut self, draft: &Draft, place: &dyn Fn(ColumnField) -> Place) -> Option<String> {
        let word = draft.lane.as_deref().or(self.request.lane)?;
        let manifest = &self.known.settings.manifest;
        let found = self.lanes.find(word).filter(|lane| manifest.lane(&lane.code).is_some());
        if found.is_none() {
            let message =
                format!("couloir « {} » inconnu du projet : retour gardé sans couloir", shorten(word));
            self.report.findings.push(Finding::new(Code::ImportValue, place(ColumnField::Lane), message));
        }
        found.map(|lane| lane.code.clone())
    }

    /// The comment of a row; else the column at fault, why, and whether it is a mistake.
    fn comment(
        &self,
        draft: &Draft,
        lane: Option<String>,
        text: &str,
    ) -> Result<New, (ColumnField, String, bool)> {
        let refuse = |field, reason: &str| Err((field, reason.to_owned(), true));
        let quiet = fold::key(text);
        if NOTHING.contains(&quiet.trim_end_matches(['.', '!'])) || NOTHING.contains(&quiet.as_str()) {
            return Err((ColumnField::Remark, format!("« {} » ne demande rien", shorten(text)), false));
        }
        let iteration = self.iteration(draft)?;
        if let (Some(wanted), Some(lane)) = (self.request.lane.and_then(|name| self.lanes.find(name)), &lane)
            && wanted.code != *lane
        {
            return Err((ColumnField::Lane, format!("couloir « {lane} » écarté par --lane"), false));
        }
        let written = if draft.id.is_empty() { &draft.scenario } else { &draft.id };
        if written.is_empty() {
            return refuse(ColumnField::Id, "commentaire sans identifiant d’exigence");
        }
        if let Some(defect) = ItemId::defect(written) {
            return Err((
                ColumnField::Id,
                format!("« {written} » n’est pas un identifiant : {defect}"),
                true,
            ));
        }
        let vendor = self.vendor_code(draft)?;
        let item = self.resolve(&iteration, lane.as_deref(), written);
        let version = self.state(&iteration).item(&item).map(|item| item.version);
        Ok(New { iteration, item, version, lane, vendor, text: text.to_owned() })
    }

    fn iteration(&self, draft: &Draft) -> Result<String, (ColumnField, String, bool)> {
        let iterations = &self.known.settings.manifest.iterations;
        let named = draft.iteration.as_deref().map(|word| {
            let folded = fold::key(word);
            let number = folded.trim_start_matches(|c: char| !c.is_ascii_digit());
            let same = |name: &str| fold::key(name) == folded || fold::key(name) == format!("it{number}");
            (word, iterations.iter().find(|it| same(&it.name)).map(|it| it.name.clone()))
        });
        match (named, self.request.iteration) {
            (Some((_, Some(name))), Some(asked)) if name != asked => {
                Err((ColumnField::Iteration, format!("itération « {name} » écartée par --iteration"), false))
            }
            (Some((_, Some(name))), _) => Ok(name),
            (Some((word, None)), None) => {
                let reason = format!("itération « {} » absente de « remc.yaml »", shorten(word));
                Err((ColumnField::Iteration, reason, true))
            }
            (_, Some(asked)) => Ok(asked.to_owned()),
            (None, None) => Err((ColumnField::Iteration, "itération absente".to_owned(), true)),
        }
    }

    /// The code of who commented. A name is never repeated in a message.
    fn vendor_code(&self, draft: &Draft) -> Result<String, (ColumnField, String, bool)> {
        let vendors = &self.known.settings.vendors;
        let named = draft.vendor.as_deref().map(|word| {
            let folded = fold::key(word);
            let same =
                |one: &&settings::Vendor| fold::key(&one.code) == folded || fold::key(&one.name) == folded;
            vendors.iter().find(same).map(|one| one.code.clone())
        });
        match (named, self.vendor) {
            (Some(Some(code)), Some(asked)) if code != asked => {
                Err((ColumnField::Vendor, "autre éditeur que celui de --vendor".to_owned(), true))
            }
            (Some(Some(code)), _) => Ok(code),
            (_, Some(asked)) => Ok(asked.to_owned()),
            (Some(None), None) => Err((
                ColumnField::Vendor,
                "éditeur inconnu : ajouter son nom et un code dans « confidentiel/editeurs.yaml », puis importer à nouveau"
                    .to_owned(),
                true,
            )),
            (None, None) => Err((ColumnField::Vendor, "éditeur absent".to_owned(), true)),
        }
    }

    /// What vendors read when they commented.
    fn state(&self, iteration: &str) -> &Corpus {
        let frozen = self.known.frozen.iter().find(|(name, _)| *name == iteration);
        frozen.map_or(self.known.work, |(_, corpus)| corpus)
    }

    fn is_known(&self, iteration: &str, id: &str) -> bool {
        let states = self.known.frozen.iter().map(|(_, corpus)| *corpus).chain([self.known.work]);
        let crossing = |corpus: &Corpus| corpus.cross_scenarios.iter().any(|(_, one)| one.id.as_str() == id);
        std::iter::once(self.state(iteration))
            .chain(states)
            .any(|corpus| corpus.item(id).is_some() || crossing(corpus))
    }

    /// The item of an id as a lane publishes it: as written, with the prefix of socles, with that of the lane; the item
    /// of a scenario or proof number when it is one.
    fn resolve(&self, iteration: &str, lane: Option<&str>, written: &str) -> String {
        let manifest = &self.known.settings.manifest;
        let mut prefixes: Vec<&str> = vec![""];
        let own = lane.and_then(|code| manifest.lane(code));
        if let Some(lane) = own {
            prefixes.extend(lane.strip_prefix.as_deref());
        }
        prefixes.push(crate::exchange::identity::SOCLE_PREFIX);
        if let Some(lane) = own {
            prefixes.extend(lane.prefixes.iter().map(String::as_str));
        }
        let mut body = written;
        loop {
            let found = prefixes.iter().map(|prefix| format!("{prefix}{body}"));
            if let Some(id) = found.into_iter().find(|id| self.is_known(iteration, id)) {
                return id;
            }
            match body.rsplit_once('.') {
                Some((parent, _)) if parent.contains('.') => body = parent,
                _ => return written.to_owned(),
            }
        }
    }
}

/// Writes the new comments after those of each book, numbered after the highest number known.
fn extend(
    new: &[New],
    books: &[CommentBook],
    project: &dyn FileSystem,
) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    let number = |id: &str| id.strip_prefix("C-").and_then(|digits| digits.parse::<u64>().ok());
    let ids = books.iter().flat_map(|book| &book.comments).map(|one| one.comment.id.as_str());
    let mut last = ids.filter_map(number).max().unwrap_or_default();
    let mut files = Vec::new();
    let iterations: BTreeSet<&str> = new.iter().map(|comment| comment.iteration.as_str()).collect();
    for name in iterations {
        let (path, text) = book_text(name, project)?;
        let indent = list_indent(&text);
        let mut out = open_list(&text);
        for comment in new.iter().filter(|comment| comment.iteration == name) {
            last = last.saturating_add(1);
            push(&mut out, indent, &format!("C-{last:04}"), comment);
        }
        let before = books.iter().find(|book| book.iteration == name).map_or(0, |book| book.comments.len());
        let added = new.iter().filter(|comment| comment.iteration == name).count();
        if comments_in(&path, &out, project) != Some(before + added) {
            return Err(format!(
                "« {} » a une forme qui ne se complète pas : écrire la liste « retours » en blocs, une clé par ligne, à la fin du fichier",
                path.display()
            ));
        }
        files.push((path, out.into_bytes()));
    }
    Ok(files)
}

/// The book of an iteration: its path and its text, new when there is none.
fn book_text(name: &str, project: &dyn FileSystem) -> Result<(PathBuf, String), String> {
    let folder = Path::new(ProjectPaths::COMMENTS);
    let safe = folder.join(format!("{}.yaml", windows_safe(name)));
    let plain = folder.join(format!("{name}.yaml"));
    for path in [&safe, &plain] {
        if let Ok(bytes) = project.read(path) {
            let text =
                String::from_utf8(bytes).map_err(|_| format!("« {} » n’est pas en UTF-8", path.display()))?;
            return Ok((path.clone(), text));
        }
    }
    Ok((safe, format!("itération: {}\nretours:\n", quoted(name))))
}

/// Columns before the dash of the list.
fn list_indent(text: &str) -> usize {
    let after = text.lines().skip_while(|line| !line.starts_with("retours:")).skip(1);
    let dash = after.map(|line| (line.len() - line.trim_start().len(), line.trim_start()));
    dash.filter(|(_, line)| line.starts_with("- ")).map(|(indent, _)| indent).next().unwrap_or(2)
}

/// The text up to where an entry may follow.
fn open_list(text: &str) -> String {
    let mut out: String = text
        .lines()
        .map(|line| {
            if line.replace(' ', "") == "retours:[]" { "retours:\n".to_owned() } else { format!("{line}\n") }
        })
        .collect();
    if !out.lines().any(|line| line.starts_with("retours:")) {
        out.push_str("retours:\n");
    }
    out
}

fn push(out: &mut String, indent: usize, id: &str, comment: &New) {
    let pad = " ".repeat(indent);
    let mut line = |lead: &str, key: &str, value: &str| out.push_str(&format!("{pad}{lead}{key}: {value}\n"));
    line("- ", "id", id);
    line("  ", "exigence", &quoted(&comment.item));
    if let Some(version) = comment.version {
        line("  ", "version", &version.to_string());
    }
    if let Some(lane) = &comment.lane {
        line("  ", "couloir", &quoted(lane));
    }
    line("  ", "éditeur", &quoted(&comment.vendor));
    line("  ", "texte", &serde_json::to_string(&comment.text).unwrap_or_default());
}

/// A code or an id, quoted when YAML would read something else.
fn quoted(text: &str) -> String {
    let starts = text.chars().next().is_some_and(|first| first.is_ascii_alphabetic());
    let plain = text.chars().all(|one| one.is_ascii_alphanumeric() || matches!(one, '.' | '/' | '-' | '_'));
    let word =
        matches!(text.to_ascii_lowercase().as_str(), "true" | "false" | "null" | "yes" | "no" | "on" | "off");
    if starts && plain && !word { text.to_owned() } else { serde_json::to_string(text).unwrap_or_default() }
}

/// How many comments the project reads in a book once it says this. `None` when it cannot be read.
fn comments_in(path: &Path, text: &str, project: &dyn FileSystem) -> Option<usize> {
    let overlay = Overlay { under: project, path, text };
    let mut problems = Vec::new();
    let read = settings::read(&overlay, &mut SourceSet::default(), &mut Origins::default(), &mut problems)?;
    let stem = path.file_stem()?.to_string_lossy().into_owned();
    let book =
        read.books.iter().find(|book| book.iteration == stem || windows_safe(&book.iteration) == stem)?;
    Some(book.comments.len())
}

/// A project with one file said otherwise.
struct Overlay<'a> {
    under: &'a dyn FileSystem,
    path: &'a Path,
    text: &'a str,
}

impl FileSystem for Overlay<'_> {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        if path == self.path { Ok(self.text.as_bytes().to_vec()) } else { self.under.read(path) }
    }

    fn list(&self, folder: &Path) -> std::io::Result<Vec<PathBuf>> {
        let mut files = self.under.list(folder)?;
        if self.path.starts_with(folder) && !files.iter().any(|file| file == self.path) {
            files.push(self.path.to_owned());
            files.sort();
        }
        Ok(files)
    }
}
