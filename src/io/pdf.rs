//! PDF made by an engine of the machine: `typst`, Python's `typst` package, else a Chromium browser. Nothing is fetched.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// What made a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PdfEngine {
    /// The `typst` program.
    Typst,
    /// The `typst` package of Python.
    Python,
    /// A Chromium browser, from the HTML form.
    Chromium,
}

impl PdfEngine {
    /// As it is called.
    pub fn name(self) -> &'static str {
        match self {
            PdfEngine::Typst => "typst",
            PdfEngine::Python => "typst (Python)",
            PdfEngine::Chromium => "Chromium",
        }
    }
}

/// Why no PDF could be made.
#[derive(Debug, Default)]
pub struct PdfError {
    /// Engines that are there and failed, with what they said.
    pub failed: Vec<(PdfEngine, String)>,
}

/// Sources come by the standard input, the folder of the caller is not searched for modules.
const PYTHON: &str = "import sys\nsys.path = [path for path in sys.path if path]\n\
try:\n    import typst\nexcept ImportError:\n    sys.exit(127)\n\
sys.stdout.buffer.write(typst.compile(sys.stdin.buffer.read(), format='pdf', pdf_standards=['ua-1'], ignore_system_fonts=True))\n";

const TYPST: [&str; 7] =
    ["compile", "--format", "pdf", "--pdf-standard", "ua-1", "--ignore-system-fonts", "-"];

/// Names a Chromium goes by.
const CHROMIUM: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// How long a browser may take: a REM of hundreds of pages takes seconds.
const PATIENCE: Duration = Duration::from_secs(180);

/// Makes a PDF from a Typst source, or from the same document as HTML.
///
/// # Errors
/// When no engine is there, or each that is there failed.
pub fn print_pdf(typst: &str, html: &str) -> Result<(Vec<u8>, PdfEngine), PdfError> {
    let mut error = PdfError::default();
    for engine in [PdfEngine::Typst, PdfEngine::Python, PdfEngine::Chromium] {
        let made = match engine {
            PdfEngine::Typst => fed(Command::new("typst").args(TYPST).arg("-"), typst),
            PdfEngine::Python => fed(Command::new("python3").args(["-c", PYTHON]), typst),
            PdfEngine::Chromium => chromium(html),
        };
        match made {
            Ok(Some(bytes)) => return Ok((bytes, engine)),
            Ok(None) => {}
            Err(message) => error.failed.push((engine, message)),
        }
    }
    Err(error)
}

/// Whether Typst, in one form or the other, can be used here.
pub fn has_typst() -> bool {
    let source = "#set document(title: \"a\")\n#set text(lang: \"fr\")\na";
    let made = [
        fed(Command::new("typst").args(TYPST).arg("-"), source),
        fed(Command::new("python3").args(["-c", PYTHON]), source),
    ];
    made.iter().any(|made| matches!(made, Ok(Some(_))))
}

/// Runs a program that reads a source and writes a PDF; `None` when it is not there.
fn fed(command: &mut Command, source: &str) -> Result<Option<Vec<u8>>, String> {
    let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = match spawned {
        Ok(child) => child,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    let input = child.stdin.take();
    let output = std::thread::scope(|scope| {
        let _ = scope.spawn(move || input.map(|mut input| input.write_all(source.as_bytes())));
        child.wait_with_output()
    });
    let output = output.map_err(|error| error.to_string())?;
    match output.status.code() {
        Some(0) if is_pdf(&output.stdout) => Ok(Some(output.stdout)),
        Some(127) => Ok(None),
        _ => Err(said(&output)),
    }
}

fn chromium(html: &str) -> Result<Option<Vec<u8>>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let (page, file) = (folder.path().join("page.html"), folder.path().join("page.pdf"));
    fs::write(&page, html).map_err(|error| error.to_string())?;
    let mut failure = None;
    for name in CHROMIUM {
        // An administrator's session has no sandbox; the page has no script.
        for sandbox in [&[][..], &["--no-sandbox"][..]] {
            match print(name, sandbox, &page, &file, folder.path()) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => break,
                Err(error) => failure = Some(error.to_string()),
                Ok(output) => match fs::read(&file) {
                    Ok(bytes) if is_pdf(&bytes) => return Ok(Some(bytes)),
                    _ => failure = Some(said(&output)),
                },
            }
        }
    }
    failure.map_or(Ok(None), Err)
}

fn print(name: &str, sandbox: &[&str], page: &Path, file: &Path, folder: &Path) -> io::Result<Output> {
    let joined = |option: &str, path: &Path| {
        let mut argument = std::ffi::OsString::from(option);
        argument.push(path);
        argument
    };
    let mut command = Command::new(name);
    command
        .args(["--headless", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-sync"])
        .args(["--disable-background-networking", "--no-pdf-header-footer"])
        .args(["--export-tagged-pdf", "--generate-pdf-document-outline"])
        .args(sandbox)
        .arg(joined("--user-data-dir=", &folder.join("profile")))
        .arg(joined("--print-to-pdf=", file))
        .arg(page);
    within(&mut command, PATIENCE)
}

/// Runs a program that may never end: after that long, it is stopped.
fn within(command: &mut Command, patience: Duration) -> io::Result<Output> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let mut said = child.stderr.take();
    // Not joined when the program is stopped: what it started may hold its output.
    let listener = std::thread::spawn(move || {
        let mut stderr = Vec::new();
        let read = said.as_mut().map(|said| said.read_to_end(&mut stderr));
        read.transpose().map(|_| stderr)
    });
    let end = Instant::now() + patience;
    let status = loop {
        match child.try_wait()? {
            Some(status) => break status,
            None if Instant::now() < end => std::thread::sleep(Duration::from_millis(20)),
            None => {
                child.kill()?;
                child.wait()?;
                let message = format!("arrêté après {} secondes", patience.as_secs());
                return Err(io::Error::new(io::ErrorKind::TimedOut, message));
            }
        }
    };
    let stderr = listener.join().unwrap_or_else(|_| Ok(Vec::new()))?;
    Ok(Output { status, stdout: Vec::new(), stderr })
}

fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-")
}

/// The last lines a program wrote.
fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let last = lines.iter().skip(lines.len().saturating_sub(4)).copied().collect::<Vec<_>>().join(" / ");
    if last.is_empty() { format!("arrêt sans message ({})", output.status) } else { last }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_does_not_end_is_stopped() {
        let since = Instant::now();
        let error = within(Command::new("sleep").arg("60"), Duration::from_millis(60)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(since.elapsed() < Duration::from_secs(30));
        let output = within(Command::new("sh").args(["-c", "echo panne >&2; exit 3"]), PATIENCE).unwrap();
        assert_eq!((said(&output).as_str(), output.status.code()), ("panne", Some(3)));
    }
}
