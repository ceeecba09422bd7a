//! `remc diff`.

use std::io::IsTerminal as _;
use std::path::Path;

use super::args::{Cli, DiffArgs, DiffFormat};
use super::exit::ExitStatus;
use super::life;
use super::output::Output;
use super::project::{Project, locate};
use super::{Failure, Outcome};
use crate::exchange::import::read_labels;
use crate::history::labels::Confusion;
use crate::history::{Diff, Endpoint, assign_keys, baseline, diff_all, diff_lane, diff_whole};
use crate::io::{Disk, exists, git_snapshot, read_file, write_atomic};
use crate::model::Corpus;
use crate::render::diff_text::TextOptions;
use crate::render::{Compared, diff_csv, diff_html, diff_json, diff_md, diff_text, diff_xlsx};
use crate::settings;
use crate::source::{fold_accents, suggest};
use crate::state_at;
use crate::{compile, frozen_pair};

/// Compares two states, or tells the life of one item.
pub(crate) fn run(cli: &Cli, args: &DiffArgs, output: &Output) -> Outcome {
    if args.history.is_none()
        && let Some(from) = &args.from
        && let Some(to) = &args.to
        && let Some((before, after)) = frozen_pair(&Disk::new(locate(cli, None)?), from, to)
    {
        let names = (crate::endpoint(&before), crate::endpoint(&after));
        let outcome = compare(&before.corpus, &after.corpus, names, (cli, args), output);
        // The program ends here: the system takes all the memory back at once, sooner than a million pieces in turn.
        std::mem::forget((before, after));
        return outcome;
    }
    let project = Project::open(cli, None)?;
    project.settings(output)?;
    if let Some(id) = &args.history {
        return life::run(&project, id, args, output);
    }
    let (Some(from), Some(to)) = (&args.from, &args.to) else {
        return Err(Failure::usage("deux états sont attendus : remc diff DE VERS"));
    };
    let asked = [from, to].map(|name| fold_accents(name));
    project.require_intact(|name| asked.contains(&fold_accents(name)), output)?;
    let (from_name, before) = side(&project, from)?;
    let (to_name, mut after) = side(&project, to)?;
    if is_foreign(from) || is_foreign(to) {
        // States that share no frozen past are matched through the lineage declared in the later one.
        assign_keys(&mut after, Some(&before));
    }
    compare(&before, &after, (from_name, to_name), (cli, args), output)
}

fn compare(
    before: &Corpus,
    after: &Corpus,
    (from, to): (Endpoint, Endpoint),
    (cli, args): (&Cli, &DiffArgs),
    output: &Output,
) -> Outcome {
    if let Some(file) = &args.labels {
        return labels(file, (before, after), (from, to), args, output);
    }
    let found = match &args.lane {
        None => diff_whole(before, after, from, to),
        Some(lane) => {
            known_lane(lane, before, after)?;
            diff_lane(before, after, lane, from, to)
        }
    };
    let outcome = write(&found, [before, after], (cli, args), output);
    // As for the states.
    std::mem::forget(found);
    outcome
}

/// What the project says of its texts, if it can be read.
fn notice(cli: &Cli) -> Option<String> {
    let files = Disk::new(locate(cli, None).ok()?);
    let (mut sources, mut origins, mut problems) = Default::default();
    settings::read(&files, &mut sources, &mut origins, &mut problems)?.manifest.notice
}

/// The labels of a file against what the comparison shows.
fn labels(
    file: &Path,
    (before, after): (&Corpus, &Corpus),
    (from, to): (Endpoint, Endpoint),
    args: &DiffArgs,
    output: &Output,
) -> Outcome {
    if let Some(lane) = &args.lane {
        known_lane(lane, before, after)?;
    }
    let layout = super::import::layout(&args.layout, output)?;
    let shown = file.display();
    let bytes =
        read_file(file).map_err(|error| Failure::usage(format!("« {shown} » illisible : {error}")))?;
    let rows = read_labels(&bytes, &layout, args.lane.as_deref(), (before, after))
        .map_err(|error| Failure::input(format!("« {shown} » : {error}")))?;
    let (whole, lanes) = diff_all(before, after, from, to);
    let found = Confusion::new(&rows, &whole, &lanes, args.examples);
    let text = match args.format {
        DiffFormat::Human => crate::render::labels::to_text(&found, &whole.from, &whole.to),
        DiffFormat::Json => crate::render::labels::to_json(&found, &whole.from, &whole.to),
        _ => return Err(Failure::usage("--labels se lit en --format human ou json")),
    };
    emit(&text, args.out.as_deref(), output)
}

fn is_foreign(name: &str) -> bool {
    name.starts_with("git:") || name.ends_with(".json")
}

fn write(
    found: &Diff,
    [before, after]: [&Corpus; 2],
    (cli, args): (&Cli, &DiffArgs),
    output: &Output,
) -> Outcome {
    let out = args.out.as_deref();
    let compared = &Compared::new(found, before, after);
    let text = match args.format {
        DiffFormat::Json => diff_json::to_json(compared),
        DiffFormat::Md => diff_md::to_md(compared),
        DiffFormat::Html => diff_html::to_html(found, before, after, notice(cli).as_deref())
            .map_err(|error| Failure::usage(error.to_string()))?,
        DiffFormat::Csv => String::from_utf8_lossy(&diff_csv::to_csv(compared)).into_owned(),
        DiffFormat::Human => {
            diff_text::to_text(compared, TextOptions { color: out.is_none() && output.coloured() })
        }
        DiffFormat::Xlsx => {
            if out.is_none() && std::io::stdout().is_terminal() {
                return Err(Failure::usage("un classeur ne s’affiche pas dans un terminal")
                    .help("donner un fichier : --out FICHIER.xlsx"));
            }
            let bytes = diff_xlsx::to_xlsx(compared).map_err(|error| Failure::usage(error.to_string()))?;
            return emit_bytes(&bytes, out, output);
        }
    };
    match args.format {
        DiffFormat::Human => emit(&text, out, output),
        // Nothing to take out of it when it does not go to a terminal.
        _ => emit_bytes(text.as_bytes(), out, output),
    }
}

pub(super) fn emit(text: &str, out: Option<&Path>, output: &Output) -> Outcome {
    match out {
        None => output.result(text),
        Some(_) => return emit_bytes(text.as_bytes(), out, output),
    }
    Ok(ExitStatus::Done)
}

fn emit_bytes(bytes: &[u8], out: Option<&Path>, output: &Output) -> Outcome {
    match out {
        None => output.raw(bytes),
        Some(path) => {
            write_atomic(path, bytes)
                .map_err(|error| Failure::usage(format!("« {} » : {error}", path.display())))?;
            output.note(&format!("écrit dans {}", path.display()));
        }
    }
    Ok(ExitStatus::Done)
}

/// A state by name: iteration, `work`, a baseline file, or `git:REV`.
fn side(project: &Project, name: &str) -> Result<(Endpoint, Corpus), Failure> {
    if let Some(revision) = name.strip_prefix("git:") {
        let files = git_snapshot(&project.root, revision)
            .map_err(|error| Failure::usage(format!("« {name} » : {error}")))?;
        let compilation = compile(&files);
        if compilation.settings.is_none() {
            return Err(Failure::input(format!("« {name} » : le projet n’existe pas à cette révision")));
        }
        return Ok((Endpoint { name: name.to_owned(), date: None }, compilation.corpus));
    }
    if let Some((endpoint, corpus)) = state_at(&project.compilation, name) {
        return Ok((endpoint, corpus.clone()));
    }
    let path = Path::new(name);
    if exists(path) {
        let bytes = read_file(path).map_err(|error| Failure::usage(format!("« {name} » : {error}")))?;
        let frozen =
            baseline::read(&bytes).map_err(|error| Failure::input(format!("« {name} » : {error}")))?;
        return Ok((crate::endpoint(&frozen), frozen.corpus));
    }
    let known: Vec<&str> = project
        .compilation
        .baselines
        .iter()
        .map(|frozen| frozen.iteration.as_str())
        .chain(["work"])
        .collect();
    let failure = Failure::usage(format!("état « {name} » introuvable"));
    let failure = match suggest(name, known.iter().copied()) {
        Some(near) => failure.help(format!("vouliez-vous dire « {near} » ?")),
        None => failure,
    };
    Err(failure.help(format!("états connus : {} ; ou un fichier figé, ou git:REV", known.join(", "))))
}

fn known_lane(lane: &str, before: &Corpus, after: &Corpus) -> Result<(), Failure> {
    if before.lane(lane).is_some() || after.lane(lane).is_some() {
        return Ok(());
    }
    let known: Vec<&str> = after.lanes.iter().map(|lane| lane.code.as_str()).collect();
    Err(Failure::usage(format!("couloir « {lane} » inconnu"))
        .help(format!("couloirs : {}", known.join(", "))))
}
