//! REM705: dated initials of an author in a published text.
//!
//! What: `[ABC 12/12/2022]`, `[ IT3 LGC ABC 12/12 ]`: capitals then a date, between brackets.
//! Why: remarks of a working session were published with the name of who made them.

use std::ops::Range;

use super::scan::{Mark, Scan};
use super::subject::MOST;
use super::{Check, Project, Subject, other_texts};
use crate::diagnostic::{Code, Diagnostic};

/// The rule.
pub(super) struct InitialsLeak;

impl Check for InitialsLeak {
    fn codes(&self) -> &'static [Code] {
        &[Code::InitialsLeak]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        for text in &subject.texts {
            for range in find(text.text, &text.scan).into_iter().take(MOST) {
                let (message, help) = message(text.part.label());
                out.push(subject.finding_in(project, Code::InitialsLeak, text, range, message).help(help));
            }
        }
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        other_texts::report(project, out, Code::InitialsLeak, &find, &message);
    }
}

/// The words themselves are left out: messages travel further than sources.
fn message(place: &str) -> (String, String) {
    let help = "retirer la remarque, ou la déplacer dans une « note », qui n’est jamais publiée";
    (format!("initiales datées dans {place}"), help.to_owned())
}

/// Longest remark, in bytes.
const LONGEST: usize = 60;

fn find(text: &str, scan: &Scan) -> Vec<Range<usize>> {
    let Some(first) = scan.first(Mark::Bracket) else { return Vec::new() };
    let starts = text.get(first..).unwrap_or_default().match_indices('[').map(|(offset, _)| first + offset);
    let found = starts.filter_map(|start| {
        let rest = text.get(start + 1..)?;
        let length = rest.bytes().take(LONGEST).position(|byte| byte == b']')?;
        is_signature(rest.get(..length)?).then_some(start..start + length + 2)
    });
    found.collect()
}

/// Words of capitals or digits, one of them initials, then a date.
fn is_signature(inner: &str) -> bool {
    let mut initials = false;
    for word in inner.split([' ', '\u{a0}', ',', '-', ':']).filter(|word| !word.is_empty()) {
        if is_date(word) {
            return initials;
        }
        if !word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
            return false;
        }
        initials |= (2..=4).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase());
    }
    false
}

/// `12/12`, `12/12/22`, `12/12/2022`.
fn is_date(word: &str) -> bool {
    let parts: Vec<&str> = word.split('/').collect();
    let numbers = parts
        .iter()
        .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()));
    (2..=3).contains(&parts.len()) && numbers
}
