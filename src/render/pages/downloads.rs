//! Files to take away: the whole site, the data, and their sums.
//!
//! Written last, from the other files. The archive holds every file but itself; its own copy of this page does not offer
//! it. Packing costs as much as all the rest, and sums are worth giving for what is published: both are made for a
//! publication only.

use serde::Serialize;

use super::page;
use crate::render::site::Site;
use crate::render::view::Page;
use crate::render::{Artifact, RenderError, archive};

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

/// The page of downloads and what it offers that is not written yet.
pub(crate) fn downloads(site: &Site<'_>, files: &[Artifact]) -> Result<Vec<Artifact>, RenderError> {
    let mut view =
        View { archive: None, groups: groups(site, files), sums: site.publication().then_some(SUMS) };
    if !site.publication() {
        return Ok(vec![write(site, view)?]);
    }
    let mut sums = String::new();
    for file in view.groups.iter().flat_map(|(_, files)| files) {
        sums.push_str(&format!("{}  ../{}\n", file.sum.as_deref().unwrap_or_default(), file.href));
    }
    let inside = write(site, &view)?;
    let sums_inside = Artifact::new(SUMS, sums.as_str());
    let mut all: Vec<&Artifact> = files.iter().chain([&inside, &sums_inside]).collect();
    all.sort_by(|left, right| left.path.cmp(&right.path));
    let slug = site.current().map_or("", |state| &state.slug);
    let path = format!("telechargements/site-{slug}.zip");
    let packed = Artifact::new(path.as_str(), archive::zip(&format!("site-{slug}"), &all)?);
    let shown = FileView::of(site, &packed);
    let line = format!("{}  site-{slug}.zip\n", shown.sum.as_deref().unwrap_or_default());
    sums.push_str(&line);
    view.archive = Some(shown);
    Ok(vec![
        write(site, view)?,
        packed,
        Artifact::new(format!("{path}.sha256"), line),
        Artifact::new(SUMS, sums),
    ])
}

fn write(site: &Site<'_>, view: impl Serialize) -> Result<Artifact, RenderError> {
    let head = Page::new(PATH, "Téléchargements", "").crumb("Téléchargements", None);
    page(site, "downloads.html", PATH.to_owned(), &head, view)
}

impl FileView {
    fn of(site: &Site<'_>, file: &Artifact) -> Self {
        let href = file.path.to_string_lossy().replace('\\', "/");
        Self {
            name: href.rsplit('/').next().unwrap_or_default().to_owned(),
            size: weight(file.bytes.len()),
            sum: site.publication().then(|| archive::sha256(&file.bytes)),
            href,
        }
    }
}

/// Data of the project, of each lane, of the last comparison, and feeds.
fn groups(site: &Site<'_>, files: &[Artifact]) -> Vec<(&'static str, Vec<FileView>)> {
    let last = site.current().map_or_else(String::new, |state| format!("_{}.", state.slug));
    let kinds: [(&str, &str); 4] = [
        ("Données", "data/"),
        ("Couloirs", "couloirs/"),
        ("Dernières différences", "diffs/"),
        ("Fils Atom", "flux/"),
    ];
    let mut groups: Vec<(&'static str, Vec<FileView>)> = Vec::new();
    for (title, folder) in kinds {
        let mut found: Vec<FileView> = files
            .iter()
            .filter(|file| {
                file.path.starts_with(folder) && file.path.extension().is_some_and(|kind| kind != "html")
            })
            .filter(|file| folder != "diffs/" || file.path.to_string_lossy().contains(&last))
            .map(|file| FileView { name: String::new(), ..FileView::of(site, file) })
            .collect();
        for file in &mut found {
            file.name = file.href.strip_prefix(folder).unwrap_or(&file.href).to_owned();
        }
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
