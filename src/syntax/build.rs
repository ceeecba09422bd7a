//! From pest pairs to the tree: files, headings, items and lanes.

use pest::iterators::{Pair, Pairs};

use super::parser::Rule;
use super::recover::{self, Context};
use super::text::{dedent, unquote};
use super::tree::{
    AdaptNode, Field, FieldValue, LaneField, LaneNode, LaneValue, Node, PickNode, RequirementNode,
    ScenarioNode, SectionNode, SocleNode, Spanned, Text, WithdrawNode,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// Builds the tree of one file and collects its mistakes.
pub(super) struct Builder<'s> {
    pub(super) file: FileId,
    /// The whole text; `base` is where the piece being read starts in it.
    pub(super) source: &'s str,
    base: usize,
    comments: &'s [Span],
    pub(super) problems: Vec<Diagnostic>,
}

/// What stands between the braces of an item, as it is read.
struct Body {
    context: Context,
    fields: Vec<Field>,
    /// Whether a part of it could not be read.
    broken: bool,
    /// Whether a wrong field left braces unpaired.
    upset: bool,
    /// Whether the last part read was a wrong field.
    after_bad: bool,
}

impl Body {
    fn new(context: Context) -> Self {
        Self { context, fields: Vec::new(), broken: false, upset: false, after_bad: false }
    }
}

impl<'s> Builder<'s> {
    pub(super) fn new(file: FileId, source: &'s str, base: usize, comments: &'s [Span]) -> Self {
        Self { file, source, base, comments, problems: Vec::new() }
    }

    pub(super) fn file(&mut self, pairs: Pairs<'s, Rule>) -> Vec<Node> {
        let mut nodes = Vec::new();
        for pair in pairs.flat_map(Pair::into_inner) {
            let only_braces = pair.as_str().chars().all(|character| character == '}' || is_space(character));
            if pair.as_rule() == Rule::bad_item && only_braces && nodes.last().is_some_and(Node::is_broken) {
                continue;
            }
            nodes.extend(self.node(pair));
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
                let (id, problem) = recover::bad_item(self.source, span);
                self.problems.push(problem);
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
        let mut body = Body::new(Context::Requirement);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::id => node.id = self.id(&inner),
                Rule::version => node.version = self.version(&inner),
                Rule::string => node.title = Some(self.string(&inner)),
                Rule::unclosed | Rule::unclosed_here => {
                    self.unclosed(&mut body, keyword, &format!("l’exigence « {} »", node.id.value))
                }
                _ => self.item_part(inner, &mut body),
            }
        }
        node.broken = body.broken;
        node.fields = body.fields;
        node
    }

    pub(super) fn scenario(&mut self, pair: Pair<'s, Rule>) -> ScenarioNode {
        let span = self.span(&pair);
        let mut node =
            ScenarioNode { id: self.empty(span), title: None, fields: Vec::new(), broken: false, span };
        let mut body = Body::new(Context::Scenario);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::id => node.id = self.id(&inner),
                Rule::string => node.title = Some(self.string(&inner)),
                Rule::unclosed | Rule::unclosed_here => {
                    self.unclosed(&mut body, node.id.span, &format!("le scénario « {} »", node.id.value))
                }
                _ => self.item_part(inner, &mut body),
            }
        }
        node.broken = body.broken;
        node.fields = body.fields;
        node
    }

    /// A field or a wrong field of a braced item.
    fn item_part(&mut self, pair: Pair<'s, Rule>, body: &mut Body) {
        if matches!(pair.as_rule(), Rule::bad_field | Rule::bad_outer) {
            let previous = body.fields.last().map(|field| {
                let block = matches!(field.value, FieldValue::Scenario(_));
                recover::Previous { span: field.span, block }
            });
            self.bad_field(&pair, body, previous);
        } else if let Some(field) = self.field(pair) {
            body.broken |= matches!(&field.value, FieldValue::Scenario(item) if item.broken);
            body.after_bad = false;
            body.fields.push(field);
        }
    }

    fn bad_field(&mut self, pair: &Pair<'s, Rule>, body: &mut Body, previous: Option<recover::Previous>) {
        let previous = previous.filter(|_| !body.after_bad);
        self.problems.push(recover::bad_field(self.source, self.span(pair), body.context, previous));
        body.upset |= recover::upsets_braces(pair.as_str());
        body.broken = true;
        body.after_bad = true;
    }

    fn lane(&mut self, pair: Pair<'s, Rule>, span: Span) -> LaneNode {
        let mut node =
            LaneNode { code: self.empty(span), title: None, fields: Vec::new(), broken: false, span };
        let mut body = Body::new(Context::Lane);
        for inner in pair.into_inner() {
            let inner_span = self.span(&inner);
            match inner.as_rule() {
                Rule::code => node.code = self.raw(&inner),
                Rule::string => node.title = Some(self.string(&inner)),
                Rule::bad_statement => {
                    let previous = node.fields.last().map(|field| recover::Previous {
                        span: field.span,
                        block: matches!(field.value, LaneValue::Adapt(_)),
                    });
                    self.bad_field(&inner, &mut body, previous);
                }
                Rule::unclosed | Rule::unclosed_here => {
                    self.unclosed(&mut body, node.code.span, &format!("le couloir « {} »", node.code.value));
                }
                Rule::lane_profiles | Rule::pick | Rule::adapt | Rule::withdraw => {
                    let (keyword, value) = self.lane_value(inner);
                    body.broken |= matches!(&value, LaneValue::Adapt(item) if item.broken);
                    body.after_bad = false;
                    node.fields.push(LaneField { keyword, span: inner_span, value });
                }
                _ => {}
            }
        }
        node.broken = body.broken;
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
        let mut node = PickNode {
            patterns: Vec::new(),
            except: Vec::new(),
            extra_except: Vec::new(),
            profiles: Vec::new(),
        };
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
        let mut body = Body::new(Context::Adapt);
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::id => node.id = self.id(&inner),
                Rule::version => node.version = self.version(&inner),
                Rule::motive | Rule::answers => {}
                Rule::unclosed | Rule::unclosed_here => {
                    self.unclosed(&mut body, node.id.span, &format!("l’adaptation de « {} »", node.id.value));
                }
                _ => self.item_part(inner, &mut body),
            }
        }
        node.broken = body.broken;
        node.fields = body.fields;
        node
    }

    /// Reports a brace left open, unless a wrong field explains it. When the last scenario of the item took the brace
    /// that stands in the item's column, the scenario is the one left open.
    fn unclosed(&mut self, body: &mut Body, span: Span, what: &str) {
        body.broken = true;
        if body.upset {
            return;
        }
        let mut problem = (span, what.to_owned());
        if let Some(Field { value: FieldValue::Scenario(last), .. }) = body.fields.last() {
            let closing = self.column((last.span.end as usize).saturating_sub(1));
            let (outer, inner) = (self.column(span.start as usize), self.column(last.span.start as usize));
            if closing.is_some() && closing == outer && closing < inner {
                problem = (last.id.span, format!("le scénario « {} »", last.id.value));
            }
        }
        self.problems.push(
            Diagnostic::new(Code::UnclosedBrace, problem.0, format!("accolade non refermée : {}", problem.1))
                .label("s’ouvre ici")
                .help("fermer par « } » avant l’élément suivant"),
        );
    }

    /// Indentation of the line of a place.
    fn column(&self, at: usize) -> Option<usize> {
        let line = self.source.get(..at)?.rsplit('\n').next()?.len();
        let text = self.source.get(at - line..)?;
        Some(text.len() - text.trim_start_matches([' ', '\t']).len())
    }

    // --- leaves ---

    /// The place of a pair, without the white space and comments the grammar skipped at its end.
    pub(super) fn span(&self, pair: &Pair<'s, Rule>) -> Span {
        let start = self.base + pair.as_span().start();
        let mut end = self.base + pair.as_span().end();
        loop {
            let trimmed = self.source.get(start..end).map_or(0, |text| text.trim_end_matches(is_space).len());
            end = start + trimmed;
            let comment = self.comments.binary_search_by_key(&end, |comment| comment.end as usize);
            match comment.ok().and_then(|index| self.comments.get(index)) {
                Some(comment) if comment.start as usize > start => end = comment.start as usize,
                _ => return Span::new(self.file, start, end),
            }
        }
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
                    .help(format!("règle des identifiants : {defect}")),
            );
        } else if let Some(cut) = glued_version(&id.value) {
            let (stem, version) = id.value.split_at(cut);
            self.problems.push(
                Diagnostic::new(
                    Code::GluedVersion,
                    id.span,
                    format!("version collée à l’identifiant « {} »", id.value),
                )
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
                    Diagnostic::new(
                        Code::InvalidValue,
                        span,
                        format!("numéro de version « {} » refusé", pair.as_str()),
                    )
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
            let mut text = self.string(pair);
            text.value = text.value.trim().to_owned();
            return text;
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
            if inner.as_rule() == Rule::string {
                found.push(self.string(&inner))
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

/// White space of the grammar.
fn is_space(character: char) -> bool {
    character.is_whitespace() || character == '\u{feff}'
}

/// Where `vN` starts in an id such as `SC.B.01v2`.
fn glued_version(id: &str) -> Option<usize> {
    let digits = id.bytes().rev().take_while(u8::is_ascii_digit).count();
    let cut = id.len().checked_sub(digits + 1)?;
    let before = id.as_bytes().get(cut.checked_sub(1)?)?;
    let letter = id.as_bytes().get(cut)?;
    (digits > 0 && letter.eq_ignore_ascii_case(&b'v') && before.is_ascii_digit()).then_some(cut)
}
