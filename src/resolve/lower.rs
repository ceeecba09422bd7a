//! One file of the tree to pieces of the model.

use std::collections::BTreeMap;

use super::scenario;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::ProjectPaths;
use crate::model::{
    DependencyLink, EvolutionClaim, Home, ItemId, MotiveClause, Nature, Obsolescence, Place, Places,
    ReferenceLink, Reinstatement, Requirement, Scenario, Status, VersionBound, Vocabulary,
};
use crate::quick::HashSet;
use crate::settings::Manifest;
use crate::source::{SourceSet, Span, suggest};
use crate::syntax::tree::{
    self, CitationNode, ClauseNode, EvolutionNode, Field, FieldValue, LaneNode, LinkNode, Node,
    RequirementNode, Text,
};

/// The statements of one `rem` block, kept as written until items are known.
#[derive(Debug)]
pub(super) struct LaneStatements {
    pub(super) code: String,
    pub(super) node: LaneNode,
}

/// What one file contributes.
#[derive(Debug, Default)]
pub(super) struct LoweredFile {
    pub(super) items: Vec<(Requirement, Places)>,
    pub(super) cross_scenarios: Vec<(String, Scenario, Places)>,
    pub(super) lanes: Vec<LaneStatements>,
    pub(super) headers: Vec<(String, Span)>,
    pub(super) broken: Vec<String>,
    pub(super) unknown_heading: HashSet<ItemId>,
    pub(super) tolerated: Vec<(String, Code)>,
    pub(super) problems: Vec<Diagnostic>,
}

/// The headings that hold at one place of a file.
#[derive(Debug, Default, Clone)]
struct Headings {
    section: Option<String>,
    section_span: Option<Span>,
    block: Option<String>,
    function: Option<String>,
    unknown: bool,
}

/// Looking for a near name reads every known name: not beyond this many mistakes in one file.
const SUGGESTIONS: usize = 200;

/// Lowers a file. `sections` are the codes of the manifest.
pub(super) fn file(
    tree: &tree::File,
    sources: &SourceSet,
    manifest: &Manifest,
    sections: &HashSet<&str>,
) -> LoweredFile {
    let mut out = LoweredFile::default();
    let mut home = None;
    let mut headings = Headings::default();
    for node in &tree.nodes {
        match node {
            Node::Edition(text, _) => edition(text, manifest, &mut out.problems),
            Node::Socle(socle) => {
                let known = manifest.socles.iter().map(|entry| entry.code.as_str());
                declared(&socle.code, known, Code::UnknownSocle, "socle", &mut out);
                let home = home.insert(Home::Socle(socle.code.value.clone()));
                out.headers.push((header_key(home), socle.code.span));
            }
            Node::Lane(lane) => {
                let known = manifest.lanes.iter().map(|entry| entry.code.as_str());
                declared(&lane.code, known, Code::UnknownLane, "couloir", &mut out);
                let home = home.insert(Home::Lane(lane.code.value.clone()));
                out.headers.push((header_key(home), lane.code.span));
                out.lanes.push(LaneStatements { code: lane.code.value.clone(), node: lane.clone() });
            }
            Node::Section(section) => {
                headings = Headings {
                    section: Some(section.code.value.clone()),
                    section_span: Some(section.code.span),
                    ..Headings::default()
                };
                if !sections.contains(section.code.value.as_str()) {
                    unknown_section(&section.code, manifest, &mut out.problems);
                }
            }
            Node::Block(title, _) => {
                headings.block = Some(title.value.clone());
                headings.function = None;
            }
            Node::Function(title, _) => headings.function = Some(title.value.clone()),
            Node::Requirement(node) => {
                let home =
                    home.get_or_insert_with(|| missing_home(tree, node.span, sources, &mut out.problems));
                requirement(node, home, &headings, &mut out);
            }
            Node::Scenario(node) => {
                let home =
                    home.get_or_insert_with(|| missing_home(tree, node.span, sources, &mut out.problems));
                let mut places = vec![(Place::Item, node.span), (Place::Id, node.id.span)];
                let scenario = scenario::lower(node, &mut places, &mut out.problems);
                out.cross_scenarios.push((home.code().to_owned(), scenario, places));
            }
            Node::Broken(id, span) => {
                out.broken.extend(id.iter().map(|id| id.value.clone()));
                let word = sources.slice(*span);
                headings.unknown |= ["section", "bloc", "fonction"].iter().any(|kw| word.starts_with(kw));
                if ["socle", "rem"].iter().any(|kw| word.starts_with(kw)) {
                    let home = home.get_or_insert_with(|| guessed_home(tree, sources));
                    out.headers.push((
                        header_key(home),
                        Span::new(span.file, span.start as usize, span.start as usize),
                    ));
                }
            }
        }
    }
    out
}

/// The name of a header among the origins.
fn header_key(home: &Home) -> String {
    match home {
        Home::Socle(code) => format!("socle:{code}"),
        Home::Lane(code) => format!("couloir:{code}"),
    }
}

/// Only edition 1 exists.
fn edition(text: &Text, manifest: &Manifest, problems: &mut Vec<Diagnostic>) {
    if text.value.trim() != manifest.edition.to_string() {
        problems.push(
            Diagnostic::new(Code::InvalidValue, text.span, format!("édition « {} » inconnue", text.value))
                .help(format!("le projet est écrit dans l’édition {}", manifest.edition))
                .fix(text.span, manifest.edition.to_string()),
        );
    }
}

fn declared<'a>(
    code: &Text,
    known: impl Iterator<Item = &'a str> + Clone,
    kind: Code,
    what: &str,
    out: &mut LoweredFile,
) {
    if known.clone().any(|entry| entry == code.value) {
        return;
    }
    let candidate = suggest(&code.value, known);
    out.problems.push(
        Diagnostic::new(kind, code.span, format!("{what} « {} » absent du manifeste", code.value))
            .did_you_mean(code.span, candidate)
            .help("déclarer son code et son titre dans « remc.yaml »"),
    );
}

fn unknown_section(code: &Text, manifest: &Manifest, problems: &mut Vec<Diagnostic>) {
    let known = manifest.sections.iter().map(|section| section.code.as_str());
    let candidate = if problems.len() < SUGGESTIONS { suggest(&code.value, known) } else { None };
    problems.push(
        Diagnostic::new(Code::UnknownSection, code.span, format!("section « {} » inconnue", code.value))
            .did_you_mean(code.span, candidate)
            .help("les sections se déclarent dans « remc.yaml », dans leur ordre de lecture"),
    );
}

/// The home of an item in a file without header: guessed from the file's place so that the rest still compiles.
fn missing_home(tree: &tree::File, span: Span, sources: &SourceSet, problems: &mut Vec<Diagnostic>) -> Home {
    let at = Span::new(span.file, span.start as usize, span.start as usize + "exigence".len());
    problems.push(
        Diagnostic::new(Code::MissingHeader, at, "élément avant l’en-tête « socle » ou « rem » du fichier")
            .help("commencer le fichier par « socle CODE \"Titre\" » ou « rem CODE \"Titre\" { … } »"),
    );
    guessed_home(tree, sources)
}

/// The home the place of a file suggests, when its header is absent or cannot be read.
fn guessed_home(tree: &tree::File, sources: &SourceSet) -> Home {
    let path = sources.get(tree.file).map(|file| file.path().to_owned()).unwrap_or_default();
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    if path.starts_with(ProjectPaths::LANES) { Home::Lane(stem) } else { Home::Socle(stem) }
}

fn requirement(node: &RequirementNode, home: &Home, headings: &Headings, out: &mut LoweredFile) {
    let id = ItemId::new(node.id.value.as_str());
    let mut places: Places = vec![(Place::Item, node.span), (Place::Id, node.id.span)];
    places.extend(node.version.as_ref().map(|version| (Place::Version, version.span)));
    places.extend(node.title.as_ref().map(|title| (Place::Title, title.span)));
    places.extend(headings.section_span.map(|span| (Place::Field("section"), span)));
    let title = node.title.as_ref().map(|title| title.value.clone());
    let mut item = Requirement {
        key: id.clone(),
        id,
        home: home.clone(),
        version: node.version.as_ref().map_or(1, |version| version.value),
        title: title.or_else(|| headings.function.clone()).unwrap_or_default(),
        section: headings.section.clone(),
        block: headings.block.clone(),
        function: headings.function.clone(),
        nature: Nature::Mandatory,
        status: Status::Draft,
        validated_by: Vec::new(),
        obsolescence: None,
        reinstatement: None,
        profiles: Vec::new(),
        condition: None,
        criticality: None,
        scope: None,
        wave1: Vec::new(),
        depends: Vec::new(),
        references: Vec::new(),
        formerly: Vec::new(),
        derived_from: Vec::new(),
        merges: Vec::new(),
        replaced_by: Vec::new(),
        statement: String::new(),
        comment: None,
        evolutions: Vec::new(),
        scenarios: Vec::new(),
    };
    repeated(&node.fields, &node.id.value, &mut out.problems);
    for field in &node.fields {
        places.push((Place::Field(field.value.keyword()), value_span(field)));
        self::field(field, &mut item, &mut places, out);
    }
    if !node.broken {
        missing(node, &mut out.problems);
    }
    if headings.unknown {
        out.unknown_heading.insert(item.id.clone());
    }
    out.items.push((item, places));
}

/// The span of a field's value; for compound values, of the whole field.
fn value_span(field: &Field) -> Span {
    match &field.value {
        FieldValue::Nature(text)
        | FieldValue::Condition(text)
        | FieldValue::Criticality(text)
        | FieldValue::Scope(text)
        | FieldValue::Statement(text)
        | FieldValue::Comment(text)
        | FieldValue::Title(text)
        | FieldValue::Section(text)
        | FieldValue::Block(text)
        | FieldValue::Function(text) => text.span,
        FieldValue::Status(status) => status.word.span,
        _ => field.span,
    }
}

pub(super) fn repeated(fields: &[Field], item: &str, problems: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for field in fields.iter().filter(|field| !field.value.repeatable()) {
        let keyword = field.value.keyword();
        let Some(first) = first.get(keyword) else {
            first.insert(keyword, field.keyword);
            continue;
        };
        problems.push(
            Diagnostic::new(Code::RepeatedField, field.keyword, format!("« {keyword} » répété"))
                .also(*first, "déjà donné ici")
                .help("garder une seule des deux lignes")
                .about(item),
        );
    }
}

fn missing(node: &RequirementNode, problems: &mut Vec<Diagnostic>) {
    for keyword in ["nature", "statut"] {
        if !node.fields.iter().any(|field| field.value.keyword() == keyword) {
            problems.push(
                Diagnostic::new(
                    Code::MissingField,
                    node.id.span,
                    format!("« {keyword} » absent de « {} »", node.id.value),
                )
                .help(match keyword {
                    "nature" => "ajouter une ligne « nature obligatoire » ou « nature préconisée »",
                    _ => {
                        "ajouter une ligne « statut rédaction », « instruction », « validée » ou « obsolète »"
                    }
                })
                .about(node.id.value.as_str()),
            );
        }
    }
}

fn field(field: &Field, item: &mut Requirement, places: &mut Places, out: &mut LoweredFile) {
    let problems = &mut out.problems;
    match &field.value {
        FieldValue::Nature(text) => item.nature = word(text, "nature", problems).unwrap_or(item.nature),
        FieldValue::Status(status) => {
            item.status = word(&status.word, "statut", problems).unwrap_or(item.status);
            let cause = self::clause(&status.clause, problems);
            clause_places(&status.clause, places);
            match item.status {
                Status::Obsolete => {
                    let since = status.clause.since.as_ref().map(|text| text.value.clone());
                    item.obsolescence = Some(Obsolescence { since, cause });
                }
                Status::Validated => item.validated_by = cause.comments,
                Status::Draft | Status::Instruction => {}
            }
        }
        FieldValue::Profile(list) => {
            elements("profil", list.iter().map(|text| text.span), places);
            item.profiles = values(list);
        }
        FieldValue::Condition(text) => item.condition = filled(text),
        FieldValue::Criticality(text) => item.criticality = word(text, "criticité", problems),
        FieldValue::Scope(text) => item.scope = filled(text),
        FieldValue::Wave1(list) => item.wave1 = values(list),
        FieldValue::Depends(links) => depends(links, item, places),
        FieldValue::Reference(list) => references(list, item, places),
        FieldValue::Formerly(list) => lineage("anciennement", list, &mut item.formerly, places),
        FieldValue::DerivedFrom(list) => lineage("issue de", list, &mut item.derived_from, places),
        FieldValue::Merges(list) => lineage("fusionne", list, &mut item.merges, places),
        FieldValue::ReplacedBy(list) => lineage("remplacée par", list, &mut item.replaced_by, places),
        FieldValue::Reinstated(node) => {
            clause_places(node, places);
            let since = node.since.as_ref().map(|text| text.value.clone());
            item.reinstatement = Some(Reinstatement { since, cause: self::clause(node, problems) });
        }
        FieldValue::Statement(text) => item.statement.clone_from(&text.value),
        FieldValue::Comment(text) => item.comment = filled(text),
        // Internal: it stays in the tree, out of the model.
        FieldValue::Note(_) => {}
        FieldValue::Evolution(node) => evolution(node, &mut item.evolutions, places, problems),
        FieldValue::Tolerance(code, reason) => tolerance(code, reason, item.id.as_str(), out),
        FieldValue::Scenario(node) => item.scenarios.push(scenario::lower(node, places, problems)),
        FieldValue::Title(_)
        | FieldValue::Section(_)
        | FieldValue::Block(_)
        | FieldValue::Function(_)
        | FieldValue::Without(_)
        | FieldValue::Prerequisite(_)
        | FieldValue::Step(_)
        | FieldValue::Proof(_) => {}
    }
}

fn depends(links: &[LinkNode], item: &mut Requirement, places: &mut Places) {
    for link in links {
        places.push((Place::Element("dépend", item.depends.len()), link.id.span));
        let id = ItemId::new(link.id.value.as_str());
        item.depends.push(DependencyLink { id, version: link.version.as_ref().map(|version| version.value) });
    }
}

fn references(list: &[CitationNode], item: &mut Requirement, places: &mut Places) {
    for citation in list {
        let span = citation
            .version
            .as_ref()
            .map_or(citation.code.span, |version| citation.code.span.to(version.span));
        places.push((Place::Element("référence", item.references.len()), span));
        let bound = citation.version.as_ref().map(|version| {
            let version = version.value.clone();
            if citation.at_least { VersionBound::AtLeast(version) } else { VersionBound::Exactly(version) }
        });
        item.references.push(ReferenceLink { code: citation.code.value.clone(), bound });
    }
}

fn lineage(keyword: &'static str, list: &[Text], target: &mut Vec<ItemId>, places: &mut Places) {
    for text in list {
        places.push((Place::Element(keyword, target.len()), text.span));
        target.push(ItemId::new(text.value.as_str()));
    }
}

pub(super) fn evolution(
    node: &EvolutionNode,
    target: &mut Vec<EvolutionClaim>,
    places: &mut Places,
    problems: &mut Vec<Diagnostic>,
) {
    places.push((Place::Evolution(target.len()), node.iteration.span.to(node.reach.span)));
    places.push((Place::Element("évolution IT", target.len()), node.iteration.span));
    clause_places(&node.clause, places);
    if let Some(reach) = word(&node.reach, "évolution", problems) {
        let cause = clause(&node.clause, problems);
        target.push(EvolutionClaim { iteration: node.iteration.value.clone(), reach, cause });
    }
}

/// Iterations and comments cited by a clause are found again by what they say.
fn clause_places(node: &ClauseNode, places: &mut Places) {
    if let Some(since) = &node.since {
        places.push((Place::Field("depuis"), since.span));
        places.push((Place::Proof(ItemId::new(format!("depuis {}", since.value))), since.span));
    }
    for answer in &node.answers {
        places.push((Place::Proof(ItemId::new(format!("répond {}", answer.value))), answer.span));
    }
}

pub(super) fn tolerance(code: &Text, reason: &Text, item: &str, out: &mut LoweredFile) {
    match Code::parse(&code.value) {
        Some(known) if !reason.value.trim().is_empty() => out.tolerated.push((item.to_owned(), known)),
        Some(_) => out.problems.push(
            Diagnostic::new(Code::MissingValue, reason.span, "raison de la tolérance vide")
                .help("une exception se justifie en une phrase"),
        ),
        None => out.problems.push(
            Diagnostic::new(
                Code::UnknownCode,
                code.span,
                format!("code de règle « {} » inconnu", code.value),
            )
            .did_you_mean(code.span, suggest(&code.value, Code::ALL.iter().map(|code| code.as_str()))),
        ),
    }
}

/// Reads a word of a closed list, or says which words it holds.
pub(super) fn word<V: Vocabulary>(text: &Text, field: &str, problems: &mut Vec<Diagnostic>) -> Option<V> {
    let found = V::parse_exact(&text.value);
    if found.is_none() && !text.value.is_empty() {
        let words: Vec<&str> = V::WORDS.iter().map(|(_, keyword, _)| *keyword).collect();
        problems.push(
            Diagnostic::new(
                Code::InvalidValue,
                text.span,
                format!("« {} » n’est pas une valeur de « {field} »", text.value),
            )
            .did_you_mean(text.span, suggest(&text.value, words.iter().copied()))
            .help(format!("valeurs admises : {}", words.join(", "))),
        );
    }
    found
}

/// A motive clause; unknown motives are reported here, motives outside the manifest's list by `names`.
pub(super) fn clause(node: &ClauseNode, problems: &mut Vec<Diagnostic>) -> MotiveClause {
    let motive = node.motive.as_ref().and_then(|text| {
        let found = crate::model::Motive::parse_exact(&text.value);
        if found.is_none() {
            let words = crate::model::Motive::WORDS.iter().map(|(_, keyword, _)| *keyword);
            problems.push(
                Diagnostic::new(Code::UnknownMotive, text.span, format!("motif « {} » inconnu", text.value))
                    .did_you_mean(text.span, suggest(&text.value, words.clone()))
                    .help(format!("motifs admis : {}", words.collect::<Vec<_>>().join(", "))),
            );
        }
        found
    });
    MotiveClause {
        motive,
        text: node.text.as_ref().and_then(filled),
        comments: node.answers.iter().map(|text| text.value.clone()).collect(),
    }
}

fn elements(keyword: &'static str, spans: impl Iterator<Item = Span>, places: &mut Places) {
    places.extend(spans.enumerate().map(|(index, span)| (Place::Element(keyword, index), span)));
}

fn values(list: &[Text]) -> Vec<String> {
    list.iter().map(|text| text.value.clone()).collect()
}

pub(super) fn filled(text: &Text) -> Option<String> {
    (!text.value.trim().is_empty()).then(|| text.value.clone())
}
