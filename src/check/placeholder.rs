//! REM501: a text left for later.
//!
//! What: `[à définir]`, `TBD`, `XXX`, `???`, *lorem ipsum* in any published text of a live item; a warning
//! while the item is in rédaction.
//! Why: published once, a placeholder is read as the requirement by every vendor.

use super::scan::Mark;
use super::{Check, Project, PublishedText, Subject, SubjectKind, quoted};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::Status;
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
            for range in every(text) {
                let shown = text.text.get(range.clone()).unwrap_or_default();
                let message = format!("texte provisoire {} dans {}", quoted(shown), text.part.label());
                let finding = subject
                    .finding_in(project, Code::Placeholder, text, range, message)
                    .help("écrire le texte définitif, ou passer l’exigence au statut « rédaction » et le détail en « note »");
                out.push(if is_draft(subject) { finding.severity(Severity::Warning) } else { finding });
            }
        }
    }
}

/// Whether the text is known to be unfinished.
fn is_draft(subject: &Subject<'_>) -> bool {
    match subject.kind {
        SubjectKind::Item(item) | SubjectKind::Variant { item, .. } => item.status == Status::Draft,
        SubjectKind::Cross { .. } => false,
    }
}

/// Every placeholder of a text, in order; one inside another counts once.
fn every(text: &PublishedText<'_>) -> Vec<Range<usize>> {
    let mut all = bracketed(text);
    all.extend(words(text));
    all.extend(questions(text));
    all.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut found: Vec<Range<usize>> = Vec::new();
    for range in all {
        if found.last().is_none_or(|last| last.end <= range.start) {
            found.push(range);
        }
    }
    found
}

/// Remarks between brackets that promise a text.
fn bracketed(text: &PublishedText<'_>) -> Vec<Range<usize>> {
    let Some(first) = text.scan.first(Mark::Bracket) else { return Vec::new() };
    let starts = text.text.get(first..).unwrap_or_default().match_indices('[').map(|(at, _)| first + at);
    let found = starts.filter(|start| !text.scan.is_code(*start)).filter_map(|start| {
        let rest = text.text.get(start + 1..)?;
        let length = rest.bytes().take(LONGEST).position(|byte| byte == b']')?;
        let folded = fold_accents(rest.get(..length)?);
        let promised = IN_BRACKETS
            .iter()
            .any(|words| folded.starts_with(words) || folded.contains(&format!(" {words}")));
        let is_link = rest.as_bytes().get(length + 1) == Some(&b'(');
        (promised && !is_link).then_some(start..start + length + 2)
    });
    found.collect()
}

/// Words that stand for a text to come.
fn words(text: &PublishedText<'_>) -> Vec<Range<usize>> {
    let is_placeholder = |word: &&super::Word| {
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
    };
    let single = text.scan.words.iter().filter(is_placeholder).map(super::Word::range);
    single.chain(to_be_defined(text)).collect()
}

/// « (à définir) »: the words alone may be meant.
fn to_be_defined<'t>(text: &'t PublishedText<'_>) -> impl Iterator<Item = Range<usize>> + 't {
    let pairs = text.scan.words.windows(2);
    let pairs =
        pairs.filter_map(|pair| if let [first, second] = pair { Some((first, second)) } else { None });
    let found = pairs.filter(|(first, second)| {
        matches!(first.text(text.text), "à" | "À" | "A" | "a")
            && matches!(second.text(text.text), "définir" | "compléter" | "préciser" | "DEFINIR" | "DÉFINIR")
            && text.text.as_bytes().get((first.start as usize).wrapping_sub(1)) == Some(&b'(')
            && text.text.as_bytes().get(second.end as usize) == Some(&b')')
    });
    found.map(|(first, second)| first.start as usize..second.end as usize)
}

/// Runs of question marks.
fn questions(text: &PublishedText<'_>) -> Vec<Range<usize>> {
    let Some(first) = text.scan.first(Mark::Questions) else { return Vec::new() };
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.text.get(first..).unwrap_or_default().match_indices("??") {
        let start = first + at;
        let rest = text.text.get(start..).unwrap_or_default();
        let length = rest.bytes().take_while(|byte| *byte == b'?').count();
        if !text.scan.is_code(start) && found.last().is_none_or(|last| last.end <= start) {
            found.push(start..start + length);
        }
    }
    found
}
