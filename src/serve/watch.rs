//! What the system tells of the files of a project.
//!
//! Only the folders of a project are watched, each when it exists: neither the site written beside it nor `.git`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::io::{ProjectPaths, exists};

/// A watch on some folders.
pub(super) struct Watch {
    watcher: RecommendedWatcher,
    /// Folders wanted, and whether what is below them is too.
    wanted: Vec<(PathBuf, RecursiveMode)>,
    watched: BTreeSet<PathBuf>,
}

impl Watch {
    /// Watches a project and a folder of templates. `touched` is called, from another thread, with the paths as the system
    /// gives them; with none when it only knows that something moved.
    ///
    /// # Errors
    /// When the system cannot watch files, in its words.
    pub(super) fn new(
        root: &Path,
        templates: Option<&Path>,
        mut touched: impl FnMut(Vec<PathBuf>) + Send + 'static,
    ) -> Result<Self, String> {
        let handler = move |event: notify::Result<notify::Event>| match event {
            // Reading is no change; our own reading least of all.
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => {}
            Ok(event) => touched(event.paths),
            Err(_) => touched(Vec::new()),
        };
        let watcher = notify::recommended_watcher(handler).map_err(|error| error.to_string())?;
        let mut wanted = vec![(root.to_owned(), RecursiveMode::NonRecursive)];
        wanted.extend(ProjectPaths::FOLDERS.map(|folder| (root.join(folder), RecursiveMode::Recursive)));
        wanted.extend(templates.map(|folder| (folder.to_owned(), RecursiveMode::Recursive)));
        let mut watch = Self { watcher, wanted, watched: BTreeSet::new() };
        watch.keep_up();
        if watch.watched.is_empty() {
            return Err("aucun dossier ne peut être surveillé".to_owned());
        }
        Ok(watch)
    }

    /// Watches folders that appeared, forgets those that left.
    pub(super) fn keep_up(&mut self) {
        for (folder, mode) in &self.wanted {
            match (exists(folder), self.watched.contains(folder)) {
                (true, false) if self.watcher.watch(folder, *mode).is_ok() => {
                    self.watched.insert(folder.clone());
                }
                (false, true) => {
                    // The system has forgotten it already.
                    let _ = self.watcher.unwatch(folder);
                    self.watched.remove(folder);
                }
                _ => {}
            }
        }
    }
}
