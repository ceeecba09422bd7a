//! REM509: two typographies in one text.
//!
//! What: straight and curly apostrophes, or straight quotes and guillemets, side by side.
//! Why: a sign that a text was pasted from two places; the published pages unify it anyway.

use super::scan::Mark;
use super::{Check, Project, PublishedText, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};

const PAIRS: &[(Mark, &str, Mark, &str)] = &[
    (Mark::StraightApostrophe, "'", Mark::CurlyApostrophe, "’"),
    (Mark::StraightQuote, "\"", Mark::Guillemet, "« »"),
    (Mark::ThreeDots, "...", Mark::Ellipsis, "…"),
];

/// The rule.
pub(super) struct MixedTypography;

impl Check for MixedTypography {
    fn codes(&self) -> &'static [Code] {
        &[Code::MixedTypography]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        if !subject.is_live() {
            return;
        }
        for text in &subject.texts {
            out.extend(PAIRS.iter().find_map(|pair| mixed(project, subject, text, pair)));
        }
    }
}

fn mixed(
    project: &Project<'_>,
    subject: &Subject<'_>,
    text: &PublishedText<'_>,
    (plain, plain_shown, curly, curly_shown): &(Mark, &str, Mark, &str),
) -> Option<Diagnostic> {
    let (plain_at, curly_at) = (text.scan.first(*plain)?, text.scan.first(*curly)?);
    let curly_length = text.text.get(curly_at..)?.chars().next()?.len_utf8();
    let message = format!("{} et {} mêlés dans {}", quoted(plain_shown), curly_shown, text.part.label());
    Some(
        subject
            .finding_in(project, Code::MixedTypography, text, plain_at..plain_at + plain_shown.len(), message)
            .also(subject.span(project, text, curly_at..curly_at + curly_length), "autre typographie")
            .help("tenez-vous à une seule des deux formes dans un texte"),
    )
}
