//! `remc completions` and `remc man`.

use super::Failure;
use super::Outcome;
use super::args::{CompletionsArgs, command};
use super::exit::ExitStatus;
use super::output::Output;

/// Prints a completion script.
pub(crate) fn completions(args: &CompletionsArgs, output: &Output) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "remc", &mut script);
    output.raw(&script);
    Ok(ExitStatus::Done)
}

/// Prints the manual page (roff).
pub(crate) fn manual(output: &Output) -> Outcome {
    let mut page = Vec::new();
    clap_mangen::Man::new(command())
        .render(&mut page)
        .map_err(|error| Failure::usage(format!("page de manuel impossible : {error}")))?;
    output.raw(&page);
    Ok(ExitStatus::Done)
}
