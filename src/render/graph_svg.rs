//! The graph as a drawing that stands alone: SVG, without script, font or address of anyone.
//!
//! Input: relations; output: boxes in columns, from lanes on the left to proofs and referentials on the right, and arrows
//! that read as the relations do. Families of relations differ by their dash, never by a colour alone. The title, the
//! description and the title of each arrow say in words what is drawn. Positions are whole numbers worked out from the
//! relations: the same graph gives the same bytes.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::graph_export::title;
use super::typography::{count, escaped, prose};
use crate::graph::{EdgeKind, Node, Relation};
use crate::model::Corpus;

/// Width and height of a box, and of the place it has.
const BOX: (usize, usize) = (228, 36);
const CELL: (usize, usize) = (340, 46);
/// Above the boxes: the title, the legend, the names of the columns.
const HEAD: usize = 92;
/// Left and right of everything.
const MARGIN: usize = 16;
/// Letters of an id and of a title that fit a box.
const LETTERS: (usize, usize) = (26, 32);
/// Relations up to this many are all told in the description.
const TOLD: usize = 40;

const STYLE: &str = "
svg { background: #fff; color: #16181d; font: 12px sans-serif }
text { fill: currentColor }
.t { font-size: 16px; font-weight: bold }
.c { font-weight: bold }
rect { fill: #fff; stroke: #4a4f57; stroke-width: 1.2 }
rect.ici { fill: #e8eefb; stroke: #0a3ea3; stroke-width: 3 }
rect.obsolete { stroke-dasharray: 2 3 }
.id { font-weight: bold }
path { fill: none; stroke: #4a4f57; stroke-width: 1 }
path.filiation { stroke-dasharray: 7 4; stroke-width: 1.6 }
path.couloir { stroke-dasharray: 1 4 }
path.conformite { stroke-dasharray: 12 3 2 3 }
path:hover { stroke: #0a3ea3; stroke-width: 3 }
marker path { fill: #4a4f57; stroke: none }
@media (prefers-color-scheme: dark) {
svg { background: #16181d; color: #f2f3f5 }
rect { fill: #16181d; stroke: #b6bcc6 }
rect.ici { fill: #1d2b4a; stroke: #9db9ff }
path { stroke: #b6bcc6 }
path:hover { stroke: #9db9ff }
marker path { fill: #b6bcc6 }
}
@media (forced-colors: active) {
svg { background: Canvas; color: CanvasText }
rect { fill: Canvas; stroke: CanvasText }
path { stroke: CanvasText }
marker path { fill: CanvasText }
}
";

/// What the legend says of each family: its class, its words.
const FAMILIES: [(&str, &str); 4] = [
    ("", "dépendance ou citation"),
    ("filiation", "filiation"),
    ("couloir", "reprise par un couloir"),
    ("conformite", "scénarios et preuves"),
];

/// A node and where it is drawn.
struct Placed<'n> {
    column: usize,
    row: usize,
    node: &'n Node,
}

/// How wide the legend is.
const LEGEND: usize = 820;

/// The relations drawn, with a final newline. `subject` says what they are, in French; `centre` is the requirement they
/// surround, if any.
pub fn to_svg(relations: &[Relation], corpus: &Corpus, subject: &str, centre: Option<&str>) -> String {
    let places = layout(relations);
    let columns = places.values().map(|place| place.column + 1).max().unwrap_or_default();
    let rows = places.values().map(|place| place.row + 1).max().unwrap_or_default();
    let width = (MARGIN * 2 + columns.max(1) * CELL.0 - (CELL.0 - BOX.0)).max(LEGEND);
    let height = HEAD + rows.max(1) * CELL.1 + MARGIN;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:lang=\"fr\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"titre description\">\n"
    );
    out.push_str(&format!("<title id=\"titre\">{}</title>\n", words(subject)));
    out.push_str(&format!("<desc id=\"description\">{}</desc>\n", words(&description(relations, &places))));
    out.push_str(&format!("<style>{STYLE}</style>\n"));
    out.push_str("<defs><marker id=\"fleche\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n");
    out.push_str(&format!("<text class=\"t\" x=\"{MARGIN}\" y=\"26\">{}</text>\n", words(subject)));
    if relations.is_empty() {
        out.push_str(&format!("<text x=\"{MARGIN}\" y=\"{}\">Aucune relation.</text>\n", HEAD));
    } else {
        legend(&mut out);
        headings(&mut out, &places);
    }
    for relation in relations {
        arrow(&mut out, &places, relation);
    }
    for place in places.values() {
        draw(&mut out, corpus, place, centre);
    }
    out.push_str("</svg>\n");
    out
}

/// Text of a project in French typography, escaped, without what XML does not hold.
fn words(text: &str) -> String {
    letters(&prose(text))
}

/// An id or a code, escaped, without what XML does not hold.
fn letters(text: &str) -> String {
    let held = |one: char| if one.is_control() || matches!(one, '\u{fffe}' | '\u{ffff}') { ' ' } else { one };
    escaped(&text.chars().map(held).collect::<String>())
}

/// The first letters of a text, and whether some are left.
fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}

/// What is drawn, in words: numbers, then every relation when they are few.
fn description(relations: &[Relation], places: &BTreeMap<&Node, Placed<'_>>) -> String {
    if relations.is_empty() {
        return "Aucune relation.".to_owned();
    }
    let mut kinds: BTreeMap<(u8, &str, &str), usize> = BTreeMap::new();
    for node in places.keys() {
        let (rank, one, many) = noun(node);
        *kinds.entry((rank, one, many)).or_default() += 1;
    }
    let nodes: Vec<String> = kinds
        .iter()
        .map(
            |((_, one, many), number)| {
                if *number > 1 { format!("{number} {many}") } else { format!("1 {one}") }
            },
        )
        .collect();
    let mut edges: BTreeMap<&str, usize> = BTreeMap::new();
    for relation in relations {
        *edges.entry(relation.kind.label()).or_default() += 1;
    }
    let edges: Vec<String> = edges.iter().map(|(label, number)| format!("« {label} » {number}")).collect();
    let mut text =
        format!("{}, {} : {}.", nodes.join(", "), count(relations.len(), "relation"), edges.join(", "));
    if relations.len() <= TOLD {
        for relation in relations {
            text.push(' ');
            text.push_str(&sentence(relation));
            text.push('.');
        }
    } else {
        text.push_str(" Le format JSON les donne toutes une à une.");
    }
    text
}

/// What a node is, in the order of the columns: its rank, in the singular, in the plural.
fn noun(node: &Node) -> (u8, &'static str, &'static str) {
    match node {
        Node::Lane(_) => (0, "couloir", "couloirs"),
        Node::Item(_) => (1, "exigence", "exigences"),
        Node::Reference(_) => (2, "référentiel externe", "référentiels externes"),
        Node::Scenario(_) => (3, "scénario", "scénarios"),
        Node::Proof(_) => (4, "preuve", "preuves"),
    }
}

fn sentence(relation: &Relation) -> String {
    format!("{} {} {}", relation.from.id(), relation.kind.label(), relation.to.id())
}

fn legend(out: &mut String) {
    let mut left = MARGIN;
    for (class, text) in FAMILIES {
        out.push_str(&format!("<path class=\"{class}\" d=\"M{left} 46h44\" marker-end=\"url(#fleche)\"/><text x=\"{}\" y=\"50\">{text}</text>\n", left + 52));
        left += 52 + text.chars().count() * 7 + 24;
    }
}

/// The name of each column: what stands in it.
fn headings(out: &mut String, places: &BTreeMap<&Node, Placed<'_>>) {
    let mut columns: BTreeMap<usize, BTreeSet<(u8, &str)>> = BTreeMap::new();
    for place in places.values() {
        let (rank, _, many) = noun(place.node);
        columns.entry(place.column).or_default().insert((rank, many));
    }
    for (column, kinds) in columns {
        let kinds: Vec<&str> = kinds.into_iter().map(|(_, many)| many).collect();
        let mut name = kinds.join(", ");
        if let Some(first) = name.get(..1).map(str::to_uppercase) {
            name.replace_range(..1, &first);
        }
        let left = MARGIN + column * CELL.0;
        out.push_str(&format!(
            "<text class=\"c\" x=\"{left}\" y=\"{}\">{}</text>\n",
            HEAD - 12,
            letters(&name)
        ));
    }
}

/// An arrow between two boxes, from the side that faces the other one; within a column, from the right to the right.
fn arrow(out: &mut String, places: &BTreeMap<&Node, Placed<'_>>, relation: &Relation) {
    let (Some(from), Some(to)) = (places.get(&relation.from), places.get(&relation.to)) else { return };
    let class = match relation.kind {
        EdgeKind::DependsOn | EdgeKind::Cites => "",
        EdgeKind::Picks | EdgeKind::Adapts => "couloir",
        EdgeKind::Covers | EdgeKind::ProvedBy => "conformite",
        EdgeKind::ReplacedBy | EdgeKind::DerivedFrom | EdgeKind::Merges | EdgeKind::Formerly => "filiation",
    };
    let middle = |place: &Placed<'_>| HEAD + place.row * CELL.1 + BOX.1 / 2;
    let left = |place: &Placed<'_>| MARGIN + place.column * CELL.0;
    let right = |place: &Placed<'_>| left(place) + BOX.0;
    let (y1, y2) = (middle(from), middle(to));
    let (start, end) = match to.column.cmp(&from.column) {
        Ordering::Greater => (right(from), left(to)),
        Ordering::Less => (left(from), right(to)),
        Ordering::Equal => (right(from), right(to)),
    };
    // Half-way between two columns; beside the only one.
    let bend = if start == end { start + 56 } else { (start + end) / 2 };
    // One that skips a column passes above the box that may be there.
    let lift = if from.column.abs_diff(to.column) > 1 { 32 } else { 0 };
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    out.push_str(&format!(
        "<path{class} d=\"M{start} {y1}C{bend} {} {bend} {} {end} {y2}\" marker-end=\"url(#fleche)\"><title>{}</title></path>\n",
        y1 - lift,
        y2 - lift,
        letters(&sentence(relation))
    ));
}

fn draw(out: &mut String, corpus: &Corpus, place: &Placed<'_>, centre: Option<&str>) {
    let id = place.node.id();
    let gone = matches!(place.node, Node::Item(_)) && corpus.item(id).is_some_and(|item| !item.is_live());
    let here = matches!(place.node, Node::Item(_)) && centre == Some(id);
    let (left, top) = (MARGIN + place.column * CELL.0, HEAD + place.row * CELL.1);
    let title = title(place.node, corpus);
    let class = match (here, gone) {
        (true, _) => " class=\"ici\"",
        (false, true) => " class=\"obsolete\"",
        (false, false) => "",
    };
    let told = format!("{id} {title}{}", if gone { " (obsolète)" } else { "" });
    out.push_str(&format!(
        "<g><title>{}</title><rect{class} x=\"{left}\" y=\"{top}\" width=\"{}\" height=\"{}\" rx=\"4\"/>",
        words(told.trim_end()),
        BOX.0,
        BOX.1
    ));
    let first = if title.is_empty() { 22 } else { 15 };
    out.push_str(&format!(
        "<text class=\"id\" x=\"{}\" y=\"{}\">{}{}</text>",
        left + 8,
        top + first,
        letters(&shortened(id, LETTERS.0)),
        if gone { " ×" } else { "" }
    ));
    if !title.is_empty() {
        let title = words(&shortened(title, LETTERS.1));
        out.push_str(&format!("<text x=\"{}\" y=\"{}\">{title}</text>", left + 8, top + 30));
    }
    out.push_str("</g>\n");
}

/// A column and a row for each node, no two alike.
fn layout(relations: &[Relation]) -> BTreeMap<&Node, Placed<'_>> {
    let mut around: BTreeMap<&Node, Vec<&Node>> = BTreeMap::new();
    for relation in relations {
        around.entry(&relation.from).or_default().push(&relation.to);
        around.entry(&relation.to).or_default().push(&relation.from);
    }
    let columns = columns(relations, &around);
    let mut members: BTreeMap<usize, Vec<&Node>> = BTreeMap::new();
    for (node, column) in &columns {
        members.entry(*column).or_default().push(node);
    }
    // The longest column keeps its order; the others follow what they are tied to, outwards from it.
    let longest = members.iter().max_by_key(|(column, list)| (list.len(), usize::MAX - **column));
    let Some(anchor) = longest.map(|(column, _)| *column) else { return BTreeMap::new() };
    let mut rows: BTreeMap<&Node, usize> = BTreeMap::new();
    let order = (anchor..members.len()).chain((0..anchor).rev());
    for column in order {
        let Some(list) = members.get(&column) else { continue };
        let mut wished: Vec<(usize, &Node)> = list
            .iter()
            .enumerate()
            .map(|(place, node)| {
                let near = around.get(node).into_iter().flatten();
                let known: Vec<usize> = near.filter_map(|other| rows.get(other).copied()).collect();
                let row = if column == anchor || known.is_empty() {
                    place
                } else {
                    known.iter().sum::<usize>() / known.len()
                };
                (row, *node)
            })
            .collect();
        wished.sort();
        let mut next = 0;
        for (row, node) in wished {
            let row = row.max(next);
            next = row + 1;
            rows.insert(node, row);
        }
    }
    let place =
        |(node, row)| (node, Placed { column: columns.get(node).copied().unwrap_or_default(), row, node });
    rows.into_iter().map(place).collect()
}

/// The column of each node: lanes, then requirements so that each comes before what it needs, as far as cycles allow, then
/// referentials, scenarios and proofs. No column is empty.
fn columns<'r>(
    relations: &'r [Relation],
    around: &BTreeMap<&'r Node, Vec<&'r Node>>,
) -> BTreeMap<&'r Node, usize> {
    let depths = depths(relations);
    let deepest = depths.values().copied().max().unwrap_or_default();
    let rank = |node: &Node| match node {
        Node::Lane(_) => 0,
        Node::Item(_) => 1 + depths.get(node).copied().unwrap_or_default(),
        Node::Reference(_) => 2 + deepest,
        Node::Scenario(_) => 3 + deepest,
        Node::Proof(_) => 4 + deepest,
    };
    let ranks: BTreeSet<usize> = around.keys().map(|node| rank(node)).collect();
    let places: BTreeMap<usize, usize> = ranks.into_iter().zip(0..).collect();
    around.keys().map(|node| (*node, places.get(&rank(node)).copied().unwrap_or_default())).collect()
}

/// The longest way to each requirement through others; those of a cycle stop where it closes.
fn depths(relations: &[Relation]) -> BTreeMap<&Node, usize> {
    let mut incoming: BTreeMap<&Node, usize> = BTreeMap::new();
    let mut outgoing: BTreeMap<&Node, Vec<&Node>> = BTreeMap::new();
    for relation in relations {
        let (from, to) = (&relation.from, &relation.to);
        if from != to && matches!((from, to), (Node::Item(_), Node::Item(_))) {
            incoming.entry(from).or_default();
            *incoming.entry(to).or_default() += 1;
            outgoing.entry(from).or_default().push(to);
        }
    }
    let mut depths: BTreeMap<&Node, usize> = BTreeMap::new();
    let mut ready: BTreeSet<&Node> =
        incoming.iter().filter(|(_, number)| **number == 0).map(|(node, _)| *node).collect();
    while let Some(node) = ready.pop_first().or_else(|| incoming.keys().next().copied()) {
        incoming.remove(node);
        let depth = *depths.entry(node).or_default();
        for next in outgoing.get(node).into_iter().flatten() {
            let Some(left) = incoming.get_mut(next) else { continue };
            *left -= 1;
            if *left == 0 {
                ready.insert(next);
            }
            let known = depths.entry(next).or_default();
            *known = (*known).max(depth + 1);
        }
    }
    depths
}
