//! The entry: one file in, one tree and its mistakes out.

use pest::Parser as _;

use super::build::Builder;
use super::tree::{File, Node};
use super::unclosed;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, SourceFile, Span};

#[derive(pest_derive::Parser)]
#[grammar = "grammar/referentiel.pest"]
pub(super) struct Grammar;

/// Parses a file. Whatever is wrong, every readable item is in the tree.
///
/// The whole text is read first. Only when something is wrong, text blocks left open are looked for and the file is
/// read again in pieces that end before the item each of them would swallow.
pub fn parse(id: FileId, source: &SourceFile) -> (File, Vec<Diagnostic>) {
    let text = source.text();
    let mut reading = Reading::default();
    reading.segment(id, text, 0, text.len());
    if reading.nodes.iter().any(Node::is_broken) {
        let cuts = unclosed::cuts(text);
        if !cuts.is_empty() {
            reading = Reading::default();
            let mut from = 0;
            for to in cuts.into_iter().chain([text.len()]) {
                reading.segment(id, text, from, to);
                from = to;
            }
        }
    }
    let broken = reading.problems.iter().any(|problem| problem.code != Code::GluedVersion);
    let file = File { file: id, nodes: reading.nodes, comments: reading.comments, broken };
    (file, reading.problems)
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    nodes: Vec<Node>,
    comments: Vec<Span>,
    problems: Vec<Diagnostic>,
}

impl Reading {
    fn segment(&mut self, id: FileId, text: &str, from: usize, to: usize) {
        let part = text.get(from..to).unwrap_or_default();
        match Grammar::parse(Rule::file, part) {
            Ok(pairs) => {
                let mut comments = Vec::new();
                if part.contains("//") {
                    let found = pairs.clone().flatten().filter(|pair| pair.as_rule() == Rule::COMMENT);
                    comments.extend(found.map(|pair| {
                        let span = pair.as_span();
                        Span::new(
                            id,
                            from + span.start(),
                            from + span.start() + span.as_str().trim_end().len(),
                        )
                    }));
                }
                let mut builder = Builder::new(id, text, from, &comments);
                self.nodes.extend(builder.file(pairs));
                self.problems.append(&mut builder.problems);
                self.comments.append(&mut comments);
            }
            Err(error) => {
                let at = match error.location {
                    pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => {
                        from + at
                    }
                };
                let span = Span::new(id, at, at);
                self.problems.push(Diagnostic::new(
                    Code::Syntax,
                    span,
                    "passage que l’analyseur ne sait pas découper",
                ));
                self.nodes.push(Node::Broken(None, span));
            }
        }
    }
}

/// Runs the grammar alone and walks its pairs: the floor our own work on top is measured against. Returns their
/// number.
pub fn pest_only(text: &str) -> usize {
    Grammar::parse(Rule::file, text).map(|pairs| pairs.flatten().count()).unwrap_or_default()
}

/// Whether a text is one id and nothing else.
pub(super) fn is_id(text: &str) -> bool {
    is_whole(Rule::id, text)
}

/// Whether a text is the bare name of an iteration.
pub(super) fn is_iteration_name(text: &str) -> bool {
    is_whole(Rule::iteration_name, text)
}

/// Whether a text is a version of an external referential that needs no quotes.
pub(super) fn is_version_token(text: &str) -> bool {
    is_whole(Rule::version_token, text)
}

/// Whether a text is a bare number.
pub(super) fn is_number(text: &str) -> bool {
    is_whole(Rule::number, text)
}

fn is_whole(rule: Rule, text: &str) -> bool {
    Grammar::parse(rule, text).is_ok_and(|pairs| pairs.as_str().len() == text.len())
}
