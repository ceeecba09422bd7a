//! The DSR of a lane: its own Markdown, and tables made from the model.

use serde::Serialize;

use super::Link;
use crate::model::{Corpus, Lane, Nature, Status};
use crate::render::site::Site;
use crate::render::typography::{self, Html};
use crate::render::urls;
use crate::settings::Dossier;

/// The page of a dossier.
#[derive(Debug, Serialize)]
pub(crate) struct DossierView {
    lane: Link,
    title: Html,
    version: String,
    date: Html,
    procedure: Option<Html>,
    profiles: Vec<String>,
    state: String,
    revisions: Vec<RevisionView>,
    body: Html,
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
    lane_href: String,
}

#[derive(Debug, Default, Serialize)]
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
    href: String,
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

impl DossierView {
    pub(crate) fn new(site: &Site<'_>, dossier: &Dossier, body: Html) -> Self {
        Self {
            lane: super::item::lane_link(&dossier.lane),
            title: Html::prose(&dossier.title),
            version: dossier.version.clone(),
            date: typography::time(&dossier.date),
            procedure: dossier.procedure.as_deref().map(Html::prose),
            profiles: dossier.profiles.clone(),
            state: site.current().map_or_else(String::new, |state| state.name.to_owned()),
            revisions: dossier
                .revisions
                .iter()
                .map(|revision| RevisionView {
                    version: revision.version.clone(),
                    date: typography::short_time(&revision.date),
                    subject: Html::prose(&revision.subject),
                })
                .collect(),
            body,
        }
    }
}

impl DossierTables {
    pub(crate) fn new(site: &Site<'_>, dossier: &Dossier) -> Option<Self> {
        let corpus = site.corpus();
        let lane = corpus.lane(&dossier.lane)?;
        let (sections, total) = sections(corpus, lane);
        Some(Self {
            state: site.current()?.name.to_owned(),
            sections,
            total,
            profiles: profiles(corpus, lane, dossier),
            references: references(site, lane),
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
            lane_href: urls::lane(&lane.code),
        })
    }
}

fn sections(corpus: &Corpus, lane: &Lane) -> (Vec<SectionRow>, SectionRow) {
    let mut rows: Vec<(Option<String>, SectionRow)> = Vec::new();
    let mut total = SectionRow::default();
    for (_, item) in corpus.lane_items(lane).filter(|(_, item)| item.is_live()) {
        if rows.last().is_none_or(|(code, _)| *code != item.section) {
            let title = item.section.as_deref().map_or("Sans section", |code| corpus.section_title(code));
            rows.push((
                item.section.clone(),
                SectionRow { title: Some(Html::prose(title)), ..SectionRow::default() },
            ));
        }
        for row in rows.last_mut().map(|(_, row)| row).into_iter().chain([&mut total]) {
            match item.nature {
                Nature::Mandatory => row.mandatory += 1,
                Nature::Recommended => row.recommended += 1,
            }
            if item.status == Status::Validated {
                row.validated += 1;
            } else {
                row.instruction += 1;
            }
        }
    }
    (rows.into_iter().map(|(_, row)| row).collect(), total)
}

fn profiles(corpus: &Corpus, lane: &Lane, dossier: &Dossier) -> Vec<ProfileRow> {
    let names = if dossier.profiles.is_empty() { &lane.profiles } else { &dossier.profiles };
    let row = |name: &String| ProfileRow {
        name: Html::prose(name),
        question: corpus
            .profiles
            .iter()
            .find(|profile| profile.name == *name)
            .and_then(|profile| profile.question.as_deref())
            .map(Html::prose),
        count: corpus
            .lane_items(lane)
            .filter(|(_, item)| item.is_live() && item.profiles.contains(name))
            .count(),
    };
    names.iter().map(row).collect()
}

/// Referentials cited by a requirement of the lane.
fn references(site: &Site<'_>, lane: &Lane) -> Vec<ReferenceRow> {
    let corpus = site.corpus();
    let mut rows = Vec::new();
    for reference in &corpus.references {
        let cited = corpus
            .lane_items(lane)
            .filter(|(_, item)| {
                item.is_live() && item.references.iter().any(|link| link.code == reference.code)
            })
            .count();
        if cited == 0 {
            continue;
        }
        let applicable = reference.applicable(&lane.code);
        let published = !applicable.is_empty()
            && applicable
                .iter()
                .all(|name| reference.version(name).is_some_and(|version| version.is_published()));
        rows.push(ReferenceRow {
            code: reference.code.clone(),
            href: urls::reference(&reference.code),
            title: Html::prose(&reference.title),
            versions: Html::prose(&if applicable.is_empty() {
                "à venir".to_owned()
            } else {
                applicable.join(", ")
            }),
            published,
            cited,
        });
    }
    rows
}
