//! REM502: an address that vendors cannot open.
//!
//! What: an address of a work space, an intranet, a shared drive or a file of someone's computer.
//! Why: it tells nothing to the reader and much about the inside.

use super::scan::Mark;
use super::subject::MOST;
use super::{Check, Project, PublishedText, Subject};
use crate::diagnostic::{Code, Diagnostic};
use std::ops::Range;

/// What a host or path holds when it is internal, in lower case.
const INTERNAL: &[&str] = &[
    "saas-",
    "squash",
    "intranet",
    "sharepoint",
    "confluence",
    "jira",
    "requirement-workspace",
    "onedrive",
    "teams.microsoft",
    "docs.google.com",
    "drive.google.com",
    "atlassian.net",
];
/// Ends of the hosts of private networks.
const PRIVATE_ENDS: &[&str] = &[".local", ".lan", ".intra", ".internal", ".corp"];

/// The rule.
pub(super) struct InternalLink;

impl Check for InternalLink {
    fn codes(&self) -> &'static [Code] {
        &[Code::InternalLink]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        for text in &subject.texts {
            let addresses = text
                .scan
                .addresses
                .iter()
                .filter(|range| is_internal(text.text.get((*range).clone()).unwrap_or_default()));
            for range in addresses.cloned().chain(shares(text)).take(MOST) {
                let message = format!("adresse interne dans {}", text.part.label());
                out.push(
                    subject
                        .finding_in(project, Code::InternalLink, text, range, message)
                        .help("citer le référentiel publié (champ « référence »), ou garder l’adresse dans une « note »"),
                );
            }
        }
    }
}

fn is_internal(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    let Some((scheme, rest)) = lower.split_once("://") else { return false };
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
    scheme == "file"
        || INTERNAL.iter().any(|part| rest.contains(part))
        || PRIVATE_ENDS.iter().any(|end| host.ends_with(end))
}

/// Paths of a shared drive: `\\serveur\dossier`.
fn shares(text: &PublishedText<'_>) -> Vec<Range<usize>> {
    let Some(first) = text.scan.first(Mark::Backslashes) else { return Vec::new() };
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.text.get(first..).unwrap_or_default().match_indices("\\\\") {
        let start = first + at;
        let rest = text.text.get(start..).unwrap_or_default();
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let path = rest.get(2..length).unwrap_or_default();
        let is_path = path.starts_with(|c: char| c.is_ascii_alphanumeric()) && path.contains('\\');
        if is_path && !text.scan.is_code(start) && found.last().is_none_or(|last| last.end <= start) {
            found.push(start..start + length);
        }
    }
    found
}
