//! The whole site as one file, and the sums of files.
//!
//! The only user of `zip` for writing. The archive is a function of the files alone: sorted entries, one fixed date, one
//! set of permissions.

use std::io::{Cursor, Write as _};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Artifact, RenderError};
use crate::history::baseline;

/// Packs files below a folder of the archive.
///
/// # Errors
/// When the archive would pass the limits of its format.
pub(crate) fn zip(folder: &str, files: &[&Artifact]) -> Result<Vec<u8>, RenderError> {
    let failed = |error: &dyn std::fmt::Display| RenderError {
        template: "archive du site".to_owned(),
        message: error.to_string(),
    };
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        let name = format!("{folder}/{}", file.path.to_string_lossy().replace('\\', "/"));
        writer.start_file(name, options).map_err(|error| failed(&error))?;
        writer.write_all(&file.bytes).map_err(|error| failed(&error))?;
    }
    let done = writer.finish().map_err(|error| failed(&error))?;
    Ok(done.into_inner())
}

/// SHA-256 of bytes, as `sha256sum` writes it.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(64);
    for byte in baseline::sha256(bytes) {
        out.push_str(&format!("{byte:02x}"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_the_same_twice_and_reads_back() {
        let file = Artifact::new("a/é.html", "texte".repeat(100));
        let once = zip("site", &[&file]).unwrap();
        assert_eq!(once, zip("site", &[&file]).unwrap());
        let mut archive = ::zip::ZipArchive::new(Cursor::new(once)).unwrap();
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
