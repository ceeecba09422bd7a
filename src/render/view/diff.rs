//! The comparison of two states: what to remember, then each change.

use std::collections::HashMap;

use serde::Serialize;

use super::comments::CommentView;
use super::summary::{Group, Matrix, Tile, equation, takeaways, tiles, validated_gain};
use super::{Badge, ItemRef, Link};
use crate::history::{Attribute, Change, Diff, Evolution, FieldChange, RegisterChange};
use crate::model::{Field, MotiveClause, Requirement, Vocabulary as _};
use crate::render::marks::is_text;
use crate::render::site::{Site, State};
use crate::render::typography::{self, Html};
use crate::render::urls;

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
    register: Vec<RegisterView>,
    comments: Vec<CommentView>,
    unchanged: Vec<ItemRef>,
    typographic: Vec<ItemRef>,
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
    cards: Vec<CardView>,
}

/// A change.
#[derive(Debug, Serialize)]
pub(crate) struct CardView {
    id: String,
    anchor: String,
    href: String,
    title: Html,
    badges: Vec<Badge>,
    evolution: &'static str,
    reach: &'static str,
    lines: Vec<Html>,
    cause: Option<CauseView>,
    contradicted: bool,
    signals: Vec<Html>,
    statement: Option<TextView>,
    rows: Vec<RowView>,
    items: Vec<AttributeView>,
}

/// Items named by a rename, a split, a merge.
#[derive(Debug, Serialize)]
struct AttributeView {
    label: &'static str,
    items: Vec<ItemRef>,
}

/// A text before and after.
#[derive(Debug, Serialize)]
pub(crate) struct TextView {
    marks: Option<Html>,
    rewritten: bool,
    percent: u32,
    before: Option<Html>,
    after: Option<Html>,
}

/// Another field that changed.
#[derive(Debug, Serialize)]
pub(crate) struct RowView {
    label: &'static str,
    of: Option<String>,
    marks: Option<Html>,
    before: Option<Html>,
    after: Option<Html>,
}

/// Why a change was made.
#[derive(Debug, Serialize)]
pub(crate) struct CauseView {
    motive: Option<&'static str>,
    text: Option<Html>,
    comments: Vec<Link>,
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

/// The reason of a change, unless nothing was said.
pub(crate) fn cause(site: &Site<'_>, clause: &MotiveClause) -> Option<CauseView> {
    if clause.motive.is_none() && clause.text.is_none() && clause.comments.is_empty() {
        return None;
    }
    Some(CauseView {
        motive: clause.motive.map(|motive| motive.label()),
        text: clause.text.as_deref().map(Html::prose),
        comments: clause.comments.iter().map(|id| site.comment_ref(id)).collect(),
    })
}

impl DiffView {
    pub(crate) fn new(site: &Site<'_>, diff: &Diff, from: &State<'_>, to: &State<'_>) -> Self {
        let texts = Texts::new(diff.lane.as_deref(), from, to);
        let mut groups: Vec<GroupView> = Vec::new();
        let mut typographic = Vec::new();
        for group in Group::ALL {
            let cards: Vec<CardView> = diff
                .changes
                .iter()
                .filter(|change| Group::of(change) == Some(group))
                .map(|change| card(site, change, diff, &texts))
                .collect();
            if !cards.is_empty() {
                let folded = matches!(group, Group::Wording | Group::Rest) && cards.len() > 12;
                groups.push(GroupView { anchor: group.anchor(), title: group.title(), folded, cards });
            }
        }
        for change in diff.changes.iter().filter(|change| Group::of(change).is_none()) {
            typographic.push(site.item_ref(change.id.as_str()));
        }
        let lane = diff.lane.as_deref();
        let tally = &diff.tally;
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
            changed: groups.iter().map(|group| group.cards.len()).sum(),
            groups,
            register: diff.register.iter().map(register).collect(),
            comments: treated(site, diff),
            unchanged: site.item_refs(&diff.unchanged),
            typographic,
            twins: ["json", "csv"]
                .map(|kind| Link::new(kind.to_uppercase(), urls::diff(lane, &from.slug, &to.slug, kind)))
                .into(),
            checklist: lane.filter(|_| !to.draft).map(|code| urls::lane_file(code, "checklist.html")),
            siblings: siblings(lane, from, to),
        }
    }
}

/// Items of both sides as the lane states them, to show what came and went.
struct Texts {
    before: HashMap<String, String>,
    after: HashMap<String, String>,
}

impl Texts {
    fn new(lane: Option<&str>, from: &State<'_>, to: &State<'_>) -> Self {
        Self { before: statements(lane, from), after: statements(lane, to) }
    }
}

/// Statements a lane changes with regard to the items themselves.
fn statements(lane: Option<&str>, state: &State<'_>) -> HashMap<String, String> {
    let Some(lane) = lane.and_then(|code| state.corpus.lane(code)) else { return HashMap::new() };
    let adapted = lane.applications.iter().filter_map(|application| {
        let statement = application.variant.as_ref()?.fields.statement.as_ref()?;
        Some((application.id.to_string(), statement.clone()))
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
fn treated(site: &Site<'_>, diff: &Diff) -> Vec<CommentView> {
    let mut seen = std::collections::HashSet::new();
    let mut list = Vec::new();
    let ids =
        diff.changes.iter().filter_map(|change| change.cause.as_ref()).flat_map(|cause| &cause.comments);
    for id in ids {
        if seen.insert(id) {
            list.extend(super::comments::by_id(site, id));
        }
    }
    list.sort_by(|a, b| crate::model::natural_order(a.id(), b.id()));
    list
}

fn card(site: &Site<'_>, change: &Change, diff: &Diff, texts: &Texts) -> CardView {
    let entry = site.entry(change.id.as_str());
    let id = entry.map_or(change.id.as_str(), |entry| entry.id.as_str());
    CardView {
        id: change.id.to_string(),
        anchor: urls::anchor(change.id.as_str()),
        href: urls::item(id),
        title: Html::prose(&change.title),
        badges: card_badges(change),
        evolution: change.evolution.as_json(),
        reach: change
            .reach
            .filter(|_| change.evolution == Evolution::Modified)
            .map_or("", |reach| reach.as_json()),
        lines: card_lines(change, diff),
        cause: change.cause.as_ref().and_then(|clause| cause(site, clause)),
        contradicted: change.is_contradicted(),
        signals: change.signals.iter().map(|signal| Html::prose(&signal.text)).collect(),
        statement: statement(site, change, diff, texts),
        rows: change
            .fields
            .iter()
            .filter(|field| field.field != Field::Statement && !field.typographic)
            .filter(|_| !matches!(change.evolution, Evolution::New | Evolution::Obsolete))
            .map(|field| row(site, field))
            .collect(),
        items: change.attributes.iter().filter_map(|attribute| attribute_view(site, attribute)).collect(),
    }
}

fn card_badges(change: &Change) -> Vec<Badge> {
    let mut badges = Badge::of_change(change);
    if let (Some(before), Some(after)) = change.status
        && before != after
        && change.evolution != Evolution::Obsolete
    {
        badges.push(Badge::new(after.as_json(), format!("{} → {}", before.label(), after.label())));
    }
    if let (Some(before), Some(after)) = change.nature
        && before != after
    {
        badges.push(Badge::new(after.as_json(), format!("{} → {}", before.label(), after.label())));
    } else if let (Evolution::New, Some(nature)) = (change.evolution, change.nature.1) {
        badges.push(Badge::nature(nature));
    }
    for attribute in &change.attributes {
        let text = match attribute {
            Attribute::Renamed(_) => "Renommée",
            Attribute::Moved => "Déplacée",
            Attribute::PickedUp => "Reprise d’un socle",
            Attribute::Withdrawn => "Retirée du couloir",
            Attribute::SplitFrom(_) | Attribute::MergedFrom(_) | Attribute::ReplacedBy(_) => continue,
        };
        badges.push(Badge::new("deplacee", text));
    }
    badges
}

fn card_lines(change: &Change, diff: &Diff) -> Vec<Html> {
    let mut lines = Vec::new();
    if let (Some(before), Some(after)) = change.version
        && before != after
    {
        lines.push(format!("Version {before} → {after}"));
    }
    if diff.lane.is_none() && !change.lanes.is_empty() {
        lines.push(format!("Couloirs : {}", change.lanes.join(", ")));
    } else if change.shared {
        lines.push("Exigence de socle".to_owned());
    }
    lines.iter().map(|line| Html::prose(line)).collect()
}

fn attribute_view(site: &Site<'_>, attribute: &Attribute) -> Option<AttributeView> {
    let label = match attribute {
        Attribute::Renamed(_) => "S’appelait",
        Attribute::SplitFrom(_) => "Issue de",
        Attribute::MergedFrom(_) => "Réunit",
        Attribute::ReplacedBy(_) => "Remplacée par",
        Attribute::Moved | Attribute::PickedUp | Attribute::Withdrawn => return None,
    };
    Some(AttributeView { label, items: site.item_refs(attribute.ids()) })
}

/// The statement: marked when it changed, in full when it came or went.
fn statement(site: &Site<'_>, change: &Change, diff: &Diff, texts: &Texts) -> Option<TextView> {
    let field = change.fields.iter().find(|field| field.field == Field::Statement && !field.typographic);
    let both = field.and_then(|field| Some((field.before.as_deref()?, field.after.as_deref()?)));
    if let Some((before, after)) = both {
        let marked = site.marks.get(before, after);
        return Some(TextView {
            rewritten: marked.rewritten,
            percent: marked.percent,
            marks: (!marked.rewritten).then_some(marked.html),
            before: Some(site.text(before)),
            after: Some(site.text(after)),
        });
    }
    let of = |item: Option<&Requirement>, adapted: &HashMap<String, String>| {
        let text = adapted
            .get(change.id.as_str())
            .map(String::as_str)
            .or(item.map(|item| item.statement.as_str()))?;
        Some(site.text(text))
    };
    let whole = |before: Option<Html>, after: Option<Html>| {
        Some(TextView { marks: None, rewritten: false, percent: 0, before, after })
    };
    let find = |name: &str| site.state_named(name)?.corpus.item(change.id.as_str());
    match change.evolution {
        Evolution::New | Evolution::Reinstated => whole(None, of(find(&diff.to.name), &texts.after)),
        Evolution::Obsolete => whole(of(find(&diff.from.name), &texts.before), None),
        Evolution::Modified | Evolution::Unchanged => None,
    }
}

fn row(site: &Site<'_>, field: &FieldChange) -> RowView {
    let text = |text: &String| if is_text(field.field) { site.text(text) } else { Html::prose(text) };
    let marked = if is_text(field.field) { site.marks.of_field(field) } else { None };
    let marks = marked.filter(|marked| !marked.rewritten).map(|marked| marked.html);
    let shown = marks.is_none();
    RowView {
        label: field.field.label(),
        of: field.of.as_ref().map(ToString::to_string),
        before: field.before.as_ref().filter(|_| shown).map(text),
        after: field.after.as_ref().filter(|_| shown).map(text),
        marks,
    }
}
