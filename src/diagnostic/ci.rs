//! Findings for continuous integration: SARIF 2.1.0 and GitHub annotations.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Code, Diagnostic, Label, Severity};
use crate::source::SourceSet;

/// The findings as a SARIF 2.1.0 log (OASIS, <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>).
///
/// `folder` is the project's, as seen from where the tool runs: paths in the log start there.
pub fn to_sarif(diagnostics: &[Diagnostic], sources: &SourceSet, folder: &str) -> Value {
    let used: BTreeSet<Code> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let rules: Vec<Value> = used
        .iter()
        .map(|code| {
            json!({
                "id": code.as_str(),
                "shortDescription": { "text": code.title() },
                "fullDescription": { "text": code.page() },
                "defaultConfiguration": { "level": level(code.default_severity()) },
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "remc", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": diagnostics.iter().map(|diagnostic| result(diagnostic, sources, folder)).collect::<Vec<_>>(),
        }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
        Severity::Ignored => "none",
    }
}

fn result(diagnostic: &Diagnostic, sources: &SourceSet, folder: &str) -> Value {
    let locations: Vec<Value> =
        diagnostic.primary.iter().filter_map(|label| location(label, sources, folder, None)).collect();
    let related: Vec<Value> = diagnostic
        .secondary
        .iter()
        .enumerate()
        .filter_map(|(index, label)| location(label, sources, folder, Some(index + 1)))
        .collect();
    json!({
        "ruleId": diagnostic.code.as_str(),
        "level": level(diagnostic.severity),
        "message": { "text": with_help(diagnostic) },
        "locations": locations,
        "relatedLocations": related,
    })
}

fn with_help(diagnostic: &Diagnostic) -> String {
    let mut text = diagnostic.message.clone();
    for help in &diagnostic.help {
        text.push_str("\naide : ");
        text.push_str(help);
    }
    text
}

fn location(label: &Label, sources: &SourceSet, folder: &str, id: Option<usize>) -> Option<Value> {
    let file = sources.get(label.span.file)?;
    let start = file.locate(label.span.start as usize);
    let end = file.locate(label.span.end as usize);
    let mut value = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": joined(folder, &file.display_path()) },
            "region": {
                "startLine": start.line, "startColumn": start.column,
                "endLine": end.line, "endColumn": end.column,
            },
        },
    });
    if let (Some(id), Some(object)) = (id, value.as_object_mut()) {
        object.insert("id".into(), id.into());
        object.insert("message".into(), json!({ "text": label.text }));
    }
    Some(value)
}

fn joined(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}

/// The findings as GitHub Actions workflow commands, one line each; paths start with `folder`, the project's.
pub fn to_github(diagnostics: &[Diagnostic], sources: &SourceSet, folder: &str) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info | Severity::Ignored => "notice",
        };
        let title = format!("{} {}", diagnostic.code.as_str(), diagnostic.code.title());
        let mut properties = format!("title={}", property(&title));
        let place =
            diagnostic.primary.as_ref().and_then(|label| Some((label, sources.get(label.span.file)?)));
        if let Some((label, file)) = place {
            let start = file.locate(label.span.start as usize);
            let end = file.locate(label.span.end as usize);
            properties = format!(
                "file={},line={},col={},endLine={},endColumn={},{properties}",
                property(&joined(folder, &file.display_path())),
                start.line,
                start.column,
                end.line,
                end.column,
            );
        }
        out.push_str(&format!("::{command} {properties}::{}\n", escape(&with_help(diagnostic))));
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}
