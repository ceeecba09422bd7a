//! A definition inside a page that already shows its words.
//!
//! What the rules need and nothing else: no text but those an item no longer has, nothing that another field tells. The
//! page makes a `remc/checklist@1` of it again, texts apart; site/checklist/definition.js is the other side.

use std::collections::BTreeMap;

use serde::Serialize;

use super::definition::{
    ConditionDef, Definition, ItemDef, IterationDef, ProfileDef, Retired, Step, Version,
};
use super::seen::Print;
use crate::model::Nature;

#[derive(Serialize)]
struct Embedded<'d> {
    catalogue: &'d str,
    couloir: &'d str,
    iteration: &'d str,
    date: &'d str,
    iterations: &'d [IterationDef],
    profils: &'d [ProfileDef],
    conditions: &'d [ConditionDef],
    exigences: Vec<Item<'d>>,
    lignees: &'d BTreeMap<String, Vec<String>>,
    retirees: &'d [Retired],
}

#[derive(Serialize)]
struct Item<'d> {
    cle: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'d str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    anciennement: &'d [String],
    /// Whether it only advises.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    preconisee: bool,
    profils: &'d [String],
    #[serde(skip_serializing_if = "str::is_empty")]
    condition: &'d str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    na_admis: bool,
    #[serde(skip_serializing_if = "str::is_empty")]
    fonction: &'d str,
    #[serde(skip_serializing_if = "str::is_empty")]
    perimetre: &'d str,
    #[serde(skip_serializing_if = "str::is_empty")]
    criticite: &'d str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    depend: &'d [String],
    preuves: Vec<Proof<'d>>,
    vu: Seen<'d>,
    historique: Vec<Moment<'d>>,
    /// Its words in Markdown, when former ones can be compared with them.
    #[serde(skip_serializing_if = "Option::is_none")]
    texte: Option<&'d str>,
}

#[derive(Serialize)]
struct Proof<'d> {
    cle: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    numero: Option<&'d str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    profils: &'d [String],
    /// Its fingerprint.
    vu: &'d str,
}

/// What a vendor reads: iteration, nature, profiles and proofs are told by the item.
#[derive(Serialize)]
struct Seen<'d> {
    enonce: &'d Print,
    #[serde(skip_serializing_if = "is_blank")]
    condition: &'d Print,
    #[serde(skip_serializing_if = "is_blank")]
    perimetre: &'d Print,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    references: &'d BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    scenarios: &'d BTreeMap<String, Print>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    lignee: &'d [String],
}

/// An iteration that changed the énoncé, or the first one.
#[derive(Serialize)]
struct Moment<'d> {
    iteration: &'d str,
    #[serde(skip_serializing_if = "Option::is_none")]
    portee: Option<Step>,
    /// Left out when it is that of today.
    #[serde(skip_serializing_if = "Option::is_none")]
    enonce: Option<&'d Print>,
    #[serde(skip_serializing_if = "Option::is_none")]
    texte: Option<&'d str>,
}

fn is_blank(print: &Print) -> bool {
    print.0.is_empty()
}

impl Definition {
    /// The definition as JSON for an HTML page that shows its words: safe inside a `script` element, without final newline.
    pub fn to_page_json(&self) -> String {
        let embedded = Embedded {
            catalogue: &self.catalogue,
            couloir: &self.lane,
            iteration: &self.iteration,
            date: &self.date,
            iterations: &self.iterations,
            profils: &self.profiles,
            conditions: &self.conditions,
            exigences: self.items.iter().map(item).collect(),
            lignees: &self.lineages,
            retirees: &self.retired,
        };
        let json = serde_json::to_string(&embedded).unwrap_or_default();
        // `<` stands in strings only: nothing in the data can close the element.
        if json.contains('<') { json.replace('<', "\\u003c") } else { json }
    }
}

fn item(item: &ItemDef) -> Item<'_> {
    let historique: Vec<Moment<'_>> =
        item.history.iter().filter_map(|version| moment(version, &item.seen.statement)).collect();
    Item {
        cle: &item.key,
        id: (item.id != item.key).then_some(&item.id),
        anciennement: &item.formerly,
        preconisee: item.nature == Nature::Recommended,
        profils: &item.profiles,
        condition: &item.condition,
        na_admis: item.may_not_apply,
        fonction: &item.function,
        perimetre: &item.scope,
        criticite: &item.criticality,
        depend: &item.depends,
        preuves: item
            .proofs
            .iter()
            .map(|link| Proof {
                cle: &link.key,
                numero: (link.number != link.key).then_some(&link.number),
                profils: &link.profiles,
                vu: item.seen.proofs.get(&link.key).map_or("", |print| &print.0),
            })
            .collect(),
        vu: Seen {
            enonce: &item.seen.statement,
            condition: &item.seen.condition,
            perimetre: &item.seen.scope,
            references: &item.seen.references,
            scenarios: &item.seen.scenarios,
            lignee: &item.seen.lineage,
        },
        texte: historique.iter().any(|moment| moment.texte.is_some()).then_some(&item.statement),
        historique,
    }
}

fn moment<'d>(version: &'d Version, now: &Print) -> Option<Moment<'d>> {
    let statement = version.statement.as_ref()?;
    Some(Moment {
        iteration: &version.iteration,
        portee: version.step.filter(|step| *step != Step::Creation),
        enonce: (statement != now).then_some(statement),
        texte: version.text.as_deref(),
    })
}
