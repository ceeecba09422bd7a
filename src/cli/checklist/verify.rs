//! `remc checklist verify`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::args::VerifyArgs;
use super::load;
use crate::cli::args::TextFormat;
use crate::cli::exit::ExitStatus;
use crate::cli::output::{Output, counted};
use crate::cli::{Failure, Outcome};
use crate::conformity::{Deposit, Found, Gap, deposit};
use crate::diagnostic::sanitise;
use crate::io::{inventory, sha256_of};

/// Recomputes the digest of every file of the folder; 1 when a proof is missing, is another file, or has no digest to
/// compare with.
pub(super) fn run(args: &VerifyArgs, output: &Output) -> Outcome {
    let answers = load(&args.file)?;
    let shown = args.preuves.display();
    let unreadable =
        |error: std::io::Error| Failure::usage(format!("dossier « {shown} » illisible : {error}"));
    let inventory = inventory(&args.preuves).map_err(unreadable)?;
    let hashed: Vec<Result<(String, Found), Failure>> =
        inventory.files.par_iter().map(|path| hash(&args.preuves, path)).collect();
    let files: BTreeMap<String, Found> = hashed.into_iter().collect::<Result<_, Failure>>()?;
    let ignored: Vec<String> = inventory.others.iter().map(|path| name(path)).collect();
    let report = deposit(&answers, &files, &ignored);
    match args.format {
        TextFormat::Json => output.raw(report.to_json().as_bytes()),
        TextFormat::Human => output.result(&human(&report)),
    }
    Ok(if report.is_sound() { ExitStatus::Done } else { ExitStatus::InputErrors })
}

fn name(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn hash(folder: &Path, path: &PathBuf) -> Result<(String, Found), Failure> {
    let (size, sha256) = sha256_of(&folder.join(path))
        .map_err(|error| Failure::usage(format!("« {} » illisible : {error}", path.display())))?;
    Ok((name(path), Found { size, sha256 }))
}

fn human(report: &Deposit) -> String {
    let mut out = format!("{}\n", counted(report.sound, "preuve conforme", "preuves conformes"));
    let mut gaps = |title: &str, gaps: &[Gap]| {
        if !gaps.is_empty() {
            out.push_str(&format!("\n{title} ({})\n", gaps.len()));
        }
        for gap in gaps {
            out.push_str(&sanitise(&format!("  {} « {} » : {}\n", gap.key, gap.file, gap.text)));
        }
    };
    gaps("Manquants", &report.missing);
    gaps("Modifiés", &report.changed);
    gaps("Sans empreinte", &report.unprinted);
    for (title, names) in [("En trop", &report.extra), ("Ignorés (liens)", &report.ignored)] {
        if !names.is_empty() {
            out.push_str(&format!("\n{title} ({})\n", names.len()));
        }
        for name in names {
            out.push_str(&sanitise(&format!("  {name}\n")));
        }
    }
    out
}
