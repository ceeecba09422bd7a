//! REM506: « DOIT ne pas » for « ne DOIT pas ».
//!
//! What: DOIT or DOIVENT followed by `ne` or `n’`, then pas, plus, jamais or aucun; « DOIT n’accepter que » is sound.
//! Why: « DOIT ne pas conserver » reads as « is not bound to keep » as easily as « must not keep ».

use super::modal::{Modal, modal};
use super::subject::MOST;
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
        let most = out.len() + MOST;
        for (index, verb) in text.scan.words.iter().enumerate() {
            if modal(verb, text.text) != Some(Modal::Must) {
                continue;
            }
            if out.len() >= most {
                break;
            }
            let word_at =
                |offset: usize| text.scan.words.get(index + offset).map(|word| (word, word.text(text.text)));
            let Some((ne, "ne" | "n" | "NE" | "N")) = word_at(1) else { continue };
            if !(2..LOOKAHEAD).filter_map(word_at).any(|(_, word)| denies(word)) {
                continue;
            }
            let must = verb.text(text.text);
            let complement = word_at(2).filter(|(_, word)| denies(word));
            let elided = usize::from(complement.is_none() && ne.len() == 1);
            let end = complement
                .map_or(ne.end as usize + elided * apostrophe(text.text, ne.end), |(word, _)| {
                    word.end as usize
                });
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
            out.push(finding.help(format!("écrire {} pour interdire", quoted(advice))));
        }
    }
}

/// Words after the verb among which the second half of the negation stands.
const LOOKAHEAD: usize = 9;

/// The second half of a negation that forbids; `que` restricts, which is another matter.
fn denies(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    matches!(lower.as_str(), "pas" | "plus" | "jamais" | "aucun" | "aucune")
}

/// Length of the apostrophe at a place.
fn apostrophe(text: &str, at: u32) -> usize {
    text.get(at as usize..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
}
