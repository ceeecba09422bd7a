//! Rows of the comparison that are about no single requirement: lineage the texts suggest, scenarios of several
//! requirements.

use serde::Serialize;

use super::card::Setting;
use crate::history::{Diff, SuggestionKind};
use crate::model::Vocabulary as _;
use crate::render::typography::Html;

/// What a comparison says apart from its items.
#[derive(Debug, Serialize)]
pub(super) struct Apart {
    suggestion_count: usize,
    suggestions: Html,
    scenario_count: usize,
    scenarios: Html,
}

impl Apart {
    pub(super) fn new(set: &Setting<'_, '_>, diff: &Diff) -> Self {
        Self {
            suggestion_count: diff.suggestions.len(),
            suggestions: suggestions(set, diff),
            scenario_count: diff.scenarios.len(),
            scenarios: scenarios(set, diff),
        }
    }
}

/// Rows of suggested lineage: before, after, question and score. The line to write is the author's business: it stands
/// in `remc diff`, not on the site.
fn suggestions(set: &Setting<'_, '_>, diff: &Diff) -> Html {
    let site = set.site;
    let mut out = set.markup(diff.suggestions.len() * 256);
    for one in &diff.suggestions {
        out.raw("<tr><td>").ids(site, &one.before).raw("</td><td>");
        if one.kind == SuggestionKind::Reused {
            out.raw("<span class=\"discret\">autre texte</span>");
        } else {
            out.ids(site, &one.after);
        }
        out.raw("</td><td>").prose(one.kind.question()).raw("</td><td class=\"n\">");
        out.number(usize::from(one.score.percent())).raw("\u{a0}%</td></tr>\n");
    }
    out.finish()
}

/// Rows of scenarios that span several requirements.
fn scenarios(set: &Setting<'_, '_>, diff: &Diff) -> Html {
    let site = set.site;
    let mut out = set.markup(diff.scenarios.len() * 512);
    for change in &diff.scenarios {
        out.raw("<tr><th scope=\"row\"><span class=\"id\">").text(change.id.as_str()).raw("</span> ");
        out.prose(&change.title).raw("</th><td>").text(&change.lane).raw("</td><td>");
        out.raw(change.label());
        if let Some(reach) = change.reach {
            out.raw(" <span class=\"discret\">(").text(&reach.label().to_lowercase()).raw(")</span>");
        }
        out.raw("</td><td>").ids(site, &change.covers).raw("</td></tr>\n");
    }
    out.finish()
}
