//! A project kept in memory between two readings: what was asked once is watched, and read again only when it changed.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::{Disk, FileSystem};

/// What the system says of a file without reading it; `None` when there is no file.
type Stamp = Option<(u64, Option<SystemTime>, u64)>;

/// A failure of the system, kept: [`io::Error`] cannot be cloned.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Failed(io::ErrorKind, String);

impl Failed {
    fn of(error: &io::Error) -> Self {
        Self(error.kind(), error.to_string())
    }

    fn again(&self) -> io::Error {
        io::Error::new(self.0, self.1.clone())
    }
}

/// A file as it was last read.
#[derive(Debug)]
struct File {
    stamp: Stamp,
    bytes: Result<Vec<u8>, Failed>,
    /// How many times its content was seen to change.
    revision: u64,
}

/// A folder as it was last listed: files, links to folders.
type Listing = (Result<Vec<PathBuf>, Failed>, Vec<PathBuf>);

#[derive(Debug, Default)]
struct Known {
    files: BTreeMap<PathBuf, File>,
    folders: BTreeMap<PathBuf, Listing>,
}

/// A [`Disk`] that remembers. It learns what to watch from what is read: a reader sees the same state until
/// [`Kept::refresh`].
#[derive(Debug)]
pub struct Kept {
    disk: Disk,
    known: Mutex<Known>,
}

impl Kept {
    /// Remembers nothing yet.
    pub fn new(disk: Disk) -> Self {
        Self { disk, known: Mutex::default() }
    }

    /// Looks at everything once read or listed, and takes up what differs. Files that kept their size, date and identity
    /// are not read again, unless they are in `suspects`. Gives the paths whose content, presence or listing changed.
    pub fn refresh(&self, suspects: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let mut known = self.known();
        let mut changed = BTreeSet::new();
        for (path, file) in &mut known.files {
            let stamp = self.stamp(path);
            if stamp == file.stamp && !suspects.contains(path) {
                continue;
            }
            let bytes = self.disk.read(path).map_err(|error| Failed::of(&error));
            file.stamp = stamp;
            if bytes != file.bytes {
                file.bytes = bytes;
                file.revision += 1;
                changed.insert(path.clone());
            }
        }
        for (folder, listing) in &mut known.folders {
            let now = self.listing(folder);
            if now != *listing {
                changed.extend(difference(listing, &now));
                *listing = now;
            }
        }
        changed
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn listing(&self, folder: &Path) -> Listing {
        let files = self.disk.list(folder).map_err(|error| Failed::of(&error));
        (files, self.disk.linked_folders(folder))
    }

    fn stamp(&self, path: &Path) -> Stamp {
        let about = std::fs::metadata(self.disk.root().join(path)).ok()?;
        Some((about.len(), about.modified().ok(), identity(&about)))
    }
}

/// A file saved by renaming another keeps its name and changes its identity.
#[cfg(unix)]
fn identity(about: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(about)
}

#[cfg(not(unix))]
fn identity(_about: &std::fs::Metadata) -> u64 {
    0
}

/// What came and went between two listings.
fn difference(before: &Listing, after: &Listing) -> BTreeSet<PathBuf> {
    let all = |listing: &Listing| -> BTreeSet<PathBuf> {
        listing.0.iter().flatten().chain(&listing.1).cloned().collect()
    };
    all(before).symmetric_difference(&all(after)).cloned().collect()
}

impl FileSystem for Kept {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut known = self.known();
        let file = known.files.entry(path.to_owned()).or_insert_with(|| {
            // The date first: a file written in between is read again by the next refresh.
            let stamp = self.stamp(path);
            let bytes = self.disk.read(path).map_err(|error| Failed::of(&error));
            File { stamp, bytes, revision: 0 }
        });
        file.bytes.clone().map_err(|failed| failed.again())
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut known = self.known();
        let listing = known.folders.entry(folder.to_owned()).or_insert_with(|| self.listing(folder));
        listing.0.clone().map_err(|failed| failed.again())
    }

    fn linked_folders(&self, folder: &Path) -> Vec<PathBuf> {
        let mut known = self.known();
        known.folders.entry(folder.to_owned()).or_insert_with(|| self.listing(folder)).1.clone()
    }

    fn revision(&self, path: &Path) -> Option<u64> {
        self.known().files.get(path).map(|file| file.revision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_told_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        put("rem/a.rem", "un");
        put("rem/b.rem", "deux");
        let kept = Kept::new(Disk::new(folder.path()));
        let (a, b, absent) = (Path::new("rem/a.rem"), Path::new("rem/b.rem"), Path::new("absent.yaml"));
        let nothing = BTreeSet::new();
        let paths = |names: &[&str]| -> BTreeSet<PathBuf> { names.iter().map(PathBuf::from).collect() };
        assert_eq!(kept.read(a).unwrap(), b"un");
        assert_eq!(kept.read(b).unwrap(), b"deux");
        assert_eq!(kept.read(absent).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(kept.list(Path::new("rem")).unwrap().len(), 2);
        assert_eq!(kept.refresh(&nothing), nothing);

        put("rem/a.rem", "trois");
        put("rem/c.rem", "quatre");
        assert_eq!(kept.read(a).unwrap(), b"un", "the state of a reading does not move under it");
        assert_eq!(kept.list(Path::new("rem")).unwrap().len(), 2);
        assert_eq!(kept.refresh(&nothing), paths(&["rem/a.rem", "rem/c.rem"]));
        assert_eq!(kept.read(a).unwrap(), b"trois");
        assert_eq!(
            (kept.revision(a), kept.revision(b), kept.revision(Path::new("x"))),
            (Some(1), Some(0), None)
        );

        put("absent.yaml", "là");
        std::fs::remove_file(folder.path().join("rem/b.rem")).unwrap();
        assert_eq!(kept.refresh(&nothing), paths(&["absent.yaml", "rem/b.rem"]));
        assert_eq!(kept.read(absent).unwrap(), "là".as_bytes());
        assert_eq!(kept.read(b).unwrap_err().kind(), io::ErrorKind::NotFound);

        put("rem/a.rem", "trois");
        assert_eq!(kept.refresh(&paths(&["rem/a.rem"])), nothing, "saved again with the same content");
        std::fs::remove_dir_all(folder.path().join("rem")).unwrap();
        assert_eq!(kept.refresh(&nothing), paths(&["rem/a.rem", "rem/c.rem"]));
    }
}
