//! The checklist of a lane: what a vendor must show, as a form to print and as data.

use serde::Serialize;

use super::{Badge, Link, ScenarioView, scenario};
use crate::model::{Corpus, Lane, Nature, Requirement, Scenario, Vocabulary as _};
use crate::render::site::{Site, State};
use crate::render::typography::{self, Html};
use crate::render::urls;

/// The printable form.
#[derive(Debug, Serialize)]
pub(crate) struct ChecklistView {
    lane: Link,
    lane_title: Html,
    state: String,
    date: Option<Html>,
    total: usize,
    proofs: usize,
    profiles: Vec<ProfileView>,
    sections: Vec<ChecklistSection>,
    cross: Vec<ScenarioView>,
    twins: Vec<Link>,
}

#[derive(Debug, Serialize)]
struct ProfileView {
    name: Html,
    question: Option<Html>,
    count: usize,
}

#[derive(Debug, Serialize)]
struct ChecklistSection {
    anchor: String,
    title: Html,
    entries: Vec<ChecklistEntry>,
}

/// A requirement of the form.
#[derive(Debug, Serialize)]
struct ChecklistEntry {
    id: String,
    anchor: String,
    href: String,
    title: Html,
    statement: Html,
    badges: Vec<Badge>,
    mandatory: bool,
    profiles: Html,
    condition: Option<Html>,
    scenarios: Vec<ScenarioView>,
}

impl ChecklistView {
    pub(crate) fn new(site: &Site<'_>, state: &State<'_>, lane: &Lane) -> Self {
        let mut sections: Vec<(Option<String>, ChecklistSection)> = Vec::new();
        let (mut total, mut proofs) = (0, 0);
        for (_, item) in state.corpus.lane_items(lane).filter(|(_, item)| item.is_live()) {
            total += 1;
            proofs += item.scenarios.iter().map(|scenario| scenario.all_proofs().count()).sum::<usize>();
            if sections.last().is_none_or(|(code, _)| *code != item.section) {
                sections.push((item.section.clone(), section(state.corpus, &item, sections.len())));
            }
            if let Some((_, section)) = sections.last_mut() {
                section.entries.push(entry(site, &item));
            }
        }
        let cross = state.corpus.cross_scenarios.iter().filter(|(code, _)| *code == lane.code);
        Self {
            lane: super::item::lane_link(&lane.code),
            lane_title: Html::prose(&lane.title),
            state: state.name.to_owned(),
            date: state.date.map(typography::time),
            total,
            proofs,
            profiles: profiles(state.corpus, lane),
            sections: sections.into_iter().map(|(_, section)| section).collect(),
            cross: cross.map(|(_, one)| scenario(site, one)).collect(),
            twins: ["json", "csv"]
                .map(|kind| {
                    Link::new(kind.to_uppercase(), urls::lane_file(&lane.code, &format!("checklist.{kind}")))
                })
                .into(),
        }
    }
}

fn profiles(corpus: &Corpus, lane: &Lane) -> Vec<ProfileView> {
    let view = |name: &String| ProfileView {
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
    lane.profiles.iter().map(view).collect()
}

fn section(corpus: &Corpus, item: &Requirement, rank: usize) -> ChecklistSection {
    let code = item.section.as_deref();
    ChecklistSection {
        anchor: format!("s-{}-{}", rank + 1, code.map(urls::anchor).unwrap_or_default()),
        title: Html::prose(code.map_or("Sans section", |code| corpus.section_title(code))),
        entries: Vec::new(),
    }
}

fn entry(site: &Site<'_>, item: &Requirement) -> ChecklistEntry {
    let id = item.id.as_str();
    ChecklistEntry {
        id: id.to_owned(),
        anchor: urls::anchor(id),
        href: urls::item(site.entry(id).map_or(id, |entry| entry.id.as_str())),
        title: Html::prose(&item.title),
        statement: site.text(&item.statement),
        badges: vec![Badge::nature(item.nature), Badge::status(item.status)],
        mandatory: item.nature == Nature::Mandatory,
        profiles: Html::prose(&item.profiles.join(", ")),
        condition: item.condition.as_deref().map(Html::prose),
        scenarios: item.scenarios.iter().map(|one| scenario(site, one)).collect(),
    }
}

/// The form as data.
#[derive(Debug, Serialize)]
pub(crate) struct ChecklistData<'a> {
    schema: &'static str,
    programme: &'a str,
    couloir: &'a str,
    titre: &'a str,
    iteration: &'a str,
    date: Option<&'a str>,
    profils: Vec<ProfileData<'a>>,
    exigences: Vec<Requirement>,
    scenarios_transverses: Vec<&'a Scenario>,
}

#[derive(Debug, Serialize)]
struct ProfileData<'a> {
    nom: &'a str,
    question: Option<&'a str>,
}

impl<'a> ChecklistData<'a> {
    pub(crate) fn new(state: &State<'a>, lane: &'a Lane) -> Self {
        let corpus = state.corpus;
        let question = |name: &str| {
            corpus
                .profiles
                .iter()
                .find(|profile| profile.name == name)
                .and_then(|profile| profile.question.as_deref())
        };
        Self {
            schema: "remc/checklist-definition@1",
            programme: &corpus.programme,
            couloir: &lane.code,
            titre: &lane.title,
            iteration: state.name,
            date: state.date,
            profils: lane
                .profiles
                .iter()
                .map(|name| ProfileData { nom: name, question: question(name) })
                .collect(),
            exigences: corpus
                .lane_items(lane)
                .filter(|(_, item)| item.is_live())
                .map(|(_, item)| item.into_owned())
                .collect(),
            scenarios_transverses: corpus
                .cross_scenarios
                .iter()
                .filter(|(code, _)| *code == lane.code)
                .map(|(_, scenario)| scenario)
                .collect(),
        }
    }
}

/// One row per proof, in the columns vendors know.
pub(crate) fn rows(corpus: &Corpus, lane: &Lane) -> Vec<Vec<String>> {
    let header = [
        "Périmètre",
        "ID",
        "Chapitre",
        "Fonction",
        "Exigence",
        "Commentaire",
        "Profil",
        "Condition",
        "Nature",
        "N° scénario",
        "Scénario",
        "N° preuve",
        "Preuve",
        "Vérification",
        "État",
        "Justification",
        "Fichier",
    ];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for (_, item) in corpus.lane_items(lane).filter(|(_, item)| item.is_live()) {
        let start = |scenario: &str, title: &str, proof: &str, text: &str, points: &str| -> Vec<String> {
            let text_of = |value: &Option<String>| value.clone().unwrap_or_default();
            let chapter = item.section.as_deref().map_or("", |code| corpus.section_title(code));
            let mut row: Vec<String> = vec![
                text_of(&item.scope),
                item.id.to_string(),
                chapter.to_owned(),
                text_of(&item.function),
                item.statement.clone(),
                text_of(&item.comment),
                item.profiles.join(", "),
                text_of(&item.condition),
                item.nature.label().to_owned(),
            ];
            row.extend([scenario, title, proof, text, points, "", "", ""].map(str::to_owned));
            row
        };
        if item.scenarios.is_empty() {
            rows.push(start("", "", "", "", ""));
        }
        for scenario in &item.scenarios {
            let mut any = false;
            for proof in scenario.all_proofs() {
                any = true;
                let points = proof.verification.as_ref().map_or("", |points| points.0.as_str());
                rows.push(start(
                    scenario.id.as_str(),
                    &scenario.title,
                    proof.id.as_str(),
                    &proof.text,
                    points,
                ));
            }
            if !any {
                rows.push(start(scenario.id.as_str(), &scenario.title, "", "", ""));
            }
        }
    }
    rows
}
