//! The filled report of a vendor on paper: private to it and to whoever it is deposited with. Its own notes stay out.

use super::{Block, Document, Span, Table, cell};
use crate::conformity::{Answers, Definition, View};
use crate::render::typography::{long_date, number};

/// The report of a file of answers at the iteration of a definition.
pub fn report(answers: &Answers, definition: &Definition, view: &View) -> Document {
    let product = format!("{} {}", answers.product.name, answers.product.version).trim().to_owned();
    let verdict = match view.blockers.len() {
        0 => "Dossier complet : rien ne bloque.".to_owned(),
        1 => "Dossier incomplet : 1 point à régler.".to_owned(),
        count => format!("Dossier incomplet : {count} points à régler."),
    };
    let mut blocks = vec![Block::Heading(1, vec![Span::text("Bilan")])];
    blocks.extend(view.summary.iter().map(|sentence| Block::Text(vec![Span::text(sentence)])));
    blocks.push(Block::Table(counts(view)));
    if !view.blockers.is_empty() {
        blocks.push(Block::Heading(1, vec![Span::text("Ce qui bloque")]));
        let rows = view.blockers.iter().map(|one| {
            let name = if one.id.is_empty() { cell("Dossier") } else { vec![Span::Id(one.id.clone())] };
            vec![name, cell(&one.text)]
        });
        blocks.push(Block::Table(Table {
            caption: "Points à régler".to_owned(),
            columns: vec![("Exigence", 2), ("Point", 4)],
            rows: rows.collect(),
        }));
    }
    blocks.push(Block::Heading(1, vec![Span::text("Exigences")]));
    blocks.push(Block::Table(items(answers, definition, view)));
    if !answers.proofs.is_empty() {
        blocks.push(Block::Heading(1, vec![Span::text("Preuves fournies")]));
        blocks.push(Block::Table(proofs(answers, view)));
    }
    Document {
        title: format!("Dossier de conformité {}, {}", view.lane, view.iteration),
        subtitle: product,
        facts: vec![
            ("Programme", definition.programme.clone()),
            ("Couloir", format!("{}, {}", definition.lane, definition.title)),
            ("Itération", iteration(definition)),
            ("Réponses données jusqu’à", view.since.clone()),
            ("Verdict", verdict),
        ],
        notice: None,
        running: format!("Dossier de conformité {}, {}", view.lane, view.iteration),
        contents: 1,
        blocks,
    }
}

fn iteration(definition: &Definition) -> String {
    if definition.date.is_empty() {
        definition.iteration.clone()
    } else {
        format!("{} du {}", definition.iteration, long_date(&definition.date))
    }
}

fn counts(view: &View) -> Table {
    Table {
        caption: "Réponses par état".to_owned(),
        columns: vec![("État", 4), ("Nombre", 1)],
        rows: view
            .counts
            .states()
            .into_iter()
            .map(|(label, count)| vec![cell(label), cell(number(count))])
            .collect(),
    }
}

fn items(answers: &Answers, definition: &Definition, view: &View) -> Table {
    let listed = definition.items.iter().zip(&view.items).filter(|(_, seen)| seen.applies.is_listed());
    let rows = listed.map(|(item, seen)| {
        let own = answers.answers.get(&item.key);
        let reasons: Vec<&str> = seen.reasons.iter().map(|reason| reason.text.as_str()).collect();
        let mut fresh = seen.freshness.map_or("", |freshness| freshness.label()).to_owned();
        if !reasons.is_empty() {
            fresh.push_str(&format!(" ({})", reasons.join(", ")));
        }
        let mut why = own.map(|answer| answer.justification.clone()).unwrap_or_default();
        if let Some(answer) = own.filter(|answer| !answer.planned.is_empty()) {
            why.push_str(&format!(" Prévue le {}.", long_date(&answer.planned)));
        }
        vec![
            vec![Span::Id(item.id.clone()), Span::text(format!(" {}", item.title))],
            cell(seen.state.map_or("Sans réponse", |state| state.label())),
            cell(fresh),
            cell(why),
        ]
    });
    Table {
        caption: "Réponses aux exigences applicables".to_owned(),
        columns: vec![("Exigence", 5), ("État", 3), ("Fraîcheur", 3), ("Justification", 5)],
        rows: rows.collect(),
    }
}

fn proofs(answers: &Answers, view: &View) -> Table {
    let orphan = |key: &str| view.orphans.iter().any(|one| one.key == key);
    let rows = answers.proofs.iter().map(|(key, file)| {
        vec![
            vec![Span::Id(key.clone())],
            vec![Span::Long(file.file.clone())],
            cell(&file.version),
            vec![Span::Long(file.sha256.clone())],
            cell(if orphan(key) { "Plus demandée" } else { "" }),
        ]
    });
    Table {
        caption: "Fichiers fournis comme preuves".to_owned(),
        columns: vec![("N° preuve", 5), ("Fichier", 4), ("Version", 2), ("SHA-256", 4), ("Remarque", 2)],
        rows: rows.collect(),
    }
}
