//! REM706: a mark meant for colleagues in a published text.
//!
//! What: `note interne`, `[interne]`, `ne pas publier`, `ne pas diffuser`, `@@`.
//! Why: the words say themselves that nobody outside should read what follows.

use std::ops::Range;

use super::scan::{Mark, Scan};
use super::subject::MOST;
use super::{Check, Project, Subject, other_texts};
use crate::diagnostic::{Code, Diagnostic};

/// The rule.
pub(super) struct InternalMarker;

impl Check for InternalMarker {
    fn codes(&self) -> &'static [Code] {
        &[Code::InternalMarker]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        for text in &subject.texts {
            for range in find(text.text, &text.scan).into_iter().take(MOST) {
                let (message, help) = message(text.part.label());
                out.push(subject.finding_in(project, Code::InternalMarker, text, range, message).help(help));
            }
        }
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        other_texts::report(project, out, Code::InternalMarker, &find, &message);
    }
}

/// The words themselves are left out: messages travel further than sources.
fn message(place: &str) -> (String, String) {
    let help = "déplacer ce passage dans une « note », qui n’est jamais publiée";
    (format!("marque interne dans {place}"), help.to_owned())
}

/// Marks made of words, in lower case.
const MARKS: &[&[&str]] = &[
    &["note", "interne"],
    &["ne", "pas", "publier"],
    &["ne", "pas", "diffuser"],
    &["usage", "interne", "uniquement"],
];

fn find(text: &str, scan: &Scan) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> =
        scan.first(Mark::Arobases).map(|start| start..start + 2).into_iter().collect();
    let same = |at: usize, wanted: &str| {
        let word = scan.words.get(at)?;
        (word.len() == wanted.len() && word.text(text).eq_ignore_ascii_case(wanted)).then_some(word.range())
    };
    for (index, word) in scan.words.iter().enumerate() {
        if !matches!(text.as_bytes().get(word.start as usize), Some(b'n' | b'N' | b'u' | b'U' | b'i' | b'I'))
        {
            continue;
        }
        for mark in MARKS {
            let mut range: Option<Range<usize>> = None;
            let whole = mark.iter().enumerate().all(|(offset, wanted)| match same(index + offset, wanted) {
                Some(next) => {
                    range = Some(range.as_ref().map_or(next.start, |before| before.start)..next.end);
                    true
                }
                None => false,
            });
            found.extend(range.filter(|_| whole));
        }
        let bracketed = text.as_bytes().get((word.start as usize).wrapping_sub(1)) == Some(&b'[');
        if bracketed && same(index, "interne").is_some() {
            found.push(word.start as usize - 1..word.end as usize);
        }
    }
    found
}
