//! A comparison for machines: `remc/diff@1`.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Serialize, Serializer};

use super::compared::{Compared, Shown};
use super::marks::{Exact, Marks, is_text};
use crate::conformity::Effect;
use crate::history::{
    self, Change, DivergenceChange, Endpoint, Evolution, Passage, ScenarioChange, Suggestion, Tally,
};
use crate::model::{ItemId, Reach, Status};

/// Name and version of the format.
pub const SCHEMA: &str = "remc/diff@1";

/// The JSON of a comparison, indented, with a final newline.
pub fn to_json(compared: &Compared<'_>) -> String {
    let mut document = Document::new(compared, &compare);
    let differences = std::mem::take(&mut document.differences);
    let frame = serde_json::to_string_pretty(&document).unwrap_or_default();
    let mut json = insert(&frame, &differences).unwrap_or(frame);
    json.push('\n');
    json
}

/// How many differences a task writes at a time.
const CHUNK: usize = 256;

/// Puts the differences, which are nearly all of the document, into the rest of it: they are written in parallel.
/// `None` when there is none.
fn insert(frame: &str, differences: &[Difference<'_>]) -> Option<String> {
    const EMPTY: &str = "\n  \"differences\": []";
    #[derive(Serialize)]
    struct Part<'d, 'a> {
        differences: &'d [Difference<'a>],
    }
    // No text holds a line end of its own: the first match is the field.
    let (head, tail) = frame.split_once(EMPTY).filter(|_| !differences.is_empty())?;
    let lists: Vec<String> = differences
        .par_chunks(CHUNK)
        .map(|differences| serde_json::to_string_pretty(&Part { differences }).unwrap_or_default())
        .collect();
    let inner = lists
        .iter()
        .filter_map(|list| list.strip_prefix("{\n  \"differences\": [")?.strip_suffix("\n  ]\n}"));
    let mut json = String::with_capacity(frame.len() + lists.iter().map(String::len).sum::<usize>());
    json.push_str(head);
    json.push_str("\n  \"differences\": [");
    for (rank, inner) in inner.enumerate() {
        json.push_str(if rank == 0 { "" } else { "," });
        json.push_str(inner);
    }
    json.push_str("\n  ]");
    json.push_str(tail);
    Some(json)
}

/// The JSON on one line, with comparisons already made: the twin of a page.
pub(crate) fn twin(compared: &Compared<'_>, marks: &Marks) -> String {
    let known = |before: &str, after: &str| marks.get(before, after).exact;
    let mut json = serde_json::to_string(&Document::new(compared, &known)).unwrap_or_default();
    json.push('\n');
    json
}

/// One difference, as the document of a comparison holds it, but for the fingerprints and the effect on answers: the
/// states are not at hand.
pub(crate) fn difference(change: &Change) -> serde_json::Value {
    let fields = change.fields.iter().map(Shown::from).collect();
    serde_json::to_value(Difference::new(change, fields, None, &compare)).unwrap_or_default()
}

fn compare(before: &str, after: &str) -> Arc<Exact> {
    Arc::new(Exact::of(before, after))
}

/// Where the operations between two texts come from.
type Compare<'c> = &'c (dyn Fn(&str, &str) -> Arc<Exact> + Sync);

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    couloir: Option<&'a str>,
    de: Side<'a>,
    vers: Side<'a>,
    bilan: Balance,
    differences: Vec<Difference<'a>>,
    inchangees: Vec<&'a str>,
    referentiels: Vec<Referential<'a>>,
    passages: Vec<Moved>,
    propres_aux_couloirs: Vec<Own<'a>>,
    divergences: Vec<Divergence<'a>>,
    scenarios_transverses: Vec<Crossing<'a>>,
    suggestions: Vec<Suggested<'a>>,
}

/// A shared item about which lanes began or ceased to differ.
#[derive(Serialize)]
struct Divergence<'a> {
    evenement: &'static str,
    cle: &'a str,
    id: &'a str,
    titre: &'a str,
    champs: Vec<&'static str>,
    avant: &'a [Vec<String>],
    apres: &'a [Vec<String>],
}

impl<'a> From<&'a DivergenceChange> for Divergence<'a> {
    fn from(change: &'a DivergenceChange) -> Self {
        Self {
            evenement: change.event.as_json(),
            cle: change.key.as_str(),
            id: change.id.as_str(),
            titre: &change.title,
            champs: change.fields.iter().map(|field| field.as_json()).collect(),
            avant: &change.before,
            apres: &change.after,
        }
    }
}

/// A change seen in one lane only.
#[derive(Serialize)]
struct Own<'a> {
    couloir: &'a str,
    difference: Difference<'a>,
}

/// A scenario that spans several requirements.
#[derive(Serialize)]
struct Crossing<'a> {
    couloir: &'a str,
    id: &'a str,
    titre: &'a str,
    evolution: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    portee: Option<&'static str>,
    couvre: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    signaux: Vec<&'a str>,
    champs: Vec<Field<'a>>,
}

impl<'a> Crossing<'a> {
    fn new(change: &'a ScenarioChange, compare: Compare<'_>) -> Self {
        Self {
            couloir: &change.lane,
            id: change.id.as_str(),
            titre: &change.title,
            evolution: change.evolution.as_json(),
            portee: change.reach.map(Reach::as_json),
            couvre: change.covers.iter().map(ItemId::as_str).collect(),
            signaux: change.signals.iter().map(|signal| signal.code.as_str()).collect(),
            champs: change.fields.iter().map(|field| Field::new(Shown::from(field), compare)).collect(),
        }
    }
}

/// Lineage that nobody declared and that the texts suggest.
#[derive(Serialize)]
struct Suggested<'a> {
    nature: &'static str,
    avant: Vec<&'a str>,
    apres: Vec<&'a str>,
    score: f64,
    lignes: Vec<SuggestedLine<'a>>,
}

/// A line to write in the source of an item.
#[derive(Serialize)]
struct SuggestedLine<'a> {
    exigence: &'a str,
    ligne: &'a str,
}

impl<'a> From<&'a Suggestion> for Suggested<'a> {
    fn from(one: &'a Suggestion) -> Self {
        let ids = |list: &'a [ItemId]| list.iter().map(ItemId::as_str).collect();
        let line = |line: &'a history::SuggestedLine| SuggestedLine {
            exigence: line.item.as_str(),
            ligne: &line.text,
        };
        Self {
            nature: one.kind.as_json(),
            avant: ids(&one.before),
            apres: ids(&one.after),
            score: one.score.value(),
            lignes: one.lines.iter().map(line).collect(),
        }
    }
}

#[derive(Serialize)]
struct Side<'a> {
    it: &'a str,
    date: Option<&'a str>,
}

impl<'a> From<&'a Endpoint> for Side<'a> {
    fn from(endpoint: &'a Endpoint) -> Self {
        Self { it: &endpoint.name, date: endpoint.date.as_deref() }
    }
}

#[derive(Serialize)]
struct Balance {
    avant: usize,
    apres: usize,
    nouvelles: usize,
    reintroduites: usize,
    obsoletes: usize,
    retirees: usize,
    fond: usize,
    preuves: usize,
    references: usize,
    redactionnelles: usize,
    inchangees: usize,
    validees: [usize; 2],
}

impl From<&Tally> for Balance {
    fn from(tally: &Tally) -> Self {
        Self {
            avant: tally.before,
            apres: tally.after,
            nouvelles: tally.new,
            reintroduites: tally.reinstated,
            obsoletes: tally.obsolete,
            retirees: tally.withdrawn,
            fond: tally.substance,
            preuves: tally.proofs,
            references: tally.reference,
            redactionnelles: tally.wording,
            inchangees: tally.unchanged,
            validees: [tally.validated_before, tally.validated_after],
        }
    }
}

#[derive(Serialize)]
struct Difference<'a> {
    cle: &'a str,
    id: &'a str,
    titre: &'a str,
    evolution: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    portee: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    portee_declaree: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attributs: Vec<Attribute<'a>>,
    statut: [Option<&'static str>; 2],
    nature: [Option<&'static str>; 2],
    version: [Option<u32>; 2],
    section: Option<&'a str>,
    couloirs: &'a [String],
    socle: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    motif: Option<Cause<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    signaux: Vec<&'a str>,
    champs: Vec<Field<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effet_reponse: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reponse_reprise_par: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    empreintes: Option<Fingerprints>,
}

/// Digests of the item in both states, as the lane compared states it.
#[derive(Serialize)]
struct Fingerprints {
    avant: Option<String>,
    apres: Option<String>,
}

#[derive(Serialize)]
struct Attribute<'a> {
    attribut: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ids: Vec<&'a str>,
}

#[derive(Serialize)]
struct Cause<'a> {
    code: Option<&'static str>,
    texte: Option<&'a str>,
    commentaires: &'a [String],
}

#[derive(Serialize)]
struct Field<'a> {
    champ: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    objet: Option<&'a str>,
    avant: Option<Cow<'a, str>>,
    apres: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    typographique: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    similarite: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ops: Option<Ops>,
}

/// Operations shared with the pages.
struct Ops(Arc<Exact>);

impl Serialize for Ops {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.ops.serialize(serializer)
    }
}

#[derive(Serialize)]
struct Referential<'a> {
    code: &'a str,
    titre: &'a str,
    avant: &'a [String],
    apres: &'a [String],
    exigences: Vec<&'a str>,
}

/// A referential that moves, and what it touches.
#[derive(Serialize)]
struct Moved {
    code: String,
    titre: String,
    touchees: usize,
    couloirs: Vec<MovedLane>,
}

#[derive(Serialize)]
struct MovedLane {
    couloir: String,
    avant: Vec<String>,
    apres: Vec<String>,
    exigences: Vec<ItemId>,
}

impl From<Passage> for Moved {
    fn from(passage: Passage) -> Self {
        let touchees = passage.touched();
        let lanes = passage.lanes.into_iter().map(|lane| MovedLane {
            couloir: lane.lane,
            avant: lane.before,
            apres: lane.after,
            exigences: lane.touched,
        });
        Self { code: passage.code, titre: passage.title, touchees, couloirs: lanes.collect() }
    }
}

impl<'a> Document<'a> {
    fn new(compared: &Compared<'a>, compare: Compare<'_>) -> Self {
        let diff = compared.diff;
        let lane = diff.lane.as_deref();
        compared.prepare();
        Self {
            schema: SCHEMA,
            couloir: diff.lane.as_deref(),
            de: Side::from(&diff.from),
            vers: Side::from(&diff.to),
            bilan: Balance::from(&diff.tally),
            differences: diff
                .changes
                .par_iter()
                .map(|change| Difference::of(compared, change, lane, compare))
                .collect(),
            inchangees: diff.unchanged.iter().map(|id| id.as_str()).collect(),
            referentiels: diff
                .register
                .iter()
                .map(|change| Referential {
                    code: &change.code,
                    titre: &change.title,
                    avant: &change.before,
                    apres: &change.after,
                    exigences: change.cited_by.iter().map(|id| id.as_str()).collect(),
                })
                .collect(),
            passages: compared.passages().into_iter().map(Moved::from).collect(),
            propres_aux_couloirs: diff
                .lane_only
                .iter()
                .map(|own| Own {
                    couloir: &own.lane,
                    difference: Difference::of(compared, &own.change, Some(&own.lane), compare),
                })
                .collect(),
            divergences: diff.divergences.iter().map(Divergence::from).collect(),
            scenarios_transverses: diff.scenarios.iter().map(|one| Crossing::new(one, compare)).collect(),
            suggestions: diff.suggestions.iter().map(Suggested::from).collect(),
        }
    }
}

impl<'a> Difference<'a> {
    fn of(compared: &Compared<'a>, change: &'a Change, lane: Option<&str>, compare: Compare<'_>) -> Self {
        let [avant, apres] = compared.digests(change, lane);
        let fingerprints = Fingerprints { avant, apres };
        let effect = compared.effects().worst(change, lane);
        let taken_by = compared.effects().taken_by(change, lane);
        Self {
            reponse_reprise_par: taken_by.into_iter().map(ToString::to_string).collect(),
            ..Self::new(change, compared.fields(change, lane), Some((effect, fingerprints)), compare)
        }
    }

    fn new(
        change: &'a Change,
        fields: Vec<Shown<'a>>,
        stated: Option<(Effect, Fingerprints)>,
        compare: Compare<'_>,
    ) -> Self {
        let modified = change.evolution == Evolution::Modified;
        let (effect, empreintes) = stated.unzip();
        Self {
            cle: change.key.as_str(),
            id: change.id.as_str(),
            titre: &change.title,
            evolution: change.evolution.as_json(),
            portee: change.reach.filter(|_| modified).map(Reach::as_json),
            portee_declaree: change.claimed.map(Reach::as_json),
            attributs: change
                .attributes
                .iter()
                .map(|attribute| Attribute {
                    attribut: attribute.as_json(),
                    ids: attribute.ids().iter().map(|id| id.as_str()).collect(),
                })
                .collect(),
            statut: [change.status.0, change.status.1].map(|status| status.map(Status::as_json)),
            nature: [change.nature.0, change.nature.1].map(|nature| nature.map(|nature| nature.as_json())),
            version: [change.version.0, change.version.1],
            section: change.section.as_deref(),
            couloirs: &change.lanes,
            socle: change.shared,
            motif: (change.cause.is_some() || !change.comments.is_empty()).then(|| Cause {
                code: change.cause.as_ref().and_then(|clause| clause.motive).map(|motive| motive.as_json()),
                texte: change.cause.as_ref().and_then(|clause| clause.text.as_deref()),
                commentaires: &change.comments,
            }),
            signaux: change.signals.iter().map(|signal| signal.code.as_str()).collect(),
            champs: fields.into_iter().map(|shown| Field::new(shown, compare)).collect(),
            effet_reponse: effect.map(Effect::as_json),
            reponse_reprise_par: Vec::new(),
            empreintes,
        }
    }
}

impl<'a> Field<'a> {
    fn new(shown: Shown<'a>, compare: Compare<'_>) -> Self {
        let texts = shown.before.as_deref().zip(shown.after.as_deref()).filter(|_| is_text(shown.field));
        let exact = texts.map(|(before, after)| compare(before, after));
        Self {
            champ: shown.field.as_json(),
            objet: shown.of.map(|id| id.as_str()),
            avant: shown.before,
            apres: shown.after,
            typographique: shown.typographic,
            similarite: exact.as_ref().map(|exact| exact.similarity),
            ops: exact.map(Ops),
        }
    }
}
