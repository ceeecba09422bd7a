//! Cells to clean values: what each rule changes is counted, what no rule settles is reported with its place.

use std::collections::BTreeMap;

use super::signatures::{self, Taken};
use crate::diagnostic::Code;
use crate::exchange::fold;
use crate::exchange::report::{Finding, Place};
use crate::exchange::richtext::{self, Oddity, Rich};
use crate::exchange::workbook::{Cell, CellKind, column_letters};
use crate::settings::TextMode;

/// Rules that clean without asking, as the reckoning names them.
pub(super) const HTML: &str = "cellules HTML converties";
const ENTITIES: &str = "cellules aux entités décodées";
const NO_BREAK: &str = "cellules aux espaces insécables réglées";
const CONTROLS: &str = "cellules aux caractères de contrôle retirés";
const ZERO: &str = "zéros pris pour des cellules vides";
const SPACES: &str = "libellés aux espaces superflues retirées";
const MOVED: &str = "notes datées déplacées dans « note »";

/// Reads cells of one row.
pub(super) struct CellReader<'a> {
    pub(super) sheet: &'a str,
    pub(super) row: u32,
    pub(super) mode: TextMode,
    pub(super) findings: &'a mut Vec<Finding>,
    pub(super) cleaned: &'a mut BTreeMap<&'static str, usize>,
    /// Deleted words, kept for the internal note.
    pub(super) deleted: Vec<String>,
    /// Dated notes found in published cells, kept for the internal note.
    pub(super) moved: Vec<String>,
}

impl CellReader<'_> {
    pub(super) fn place(&self, column: u32) -> Place {
        Place { sheet: self.sheet.to_owned(), row: Some(self.row), column: Some(column_letters(column)) }
    }

    pub(super) fn report(&mut self, code: Code, column: u32, message: impl Into<String>) {
        let finding = Finding::new(code, self.place(column), message);
        self.findings.push(finding);
    }

    fn count(&mut self, rule: &'static str) {
        *self.cleaned.entry(rule).or_default() += 1;
    }

    /// The cell, unless it is empty, an error, or a formula without a value.
    pub(super) fn usable<'c>(&mut self, cell: Option<&'c Cell>, column: u32) -> Option<&'c Cell> {
        let cell = cell?;
        if cell.formula {
            let finding = if cell.kind == CellKind::Empty {
                Finding::new(
                    Code::ImportValue,
                    self.place(column),
                    "formule sans valeur enregistrée : cellule prise pour vide",
                )
            } else {
                Finding::new(Code::ImportValue, self.place(column), "valeur calculée par une formule").info()
            };
            self.findings.push(finding);
        }
        match cell.kind {
            CellKind::Empty => None,
            CellKind::Error => {
                let message = format!("valeur d’erreur « {} » prise pour vide", cell.text.trim());
                self.report(Code::ImportValue, column, message);
                None
            }
            CellKind::Text | CellKind::Number | CellKind::Boolean | CellKind::Date => Some(cell),
        }
    }

    /// Markdown of a text cell.
    pub(super) fn prose(&mut self, cell: Option<&Cell>, column: u32, published: bool) -> Option<String> {
        let cell = self.usable(cell, column)?;
        if self.is_zero(cell, column) {
            return None;
        }
        let rich = richtext::markdown(cell, self.mode);
        self.note_cleaning(&rich);
        for oddity in &rich.oddities {
            self.oddity(oddity, column);
        }
        let mut text = rich.markdown;
        if published {
            text = self.publishable(text, column, false);
            self.report_leaks(&text, column);
        }
        (!text.trim().is_empty()).then_some(text)
    }

    /// Reports what looks internal and stays in the text.
    pub(super) fn report_leaks(&mut self, text: &str, column: u32) {
        for leak in leaks(text) {
            let message = format!("contenu interne laissé dans le texte publié, à retirer : {leak}");
            self.report(Code::ImportLeak, column, message);
        }
    }

    /// The text without its dated notes, which go to the internal note. `by_line`: a line is a paragraph.
    pub(super) fn publishable(&mut self, text: String, column: u32, by_line: bool) -> String {
        let (kept, taken) = signatures::take(&text, by_line);
        if taken.is_empty() {
            return text;
        }
        self.count(MOVED);
        for Taken { mark, words } in taken {
            let message = format!(
                "note datée « {} » déplacée, avec ses mots, dans la « note » interne",
                shorten(&mark)
            );
            self.report(Code::ImportLeak, column, message);
            if !self.moved.contains(&words) {
                self.moved.push(words);
            }
        }
        kept
    }

    /// A one-line label.
    pub(super) fn label(&mut self, cell: Option<&Cell>, column: u32) -> Option<String> {
        let cell = self.usable(cell, column)?;
        if self.is_zero(cell, column) {
            return None;
        }
        let rich = richtext::label(cell);
        self.note_cleaning(&rich);
        if rich.markdown != cell.text && !rich.had_html && !rich.had_entities && !rich.had_no_break {
            self.count(SPACES);
        }
        if cell.struck {
            self.report(
                Code::ImportCleaned,
                column,
                format!("cellule barrée écartée : « {} »", rich.markdown),
            );
            self.deleted.push(rich.markdown);
            return None;
        }
        let text = self.publishable(rich.markdown, column, true);
        (!text.is_empty()).then_some(text)
    }

    /// Number 0 stands for an empty cell in sheets filled by formulas.
    fn is_zero(&mut self, cell: &Cell, column: u32) -> bool {
        let zero = matches!(cell.text.trim(), "0" | "0.0" | "0,0");
        if zero {
            self.count(ZERO);
            let finding =
                Finding::new(Code::ImportCleaned, self.place(column), "« 0 » pris pour une cellule vide");
            self.findings.push(finding);
        }
        zero
    }

    fn note_cleaning(&mut self, rich: &Rich) {
        let rules = [
            (rich.had_html, HTML),
            (rich.had_entities, ENTITIES),
            (rich.had_no_break, NO_BREAK),
            (rich.had_controls, CONTROLS),
        ];
        for (applied, rule) in rules {
            if applied {
                self.count(rule);
            }
        }
    }

    fn oddity(&mut self, oddity: &Oddity, column: u32) {
        match oddity {
            Oddity::Struck(words) => {
                self.report(
                    Code::ImportCleaned,
                    column,
                    format!("texte barré écarté du texte publié : « {} »", shorten(words)),
                );
                self.deleted.push(words.clone());
            }
            Oddity::Picture => {
                self.report(Code::ImportValue, column, "image perdue : seul le texte est repris")
            }
            Oddity::Table => {
                self.report(Code::ImportCleaned, column, "tableau réécrit en Markdown : à relire");
            }
            Oddity::Entity(name) => {
                self.report(
                    Code::ImportValue,
                    column,
                    format!("entité inconnue « {name} » laissée telle quelle"),
                );
            }
            Oddity::Link(target) => self.report(
                Code::ImportLeak,
                column,
                format!("lien interne ou dangereux retiré : « {} »", shorten(target)),
            ),
        }
    }
}

/// The first words of a text, on one line.
pub(super) fn shorten(text: &str) -> String {
    const LIMIT: usize = 80;
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.chars().count() <= LIMIT {
        return flat;
    }
    let mut short: String = flat.chars().take(LIMIT - 1).collect();
    short.push('…');
    short
}

/// What looks internal in a text meant for publication, dated notes aside: addresses of internal tools, `@@`.
fn leaks(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in text.split(|one: char| fold::is_space(one) || matches!(one, '(' | ')' | '<' | '>' | '"')) {
        let lower = word.to_ascii_lowercase();
        if lower.contains("http") && richtext::is_internal(&lower) {
            found.push(format!("« {} »", shorten(word)));
        }
    }
    if text.contains("@@") {
        found.push("« @@ »".to_owned());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn internal_addresses_look_leaked() {
        assert_eq!(leaks("voir [REF1] et [à définir]").len(), 0);
        assert_eq!(leaks("https://saas-x.example/requirement-workspace/12").len(), 1);
        assert_eq!(leaks("https://example.org/guide").len(), 0);
    }
}
