//! The wiring of the stages.

mod frozen;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::check::{self, Context};
use crate::diagnostic::{Code, Diagnostic, Severity, finish};
use crate::graph::CorpusGraph;
use crate::history::{Baseline, Endpoint, assign_keys, baseline, diff_all};
use crate::io::{FileSystem, ProjectPaths};
use crate::model::{Corpus, ItemId, Iteration, Origins, Place};
use crate::quick::{HashMap, HashSet};
use crate::render::RenderContext;
use crate::resolve::{Resolution, resolve};
use crate::settings::{self, Settings};
use crate::source::{FileId, SourceSet, Span, fold_accents};
use crate::syntax::{self, tree};

use frozen::Frozen;

/// Name of the working tree where an iteration is expected.
pub const DRAFT: &str = "brouillon";

/// Everything known of a project.
#[derive(Debug, Default)]
pub struct Compilation {
    /// Texts, to show excerpts.
    pub sources: SourceSet,
    /// Manifest, register, comments, dossiers, vendors; `None` without a readable manifest.
    pub settings: Option<Settings>,
    /// Parsed `.rem` files.
    pub trees: Vec<Arc<tree::File>>,
    /// The working tree, resolved.
    pub corpus: Corpus,
    /// Where each thing was written.
    pub origins: Origins,
    /// Relations of the working tree.
    pub graph: CorpusGraph,
    /// Frozen iterations, in the order of the manifest.
    pub baselines: Arc<[Baseline]>,
    /// Iterations whose file is there and cannot be read; their names.
    pub damaged: Vec<String>,
    /// What is wrong, sorted, overrides and tolerances applied.
    pub diagnostics: Vec<Diagnostic>,
    kept: Kept,
}

/// What the next compilation of the same project may take over instead of reading it again.
#[derive(Debug, Default)]
struct Kept {
    /// What was found while parsing each of the trees.
    parsing: Vec<Vec<Diagnostic>>,
    /// The iterations they came with.
    frozen: Frozen,
}

impl Compilation {
    /// The iteration being written: the first of the manifest after the last frozen one, readable or not.
    pub fn next_iteration(&self) -> Option<&Iteration> {
        let frozen = |name: &String| {
            self.baselines.iter().map(|known| &known.iteration).chain(&self.damaged).any(|n| n == name)
        };
        let iterations = &self.corpus.iterations;
        let last = iterations.iter().rposition(|iteration| frozen(&iteration.name));
        iterations.get(last.map_or(0, |position| position + 1))
    }

    /// The state the working tree follows; `None` before the first freeze, and when that state cannot be read.
    pub fn last_frozen(&self) -> Option<&Baseline> {
        let last = self.baselines.last()?;
        let rank = |name: &str| self.corpus.iterations.iter().position(|iteration| iteration.name == name);
        let hidden = self.damaged.iter().any(|name| rank(name) > rank(&last.iteration));
        (!hidden).then_some(last)
    }

    /// What its site is made from: the last frozen iteration, and the working tree as a draft when it differs, unless only
    /// what is frozen is shown (`public`). `None` without a readable manifest.
    pub fn site(&self, public: bool) -> Option<RenderContext<'_>> {
        let frozen = self.baselines.last().map(|last| &last.corpus);
        Some(RenderContext {
            settings: self.settings.as_ref()?,
            corpus: frozen.unwrap_or(&self.corpus),
            work: frozen.filter(|frozen| !public && **frozen != self.corpus).map(|_| &self.corpus),
            baselines: &self.baselines,
            diagnostics: &self.diagnostics,
            sources: &self.sources,
        })
    }

    /// The frozen iterations and, last, the working tree, as comparison sides.
    pub fn states(&self) -> Vec<(Endpoint, &Corpus)> {
        let mut states: Vec<(Endpoint, &Corpus)> =
            self.baselines.iter().map(|frozen| (endpoint(frozen), &frozen.corpus)).collect();
        states.push((Endpoint { name: DRAFT.to_owned(), date: None }, &self.corpus));
        states
    }
}

/// The side of a comparison a baseline stands for.
pub fn endpoint(frozen: &Baseline) -> Endpoint {
    Endpoint { name: frozen.iteration.clone(), date: Some(frozen.date.clone()) }
}

/// A named state of a compilation: an iteration, or the working tree under its French or English name. A name that no state
/// bears stands for the only one that differs from it by accents or case alone.
pub fn state_at<'a>(compilation: &'a Compilation, name: &str) -> Option<(Endpoint, &'a Corpus)> {
    let frozen = || compilation.baselines.iter();
    let draft = || (Endpoint { name: DRAFT.to_owned(), date: None }, &compilation.corpus);
    if name == "work" || name == DRAFT {
        return Some(draft());
    }
    if let Some(found) = frozen().find(|frozen| frozen.iteration == name) {
        return Some((endpoint(found), &found.corpus));
    }
    let folded = fold_accents(name);
    let mut near = frozen().filter(|frozen| fold_accents(&frozen.iteration) == folded);
    match (near.next(), near.next(), ["work", DRAFT].contains(&folded.as_str())) {
        (Some(found), None, false) => Some((endpoint(found), &found.corpus)),
        (None, None, true) => Some(draft()),
        _ => None,
    }
}

/// Two frozen iterations, read alone: comparing them needs neither sources nor rules. `None` when either is missing,
/// damaged or bears another name; the whole project then says why.
pub fn frozen_pair(files: &dyn FileSystem, from: &str, to: &str) -> Option<(Baseline, Baseline)> {
    let read = |name: &str| {
        let bytes = files.read(&ProjectPaths::baseline(name)).ok()?;
        baseline::read(&bytes).ok().filter(|frozen| frozen.intact && frozen.iteration == name)
    };
    let (before, after) = rayon::join(|| read(from), || read(to));
    before.zip(after)
}

/// Compiles a project. Never fails: whatever is wrong is in the diagnostics.
pub fn compile(files: &dyn FileSystem) -> Compilation {
    compile_after(files, &Compilation::default())
}

/// Compiles a project once more. Trees of sources whose text is the same are taken from the compilation before, and so are
/// frozen iterations when `files` counts revisions and none of them moved. The result is that of [`compile`].
pub fn compile_after(files: &dyn FileSystem, before: &Compilation) -> Compilation {
    let mut out = Compilation::default();
    let mut problems = Vec::new();
    let settings = settings::read(files, &mut out.sources, &mut out.origins, &mut problems);
    let Some(settings) = settings else {
        out.diagnostics = finish(problems, &Default::default(), &Default::default());
        return out;
    };
    let (parsed, frozen) = {
        let sources = &mut out.sources;
        let ids = read_items(files, sources, &mut problems);
        rayon::join(
            || parse_all(sources, &ids, before),
            || Frozen::read(files, &settings.manifest.iterations, &before.kept.frozen),
        )
    };
    let (trees, parsing): (Vec<Arc<tree::File>>, Vec<Vec<Diagnostic>>) = parsed.into_iter().unzip();
    problems.extend(parsing.iter().flatten().cloned());
    problems.extend(frozen.problems.iter().cloned());
    out.damaged = frozen.damaged.clone();
    let baselines = Arc::clone(&frozen.sound);
    out.kept = Kept { parsing, frozen };
    let known: HashSet<ItemId> = baselines
        .iter()
        .flat_map(|frozen| &frozen.corpus.items)
        .flat_map(|item| std::iter::once(&item.id).chain(&item.formerly))
        .cloned()
        .collect();
    let mut resolution = resolve(&trees, &out.sources, &settings, &known, &mut out.origins);
    assign_keys(&mut resolution.corpus, baselines.last().map(|frozen| &frozen.corpus));
    let Resolution { corpus, broken, unknown_heading, tolerated, problems: resolve_problems } = resolution;
    problems
        .extend(resolve_problems.into_iter().filter(|problem| !is_muted(problem, &settings, &out.sources)));
    out.graph = CorpusGraph::build(&corpus);
    out.corpus = corpus;
    out.baselines = baselines;
    out.trees = trees;
    problems.extend(run_checks(&out, &settings, &broken, &unknown_heading));
    drop_consequences(&mut problems, &out);
    out.diagnostics = finish(problems, &settings.manifest.severities, &tolerated);
    out.settings = Some(settings);
    out
}

/// Names are unknown for sure only when the file that declares them could be read whole.
fn is_muted(problem: &Diagnostic, settings: &Settings, sources: &SourceSet) -> bool {
    match problem.code {
        Code::UnknownProfile | Code::UnknownSection | Code::UnknownIteration | Code::UnknownMotive => {
            !settings.manifest.complete
        }
        Code::UnknownSocle | Code::UnknownLane => !settings.manifest.complete,
        Code::UnknownReference | Code::UnknownReferenceVersion => !settings.references_complete(sources),
        Code::UnknownComment => !settings.books_complete(sources),
        _ => false,
    }
}

/// Leaves out findings that only follow from another: history of an item that could not be read whole, and items
/// missed because a file could not be read at all.
fn drop_consequences(problems: &mut Vec<Diagnostic>, out: &Compilation) {
    let family =
        |diagnostic: &Diagnostic, digit: &str| diagnostic.code.as_str().starts_with(&format!("REM{digit}"));
    let unread = problems
        .iter()
        .any(|problem| matches!(problem.code, Code::FileUnreadable | Code::FileNotUtf8 | Code::FileTooLarge));
    let mut items: Vec<(Span, &ItemId)> = out
        .corpus
        .items
        .iter()
        .filter_map(|item| Some((out.origins.exact(&item.id, &Place::Item)?, &item.id)))
        .collect();
    items.sort();
    let around = |span: Span| {
        let after = items.partition_point(|(item, _)| (item.file, item.start) <= (span.file, span.start));
        items.get(after.checked_sub(1)?).filter(|(item, _)| item.file == span.file && span.start <= item.end)
    };
    let misread: HashSet<&str> = problems
        .iter()
        .filter(|problem| {
            problem.severity == Severity::Error && (family(problem, "1") || family(problem, "2"))
        })
        .filter_map(|problem| Some(around(problem.primary.as_ref()?.span)?.1.as_str()))
        .collect();
    problems.retain(|problem| {
        let missed = matches!(
            problem.code,
            Code::UnknownItem
                | Code::EmptyPattern
                | Code::VariantNotPicked
                | Code::FrozenVanished
                | Code::WithdrawnWithoutMotive
                | Code::LineageUnpaired
        );
        let consequence =
            family(problem, "4") && problem.item.as_deref().is_some_and(|item| misread.contains(item));
        !(consequence || unread && missed)
    });
}

/// Everything the rules find.
fn run_checks(
    out: &Compilation,
    settings: &Settings,
    broken: &HashSet<String>,
    unknown_heading: &HashSet<ItemId>,
) -> Vec<Diagnostic> {
    let draft = Endpoint { name: DRAFT.to_owned(), date: None };
    let (changes, lane_changes) = match out.last_frozen() {
        Some(last) => {
            let (changes, lane_changes) = diff_all(&last.corpus, &out.corpus, endpoint(last), draft);
            (Some(changes), lane_changes)
        }
        None => (None, Vec::new()),
    };
    check::run(&Context {
        sources: &out.sources,
        settings,
        trees: &out.trees,
        corpus: &out.corpus,
        origins: &out.origins,
        graph: &out.graph,
        baselines: &out.baselines,
        changes: changes.as_ref(),
        lane_changes: &lane_changes,
        next_iteration: out.next_iteration(),
        broken,
        unknown_heading,
    })
}

/// Adds every `.rem` file that is not hidden to the sources: socles first, then lanes, each sorted by path.
fn read_items(
    files: &dyn FileSystem,
    sources: &mut SourceSet,
    problems: &mut Vec<Diagnostic>,
) -> Vec<FileId> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for folder in [ProjectPaths::SOCLES, ProjectPaths::LANES] {
        match files.list(Path::new(folder)) {
            Ok(found) => paths.extend(found.into_iter().filter(|path| ProjectPaths::is_source(path))),
            Err(error) => problems.push(
                Diagnostic::global(Code::FileUnreadable, format!("dossier « {folder} » illisible : {error}"))
                    .help("vérifier les droits de lecture du dossier"),
            ),
        }
        for link in files.linked_folders(Path::new(folder)) {
            let shown = link.to_string_lossy().replace('\\', "/");
            problems.push(
                Diagnostic::global(
                    Code::FileUnreadable,
                    format!("« {shown} » est un lien vers un dossier : non suivi"),
                )
                .help("remplacer le lien par le dossier lui-même : un lien peut boucler ou sortir du projet"),
            );
        }
    }
    paths.iter().filter_map(|path| settings::load(files, path, sources, problems)).collect()
}

/// A parsed file, and what was found on the way.
type Parsed = (Arc<tree::File>, Vec<Diagnostic>);

fn parse_all(sources: &SourceSet, ids: &[FileId], before: &Compilation) -> Vec<Parsed> {
    // Places hold the id of their file: a tree is taken over only under the same one.
    let known: HashMap<FileId, Parsed> = before
        .trees
        .iter()
        .zip(&before.kept.parsing)
        .filter(|(tree, _)| {
            let texts = sources.get(tree.file).zip(before.sources.get(tree.file));
            texts.is_some_and(|(now, then)| now.path() == then.path() && now.text() == then.text())
        })
        .map(|(tree, found)| (tree.file, (Arc::clone(tree), found.clone())))
        .collect();
    let parse = |id: &FileId| match known.get(id) {
        Some(parsed) => Some(parsed.clone()),
        None => {
            let (tree, found) = syntax::parse(*id, sources.get(*id)?);
            Some((Arc::new(tree), found))
        }
    };
    ids.par_iter().filter_map(parse).collect()
}
