//! The coverage of a lane as a table for spreadsheets.

use crate::quick::HashMap;

use super::csv::Csv;
use crate::conformity::Coverage;
use crate::model::{Corpus, Lane, Vocabulary as _};

const HEADER: [&str; 13] = [
    "Couloir",
    "Chapitre",
    "Exigence",
    "Titre",
    "Nature",
    "Statut",
    "Profil",
    "Couverture",
    "N° scénario",
    "Scénario",
    "Profils du scénario",
    "N° preuve",
    "Scénarios qui partagent la preuve",
];

/// The matrix of a lane as CSV: one row per requirement, scenario and proof; a requirement without scenario, or a scenario
/// without proof, has one row all the same.
pub fn to_csv(corpus: &Corpus, lane: &Lane) -> Vec<u8> {
    table(corpus, lane, &Coverage::of(corpus, lane))
}

/// The same from a coverage already worked out.
pub(crate) fn table(corpus: &Corpus, lane: &Lane, coverage: &Coverage<'_>) -> Vec<u8> {
    let shared: HashMap<&str, String> = coverage
        .shared
        .iter()
        .map(|proof| {
            let scenarios: Vec<&str> = proof.scenarios.iter().map(crate::model::ItemId::as_str).collect();
            (proof.id.as_str(), scenarios.join(", "))
        })
        .collect();
    let mut csv = Csv::new(&HEADER);
    for row in &coverage.rows {
        let item = &row.item;
        let profiles = item.profiles.join(", ");
        let start = [
            lane.code.as_str(),
            item.section.as_deref().map_or("", |code| corpus.section_title(code)),
            item.id.as_str(),
            &item.title,
            item.nature.label(),
            item.status.label(),
            &profiles,
            row.cover().label(),
        ];
        let mut line = |rest: [&str; 5]| csv.row(start.iter().copied().chain(rest));
        if row.scenarios.is_empty() {
            line([""; 5]);
        }
        for scenario in &row.scenarios {
            let limited = scenario.profiles.join(", ");
            let told = [scenario.id.as_str(), &scenario.title, &limited];
            if scenario.proofs.is_empty() {
                line([told[0], told[1], told[2], "", ""]);
            }
            for proof in &scenario.proofs {
                let with = shared.get(proof.as_str()).map_or("", String::as_str);
                line([told[0], told[1], told[2], proof.as_str(), with]);
            }
        }
    }
    csv.finish()
}
