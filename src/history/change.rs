//! What a comparison of two states says.

use super::crossing::ScenarioChange;
use super::divergence::DivergenceChange;
use super::suggest::Suggestion;
use crate::model::{Field, ItemId, MotiveClause, Nature, Reach, Status};

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Name of the iteration, or `brouillon` for the working tree.
    pub name: String,
    /// Day of the iteration, ISO 8601.
    pub date: Option<String>,
}

/// Évolution of an item between two states: computed, never typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evolution {
    /// Not there before.
    New,
    /// There before and after, and not the same.
    Modified,
    /// The same, typography apart.
    Unchanged,
    /// No longer there.
    Obsolete,
    /// Obsolete before, back after.
    Reinstated,
}

impl Evolution {
    /// The value in JSON.
    pub fn as_json(self) -> &'static str {
        match self {
            Evolution::New => "nouvelle",
            Evolution::Modified => "modifiee",
            Evolution::Unchanged => "inchangee",
            Evolution::Obsolete => "obsolete",
            Evolution::Reinstated => "reintroduite",
        }
    }

    /// The word shown to readers.
    pub fn label(self) -> &'static str {
        match self {
            Evolution::New => "Nouvelle",
            Evolution::Modified => "Modifiée",
            Evolution::Unchanged => "Inchangée",
            Evolution::Obsolete => "Obsolète",
            Evolution::Reinstated => "Réintroduite",
        }
    }
}

/// What else is true of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attribute {
    /// Another id, same item; the former id.
    Renamed(ItemId),
    /// Another section, bloc or fonction.
    Moved,
    /// Comes from the split of these.
    SplitFrom(Vec<ItemId>),
    /// Merges these.
    MergedFrom(Vec<ItemId>),
    /// Replaced by these.
    ReplacedBy(Vec<ItemId>),
    /// Existed in a socle, newly picked by the lane.
    PickedUp,
    /// Still lives elsewhere, left the lane.
    Withdrawn,
}

impl Attribute {
    /// The value in JSON.
    pub fn as_json(&self) -> &'static str {
        match self {
            Attribute::Renamed(_) => "renommee",
            Attribute::Moved => "deplacee",
            Attribute::SplitFrom(_) => "issue_de",
            Attribute::MergedFrom(_) => "fusionne",
            Attribute::ReplacedBy(_) => "remplacee_par",
            Attribute::PickedUp => "reprise_du_socle",
            Attribute::Withdrawn => "retiree_du_couloir",
        }
    }

    /// The words shown to readers, before the ids it names.
    pub fn label(&self) -> &'static str {
        match self {
            Attribute::Renamed(_) => "renommée, anciennement",
            Attribute::Moved => "déplacée",
            Attribute::SplitFrom(_) => "issue de",
            Attribute::MergedFrom(_) => "fusion de",
            Attribute::ReplacedBy(_) => "remplacée par",
            Attribute::PickedUp => "reprise du socle",
            Attribute::Withdrawn => "retirée du couloir",
        }
    }

    /// The ids it names.
    pub fn ids(&self) -> &[ItemId] {
        match self {
            Attribute::Renamed(id) => std::slice::from_ref(id),
            Attribute::SplitFrom(ids) | Attribute::MergedFrom(ids) | Attribute::ReplacedBy(ids) => ids,
            Attribute::Moved | Attribute::PickedUp | Attribute::Withdrawn => &[],
        }
    }
}

/// A field before and after, as text. `None` means absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Which field.
    pub field: Field,
    /// Which scenario, step or proof, when the field belongs to one.
    pub of: Option<ItemId>,
    /// Before (Markdown for texts, display form otherwise).
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
    /// Only typography differs.
    pub typographic: bool,
}

/// A sign, read off the text or the fields, that the meaning moved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signal {
    /// Machine form: `modal:DOIT>PEUT`, `nature:obligatoire>preconisee`, `preuve:A.01:ajout`. Words of texts, names and ids
    /// stand as they are written, values of closed lists in lower case without accents.
    pub code: String,
    /// Words for the reader, such as « Verbe modal : DOIT → PEUT ».
    pub text: String,
}

/// One item whose two states are not the same in every respect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Stable key.
    pub key: ItemId,
    /// Id after, or before when it is gone.
    pub id: ItemId,
    /// Title after, or before when it is gone.
    pub title: String,
    /// What happened.
    pub evolution: Evolution,
    /// How far a modification reaches (signals win over the claim).
    pub reach: Option<Reach>,
    /// What the author claimed.
    pub claimed: Option<Reach>,
    /// Renamed, moved, split…
    pub attributes: Vec<Attribute>,
    /// Status before and after.
    pub status: (Option<Status>, Option<Status>),
    /// Nature before and after.
    pub nature: (Option<Nature>, Option<Nature>),
    /// Version before and after.
    pub version: (Option<u32>, Option<u32>),
    /// Why, when the author said so.
    pub cause: Option<MotiveClause>,
    /// Comments it answers: those the author cites, then those whose disposition names it as their effect.
    pub comments: Vec<String>,
    /// Signs that the meaning moved.
    pub signals: Vec<Signal>,
    /// Fields that differ, typographic ones included, in the order of [`Field`].
    pub fields: Vec<FieldChange>,
    /// Section after, or before when it is gone.
    pub section: Option<String>,
    /// Lanes the item applies in after, or before when it is gone.
    pub lanes: Vec<String>,
    /// Whether the item comes from a socle.
    pub shared: bool,
}

impl Change {
    /// Whether the author's claim is weaker than what the item shows. A version that moved in the register alone says
    /// nothing of the claim.
    pub fn is_contradicted(&self) -> bool {
        !self.signals.is_empty()
            && matches!((self.claimed, self.reach), (Some(claimed), Some(reach)) if claimed > reach)
    }

    /// The motive and its words, when either was written: comments alone say who asked, not why.
    pub fn reason(&self) -> Option<&MotiveClause> {
        self.cause.as_ref().filter(|cause| cause.motive.is_some() || cause.text.is_some())
    }

    /// Whether the lane compared no longer asks the item, which lives elsewhere.
    pub fn is_withdrawn(&self) -> bool {
        self.attributes.contains(&Attribute::Withdrawn)
    }

    /// Whether nothing moved but typography.
    pub fn is_quiet(&self) -> bool {
        self.evolution == Evolution::Unchanged
            && self.status.0 == self.status.1
            && self.attributes.is_empty()
            && self.fields.iter().all(|field| field.typographic)
    }

    /// Whether only the status moved, typography apart.
    pub fn is_status_only(&self) -> bool {
        self.evolution == Evolution::Unchanged
            && self.status.0 != self.status.1
            && self.attributes.is_empty()
            && self.fields.iter().all(|field| field.typographic)
    }
}

/// A version of an external referential that came, went or was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterChange {
    /// Code in the register.
    pub code: String,
    /// Title.
    pub title: String,
    /// Versions that applied before (for the lane compared, or by default).
    pub before: Vec<String>,
    /// Versions that apply after.
    pub after: Vec<String>,
    /// Items that cite it, after.
    pub cited_by: Vec<ItemId>,
}

/// The numbers of a comparison.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Live items before.
    pub before: usize,
    /// Live items after.
    pub after: usize,
    /// New.
    pub new: usize,
    /// Back after having been obsolete.
    pub reinstated: usize,
    /// Gone: obsolete, or withdrawn from the lane compared.
    pub obsolete: usize,
    /// Among them, those only withdrawn from the lane: they live elsewhere.
    pub withdrawn: usize,
    /// Modified: fond.
    pub substance: usize,
    /// Modified: preuves seules.
    pub proofs: usize,
    /// Modified: référence seule.
    pub reference: usize,
    /// Modified: rédactionnelle.
    pub wording: usize,
    /// Unchanged.
    pub unchanged: usize,
    /// Live and validated before.
    pub validated_before: usize,
    /// Live and validated after.
    pub validated_after: usize,
}

impl Tally {
    /// Counts a change.
    pub(crate) fn add(&mut self, change: &Change) {
        self.withdrawn += usize::from(change.is_withdrawn());
        match (change.evolution, change.reach) {
            (Evolution::New, _) => self.new += 1,
            (Evolution::Reinstated, _) => self.reinstated += 1,
            (Evolution::Obsolete, _) => self.obsolete += 1,
            (Evolution::Unchanged, _) => self.unchanged += 1,
            (Evolution::Modified, Some(Reach::Proofs)) => self.proofs += 1,
            (Evolution::Modified, Some(Reach::Reference)) => self.reference += 1,
            (Evolution::Modified, Some(Reach::Wording)) => self.wording += 1,
            (Evolution::Modified, Some(Reach::Substance) | None) => self.substance += 1,
        }
    }

    /// All modifications.
    pub fn modified(&self) -> usize {
        self.substance + self.proofs + self.reference + self.wording
    }

    /// Gone for all lanes.
    pub fn retired(&self) -> usize {
        self.obsolete - self.withdrawn
    }

    /// The two equations every summary prints.
    pub fn balances(&self) -> bool {
        self.after + self.obsolete == self.before + self.new + self.reinstated
            && self.new + self.reinstated + self.modified() + self.unchanged == self.after
    }
}

/// The comparison of two states, of one lane or of everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    /// Before.
    pub from: Endpoint,
    /// After.
    pub to: Endpoint,
    /// The lane compared; `None` for distinct items over all lanes and socles.
    pub lane: Option<String>,
    /// The numbers.
    pub tally: Tally,
    /// Items that differ, in the reading order of the state after, then the gone ones in the order before.
    pub changes: Vec<Change>,
    /// Ids after of the live items without any difference.
    pub unchanged: Vec<ItemId>,
    /// Register of external referentials.
    pub register: Vec<RegisterChange>,
    /// What happened in one lane only, when all lanes are compared: an item that joins or leaves it, a variant, a
    /// register entry of its own. By lane, then in the order of the lane's comparison.
    pub lane_only: Vec<LaneChange>,
    /// Shared items about which lanes began or ceased to differ; those the lane asks, when one lane is compared.
    pub divergences: Vec<DivergenceChange>,
    /// Scenarios that span several requirements and differ.
    pub scenarios: Vec<ScenarioChange>,
    /// Lineage that nobody declared and that the texts suggest, the surest first.
    pub suggestions: Vec<Suggestion>,
}

impl Diff {
    /// Whether nothing at all differs.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.lane_only.is_empty()
            && self.register.is_empty()
            && self.scenarios.is_empty()
    }
}

/// A change seen in one lane and not in the item itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneChange {
    /// Code of the lane.
    pub lane: String,
    /// What changed there.
    pub change: Change,
}
