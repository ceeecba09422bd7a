//! The neighbourhood of a requirement, drawn: what needs it on the left, what it needs on the right.
//!
//! The list beside the drawing says the same in words: the drawing helps those who see it and costs nothing to others.

use crate::model::{ItemId, Requirement};
use crate::render::markup::Markup;
use crate::render::site::Site;

/// Beyond this many neighbours a drawing says less than the list.
const MOST: usize = 25;
/// Height of a box with its margin.
const ROW: usize = 34;
/// Left edges of the three columns of boxes, 200 wide, in a drawing 760 wide.
const COLUMNS: [&str; 3] = ["2", "280", "558"];

/// A neighbour, and how it is linked.
struct Neighbour<'a> {
    id: &'a ItemId,
    lineage: bool,
}

/// Draws the items linked to `item`, unless there are none or too many.
pub(super) fn neighbours(out: &mut Markup, site: &Site<'_>, item: &Requirement) {
    let id = item.id.as_str();
    let needed_by = site.uses.needed_by.get(id).map(Vec::as_slice).unwrap_or_default();
    let successors = site.uses.successors.get(id).map(Vec::as_slice).unwrap_or_default();
    let needs = |id| Neighbour { id, lineage: false };
    let lineage = |id| Neighbour { id, lineage: true };
    let left: Vec<Neighbour<'_>> = needed_by
        .iter()
        .copied()
        .map(needs)
        .chain(item.derived_from.iter().chain(&item.merges).map(lineage))
        .collect();
    let others = successors.iter().copied().filter(|one| !item.replaced_by.contains(one));
    let right: Vec<Neighbour<'_>> = item
        .depends
        .iter()
        .map(|link| needs(&link.id))
        .chain(item.replaced_by.iter().chain(others).map(lineage))
        .collect();
    if left.is_empty() && right.is_empty() {
        return;
    }
    if left.len() + right.len() > MOST {
        out.raw("<p class=\"discret\">Trop de liens pour un dessin utile\u{a0}: la liste ci-dessus les donne tous.</p>\n");
        return;
    }
    let rows = left.len().max(right.len());
    out.raw("<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"Dessin des dépendances\">\n");
    // A side without neighbour takes no room.
    let (class, view) = match (left.is_empty(), right.is_empty()) {
        (true, _) => ("voisins un-cote", "278 0 482 "),
        (_, true) => ("voisins un-cote", "0 0 482 "),
        _ => ("voisins", "0 0 760 "),
    };
    out.raw("<svg class=\"").raw(class).raw("\" role=\"group\" aria-label=\"Dessin des liens de ").text(id);
    out.raw("\u{202f}; la liste les donne en mots\" viewBox=\"").raw(view);
    out.number(rows * ROW).raw("\">\n");
    // The colour of the text around follows the theme, the dark one and those the system forces.
    out.raw("<defs><marker id=\"fleche-lien\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"9\" markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path fill=\"currentColor\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n");
    for (column, side) in [(0, &left), (2, &right)] {
        let top = (rows - side.len()) * ROW / 2;
        for (index, one) in side.iter().enumerate() {
            line(out, column, top + index * ROW + ROW / 2, rows * ROW / 2, one.lineage);
            node(out, site, column, top + index * ROW, one.id.as_str());
        }
    }
    node(out, site, 1, (rows - 1) * ROW / 2, id);
    out.raw("</svg>\n</div>\n<p class=\"discret\">À gauche, ce qui s’appuie sur cette exigence ou l’a précédée\u{202f}; à droite, ce dont elle dépend ou ce qui lui succède. Trait plein\u{a0}: dépendance, la flèche va vers ce qui est nécessaire\u{202f}; tirets\u{a0}: filiation, la flèche va vers ce qui succède.</p>\n");
}

/// An arrow between the middle column and a box at height `y` of another, always from left to right.
fn line(out: &mut Markup, column: usize, y: usize, middle: usize, lineage: bool) {
    let (from, to, start, end) =
        if column == 0 { ("202", "280", y, middle) } else { ("480", "558", middle, y) };
    out.raw(if lineage { "<line class=\"filiation\" x1=\"" } else { "<line x1=\"" }).raw(from);
    out.raw("\" y1=\"").number(start).raw("\" x2=\"").raw(to).raw("\" y2=\"").number(end);
    out.raw("\" marker-end=\"url(#fleche-lien)\"/>\n");
}

fn node(out: &mut Markup, site: &Site<'_>, column: usize, y: usize, id: &str) {
    let entry = site.entry(id);
    // Links of the drawing are no stop of the keyboard: the list above has the same ones.
    if column != 1
        && let Some(entry) = entry
    {
        out.raw("<a tabindex=\"-1\" href=\"").address(&entry.href).raw("\">");
    }
    let left = COLUMNS.get(column).copied().unwrap_or_default();
    let middle = ["102", "380", "658"].get(column).copied().unwrap_or_default();
    let gone = entry.is_some_and(|entry| !entry.item.is_live());
    out.raw(match (column, gone) {
        (1, _) => "<rect class=\"ici\" x=\"",
        (_, true) => "<rect class=\"obsolete\" x=\"",
        (_, false) => "<rect x=\"",
    });
    out.raw(left).raw("\" y=\"").number(y + 3).raw("\" width=\"200\" height=\"28\" rx=\"4\"/><text x=\"");
    out.raw(middle).raw("\" y=\"").number(y + 22).raw("\">");
    shortened(out, id);
    out.raw(if gone { " ×" } else { "" }).raw("</text>");
    if column != 1 && entry.is_some() {
        out.raw("</a>");
    }
    out.raw("\n");
}

/// An id that fits its box.
fn shortened(out: &mut Markup, id: &str) {
    match id.char_indices().nth(24) {
        Some((end, _)) => out.text(id.get(..end).unwrap_or(id)).raw("…"),
        None => out.text(id),
    };
}
