//! `remc serve`.

use std::path::PathBuf;

use super::args::{Cli, ServeArgs};
use super::output::{Output, counted};
use super::project::locate;
use super::{Failure, Outcome};
use crate::diagnostic::{Diagnostic, Severity};
use crate::io::{ProjectPaths, exists, is_folder, open_in_browser};
use crate::serve::{self, Event, Options, Stopped};

/// Files named when they change; the others are counted.
const NAMED: usize = 3;

/// Serves the preview until the process is stopped.
pub(crate) fn run(cli: &Cli, args: &ServeArgs, output: &Output) -> Outcome {
    let root = locate(cli, args.folder.as_deref())?;
    if !exists(&root.join(ProjectPaths::MANIFEST)) {
        return Err(Failure::usage(format!("« {} » n’est pas un projet", root.display()))
            .help("en créer un : remc init DOSSIER"));
    }
    if let Some(folder) = args.templates.as_deref().filter(|folder| !is_folder(folder)) {
        return Err(Failure::usage(format!("« {} » : dossier introuvable", folder.display())));
    }
    let options = Options { root, port: args.port, templates: args.templates.clone() };
    let stopped = serve::run(&options, &mut |event| told(event, args.open, output));
    Err(match stopped {
        Stopped::PortTaken(free) => {
            let failure = Failure::usage(format!("le port {} est déjà pris", args.port))
                .help("un autre aperçu tourne peut-être encore dans une autre fenêtre");
            match free {
                Some(free) => failure.help(format!("le port {free} est libre : remc serve --port {free}")),
                None => failure.help("laisser remc choisir : remc serve --port 0"),
            }
        }
        Stopped::PortRefused(error) => {
            Failure::usage(format!("port {} refusé par le système : {error}", args.port))
                .help("choisir un port au-dessus de 1023, ou laisser remc choisir : remc serve --port 0")
        }
        Stopped::Theme(error) => Failure::usage(error.message).help(error.help),
        Stopped::Closed => {
            Failure::usage("l’aperçu s’est arrêté : le système ne lui donne plus de connexions")
                .help("relancer remc serve")
        }
    })
}

fn told(event: Event<'_>, open: bool, output: &Output) {
    match event {
        Event::Ready(address) => {
            output.result(&format!("{address}\n"));
            output.note("aperçu à cette adresse, sur cette machine seulement ; Ctrl-C l’arrête");
            if open && let Err(error) = open_in_browser(address) {
                output
                    .note(&format!("navigateur impossible à ouvrir ({error}) : ouvrir l’adresse à la main"));
            }
        }
        Event::Sound(changed, took) => {
            let milliseconds = took.as_millis();
            let named: Vec<String> = changed
                .iter()
                .take(NAMED)
                .map(|path: &PathBuf| path.to_string_lossy().replace('\\', "/"))
                .collect();
            let more = match changed.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" et {}", counted(more, "autre", "autres")),
            };
            let what =
                if named.is_empty() { String::new() } else { format!("{}{more} : ", named.join(", ")) };
            output.note(&format!("{what}site à jour en {milliseconds} ms"));
        }
        Event::Broken(diagnostics, sources, shown) => {
            let errors: Vec<Diagnostic> =
                diagnostics.iter().filter(|one| one.severity == Severity::Error).cloned().collect();
            output.findings(&errors, sources);
            let count = counted(errors.len(), "erreur", "erreurs");
            let meanwhile = if shown {
                "le dernier site sans erreur reste affiché jusqu’à la correction"
            } else {
                "le site paraîtra dès la correction"
            };
            output.note(&format!("{count} : {meanwhile}"));
        }
        Event::Trouble(message) => output.note(&format!("attention : {message}")),
    }
}
