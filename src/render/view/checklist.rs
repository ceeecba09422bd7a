//! The checklist of a lane: what a vendor must show, as a form that reads and prints without script. All of it comes from a
//! [`Definition`], whose data the script of the form reads.

use serde::Serialize;

use super::{Banner, Link};
use crate::conformity::{ConditionDef, Definition, ItemDef, ProfileDef, ProofDef, ScenarioDef};
use crate::model::{ItemId, Nature, Vocabulary as _};
use crate::quick::HashMap;
use crate::render::inline::Inline;
use crate::render::markup::Markup;
use crate::render::pages::Equipment;
use crate::render::site::{Site, State};
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
    /// Lists of the lane that stay; the list to fill first, where this is not it.
    others: Vec<Link>,
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
        definition: &Definition,
    ) -> Self {
        let writer = Writer::new(site, definition);
        let sections = definition.items.chunk_by(|left, right| left.section == right.section);
        let sections = sections.enumerate().map(|(rank, items)| {
            let mut body = Markup::new(root, items.len() * 2048).reading(state.index);
            items.iter().for_each(|item| writer.entry(&mut body, item));
            writer.section(items.first().map_or("", |item| &item.section), rank, body.finish())
        });
        let mut cross = Markup::new(root, 0).reading(state.index);
        definition.cross_scenarios.iter().for_each(|one| writer.scenario(&mut cross, one, "4"));
        Self {
            style: equipment.style.clone(),
            script: equipment.script.clone(),
            data: Html::from_markup(definition.to_page_json()),
            banner: None,
            lane: super::item::lane_link(&definition.lane),
            lane_title: Html::prose(&definition.title),
            state: state.name.to_owned(),
            date: state.date.map(typography::time),
            total: definition.items.len(),
            proofs: definition.proof_count(),
            choices: choices(definition),
            sections: sections.collect(),
            cross: cross.finish().filled(),
            twins: Vec::new(),
            others: frozen_checklists(site, &definition.lane),
        }
    }

    /// Links the form to the same as data and as a table.
    pub(crate) fn link_twins(&mut self, code: &str) {
        self.twins = ["json", "csv"]
            .map(|kind| Link::new(kind.to_uppercase(), urls::lane_file(code, &format!("checklist.{kind}"))))
            .into();
    }

    /// Makes it the form of an iteration that stays: `current` is the one to fill, `banner` says what replaced this one.
    pub(crate) fn freeze(&mut self, root: &'static str, current: Option<String>, banner: Option<&Banner>) {
        self.twins = Vec::new();
        for other in self.others.iter_mut().filter(|other| other.label == self.state) {
            other.href = None;
        }
        self.others.splice(0..0, current.map(|href| Link::new("liste à remplir", href)));
        self.banner = banner.map(|banner| {
            let mut out = Markup::new(root, 256);
            out.banner(banner);
            out.finish()
        });
    }
}

/// Lists of a lane that stay, the newest first.
pub(crate) fn frozen_checklists(site: &Site<'_>, code: &str) -> Vec<Link> {
    let states = site.states.iter().take(site.published + 1).rev();
    let frozen = states.filter(|state| !state.draft && state.corpus.lane(code).is_some());
    frozen
        .map(|state| Link::new(site.names.bare(state.name), urls::frozen_checklist(code, &state.slug)))
        .collect()
}

/// Profiles then conditions, with the number of items each decides. A condition that asks what a profile asks is decided
/// with it.
fn choices(definition: &Definition) -> Vec<ChoiceView> {
    let own: Vec<&ProfileDef> = definition.profiles.iter().filter(|profile| !profile.general).collect();
    let with = |profile: &ProfileDef| {
        let same = definition.conditions.iter().filter(|condition| condition.question == profile.question);
        let keys: Vec<&str> = same.map(|condition| condition.key.as_str()).collect();
        let is_decided = |item: &&ItemDef| {
            item.profiles.contains(&profile.name) || keys.contains(&item.condition.as_str())
        };
        definition.items.iter().filter(is_decided).count()
    };
    let profiles = own.iter().map(|profile| ChoiceView {
        name: Html::prose(&profile.name),
        question: (!profile.question.is_empty()).then(|| Html::prose(&profile.question)),
        count: with(profile),
    });
    let is_alone = |condition: &&ConditionDef| own.iter().all(|one| one.question != condition.question);
    let conditions = definition.conditions.iter().filter(is_alone).map(|condition| ChoiceView {
        name: Html::prose(&condition.question),
        question: None,
        count: condition.items,
    });
    profiles.chain(conditions).collect()
}

/// What the requirements of a form share.
struct Writer<'d, 's, 'a> {
    site: &'s Site<'a>,
    definition: &'d Definition,
    /// Published ids, by stable key.
    ids: HashMap<&'d str, &'d str>,
}

impl<'d, 's, 'a> Writer<'d, 's, 'a> {
    fn new(site: &'s Site<'a>, definition: &'d Definition) -> Self {
        let ids = definition.items.iter().map(|item| (item.key.as_str(), item.id.as_str())).collect();
        Self { site, definition, ids }
    }

    fn section(&self, code: &str, rank: usize, body: Html) -> ChecklistSection {
        let title = self.definition.sections.iter().find(|known| known.code == code);
        let title = title.map_or(code, |known| known.title.as_str());
        ChecklistSection {
            anchor: format!("s-{}-{}", rank + 1, urls::anchor(code)),
            title: Html::prose(if code.is_empty() { "Sans section" } else { title }),
            body,
        }
    }

    /// A requirement of the form. Boxes are characters: three hundred forms must stay light.
    fn entry(&self, out: &mut Markup, item: &ItemDef) {
        let (site, id) = (self.site, item.id.as_str());
        out.raw("<article class=\"carte ligne\"").item_anchor(site, id).raw("><h4>");
        out.id(site, id).raw(" <span class=\"t\">").title(site, id, &item.title);
        out.raw("</span></h4>\n<p class=\"bs\">").nature(item.nature).status(item.status);
        if !item.profiles.is_empty() {
            out.raw("<span class=\"discret\">Profil\u{a0}: ").words(&item.profiles).raw("</span>");
        }
        out.raw("</p>\n");
        let conditions = &self.definition.conditions;
        if let Some(condition) = conditions.iter().find(|condition| condition.key == item.condition) {
            out.raw("<p class=\"discret\">Condition\u{a0}: ").prose(&condition.question).raw("</p>\n");
        }
        out.raw("<div class=\"texte\">").html(&site.text(&item.statement)).raw("</div>\n");
        if !item.comment.is_empty() {
            out.raw("<div class=\"com\">").html(&site.text(&item.comment)).raw("</div>\n");
        }
        if item.scenarios.is_empty() {
            out.raw("<p class=\"vide\">Aucun scénario défini.</p>\n");
        } else {
            let count = typography::count(item.scenarios.len(), "scénario");
            out.raw("<details><summary>").text(&count).raw("</summary>\n");
            item.scenarios.iter().for_each(|one| self.scenario(out, one, "5"));
            out.raw("</details>\n");
        }
        out.raw("<p class=\"blanc\">☐ Conforme ☐ Non conforme ☐ Non applicable");
        out.raw(if item.nature == Nature::Recommended { " ☐ Non retenue" } else { "" });
        out.raw("</p>\n<p class=\"blanc justification\">Justification\u{a0}:</p>\n</article>\n");
    }

    /// A scenario and its proofs, lighter than on the page of a requirement.
    fn scenario(&self, out: &mut Markup, one: &ScenarioDef, level: &'static str) {
        let (site, id) = (self.site, one.id.as_str());
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
                    let id = |key: &String| ItemId::new(self.ids.get(key.as_str()).copied().unwrap_or(key));
                    let covers: Vec<ItemId> = step.covers.iter().map(id).collect();
                    out.raw("<p class=\"discret\">Couvre\u{a0}: ").ids(site, &covers).raw("</p>");
                }
                self.proofs(out, &step.proofs);
                out.raw("</li>\n");
            }
            out.raw("</ol>\n");
        }
        self.proofs(out, &one.proofs);
        out.raw("</div>\n");
    }

    fn proofs(&self, out: &mut Markup, proofs: &[ProofDef]) {
        if proofs.is_empty() {
            return;
        }
        out.raw("<ul class=\"ps\">\n");
        for proof in proofs {
            out.raw("<li><b class=\"id\">").text(&proof.number).raw("</b> ");
            for (index, kind) in proof.kinds.iter().enumerate() {
                out.raw(if index == 0 { "<span class=\"k\">" } else { " ou " }).text(kind.label());
            }
            out.raw(if proof.kinds.is_empty() { "" } else { "</span>" });
            for (class, text) in [("a", &proof.text), ("v", &proof.verification)] {
                if !text.is_empty() {
                    out.raw("<div class=\"").raw(class).raw("\">").html(&self.site.text(text)).raw("</div>");
                }
            }
            out.raw("</li>\n");
        }
        out.raw("</ul>\n");
    }
}
