//! Data for other programs, under `data/v1/`, with the schemas of all that is written as JSON.

use serde::Serialize;

use crate::model::Corpus;
use crate::render::order::Filed;
use crate::render::schemas::SCHEMAS;
use crate::render::site::Site;
use crate::render::view::panorama;
use crate::render::{Artifact, MARKER, Order, RenderError};

#[derive(Serialize)]
struct CorpusData<'a> {
    schema: &'static str,
    iteration: &'a str,
    date: Option<&'a str>,
    #[serde(flatten)]
    corpus: &'a Corpus,
}

#[derive(Serialize)]
struct IndexData<'a> {
    schema: &'static str,
    programme: &'a str,
    generateur: String,
    iteration: &'a str,
    date: Option<&'a str>,
    iterations: Vec<&'a str>,
    couloirs: Vec<&'a str>,
    pages: usize,
    donnees: Vec<String>,
}

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let Some(state) = site.current() else { return Ok(()) };
    let all = "data/v1/corpus.json";
    if order.wants(all) {
        let (iteration, date, corpus) = (state.name, state.date, state.corpus);
        let corpus = CorpusData { schema: "remc/corpus@1", iteration, date, corpus };
        order.deliver(Artifact::new(all, json(&corpus)))?;
    }
    if let Some(panorama) = panorama(site) {
        order.deliver(Artifact::new("data/v1/panorama.json", panorama.to_json()))?;
    }
    for schema in SCHEMAS {
        let path = format!("data/v1/schemas/{}.schema.json", schema.name);
        order.deliver(Artifact::new(path, schema.document()))?;
    }
    Ok(())
}

/// The list of data files, which also marks the folder as ours.
pub(crate) fn index_of_files(site: &Site<'_>, files: &[Filed]) -> Artifact {
    let is = |file: &Filed, kind: &str| file.address.ends_with(kind);
    let data: Vec<String> = files
        .iter()
        .filter(|file| is(file, ".json") || is(file, ".csv"))
        // One file per requirement, beside its page: the corpus lists the requirements.
        .filter(|file| !file.address.starts_with("exigences/"))
        .map(|file| file.address.clone())
        .collect();
    let state = site.current();
    let index = IndexData {
        schema: "remc/site@1",
        programme: &site.corpus().programme,
        generateur: format!("remc {}", env!("CARGO_PKG_VERSION")),
        iteration: state.map_or("", |state| state.name),
        date: state.and_then(|state| state.date),
        iterations: site.states.iter().filter(|state| !state.draft).map(|state| state.name).collect(),
        couloirs: site.corpus().lanes.iter().map(|lane| lane.code.as_str()).collect(),
        pages: files.iter().filter(|file| is(file, ".html")).count(),
        donnees: data,
    };
    let mut text = serde_json::to_string_pretty(&index).unwrap_or_default();
    text.push('\n');
    Artifact::new(MARKER, text)
}

fn json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
