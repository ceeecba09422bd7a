//! From a save to the page that shows it, as a browser would have it: the preview is a process, asked over HTTP.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Edits measured.
const EDITS: usize = 20;

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(project: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_remc"))
            .args(["serve", "-q", "--port", "0"])
            .arg(project)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { child, address }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let ask = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        stream.write_all(ask.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Waits for something newer than a state; gives its name.
    fn news(&self, seen: &str) -> String {
        let answer = self.get(&format!("/_apercu/etat?vu={seen}"));
        let state = answer.lines().find_map(|line| line.strip_prefix("X-Remc-Etat: "));
        state.unwrap_or_else(|| panic!("no state in {answer}")).to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Edits the first statement of a lane again and again: milliseconds until pages are told, and until the draft of the lane
/// holds the new text. `project` is changed, then put back.
pub fn run(project: &Path) {
    let (source, manifest) = (project.join("rem/DPI.rem"), project.join("remc.yaml"));
    let [original, settings] = [&source, &manifest].map(|path| std::fs::read_to_string(path).unwrap());
    // An edit alone is no mistake here: neither a version nor a motive is asked for.
    std::fs::write(&manifest, format!("{settings}règles: {{ REM402: info, REM410: info }}\n")).unwrap();
    let page = "/couloirs/DPI/brouillon.html";
    let server = Server::start(project);
    let mut state = server.news("");
    let (mut told, mut seen) = (Vec::new(), Vec::new());
    for edit in 0..=EDITS {
        let word = format!("modifié{edit}");
        let text = original.replacen("énoncé \"\"\"\n", &format!("énoncé \"\"\"\n    Texte {word}. "), 1);
        let clock = Instant::now();
        std::fs::write(&source, text).unwrap();
        state = server.news(&state);
        told.push(clock.elapsed());
        assert!(server.get(page).contains(&word), "{page} does not hold {word}");
        seen.push(clock.elapsed());
        std::thread::sleep(Duration::from_millis(150));
    }
    drop(server);
    std::fs::write(&source, original).unwrap();
    std::fs::write(&manifest, settings).unwrap();
    for (name, mut times) in [("told", told), ("page holds it", seen)] {
        // The first edit also warms up.
        times.remove(0);
        times.sort();
        let at = |place: usize| times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1e3);
        println!("{name:<14} median {:>6.1} ms, worst {:>6.1} ms of {EDITS}", at(EDITS / 2), at(EDITS - 1));
    }
}
