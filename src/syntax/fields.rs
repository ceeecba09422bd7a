//! From pest pairs to the fields of items, scenarios and adaptations.

use pest::iterators::Pair;

use super::build::Builder;
use super::parser::Rule;
use super::tree::{
    CitationNode, ClauseNode, EvolutionNode, Field, FieldValue, LinkNode, ProofNode, Spanned, StatusField,
    StepNode, Text,
};
use crate::source::Span;

impl<'s> Builder<'s> {
    /// A field of any braced item.
    pub(super) fn field(&mut self, pair: Pair<'s, Rule>) -> Option<Field> {
        let span = self.span(&pair);
        let keyword = pair.clone().into_inner().next().map_or(span, |first| self.span(&first));
        let value = self.field_value(pair, span)?;
        Some(Field { keyword, span, value })
    }

    fn field_value(&mut self, pair: Pair<'s, Rule>, span: Span) -> Option<FieldValue> {
        Some(match pair.as_rule() {
            Rule::nature => FieldValue::Nature(self.one_word(pair, span)),
            Rule::criticality => FieldValue::Criticality(self.one_word(pair, span)),
            Rule::status => {
                let clause = self.clause(pair.clone());
                FieldValue::Status(StatusField { word: self.one_word(pair, span), clause })
            }
            Rule::profile => FieldValue::Profile(self.strings(pair)),
            Rule::condition => FieldValue::Condition(self.one_prose(pair, span)),
            Rule::scope => FieldValue::Scope(self.one_prose(pair, span)),
            Rule::title => FieldValue::Title(self.one_prose(pair, span)),
            Rule::block_field => FieldValue::Block(self.one_prose(pair, span)),
            Rule::function_field => FieldValue::Function(self.one_prose(pair, span)),
            Rule::statement => FieldValue::Statement(self.one_prose(pair, span)),
            Rule::comment => FieldValue::Comment(self.one_prose(pair, span)),
            Rule::note => FieldValue::Note(self.one_prose(pair, span)),
            Rule::prerequisite => FieldValue::Prerequisite(self.one_prose(pair, span)),
            Rule::section_field => FieldValue::Section(
                self.texts(pair, Rule::code).into_iter().next().unwrap_or_else(|| self.empty(span)),
            ),
            Rule::wave1 => FieldValue::Wave1(self.ids_or_strings(pair)),
            Rule::depends => FieldValue::Depends(self.links(pair)),
            Rule::reference => FieldValue::Reference(self.citations(pair)),
            Rule::formerly => FieldValue::Formerly(self.texts(pair, Rule::id)),
            Rule::derived_from => FieldValue::DerivedFrom(self.texts(pair, Rule::id)),
            Rule::merges => FieldValue::Merges(self.texts(pair, Rule::id)),
            Rule::replaced_by => FieldValue::ReplacedBy(self.texts(pair, Rule::id)),
            Rule::without => FieldValue::Without(self.texts(pair, Rule::id)),
            Rule::reinstated => FieldValue::Reinstated(self.clause(pair)),
            Rule::evolution => FieldValue::Evolution(self.evolution(pair, span)),
            Rule::tolerance => {
                let mut code = self.empty(span);
                let mut reason = self.empty(span);
                for inner in pair.into_inner() {
                    match inner.as_rule() {
                        Rule::code => code = self.raw(&inner),
                        Rule::string => reason = self.string(&inner),
                        _ => {}
                    }
                }
                FieldValue::Tolerance(code, reason)
            }
            Rule::scenario => FieldValue::Scenario(self.scenario(pair)),
            Rule::step => FieldValue::Step(self.step(pair, span)),
            Rule::proof => FieldValue::Proof(self.proof(pair, span)),
            _ => return None,
        })
    }

    fn one_word(&mut self, pair: Pair<'s, Rule>, span: Span) -> Text {
        self.texts(pair, Rule::word).into_iter().next().unwrap_or_else(|| self.empty(span))
    }

    fn one_prose(&mut self, pair: Pair<'s, Rule>, span: Span) -> Text {
        let mut found = None;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::text | Rule::string => found = Some(self.prose(&inner)),
                _ => {}
            }
        }
        found.unwrap_or_else(|| self.empty(span))
    }

    fn ids_or_strings(&mut self, pair: Pair<'s, Rule>) -> Vec<Text> {
        pair.into_inner()
            .filter_map(|inner| match inner.as_rule() {
                Rule::id => Some(self.raw(&inner)),
                Rule::string => Some(self.string(&inner)),
                _ => None,
            })
            .collect()
    }

    fn links(&mut self, pair: Pair<'s, Rule>) -> Vec<LinkNode> {
        let mut links = Vec::new();
        for inner in pair.into_inner() {
            if inner.as_rule() == Rule::link {
                let mut id = self.empty(self.span(&inner));
                let mut version = None;
                for part in inner.into_inner() {
                    match part.as_rule() {
                        Rule::id => id = self.id(&part),
                        Rule::version => version = self.version(&part),
                        _ => {}
                    }
                }
                links.push(LinkNode { id, version });
            }
        }
        links
    }

    fn citations(&mut self, pair: Pair<'s, Rule>) -> Vec<CitationNode> {
        let mut citations = Vec::new();
        for inner in pair.into_inner() {
            if inner.as_rule() == Rule::citation {
                let mut node =
                    CitationNode { code: self.empty(self.span(&inner)), at_least: false, version: None };
                for part in inner.into_inner() {
                    match part.as_rule() {
                        Rule::code => node.code = self.raw(&part),
                        Rule::at_least => node.at_least = true,
                        Rule::version_token => node.version = Some(self.raw(&part)),
                        Rule::string => node.version = Some(self.string(&part)),
                        _ => {}
                    }
                }
                citations.push(node);
            }
        }
        citations
    }

    /// `depuis`, `motif` and `répond` among the children of a field.
    pub(super) fn clause(&mut self, pair: Pair<'s, Rule>) -> ClauseNode {
        let mut clause = ClauseNode::default();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::since => {
                    clause.since = inner
                        .into_inner()
                        .find(|part| part.as_rule() == Rule::iteration)
                        .map(|part| self.iteration(part));
                }
                Rule::motive => {
                    for part in inner.into_inner() {
                        match part.as_rule() {
                            Rule::word => clause.motive = Some(self.raw(&part)),
                            Rule::string => clause.text = Some(self.string(&part)),
                            _ => {}
                        }
                    }
                }
                Rule::answers => clause.answers = self.texts(inner, Rule::id),
                _ => {}
            }
        }
        clause
    }

    fn iteration(&self, pair: Pair<'s, Rule>) -> Text {
        let span = self.span(&pair);
        pair.into_inner().next().map_or_else(
            || self.empty(span),
            |inner| if inner.as_rule() == Rule::string { self.string(&inner) } else { self.raw(&inner) },
        )
    }

    fn evolution(&mut self, pair: Pair<'s, Rule>, span: Span) -> EvolutionNode {
        let clause = self.clause(pair.clone());
        let mut node = EvolutionNode { iteration: self.empty(span), reach: self.empty(span), clause };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::iteration => node.iteration = self.iteration(inner),
                Rule::reach => node.reach = self.raw(&inner),
                _ => {}
            }
        }
        node
    }

    fn step(&mut self, pair: Pair<'s, Rule>, span: Span) -> StepNode {
        let mut node = StepNode { number: None, text: self.empty(span), covers: Vec::new() };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::number => {
                    let at = self.span(&inner);
                    node.number = inner.as_str().parse().ok().map(|value| Spanned { value, span: at });
                }
                Rule::text | Rule::string => node.text = self.prose(&inner),
                Rule::covers => node.covers = self.texts(inner, Rule::id),
                _ => {}
            }
        }
        node
    }

    fn proof(&mut self, pair: Pair<'s, Rule>, span: Span) -> ProofNode {
        let mut node = ProofNode {
            shared: false,
            id: self.empty(span),
            kinds: Vec::new(),
            text: None,
            verification: None,
        };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::kw_partagee => node.shared = true,
                Rule::id => node.id = self.id(&inner),
                Rule::kinds => node.kinds = self.texts(inner, Rule::word),
                Rule::text | Rule::string => node.text = Some(self.prose(&inner)),
                Rule::verification => {
                    let internal = inner.clone().into_inner().any(|part| part.as_rule() == Rule::kw_interne);
                    node.verification = Some((self.one_prose(inner, span), internal));
                }
                _ => {}
            }
        }
        node
    }
}
