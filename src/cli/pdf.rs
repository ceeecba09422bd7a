//! A document written as PDF, or as the source a PDF is made from.

use std::path::Path;

use super::Failure;
use super::output::Output;
use crate::diagnostic::sanitise;
use crate::io::{PdfError, exists, print_pdf, write_atomic};
use crate::render::MARKER;
use crate::render::paper::{Document, to_html, to_typst};

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paper {
    /// A PDF.
    Pdf,
    /// Its Typst source.
    Typst,
}

/// Writes a document.
pub(super) fn write(document: &Document, paper: Paper, out: &Path, output: &Output) -> Result<(), Failure> {
    let source = to_typst(document);
    let shown = out.display();
    let (bytes, by) = match paper {
        Paper::Typst => (source.into_bytes(), String::new()),
        Paper::Pdf => {
            let (bytes, engine) = print_pdf(&source, &to_html(document)).map_err(|error| refused(&error))?;
            (bytes, format!(", par {}", engine.name()))
        }
    };
    write_atomic(out, &bytes).map_err(|error| Failure::usage(format!("« {shown} » : {error}")))?;
    output.note(&format!("« {shown} » écrit ({} Kio{by})", bytes.len().div_ceil(1024)));
    Ok(())
}

fn refused(error: &PdfError) -> Failure {
    let failure = match error.failed.as_slice() {
        [] => Failure::usage("aucun moteur PDF sur ce poste : ni Typst ni Chromium"),
        failed => {
            let told: Vec<String> = failed
                .iter()
                .map(|(engine, said)| format!("{} : {}", engine.name(), sanitise(said)))
                .collect();
            Failure::usage(format!("le PDF n’a pas pu être produit\n  {}", told.join("\n  ")))
        }
    };
    failure
        .help("installer Typst (programme « typst », ou « pip install typst »), sinon Chromium")
        .help("le même document en source Typst : remplacer « pdf » par « typ » dans --format")
}

/// What is private is never written inside a site.
pub(super) fn outside_a_site(out: &Path) -> Result<(), Failure> {
    let whole = std::env::current_dir().map(|here| here.join(out)).unwrap_or_else(|_| out.to_owned());
    match whole.ancestors().skip(1).find(|folder| exists(&folder.join(MARKER))) {
        None => Ok(()),
        Some(site) => Err(Failure::usage(format!("« {} » est dans un site publié", out.display()))
            .help(format!("le rapport est privé : l’écrire hors de « {} »", site.display()))),
    }
}
