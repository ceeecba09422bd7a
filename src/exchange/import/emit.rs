//! A project to files: `.rem` sources in the canonical order of fields.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use super::state::{Clause, HomeEntry, ItemState, PickState, ProofState, ScenarioState, State, VariantState};
use crate::exchange::identity::stem;
use crate::exchange::layout::glob;
use crate::io::{ProjectPaths, windows_safe};
use crate::model::{Criticality, Home, ItemId, Nature, Status, Vocabulary, natural_order};
use crate::syntax::{quote_block, quote_string};

/// Width after which a list of ids goes to the next line.
const WIDTH: usize = 100;

/// Path of the file of a home.
pub(super) fn path_of(home: &Home) -> PathBuf {
    let folder = match home {
        Home::Socle(_) => ProjectPaths::SOCLES,
        Home::Lane(_) => ProjectPaths::LANES,
    };
    PathBuf::from(folder).join(format!("{}.rem", windows_safe(home.code())))
}

/// The source of a socle.
pub(super) fn socle(state: &State, entry: &HomeEntry) -> String {
    let mut out = String::from("édition 1\n\n");
    let _ = writeln!(out, "socle {} {}", entry.code, quote_string(&entry.title));
    items(&mut out, state, &Home::Socle(entry.code.clone()));
    out
}

/// The source of a lane.
pub(super) fn lane(state: &State, entry: &HomeEntry) -> String {
    let mut out = String::from("édition 1\n\n");
    let _ = writeln!(out, "rem {} {} {{", entry.code, quote_string(&entry.title));
    let empty = BTreeMap::new();
    let picks = state.picks.get(&entry.code).unwrap_or(&empty);
    if let Some(profiles) = state.lane_profiles.get(&entry.code).filter(|profiles| !profiles.is_empty()) {
        let _ = writeln!(out, "  profils {}", strings(profiles));
    }
    for statement in pick_statements(state, picks) {
        let _ = writeln!(out, "  {statement}");
    }
    let mut ordered: Vec<(&String, &PickState)> = picks.iter().collect();
    ordered.sort_by(|(a, _), (b, _)| natural_order(a, b));
    for (id, pick) in &ordered {
        if let (Some(variant), None) = (&pick.variant, &pick.withdrawn) {
            out.push('\n');
            adapt(&mut out, id, variant);
        }
    }
    for (id, pick) in &ordered {
        if let Some(withdrawn) = &pick.withdrawn {
            let mut clause = withdrawn.clone();
            let since = clause.since.take();
            let answers = std::mem::take(&mut clause.answers);
            let _ = write!(out, "  retire {id}{}", clause_words(&clause));
            if let Some(since) = since {
                let _ = write!(out, " depuis {}", iteration(&since));
            }
            let _ = writeln!(out, "{}", clause_words(&Clause { answers, ..Clause::default() }));
        }
    }
    out.push_str("}\n");
    items(&mut out, state, &Home::Lane(entry.code.clone()));
    if let Some(scenarios) = state.cross.get(&entry.code) {
        for one in scenarios {
            out.push('\n');
            scenario(&mut out, one, 0);
        }
    }
    out
}

/// Headings and items of a home, in reading order.
fn items(out: &mut String, state: &State, home: &Home) {
    let mut items: Vec<&ItemState> = state.items.values().filter(|item| item.home == *home).collect();
    items.sort_by(|a, b| natural_order(&a.id, &b.id));
    let rank = |section: Option<&String>| match section {
        None => 0,
        Some(code) => {
            1 + state.sections.iter().position(|(known, _)| known == code).unwrap_or(state.sections.len())
        }
    };
    let mut blocks: Vec<(Option<&String>, Option<&String>)> = Vec::new();
    let mut functions: Vec<(Option<&String>, Option<&String>, Option<&String>)> = Vec::new();
    for item in &items {
        let block = (item.section.as_ref(), item.block.as_ref());
        if !blocks.contains(&block) {
            blocks.push(block);
        }
        let function = (block.0, block.1, item.function.as_ref());
        if !functions.contains(&function) {
            functions.push(function);
        }
    }
    let place = |item: &ItemState| {
        let block = (item.section.as_ref(), item.block.as_ref());
        let function = (block.0, block.1, item.function.as_ref());
        (
            rank(item.section.as_ref()),
            item.section.clone(),
            item.block.is_some(),
            blocks.iter().position(|known| *known == block),
            item.function.is_some(),
            functions.iter().position(|known| *known == function),
        )
    };
    items.sort_by_cached_key(|item| place(item));
    let mut section: Option<&String> = None;
    let mut block: Option<&String> = None;
    let mut function: Option<&String> = None;
    for item in items {
        if item.section.as_ref() != section {
            section = item.section.as_ref();
            (block, function) = (None, None);
            if let Some(code) = section {
                let _ = write!(out, "\nsection {code}\n");
            }
        }
        if item.block.as_ref() != block {
            block = item.block.as_ref();
            function = None;
            if let Some(name) = block {
                let _ = write!(out, "\nbloc {}\n", quote_string(name));
            }
        }
        if item.function.as_ref() != function {
            function = item.function.as_ref();
            if let Some(name) = function {
                let _ = write!(out, "\nfonction {}\n", quote_string(name));
            }
        }
        out.push('\n');
        requirement(out, item);
    }
}

fn requirement(out: &mut String, item: &ItemState) {
    let ItemState {
        id,
        home: _,
        version,
        title,
        section: _,
        block: _,
        function: _,
        nature,
        status,
        status_clause,
        profiles,
        criticality,
        scope,
        wave1,
        formerly,
        derived_from,
        replaced_by,
        reinstated,
        statement,
        comment,
        notes,
        scenarios,
        kept,
    } = item;
    let _ = write!(out, "exigence {id} v{version}");
    if let Some(title) = title.as_ref().filter(|title| !title.is_empty()) {
        let _ = write!(out, " {}", quote_string(title));
    }
    out.push_str(" {\n");
    let _ = writeln!(out, "  nature {}", Nature::keyword(*nature));
    let _ = writeln!(out, "  statut {}{}", Status::keyword(*status), clause_words(status_clause));
    if !profiles.is_empty() {
        let _ = writeln!(out, "  profil {}", strings(profiles));
    }
    if let Some(criticality) = criticality {
        let _ = writeln!(out, "  criticité {}", Criticality::keyword(*criticality));
    }
    if let Some(scope) = scope {
        let _ = writeln!(out, "  périmètre {}", quote_string(scope));
    }
    if !wave1.is_empty() {
        let names: Vec<String> = wave1
            .iter()
            .map(|name| if ItemId::defect(name).is_none() { name.clone() } else { quote_string(name) })
            .collect();
        let _ = writeln!(out, "  vague1 {}", names.join(", "));
    }
    for (keyword, ids) in
        [("anciennement", formerly), ("issue de", derived_from), ("remplacée par", replaced_by)]
    {
        if !ids.is_empty() {
            let _ = writeln!(out, "  {keyword} {}", ids.join(", "));
        }
    }
    if let Some(clause) = reinstated {
        let _ = writeln!(out, "  réintroduite{}", clause_words(clause));
    }
    prose(out, "énoncé", statement.as_deref(), 2);
    prose(out, "commentaire", comment.as_deref(), 2);
    for note in notes {
        prose(out, "note", Some(note), 2);
    }
    for source in kept {
        let _ = writeln!(out, "  {source}");
    }
    for one in scenarios {
        out.push('\n');
        scenario(out, one, 2);
    }
    out.push_str("}\n");
}

fn adapt(out: &mut String, id: &str, variant: &VariantState) {
    let VariantState {
        pin,
        clause,
        title,
        section,
        block,
        function,
        nature,
        profiles,
        statement,
        comment,
        without,
        scenarios,
        kept,
    } = variant;
    let _ = write!(out, "  adapte {id}");
    if let Some(pin) = pin {
        let _ = write!(out, " v{pin}");
    }
    let _ = writeln!(out, "{} {{", clause_words(clause));
    if let Some(title) = title {
        let _ = writeln!(out, "    titre {}", quote_string(title));
    }
    if let Some(section) = section {
        let _ = writeln!(out, "    section {section}");
    }
    if let Some(block) = block {
        let _ = writeln!(out, "    bloc {}", quote_string(block));
    }
    if let Some(function) = function {
        let _ = writeln!(out, "    fonction {}", quote_string(function));
    }
    if let Some(nature) = nature {
        let _ = writeln!(out, "    nature {}", Nature::keyword(*nature));
    }
    if let Some(profiles) = profiles.as_ref().filter(|profiles| !profiles.is_empty()) {
        let _ = writeln!(out, "    profil {}", strings(profiles));
    }
    prose(out, "énoncé", statement.as_deref(), 4);
    prose(out, "commentaire", comment.as_deref(), 4);
    for source in kept {
        let _ = writeln!(out, "    {source}");
    }
    for one in scenarios {
        scenario(out, one, 4);
    }
    if !without.is_empty() {
        let _ = writeln!(out, "    sans scénario {}", without.join(", "));
    }
    out.push_str("  }\n");
}

fn scenario(out: &mut String, scenario: &ScenarioState, indent: usize) {
    let ScenarioState { id, title, profiles, prerequisite, steps, proofs, notes } = scenario;
    let margin = " ".repeat(indent);
    let _ = write!(out, "{margin}scénario {id}");
    if !title.is_empty() {
        let _ = write!(out, " {}", quote_string(title));
    }
    out.push_str(" {\n");
    if !profiles.is_empty() {
        let _ = writeln!(out, "{margin}  profil {}", strings(profiles));
    }
    prose(out, "prérequis", Some(prerequisite), indent + 2);
    // Proofs of the scenario as a whole stand before the first step: after one they would belong to it.
    for one in proofs {
        proof(out, one, indent + 2);
    }
    for step in steps {
        if step.text.is_empty() && step.covers.is_empty() {
            continue;
        }
        let _ = write!(out, "{margin}  étape {}", quote_block(&step.text, indent + 2));
        if !step.covers.is_empty() {
            let _ = write!(out, " couvre {}", step.covers.join(", "));
        }
        out.push('\n');
        for one in &step.proofs {
            proof(out, one, indent + 2);
        }
    }
    for note in notes {
        prose(out, "note", Some(note), indent + 2);
    }
    let _ = writeln!(out, "{margin}}}");
}

fn proof(out: &mut String, proof: &ProofState, indent: usize) {
    let ProofState { id, shared, kinds, text, verification } = proof;
    let margin = " ".repeat(indent);
    if *shared {
        let _ = writeln!(out, "{margin}preuve partagée {id}");
        return;
    }
    let _ = write!(out, "{margin}preuve {id}");
    if !kinds.is_empty() {
        let _ = write!(out, " {}", kinds.join(" ou "));
    }
    if !text.is_empty() {
        let _ = write!(out, " {}", words(text, indent));
    }
    if let Some((points, internal)) = verification {
        let _ =
            write!(out, " vérification {}{}", if *internal { "interne " } else { "" }, words(points, indent));
    }
    out.push('\n');
}

/// A string for one line of plain words, a block for anything else.
fn words(text: &str, indent: usize) -> String {
    let short = !text.contains('\n') && text.chars().count() <= WIDTH;
    if short { quote_string(text) } else { quote_block(text, indent) }
}

fn prose(out: &mut String, keyword: &str, text: Option<&str>, indent: usize) {
    if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
        let _ = writeln!(out, "{}{keyword} {}", " ".repeat(indent), quote_block(text, indent));
    }
}

fn strings(words: &[String]) -> String {
    words.iter().map(|word| quote_string(word)).collect::<Vec<_>>().join(", ")
}

/// ` depuis IT2 motif CODE "texte" répond C-1`, with its leading space.
fn clause_words(clause: &Clause) -> String {
    let Clause { since, motive, text, answers } = clause;
    let mut out = String::new();
    if let Some(since) = since {
        let _ = write!(out, " depuis {}", iteration(since));
    }
    if let Some(motive) = motive {
        let _ = write!(out, " motif {motive}");
        if let Some(text) = text {
            let _ = write!(out, " {}", quote_string(text));
        }
    }
    if !answers.is_empty() {
        let _ = write!(out, " répond {}", answers.join(", "));
    }
    out
}

/// The name of an iteration, quoted when the language wants it.
pub(super) fn iteration(name: &str) -> String {
    let plain = name.chars().all(|one| one.is_ascii_alphanumeric() || one == '.' || one == '-')
        && name.chars().any(|one| one.is_ascii_digit());
    if plain { name.to_owned() } else { quote_string(name) }
}

/// The `reprend` statements of a lane.
pub(super) fn lane_picks(state: &State, lane: &str) -> Vec<String> {
    state.picks.get(lane).map(|picks| pick_statements(state, picks)).unwrap_or_default()
}

/// `reprend` statements that catch exactly the items of a lane: a pattern where it says less than a list.
fn pick_statements(state: &State, picks: &BTreeMap<String, PickState>) -> Vec<String> {
    let socle_items: Vec<&String> = state
        .items
        .values()
        .filter(|item| matches!(item.home, Home::Socle(_)))
        .map(|item| &item.id)
        .collect();
    // A withdrawn item may be caught by a pattern: its `retire` speaks last.
    let free = |id: &String| picks.get(id).is_some_and(|pick| pick.withdrawn.is_some());
    let wanted: BTreeSet<&String> = picks
        .iter()
        .filter(|(_, pick)| pick.withdrawn.is_none() && pick.profiles.is_empty())
        .map(|(id, _)| id)
        .collect();
    let mut stems: Vec<&str> =
        wanted.iter().map(|id| stem(id)).collect::<BTreeSet<_>>().into_iter().collect();
    stems.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| natural_order(a, b)));
    let mut covered: BTreeSet<&String> = BTreeSet::new();
    let mut statements: Vec<(String, String)> = Vec::new();
    for stem in stems {
        let pattern = format!("{stem}.*");
        let caught: Vec<&String> = socle_items.iter().copied().filter(|id| glob(&pattern, id)).collect();
        let mine: Vec<&String> =
            sorted(caught.iter().copied().filter(|id| wanted.contains(id) && !covered.contains(id)));
        if mine.is_empty() {
            continue;
        }
        let except = sorted(
            caught.iter().copied().filter(|id| !(wanted.contains(id) || free(id)) || covered.contains(id)),
        );
        if mine.len() > 1 && except.len() * 2 <= mine.len() {
            let mut statement = format!("reprend {pattern}");
            if !except.is_empty() {
                let _ = write!(statement, " sauf {}", list(&except, 12));
            }
            statements.push((stem.to_owned(), statement));
            covered.extend(mine);
        } else {
            let own = sorted(mine.into_iter().filter(|id| self::stem(id) == stem));
            statements.push((stem.to_owned(), format!("reprend {}", list(&own, 10))));
            covered.extend(own);
        }
    }
    statements.sort_by(|(a, _), (b, _)| natural_order(a, b));
    let mut out: Vec<String> = statements.into_iter().map(|(_, statement)| statement).collect();
    for (id, pick) in picks {
        if pick.withdrawn.is_none() && !pick.profiles.is_empty() {
            out.push(format!("reprend {id} profil {}", strings(&pick.profiles)));
        }
    }
    out
}

fn sorted<'a>(ids: impl Iterator<Item = &'a String>) -> Vec<&'a String> {
    let mut ids: Vec<&String> = ids.collect();
    ids.sort_by(|a, b| natural_order(a, b));
    ids
}

/// Ids separated by commas, on as many lines as it takes.
fn list(ids: &[&String], indent: usize) -> String {
    let mut out = String::new();
    let mut width = indent;
    for (index, id) in ids.iter().enumerate() {
        if index > 0 {
            out.push(',');
            if width + id.len() + 2 > WIDTH {
                let _ = write!(out, "\n{}", " ".repeat(indent));
                width = indent;
            } else {
                out.push(' ');
            }
        }
        out.push_str(id);
        width += id.len() + 2;
    }
    out
}
