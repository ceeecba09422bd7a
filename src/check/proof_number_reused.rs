//! REM604: one proof number, two texts.
//!
//! What: two `preuve` of the same number that ask for different things. A lane that restates a scenario of the socle
//! keeps its numbers and is left out of it.
//! Why: a file sent under a number must answer one question.

use super::{Check, Project, quoted};
use crate::diagnostic::{Code, Diagnostic};
use crate::history::wording::same_wording;
use crate::quick::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};
use crate::source::Span;
use crate::syntax::tree::{Field, FieldValue, LaneNode, LaneValue, Node, ScenarioNode};

/// The rule.
pub(super) struct ProofNumberReused;

struct Written<'a> {
    id: &'a str,
    text: &'a str,
    span: Span,
    item: &'a str,
}

impl Check for ProofNumberReused {
    fn codes(&self) -> &'static [Code] {
        &[Code::ProofNumberReused]
    }

    fn project(&self, project: &Project<'_>, out: &mut Vec<Diagnostic>) {
        let mut first: HashMap<&str, Written<'_>> = HashMap::new();
        let mut written = proofs(project);
        written.sort_by_key(|one| one.span);
        for one in written {
            let Some(known) = first.get(one.id) else {
                first.insert(one.id, one);
                continue;
            };
            if same_wording(known.text, one.text) {
                continue;
            }
            let message = format!("la preuve {} a déjà un autre texte", quoted(one.id));
            out.push(
                Diagnostic::new(Code::ProofNumberReused, one.span, message)
                    .label("autre texte")
                    .also(known.span, "premier texte")
                    .help("donner un autre numéro, ou citer la première par « preuve partagée »")
                    .about(one.item),
            );
        }
    }
}

/// Every proof that has a text of its own, as written: two of one item have the same place in the model.
fn proofs<'a>(project: &Project<'a>) -> Vec<Written<'a>> {
    let mut items = HashSet::new();
    let mut written = Vec::new();
    for node in project.trees.iter().flat_map(|tree| &tree.nodes) {
        match node {
            // The second item of an id is REM301's.
            Node::Requirement(item) if items.insert(item.id.value.as_str()) => {
                for scenario in scenarios(&item.fields) {
                    add(scenario, &item.id.value, &mut written);
                }
            }
            Node::Lane(lane) => adapted(project, lane, &mut written),
            Node::Scenario(scenario) if items.insert(scenario.id.value.as_str()) => {
                add(scenario, &scenario.id.value, &mut written);
            }
            _ => {}
        }
    }
    written
}

fn adapted<'a>(project: &Project<'a>, lane: &'a LaneNode, written: &mut Vec<Written<'a>>) {
    for field in &lane.fields {
        let LaneValue::Adapt(adapt) = &field.value else { continue };
        let Some(item) = project.corpus.item(&adapt.id.value) else { continue };
        let own = scenarios(&adapt.fields)
            .filter(|own| item.scenarios.iter().all(|socle| socle.id.as_str() != own.id.value));
        for scenario in own {
            add(scenario, &adapt.id.value, written);
        }
    }
}

fn scenarios(fields: &[Field]) -> impl Iterator<Item = &ScenarioNode> {
    fields.iter().filter_map(|field| match &field.value {
        FieldValue::Scenario(scenario) => Some(scenario),
        _ => None,
    })
}

fn add<'a>(scenario: &'a ScenarioNode, item: &'a str, written: &mut Vec<Written<'a>>) {
    written.extend(scenario.fields.iter().filter_map(|field| match &field.value {
        FieldValue::Proof(proof) if !proof.shared => Some(Written {
            id: &proof.id.value,
            text: proof.text.as_ref().map_or("", |text| text.value.as_str()),
            span: proof.id.span,
            item,
        }),
        _ => None,
    }));
}
