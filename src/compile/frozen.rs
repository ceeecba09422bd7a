//! The folder of frozen iterations, read once as long as nothing in it moves.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic};
use crate::history::{Baseline, baseline};
use crate::io::{FileSystem, ProjectPaths};
use crate::model::Iteration;

/// What `iterations/` holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Frozen {
    /// Iterations that could be read, in the order of the manifest.
    pub(super) sound: Arc<[Baseline]>,
    /// Names of those that could not.
    pub(super) damaged: Vec<String>,
    /// What was found on the way.
    pub(super) problems: Vec<Diagnostic>,
    /// What it was read from; `None` when it is not known whether files change.
    source: Option<Source>,
}

/// Everything the reading depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Source {
    present: Vec<PathBuf>,
    expected: Vec<PathBuf>,
    revisions: Vec<u64>,
}

impl Source {
    fn of(files: &dyn FileSystem, present: &[PathBuf], expected: &[PathBuf]) -> Option<Self> {
        let read = expected.iter().filter(|path| present.contains(path));
        let revisions = read.map(|path| files.revision(path)).collect::<Option<_>>()?;
        Some(Self { present: present.to_vec(), expected: expected.to_vec(), revisions })
    }
}

impl Frozen {
    /// Reads `iterations/`, in the order of the manifest; what the manifest does not name is reported. The reading
    /// `before` stands when nothing it came from differs.
    pub(super) fn read(files: &dyn FileSystem, iterations: &[Iteration], before: &Self) -> Self {
        let present: Vec<PathBuf> = files.list(Path::new(ProjectPaths::ITERATIONS)).unwrap_or_default();
        let expected: Vec<PathBuf> = iterations.iter().map(|it| ProjectPaths::baseline(&it.name)).collect();
        let source = Source::of(files, &present, &expected);
        if source.is_some() && source == before.source {
            return before.clone();
        }
        let mut out = Self { problems: strays(&present, &expected), ..Self::default() };
        let read: Vec<(&Iteration, Result<Baseline, Box<Diagnostic>>)> = expected
            .par_iter()
            .zip(iterations)
            .filter(|(path, _)| present.contains(path))
            .map(|(path, iteration)| (iteration, read_baseline(files, path, iteration)))
            .collect();
        let mut sound = Vec::new();
        for (iteration, result) in read {
            match result {
                Ok(found) => sound.push(found),
                Err(problem) => {
                    out.damaged.push(iteration.name.clone());
                    out.problems.push(*problem);
                }
            }
        }
        out.sound = sound.into();
        out.source = Source::of(files, &present, &expected);
        out
    }
}

/// Files no iteration of the manifest goes with. Files of another kind are reported with the settings.
fn strays(present: &[PathBuf], expected: &[PathBuf]) -> Vec<Diagnostic> {
    let baselines =
        present.iter().filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let strays = baselines.filter(|path| !expected.contains(path)).map(|stray| {
        let shown = stray.to_string_lossy().replace('\\', "/");
        Diagnostic::global(
            Code::UnexpectedFile,
            format!("« {shown} » ne correspond à aucune itération du manifeste"),
        )
        .help("déclarer l’itération dans « remc.yaml », ou retirer le fichier")
    });
    strays.collect()
}

fn read_baseline(
    files: &dyn FileSystem,
    path: &Path,
    iteration: &Iteration,
) -> Result<Baseline, Box<Diagnostic>> {
    let shown = path.to_string_lossy().replace('\\', "/");
    let bytes = files.read(path).map_err(|error| {
        Diagnostic::global(Code::FileUnreadable, format!("« {shown} » illisible : {error}"))
    })?;
    let frozen = baseline::read(&bytes).map_err(|error| {
        Diagnostic::global(Code::BaselineTampered, format!("« {shown} » : {error}"))
            .help("rétablir le fichier depuis l’historique du dépôt : une itération figée ne se modifie pas")
    })?;
    if frozen.iteration != iteration.name {
        let message =
            format!("« {shown} » fige l’itération « {} », pas « {} »", frozen.iteration, iteration.name);
        let problem = Diagnostic::global(Code::BaselineTampered, message)
            .help("rétablir le fichier depuis l’historique du dépôt");
        return Err(Box::new(problem));
    }
    Ok(frozen)
}
