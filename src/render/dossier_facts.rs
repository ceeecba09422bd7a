//! What the tables of a dossier say, from the model: the same on a page and on paper.

use crate::model::{Corpus, Dossier, Lane, Nature, Status};

/// Numbers of a section.
#[derive(Debug, Default)]
pub(crate) struct SectionFact {
    /// Title; empty for the total.
    pub(crate) title: String,
    pub(crate) mandatory: usize,
    pub(crate) recommended: usize,
    pub(crate) validated: usize,
    pub(crate) instruction: usize,
}

/// A profile and how many requirements bear it.
#[derive(Debug)]
pub(crate) struct ProfileFact<'a> {
    pub(crate) name: &'a str,
    pub(crate) question: Option<&'a str>,
    pub(crate) count: usize,
}

/// A referential the lane cites.
#[derive(Debug)]
pub(crate) struct ReferenceFact<'a> {
    pub(crate) code: &'a str,
    pub(crate) title: &'a str,
    /// Versions that apply, in words.
    pub(crate) versions: String,
    /// Whether all of them are published.
    pub(crate) published: bool,
    /// Requirements that cite it.
    pub(crate) cited: usize,
}

/// Requirements that are not obsolete, section by section in reading order, and in all.
pub(crate) fn sections(corpus: &Corpus, lane: &Lane) -> (Vec<SectionFact>, SectionFact) {
    let mut rows: Vec<(Option<String>, SectionFact)> = Vec::new();
    let mut total = SectionFact::default();
    for (_, item) in corpus.lane_items(lane).filter(|(_, item)| item.is_live()) {
        if rows.last().is_none_or(|(code, _)| *code != item.section) {
            let title = item.section.as_deref().map_or("Sans section", |code| corpus.section_title(code));
            rows.push((
                item.section.clone(),
                SectionFact { title: title.to_owned(), ..SectionFact::default() },
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

/// Profiles of the dossier, else of the lane.
pub(crate) fn profiles<'a>(corpus: &'a Corpus, lane: &'a Lane, dossier: &'a Dossier) -> Vec<ProfileFact<'a>> {
    let names = if dossier.profiles.is_empty() { &lane.profiles } else { &dossier.profiles };
    let row = |name: &'a String| ProfileFact {
        name,
        question: corpus
            .profiles
            .iter()
            .find(|profile| profile.name == *name)
            .and_then(|profile| profile.question.as_deref()),
        count: corpus
            .lane_items(lane)
            .filter(|(_, item)| item.is_live() && item.profiles.contains(name))
            .count(),
    };
    names.iter().map(row).collect()
}

/// Referentials cited by a requirement of the lane.
pub(crate) fn references<'a>(corpus: &'a Corpus, lane: &Lane) -> Vec<ReferenceFact<'a>> {
    let mut rows = Vec::new();
    for reference in &corpus.references {
        let cites = |item: &crate::model::Requirement| {
            item.is_live() && item.references.iter().any(|link| link.code == reference.code)
        };
        let cited = corpus.lane_items(lane).filter(|(_, item)| cites(item)).count();
        if cited == 0 {
            continue;
        }
        let applicable = reference.applicable(&lane.code);
        let published = !applicable.is_empty()
            && applicable
                .iter()
                .all(|name| reference.version(name).is_some_and(|version| version.is_published()));
        rows.push(ReferenceFact {
            code: &reference.code,
            title: &reference.title,
            versions: if applicable.is_empty() { "à venir".to_owned() } else { applicable.join(", ") },
            published,
            cited,
        });
    }
    rows
}
