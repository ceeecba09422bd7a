//! Every well-known path of a project.

use std::path::{Path, PathBuf};

/// The layout of a project folder; every path is relative to it.
#[derive(Debug, Clone, Copy)]
pub struct ProjectPaths;

impl ProjectPaths {
    /// The manifest, whose presence marks a project.
    pub const MANIFEST: &'static str = "remc.yaml";
    /// The register of external referentials.
    pub const REFERENCES: &'static str = "references.yaml";
    /// Shared catalogues.
    pub const SOCLES: &'static str = "socles";
    /// Lanes.
    pub const LANES: &'static str = "rem";
    /// Dossiers (DSR).
    pub const DOSSIERS: &'static str = "dsr";
    /// Vendor comments.
    pub const COMMENTS: &'static str = "retours";
    /// Vendor names: read by the leak check only.
    pub const VENDORS: &'static str = "confidentiel/editeurs.yaml";
    /// Frozen baselines.
    pub const ITERATIONS: &'static str = "iterations";
    /// Addresses already published.
    pub const URLS: &'static str = "urls.lock";

    /// Every folder that is read.
    pub const FOLDERS: [&'static str; 6] =
        [Self::SOCLES, Self::LANES, Self::DOSSIERS, Self::COMMENTS, "confidentiel", Self::ITERATIONS];

    /// Whether a file is hidden, or in a hidden folder.
    fn is_hidden(path: &Path) -> bool {
        path.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'))
    }

    /// Whether a file of [`Self::SOCLES`] or [`Self::LANES`] is a source: it bears the extension and is not hidden, as the
    /// copies that editors and systems leave are.
    pub fn is_source(path: &Path) -> bool {
        path.extension().is_some_and(|extension| extension == "rem") && !Self::is_hidden(path)
    }

    /// Whether a file is none of the project, wherever it lies: hidden, a back-up of an editor, a README.
    pub fn is_beside(path: &Path) -> bool {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let stem = name.split('.').next().unwrap_or_default();
        let readme = ["README", "LISEZMOI"].contains(&stem.to_uppercase().as_str());
        Self::is_hidden(path) || name.ends_with('~') || readme
    }

    /// Where the baseline of an iteration is written.
    pub fn baseline(iteration: &str) -> PathBuf {
        Path::new(Self::ITERATIONS).join(format!("{}.json", windows_safe(iteration)))
    }
}

/// The nearest ancestor of `start` that holds a manifest.
pub fn find_project(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| folder.join(ProjectPaths::MANIFEST).is_file()).map(Path::to_owned)
}

/// Encodes an id or a name as a file name: injective, and safe on Windows.
///
/// Letters, digits, `.` and `-` are kept, `/` becomes `_`, `_` becomes `~`, anything else `=HH=` (hexadecimal code
/// point): no two names share a file. A reserved device stem (`CON.01`, `AUX`) has its first letter escaped, and so has
/// a dot at either end.
pub fn windows_safe(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let reserved = is_reserved_stem(name);
    let last = name.chars().count().saturating_sub(1);
    for (index, character) in name.chars().enumerate() {
        let dot_at_edge = character == '.' && (index == 0 || index == last);
        match character {
            '/' => out.push('_'),
            '_' => out.push('~'),
            _ if (index == 0 && reserved) || dot_at_edge => push_escaped(&mut out, character),
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' => out.push(character),
            other => push_escaped(&mut out, other),
        }
    }
    out
}

fn push_escaped(out: &mut String, character: char) {
    out.push_str(&format!("={:02X}=", character as u32));
}

fn is_reserved_stem(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}
