//! An iteration: what it holds, what it changed, what became of the comments.

use serde::Serialize;

use super::Link;
use super::comments::dispositions;
use super::home::Dispositions;
use super::summary::{Group, effect, equation, takeaways};
use crate::conformity::EffectTally;
use crate::history::{Change, Diff, Evolution, LanePassage, passages_of};
use crate::model::{ItemId, Motive, Vocabulary as _};
use crate::quick::HashSet;
use crate::render::compared::versions;
use crate::render::markup::Markup;
use crate::render::pages::SUMS;
use crate::render::site::{Pair, Site, State};
use crate::render::stats::{Counts, RoundTally};
use crate::render::typography::{self, Html};
use crate::render::urls;

/// The page of an iteration.
#[derive(Debug, Serialize)]
pub(crate) struct IterationView {
    name: String,
    title: Html,
    date: Option<Html>,
    state: &'static str,
    takeover: bool,
    digest: String,
    counts: Counts,
    applications: usize,
    before: Option<Link>,
    after: Option<Link>,
    lanes: Vec<LaneRow>,
    all: Option<LaneRow>,
    effect: Option<Html>,
    received: Option<Received>,
    treated: Option<Received>,
    moves: Vec<MoveRow>,
    findings: usize,
    /// What to remember of it, in a few sentences.
    takeaways: Vec<Html>,
    /// Reasons given for what it changed, most frequent first.
    motives: Vec<(&'static str, usize)>,
    /// All its changes.
    changes: usize,
    /// Those without a reason, and what they are.
    undeclared: usize,
    undeclared_kinds: Html,
    /// Corrections published since, in order: IT3.1 for IT3.
    errata: Vec<Link>,
    files: Vec<FileRow>,
    /// The file that holds the SHA-256 of those offered for download.
    sums: Option<&'static str>,
    compare: Vec<Row>,
    columns: Vec<String>,
}

/// What an iteration did to a lane, and to the answers its vendors already gave.
#[derive(Debug, Serialize)]
pub(crate) struct LaneRow {
    label: String,
    href: Option<String>,
    diff: Option<String>,
    total: usize,
    equation: Option<Html>,
    before: usize,
    kept: usize,
    confirm: usize,
    review: usize,
    archived: usize,
    new: usize,
    inherited: usize,
}

/// Files of an iteration: for a lane, or for all.
#[derive(Debug, Serialize)]
struct FileRow {
    label: String,
    files: Vec<Link>,
}

/// A lane, or all of them, compared with every other iteration; `None` where the lane is not.
#[derive(Debug, Serialize)]
struct Row {
    label: String,
    cells: Vec<Option<Link>>,
}

/// A referential whose applicable version moves, in the lanes where it moves the same way.
#[derive(Debug, Serialize)]
struct MoveRow {
    code: String,
    title: Html,
    /// Nothing for a referential the register no longer has.
    href: Option<String>,
    before: String,
    after: String,
    lanes: Vec<String>,
    /// Requirements asked another version, each once.
    touched: usize,
    ids: Html,
    /// Requirements that cite another exact version and stay on it.
    held: usize,
    held_ids: Html,
}

/// Comments on an iteration.
#[derive(Debug, Serialize)]
struct Received {
    iteration: String,
    href: String,
    total: usize,
    vendors: usize,
    dispositions: Dispositions,
}

impl IterationView {
    pub(crate) fn new(site: &Site<'_>, index: usize) -> Option<Self> {
        let state = site.states.get(index)?;
        let baseline = site.context.baselines.get(index)?;
        let pair = site.pair_to(index);
        let sides = pair.and_then(|pair| Some((site.states.get(pair.from)?, state)));
        let link = |other: usize| {
            let other = site.states.get(other).filter(|other| !other.draft)?;
            Some(Link::new(site.names.bare(other.name), urls::iteration(&other.slug)))
        };
        let answers = |lane| pair.map(|pair| pair.answers(lane, &site.states)).unwrap_or_default();
        let lanes: Vec<LaneRow> = state
            .corpus
            .lanes
            .iter()
            .map(|lane| {
                let diff = pair
                    .and_then(|pair| pair.lanes.iter().find(|diff| diff.lane.as_deref() == Some(&lane.code)));
                let page = sides.map(|(from, to)| urls::diff(Some(&lane.code), &from.slug, &to.slug, "html"));
                let total = state.corpus.lane_items(lane).filter(|(_, item)| item.is_live()).count();
                let href = urls::lane_file(&lane.code, &format!("{}.html", state.slug));
                lane_row(&lane.code, Some(href), page, total, diff, answers(Some(&lane.code)))
            })
            .collect();
        let all = pair.zip(sides).map(|(pair, (from, to))| {
            let page = urls::diff(None, &from.slug, &to.slug, "html");
            lane_row(
                "Exigences distinctes",
                None,
                Some(page),
                pair.all.tally.after,
                Some(&pair.all),
                answers(None),
            )
        });
        let moves = pair.zip(sides).map(|(pair, sides)| moves(site, pair, sides)).unwrap_or_default();
        Some(Self {
            name: state.name.to_owned(),
            title: Html::prose(&site.names.title(state.name)),
            date: state.date.map(typography::time),
            state: state.iteration().map_or("", |iteration| super::state_label(iteration.state)),
            takeover: state.iteration().is_some_and(|iteration| iteration.takeover),
            digest: baseline.digest.clone(),
            counts: Counts::of(&state.corpus.items),
            applications: lanes.iter().map(|lane| lane.total).sum(),
            before: index.checked_sub(1).and_then(link),
            after: link(index + 1),
            effect: pair.map(|_| effect(answers(None))),
            lanes,
            all,
            received: received(site, state.name),
            treated: index.checked_sub(1).and_then(|before| received(site, site.states.get(before)?.name)),
            moves,
            findings: baseline.findings.len(),
            takeaways: pair.map(|pair| takeaways(&pair.all, answers(None), state)).unwrap_or_default(),
            motives: pair.map(|pair| motives(&pair.all)).unwrap_or_default(),
            changes: pair.map_or(0, |pair| told(&pair.all).count()),
            undeclared: pair.map_or(0, |pair| undeclared(&pair.all).count()),
            undeclared_kinds: Html::prose(&pair.map(|pair| undeclared_kinds(&pair.all)).unwrap_or_default()),
            errata: errata(site, state),
            files: files(site, index),
            sums: site.publication().then_some(SUMS),
            compare: comparisons(site, index),
            columns: others(site, index).map(|other| other.1.name.to_owned()).collect(),
        })
    }
}

/// Changes that a comparison shows: typography apart.
fn told(diff: &Diff) -> impl Iterator<Item = &Change> {
    diff.changes.iter().filter(|change| Group::of(change).is_some())
}

fn motive(change: &Change) -> Option<Motive> {
    change.cause.as_ref()?.motive
}

/// Changes without a motive.
fn undeclared(diff: &Diff) -> impl Iterator<Item = &Change> {
    told(diff).filter(|change| motive(change).is_none())
}

/// « 2 modifications, 12 nouvelles et 26 dont le sens ne change pas ».
fn undeclared_kinds(diff: &Diff) -> String {
    let steady = "dont le sens ne change pas";
    let parts: Vec<String> = [
        (Evolution::Modified, "modification", "modifications"),
        (Evolution::New, "nouvelle", "nouvelles"),
        (Evolution::Reinstated, "réintroduite", "réintroduites"),
        (Evolution::Obsolete, "obsolète", "obsolètes"),
        (Evolution::Unchanged, steady, steady),
    ]
    .into_iter()
    .map(|(evolution, one, many)| {
        let count = undeclared(diff).filter(|change| change.evolution == evolution).count();
        (count, if count > 1 { many } else { one })
    })
    .filter(|(count, _)| *count > 0)
    .map(|(count, words)| format!("{} {words}", typography::number(count)))
    .collect();
    super::enumeration(&parts)
}

/// How many changes each motive explains, the most frequent first.
fn motives(diff: &Diff) -> Vec<(&'static str, usize)> {
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    for motive in told(diff).filter_map(motive) {
        match counts.iter_mut().find(|(label, _)| *label == motive.label()) {
            Some((_, count)) => *count += 1,
            None => counts.push((motive.label(), 1)),
        }
    }
    counts.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(right.0)));
    counts
}

/// Iterations that correct this one: their names add a number to its own.
fn errata(site: &Site<'_>, state: &State<'_>) -> Vec<Link> {
    let corrects = |other: &&State<'_>| {
        let more = other.name.strip_prefix(state.name).and_then(|rest| rest.strip_prefix('.'));
        more.is_some_and(|rest| rest.bytes().all(|one| one.is_ascii_digit() || one == b'.'))
    };
    let found = site.states.iter().filter(|other| !other.draft).filter(corrects);
    found.map(|other| Link::new(site.names.bare(other.name), urls::iteration(&other.slug))).collect()
}

/// What the site keeps of an iteration: its lanes, their checklists, what changed to reach it.
fn files(site: &Site<'_>, index: usize) -> Vec<FileRow> {
    let Some(state) = site.states.get(index) else { return Vec::new() };
    let step = site.pair_to(index).map(|pair| (pair.from, site.states.get(pair.from)));
    let differences = |lane: Option<&str>| -> Vec<Link> {
        let Some((before, Some(from))) = step else { return Vec::new() };
        let mut kinds = vec![("json", "JSON"), ("csv", "CSV"), ("md", "Markdown")];
        if site.has_workbook(before, index) {
            kinds.insert(0, ("xlsx", "XLSX"));
        }
        let link = |(kind, name): (&str, &str)| {
            let label = format!("différences depuis {} ({name})", site.names.full(from.name));
            Link::new(label, urls::diff(lane, &from.slug, &state.slug, kind))
        };
        kinds.into_iter().map(link).collect()
    };
    let lanes = state.corpus.lanes.iter().map(|lane| {
        let page = |file: String| urls::lane_file(&lane.code, &file);
        let mut files = vec![
            Link::new("exigences", page(format!("{}.html", state.slug))),
            Link::new("liste de conformité", urls::frozen_checklist(&lane.code, &state.slug)),
        ];
        let known = site.pair_to(index).is_some_and(|pair| {
            pair.lanes.iter().any(|diff| diff.lane.as_deref() == Some(lane.code.as_str()))
        });
        if known {
            files.extend(differences(Some(&lane.code)));
        }
        FileRow { label: lane.code.clone(), files }
    });
    let all = FileRow { label: "Tous les couloirs".to_owned(), files: differences(None) };
    lanes.chain((!all.files.is_empty()).then_some(all)).collect()
}

/// The other published iterations, oldest first.
fn others<'s, 'a>(site: &'s Site<'a>, index: usize) -> impl Iterator<Item = (usize, &'s State<'a>)> {
    let all = site.states.iter().enumerate();
    all.filter(move |(other, state)| *other != index && !state.draft)
}

/// What changed between this iteration and each other one, whichever came first.
fn comparisons(site: &Site<'_>, index: usize) -> Vec<Row> {
    let Some(state) = site.states.get(index) else { return Vec::new() };
    if others(site, index).next().is_none() {
        return Vec::new();
    }
    let lanes = state.corpus.lanes.iter().map(|lane| Some(lane.code.as_str()));
    lanes
        .chain([None])
        .map(|lane| {
            let cells = others(site, index).map(|(other, found)| {
                let (from, to) = if other < index { (found, state) } else { (state, found) };
                let known = lane.is_none_or(|code| to.corpus.lane(code).is_some());
                let label = format!("{} → {}", site.names.bare(from.name), site.names.bare(to.name));
                known.then(|| Link::new(label, urls::diff(lane, &from.slug, &to.slug, "html")))
            });
            Row { label: lane.unwrap_or("Tous les couloirs").to_owned(), cells: cells.collect() }
        })
        .collect()
}

/// Each referential that moves, a line for each move: what lanes ask before and after, and what it touches there; then
/// those that move and that no requirement follows.
fn moves(site: &Site<'_>, pair: &Pair, (from, to): (&State<'_>, &State<'_>)) -> Vec<MoveRow> {
    let mut rows: Vec<MoveRow> = Vec::new();
    for passage in passages_of(&pair.all, from.corpus, to.corpus) {
        let mut moved: Vec<(&LanePassage, Vec<&LanePassage>)> = Vec::new();
        for lane in &passage.lanes {
            let alike = |(first, _): &&mut (&LanePassage, Vec<&LanePassage>)| {
                (&first.before, &first.after) == (&lane.before, &lane.after)
            };
            match moved.iter_mut().find(alike) {
                Some((_, lanes)) => lanes.push(lane),
                None => moved.push((lane, vec![lane])),
            }
        }
        for (first, lanes) in moved {
            rows.push(MoveRow::new(
                site,
                to.index,
                (&passage.code, &passage.title),
                (&first.before, &first.after),
                &lanes,
            ));
        }
    }
    let shown: Vec<String> = rows.iter().map(|row| row.code.clone()).collect();
    for change in pair.all.register.iter().filter(|change| !shown.contains(&change.code)) {
        rows.push(MoveRow::new(
            site,
            to.index,
            (&change.code, &change.title),
            (&change.before, &change.after),
            &[],
        ));
    }
    rows
}

impl MoveRow {
    /// Ids are those of `state`.
    fn new(
        site: &Site<'_>,
        state: usize,
        (code, title): (&str, &str),
        (before, after): (&[String], &[String]),
        lanes: &[&LanePassage],
    ) -> Self {
        let root = urls::root_of(&urls::iteration(""));
        let distinct = |list: fn(&LanePassage) -> &Vec<ItemId>| {
            let mut known: HashSet<&ItemId> = HashSet::default();
            let every = lanes.iter().flat_map(|lane| list(lane));
            every.filter(|id| known.insert(*id)).collect::<Vec<&ItemId>>()
        };
        let written = |ids: &[&ItemId]| {
            let mut out = Markup::new(root, 256).reading(state);
            out.ids(site, ids.iter().copied());
            out.finish()
        };
        let (touched, held) = (distinct(|lane| &lane.touched), distinct(|lane| &lane.held));
        Self {
            code: code.to_owned(),
            title: Html::prose(title),
            href: site.corpus().reference(code).map(|_| urls::reference(code)),
            before: versions(before),
            after: versions(after),
            lanes: lanes.iter().map(|lane| lane.lane.clone()).collect(),
            touched: touched.len(),
            ids: written(&touched),
            held: held.len(),
            held_ids: written(&held),
        }
    }
}

fn lane_row(
    label: &str,
    href: Option<String>,
    page: Option<String>,
    total: usize,
    diff: Option<&Diff>,
    answers: EffectTally,
) -> LaneRow {
    let EffectTally { kept, confirm, review, archived, new, inherited, .. } = answers;
    LaneRow {
        label: label.to_owned(),
        href,
        diff: page,
        total,
        equation: diff.map(|diff| equation(&diff.tally)),
        before: answers.given(),
        kept,
        confirm,
        review,
        archived,
        new,
        inherited,
    }
}

fn received(site: &Site<'_>, iteration: &str) -> Option<Received> {
    let round = site.latest().comments.iter().find(|round| round.iteration == iteration)?;
    let tally = RoundTally::of(round);
    Some(Received {
        iteration: iteration.to_owned(),
        href: urls::comments(&urls::slug(iteration)),
        total: tally.received,
        vendors: tally.vendors,
        dispositions: dispositions(&tally),
    })
}
