//! The tables of the panorama for a terminal.

use super::{EffectCounts, EffectSummary, Panorama, Row};
use crate::model::Disposition;
use crate::render::typography::long_date;

impl Panorama {
    /// The JSON, indented, with a final newline.
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }

    /// The tables of the terminal.
    pub fn to_text(&self) -> String {
        let mut out = match &self.state.date {
            Some(date) => format!("{} ({})", self.state.name, long_date(date)),
            None => self.state.name.clone(),
        };
        if let Some(since) = &self.since {
            out.push_str(&format!(", évolutions depuis {}", since.name));
        }
        out.push_str("\n\n");
        let mut header = vec!["", "Total", "Validées", "Instruction", "Obsolètes"];
        if self.since.is_some() {
            header.extend(["Nouvelles", "Fond", "Preuves", "Références", "Rédact.", "Retirées"]);
        }
        let mut rows = vec![header.into_iter().map(str::to_owned).collect()];
        rows.extend(self.lanes.iter().map(|row| self.text_row(row, &row.code)));
        rows.push(self.text_row(&self.applications, "Applications"));
        rows.push(self.text_row(&self.distinct, "Exigences distinctes"));
        push_table(&mut out, &rows);
        out.push('\n');
        let lanes = self.lanes.iter().map(|row| (row.code.as_str(), row));
        let totals = [("Applications", &self.applications), ("Exigences distinctes", &self.distinct)];
        for (label, row) in lanes.chain(totals) {
            if let Some(evolutions) = &row.evolutions {
                out.push_str(&format!("{label} : {}\n", evolutions.equations()));
            }
        }
        if !self.steps.is_empty() {
            out.push('\n');
            push_table(&mut out, &self.step_rows());
            out.push_str("\nPar couloir\n");
            push_table(&mut out, &self.lane_rows());
        }
        if let Some(effect) = &self.effect {
            self.push_effect(effect, &mut out);
        }
        out
    }

    /// Each lane, state after state: what it asks and what it was told.
    fn lane_rows(&self) -> Vec<Vec<String>> {
        let header = [
            "Couloir",
            "Itération",
            "Total",
            "Validées",
            "Obsolètes",
            "Modifiées",
            "Retours",
            "Intégrés, même en partie",
        ];
        let mut rows = vec![header.map(str::to_owned).to_vec()];
        for lane in &self.lanes {
            for step in &self.steps {
                let Some(own) = step.lanes.iter().find(|own| own.code == lane.code) else { continue };
                let heard = |value: usize| step.comments.as_ref().map(|_| value);
                rows.push(vec![
                    own.code.clone(),
                    step.moment.name.clone(),
                    own.total.to_string(),
                    own.validated.to_string(),
                    own.obsolete.to_string(),
                    known(own.modified),
                    known(heard(own.received)),
                    known(heard(own.taken)),
                ]);
            }
        }
        rows
    }

    /// What comments changed: step by step, in all, and beside what there is.
    fn push_effect(&self, effect: &EffectSummary, out: &mut String) {
        out.push_str("\nEffet des retours : exigences distinctes dont une évolution cite un retour\n");
        let header = ["", "Validées", "Obsolètes", "Modifiées", "Nouvelles", "Réintroduites", "Exigences"];
        let mut rows = vec![header.map(str::to_owned).to_vec()];
        for step in &self.steps {
            rows.extend(step.effect.map(|counts| effect_row(&step.moment.name, counts)));
        }
        rows.push(effect_row(&format!("Depuis {}", effect.since), effect.total));
        for lane in &effect.lanes {
            rows.push(effect_row(&format!("  dont {}", lane.code), lane.total));
        }
        let stock = self.distinct.counts;
        let held = [stock.validated, stock.obsolete].map(|number| number.to_string());
        rows.push(std::iter::once(format!("Stock de {}", self.state.name)).chain(held).collect());
        push_table(out, &rows);
        type Number = fn(&EffectCounts) -> usize;
        let numbers: [(&str, Number); 3] = [
            ("Validées", |counts| counts.validated),
            ("Obsolètes", |counts| counts.obsolete),
            ("Modifiées", |counts| counts.modified),
        ];
        for (label, number) in numbers {
            let steps: Vec<usize> =
                self.steps.iter().filter_map(|step| step.effect.as_ref().map(number)).collect();
            let (sum, distinct) = (steps.iter().sum::<usize>(), number(&effect.total));
            let terms: Vec<String> = steps.iter().map(ToString::to_string).collect();
            out.push_str(&format!("{label} : {} = {sum}", terms.join(" + ")));
            if sum > distinct {
                out.push_str(&format!(" ; {sum} − {} en double = {distinct}", sum - distinct));
            }
            out.push('\n');
        }
    }

    fn text_row(&self, row: &Row, label: &str) -> Vec<String> {
        let counts = &row.counts;
        let mut cells = vec![
            label.to_owned(),
            counts.total.to_string(),
            counts.validated.to_string(),
            counts.instruction.to_string(),
            counts.obsolete.to_string(),
        ];
        if self.since.is_some() {
            let numbers = row.evolutions.map_or([0; 6], |e| {
                [e.new + e.reinstated, e.substance, e.proofs, e.reference, e.wording, e.obsolete]
            });
            cells.extend(numbers.map(|number| number.to_string()));
        }
        cells
    }

    fn step_rows(&self) -> Vec<Vec<String>> {
        let header = [
            "Itération",
            "Date",
            "Exigences",
            "Applications",
            "Validées",
            "Obsolètes",
            "Retours",
            "Intégrés, même en partie",
            "Éditeurs",
        ];
        let mut rows = vec![header.map(str::to_owned).to_vec()];
        for step in &self.steps {
            let taken = step.comments.as_ref().map(|tally| {
                tally.of_disposition(Disposition::Integrated) + tally.of_disposition(Disposition::Partly)
            });
            rows.push(vec![
                step.moment.name.clone(),
                step.moment.date.clone().unwrap_or_default(),
                step.counts.total.to_string(),
                step.applications.to_string(),
                step.counts.validated.to_string(),
                step.counts.obsolete.to_string(),
                known(step.comments.as_ref().map(|tally| tally.received)),
                known(taken),
                known(step.comments.as_ref().map(|tally| tally.vendors)),
            ]);
        }
        rows
    }
}

/// A number, or a dash where there is none to give.
fn known(value: Option<usize>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.to_string())
}

fn effect_row(label: &str, counts: EffectCounts) -> Vec<String> {
    let EffectCounts { validated, obsolete, modified, new, reinstated, items } = counts;
    let numbers = [validated, obsolete, modified, new, reinstated, items];
    std::iter::once(label.to_owned()).chain(numbers.map(|number| number.to_string())).collect()
}

/// Columns of text, the first to the left, the others to the right.
pub(in crate::render) fn push_table(out: &mut String, rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            if column == 0 {
                line.push_str(&format!("{cell:<width$}"));
            } else {
                line.push_str(&format!("  {cell:>width$}"));
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}
