//! The relations.

/// What relates two nodes; the relation reads from source to target.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EdgeKind {
    /// `dépend`: item to item.
    DependsOn,
    /// `reprend`: lane to item.
    Picks,
    /// `adapte`: lane to item.
    Adapts,
    /// `remplacée par`: obsolete item to its successor.
    ReplacedBy,
    /// `issue de`: newcomer to source.
    DerivedFrom,
    /// `fusionne`: newcomer to source.
    Merges,
    /// `anciennement`: item to the item that bears its former id today, when there is one.
    Formerly,
    /// `couvre`, or a scenario of its own: scenario to item.
    Covers,
    /// `preuve`: scenario to proof.
    ProvedBy,
    /// `référence`: item to external referential.
    Cites,
}

impl EdgeKind {
    /// The word shown to readers, from source to target.
    pub fn label(&self) -> &'static str {
        match self {
            EdgeKind::DependsOn => "dépend de",
            EdgeKind::Picks => "reprend",
            EdgeKind::Adapts => "adapte",
            EdgeKind::ReplacedBy => "remplacée par",
            EdgeKind::DerivedFrom => "issue de",
            EdgeKind::Merges => "fusionne",
            EdgeKind::Formerly => "anciennement",
            EdgeKind::Covers => "couvre",
            EdgeKind::ProvedBy => "prouvé par",
            EdgeKind::Cites => "cite",
        }
    }
}
