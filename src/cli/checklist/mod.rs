//! `remc checklist`: the vendor side of conformity.

pub(super) mod args;
mod exchange;
mod merge;
mod show;
mod verify;

use std::io::ErrorKind;
use std::path::Path;

use args::{Action, ChecklistArgs, NewArgs, SourceArgs, ViewArgs, ViewFormat};

use super::args::Cli;
use super::exit::ExitStatus;
use super::output::Output;
use super::project::Project;
use super::{Failure, Outcome};
use crate::conformity::{
    self, Answers, Definition, MAX_BYTES, Mismatch, Moment, Product, check, read, too_large, view,
};
use crate::io::{read_at_most, write_atomic, write_new};
use crate::render::completeness;
use crate::state_at;

/// A definition may be large: it holds every text of a lane, and its past.
const MAX_DEFINITION: u64 = 200 << 20;

/// Runs one action.
pub(crate) fn run(cli: &Cli, args: &ChecklistArgs, output: &Output) -> Outcome {
    match &args.action {
        Action::New(args) => new(cli, args, output),
        Action::View(args) => show(cli, args, output),
        Action::Merge(args) => merge::run(args, output),
        Action::Verify(args) => verify::run(args, output),
        Action::Import(args) => exchange::import(cli, args, output),
        Action::Export(args) => exchange::export(cli, args, output),
    }
}

/// Writes an empty file of answers.
fn new(cli: &Cli, args: &NewArgs, output: &Output) -> Outcome {
    let definition = definition(cli, &args.source, args.lane.as_deref(), output)?;
    let product = Product { name: args.product.clone(), version: args.version.clone(), ..Product::default() };
    let answers = Answers::new(
        &definition.catalogue,
        &definition.lane,
        &definition.iteration,
        &definition.date,
        product,
    );
    let shown = args.out.display();
    write_new(&args.out, answers.to_json().as_bytes()).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::usage(format!("« {shown} » existe déjà"))
            .help("choisir un autre nom : un fichier de réponses n’est jamais remplacé"),
        _ => Failure::usage(format!("« {shown} » : {error}")),
    })?;
    output.note(&format!(
        "« {shown} » : {} exigences du couloir {} à {}",
        definition.items.len(),
        definition.lane,
        definition.iteration
    ));
    Ok(ExitStatus::Done)
}

/// Says what answers are worth.
fn show(cli: &Cli, args: &ViewArgs, output: &Output) -> Outcome {
    let answers = load(&args.file)?;
    let definition = definition(cli, &args.source, Some(&answers.lane), output)?;
    together(&answers, &definition, &args.file)?;
    let view = view(&answers, &definition);
    let text = match args.format {
        ViewFormat::Human => show::human(&answers, &definition, &view),
        ViewFormat::Json => view.to_json(),
        ViewFormat::Html => completeness::to_html(&answers, &definition, &view),
    };
    emit(text.as_bytes(), args.out.as_deref(), output)
}

/// Writes a result where it is wanted.
fn emit(bytes: &[u8], out: Option<&Path>, output: &Output) -> Outcome {
    match out {
        Some(path) => {
            write_atomic(path, bytes)
                .map_err(|error| Failure::usage(format!("« {} » : {error}", path.display())))?;
            output.note(&format!("« {} » écrit", path.display()));
        }
        None => output.raw(bytes),
    }
    Ok(ExitStatus::Done)
}

/// A file of answers, or everything that is wrong with it.
fn load(path: &Path) -> Result<Answers, Failure> {
    let shown = path.display();
    let bytes = bytes(path, MAX_BYTES)?;
    read(&bytes).map_err(|error| {
        let text = match error.problems.as_slice() {
            [one] => one.clone(),
            several => format!("réponses inutilisables\n  {}", several.join("\n  ")),
        };
        Failure::input(format!("« {shown} » : {text}")).help("le fichier n’a pas été modifié")
    })
}

/// Bytes of a file of at most `limit`.
fn bytes(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let shown = path.display();
    read_at_most(path, limit).map_err(|error| match error.kind() {
        ErrorKind::FileTooLarge => Failure::input(format!("« {shown} » : {}", too_large(limit)))
            .help("le fichier n’a pas été modifié"),
        ErrorKind::IsADirectory | ErrorKind::InvalidInput => {
            Failure::usage(format!("« {shown} » n’est pas un fichier"))
        }
        _ => Failure::usage(format!("« {shown} » illisible : {error}")),
    })
}

/// The checklist: a published one, or that of a lane of the project.
fn definition(
    cli: &Cli,
    source: &SourceArgs,
    lane: Option<&str>,
    output: &Output,
) -> Result<Definition, Failure> {
    if let Some(path) = &source.definition {
        let bytes = bytes(path, MAX_DEFINITION)?;
        let found = Definition::from_json(&bytes)
            .map_err(|error| Failure::input(format!("« {} » : {error}", path.display())))?;
        return match lane.filter(|lane| *lane != found.lane) {
            None => Ok(found),
            Some(lane) => Err(Failure::input(format!(
                "« {} » est la liste du couloir « {} », pas de « {lane} »",
                path.display(),
                found.lane
            ))),
        };
    }
    let project = Project::open(cli, None)?;
    project.settings(output)?;
    project.require_intact(|_| true, output)?;
    let moments = moments(&project, source.iteration.as_deref())?;
    let lane = lane.unwrap_or_default();
    conformity::define(lane, &moments).ok_or_else(|| {
        let known: Vec<&str> = moments
            .last()
            .map(|last| last.corpus.lanes.iter().map(|lane| lane.code.as_str()).collect())
            .unwrap_or_default();
        Failure::usage(format!("couloir « {lane} » inconnu")).help(format!("couloirs : {}", known.join(", ")))
    })
}

/// The states up to the one wanted: by default the last frozen one, or the working tree when nothing is frozen.
fn moments<'p>(project: &'p Project, wanted: Option<&str>) -> Result<Vec<Moment<'p>>, Failure> {
    let compilation = &project.compilation;
    let mut moments: Vec<Moment<'p>> = compilation
        .baselines
        .iter()
        .map(|frozen| Moment { name: &frozen.iteration, date: Some(&frozen.date), corpus: &frozen.corpus })
        .collect();
    let draft = Moment { name: crate::DRAFT, date: None, corpus: &compilation.corpus };
    let Some(name) = wanted else {
        if moments.is_empty() {
            moments.push(draft);
        }
        return Ok(moments);
    };
    let meant = state_at(compilation, name).map(|(endpoint, _)| endpoint.name);
    if let Some(place) = moments.iter().position(|moment| meant.as_deref() == Some(moment.name)) {
        moments.truncate(place + 1);
        return Ok(moments);
    }
    if meant.is_some() {
        moments.push(draft);
        return Ok(moments);
    }
    let known: Vec<&str> = moments.iter().map(|moment| moment.name).chain(["work"]).collect();
    Err(Failure::usage(format!("itération figée « {name} » introuvable"))
        .help(format!("états connus : {}", known.join(", "))))
}

/// Stops when answers and checklist do not go together.
fn together(answers: &Answers, definition: &Definition, path: &Path) -> Result<(), Failure> {
    check(answers, definition).map_err(|mismatch| {
        let failure = Failure::input(format!("« {} » : {mismatch}", path.display()));
        match mismatch {
            Mismatch::Newer { .. } => failure
                .help("ouvrir le fichier avec la liste de conformité de cette itération, ou d’une suivante"),
            Mismatch::Catalogue { .. } | Mismatch::Lane { .. } => {
                failure.help("donner la liste de conformité du bon couloir avec --definition ou --project")
            }
        }
    })
}
