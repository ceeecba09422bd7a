//! REM412: the author says less than the text shows.
//!
//! What: `évolution … rédactionnelle` (or `référence`, `preuves`) while a modal verb, a negation, a number, a delay, a
//! link, a nature, a profile… changed, or a field of a stronger facet did.
//! Why: vendors skip what is called a mere wording.

use super::{Check, Project, Subject, listed, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::Change;
use crate::model::{EvolutionClaim, Place, Reach, Vocabulary};
use crate::source::Span;

/// The rule.
pub(super) struct ClaimContradicted;

impl Check for ClaimContradicted {
    fn codes(&self) -> &'static [Code] {
        &[Code::ClaimContradicted]
    }

    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let Some(item) = subject.live_item() else { return };
        let Some(change) = project.change(&item.id).filter(|change| change.is_contradicted()) else { return };
        let span = |place: &Place| project.origins.get(&item.id, place);
        out.extend(finding(change, &item.evolutions, &span));
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        for one in project.variant_changes.iter().filter(|one| one.change.is_contradicted()) {
            let span = |place: &Place| project.origins.variant(&one.lane.code, &one.change.id, place);
            out.extend(finding(one.change, &one.variant.evolutions, &span));
        }
    }
}

fn finding(
    change: &Change,
    claims: &[EvolutionClaim],
    span: &dyn Fn(&Place) -> Option<Span>,
) -> Option<Diagnostic> {
    let (claimed, reach) = (change.claimed?, change.reach?);
    let index = claims.iter().rposition(|claim| claim.reach == claimed);
    let place = index.map_or(Place::Id, Place::Evolution);
    let message = format!(
        "{} est dite « {} », mais sa portée est « {} »",
        quoted(&change.id),
        claimed.keyword(),
        reach.keyword()
    );
    let mut finding = Diagnostic::maybe_at(Code::ClaimContradicted, span(&place), message)
        .also(span(&Place::Field("énoncé")).filter(|_| reach == Reach::Substance), "le texte")
        .about(change.id.as_str());
    let signals: Vec<&str> = change.signals.iter().map(|signal| signal.text.as_str()).collect();
    let stronger = change.fields.iter().filter(|field| {
        let facet = crate::model::Facet::Reach(reach);
        !field.typographic && field.field.facet() == facet
    });
    let mut fields: Vec<&str> = stronger.map(|field| field.field.label()).collect();
    fields.dedup();
    if !signals.is_empty() {
        finding = finding.help(format!("signes relevés : {}", signals.join(" ; ")));
    } else if !fields.is_empty() {
        finding = finding.help(format!("champs changés : {}", listed(&fields)));
    }
    Some(finding.help(format!("écrire « {} », ou rétablir le texte", reach.keyword())))
}
