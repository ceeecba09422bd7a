//! The life of a requirement, iteration by iteration.

use super::diff::{attribute_label, field_rows};
use super::summary::Group;
use super::{Badge, Link};
use crate::history::{Attribute, Change, Evolution, FieldChange};
use crate::model::{Field, ItemId};
use crate::render::markup::Markup;
use crate::render::site::{Moment, Pair, Site};
use crate::render::typography::{self, Html};
use crate::render::urls;

/// Fields shown without a fold.
const OPEN_FIELDS: usize = 4;

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
        out.text(if index == 0 || end { site.names.bare(state.name) } else { "" }).raw("</span>");
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
    out.raw("<li id=\"")
        .text(&state.slug.to_ascii_lowercase())
        .raw("\"><h3>")
        .text(&site.names.heading(state.name));
    if let Some(date) = state.date {
        out.raw(" <span class=\"discret\">").html(&typography::time(date)).raw("</span>");
    }
    out.raw(" ");
    match change {
        Some(change) => what(&mut out, change),
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
    if let Some(change) = changed {
        statement(&mut out, site, change);
    }
    if let Some((change, pair)) = changed.zip(site.pair_to(one.state)) {
        fields(&mut out, site, pair, change, None);
    }
    in_lanes(&mut out, site, one.state, key, change);
    if let Some(item) = one.item.filter(|item| item.is_live() && !item.statement.is_empty()) {
        out.raw("<details><summary>Énoncé ")
            .text(&site.names.within(state.name))
            .raw("</summary><div class=\"texte\">");
        out.html(&site.text(&item.statement)).raw("</div></details>\n");
    }
    comparisons(&mut out, site, key, one.state, changed, versions);
    out.raw("</li>\n");
    Some(out.finish())
}

/// The évolution of a change and what else is true of it. An item that only bears another name or stands elsewhere is not
/// called unchanged.
pub(super) fn what<'m>(out: &'m mut Markup, change: &Change) -> &'m mut Markup {
    if change.evolution != Evolution::Unchanged || change.attributes.is_empty() {
        out.change(change);
    }
    for attribute in change.attributes.iter().filter(|one| **one != Attribute::Withdrawn) {
        out.badge("deplacee", attribute_label(attribute));
    }
    out
}

/// The énoncé with what changed marked; when too little is common, nothing: the whole text stands below.
fn statement(out: &mut Markup, site: &Site<'_>, change: &Change) {
    let mut real = change.fields.iter().filter(|field| !field.typographic);
    let field = real.find(|field| field.field == Field::Statement);
    let marked = field.and_then(|field| site.marks.of_field(field));
    if let Some(marked) = marked.filter(|marked| !marked.rewritten) {
        out.raw("<div class=\"texte enonce\">").html(&marked.html).raw("</div>\n");
    }
}

/// Fields besides the énoncé, before and after, folded when they are many.
fn fields(out: &mut Markup, site: &Site<'_>, pair: &Pair, change: &Change, lane: Option<&str>) {
    let Some((from, to)) = site.states.get(pair.from).zip(site.states.get(pair.to)) else { return };
    let real = || change.fields.iter().filter(|field| !field.typographic);
    let mut labels: Vec<&'static str> = real().map(|field| field.field.label()).collect();
    labels.dedup();
    if labels.is_empty() {
        return;
    }
    let labels = labels.join(", ");
    let beside = |field: &&FieldChange| field.field != Field::Statement;
    let count = real().filter(beside).count();
    if count == 0 || matches!(change.evolution, Evolution::New | Evolution::Obsolete) {
        out.raw("<p class=\"discret\">Champs modifiés\u{a0}: ").text(&labels).raw("</p>\n");
        return;
    }
    out.raw(if count > OPEN_FIELDS { "<details>" } else { "<details open>" });
    out.raw("<summary>Champs modifiés\u{a0}: ").text(&labels).raw("</summary>\n");
    let place = lane.map_or_else(String::new, |lane| format!(", couloir {lane}"));
    field_rows(
        out,
        site,
        (from, to),
        change,
        &format!("Champs modifiés {}{place}", site.names.within(to.name)),
    );
    out.raw("</details>\n");
}

/// What happened in one lane only, with the way to its comparison; what the lane shares with the others is not said again.
fn in_lanes(out: &mut Markup, site: &Site<'_>, state: usize, key: &ItemId, all: Option<&Change>) {
    let Some(pair) = site.pair_to(state) else { return };
    let (Some(from), Some(to)) = (site.states.get(pair.from), site.states.get(pair.to)) else { return };
    for own in pair.in_lanes(key) {
        let page = urls::diff(Some(&own.lane), &from.slug, &to.slug, "html");
        let anchor = format!("{page}#{}", urls::anchor(own.change.id.as_str()));
        out.raw("<p>Dans le couloir ").open_link(&anchor).text(&own.lane).raw("</a>\u{a0}: ");
        let joins = |one: &Attribute| matches!(one, Attribute::PickedUp | Attribute::Withdrawn);
        let alike = all.filter(|all| {
            (all.evolution, all.reach) == (own.change.evolution, own.change.reach)
                && !own.change.attributes.iter().any(joins)
        });
        match alike {
            None => out.change(&own.change),
            Some(all) if all.fields == own.change.fields => out.raw("de la même façon"),
            Some(_) => out.raw("d’une autre façon"),
        };
        if own.change.attributes.contains(&Attribute::PickedUp) {
            out.text(Attribute::PickedUp.label());
        }
        out.raw("</p>\n");
        if all.is_none_or(|all| all.cause != own.change.cause || all.comments != own.change.comments) {
            out.why(site, &own.change);
        }
        // What the lane shares with all the others is told above.
        let common = all.map(|all| all.fields.as_slice()).unwrap_or_default();
        let apart = own.change.fields.iter().filter(|field| !common.contains(field)).cloned().collect();
        let apart = Change { fields: apart, ..own.change.clone() };
        statement(out, site, &apart);
        fields(out, site, pair, &apart, Some(&own.lane));
        let real = |field: &&FieldChange| !field.typographic;
        let spared = common.iter().filter(real).filter(|field| !own.change.fields.contains(field));
        let mut spared: Vec<&str> = spared.map(|field| field.field.label()).collect();
        spared.dedup();
        if alike.is_some() && apart.fields.is_empty() && !spared.is_empty() {
            out.raw("<p class=\"discret\">Sans effet dans ce couloir\u{a0}: ")
                .text(&spared.join(", "))
                .raw("</p>\n");
        }
    }
}

/// The former id, the reason, the signals.
fn details(out: &mut Markup, site: &Site<'_>, change: &Change) {
    for attribute in &change.attributes {
        if let Attribute::Renamed(former) = attribute {
            out.raw("<p>S’appelait ").former(site, former).raw(".</p>\n");
        }
    }
    out.why(site, change);
    super::diff::signals(out, change);
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
        links.push(Link::new(
            site.names.bare(before.name),
            format!("{page}#{}", urls::anchor(change.id.as_str())),
        ));
    }
    for (index, link) in links.iter().enumerate() {
        out.raw(if index == 0 { "<p>Comparer avec " } else { ", " }).link(link);
    }
    out.raw(if links.is_empty() { "" } else { "</p>\n" });
}
