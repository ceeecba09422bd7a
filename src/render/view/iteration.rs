//! An iteration: what it holds, what it changed, what became of the comments.

use serde::Serialize;

use super::Link;
use super::comments::dispositions;
use super::diff::{RegisterView, register};
use super::home::Dispositions;
use super::summary::{equation, takeaways, unexplained};
use crate::conformity::EffectTally;
use crate::history::{Diff, RegisterChange, passages_of};
use crate::model::Vocabulary as _;
use crate::render::pages::SUMS;
use crate::render::site::{Pair, Site, State};
use crate::render::stats::{Counts, RoundTally};
use crate::render::typography::{self, Html};
use crate::render::urls;

/// The page of an iteration.
#[derive(Debug, Serialize)]
pub(crate) struct IterationView {
    name: String,
    date: Option<Html>,
    title: Html,
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
    register: Vec<RegisterView>,
    passages: Option<Html>,
    findings: usize,
    /// What to remember of it, in a few sentences.
    takeaways: Vec<Html>,
    /// Reasons given for what it changed, most frequent first, and how many changes have none.
    motives: Vec<(&'static str, usize)>,
    silent: usize,
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
    kept: usize,
    confirm: usize,
    review: usize,
    archived: usize,
    new: usize,
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
        let register = pair.map(registers).unwrap_or_default();
        let passages = pair.zip(sides).and_then(|(pair, (from, to))| {
            let found = passages_of(&pair.all, from.corpus, to.corpus);
            super::passages::list(site, urls::root_of(&urls::iteration(&state.slug)), &found)
        });
        Some(Self {
            name: state.name.to_owned(),
            date: state.date.map(typography::time),
            state: state.iteration().map_or("", |iteration| super::state_label(iteration.state)),
            takeover: state.iteration().is_some_and(|iteration| iteration.takeover),
            digest: baseline.digest.clone(),
            counts: Counts::of(&state.corpus.items),
            applications: lanes.iter().map(|lane| lane.total).sum(),
            before: index.checked_sub(1).and_then(link),
            after: link(index + 1),
            effect: all.as_ref().map(effect),
            lanes,
            all,
            received: received(site, state.name),
            treated: index.checked_sub(1).and_then(|before| received(site, site.states.get(before)?.name)),
            register,
            title: Html::prose(&site.names.title(state.name)),
            passages,
            findings: baseline.findings.len(),
            takeaways: pair.map(|pair| takeaways(&pair.all, answers(None), state)).unwrap_or_default(),
            motives: pair.map(|pair| motives(&pair.all)).unwrap_or_default(),
            silent: pair.map_or(0, |pair| unexplained(&pair.all)),
            errata: errata(site, state),
            files: files(site, index),
            sums: site.publication().then_some(SUMS),
            compare: comparisons(site, index),
            columns: others(site, index).map(|other| other.1.name.to_owned()).collect(),
        })
    }
}

/// How many changes each motive explains, the most frequent first.
fn motives(diff: &Diff) -> Vec<(&'static str, usize)> {
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    for motive in diff.changes.iter().filter_map(|change| change.cause.as_ref()?.motive) {
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

/// Versions that change for everyone, then those that change otherwise in one lane.
fn registers(pair: &Pair) -> Vec<RegisterView> {
    let shared = &pair.all.register;
    let mut rows: Vec<RegisterView> = shared.iter().map(register).collect();
    for diff in &pair.lanes {
        let Some(code) = diff.lane.as_deref() else { continue };
        let own = diff.register.iter().filter(|change| {
            let same = |other: &&RegisterChange| {
                other.code == change.code && other.before == change.before && other.after == change.after
            };
            !shared.iter().any(|other| same(&other))
        });
        rows.extend(own.map(|change| {
            let title = format!("{}, dans le couloir {code}", change.title);
            register(&RegisterChange { title, ..change.clone() })
        }));
    }
    rows
}

fn lane_row(
    label: &str,
    href: Option<String>,
    page: Option<String>,
    total: usize,
    diff: Option<&Diff>,
    answers: EffectTally,
) -> LaneRow {
    let EffectTally { kept, confirm, review, archived, new, taken_over: _ } = answers;
    LaneRow {
        label: label.to_owned(),
        href,
        diff: page,
        total,
        equation: diff.map(|diff| equation(&diff.tally)),
        kept,
        confirm,
        review,
        archived,
        new,
    }
}

fn effect(all: &LaneRow) -> Html {
    let text = if all.confirm + all.review + all.archived + all.new == 0 {
        "Cette itération n’invalide aucune réponse déjà donnée.".to_owned()
    } else {
        let agree = |value: usize, one: &str, many: &str| {
            format!("{} {}", typography::number(value), if value > 1 { many } else { one })
        };
        format!(
            "Les réponses déjà données restent valables pour {} ; {}, {} et {} ; {}.",
            typography::count(all.kept, "exigence"),
            agree(all.confirm, "est à confirmer", "sont à confirmer"),
            agree(all.review, "est à revoir", "sont à revoir"),
            agree(all.archived, "est archivée", "sont archivées"),
            agree(all.new, "exigence nouvelle est à traiter", "exigences nouvelles sont à traiter"),
        )
    };
    Html::prose(&text)
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
