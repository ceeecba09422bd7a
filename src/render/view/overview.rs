//! The sections of a lane and which of them lean on which, drawn over the table that says it in words.
//!
//! Input: the requirements of a lane as it states them; output: an arc for each pair of sections tied by dependencies, then
//! a table. Direction is shown by an arrow and by the dash, weight by the width of the line and by a number in the table:
//! nothing by colour.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::lane::section_anchor;
use crate::model::{Lane, Requirement};
use crate::quick::{HashMap, HashMapExt as _};
use crate::render::markup::Markup;
use crate::render::site::{State, stated};
use crate::render::typography::{self, Html};

/// Beyond this many sections a drawing says less than the table.
const MOST: usize = 60;
/// Letters of a title that fit beside the arcs.
const LETTERS: usize = 44;
/// Height of a row of the drawing.
const ROW: usize = 26;
/// Where arcs leave the column of sections, in a drawing 760 wide.
const EDGE: usize = 396;
/// How far the longest arc goes.
const REACH: usize = 330;

/// A section, and what its requirements lean on.
struct Section<'a> {
    code: &'a str,
    title: &'a str,
    count: usize,
    /// Dependencies inside the section.
    inner: usize,
    /// Dependencies on requirements the lane does not ask for.
    outside: usize,
    /// Dependencies on other sections, by their place.
    needs: BTreeMap<usize, usize>,
}

/// The sections of a lane and their dependencies; `None` when none leans on anything but itself.
pub(super) fn overview(root: &'static str, state: &State<'_>, lane: &Lane) -> Option<Html> {
    let items: Vec<Cow<'_, Requirement>> = lane
        .applications
        .iter()
        .filter_map(|application| stated(state.corpus, application))
        .filter(|item| item.is_live())
        .collect();
    let sections = sections(state, &items);
    if sections.iter().all(|section| section.outside == 0 && section.needs.is_empty()) {
        return None;
    }
    let mut out = Markup::new(root, sections.len() * 512);
    draw(&mut out, &lane.code, &sections);
    table(&mut out, &lane.code, &sections);
    Some(out.finish())
}

/// Sections in the order of the list, each once.
fn sections<'a>(state: &State<'a>, items: &'a [Cow<'_, Requirement>]) -> Vec<Section<'a>> {
    let mut sections: Vec<Section<'a>> = Vec::new();
    let mut by_code: HashMap<&str, usize> = HashMap::new();
    let mut by_item: HashMap<&str, usize> = HashMap::new();
    for item in items {
        let code = item.section.as_deref().unwrap_or_default();
        let place = *by_code.entry(code).or_insert_with(|| {
            let title = if code.is_empty() { "Sans section" } else { state.corpus.section_title(code) };
            sections.push(Section { code, title, count: 0, inner: 0, outside: 0, needs: BTreeMap::new() });
            sections.len() - 1
        });
        by_item.insert(item.id.as_str(), place);
        if let Some(section) = sections.get_mut(place) {
            section.count += 1;
        }
    }
    for item in items {
        let Some(place) = by_item.get(item.id.as_str()).copied() else { continue };
        let Some(section) = sections.get_mut(place) else { continue };
        for link in &item.depends {
            match by_item.get(link.id.as_str()) {
                None => section.outside += 1,
                Some(other) if *other == place => section.inner += 1,
                Some(other) => *section.needs.entry(*other).or_default() += 1,
            }
        }
    }
    sections
}

/// Draws the arcs, unless there are none or too many sections.
fn draw(out: &mut Markup, lane: &str, sections: &[Section<'_>]) {
    let most = sections.iter().flat_map(|section| section.needs.values()).copied().max().unwrap_or_default();
    if most == 0 {
        return;
    }
    if sections.len() > MOST {
        out.raw("<p class=\"discret\">Trop de sections pour un dessin utile\u{a0}: le tableau ci-dessous les donne toutes.</p>\n");
        return;
    }
    out.raw("<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"Dessin des dépendances entre sections\">\n");
    out.raw("<svg class=\"sections\" role=\"group\" aria-label=\"Dépendances entre les sections du couloir ");
    out.text(lane).raw("\u{202f}; le tableau qui suit les donne en mots\" viewBox=\"0 0 760 ");
    out.digits(sections.len() * ROW).raw("\">\n<defs><marker id=\"fleche\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"9\" markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n");
    for (from, section) in sections.iter().enumerate() {
        for (to, count) in &section.needs {
            arc(out, sections, (from, *to), (*count, most));
        }
    }
    for (place, section) in sections.iter().enumerate() {
        node(out, place, section);
    }
    out.raw("</svg>\n</div>\n<p class=\"discret\">Chaque flèche va d’une section à celle dont elle a besoin, d’autant plus épaisse que les dépendances sont nombreuses. Trait plein\u{a0}: vers une section qui précède\u{202f}; tirets\u{a0}: vers une section qui suit.</p>\n");
}

/// An arc, wider when it stands for more dependencies, longer when sections are further apart.
fn arc(
    out: &mut Markup,
    sections: &[Section<'_>],
    (from, to): (usize, usize),
    (count, most): (usize, usize),
) {
    let later = to > from;
    let span = from.abs_diff(to);
    let reach = 30 + span * (REACH - 40) / (sections.len() - 1) + if later { 10 } else { 0 };
    let middle = |place: usize| place * ROW + ROW / 2;
    // A curve reaches three quarters of the way to its control points.
    let control = EDGE + reach * 4 / 3;
    // What leaves a section and what arrives there do not touch.
    let (start, end) =
        if later { (middle(from) + 4, middle(to) - 3) } else { (middle(from) - 4, middle(to) + 3) };
    let width = 12 + 38 * (count - 1) / most.max(2);
    out.raw(if later { "<path class=\"apres\" d=\"M" } else { "<path d=\"M" });
    out.digits(EDGE).raw(" ").digits(start).raw("C").digits(control).raw(" ").digits(start).raw(" ");
    out.digits(control).raw(" ").digits(end).raw(" ").digits(EDGE).raw(" ").digits(end);
    out.raw("\" stroke-width=\"")
        .digits(width / 10)
        .raw(".")
        .digits(width % 10)
        .raw("\" marker-end=\"url(#fleche)\"><title>");
    let title = |place: usize| sections.get(place).map_or("", |section| section.title);
    out.prose(title(from)).raw(" → ").prose(title(to)).raw("\u{a0}: ");
    out.text(&typography::count(count, "dépendance")).raw("</title></path>\n");
}

/// The title of a section and how many requirements it holds. Its link is no stop of the keyboard: the table has the same.
fn node(out: &mut Markup, place: usize, section: &Section<'_>) {
    let baseline = place * ROW + ROW / 2 + 5;
    out.raw("<a tabindex=\"-1\" href=\"#").text(&section_anchor(section.code)).raw("\"><text x=\"2\" y=\"");
    out.digits(baseline).raw("\">");
    shortened(out, section.title);
    out.raw("<title>").prose(section.title).raw("</title></text></a><text class=\"n\" x=\"");
    out.digits(EDGE - 20).raw("\" y=\"").digits(baseline).raw("\">").number(section.count);
    out.raw("</text><circle cx=\"").digits(EDGE - 8).raw("\" cy=\"").digits(baseline - 5);
    out.raw("\" r=\"4\"/>\n");
}

/// A title that fits its place.
fn shortened(out: &mut Markup, title: &str) {
    match title.char_indices().nth(LETTERS) {
        Some((end, _)) => out.prose(title.get(..end).unwrap_or(title)).raw("…"),
        None => out.prose(title),
    };
}

/// The same in words: every section, what it leans on, what leans on it.
fn table(out: &mut Markup, lane: &str, sections: &[Section<'_>]) {
    let mut needed: Vec<Vec<(usize, usize)>> = vec![Vec::new(); sections.len()];
    for (from, section) in sections.iter().enumerate() {
        for (to, count) in &section.needs {
            if let Some(list) = needed.get_mut(*to) {
                list.push((from, *count));
            }
        }
    }
    out.raw("<details><summary>Le tableau des dépendances entre sections</summary>\n");
    out.raw("<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"Tableau des dépendances entre sections\"><table>\n");
    out.raw("<caption>Dépendances entre les sections du couloir ").text(lane);
    out.raw("</caption>\n<thead><tr><th scope=\"col\">Section</th><th scope=\"col\" class=\"n\">Exigences</th><th scope=\"col\" class=\"n\">Dépendances internes</th><th scope=\"col\">A besoin de</th><th scope=\"col\">Nécessaire à</th></tr></thead>\n<tbody>\n");
    for (section, needed) in sections.iter().zip(&needed) {
        out.raw("<tr><th scope=\"row\"><a href=\"#").text(&section_anchor(section.code)).raw("\">");
        out.prose(section.title).raw("</a></th><td class=\"n\">").number(section.count);
        out.raw("</td><td class=\"n\">").number(section.inner).raw("</td><td>");
        let needs: Vec<(usize, usize)> = section.needs.iter().map(|(to, count)| (*to, *count)).collect();
        others(out, sections, &needs);
        if section.outside > 0 {
            out.raw(if needs.is_empty() { "" } else { " · " })
                .raw("<span class=\"discret\">exigences hors du couloir (");
            out.number(section.outside).raw(")</span>");
        }
        out.raw("</td><td>");
        others(out, sections, needed);
        out.raw("</td></tr>\n");
    }
    out.raw("</tbody></table></div>\n</details>\n");
}

fn others(out: &mut Markup, sections: &[Section<'_>], list: &[(usize, usize)]) {
    for (index, (place, count)) in list.iter().enumerate() {
        let Some(section) = sections.get(*place) else { continue };
        out.raw(if index > 0 { " · " } else { "" });
        shortened(out, section.title);
        out.raw(" (").number(*count).raw(")");
    }
}
