//! REM609: braces of a dossier that call no table.
//!
//! What: in the text of a DSR, `{{ … }}` that is not one of the four tables alone on its line, a brace that is not
//! closed, `{%` or `{#`.
//! Why: the words would be published as they stand, and the table they stood for would be missing.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::settings::Dossier;
use crate::source::{Span, suggest};
use std::ops::Range;

/// What a dossier may call.
const TABLES: [&str; 4] =
    ["table_exigences()", "table_references()", "table_profils()", "table_calendrier()"];

/// The rule.
pub(super) struct TemplateCall;

impl Check for TemplateCall {
    fn codes(&self) -> &'static [Code] {
        &[Code::TemplateCall]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        for dossier in &project.settings.dossiers {
            let mut start = 0;
            for line in dossier.content.body.split_inclusive('\n') {
                for (range, fault) in faults(line) {
                    out.push(finding(dossier, start + range.start..start + range.end, line, range, fault));
                }
                start += line.len();
            }
        }
    }
}

/// What is wrong with a call.
enum Fault {
    /// `{%` or `{#`.
    Foreign,
    /// `{{` without `}}` on the line.
    Unclosed,
    /// Another name than that of a table.
    Unknown,
    /// A table with something else on its line.
    NotAlone,
}

/// The faulty calls of a line.
fn faults(line: &str) -> Vec<(Range<usize>, Fault)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = line.get(at..).and_then(|rest| rest.find('{')) {
        let start = at + offset;
        let rest = line.get(start..).unwrap_or_default();
        at = start + 1;
        if rest.starts_with("{%") || rest.starts_with("{#") {
            let closing = if rest.starts_with("{%") { "%}" } else { "#}" };
            let length = rest.find(closing).map_or(2, |end| end + 2);
            found.push((start..start + length, Fault::Foreign));
            at = start + length;
        } else if rest.starts_with("{{") {
            let Some(end) = rest.find("}}") else {
                found.push((start..start + rest.trim_end().len(), Fault::Unclosed));
                break;
            };
            let call = rest.get(2..end).unwrap_or_default().trim();
            at = start + end + 2;
            if !TABLES.contains(&call) {
                found.push((start..at, Fault::Unknown));
            } else if line.trim() != line.get(start..at).unwrap_or_default() {
                found.push((start..at, Fault::NotAlone));
            }
        }
    }
    found
}

fn finding(
    dossier: &Dossier,
    place: Range<usize>,
    line: &str,
    range: Range<usize>,
    fault: Fault,
) -> Diagnostic {
    let from = dossier.body_span.start as usize;
    let span = Span::new(dossier.file, from + place.start, from + place.end);
    let shown = line.get(range).unwrap_or_default();
    let at = |message: String| Diagnostic::new(Code::TemplateCall, span, message);
    let call = shown.trim_matches(['{', '}', ' ', '\t', '\u{a0}', '%', '#']);
    let near = suggest(call, TABLES).or_else(|| suggest(&format!("{call}()"), TABLES));
    let near = near.map(|table| format!("{{{{ {table} }}}}"));
    let admitted = format!("tableaux admis : {}", TABLES.join(", "));
    match fault {
        Fault::Foreign => at(format!("{} n’est pas admis dans un DSR", quoted(shown)))
            .help("le texte d’un DSR est du Markdown : l’écrire autrement")
            .help(admitted),
        Fault::Unclosed => at(format!("{} n’est pas refermé", quoted("{{")))
            .did_you_mean(span, near)
            .help("fermer par « }} » sur la même ligne"),
        Fault::Unknown => {
            at(format!("{} n’appelle aucun tableau", quoted(shown))).did_you_mean(span, near).help(admitted)
        }
        Fault::NotAlone => at(format!("{} n’est pas seul sur sa ligne", quoted(shown)))
            .help("placer l’appel sur une ligne à lui, entre deux lignes vides"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(line: &str) -> Vec<&str> {
        faults(line).into_iter().filter_map(|(range, _)| line.get(range)).collect()
    }

    #[test]
    fn only_the_four_tables_are_calls() {
        for table in TABLES {
            assert!(marked(&format!("{{{{ {table} }}}}\n")).is_empty());
        }
        assert_eq!(marked("a {{ x }} b {{table_profils}}\n"), ["{{ x }}", "{{table_profils}}"]);
        assert_eq!(marked("{% for x in y %}{# non #}{%\n"), ["{% for x in y %}", "{# non #}", "{%"]);
        assert_eq!(marked("voir {{ table_profils()\n"), ["{{ table_profils()"]);
        assert_eq!(marked("voir {{ table_profils() }}\n"), ["{{ table_profils() }}"]);
        assert!(marked("un objet {json} et { { a } }\n").is_empty());
    }
}
