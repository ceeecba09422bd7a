//! REM507: a list that does not end.
//!
//! What: `etc.`, `notamment`, `entre autres`, three dots, in an énoncé.
//! Why: nobody can show that what is not written is done.

use super::scan::Mark;
use super::subject::MOST;
use super::{Check, Project, PublishedText, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use std::ops::Range;

/// The rule.
pub(super) struct OpenList;

impl Check for OpenList {
    fn codes(&self) -> &'static [Code] {
        &[Code::OpenList]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(text) = subject.statement().filter(|_| subject.is_live()) else { return };
        for range in words(text).into_iter().chain(dots(text)).take(MOST) {
            let shown = text.text.get(range.clone()).unwrap_or_default();
            let message = format!("liste ouverte : {} dans l’énoncé", quoted(shown));
            out.push(
                subject
                    .finding_in(project, Code::OpenList, text, range, message)
                    .help("énumérer tout ce qui est exigé, ou citer le référentiel qui l’énumère ; les exemples vont en « commentaire »"),
            );
        }
    }
}

fn words(text: &PublishedText<'_>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut previous: Option<&super::Word> = None;
    for word in text.scan.prose() {
        let shown = word.text(text.text);
        let is_open = match word.len() {
            3 => shown.eq_ignore_ascii_case("etc"),
            9 => shown.eq_ignore_ascii_case("notamment"),
            _ => false,
        };
        let full_stop = text.text.as_bytes().get(word.end as usize) == Some(&b'.');
        if is_open {
            let with_stop = usize::from(full_stop && word.len() == 3);
            found.push(word.start as usize..word.end as usize + with_stop);
        } else if word.len() == 6 && shown.eq_ignore_ascii_case("autres") {
            found.extend(
                previous
                    .filter(|before| before.text(text.text).eq_ignore_ascii_case("entre"))
                    .map(|before| before.start as usize..word.end as usize),
            );
        }
        previous = Some(word);
    }
    found
}

/// Three dots, unless they stand for words cut out of a quotation: `[...]`, `(…)`.
fn dots(text: &PublishedText<'_>) -> Option<Range<usize>> {
    let (start, length) = match (text.scan.first(Mark::ThreeDots), text.scan.first(Mark::Ellipsis)) {
        (Some(dots), Some(one)) if one < dots => (one, '…'.len_utf8()),
        (Some(dots), _) => (dots, 3),
        (None, Some(one)) => (one, '…'.len_utf8()),
        (None, None) => return None,
    };
    let before = text.text.get(..start)?.bytes().next_back();
    let after_etc = text.text.get(..start)?.ends_with("etc");
    (!matches!(before, Some(b'[' | b'(')) && !after_etc).then_some(start..start + length)
}
