//! Files to take away: the whole site, the data, and their sums.
//!
//! Written last, from the other files. The archive holds every file but itself; its own copy of this page does not offer
//! it. Packing costs as much as all the rest, and sums are worth giving for what is published: both are made for a
//! publication only.

use std::borrow::Cow;

use serde::Serialize;

use super::page;
use crate::render::order::{Filed, Ledger};
use crate::render::schemas::schema;
use crate::render::site::Site;
use crate::render::typography::Html;
use crate::render::view::Page;
use crate::render::{Artifact, RenderError, urls};

/// The page.
pub(crate) const PATH: &str = "telechargements/index.html";
pub(crate) const SUMS: &str = "telechargements/SHA256SUMS";

#[derive(Serialize)]
struct View {
    archive: Option<FileView>,
    groups: Vec<GroupView>,
    sums: Option<&'static str>,
}

/// Files that go together; `folded` for those few look for.
#[derive(Serialize)]
struct GroupView {
    title: Html,
    folded: bool,
    files: Vec<FileView>,
}

#[derive(Serialize)]
struct FileView {
    name: String,
    /// What it is and for whom, in a sentence.
    what: Html,
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
    // Every file offered anywhere, those of earlier iterations included.
    let mut sums = ledger.look(|files| {
        let mut sums = String::new();
        for file in files {
            if let Some(sum) = &file.sum {
                sums.push_str(&format!("{sum}  ../{}\n", file.address));
            }
        }
        sums
    });
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
    let what = Html::prose("Le site entier, à lire hors ligne.");
    view.archive = Some(FileView { name, what, href: path.clone(), size: weight(bytes), sum: Some(sum) });
    ledger.take(write(site, view)?)?;
    ledger.take(Artifact::new(format!("{path}.sha256"), line))?;
    ledger.take(Artifact::new(SUMS, sums))
}

fn write(site: &Site<'_>, view: impl Serialize) -> Result<Artifact, RenderError> {
    let head = Page::new(PATH, "Téléchargements", "").crumb("Téléchargements", None);
    page(site, "downloads.html", PATH.to_owned(), &head, view)
}

/// Where the files offered are.
const KINDS: [&str; 4] = ["data/", "couloirs/", "diffs/", "flux/"];

/// Whether a file may be offered for download.
pub(crate) fn is_offered(address: &str) -> bool {
    !address.ends_with(".html") && KINDS.iter().any(|folder| address.starts_with(folder))
}

/// Files of each lane, of the last comparison, data of the project, feeds, schemas: workbooks first.
fn groups(site: &Site<'_>, files: &[Filed]) -> Vec<GroupView> {
    let mut places: Vec<(String, String, bool)> = Vec::new();
    for lane in &site.corpus().lanes {
        let title = format!("Couloir {} : {}", lane.code, lane.title);
        places.push((title, urls::lane_file(&lane.code, ""), false));
    }
    // The comparison with the iteration just before, and no other.
    let step =
        site.pair_to(site.published).and_then(|pair| Some((site.states.get(pair.from)?, site.current()?)));
    let last = step.map(|(from, to)| format!("/{}_{}.", from.slug, to.slug));
    if let Some((from, to)) = step {
        places.push((
            format!("Différences {} {}", site.names.of(from.name), site.names.to(to.name)),
            "diffs/".to_owned(),
            false,
        ));
    }
    places.push(("Données du projet".to_owned(), "data/".to_owned(), false));
    places.push(("Fils Atom".to_owned(), "flux/".to_owned(), false));
    places.push(("Schémas JSON des données".to_owned(), SCHEMAS.to_owned(), true));
    let groups = places.into_iter().map(|(title, folder, folded)| {
        let mut found: Vec<FileView> = files
            .iter()
            .filter(|file| is_offered(&file.address) && file.address.starts_with(&folder))
            .filter(|file| folded || !file.address.starts_with(SCHEMAS))
            .filter(|file| {
                folder != "diffs/" || last.as_ref().is_some_and(|last| file.address.contains(last))
            })
            .filter_map(|file| {
                Some(FileView {
                    name: name(site, file.address.strip_prefix(&folder)?, &folder),
                    what: Html::prose(&purpose(&file.address)),
                    href: file.address.clone(),
                    size: weight(file.weight),
                    sum: file.sum.clone(),
                })
            })
            .collect();
        found.sort_by(|left, right| {
            let other = |file: &FileView| !file.href.ends_with(".xlsx");
            other(left).cmp(&other(right)).then_with(|| crate::model::natural_order(&left.name, &right.name))
        });
        GroupView { title: Html::prose(&title), folded, files: found }
    });
    groups.filter(|group| !group.files.is_empty()).collect()
}

/// Where the schemas are.
const SCHEMAS: &str = "data/v1/schemas/";

/// What readers call a file of a folder: a comparison by its lane, any other by its name.
fn name(site: &Site<'_>, path: &str, folder: &str) -> String {
    let comparison = path.split_once('/').filter(|_| folder == "diffs/");
    let Some((place, file)) = comparison else { return path.to_owned() };
    let kind = match file.rsplit('.').next().unwrap_or_default() {
        "md" => "Markdown".to_owned(),
        kind => kind.to_ascii_uppercase(),
    };
    match site.corpus().lanes.iter().find(|lane| urls::anchor(&lane.code) == place) {
        Some(lane) => format!("Couloir {}, {kind}", lane.code),
        None => format!("Tous les couloirs, {kind}"),
    }
}

/// What a file is and for whom.
fn purpose(address: &str) -> Cow<'static, str> {
    let described = address.strip_prefix(SCHEMAS).and_then(|name| schema(name.strip_suffix(".schema.json")?));
    match described {
        Some(schema) => format!("{}. {}", schema.title(), schema.description()).into(),
        None => kind_of(address).into(),
    }
}

fn kind_of(address: &str) -> &'static str {
    let kind = address.rsplit('.').next().unwrap_or_default();
    let name = address.rsplit('/').next().unwrap_or_default();
    match (address.split('/').next().unwrap_or_default(), name, kind) {
        ("couloirs", "exigences.xlsx", _) => {
            "Exigences, scénarios et preuves dans un classeur : pour lire, trier et annoter."
        }
        ("couloirs", "couverture.csv", _) => {
            "Scénarios et preuves qui couvrent chaque exigence : pour les relecteurs."
        }
        ("couloirs", _, "csv") => "Liste de conformité dans un tableur : pour les éditeurs qui répondent.",
        ("couloirs", _, "json") => "Liste de conformité : pour les outils des éditeurs.",
        ("couloirs", ..) => "Document du couloir.",
        ("diffs", _, "xlsx") => {
            "Ce qui change, mots marqués, dans un classeur : pour les équipes des éditeurs."
        }
        ("diffs", _, "csv") => "Une ligne par champ modifié : pour trier dans un tableur.",
        ("diffs", _, "md") => "Ce qui change, en prose : pour un compte rendu ou un courriel.",
        ("diffs", ..) => "Ce qui change, champ par champ : pour un programme.",
        ("flux", ..) => "Ce que chaque itération change : pour être averti par un lecteur de fils Atom.",
        (_, "corpus.json", _) => "Toutes les exigences de l’état publié : pour un programme.",
        (_, "panorama.json", _) => {
            "Les nombres du panorama, par couloir et par itération : pour un tableau de bord."
        }
        (_, "index.json", _) => "La liste des fichiers de données : point de départ d’un programme.",
        _ => "Forme exacte d’un fichier de données : pour les développeurs.",
    }
}

/// A weight as people write it: `12 ko`, `1,4 Mo`.
fn weight(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes}\u{a0}octets"),
        1_000..1_000_000 => format!("{}\u{a0}ko", bytes.div_ceil(1_000)),
        _ => format!("{},{}\u{a0}Mo", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
