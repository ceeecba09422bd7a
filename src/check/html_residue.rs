//! REM508: what is left of a HTML text.
//!
//! What: known tags (`<p>`, `<br/>`…), entities (`&nbsp;`), `_x000D_`. Words between angle brackets that are content,
//! such as `<location>`, are not touched.
//! Why: texts are Markdown; a tag would be printed as it stands.

use super::scan::Mark;
use super::{Check, Project, PublishedText, Subject, quoted};
use crate::diagnostic::{Code, Diagnostic};
use std::ops::Range;

const TAGS: &[&str] = &[
    "a",
    "b",
    "blockquote",
    "br",
    "del",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

const ENTITIES: &[(&str, &str)] = &[
    ("nbsp", "\u{a0}"),
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("eacute", "é"),
    ("egrave", "è"),
    ("ecirc", "ê"),
    ("agrave", "à"),
    ("acirc", "â"),
    ("ccedil", "ç"),
    ("ocirc", "ô"),
    ("icirc", "î"),
    ("ugrave", "ù"),
    ("rsquo", "’"),
    ("lsquo", "‘"),
    ("hellip", "…"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("deg", "°"),
    ("oelig", "œ"),
    ("euro", "€"),
    ("ge", "≥"),
    ("le", "≤"),
];

/// The rule.
pub(super) struct HtmlResidue;

impl Check for HtmlResidue {
    fn codes(&self) -> &'static [Code] {
        &[Code::HtmlResidue]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        for text in &subject.texts {
            let Some((range, replacement)) = first_residue(text) else { continue };
            let shown = text.text.get(range.clone()).unwrap_or_default();
            let message = format!("reste de HTML {} dans {}", quoted(shown), text.part.label());
            let mut finding = subject.finding_in(project, Code::HtmlResidue, text, range.clone(), message);
            if let (Some(replacement), Some(span)) = (replacement, subject.span(project, text, range)) {
                finding = finding.fix(span, replacement);
            }
            out.push(
                finding
                    .help("les textes sont en Markdown ; mettre entre accents graves ce qui est du contenu"),
            );
        }
    }
}

type Residue = (Range<usize>, Option<String>);

fn first_residue(text: &PublishedText<'_>) -> Option<Residue> {
    let found = [tag(text), entity(text), carriage_return(text)];
    found.into_iter().flatten().min_by_key(|(range, _)| range.start)
}

fn tag(text: &PublishedText<'_>) -> Option<Residue> {
    let first = text.scan.first(Mark::Less)?;
    let starts = text.text.get(first..)?.match_indices('<').map(|(offset, _)| first + offset);
    starts.filter(|start| !text.scan.is_code(*start)).find_map(|start| {
        let rest = text.text.get(start + 1..)?;
        let inner = rest.strip_prefix('/').unwrap_or(rest);
        let length = inner.bytes().take(12).take_while(u8::is_ascii_alphanumeric).count();
        let name = inner.get(..length)?.to_ascii_lowercase();
        let closes = matches!(inner.as_bytes().get(length), Some(b'>' | b'/' | b' ' | b'\t' | b'\n'));
        if !closes || !TAGS.contains(&name.as_str()) {
            return None;
        }
        let end = inner.bytes().take(200).position(|byte| byte == b'>')?;
        let width = 1 + (rest.len() - inner.len()) + end + 1;
        Some((start..start + width, None))
    })
}

fn entity(text: &PublishedText<'_>) -> Option<Residue> {
    let first = text.scan.first(Mark::Ampersand)?;
    let starts = text.text.get(first..)?.match_indices('&').map(|(offset, _)| first + offset);
    starts.filter(|start| !text.scan.is_code(*start)).find_map(|start| {
        let rest = text.text.get(start + 1..)?;
        let end = rest.bytes().take(10).position(|byte| byte == b';')?;
        let name = rest.get(..end)?;
        let known =
            ENTITIES.iter().find(|(entity, _)| *entity == name).map(|(_, character)| (*character).to_owned());
        let number = name.strip_prefix('#').and_then(|digits| match digits.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
            None => digits.parse().ok(),
        });
        let character = known.or_else(|| number.and_then(char::from_u32).map(String::from))?;
        let range = start..start + end + 2;
        let inside_address = text.scan.addresses.iter().any(|address| address.contains(&start));
        (!inside_address).then_some((range, Some(character).filter(|c| c != "\"" && c != "\\")))
    })
}

fn carriage_return(text: &PublishedText<'_>) -> Option<Residue> {
    const MARK: &str = "_x000D_";
    text.scan.first(Mark::Underscore)?;
    let start = text.text.find(MARK)?;
    Some((start..start + MARK.len(), Some(String::new())))
}
