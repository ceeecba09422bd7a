//! From trees to the model: meaning of names, picks, reading order.
//!
//! Input: parsed files and settings; output: a [`Corpus`], the places of everything in it, and what is wrong with
//! names. Never stops at a mistake: what cannot be resolved is reported and left out.

mod lanes;
mod lower;
mod names;
mod order;
mod picks;
mod scenario;

pub(crate) use picks::matches;

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Corpus, ItemId, Iteration, Lane, Origins, Place, Socle};
use crate::quick::HashSet;
use crate::settings::Settings;
use crate::source::SourceSet;
use crate::syntax::tree;

/// What resolution gives.
#[derive(Debug, Default)]
pub struct Resolution {
    /// The model, in reading order.
    pub corpus: Corpus,
    /// Ids declared by items that could not be read: nothing more is said of them.
    pub broken: HashSet<String>,
    /// Items whose heading could not be read: lints about headings stay mute.
    pub unknown_heading: HashSet<ItemId>,
    /// `tolère` lines: item and code.
    pub tolerated: BTreeSet<(String, Code)>,
    /// What is wrong.
    pub problems: Vec<Diagnostic>,
}

/// Resolves a project. `known_before` holds every id ever frozen, former ids included, for lineage.
pub fn resolve(
    trees: &[Arc<tree::File>],
    sources: &SourceSet,
    settings: &Settings,
    known_before: &HashSet<ItemId>,
    origins: &mut Origins,
) -> Resolution {
    let manifest = &settings.manifest;
    let sections: HashSet<&str> = manifest.sections.iter().map(|section| section.code.as_str()).collect();
    let lowered: Vec<lower::LoweredFile> =
        trees.par_iter().map(|file| lower::file(file, sources, manifest, &sections)).collect();
    let mut resolution = Resolution { corpus: frame(settings), ..Resolution::default() };
    let mut statements = Vec::new();
    for file in lowered {
        merge_file(file, &mut resolution, origins, &mut statements);
    }
    resolution.problems.extend(without_file(settings, origins));
    resolution.corpus.reindex();
    let mut order = order::Order::new(&resolution.corpus);
    order.sort_items(&mut resolution.corpus);
    resolution.corpus.reindex();
    lanes::attach(&mut resolution, &statements, origins);
    picks::apply(&mut resolution, &statements, origins, &mut order);
    let problems =
        names::check(&resolution.corpus, settings, known_before, &resolution.broken, origins, &statements);
    resolution.problems.extend(problems);
    resolution
}

/// The corpus as the settings alone describe it.
fn frame(settings: &Settings) -> Corpus {
    let manifest = &settings.manifest;
    let mut corpus = Corpus::default();
    corpus.programme.clone_from(&manifest.programme);
    // The manifest alone says what sentences call an iteration: a new title is no change of the corpus.
    let untitled = |iteration: &Iteration| Iteration { title: None, ..iteration.clone() };
    corpus.iterations = manifest.iterations.iter().map(untitled).collect();
    corpus.sections.clone_from(&manifest.sections);
    corpus.profiles.clone_from(&manifest.profiles);
    corpus.references.clone_from(&settings.references);
    corpus.comments = settings.books.iter().map(|book| book.published()).collect();
    corpus.socles = manifest
        .socles
        .iter()
        .map(|entry| Socle {
            code: entry.code.clone(),
            title: entry.title.clone(),
            prefixes: entry.prefixes.clone(),
        })
        .collect();
    corpus.lanes = manifest
        .lanes
        .iter()
        .map(|entry| Lane {
            code: entry.code.clone(),
            title: entry.title.clone(),
            aliases: entry.aliases.clone(),
            prefixes: entry.prefixes.clone(),
            strip_prefix: entry.strip_prefix.clone(),
            profiles: Vec::new(),
            applications: Vec::new(),
            withdrawals: Vec::new(),
        })
        .collect();
    corpus
}

/// Lanes and socles of the manifest that no file defines.
fn without_file(settings: &Settings, origins: &Origins) -> Vec<Diagnostic> {
    let socles = settings.manifest.socles.iter().map(|entry| ("socle", "socles", &entry.code));
    let lanes = settings.manifest.lanes.iter().map(|entry| ("couloir", "rem", &entry.code));
    socles
        .chain(lanes)
        .filter(|(kind, _, code)| origins.header(&format!("{kind}:{code}")).is_none())
        .map(|(kind, folder, code)| {
            let span = origins.named(kind, code);
            Diagnostic::maybe_at(Code::LaneFileMissing, span, format!("{kind} « {code} » sans fichier"))
                .help(format!("écrire « {folder}/{code}.rem », ou retirer « {code} » du manifeste"))
        })
        .collect()
}

fn merge_file(
    file: lower::LoweredFile,
    resolution: &mut Resolution,
    origins: &mut Origins,
    statements: &mut Vec<lower::LaneStatements>,
) {
    resolution.problems.extend(file.problems);
    resolution.broken.extend(file.broken);
    resolution.tolerated.extend(file.tolerated);
    resolution.unknown_heading.extend(file.unknown_heading);
    for (key, span) in file.headers {
        origins.set_header(&key, span);
    }
    for (item, places) in file.items {
        if let Some(first) = origins.exact(&item.id, &Place::Id) {
            let again = places.iter().find(|(place, _)| *place == Place::Id).map(|(_, span)| *span);
            resolution.problems.push(duplicate(&item.id, again, first));
            continue;
        }
        origins.set_all(&item.id, places);
        resolution.corpus.items.push(item);
    }
    for (lane, scenario, places) in file.cross_scenarios {
        if let Some(first) = origins.cross_scenario(&scenario.id, &Place::Id) {
            let again = places.iter().find(|(place, _)| *place == Place::Id).map(|(_, span)| *span);
            resolution.problems.push(duplicate(&scenario.id, again, first));
            continue;
        }
        origins.set_cross_scenario(&scenario.id, places);
        resolution.corpus.cross_scenarios.push((lane, scenario));
    }
    statements.extend(file.lanes);
}

fn duplicate(id: &ItemId, again: Option<crate::source::Span>, first: crate::source::Span) -> Diagnostic {
    Diagnostic::maybe_at(Code::DuplicateId, again, format!("identifiant « {id} » en double"))
        .label("défini de nouveau ici")
        .also(first, "première définition")
        .help("donner un autre numéro à l’une des deux définitions")
        .about(id.as_str())
}
