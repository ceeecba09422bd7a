//! `remc import`.

use std::path::Path;

use super::args::{ImportArgs, TextFormat};
use super::exit::ExitStatus;
use super::output::Output;
use super::{Failure, Outcome};
use crate::exchange::import::{Request, import};
use crate::exchange::layout::{builtin, builtin_names};
use crate::io::{Disk, read_file, write_atomic};
use crate::settings::{Layout, read_layout};
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
    let outcome = import(&request, &Disk::new(&args.into));
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

/// A built-in layout by name, else a file.
fn layout(name: &str, output: &Output) -> Result<Layout, Failure> {
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
