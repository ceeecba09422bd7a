//! The entry: one file in, one tree and its mistakes out.

use pest::Parser as _;

use super::build::Builder;
use super::tree::File;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, SourceFile, Span};

#[derive(pest_derive::Parser)]
#[grammar = "grammar/referentiel.pest"]
pub(super) struct Grammar;

/// Parses a file. Whatever is wrong, every readable item is in the tree.
pub fn parse(id: FileId, source: &SourceFile) -> (File, Vec<Diagnostic>) {
    let text = source.text();
    let mut builder = Builder::new(id, text);
    let nodes = match Grammar::parse(Rule::file, text) {
        Ok(pairs) => builder.file(pairs),
        Err(error) => {
            let at = match error.location {
                pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
            };
            builder.problems.push(
                Diagnostic::new(Code::Syntax, Span::new(id, at, at), "fichier que l’analyseur ne sait pas découper")
                    .help("l’imbrication est sans doute trop profonde à cet endroit"),
            );
            Vec::new()
        }
    };
    let broken = !builder.problems.iter().all(|problem| problem.code == Code::GluedVersion);
    (File { file: id, nodes, broken }, builder.problems)
}

/// Runs the grammar alone and walks its pairs: the floor our own work on top is measured against. Returns their
/// number.
pub fn pest_only(text: &str) -> usize {
    Grammar::parse(Rule::file, text).map(|pairs| pairs.flatten().count()).unwrap_or_default()
}

/// Where the `//` comments of a text stand, for the printer.
pub(super) fn comments(text: &str) -> Vec<std::ops::Range<usize>> {
    let Ok(pairs) = Grammar::parse(Rule::file, text) else { return Vec::new() };
    pairs
        .flatten()
        .filter(|pair| pair.as_rule() == Rule::COMMENT)
        .map(|pair| pair.as_span().start()..pair.as_span().end())
        .collect()
}
