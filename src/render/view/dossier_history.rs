//! What a dossier said from one iteration to the next, word by word.

use serde::Serialize;

use super::Link;
use crate::history::wording::{BlockDiff, BlockKind, Tag, TextDiff, compare};
use crate::model::Dossier;
use crate::render::dossiers;
use crate::render::marks;
use crate::render::site::{DRAFT, Site};
use crate::render::typography::{self, Html};

/// The life of a dossier, newest first.
#[derive(Debug, Serialize)]
pub(crate) struct DossierHistory {
    entries: Vec<Entry>,
    /// Iterations frozen without it.
    missing: Option<Html>,
}

#[derive(Debug, Serialize)]
struct Entry {
    state: Link,
    frozen: Option<Html>,
    version: String,
    date: Html,
    /// Says that it is the first, or the same as before; `None` when something changed.
    note: Option<String>,
    fields: Vec<FieldRow>,
    /// The blocks of the text that changed, with marks, each under its heading.
    body: Option<Html>,
    /// Share of words in common, when the text is another.
    percent: Option<u32>,
}

#[derive(Debug, Serialize)]
struct FieldRow {
    label: &'static str,
    marked: Html,
}

impl DossierHistory {
    /// `None` when nothing was ever frozen.
    pub(crate) fn new(site: &Site<'_>, lane: &str) -> Option<Self> {
        let frozen = || site.states.iter().enumerate().filter(|(_, state)| !state.draft);
        frozen().next()?;
        let mut told: Vec<(Link, Option<Html>, Dossier)> = Vec::new();
        let mut missing = Vec::new();
        for (index, state) in frozen().filter(|(_, state)| state.corpus.lane(lane).is_some()) {
            match state.dossiers.map(|all| all.iter().find(|dossier| dossier.lane == lane)) {
                Some(Some(dossier)) => {
                    let link = Link {
                        label: site.names.bare(state.name).to_owned(),
                        href: dossiers::page(site, index, lane)
                            .map(|_| dossiers::frozen_page(lane, &state.slug)),
                    };
                    told.push((link, state.date.map(typography::time), dossier.clone()));
                }
                Some(None) => {}
                None => missing.push(site.names.of(state.name)),
            }
        }
        if let Some((dossier, _)) = dossiers::draft(site, lane) {
            told.push((Link::new("Brouillon", dossiers::draft_page(lane)), None, dossier));
        }
        let mut entries: Vec<Entry> = Vec::with_capacity(told.len());
        let mut before: Option<(&str, &Dossier)> = None;
        for (link, date, dossier) in &told {
            entries.push(entry(link, date.clone(), before, dossier));
            before = Some((&link.label, dossier));
        }
        entries.reverse();
        let missing = (!missing.is_empty()).then(|| statement(&missing));
        (!entries.is_empty() || missing.is_some()).then_some(Self { entries, missing })
    }
}

/// Says which iterations were frozen before dossiers were recorded: « d’IT1 et d’IT2 ».
pub(crate) fn statement(names: &[String]) -> Html {
    let names = super::enumeration(names);
    Html::prose(&format!(
        "Le dossier n’a pas été consigné au gel {names} : son texte d’alors n’est pas connu ici."
    ))
}

fn entry(link: &Link, frozen: Option<Html>, before: Option<(&str, &Dossier)>, dossier: &Dossier) -> Entry {
    let mut entry = Entry {
        state: link.clone(),
        frozen,
        version: dossier.version.clone(),
        date: typography::time(&dossier.date),
        note: None,
        fields: Vec::new(),
        body: None,
        percent: None,
    };
    let Some((name, old)) = before else {
        entry.note = Some("Premier état consigné.".to_owned());
        return entry;
    };
    entry.fields = fields(old, dossier);
    let diff = compare(&readable(&old.body), &readable(&dossier.body));
    if !diff.is_unmarked() {
        entry.percent = diff.is_rewritten().then(|| diff.percent());
        entry.body = Some(Html::from_markup(marks::html(&changed(diff))));
    }
    if entry.fields.is_empty() && entry.body.is_none() {
        let since = if link.label == DRAFT { "la version publiée" } else { name };
        entry.note = Some(format!("Texte inchangé depuis {since}."));
    }
    entry
}

/// The fields of the header that changed.
fn fields(old: &Dossier, new: &Dossier) -> Vec<FieldRow> {
    let date = |dossier: &Dossier| typography::long_date(&dossier.date);
    let sides = [
        ("Titre", old.title.clone(), new.title.clone()),
        ("Version", old.version.clone(), new.version.clone()),
        ("Date", date(old), date(new)),
        ("Procédure", old.procedure.clone().unwrap_or_default(), new.procedure.clone().unwrap_or_default()),
        ("Profils", old.profiles.join(", "), new.profiles.join(", ")),
    ];
    let changed = sides.into_iter().filter(|(_, old, new)| old != new);
    changed
        .map(|(label, old, new)| FieldRow {
            label,
            marked: Html::from_markup(marks::html(&compare(&old, &new))),
        })
        .collect()
}

/// The blocks that changed, each under the heading it stands below; a row of a table is kept whole.
fn changed(diff: TextDiff) -> TextDiff {
    let differs = |block: &BlockDiff| {
        block.moved
            || block.restructured
            || block.former_kind.is_some()
            || block.ops.iter().any(|op| op.tag != Tag::Equal)
    };
    let rows: Vec<usize> = diff
        .blocks
        .iter()
        .filter(|block| differs(block))
        .filter_map(|block| match block.kind {
            BlockKind::TableCell { row, .. } => Some(row),
            _ => None,
        })
        .collect();
    let mut heading: Option<BlockDiff> = None;
    let mut blocks = Vec::new();
    for block in diff.blocks {
        let kept =
            differs(&block) || matches!(block.kind, BlockKind::TableCell { row, .. } if rows.contains(&row));
        if kept {
            blocks.extend(heading.take());
            blocks.push(block);
        } else if matches!(block.kind, BlockKind::Heading { .. }) {
            heading = Some(block);
        }
    }
    TextDiff { similarity: diff.similarity, blocks }
}

/// The text as a reader may compare it: a call becomes the name of its table.
fn readable(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    for line in body.split_inclusive('\n') {
        let call = line.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")).map(str::trim);
        match call {
            Some("table_exigences()") => out.push_str("(tableau des exigences)\n"),
            Some("table_references()") => out.push_str("(tableau des référentiels)\n"),
            Some("table_profils()") => out.push_str("(tableau des profils)\n"),
            Some("table_calendrier()") => out.push_str("(tableau du calendrier)\n"),
            _ => out.push_str(line),
        }
    }
    out
}
