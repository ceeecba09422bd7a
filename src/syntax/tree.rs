//! The syntax tree: owned, a span on every node, nothing resolved.

use crate::source::{FileId, Span};

/// A value and where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where.
    pub span: Span,
}

/// A word or string and where it was written.
pub type Text = Spanned<String>;

/// One parsed `.rem` file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The source.
    pub file: FileId,
    /// Headings and items in source order.
    pub nodes: Vec<Node>,
    /// The `//` comments, in order.
    pub comments: Vec<Span>,
    /// Whether anything could not be read: such a file is never reformatted.
    pub broken: bool,
}

/// A top-level piece of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// `édition 1`.
    Edition(Text, Span),
    /// `socle MSS "…"`.
    Socle(SocleNode),
    /// `rem RIS "…" { … }`.
    Lane(LaneNode),
    /// `section CODE "…"`.
    Section(SectionNode),
    /// `bloc "…"`.
    Block(Text, Span),
    /// `fonction "…"`.
    Function(Text, Span),
    /// `exigence … { … }`.
    Requirement(RequirementNode),
    /// A scenario that spans several requirements.
    Scenario(ScenarioNode),
    /// What could not be read; the id it seems to define, when there is one.
    Broken(Option<Text>, Span),
}

impl Node {
    /// Whether a part of it could not be read.
    pub fn is_broken(&self) -> bool {
        match self {
            Node::Broken(..) => true,
            Node::Lane(item) => item.broken,
            Node::Requirement(item) => item.broken,
            Node::Scenario(item) => item.broken,
            _ => false,
        }
    }
}

/// `socle CODE "titre"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocleNode {
    /// Code.
    pub code: Text,
    /// Title.
    pub title: Option<Text>,
    /// The whole line.
    pub span: Span,
}

/// `section CODE "titre"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionNode {
    /// Code.
    pub code: Text,
    /// Title.
    pub title: Option<Text>,
    /// The whole line.
    pub span: Span,
}

/// `exigence ID vN "titre" { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementNode {
    /// Id.
    pub id: Text,
    /// Version.
    pub version: Option<Spanned<u32>>,
    /// Title.
    pub title: Option<Text>,
    /// Fields in source order.
    pub fields: Vec<Field>,
    /// Whether a part of it could not be read.
    pub broken: bool,
    /// From keyword to brace.
    pub span: Span,
}

/// A field with its places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The keyword.
    pub keyword: Span,
    /// Keyword and value.
    pub span: Span,
    /// The value.
    pub value: FieldValue,
}

/// Every field an item, a scenario or an adaptation may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue {
    /// `nature`.
    Nature(Text),
    /// `statut`.
    Status(StatusField),
    /// `profil`.
    Profile(Vec<Text>),
    /// `condition`.
    Condition(Text),
    /// `criticité`.
    Criticality(Text),
    /// `périmètre`.
    Scope(Text),
    /// `vague1`.
    Wave1(Vec<Text>),
    /// `dépend`.
    Depends(Vec<LinkNode>),
    /// `référence`.
    Reference(Vec<CitationNode>),
    /// `anciennement`.
    Formerly(Vec<Text>),
    /// `issue de`.
    DerivedFrom(Vec<Text>),
    /// `fusionne`.
    Merges(Vec<Text>),
    /// `remplacée par`.
    ReplacedBy(Vec<Text>),
    /// `réintroduite`.
    Reinstated(ClauseNode),
    /// `énoncé`: dedented Markdown.
    Statement(Text),
    /// `commentaire`: dedented Markdown.
    Comment(Text),
    /// `note`: internal, never published.
    Note(Text),
    /// `évolution`.
    Evolution(EvolutionNode),
    /// `tolère CODE "raison"`.
    Tolerance(Text, Text),
    /// `scénario`.
    Scenario(ScenarioNode),
    /// `titre`, inside `adapte`.
    Title(Text),
    /// `section`, inside `adapte`.
    Section(Text),
    /// `bloc`, inside `adapte`.
    Block(Text),
    /// `fonction`, inside `adapte`.
    Function(Text),
    /// `sans scénario`, inside `adapte`.
    Without(Vec<Text>),
    /// `prérequis`, inside a scenario.
    Prerequisite(Text),
    /// `étape`, inside a scenario.
    Step(StepNode),
    /// `preuve`, inside a scenario.
    Proof(ProofNode),
}

impl FieldValue {
    /// The keyword as `fmt` writes it.
    pub fn keyword(&self) -> &'static str {
        match self {
            FieldValue::Nature(_) => "nature",
            FieldValue::Status(_) => "statut",
            FieldValue::Profile(_) => "profil",
            FieldValue::Condition(_) => "condition",
            FieldValue::Criticality(_) => "criticité",
            FieldValue::Scope(_) => "périmètre",
            FieldValue::Wave1(_) => "vague1",
            FieldValue::Depends(_) => "dépend",
            FieldValue::Reference(_) => "référence",
            FieldValue::Formerly(_) => "anciennement",
            FieldValue::DerivedFrom(_) => "issue de",
            FieldValue::Merges(_) => "fusionne",
            FieldValue::ReplacedBy(_) => "remplacée par",
            FieldValue::Reinstated(_) => "réintroduite",
            FieldValue::Statement(_) => "énoncé",
            FieldValue::Comment(_) => "commentaire",
            FieldValue::Note(_) => "note",
            FieldValue::Evolution(_) => "évolution",
            FieldValue::Tolerance(..) => "tolère",
            FieldValue::Scenario(_) => "scénario",
            FieldValue::Title(_) => "titre",
            FieldValue::Section(_) => "section",
            FieldValue::Block(_) => "bloc",
            FieldValue::Function(_) => "fonction",
            FieldValue::Without(_) => "sans scénario",
            FieldValue::Prerequisite(_) => "prérequis",
            FieldValue::Step(_) => "étape",
            FieldValue::Proof(_) => "preuve",
        }
    }

    /// Whether the field may stand several times in one item.
    pub fn repeatable(&self) -> bool {
        matches!(
            self,
            FieldValue::Depends(_)
                | FieldValue::Reference(_)
                | FieldValue::Note(_)
                | FieldValue::Evolution(_)
                | FieldValue::Scenario(_)
                | FieldValue::Proof(_)
                | FieldValue::Step(_)
                | FieldValue::Tolerance(..)
                | FieldValue::Formerly(_)
                | FieldValue::DerivedFrom(_)
                | FieldValue::Merges(_)
                | FieldValue::Without(_)
        )
    }
}

/// `depuis`, `motif`, `répond`: shared by several fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClauseNode {
    /// `depuis ITn`.
    pub since: Option<Text>,
    /// `motif CODE`.
    pub motive: Option<Text>,
    /// The author's words after the motive.
    pub text: Option<Text>,
    /// `répond C-…`.
    pub answers: Vec<Text>,
}

/// `statut MOT …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusField {
    /// The word.
    pub word: Text,
    /// The rest.
    pub clause: ClauseNode,
}

/// `évolution IT portée …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvolutionNode {
    /// The iteration.
    pub iteration: Text,
    /// The word of the portée.
    pub reach: Text,
    /// The rest.
    pub clause: ClauseNode,
}

/// `ID vN` in a `dépend` list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkNode {
    /// The target.
    pub id: Text,
    /// The pinned version.
    pub version: Option<Spanned<u32>>,
}

/// `CODE >= V` in a `référence` list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitationNode {
    /// Code in the register.
    pub code: Text,
    /// Whether later versions are accepted too.
    pub at_least: bool,
    /// The version.
    pub version: Option<Text>,
}

/// `scénario ID "titre" { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioNode {
    /// Number.
    pub id: Text,
    /// Title.
    pub title: Option<Text>,
    /// Fields in source order: a proof belongs to the step just before it, else to the scenario.
    pub fields: Vec<Field>,
    /// Whether a part of it could not be read.
    pub broken: bool,
    /// From keyword to brace.
    pub span: Span,
}

/// `étape [N] """…""" [couvre …]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepNode {
    /// The number written, if any.
    pub number: Option<Spanned<u32>>,
    /// Dedented Markdown.
    pub text: Text,
    /// Requirements covered.
    pub covers: Vec<Text>,
}

/// `preuve …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofNode {
    /// Whether it is only cited (`preuve partagée`).
    pub shared: bool,
    /// Number.
    pub id: Text,
    /// Words of the accepted kinds.
    pub kinds: Vec<Text>,
    /// Dedented Markdown.
    pub text: Option<Text>,
    /// Verification points and whether they are internal.
    pub verification: Option<(Text, bool)>,
}

/// `rem CODE "titre" { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneNode {
    /// Code.
    pub code: Text,
    /// Title.
    pub title: Option<Text>,
    /// Statements in source order.
    pub fields: Vec<LaneField>,
    /// Whether a part of it could not be read.
    pub broken: bool,
    /// From keyword to brace.
    pub span: Span,
}

/// A statement of a lane block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneField {
    /// The keyword.
    pub keyword: Span,
    /// The whole statement.
    pub span: Span,
    /// What it says.
    pub value: LaneValue,
}

/// What a lane block may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LaneValue {
    /// `profils "A", "B"`.
    Profiles(Vec<Text>),
    /// `reprend …`.
    Pick(PickNode),
    /// `adapte …`.
    Adapt(AdaptNode),
    /// `retire …`.
    Withdraw(WithdrawNode),
}

/// `reprend PATTERNS [sauf PATTERNS] [profil "…"]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickNode {
    /// What is picked.
    pub patterns: Vec<Text>,
    /// What is not.
    pub except: Vec<Text>,
    /// The `sauf` clauses written after the first one, refused.
    pub extra_except: Vec<Span>,
    /// Profiles set in the lane.
    pub profiles: Vec<Text>,
}

/// `adapte ID vN motif … { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdaptNode {
    /// The socle item.
    pub id: Text,
    /// The version read.
    pub version: Option<Spanned<u32>>,
    /// Motive and comments.
    pub clause: ClauseNode,
    /// Fields in source order, `sans scénario` included.
    pub fields: Vec<Field>,
    /// Whether a part of it could not be read.
    pub broken: bool,
}

/// `retire ID motif …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawNode {
    /// The item.
    pub id: Text,
    /// Since, motive and comments.
    pub clause: ClauseNode,
}
