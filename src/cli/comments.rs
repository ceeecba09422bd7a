//! `remc comments`.

use std::path::{Component, Path, PathBuf};

use super::args::{Cli, CommentFormat, CommentsArgs};
use super::exit::ExitStatus;
use super::output::{Output, counted};
use super::project::Project;
use super::{Failure, Outcome};
use crate::feedback::Letter;
use crate::history::FollowUp;
use crate::io::{canonical, exists, windows_safe, write_atomic};
use crate::model::CommentRound;
use crate::render::MARKER;
use crate::render::comments::CommentReport;
use crate::settings::{CommentBook, Settings};
use crate::source::suggest;

/// Reports what became of the comments, for anyone or for one vendor.
pub(crate) fn run(cli: &Cli, args: &CommentsArgs, output: &Output) -> Outcome {
    let project = Project::open(cli, None)?;
    let settings = project.settings(output)?;
    project.require_intact(|_| true, output)?;
    if let Some(name) = &args.iteration
        && !settings.books.iter().any(|book| book.iteration == *name)
    {
        let known: Vec<&str> = settings.books.iter().map(|book| book.iteration.as_str()).collect();
        return Err(Failure::usage(format!("aucun retour sur « {name} »"))
            .help(format!("itérations commentées : {}", known.join(", "))));
    }
    if args.vendor.is_some() || args.all_vendors {
        return letters(&project, settings, args, output);
    }
    let compilation = &project.compilation;
    let wanted = |round: &&CommentRound| args.iteration.as_ref().is_none_or(|name| round.iteration == *name);
    let rounds: Vec<&CommentRound> = compilation.corpus.comments.iter().filter(wanted).collect();
    let comments = rounds.iter().flat_map(|round| &round.comments);
    let followed = FollowUp::new(&compilation.states(), comments);
    let report = CommentReport::new(&rounds, &compilation.corpus.lanes, &followed);
    let text = match args.format.unwrap_or(CommentFormat::Human) {
        CommentFormat::Human => report.to_text(args.iteration.is_some()),
        CommentFormat::Json => report.to_json(),
        CommentFormat::Md => report.to_markdown(),
        CommentFormat::Html => report.to_html(),
    };
    match &args.out {
        None => output.result(&text),
        Some(path) => write(path, &text, output)?,
    }
    Ok(ExitStatus::Done)
}

fn write(path: &Path, text: &str, output: &Output) -> Result<(), Failure> {
    write_atomic(path, text.as_bytes())
        .map_err(|error| Failure::usage(format!("« {} » : {error}", path.display())))?;
    output.note(&format!("écrit dans {}", path.display()));
    Ok(())
}

/// One private document for each vendor asked.
fn letters(project: &Project, settings: &Settings, args: &CommentsArgs, output: &Output) -> Outcome {
    let Some(out) = &args.out else {
        return Err(Failure::usage("ce document est privé : donner le fichier où l’écrire")
            .help("--vendor CODE --out FICHIER.html, ou --all-vendors --out DOSSIER"));
    };
    require_private(out)?;
    let books: Vec<&CommentBook> = settings
        .books
        .iter()
        .filter(|book| args.iteration.as_ref().is_none_or(|name| book.iteration == *name))
        .collect();
    // What is not frozen is not told.
    let mut states = project.compilation.states();
    states.pop();
    let comments = books.iter().flat_map(|book| &book.comments).map(|one| &one.comment);
    let followed = FollowUp::new(&states, comments);
    let from = (settings.manifest.programme.as_str(), settings.manifest.publication.url.as_deref());
    let letter = |code| Letter::new(code, from, &books, &followed);
    if let Some(code) = &args.vendor {
        known_vendor(code, settings)?;
        let letter = letter(code);
        if letter.is_empty() {
            return Err(Failure::input(format!("l’éditeur « {code} » n’a envoyé aucun commentaire")));
        }
        let format = format_of(args, out)?;
        write(out, &written(&letter, format), output)?;
        return Ok(ExitStatus::Done);
    }
    let mut codes: Vec<&str> =
        books.iter().flat_map(|book| &book.comments).filter_map(|one| one.vendor.as_deref()).collect();
    codes.sort_unstable();
    codes.dedup();
    let format = args.format.unwrap_or(CommentFormat::Html);
    let extension = extension(format)?;
    for code in &codes {
        let path = out.join(format!("{}.{extension}", windows_safe(code)));
        write_atomic(&path, written(&letter(code), format).as_bytes())
            .map_err(|error| Failure::usage(format!("« {} » : {error}", path.display())))?;
    }
    output.note(&format!(
        "{} dans {} : à remettre chacun à son seul destinataire",
        counted(codes.len(), "document", "documents"),
        out.display()
    ));
    Ok(ExitStatus::Done)
}

fn written(letter: &Letter<'_>, format: CommentFormat) -> String {
    match format {
        CommentFormat::Json => letter.to_json(),
        CommentFormat::Md => letter.to_markdown(),
        CommentFormat::Html | CommentFormat::Human => letter.to_html(),
    }
}

fn extension(format: CommentFormat) -> Result<&'static str, Failure> {
    match format {
        CommentFormat::Html => Ok("html"),
        CommentFormat::Md => Ok("md"),
        CommentFormat::Json => Ok("json"),
        CommentFormat::Human => Err(Failure::usage("ce document s’écrit en html, md ou json")),
    }
}

/// The format asked, else that of the extension.
fn format_of(args: &CommentsArgs, out: &Path) -> Result<CommentFormat, Failure> {
    if let Some(format) = args.format {
        return extension(format).map(|_| format);
    }
    match out.extension().and_then(|extension| extension.to_str()) {
        Some("html" | "htm") => Ok(CommentFormat::Html),
        Some("md") => Ok(CommentFormat::Md),
        Some("json") => Ok(CommentFormat::Json),
        _ => Err(Failure::usage(format!("« {} » : format inconnu", out.display()))
            .help("donner un fichier .html, .md ou .json, ou --format")),
    }
}

fn known_vendor(code: &str, settings: &Settings) -> Result<(), Failure> {
    let declared = settings.vendors.iter().map(|vendor| vendor.code.as_str());
    let heard = settings.books.iter().flat_map(|book| &book.comments).filter_map(|one| one.vendor.as_deref());
    let known: Vec<&str> = declared.chain(heard).collect();
    if known.contains(&code) {
        return Ok(());
    }
    let failure = Failure::usage(format!("code éditeur « {code} » inconnu"));
    Err(match suggest(code, known) {
        Some(near) => failure.help(format!("vouliez-vous dire « {near} » ?")),
        None => failure.help("les codes sont dans « confidentiel/editeurs.yaml »"),
    })
}

/// Refuses a place that is published, or may be: a built site, or a folder named `public`, links followed.
fn require_private(out: &Path) -> Result<(), Failure> {
    let real = real_path(out);
    let is_public = |path: &Path| {
        path.components().any(|part| match part {
            Component::Normal(name) => name.eq_ignore_ascii_case("public"),
            _ => false,
        })
    };
    let site = real.ancestors().find(|folder| exists(&folder.join(MARKER)));
    if site.is_none() && !is_public(&real) && !is_public(out) {
        return Ok(());
    }
    let message = format!("« {} » est dans un dossier publié : rien n’est écrit", out.display());
    Err(Failure::usage(message)
        .help("ce document est destiné à un seul éditeur : l’écrire hors du site et hors de « public »"))
}

/// The path with links resolved, as far as it exists.
fn real_path(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    // A `..` after a folder that does not exist yet is read as written.
    let full = here.join(path).components().fold(PathBuf::new(), |mut whole, part| {
        match part {
            Component::ParentDir if !exists(&whole) => _ = whole.pop(),
            _ => whole.push(part),
        }
        whole
    });
    let mut rest: Vec<PathBuf> = Vec::new();
    for known in full.ancestors() {
        if exists(known) {
            return rest.iter().rev().fold(canonical(known), |whole, part| whole.join(part));
        }
        rest.extend(known.file_name().map(PathBuf::from));
    }
    full
}
