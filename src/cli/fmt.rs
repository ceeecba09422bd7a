//! `remc fmt`.

use super::args::{Cli, FmtArgs};
use super::exit::ExitStatus;
use super::output::{Output, counted};
use super::project::Project;
use super::{Failure, Outcome};
use crate::Compilation;
use crate::diagnostic::{Code, Diagnostic};
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
    let unread: Vec<_> = compilation
        .diagnostics
        .iter()
        .filter(|d| matches!(d.code, Code::FileUnreadable | Code::FileNotUtf8 | Code::FileTooLarge))
        .cloned()
        .collect();
    broken += unread.len();
    output.findings(&unread, &compilation.sources);
    output.findings(&form_mistakes(compilation), &compilation.sources);
    let changed_files = counted(changed, "fichier", "fichiers");
    let verb = if args.check { "à mettre en forme" } else { "mis en forme" };
    let left = counted(broken, "laissé tel quel", "laissés tels quels");
    output.note(&format!("{changed_files} {verb}, {left} à cause d’erreurs"));
    let fine = broken == 0 && !(args.check && changed > 0);
    Ok(if fine { ExitStatus::Done } else { ExitStatus::InputErrors })
}

/// What keeps broken files from being laid out.
fn form_mistakes(compilation: &Compilation) -> Vec<Diagnostic> {
    let broken: Vec<_> = compilation.trees.iter().filter(|tree| tree.broken).map(|tree| tree.file).collect();
    compilation
        .diagnostics
        .iter()
        .filter(|d| d.code.as_str().starts_with("REM1"))
        .filter(|d| d.primary.as_ref().is_some_and(|label| broken.contains(&label.span.file)))
        .cloned()
        .collect()
}
