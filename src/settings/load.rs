//! From files to sources, with a finding for what cannot be read, and for what should not be there.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic};
use crate::io::{FileSystem, ProjectPaths};
use crate::source::{FileId, SIZE_LIMIT, SourceFile, SourceSet, Span};

/// Reads and decodes one file. `None` when it does not exist (no finding), or cannot be read (one finding).
pub fn load(
    files: &dyn FileSystem,
    path: &Path,
    sources: &mut SourceSet,
    problems: &mut Vec<Diagnostic>,
) -> Option<FileId> {
    let bytes = match files.read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Err(error) => {
            problems.push(unreadable(path, &error));
            return None;
        }
    };
    if bytes.len() > SIZE_LIMIT {
        let message = format!("« {} » pèse {} Mo", display(path), bytes.len() >> 20);
        let help = format!("{} Mo au plus par fichier", SIZE_LIMIT >> 20);
        problems.push(Diagnostic::global(Code::FileTooLarge, message).help(help));
        return None;
    }
    match String::from_utf8(bytes) {
        Ok(text) => Some(sources.add(SourceFile::from_text(path, text))),
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            problems.push(not_utf8(path, error.as_bytes(), offset, sources));
            None
        }
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    let reason = match error.kind() {
        ErrorKind::PermissionDenied => "droits insuffisants".to_owned(),
        ErrorKind::IsADirectory => "c’est un dossier".to_owned(),
        _ => error.to_string(),
    };
    Diagnostic::global(
        Code::FileUnreadable,
        format!("lecture impossible de « {} » : {reason}", display(path)),
    )
}

/// Adds the text with its bad bytes replaced, so that the finding can show the place.
fn not_utf8(path: &Path, bytes: &[u8], offset: usize, sources: &mut SourceSet) -> Diagnostic {
    let lossy = SourceFile::from_text(path, String::from_utf8_lossy(bytes).into_owned());
    let before = SourceFile::from_text(
        path,
        String::from_utf8_lossy(bytes.get(..offset).unwrap_or_default()).into_owned(),
    );
    let start = before.text().len();
    let file = sources.add(lossy);
    let span = Span::new(file, start, start + char::REPLACEMENT_CHARACTER.len_utf8());
    Diagnostic::new(Code::FileNotUtf8, span, format!("« {} » n’est pas en UTF-8", display(path)))
        .label("premier octet fautif")
        .help("enregistrer le fichier en UTF-8 ; les anciens éditeurs écrivent souvent en Windows-1252")
}

/// Every file below a folder, without hidden files and notes to the reader.
pub(super) fn list(files: &dyn FileSystem, folder: &str, problems: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    match files.list(Path::new(folder)) {
        Ok(paths) => paths.into_iter().filter(|path| !ProjectPaths::is_beside(path)).collect(),
        Err(error) => {
            problems.push(unreadable(Path::new(folder), &error));
            Vec::new()
        }
    }
}

/// Whether a file has the extension its folder expects.
pub(super) fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

/// The file name without its extension, composed letters as in the texts.
pub(super) fn stem(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    SourceFile::from_text(path, stem).text().to_owned()
}

/// Reports files that no stage will read.
pub(super) fn report_strays(files: &dyn FileSystem, problems: &mut Vec<Diagnostic>) {
    for (wrong, right) in [("remc.yml", ProjectPaths::MANIFEST), ("references.yml", ProjectPaths::REFERENCES)]
    {
        if files.read(Path::new(wrong)).is_ok() {
            problems.push(stray(Path::new(wrong), &format!("renommer en « {right} »")));
        }
    }
    let folders = [
        (ProjectPaths::SOCLES, "rem"),
        (ProjectPaths::LANES, "rem"),
        (ProjectPaths::DOSSIERS, "md"),
        (ProjectPaths::COMMENTS, "yaml"),
        (ProjectPaths::ITERATIONS, "json"),
    ];
    for (folder, extension) in folders {
        let flat = folder != ProjectPaths::SOCLES && folder != ProjectPaths::LANES;
        for path in list(files, folder, problems) {
            let nested = flat && path.components().count() > 2;
            if !has_extension(&path, extension) {
                problems.push(stray(
                    &path,
                    &format!("« {folder} » ne contient que des fichiers « .{extension} »"),
                ));
            } else if nested {
                problems
                    .push(stray(&path, &format!("les fichiers se placent directement dans « {folder} »")));
            }
        }
    }
    let vendors = Path::new(ProjectPaths::VENDORS);
    let folder = vendors.parent().map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default();
    for path in list(files, &folder, problems) {
        if path != vendors {
            problems
                .push(stray(&path, &format!("seul « {} » est lu dans ce dossier", ProjectPaths::VENDORS)));
        }
    }
}

fn stray(path: &Path, help: &str) -> Diagnostic {
    Diagnostic::global(Code::UnexpectedFile, format!("« {} » n’est pas lu", display(path))).help(help)
}

/// The path with `/` on every system.
pub(super) fn display(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
