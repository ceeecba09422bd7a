//! The checklist of a lane: what a vendor must show, as a form to print and as a table. As data, it is a
//! [`Definition`](crate::conformity::Definition).

use serde::Serialize;

use super::Link;
use super::scenario::scenario;
use crate::model::{Application, Corpus, Lane, Nature, Requirement, Vocabulary as _};
use crate::render::csv::Csv;
use crate::render::markup::Markup;
use crate::render::site::{Site, State, profiles, stated};
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
    cross: Option<Html>,
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
    body: Html,
}

impl ChecklistView {
    /// About how much its list weighs.
    pub(crate) fn weight(&self) -> usize {
        self.sections.iter().map(|section| section.body.as_str().len() + 256).sum()
    }

    pub(crate) fn new(site: &Site<'_>, root: &'static str, state: &State<'_>, lane: &Lane) -> Self {
        let mut sections: Vec<ChecklistSection> = Vec::new();
        let mut open: Option<(Option<String>, Markup)> = None;
        let (mut total, mut proofs) = (0, 0);
        let mut close = |open: &mut Option<(Option<String>, Markup)>| {
            if let Some((code, body)) = open.take() {
                sections.push(section(state.corpus, code.as_deref(), sections.len(), body.finish()));
            }
        };
        for application in &lane.applications {
            let Some(item) = stated(state.corpus, application).filter(|item| item.is_live()) else {
                continue;
            };
            total += 1;
            proofs += item.scenarios.iter().map(|scenario| scenario.all_proofs().count()).sum::<usize>();
            if open.as_ref().is_none_or(|(code, _)| *code != item.section) {
                close(&mut open);
            }
            let (_, body) = open.get_or_insert_with(|| (item.section.clone(), Markup::new(root, 16 << 10)));
            entry(body, site, application, &item);
        }
        close(&mut open);
        let mut cross = Markup::new(root, 0);
        for (_, one) in state.corpus.cross_scenarios.iter().filter(|(code, _)| *code == lane.code) {
            scenario(&mut cross, site, one, "3");
        }
        Self {
            lane: super::item::lane_link(&lane.code),
            lane_title: Html::prose(&lane.title),
            state: state.name.to_owned(),
            date: state.date.map(typography::time),
            total,
            proofs,
            profiles: questions(state.corpus, lane),
            sections,
            cross: cross.finish().filled(),
            twins: ["json", "csv"]
                .map(|kind| {
                    Link::new(kind.to_uppercase(), urls::lane_file(&lane.code, &format!("checklist.{kind}")))
                })
                .into(),
        }
    }
}

fn questions(corpus: &Corpus, lane: &Lane) -> Vec<ProfileView> {
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

fn section(corpus: &Corpus, code: Option<&str>, rank: usize, body: Html) -> ChecklistSection {
    ChecklistSection {
        anchor: format!("s-{}-{}", rank + 1, code.map(urls::anchor).unwrap_or_default()),
        title: Html::prose(code.map_or("Sans section", |code| corpus.section_title(code))),
        body,
    }
}

/// A requirement of the form.
fn entry(out: &mut Markup, site: &Site<'_>, application: &Application, item: &Requirement) {
    const BOX: &str = "<li><span class=\"case\" aria-hidden=\"true\"></span> ";
    let id = item.id.as_str();
    out.raw("<article class=\"carte ligne\"").item_anchor(site, id).raw("><h4>");
    out.id(site, id).raw(" ").title(site, item);
    out.raw("</h4>\n<p class=\"bs\">").nature(item.nature).status(item.status);
    let profiles = profiles(application, item);
    if !profiles.is_empty() {
        out.raw("<span class=\"discret\">Profil\u{a0}: ").words(profiles).raw("</span>");
    }
    out.raw("</p>\n");
    if let Some(condition) = &item.condition {
        out.raw("<p class=\"discret\">Condition\u{a0}: ").prose(condition).raw("</p>\n");
    }
    out.raw("<div class=\"texte\">")
        .html(&site.text(&item.statement))
        .raw("</div>\n<ul class=\"cases en-ligne\">");
    out.raw(BOX).raw("Conforme</li>").raw(BOX).raw("Non conforme</li>").raw(BOX).raw("Non applicable</li>");
    if item.nature == Nature::Recommended {
        out.raw(BOX).raw("Non retenue</li>");
    }
    out.raw("</ul>\n");
    if item.scenarios.is_empty() {
        out.raw("<p class=\"vide\">Aucun scénario défini.</p>\n");
    } else {
        let count = typography::count(item.scenarios.len(), "scénario");
        out.raw("<details><summary>").text(&count).raw("</summary>\n");
        for one in &item.scenarios {
            scenario(out, site, one, "5");
        }
        out.raw("</details>\n");
    }
    out.raw("<p class=\"justification\">Justification\u{a0}:</p>\n</article>\n");
}

/// Columns vendors know, then what they fill in.
const HEADER: [&str; 17] = [
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

/// The form as a spreadsheet: one row per proof.
pub(crate) fn spreadsheet(corpus: &Corpus, lane: &Lane) -> Vec<u8> {
    let mut csv = Csv::new(&HEADER);
    for (_, item) in corpus.lane_items(lane).filter(|(_, item)| item.is_live()) {
        let chapter = item.section.as_deref().map_or("", |code| corpus.section_title(code));
        let profiles = item.profiles.join(", ");
        let start = [
            item.scope.as_deref().unwrap_or_default(),
            item.id.as_str(),
            chapter,
            item.function.as_deref().unwrap_or_default(),
            &item.statement,
            item.comment.as_deref().unwrap_or_default(),
            &profiles,
            item.condition.as_deref().unwrap_or_default(),
            item.nature.label(),
        ];
        let mut row = |scenario: &str, title: &str, proof: &str, text: &str, points: &str| {
            csv.row(start.iter().copied().chain([scenario, title, proof, text, points, "", "", ""]));
        };
        if item.scenarios.is_empty() {
            row("", "", "", "", "");
        }
        for scenario in &item.scenarios {
            let id = scenario.id.as_str();
            for proof in scenario.all_proofs() {
                let points = proof.verification.as_ref().map_or("", |points| points.0.as_str());
                row(id, &scenario.title, proof.id.as_str(), &proof.text, points);
            }
            if scenario.all_proofs().next().is_none() {
                row(id, &scenario.title, "", "", "");
            }
        }
    }
    csv.finish()
}
