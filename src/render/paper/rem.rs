//! The REM of a lane on paper.

use super::content::{requirement, scenario};
use super::{Block, Document, Span};
use crate::history::Endpoint;
use crate::model::{Corpus, Lane, Nature, Requirement, Scenario, Status};
use crate::render::names::of;
use crate::render::typography::{count, long_date};

/// The requirements of a lane at a state, obsolete ones left out. `digest`: of the frozen iteration.
pub fn rem(
    corpus: &Corpus,
    lane: &Lane,
    state: &Endpoint,
    notice: Option<&str>,
    digest: Option<&str>,
) -> Document {
    let date = state.date.as_deref().map(|date| format!(" du {}", long_date(date))).unwrap_or_default();
    let mut blocks = Vec::new();
    let (mut total, mut validated, mut mandatory, mut obsolete) = (0, 0, 0, 0);
    let mut section: Option<Option<String>> = None;
    let mut group: Option<String> = None;
    for (application, item) in corpus.lane_items(lane) {
        if !item.is_live() {
            obsolete += 1;
            continue;
        }
        total += 1;
        validated += usize::from(item.status == Status::Validated);
        mandatory += usize::from(item.nature == Nature::Mandatory);
        if section.as_ref() != Some(&item.section) {
            let title = item.section.as_deref().map_or("Sans section", |code| corpus.section_title(code));
            blocks.push(Block::Heading(1, vec![Span::text(title)]));
            section = Some(item.section.clone());
            group = None;
        }
        let here = place(&item);
        if group != here {
            if let Some(here) = &here {
                blocks.push(Block::Heading(2, vec![Span::text(here.clone())]));
            }
            group = here;
        }
        requirement(&mut blocks, if group.is_some() { 3 } else { 2 }, lane, application, &item);
    }
    let cross: Vec<&Scenario> =
        corpus.cross_scenarios.iter().filter(|(code, _)| *code == lane.code).map(|(_, one)| one).collect();
    if !cross.is_empty() {
        blocks.push(Block::Heading(1, vec![Span::text("Scénarios qui portent sur plusieurs exigences")]));
        cross.into_iter().for_each(|one| scenario(&mut blocks, one));
    }
    if let Some(digest) = digest {
        let words = format!("Édition {}{date}. Empreinte du contenu figé : ", of(&state.name));
        blocks.push(Block::Text(vec![Span::Text(words), Span::Long(digest.to_owned())]));
    }
    let mut facts = vec![
        ("Programme", corpus.programme.clone()),
        ("Couloir", lane.code.clone()),
        ("Édition", format!("{}{date}", state.name)),
        ("Contenu", contents(total, validated, mandatory)),
    ];
    if obsolete > 0 {
        let s = if obsolete > 1 { "s" } else { "" };
        facts.push(("Laissées de côté", format!("{obsolete} exigence{s} obsolète{s}")));
    }
    Document {
        title: format!("Référentiel d’exigences minimales {}", lane.code),
        subtitle: lane.title.clone(),
        facts,
        notice: notice.map(str::to_owned),
        running: format!("REM {}, {}{date}", lane.code, state.name),
        contents: 2,
        blocks,
    }
}

fn contents(total: usize, validated: usize, mandatory: usize) -> String {
    let s = |count: usize| if count > 1 { "s" } else { "" };
    format!(
        "{}, dont {validated} validée{} et {mandatory} obligatoire{}",
        count(total, "exigence"),
        s(validated),
        s(mandatory)
    )
}

/// Bloc and fonction.
fn place(item: &Requirement) -> Option<String> {
    match (item.block.as_deref(), item.function.as_deref()) {
        (Some(block), Some(function)) if block != function => Some(format!("{block} › {function}")),
        (Some(one), _) | (None, Some(one)) => Some(one.to_owned()),
        (None, None) => None,
    }
}
