//! The sources of an existing project to a [`State`]: what the importer may change taken apart, the rest kept as written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::state::{
    Clause, HomeEntry, ItemState, PickState, ProofState, ScenarioState, State, StepState, VariantState,
};
use crate::exchange::layout::glob;
use crate::exchange::report::os_words;
use crate::io::{FileSystem, ProjectPaths};
use crate::model::{Criticality, Home, Nature, Status, Vocabulary};
use crate::source::{FileId, SourceFile, Span};
use crate::syntax::parse;
use crate::syntax::tree::{
    AdaptNode, ClauseNode, Field, FieldValue, File, LaneNode, LaneValue, Node, ProofNode, RequirementNode,
    ScenarioNode, Text,
};

/// The sources of a project, and where each home is written.
#[derive(Debug, Default)]
pub(super) struct Existing {
    pub(super) state: State,
    /// Files of each home.
    pub(super) files: BTreeMap<Home, Vec<PathBuf>>,
    /// Homes whose file holds `//` comments, which a rewriting loses.
    pub(super) commented: Vec<Home>,
}

/// Reads every `.rem` file of a project into `existing.state`.
///
/// # Errors
/// A French sentence naming the file that cannot be read or parsed: importing over a broken source would lose it.
pub(super) fn read_sources(files: &dyn FileSystem, existing: &mut Existing) -> Result<(), String> {
    let mut picks = Vec::new();
    for folder in ["socles", "rem"] {
        let paths = files
            .list(Path::new(folder))
            .map_err(|error| format!("« {folder} » illisible : {}", os_words(&error)))?;
        for path in paths.into_iter().filter(|path| ProjectPaths::is_source(path)) {
            let shown = path.to_string_lossy().replace('\\', "/");
            let bytes =
                files.read(&path).map_err(|error| format!("« {shown} » illisible : {}", os_words(&error)))?;
            let source =
                SourceFile::decode(&path, bytes).map_err(|_| format!("« {shown} » n’est pas en UTF-8"))?;
            let (tree, problems) = parse(FileId(0), &source);
            if tree.broken {
                let first = problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
                return Err(format!(
                    "« {shown} » contient des erreurs de syntaxe ({first}) : corrigez-les avant d’importer"
                ));
            }
            let mut reader =
                SourceReader { text: source.text(), state: &mut existing.state, picks: &mut picks };
            let Some(home) = reader.file(&tree) else {
                return Err(format!("« {shown} » n’a ni en-tête « socle » ni en-tête « rem »"));
            };
            if source.text().lines().any(|line| line.trim_start().starts_with("//")) {
                existing.commented.push(home.clone());
            }
            existing.files.entry(home).or_default().push(path);
        }
    }
    for (lane, patterns, except, profiles) in picks {
        apply_pick(&mut existing.state, &lane, &patterns, &except, &profiles);
    }
    Ok(())
}

type PickLine = (String, Vec<String>, Vec<String>, Vec<String>);

/// Resolves a `reprend` statement, adaptations and withdrawals being known already.
fn apply_pick(state: &mut State, lane: &str, patterns: &[String], except: &[String], profiles: &[String]) {
    let caught: Vec<String> = state
        .items
        .values()
        .filter(|item| matches!(item.home, Home::Socle(_)))
        .filter(|item| patterns.iter().any(|pattern| glob(pattern, &item.id)))
        .filter(|item| !except.iter().any(|pattern| glob(pattern, &item.id)))
        .map(|item| item.id.clone())
        .collect();
    let picks = state.picks.entry(lane.to_owned()).or_default();
    for id in caught {
        let pick = picks.entry(id).or_default();
        if pick.profiles.is_empty() {
            pick.profiles = profiles.to_vec();
        }
    }
}

struct SourceReader<'a> {
    text: &'a str,
    state: &'a mut State,
    picks: &'a mut Vec<PickLine>,
}

impl SourceReader<'_> {
    fn file(&mut self, file: &File) -> Option<Home> {
        let home = file.nodes.iter().find_map(|node| match node {
            Node::Socle(socle) => Some(Home::Socle(socle.code.value.clone())),
            Node::Lane(lane) => Some(Home::Lane(lane.code.value.clone())),
            _ => None,
        })?;
        let (mut section, mut block, mut function) = (None, None, None);
        for node in &file.nodes {
            match node {
                Node::Edition(..) | Node::Broken(..) => {}
                Node::Socle(socle) => {
                    let title = socle.title.as_ref().map(|title| title.value.clone());
                    set_title(&mut self.state.socles, &socle.code.value, title);
                }
                Node::Lane(lane) => self.lane(lane),
                Node::Section(node) => {
                    section = Some(node.code.value.clone());
                    (block, function) = (None, None);
                }
                Node::Block(name, _) => {
                    block = Some(name.value.clone());
                    function = None;
                }
                Node::Function(name, _) => function = Some(name.value.clone()),
                Node::Requirement(node) => {
                    let mut item = self.requirement(node, home.clone());
                    item.section.clone_from(&section);
                    item.block.clone_from(&block);
                    item.function.clone_from(&function);
                    let _ = self.state.items.insert(item.id.clone(), item);
                }
                Node::Scenario(node) => {
                    let read = self.scenario(node);
                    self.state.cross.entry(home.code().to_owned()).or_default().push(read);
                }
            }
        }
        Some(home)
    }

    fn slice(&self, span: Span) -> String {
        self.text.get(span.range()).unwrap_or_default().to_owned()
    }

    fn lane(&mut self, node: &LaneNode) {
        let code = node.code.value.clone();
        set_title(&mut self.state.lanes, &code, node.title.as_ref().map(|title| title.value.clone()));
        let _ = self.state.picks.entry(code.clone()).or_default();
        for field in &node.fields {
            match &field.value {
                LaneValue::Profiles(names) => {
                    drop(self.state.lane_profiles.insert(code.clone(), values(names)))
                }
                LaneValue::Pick(pick) => self.picks.push((
                    code.clone(),
                    values(&pick.patterns),
                    values(&pick.except),
                    values(&pick.profiles),
                )),
                LaneValue::Adapt(adapt) => {
                    let variant = self.variant(adapt);
                    let pick = PickState { variant: Some(variant), ..PickState::default() };
                    let _ = self
                        .state
                        .picks
                        .entry(code.clone())
                        .or_default()
                        .insert(adapt.id.value.clone(), pick);
                }
                LaneValue::Withdraw(withdraw) => {
                    let pick =
                        PickState { withdrawn: Some(clause(&withdraw.clause)), ..PickState::default() };
                    let _ = self
                        .state
                        .picks
                        .entry(code.clone())
                        .or_default()
                        .insert(withdraw.id.value.clone(), pick);
                }
            }
        }
    }

    fn variant(&self, node: &AdaptNode) -> VariantState {
        let mut variant = VariantState {
            pin: node.version.as_ref().map(|version| version.value),
            clause: clause(&node.clause),
            ..VariantState::default()
        };
        for field in &node.fields {
            match &field.value {
                FieldValue::Title(text) => variant.title = Some(text.value.clone()),
                FieldValue::Section(text) => variant.section = Some(text.value.clone()),
                FieldValue::Block(text) => variant.block = Some(text.value.clone()),
                FieldValue::Function(text) => variant.function = Some(text.value.clone()),
                FieldValue::Nature(word) => variant.nature = Nature::parse(&word.value),
                FieldValue::Profile(names) => variant.profiles = Some(values(names)),
                FieldValue::Statement(text) => variant.statement = Some(text.value.clone()),
                FieldValue::Comment(text) => variant.comment = Some(text.value.clone()),
                FieldValue::Without(ids) => variant.without.extend(values(ids)),
                FieldValue::Scenario(node) => variant.scenarios.push(self.scenario(node)),
                _ => variant.kept.push(self.slice(field.span)),
            }
        }
        variant
    }

    fn requirement(&self, node: &RequirementNode, home: Home) -> ItemState {
        let mut item = ItemState::new(&node.id.value, home);
        item.version = node.version.as_ref().map_or(1, |version| version.value);
        item.title = node.title.as_ref().map(|title| title.value.clone());
        for field in &node.fields {
            self.field(&mut item, field);
        }
        item
    }

    fn field(&self, item: &mut ItemState, field: &Field) {
        match &field.value {
            FieldValue::Nature(word) => item.nature = Nature::parse(&word.value).unwrap_or(item.nature),
            FieldValue::Status(status) => {
                item.status = Status::parse(&status.word.value).unwrap_or(item.status);
                item.status_clause = clause(&status.clause);
            }
            FieldValue::Profile(names) => item.profiles = values(names),
            FieldValue::Criticality(word) => item.criticality = Criticality::parse(&word.value),
            FieldValue::Scope(text) => item.scope = Some(text.value.clone()),
            FieldValue::Wave1(names) => item.wave1 = values(names),
            FieldValue::Formerly(ids) => item.formerly.extend(values(ids)),
            FieldValue::DerivedFrom(ids) => item.derived_from.extend(values(ids)),
            FieldValue::ReplacedBy(ids) => item.replaced_by.extend(values(ids)),
            FieldValue::Reinstated(node) => item.reinstated = Some(clause(node)),
            FieldValue::Statement(text) => item.statement = Some(text.value.clone()),
            FieldValue::Comment(text) => item.comment = Some(text.value.clone()),
            FieldValue::Note(text) => item.notes.push(text.value.clone()),
            FieldValue::Scenario(node) => item.scenarios.push(self.scenario(node)),
            _ => item.kept.push(self.slice(field.span)),
        }
    }

    fn scenario(&self, node: &ScenarioNode) -> ScenarioState {
        let mut scenario = ScenarioState {
            id: node.id.value.clone(),
            title: node.title.as_ref().map(|title| title.value.clone()).unwrap_or_default(),
            ..ScenarioState::default()
        };
        for field in &node.fields {
            match &field.value {
                FieldValue::Profile(names) => scenario.profiles = values(names),
                FieldValue::Prerequisite(text) => scenario.prerequisite.clone_from(&text.value),
                FieldValue::Note(text) => scenario.notes.push(text.value.clone()),
                FieldValue::Step(step) => scenario.steps.push(StepState {
                    text: step.text.value.clone(),
                    covers: values(&step.covers),
                    proofs: Vec::new(),
                }),
                FieldValue::Proof(node) => {
                    let read = proof(node);
                    match scenario.steps.last_mut() {
                        Some(step) => step.proofs.push(read),
                        None => scenario.proofs.push(read),
                    }
                }
                _ => {}
            }
        }
        scenario
    }
}

fn proof(node: &ProofNode) -> ProofState {
    ProofState {
        id: node.id.value.clone(),
        shared: node.shared,
        kinds: values(&node.kinds),
        text: node.text.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
        verification: node.verification.as_ref().map(|(text, internal)| (text.value.clone(), *internal)),
    }
}

fn clause(node: &ClauseNode) -> Clause {
    let value = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
    Clause {
        since: value(&node.since),
        motive: value(&node.motive),
        text: value(&node.text),
        answers: values(&node.answers),
    }
}

fn values(texts: &[Text]) -> Vec<String> {
    texts.iter().map(|text| text.value.clone()).collect()
}

/// The title of a source file, for a home the manifest names without one.
fn set_title(entries: &mut Vec<HomeEntry>, code: &str, title: Option<String>) {
    match entries.iter_mut().find(|entry| entry.code == code) {
        Some(entry) => {
            if let Some(title) = title {
                entry.title = title;
            }
        }
        None => entries.push(HomeEntry {
            code: code.to_owned(),
            title: title.unwrap_or_else(|| code.to_owned()),
            ..HomeEntry::default()
        }),
    }
}
