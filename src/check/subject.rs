//! What a rule looks at: one requirement, one variant, one cross-requirement scenario, with its published texts.

use std::ops::Range;

use super::scan::Scan;
use super::{Context, Project};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    EvolutionClaim, ItemId, Lane, MotiveClause, Nature, Place, Requirement, Scenario, Status, Variant,
};
use crate::source::Span;

/// Findings of one rule in one text beyond which the rest would teach nothing; each is looked for in the source.
pub(super) const MOST: usize = 20;

/// Which part of a subject a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Title.
    Title,
    /// Énoncé.
    Statement,
    /// Commentaire.
    Comment,
    /// Condition.
    Condition,
    /// The author's words after a motive.
    Motive,
    /// Title of a scenario.
    ScenarioTitle,
    /// Prérequis.
    Prerequisite,
    /// Étape.
    Step,
    /// Preuve.
    Proof,
    /// Points de vérification.
    Verification,
}

impl Part {
    /// The part with its article, for messages.
    pub fn label(self) -> &'static str {
        match self {
            Part::Title => "le titre",
            Part::Statement => "l’énoncé",
            Part::Comment => "le commentaire publié",
            Part::Condition => "la condition",
            Part::Motive => "le texte d’un motif",
            Part::ScenarioTitle => "le titre d’un scénario",
            Part::Prerequisite => "un prérequis",
            Part::Step => "une étape",
            Part::Proof => "une preuve",
            Part::Verification => "un point de vérification",
        }
    }
}

/// A text that anyone will read.
#[derive(Debug)]
pub struct PublishedText<'a> {
    /// Which part it is.
    pub part: Part,
    /// The text, without its indentation.
    pub text: &'a str,
    /// What one pass learned of it.
    pub scan: Scan,
    place: Place,
    /// The place is that of a number or keyword before the text, not of the text itself.
    anchored: bool,
}

/// The kinds of subjects.
#[derive(Debug, Clone, Copy)]
pub enum SubjectKind<'a> {
    /// A requirement as its home states it.
    Item(&'a Requirement),
    /// What a lane says differently.
    Variant {
        /// The lane.
        lane: &'a Lane,
        /// The socle item.
        item: &'a Requirement,
        /// The differences.
        variant: &'a Variant,
    },
    /// A scenario that spans several requirements.
    Cross {
        /// Code of the lane.
        lane: &'a str,
        /// The scenario.
        scenario: &'a Scenario,
    },
}

/// One thing to look at.
#[derive(Debug)]
pub struct Subject<'a> {
    /// What it is.
    pub kind: SubjectKind<'a>,
    /// Its published texts, in reading order.
    pub texts: Vec<PublishedText<'a>>,
}

/// Every subject of a corpus, in reading order.
pub(super) fn kinds<'a>(cx: &Context<'a>) -> Vec<SubjectKind<'a>> {
    let corpus = cx.corpus;
    let mut kinds: Vec<SubjectKind<'a>> = corpus.items.iter().map(SubjectKind::Item).collect();
    for lane in &corpus.lanes {
        for application in &lane.applications {
            if let (Some(variant), Some(item)) = (&application.variant, corpus.item(application.id.as_str()))
            {
                kinds.push(SubjectKind::Variant { lane, item, variant });
            }
        }
    }
    kinds.extend(corpus.cross_scenarios.iter().map(|(lane, scenario)| SubjectKind::Cross { lane, scenario }));
    kinds
}

impl<'a> Subject<'a> {
    /// Gathers and scans the texts.
    pub fn new(kind: SubjectKind<'a>) -> Self {
        let mut subject = Self { kind, texts: Vec::new() };
        match kind {
            SubjectKind::Item(item) => subject.gather_item(item),
            SubjectKind::Variant { variant, .. } => subject.gather_variant(variant),
            SubjectKind::Cross { scenario, .. } => subject.gather_scenario(scenario),
        }
        subject
    }

    /// The requirement, or the scenario when it spans several.
    pub fn id(&self) -> &'a ItemId {
        match self.kind {
            SubjectKind::Item(item) | SubjectKind::Variant { item, .. } => &item.id,
            SubjectKind::Cross { scenario, .. } => &scenario.id,
        }
    }

    /// The requirement, when the subject is one and not a variant.
    pub fn item(&self) -> Option<&'a Requirement> {
        match self.kind {
            SubjectKind::Item(item) => Some(item),
            SubjectKind::Variant { .. } | SubjectKind::Cross { .. } => None,
        }
    }

    /// The requirement when it is one that still counts.
    pub fn live_item(&self) -> Option<&'a Requirement> {
        self.item().filter(|item| item.is_live())
    }

    /// Whether what the subject says still binds anyone.
    pub fn is_live(&self) -> bool {
        match self.kind {
            SubjectKind::Item(item) | SubjectKind::Variant { item, .. } => item.status != Status::Obsolete,
            SubjectKind::Cross { .. } => true,
        }
    }

    /// The nature that goes with its énoncé.
    pub fn nature(&self) -> Option<Nature> {
        match self.kind {
            SubjectKind::Item(item) => Some(item.nature),
            SubjectKind::Variant { item, variant, .. } => Some(variant.fields.nature.unwrap_or(item.nature)),
            SubjectKind::Cross { .. } => None,
        }
    }

    /// Scenarios written in the subject itself.
    pub fn scenarios(&self) -> &'a [Scenario] {
        match self.kind {
            SubjectKind::Item(item) => &item.scenarios,
            SubjectKind::Variant { variant, .. } => &variant.scenarios,
            SubjectKind::Cross { scenario, .. } => std::slice::from_ref(scenario),
        }
    }

    /// Lines `évolution` written in the subject itself.
    pub fn evolutions(&self) -> &'a [EvolutionClaim] {
        match self.kind {
            SubjectKind::Item(item) => &item.evolutions,
            SubjectKind::Variant { variant, .. } => &variant.evolutions,
            SubjectKind::Cross { .. } => &[],
        }
    }

    /// The énoncé, when the subject states one.
    pub fn statement(&self) -> Option<&PublishedText<'a>> {
        self.texts.iter().find(|text| text.part == Part::Statement)
    }

    /// Where a part of the subject was written, or the subject itself.
    pub fn place(&self, cx: &Context<'_>, place: &Place) -> Option<Span> {
        match self.kind {
            SubjectKind::Item(item) => cx.origins.get(&item.id, place),
            SubjectKind::Variant { lane, item, .. } => cx.origins.variant(&lane.code, &item.id, place),
            SubjectKind::Cross { scenario, .. } => cx.origins.cross_scenario(&scenario.id, place),
        }
    }

    /// A finding about a part of the subject.
    pub fn finding(
        &self,
        cx: &Context<'_>,
        code: Code,
        place: &Place,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::maybe_at(code, self.place(cx, place), message).about(self.id().as_str())
    }

    /// Where a range of a text of the subject was written.
    pub fn span(&self, cx: &Context<'_>, text: &PublishedText<'_>, range: Range<usize>) -> Option<Span> {
        let anchor = self.place(cx, &text.place)?;
        let whole = if text.anchored { window(cx, anchor, text.text) } else { anchor };
        Some(span_in(cx, whole, text.text, range).unwrap_or(anchor))
    }

    /// A finding about a few characters of a text.
    pub fn finding_in(
        &self,
        project: &Project<'_>,
        code: Code,
        text: &PublishedText<'_>,
        range: Range<usize>,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::maybe_at(code, self.span(project, text, range), message).about(self.id().as_str())
    }

    fn add(&mut self, part: Part, text: &'a str, place: Place) {
        if !text.is_empty() {
            let after =
                [Part::Motive, Part::ScenarioTitle, Part::Prerequisite, Part::Proof, Part::Verification];
            self.texts.push(PublishedText {
                part,
                text,
                scan: Scan::new(text),
                place,
                anchored: after.contains(&part),
            });
        }
    }

    fn add_cause(&mut self, cause: &'a MotiveClause, place: Place) {
        if let Some(text) = &cause.text {
            self.add(Part::Motive, text, place);
        }
    }

    fn gather_item(&mut self, item: &'a Requirement) {
        if item.function.as_ref() != Some(&item.title) {
            self.add(Part::Title, &item.title, Place::Title);
        }
        self.add(Part::Condition, item.condition.as_deref().unwrap_or_default(), Place::Field("condition"));
        self.add(Part::Statement, &item.statement, Place::Field("énoncé"));
        self.add(Part::Comment, item.comment.as_deref().unwrap_or_default(), Place::Field("commentaire"));
        if let Some(obsolescence) = &item.obsolescence {
            self.add_cause(&obsolescence.cause, Place::Field("statut"));
        }
        if let Some(reinstatement) = &item.reinstatement {
            self.add_cause(&reinstatement.cause, Place::Field("réintroduite"));
        }
        for (index, claim) in item.evolutions.iter().enumerate() {
            self.add_cause(&claim.cause, Place::Evolution(index));
        }
        for scenario in &item.scenarios {
            self.gather_scenario(scenario);
        }
    }

    fn gather_variant(&mut self, variant: &'a Variant) {
        let fields = &variant.fields;
        self.add(Part::Title, fields.title.as_deref().unwrap_or_default(), Place::Field("titre"));
        self.add(Part::Condition, fields.condition.as_deref().unwrap_or_default(), Place::Field("condition"));
        self.add(Part::Statement, fields.statement.as_deref().unwrap_or_default(), Place::Field("énoncé"));
        self.add(Part::Comment, fields.comment.as_deref().unwrap_or_default(), Place::Field("commentaire"));
        self.add_cause(&variant.cause, Place::Item);
        for (index, claim) in variant.evolutions.iter().enumerate() {
            self.add_cause(&claim.cause, Place::Evolution(index));
        }
        for scenario in &variant.scenarios {
            self.gather_scenario(scenario);
        }
    }

    fn gather_scenario(&mut self, scenario: &'a Scenario) {
        let whole = || Place::Scenario(scenario.id.clone());
        self.add(Part::ScenarioTitle, &scenario.title, whole());
        self.add(Part::Prerequisite, &scenario.prerequisite, whole());
        for (index, step) in scenario.steps.iter().enumerate() {
            self.add(Part::Step, &step.text, Place::Step(scenario.id.clone(), index));
        }
        for proof in scenario.all_proofs() {
            self.add(Part::Proof, &proof.text, Place::Proof(proof.id.clone()));
            if let Some(verification) = &proof.verification {
                self.add(Part::Verification, &verification.0, Place::Proof(proof.id.clone()));
            }
        }
    }
}

/// The source from a place to a little more than the length of a text, where it surely stands.
fn window(cx: &Context<'_>, anchor: Span, text: &str) -> Span {
    const MARGIN: usize = 2_000;
    let source = cx.sources.get(anchor.file).map_or("", |file| file.text());
    let mut end = (anchor.end as usize + 2 * text.len() + MARGIN).min(source.len());
    while !source.is_char_boundary(end) {
        end -= 1;
    }
    Span::new(anchor.file, anchor.start as usize, end)
}

/// Where a range of a dedented text stands in the source of its field.
///
/// Lines of the text are looked for one after the other in the source, since a block keeps its lines; a text with
/// escapes falls back on the first occurrence of the words themselves.
pub(super) fn span_in(cx: &Context<'_>, whole: Span, text: &str, range: Range<usize>) -> Option<Span> {
    let source = cx.sources.slice(whole);
    let at = |offset: usize| {
        Span::new(whole.file, whole.start as usize + offset, whole.start as usize + offset + range.len())
    };
    if let Some(offset) = line_by_line(source, text, range.start)
        && source.get(offset..offset + range.len()) == text.get(range.clone())
    {
        return Some(at(offset));
    }
    let needle = text.get(range.clone()).filter(|needle| !needle.is_empty())?;
    source.find(needle).map(at)
}

fn line_by_line(source: &str, text: &str, wanted: usize) -> Option<usize> {
    let (mut from, mut start) = (0, 0);
    for line in text.split('\n') {
        let found = from + source.get(from..)?.find(line)?;
        if wanted <= start + line.len() {
            return Some(found + (wanted - start));
        }
        from = found + line.len();
        start += line.len() + 1;
    }
    None
}
