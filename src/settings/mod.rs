//! The settings of a project: everything that is YAML.
//!
//! Owner of [`Settings`]. Input: the files of a project; output: plain data, the places of what was declared, and
//! findings. Every mistake of every file is reported in one run. Not here: requirements (`syntax`, `resolve`) and
//! baselines (`history`).

mod comments;
mod dossier;
mod layout;
mod load;
mod manifest;
mod reader;
mod references;
mod vendors;
mod yaml;

#[cfg(test)]
mod tests;

use std::path::Path;

pub use comments::{BookComment, CommentBook};
pub use dossier::Dossier;
pub use layout::{Absent, ColumnField, Layout, LayoutColumn, RowPer, TextMode, read_layout};
pub use load::load;
pub use manifest::{GlossaryEntry, LaneEntry, Manifest, Publication, SocleEntry};
pub use vendors::Vendor;

use crate::diagnostic::{Code, Diagnostic};
use crate::io::{FileSystem, ProjectPaths};
use crate::model::{ExternalReference, Origins};
use crate::source::{FileId, SourceSet};
use reader::{Reader, Unique};

/// Everything the YAML files of a project say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// `remc.yaml`.
    pub manifest: Manifest,
    /// `references.yaml`.
    pub references: Vec<ExternalReference>,
    /// `retours/*.yaml`, in the order of the iterations of the manifest.
    pub books: Vec<CommentBook>,
    /// `dsr/*.md`, in the order of the lanes of the manifest.
    pub dossiers: Vec<Dossier>,
    /// `confidentiel/editeurs.yaml`; empty when the file is absent.
    pub vendors: Vec<Vendor>,
    /// Files that could be read in part only, because of their syntax: what they declare may be missing from here.
    pub broken: Vec<FileId>,
}

impl Settings {
    /// Whether the register of referentials was read to its end.
    pub fn references_complete(&self, sources: &SourceSet) -> bool {
        !self.is_broken(sources, |path| path == Path::new(ProjectPaths::REFERENCES))
    }

    /// Whether every file of comments was read to its end.
    pub fn books_complete(&self, sources: &SourceSet) -> bool {
        !self.is_broken(sources, |path| path.starts_with(ProjectPaths::COMMENTS))
    }

    /// The dossiers as they are published and frozen, in the order of the lanes.
    pub fn published_dossiers(&self) -> Vec<crate::model::Dossier> {
        self.dossiers.iter().map(Dossier::published).collect()
    }

    fn is_broken(&self, sources: &SourceSet, concerns: impl Fn(&Path) -> bool) -> bool {
        self.broken.iter().filter_map(|file| sources.get(*file)).any(|file| concerns(file.path()))
    }
}

/// Reads every setting of a project. `None` only when there is no readable manifest.
///
/// Places are remembered under these kinds: `couloir` (codes and aliases), `socle`, `section`, `profil`, `itération`,
/// `règle`, `référence`, `version` (`CODE@V`), `retour` (id of a comment) with `retour:exigence`,
/// `retour:version`, `retour:couloir`, `retour:disposition`, `retour:réponse` and `retour:effet`, and `dsr` (lane).
pub fn read(
    files: &dyn FileSystem,
    sources: &mut SourceSet,
    origins: &mut Origins,
    problems: &mut Vec<Diagnostic>,
) -> Option<Settings> {
    load::report_strays(files, problems);
    let mut project = Project { files, sources, problems, broken: Vec::new() };
    let manifest = project.manifest(origins)?;
    let references = project.references(&manifest, origins);
    let (vendors, all_vendors) = project.vendors();
    let known = comments::Known { manifest: &manifest, vendors: all_vendors.then_some(vendors.as_slice()) };
    let books = project.books(&known, origins);
    let dossiers = project.dossiers(&manifest, origins);
    let broken = project.broken;
    Some(Settings { manifest, references, books, dossiers, vendors, broken })
}

/// The files being read and what was found on the way.
struct Project<'a> {
    files: &'a dyn FileSystem,
    sources: &'a mut SourceSet,
    problems: &'a mut Vec<Diagnostic>,
    broken: Vec<FileId>,
}

impl Project<'_> {
    /// Loads and parses a YAML file.
    fn yaml(&mut self, path: &Path) -> Option<(FileId, yaml::Document)> {
        let file = load(self.files, path, self.sources, self.problems)?;
        let text = self.sources.get(file)?.text();
        let document = yaml::parse(text, file, 0, self.problems);
        if !document.complete {
            self.broken.push(file);
        }
        Some((file, document))
    }

    fn manifest(&mut self, origins: &mut Origins) -> Option<Manifest> {
        let known = self.problems.len();
        let Some((file, document)) = self.yaml(Path::new(ProjectPaths::MANIFEST)) else {
            if self.problems.len() == known {
                let problem = Diagnostic::global(
                    Code::ManifestMissing,
                    "« remc.yaml » introuvable à la racine du projet",
                );
                self.problems.push(problem.help(
                    "lancer « remc init » pour créer un projet, ou indiquer son dossier par « --project »",
                ));
            }
            return None;
        };
        Some(manifest::read(&document, file, origins, &mut Reader::new(self.problems)))
    }

    fn references(&mut self, manifest: &Manifest, origins: &mut Origins) -> Vec<ExternalReference> {
        let Some((_, document)) = self.yaml(Path::new(ProjectPaths::REFERENCES)) else { return Vec::new() };
        references::read(&document, manifest, origins, &mut Reader::new(self.problems))
    }

    /// The vendors, and whether all of them are known: the file exists and was read to its end.
    fn vendors(&mut self) -> (Vec<Vendor>, bool) {
        let Some((_, document)) = self.yaml(Path::new(ProjectPaths::VENDORS)) else {
            return (Vec::new(), false);
        };
        (vendors::read(&document, &mut Reader::new(self.problems)), document.complete)
    }

    fn books(&mut self, known: &comments::Known<'_>, origins: &mut Origins) -> Vec<CommentBook> {
        let mut taken = comments::Taken::new();
        let mut books = Vec::new();
        for path in self.flat(ProjectPaths::COMMENTS, "yaml") {
            let Some((file, document)) = self.yaml(&path) else { continue };
            let place = (file, load::stem(&path));
            let mut reader = Reader::new(self.problems);
            books.extend(comments::read(
                &document,
                (place.0, &place.1),
                known,
                &mut taken,
                origins,
                &mut reader,
            ));
        }
        let rank = |name: &str| known.manifest.iterations.iter().position(|iteration| iteration.name == name);
        books.sort_by_key(|book| rank(&book.iteration).unwrap_or(usize::MAX));
        books
    }

    fn dossiers(&mut self, manifest: &Manifest, origins: &mut Origins) -> Vec<Dossier> {
        let mut unique = Unique::new("DSR du couloir");
        let mut dossiers = Vec::new();
        for path in self.flat(ProjectPaths::DOSSIERS, "md") {
            let Some(file) = load(self.files, &path, self.sources, self.problems) else { continue };
            let Some(source) = self.sources.get(file) else { continue };
            let stem = load::stem(&path);
            dossiers.extend(dossier::read(
                source,
                (file, &stem),
                manifest,
                &mut unique,
                origins,
                self.problems,
            ));
        }
        let rank = |code: &str| manifest.lanes.iter().position(|lane| lane.code == code);
        dossiers.sort_by_key(|dossier| rank(&dossier.content.lane).unwrap_or(usize::MAX));
        dossiers
    }

    /// The files of a folder that are read, in order. Others were reported as strays.
    fn flat(&mut self, folder: &str, extension: &str) -> Vec<std::path::PathBuf> {
        let mut quiet = Vec::new();
        let mut paths = load::list(self.files, folder, &mut quiet);
        paths.retain(|path| load::has_extension(path, extension) && path.components().count() == 2);
        paths
    }
}
