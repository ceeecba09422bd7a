//! Field by field: what differs between two states of one requirement.

use std::collections::BTreeMap;

use super::change::{FieldChange, Signal};
use super::wording;
use crate::model::{
    Corpus, Criticality, DependencyLink, Field, Home, ItemId, Nature, Proof, ReferenceLink, Requirement,
    Scenario, Step, Vocabulary,
};

/// Where the two states come from: a reference without version means the applicable one there.
pub(super) struct Sides<'a> {
    pub(super) before: &'a Corpus,
    pub(super) after: &'a Corpus,
    pub(super) lane: Option<&'a str>,
}

/// A dependency and the stable key of its target.
struct Target<'a> {
    key: &'a ItemId,
    link: &'a DependencyLink,
}

impl Sides<'_> {
    /// The key of an id on one side; the id itself when it names nothing there.
    fn key<'c>(&self, corpus: &'c Corpus, id: &'c ItemId) -> &'c ItemId {
        corpus.item(id.as_str()).map_or(id, |item| &item.key)
    }

    fn targets<'c>(&self, corpus: &'c Corpus, links: &'c [DependencyLink]) -> Vec<Target<'c>> {
        links.iter().map(|link| Target { key: self.key(corpus, &link.id), link }).collect()
    }

    fn same_covers(&self, old: &Step, new: &Step) -> bool {
        old.covers.len() == new.covers.len()
            && old
                .covers
                .iter()
                .zip(&new.covers)
                .all(|(left, right)| self.key(self.before, left) == self.key(self.after, right))
    }

    /// A lane's own item goes by the versions of its lane even when all lanes are compared.
    fn reference(&self, corpus: &Corpus, home: &Home, link: &ReferenceLink) -> String {
        if link.bound.is_some() {
            return link.to_string();
        }
        match self.applicable(corpus, home, link) {
            [] => link.code.clone(),
            versions => format!("{} {}", link.code, versions.join(" et ")),
        }
    }

    fn applicable<'c>(&self, corpus: &'c Corpus, home: &Home, link: &ReferenceLink) -> &'c [String] {
        corpus.reference(&link.code).map_or(&[], |reference| match (self.lane, home) {
            (Some(lane), _) => reference.applicable(lane),
            (None, Home::Lane(lane)) => reference.applicable(lane),
            (None, Home::Socle(_)) => &reference.applicable_default,
        })
    }

    /// Whether the references of an item read the same in another lane.
    pub(super) fn cites_like(&self, corpus: &Corpus, item: &Requirement, lane: Option<&str>) -> bool {
        let other = Sides { lane, ..*self };
        let mut free = item.references.iter().filter(|link| link.bound.is_none());
        free.all(|link| {
            self.applicable(corpus, &item.home, link) == other.applicable(corpus, &item.home, link)
        })
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

    /// Dependencies, by target or, with `pinned`, by target and version read; a target that changed name is the same.
    fn links(&mut self, field: Field, before: &[Target<'_>], after: &[Target<'_>], pinned: bool) {
        let kept = |list: &[Target<'_>]| {
            let pin = |target: &Target<'_>| if pinned { target.link.version } else { None };
            let wanted = list.iter().filter(|target| !pinned || target.link.version.is_some());
            let mut rows: Vec<_> =
                wanted.map(|target| (target.key.clone(), pin(target), target.link.id.clone())).collect();
            rows.sort();
            rows
        };
        let (before, after) = (kept(before), kept(after));
        let same =
            |(left, right): (&(ItemId, _, _), &(ItemId, _, _))| (&left.0, left.1) == (&right.0, right.1);
        if before.len() != after.len() || !before.iter().zip(&after).all(same) {
            let shown = |rows: &[(ItemId, Option<u32>, ItemId)]| {
                let words: Vec<String> = rows
                    .iter()
                    .map(|(_, pin, id)| {
                        pin.map_or_else(|| id.to_string(), |version| format!("{id} v{version}"))
                    })
                    .collect();
                joined(&words)
            };
            self.found.push(FieldChange {
                field,
                of: None,
                before: shown(&before),
                after: shown(&after),
                typographic: false,
            });
        }
    }

    fn optional(&mut self, field: Field, before: Option<&String>, after: Option<&String>) {
        self.text(field, None, before.map_or("", String::as_str), after.map_or("", String::as_str));
    }

    /// A list without order.
    fn set(&mut self, field: Field, before: Vec<String>, after: Vec<String>) {
        self.set_of(field, None, before, after);
    }

    fn set_of(&mut self, field: Field, of: Option<&ItemId>, mut before: Vec<String>, mut after: Vec<String>) {
        if before != after {
            before.sort();
            after.sort();
            if before != after {
                self.value(field, of, joined(&before), joined(&after));
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
        id: _,
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
    if old.nature != *nature {
        out.value(Field::Nature, None, Some(old.nature.label().into()), Some(nature.label().into()));
    }
    if old.profiles != *profiles {
        out.set(Field::Profiles, old.profiles.clone(), profiles.clone());
    }
    out.optional(Field::Condition, old.condition.as_ref(), condition.as_ref());
    out.optional(Field::Scope, old.scope.as_ref(), scope.as_ref());
    if old.scenarios != *scenarios {
        compare_scenarios(old, new, sides, &mut out);
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
    let needed = (sides.targets(sides.before, &old.depends), sides.targets(sides.after, depends));
    let read = |target: &Target<'_>| (target.key.clone(), target.link.version);
    let same_needs = needed.0.iter().map(read).eq(needed.1.iter().map(read));
    if !same_needs {
        out.links(Field::Depends, &needed.0, &needed.1, false);
    }
    if old.section != *section {
        out.value(Field::Section, None, old.section.clone(), section.clone());
    }
    out.optional(Field::Block, old.block.as_ref(), block.as_ref());
    out.optional(Field::Function, old.function.as_ref(), function.as_ref());
    let critical = |value: Option<Criticality>| value.map(|value| value.label().to_owned());
    out.value(Field::Criticality, None, critical(old.criticality), critical(*criticality));
    if old.wave1 != *wave1 {
        out.set(Field::Wave1, old.wave1.clone(), wave1.clone());
    }
    if !same_needs && old.depends.len() == depends.len() {
        out.links(Field::Pins, &needed.0, &needed.1, true);
    }
    out.found
}

/// Scenarios and proofs are known by the part of their number after the requirement's id, so that a rename keeps them.
fn local<'a>(number: &'a ItemId, owner: &ItemId) -> &'a str {
    number.as_str().strip_prefix(owner.as_str()).unwrap_or(number.as_str())
}

/// Elements by local number and by turn, as a number may be cited twice.
fn numbered<'a, T: 'a>(
    list: impl IntoIterator<Item = &'a T>,
    number: impl Fn(&'a T) -> &'a str,
) -> Vec<((&'a str, usize), &'a T)> {
    let mut turns: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for element in list {
        let name = number(element);
        let turn = turns.entry(name).or_default();
        found.push(((name, *turn), element));
        *turn += 1;
    }
    found
}

/// Calls `both` for what is on both sides or only after, in the order after, then for what is gone.
fn paired<'a, T: 'a>(
    before: Vec<((&'a str, usize), &'a T)>,
    after: Vec<((&'a str, usize), &'a T)>,
    mut both: impl FnMut(Option<&'a T>, Option<&'a T>),
) {
    let mut left: BTreeMap<(&str, usize), &T> = before.iter().copied().collect();
    for (number, element) in after {
        both(left.remove(&number), Some(element));
    }
    for (number, element) in before {
        if left.contains_key(&number) {
            both(Some(element), None);
        }
    }
}

/// Every field that differs in a scenario that spans several requirements.
pub(super) fn compare_crossing(old: &Scenario, new: &Scenario, sides: &Sides<'_>) -> Vec<FieldChange> {
    let mut out = Collector { found: Vec::new() };
    compare_scenario((old, &old.id), (new, &new.id), sides, &mut out);
    out.found
}

fn compare_scenarios(old: &Requirement, new: &Requirement, sides: &Sides<'_>, out: &mut Collector) {
    let before = numbered(&old.scenarios, |scenario| local(&scenario.id, &old.id));
    let after = numbered(&new.scenarios, |scenario| local(&scenario.id, &new.id));
    paired(before, after, |left, right| match (left, right) {
        (Some(left), Some(right)) => compare_scenario((left, &old.id), (right, &new.id), sides, out),
        (None, Some(right)) => out.value(Field::Scenario, Some(&right.id), None, Some(summary(right))),
        (Some(left), None) => out.value(Field::Scenario, Some(&left.id), Some(summary(left)), None),
        (None, None) => {}
    });
}

/// A whole scenario in one text.
fn summary(scenario: &Scenario) -> String {
    let mut parts = vec![scenario.title.clone(), scenario.prerequisite.clone()];
    parts.extend(scenario.steps.iter().map(|step| step.text.clone()));
    parts.extend(scenario.all_proofs().map(proof_text));
    parts.retain(|part| !part.trim().is_empty());
    if parts.is_empty() { scenario.id.to_string() } else { parts.join("\n\n") }
}

fn compare_scenario(
    (old, old_id): (&Scenario, &ItemId),
    (new, new_id): (&Scenario, &ItemId),
    sides: &Sides<'_>,
    out: &mut Collector,
) {
    let Scenario { id, title, profiles, prerequisite, steps, proofs: _ } = new;
    let titled = |scenario: &Scenario| (!scenario.title.is_empty()).then(|| scenario.title.clone());
    if !wording::same_wording(&old.title, title) {
        out.value(Field::Scenario, Some(id), titled(old), titled(new));
    }
    out.set_of(Field::Profiles, Some(id), old.profiles.clone(), profiles.clone());
    out.text(Field::Prerequisite, Some(id), &old.prerequisite, prerequisite);
    compare_steps(id, &old.steps, steps, sides, out);
    let before = numbered(old.all_proofs(), |proof| local(&proof.id, old_id));
    let after = numbered(new.all_proofs(), |proof| local(&proof.id, new_id));
    paired(before, after, |left, right| match (left, right) {
        (Some(left), Some(right)) => compare_proof(left, right, out),
        (None, Some(right)) => out.value(Field::Proof, Some(&right.id), None, Some(proof_text(right))),
        (Some(left), None) => out.value(Field::Proof, Some(&left.id), Some(proof_text(left)), None),
        (None, None) => {}
    });
}

/// Steps have no number of their own: those that are the same at both ends are set side by side, then the others in order,
/// so that a step put in does not make the next ones differ.
fn compare_steps(id: &ItemId, old: &[Step], new: &[Step], sides: &Sides<'_>, out: &mut Collector) {
    let same = |(left, right): &(&Step, &Step)| {
        sides.same_covers(left, right) && wording::same_wording(&left.text, &right.text)
    };
    let head = old.iter().zip(new).take_while(same).count();
    let rest = old.iter().skip(head).rev().zip(new.iter().skip(head).rev());
    let tail = rest.take_while(same).count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    for (left, right) in old.iter().zip(new).take(head) {
        out.text(Field::Step, Some(id), &left.text, &right.text);
    }
    let (old_inner, new_inner) =
        (old.get(head..old_end).unwrap_or_default(), new.get(head..new_end).unwrap_or_default());
    for index in 0..old_inner.len().max(new_inner.len()) {
        match (old_inner.get(index), new_inner.get(index)) {
            (Some(left), Some(right)) if sides.same_covers(left, right) => {
                out.text(Field::Step, Some(id), &left.text, &right.text);
            }
            (left, right) => {
                let text = |step: Option<&Step>| step.map_or(String::new(), step_text);
                out.text(Field::Step, Some(id), &text(left), &text(right));
            }
        }
    }
    for (left, right) in old.iter().skip(old_end).zip(new.iter().skip(new_end)) {
        out.text(Field::Step, Some(id), &left.text, &right.text);
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
    let Proof { id, shared, kinds, text, verification } = new;
    if old.kinds != *kinds || old.shared != *shared {
        out.value(Field::Proof, Some(id), Some(proof_text(old)), Some(proof_text(new)));
    } else if old.text != *text {
        out.text(Field::Proof, Some(id), &proof_text(old), &proof_text(new));
    }
    let points = |proof: &Proof| proof.verification.as_ref().map_or(String::new(), |points| points.0.clone());
    if old.verification != *verification {
        out.text(Field::Verification, Some(id), &points(old), &points(new));
    }
}

/// Signs that the meaning moved, each with its field: those of the énoncé's words, and one for each field that carries
/// meaning. With `same_links`, versions cited moved in the register alone, which is no sign of the item.
pub(super) fn signals(fields: &[FieldChange], same_links: bool) -> Vec<(Field, Signal)> {
    let mut found = Vec::new();
    for change in fields.iter().filter(|change| !change.typographic) {
        let (before, after) = (change.before.as_deref().unwrap_or(""), change.after.as_deref().unwrap_or(""));
        match change.field {
            Field::Statement => {
                found.extend(
                    wording::signals(before, after)
                        .into_iter()
                        .map(|signal| (change.field, Signal { code: signal.code(), text: signal.label() })),
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
            Field::References if same_links => {}
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
            | Field::Depends => found.push((change.field, structural(change, before, after))),
        }
    }
    found
}

fn structural(change: &FieldChange, before: &str, after: &str) -> Signal {
    let label = change.field.label();
    let json = change.field.as_json();
    match &change.of {
        Some(of) => {
            let (noun, verb) = match (&change.before, &change.after) {
                (None, _) => ("ajout", "ajouté"),
                (_, None) => ("retrait", "retiré"),
                _ => ("modification", "modifié"),
            };
            let (what, ending) = match change.field {
                Field::Proof => ("Preuve", "e"),
                Field::Verification => ("Points de vérification de la preuve", "s"),
                Field::Prerequisite => ("Prérequis du scénario", ""),
                Field::Step => ("Étape du scénario", "e"),
                _ => (label, ""),
            };
            Signal { code: format!("{json}:{of}:{noun}"), text: format!("{what} {of} {verb}{ending}") }
        }
        None => {
            let shown = |side: &str| if side.is_empty() { "(vide)".to_owned() } else { side.to_owned() };
            let text = match change.field {
                Field::References => referentials(before, after),
                _ => format!("{label} : {} → {}", shown(before), shown(after)),
            };
            // Words of closed lists go by their value for machines, free texts as they are written.
            let value = |side: &str| match Nature::WORDS.iter().find(|(.., label)| *label == side) {
                Some((nature, ..)) if change.field == Field::Nature => nature.as_json().to_owned(),
                _ => shown(side),
            };
            Signal { code: format!("{json}:{}>{}", value(before), value(after)), text }
        }
    }
}

/// What moved in the external references, one sentence for each referential, separated by ` ; `.
fn referentials(before: &str, after: &str) -> String {
    let read = |side: &'_ str| -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = Vec::new();
        for one in side.split(", ").filter(|one| !one.is_empty()) {
            let (code, version) = one.split_once(' ').unwrap_or((one, ""));
            match found.iter_mut().find(|(known, _)| known == code) {
                Some((_, versions)) => *versions = format!("{versions}, {version}"),
                None => found.push((code.to_owned(), version.to_owned())),
            }
        }
        found
    };
    let (old, new) = (read(before), read(after));
    let at = |list: &[(String, String)], code: &str| {
        list.iter().find(|(known, _)| known == code).map(|(_, version)| version.clone())
    };
    let named = |code: &str, version: &str| format!("{code} {version}").trim_end().to_owned();
    let any = |version: String| if version.is_empty() { "sans version".to_owned() } else { version };
    let mut told = Vec::new();
    for (code, version) in &new {
        match at(&old, code) {
            None => told.push(format!("Référence ajoutée : {}", named(code, version))),
            Some(known) if known != *version => {
                told.push(format!("Référence {code} : {} → {}", any(known), any(version.clone())));
            }
            Some(_) => {}
        }
    }
    let gone = old.iter().filter(|(code, _)| at(&new, code).is_none());
    told.extend(gone.map(|(code, version)| format!("Référence retirée : {}", named(code, version))));
    if told.is_empty() { format!("Références : {before} → {after}") } else { told.join(" ; ") }
}
