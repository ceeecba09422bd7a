//! From pest pairs to the tree: files, headings, items and lanes.

use pest::iterators::{Pair, Pairs};

use super::parser::Rule;
use super::recover;
use super::text::{dedent, unquote};
use super::tree::{
    AdaptNode, LaneField, LaneNode, LaneValue, Node, PickNode, RequirementNode, ScenarioNode, SectionNode, SocleNode,
    Spanned, Text, WithdrawNode,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// Builds the tree of one file and collects its mistakes.
pub(super) struct Builder<'s> {
    pub(super) file: FileId,
    pub(super) source: &'s str,
    pub(super) problems: Vec<Diagnostic>,
}

impl<'s> Builder<'s> {
    pub(super) fn new(file: FileId, source: &'s str) -> Self {
        Self { file, source, problems: Vec::new() }
    }

    pub(super) fn file(&mut self, pairs: Pairs<'s, Rule>) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut after_broken = false;
        for pair in pairs.flat_map(Pair::into_inner) {
            let broken = pair.as_rule() == Rule::bad_item;
            if broken && after_broken && pair.as_str().trim() == "}" {
                continue;
            }
            if let Some(node) = self.node(pair) {
                after_broken = broken;
                nodes.push(node);
            }
        }
        nodes
    }

    fn node(&mut self, pair: Pair<'s, Rule>) -> Option<Node> {
        let span = self.span(&pair);
        Some(match pair.as_rule() {
            Rule::edition => Node::Edition(self.last_text(pair), span),
            Rule::socle => {
                let (code, title) = self.code_and_title(pair);
                Node::Socle(SocleNode { code, title, span })
            }
            Rule::section => {
                let (code, title) = self.code_and_title(pair);
                Node::Section(SectionNode { code, title, span })
            }
            Rule::bloc => Node::Block(self.last_text(pair), span),
            Rule::fonction => Node::Function(self.last_text(pair), span),
            Rule::rem => Node::Lane(self.lane(pair, span)),
            Rule::requirement => Node::Requirement(self.requirement(pair, span)),
            Rule::cross_scenario => Node::Scenario(self.scenario(pair)),
            Rule::bad_item => {
                let (id, problems) = recover::bad_item(self.file, span, pair.as_str());
                self.problems.extend(problems);
                Node::Broken(id, span)
            }
            _ => return None,
        })
    }

    fn requirement(&mut self, pair: Pair<'s, Rule>, span: Span) -> RequirementNode {
        let mut node = RequirementNode {
            id: self.empty(span),
            version: None,
            title: None,
            fields: Vec::new(),
            broken: false,
            span,
        };
        let keyword = Span::new(self.file, span.start as usize, span.start as usize + "exigence".len());
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::id => node.id = self.id(&inner),
                Rule::version => node.version = self.version(&inner),
                Rule::string => node.title = Some(self.string(&inner)),
                Rule::unclosed => {
                    self.unclosed(keyword, &format!("l’exigence « {} »", node.id.value));
                    node.broken = true;
                }
                _ => self.item_part(inner, &mut node.fields, &mut node.broken, recover::Context::Requirement),
            }
        }
        node
    }

    pub(super) fn scenario(&mut self, pair: Pair<'s, Rule>) -> ScenarioNode {
        let span = self.span(&pair);
        let mut node =
            ScenarioNode { id: self.empty(span), title: None, fields: Vec::new(), broken: false, span };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::id => node.id = self.id(&inner),
                Rule::string => node.title = Some(self.string(&inner)),
                Rule::unclosed => {
                    self.unclosed(node.id.span, &format!("le scénario « {} »", node.id.value));
                    node.broken = true;
                }
                _ => self.item_part(inner, &mut node.fields, &mut node.broken, recover::Context::Scenario),
            }
        }
        node
    }

    /// A field or a wrong field of a braced item.
    fn item_part(
        &mut self,
        pair: Pair<'s, Rule>,
        fields: &mut Vec<super::tree::Field>,
        broken: &mut bool,
        context: recover::Context,
    ) {
        match pair.as_rule() {
            Rule::bad_field => {
                let span = self.span(&pair);
                self.problems.extend(recover::bad_field(self.file, span, pair.as_str(), context));
                *broken = true;
            }
            _ => fields.extend(self.field(pair)),
        }
    }

    fn lane(&mut self, pair: Pair<'s, Rule>, span: Span) -> LaneNode {
        let mut node = LaneNode { code: self.empty(span), title: None, fields: Vec::new(), broken: false, span };
        for inner in pair.into_inner() {
            let inner_span = self.span(&inner);
            match inner.as_rule() {
                Rule::code => node.code = self.raw(&inner),
                Rule::string => node.title = Some(self.string(&inner)),
                Rule::bad_field => {
                    let context = recover::Context::Lane;
                    self.problems.extend(recover::bad_field(self.file, inner_span, inner.as_str(), context));
                    node.broken = true;
                }
                Rule::unclosed => {
                    self.unclosed(node.code.span, &format!("le couloir « {} »", node.code.value));
                    node.broken = true;
                }
                Rule::lane_profiles | Rule::pick | Rule::adapt | Rule::withdraw => {
                    let (keyword, value) = self.lane_value(inner);
                    node.fields.push(LaneField { keyword, span: inner_span, value });
                }
                _ => {}
            }
        }
        node
    }

    fn lane_value(&mut self, pair: Pair<'s, Rule>) -> (Span, LaneValue) {
        let span = self.span(&pair);
        let rule = pair.as_rule();
        let keyword = pair.clone().into_inner().next().map_or(span, |first| self.span(&first));
        let value = match rule {
            Rule::lane_profiles => LaneValue::Profiles(self.strings(pair)),
            Rule::pick => LaneValue::Pick(self.pick(pair)),
            Rule::adapt => LaneValue::Adapt(self.adapt(pair, span)),
            _ => {
                let clause = self.clause(pair.clone());
                let id = pair.into_inner().find(|inner| inner.as_rule() == Rule::id);
                let id = match id {
                    Some(inner) => self.id(&inner),
                    None => self.empty(span),
                };
                LaneValue::Withdraw(WithdrawNode { id, clause })
            }
        };
        (keyword, value)
    }

    fn pick(&mut self, pair: Pair<'s, Rule>) -> PickNode {
        let mut node =
            PickNode { patterns: Vec::new(), except: Vec::new(), extra_except: Vec::new(), profiles: Vec::new() };
        let mut seen_profile = false;
        for inner in pair.into_inner() {
            let span = self.span(&inner);
            match inner.as_rule() {
                Rule::patterns => node.patterns = self.texts(inner, Rule::pattern),
                Rule::except if node.except.is_empty() => {
                    node.except =
                        inner.into_inner().flat_map(|list| self.texts(list, Rule::pattern)).collect();
                }
                Rule::except => node.extra_except.push(span),
                Rule::profile if seen_profile => node.extra_except.push(span),
                Rule::profile => {
                    seen_profile = true;
                    node.profiles = self.strings(inner);
                }
                _ => {}
            }
        }
        node
    }

    fn adapt(&mut self, pair: Pair<'s, Rule>, span: Span) -> AdaptNode {
        let mut node = AdaptNode {
            id: self.empty(span),
            version: None,
            clause: self.clause(pair.clone()),
            fields: Vec::new(),
            broken: false,
        };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::id => node.id = self.id(&inner),
                Rule::version => node.version = self.version(&inner),
                Rule::motive | Rule::answers => {}
                Rule::unclosed => {
                    self.unclosed(node.id.span, &format!("l’adaptation de « {} »", node.id.value));
                    node.broken = true;
                }
                _ => self.item_part(inner, &mut node.fields, &mut node.broken, recover::Context::Adapt),
            }
        }
        node
    }

    fn unclosed(&mut self, span: Span, what: &str) {
        self.problems.push(
            Diagnostic::new(Code::UnclosedBrace, span, format!("accolade non refermée : {what}"))
                .label("s’ouvre ici")
                .help("fermer par « } » avant l’élément suivant"),
        );
    }

    // --- leaves ---

    pub(super) fn span(&self, pair: &Pair<'s, Rule>) -> Span {
        let span = pair.as_span();
        let trimmed = self.source.get(span.start()..span.end()).map_or(0, |text| text.trim_end().len());
        Span::new(self.file, span.start(), span.start() + trimmed)
    }

    pub(super) fn empty(&self, span: Span) -> Text {
        Spanned { value: String::new(), span }
    }

    pub(super) fn raw(&self, pair: &Pair<'s, Rule>) -> Text {
        Spanned { value: pair.as_str().to_owned(), span: self.span(pair) }
    }

    /// An id, checked for form.
    pub(super) fn id(&mut self, pair: &Pair<'s, Rule>) -> Text {
        let id = self.raw(pair);
        if let Some(defect) = crate::model::ItemId::defect(&id.value) {
            self.problems.push(
                Diagnostic::new(Code::InvalidId, id.span, format!("identifiant « {} » mal formé", id.value))
                    .help(format!("un identifiant est correct quand {defect}")),
            );
        } else if let Some(cut) = glued_version(&id.value) {
            let (stem, version) = id.value.split_at(cut);
            self.problems.push(
                Diagnostic::new(Code::GluedVersion, id.span, format!("version collée à l’identifiant « {} »", id.value))
                    .help("séparer l’identifiant et sa version par une espace")
                    .fix(id.span, format!("{stem} {version}")),
            );
        }
        id
    }

    pub(super) fn version(&mut self, pair: &Pair<'s, Rule>) -> Option<Spanned<u32>> {
        let span = self.span(pair);
        let digits = pair.as_str().trim_start_matches(['v', 'V']);
        match digits.parse::<u32>() {
            Ok(value) if value > 0 => Some(Spanned { value, span }),
            _ => {
                self.problems.push(
                    Diagnostic::new(Code::InvalidValue, span, format!("numéro de version « {} » refusé", pair.as_str()))
                        .help("un numéro de version est un entier à partir de 1"),
                );
                None
            }
        }
    }

    pub(super) fn string(&self, pair: &Pair<'s, Rule>) -> Text {
        Spanned { value: unquote(pair.as_str()), span: self.span(pair) }
    }

    /// A `"…"` string or a text block.
    pub(super) fn prose(&self, pair: &Pair<'s, Rule>) -> Text {
        if pair.as_rule() == Rule::string {
            return self.string(pair);
        }
        let body = pair.clone().into_inner().next().map_or("", |body| body.as_str());
        Spanned { value: dedent(body), span: self.span(pair) }
    }

    /// Ids, words or patterns of one rule among the children.
    pub(super) fn texts(&mut self, pair: Pair<'s, Rule>, rule: Rule) -> Vec<Text> {
        let mut found = Vec::new();
        for inner in pair.into_inner() {
            if inner.as_rule() == rule {
                found.push(if rule == Rule::id { self.id(&inner) } else { self.raw(&inner) });
            }
        }
        found
    }

    pub(super) fn strings(&mut self, pair: Pair<'s, Rule>) -> Vec<Text> {
        let mut found = Vec::new();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::string => found.push(self.string(&inner)),
                _ => {}
            }
        }
        found
    }

    fn code_and_title(&mut self, pair: Pair<'s, Rule>) -> (Text, Option<Text>) {
        let mut code = self.empty(self.span(&pair));
        let mut title = None;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::code => code = self.raw(&inner),
                Rule::string => title = Some(self.string(&inner)),
                _ => {}
            }
        }
        (code, title)
    }

    /// The last value of a heading: a string or a number.
    fn last_text(&self, pair: Pair<'s, Rule>) -> Text {
        let span = self.span(&pair);
        let last = pair.into_inner().filter(|inner| inner.as_rule() != Rule::COMMENT).last();
        last.map_or_else(
            || self.empty(span),
            |inner| if inner.as_rule() == Rule::string { self.string(&inner) } else { self.raw(&inner) },
        )
    }
}

/// Where `vN` starts in an id such as `SC.B.01v2`.
fn glued_version(id: &str) -> Option<usize> {
    let digits = id.bytes().rev().take_while(u8::is_ascii_digit).count();
    let cut = id.len().checked_sub(digits + 1)?;
    let before = id.as_bytes().get(cut.checked_sub(1)?)?;
    let letter = id.as_bytes().get(cut)?;
    (digits > 0 && letter.eq_ignore_ascii_case(&b'v') && before.is_ascii_digit()).then_some(cut)
}
