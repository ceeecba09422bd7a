//! Finding and compiling the project a verb works on.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use super::args::Cli;
use super::{Failure, Outcome};
use crate::cli::exit::ExitStatus;
use crate::cli::output::Output;
use crate::diagnostic::{Code, Counts, Severity};
use crate::io::{Disk, ProjectPaths, canonical, exists, find_project};
use crate::settings::Settings;
use crate::{Compilation, compile};

/// The project folder: the argument, `--project`, the nearest ancestor with a manifest, or `./referentials`.
pub(crate) fn locate(cli: &Cli, argument: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(folder) = argument.or(cli.project.as_deref()) {
        if exists(folder) {
            return Ok(folder.to_owned());
        }
        return Err(Failure::usage(format!("dossier « {} » introuvable", folder.display())));
    }
    let here = std::env::current_dir()
        .map_err(|error| Failure::usage(format!("dossier courant illisible : {error}")))?;
    if let Some(found) = find_project(&here) {
        return Ok(found);
    }
    let usual = PathBuf::from("referentials");
    if exists(&usual.join(ProjectPaths::MANIFEST)) {
        return Ok(usual);
    }
    Err(Failure::usage("aucun projet ici : « remc.yaml » introuvable dans ce dossier et ses ancêtres")
        .help("se placer dans un projet, donner --project DOSSIER, ou en créer un : remc init DOSSIER"))
}

/// A compiled project and where it is.
pub(crate) struct Project {
    pub(crate) root: PathBuf,
    /// Never freed: the process ends right after, and freeing millions of texts would only delay it.
    pub(crate) compilation: ManuallyDrop<Compilation>,
}

impl Project {
    /// Locates and compiles.
    pub(crate) fn open(cli: &Cli, argument: Option<&Path>) -> Result<Self, Failure> {
        let root = locate(cli, argument)?;
        let compilation = ManuallyDrop::new(compile(&Disk::new(&root)));
        Ok(Self { root, compilation })
    }

    /// The project folder as seen from the current one, with `/`; empty when they are the same.
    pub(crate) fn folder(&self) -> String {
        let here = std::env::current_dir().map(|here| canonical(&here)).unwrap_or_default();
        let root = canonical(&self.root);
        let shown = root.strip_prefix(&here).map(Path::to_owned).unwrap_or(root);
        shown.to_string_lossy().replace('\\', "/")
    }

    /// The settings, or every reason why there are none.
    pub(crate) fn settings(&self, output: &Output) -> Result<&Settings, Failure> {
        if let Some(settings) = &self.compilation.settings {
            return Ok(settings);
        }
        output.findings(&self.compilation.diagnostics, &self.compilation.sources);
        let missing = self.compilation.diagnostics.iter().any(|d| d.code == Code::ManifestMissing);
        let failure = if missing {
            Failure::usage(format!("« {} » n’est pas un projet", self.root.display()))
                .help("en créer un : remc init DOSSIER")
        } else {
            Failure::input("réglages du projet inutilisables")
        };
        Err(failure)
    }

    /// Stops a verb that reads frozen iterations when one it needs was altered or cannot be read. `needs` tells which.
    pub(crate) fn require_intact(
        &self,
        needs: impl Fn(&str) -> bool,
        output: &Output,
    ) -> Result<(), Failure> {
        let altered =
            self.compilation.baselines.iter().filter(|frozen| !frozen.intact).map(|frozen| &frozen.iteration);
        let wrong: Vec<String> = altered
            .chain(&self.compilation.damaged)
            .filter(|name| needs(name))
            .map(|name| format!("« {name} »"))
            .collect();
        if wrong.is_empty() {
            return Ok(());
        }
        let reasons: Vec<_> = self
            .compilation
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.code == Code::BaselineTampered)
            .cloned()
            .collect();
        output.findings(&reasons, &self.compilation.sources);
        Err(Failure::input(format!("itération figée altérée ou illisible : {}", wrong.join(", ")))
            .help("rétablir le fichier depuis l’historique du dépôt"))
    }

    /// Stops a verb that needs a sound project, after showing every error.
    pub(crate) fn require_sound(&self, output: &Output) -> Result<(), Failure> {
        self.settings(output)?;
        let errors: Vec<_> =
            self.compilation.diagnostics.iter().filter(|d| d.severity == Severity::Error).cloned().collect();
        if errors.is_empty() {
            return Ok(());
        }
        output.findings(&errors, &self.compilation.sources);
        let counts = Counts { errors: errors.len(), ..Counts::default() };
        Err(Failure::input(format!("le projet a {}", super::output::summary(counts)))
            .help("« remc check » les liste ; « remc explain CODE » les explique"))
    }
}

/// 1 when something is at error level, else 0.
pub(crate) fn status(counts: Counts) -> Outcome {
    Ok(if counts.errors > 0 { ExitStatus::InputErrors } else { ExitStatus::Done })
}
