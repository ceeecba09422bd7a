//! The only place that touches the disk.
//!
//! Owner of [`FileSystem`], implemented by [`Disk`], by [`Kept`] for who reads again and again and, for tests, by
//! [`Memory`]. Output is deterministic: listings
//! are sorted, links are never followed out of the project, writes are atomic.
#![allow(clippy::disallowed_methods, reason = "this module is where IO lives")]

mod digest;
mod disk;
mod git;
mod kept;
mod memory;
mod open;
mod paths;
mod pdf;
mod staging;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub use digest::{Inventory, inventory, sha256_of};
pub use disk::{Disk, canonical, exists, is_folder, read_at_most, read_file, write_atomic, write_new};
pub use git::{git_commit, git_snapshot};
pub use kept::Kept;
pub use memory::{Memory, MemoryShelf};
pub use open::open_in_browser;
pub use paths::{ProjectPaths, find_project, windows_safe};
pub use pdf::{PdfEngine, PdfError, has_typst, print_pdf};
pub use staging::Staging;

/// Reads a project. Paths are relative to its root and use the system's separator.
pub trait FileSystem: Sync {
    /// Bytes of a file.
    ///
    /// # Errors
    /// Those of the system; a missing file is [`io::ErrorKind::NotFound`].
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Every regular file below `folder`, sorted by path. A missing folder is an empty list.
    ///
    /// # Errors
    /// Those of the system.
    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>>;

    /// Links to folders below `folder`, sorted: they are not followed, since they may loop or leave the project.
    fn linked_folders(&self, folder: &Path) -> Vec<PathBuf> {
        let _ = folder;
        Vec::new()
    }

    /// A number that differs as soon as the content of a file does. `None` when nobody keeps count: the file is then
    /// read again.
    fn revision(&self, path: &Path) -> Option<u64> {
        let _ = path;
        None
    }
}

/// Takes the files of a folder one at a time, from any thread, so that none has to wait in memory for the others. Paths are
/// relative to the folder.
pub trait Shelf: Sync {
    /// Keeps a file.
    ///
    /// # Errors
    /// Those of the system.
    fn put(&self, path: &Path, bytes: Vec<u8>) -> io::Result<()>;

    /// The bytes of a file already kept.
    ///
    /// # Errors
    /// Those of the system; a missing file is [`io::ErrorKind::NotFound`].
    fn get(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Keeps a file written piece by piece.
    ///
    /// # Errors
    /// Those of the system and of `write`.
    fn pour(&self, path: &Path, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()>;
}
