//! `remc freeze`.

use super::args::{Cli, FreezeArgs};
use super::exit::ExitStatus;
use super::output::{Output, counted, summary};
use super::project::Project;
use super::{Failure, Outcome};
use crate::diagnostic::{Code, Counts, Severity};
use crate::history::{RecordedFinding, baseline};
use crate::io::{ProjectPaths, exists, read_file, write_atomic};
use crate::model::Iteration;
use crate::publication;
use crate::settings::Settings;

/// Writes the baseline of an iteration, once its gate is open.
pub(crate) fn run(cli: &Cli, args: &FreezeArgs, output: &Output) -> Outcome {
    let project = Project::open(cli, None)?;
    let settings = project.settings(output)?;
    let compilation = &project.compilation;
    let Some(iteration) = settings.manifest.iterations.iter().find(|it| it.name == args.iteration) else {
        let known: Vec<&str> = settings.manifest.iterations.iter().map(|it| it.name.as_str()).collect();
        return Err(Failure::usage(format!("« {} » n’est pas déclarée dans « remc.yaml »", args.iteration))
            .help(format!("itérations déclarées : {}", known.join(", "))));
    };
    let path = project.root.join(ProjectPaths::baseline(&iteration.name));
    if exists(&path) {
        return already_frozen(&project, settings, iteration, &path, output);
    }
    in_order(&project, iteration)?;
    let refusals = publication::gate(compilation, settings, iteration);
    if !refusals.is_empty() {
        output.findings(&refusals, &compilation.sources);
        return Err(Failure::input(format!(
            "gel de « {} » refusé : {}",
            iteration.name,
            summary(Counts::of(&refusals))
        ))
        .help("« remc explain CODE » explique chaque constat"));
    }
    let findings = if iteration.takeover { recorded(&project) } else { Vec::new() };
    let dossiers = settings.published_dossiers();
    let bytes = baseline::freeze_with(
        &iteration.name,
        &iteration.date,
        &compilation.corpus,
        &findings,
        Some(&dossiers),
    )
    .map_err(|error| Failure::usage(format!("état impossible à écrire : {error}")))?;
    if args.dry_run {
        output.note(&format!("« {} » peut être figée ; rien n’a été écrit", iteration.name));
        return Ok(ExitStatus::Done);
    }
    write_atomic(&path, &bytes)
        .map_err(|error| Failure::usage(format!("« {} » : {error}", path.display())))?;
    let live = compilation.corpus.items.iter().filter(|item| item.is_live()).count();
    output.note(&format!(
        "« {} » figée : {}, {}, {}",
        iteration.name,
        counted(live, "exigence en vigueur", "exigences en vigueur"),
        counted(findings.len(), "constat consigné", "constats consignés"),
        path.display()
    ));
    Ok(ExitStatus::Done)
}

/// Freezing again changes nothing when nothing changed, and is refused otherwise.
fn already_frozen(
    project: &Project,
    settings: &Settings,
    iteration: &Iteration,
    path: &std::path::Path,
    output: &Output,
) -> Outcome {
    let bytes =
        read_file(path).map_err(|error| Failure::usage(format!("« {} » : {error}", path.display())))?;
    let (findings, recorded) =
        baseline::read(&bytes).map(|frozen| (frozen.findings, frozen.dossiers.is_some())).unwrap_or_default();
    // An iteration frozen before dossiers were recorded is compared without them.
    let dossiers = recorded.then(|| settings.published_dossiers());
    let corpus = &project.compilation.corpus;
    let again =
        baseline::freeze_with(&iteration.name, &iteration.date, corpus, &findings, dossiers.as_deref())
            .map_err(|error| Failure::usage(format!("état impossible à écrire : {error}")))?;
    if again == bytes {
        output.note(&format!("« {} » est déjà figée, avec ce contenu : rien à faire", iteration.name));
        return Ok(ExitStatus::Done);
    }
    Err(Failure::input(format!(
        "« {} » est déjà figée avec un autre contenu [{}]",
        iteration.name,
        Code::AlreadyFrozen.as_str()
    ))
    .help("une itération figée ne change plus : déclarer la suivante dans « remc.yaml » et figer celle-là")
    .help(format!("pour voir les différences : remc diff {} work", iteration.name)))
}

/// Iterations are frozen in the order of the manifest.
fn in_order(project: &Project, iteration: &Iteration) -> Result<(), Failure> {
    let iterations = &project.compilation.corpus.iterations;
    let rank = |name: &str| iterations.iter().position(|it| it.name == name);
    let mine = rank(&iteration.name);
    let later = project.compilation.baselines.iter().find(|frozen| rank(&frozen.iteration) > mine);
    match later {
        Some(later) => Err(Failure::input(format!(
            "« {} » vient avant « {} », déjà figée [{}]",
            iteration.name,
            later.iteration,
            Code::FreezeOutOfOrder.as_str()
        ))
        .help("figer dans l’ordre du manifeste")),
        None => Ok(()),
    }
}

/// What is let through when an iteration is taken over from elsewhere.
fn recorded(project: &Project) -> Vec<RecordedFinding> {
    project
        .compilation
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity >= Severity::Warning)
        .map(|diagnostic| RecordedFinding {
            code: diagnostic.code.as_str().to_owned(),
            item: diagnostic.item.clone(),
            message: diagnostic.message.clone(),
        })
        .collect()
}
