//! Picking socle items into lanes (reprise), and adapting them.

use std::collections::BTreeMap;

use super::Resolution;
use super::lower::{self, LaneStatements, clause, filled};
use super::order::Order;
use super::scenario;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Application, Corpus, Home, ItemId, Origins, Place, Places, Variant, VariantFields};
use crate::quick::{HashMap, HashMapExt as _};
use crate::source::{Span, suggest};
use crate::syntax::tree::{AdaptNode, FieldValue, LaneValue, PickNode, Text};

/// Fills the applications of every lane, in reading order.
pub(super) fn apply(
    resolution: &mut Resolution,
    statements: &[LaneStatements],
    origins: &mut Origins,
    order: &mut Order,
) {
    let Resolution { corpus, problems, tolerated, broken, .. } = resolution;
    let shelf = Shelf::new(corpus);
    let mut by_lane: BTreeMap<&str, Vec<&LaneStatements>> = BTreeMap::new();
    for statement in statements {
        by_lane.entry(statement.code.as_str()).or_default().push(statement);
    }
    let mut own: HashMap<&str, Vec<&ItemId>> = HashMap::new();
    for item in &corpus.items {
        if let Home::Lane(code) = &item.home {
            own.entry(code).or_default().push(&item.id);
        }
    }
    let mut filled = Vec::new();
    for lane in &corpus.lanes {
        let mut picked: BTreeMap<ItemId, Application> = BTreeMap::new();
        for id in own.get(lane.code.as_str()).into_iter().flatten() {
            picked.insert((*id).clone(), application(id, false));
        }
        for statement in by_lane.get(lane.code.as_str()).into_iter().flatten() {
            for field in &statement.node.fields {
                if let LaneValue::Pick(node) = &field.value {
                    pick(node, &shelf, broken, &mut picked, problems);
                }
            }
            for field in &statement.node.fields {
                if let LaneValue::Adapt(node) = &field.value {
                    let mut places = Places::new();
                    let mut scratch = lower::LoweredFile::default();
                    let variant = adapt(node, &mut places, &mut scratch);
                    problems.append(&mut scratch.problems);
                    tolerated.extend(scratch.tolerated);
                    let id = ItemId::new(node.id.value.as_str());
                    let first = origins.variant(&lane.code, &id, &Place::Id);
                    problems.extend(first.map(|first| adapted_twice(node, first)));
                    origins.set_variant(&lane.code, &id, places);
                    // What the lane does not pick, or defines itself, is not adapted.
                    let application =
                        picked.get_mut(&id).filter(|application| application.picked && first.is_none());
                    if let Some(application) = application {
                        application.variant = Some(variant);
                        if let Some(item) = corpus.effective(application) {
                            order.add(&item);
                        }
                    }
                }
            }
        }
        for withdrawal in &lane.withdrawals {
            if picked.get(&withdrawal.id).is_some_and(|application| application.picked) {
                picked.remove(&withdrawal.id);
            }
        }
        filled.push(in_reading_order(corpus, picked, order));
    }
    for (lane, applications) in corpus.lanes.iter_mut().zip(filled) {
        lane.applications = applications;
    }
}

fn in_reading_order(
    corpus: &Corpus,
    picked: BTreeMap<ItemId, Application>,
    order: &Order,
) -> Vec<Application> {
    let mut ranked: Vec<_> = picked
        .into_values()
        .map(|application| {
            let rank = corpus.effective(&application).map(|item| order.rank(&item));
            (rank, application)
        })
        .collect();
    ranked.sort_by(|(left_rank, left), (right_rank, right)| {
        left_rank.cmp(right_rank).then_with(|| left.id.cmp(&right.id))
    });
    ranked.into_iter().map(|(_, application)| application).collect()
}

fn application(id: &ItemId, picked: bool) -> Application {
    Application { id: id.clone(), picked, profiles: Vec::new(), variant: None }
}

/// Socle ids in byte order, so that a pattern only looks at ids that share its literal prefix.
struct Shelf {
    ids: Vec<ItemId>,
}

impl Shelf {
    fn new(corpus: &Corpus) -> Self {
        let mut ids: Vec<ItemId> = corpus
            .items
            .iter()
            .filter(|item| matches!(item.home, Home::Socle(_)))
            .map(|item| item.id.clone())
            .collect();
        ids.sort_by(|left, right| left.as_str().cmp(right.as_str()));
        Self { ids }
    }

    fn matching<'a>(&'a self, pattern: &'a str) -> impl Iterator<Item = &'a ItemId> + 'a {
        let prefix = pattern.split('*').next().unwrap_or_default();
        let start = self.ids.partition_point(|id| id.as_str() < prefix);
        self.ids
            .iter()
            .skip(start)
            .take_while(move |id| id.as_str().starts_with(prefix))
            .filter(move |id| matches(pattern, id.as_str()))
    }
}

/// Whether an id matches a pattern in which `*` stands for any run of characters.
pub(crate) fn matches(pattern: &str, id: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = id.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    rest.ends_with(last)
}

fn pick(
    node: &PickNode,
    shelf: &Shelf,
    broken: &crate::quick::HashSet<String>,
    picked: &mut BTreeMap<ItemId, Application>,
    problems: &mut Vec<Diagnostic>,
) {
    for span in &node.extra_except {
        problems.push(
            Diagnostic::new(Code::RepeatedField, *span, "« sauf » ou « profil » répété dans un « reprend »")
                .help("au plus un de chaque : la clause vaut pour tout le « reprend »"),
        );
    }
    let excluded = |id: &ItemId| node.except.iter().any(|except| matches(&except.value, id.as_str()));
    for except in &node.except {
        if shelf.matching(&except.value).next().is_none() && !broken.contains(&except.value) {
            problems.push(nothing(except, shelf));
        }
    }
    for pattern in &node.patterns {
        let mut found = false;
        for id in shelf.matching(&pattern.value) {
            found = true;
            if excluded(id) {
                continue;
            }
            let entry = picked.entry(id.clone()).or_insert_with(|| application(id, true));
            if !node.profiles.is_empty() {
                entry.profiles = node.profiles.iter().map(|text| text.value.clone()).collect();
            }
        }
        if !found && !broken.contains(&pattern.value) {
            problems.push(nothing(pattern, shelf));
        }
    }
}

fn nothing(pattern: &Text, shelf: &Shelf) -> Diagnostic {
    if pattern.value.contains('*') {
        return Diagnostic::new(
            Code::EmptyPattern,
            pattern.span,
            format!("« {} » ne retient rien", pattern.value),
        )
        .help("un motif porte sur les identifiants des socles, tels qu’ils y sont écrits");
    }
    let candidate = suggest(&pattern.value, shelf.ids.iter().map(ItemId::as_str));
    Diagnostic::new(
        Code::UnknownItem,
        pattern.span,
        format!("exigence « {} » inconnue des socles", pattern.value),
    )
    .did_you_mean(pattern.span, candidate)
}

fn adapted_twice(node: &AdaptNode, first: Span) -> Diagnostic {
    let id = &node.id.value;
    Diagnostic::new(Code::RepeatedField, node.id.span, format!("« {id} » adaptée deux fois par le couloir"))
        .also(first, "première adaptation")
        .help("réunir les deux blocs « adapte »")
        .about(id.as_str())
}

fn adapt(node: &AdaptNode, places: &mut Places, out: &mut lower::LoweredFile) -> Variant {
    lower::repeated(&node.fields, &node.id.value, &mut out.problems);
    places.push((Place::Id, node.id.span));
    places.extend(node.version.as_ref().map(|version| (Place::Version, version.span)));
    let mut variant = Variant {
        pin: node.version.as_ref().map(|version| version.value),
        cause: clause(&node.clause, &mut out.problems),
        fields: VariantFields::default(),
        without_scenarios: Vec::new(),
        scenarios: Vec::new(),
        evolutions: Vec::new(),
    };
    for field in &node.fields {
        let keyword = field.value.keyword();
        places.push((Place::Field(keyword), field.span));
        let fields = &mut variant.fields;
        match &field.value {
            FieldValue::Title(text) => fields.title = filled(text),
            FieldValue::Section(text) => fields.section = filled(text),
            FieldValue::Block(text) => fields.block = filled(text),
            FieldValue::Function(text) => fields.function = filled(text),
            FieldValue::Nature(text) => fields.nature = lower::word(text, "nature", &mut out.problems),
            FieldValue::Profile(list) => {
                fields.profiles = Some(list.iter().map(|text| text.value.clone()).collect());
            }
            FieldValue::Condition(text) => fields.condition = filled(text),
            FieldValue::Statement(text) => fields.statement = filled(text),
            FieldValue::Comment(text) => fields.comment = filled(text),
            FieldValue::Evolution(claim) => {
                lower::evolution(claim, &mut variant.evolutions, places, &mut out.problems);
            }
            FieldValue::Scenario(node) => {
                variant.scenarios.push(scenario::lower(node, places, &mut out.problems));
            }
            FieldValue::Without(list) => {
                for text in list {
                    places
                        .push((Place::Element("sans scénario", variant.without_scenarios.len()), text.span));
                    variant.without_scenarios.push(ItemId::new(text.value.as_str()));
                }
            }
            FieldValue::Tolerance(code, reason) => lower::tolerance(code, reason, &node.id.value, out),
            _ => {}
        }
    }
    variant
}
