//! Applying proposed fixes to a text.

use super::Diagnostic;
use crate::source::{FileId, fold_accents};

/// Whether a fix can be applied without asking: a near name (`2xx`) is a guess unless only accents and case differ, and
/// what to say of a change (`4xx`) is the author's to decide.
fn is_safe(diagnostic: &Diagnostic, original: &str, replacement: &str) -> bool {
    let family = diagnostic.code.as_str().get(..4).unwrap_or_default();
    match family {
        "REM2" => fold_accents(original) == fold_accents(replacement),
        "REM4" => false,
        _ => true,
    }
}

/// The text with every fix proposed for `file` applied, and how many were. Of two fixes that overlap only the first in
/// the text is applied: the other waits for the next run. Guesses are left to the author.
pub fn apply_fixes(file: FileId, text: &str, diagnostics: &[Diagnostic]) -> (String, usize) {
    let mut fixes: Vec<_> = diagnostics
        .iter()
        .filter_map(|diagnostic| {
            let fix = diagnostic.fix.as_ref().filter(|fix| fix.span.file == file)?;
            let original = text.get(fix.span.range())?;
            is_safe(diagnostic, original, &fix.replacement).then_some(fix)
        })
        .collect();
    fixes.sort_by_key(|fix| fix.span);
    fixes.dedup();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut applied = 0;
    for fix in fixes {
        let range = fix.span.range();
        let (Some(before), Some(_)) = (text.get(at..range.start), text.get(range.clone())) else { continue };
        out.push_str(before);
        out.push_str(&fix.replacement);
        at = range.end;
        applied += 1;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    (out, applied)
}
