//! The publication gate: what must hold before an iteration is frozen or published, and the last guard on what is written.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, BuildError, MatchKind};

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

/// The last guard: whatever the rules saw, no file of the site holds a vendor's name. All spellings are sought at once.
#[derive(Debug)]
pub struct VendorNames {
    /// The vendor of each spelling, by code.
    codes: Vec<String>,
    /// `None` when there is nothing to seek.
    names: Option<AhoCorasick>,
}

impl VendorNames {
    /// The names of a project.
    ///
    /// # Errors
    /// When there are more of them than can be sought at once.
    pub fn of(settings: &Settings) -> Result<Self, BuildError> {
        let named = settings.vendors.iter().filter(|vendor| !vendor.name.trim().is_empty());
        let spellings: BTreeMap<String, &str> = named
            .flat_map(|vendor| spellings(&vendor.name).map(|name| (name, vendor.code.as_str())))
            .collect();
        if spellings.is_empty() {
            return Ok(Self { codes: Vec::new(), names: None });
        }
        // Leftmost matches are those that can be sought a vector of bytes at a time.
        let names = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(spellings.keys())?;
        Ok(Self { codes: spellings.into_values().map(str::to_owned).collect(), names: Some(names) })
    }

    /// The code of a vendor whose name is among some bytes.
    pub fn find(&self, bytes: &[u8]) -> Option<&str> {
        let found = self.names.as_ref()?.find(bytes)?;
        self.codes.get(found.pattern().as_usize()).map(String::as_str)
    }
}

/// A name as it was typed, as typography sets it, as pages escape it.
fn spellings(name: &str) -> [String; 5] {
    let typographic = name.replace('\'', "’");
    let [escaped, numbered] =
        ["&#39;", "&#x27;"].map(|quote| name.replace('&', "&amp;").replace('\'', quote));
    let unbroken = typographic.replace(' ', "\u{a0}");
    [name.to_owned(), typographic, escaped, numbered, unbroken]
}
