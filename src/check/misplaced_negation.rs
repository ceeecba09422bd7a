//! REM506: « DOIT ne pas » for « ne DOIT pas ».
//!
//! What: DOIT or DOIVENT followed by `ne` or `n’`.
//! Why: « DOIT ne pas conserver » reads as « is not bound to keep » as easily as « must not keep ».

use super::modal::{Modal, modal};
use super::{Check, Project, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};

/// The rule.
pub(super) struct MisplacedNegation;

impl Check for MisplacedNegation {
    fn codes(&self) -> &'static [Code] {
        &[Code::MisplacedNegation]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(text) = subject.statement().filter(|_| subject.is_live()) else { return };
        for (index, verb) in text.scan.words.iter().enumerate() {
            if modal(verb, text.text) != Some(Modal::Must) {
                continue;
            }
            let word_at =
                |offset: usize| text.scan.words.get(index + offset).map(|word| (word, word.text(text.text)));
            let Some((ne, "ne" | "n" | "NE" | "N")) = word_at(1) else { continue };
            let must = verb.text(text.text);
            let complement = word_at(2)
                .filter(|(_, word)| matches!(*word, "pas" | "plus" | "jamais" | "PAS" | "PLUS" | "JAMAIS"));
            let end = complement.map_or(ne.end, |(word, _)| word.end) as usize;
            let range = verb.start as usize..end;
            let shown = text.text.get(range.clone()).unwrap_or_default();
            let correct = complement.map(|(_, word)| format!("ne {must} {word}"));
            let advice = correct.clone().unwrap_or_else(|| format!("ne {must} pas"));
            let mut finding = subject.finding_in(
                project,
                Code::MisplacedNegation,
                text,
                range.clone(),
                format!("négation ambiguë {}", quoted(shown)),
            );
            if let (Some(span), Some(correct)) = (subject.span(project, text, range), correct) {
                finding = finding.fix(span, correct);
            }
            out.push(finding.help(format!("écrivez {} pour interdire", quoted(advice))));
        }
    }
}
