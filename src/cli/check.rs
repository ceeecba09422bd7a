//! `remc check`.

use super::args::{CheckArgs, CheckFormat, Cli};
use super::output::{Output, counted, summary};
use super::project::{Project, status};
use super::{Failure, Outcome};
use crate::diagnostic::{Counts, Diagnostic, Severity, apply_fixes, to_github, to_json, to_sarif};
use crate::history::diff;
use crate::io::write_atomic;
use crate::{DRAFT, state_at};

/// Reports every finding of every file.
pub(crate) fn run(cli: &Cli, args: &CheckArgs, output: &Output) -> Outcome {
    let mut project = Project::open(cli, args.folder.as_deref())?;
    project.settings(output)?;
    if args.fix {
        let applied = fix(&project, output)?;
        output.note(&counted(applied, "correction appliquée", "corrections appliquées"));
        project = Project::open(cli, args.folder.as_deref())?;
    }
    let mut diagnostics = std::mem::take(&mut project.compilation.diagnostics);
    if let Some(base) = &args.base {
        keep_changed(&project, base, &mut diagnostics)?;
    }
    if args.deny.is_some() {
        for diagnostic in diagnostics.iter_mut().filter(|d| d.severity == Severity::Warning) {
            diagnostic.severity = Severity::Error;
        }
    }
    let counts = Counts::of(&diagnostics);
    let sources = &project.compilation.sources;
    match args.format {
        CheckFormat::Human => {
            output.report(&diagnostics, sources);
            let items = project.compilation.corpus.items.len();
            let lanes = project.compilation.corpus.lanes.len();
            let items = counted(items, "exigence", "exigences");
            let lanes = counted(lanes, "couloir", "couloirs");
            output.note(&format!("{items}, {lanes} : {}", summary(counts)));
        }
        CheckFormat::Json => output.json(&to_json(&diagnostics, sources)),
        CheckFormat::Sarif => output.json(&to_sarif(&diagnostics, sources, &project.folder())),
        CheckFormat::Github => output.raw(to_github(&diagnostics, sources, &project.folder()).as_bytes()),
    }
    status(counts)
}

/// Keeps findings about items that changed since an iteration, and those about no item.
fn keep_changed(project: &Project, base: &str, diagnostics: &mut Vec<Diagnostic>) -> Result<(), Failure> {
    let compilation = &project.compilation;
    let Some((from, before)) = state_at(compilation, base) else {
        return Err(Failure::usage(format!("itération figée « {base} » introuvable")));
    };
    let Some((to, after)) = state_at(compilation, DRAFT) else { return Ok(()) };
    let changes = diff(before, after, from, to);
    let changed: std::collections::BTreeSet<&str> =
        changes.changes.iter().map(|change| change.id.as_str()).collect();
    diagnostics.retain(|d| d.item.as_ref().is_none_or(|item| changed.contains(item.as_str())));
    Ok(())
}

/// Applies every proposed fix, file by file; overlapping ones wait for the next run.
fn fix(project: &Project, output: &Output) -> Result<usize, Failure> {
    let mut applied = 0;
    for (id, file) in project.compilation.sources.iter() {
        let (text, count) = apply_fixes(id, file.text(), &project.compilation.diagnostics);
        if count > 0 {
            let path = project.root.join(file.path());
            write_atomic(&path, text.as_bytes())
                .map_err(|error| Failure::usage(format!("« {} » : {error}", path.display())))?;
            output.detail(&format!("{} : {count} corrections", file.display_path()));
            applied += count;
        }
    }
    Ok(applied)
}
