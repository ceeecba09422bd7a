//! A project as it was at a revision of its git repository, read through the installed `git`.

use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::Memory;

/// Files of `project` at `revision` (a tag, a branch or a commit). Needs no remote; touches no working tree.
///
/// # Errors
/// When `git` is absent, the folder is in no repository, or the revision is unknown; the message is in French.
pub fn git_snapshot(project: &Path, revision: &str) -> io::Result<Memory> {
    let tree = format!("{revision}^{{tree}}");
    let hash =
        git(project, &["rev-parse", "--verify", "--quiet", "--end-of-options", &tree]).map_err(|error| {
            match error.kind() {
                io::ErrorKind::NotFound => error,
                _ => io::Error::new(
                    io::ErrorKind::InvalidInput,
                    format!("révision « {revision} » inconnue de git"),
                ),
            }
        })?;
    let hash = String::from_utf8_lossy(&hash).trim().to_owned();
    let prefix = git(project, &["rev-parse", "--show-prefix"])?;
    let prefix = String::from_utf8_lossy(&prefix).trim_end_matches('\n').to_owned();
    let listing = git(project, &["ls-tree", "-r", "-z", "--name-only", &hash])?;
    let names: Vec<String> = listing
        .split(|byte| *byte == 0)
        .filter(|name| !name.is_empty())
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .filter(|name| !name.contains('\n'))
        .collect();
    let requests: Vec<String> = names.iter().map(|name| format!("{hash}:{prefix}{name}")).collect();
    let mut memory = Memory::default();
    for (name, bytes) in names.iter().zip(blobs(project, &requests)?) {
        memory.insert(PathBuf::from(name), bytes);
    }
    Ok(memory)
}

/// The commit a project is at, in full; `None` when it is in no repository or when a file of it differs from that commit.
/// `aside` names files and folders that may differ.
#[must_use]
pub fn git_commit(project: &Path, aside: &[&Path]) -> Option<String> {
    let mut arguments =
        ["status", "--porcelain", "--untracked-files=normal", "--", "."].map(str::to_owned).to_vec();
    let here = std::path::absolute(project).ok()?;
    for path in aside {
        let full = std::path::absolute(path).ok()?;
        arguments.extend(
            full.strip_prefix(&here).ok().map(|path| format!(":(exclude,literal){}", path.display())),
        );
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if !git(project, &arguments).ok()?.is_empty() {
        return None;
    }
    let commit = git(project, &["rev-parse", "--verify", "--quiet", "HEAD"]).ok()?;
    let commit = String::from_utf8(commit).ok()?.trim().to_owned();
    (!commit.is_empty() && commit.bytes().all(|one| one.is_ascii_hexdigit())).then_some(commit)
}

fn command(project: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(project);
    command
}

fn missing_git(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::NotFound => {
            io::Error::new(io::ErrorKind::NotFound, "le programme « git » est introuvable")
        }
        _ => error,
    }
}

fn git(project: &Path, arguments: &[&str]) -> io::Result<Vec<u8>> {
    let output = command(project).args(arguments).stderr(Stdio::null()).output().map_err(missing_git)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(io::Error::other(format!("git n’a pas répondu dans « {} » : est-ce un dépôt ?", project.display())))
}

/// Contents of many objects with one process.
fn blobs(project: &Path, requests: &[String]) -> io::Result<Vec<Vec<u8>>> {
    let mut child = command(project)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(missing_git)?;
    let (Some(mut input), Some(mut output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(io::Error::other("git ne peut pas être lu"));
    };
    let wanted = requests.join("\n") + "\n";
    let writer = std::thread::spawn(move || input.write_all(wanted.as_bytes()));
    let mut answer = Vec::new();
    output.read_to_end(&mut answer)?;
    child.wait()?;
    writer.join().map_err(|_| io::Error::other("git a été interrompu"))??;
    split_blobs(&answer, requests.len())
}

/// Each answer is `<hash> <type> <size>\n<bytes>\n`.
fn split_blobs(mut answer: &[u8], count: usize) -> io::Result<Vec<Vec<u8>>> {
    let odd = || io::Error::other("réponse de git incomprise");
    let mut found = Vec::with_capacity(count);
    for _ in 0..count {
        let end = answer.iter().position(|byte| *byte == b'\n').ok_or_else(odd)?;
        let (head, rest) = answer.split_at(end);
        let head = String::from_utf8_lossy(head);
        let size: usize = head.rsplit(' ').next().and_then(|size| size.parse().ok()).ok_or_else(odd)?;
        let bytes = rest.get(1..=size).ok_or_else(odd)?;
        found.push(bytes.to_vec());
        answer = rest.get(size + 2..).ok_or_else(odd)?;
    }
    Ok(found)
}
