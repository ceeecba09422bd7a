//! Layouts at work: the built-in ones, and how a layout meets the headers of a sheet.
//!
//! Owner of [`Binding`]. Input: a [`Layout`], a header row. Output: the field of each column, the columns nobody asked
//! for, the defaults of those that are missing. Layouts are data: the YAML of `layouts/`, or a user's file of the same
//! shape.

use std::collections::BTreeMap;
use std::path::Path;

use super::fold;
use crate::diagnostic::Diagnostic;
use crate::settings::{ColumnField, Layout, read_layout};
use crate::source::SourceSet;

/// The built-in layouts: name and YAML.
const BUILTIN: &[(&str, &str)] = &[
    ("convergence", include_str!("layouts/convergence.yaml")),
    ("iteration", include_str!("layouts/iteration.yaml")),
    ("prepub", include_str!("layouts/prepub.yaml")),
    ("rem-2022", include_str!("layouts/rem-2022.yaml")),
    ("rem-2024", include_str!("layouts/rem-2024.yaml")),
    ("retours", include_str!("layouts/retours.yaml")),
    ("scenarios", include_str!("layouts/scenarios.yaml")),
    ("socles", include_str!("layouts/socles.yaml")),
    ("squash", include_str!("layouts/squash.yaml")),
];

/// Names of the built-in layouts.
pub fn builtin_names() -> Vec<&'static str> {
    BUILTIN.iter().map(|(name, _)| *name).collect()
}

/// The YAML of a built-in layout.
pub fn builtin_source(name: &str) -> Option<&'static str> {
    BUILTIN.iter().find(|(known, _)| *known == name).map(|(_, source)| *source)
}

/// A built-in layout.
pub fn builtin(name: &str, sources: &mut SourceSet, problems: &mut Vec<Diagnostic>) -> Option<Layout> {
    read_layout(Path::new(&format!("{name}.yaml")), builtin_source(name)?, sources, problems)
}

/// Our word for a word of the workbook. `None` when the layout has no list for the field; an inner `None` when the word
/// is not in it.
pub fn value(layout: &Layout, field: &str, word: &str) -> Option<Option<String>> {
    let list = layout.values.iter().find(|(name, _)| fold::key(name) == fold::key(field))?.1;
    let folded = fold::key(word);
    Some(list.iter().find(|(known, _)| fold::key(known) == folded).map(|(_, ours)| ours.clone()))
}

/// Whether a sheet is one the layout names.
pub fn names_sheet(layout: &Layout, name: &str) -> bool {
    let folded = fold::key(name);
    layout.sheets.iter().any(|pattern| glob(&fold::key(pattern), &folded))
}

/// Columns of one sheet, once its headers are read.
#[derive(Debug, Clone, Default)]
pub struct Binding {
    /// Row of the headers.
    pub header_row: u32,
    /// By column: the field, and what the star of the header stood for.
    pub fields: BTreeMap<u32, (ColumnField, String)>,
    /// Columns to fill down.
    pub fill_down: Vec<u32>,
    /// Columns left out on purpose: place, header, reason.
    pub ignored: Vec<(u32, String, String)>,
    /// Columns nobody asked for: place, header.
    pub unmapped: Vec<(u32, String)>,
    /// Fields without a column, and their default value.
    pub defaults: Vec<(ColumnField, String)>,
    /// Required fields without a column: their first header.
    pub missing: Vec<String>,
}

impl Binding {
    /// Binds a header row: `headers` by column.
    pub fn new(layout: &Layout, header_row: u32, headers: &BTreeMap<u32, String>) -> Self {
        let mut binding = Self { header_row, ..Self::default() };
        let mut taken: Vec<(usize, String)> = Vec::new();
        for (&column, header) in headers {
            let folded = fold::key(header);
            if folded.is_empty() {
                continue;
            }
            let Some((index, star)) = best_column(layout, &folded) else {
                binding.unmapped.push((column, header.clone()));
                continue;
            };
            let Some(found) = layout.columns.get(index) else { continue };
            if found.field == ColumnField::Ignored {
                let reason = found.reason.clone().unwrap_or_default();
                binding.ignored.push((column, header.clone(), reason));
                continue;
            }
            if taken.contains(&(index, star.clone())) {
                binding.unmapped.push((column, header.clone()));
                continue;
            }
            taken.push((index, star.clone()));
            if found.fill_down {
                binding.fill_down.push(column);
            }
            let _ = binding.fields.insert(column, (found.field, star));
        }
        for (index, column) in layout.columns.iter().enumerate() {
            if taken.iter().any(|(bound, _)| *bound == index) {
                continue;
            }
            if let Some(value) = &column.default {
                binding.defaults.push((column.field, value.clone()));
            }
            if column.required {
                binding.missing.push(column.headers.first().cloned().unwrap_or_default());
            }
        }
        binding
    }

    /// Whether the sheet has a column for the field.
    pub fn has(&self, field: ColumnField) -> bool {
        self.fields.values().any(|(bound, _)| *bound == field)
    }
}

/// The column a header belongs to: an exact name wins over a star.
fn best_column(layout: &Layout, folded: &str) -> Option<(usize, String)> {
    let mut starred = None;
    for (index, column) in layout.columns.iter().enumerate() {
        for header in &column.headers {
            let pattern = fold::key(header);
            match fold::matches_pattern(&pattern, folded) {
                Some(_) if !pattern.contains('*') => return Some((index, String::new())),
                Some(star) if starred.is_none() => starred = Some((index, star.to_owned())),
                _ => {}
            }
        }
    }
    starred
}

/// Whether a pattern with any number of stars matches.
pub(crate) fn glob(pattern: &str, text: &str) -> bool {
    crate::resolve::matches(pattern, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_layouts_are_sound() {
        for name in builtin_names() {
            let mut problems = Vec::new();
            let layout = builtin(name, &mut SourceSet::default(), &mut problems);
            assert!(problems.is_empty(), "{name}: {problems:?}");
            assert_eq!(layout.map(|layout| layout.name).as_deref(), Some(name));
        }
    }

    #[test]
    fn headers_are_folded_and_leftovers_listed() {
        let layout = builtin("iteration", &mut SourceSet::default(), &mut Vec::new());
        let Some(layout) = layout else { return };
        let headers = ["rem", "ID  EXIGENCE", "Énoncé de l’exigence -\nItération #7", "Inconnue", "nature"];
        let headers = (0..).zip(headers.map(str::to_owned)).collect();
        let binding = Binding::new(&layout, 1, &headers);
        assert!(binding.missing.is_empty());
        assert_eq!(binding.unmapped, [(3, "Inconnue".to_owned())]);
        assert!(binding.has(ColumnField::Statement) && !binding.has(ColumnField::Profile));
        assert_eq!(binding.defaults, [(ColumnField::Profile, "Général".to_owned())]);
    }
}
