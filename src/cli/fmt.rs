//! `remc fmt`.

use super::args::{Cli, FmtArgs};
use super::exit::ExitStatus;
use super::output::Output;
use super::project::Project;
use super::{Failure, Outcome};
use crate::io::write_atomic;
use crate::syntax;

/// Puts every `.rem` file in canonical form; files with mistakes of form are left as they are and reported.
pub(crate) fn run(cli: &Cli, args: &FmtArgs, output: &Output) -> Outcome {
    let project = Project::open(cli, args.folder.as_deref())?;
    project.settings(output)?;
    let compilation = &project.compilation;
    let mut changed = 0;
    let mut broken = 0;
    for tree in &compilation.trees {
        let Some(file) = compilation.sources.get(tree.file) else { continue };
        let Some(text) = syntax::printer::format(file, tree) else {
            broken += 1;
            continue;
        };
        let path = project.root.join(file.path());
        let on_disk = crate::io::read_file(&path)
            .map_err(|error| Failure::usage(format!("« {} » : {error}", path.display())))?;
        if on_disk == text.as_bytes() {
            continue;
        }
        changed += 1;
        if args.check {
            output.result(&format!("{}\n", file.display_path()));
        } else {
            write_atomic(&path, text.as_bytes())
                .map_err(|error| Failure::usage(format!("« {} » : {error}", path.display())))?;
            output.detail(&format!("{} mis en forme", file.display_path()));
        }
    }
    if broken > 0 {
        let broken_files: Vec<_> =
            compilation.trees.iter().filter(|tree| tree.broken).map(|tree| tree.file).collect();
        let problems: Vec<_> = compilation
            .diagnostics
            .iter()
            .filter(|d| d.code.as_str().starts_with("REM1"))
            .filter(|d| d.primary.as_ref().is_some_and(|label| broken_files.contains(&label.span.file)))
            .cloned()
            .collect();
        output.findings(&problems, &compilation.sources);
    }
    let verb = if args.check { "à mettre en forme" } else { "mis en forme" };
    output.note(&format!("{changed} fichiers {verb}, {broken} laissés tels quels à cause de leurs erreurs"));
    let fine = broken == 0 && !(args.check && changed > 0);
    Ok(if fine { ExitStatus::Done } else { ExitStatus::InputErrors })
}
