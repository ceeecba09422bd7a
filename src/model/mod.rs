//! The vocabulary of the field, as plain data.
//!
//! Owner of [`Corpus`]: everything a project says at one moment, resolved. Read from sources by `resolve`, from
//! baselines by `history`. No file path, no parser, no internal note and no vendor name ever enters it: what is not in
//! the model cannot be published.
//!
//! | French | here |
//! |---|---|
//! | exigence, préconisation | [`Requirement`], [`Nature`] |
//! | couloir, socle | [`Lane`], [`Socle`] |
//! | reprise, adaptation | [`Application`], [`Variant`] |
//! | énoncé, scénario, étape, preuve | `statement`, [`Scenario`], [`Step`], [`Proof`] |
//! | référentiel applicable | [`ExternalReference`] |
//! | DSR | [`Dossier`] |
//! | itération | [`Iteration`] |
//! | évolution, portée, motif | [`EvolutionClaim`], [`Reach`], [`Motive`] |
//! | retour éditeur, disposition | [`Comment`], [`Disposition`] |

mod comment;
mod corpus;
mod dossier;
mod field;
mod id;
mod iteration;
mod lane;
mod origin;
mod reference;
mod requirement;
mod scenario;
mod vocabulary;

pub use comment::{Comment, CommentEffect, CommentRound};
pub use corpus::{Corpus, Profile, SectionEntry};
pub use dossier::{Dossier, Revision};
pub use field::{Facet, Field};
pub use id::{ItemId, natural_order};
pub use iteration::{Iteration, IterationState};
pub use lane::{Application, Lane, Socle, Variant, VariantFields, Withdrawal};
pub use origin::{Origins, Place, Places};
pub use reference::{ExternalReference, Milestone, MilestoneDate, ReferenceVersion};
pub use requirement::{
    DependencyLink, EvolutionClaim, Home, MotiveClause, Obsolescence, ReferenceLink, Reinstatement,
    Requirement, VersionBound,
};
pub use scenario::{Proof, Scenario, Step, Verification};
pub use vocabulary::{
    Criticality, Disposition, Motive, Nature, ProofKind, Reach, ReferenceStatus, Status, Vocabulary,
};
