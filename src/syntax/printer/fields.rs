//! Fields on one line, lists filled up to the width, prose in blocks.

use super::{FIELD_COLUMN, WIDTH, margin};
use crate::model::{Criticality, Motive, Nature, ProofKind, Reach, Status, Vocabulary};
use crate::syntax::parser::{is_id, is_iteration_name, is_version_token};
use crate::syntax::text::{quote_block, quote_string};
use crate::syntax::tree::{
    AdaptNode, CitationNode, ClauseNode, EvolutionNode, FieldValue, LinkNode, PickNode, ProofNode, StepNode,
    Text, WithdrawNode,
};

/// The place of a field in its item. Steps and proofs share theirs: their order means something.
pub(super) fn rank(value: &FieldValue) -> usize {
    match value {
        FieldValue::Nature(_) => 0,
        FieldValue::Status(_) => 1,
        FieldValue::Profile(_) => 2,
        FieldValue::Condition(_) => 3,
        FieldValue::Criticality(_) => 4,
        FieldValue::Scope(_) => 5,
        FieldValue::Wave1(_) => 6,
        FieldValue::Depends(_) => 7,
        FieldValue::Reference(_) => 8,
        FieldValue::Formerly(_) => 9,
        FieldValue::DerivedFrom(_) => 10,
        FieldValue::Merges(_) => 11,
        FieldValue::ReplacedBy(_) => 12,
        FieldValue::Reinstated(_) => 13,
        FieldValue::Title(_) => 14,
        FieldValue::Section(_) => 15,
        FieldValue::Block(_) => 16,
        FieldValue::Function(_) => 17,
        FieldValue::Prerequisite(_) => 18,
        FieldValue::Statement(_) => 19,
        FieldValue::Comment(_) => 20,
        FieldValue::Note(_) => 21,
        FieldValue::Evolution(_) => 22,
        FieldValue::Tolerance(..) => 23,
        FieldValue::Without(_) => 24,
        FieldValue::Step(_) | FieldValue::Proof(_) => 25,
        FieldValue::Scenario(_) => 26,
    }
}

/// Any field but a scenario, indented, without the final line break.
pub(super) fn field(value: &FieldValue, indent: usize) -> String {
    let aligned = |pieces: &[String]| fill(indent, value.keyword(), FIELD_COLUMN, pieces);
    match value {
        FieldValue::Nature(text) => aligned(&[word::<Nature>(text)]),
        FieldValue::Criticality(text) => aligned(&[word::<Criticality>(text)]),
        FieldValue::Status(status) => {
            let mut pieces = vec![word::<Status>(&status.word)];
            clause(&status.clause, &mut pieces);
            aligned(&pieces)
        }
        FieldValue::Profile(names) => aligned(&strings(names)),
        FieldValue::Condition(text)
        | FieldValue::Scope(text)
        | FieldValue::Title(text)
        | FieldValue::Block(text)
        | FieldValue::Function(text) => aligned(&[quote_string(&text.value)]),
        FieldValue::Section(text) => aligned(std::slice::from_ref(&text.value)),
        FieldValue::Wave1(items) => {
            aligned(&list(items.iter().map(|item| bare_or_quoted(&item.value, is_id))))
        }
        FieldValue::Depends(links) => aligned(&list(links.iter().map(link))),
        FieldValue::Reference(citations) => aligned(&list(citations.iter().map(citation))),
        FieldValue::Formerly(ids)
        | FieldValue::DerivedFrom(ids)
        | FieldValue::Merges(ids)
        | FieldValue::ReplacedBy(ids)
        | FieldValue::Without(ids) => aligned(&list(ids.iter().map(|id| id.value.clone()))),
        FieldValue::Reinstated(node) => {
            let mut pieces = Vec::new();
            clause(node, &mut pieces);
            aligned(&pieces)
        }
        FieldValue::Statement(text) => format!("{}énoncé {}", margin(indent), block(&text.value, indent + 2)),
        FieldValue::Comment(text) | FieldValue::Note(text) | FieldValue::Prerequisite(text) => {
            let head = format!("{}{} ", margin(indent), value.keyword());
            let body = prose(&text.value, indent, width(&head));
            head + &body
        }
        FieldValue::Evolution(node) => evolution(node, indent),
        FieldValue::Tolerance(code, reason) => {
            fill(indent, "tolère", 0, &[code.value.clone(), quote_string(&reason.value)])
        }
        FieldValue::Step(node) => step(node, indent),
        FieldValue::Proof(node) => proof(node, indent),
        FieldValue::Scenario(_) => String::new(),
    }
}

/// A keyword padded to a column, then pieces, broken between pieces when the line is full.
pub(super) fn fill(indent: usize, keyword: &str, column: usize, pieces: &[String]) -> String {
    let mut out = margin(indent);
    out.push_str(keyword);
    let padding = column.saturating_sub(width(keyword)).max(1);
    out.push_str(&margin(padding));
    let continuation = indent + column.max(2);
    let mut at = width(&out);
    for (index, piece) in pieces.iter().enumerate() {
        let size = width(piece);
        if index > 0 && at + 1 + size > WIDTH {
            out.push('\n');
            out.push_str(&margin(continuation));
            at = continuation;
        } else if index > 0 {
            out.push(' ');
            at += 1;
        }
        out.push_str(piece);
        at += size;
    }
    out.truncate(out.trim_end().len());
    out
}

/// Columns of the last line.
fn width(text: &str) -> usize {
    text.rsplit('\n').next().unwrap_or_default().chars().count()
}

/// A word of a closed list with its accents; an unknown word as it is.
fn word<V: Vocabulary>(text: &Text) -> String {
    V::parse(&text.value).map_or_else(|| text.value.clone(), |value| value.keyword().to_owned())
}

/// Pieces of a list: every one but the last ends with its comma.
fn list(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut pieces: Vec<String> = items.map(|item| item + ",").collect();
    if let Some(last) = pieces.last_mut() {
        last.pop();
    }
    pieces
}

/// Pieces of a list of strings.
pub(super) fn strings(items: &[Text]) -> Vec<String> {
    list(items.iter().map(|item| quote_string(&item.value)))
}

/// A value bare when it reads back as one token, quoted otherwise.
pub(super) fn bare_or_quoted(value: &str, is_bare: fn(&str) -> bool) -> String {
    if is_bare(value) { value.to_owned() } else { quote_string(value) }
}

fn link(node: &LinkNode) -> String {
    match &node.version {
        Some(version) => format!("{} v{}", node.id.value, version.value),
        None => node.id.value.clone(),
    }
}

fn citation(node: &CitationNode) -> String {
    let Some(version) = &node.version else { return node.code.value.clone() };
    let sign = if node.at_least { ">= " } else { "" };
    format!("{} {sign}{}", node.code.value, bare_or_quoted(&version.value, is_version_token))
}

/// `depuis`, `motif` and `répond`, in the order every field takes them.
fn clause(node: &ClauseNode, pieces: &mut Vec<String>) {
    since(node, pieces);
    motive(node, pieces);
    answers(node, pieces);
}

fn since(node: &ClauseNode, pieces: &mut Vec<String>) {
    if let Some(iteration) = &node.since {
        pieces.push(format!("depuis {}", bare_or_quoted(&iteration.value, is_iteration_name)));
    }
}

fn motive(node: &ClauseNode, pieces: &mut Vec<String>) {
    if let Some(code) = &node.motive {
        pieces.push(format!("motif {}", word::<Motive>(code)));
    }
    pieces.extend(node.text.iter().map(|text| quote_string(&text.value)));
}

fn answers(node: &ClauseNode, pieces: &mut Vec<String>) {
    let mut items = list(node.answers.iter().map(|answer| answer.value.clone()));
    if let Some(first) = items.first_mut() {
        first.insert_str(0, "répond ");
    }
    pieces.append(&mut items);
}

fn evolution(node: &EvolutionNode, indent: usize) -> String {
    let mut pieces =
        vec![bare_or_quoted(&node.iteration.value, is_iteration_name), word::<Reach>(&node.reach)];
    clause(&node.clause, &mut pieces);
    fill(indent, "évolution", 4, &pieces)
}

/// `reprend`: patterns, then `sauf`, then `profil`.
pub(super) fn pick(node: &PickNode) -> Vec<String> {
    let mut pieces = list(node.patterns.iter().map(|pattern| pattern.value.clone()));
    let clauses = [
        ("sauf ", list(node.except.iter().map(|pattern| pattern.value.clone()))),
        ("profil ", strings(&node.profiles)),
    ];
    for (keyword, mut items) in clauses {
        if let Some(first) = items.first_mut() {
            first.insert_str(0, keyword);
        }
        pieces.append(&mut items);
    }
    pieces
}

/// `retire`: the id, its motive, since when, the comments answered.
pub(super) fn withdraw(node: &WithdrawNode) -> Vec<String> {
    let mut pieces = vec![node.id.value.clone()];
    motive(&node.clause, &mut pieces);
    since(&node.clause, &mut pieces);
    answers(&node.clause, &mut pieces);
    pieces
}

/// The header of `adapte`.
pub(super) fn adapt(node: &AdaptNode) -> Vec<String> {
    let version = node.version.as_ref().map(|version| format!(" v{}", version.value)).unwrap_or_default();
    let mut pieces = vec![format!("{}{version}", node.id.value)];
    clause(&node.clause, &mut pieces);
    pieces
}

/// A text block on its own lines; an empty one stays on the line.
fn block(value: &str, indent: usize) -> String {
    if value.is_empty() { "\"\"\" \"\"\"".to_owned() } else { quote_block(value, indent) }
}

/// A text block on the line when it fits there, on its own lines otherwise.
fn prose(value: &str, indent: usize, used: usize) -> String {
    one_line(value).filter(|line| used + width(line) <= WIDTH).unwrap_or_else(|| block(value, indent + 2))
}

/// `""" … """` when the value is one line that reading back would not trim.
fn one_line(value: &str) -> Option<String> {
    let fits = !value.is_empty() && !value.contains('\n') && value.trim() == value;
    fits.then(|| format!("\"\"\" {} \"\"\"", value.replace("\"\"\"", "\\\"\"\"")))
}

fn step(node: &StepNode, indent: usize) -> String {
    let mut out = format!("{}étape ", margin(indent));
    if let Some(number) = &node.number {
        out.push_str(&format!("{} ", number.value));
    }
    out.push_str(&prose(&node.text.value, indent, width(&out)));
    if node.covers.is_empty() {
        return out;
    }
    let covers = list(node.covers.iter().map(|id| id.value.clone()));
    let inline = format!(" couvre {}", covers.join(" "));
    if width(&out) + width(&inline) <= WIDTH {
        out + &inline
    } else {
        format!("{out}\n{}", fill(indent + 2, "couvre", 0, &covers))
    }
}

fn proof(node: &ProofNode, indent: usize) -> String {
    if node.shared {
        return format!("{}preuve partagée {}", margin(indent), node.id.value);
    }
    let mut out = format!("{}preuve {}", margin(indent), node.id.value);
    let kinds: Vec<String> = node.kinds.iter().map(word::<ProofKind>).collect();
    if !kinds.is_empty() {
        out.push_str(&format!(" {}", kinds.join(" ou ")));
    }
    if let Some(text) = &node.text {
        out.push(' ');
        let fits = !text.value.contains('\n') && text.value.trim() == text.value;
        let quoted = if fits { quote_string(&text.value) } else { block(&text.value, indent + 2) };
        out.push_str(&quoted);
    }
    let Some((points, internal)) = &node.verification else { return out };
    let keyword = if *internal { "vérification interne " } else { "vérification " };
    if let Some(line) = one_line(&points.value)
        && width(&out) + 1 + width(keyword) + width(&line) <= WIDTH
    {
        return format!("{out} {keyword}{line}");
    }
    let head = format!("{}{keyword}", margin(indent + 2));
    let body = prose(&points.value, indent + 2, width(&head));
    format!("{out}\n{head}{body}")
}
