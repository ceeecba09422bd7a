//! Files of a folder and their digests, read piece by piece: a proof may be a video of several gigabytes.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::hex::hex;

/// How much of a file is held at once.
const PIECE: usize = 1 << 20;

/// What a folder holds. Links are not followed: they may loop, or lead out of the folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Regular files, sorted.
    pub files: Vec<PathBuf>,
    /// Links, pipes and the like, sorted.
    pub others: Vec<PathBuf>,
}

/// Lists a folder and its folders; paths are relative to it.
///
/// # Errors
/// Those of the system; one that cannot be read stops the listing.
pub fn inventory(folder: &Path) -> io::Result<Inventory> {
    let mut found = Inventory::default();
    let mut pending = vec![folder.to_owned()];
    while let Some(next) = pending.pop() {
        for entry in fs::read_dir(&next)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            let path = entry.path();
            if kind.is_dir() {
                pending.push(path);
                continue;
            }
            let Ok(relative) = path.strip_prefix(folder).map(Path::to_owned) else { continue };
            if kind.is_file() {
                found.files.push(relative);
            } else {
                found.others.push(relative);
            }
        }
    }
    found.files.sort();
    found.others.sort();
    Ok(found)
}

/// Size and SHA-256 of a file, the digest in lower-case hexadecimal.
///
/// # Errors
/// Those of the system.
pub fn sha256_of(path: &Path) -> io::Result<(u64, String)> {
    let mut file = fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; PIECE];
    let mut size = 0;
    loop {
        match file.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => {
                size += length as u64;
                hasher.update(piece.get(..length).unwrap_or_default());
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok((size, hex(&hasher.finalize())))
}
