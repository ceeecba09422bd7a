//! Files to take away: the whole site, the data, and their sums.
//!
//! Written last, from the other files. The archive holds every file but itself; its own copy of this page does not offer
//! it. Packing costs as much as all the rest, and sums are worth giving for what is published: both are made for a
//! publication only.

use serde::Serialize;

use super::page;
use crate::render::order::{Filed, Ledger};
use crate::render::site::Site;
use crate::render::view::Page;
use crate::render::{Artifact, RenderError};

/// The page.
pub(crate) const PATH: &str = "telechargements/index.html";
const SUMS: &str = "telechargements/SHA256SUMS";

#[derive(Serialize)]
struct View {
    archive: Option<FileView>,
    groups: Vec<(&'static str, Vec<FileView>)>,
    sums: Option<&'static str>,
}

#[derive(Serialize)]
struct FileView {
    name: String,
    href: String,
    size: String,
    sum: Option<String>,
}

/// Writes the page of downloads and what it offers that is not written yet.
pub(crate) fn downloads(site: &Site<'_>, ledger: &Ledger<'_>) -> Result<(), RenderError> {
    let sums_path = site.publication().then_some(SUMS);
    let mut view = View { archive: None, groups: ledger.look(|files| groups(site, files)), sums: sums_path };
    if !site.publication() {
        return ledger.take(write(site, view)?);
    }
    let mut sums = String::new();
    for file in view.groups.iter().flat_map(|(_, files)| files) {
        sums.push_str(&format!("{}  ../{}\n", file.sum.as_deref().unwrap_or_default(), file.href));
    }
    // The archive holds this page too, which does not offer the archive there.
    ledger.keep(write(site, &view)?)?;
    ledger.keep(Artifact::new(SUMS, sums.as_str()))?;
    let mut inside: Vec<String> =
        ledger.look(|files| files.iter().map(|file| file.address.clone()).collect());
    inside.extend([PATH.to_owned(), SUMS.to_owned()]);
    inside.sort_unstable();
    let slug = site.current().map_or("", |state| &state.slug);
    let name = format!("site-{slug}.zip");
    let path = format!("telechargements/{name}");
    let (bytes, sum) = ledger.pack(&path, &format!("site-{slug}"), &inside)?;
    let line = format!("{sum}  {name}\n");
    sums.push_str(&line);
    view.archive = Some(FileView { name, href: path.clone(), size: weight(bytes), sum: Some(sum) });
    ledger.take(write(site, view)?)?;
    ledger.take(Artifact::new(format!("{path}.sha256"), line))?;
    ledger.take(Artifact::new(SUMS, sums))
}

fn write(site: &Site<'_>, view: impl Serialize) -> Result<Artifact, RenderError> {
    let head = Page::new(PATH, "Téléchargements", "").crumb("Téléchargements", None);
    page(site, "downloads.html", PATH.to_owned(), &head, view)
}

/// Kinds of files offered, and where they are.
const KINDS: [(&str, &str); 4] = [
    ("Données", "data/"),
    ("Couloirs", "couloirs/"),
    ("Dernières différences", "diffs/"),
    ("Fils Atom", "flux/"),
];

/// Whether a file may be offered for download.
pub(crate) fn is_offered(address: &str) -> bool {
    !address.ends_with(".html") && KINDS.iter().any(|(_, folder)| address.starts_with(folder))
}

/// Data of the project, of each lane, of the last comparison, and feeds.
fn groups(site: &Site<'_>, files: &[Filed]) -> Vec<(&'static str, Vec<FileView>)> {
    let last = site.current().map_or_else(String::new, |state| format!("_{}.", state.slug));
    let mut groups: Vec<(&'static str, Vec<FileView>)> = Vec::new();
    for (title, folder) in KINDS {
        let mut found: Vec<FileView> = files
            .iter()
            .filter(|file| is_offered(&file.address))
            .filter(|file| folder != "diffs/" || file.address.contains(&last))
            .filter_map(|file| {
                Some(FileView {
                    name: file.address.strip_prefix(folder)?.to_owned(),
                    href: file.address.clone(),
                    size: weight(file.weight),
                    sum: file.sum.clone(),
                })
            })
            .collect();
        found.sort_by(|left, right| crate::model::natural_order(&left.name, &right.name));
        if !found.is_empty() {
            groups.push((title, found));
        }
    }
    groups
}

/// A weight as people write it: `12 ko`, `1,4 Mo`.
fn weight(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes}\u{a0}octets"),
        1_000..1_000_000 => format!("{}\u{a0}ko", bytes.div_ceil(1_000)),
        _ => format!("{},{}\u{a0}Mo", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
