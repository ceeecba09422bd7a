//! Comments received on an iteration: numbers, items, decisions and replies, never words or vendors.

use serde::Serialize;

use super::{Badge, ItemRef};
use crate::model::{Comment, CommentRound, Disposition, Vocabulary as _};
use crate::render::site::Site;
use crate::render::typography::Html;
use crate::render::{stats, urls};

/// The page of the comments on an iteration.
#[derive(Debug, Serialize)]
pub(crate) struct CommentsView {
    iteration: String,
    slug: String,
    iteration_href: Option<String>,
    vendors: usize,
    total: usize,
    dispositions: Vec<DispositionCount>,
    effects: Vec<EffectCount>,
    comments: Vec<CommentView>,
}

/// How many comments received a disposition.
#[derive(Debug, Serialize)]
pub(crate) struct DispositionCount {
    label: &'static str,
    count: usize,
}

#[derive(Debug, Serialize)]
struct EffectCount {
    label: String,
    count: usize,
}

/// A comment, as published.
#[derive(Debug, Serialize)]
pub(crate) struct CommentView {
    id: String,
    anchor: String,
    iteration: String,
    href: String,
    item: ItemRef,
    version: Option<u32>,
    lane: Option<String>,
    disposition: Badge,
    reply: Option<Html>,
    effects: Vec<EffectView>,
}

#[derive(Debug, Serialize)]
struct EffectView {
    item: ItemRef,
    evolution: Option<String>,
}

impl CommentsView {
    pub(crate) fn new(site: &Site<'_>, round: &CommentRound) -> Self {
        let tally = stats::RoundTally::of(round);
        Self {
            iteration: round.iteration.clone(),
            slug: urls::slug(&round.iteration),
            iteration_href: site.state_named(&round.iteration).map(|state| urls::iteration(&state.slug)),
            vendors: round.vendors,
            total: round.comments.len(),
            dispositions: dispositions(&tally),
            effects: tally
                .effects
                .iter()
                .map(|(label, count)| EffectCount { label: label.clone(), count: *count })
                .collect(),
            comments: round.comments.iter().map(|comment| view(site, &round.iteration, comment)).collect(),
        }
    }
}

/// The counts of a round, in the order of the vocabulary, the open ones last.
pub(crate) fn dispositions(tally: &stats::RoundTally) -> Vec<DispositionCount> {
    let mut counts: Vec<DispositionCount> = Disposition::WORDS
        .iter()
        .map(|(value, _, label)| DispositionCount { label, count: tally.of_disposition(*value) })
        .collect();
    counts.push(DispositionCount { label: "En cours d’examen", count: tally.open });
    counts
}

/// Comments on an item, oldest first.
pub(crate) fn about(site: &Site<'_>, id: &str) -> Vec<CommentView> {
    let found = site.uses.comments.get(id).map(Vec::as_slice).unwrap_or_default();
    found
        .iter()
        .filter_map(|(round, comment)| {
            Some(view(site, &site.latest().comments.get(*round)?.iteration, comment))
        })
        .collect()
}

fn view(site: &Site<'_>, iteration: &str, comment: &Comment) -> CommentView {
    let page = urls::comments(&urls::slug(iteration));
    let anchor = urls::anchor(&comment.id);
    CommentView {
        id: comment.id.clone(),
        href: format!("{page}#{anchor}"),
        anchor,
        iteration: iteration.to_owned(),
        item: site.item_ref(comment.item.as_str()),
        version: comment.version,
        lane: comment.lane.clone(),
        disposition: match comment.disposition {
            Some(disposition) => Badge::new(disposition.as_json(), disposition.label()),
            None => Badge::new("ouvert", "En cours d’examen"),
        },
        reply: comment.reply.as_deref().map(|reply| site.text(reply)),
        effects: comment
            .effects
            .iter()
            .map(|effect| EffectView {
                item: site.item_ref(effect.item.as_str()),
                evolution: effect.evolution.clone(),
            })
            .collect(),
    }
}

/// A comment by its number.
pub(crate) fn by_id(site: &Site<'_>, id: &str) -> Option<CommentView> {
    let round = site.latest().comments.get(*site.uses.rounds.get(id)?)?;
    let comment = round.comments.iter().find(|comment| comment.id == id)?;
    Some(view(site, &round.iteration, comment))
}

impl CommentView {
    /// Its number.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }
}
