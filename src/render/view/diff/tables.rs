//! Tables of a comparison: sections by évolution, old and new ids, statuses, divergences, what one lane alone does.

use std::borrow::Cow;

use super::card::{Card, Setting};
use crate::conformity::{Effect, Touched};
use crate::history::{Attribute, Change, Diff, DivergenceChange, DivergenceEvent, Event};
use crate::model::{Field, ItemId};
use crate::quick::{HashMap, HashMapExt as _};
use crate::render::markup::Markup;
use crate::render::site::State;
use crate::render::typography::Html;
use crate::render::urls;
use crate::render::view::summary::{Group, is_new_obligation};

/// Opens a table that scrolls by itself on a narrow screen.
fn open(out: &mut Markup, caption: &'static str, columns: &[&'static str]) {
    open_as(out, "\"><table>\n<caption>", caption, columns);
}

/// Opens a table of which cells are stacked on a narrow screen.
fn open_stacked(out: &mut Markup, caption: &'static str, columns: &[&'static str]) {
    open_as(out, "\"><table class=\"empile\">\n<caption>", caption, columns);
}

fn open_as(out: &mut Markup, table: &'static str, caption: &'static str, columns: &[&'static str]) {
    out.raw("<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"").raw(caption);
    out.raw(table).raw(caption).raw("</caption>\n<thead><tr>");
    for column in columns {
        out.raw("<th scope=\"col\">").raw(column).raw("</th>");
    }
    out.raw("</tr></thead>\n<tbody>\n");
}

fn close(out: &mut Markup) {
    out.raw("</tbody></table></div>\n");
}

/// What the rows of a matrix stand for.
struct Rows<'a> {
    caption: &'static str,
    head: &'static str,
    /// Name of the filter that keeps a row.
    filter: &'static str,
    /// Codes of the rows, and their titles.
    titles: Vec<(&'a str, Cow<'a, str>)>,
}

/// Groups, then new obligations.
const COLUMNS: usize = Group::ALL.len() + 1;

/// Sections by group, every number a link to the changes it counts; `None` without any change.
pub(super) fn by_section(root: &'static str, cards: &[Card<'_>], to: &State<'_>) -> Option<Html> {
    let mut codes: Vec<&str> =
        cards.iter().map(|card| card.change.section.as_deref().unwrap_or_default()).collect();
    let ranks: HashMap<&str, usize> =
        to.corpus.sections.iter().enumerate().map(|(rank, one)| (one.code.as_str(), rank)).collect();
    codes.sort_by_key(|code| (ranks.get(code).copied().unwrap_or(usize::MAX), *code));
    codes.dedup();
    let title = |code| match code {
        "" => Cow::Borrowed("Sans section"),
        _ => Cow::Owned(to.corpus.section_title(code).to_owned()),
    };
    let titles = codes.into_iter().map(|code| (code, title(code))).collect();
    let rows = Rows { caption: "Changements par section", head: "Section", filter: "section", titles };
    matrix(root, cards, &rows, |card| vec![card.change.section.as_deref().unwrap_or_default()])
}

/// Profiles by group; an item of several profiles counts in each, and once in the total.
pub(super) fn by_profile(root: &'static str, cards: &[Card<'_>], to: &State<'_>) -> Option<Html> {
    let mut names: Vec<&str> = cards.iter().flat_map(|card| &card.profiles).map(String::as_str).collect();
    let ranks: HashMap<&str, usize> =
        to.corpus.profiles.iter().enumerate().map(|(rank, one)| (one.name.as_str(), rank)).collect();
    names.sort_by_key(|name| (ranks.get(name).copied().unwrap_or(usize::MAX), *name));
    names.dedup();
    let titles = names.into_iter().map(|name| (name, Cow::Borrowed(name))).collect();
    let rows = Rows { caption: "Changements par profil", head: "Profil", filter: "profil", titles };
    matrix(root, cards, &rows, |card| card.profiles.iter().map(String::as_str).collect())
}

fn matrix<'c>(
    root: &'static str,
    cards: &'c [Card<'_>],
    rows: &Rows<'_>,
    keys: impl Fn(&'c Card<'_>) -> Vec<&'c str>,
) -> Option<Html> {
    if rows.titles.is_empty() {
        return None;
    }
    let mut counted: HashMap<&str, [usize; COLUMNS]> = HashMap::new();
    let mut total = [0; COLUMNS];
    for card in cards {
        let groups = Group::ALL.iter().enumerate().filter(|(_, group)| super::counts_in(card, **group));
        let duty = is_new_obligation(card.change).then_some(COLUMNS - 1);
        for column in groups.map(|(place, _)| place).chain(duty) {
            total.get_mut(column).into_iter().for_each(|cell| *cell += 1);
            for key in keys(card) {
                let row = counted.entry(key).or_default();
                row.get_mut(column).into_iter().for_each(|cell| *cell += 1);
            }
        }
    }
    let mut out = Markup::new(root, rows.titles.len() * 512);
    out.raw("<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"").raw(rows.caption);
    out.raw("\"><table>\n<caption>").raw(rows.caption).raw("</caption>\n<thead><tr><th scope=\"col\">");
    out.raw(rows.head).raw("</th>");
    for group in Group::ALL {
        out.raw("<th scope=\"col\" class=\"n\">").raw(group.short()).raw("</th>");
    }
    out.raw("<th scope=\"col\" class=\"n\">Nouvelles obligations</th></tr></thead>\n<tbody>\n");
    for (code, title) in &rows.titles {
        out.raw("<tr><th scope=\"row\">").prose(title).raw("</th>");
        let kept = Some((rows.filter, *code)).filter(|(_, code)| !code.is_empty());
        counts(&mut out, counted.get(code).unwrap_or(&[0; COLUMNS]), kept);
        out.raw("</tr>\n");
    }
    out.raw("</tbody>\n<tfoot><tr><th scope=\"row\">Total</th>");
    counts(&mut out, &total, None);
    out.raw("</tr></tfoot></table></div>\n");
    Some(out.finish())
}

/// The numbers of a row, each a link to the changes it counts: a filter keeps those of the row.
fn counts(out: &mut Markup, row: &[usize; COLUMNS], kept: Option<(&'static str, &str)>) {
    let groups = Group::ALL.into_iter().map(Some).chain([None]);
    for (group, count) in groups.zip(row) {
        out.raw("<td class=\"n\">");
        if *count == 0 {
            out.raw("0</td>");
            continue;
        }
        out.raw("<a href=\"");
        if let Some((filter, value)) = kept {
            out.raw("?").raw(filter).raw("=").text(&urls::query(value));
        }
        match group {
            Some(group) => out.raw("#").raw(group.anchor()),
            None => out.raw(if kept.is_some() { "&amp;" } else { "?" }).raw("obligation=nouvelle#filtrer"),
        };
        out.raw("\">").number(*count).raw("</a></td>");
    }
}

/// What happened to names and places, an event a row. A row whose change has no card is what filters show and hide; the
/// others follow theirs.
pub(super) fn lineage(out: &mut Markup, set: &Setting<'_, '_>, cards: &[Card<'_>], events: &[Event<'_>]) {
    if events.is_empty() {
        return;
    }
    let told: HashMap<&ItemId, &Card<'_>> = cards.iter().map(|card| (&card.change.key, card)).collect();
    let titles: HashMap<&ItemId, &str> =
        cards.iter().map(|card| (&card.change.id, card.change.title.as_str())).collect();
    open_stacked(
        out,
        "Correspondance des identifiants et des emplacements",
        &["Avant", "Changement", "Après"],
    );
    for event in events {
        let Some(card) = told.get(&event.change.key) else { continue };
        if super::has_card(card) {
            out.raw("<tr data-suit=\"").text(&super::anchor(set.site, card.change.id.as_str())).raw("\"");
        } else {
            out.raw("<tr class=\"chg\"");
            card.attributes(out, set.site);
        }
        out.raw("><td data-titre=\"Avant\">");
        let former = event.change.attributes.iter().find_map(|one| match one {
            Attribute::Renamed(former) => Some(former),
            _ => None,
        });
        named(out, set, &event.before, &titles, former);
        places(out, event.change, true);
        out.raw("</td><td>");
        for kind in &event.kinds {
            out.badge("deplacee", kind.label());
        }
        out.raw("</td><td data-titre=\"Après\">");
        named(out, set, &event.after, &titles, None);
        places(out, event.change, false);
        out.raw("</td></tr>\n");
    }
    close(out);
}

/// Ids with their titles, one a line; a former id leads to the page that says where it went.
fn named(
    out: &mut Markup,
    set: &Setting<'_, '_>,
    ids: &[&ItemId],
    titles: &HashMap<&ItemId, &str>,
    former: Option<&ItemId>,
) {
    for (index, id) in ids.iter().enumerate() {
        out.raw(if index > 0 { "<br>" } else { "" });
        if former == Some(*id) {
            out.former(set.site, id);
            continue;
        }
        let entry = set.site.entry_in(Some(set.states.1.index), id.as_str());
        let title = titles.get(id).copied().or_else(|| Some(entry?.item.title.as_str()));
        out.id_of(entry, id.as_str()).raw(" ").prose(title.unwrap_or_default());
    }
}

fn places(out: &mut Markup, change: &Change, before: bool) {
    let placed = |field: Field| matches!(field, Field::Section | Field::Block | Field::Function);
    for field in change.fields.iter().filter(|one| placed(one.field) && !one.typographic) {
        let value = if before { &field.before } else { &field.after };
        out.raw("<br><span class=\"discret\">").raw(field.field.label()).raw("\u{a0}: ");
        out.prose(value.as_deref().unwrap_or("—")).raw("</span>");
    }
}

/// Items whose status alone moved.
pub(super) fn statuses(out: &mut Markup, set: &Setting<'_, '_>, cards: &[&Card<'_>]) {
    open(
        out,
        "Exigences dont seul le statut change",
        &["Exigence", "Statut avant", "Statut après", "Pourquoi"],
    );
    for card in cards {
        let change = card.change;
        out.raw("<tr class=\"chg\"");
        card.attributes(out, set.site);
        out.raw("><th scope=\"row\">").id(set.site, change.id.as_str()).raw(" ");
        out.prose(&change.title).raw("</th>");
        for status in [change.status.0, change.status.1] {
            out.raw("<td>");
            if let Some(status) = status {
                out.status(status);
            }
            out.raw("</td>");
        }
        out.raw("<td>");
        out.why_alone(set.site, change);
        out.raw("</td></tr>\n");
    }
    close(out);
}

/// Requirements that only a scenario of several touches, each with what becomes of its answers.
pub(super) fn crossed(out: &mut Markup, set: &Setting<'_, '_>, cards: &[Card<'_>], touched: &[Touched]) {
    if cards.is_empty() {
        return;
    }
    let columns = ["Exigence", "Scénarios transverses", "Réponse déjà donnée"];
    open(out, "Exigences touchées par un scénario transverse seulement", &columns);
    for (card, one) in cards.iter().zip(touched) {
        out.raw("<tr class=\"chg\"");
        card.attributes(out, set.site);
        out.raw("><th scope=\"row\">").item(set.site, card.change.id.as_str()).raw("</th><td>");
        for (index, (lane, id)) in one.scenarios.iter().enumerate() {
            out.raw(if index > 0 { ", " } else { "" })
                .raw("<span class=\"id\">")
                .text(id.as_str())
                .raw("</span>");
            if !set.one_lane {
                out.raw(" <span class=\"discret\">(").text(lane).raw(")</span>");
            }
        }
        let worst = card.answers.iter().map(|one| one.effect).max().unwrap_or(Effect::UpToDate);
        out.raw("</td><td>").prose(worst.label()).raw("</td></tr>\n");
    }
    close(out);
}

/// Shared items about which lanes began or ceased to differ.
pub(super) fn divergences(out: &mut Markup, set: &Setting<'_, '_>, changes: &[DivergenceChange]) {
    if changes.is_empty() {
        return;
    }
    let columns = ["Exigence", "Divergence", "Sur", "Couloirs avant", "Couloirs après"];
    open(out, "Divergences entre couloirs", &columns);
    for change in changes {
        out.raw("<tr><th scope=\"row\">").id(set.site, change.id.as_str()).raw(" ").prose(&change.title);
        out.raw("</th><td>");
        match change.event {
            DivergenceEvent::Appeared => out.badge("modifiee", change.event.label()),
            DivergenceEvent::Resolved => out.badge("validee", change.event.label()),
        };
        out.raw("</td><td>");
        for (index, field) in change.fields.iter().enumerate() {
            out.raw(if index > 0 { ", " } else { "" }).raw(field.label());
        }
        out.raw("</td>");
        for side in [&change.before, &change.after] {
            out.raw("<td>");
            for (index, group) in side.iter().enumerate() {
                out.raw(if index > 0 { " <span class=\"discret\">≠</span> " } else { "" });
                out.text(&group.join(", "));
            }
            out.raw(if side.is_empty() { "—</td>" } else { "</td>" });
        }
        out.raw("</tr>\n");
    }
    close(out);
}

/// What happened in one lane only, each leading to the lane's own comparison.
pub(super) fn lane_only(
    out: &mut Markup,
    set: &Setting<'_, '_>,
    diff: &Diff,
    (from, to): (&State<'_>, &State<'_>),
) {
    if diff.lane_only.is_empty() {
        return;
    }
    let columns = ["Exigence", "Couloir", "Évolution dans le couloir"];
    open(out, "Changements propres à un couloir", &columns);
    for own in &diff.lane_only {
        let id = own.change.id.as_str();
        out.raw("<tr><th scope=\"row\">").item(set.site, id).raw("</th><td>");
        if set.site.alone {
            out.text(&own.lane);
        } else {
            let page = urls::diff(Some(&own.lane), &from.slug, &to.slug, "html");
            out.open_link(&format!("{page}#{}", urls::anchor(id))).text(&own.lane).raw("</a>");
        }
        out.raw("</td><td>").change(&own.change);
        if own.change.attributes.contains(&Attribute::PickedUp) {
            out.text(Attribute::PickedUp.label());
        }
        out.raw("</td></tr>\n");
    }
    close(out);
}
