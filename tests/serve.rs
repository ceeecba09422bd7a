//! `remc serve` as a browser and an editor meet it: real HTTP, real files.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use remc::compile;
use remc::io::Disk;

use crate::preview::{Sandbox, built, lived_in};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running preview; stopped when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
    said: Mutex<Receiver<String>>,
}

impl Server {
    pub(crate) fn start(project: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_remc"))
            .args(["serve", "--port", "0"])
            .arg(project)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let port = address.trim().strip_prefix("http://127.0.0.1:").and_then(|rest| rest.strip_suffix('/'));
        let port = port.unwrap_or_else(|| panic!("not an address: {address:?}")).parse().unwrap();
        let (send, said) = channel();
        let errors = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || errors.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        Self { child, port, said: Mutex::new(said) }
    }

    /// A line of the terminal that holds some words.
    fn says(&self, words: &str) -> String {
        let said = self.said.lock().unwrap();
        let mut all = String::new();
        let end = Instant::now() + PATIENCE;
        while let Ok(line) = said.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if line.contains(words) {
                return line;
            }
            all += &(line + "\n");
        }
        panic!("{words:?} is not said in\n{all}");
    }

    /// Sends bytes, reads until the connection closes.
    fn raw(&self, request: &str) -> String {
        String::from_utf8_lossy(&self.bytes(request)).into_owned()
    }

    fn bytes(&self, request: &str) -> Vec<u8> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }

    fn asked(&self, method: &str, path: &str, host: &str) -> String {
        self.raw(&format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"))
    }

    /// Status, headers and body of a path.
    fn get(&self, path: &str) -> (u16, String, Vec<u8>) {
        let host = format!("127.0.0.1:{}", self.port);
        let answer = self.bytes(&format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        let at = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8_lossy(&answer[..at]).into_owned();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let length = format!("Content-Length: {}", answer.len() - at - 4);
        assert!(head.contains(&length), "{head}\nis not of {length}");
        (status, head, answer[at + 4..].to_vec())
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8(self.get(path).2).unwrap()
    }

    /// Asks until the answer suits.
    fn until(&self, path: &str, suits: impl Fn(u16, &str) -> bool) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            let (status, _, body) = self.get(path);
            let body = String::from_utf8_lossy(&body).into_owned();
            if suits(status, &body) {
                return body;
            }
            assert!(Instant::now() < end, "{path} stays {status}:\n{body}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// What pages are told, and under which numbers.
    fn news(&self) -> (String, String, String) {
        let (_, head, body) = self.get("/_apercu/etat?vu=");
        let header = |name: &str| {
            let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
            line.unwrap_or_else(|| panic!("no {name} in {head}")).to_owned()
        };
        (header("X-Remc-Etat"), header("X-Remc-Site"), String::from_utf8(body).unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A page without what the preview adds to it.
fn bare(html: &str) -> String {
    let mut out = String::new();
    for line in html.split_inclusive('\n') {
        if !line.contains("/_apercu/") {
            out.push_str(line);
        }
    }
    let widened = "; connect-src 'self'\"";
    assert_eq!(out.matches(widened).count(), 1, "{out}");
    out.replace(widened, "\"")
}

/// What `remc build` writes now, against what the preview gives.
fn compare(server: &Server, sandbox: &Sandbox, every: usize) {
    let site = built(&compile(&Disk::new(sandbox.folder.path())));
    for (path, bytes) in site.iter().step_by(every) {
        let (status, head, shown) = server.get(&format!("/{path}"));
        assert_eq!(status, 200, "{path}");
        assert!(!head.contains("Access-Control"), "{head}");
        if !path.ends_with(".html") {
            assert!(shown == *bytes, "{path} differs");
            continue;
        }
        let (shown, bytes) = (String::from_utf8(shown).unwrap(), std::str::from_utf8(bytes).unwrap());
        assert!(!bytes.contains("_apercu"), "{path} knows of the preview");
        if bytes.contains("'sha256-") {
            // Its own policy is by digests: it also gets « self » in two rules.
            let widened = bare(&shown).replacen("' 'self'; script-src", "'; script-src", 1);
            assert!(widened.replacen("' 'self'; img-src", "'; img-src", 1) == bytes, "{path} differs");
        } else {
            assert!(bare(&shown) == bytes, "{path} differs");
        }
    }
}

#[test]
fn what_is_served_is_what_is_built_before_and_after_an_edit() {
    let sandbox = lived_in();
    let server = Server::start(sandbox.folder.path(), &[]);
    server.says("site à jour");
    compare(&server, &sandbox, 1);
    assert_eq!(server.text("/"), server.text("/index.html"));
    let before = server.news();
    sandbox.edit("socles/MSS.rem", "un message", "un fort beau message");
    assert!(server.says("site à jour").starts_with("socles/MSS.rem : "));
    let after = server.news();
    assert!(before.0 != after.0 && before.1 != after.1 && after.2.is_empty());
    assert!(server.text("/couloirs/RIS/brouillon.html").contains("un fort beau message"));
    compare(&server, &sandbox, 5);
}

#[test]
fn mistakes_are_shown_and_the_last_sound_site_stays() {
    let sandbox = lived_in();
    let server = Server::start(sandbox.folder.path(), &[]);
    server.says("site à jour");
    let draft = "/couloirs/RIS/brouillon.html";
    let (sound, (_, site, _)) = (server.text(draft), server.news());
    sandbox.edit("socles/MSS.rem", "statut      instruction", "statut      \"<b>\"");
    let told = server.until("/_apercu/etat?vu=", |_, body| !body.is_empty());
    for shown in ["1 erreur", "/_apercu/codes/REM", "socles/MSS.rem:", "Aide", "&lt;b&gt;"] {
        assert!(told.contains(shown) && !told.contains("<b>"), "{shown} is not in {told}");
    }
    assert_eq!((server.text(draft), server.news().1), (sound, site.clone()), "the last sound site stays");
    sandbox.edit("socles/MSS.rem", "statut      \"<b>\"", "statut      instruction");
    server.until("/_apercu/etat?vu=", |_, body| body.is_empty());
    assert!(server.news().1 != site, "pages are reloaded");
    let sound = server.text(draft);
    sandbox.edit("remc.yaml", "édition: 1", "édition: [1");
    server.until("/_apercu/etat?vu=", |_, body| body.contains("remc.yaml:"));
    assert_eq!(server.text(draft), sound);
    fs::rename(sandbox.folder.path().join("remc.yaml"), sandbox.folder.path().join("ailleurs.yaml")).unwrap();
    server.until("/_apercu/etat?vu=", |_, body| body.contains("introuvable"));
    assert_eq!(server.text(draft), sound);
    fs::rename(sandbox.folder.path().join("ailleurs.yaml"), sandbox.folder.path().join("remc.yaml")).unwrap();
    sandbox.edit("remc.yaml", "édition: [1", "édition: 1");
    server.until("/_apercu/etat?vu=", |_, body| body.is_empty());
    compare(&server, &sandbox, 9);
}

#[test]
fn a_project_broken_from_the_start_is_explained_then_shown() {
    let sandbox = lived_in();
    sandbox.edit("socles/MSS.rem", "statut      instruction", "statut      instructoin");
    let server = Server::start(sandbox.folder.path(), &[]);
    server.says("REM106");
    let (status, _, body) = server.get("/exigences/index.html");
    let body = String::from_utf8(body).unwrap();
    assert_eq!(status, 503);
    assert!(
        body.contains("Aperçu impossible")
            && body.contains("instructoin")
            && body.contains("/_apercu/codes/REM106")
    );
    let (status, _, page) = server.get("/_apercu/codes/REM106");
    assert!(status == 200 && String::from_utf8(page).unwrap().contains("Ce qui est vérifié"));
    sandbox.edit("socles/MSS.rem", "instructoin", "instruction");
    server.until("/exigences/index.html", |status, _| status == 200);
}

#[test]
fn editors_save_in_many_ways() {
    let sandbox = lived_in();
    let root = sandbox.folder.path();
    let server = Server::start(root, &[]);
    server.says("site à jour");
    let draft = "/couloirs/RIS/brouillon.html";
    // A new file that takes the name of the old one, a copy left beside it.
    let text = fs::read_to_string(root.join("socles/MSS.rem")).unwrap();
    fs::write(root.join("socles/.MSS.rem.swp"), "x").unwrap();
    fs::copy(root.join("socles/MSS.rem"), root.join("socles/MSS.rem~")).unwrap();
    fs::write(root.join("socles/4913"), text.replace("un message", "un message renommé")).unwrap();
    fs::rename(root.join("socles/4913"), root.join("socles/MSS.rem")).unwrap();
    server.until(draft, |_, body| body.contains("un message renommé"));
    // Deleted, then written again.
    fs::remove_file(root.join("socles/MSS.rem")).unwrap();
    fs::write(root.join("socles/MSS.rem"), text.replace("un message", "un message récrit")).unwrap();
    server.until(draft, |_, body| body.contains("un message récrit"));
    // A whole folder that leaves and comes back.
    fs::rename(root.join("rem"), root.join("parti")).unwrap();
    server.until("/_apercu/etat?vu=", |_, body| !body.is_empty());
    fs::rename(root.join("parti"), root.join("rem")).unwrap();
    server.until("/_apercu/etat?vu=", |_, body| body.is_empty());
    sandbox.edit("rem/RIS.rem", "dès sa validation", "aussitôt sa validation faite");
    server.until(draft, |_, body| body.contains("aussitôt sa validation faite"));
    // A file that comes and one that leaves.
    sandbox.put("rem/Z.rem", [0xff, 0xfe]);
    server.until("/_apercu/etat?vu=", |_, body| body.contains("UTF-8"));
    sandbox.remove("rem/Z.rem");
    server.until("/_apercu/etat?vu=", |_, body| body.is_empty());
    // What is no source changes nothing.
    let before = server.news();
    for beside in ["public/index.html", ".git/HEAD", "socles/.x.swp", "socles/b~", "notes.txt"] {
        sandbox.put(beside, "x");
    }
    sandbox.put("socles/MSS.rem", text.replace("un message", "un message récrit"));
    std::thread::sleep(Duration::from_millis(1_300));
    assert_eq!(server.news(), before, "saved again with the same content");
}

#[test]
fn only_pages_of_this_machine_are_answered() {
    let sandbox = lived_in();
    sandbox.put("secret.html", "secret");
    let server = Server::start(sandbox.folder.path(), &[]);
    server.says("site à jour");
    let here = format!("127.0.0.1:{}", server.port);
    let localhost = format!("localhost:{}", server.port);
    assert!(server.asked("GET", "/", &localhost).starts_with("HTTP/1.1 200"));
    for host in ["exemple.fr", "127.0.0.1", &format!("exemple.fr:{}", server.port), ""] {
        let answer = server.asked("GET", "/", host);
        assert!(answer.starts_with("HTTP/1.1 403") && !answer.contains("<html"), "{host}: {answer}");
    }
    assert!(server.raw("GET / HTTP/1.0\r\n\r\n").starts_with("HTTP/1.1 403"), "no name at all");
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"] {
        let answer = server.asked(method, "/", &here);
        assert!(answer.starts_with("HTTP/1.1 405") && answer.contains("Allow: GET, HEAD"), "{answer}");
    }
    for path in [
        "/../secret.html",
        "/%2e%2e/secret.html",
        "/a/..%2f..%2fsecret.html",
        "/..%5csecret.html",
        "/%00",
        "http://x/",
    ] {
        let answer = server.asked("GET", path, &here);
        assert!(answer.starts_with("HTTP/1.1 400") && !answer.contains("secret"), "{path}: {answer}");
    }
    for path in
        ["/secret.html", "/remc.yaml", "/socles/MSS.rem", "/confidentiel/editeurs.yaml", "//index.html"]
    {
        let answer = server.asked("GET", path, &here);
        assert!(
            answer.starts_with("HTTP/1.1 404") && answer.contains("Page introuvable"),
            "{path}: {answer}"
        );
    }
    let missing = server.asked("GET", "/%3Cscript%3E.html", &here);
    assert!(missing.contains("&lt;script&gt;") && !missing.contains("<script>"), "{missing}");
    let whole = server.asked("GET", "/index.html", &here);
    let head = server.asked("HEAD", "/index.html", &here);
    assert_eq!(head, whole.split_inclusive("\r\n\r\n").next().unwrap());
    for line in [
        "Content-Type: text/html; charset=utf-8",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Cross-Origin-Resource-Policy: same-origin",
    ] {
        assert!(head.contains(line), "{line} is not in {head}");
    }
    let kinds = [
        ("/assets/theme.css", "text/css"),
        ("/assets/remc.js", "text/javascript"),
        ("/data/v1/corpus.json", "application/json"),
        ("/flux/tous.atom", "application/atom+xml"),
        ("/couloirs/RIS/checklist.csv", "text/csv"),
        ("/_apercu/apercu.js", "text/javascript"),
    ];
    for (path, kind) in kinds {
        let (status, head, _) = server.get(path);
        assert!(status == 200 && head.contains(&format!("Content-Type: {kind}")), "{path}: {head}");
    }
    let (status, head, _) = server.get("/couloirs/RIS");
    assert!(status == 302 && head.contains("Location: /couloirs/RIS/"), "{head}");
    assert_eq!(server.get("/couloirs/RIS/").0, 200);
}

#[test]
fn a_page_waits_for_news_on_one_connection() {
    let sandbox = lived_in();
    let server = Server::start(sandbox.folder.path(), &[]);
    server.says("site à jour");
    let (state, ..) = server.news();
    let ask = format!(
        "GET /_apercu/etat?vu={state} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
        server.port
    );
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| (server.raw(&ask), Instant::now()));
        std::thread::sleep(Duration::from_millis(300));
        assert!(!waiting.is_finished(), "nothing is new");
        // Other pages do not wait for it.
        assert_eq!(server.get("/index.html").0, 200);
        let edited = Instant::now();
        sandbox.edit("socles/MSS.rem", "un message", "un autre message");
        let (answer, when) = waiting.join().unwrap();
        assert!(
            when > edited
                && answer.starts_with("HTTP/1.1 200")
                && !answer.contains(&format!("X-Remc-Etat: {state}\r"))
        );
    });
    // A connection that says nothing, as browsers open ahead, holds nobody up.
    let silent: Vec<TcpStream> =
        (0..40).map(|_| TcpStream::connect(("127.0.0.1", server.port)).unwrap()).collect();
    assert_eq!(server.get("/index.html").0, 200);
    drop(silent);
    // Beyond what a browser opens, a connection is closed at once; those open stay, and places come back.
    let mut many: Vec<TcpStream> =
        (0..400).map(|_| TcpStream::connect(("127.0.0.1", server.port)).unwrap()).collect();
    let last = many.last_mut().unwrap();
    last.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    assert!(matches!(last.read(&mut [0]), Ok(0) | Err(_)));
    assert!(last.take_error().unwrap().is_none());
    drop(many);
    let end = Instant::now() + PATIENCE;
    while server.raw(&format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", server.port)).is_empty() {
        assert!(Instant::now() < end, "places do not come back");
        std::thread::sleep(Duration::from_millis(20));
    }
    let long = format!("GET / HTTP/1.1\r\nX: {}\r\n", "x".repeat(70_000));
    assert!(server.raw(&long).starts_with("HTTP/1.1 431"));
    assert!(server.raw("bonjour\r\n\r\n").starts_with("HTTP/1.1 400"));
}

#[test]
fn a_template_is_shown_as_it_is_written() {
    let sandbox = lived_in();
    let theme = tempfile::tempdir().unwrap();
    let put = |text: &str| fs::write(theme.path().join("footer.html"), text).unwrap();
    put("<footer><p>Premier pied</p></footer>");
    fs::write(theme.path().join(".footer.html.swp"), "x").unwrap();
    let server = Server::start(sandbox.folder.path(), &["--templates", &theme.path().to_string_lossy()]);
    server.until("/index.html", |_, body| body.contains("Premier pied"));
    put("<footer><p>Second pied</p></footer>");
    server.until("/index.html", |_, body| body.contains("Second pied"));
    put("<footer>{{ rien.du.tout }}</footer>");
    server.until("/_apercu/etat?vu=", |_, body| body.contains("footer.html"));
    assert!(server.text("/index.html").contains("Second pied"), "the last one that works stays");
    // Still broken, whatever becomes of the sources.
    let draft = "/couloirs/RIS/brouillon.html";
    sandbox.edit("socles/MSS.rem", "un message", "un long message");
    server.until(draft, |_, body| body.contains("un long message"));
    assert!(server.news().2.contains("footer.html"), "a sound save hides what is wrong with the templates");
    sandbox.edit("socles/MSS.rem", "statut      instruction", "statut      instructoin");
    server.until("/_apercu/etat?vu=", |_, body| body.contains("footer.html") && body.contains("instructoin"));
    sandbox.edit("socles/MSS.rem", "instructoin", "instruction");
    server
        .until("/_apercu/etat?vu=", |_, body| body.contains("footer.html") && !body.contains("instructoin"));
    put("<footer><p>Second pied</p></footer>");
    server.until("/_apercu/etat?vu=", |_, body| body.is_empty());
}

#[test]
fn a_vendor_s_name_is_held_back() {
    let sandbox = lived_in();
    // Part of a word: the rules look at whole words, the last guard at every byte.
    sandbox.put("confidentiel/editeurs.yaml", "éditeurs:\n  - { code: E1, nom: \"magerie\" }\n");
    let server = Server::start(sandbox.folder.path(), &[]);
    server.says("site à jour");
    let (status, _, page) = server.get("/couloirs/RIS/index.html");
    let page = String::from_utf8(page).unwrap();
    assert!(status == 500 && page.contains("éditeur E1") && !page.contains("magerie"), "{page}");
    assert_eq!(server.get("/glossaire.html").0, 200);
}

#[test]
fn usage_is_told_in_french() {
    let sandbox = lived_in();
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let run = |arguments: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_remc")).arg("serve").args(arguments).output().unwrap();
        (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    let project = sandbox.folder.path().to_string_lossy().into_owned();
    let (code, said) = run(&["--port", &port, &project]);
    assert!(code == Some(2) && said.contains(&format!("le port {port} est déjà pris")), "{said}");
    assert!(said.contains("est libre : remc serve --port "), "{said}");
    let empty = tempfile::tempdir().unwrap();
    let (code, said) = run(&["--port", "0", &empty.path().to_string_lossy()]);
    assert!(code == Some(2) && said.contains("n’est pas un projet"), "{said}");
    let (code, said) = run(&["--port", "0", &project, "--templates", "nulle-part"]);
    assert!(code == Some(2) && said.contains("introuvable"), "{said}");
    let odd: PathBuf = empty.path().join("x.html");
    fs::write(odd, "x").unwrap();
    let (code, said) = run(&["--port", "0", &project, "--templates", &empty.path().to_string_lossy()]);
    assert!(code == Some(2) && said.contains("pas un gabarit connu"), "{said}");
    assert_eq!(run(&["--port", "70000", &project]).0, Some(2));
}
