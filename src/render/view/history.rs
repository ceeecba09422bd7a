//! The life of a requirement, iteration by iteration.

use super::summary::Group;
use super::{Badge, Link};
use crate::history::{Attribute, Change, Evolution};
use crate::model::{Field, ItemId};
use crate::render::markup::Markup;
use crate::render::site::{Moment, Pair, Site};
use crate::render::typography::{self, Html};
use crate::render::urls;

/// Newest first; iterations without any change fold into one line.
pub(crate) fn history(site: &Site<'_>, root: &'static str, key: &ItemId) -> Html {
    let life = site.lives.get(key).map(Vec::as_slice).unwrap_or_default();
    let mut moments: Vec<Html> = Vec::new();
    let mut quiet: Vec<usize> = Vec::new();
    // Last states in which each former version stood.
    let mut versions: Vec<usize> = Vec::new();
    for (index, one) in life.iter().enumerate() {
        let change = site.change(one);
        let alone = |pair: &Pair| pair.in_lanes(key).next().is_none();
        if index > 0 && change.is_none_or(Change::is_quiet) && site.pair_to(one.state).is_none_or(alone) {
            if one.item.is_some_and(|item| item.is_live()) {
                quiet.push(one.state);
            }
            continue;
        }
        moments.extend(folded(site, root, &std::mem::take(&mut quiet)));
        if index > 0 {
            versions.push(one.state - 1);
        }
        moments.extend(moment(site, root, key, one, change, &versions));
    }
    moments.extend(folded(site, root, &quiet));
    let mut out = Markup::new(root, 256);
    for moment in moments.iter().rev() {
        out.html(moment);
    }
    out.finish()
}

/// A run without any change; the draft is not worth a mention after an iteration.
fn folded(site: &Site<'_>, root: &'static str, quiet: &[usize]) -> Option<Html> {
    let states: Vec<_> = quiet.iter().filter_map(|index| site.states.get(*index)).collect();
    let last = match states.as_slice() {
        [.., before, end] if end.draft => before,
        _ => states.last()?,
    };
    let mut out = Markup::new(root, 96);
    out.raw("<li><p class=\"discret\">");
    // Every iteration keeps its anchor, so that a pinned version stays reachable.
    let shown = states.iter().take_while(|state| state.name != last.name).chain([last]);
    for (index, state) in shown.enumerate() {
        let end = state.name == last.name;
        out.raw(if end && index > 0 { " à " } else { "" });
        out.raw("<span id=\"").text(&state.slug.to_ascii_lowercase()).raw("\">");
        out.text(if index == 0 || end { state.name } else { "" }).raw("</span>");
    }
    out.raw("\u{a0}: inchangée</p></li>\n");
    Some(out.finish())
}

fn moment(
    site: &Site<'_>,
    root: &'static str,
    key: &ItemId,
    one: &Moment<'_>,
    change: Option<&Change>,
    versions: &[usize],
) -> Option<Html> {
    let born = !versions.is_empty();
    let state = site.states.get(one.state)?;
    let mut out = Markup::new(root, 1024);
    out.raw("<li id=\"").text(&state.slug.to_ascii_lowercase()).raw("\"><h3>").text(state.name);
    if let Some(date) = state.date {
        out.raw(" <span class=\"discret\">").html(&typography::time(date)).raw("</span>");
    }
    out.raw(" ");
    match change {
        Some(change) => out.change(change),
        None if born => out.badges(&[Badge::evolution(Evolution::Unchanged)]),
        None => out.badges(&[Badge::evolution(Evolution::New)]),
    };
    if let Some(change) = change
        && let (Some(before), Some(after)) = change.status
        && before != after
        && change.evolution != Evolution::Obsolete
    {
        out.status(after);
    }
    out.raw("</h3>\n");
    let changed = change.filter(|_| born);
    if let Some(change) = change {
        details(&mut out, site, change);
    }
    in_lanes(&mut out, site, one.state, key);
    let real = || changed.into_iter().flat_map(|change| &change.fields).filter(|field| !field.typographic);
    let marked =
        real().find(|field| field.field == Field::Statement).and_then(|field| site.marks.of_field(field));
    if let Some(marked) = marked.filter(|marked| !marked.rewritten) {
        out.raw("<div class=\"texte enonce\">").html(&marked.html).raw("</div>\n");
    }
    let mut fields: Vec<&'static str> = real().map(|field| field.field.label()).collect();
    fields.dedup();
    if !fields.is_empty() {
        out.raw("<p class=\"discret\">Champs modifiés\u{a0}: ").text(&fields.join(", ")).raw("</p>\n");
    }
    if let Some(item) = one.item.filter(|item| item.is_live() && !item.statement.is_empty()) {
        out.raw("<details><summary>Énoncé en ").text(state.name).raw("</summary><div class=\"texte\">");
        out.html(&site.text(&item.statement)).raw("</div></details>\n");
    }
    comparisons(&mut out, site, key, one.state, changed, versions);
    out.raw("</li>\n");
    Some(out.finish())
}

/// What happened in one lane only, with the way to its comparison.
fn in_lanes(out: &mut Markup, site: &Site<'_>, state: usize, key: &ItemId) {
    let Some(pair) = site.pair_to(state) else { return };
    let (Some(from), Some(to)) = (site.states.get(pair.from), site.states.get(pair.to)) else { return };
    for own in pair.in_lanes(key) {
        let page = urls::diff(Some(&own.lane), &from.slug, &to.slug, "html");
        let anchor = format!("{page}#{}", urls::anchor(own.change.id.as_str()));
        out.raw("<p>Dans le couloir ")
            .open_link(&anchor)
            .text(&own.lane)
            .raw("</a>\u{a0}: ")
            .change(&own.change);
        for attribute in &own.change.attributes {
            if matches!(attribute, Attribute::PickedUp | Attribute::Withdrawn) {
                out.raw(" ").text(attribute.label());
            }
        }
        out.raw("</p>\n");
        if let Some(clause) = &own.change.cause {
            out.cause(site, clause);
        }
    }
}

/// The former id, the reason, the signals.
fn details(out: &mut Markup, site: &Site<'_>, change: &Change) {
    for attribute in &change.attributes {
        if let Attribute::Renamed(former) = attribute {
            out.raw("<p>S’appelait <span class=\"id\">").text(former.as_str()).raw("</span>.</p>\n");
        }
    }
    if let Some(clause) = &change.cause {
        out.cause(site, clause);
    }
    for signal in &change.signals {
        out.raw("<p class=\"alerte\"><strong>Signal normatif\u{a0}:</strong> ")
            .prose(&signal.text)
            .raw("</p>\n");
    }
}

/// The ways to compare a version with each version before it. Where several iterations held the same version, the last
/// one stands for all; nothing is offered when the texts came back to the same.
fn comparisons(
    out: &mut Markup,
    site: &Site<'_>,
    key: &ItemId,
    state: usize,
    changed: Option<&Change>,
    versions: &[usize],
) {
    let previous = changed.and_then(|change| Some((site.pair_to(state)?.from, change)));
    let older = versions.iter().rev().filter(|from| **from + 1 < state).filter_map(|from| {
        let change = site.distant(*from, state)?.distant_change(key)?;
        Group::of(change).map(|_| (*from, change))
    });
    let mut links = Vec::new();
    for (from, change) in previous.into_iter().chain(older) {
        let (Some(before), Some(after)) = (site.states.get(from), site.states.get(state)) else { continue };
        let page = urls::diff(None, &before.slug, &after.slug, "html");
        links.push(Link::new(before.name, format!("{page}#{}", urls::anchor(change.id.as_str()))));
    }
    for (index, link) in links.iter().enumerate() {
        out.raw(if index == 0 { "<p>Comparer avec " } else { ", " }).link(link);
    }
    out.raw(if links.is_empty() { "" } else { "</p>\n" });
}
