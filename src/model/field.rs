//! The fields of a requirement, and which facet of it each belongs to.

use super::Reach;

/// A field of a requirement that a comparison can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Énoncé.
    Statement,
    /// Nature.
    Nature,
    /// Profils.
    Profiles,
    /// Condition.
    Condition,
    /// Périmètre.
    Scope,
    /// A scenario as a whole (added, removed) or its title.
    Scenario,
    /// Prerequisite of a scenario.
    Prerequisite,
    /// Step of a scenario, and what it covers.
    Step,
    /// Proof: number, kinds, text.
    Proof,
    /// Verification points of a proof.
    Verification,
    /// External references.
    References,
    /// Title.
    Title,
    /// Published comment.
    Comment,
    /// Dependencies, by target.
    Depends,
    /// Section.
    Section,
    /// Bloc.
    Block,
    /// Fonction.
    Function,
    /// Criticité.
    Criticality,
    /// References of the former wave.
    Wave1,
    /// Pinned versions of dependencies.
    Pins,
}

/// What a change of a field means for the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    /// The change has this reach.
    Reach(Reach),
    /// The item moved; its meaning stands.
    Moved,
    /// Nothing a vendor must look at.
    None,
}

impl Field {
    /// Every field.
    pub const ALL: &'static [Field] = &[
        Field::Statement,
        Field::Nature,
        Field::Profiles,
        Field::Condition,
        Field::Scope,
        Field::Scenario,
        Field::Prerequisite,
        Field::Step,
        Field::Proof,
        Field::Verification,
        Field::References,
        Field::Title,
        Field::Comment,
        Field::Depends,
        Field::Section,
        Field::Block,
        Field::Function,
        Field::Criticality,
        Field::Wave1,
        Field::Pins,
    ];

    /// The facet the field belongs to. Dependencies by target read as wording: a vendor's answer stands, but the
    /// reader is told.
    pub fn facet(self) -> Facet {
        match self {
            Field::Statement | Field::Nature | Field::Profiles | Field::Condition | Field::Scope => {
                Facet::Reach(Reach::Substance)
            }
            Field::Scenario | Field::Prerequisite | Field::Step => Facet::Reach(Reach::Substance),
            Field::Proof | Field::Verification => Facet::Reach(Reach::Proofs),
            Field::References => Facet::Reach(Reach::Reference),
            Field::Title | Field::Comment | Field::Depends => Facet::Reach(Reach::Wording),
            Field::Section | Field::Block | Field::Function => Facet::Moved,
            Field::Criticality | Field::Wave1 | Field::Pins => Facet::None,
        }
    }

    /// The name in JSON.
    pub fn as_json(self) -> &'static str {
        match self {
            Field::Statement => "enonce",
            Field::Nature => "nature",
            Field::Profiles => "profils",
            Field::Condition => "condition",
            Field::Scope => "perimetre",
            Field::Scenario => "scenario",
            Field::Prerequisite => "prerequis",
            Field::Step => "etape",
            Field::Proof => "preuve",
            Field::Verification => "verification",
            Field::References => "references",
            Field::Title => "titre",
            Field::Comment => "commentaire",
            Field::Depends => "depend",
            Field::Section => "section",
            Field::Block => "bloc",
            Field::Function => "fonction",
            Field::Criticality => "criticite",
            Field::Wave1 => "vague1",
            Field::Pins => "versions_lues",
        }
    }

    /// The name shown to readers.
    pub fn label(self) -> &'static str {
        match self {
            Field::Statement => "Énoncé",
            Field::Nature => "Nature",
            Field::Profiles => "Profil",
            Field::Condition => "Condition",
            Field::Scope => "Périmètre",
            Field::Scenario => "Scénario",
            Field::Prerequisite => "Prérequis",
            Field::Step => "Étape",
            Field::Proof => "Preuve",
            Field::Verification => "Points de vérification",
            Field::References => "Références",
            Field::Title => "Titre",
            Field::Comment => "Commentaire",
            Field::Depends => "Dépendances",
            Field::Section => "Section",
            Field::Block => "Bloc",
            Field::Function => "Fonction",
            Field::Criticality => "Criticité",
            Field::Wave1 => "Référence vague 1",
            Field::Pins => "Versions des dépendances",
        }
    }
}
