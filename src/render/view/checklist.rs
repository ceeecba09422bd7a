//! The checklist of a lane: what a vendor must show, as a form that reads and prints without script, and as a table. What
//! the script needs beside the words is the data of a [`Definition`].

use serde::Serialize;

use super::{Banner, Link};
use crate::conformity::Definition;
use crate::model::{Application, Corpus, Lane, Nature, Proof, Requirement, Scenario, Vocabulary as _};
use crate::render::csv::Csv;
use crate::render::inline::Inline;
use crate::render::markup::Markup;
use crate::render::pages::Equipment;
use crate::render::site::{Site, State, profiles, stated};
use crate::render::typography::{self, Html};
use crate::render::urls;

/// The form.
#[derive(Debug, Serialize)]
pub(crate) struct ChecklistView {
    style: Inline,
    script: Inline,
    data: Html,
    banner: Option<Html>,
    lane: Link,
    lane_title: Html,
    state: String,
    date: Option<Html>,
    total: usize,
    proofs: usize,
    choices: Vec<ChoiceView>,
    sections: Vec<ChecklistSection>,
    cross: Option<Html>,
    twins: Vec<Link>,
}

/// A profile or a condition to decide.
#[derive(Debug, Serialize)]
struct ChoiceView {
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
        let sections = self.sections.iter().map(|section| section.body.as_str().len() + 256);
        sections.sum::<usize>() + self.data.as_str().len()
    }

    /// The form of a lane at a state.
    pub(crate) fn new(
        site: &Site<'_>,
        root: &'static str,
        equipment: &Equipment,
        state: &State<'_>,
        lane: &Lane,
        definition: &Definition,
    ) -> Self {
        let mut sections: Vec<ChecklistSection> = Vec::new();
        let mut open: Option<(Option<String>, Markup)> = None;
        let mut total = 0;
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
            if open.as_ref().is_none_or(|(code, _)| *code != item.section) {
                close(&mut open);
            }
            let (_, body) = open.get_or_insert_with(|| (item.section.clone(), Markup::new(root, 16 << 10)));
            entry(body, site, application, &item);
        }
        close(&mut open);
        let mut cross = Markup::new(root, 0);
        for (_, one) in state.corpus.cross_scenarios.iter().filter(|(code, _)| *code == lane.code) {
            scenario(&mut cross, site, one, "4");
        }
        Self {
            style: equipment.style.clone(),
            script: equipment.script.clone(),
            data: Html::from_markup(definition.to_page_json()),
            banner: None,
            lane: super::item::lane_link(&lane.code),
            lane_title: Html::prose(&lane.title),
            state: state.name.to_owned(),
            date: state.date.map(typography::time),
            total,
            proofs: definition.proof_count(),
            choices: choices(definition),
            sections,
            cross: cross.finish().filled(),
            twins: Vec::new(),
        }
    }

    /// Links the form to the same as data and as a table.
    pub(crate) fn link_twins(&mut self, code: &str) {
        self.twins = ["json", "csv"]
            .map(|kind| Link::new(kind.to_uppercase(), urls::lane_file(code, &format!("checklist.{kind}"))))
            .into();
    }

    /// Makes it the form of an iteration that stays: `banner` says what replaced it.
    pub(crate) fn freeze(&mut self, root: &'static str, banner: Option<&Banner>) {
        self.twins = Vec::new();
        self.banner = banner.map(|banner| {
            let mut out = Markup::new(root, 256);
            out.banner(banner);
            out.finish()
        });
    }
}

/// Profiles then conditions, with the number of items each decides.
fn choices(definition: &Definition) -> Vec<ChoiceView> {
    let profiles = definition.profiles.iter().filter(|profile| !profile.general).map(|profile| ChoiceView {
        name: Html::prose(&profile.name),
        question: (!profile.question.is_empty()).then(|| Html::prose(&profile.question)),
        count: profile.items,
    });
    let conditions = definition.conditions.iter().map(|condition| ChoiceView {
        name: Html::prose(&condition.question),
        question: None,
        count: condition.items,
    });
    profiles.chain(conditions).collect()
}

fn section(corpus: &Corpus, code: Option<&str>, rank: usize, body: Html) -> ChecklistSection {
    ChecklistSection {
        anchor: format!("s-{}-{}", rank + 1, code.map(urls::anchor).unwrap_or_default()),
        title: Html::prose(code.map_or("Sans section", |code| corpus.section_title(code))),
        body,
    }
}

/// A requirement of the form. Boxes are characters: three hundred forms must stay light.
fn entry(out: &mut Markup, site: &Site<'_>, application: &Application, item: &Requirement) {
    let id = item.id.as_str();
    out.raw("<article class=\"carte ligne\"").item_anchor(site, id).raw("><h4>");
    out.id(site, id).raw(" <span class=\"t\">").title(site, item).raw("</span></h4>\n<p class=\"bs\">");
    out.nature(item.nature).status(item.status);
    let profiles = profiles(application, item);
    if !profiles.is_empty() {
        out.raw("<span class=\"discret\">Profil\u{a0}: ").words(profiles).raw("</span>");
    }
    out.raw("</p>\n");
    if let Some(condition) = &item.condition {
        out.raw("<p class=\"discret\">Condition\u{a0}: ").prose(condition).raw("</p>\n");
    }
    out.raw("<div class=\"texte\">").html(&site.text(&item.statement)).raw("</div>\n");
    if let Some(comment) = &item.comment {
        out.raw("<div class=\"com\">").html(&site.text(comment)).raw("</div>\n");
    }
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
    out.raw("<p class=\"blanc\">☐ Conforme ☐ Non conforme ☐ Non applicable");
    out.raw(if item.nature == Nature::Recommended { " ☐ Non retenue" } else { "" });
    out.raw("</p>\n<p class=\"blanc justification\">Justification\u{a0}:</p>\n</article>\n");
}

/// A scenario and its proofs, lighter than on the page of a requirement.
fn scenario(out: &mut Markup, site: &Site<'_>, one: &Scenario, level: &'static str) {
    let id = one.id.as_str();
    out.raw("<div class=\"scenario\"><h").raw(level).raw(" id=\"t-").text(&urls::anchor(id));
    out.raw("\"><span class=\"id\">").text(id).raw("</span> <span class=\"t\">").prose(&one.title);
    out.raw("</span></h").raw(level).raw(">\n");
    if !one.prerequisite.is_empty() {
        out.raw("<div class=\"prerequis\"><p class=\"etiquette\">Prérequis</p>");
        out.html(&site.text(&one.prerequisite)).raw("</div>\n");
    }
    if !one.steps.is_empty() {
        out.raw("<ol class=\"etapes\">\n");
        for step in &one.steps {
            out.raw("<li>").html(&site.text(&step.text));
            if !step.covers.is_empty() {
                out.raw("<p class=\"discret\">Couvre\u{a0}: ").ids(site, &step.covers).raw("</p>");
            }
            proofs(out, site, &step.proofs);
            out.raw("</li>\n");
        }
        out.raw("</ol>\n");
    }
    proofs(out, site, &one.proofs);
    out.raw("</div>\n");
}

fn proofs(out: &mut Markup, site: &Site<'_>, proofs: &[Proof]) {
    if proofs.is_empty() {
        return;
    }
    out.raw("<ul class=\"ps\">\n");
    for proof in proofs {
        out.raw("<li><b class=\"id\">").text(proof.id.as_str()).raw("</b> ");
        for (index, kind) in proof.kinds.iter().enumerate() {
            out.raw(if index == 0 { "<span class=\"k\">" } else { " ou " }).text(kind.label());
        }
        out.raw(if proof.kinds.is_empty() { "" } else { "</span>" });
        if !proof.text.is_empty() {
            out.raw("<div class=\"a\">").html(&site.text(&proof.text)).raw("</div>");
        }
        if let Some(points) = &proof.verification {
            out.raw("<div class=\"v\">").html(&site.text(&points.0)).raw("</div>");
        }
        out.raw("</li>\n");
    }
    out.raw("</ul>\n");
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
