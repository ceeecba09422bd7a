//! Small helpers shared by the tests: a file or a project in memory, findings as printed.

pub mod generate;
pub mod meaning;
pub mod project;
pub mod sites;
pub mod workbook;

use std::path::Path;

use remc::diagnostic::{Code, Diagnostic, render_all};
use remc::source::{FileId, SourceFile, SourceSet};
use remc::syntax::tree::{File, Node};

/// One parsed file and what was said of it.
pub struct Parsed {
    pub tree: File,
    pub diagnostics: Vec<Diagnostic>,
    pub sources: SourceSet,
}

impl Parsed {
    /// The normalised source.
    pub fn source(&self) -> &SourceFile {
        self.sources.get(FileId(0)).unwrap()
    }

    /// Codes in the order they were raised.
    pub fn codes(&self) -> Vec<&'static str> {
        self.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect()
    }

    /// Ids of the top-level requirements and scenarios that could be read, in source order.
    pub fn items(&self) -> Vec<&str> {
        let ids = self.tree.nodes.iter().filter_map(|node| match node {
            Node::Requirement(item) => Some(item.id.value.as_str()),
            Node::Scenario(item) => Some(item.id.value.as_str()),
            _ => None,
        });
        ids.collect()
    }

    /// Findings as a terminal shows them, without colours.
    pub fn rendered(&self) -> String {
        render_all(&self.diagnostics, &self.sources, false)
    }
}

/// Parses a text as the file `a.rem`.
pub fn parse(text: &str) -> Parsed {
    let source = SourceFile::from_text(Path::new("a.rem"), text.to_owned());
    let mut sources = SourceSet::default();
    let id = sources.add(source.clone());
    let (tree, diagnostics) = remc::syntax::parse(id, &source);
    Parsed { tree, diagnostics, sources }
}

/// A small socle file around some items.
pub fn socle(items: &str) -> String {
    format!("édition 1\n\nsocle MSS \"Messagerie\"\n\n{items}\n")
}

/// The distinct codes of some findings, sorted.
#[allow(dead_code, reason = "for tests of later stages")]
pub fn codes(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    let distinct: std::collections::BTreeSet<Code> = diagnostics.iter().map(|found| found.code).collect();
    distinct.into_iter().map(Code::as_str).collect()
}
