//! What a view says: `remc/reprise@1`.

use serde::Serialize;

use super::answers::{State, canonical};
use super::freshness::{Freshness, Reason};

/// Name and version of the format.
pub const REPRISE: &str = "remc/reprise@1";

/// The state of a file of answers at an iteration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct View {
    pub(super) schema: &'static str,
    /// Catalogue.
    pub catalogue: String,
    /// Lane.
    #[serde(rename = "couloir")]
    pub lane: String,
    /// Iteration looked at.
    pub iteration: String,
    /// Iteration of the answers.
    #[serde(rename = "depuis")]
    pub since: String,
    /// The summary in words.
    #[serde(rename = "resume")]
    pub summary: Vec<String>,
    /// The numbers.
    #[serde(rename = "comptes")]
    pub counts: Counts,
    /// Items, in the order of the definition.
    #[serde(rename = "exigences")]
    pub items: Vec<ItemView>,
    /// Files no item asks for any more, by key.
    #[serde(rename = "orphelines")]
    pub orphans: Vec<Orphan>,
    /// Answers to what is no longer asked, by key.
    pub archives: Vec<Archived>,
    /// Referentials whose version moved since the answers, by code.
    #[serde(rename = "referentiels")]
    pub references: Vec<Impact>,
    /// What keeps the file from being complete.
    #[serde(rename = "bloquants")]
    pub blockers: Vec<Blocker>,
}

/// The numbers of a view. See the summary for what adds up to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Answers in the file. The ten numbers that follow add up to it.
    #[serde(rename = "lues")]
    pub read: usize,
    /// Still standing.
    #[serde(rename = "a_jour")]
    pub up_to_date: usize,
    /// To confirm.
    #[serde(rename = "a_confirmer")]
    pub to_confirm: usize,
    /// To review: the meaning, the nature or who is concerned changed, or the text read is unknown.
    #[serde(rename = "a_revoir_fond")]
    pub substance: usize,
    /// To review: an external referential changed, and nothing above.
    #[serde(rename = "a_revoir_reference")]
    pub reference: usize,
    /// To review: scenarios or proofs changed, and nothing above.
    #[serde(rename = "a_revoir_preuves")]
    pub proofs: usize,
    /// To review: split or merged, and nothing above.
    #[serde(rename = "a_revoir_lignee")]
    pub lineage: usize,
    /// To items outside the profiles of the product: kept, hidden.
    #[serde(rename = "hors_profil")]
    pub hidden: usize,
    /// To items that were split or merged: their answers became proposals.
    #[serde(rename = "reportees")]
    pub carried: usize,
    /// To items no longer asked.
    #[serde(rename = "archivees")]
    pub archived: usize,
    /// Items asked. Applicable ones and those outside the profiles add up to it.
    #[serde(rename = "exigences")]
    pub items: usize,
    /// Applicable items, undecided ones included. The states that follow add up to it.
    #[serde(rename = "applicables")]
    pub applicable: usize,
    /// Without answer.
    #[serde(rename = "a_traiter")]
    pub unanswered: usize,
    /// Answered, to review.
    #[serde(rename = "a_revoir")]
    pub to_review: usize,
    /// Standing answers « en cours ».
    #[serde(rename = "en_cours")]
    pub ongoing: usize,
    /// Standing answers « conforme ».
    #[serde(rename = "conformes")]
    pub met: usize,
    /// Standing answers « non conforme ».
    #[serde(rename = "non_conformes")]
    pub not_met: usize,
    /// Standing answers « non applicable ».
    #[serde(rename = "non_applicables")]
    pub not_applicable: usize,
    /// Standing answers « non retenue ».
    #[serde(rename = "non_retenues")]
    pub not_retained: usize,
    /// Applicable items whose profile or condition is not decided.
    #[serde(rename = "a_determiner")]
    pub undecided: usize,
    /// Items without answer that came after the answers.
    #[serde(rename = "nouvelles")]
    pub new: usize,
    /// Proofs to supply, over applicable items, each once.
    #[serde(rename = "preuves_a_fournir")]
    pub proofs_missing: usize,
    /// Proofs whose expectation changed since the file.
    #[serde(rename = "preuves_a_revoir")]
    pub proofs_to_review: usize,
    /// Files that still stand.
    #[serde(rename = "preuves_reprises")]
    pub proofs_kept: usize,
    /// Files no item asks for any more.
    #[serde(rename = "preuves_orphelines")]
    pub orphans: usize,
    /// Applicable items without a final standing answer: unanswered, to review, en cours.
    #[serde(rename = "reste_a_traiter")]
    pub remaining: usize,
    /// What keeps the file from being complete.
    #[serde(rename = "bloquants")]
    pub blockers: usize,
}

impl Counts {
    /// The applicable items by state, their sum, and the items outside the profiles: the rows of every balance sheet.
    pub fn states(&self) -> [(&'static str, usize); 9] {
        [
            ("À traiter", self.unanswered),
            ("À revoir", self.to_review),
            ("En cours", self.ongoing),
            ("Conformes", self.met),
            ("Non conformes", self.not_met),
            ("Non applicables", self.not_applicable),
            ("Non retenues", self.not_retained),
            ("Exigences applicables", self.applicable),
            ("Hors profil", self.items.saturating_sub(self.applicable)),
        ]
    }
}

/// Whether an item concerns the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Applicability {
    /// It does.
    #[serde(rename = "oui")]
    Applies,
    /// A profile or a condition is not decided: the item stays listed.
    #[serde(rename = "a_determiner")]
    Undecided,
    /// None of its profiles is the product's.
    #[serde(rename = "hors_profil")]
    OutOfProfile,
    /// Its condition is answered no.
    #[serde(rename = "hors_condition")]
    OutOfCondition,
}

impl Applicability {
    /// Whether the item is listed.
    pub fn is_listed(self) -> bool {
        matches!(self, Applicability::Applies | Applicability::Undecided)
    }
}

/// An item and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemView {
    /// Stable key.
    #[serde(rename = "cle")]
    pub key: String,
    /// Published id.
    pub id: String,
    /// Whether it concerns the product.
    #[serde(rename = "applicable")]
    pub applies: Applicability,
    /// The answer, or the one proposed; `null` without any.
    #[serde(rename = "etat")]
    pub state: Option<State>,
    /// Whether it still stands; `null` without any.
    #[serde(rename = "fraicheur")]
    pub freshness: Option<Freshness>,
    /// Came after the answers, and has none.
    #[serde(rename = "nouvelle")]
    pub new: bool,
    /// What changed since.
    #[serde(rename = "motifs")]
    pub reasons: Vec<Reason>,
    /// Its proofs, in order.
    #[serde(rename = "preuves")]
    pub proofs: Vec<ProofView>,
    /// Files supplied for proofs it no longer asks, by key.
    #[serde(rename = "orphelines")]
    pub orphans: Vec<String>,
    /// Files supplied for an item it comes from and that fit no proof, by key.
    #[serde(rename = "a_reaffecter")]
    pub unplaced: Vec<String>,
    /// What is proposed when the answer comes from other items.
    #[serde(rename = "proposition", skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Proposal>,
    /// Items it needs that changed since the answer: for information.
    #[serde(rename = "dependances_modifiees")]
    pub needs_changed: Vec<String>,
}

/// The answers of the items an item comes from, put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// Keys of the items whose answers it comes from.
    #[serde(rename = "de")]
    pub from: Vec<String>,
    /// Their justifications, each with its origin.
    pub justification: String,
}

/// State of a proof of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ProofState {
    /// No file.
    #[serde(rename = "a_fournir")]
    Missing,
    /// The file still stands.
    #[serde(rename = "reprise")]
    Kept,
    /// What is expected changed since the file, or was never read.
    #[serde(rename = "a_revoir")]
    ToReview,
}

/// A proof of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProofView {
    /// Key.
    #[serde(rename = "cle")]
    pub key: String,
    /// Number.
    #[serde(rename = "numero")]
    pub number: String,
    /// State.
    #[serde(rename = "etat")]
    pub state: ProofState,
    /// The proof whose file fits, when it is that of an item this one comes from.
    #[serde(rename = "depuis", skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// The file shows another version of the product.
    #[serde(rename = "autre_version")]
    pub other_version: bool,
}

/// A file no item asks for any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Orphan {
    /// Key of the proof it was supplied for.
    #[serde(rename = "cle")]
    pub key: String,
    /// Whether it belongs to an archived answer.
    #[serde(rename = "archivee")]
    pub archived: bool,
}

/// An answer to something no longer asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Archived {
    /// Stable key.
    #[serde(rename = "cle")]
    pub key: String,
    /// The answer.
    #[serde(rename = "etat")]
    pub state: State,
    /// First iteration without it; empty when the definition never knew it.
    #[serde(rename = "depuis")]
    pub since: String,
    /// Ids that replace it.
    #[serde(rename = "remplacee_par")]
    pub replaced_by: Vec<String>,
}

/// A referential whose version moved, to review in one go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Impact {
    /// Code.
    pub code: String,
    /// Ids of the items whose answers it touches.
    #[serde(rename = "exigences")]
    pub items: Vec<String>,
}

/// Something that keeps the file from being complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Blocker {
    /// Machine form.
    pub code: &'static str,
    /// Stable key of the item, empty when it concerns the whole file.
    #[serde(rename = "cle", skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// Id of the item.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// In French.
    #[serde(rename = "texte")]
    pub text: String,
}

impl View {
    /// Whether the file may be handed in.
    pub fn is_complete(&self) -> bool {
        self.blockers.is_empty()
    }

    /// The JSON form, the same bytes as the page writes.
    pub fn to_json(&self) -> String {
        canonical(self)
    }
}
