//! Section codes: those the workbook gives, those the project knows by their titles, those the ids suggest.

use std::collections::BTreeMap;

use super::rows::{Row, SectionName};
use super::state::State;
use crate::diagnostic::Code;
use crate::exchange::fold;
use crate::exchange::identity::{SOCLE_PREFIX, stem};
use crate::exchange::report::{Finding, Report};
use crate::model::ItemId;
use crate::settings::ColumnField;

/// Code of each section title of the workbook.
#[derive(Debug, Default)]
pub(super) struct Sections {
    by_title: BTreeMap<String, String>,
    /// The spelling kept for each code, letter case folded.
    spelling: BTreeMap<String, String>,
}

impl Sections {
    /// Settles the sections of all rows; new ones and new titles go to the project.
    pub(super) fn settle(rows: &[Row], state: &mut State, report: &mut Report) -> Self {
        let mut sections = Self::default();
        for (code, _) in &state.sections {
            let _ = sections.spelling.entry(code.to_ascii_lowercase()).or_insert_with(|| code.clone());
        }
        let mut titles: BTreeMap<String, Vec<(String, usize)>> = BTreeMap::new();
        let mut order: Vec<String> = Vec::new();
        let mut stems: BTreeMap<String, (String, Vec<(String, usize)>)> = BTreeMap::new();
        let mut untitled: Vec<String> = Vec::new();
        for row in rows {
            let Some(SectionName { code, title }) = &row.section else { continue };
            match code {
                Some(code) => {
                    let code = sections.spell(code);
                    if !order.contains(&code) {
                        order.push(code.clone());
                    }
                    tally(titles.entry(code).or_default(), title);
                }
                None => {
                    let key = fold::key(title);
                    if !untitled.contains(&key) {
                        untitled.push(key.clone());
                    }
                    let public = row.id.strip_prefix(SOCLE_PREFIX).unwrap_or(&row.id);
                    let entry = stems.entry(key).or_insert_with(|| (title.clone(), Vec::new()));
                    tally(&mut entry.1, stem(public));
                }
            }
        }
        for key in untitled {
            let Some((title, counts)) = stems.get(&key) else { continue };
            let known = state
                .sections
                .iter()
                .find(|(_, known)| fold::key(known) == key)
                .map(|(code, _)| code.clone());
            let given = titles
                .iter()
                .find(|(_, names)| names.iter().any(|(name, _)| fold::key(name) == key))
                .map(|(code, _)| code.clone());
            let code = known.or(given).unwrap_or_else(|| suggested(title, counts));
            let code = sections.spell(&code);
            if !order.contains(&code) {
                order.push(code.clone());
            }
            let weight = counts.iter().map(|(_, count)| count).sum();
            titles.entry(code.clone()).or_default().push((title.clone(), weight));
            let _ = sections.by_title.insert(key, code);
        }
        for code in order {
            if let Some(names) = titles.get(&code) {
                register(&code, names, &sections.by_title, state, report);
            }
        }
        report_variants(rows, &sections, state, report);
        sections
    }

    /// The code of the section a row names.
    pub(super) fn code(&self, row: &Row) -> Option<String> {
        let SectionName { code, title } = row.section.as_ref()?;
        let given = code.as_ref().map(|code| self.spelling.get(&code.to_ascii_lowercase()).unwrap_or(code));
        given.or_else(|| self.by_title.get(&fold::key(title))).cloned()
    }

    /// The first spelling met of a code: two codes never differ by their letter case alone.
    fn spell(&mut self, code: &str) -> String {
        self.spelling.entry(code.to_ascii_lowercase()).or_insert_with(|| code.to_owned()).clone()
    }
}

fn tally(counts: &mut Vec<(String, usize)>, word: &str) {
    match counts.iter_mut().find(|(known, _)| known == word) {
        Some((_, count)) => *count += 1,
        None => counts.push((word.to_owned(), 1)),
    }
}

/// The most frequent word; the first of equals.
fn most(counts: &[(String, usize)]) -> Option<&str> {
    let mut best: Option<&(String, usize)> = None;
    for entry in counts {
        if best.is_none_or(|(_, count)| entry.1 > *count) {
            best = Some(entry);
        }
    }
    best.map(|(word, _)| word.as_str())
}

/// A code for a title without one: what most ids of the section start with, else the words of the title.
fn suggested(title: &str, counts: &[(String, usize)]) -> String {
    if let Some(stem) = most(counts)
        && !stem.is_empty()
        && ItemId::defect(&format!("{stem}.1")).is_none()
    {
        return stem.to_owned();
    }
    let slug: String = fold::key(title)
        .chars()
        .map(|one| if one.is_ascii_alphanumeric() { one.to_ascii_uppercase() } else { '-' })
        .take(24)
        .collect();
    let slug = slug.trim_matches('-').to_owned();
    if slug.is_empty() { "SECTION".to_owned() } else { slug }
}

fn register(
    code: &str,
    names: &[(String, usize)],
    by_title: &BTreeMap<String, String>,
    state: &mut State,
    report: &mut Report,
) {
    let title = most(names).unwrap_or(code).to_owned();
    match state.sections.iter_mut().find(|(known, _)| known == code) {
        Some((_, known)) if fold::key(known) == fold::key(&title) => {}
        Some((_, known)) => {
            // A title that came with its code wins over one that was matched by its words.
            if !by_title.values().any(|derived| derived == code) {
                let message = format!("section {code} : titre « {known} » remplacé par « {title} »");
                report.findings.push(
                    Finding::new(Code::ImportValue, crate::exchange::report::Place::default(), message)
                        .info(),
                );
                *known = title;
            }
        }
        None => state.sections.push((code.to_owned(), title)),
    }
}

/// Titles that differ from the one kept for the same code, at their first row.
fn report_variants(rows: &[Row], sections: &Sections, state: &State, report: &mut Report) {
    let mut seen: Vec<(String, String)> = Vec::new();
    for row in rows {
        let (Some(code), Some(name)) = (sections.code(row), &row.section) else { continue };
        let Some((_, kept)) = state.sections.iter().find(|(known, _)| *known == code) else { continue };
        let pair = (code.clone(), fold::key(&name.title));
        if fold::key(kept) == pair.1 || seen.contains(&pair) {
            continue;
        }
        seen.push(pair);
        let message = format!("section {code} : libellé « {} », celui du projet est « {kept} »", name.title);
        report
            .findings
            .push(Finding::new(Code::ImportValue, row.place(ColumnField::Section), message).info());
    }
}
