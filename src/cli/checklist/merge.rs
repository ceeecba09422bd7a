//! `remc checklist merge`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::args::{MergeArgs, Prefer};
use super::{bytes, load};
use crate::cli::args::TextFormat;
use crate::cli::exit::ExitStatus;
use crate::cli::output::{Output, counted};
use crate::cli::{Failure, Outcome};
use crate::conformity::{Conflict, Hand, MAX_BYTES, Merged, Standing, State, choices, merge};
use crate::diagnostic::sanitise;
use crate::io::write_atomic;

/// Merges two files; with disagreements nobody settled, writes nothing and exits with 1.
pub(super) fn run(args: &MergeArgs, output: &Output) -> Outcome {
    let (left, right) = (load(&args.left)?, load(&args.right)?);
    let chosen: BTreeMap<String, Hand> = match &args.resolutions {
        None => BTreeMap::new(),
        Some(path) => choices(&bytes(path, MAX_BYTES)?)
            .map_err(|error| Failure::input(format!("« {} » : {error}", path.display())))?,
    };
    let prefer = args.prefer.map(|prefer| match prefer {
        Prefer::Left => Hand::Left,
        Prefer::Right => Hand::Right,
    });
    let merged = merge(&left, &right, |id| chosen.get(id).copied().or(prefer))
        .map_err(|error| Failure::input(error.to_string()))?;
    if let Some(id) = chosen.keys().find(|id| !merged.met(id)) {
        return Err(Failure::input(format!(
            "choix « {id} » : les deux fichiers ne sont pas en désaccord là-dessus"
        )));
    }
    match args.format {
        TextFormat::Json => output.raw(merged.to_json().as_bytes()),
        TextFormat::Human => output.result(&human(&merged)),
    }
    if !merged.conflicts.is_empty() {
        let count = counted(merged.conflicts.len(), "conflit à trancher", "conflits à trancher");
        return Err(Failure::input(format!("{count}, rien n’est écrit")).help(
            "--prefer left ou right, ou --resolutions FICHIER : {\"choix\": {\"reponses/ID\": \"gauche\"}}",
        ));
    }
    let shown = args.out.display();
    write_atomic(&args.out, merged.answers.to_json().as_bytes())
        .map_err(|error| Failure::usage(format!("« {shown} » : {error}")))?;
    output.note(&format!("« {shown} » : {}", counted(merged.answers.answers.len(), "réponse", "réponses")));
    Ok(ExitStatus::Done)
}

fn human(merged: &Merged) -> String {
    let mut out = format!(
        "{}, {} à gauche seulement, {} à droite seulement, {}\n",
        counted(merged.count(Standing::Same), "entrée identique", "entrées identiques"),
        merged.count(Standing::LeftOnly),
        merged.count(Standing::RightOnly),
        counted(merged.count(Standing::Conflict), "conflit", "conflits"),
    );
    for Conflict { id, left, right } in &merged.conflicts {
        out.push_str(&sanitise(&format!("{id}\n  gauche : {}\n  droite : {}\n", told(left), told(right))));
    }
    if merged.settled > 0 {
        let count = counted(merged.settled, "conflit tranché", "conflits tranchés");
        out.push_str(&format!("{count} ; ce qui n’est pas retenu va aux archives\n"));
    }
    out
}

fn text_of<'v>(value: &'v Value, field: &str) -> &'v str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// One side of a conflict, in a line.
fn told(value: &Value) -> String {
    let state = text_of(value, "etat");
    if !state.is_empty() {
        let label = State::parse(state).map_or_else(|| state.to_owned(), |known| known.label().to_owned());
        let seen = value.pointer("/vu/iteration").and_then(Value::as_str).unwrap_or_default();
        let parts: Vec<&str> = [
            label.as_str(),
            text_of(value, "date"),
            seen,
            text_of(value, "justification"),
            text_of(value, "date_prevue"),
            text_of(value, "note"),
        ]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
        return parts.join(", ");
    }
    if !text_of(value, "fichier").is_empty() {
        return format!("{} (SHA-256 {})", text_of(value, "fichier"), text_of(value, "sha256"));
    }
    value.to_string()
}
