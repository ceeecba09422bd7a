//! `remc export`: a lane in the forms others read.

use super::args::{Cli, ExportArgs, LaneFormat};
use super::build::no_vendor_name;
use super::exit::ExitStatus;
use super::output::Output;
use super::pdf::{self, Paper};
use super::project::Project;
use super::{Failure, Outcome};
use crate::history::Endpoint;
use crate::io::write_atomic;
use crate::model::{Corpus, Dossier, Lane};
use crate::render::coverage;
use crate::render::paper::{dsr, rem, to_typst};
use crate::settings::Settings;
use crate::{Compilation, DRAFT, state_at};

/// Writes a lane at a state.
pub(crate) fn run(cli: &Cli, args: &ExportArgs, output: &Output) -> Outcome {
    let project = Project::open(cli, None)?;
    let settings = project.settings(output)?;
    let compilation = &project.compilation;
    project.require_intact(|_| true, output)?;
    let (state, corpus) = state(compilation, args.iteration.as_deref())?;
    if state.name == DRAFT {
        project.require_sound(output)?;
    }
    let lane = lane(corpus, &args.lane, &state)?;
    let notice = settings.manifest.notice.as_deref();
    let document = match args.format {
        LaneFormat::CouvertureCsv => {
            let shown = args.out.display();
            let table = coverage::to_csv(corpus, lane);
            no_vendor_name(&args.out, &table, settings)?;
            write_atomic(&args.out, &table)
                .map_err(|error| Failure::usage(format!("« {shown} » : {error}")))?;
            output.note(&format!("« {shown} » écrit"));
            return Ok(ExitStatus::Done);
        }
        LaneFormat::RemPdf | LaneFormat::RemTyp => {
            let digest = compilation.baselines.iter().find(|frozen| frozen.iteration == state.name);
            rem(corpus, lane, &state, notice, digest.map(|frozen| frozen.digest.as_str()))
        }
        LaneFormat::DsrPdf | LaneFormat::DsrTyp => {
            let dossier = dossier(compilation, settings, &state, &lane.code, output)?;
            dsr(corpus, lane, &dossier, &state, notice)
        }
    };
    no_vendor_name(&args.out, to_typst(&document).as_bytes(), settings)?;
    let paper = match args.format {
        LaneFormat::RemTyp | LaneFormat::DsrTyp => Paper::Typst,
        _ => Paper::Pdf,
    };
    pdf::write(&document, paper, &args.out, output)?;
    Ok(ExitStatus::Done)
}

/// The state asked for; by default the last frozen one, else what is being written.
fn state<'a>(compilation: &'a Compilation, asked: Option<&str>) -> Result<(Endpoint, &'a Corpus), Failure> {
    let last = compilation.baselines.last().map_or(DRAFT, |frozen| &frozen.iteration);
    let name = asked.unwrap_or(last);
    state_at(compilation, name).ok_or_else(|| {
        let known: Vec<&str> = compilation.baselines.iter().map(|frozen| frozen.iteration.as_str()).collect();
        Failure::usage(format!("itération « {name} » inconnue ou pas encore figée"))
            .help(format!("états connus : {}", [known, vec!["work"]].concat().join(", ")))
    })
}

fn lane<'a>(corpus: &'a Corpus, name: &str, state: &Endpoint) -> Result<&'a Lane, Failure> {
    corpus.lane(name).ok_or_else(|| {
        let known: Vec<&str> = corpus.lanes.iter().map(|lane| lane.code.as_str()).collect();
        Failure::usage(format!("couloir « {name} » inconnu en {}", state.name))
            .help(format!("couloirs connus : {}", known.join(", ")))
    })
}

/// The dossier frozen with the state; the one of the project for a draft, and for a state frozen before dossiers were.
fn dossier(
    compilation: &Compilation,
    settings: &Settings,
    state: &Endpoint,
    lane: &str,
    output: &Output,
) -> Result<Dossier, Failure> {
    let frozen = compilation.baselines.iter().find(|frozen| frozen.iteration == state.name);
    let recorded = frozen.and_then(|frozen| frozen.dossiers.as_ref());
    let found = match recorded {
        Some(dossiers) => dossiers.iter().find(|dossier| dossier.lane == lane).cloned(),
        None => settings.published_dossiers().into_iter().find(|dossier| dossier.lane == lane),
    };
    if frozen.is_some() && recorded.is_none() && found.is_some() {
        output.note(&format!(
            "le dossier n’a pas été consigné au gel de « {} » : ce texte est celui du projet",
            state.name
        ));
    }
    found.ok_or_else(|| {
        Failure::input(format!("le couloir {lane} n’a pas de dossier en {}", state.name))
            .help(format!("l’écrire dans « dsr/{lane}.md »"))
    })
}
