//! Requests and answers.
//!
//! Owner of who may ask what: only pages of this very address, only reading. The name in the `Host` header is checked, so
//! that a page from elsewhere cannot reach the preview under a name of its own; nothing is shared with other origins.
//!
//! What a connection may cost is bounded: the length of a head, the time it takes to come, how many connections are open.
//!
//! Its own few lines rather than a library: it only reads, each connection has a thread and answers once. Libraries without
//! an asynchronous run time share a few threads among connections that stay open, and a page that waits for news, or a
//! browser that connects ahead, would keep others waiting.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Longest head of a request, in bytes.
const HEAD_LIMIT: usize = 64 << 10;
/// How long a whole head may take to come.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);
/// How long an answer may stay where it is: who reads it may be slow, but reads.
const STALL: Duration = Duration::from_secs(30);
/// How long what still comes is read once the answer is sent.
const PARTING: Duration = Duration::from_secs(1);
/// Connections open at a time; a browser opens a handful.
const OPEN: usize = 256;

/// A request whose head was read.
#[derive(Debug)]
pub(super) struct Request {
    method: String,
    url: String,
    /// Each `Host` header.
    hosts: Vec<String>,
    connection: Connection,
}

/// A connection and its place among those open.
#[derive(Debug)]
struct Connection {
    stream: TcpStream,
    /// Shared by all: its count is theirs, and one more.
    _place: Arc<()>,
}

/// Listens; requests go to `asked`, each from a thread of its own.
///
/// # Errors
/// Those of the system.
pub(super) fn listen(
    listener: TcpListener,
    asked: impl Fn(Request) + Clone + Send + 'static,
) -> std::io::Result<()> {
    let accept = move || {
        let places = Arc::new(());
        for stream in listener.incoming() {
            let asked = asked.clone();
            let place = Arc::clone(&places);
            // One for the list itself, one for this connection.
            if Arc::strong_count(&places) > OPEN + 1 {
                continue;
            }
            let served = stream.and_then(|stream| {
                let connection = Connection { stream, _place: place };
                std::thread::Builder::new()
                    .name("requête".to_owned())
                    .spawn(move || read(connection, HEAD_PATIENCE).into_iter().for_each(asked))
            });
            if served.is_err() {
                // Too many connections for the system: some will end.
                std::thread::sleep(Duration::from_millis(50));
            }
        }
    };
    let _ = std::thread::Builder::new().name("connexions".to_owned()).spawn(accept)?;
    Ok(())
}

/// Reads the head of a request, which has that long to come; answers by itself when it is none.
fn read(mut connection: Connection, patience: Duration) -> Option<Request> {
    let stream = &mut connection.stream;
    // An answer goes out at once.
    stream.set_nodelay(true).ok()?;
    let end = Instant::now() + patience;
    let mut head: Vec<u8> = Vec::new();
    let mut piece = [0; 4096];
    let length = loop {
        if let Some(length) = memchr::memmem::find(&head, b"\r\n\r\n") {
            break length;
        }
        if head.len() > HEAD_LIMIT {
            refuse(connection, (431, "Request Header Fields Too Large"));
            return None;
        }
        match read_before(stream, &mut piece, end)? {
            0 => return None,
            more => head.extend_from_slice(piece.get(..more).unwrap_or_default()),
        }
    };
    match parse_head(head.get(..length).unwrap_or_default()) {
        Some((method, url, hosts)) => Some(Request { method, url, hosts, connection }),
        None => {
            refuse(connection, (400, "Bad Request"));
            None
        }
    }
}

/// Reads what comes until then; `None` when nothing does, or when the connection is broken. However little comes at a
/// time, `end` does not move.
fn read_before(stream: &mut TcpStream, piece: &mut [u8], end: Instant) -> Option<usize> {
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return None;
        }
        stream.set_read_timeout(Some(left)).ok()?;
        match stream.read(piece) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            read => return read.ok(),
        }
    }
}

fn refuse(connection: Connection, status: (u16, &'static str)) {
    write(connection, &Reply::new(status, "text/plain; charset=utf-8", "Requête illisible.\n").bytes(false));
}

/// Method, address and hosts of a head.
fn parse_head(head: &[u8]) -> Option<(String, String, Vec<String>)> {
    let mut lines = std::str::from_utf8(head).ok()?.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, url, version) = (first.next()?, first.next()?, first.next()?);
    if first.next().is_some() || !version.starts_with("HTTP/1.") {
        return None;
    }
    let mut hosts = Vec::new();
    for line in lines {
        let (name, value) = line.split_once(':')?;
        if name.eq_ignore_ascii_case("host") {
            hosts.push(value.trim().to_owned());
        }
    }
    Some((method.to_owned(), url.to_owned(), hosts))
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// Path from the root of the site, decoded, without the first `/`.
    pub(super) path: String,
    /// What follows `?`, as it came.
    pub(super) query: String,
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Something else than reading.
    Method,
    /// Another name than that of this machine.
    Host,
    /// No address of a site.
    Address,
}

/// Reads a request, or says why it is refused.
pub(super) fn target(request: &Request, port: u16) -> Result<Target, Refusal> {
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return Err(Refusal::Method);
    }
    match request.hosts.as_slice() {
        [host] if is_ours(host, port) => {}
        _ => return Err(Refusal::Host),
    }
    parse(&request.url).ok_or(Refusal::Address)
}

/// Whether a name is that of this machine, with the port of the preview.
fn is_ours(host: &str, port: u16) -> bool {
    let (name, given) = host.rsplit_once(':').unwrap_or((host, "80"));
    (name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost")) && given == port.to_string()
}

/// Splits and decodes an address; `None` when it is none of a site: it climbs, or holds what no file name of ours does.
fn parse(url: &str) -> Option<Target> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let path = decoded(path.strip_prefix('/')?)?;
    let climbs = path.split('/').any(|part| part == ".." || part == ".");
    let odd = path.chars().any(|character| character.is_control() || character == '\\');
    (!climbs && !odd).then(|| Target { path, query: query.to_owned() })
}

/// Undoes `%HH`.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            let (high, low) = (digit()?, digit()?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// What a file is, by its name.
pub(super) fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "csv" => "text/csv; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "atom" => "application/atom+xml; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "zip" => "application/zip",
        _ => "text/plain; charset=utf-8",
    }
}

/// A page.
pub(super) const HTML: &str = "text/html; charset=utf-8";

/// An answer.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    status: (u16, &'static str),
    kind: &'static str,
    more: Vec<(&'static str, String)>,
    body: Arc<Vec<u8>>,
}

impl Reply {
    /// What was asked for.
    pub(super) fn found(kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self::new((200, "OK"), kind, body)
    }

    /// Another status, with its words in the protocol.
    pub(super) fn new(status: (u16, &'static str), kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, kind, more: Vec::new(), body: Arc::new(body.into()) }
    }

    /// Whether it is what was asked for.
    pub(super) fn is_found(&self) -> bool {
        self.status.0 == 200
    }

    /// One more header; `value` holds no line end.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.more.push((name, value.into()));
        self
    }

    /// The whole answer, ready to send.
    fn bytes(&self, head_only: bool) -> Vec<u8> {
        let mut out = format!(
            "HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n",
            self.status.0,
            self.status.1,
            self.kind,
            self.body.len()
        );
        out.push_str("Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n");
        out.push_str("Cross-Origin-Resource-Policy: same-origin\r\nReferrer-Policy: same-origin\r\n");
        out.push_str("X-Frame-Options: DENY\r\n");
        for (name, value) in &self.more {
            out.push_str(&format!("{name}: {value}\r\n"));
        }
        out.push_str("Connection: close\r\n\r\n");
        let mut out = out.into_bytes();
        if !head_only {
            out.extend_from_slice(&self.body);
        }
        out
    }
}

/// Sends an answer, from a thread of its own: who asks may be slow to read.
pub(super) fn send(request: Request, reply: Reply) {
    let work = move || write(request.connection, &reply.bytes(request.method == "HEAD"));
    // Without a thread the connection is closed: who asked may ask again.
    let _ = std::thread::Builder::new().name("réponse".to_owned()).spawn(work);
}

/// Writes an answer and closes, once what was still coming is read: else the system would take the answer back. Who asked
/// may be gone: there is nobody left to tell.
fn write(mut connection: Connection, bytes: &[u8]) {
    let stream = &mut connection.stream;
    let sent = stream
        .set_write_timeout(Some(STALL))
        .and_then(|()| stream.write_all(bytes))
        .and_then(|()| stream.shutdown(Shutdown::Write));
    if sent.is_ok() {
        let (end, mut piece) = (Instant::now() + PARTING, [0; 4096]);
        while read_before(stream, &mut piece, end).is_some_and(|length| length > 0) {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_decoded_and_never_climb() {
        let path = |url: &str| parse(url).map(|target| target.path);
        assert_eq!(path("/"), Some(String::new()));
        assert_eq!(path("/a/b.html?x=%2e%2e#y"), Some("a/b.html".to_owned()));
        assert_eq!(path("/exigences/SC.%C3%A9.html"), Some("exigences/SC.é.html".to_owned()));
        for refused in [
            "",
            "a",
            "http://x/",
            "/../x",
            "/a/%2e%2e/b",
            "/a/./b",
            "/a\\b",
            "/%5c",
            "/%00",
            "/%",
            "/%f",
            "/%ff",
            "*",
        ] {
            assert_eq!(path(refused), None, "{refused}");
        }
        assert_eq!(path("/..a/b.."), Some("..a/b..".to_owned()));
    }

    #[test]
    fn a_head_that_drips_is_not_waited_for() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (stream, _) = listener.accept().unwrap();
        let since = Instant::now();
        let patience = Duration::from_millis(200);
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| read(Connection { stream, _place: Arc::new(()) }, patience));
            while !reader.is_finished() && since.elapsed() < Duration::from_secs(5) {
                let _ = client.write_all(b"G");
                std::thread::sleep(Duration::from_millis(20));
            }
            assert!(reader.join().unwrap().is_none());
        });
        assert!(since.elapsed() < Duration::from_secs(3), "{:?}", since.elapsed());
    }

    #[test]
    fn heads_are_read_strictly() {
        let read = |head: &str| parse_head(head.as_bytes());
        let (method, url, hosts) = read("GET /a?b HTTP/1.1\r\nHOST:  x:1 \r\nA: b: c\r\nHost: y").unwrap();
        assert_eq!((method.as_str(), url.as_str(), hosts.join(" ").as_str()), ("GET", "/a?b", "x:1 y"));
        for odd in [
            "",
            "GET",
            "GET /",
            "GET / HTTP/2",
            "GET  / HTTP/1.1",
            "GET / x HTTP/1.1",
            "GET / HTTP/1.1\r\nhost",
        ] {
            assert!(read(odd).is_none(), "{odd:?}");
        }
        assert!(parse_head(b"GET /\xff HTTP/1.1").is_none());
    }

    #[test]
    fn only_the_names_of_this_machine_are_answered() {
        for ours in ["127.0.0.1:8017", "localhost:8017", "LOCALHOST:8017"] {
            assert!(is_ours(ours, 8017), "{ours}");
        }
        assert!(is_ours("localhost", 80));
        for other in [
            "",
            "localhost",
            "127.0.0.1",
            "exemple.fr:8017",
            "127.0.0.1:80",
            "127.0.0.1.nip.io:8017",
            "[::1]:8017",
            "a@localhost:8017",
        ] {
            assert!(!is_ours(other, 8017), "{other}");
        }
    }
}
