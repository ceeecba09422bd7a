//! REM512: an id that does not begin as its home asks.
//!
//! What: the manifest gives `prefixes` for a socle or a lane, and the id begins with none of them.
//! Why: readers know an item's home by its id, and so do imports.

use super::{Check, Project, Subject, listed};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Home, Place};

/// The rule.
pub(super) struct WrongPrefix;

impl Check for WrongPrefix {
    fn codes(&self) -> &'static [Code] {
        &[Code::WrongPrefix]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.live_item() else { return };
        let corpus = project.corpus;
        let (prefixes, home) = match &item.home {
            Home::Socle(code) => (
                corpus.socles.iter().find(|socle| socle.code == *code).map(|socle| &socle.prefixes),
                format!("du socle {code}"),
            ),
            Home::Lane(code) => (
                corpus.lanes.iter().find(|lane| lane.code == *code).map(|lane| &lane.prefixes),
                format!("du couloir {code}"),
            ),
        };
        let Some(prefixes) = prefixes.filter(|prefixes| !prefixes.is_empty()) else { return };
        if prefixes.iter().any(|prefix| begins_with(item.id.as_str(), prefix)) {
            return;
        }
        let message = format!("« {} » ne commence par aucun préfixe {home}", item.id);
        out.push(
            subject
                .finding(project, Code::WrongPrefix, &Place::Id, message)
                .help(format!("préfixes attendus : {}", listed(prefixes))),
        );
    }
}

/// Whether a prefix ends where a part of the id ends.
fn begins_with(id: &str, prefix: &str) -> bool {
    let Some(rest) = id.strip_prefix(prefix) else { return false };
    let open = prefix.ends_with(|last: char| !last.is_ascii_alphanumeric());
    open || !rest.starts_with(|next: char| next.is_ascii_alphanumeric())
}
