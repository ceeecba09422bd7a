//! `remc stats`.

use super::args::{Cli, StatsArgs, TextFormat};
use super::exit::ExitStatus;
use super::output::Output;
use super::project::Project;
use super::{Failure, Outcome};
use crate::render::stats;

/// Prints the panorama, up to an iteration when one is named.
pub(crate) fn run(cli: &Cli, args: &StatsArgs, output: &Output) -> Outcome {
    let project = Project::open(cli, None)?;
    project.settings(output)?;
    project.require_intact(|_| true, output)?;
    let mut states = project.compilation.states();
    if states.len() > 1 {
        // Once something is frozen, the panorama is that of frozen states.
        states.pop();
    }
    if let Some(name) = &args.iteration {
        let Some(position) = states.iter().position(|(endpoint, _)| endpoint.name == *name) else {
            let known: Vec<&str> = states.iter().map(|(endpoint, _)| endpoint.name.as_str()).collect();
            return Err(Failure::usage(format!("itération figée « {name} » introuvable"))
                .help(format!("états connus : {}", known.join(", "))));
        };
        states.truncate(position + 1);
    }
    let Some(panorama) = stats::panorama(&states) else {
        return Err(Failure::input("rien à compter"));
    };
    match args.format {
        TextFormat::Human => output.result(&panorama.to_text()),
        TextFormat::Json => output.result(&panorama.to_json()),
    }
    Ok(ExitStatus::Done)
}
