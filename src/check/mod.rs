//! The rules: one file each, nothing else decides what is wrong with a corpus that could be read.
//!
//! Owner of [`Check`] and [`CHECKS`]. Input: a [`Context`], everything earlier stages know; output: findings. Rules
//! that look at one item at a time see it as a [`Subject`], its texts already scanned, and run in parallel; rules
//! about the project as a whole run once. Order does not matter here: findings are sorted at the end.

mod bad_numbering;
mod bad_section_name;
mod bad_successor;
mod baseline_tampered;
mod change_without_motive;
mod changed_without_version;
mod claim_contradicted;
mod claim_disagrees;
mod colliding_id;
mod comment_on_unknown_item;
mod comment_outside_lane;
mod comment_unsettled;
mod comment_version_ahead;
mod dependency_cycle;
mod dependency_not_picked;
mod depends_on_obsolete;
mod dossier_mismatch;
mod duplicate_evolution;
mod effect_not_shown;
mod frozen_missing;
mod frozen_vanished;
mod html_residue;
mod id_possibly_reused;
mod id_reserved_to_socle;
mod initials_leak;
mod integrated_without_change;
mod internal_link;
mod internal_marker;
mod lineage_suggested;
mod lineage_unpaired;
mod live_replaced;
mod long_statement;
mod mandatory_without_scenario;
mod misplaced_negation;
mod missing_block;
mod missing_function;
mod missing_profile;
mod missing_section;
mod missing_statement;
mod mixed_typography;
mod modal;
mod nature_contradicts_modal;
mod newly_caught;
mod no_modal;
mod not_applicable_version;
mod number_not_derived;
mod obsolete_edited;
mod obsolete_without_motive;
mod open_list;
mod other_texts;
mod picked_twice;
mod picks;
mod picks_obsolete;
mod pin_ahead;
mod placeholder;
mod profile_outside_lane;
mod project;
mod proof_number_reused;
mod reference_unpublished;
mod registry;
mod reinstated_without_clause;
mod rename_target_alive;
mod retired_id_reused;
mod scan;
mod scenario_without_proof;
mod settled_without_reply;
mod several_obligations;
mod silent_change;
mod subject;
mod suspect_link;
mod template_call;
mod tolerance;
mod typography;
mod unrelated_lineage;
mod useless_variant;
mod variant_not_picked;
mod vendor_name_leak;
mod vendor_names;
mod version_backwards;
mod version_without_change;
mod versions;
mod withdrawn_without_motive;
mod wrong_prefix;

use std::sync::Arc;

use rayon::prelude::*;

pub use project::Project;
pub use registry::CHECKS;
pub use scan::{Scan, Word};
pub use subject::{Part, PublishedText, Subject, SubjectKind};
pub use typography::{listed, quoted};

use crate::diagnostic::{Code, Diagnostic};
use crate::graph::CorpusGraph;
use crate::history::{Baseline, Diff};
use crate::model::{Corpus, ItemId, Iteration, Origins};
use crate::quick::HashSet;
use crate::settings::Settings;
use crate::source::SourceSet;
use crate::syntax::tree;

/// What the rules may look at.
pub struct Context<'a> {
    /// Texts, to point at words.
    pub sources: &'a SourceSet,
    /// Manifest, register, comments, dossiers, vendors.
    pub settings: &'a Settings,
    /// What was written, statement by statement.
    pub trees: &'a [Arc<tree::File>],
    /// What it means.
    pub corpus: &'a Corpus,
    /// Where each thing was written.
    pub origins: &'a Origins,
    /// Dependencies and other links.
    pub graph: &'a CorpusGraph,
    /// Frozen iterations, in the order of the manifest.
    pub baselines: &'a [Baseline],
    /// From the last baseline to the working tree, every item.
    pub changes: Option<&'a Diff>,
    /// The same, one comparison per lane.
    pub lane_changes: &'a [Diff],
    /// The iteration being written: the first of the manifest without baseline.
    pub next_iteration: Option<&'a Iteration>,
    /// Ids declared by items that could not be read: nothing is said about them.
    pub broken: &'a HashSet<String>,
    /// Items under a heading that could not be read: nothing is said about their place.
    pub unknown_heading: &'a HashSet<ItemId>,
}

/// A rule.
pub trait Check: Sync {
    /// The codes it raises.
    fn codes(&self) -> &'static [Code];

    /// Looks at the project as a whole.
    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        let _ = (project, out);
    }

    /// Looks at one requirement, variant or cross-requirement scenario.
    fn subject(&self, project: &Project<'_>, subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
        let _ = (project, subject, out);
    }
}

/// How many subjects a task takes at a time.
const CHUNK: usize = 64;

/// Runs every rule.
pub fn run(cx: &Context<'_>) -> Vec<Diagnostic> {
    let project = Project::new(cx);
    let kinds = subject::kinds(cx);
    let per_subject: Vec<Vec<Diagnostic>> = kinds
        .par_chunks(CHUNK)
        .map(|chunk| {
            let mut out = Vec::new();
            for kind in chunk {
                let subject = Subject::new(*kind);
                for check in CHECKS {
                    check.subject(&project, &subject, &mut out);
                }
            }
            out
        })
        .collect();
    let whole: Vec<Vec<Diagnostic>> = CHECKS
        .par_iter()
        .map(|check| {
            let mut out = Vec::new();
            check.project(&project, &mut out);
            out
        })
        .collect();
    let mut found: Vec<Diagnostic> = per_subject.into_iter().chain(whole).flatten().collect();
    found.retain(|diagnostic| diagnostic.item.as_ref().is_none_or(|item| !cx.broken.contains(item)));
    tolerance::soften(cx, &mut found);
    found
}
