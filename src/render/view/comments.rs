//! Comments received on an iteration: numbers, items, decisions and replies, never words or vendors.

use serde::Serialize;

use super::facet::{Counter, Facet, place};
use crate::history::{Attribute, Change, Evolution};
use crate::model::{Comment, CommentEffect, CommentRound, Disposition, ItemId, Status, Vocabulary as _};
use crate::render::markup::Markup;
use crate::render::site::Site;
use crate::render::typography::Html;
use crate::render::{stats, urls};

/// The value of a comment nothing is decided on yet.
const OPEN: &str = "ouvert";

/// The page of the comments on an iteration.
#[derive(Debug, Serialize)]
pub(crate) struct CommentsView {
    iteration: String,
    slug: String,
    iteration_href: Option<String>,
    vendors: usize,
    total: usize,
    dispositions: Vec<DispositionCount>,
    facets: Vec<Facet>,
    effects: Vec<EffectCount>,
    comments: Option<Html>,
}

/// How many comments received a disposition.
#[derive(Debug, Serialize)]
pub(crate) struct DispositionCount {
    /// What keeps them in the list of the round.
    value: &'static str,
    pub(super) label: &'static str,
    pub(super) count: usize,
}

#[derive(Debug, Serialize)]
struct EffectCount {
    label: String,
    count: usize,
}

impl CommentsView {
    pub(crate) fn new(site: &Site<'_>, root: &'static str, round: &CommentRound) -> Self {
        let tally = stats::RoundTally::of(round);
        let mut out = Markup::new(root, round.comments.len() * 512);
        for comment in &round.comments {
            write(&mut out, site, &round.iteration, comment, true);
        }
        Self {
            iteration: round.iteration.clone(),
            slug: urls::slug(&round.iteration),
            iteration_href: site.state_named(&round.iteration).map(|state| urls::iteration(&state.slug)),
            vendors: round.vendors,
            total: round.comments.len(),
            dispositions: dispositions(&tally),
            facets: facets(site, round),
            effects: tally
                .effects
                .iter()
                .map(|(label, count)| EffectCount {
                    label: if *count > 1 { format!("{label}s") } else { label.clone() },
                    count: *count,
                })
                .collect(),
            comments: out.finish().filled(),
        }
    }
}

/// The counts of a round, in the order of the vocabulary, the open ones last.
pub(crate) fn dispositions(tally: &stats::RoundTally) -> Vec<DispositionCount> {
    let mut counts: Vec<DispositionCount> = Disposition::WORDS
        .iter()
        .map(|(one, _, label)| DispositionCount {
            value: one.as_json(),
            label,
            count: tally.of_disposition(*one),
        })
        .collect();
    counts.push(DispositionCount { value: OPEN, label: "En cours d’examen", count: tally.open });
    counts
}

/// What the comments of a round can be found by, beside words.
fn facets(site: &Site<'_>, round: &CommentRound) -> Vec<Facet> {
    let (mut lanes, mut decisions) = (Counter::default(), Counter::default());
    for comment in &round.comments {
        if let Some(code) = &comment.lane {
            lanes.add(code, || code.clone());
        }
        let (value, label) = decision(comment);
        decisions.add(value, || label.to_owned());
    }
    let codes: Vec<&str> = site.corpus().lanes.iter().map(|lane| lane.code.as_str()).collect();
    let lanes = lanes.ranked(|code| place(&codes, code)).facet("couloir", "Couloir");
    let known: Vec<&str> = Disposition::WORDS.iter().map(|(one, ..)| one.as_json()).collect();
    let decisions = decisions.ranked(|value| place(&known, value)).facet("decision", "Décision");
    [decisions, lanes].into_iter().flatten().collect()
}

/// What was decided, as a value and in words.
fn decision(comment: &Comment) -> (&'static str, &'static str) {
    comment.disposition.map_or((OPEN, "En cours d’examen"), |one| (one.as_json(), one.label()))
}

/// Comments on an item, oldest first.
pub(crate) fn about(site: &Site<'_>, root: &'static str, key: &ItemId) -> Html {
    let found = site.comments_on(key);
    let mut out = Markup::new(root, found.len() * 512);
    for (round, comment) in found {
        if let Some(round) = site.latest().comments.get(*round) {
            write(&mut out, site, &round.iteration, comment, false);
        }
    }
    out.finish()
}

/// Writes the comment of a number, when it is known, with the changes it caused.
pub(crate) fn write_treated(out: &mut Markup, site: &Site<'_>, id: &str, changes: &[&Change]) {
    if let Some((round, place)) = site.uses.rounds.get(id)
        && let Some(round) = site.latest().comments.get(*round)
        && let Some(comment) = round.comments.get(*place)
    {
        open(out, site, &round.iteration, comment, true);
        for (index, change) in changes.iter().enumerate() {
            out.raw(if index == 0 { "<p>A fait changer\u{a0}: " } else { ", " });
            out.raw("<a href=\"#").text(&urls::anchor(change.id.as_str())).raw("\">");
            out.text(change.id.as_str()).raw("</a> <span class=\"discret\">(");
            out.text(&word(change));
            if let Some(motive) = change.cause.as_ref().and_then(|cause| cause.motive) {
                out.raw(", ").text(motive.label());
            }
            out.raw(")</span>");
        }
        out.raw(if changes.is_empty() { "</article>\n" } else { ".</p>\n</article>\n" });
    }
}

/// Writes a comment and what it changed; `about` says which item it is about.
fn write(out: &mut Markup, site: &Site<'_>, iteration: &str, comment: &Comment, about: bool) {
    open(out, site, iteration, comment, about);
    let citing = site.citing(&comment.id);
    let named = |effect: &CommentEffect| site.entry_named(iteration, effect.item.as_str());
    let known =
        |change: &Change| comment.effects.iter().filter_map(named).any(|entry| *entry.key == change.key);
    let declared = comment
        .effects
        .iter()
        .map(|effect| (named(effect), &effect.item, effect.evolution.clone().unwrap_or_default()));
    let cited = citing
        .iter()
        .filter(|change| !known(change))
        .map(|change| (site.entry_of(&change.key), &change.id, word(change).to_lowercase()));
    let mut any = false;
    for (entry, id, evolution) in declared.chain(cited) {
        out.raw(if any { ", " } else { "<p class=\"discret\">Effet\u{a0}: " });
        out.id_of(entry, id.as_str());
        out.raw(if evolution.is_empty() { "" } else { " " }).text(&evolution);
        any = true;
    }
    out.raw(if any { ".</p>\n</article>\n" } else { "</article>\n" });
}

/// What happened to an item, in a word: for one whose meaning stays, what else moved.
fn word(change: &Change) -> String {
    let (before, after) = change.status;
    match change.evolution {
        Evolution::Unchanged if before != after => after.map_or("", Status::label).to_owned(),
        Evolution::Unchanged if change.attributes.iter().any(|one| matches!(one, Attribute::Renamed(_))) => {
            "Renommée".to_owned()
        }
        Evolution::Unchanged if change.attributes.contains(&Attribute::Moved) => "Déplacée".to_owned(),
        evolution => evolution.label().to_owned(),
    }
}

/// The number, the decision and the reply.
fn open(out: &mut Markup, site: &Site<'_>, iteration: &str, comment: &Comment, about: bool) {
    let (value, label) = decision(comment);
    out.raw("<article class=\"retour\"").anchor(&comment.id);
    if about {
        out.raw(" data-decision=\"").raw(value).raw("\" data-couloir=\"");
        out.text(comment.lane.as_deref().unwrap_or_default()).raw("\"");
    }
    out.raw("><h3>");
    if site.alone {
        out.text(&comment.id);
    } else {
        let page = format!("{}#{}", urls::comments(&urls::slug(iteration)), urls::anchor(&comment.id));
        out.open_link(&page).text(&comment.id).raw("</a>");
    }
    if about {
        let entry = site.entry_named(iteration, comment.item.as_str());
        out.raw(" sur ").id_of(entry, comment.item.as_str());
        if let Some(version) = comment.version {
            out.raw(" v").text(&version.to_string());
        }
        if let Some(entry) = entry.filter(|entry| !entry.title.as_str().is_empty()) {
            out.raw(" ").html(&entry.title);
        }
    }
    if let Some(lane) = &comment.lane {
        out.raw(" <span class=\"discret\">(").text(lane).raw(")</span>");
    }
    out.raw(" ");
    out.badge(value, label).raw("</h3>\n");
    match &comment.reply {
        Some(reply) => out.raw("<div class=\"texte\">").html(&site.text(reply)).raw("</div>\n"),
        None => out.raw("<p class=\"discret\">Réponse à venir.</p>\n"),
    };
}
