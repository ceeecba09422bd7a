//! The command line: arguments in, exit code out.
//!
//! Owner of the contract with users: French help and messages, English verbs, exit codes of [`ExitStatus`]. One file per
//! verb. Everything that reads the environment, the disk or the terminal is here or in `io`.

mod args;
mod build;
mod check;
mod checklist;
mod comments;
mod diff;
mod exit;
mod explain;
mod export;
mod fmt;
mod freeze;
mod graph;
mod import;
mod init;
mod life;
mod output;
mod pdf;
mod project;
mod schema;
mod serve;
mod shell;
mod stats;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

pub use args::command;
use args::{Cli, Verb};
pub use exit::ExitStatus;
use output::Output;

/// Runs the program with its arguments, the first one being its name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let matches = match args::command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => return args::report(&error).into(),
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => return args::report(&error.format(&mut Cli::command())).into(),
    };
    let output = Output::new(cli.color, cli.quiet, cli.verbose);
    let status = dispatch(&cli, &output);
    match status {
        Ok(_) if output.has_failed() => {
            output.failure("le résultat n’a pas pu être écrit sur la sortie", &[]);
            ExitStatus::Failed.into()
        }
        Ok(status) => status.into(),
        Err(failure) => {
            output.failure(&failure.message, &failure.help);
            failure.status.into()
        }
    }
}

/// Why a verb could not do its work.
#[derive(Debug)]
pub(crate) struct Failure {
    /// In French, lower case, no final stop.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) help: Vec<String>,
    /// Usage, system or input.
    pub(crate) status: ExitStatus,
}

impl Failure {
    /// Wrong usage, or the system failed: exit code 2.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: Vec::new(), status: ExitStatus::Failed }
    }

    /// The input has errors: exit code 1.
    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: Vec::new(), status: ExitStatus::InputErrors }
    }

    /// A line of advice.
    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }
}

/// What a verb gives.
pub(crate) type Outcome = Result<ExitStatus, Failure>;

fn dispatch(cli: &Cli, output: &Output) -> Outcome {
    match &cli.verb {
        Verb::Init(args) => init::run(args, output),
        Verb::Check(args) => check::run(cli, args, output),
        Verb::Fmt(args) => fmt::run(cli, args, output),
        Verb::Freeze(args) => freeze::run(cli, args, output),
        Verb::Diff(args) => diff::run(cli, args, output),
        Verb::Stats(args) => stats::run(cli, args, output),
        Verb::Comments(args) => comments::run(cli, args, output),
        Verb::Build(args) => build::run(cli, args, output),
        Verb::Serve(args) => serve::run(cli, args, output),
        Verb::Checklist(args) => checklist::run(cli, args, output),
        Verb::Export(args) => export::run(cli, args, output),
        Verb::Import(args) => import::run(args, output),
        Verb::Graph(args) => graph::run(cli, args, output),
        Verb::Explain(args) => explain::run(args, output),
        Verb::Schema(args) => schema::run(args, output),
        Verb::Completions(args) => shell::completions(args, output),
        Verb::Man => shell::manual(output),
    }
}
