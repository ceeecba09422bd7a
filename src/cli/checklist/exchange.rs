//! `remc checklist import` and `export`.

use super::args::{ExportArgs, ExportFormat, ImportArgs};
use super::{bytes, definition, load, together};
use crate::cli::args::Cli;
use crate::cli::exit::ExitStatus;
use crate::cli::output::{Output, counted};
use crate::cli::pdf::{self, Paper};
use crate::cli::{Failure, Outcome};
use crate::conformity::{Answers, Definition, MAX_BYTES, apply, is_day, merge, read, table, take_over, view};
use crate::exchange::checklist::{read_cells, to_csv, to_xlsx};
use crate::io::write_atomic;
use crate::render::paper::report;

/// A workbook holds texts many times over.
const MAX_TABLE: u64 = 100 << 20;

/// Writes answers in a form others read.
pub(super) fn export(cli: &Cli, args: &ExportArgs, output: &Output) -> Outcome {
    let answers = load(&args.file)?;
    let shown = args.out.display();
    let paper = match args.format {
        ExportFormat::Pdf => Some(Paper::Pdf),
        ExportFormat::Typ => Some(Paper::Typst),
        ExportFormat::Json | ExportFormat::Csv | ExportFormat::Xlsx => None,
    };
    if let Some(paper) = paper {
        pdf::outside_a_site(&args.out)?;
        let definition = definition(cli, &args.source, Some(&answers.lane), output)?;
        together(&answers, &definition, &args.file)?;
        let document = report(&answers, &definition, &view(&answers, &definition));
        pdf::write(&document, paper, &args.out, output)?;
        return Ok(ExitStatus::Done);
    }
    let bytes = if args.format == ExportFormat::Json {
        answers.to_json().into_bytes()
    } else {
        let definition = definition(cli, &args.source, Some(&answers.lane), output)?;
        together(&answers, &definition, &args.file)?;
        let table = table(&answers, &definition);
        match args.format {
            ExportFormat::Xlsx => {
                to_xlsx(&table, &definition).map_err(|error| Failure::input(error.to_string()))?
            }
            _ => to_csv(&table),
        }
    };
    write_atomic(&args.out, &bytes).map_err(|error| Failure::usage(format!("« {shown} » : {error}")))?;
    output.note(&format!("« {shown} » écrit"));
    Ok(ExitStatus::Done)
}

/// Takes a table, or another file of answers, into answers.
pub(super) fn import(cli: &Cli, args: &ImportArgs, output: &Output) -> Outcome {
    let mut answers = load(&args.into)?;
    let before = answers.to_json();
    let definition = definition(cli, &args.source, Some(&answers.lane), output)?;
    together(&answers, &definition, &args.into)?;
    let date = match &args.date {
        Some(date) if !is_day(date) => {
            return Err(
                Failure::usage(format!("« {date} » n’est pas une date")).help("écrire --date AAAA-MM-JJ")
            );
        }
        Some(date) => date.clone(),
        None => String::new(),
    };
    let json = args.file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let told = if json {
        from_answers(&mut answers, &definition, args)?
    } else {
        from_table(&mut answers, &definition, args, &date, output)?
    };
    let after = answers.to_json();
    if after == before {
        output.result(&format!("{told}\naucun changement\n"));
        return Ok(ExitStatus::Done);
    }
    if args.dry_run {
        output.result(&format!("{told}\nrien n’est écrit (--dry-run)\n"));
        return Ok(ExitStatus::Done);
    }
    write_atomic(&args.into, after.as_bytes())
        .map_err(|error| Failure::usage(format!("« {} » : {error}", args.into.display())))?;
    output.result(&format!("{told}\n"));
    Ok(ExitStatus::Done)
}

fn from_table(
    answers: &mut Answers,
    definition: &Definition,
    args: &ImportArgs,
    date: &str,
    output: &Output,
) -> Result<String, Failure> {
    let shown = args.file.display();
    let unchanged = "le fichier de réponses n’a pas été modifié";
    let bytes = bytes(&args.file, MAX_TABLE)?;
    let cells = read_cells(&bytes)
        .map_err(|error| Failure::input(format!("« {shown} » : {error}")).help(unchanged))?;
    let applied = apply(answers, definition, &cells, date).map_err(|problems| {
        let more = problems.len().saturating_sub(20);
        let mut lines: Vec<String> = problems.into_iter().take(20).collect();
        if more > 0 {
            lines.push(format!("et {more} de plus"));
        }
        Failure::input(format!("« {shown} » refusé\n  {}", lines.join("\n  "))).help(unchanged)
    })?;
    for note in &applied.notes {
        output.note(note);
    }
    Ok(format!(
        "{} : {}, {}",
        counted(applied.rows, "ligne lue", "lignes lues"),
        counted(applied.answers, "réponse changée", "réponses changées"),
        counted(applied.files, "fichier changé", "fichiers changés")
    ))
}

/// The same lane: a merge without disagreement. Another lane: answers to the same items, to confirm.
fn from_answers(
    answers: &mut Answers,
    definition: &Definition,
    args: &ImportArgs,
) -> Result<String, Failure> {
    let shown = args.file.display();
    let other = {
        let bytes = bytes(&args.file, MAX_BYTES)?;
        read(&bytes).map_err(|error| Failure::input(format!("« {shown} » : {error}")))?
    };
    if other.catalogue != answers.catalogue {
        return Err(Failure::input(format!("« {shown} » porte sur le catalogue « {} »", other.catalogue)));
    }
    if other.lane != answers.lane {
        let taken = take_over(answers, definition, &other);
        return Ok(format!(
            "{} du couloir {}, à confirmer",
            counted(taken, "réponse reprise", "réponses reprises"),
            other.lane
        ));
    }
    let merged =
        merge(answers, &other, |_| None).map_err(|error| Failure::input(format!("« {shown} » : {error}")))?;
    if !merged.conflicts.is_empty() {
        let count = counted(merged.conflicts.len(), "conflit", "conflits");
        return Err(Failure::input(format!(
            "« {shown} » : {count} avec « {} », rien n’est écrit",
            args.into.display()
        ))
        .help("les voir et les trancher : remc checklist merge GAUCHE DROITE --out FICHIER"));
    }
    let added = merged.answers.answers.len().saturating_sub(answers.answers.len());
    *answers = merged.answers;
    Ok(counted(added, "réponse ajoutée", "réponses ajoutées"))
}
