//! Findings as JSON, for editors and CI.

use serde_json::{Value, json};

use super::{Counts, Diagnostic, Label};
use crate::source::SourceSet;

/// Name and version of the format.
pub const SCHEMA: &str = "remc/diagnostics@1";

/// The document `remc check --format json` prints. Lines and columns start at one, columns count characters.
pub fn to_json(diagnostics: &[Diagnostic], sources: &SourceSet) -> Value {
    let counts = Counts::of(diagnostics);
    json!({
        "schema": SCHEMA,
        "counts": { "errors": counts.errors, "warnings": counts.warnings, "infos": counts.infos },
        "findings": diagnostics.iter().map(|d| finding(d, sources)).collect::<Vec<_>>(),
    })
}

fn finding(diagnostic: &Diagnostic, sources: &SourceSet) -> Value {
    let mut value = json!({
        "code": diagnostic.code.as_str(),
        "severity": diagnostic.severity.as_str(),
        "message": diagnostic.message,
        "help": diagnostic.help,
    });
    if let Some(object) = value.as_object_mut() {
        if let Some(primary) = &diagnostic.primary {
            object.insert("place".into(), place(primary, sources));
        }
        if !diagnostic.secondary.is_empty() {
            let others = diagnostic.secondary.iter().map(|label| place(label, sources)).collect::<Vec<_>>();
            object.insert("related".into(), others.into());
        }
        if let Some(fix) = &diagnostic.fix {
            let at = place(&Label { span: fix.span, text: String::new() }, sources);
            object.insert("fix".into(), json!({ "place": at, "replacement": fix.replacement }));
        }
        if let Some(item) = &diagnostic.item {
            object.insert("item".into(), item.clone().into());
        }
    }
    value
}

fn place(label: &Label, sources: &SourceSet) -> Value {
    let Some(file) = sources.get(label.span.file) else { return Value::Null };
    let start = file.locate(label.span.start as usize);
    let end = file.locate(label.span.end as usize);
    let mut value = json!({
        "file": file.display_path(),
        "start": { "line": start.line, "column": start.column },
        "end": { "line": end.line, "column": end.column },
    });
    if !label.text.is_empty()
        && let Some(object) = value.as_object_mut()
    {
        object.insert("label".into(), label.text.clone().into());
    }
    value
}
