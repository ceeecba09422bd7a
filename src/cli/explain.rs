//! `remc explain`.

use serde_json::json;

use super::args::{ExplainArgs, TextFormat};
use super::exit::ExitStatus;
use super::output::Output;
use super::{Failure, Outcome};
use crate::diagnostic::Code;
use crate::source::suggest;

/// Prints the page of a code, or the list.
pub(crate) fn run(args: &ExplainArgs, output: &Output) -> Outcome {
    let Some(name) = &args.code else {
        list(args.format, output);
        return Ok(ExitStatus::Done);
    };
    let Some(code) = Code::parse(name) else {
        let failure = Failure::usage(format!("code « {name} » inconnu"));
        let candidate = suggest(&name.to_uppercase(), Code::ALL.iter().map(|code| code.as_str()));
        return Err(match candidate {
            Some(near) => failure.help(format!("vouliez-vous dire « {near} » ?")),
            None => failure.help("« remc explain » liste les codes"),
        });
    };
    match args.format {
        TextFormat::Human => output.result(code.page()),
        TextFormat::Json => {
            let mut page = entry(code);
            if let Some(object) = page.as_object_mut() {
                object.insert("schema".into(), "remc/code@1".into());
                object.insert("page".into(), code.page().into());
            }
            output.json(&page);
        }
    }
    Ok(ExitStatus::Done)
}

fn list(format: TextFormat, output: &Output) {
    match format {
        TextFormat::Human => {
            let lines: Vec<String> = Code::ALL
                .iter()
                .map(|code| {
                    format!("{}  {:<14} {}", code.as_str(), code.default_severity().as_str(), code.title())
                })
                .collect();
            output.result(&(lines.join("\n") + "\n"));
        }
        TextFormat::Json => {
            let codes: Vec<_> = Code::ALL.iter().map(|code| entry(*code)).collect();
            output.json(&json!({ "schema": "remc/codes@1", "codes": codes }));
        }
    }
}

fn entry(code: Code) -> serde_json::Value {
    json!({
        "code": code.as_str(),
        "severity": code.default_severity().as_str(),
        "title": code.title(),
    })
}
