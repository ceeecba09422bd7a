//! `remc init`.

use super::args::InitArgs;
use super::exit::ExitStatus;
use super::output::Output;
use super::{Failure, Outcome};
use crate::io::{Disk, FileSystem as _, exists, write_atomic};

/// The files of a new project; they check clean.
const FILES: &[(&str, &str)] = &[
    ("remc.yaml", include_str!("../../templates/init/remc.yaml")),
    ("references.yaml", include_str!("../../templates/init/references.yaml")),
    ("socles/MSS.rem", include_str!("../../templates/init/socles/MSS.rem")),
    ("rem/RIS.rem", include_str!("../../templates/init/rem/RIS.rem")),
    ("dsr/RIS.md", include_str!("../../templates/init/dsr/RIS.md")),
];

/// Writes a small working project into a new or empty folder.
pub(crate) fn run(args: &InitArgs, output: &Output) -> Outcome {
    let folder = &args.folder;
    let occupied = exists(folder)
        && !Disk::new(folder)
            .list(std::path::Path::new(""))
            .map_err(|error| Failure::usage(format!("« {} » : {error}", folder.display())))?
            .is_empty();
    if occupied {
        return Err(Failure::usage(format!("« {} » n’est pas vide", folder.display()))
            .help("donner un dossier qui n’existe pas encore : rien n’est jamais écrasé"));
    }
    for (name, text) in FILES {
        let path = folder.join(name);
        write_atomic(&path, text.as_bytes())
            .map_err(|error| Failure::usage(format!("« {} » : {error}", path.display())))?;
    }
    output.note(&format!("projet écrit dans {}", folder.display()));
    output.note(&format!("pour la suite : remc check {0}, puis remc build {0}", folder.display()));
    Ok(ExitStatus::Done)
}
