//! One source file and the set of all of them.

use std::path::{Path, PathBuf};

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::{FileId, LineColumn, LineIndex, Span};

/// Why bytes could not become a source text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecodeError {
    /// Not UTF-8; the offset of the first bad byte.
    NotUtf8 {
        /// Offset of the first invalid byte.
        offset: usize,
    },
    /// Larger than the accepted size, in bytes.
    TooLarge {
        /// Size found.
        size: usize,
        /// Largest size accepted.
        limit: usize,
    },
}

/// Largest source accepted, in bytes: a hundred times the largest lane ever published.
pub const SIZE_LIMIT: usize = 256 << 20;

/// A text of the project: UTF-8, NFC, without byte-order mark, line ends `\n`.
#[derive(Debug, Clone)]
pub struct SourceFile {
    path: PathBuf,
    text: String,
    lines: LineIndex,
}

impl SourceFile {
    /// Decodes and normalises the bytes of a file.
    ///
    /// # Errors
    /// When the bytes are not UTF-8 or exceed [`SIZE_LIMIT`].
    pub fn decode(path: &Path, bytes: Vec<u8>) -> Result<Self, DecodeError> {
        if bytes.len() > SIZE_LIMIT {
            return Err(DecodeError::TooLarge { size: bytes.len(), limit: SIZE_LIMIT });
        }
        let text = String::from_utf8(bytes)
            .map_err(|error| DecodeError::NotUtf8 { offset: error.utf8_error().valid_up_to() })?;
        Ok(Self::from_text(path, text))
    }

    /// Normalises a text already decoded.
    pub fn from_text(path: &Path, text: String) -> Self {
        let text = normalise(text);
        Self { path: path.to_owned(), lines: LineIndex::new(&text), text }
    }

    /// Path relative to the project folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Path relative to the project folder, with `/` on every system.
    pub fn display_path(&self) -> String {
        self.path.to_string_lossy().replace('\\', "/")
    }

    /// The normalised text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte offset.
    pub fn locate(&self, offset: usize) -> LineColumn {
        self.lines.locate(&self.text, offset)
    }
}

/// NFC, no byte-order mark, `\n` line ends. Costs nothing on a text that is already so.
fn normalise(mut text: String) -> String {
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    if text.contains('\r') {
        text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
    // Latin letters and the punctuation of French texts compose with nothing: no table look-up for them.
    let plain = |c: char| c < '\u{300}' || ('\u{2010}'..='\u{2027}').contains(&c) || c == '\u{202f}';
    if text.chars().all(plain) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text
    } else {
        text.nfc().collect()
    }
}

/// Every source of a compilation, in the order they were added.
#[derive(Debug, Clone, Default)]
pub struct SourceSet {
    files: Vec<SourceFile>,
}

impl SourceSet {
    /// Adds a file and names it.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(file);
        id
    }

    /// The file behind an id.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, file)| (FileId(u32::try_from(index).unwrap_or(u32::MAX)), file))
    }

    /// The text a span covers; empty when the span is out of range.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).and_then(|file| file.text().get(span.range())).unwrap_or_default()
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}
