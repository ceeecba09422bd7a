//! REM501: a text left for later.
//!
//! What: `[à définir]`, `TBD`, `XXX`, `???`, *lorem ipsum* in any published text of a live item.
//! Why: published once, a placeholder is read as the requirement by every vendor.

use super::scan::Mark;
use super::{Check, Project, PublishedText, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::fold_accents;
use std::ops::Range;

/// Words, folded, that make a bracketed remark a placeholder.
const IN_BRACKETS: &[&str] = &[
    "a definir",
    "a completer",
    "a preciser",
    "a venir",
    "en cours de",
    "xxx",
    "tbd",
    "todo",
    "ici le",
    "ici la",
    "lien a",
    "a confirmer",
    "a rediger",
];
/// Longest remark between brackets, in bytes.
const LONGEST: usize = 160;

/// The rule.
pub(super) struct Placeholder;

impl Check for Placeholder {
    fn codes(&self) -> &'static [Code] {
        &[Code::Placeholder]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        if !subject.is_live() {
            return;
        }
        for text in &subject.texts {
            let Some(range) = bracketed(text).or_else(|| word(text)).or_else(|| questions(text)) else {
                continue;
            };
            let shown = text.text.get(range.clone()).unwrap_or_default();
            let message = format!("texte provisoire {} dans {}", quoted(shown), text.part.label());
            out.push(
                subject
                    .finding_in(project, Code::Placeholder, text, range, message)
                    .help("écrire le texte définitif, ou passer l’exigence au statut « rédaction » et le détail en « note »"),
            );
        }
    }
}

/// A remark between brackets or parentheses that promises a text.
fn bracketed(text: &PublishedText<'_>) -> Option<Range<usize>> {
    let mut from = text.scan.first(Mark::Bracket)?;
    while let Some(offset) = text.text.get(from..)?.find('[') {
        let start = from + offset;
        let rest = text.text.get(start + 1..)?;
        let length = rest.bytes().take(LONGEST).position(|byte| byte == b']');
        if let Some(length) = length
            && !text.scan.is_code(start)
            && let Some(inner) = rest.get(..length)
            && rest.as_bytes().get(length + 1) != Some(&b'(')
        {
            let folded = fold_accents(inner);
            if IN_BRACKETS
                .iter()
                .any(|words| folded.starts_with(words) || folded.contains(&format!(" {words}")))
            {
                return Some(start..start + length + 2);
            }
        }
        from = start + 1;
    }
    None
}

/// A word that stands for a text to come.
fn word(text: &PublishedText<'_>) -> Option<Range<usize>> {
    let found = text.scan.words.iter().find(|word| {
        if word.is_code() || word.len() < 3 {
            return false;
        }
        let shown = word.text(text.text);
        if word.is_capitals() {
            return matches!(shown, "TBD" | "TBC" | "TODO" | "FIXME" | "ADEFINIR")
                || shown.bytes().all(|b| b == b'X');
        }
        let before = text.text.as_bytes().get((word.start as usize).wrapping_sub(1));
        (word.len() == 5 && shown.eq_ignore_ascii_case("lorem"))
            || (before == Some(&b'[') && shown.eq_ignore_ascii_case("tbd"))
    });
    found.map(super::Word::range).or_else(|| to_be_defined(text))
}

/// « (à définir) »: the words alone may be meant.
fn to_be_defined(text: &PublishedText<'_>) -> Option<Range<usize>> {
    let pairs = text.scan.words.windows(2);
    let found = pairs
        .filter_map(|pair| if let [first, second] = pair { Some((first, second)) } else { None })
        .find(|(first, second)| {
            matches!(first.text(text.text), "à" | "À" | "A" | "a")
                && matches!(
                    second.text(text.text),
                    "définir" | "compléter" | "préciser" | "DEFINIR" | "DÉFINIR"
                )
                && text.text.as_bytes().get((first.start as usize).wrapping_sub(1)) == Some(&b'(')
                && text.text.as_bytes().get(second.end as usize) == Some(&b')')
        });
    found.map(|(first, second)| first.start as usize..second.end as usize)
}

fn questions(text: &PublishedText<'_>) -> Option<Range<usize>> {
    let start = text.scan.first(Mark::Questions)?;
    let length = text.text.get(start..)?.bytes().take_while(|byte| *byte == b'?').count();
    Some(start..start + length)
}
