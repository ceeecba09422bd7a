//! What was taken over from elsewhere is not blamed on this project.

use super::Context;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::quick::HashSet;

/// Errors of history and wording become warnings while an iteration marked `reprise` is being written, and stay so
/// afterwards for the findings recorded in a baseline.
pub(super) fn soften(cx: &Context<'_>, found: &mut [Diagnostic]) {
    let taking_over = cx.next_iteration.is_some_and(|iteration| iteration.takeover);
    let recorded: HashSet<(&str, Option<&str>, &str)> = cx
        .baselines
        .iter()
        .flat_map(|baseline| &baseline.findings)
        .map(|finding| (finding.code.as_str(), finding.item.as_deref(), finding.message.as_str()))
        .collect();
    for diagnostic in found.iter_mut().filter(|one| one.severity == Severity::Error && may_soften(one.code)) {
        let known = (diagnostic.code.as_str(), diagnostic.item.as_deref(), diagnostic.message.as_str());
        if taking_over || recorded.contains(&known) {
            diagnostic.severity = Severity::Warning;
        }
    }
}

/// History and wording, except what protects frozen iterations themselves.
fn may_soften(code: Code) -> bool {
    let family = code.as_str().as_bytes().get(3).copied();
    matches!(family, Some(b'4' | b'5')) && !matches!(code, Code::BaselineTampered | Code::FreezeOutOfOrder)
}
