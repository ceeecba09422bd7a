//! Messages to the author: what is wrong, where, and what to do.
//!
//! Owner of [`Diagnostic`] and [`Code`]. Input: findings of every stage; output: text for a terminal or JSON. Every
//! code has a French page (`remc explain`).

mod ci;
mod code;
mod fixes;
mod json;
mod sink;
mod terminal;

pub use ci::{to_github, to_sarif};
pub use code::Code;
pub use fixes::apply_fixes;
pub use json::{SCHEMA as JSON_SCHEMA, to_json};
pub use sink::{Counts, SeverityOverrides, finish};
pub use terminal::{render_all, sanitise};

use crate::source::Span;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Not shown, not counted.
    Ignored,
    /// Worth knowing.
    Info,
    /// To be looked at before publication.
    Warning,
    /// Stops a freeze and a publication.
    Error,
}

impl Severity {
    /// The word used in outputs and in `remc.yaml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Ignored => "ignorée",
            Severity::Info => "info",
            Severity::Warning => "avertissement",
            Severity::Error => "erreur",
        }
    }

    /// Reads the word of `remc.yaml`.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "ignorée" | "ignoree" | "ignoré" => Some(Severity::Ignored),
            "info" | "information" => Some(Severity::Info),
            "avertissement" => Some(Severity::Warning),
            "erreur" => Some(Severity::Error),
            _ => None,
        }
    }
}

/// A place and why it matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// Shown under the place; may be empty.
    pub text: String,
}

/// A replacement that settles the finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What to replace; empty range to insert.
    pub span: Span,
    /// The new text.
    pub replacement: String,
}

/// One finding.
///
/// Messages are French, start with a lower-case letter (or a quoted name) and have no final stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of finding.
    pub code: Code,
    /// How much it matters, after overrides once [`finish`] ran.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where. `None` only when there is no file to point at.
    pub primary: Option<Label>,
    /// Other places that explain it.
    pub secondary: Vec<Label>,
    /// What to do about it.
    pub help: Vec<String>,
    /// A replacement that settles it.
    pub fix: Option<Fix>,
    /// Id of the item the finding is about, for `tolère` and for grouping.
    pub item: Option<String>,
}

impl Diagnostic {
    /// A finding at a place, with the default severity of its code.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.default_severity(),
            message: message.into(),
            primary: Some(Label { span, text: String::new() }),
            secondary: Vec::new(),
            help: Vec::new(),
            fix: None,
            item: None,
        }
    }

    /// A finding without a place in a source file.
    pub fn global(code: Code, message: impl Into<String>) -> Self {
        let mut diagnostic = Self::new(code, Span::file_start(crate::source::FileId(0)), message);
        diagnostic.primary = None;
        diagnostic
    }

    /// Points at `span` when known; keeps the finding global otherwise.
    pub fn maybe_at(code: Code, span: Option<Span>, message: impl Into<String>) -> Self {
        match span {
            Some(span) => Self::new(code, span, message),
            None => Self::global(code, message),
        }
    }

    /// Text under the primary place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(label) = &mut self.primary {
            label.text = text.into();
        }
        self
    }

    /// Another place that explains the finding; ignored when unknown.
    #[must_use]
    pub fn also(mut self, span: impl Into<Option<Span>>, text: impl Into<String>) -> Self {
        if let Some(span) = span.into() {
            self.secondary.push(Label { span, text: text.into() });
        }
        self
    }

    /// A line of advice.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// A replacement that settles the finding.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into() });
        self
    }

    /// « vouliez-vous dire » with the fix, when there is a candidate.
    #[must_use]
    pub fn did_you_mean(self, span: Span, candidate: Option<String>) -> Self {
        match candidate {
            Some(word) => self.help(format!("vouliez-vous dire « {word} » ?")).fix(span, word),
            None => self,
        }
    }

    /// The item the finding is about.
    #[must_use]
    pub fn about(mut self, item: impl Into<String>) -> Self {
        self.item = Some(item.into());
        self
    }

    /// Another severity than the code's default.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}
