//! The DSR of a lane: its own Markdown, and tables made from the model.

use serde::Serialize;

use super::dossier_history::DossierHistory;
use super::{Banner, Link};
use crate::model::{Corpus, Dossier};
use crate::render::dossier_facts::{self, SectionFact};
use crate::render::dossiers::{self, Kept};
use crate::render::markup::Markup;
use crate::render::site::{DRAFT, Site};
use crate::render::typography::{self, Html};
use crate::render::urls;

/// The page of a dossier at a state.
#[derive(Debug, Serialize)]
pub(crate) struct DossierView {
    lane: Link,
    title: Html,
    /// Version and day; nothing when the text is not known.
    version: Option<String>,
    date: Option<Html>,
    procedure: Option<Html>,
    profiles: Vec<String>,
    state: String,
    revisions: Vec<RevisionView>,
    body: Option<Html>,
    banner: Option<Html>,
    /// Says that the text shown was not frozen, or that none is known.
    unrecorded: Option<Html>,
    /// The page at the other states, newest first.
    states: Vec<Link>,
    history: Option<DossierHistory>,
}

#[derive(Debug, Serialize)]
struct RevisionView {
    version: String,
    date: Html,
    subject: Html,
}

/// What the tables of a dossier show.
#[derive(Debug, Serialize)]
pub(crate) struct DossierTables {
    state: String,
    sections: Vec<SectionRow>,
    total: SectionRow,
    profiles: Vec<ProfileRow>,
    references: Vec<ReferenceRow>,
    steps: Vec<StepRow>,
    lane_href: Option<String>,
}

#[derive(Debug, Serialize)]
struct SectionRow {
    title: Option<Html>,
    mandatory: usize,
    recommended: usize,
    validated: usize,
    instruction: usize,
}

#[derive(Debug, Serialize)]
struct ProfileRow {
    name: Html,
    question: Option<Html>,
    count: usize,
}

#[derive(Debug, Serialize)]
struct ReferenceRow {
    code: String,
    href: Option<String>,
    title: Html,
    versions: Html,
    published: bool,
    cited: usize,
}

#[derive(Debug, Serialize)]
struct StepRow {
    name: String,
    date: Html,
    state: &'static str,
    href: Option<String>,
}

impl From<SectionFact> for SectionRow {
    fn from(fact: SectionFact) -> Self {
        let SectionFact { title, mandatory, recommended, validated, instruction } = fact;
        let title = (!title.is_empty()).then(|| Html::prose(&title));
        Self { title, mandatory, recommended, validated, instruction }
    }
}

impl DossierView {
    /// The dossier of a state. `current`: the page that moves on with the published state.
    pub(crate) fn new(site: &Site<'_>, index: usize, kept: &Kept, body: Html, current: bool) -> Self {
        let state = site.states.get(index);
        let name = state.map_or("", |state| state.name);
        let mut view = Self::of(site, &kept.dossier, name);
        view.body = Some(body);
        view.states = states(site, &kept.dossier.lane, (!current).then_some(index));
        view.unrecorded = (!kept.own).then(|| {
            let text = format!("Le dossier n’a pas été consigné au gel {} : ce texte est celui du projet, à la version que porte son en-tête.", site.names.of(name));
            Html::prose(&text)
        });
        view.banner = banner(site, &kept.dossier.lane, index, current);
        view.history = current.then(|| DossierHistory::new(site, &kept.dossier.lane)).flatten();
        view
    }

    /// The dossier being written, beside the published one.
    pub(crate) fn draft(site: &Site<'_>, dossier: &Dossier, body: Html) -> Self {
        let mut view = Self::of(site, dossier, DRAFT);
        view.body = Some(body);
        view.states = states(site, &dossier.lane, None);
        let text = "Brouillon en cours d’écriture.".to_owned();
        let links = vec![("Voir le dossier publié".to_owned(), dossiers::current_page(&dossier.lane))];
        view.banner = Some(boxed(&Banner { kind: "note", text, links }, &dossier.lane));
        view
    }

    /// A state whose dossier nobody recorded.
    pub(crate) fn absent(site: &Site<'_>, index: usize, lane: &str, current: bool) -> Self {
        let state = site.states.get(index);
        let name = state.map_or("", |state| state.name);
        let nothing = Dossier {
            lane: lane.to_owned(),
            title: format!("Dossier du couloir {lane} {}", site.names.within(name)),
            ..Dossier::default()
        };
        let mut view = Self::of(site, &nothing, name);
        view.unrecorded = Some(match state.and_then(|state| state.dossiers) {
            Some(_) => {
                Html::prose(&format!("Le couloir n’avait pas de dossier {}.", site.names.within(name)))
            }
            None => super::dossier_history::statement(&[site.names.of(name)]),
        });
        view.states = states(site, lane, (!current).then_some(index));
        view.banner = banner(site, lane, index, current);
        view.history = current.then(|| DossierHistory::new(site, lane)).flatten();
        view
    }

    fn of(site: &Site<'_>, dossier: &Dossier, state: &str) -> Self {
        let home = site.corpus().lane(&dossier.lane).map(|lane| urls::lane(&lane.code));
        Self {
            lane: Link { label: dossier.lane.clone(), href: home },
            title: Html::prose(&dossier.title),
            version: Some(dossier.version.clone()).filter(|version| !version.is_empty()),
            date: Some(&dossier.date).filter(|date| !date.is_empty()).map(|date| typography::time(date)),
            procedure: dossier.procedure.as_deref().map(Html::prose),
            profiles: dossier.profiles.clone(),
            state: state.to_owned(),
            revisions: dossier
                .revisions
                .iter()
                .map(|revision| RevisionView {
                    version: revision.version.clone(),
                    date: typography::short_time(&revision.date),
                    subject: Html::prose(&revision.subject),
                })
                .collect(),
            body: None,
            banner: None,
            unrecorded: None,
            states: Vec::new(),
            history: None,
        }
    }
}

/// The pages of the dossier, newest first: in force, one per iteration, the draft. `here`: the index of the iteration the
/// page belongs to.
fn states(site: &Site<'_>, lane: &str, here: Option<usize>) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    if dossiers::draft(site, lane).is_some() {
        links.push(Link::new("brouillon", dossiers::draft_page(lane)));
    }
    for (index, state) in site.states.iter().enumerate().rev() {
        if !state.draft && state.corpus.lane(lane).is_some() {
            let href = (here != Some(index)).then(|| dossiers::frozen_page(lane, &state.slug));
            links.push(Link { label: site.names.bare(state.name).to_owned(), href });
        }
    }
    links
}

/// Says that a frozen dossier is not the one in force.
fn banner(site: &Site<'_>, lane: &str, index: usize, current: bool) -> Option<Html> {
    let state = site.states.get(index)?;
    if current || index == site.published {
        return None;
    }
    let next = site.states.get(index + 1)?;
    let text = format!(
        "Dossier figé {}, remplacé par celui {}.",
        site.names.to(state.name),
        site.names.of(next.name)
    );
    let links = match site.corpus().lane(lane) {
        Some(_) => vec![("Voir le dossier en vigueur".to_owned(), dossiers::current_page(lane))],
        None => Vec::new(),
    };
    Some(boxed(&Banner { kind: "alerte", text, links }, lane))
}

fn boxed(banner: &Banner, lane: &str) -> Html {
    let mut out = Markup::new(urls::root_of(&dossiers::current_page(lane)), 256);
    out.banner(banner);
    out.finish()
}

impl DossierTables {
    /// The tables of a dossier, from a state.
    pub(crate) fn new(site: &Site<'_>, dossier: &Dossier, corpus: &Corpus, state: &str) -> Option<Self> {
        let lane = corpus.lane(&dossier.lane)?;
        let (sections, total) = dossier_facts::sections(corpus, lane);
        Some(Self {
            state: state.to_owned(),
            sections: sections.into_iter().map(SectionRow::from).collect(),
            total: SectionRow::from(total),
            profiles: dossier_facts::profiles(corpus, lane, dossier)
                .into_iter()
                .map(|profile| ProfileRow {
                    name: Html::prose(profile.name),
                    question: profile.question.map(Html::prose),
                    count: profile.count,
                })
                .collect(),
            references: dossier_facts::references(corpus, lane)
                .into_iter()
                .map(|reference| ReferenceRow {
                    code: reference.code.to_owned(),
                    href: site.corpus().reference(reference.code).map(|_| urls::reference(reference.code)),
                    title: Html::prose(reference.title),
                    versions: Html::prose(&reference.versions),
                    published: reference.published,
                    cited: reference.cited,
                })
                .collect(),
            steps: corpus
                .iterations
                .iter()
                .map(|iteration| StepRow {
                    name: iteration.name.clone(),
                    date: typography::time(&iteration.date),
                    state: super::state_label(iteration.state),
                    href: site.state_named(&iteration.name).map(|state| urls::iteration(&state.slug)),
                })
                .collect(),
            lane_href: site.corpus().lane(&lane.code).map(|lane| urls::lane(&lane.code)),
        })
    }
}
