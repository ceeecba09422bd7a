//! The real disk.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::FileSystem;

/// A project folder.
#[derive(Debug, Clone)]
pub struct Disk {
    root: PathBuf,
}

impl Disk {
    /// Reads below `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The project folder.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

impl FileSystem for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(self.root.join(path))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        Ok(self.walk(folder)?.files)
    }

    fn linked_folders(&self, folder: &Path) -> Vec<PathBuf> {
        self.walk(folder).map(|walk| walk.links).unwrap_or_default()
    }
}

/// What a walk met, sorted.
#[derive(Default)]
struct Walk {
    files: Vec<PathBuf>,
    links: Vec<PathBuf>,
}

impl Disk {
    fn walk(&self, folder: &Path) -> io::Result<Walk> {
        let mut walk = Walk::default();
        let mut pending = vec![self.root.join(folder)];
        if !self.root.join(folder).exists() {
            return Ok(walk);
        }
        while let Some(folder) = pending.pop() {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                let path = entry.path();
                let Ok(relative) = path.strip_prefix(&self.root).map(Path::to_owned) else { continue };
                if entry.file_type()?.is_dir() {
                    pending.push(path);
                } else if path.is_dir() {
                    walk.links.push(relative);
                } else if path.is_file() {
                    walk.files.push(relative);
                }
            }
        }
        walk.files.sort();
        walk.links.sort();
        Ok(walk)
    }
}

/// Bytes of any file named on the command line.
///
/// # Errors
/// Those of the system.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

/// Bytes of a file named on the command line, when it is a regular file of at most `limit` bytes.
///
/// # Errors
/// Those of the system; [`io::ErrorKind::FileTooLarge`] beyond the limit, [`io::ErrorKind::InvalidInput`] for what is no
/// file.
pub fn read_at_most(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    // Looked at before it is opened: opening a pipe would wait for ever.
    let about = fs::metadata(path)?;
    if !about.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "ce n’est pas un fichier"));
    }
    let mut bytes = Vec::new();
    if about.len() <= limit {
        let _ = fs::File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    }
    if about.len() > limit || bytes.len() as u64 > limit {
        return Err(io::Error::from(io::ErrorKind::FileTooLarge));
    }
    Ok(bytes)
}

/// Writes a file that must not exist yet, whole or not at all.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] when something is there, and those of the system.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = staged(path, bytes)?;
    let _ = file.persist_noclobber(path).map_err(|error| error.error)?;
    Ok(())
}

/// Whether something is at this path.
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// Whether a folder is at this path.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// The path with links and `..` resolved, or itself when it does not exist.
pub fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Writes a file so that a reader sees the old bytes or the new ones, never a part.
///
/// # Errors
/// Those of the system.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let _ = staged(path, bytes)?.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// The bytes in a temporary file beside `path`, ready to take its name.
fn staged(path: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(".remc-").suffix(".tmp").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    share_like_new_file(&file)?;
    Ok(file)
}

/// Temporary files are private to the user; what we publish must be readable.
#[cfg(unix)]
fn share_like_new_file(file: &tempfile::NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.as_file().set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn share_like_new_file(_file: &tempfile::NamedTempFile) -> io::Result<()> {
    Ok(())
}
