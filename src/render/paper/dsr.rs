//! The dossier of a lane on paper: its text, its tables made from the model, the list of its requirements.

use super::{Block, Document, Span, Table, cell};
use crate::history::Endpoint;
use crate::model::{Corpus, Dossier, Lane, Vocabulary as _};
use crate::render::dossier_facts as facts;
use crate::render::pages::dossier_parts;
use crate::render::typography::{long_date, number, short_date};
use crate::render::view::state_label;

/// The dossier of a lane, with tables from a state.
pub fn dsr(
    corpus: &Corpus,
    lane: &Lane,
    dossier: &Dossier,
    state: &Endpoint,
    notice: Option<&str>,
) -> Document {
    let mut blocks = Vec::new();
    for (text, table) in dossier_parts(&dossier.body) {
        if !text.trim().is_empty() {
            blocks.push(Block::Chapter(text.to_owned()));
        }
        blocks.extend(table.and_then(|name| called(name, corpus, lane, dossier, &state.name)));
    }
    blocks.push(Block::Heading(1, vec![Span::text("Annexe : liste des exigences")]));
    blocks.push(Block::Table(list(corpus, lane, &state.name)));
    if !dossier.revisions.is_empty() {
        blocks.push(Block::Heading(1, vec![Span::text("Versions du dossier")]));
        let rows = dossier
            .revisions
            .iter()
            .map(|one| vec![cell(&one.version), cell(short_date(&one.date)), cell(&one.subject)]);
        blocks.push(Block::Table(Table {
            caption: "Versions du dossier".to_owned(),
            columns: vec![("Version", 1), ("Date", 1), ("Objet", 4)],
            rows: rows.collect(),
        }));
    }
    let mut told = vec![
        ("Programme", corpus.programme.clone()),
        ("Couloir", format!("{}, {}", lane.code, lane.title)),
        ("Version", format!("{} du {}", dossier.version, long_date(&dossier.date))),
    ];
    told.extend(dossier.procedure.clone().map(|procedure| ("Procédure", procedure)));
    if !dossier.profiles.is_empty() {
        told.push(("Profils", dossier.profiles.join(", ")));
    }
    told.push(("Exigences", state.name.clone()));
    Document {
        title: dossier.title.clone(),
        subtitle: format!("Couloir {}", lane.code),
        facts: told,
        notice: notice.map(str::to_owned),
        running: format!("DSR {}, version {}", lane.code, dossier.version),
        contents: 2,
        blocks,
    }
}

/// The table a call stands for.
fn called(name: &str, corpus: &Corpus, lane: &Lane, dossier: &Dossier, state: &str) -> Option<Block> {
    let table = match name {
        "table_exigences" => sections(corpus, lane, state),
        "table_references" => references(corpus, lane, state),
        "table_profils" => profiles(corpus, lane, dossier, state),
        "table_calendrier" => steps(corpus),
        _ => return None,
    };
    Some(Block::Table(table))
}

fn sections(corpus: &Corpus, lane: &Lane, state: &str) -> Table {
    let (rows, mut total) = facts::sections(corpus, lane);
    total.title = "Total".to_owned();
    let row = |fact: facts::SectionFact| {
        let numbers = [fact.mandatory, fact.recommended, fact.validated, fact.instruction];
        std::iter::once(cell(fact.title)).chain(numbers.map(|value| cell(number(value)))).collect()
    };
    Table {
        caption: format!("Exigences par section ({state})"),
        columns: vec![
            ("Section", 4),
            ("Obligatoires", 2),
            ("Préconisées", 2),
            ("Validées", 2),
            ("En instruction", 2),
        ],
        rows: rows.into_iter().chain([total]).map(row).collect(),
    }
}

fn references(corpus: &Corpus, lane: &Lane, state: &str) -> Table {
    let row = |fact: facts::ReferenceFact<'_>| {
        vec![
            vec![Span::Id(fact.code.to_owned()), Span::text(format!(" {}", fact.title))],
            cell(fact.versions),
            cell(if fact.published { "Publiée" } else { "À venir" }),
            cell(number(fact.cited)),
        ]
    };
    Table {
        caption: format!("Référentiels applicables au couloir ({state})"),
        columns: vec![
            ("Référentiel", 5),
            ("Version applicable", 2),
            ("Publication", 2),
            ("Exigences qui le citent", 2),
        ],
        rows: facts::references(corpus, lane).into_iter().map(row).collect(),
    }
}

fn profiles(corpus: &Corpus, lane: &Lane, dossier: &Dossier, state: &str) -> Table {
    let row = |fact: facts::ProfileFact<'_>| {
        vec![cell(fact.name), cell(fact.question.unwrap_or_default()), cell(number(fact.count))]
    };
    Table {
        caption: format!("Profils du couloir ({state})"),
        columns: vec![("Profil", 3), ("Question", 5), ("Exigences", 2)],
        rows: facts::profiles(corpus, lane, dossier).into_iter().map(row).collect(),
    }
}

fn steps(corpus: &Corpus) -> Table {
    let row = |one: &crate::model::Iteration| {
        vec![cell(&one.name), cell(long_date(&one.date)), cell(state_label(one.state))]
    };
    Table {
        caption: "Calendrier des itérations".to_owned(),
        columns: vec![("Itération", 2), ("Date", 2), ("État", 3)],
        rows: corpus.iterations.iter().map(row).collect(),
    }
}

fn list(corpus: &Corpus, lane: &Lane, state: &str) -> Table {
    let items = corpus.lane_items(lane).filter(|(_, item)| item.is_live());
    let rows = items.map(|(_, item)| {
        vec![
            vec![Span::Id(item.id.to_string())],
            cell(&item.title),
            cell(item.nature.label()),
            cell(item.status.label()),
            cell(item.profiles.join(", ")),
        ]
    });
    Table {
        caption: format!("Exigences du couloir ({state})"),
        columns: vec![("Exigence", 4), ("Titre", 5), ("Nature", 3), ("Statut", 3), ("Profil", 3)],
        rows: rows.collect(),
    }
}
