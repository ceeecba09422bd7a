//! REM302: two ids that only letter case tells apart.
//!
//! What: `SC.mss/01` beside `SC.MSS/01`, requirements and scenarios alike.
//! Why: people cannot dictate them, and several file systems store one page for both.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{ItemId, Place};
use crate::quick::{HashMap, HashMapExt as _};
use crate::source::Span;

/// The rule.
pub(super) struct CollidingId;

impl Check for CollidingId {
    fn codes(&self) -> &'static [Code] {
        &[Code::CollidingId]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        let mut seen: HashMap<String, (&ItemId, Option<Span>)> = HashMap::new();
        let items =
            project.corpus.items.iter().map(|item| (&item.id, project.origins.get(&item.id, &Place::Id)));
        let crossing = project.corpus.cross_scenarios.iter();
        let crossing =
            crossing.map(|(_, one)| (&one.id, project.origins.cross_scenario(&one.id, &Place::Id)));
        let mut ids: Vec<(&ItemId, Option<Span>)> = items.chain(crossing).collect();
        ids.sort_by_key(|(_, span)| *span);
        for (id, span) in ids {
            let folded = id.as_str().to_ascii_lowercase();
            let Some((first, first_span)) = seen.get(&folded) else {
                seen.insert(folded, (id, span));
                continue;
            };
            if *first == id {
                continue;
            }
            let message = format!("{} ne diffère de {} que par la casse", quoted(id), quoted(first));
            out.push(
                Diagnostic::maybe_at(Code::CollidingId, span, message)
                    .also(*first_span, "l’autre identifiant")
                    .help("donner un autre numéro à l’une des deux")
                    .about(id.as_str()),
            );
        }
    }
}
