//! A folder that appears whole, or not at all.
//!
//! Owner of [`Staging`]. Files are created by one thread of its own: those who make them never wait for each other at the
//! door of a folder, nor for the disk, as long as what waits to be written stays below [`WAITING`].

use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use super::Shelf;

/// How many bytes may wait to be written.
const WAITING: usize = 64 << 20;

/// A folder filled beside the one it will replace: all of it appears at once, or nothing does.
pub struct Staging {
    target: PathBuf,
    queue: Arc<Queue>,
    writer: Option<JoinHandle<()>>,
    /// Last: it goes away with what it holds, once nobody writes in it any more.
    folder: Option<tempfile::TempDir>,
}

/// Files that wait for the disk.
#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Default)]
struct State {
    files: VecDeque<(PathBuf, Vec<u8>)>,
    /// Files that are not written yet, the one being written included.
    pending: usize,
    /// Their bytes.
    waiting: usize,
    /// Nothing more will come.
    closed: bool,
    failed: Option<io::Error>,
}

/// The first name in a folder, in order, that is none of ours.
fn stranger(folder: &Path, is_ours: &dyn Fn(&str) -> bool) -> io::Result<Option<String>> {
    if !folder.exists() {
        return Ok(None);
    }
    let mut strangers = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !is_ours(&name) {
            strangers.insert(name);
        }
    }
    Ok(strangers.pop_first())
}

impl Staging {
    /// Makes ready to replace `target`, or the folder it is a link to. Refuses a folder that holds something else than what
    /// `is_ours` knows by its name, so that nobody's files are ever erased.
    ///
    /// # Errors
    /// Those of the system; [`io::ErrorKind::AlreadyExists`] when the folder is not ours to replace.
    pub fn beside(target: &Path, is_ours: &dyn Fn(&str) -> bool) -> io::Result<Self> {
        let target = &if target.is_symlink() { target.canonicalize()? } else { target.to_owned() };
        if let Some(stranger) = stranger(target, is_ours)? {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                format!(
                    "{} contient « {stranger} », qui n’est pas d’un site produit par remc",
                    target.display()
                ),
            ));
        }
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent)?;
        let folder = tempfile::Builder::new().prefix(".remc-").suffix(".tmp").tempdir_in(parent)?;
        let queue = Arc::<Queue>::default();
        let (served, place) = (Arc::clone(&queue), folder.path().to_owned());
        let writer = std::thread::Builder::new()
            .name("écriture".to_owned())
            .spawn(move || served.write_all(&place))?;
        Ok(Self { target: target.to_owned(), queue, writer: Some(writer), folder: Some(folder) })
    }

    /// Puts the folder in its place.
    ///
    /// # Errors
    /// Those of the system; what was there before is then there again.
    pub fn replace(mut self) -> io::Result<()> {
        self.queue.settle()?;
        self.stop();
        let Some(folder) = self.folder.take() else { return Ok(()) };
        share_folder(folder.path())?;
        let staged = folder.keep();
        let old = staged.with_extension("old");
        if self.target.exists() {
            fs::rename(&self.target, &old)?;
        }
        if let Err(error) = fs::rename(&staged, &self.target) {
            if old.exists() {
                fs::rename(&old, &self.target)?;
            }
            fs::remove_dir_all(&staged)?;
            return Err(error);
        }
        if old.exists() {
            fs::remove_dir_all(&old)?;
        }
        Ok(())
    }

    /// Where a file goes.
    fn place(&self, path: &Path) -> PathBuf {
        self.folder.as_ref().map_or_else(PathBuf::new, |folder| folder.path().join(path))
    }

    fn stop(&mut self) {
        self.queue.close();
        let _ = self.writer.take().map(JoinHandle::join);
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shelf for Staging {
    fn put(&self, path: &Path, bytes: Vec<u8>) -> io::Result<()> {
        self.queue.push(path.to_owned(), bytes)
    }

    fn get(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.queue.settle()?;
        fs::read(self.place(path))
    }

    fn pour(&self, path: &Path, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let place = self.place(path);
        place.parent().map_or(Ok(()), fs::create_dir_all)?;
        let mut file = io::BufWriter::new(fs::File::create(place)?);
        write(&mut file)?;
        file.flush()
    }
}

impl Queue {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'s>(
        &self,
        state: MutexGuard<'s, State>,
        blocked: impl Fn(&State) -> bool,
    ) -> MutexGuard<'s, State> {
        self.moved.wait_while(state, |state| blocked(state)).unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a file, when there is room; gives the first failure met so far.
    fn push(&self, path: PathBuf, bytes: Vec<u8>) -> io::Result<()> {
        let full = |state: &State| state.waiting > WAITING && state.failed.is_none();
        let mut state = self.wait(self.state(), full);
        if let Some(error) = &state.failed {
            return Err(same(error));
        }
        state.pending += 1;
        state.waiting += bytes.len();
        state.files.push_back((path, bytes));
        drop(state);
        self.moved.notify_all();
        Ok(())
    }

    /// Waits until all is written.
    fn settle(&self) -> io::Result<()> {
        let busy = |state: &State| state.pending > 0 && state.failed.is_none();
        match &self.wait(self.state(), busy).failed {
            Some(error) => Err(same(error)),
            None => Ok(()),
        }
    }

    fn close(&self) {
        self.state().closed = true;
        self.moved.notify_all();
    }

    /// Writes files as they come, until there will be no more.
    fn write_all(&self, folder: &Path) {
        let mut made = BTreeSet::new();
        loop {
            let mut state = self.wait(self.state(), |state| state.files.is_empty() && !state.closed);
            if state.closed {
                return;
            }
            let Some((path, bytes)) = state.files.pop_front() else { continue };
            drop(state);
            let written = write(&folder.join(path), &bytes, &mut made);
            let mut state = self.state();
            state.pending -= 1;
            state.waiting -= bytes.len();
            if let Err(error) = written {
                state.failed.get_or_insert(error);
            }
            drop(state);
            self.moved.notify_all();
        }
    }
}

/// Writes a file, its folder first.
fn write(place: &Path, bytes: &[u8], made: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    if let Some(folder) = place.parent().filter(|folder| !made.contains(*folder)) {
        fs::create_dir_all(folder)?;
        made.insert(folder.to_owned());
    }
    fs::write(place, bytes)
}

/// An error told once more.
fn same(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), error.to_string())
}

#[cfg(unix)]
fn share_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn share_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(name: &str) -> bool {
        ["a", "c", "marque"].contains(&name)
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_appears_whole_and_replaces_only_its_like() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("site");
        for text in ["un", "deux"] {
            let staging = Staging::beside(&target, &ours).unwrap();
            staging.put(Path::new("marque"), Vec::new()).unwrap();
            staging.put(Path::new("a/b.txt"), text.into()).unwrap();
            assert_eq!(staging.get(Path::new("a/b.txt")).unwrap(), text.as_bytes());
            let twice = &mut |out: &mut dyn Write| out.write_all(b"x").and_then(|()| out.write_all(b"y"));
            staging.pour(Path::new("c/d.bin"), twice).unwrap();
            staging.replace().unwrap();
            assert_eq!(fs::read(target.join("a/b.txt")).unwrap(), text.as_bytes());
            assert_eq!(fs::read(target.join("c/d.bin")).unwrap(), b"xy");
            assert_eq!(names(root.path()), ["site"]);
        }
        // One file of somebody else's, among ours, and the folder is left alone.
        fs::create_dir(target.join(".git")).unwrap();
        let refused = Staging::beside(&target, &ours).err().unwrap();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert!(refused.to_string().contains("« .git »"), "{refused}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_its_folder_is_replaced() {
        let root = tempfile::tempdir().unwrap();
        let (real, link) = (root.path().join("real"), root.path().join("link"));
        fs::create_dir(&real).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let staging = Staging::beside(&link, &ours).unwrap();
        staging.put(Path::new("a"), vec![1]).unwrap();
        staging.replace().unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read(real.join("a")).unwrap(), [1]);
    }

    #[test]
    fn what_is_not_put_in_place_leaves_nothing() {
        let root = tempfile::tempdir().unwrap();
        let staging = Staging::beside(&root.path().join("site"), &ours).unwrap();
        for index in 0..100 {
            staging.put(Path::new(&format!("{index}.txt")), vec![0; 1 << 16]).unwrap();
        }
        drop(staging);
        assert_eq!(names(root.path()), Vec::<String>::new());
    }

    #[test]
    fn a_failure_to_write_is_told_and_leaves_nothing() {
        let root = tempfile::tempdir().unwrap();
        let staging = Staging::beside(&root.path().join("site"), &ours).unwrap();
        staging.put(Path::new("a"), Vec::new()).unwrap();
        // A file stands where a folder is wanted.
        let late =
            staging.put(Path::new("a/b"), vec![1]).and_then(|()| staging.get(Path::new("a")).map(drop));
        assert!(late.is_err());
        assert!(staging.put(Path::new("c"), vec![1]).is_err());
        assert!(staging.replace().is_err());
        assert_eq!(names(root.path()), Vec::<String>::new());
    }

    #[test]
    fn more_than_may_wait_is_written_all_the_same() {
        let root = tempfile::tempdir().unwrap();
        let staging = Staging::beside(&root.path().join("site"), &ours).unwrap();
        for index in 0..12 {
            staging.put(Path::new(&format!("{index}.bin")), vec![0; WAITING / 4]).unwrap();
        }
        staging.replace().unwrap();
        assert_eq!(names(&root.path().join("site")).len(), 12);
    }
}
