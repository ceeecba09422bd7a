//! The publication gate: what must hold before an iteration is frozen or published.

use crate::Compilation;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::{Iteration, Place, Status};
use crate::settings::Settings;

/// Findings no gate lets through, whatever severity `remc.yaml` gives them: a lowered severity must not open a leak or a
/// tampered baseline.
const ALWAYS: &[Code] =
    &[Code::VendorNameLeak, Code::InitialsLeak, Code::InternalMarker, Code::BaselineTampered];

/// Why an iteration cannot be frozen or published; empty when it can.
///
/// No error; no item in rédaction; every comment received before it has a disposition; every modification has a motive;
/// no leak. An iteration taken over from elsewhere is only held to the errors and the leaks.
pub fn gate(compilation: &Compilation, settings: &Settings, iteration: &Iteration) -> Vec<Diagnostic> {
    let mut refusals: Vec<Diagnostic> = compilation
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error || blocks(diagnostic, iteration))
        .cloned()
        .map(|mut diagnostic| {
            diagnostic.severity = Severity::Error;
            diagnostic
        })
        .collect();
    if !iteration.takeover {
        refusals.extend(drafts(compilation));
        refusals.extend(unsettled(compilation, settings, iteration));
    }
    refusals
}

fn blocks(diagnostic: &Diagnostic, iteration: &Iteration) -> bool {
    ALWAYS.contains(&diagnostic.code) || (!iteration.takeover && diagnostic.code == Code::ChangeWithoutMotive)
}

fn drafts(compilation: &Compilation) -> Vec<Diagnostic> {
    compilation
        .corpus
        .items
        .iter()
        .filter(|item| item.status == Status::Draft)
        .map(|item| {
            let span = compilation.origins.get(&item.id, &Place::Field("statut"));
            Diagnostic::maybe_at(
                Code::DraftAtFreeze,
                span,
                format!("« {} » est encore en rédaction", item.id),
            )
            .help("passer l’exigence à « instruction » ou « validée », ou la sortir du fichier")
            .about(item.id.as_str())
        })
        .collect()
}

/// Comments received on the iterations before this one must be settled.
fn unsettled(compilation: &Compilation, settings: &Settings, iteration: &Iteration) -> Vec<Diagnostic> {
    let rank = |name: &str| settings.manifest.iterations.iter().position(|it| it.name == name);
    let mine = rank(&iteration.name);
    compilation
        .corpus
        .comments
        .iter()
        .filter(|round| rank(&round.iteration) < mine)
        .flat_map(|round| &round.comments)
        .filter(|comment| comment.disposition.is_none())
        .map(|comment| {
            let span = compilation.origins.named("retour", &comment.id);
            Diagnostic::maybe_at(
                Code::CommentUnsettled,
                span,
                format!("retour « {} » sans disposition", comment.id),
            )
            .severity(Severity::Error)
            .help("dispositions : intégré, partiellement, non_retenu, sans_objet, question")
        })
        .collect()
}
