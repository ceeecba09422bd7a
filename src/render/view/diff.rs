//! The comparison of two states: what to remember, then each change.

use std::collections::HashMap;

use serde::Serialize;

use super::Link;
use super::summary::{Group, Matrix, Tile, equation, takeaways, tiles, validated_gain};
use crate::history::{Attribute, Change, Diff, Evolution, FieldChange, RegisterChange};
use crate::model::{Field, ItemId, Vocabulary as _};
use crate::render::marks::is_text;
use crate::render::markup::Markup;
use crate::render::site::{Site, State};
use crate::render::typography::{self, Html};
use crate::render::urls;

/// Unchanged items named one by one; beyond, only the data files name them.
const LISTED: usize = 1_000;

/// The page of a comparison.
#[derive(Debug, Serialize)]
pub(crate) struct DiffView {
    lane: Option<Link>,
    lane_title: Html,
    from: Side,
    to: Side,
    equation: Html,
    validated: usize,
    validated_gain: i64,
    takeaways: Vec<Html>,
    tiles: Vec<Tile>,
    matrix: Matrix,
    groups: Vec<GroupView>,
    lane_only_count: usize,
    lane_only: Html,
    register: Vec<RegisterView>,
    comment_count: usize,
    comments: Html,
    unchanged_count: usize,
    unchanged: Option<Html>,
    typographic_count: usize,
    typographic: Option<Html>,
    compared: usize,
    changed: usize,
    twins: Vec<Link>,
    checklist: Option<String>,
    siblings: Vec<Link>,
}

/// One side of a comparison.
#[derive(Debug, Serialize)]
pub(crate) struct Side {
    name: String,
    date: Option<Html>,
    href: Option<String>,
    draft: bool,
}

/// Changes of one group.
#[derive(Debug, Serialize)]
pub(crate) struct GroupView {
    anchor: &'static str,
    title: &'static str,
    folded: bool,
    count: usize,
    cards: Html,
}

/// A referential whose applicable versions changed.
#[derive(Debug, Serialize)]
pub(crate) struct RegisterView {
    code: String,
    href: String,
    title: Html,
    before: String,
    after: String,
    cited_by: usize,
}

impl DiffView {
    /// About how much its cards weigh.
    pub(crate) fn weight(&self) -> usize {
        self.groups.iter().map(|group| group.cards.as_str().len() + 256).sum::<usize>()
            + self.comments.as_str().len()
    }

    pub(crate) fn new(
        site: &Site<'_>,
        root: &'static str,
        diff: &Diff,
        (from, to): (&State<'_>, &State<'_>),
    ) -> Self {
        let sides = Sides::new(diff.lane.as_deref(), from, to);
        let mut groups: Vec<GroupView> = Vec::new();
        for group in Group::ALL {
            let changes: Vec<&Change> =
                diff.changes.iter().filter(|change| Group::of(change) == Some(group)).collect();
            if changes.is_empty() {
                continue;
            }
            let mut cards = Markup::new(root, changes.len() * 2048);
            for change in &changes {
                card(&mut cards, site, change, diff, &sides);
            }
            groups.push(GroupView {
                anchor: group.anchor(),
                title: group.title(),
                folded: matches!(group, Group::Wording | Group::Rest) && changes.len() > 12,
                count: changes.len(),
                cards: cards.finish(),
            });
        }
        let typographic: Vec<&ItemId> = diff
            .changes
            .iter()
            .filter(|change| Group::of(change).is_none())
            .map(|change| &change.id)
            .collect();
        let ids = |ids: &mut dyn Iterator<Item = &ItemId>| {
            let mut out = Markup::new(root, 0);
            out.ids(site, ids);
            out.finish().filled()
        };
        let (comment_count, comments) = treated(site, root, diff);
        let lane = diff.lane.as_deref();
        let tally = &diff.tally;
        let listed = diff.unchanged.len() <= LISTED;
        Self {
            lane: lane.map(super::item::lane_link),
            lane_title: Html::prose(
                lane.and_then(|code| to.corpus.lane(code)).map_or("", |lane| &lane.title),
            ),
            from: side(from, lane),
            to: side(to, lane),
            equation: equation(tally),
            validated: tally.validated_after,
            validated_gain: validated_gain(tally),
            takeaways: takeaways(diff, to),
            tiles: tiles(diff, ""),
            matrix: Matrix::new(diff, to),
            compared: tally.before + tally.new + tally.reinstated,
            changed: groups.iter().map(|group| group.count).sum(),
            groups,
            lane_only_count: diff.lane_only.len(),
            lane_only: lane_only(site, root, diff, (from, to)),
            register: diff.register.iter().map(register).collect(),
            comment_count,
            comments,
            unchanged_count: diff.unchanged.len(),
            unchanged: if listed { ids(&mut diff.unchanged.iter()) } else { None },
            typographic_count: typographic.len(),
            typographic: ids(&mut typographic.iter().copied()),
            twins: ["json", "csv"]
                .map(|kind| Link::new(kind.to_uppercase(), urls::diff(lane, &from.slug, &to.slug, kind)))
                .into(),
            checklist: lane.filter(|_| !to.draft).map(|code| urls::lane_file(code, "checklist.html")),
            siblings: siblings(lane, from, to),
        }
    }
}

/// What happened in one lane only: rows of a table, each leading to the lane's own comparison.
fn lane_only(site: &Site<'_>, root: &'static str, diff: &Diff, (from, to): (&State<'_>, &State<'_>)) -> Html {
    let mut out = Markup::new(root, diff.lane_only.len() * 256);
    for own in &diff.lane_only {
        let page = urls::diff(Some(&own.lane), &from.slug, &to.slug, "html");
        let anchor = format!("{page}#{}", urls::anchor(own.change.id.as_str()));
        out.raw("<tr><th scope=\"row\">").item(site, own.change.id.as_str()).raw("</th><td>");
        out.open_link(&anchor).text(&own.lane).raw("</a></td><td>").change(&own.change);
        for attribute in &own.change.attributes {
            if matches!(attribute, Attribute::PickedUp | Attribute::Withdrawn) {
                out.raw(" ").text(attribute.label());
            }
        }
        out.raw("</td></tr>\n");
    }
    out.finish()
}

/// Both sides, and what the lane states in its own words: to show what came and went.
struct Sides<'s, 'a> {
    from: &'s State<'a>,
    to: &'s State<'a>,
    before: HashMap<&'a str, &'a str>,
    after: HashMap<&'a str, &'a str>,
}

impl<'s, 'a> Sides<'s, 'a> {
    fn new(lane: Option<&str>, from: &'s State<'a>, to: &'s State<'a>) -> Self {
        Self { from, to, before: statements(lane, from), after: statements(lane, to) }
    }

    fn before(&self, id: &str) -> Option<&'a str> {
        self.before.get(id).copied().or_else(|| Some(self.from.corpus.item(id)?.statement.as_str()))
    }

    fn after(&self, id: &str) -> Option<&'a str> {
        self.after.get(id).copied().or_else(|| Some(self.to.corpus.item(id)?.statement.as_str()))
    }
}

/// Statements a lane changes with regard to the items themselves.
fn statements<'a>(lane: Option<&str>, state: &State<'a>) -> HashMap<&'a str, &'a str> {
    let corpus = state.corpus;
    let Some(lane) = lane.and_then(|code| corpus.lane(code)) else { return HashMap::new() };
    let adapted = lane.applications.iter().filter_map(|application| {
        let statement = application.variant.as_ref()?.fields.statement.as_ref()?;
        Some((application.id.as_str(), statement.as_str()))
    });
    adapted.collect()
}

fn siblings(lane: Option<&str>, from: &State<'_>, to: &State<'_>) -> Vec<Link> {
    let lanes = to.corpus.lanes.iter().map(|other| Some(other.code.as_str()));
    lanes
        .chain([None])
        .map(|other| {
            let label = other.unwrap_or("Tous les couloirs");
            let href = (other != lane).then(|| urls::diff(other, &from.slug, &to.slug, "html"));
            Link { label: label.to_owned(), href }
        })
        .collect()
}

fn side(state: &State<'_>, lane: Option<&str>) -> Side {
    let file = format!("{}.html", state.slug);
    let href = match lane {
        Some(code) => state.corpus.lane(code).map(|lane| urls::lane_file(&lane.code, &file)),
        None => (!state.draft).then(|| urls::iteration(&state.slug)),
    };
    Side { name: state.name.to_owned(), date: state.date.map(typography::time), href, draft: state.draft }
}

pub(super) fn register(change: &RegisterChange) -> RegisterView {
    let versions = |list: &[String]| if list.is_empty() { "—".to_owned() } else { list.join(", ") };
    RegisterView {
        code: change.code.clone(),
        href: urls::reference(&change.code),
        title: Html::prose(&change.title),
        before: versions(&change.before),
        after: versions(&change.after),
        cited_by: change.cited_by.len(),
    }
}

/// Comments the changes answer, each once.
fn treated(site: &Site<'_>, root: &'static str, diff: &Diff) -> (usize, Html) {
    let causes = diff.changes.iter().filter_map(|change| change.cause.as_ref());
    let mut ids: Vec<&str> = causes.flat_map(|cause| &cause.comments).map(String::as_str).collect();
    ids.retain(|id| site.uses.rounds.contains_key(id));
    ids.sort_by(|a, b| crate::model::natural_order(a, b));
    ids.dedup();
    let mut out = Markup::new(root, ids.len() * 512);
    for id in &ids {
        super::comments::write_by_id(&mut out, site, id);
    }
    (ids.len(), out.finish())
}

fn card(out: &mut Markup, site: &Site<'_>, change: &Change, diff: &Diff, sides: &Sides<'_, '_>) {
    let id = change.id.as_str();
    let reach =
        change.reach.filter(|_| change.evolution == Evolution::Modified).map_or("", |reach| reach.as_json());
    out.raw("<article class=\"carte chg\"")
        .item_anchor(site, id)
        .raw(" data-evolution=\"")
        .raw(change.evolution.as_json());
    out.raw("\" data-portee=\"").raw(reach).raw("\" data-signal=\"");
    out.raw(if change.signals.is_empty() { "" } else { "oui" }).raw("\">\n<h3>").id(site, id).raw(" ");
    out.prose(&change.title).raw("</h3>\n<p class=\"bs\">");
    badges(out, change);
    lines(out, change, diff.lane.is_none());
    out.raw("</p>\n");
    for attribute in &change.attributes {
        let label = match attribute {
            Attribute::Renamed(_) => "S’appelait",
            Attribute::SplitFrom(_) => "Issue de",
            Attribute::MergedFrom(_) => "Réunit",
            Attribute::ReplacedBy(_) => "Remplacée par",
            Attribute::Moved | Attribute::PickedUp | Attribute::Withdrawn => continue,
        };
        out.raw("<p>").raw(label).raw("\u{a0}: ").ids(site, attribute.ids()).raw("</p>\n");
    }
    if let Some(clause) = &change.cause {
        out.cause(site, clause);
    }
    for (index, signal) in change.signals.iter().enumerate() {
        let open = "<p class=\"alerte\"><strong>Signal normatif\u{a0}:</strong> ";
        out.raw(if index == 0 { open } else { "\u{202f}; " }).prose(&signal.text);
    }
    if !change.signals.is_empty() {
        out.raw(if change.is_contradicted() {
            ". La portée déclarée était plus faible.</p>\n"
        } else {
            "</p>\n"
        });
    }
    statement(out, site, change, diff, sides);
    let others: Vec<&FieldChange> = change
        .fields
        .iter()
        .filter(|field| field.field != Field::Statement && !field.typographic)
        .filter(|_| !matches!(change.evolution, Evolution::New | Evolution::Obsolete))
        .collect();
    if !others.is_empty() {
        rows(out, site, id, &others);
    }
    out.raw("</article>\n");
}

fn badges(out: &mut Markup, change: &Change) {
    out.change(change);
    if let (Some(before), Some(after)) = change.status
        && before != after
        && change.evolution != Evolution::Obsolete
    {
        out.badge(after.as_json(), &format!("{} → {}", before.label(), after.label()));
    }
    match (change.evolution, change.nature) {
        (_, (Some(before), Some(after))) if before != after => {
            out.badge(after.as_json(), &format!("{} → {}", before.label(), after.label()));
        }
        (Evolution::New, (_, Some(nature))) => {
            out.nature(nature);
        }
        _ => {}
    }
    for attribute in &change.attributes {
        let text = match attribute {
            Attribute::Renamed(_) => "Renommée",
            Attribute::Moved => "Déplacée",
            Attribute::PickedUp => "Reprise d’un socle",
            Attribute::Withdrawn => "Retirée du couloir",
            Attribute::SplitFrom(_) | Attribute::MergedFrom(_) | Attribute::ReplacedBy(_) => continue,
        };
        out.badge("deplacee", text);
    }
}

/// Version and lanes, after the badges.
fn lines(out: &mut Markup, change: &Change, lanes: bool) {
    if let (Some(before), Some(after)) = change.version
        && before != after
    {
        out.raw("<span class=\"discret\">Version ").text(&format!("{before} → {after}")).raw("</span> ");
    }
    if lanes && !change.lanes.is_empty() {
        out.raw("<span class=\"discret\">Couloirs\u{a0}: ").text(&change.lanes.join(", ")).raw("</span>");
    } else if !lanes && change.shared {
        out.raw("<span class=\"discret\">Exigence de socle</span>");
    }
}

/// The statement: marked when it changed, in full when it came or went.
fn statement(out: &mut Markup, site: &Site<'_>, change: &Change, diff: &Diff, sides: &Sides<'_, '_>) {
    let field = change.fields.iter().find(|field| field.field == Field::Statement && !field.typographic);
    let both = field.and_then(|field| Some((field.before.as_deref()?, field.after.as_deref()?)));
    if let Some((before, after)) = both {
        let marked = site.marks.get(before, after);
        if marked.rewritten {
            out.raw("<p class=\"discret\">Texte réécrit (").number(marked.percent as usize);
            out.raw("\u{a0}% de mots communs)\u{a0}: affichage avant et après.</p>\n");
        } else {
            out.raw("<div class=\"texte enonce v-marques\">").html(&marked.html);
            out.raw("</div>\n<details class=\"v-textes\"><summary>Textes avant et après</summary>\n");
        }
        out.raw("<div class=\"avap\"><div class=\"avant\"><p class=\"etiquette\">Avant, ")
            .text(&diff.from.name);
        out.raw("</p><div class=\"texte enonce\">").html(&site.text(before));
        out.raw("</div></div><div class=\"apres\"><p class=\"etiquette\">Après, ").text(&diff.to.name);
        out.raw("</p><div class=\"texte enonce\">").html(&site.text(after)).raw("</div></div></div>\n");
        out.raw(if marked.rewritten { "" } else { "</details>\n" });
        return;
    }
    let id = change.id.as_str();
    match change.evolution {
        Evolution::New | Evolution::Reinstated => {
            if let Some(text) = sides.after(id) {
                out.raw("<div class=\"texte enonce\">").html(&site.text(text)).raw("</div>\n");
            }
        }
        Evolution::Obsolete => {
            if let Some(text) = sides.before(id) {
                out.raw("<details><summary>Dernier énoncé (")
                    .text(&diff.from.name)
                    .raw(")</summary><div class=\"texte\">");
                out.html(&site.text(text)).raw("</div></details>\n");
            }
        }
        Evolution::Modified | Evolution::Unchanged => {}
    }
}

/// The other fields that changed.
fn rows(out: &mut Markup, site: &Site<'_>, id: &str, fields: &[&FieldChange]) {
    out.raw("<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"Autres champs modifiés de ")
        .text(id);
    out.raw("\"><table><caption>Autres champs modifiés</caption>\n<thead><tr><th scope=\"col\">Champ</th>");
    out.raw("<th scope=\"col\">Avant</th><th scope=\"col\">Après</th></tr></thead>\n<tbody>\n");
    for field in fields {
        out.raw("<tr><th scope=\"row\">").raw(field.field.label());
        if let Some(of) = &field.of {
            out.raw(" <span class=\"id\">").text(of.as_str()).raw("</span>");
        }
        out.raw("</th>");
        let marked = if is_text(field.field) { site.marks.of_field(field) } else { None };
        if let Some(marked) = marked.filter(|marked| !marked.rewritten) {
            out.raw("<td colspan=\"2\">").html(&marked.html).raw("</td></tr>\n");
            continue;
        }
        for (text, absent) in [(&field.before, "absent"), (&field.after, "retiré")] {
            out.raw("<td>");
            match text {
                Some(text) if is_text(field.field) => out.html(&site.text(text)),
                Some(text) => out.prose(text),
                None => out.raw("<span class=\"discret\">").raw(absent).raw("</span>"),
            };
            out.raw("</td>");
        }
        out.raw("</tr>\n");
    }
    out.raw("</tbody></table></div>\n");
}
