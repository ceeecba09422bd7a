//! `remc build`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::args::{BuildArgs, Cli};
use super::exit::ExitStatus;
use super::output::{Output, summary};
use super::project::Project;
use super::{Failure, Outcome};
use crate::diagnostic::{Code, Counts, Diagnostic};
use crate::io::{Disk, ProjectPaths, Shelf, Staging, exists, git_commit, is_folder, read_file, write_atomic};
use crate::publication::{self, VendorNames};
use crate::render::{Addresses, RenderError, SiteOptions, Theme, is_of_a_site, write_site};
use crate::serve::theme_of;
use crate::settings::Settings;

/// Addresses shown when some vanished; the others are only counted.
const SHOWN: usize = 20;

/// Writes the site, all of it or nothing.
pub(crate) fn run(cli: &Cli, args: &BuildArgs, output: &Output) -> Outcome {
    let project = Project::open(cli, args.folder.as_deref())?;
    project.require_sound(output)?;
    let settings = project.settings(output)?;
    let compilation = &project.compilation;
    if args.public {
        open_gate(&project, settings, output)?;
    }
    let Some(context) = compilation.site(args.public) else {
        return Err(Failure::input("réglages du projet inutilisables"));
    };
    let options = SiteOptions {
        base_url: args.base_url.clone(),
        theme: theme(args.templates.as_deref())?,
        publication: args.public,
        source_commit: source_commit(args, &project)?,
    };
    check_base_url(args.base_url.as_deref())?;
    let staging = Staging::beside(&args.out, &is_of_a_site).map_err(|error| unwritable(&error))?;
    let watched = Watched::new(&staging, settings)?;
    let written = write_site(&context, &options, &watched).map_err(|error| unwritten(&error))?;
    watched.no_vendor_name()?;
    if let Some(first) = written.problems.first() {
        return Err(Failure::usage(format!(
            "{} liens du site ne mènent nulle part, dont « {} » : {}",
            written.problems.len(),
            first.page,
            first.message
        ))
        .help("c’est un défaut de remc ou d’un gabarit, pas du projet"));
    }
    let lock = project.root.join(ProjectPaths::URLS);
    if args.public {
        nothing_vanished(&lock, &written.addresses, &project, output)?;
    }
    staging.replace().map_err(|error| unwritable(&error))?;
    if args.public {
        write_atomic(&lock, written.addresses.to_text().as_bytes())
            .map_err(|error| Failure::usage(format!("« {} » : {error}", lock.display())))?;
    }
    output.note(&format!(
        "{} pages, {} fichiers, {} Kio : ouvrir {}",
        written.pages,
        written.files,
        written.weight >> 10,
        args.out.join("index.html").display()
    ));
    Ok(ExitStatus::Done)
}

/// The files of `--templates`.
fn theme(folder: Option<&Path>) -> Result<Theme, Failure> {
    let Some(folder) = folder else { return Ok(Theme::default()) };
    let failed =
        |error: &dyn std::fmt::Display| Failure::usage(format!("« {} » : {error}", folder.display()));
    if !is_folder(folder) {
        return Err(failed(&"dossier introuvable"));
    }
    theme_of(&Disk::new(folder)).map_err(|error| failed(&error).help(error.help))
}

/// The commit the sources are at: the one given, else the one of the repository when it holds the project as it is. What
/// a build writes does not count: the site, and the list of its addresses.
fn source_commit(args: &BuildArgs, project: &Project) -> Result<Option<String>, Failure> {
    match &args.source_commit {
        None => Ok(git_commit(&project.root, &[&project.root.join(ProjectPaths::URLS), &args.out])),
        Some(commit)
            if (7..=64).contains(&commit.len()) && commit.bytes().all(|one| one.is_ascii_hexdigit()) =>
        {
            Ok(Some(commit.to_ascii_lowercase()))
        }
        Some(commit) => Err(Failure::usage(format!("« {commit} » n’est pas un commit")).help(
            "écrire de 7 à 64 chiffres hexadécimaux, par exemple : --source-commit $(git rev-parse HEAD)",
        )),
    }
}

/// A site that could not be written, and what to do when a template is why.
fn unwritten(error: &RenderError) -> Failure {
    let failure = Failure::usage(error.to_string());
    match error {
        RenderError::Template { .. } => failure.help(
            "corriger ce fichier dans le dossier de « --templates », ou l’en retirer pour reprendre le gabarit de remc",
        ),
        RenderError::File { .. } => failure,
    }
}

/// An address that would make broken links is better refused than published.
fn check_base_url(url: Option<&str>) -> Result<(), Failure> {
    match url {
        Some(url) if !is_address(url) => {
            Err(Failure::usage(format!("« {url} » n’est pas une adresse de site"))
                .help("écrire par exemple : --base-url https://exemple.fr/segur/"))
        }
        _ => Ok(()),
    }
}

/// Whether addresses can follow it: a query or a fragment would swallow them.
fn is_address(url: &str) -> bool {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let plain = |one: char| !one.is_whitespace() && !one.is_control() && !"?#\"'<>\\".contains(one);
    host.is_some_and(|host| !host.is_empty() && !host.starts_with('/') && host.chars().all(plain))
}

/// What was published is published again: `urls.lock` remembers it.
fn nothing_vanished(
    lock: &Path,
    addresses: &Addresses,
    project: &Project,
    output: &Output,
) -> Result<(), Failure> {
    if !exists(lock) {
        return Ok(());
    }
    let bytes =
        read_file(lock).map_err(|error| Failure::usage(format!("« {} » : {error}", lock.display())))?;
    let gone = Addresses::parse(&String::from_utf8_lossy(&bytes)).vanished(addresses);
    if gone.is_empty() {
        return Ok(());
    }
    let findings: Vec<Diagnostic> = gone
        .iter()
        .take(SHOWN)
        .map(|address| {
            Diagnostic::global(Code::AddressVanished, format!("adresse publiée disparue : {address}"))
        })
        .collect();
    output.findings(&findings, &project.compilation.sources);
    Err(Failure::input(format!("publication refusée : {} du site disparaîtrai{}", count(gone.len()), if gone.len() > 1 { "ent" } else { "t" }))
        .help("rendre l’exigence obsolète au lieu de l’effacer, ou écrire « anciennement » si elle change d’identifiant")
        .help(format!("« {} » tient la liste ; « remc explain REM804 » en dit plus", ProjectPaths::URLS)))
}

fn count(gone: usize) -> String {
    if gone == 1 { "1 adresse".to_owned() } else { format!("{gone} adresses") }
}

/// `--public` publishes the last frozen iteration, and only when nothing stands against it.
fn open_gate(project: &Project, settings: &Settings, output: &Output) -> Result<(), Failure> {
    let compilation = &project.compilation;
    let frozen = compilation.baselines.last().and_then(|last| {
        settings.manifest.iterations.iter().find(|iteration| iteration.name == last.iteration)
    });
    let Some(iteration) = frozen else {
        return Err(Failure::input("rien n’est figé : il n’y a rien à publier")
            .help("figer d’abord : remc freeze ITn"));
    };
    let mut refusals: Vec<Diagnostic> = publication::gate(compilation, settings, iteration);
    if settings.manifest.publication.contact.is_none() {
        refusals.push(
            Diagnostic::global(crate::diagnostic::Code::GateRefused, "contact de publication absent")
                .help("ajouter « publication: { contact: … } » dans « remc.yaml » : la déclaration d’accessibilité l’exige"),
        );
    }
    if refusals.is_empty() {
        return Ok(());
    }
    output.findings(&refusals, &compilation.sources);
    Err(Failure::input(format!("publication refusée : {}", summary(Counts::of(&refusals)))))
}

/// Names of vendors that are sought in whatever is published.
fn names(settings: &Settings) -> Result<VendorNames, Failure> {
    VendorNames::of(settings).map_err(|error| Failure::usage(format!("noms d’éditeurs illisibles : {error}")))
}

/// Stops when a file would hold a vendor's name.
pub(super) fn no_vendor_name(path: &Path, bytes: &[u8], settings: &Settings) -> Result<(), Failure> {
    match names(settings)?.find(bytes) {
        None => Ok(()),
        Some(code) => Err(leak(code, path)),
    }
}

fn leak(code: &str, path: &Path) -> Failure {
    Failure::input(format!("le nom de l’éditeur {code} paraîtrait dans « {} »", path.display()))
        .help("rien n’a été écrit : retirer le nom du texte publié")
}

fn unwritable(error: &io::Error) -> Failure {
    let failure = Failure::usage(format!("site impossible à écrire : {error}"));
    match error.kind() {
        io::ErrorKind::AlreadyExists => {
            failure.help("donner avec « --out » un dossier vide, nouveau, ou un site que remc a écrit")
        }
        _ => failure,
    }
}

/// A shelf on which no vendor's name goes unnoticed.
struct Watched<'w> {
    shelf: &'w Staging,
    names: VendorNames,
    /// The first file, by path, that holds a name, and whose.
    found: Mutex<Option<(PathBuf, String)>>,
}

impl<'w> Watched<'w> {
    fn new(shelf: &'w Staging, settings: &Settings) -> Result<Self, Failure> {
        Ok(Self { shelf, names: names(settings)?, found: Mutex::default() })
    }

    /// Stops when a file holds a vendor's name.
    fn no_vendor_name(self) -> Result<(), Failure> {
        match self.found.into_inner().unwrap_or_else(PoisonError::into_inner) {
            None => Ok(()),
            Some((path, code)) => Err(leak(&code, &path)),
        }
    }
}

impl Shelf for Watched<'_> {
    fn put(&self, path: &Path, bytes: Vec<u8>) -> io::Result<()> {
        if let Some(code) = self.names.find(&bytes) {
            let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
            if found.as_ref().is_none_or(|(first, _)| path < first) {
                *found = Some((path.to_owned(), code.to_owned()));
            }
        }
        self.shelf.put(path, bytes)
    }

    fn get(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.shelf.get(path)
    }

    /// What is written this way is packed from files already seen.
    fn pour(&self, path: &Path, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        self.shelf.pour(path, write)
    }
}
