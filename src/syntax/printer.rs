//! The canonical layout of a file, as `remc fmt` writes it.
//!
//! Fields are put in order, keywords and vocabulary get their accents back, lists are filled up to [`WIDTH`] columns,
//! and comments travel with what they precede or trail. Formatting twice changes nothing, and the meaning never does.
//!
//! To write a file from data (an import), build its text with [`quote_string`] and
//! [`quote_block`](super::quote_block) in any order and spacing, parse it, and format the tree: there is one layout
//! in one place.

mod comments;
mod fields;

use super::text::quote_string;
use super::tree::{
    AdaptNode, Field, FieldValue, File, LaneField, LaneNode, LaneValue, Node, RequirementNode, ScenarioNode,
    Text,
};
use crate::source::{SourceFile, Span};
use comments::{Comments, Part};

/// Widest line `fmt` writes by choice; a single word or string may exceed it.
const WIDTH: usize = 100;

/// Width of the keyword column in exigences and adaptations.
const FIELD_COLUMN: usize = 12;

/// Width of the keyword column in lane blocks.
const LANE_COLUMN: usize = 10;

/// The file in canonical layout; `None` when it holds a mistake of form, since nothing may be lost.
pub fn format(source: &SourceFile, tree: &File) -> Option<String> {
    if tree.broken || has_refused_clause(tree) {
        return None;
    }
    let printer = Printer { comments: Comments::new(source.text(), &tree.comments) };
    Some(printer.file(tree))
}

/// Whether a `reprend` holds a clause too many, which the tree does not keep.
fn has_refused_clause(tree: &File) -> bool {
    tree.nodes.iter().any(|node| match node {
        Node::Lane(lane) => lane
            .fields
            .iter()
            .any(|field| matches!(&field.value, LaneValue::Pick(pick) if !pick.extra_except.is_empty())),
        Node::Broken(..) => true,
        _ => false,
    })
}

/// Whether a text block or list stands alone, or follows on without a blank line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Blank,
}

struct Printer<'a> {
    comments: Comments<'a>,
}

impl Printer<'_> {
    fn file(&self, tree: &File) -> String {
        let mut nodes: Vec<&Node> = tree.nodes.iter().collect();
        let (parts, dangling) =
            self.comments.distribute(None, tree_end(tree), &nodes, |node| self.reach(node));
        let mut parts: Vec<(&Node, Part)> = nodes.drain(..).zip(parts).collect();
        parts.sort_by_key(|(node, _)| usize::from(!matches!(node, Node::Edition(..))));
        let mut out = String::new();
        let mut before: Option<&Node> = None;
        for (node, part) in &parts {
            if before.is_some_and(|previous| gap(previous, node) == Gap::Blank) {
                out.push('\n');
            }
            part.write_leading_spaced(&mut out);
            out.push_str(&self.node(node));
            part.write_trailing(&mut out);
            out.push('\n');
            before = Some(node);
        }
        if before.is_some() && !dangling.is_empty() {
            out.push('\n');
        }
        comments::write_spaced(&dangling, &mut out);
        while out.ends_with("\n\n") {
            out.pop();
        }
        out
    }

    /// Where a node stands, and up to where a comment inside belongs before it.
    fn reach(&self, node: &Node) -> (Span, usize) {
        let span = node_span(node);
        let header = match node {
            Node::Requirement(item) => self.requirement_open(item),
            Node::Scenario(item) => self.scenario_open(item),
            Node::Lane(item) => self.lane_open(item),
            _ => span.end as usize,
        };
        (span, header)
    }

    fn node(&self, node: &Node) -> String {
        match node {
            Node::Edition(value, _) => {
                format!("édition {}", fields::bare_or_quoted(&value.value, super::parser::is_number))
            }
            Node::Socle(item) => heading("socle", &item.code, item.title.as_ref()),
            Node::Section(item) => heading("section", &item.code, item.title.as_ref()),
            Node::Block(value, _) => format!("bloc {}", quote_string(&value.value)),
            Node::Function(value, _) => format!("fonction {}", quote_string(&value.value)),
            Node::Lane(item) => self.lane(item),
            Node::Requirement(item) => self.requirement(item),
            Node::Scenario(item) => self.scenario(item, 0),
            Node::Broken(..) => String::new(),
        }
    }

    fn requirement(&self, item: &RequirementNode) -> String {
        let version = item.version.as_ref().map_or(1, |version| version.value);
        let mut header = format!("exigence {} v{version}", item.id.value);
        push_title(&mut header, item.title.as_ref());
        self.braced(header, self.requirement_open(item), item.span, &item.fields, 0)
    }

    fn scenario(&self, item: &ScenarioNode, indent: usize) -> String {
        let mut header = format!("{}scénario {}", margin(indent), item.id.value);
        push_title(&mut header, item.title.as_ref());
        self.braced(header, self.scenario_open(item), item.span, &item.fields, indent)
    }

    /// A header, its fields in canonical order, a brace.
    fn braced(&self, header: String, open: usize, span: Span, fields: &[Field], indent: usize) -> String {
        let inner = indent + 2;
        let list: Vec<&Field> = fields.iter().collect();
        let (mut parts, dangling) =
            self.comments.distribute(Some(open), span.end as usize, &list, |field| self.field_reach(field));
        let mut out = header;
        out.push_str(" {");
        comments::write_header_trailing(&mut parts, &mut out);
        let mut parts: Vec<(&Field, Part)> = list.into_iter().zip(parts).collect();
        parts.sort_by_key(|(field, _)| fields::rank(&field.value));
        for (index, (field, part)) in parts.iter().enumerate() {
            if index > 0 && matches!(field.value, FieldValue::Scenario(_)) {
                out.push('\n');
            }
            part.write_leading(&mut out, inner);
            out.push_str(&self.field(field, inner));
            part.write_trailing(&mut out);
            out.push('\n');
        }
        comments::write_lines(&dangling, &mut out, inner);
        out.push_str(&margin(indent));
        out.push('}');
        out
    }

    fn field_reach(&self, field: &Field) -> (Span, usize) {
        match &field.value {
            FieldValue::Scenario(item) => (field.span, self.scenario_open(item)),
            _ => (field.span, field.span.end as usize),
        }
    }

    fn field(&self, field: &Field, indent: usize) -> String {
        match &field.value {
            FieldValue::Scenario(item) => self.scenario(item, indent),
            value => fields::field(value, indent),
        }
    }

    fn lane(&self, item: &LaneNode) -> String {
        let list: Vec<&LaneField> = item.fields.iter().collect();
        let open = self.lane_open(item);
        let (mut parts, dangling) =
            self.comments.distribute(Some(open), item.span.end as usize, &list, |field| match &field.value {
                LaneValue::Adapt(adapt) => (field.span, self.adapt_open(adapt)),
                _ => (field.span, field.span.end as usize),
            });
        let mut out = format!("rem {}", item.code.value);
        push_title(&mut out, item.title.as_ref());
        out.push_str(" {");
        comments::write_header_trailing(&mut parts, &mut out);
        let mut parts: Vec<(&LaneField, Part)> = list.into_iter().zip(parts).collect();
        parts.sort_by_key(|(field, _)| match field.value {
            LaneValue::Profiles(_) => 0,
            LaneValue::Pick(_) => 1,
            LaneValue::Adapt(_) => 2,
            LaneValue::Withdraw(_) => 3,
        });
        let mut after_block = false;
        for (index, (field, part)) in parts.iter().enumerate() {
            let block = matches!(field.value, LaneValue::Adapt(_));
            if index > 0 && (block || after_block) {
                out.push('\n');
            }
            after_block = block;
            part.write_leading(&mut out, 2);
            out.push_str(&self.lane_field(field));
            part.write_trailing(&mut out);
            out.push('\n');
        }
        comments::write_lines(&dangling, &mut out, 2);
        out.push('}');
        out
    }

    fn lane_field(&self, field: &LaneField) -> String {
        match &field.value {
            LaneValue::Profiles(names) => fields::fill(2, "profils", LANE_COLUMN, &fields::strings(names)),
            LaneValue::Pick(pick) => fields::fill(2, "reprend", LANE_COLUMN, &fields::pick(pick)),
            LaneValue::Withdraw(node) => fields::fill(2, "retire", LANE_COLUMN, &fields::withdraw(node)),
            LaneValue::Adapt(adapt) => {
                let header = fields::fill(2, "adapte", LANE_COLUMN, &fields::adapt(adapt));
                self.braced(header, self.adapt_open(adapt), field.span, &adapt.fields, 2)
            }
        }
    }

    fn requirement_open(&self, item: &RequirementNode) -> usize {
        let version = item.version.as_ref().map(|version| version.span);
        self.comments
            .brace_after(last_end(item.id.span, [version, item.title.as_ref().map(|title| title.span)]))
    }

    fn scenario_open(&self, item: &ScenarioNode) -> usize {
        self.comments.brace_after(last_end(item.id.span, [item.title.as_ref().map(|title| title.span)]))
    }

    fn lane_open(&self, item: &LaneNode) -> usize {
        self.comments.brace_after(last_end(item.code.span, [item.title.as_ref().map(|title| title.span)]))
    }

    fn adapt_open(&self, item: &AdaptNode) -> usize {
        let clause = &item.clause;
        let spans = [
            item.version.as_ref().map(|version| version.span),
            clause.motive.as_ref().map(|motive| motive.span),
            clause.text.as_ref().map(|text| text.span),
            clause.answers.last().map(|answer| answer.span),
        ];
        self.comments.brace_after(last_end(item.id.span, spans))
    }
}

fn last_end<const N: usize>(first: Span, others: [Option<Span>; N]) -> usize {
    let ends = others.into_iter().flatten().map(|span| span.end);
    ends.fold(first.end, u32::max) as usize
}

fn tree_end(tree: &File) -> usize {
    let nodes = tree.nodes.iter().map(|node| node_span(node).end);
    let comments = tree.comments.iter().map(|span| span.end);
    nodes.chain(comments).max().unwrap_or_default() as usize
}

fn node_span(node: &Node) -> Span {
    match node {
        Node::Edition(_, span) | Node::Block(_, span) | Node::Function(_, span) | Node::Broken(_, span) => {
            *span
        }
        Node::Socle(item) => item.span,
        Node::Section(item) => item.span,
        Node::Lane(item) => item.span,
        Node::Requirement(item) => item.span,
        Node::Scenario(item) => item.span,
    }
}

/// A `bloc` or `fonction` follows its heading closely; anything else stands apart.
fn gap(before: &Node, node: &Node) -> Gap {
    let heading = matches!(before, Node::Section(_) | Node::Block(..) | Node::Function(..));
    let inside = matches!(node, Node::Block(..) | Node::Function(..));
    if heading && inside { Gap::None } else { Gap::Blank }
}

fn heading(keyword: &str, code: &Text, title: Option<&Text>) -> String {
    let mut out = format!("{keyword} {}", code.value);
    push_title(&mut out, title);
    out
}

fn push_title(out: &mut String, title: Option<&Text>) {
    if let Some(title) = title {
        out.push(' ');
        out.push_str(&quote_string(&title.value));
    }
}

fn margin(indent: usize) -> String {
    " ".repeat(indent)
}
