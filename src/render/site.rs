//! Everything pages share, worked out once.
//!
//! Owner of [`Site`]: the states a reader can see, the comparisons between them, the texts and marks already rendered, and
//! the maps that answer « who uses this item » without a search. Pages read it and never change it.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::engine::Engine;
use super::entries::Entries;
use super::glossary::{Glossary, Seen};
use super::markdown;
use super::marks::Marks;
use super::names::Names;
use super::pairs::{far, pairs};
use super::typography::Html;
use super::uses::Uses;
use super::view::{self, Frame};
use super::{RenderContext, RenderError, SiteOptions, Theme, urls};
use crate::history::{Change, Diff, Endpoint};
use crate::model::{Application, Comment, Corpus, Dossier, ItemId, Iteration, Requirement, Scenario};
use crate::quick::{HashMap, HashSet};

pub(crate) use super::entries::Entry;
pub(crate) use super::pairs::Pair;
pub(crate) use crate::DRAFT;

/// A state a reader can see.
pub(crate) struct State<'a> {
    /// Its place among the states.
    pub(crate) index: usize,
    /// Name of the iteration, or [`DRAFT`].
    pub(crate) name: &'a str,
    /// The name in addresses.
    pub(crate) slug: String,
    /// Day, ISO 8601.
    pub(crate) date: Option<&'a str>,
    /// What it says.
    pub(crate) corpus: &'a Corpus,
    /// Whether it is the working tree.
    pub(crate) draft: bool,
    /// The dossiers frozen with it; `None` in a draft, and in an iteration frozen before they were recorded.
    pub(crate) dossiers: Option<&'a [Dossier]>,
}

impl<'a> State<'a> {
    /// The state as one side of a comparison.
    pub(crate) fn endpoint(&self) -> Endpoint {
        Endpoint { name: self.name.to_owned(), date: self.date.map(str::to_owned) }
    }

    /// What the manifest of that moment says of the iteration.
    pub(crate) fn iteration(&self) -> Option<&'a Iteration> {
        self.corpus.iteration(self.name)
    }
}

/// An item in a state.
pub(crate) struct Moment<'a> {
    /// Index of the state.
    pub(crate) state: usize,
    /// The item; `None` when it vanished.
    pub(crate) item: Option<&'a Requirement>,
    /// Position of its change in the comparison of everything that leads to the state.
    change: Option<usize>,
}

/// A text of the project, rendered.
struct Text {
    html: Html,
    /// Terms of the glossary it uses.
    terms: Vec<usize>,
}

/// Everything pages share.
pub(crate) struct Site<'a> {
    pub(crate) context: RenderContext<'a>,
    /// Whether there is one page only: nothing leads out of it.
    pub(crate) alone: bool,
    options: SiteOptions,
    pub(crate) engine: Engine,
    /// How iterations are named in sentences.
    pub(crate) names: Names,
    /// States, oldest first.
    pub(crate) states: Vec<State<'a>>,
    /// Index of the published state.
    pub(crate) published: usize,
    /// Comparisons of each state with the one before, oldest first.
    pub(crate) pairs: Vec<Arc<Pair>>,
    /// Comparisons of published iterations that do not follow each other, by the later one, the nearest first.
    pub(crate) far: Vec<Arc<Pair>>,
    /// Life of each item, by key, oldest state first.
    pub(crate) lives: HashMap<&'a ItemId, Vec<Moment<'a>>>,
    /// Items, in reading order.
    pub(crate) entries: Vec<Entry<'a>>,
    /// Former ids and the entry they lead to.
    pub(crate) tombstones: Vec<(&'a ItemId, usize)>,
    /// Places of the changes that answer a comment: comparison, change.
    citing: OnceLock<HashMap<String, Vec<(usize, usize)>>>,
    by_id: HashMap<&'a str, usize>,
    by_key: HashMap<&'a ItemId, usize>,
    /// Comments on an item, by its key, with the index of their round.
    comments: HashMap<&'a ItemId, Vec<(usize, &'a Comment)>>,
    /// Ids that designated another item in an older state, with the entry of that item in each such state.
    reused: HashMap<&'a str, Vec<(usize, Option<usize>)>>,
    texts: HashMap<&'a str, Text>,
    /// The words explained to readers.
    pub(crate) glossary: Glossary,
    /// Marks of the texts that changed.
    pub(crate) marks: Marks,
    /// Who uses what, in the published state.
    pub(crate) uses: Uses<'a>,
}

impl<'a> Site<'a> {
    /// Prepares the site, with the texts and marks most pages share.
    pub(crate) fn new(context: &RenderContext<'a>, options: &SiteOptions) -> Result<Self, RenderError> {
        let mut site = Self::on_demand(context, options, &[])?;
        site.texts = texts(&site.states, site.published, &site.glossary);
        site.pairs.par_iter().chain(&site.far).for_each(|pair| pair.prepare(&site.states));
        let every = site.pairs.iter().chain(&site.far);
        site.marks = Marks::of(every.flat_map(|pair| std::iter::once(&pair.all).chain(&pair.lanes)));
        Ok(site)
    }

    /// Prepares a site whose pages are written one at a time: texts and marks are worked out by the page that shows
    /// them. `known` holds comparisons already made of the same frozen iterations.
    pub(crate) fn on_demand(
        context: &RenderContext<'a>,
        options: &SiteOptions,
        known: &[Arc<Pair>],
    ) -> Result<Self, RenderError> {
        let (states, published) = states(context);
        let (pairs, far) = rayon::join(|| pairs(&states, options.publication, known), || far(&states, known));
        let lives = lives(&states, &pairs);
        let Entries { list: entries, by_id, by_key, reused, tombstones } = Entries::of(&states, published);
        let uses = Uses::of(states.get(published).map_or(context.corpus, |state| state.corpus), context.work);
        let frame = Frame::new(context, &states, published, options);
        let names = Names::of_project(&context.settings.manifest);
        let mut site = Self {
            context: *context,
            options: options.clone(),
            alone: false,
            engine: Engine::new(frame, &names, &options.theme)?,
            names,
            states,
            published,
            pairs,
            far,
            lives,
            entries,
            tombstones,
            citing: OnceLock::new(),
            by_id,
            by_key,
            comments: HashMap::default(),
            reused,
            texts: HashMap::default(),
            glossary: Glossary::of(&context.settings.manifest),
            marks: Marks::default(),
            uses,
        };
        site.comments = site.comments_by_key();
        Ok(site)
    }

    /// Prepares one page: a comparison between two states, that leads nowhere but to itself.
    pub(crate) fn of_comparison(
        context: &RenderContext<'a>,
        before: &'a Corpus,
        diff: &'a Diff,
    ) -> Result<Self, RenderError> {
        let state = |index, endpoint: &'a Endpoint, corpus| State {
            index,
            name: &endpoint.name,
            slug: urls::slug(&endpoint.name),
            date: endpoint.date.as_deref(),
            corpus,
            draft: endpoint.name == DRAFT,
            dossiers: None,
        };
        let states = vec![state(0, &diff.from, before), state(1, &diff.to, context.corpus)];
        let published = states.len() - 1;
        let Entries { list: mut entries, by_id, by_key, reused, .. } = Entries::of(&states, published);
        let shown: HashSet<&str> = diff
            .changes
            .iter()
            .filter(|change| view::Group::of(change).is_some())
            .map(|change| change.id.as_str())
            .collect();
        for entry in &mut entries {
            let here = shown.contains(entry.id.as_str());
            entry.href = if here { format!("#{}", entry.anchor) } else { String::new() };
        }
        let options = SiteOptions::default();
        let frame = Frame::new(context, &states, published, &options);
        let names = Names::of_project(&context.settings.manifest);
        Ok(Self {
            context: *context,
            alone: true,
            engine: Engine::new(frame, &names, &options.theme)?,
            names,
            options,
            states,
            published,
            pairs: Vec::new(),
            far: Vec::new(),
            lives: HashMap::default(),
            entries,
            tombstones: Vec::new(),
            citing: OnceLock::new(),
            by_id,
            by_key,
            comments: HashMap::default(),
            reused,
            texts: HashMap::default(),
            glossary: Glossary::default(),
            marks: Marks::of(std::iter::once(diff)),
            uses: Uses::of(context.corpus, None),
        })
    }

    /// The published corpus.
    pub(crate) fn corpus(&self) -> &'a Corpus {
        self.context.corpus
    }

    /// The corpus with the last comments and replies: the draft when there is one.
    pub(crate) fn latest(&self) -> &'a Corpus {
        self.context.work.unwrap_or(self.context.corpus)
    }

    /// Public address of the site, with a final slash.
    pub(crate) fn base_url(&self) -> Option<String> {
        let declared = self.context.settings.manifest.publication.url.as_deref();
        let url = self.options.base_url.as_deref().or(declared)?;
        Some(format!("{}/", url.trim_end_matches('/')))
    }

    /// Whether this is what will be published.
    pub(crate) fn publication(&self) -> bool {
        self.options.publication
    }

    /// Templates, colours and logo of the project.
    pub(crate) fn theme(&self) -> &Theme {
        &self.options.theme
    }

    /// The published state; every site has one.
    pub(crate) fn current(&self) -> Option<&State<'a>> {
        self.states.get(self.published)
    }

    /// A text in Markdown, ready for a page.
    pub(crate) fn text(&self, text: &str) -> Html {
        match self.texts.get(text) {
            Some(text) => text.html.clone(),
            None => Html::from_markup(markdown::render(text)),
        }
    }

    /// A text in Markdown, ready for a page on which terms of the glossary are linked where they are first used.
    pub(crate) fn linked(&self, text: &str, root: &str, seen: &mut Seen) -> Html {
        match self.texts.get(text) {
            Some(text) if text.terms.iter().all(|term| seen.has(*term)) => text.html.clone(),
            Some(text) => self.glossary.link(root, &text.html, seen),
            None => self.glossary.link(root, &self.text(text), seen),
        }
    }

    /// Terms of the glossary a text uses.
    pub(crate) fn terms(&self, text: &str) -> Cow<'_, [usize]> {
        match self.texts.get(text) {
            Some(text) => Cow::Borrowed(&text.terms),
            None => Cow::Owned(self.glossary.used(&markdown::render(text))),
        }
    }

    /// The entry an id leads to, former ids included.
    pub(crate) fn entry(&self, id: &str) -> Option<&Entry<'a>> {
        self.entries.get(*self.by_id.get(id)?)
    }

    /// The entry of a stable key.
    pub(crate) fn entry_of(&self, key: &ItemId) -> Option<&Entry<'a>> {
        self.entries.get(*self.by_key.get(key)?)
    }

    /// The entry an id leads to when it is read in a state: it may have designated another item then.
    pub(crate) fn entry_in(&self, state: Option<usize>, id: &str) -> Option<&Entry<'a>> {
        self.entries.get(self.position_in(state, id)?)
    }

    /// The place among the entries of the one an id leads to when it is read in a state.
    pub(crate) fn position_in(&self, state: Option<usize>, id: &str) -> Option<usize> {
        let then = self.reused.get(id).into_iter().flatten().find(|(index, _)| Some(*index) == state);
        then.map_or_else(|| self.by_id.get(id).copied(), |(_, position)| *position)
    }

    /// The entry of the item that a comment on an iteration names: by its id in that iteration or in the next one, else in
    /// any.
    pub(crate) fn entry_named(&self, iteration: &str, id: &str) -> Option<&Entry<'a>> {
        self.entries.get(self.position_named(iteration, id)?)
    }

    /// The place of that entry.
    pub(crate) fn position_named(&self, iteration: &str, id: &str) -> Option<usize> {
        let start = self.states.iter().position(|state| state.name == iteration);
        let holds =
            |index: &usize| self.states.get(*index).is_some_and(|state| state.corpus.item(id).is_some());
        let near = start.into_iter().flat_map(|start| [start, start + 1]).find(holds);
        self.position_in(near, id)
    }

    /// Where the page of an item shows it as it was in a state: nowhere in particular for the published one and for drafts.
    pub(crate) fn pinned(&self, state: &State<'_>) -> String {
        let past = state.index < self.published && !self.alone;
        if past { format!("#{}", state.slug.to_ascii_lowercase()) } else { String::new() }
    }

    /// The last state, before the one an entry is shown in, where its id designated another item, and that item when it
    /// has a page.
    pub(crate) fn formerly(&self, entry: &Entry<'_>) -> Option<(&State<'a>, Option<&Entry<'a>>)> {
        let known = self.reused.get(entry.id.as_str())?;
        let (state, position) = known.iter().rev().find(|(state, _)| *state < entry.state)?;
        Some((self.states.get(*state)?, position.and_then(|position| self.entries.get(position))))
    }

    fn comments_by_key(&self) -> HashMap<&'a ItemId, Vec<(usize, &'a Comment)>> {
        let mut found: HashMap<&'a ItemId, Vec<(usize, &'a Comment)>> = HashMap::default();
        for (index, round) in self.latest().comments.iter().enumerate() {
            for comment in &round.comments {
                if let Some(entry) = self.entry_named(&round.iteration, comment.item.as_str()) {
                    found.entry(entry.key).or_default().push((index, comment));
                }
            }
        }
        found
    }

    /// The comments on an item, whatever it was called then, oldest first.
    pub(crate) fn comments_on(&self, key: &ItemId) -> &[(usize, &'a Comment)] {
        self.comments.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether an id is a former one, with a page of its own.
    pub(crate) fn is_tombstone(&self, id: &ItemId) -> bool {
        self.tombstones.binary_search_by(|(known, _)| (*known).cmp(id)).is_ok()
    }

    /// What changed for an item when it reached a state.
    pub(crate) fn change(&self, moment: &Moment<'_>) -> Option<&Change> {
        self.pair_to(moment.state)?.all.changes.get(moment.change?)
    }

    /// Changes whose author cites a comment, oldest first, each item once. Sought once for the whole site.
    pub(crate) fn citing(&self, comment: &str) -> Vec<&Change> {
        let places = self.citing.get_or_init(|| {
            let mut found: HashMap<String, Vec<(usize, usize)>> = HashMap::default();
            for (pair, one) in self.pairs.iter().enumerate() {
                for (place, change) in one.all.changes.iter().enumerate() {
                    for id in &change.comments {
                        found.entry(id.clone()).or_default().push((pair, place));
                    }
                }
            }
            found
        });
        let mut found: Vec<&Change> = Vec::new();
        for (pair, place) in places.get(comment).into_iter().flatten() {
            let change = self.pairs.get(*pair).and_then(|pair| pair.all.changes.get(*place));
            found.extend(change.filter(|change| found.iter().all(|one| one.key != change.key)));
        }
        found
    }

    /// The comparison that leads to a state.
    pub(crate) fn pair_to(&self, state: usize) -> Option<&Pair> {
        self.pairs.iter().map(Arc::as_ref).find(|pair| pair.to == state)
    }

    /// Whether the site has a page that compares two states.
    pub(crate) fn compares(&self, from: usize, to: usize) -> bool {
        let draft = |index: usize| self.states.get(index).is_none_or(|state| state.draft);
        from + 1 == to || (from < to && !draft(from) && !draft(to))
    }

    /// Whether a comparison has a workbook: any between published iterations, when the site is published. Others have the
    /// three other files, and the command line writes any workbook.
    pub(crate) fn has_workbook(&self, from: usize, to: usize) -> bool {
        from < to && self.publication() && self.states.get(to).is_some_and(|state| !state.draft)
    }

    /// The comparison of two published iterations that do not follow each other.
    pub(crate) fn distant(&self, from: usize, to: usize) -> Option<&Pair> {
        self.far.iter().map(Arc::as_ref).find(|pair| pair.from == from && pair.to == to)
    }

    /// The state of an iteration.
    pub(crate) fn state_named(&self, name: &str) -> Option<&State<'a>> {
        self.states.iter().find(|state| state.name == name)
    }

    /// A mention of a vendor comment.
    pub(crate) fn comment_ref(&self, id: &str) -> view::Link {
        let round = self.uses.rounds.get(id).and_then(|(round, _)| self.latest().comments.get(*round));
        if self.alone {
            return view::Link {
                label: id.to_owned(),
                href: round.map(|_| format!("#{}", urls::anchor(id))),
            };
        }
        let page = round.map(|round| urls::comments(&urls::slug(&round.iteration)));
        view::Link { label: id.to_owned(), href: page.map(|page| format!("{page}#{}", urls::anchor(id))) }
    }
}

/// An item as a lane states it, cloned only when the lane changes more than its profiles: see [`profiles`].
pub(crate) fn stated<'a>(corpus: &'a Corpus, application: &Application) -> Option<Cow<'a, Requirement>> {
    match application.variant {
        None => corpus.item(application.id.as_str()).map(Cow::Borrowed),
        Some(_) => corpus.effective(application),
    }
}

/// The profiles of an item in a lane, from what [`stated`] gave.
pub(crate) fn profiles<'i>(application: &'i Application, item: &'i Requirement) -> &'i [String] {
    if application.variant.is_some() || application.profiles.is_empty() {
        &item.profiles
    } else {
        &application.profiles
    }
}

/// Baselines then the draft; and which of them is published.
fn states<'a>(context: &RenderContext<'a>) -> (Vec<State<'a>>, usize) {
    let mut states: Vec<State<'a>> = context
        .baselines
        .iter()
        .enumerate()
        .map(|(index, baseline)| State {
            index,
            name: &baseline.iteration,
            slug: urls::slug(&baseline.iteration),
            date: Some(&baseline.date),
            corpus: &baseline.corpus,
            draft: false,
            dossiers: baseline.dossiers.as_deref(),
        })
        .collect();
    let draft = |index, corpus| State {
        index,
        name: DRAFT,
        slug: DRAFT.to_owned(),
        date: None,
        corpus,
        draft: true,
        dossiers: None,
    };
    if states.is_empty() {
        return (vec![draft(0, context.corpus)], 0);
    }
    let published = states.len() - 1;
    states.extend(context.work.map(|corpus| draft(published + 1, corpus)));
    (states, published)
}

/// The life of every item, from the comparisons already made.
fn lives<'a>(states: &[State<'a>], pairs: &[Arc<Pair>]) -> HashMap<&'a ItemId, Vec<Moment<'a>>> {
    let mut lives: HashMap<&'a ItemId, Vec<Moment<'a>>> = HashMap::default();
    for (index, state) in states.iter().enumerate() {
        for item in &state.corpus.items {
            lives.entry(&item.key).or_default().push(Moment { state: index, item: Some(item), change: None });
        }
        let Some(pair) = pairs.iter().find(|pair| pair.to == index) else { continue };
        for (position, change) in pair.all.changes.iter().enumerate() {
            let Some(life) = lives.get_mut(&change.key) else { continue };
            match life.last_mut() {
                Some(last) if last.state == index => last.change = Some(position),
                _ => life.push(Moment { state: index, item: None, change: Some(position) }),
            }
        }
    }
    lives
}

/// Every text shown more than once, rendered: statements and comments of all states, scenarios of the published one.
fn texts<'a>(states: &[State<'a>], published: usize, glossary: &Glossary) -> HashMap<&'a str, Text> {
    let mut seen: HashSet<&'a str> = HashSet::default();
    let mut distinct: Vec<&'a str> = Vec::new();
    let mut keep = |text: &'a str| {
        if !text.is_empty() && seen.insert(text) {
            distinct.push(text);
        }
    };
    for (index, state) in states.iter().enumerate() {
        for item in &state.corpus.items {
            keep(&item.statement);
            item.comment.iter().for_each(|comment| keep(comment));
            if index == published {
                item.scenarios.iter().for_each(|scenario| scenario_texts(scenario, &mut keep));
            }
        }
        let variants = state
            .corpus
            .lanes
            .iter()
            .flat_map(|lane| &lane.applications)
            .filter_map(|one| one.variant.as_ref());
        for variant in variants {
            variant.fields.statement.iter().chain(&variant.fields.comment).for_each(|text| keep(text));
        }
    }
    let ready = |text: &str| {
        let html = Html::from_markup(markdown::render(text));
        Text { terms: glossary.used(html.as_str()), html }
    };
    distinct.into_par_iter().map(|text| (text, ready(text))).collect()
}

pub(crate) fn scenario_texts<'a>(scenario: &'a Scenario, keep: &mut impl FnMut(&'a str)) {
    keep(&scenario.prerequisite);
    scenario.steps.iter().for_each(|step| keep(&step.text));
    for proof in scenario.all_proofs() {
        keep(&proof.text);
        proof.verification.iter().for_each(|points| keep(&points.0));
    }
}
