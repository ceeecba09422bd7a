//! From byte offsets to lines and columns.

/// A place as an editor shows it: both numbers start at one, the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line number.
    pub line: usize,
    /// Column in characters.
    pub column: usize,
}

/// Start offset of every line of a text, built once.
#[derive(Debug, Clone, Default)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Scans a text for line ends.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(
            text.match_indices('\n').map(|(offset, _)| u32::try_from(offset + 1).unwrap_or(u32::MAX)),
        );
        Self { starts }
    }

    /// Line and column of a byte offset of `text`, the text the index was built from.
    pub fn locate(&self, text: &str, offset: usize) -> LineColumn {
        let offset = offset.min(text.len());
        let line = self.starts.partition_point(|start| *start as usize <= offset).max(1);
        let start = self.starts.get(line - 1).map_or(0, |start| *start as usize);
        let column = text.get(start..offset).map_or(0, |before| before.chars().count()) + 1;
        LineColumn { line, column }
    }
}
