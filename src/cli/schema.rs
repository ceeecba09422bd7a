//! `remc schema`.

use super::args::SchemaArgs;
use super::diff::emit;
use super::output::Output;
use super::{Failure, Outcome};
use crate::render::schemas::{SCHEMAS, schema};
use crate::source::suggest;

/// Prints the JSON Schema of a format, or the list.
pub(crate) fn run(args: &SchemaArgs, output: &Output) -> Outcome {
    let text = match &args.name {
        None => {
            let line = |one: &crate::render::schemas::Schema| format!("{:<22} {}\n", one.name, one.title());
            SCHEMAS.iter().map(line).collect()
        }
        Some(name) => match schema(name) {
            Some(found) => found.document(),
            None => {
                let failure = Failure::usage(format!("format « {name} » inconnu"));
                return Err(match suggest(name, SCHEMAS.iter().map(|one| one.name)) {
                    Some(near) => failure.help(format!("vouliez-vous dire « {near} » ?")),
                    None => failure.help("« remc schema » liste les formats"),
                });
            }
        },
    };
    emit(&text, args.out.as_deref(), output)
}
