//! `remc diff --history`: the life of one item.

use std::collections::BTreeMap;

use super::args::{DiffArgs, DiffFormat};
use super::diff::emit;
use super::output::Output;
use super::project::Project;
use super::{Failure, Outcome};
use crate::history::{Endpoint, Timeline, lane_timelines, timelines};
use crate::model::{Corpus, ItemId};
use crate::render::diff_text::TextOptions;
use crate::render::history;
use crate::source::suggest;

type Lives = BTreeMap<ItemId, Timeline>;

/// Tells the life of one item, under whatever id it bears or bore, as a lane states it when one is named.
pub(super) fn run(project: &Project, id: &str, args: &DiffArgs, output: &Output) -> Outcome {
    project.require_intact(|_| true, output)?;
    let states = project.compilation.states();
    let lane = args.lane.as_deref().map(|name| lane_code(name, &states)).transpose()?;
    let lives = match &lane {
        Some(lane) => lane_timelines(&states, lane),
        None => timelines(&states),
    };
    let Some((key, life)) = find(&lives, id, lane.as_deref(), &project.compilation.corpus) else {
        return Err(unknown(id, lane.as_deref(), &states));
    };
    let options = TextOptions { color: args.out.is_none() && output.coloured() };
    let text = if args.format == DiffFormat::Json {
        history::to_json(key, life, lane.as_deref())
    } else if args.format == DiffFormat::Human {
        history::to_text(life, lane.as_deref(), options)
    } else {
        return Err(Failure::usage("la vie d’une exigence s’écrit en « human » ou en « json »")
            .help("pour les autres formats, comparer deux états : remc diff DE VERS"));
    };
    emit(&text, args.out.as_deref(), output)
}

/// The code of a lane by any of its names, in any state.
fn lane_code(name: &str, states: &[(Endpoint, &Corpus)]) -> Result<String, Failure> {
    let found = states.iter().rev().find_map(|(_, corpus)| corpus.lane(name));
    if let Some(lane) = found {
        return Ok(lane.code.clone());
    }
    let last = states.last().map(|(_, corpus)| &corpus.lanes);
    let known: Vec<&str> = last.into_iter().flatten().map(|lane| lane.code.as_str()).collect();
    let failure = Failure::usage(format!("couloir « {name} » inconnu"));
    Err(failure.help(format!("couloirs : {}", known.join(", "))))
}

/// The item that bears the id today, else one that bore it, else the one a lane publishes under it.
fn find<'l>(
    lives: &'l Lives,
    id: &str,
    lane: Option<&str>,
    corpus: &Corpus,
) -> Option<(&'l ItemId, &'l Timeline)> {
    let borne = |id: &str| {
        let now = |life: &Timeline| life.entries.last().is_some_and(|entry| entry.id.as_str() == id);
        let once = |life: &Timeline| life.entries.iter().any(|entry| entry.id.as_str() == id);
        lives.iter().find(|(_, life)| now(life)).or_else(|| lives.iter().find(|(_, life)| once(life)))
    };
    let lanes = corpus.lanes.iter().filter(|known| lane.is_none_or(|code| known.code == code));
    let published = lanes.filter_map(|known| known.strip_prefix.as_deref());
    borne(id).or_else(|| published.map(|prefix| format!("{prefix}{id}")).find_map(|full| borne(&full)))
}

fn unknown(id: &str, lane: Option<&str>, states: &[(Endpoint, &Corpus)]) -> Failure {
    let ever = || states.iter().rev().flat_map(|(_, corpus)| &corpus.items).map(|item| item.id.as_str());
    if let Some(lane) = lane
        && ever().any(|known| known == id)
    {
        let elsewhere: Vec<&str> = states
            .last()
            .into_iter()
            .flat_map(|(_, corpus)| corpus.lanes_of(id))
            .map(|one| &*one.code)
            .collect();
        let failure = Failure::usage(format!("exigence « {id} » jamais demandée dans le couloir {lane}"));
        return match elsewhere.as_slice() {
            [] => failure,
            _ => failure.help(format!("couloirs qui la demandent : {}", elsewhere.join(", "))),
        };
    }
    let failure = Failure::usage(format!("exigence « {id} » inconnue de tous les états"));
    match suggest(id, ever()) {
        Some(near) => failure.help(format!("vouliez-vous dire « {near} » ?")),
        None => failure,
    }
}
