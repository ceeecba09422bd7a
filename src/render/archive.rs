//! The whole site as one file, and the sums of files.
//!
//! The only user of `zip` for writing. The archive is a function of the files alone: sorted entries, one fixed date, one
//! set of permissions.

use std::io::{self, Write};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, DateTime, ZipWriter};
use sha2::{Digest as _, Sha256};

use crate::hex::hex;

/// Packs files below a folder of the archive, which is written as it is made: `bytes` gives a file by its address.
///
/// # Errors
/// Those of `bytes` and of `out`, and when the archive would pass the limits of its format.
pub(crate) fn zip(
    out: &mut dyn Write,
    folder: &str,
    files: &[String],
    bytes: impl Fn(&str) -> io::Result<Vec<u8>>,
) -> io::Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new_stream(out);
    for file in files {
        writer.start_file(format!("{folder}/{file}"), options)?;
        writer.write_all(&bytes(file)?)?;
    }
    writer.finish()?;
    Ok(())
}

/// SHA-256 of bytes, as `sha256sum` writes it.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let mut summed = Summed::new(io::sink());
    // A sink refuses nothing.
    let _ = summed.write_all(bytes);
    summed.sum()
}

/// Weighs and sums what passes through.
pub(crate) struct Summed<W> {
    out: W,
    weight: usize,
    hasher: Sha256,
}

impl<W: Write> Summed<W> {
    /// Writes to `out`.
    pub(crate) fn new(out: W) -> Self {
        Self { out, weight: 0, hasher: Sha256::new() }
    }

    /// Bytes that passed.
    pub(crate) fn weight(&self) -> usize {
        self.weight
    }

    /// Their SHA-256, as `sha256sum` writes it.
    pub(crate) fn sum(self) -> String {
        hex(&self.hasher.finalize())
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.weight += written;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_the_same_twice_and_reads_back() {
        let written = || {
            let mut out = Vec::new();
            zip(&mut out, "site", &["a/é.html".to_owned()], |_| Ok("texte".repeat(100).into_bytes()))
                .unwrap();
            out
        };
        let once = written();
        assert_eq!(once, written());
        let mut archive = ::zip::ZipArchive::new(io::Cursor::new(once)).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut archive.by_index(0).unwrap(), &mut text).unwrap();
        assert_eq!(text, "texte".repeat(100));
        assert_eq!(archive.by_index(0).unwrap().name().unwrap(), "site/a/é.html");
    }

    #[test]
    fn sums_are_those_everyone_computes() {
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
