//! `remc import`.

use std::path::Path;

use super::args::{ImportArgs, TextFormat};
use super::exit::ExitStatus;
use super::output::Output;
use super::{Failure, Outcome};
use crate::diagnostic::Severity;
use crate::exchange::import::{self, Known, Request, import, import_comments};
use crate::exchange::layout::{builtin, builtin_names};
use crate::io::{Disk, read_file, write_atomic};
use crate::model::Corpus;
use crate::settings::{Layout, RowPer, read_layout};
use crate::source::SourceSet;

/// Reads a workbook into a project and prints the reckoning.
///
/// 1 when something is at error level: nothing is written if the import is impossible, refused rows are left out
/// otherwise.
pub(crate) fn run(args: &ImportArgs, output: &Output) -> Outcome {
    let layout = layout(&args.layout, output)?;
    if let Some(date) = &args.date
        && !is_day(date)
    {
        return Err(Failure::usage(format!("« {date} » n’est pas une date")).help("écrire --date AAAA-MM-JJ"));
    }
    let bytes = read_file(&args.file)
        .map_err(|error| Failure::usage(format!("« {} » illisible : {error}", args.file.display())))?;
    let request = Request {
        bytes: &bytes,
        layout: &layout,
        iteration: args.iteration.as_deref(),
        date: args.date.as_deref(),
        lane: args.lane.as_deref(),
        dry_run: args.dry_run,
    };
    let outcome = if layout.row_per == RowPer::Comment {
        comments(&request, args, output)?
    } else if args.vendor.is_some() {
        return Err(
            Failure::usage("--vendor n’a de sens que pour des commentaires").help("donner --layout retours")
        );
    } else {
        import(&request, &Disk::new(&args.into))
    };
    if !args.dry_run {
        for (path, bytes) in &outcome.files {
            let path = args.into.join(path);
            write_atomic(&path, bytes)
                .map_err(|error| Failure::usage(format!("« {} » : {error}", path.display())))?;
        }
    }
    match args.format {
        TextFormat::Json => output.raw(outcome.report.to_json().as_bytes()),
        TextFormat::Human => output.result(&outcome.report.to_human()),
    }
    Ok(if outcome.report.errors() > 0 { ExitStatus::InputErrors } else { ExitStatus::Done })
}

/// Comments need the project they are about: who may comment, and what was read.
fn comments(request: &Request<'_>, args: &ImportArgs, output: &Output) -> Result<import::Outcome, Failure> {
    let disk = Disk::new(&args.into);
    let compilation = crate::compile(&disk);
    let Some(settings) = &compilation.settings else {
        output.findings(&compilation.diagnostics, &compilation.sources);
        return Err(Failure::usage(format!("« {} » n’est pas un projet", args.into.display())));
    };
    if !settings.books_complete(&compilation.sources) {
        let broken = compilation.diagnostics.iter().filter(|one| one.severity == Severity::Error);
        output.findings(&broken.cloned().collect::<Vec<_>>(), &compilation.sources);
        return Err(Failure::input("un fichier de « retours » est mal formé : le corriger avant d’importer"));
    }
    let frozen: Vec<(&str, &Corpus)> =
        compilation.baselines.iter().map(|one| (one.iteration.as_str(), &one.corpus)).collect();
    let known = Known { settings, frozen: &frozen, work: &compilation.corpus };
    Ok(import_comments(request, args.vendor.as_deref(), &known, &disk))
}

/// A built-in layout by name, else a file.
pub(super) fn layout(name: &str, output: &Output) -> Result<Layout, Failure> {
    let mut sources = SourceSet::default();
    let mut problems = Vec::new();
    let known = builtin(name, &mut sources, &mut problems);
    let layout = match known {
        Some(layout) => Some(layout),
        None => {
            let bytes = read_file(Path::new(name)).map_err(|_| {
                Failure::usage(format!("modèle de colonnes « {name} » inconnu"))
                    .help(format!("modèles connus : {}", builtin_names().join(", ")))
                    .help("ou donner le chemin d’un fichier YAML")
            })?;
            let text = String::from_utf8(bytes)
                .map_err(|_| Failure::input(format!("« {name} » n’est pas en UTF-8")))?;
            read_layout(Path::new(name), &text, &mut sources, &mut problems)
        }
    };
    if !problems.is_empty() {
        output.findings(&problems, &sources);
    }
    match layout {
        Some(layout) if problems.is_empty() => Ok(layout),
        _ => Err(Failure::input(format!("modèle de colonnes « {name} » inutilisable"))),
    }
}

/// `AAAA-MM-JJ`, digits and dashes in their places; the calendar is checked when the manifest is read.
fn is_day(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}
