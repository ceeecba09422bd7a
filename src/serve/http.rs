//! Requests and answers.
//!
//! Owner of who may ask what: only pages of this very address, only reading. The name in the `Host` header is checked, so
//! that a page from elsewhere cannot reach the preview under a name of its own; nothing is shared with other origins.

use std::io::Write as _;
use std::net::TcpListener;
use std::sync::Arc;

use tiny_http::{HTTPVersion, Method, Request, Server};

/// Listens; requests go to `asked`, from another thread, and `closed` is called when there will be no more.
///
/// # Errors
/// Those of the system.
pub(super) fn listen(
    listener: TcpListener,
    asked: impl Fn(Request) + Send + 'static,
    closed: impl FnOnce() + Send + 'static,
) -> std::io::Result<()> {
    let server = Server::from_listener(listener, None).map_err(std::io::Error::other)?;
    let _ = std::thread::Builder::new().name("requêtes".to_owned()).spawn(move || {
        server.incoming_requests().for_each(asked);
        closed();
    })?;
    Ok(())
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
    if !matches!(request.method(), Method::Get | Method::Head) {
        return Err(Refusal::Method);
    }
    let mut hosts = request.headers().iter().filter(|header| header.field.equiv("Host"));
    let host = hosts.next().map(|header| header.value.as_str());
    if hosts.next().is_some() || !host.is_some_and(|host| is_ours(host, port)) {
        return Err(Refusal::Host);
    }
    parse(request.url()).ok_or(Refusal::Address)
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

    /// One more header; `value` holds no line end.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.more.push((name, value.into()));
        self
    }

    /// The whole answer, ready to send.
    fn bytes(&self, head_only: bool, close: bool) -> Vec<u8> {
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
        if close {
            out.push_str("Connection: close\r\n");
        }
        out.push_str("\r\n");
        let mut out = out.into_bytes();
        if !head_only {
            out.extend_from_slice(&self.body);
        }
        out
    }
}

/// Sends an answer, from a thread of its own: who asks may be slow to read. In one piece: the second of two small ones
/// would wait for the first to be acknowledged.
pub(super) fn send(request: Request, reply: Reply) {
    let work = move || {
        let head_only = *request.method() == Method::Head;
        let closing = |header: &tiny_http::Header| {
            header.field.equiv("Connection") && header.value.as_str().eq_ignore_ascii_case("close")
        };
        let close = *request.http_version() < HTTPVersion(1, 1) || request.headers().iter().any(closing);
        let bytes = reply.bytes(head_only, close);
        let mut writer = request.into_writer();
        // Who asked may be gone: there is nobody left to tell.
        let _ = writer.write_all(&bytes).and_then(|()| writer.flush());
    };
    // Without a thread the request is dropped, which answers that the server failed.
    let _ = std::thread::Builder::new().name("réponse".to_owned()).spawn(work);
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
