//! REM509: two typographies in one text.
//!
//! What: straight and curly apostrophes, or straight quotes and guillemets, side by side.
//! Why: a sign that a text was pasted from two places; the published pages unify it anyway.

use super::scan::Mark;
use super::{Check, Project, PublishedText, Subject};
use crate::diagnostic::{Code, Diagnostic};

/// Two marks that do not go together, the length of the first, and what to call them.
type Pair = (Mark, usize, Mark, &'static str);

const PAIRS: &[Pair] = &[
    (Mark::StraightApostrophe, 1, Mark::CurlyApostrophe, "apostrophes droites et courbes mêlées"),
    (Mark::StraightQuote, 1, Mark::Guillemet, "guillemets droits et français mêlés"),
    (Mark::ThreeDots, 3, Mark::Ellipsis, "points de suspension de deux formes"),
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
    pair: &Pair,
) -> Option<Diagnostic> {
    let (plain, length, curly, name) = pair;
    let (plain_at, curly_at) = (text.scan.first(*plain)?, text.scan.first(*curly)?);
    let curly_length = text.text.get(curly_at..)?.chars().next()?.len_utf8();
    let message = format!("{name} dans {}", text.part.label());
    Some(
        subject
            .finding_in(project, Code::MixedTypography, text, plain_at..plain_at + length, message)
            .also(subject.span(project, text, curly_at..curly_at + curly_length), "autre typographie")
            .help("s’en tenir à une seule des deux formes dans un texte"),
    )
}
