//! Tables of a comparison: sections by évolution, old and new ids, statuses, divergences, what one lane alone does.

use super::card::{Card, Setting, attribute_label};
use crate::history::{Attribute, Change, Diff, DivergenceChange, DivergenceEvent};
use crate::model::Field;
use crate::quick::{HashMap, HashMapExt as _};
use crate::render::markup::Markup;
use crate::render::site::State;
use crate::render::typography::Html;
use crate::render::urls;
use crate::render::view::summary::Group;

/// Opens a table that scrolls by itself on a narrow screen.
fn open(out: &mut Markup, caption: &'static str, columns: &[&'static str]) {
    out.raw("<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"").raw(caption);
    out.raw("\"><table>\n<caption>").raw(caption).raw("</caption>\n<thead><tr>");
    for column in columns {
        out.raw("<th scope=\"col\">").raw(column).raw("</th>");
    }
    out.raw("</tr></thead>\n<tbody>\n");
}

fn close(out: &mut Markup) {
    out.raw("</tbody></table></div>\n");
}

/// Sections by group, every number a link to the changes it counts; `None` without any change.
pub(super) fn matrix(root: &'static str, cards: &[Card<'_>], to: &State<'_>) -> Option<Html> {
    const COLUMNS: usize = Group::ALL.len();
    let place = |group: Group| Group::ALL.iter().position(|one| *one == group);
    let mut order: Vec<&str> = Vec::new();
    let mut rows: HashMap<&str, [usize; COLUMNS]> = HashMap::new();
    let mut total = [0; COLUMNS];
    for card in cards {
        let section = card.change.section.as_deref().unwrap_or_default();
        let row = rows.entry(section).or_insert_with(|| {
            order.push(section);
            [0; COLUMNS]
        });
        if let Some(column) = place(card.group) {
            row.get_mut(column).into_iter().chain(total.get_mut(column)).for_each(|cell| *cell += 1);
        }
    }
    if order.is_empty() {
        return None;
    }
    let ranks: HashMap<&str, usize> =
        to.corpus.sections.iter().enumerate().map(|(rank, one)| (one.code.as_str(), rank)).collect();
    order.sort_by_key(|code| ranks.get(code).copied().unwrap_or(usize::MAX));
    let mut out = Markup::new(root, order.len() * 512);
    out.raw(
        "<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"Changements par section\"><table>\n",
    );
    out.raw("<caption>Changements par section</caption>\n<thead><tr><th scope=\"col\">Section</th>");
    for group in Group::ALL {
        out.raw("<th scope=\"col\" class=\"n\">").raw(group.short()).raw("</th>");
    }
    out.raw("</tr></thead>\n<tbody>\n");
    for code in &order {
        let title = if code.is_empty() { "Sans section" } else { to.corpus.section_title(code) };
        out.raw("<tr><th scope=\"row\">").prose(title).raw("</th>");
        counts(&mut out, rows.get(code).unwrap_or(&total), Some(code).filter(|code| !code.is_empty()));
        out.raw("</tr>\n");
    }
    out.raw("</tbody>\n<tfoot><tr><th scope=\"row\">Total</th>");
    counts(&mut out, &total, None);
    out.raw("</tr></tfoot></table></div>\n");
    Some(out.finish())
}

fn counts(out: &mut Markup, row: &[usize], section: Option<&&str>) {
    for (group, count) in Group::ALL.into_iter().zip(row) {
        out.raw("<td class=\"n\">");
        if *count == 0 {
            out.raw("0</td>");
            continue;
        }
        out.raw("<a href=\"");
        if let Some(code) = section {
            out.raw("?section=").text(&query(code));
        }
        out.raw("#").raw(group.anchor()).raw("\">").number(*count).raw("</a></td>");
    }
}

/// A value in the query of an address.
fn query(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Whether a change says where an item came from or went to.
pub(super) fn has_lineage(change: &Change) -> bool {
    let leads = |one: &Attribute| !matches!(one, Attribute::PickedUp | Attribute::Withdrawn);
    change.attributes.iter().any(leads)
}

/// Old and new ids and places; the rows of changes that have no card are what filters show and hide.
pub(super) fn lineage(out: &mut Markup, set: &Setting<'_, '_>, cards: &[&Card<'_>]) {
    open(out, "Correspondance des identifiants et des emplacements", &["Avant", "Changement", "Après"]);
    for card in cards {
        let change = card.change;
        out.raw("<tr");
        if card.group == Group::Moved && !super::has_card(card) {
            out.raw(" class=\"chg\"");
            card.attributes(out, set.site);
        }
        out.raw("><td>");
        let renamed = change.attributes.iter().find_map(|one| match one {
            Attribute::Renamed(former) => Some(std::slice::from_ref(former)),
            Attribute::SplitFrom(ids) | Attribute::MergedFrom(ids) => Some(ids.as_slice()),
            _ => None,
        });
        let own = std::slice::from_ref(&change.id);
        out.ids(set.site, renamed.unwrap_or(own));
        places(out, change, true);
        out.raw("</td><td>");
        for one in change.attributes.iter() {
            if !matches!(one, Attribute::PickedUp | Attribute::Withdrawn) {
                out.badge("deplacee", attribute_label(one));
            }
        }
        out.raw("</td><td>");
        let successors = change.attributes.iter().find_map(|one| match one {
            Attribute::ReplacedBy(ids) => Some(ids.as_slice()),
            _ => None,
        });
        out.ids(set.site, successors.unwrap_or(own));
        places(out, change, false);
        out.raw("</td></tr>\n");
    }
    close(out);
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
        if let Some(cause) = &change.cause {
            out.cause(set.site, cause);
        }
        out.raw("</td></tr>\n");
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
        for attribute in &own.change.attributes {
            if matches!(attribute, Attribute::PickedUp | Attribute::Withdrawn) {
                out.raw(" ").text(attribute.label());
            }
        }
        out.raw("</td></tr>\n");
    }
    close(out);
}
