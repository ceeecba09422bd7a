//! Severity overrides, tolerances, order and counts.

use std::collections::{BTreeMap, BTreeSet};

use super::{Code, Diagnostic, Severity};

/// Severity per code, from `remc.yaml`.
pub type SeverityOverrides = BTreeMap<Code, Severity>;

/// How many findings of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Findings that stop a freeze.
    pub errors: usize,
    /// Findings to look at.
    pub warnings: usize,
    /// Findings worth knowing.
    pub infos: usize,
}

impl Counts {
    /// Counts a list of findings.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
        }
    }
}

/// Applies overrides and tolerances, drops what is ignored, sorts by place.
///
/// `tolerated` holds the (item, code) pairs of `tolère` lines. Neither counts for a code that is locked.
pub fn finish(
    mut diagnostics: Vec<Diagnostic>,
    overrides: &SeverityOverrides,
    tolerated: &BTreeSet<(String, Code)>,
) -> Vec<Diagnostic> {
    for diagnostic in &mut diagnostics {
        if let Some(severity) = overrides.get(&diagnostic.code)
            && !diagnostic.code.is_locked()
            && diagnostic.severity == diagnostic.code.default_severity()
        {
            diagnostic.severity = *severity;
        }
    }
    diagnostics.retain(|diagnostic| {
        let spared = !diagnostic.code.is_locked()
            && diagnostic
                .item
                .as_ref()
                .is_some_and(|item| tolerated.contains(&(item.clone(), diagnostic.code)));
        diagnostic.severity != Severity::Ignored && !spared
    });
    diagnostics.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
    diagnostics.dedup();
    diagnostics
}

fn sort_key(diagnostic: &Diagnostic) -> (Option<crate::source::Span>, Code, &str) {
    (diagnostic.primary.as_ref().map(|label| label.span), diagnostic.code, &diagnostic.message)
}
