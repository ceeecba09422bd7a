//! Field by field: what differs between two states of one requirement.

use std::collections::BTreeMap;

use super::change::{FieldChange, Signal};
use super::wording;
use crate::model::{
    Corpus, Criticality, DependencyLink, Field, Home, ItemId, Proof, ReferenceLink, Requirement, Scenario,
    Step, Vocabulary,
};

/// Where the two states come from: a reference without version means the applicable one there.
pub(super) struct Sides<'a> {
    pub(super) before: &'a Corpus,
    pub(super) after: &'a Corpus,
    pub(super) lane: Option<&'a str>,
}

impl Sides<'_> {
    /// A lane's own item goes by the versions of its lane even when all lanes are compared.
    fn reference(&self, corpus: &Corpus, home: &Home, link: &ReferenceLink) -> String {
        if link.bound.is_some() {
            return link.to_string();
        }
        let applicable = corpus.reference(&link.code).map(|reference| match (self.lane, home) {
            (Some(lane), _) => reference.applicable(lane).join(" et "),
            (None, Home::Lane(lane)) => reference.applicable(lane).join(" et "),
            (None, Home::Socle(_)) => reference.applicable_default.join(" et "),
        });
        match applicable.filter(|versions| !versions.is_empty()) {
            Some(versions) => format!("{} {versions}", link.code),
            None => link.code.clone(),
        }
    }
}

/// Collects the fields that differ.
struct Collector {
    found: Vec<FieldChange>,
}

impl Collector {
    /// A field shown as it is: any difference counts.
    fn value(&mut self, field: Field, of: Option<&ItemId>, before: Option<String>, after: Option<String>) {
        if before != after {
            self.found.push(FieldChange { field, of: of.cloned(), before, after, typographic: false });
        }
    }

    /// A text: a difference of typography alone is kept, and marked.
    fn text(&mut self, field: Field, of: Option<&ItemId>, before: &str, after: &str) {
        if before != after {
            let typographic = wording::same_wording(before, after);
            let side = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let (before, after) = (side(before), side(after));
            self.found.push(FieldChange { field, of: of.cloned(), before, after, typographic });
        }
    }

    fn optional(&mut self, field: Field, before: Option<&String>, after: Option<&String>) {
        self.text(field, None, before.map_or("", String::as_str), after.map_or("", String::as_str));
    }

    /// A list without order.
    fn set(&mut self, field: Field, mut before: Vec<String>, mut after: Vec<String>) {
        if before != after {
            before.sort();
            after.sort();
            if before != after {
                self.value(field, None, joined(&before), joined(&after));
            }
        }
    }
}

fn joined(list: &[String]) -> Option<String> {
    (!list.is_empty()).then(|| list.join(", "))
}

/// Every field that differs, in the order of [`Field`]. A field added to [`Requirement`] must be named here.
pub(super) fn compare(old: &Requirement, new: &Requirement, sides: &Sides<'_>) -> Vec<FieldChange> {
    let Requirement {
        id,
        key: _,
        home,
        version: _,
        title,
        section,
        block,
        function,
        nature,
        status: _,
        validated_by: _,
        obsolescence: _,
        reinstatement: _,
        profiles,
        condition,
        criticality,
        scope,
        wave1,
        depends,
        references,
        formerly: _,
        derived_from: _,
        merges: _,
        replaced_by: _,
        statement,
        comment,
        evolutions: _,
        scenarios,
    } = new;
    let mut out = Collector { found: Vec::new() };
    out.text(Field::Statement, None, &old.statement, statement);
    out.value(Field::Nature, None, Some(old.nature.label().into()), Some(nature.label().into()));
    out.set(Field::Profiles, old.profiles.clone(), profiles.clone());
    out.optional(Field::Condition, old.condition.as_ref(), condition.as_ref());
    out.optional(Field::Scope, old.scope.as_ref(), scope.as_ref());
    if old.scenarios != *scenarios {
        compare_scenarios(&old.scenarios, &old.id, scenarios, id, &mut out);
    }
    if !(old.references.is_empty() && references.is_empty()) {
        let before =
            old.references.iter().map(|link| sides.reference(sides.before, &old.home, link)).collect();
        let after = references.iter().map(|link| sides.reference(sides.after, home, link)).collect();
        out.set(Field::References, before, after);
    }
    // A title that falls back on the fonction moves with it.
    let borrowed = old.function.as_ref() == Some(&old.title) && function.as_ref() == Some(title);
    if !borrowed {
        out.text(Field::Title, None, &old.title, title);
    }
    out.optional(Field::Comment, old.comment.as_ref(), comment.as_ref());
    out.set(Field::Depends, targets(&old.depends), targets(depends));
    out.value(Field::Section, None, old.section.clone(), section.clone());
    out.optional(Field::Block, old.block.as_ref(), block.as_ref());
    out.optional(Field::Function, old.function.as_ref(), function.as_ref());
    let critical = |value: Option<Criticality>| value.map(|value| value.label().to_owned());
    out.value(Field::Criticality, None, critical(old.criticality), critical(*criticality));
    out.set(Field::Wave1, old.wave1.clone(), wave1.clone());
    if targets(&old.depends).len() == targets(depends).len() {
        out.set(Field::Pins, pins(&old.depends), pins(depends));
    }
    out.found
}

fn targets(links: &[DependencyLink]) -> Vec<String> {
    links.iter().map(|link| link.id.to_string()).collect()
}

fn pins(links: &[DependencyLink]) -> Vec<String> {
    links.iter().filter_map(|link| link.version.map(|version| format!("{} v{version}", link.id))).collect()
}

/// Scenarios and proofs are known by the part of their number after the requirement's id, so that a rename keeps them.
fn local<'a>(number: &'a ItemId, owner: &ItemId) -> &'a str {
    number.as_str().strip_prefix(owner.as_str()).unwrap_or(number.as_str())
}

fn compare_scenarios(
    old: &[Scenario],
    old_id: &ItemId,
    new: &[Scenario],
    new_id: &ItemId,
    out: &mut Collector,
) {
    let before: BTreeMap<&str, &Scenario> = old.iter().map(|s| (local(&s.id, old_id), s)).collect();
    let after: BTreeMap<&str, &Scenario> = new.iter().map(|s| (local(&s.id, new_id), s)).collect();
    for scenario in new {
        match before.get(local(&scenario.id, new_id)) {
            Some(known) => compare_scenario(known, old_id, scenario, new_id, out),
            None => out.value(Field::Scenario, Some(&scenario.id), None, Some(summary(scenario))),
        }
    }
    for scenario in old.iter().filter(|scenario| !after.contains_key(local(&scenario.id, old_id))) {
        out.value(Field::Scenario, Some(&scenario.id), Some(summary(scenario)), None);
    }
}

/// A whole scenario in one text.
fn summary(scenario: &Scenario) -> String {
    let mut parts = vec![scenario.title.clone(), scenario.prerequisite.clone()];
    parts.extend(scenario.steps.iter().map(|step| step.text.clone()));
    parts.extend(scenario.all_proofs().map(proof_text));
    parts.retain(|part| !part.trim().is_empty());
    if parts.is_empty() { scenario.id.to_string() } else { parts.join("\n\n") }
}

fn compare_scenario(old: &Scenario, old_id: &ItemId, new: &Scenario, new_id: &ItemId, out: &mut Collector) {
    let Scenario { id, title, profiles, prerequisite, steps, proofs: _ } = new;
    let titled = |scenario: &Scenario| (!scenario.title.is_empty()).then(|| scenario.title.clone());
    if !wording::same_wording(&old.title, title) {
        out.value(Field::Scenario, Some(id), titled(old), titled(new));
    }
    out.value(Field::Profiles, Some(id), joined(&old.profiles), joined(profiles));
    out.text(Field::Prerequisite, Some(id), &old.prerequisite, prerequisite);
    let count = old.steps.len().max(steps.len());
    for index in 0..count {
        let text = |step: Option<&Step>| step.map_or(String::new(), step_text);
        out.text(Field::Step, Some(id), &text(old.steps.get(index)), &text(steps.get(index)));
    }
    let before: BTreeMap<&str, &Proof> =
        old.all_proofs().map(|proof| (local(&proof.id, old_id), proof)).collect();
    let after: BTreeMap<&str, &Proof> =
        new.all_proofs().map(|proof| (local(&proof.id, new_id), proof)).collect();
    for proof in new.all_proofs() {
        match before.get(local(&proof.id, new_id)) {
            Some(known) => compare_proof(known, proof, out),
            None => out.value(Field::Proof, Some(&proof.id), None, Some(proof_text(proof))),
        }
    }
    for proof in old.all_proofs().filter(|proof| !after.contains_key(local(&proof.id, old_id))) {
        out.value(Field::Proof, Some(&proof.id), Some(proof_text(proof)), None);
    }
}

fn step_text(step: &Step) -> String {
    if step.covers.is_empty() {
        return step.text.clone();
    }
    let covers: Vec<&str> = step.covers.iter().map(ItemId::as_str).collect();
    format!("{}\n\nCouvre : {}", step.text, covers.join(", "))
}

fn proof_text(proof: &Proof) -> String {
    let kinds: Vec<&str> = proof.kinds.iter().map(|kind| kind.label()).collect();
    match (kinds.is_empty(), proof.text.is_empty()) {
        (true, true) => proof.id.to_string(),
        (true, false) => proof.text.clone(),
        (false, true) => kinds.join(" ou "),
        (false, false) => format!("{} : {}", kinds.join(" ou "), proof.text),
    }
}

fn compare_proof(old: &Proof, new: &Proof, out: &mut Collector) {
    let Proof { id, shared, kinds, text: _, verification } = new;
    if old.kinds != *kinds || old.shared != *shared {
        out.value(Field::Proof, Some(id), Some(proof_text(old)), Some(proof_text(new)));
    } else {
        out.text(Field::Proof, Some(id), &proof_text(old), &proof_text(new));
    }
    let points = |proof: &Proof| proof.verification.as_ref().map_or(String::new(), |points| points.0.clone());
    if old.verification != *verification {
        out.text(Field::Verification, Some(id), &points(old), &points(new));
    }
}

/// Signs that the meaning moved: those of the énoncé's words, and one for each field that carries meaning.
pub(super) fn signals(fields: &[FieldChange]) -> Vec<Signal> {
    let mut found = Vec::new();
    for change in fields.iter().filter(|change| !change.typographic) {
        let (before, after) = (change.before.as_deref().unwrap_or(""), change.after.as_deref().unwrap_or(""));
        match change.field {
            Field::Statement => {
                found.extend(
                    wording::signals(before, after)
                        .into_iter()
                        .map(|signal| Signal { code: signal.code(), text: signal.label() }),
                );
            }
            Field::Title
            | Field::Comment
            | Field::Section
            | Field::Block
            | Field::Function
            | Field::Criticality
            | Field::Wave1
            | Field::Pins => {}
            Field::Nature
            | Field::Profiles
            | Field::Condition
            | Field::Scope
            | Field::Scenario
            | Field::Prerequisite
            | Field::Step
            | Field::Proof
            | Field::Verification
            | Field::References
            | Field::Depends => found.push(structural(change, before, after)),
        }
    }
    found.sort();
    found.dedup();
    found
}

fn structural(change: &FieldChange, before: &str, after: &str) -> Signal {
    let label = change.field.label();
    let json = change.field.as_json();
    match &change.of {
        Some(of) => {
            let verb = match (&change.before, &change.after) {
                (None, _) => "ajout",
                (_, None) => "retrait",
                _ => "modification",
            };
            Signal { code: format!("{json}:{of}:{verb}"), text: format!("{label} {of} : {verb}") }
        }
        None => {
            let shown = |side: &str| if side.is_empty() { "(vide)".to_owned() } else { side.to_owned() };
            let text = format!("{label} : {} → {}", shown(before), shown(after));
            Signal { code: format!("{json}:{}>{}", shown(before), shown(after)), text }
        }
    }
}
