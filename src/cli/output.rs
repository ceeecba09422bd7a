//! Standard output and error, with colour only where it is wanted. A closed pipe is not an error.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

use anstyle::{AnsiColor, Style};
use clap::ValueEnum;
use serde_json::Value;

use crate::diagnostic::{Counts, Diagnostic, render_all, sanitise};
use crate::source::SourceSet;

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal that wants it.
    Auto,
    /// Even in a pipe.
    Always,
    /// Not at all.
    Never,
}

/// Where a verb writes.
pub(crate) struct Output {
    choice: anstream::ColorChoice,
    quiet: bool,
    verbose: bool,
    failed: AtomicBool,
}

impl Output {
    pub(crate) fn new(choice: ColorChoice, quiet: bool, verbose: bool) -> Self {
        let choice = match choice {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        Self { choice, quiet, verbose, failed: AtomicBool::new(false) }
    }

    /// The result of the verb.
    pub(crate) fn result(&self, text: &str) {
        let mut stream = anstream::AutoStream::new(io::stdout().lock(), self.stdout_choice());
        self.record(stream.write_all(text.as_bytes()).and_then(|()| stream.flush()));
    }

    /// Bytes as they are.
    pub(crate) fn raw(&self, bytes: &[u8]) {
        let mut stream = io::stdout().lock();
        self.record(stream.write_all(bytes).and_then(|()| stream.flush()));
    }

    /// A reader that closed the pipe has read enough; a full disk is a failure.
    fn record(&self, written: io::Result<()>) {
        if written.is_err_and(|error| error.kind() != io::ErrorKind::BrokenPipe) {
            self.failed.store(true, Ordering::Relaxed);
        }
    }

    /// Whether a result could not be written.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    /// Findings as the result of the verb.
    pub(crate) fn report(&self, diagnostics: &[Diagnostic], sources: &SourceSet) {
        self.result(&render_all(diagnostics, sources, true));
    }

    /// A JSON result.
    pub(crate) fn json(&self, value: &Value) {
        self.raw(format!("{value:#}\n").as_bytes());
    }

    /// A line about what was done; silent with `-q`.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            self.error_line(text);
        }
    }

    /// A line for those who asked for details with `-v`.
    pub(crate) fn detail(&self, text: &str) {
        if self.verbose {
            self.error_line(text);
        }
    }

    /// Findings with their excerpts, then their number.
    pub(crate) fn findings(&self, diagnostics: &[Diagnostic], sources: &SourceSet) {
        let text = render_all(diagnostics, sources, true);
        let mut stream = anstream::AutoStream::new(io::stderr().lock(), self.stderr_choice());
        let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
    }

    /// Why the verb failed.
    pub(crate) fn failure(&self, message: &str, help: &[String]) {
        let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
        let mut text = format!("{red}erreur{red:#} : {}\n", sanitise(message));
        for line in help {
            text.push_str(&format!("  aide : {}\n", sanitise(line)));
        }
        let mut stream = anstream::AutoStream::new(io::stderr().lock(), self.stderr_choice());
        let _ = stream.write_all(text.as_bytes());
    }

    /// Whether the result goes out in colour.
    pub(crate) fn coloured(&self) -> bool {
        self.stdout_choice() != anstream::ColorChoice::Never
    }

    fn error_line(&self, text: &str) {
        let mut stream = anstream::AutoStream::new(io::stderr().lock(), self.stderr_choice());
        let _ = writeln!(stream, "{}", sanitise(text));
    }

    fn stdout_choice(&self) -> anstream::ColorChoice {
        match self.choice {
            anstream::ColorChoice::Auto => anstream::AutoStream::choice(&io::stdout()),
            other => other,
        }
    }

    fn stderr_choice(&self) -> anstream::ColorChoice {
        match self.choice {
            anstream::ColorChoice::Auto => anstream::AutoStream::choice(&io::stderr()),
            other => other,
        }
    }
}

/// A number and its noun; in French zero and one are singular.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count < 2 { one } else { many })
}

/// « 2 erreurs, 1 avertissement », or « aucune erreur ».
pub(crate) fn summary(counts: Counts) -> String {
    let part = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let parts: Vec<String> = [
        part(counts.errors, "erreur", "erreurs"),
        part(counts.warnings, "avertissement", "avertissements"),
        part(counts.infos, "information", "informations"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() { "aucun constat".to_owned() } else { parts.join(", ") }
}
