//! What a page declares and asks for, read tag by tag, with all that is wrong in it.

use super::{Facts, is_external};

/// Elements that have no end.
const VOID: [&str; 8] = ["meta", "link", "br", "hr", "img", "input", "rect", "wbr"];

/// Reads a page tag by tag.
pub(super) fn read(bytes: &[u8]) -> Facts<'_> {
    let mut facts = Facts::default();
    let Ok(text) = std::str::from_utf8(bytes) else {
        facts.problems.push("la page n’est pas en UTF-8".to_owned());
        return facts;
    };
    let mut reader = Reader { facts, open: Vec::new(), heading: 0, first_headings: 0 };
    if !text.starts_with("<!doctype html>\n<html lang=\"fr\">") {
        reader.problem("la page ne commence pas par un document HTML en français");
    }
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let tail = rest.get(at + 1..).unwrap_or_default();
        let Some(end) = tag_end(tail) else {
            reader.problem("balise sans fin");
            break;
        };
        rest = tail.get(end + 1..).unwrap_or_default();
        let tag = tail.get(..end).unwrap_or_default();
        reader.tag(tag, rest);
        // What stands in a script or a style is no markup.
        for (name, close) in [("script", "</script>"), ("style", "</style>")] {
            if tag.split(' ').next() == Some(name) {
                rest = rest.find(close).and_then(|at| rest.get(at..)).unwrap_or_default();
            }
        }
    }
    reader.finish()
}

/// Where the `>` of a tag is, quoted values skipped.
fn tag_end(tail: &str) -> Option<usize> {
    let mut quoted = false;
    for (index, byte) in tail.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return Some(index),
            _ => {}
        }
    }
    None
}

struct Reader<'a> {
    facts: Facts<'a>,
    open: Vec<&'a str>,
    heading: u8,
    first_headings: usize,
}

impl<'a> Reader<'a> {
    fn problem(&mut self, message: impl Into<String>) {
        self.facts.problems.push(message.into());
    }

    fn tag(&mut self, inner: &'a str, after: &'a str) {
        if inner.starts_with('!') {
            return;
        }
        if let Some(name) = inner.strip_prefix('/') {
            return self.close(name);
        }
        let end = inner.bytes().position(|byte| matches!(byte, b' ' | b'\n' | b'/')).unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(end);
        if !attributes.is_empty() {
            self.attributes(name, attributes);
        }
        match name {
            // Drawings have titles too.
            "title" if !self.open.contains(&"body") => {
                self.facts.title = after.split('<').next().unwrap_or_default()
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(name),
            "th" if !attributes.contains("scope=") => self.problem("en-tête de tableau sans portée"),
            _ => {}
        }
        if !inner.ends_with('/') && !VOID.contains(&name) {
            self.open.push(name);
        }
    }

    fn close(&mut self, name: &str) {
        match self.open.pop() {
            Some(open) if open == name => {}
            Some(open) => self.problem(format!("« </{name}> » ferme « <{open}> »")),
            None => self.problem(format!("« </{name}> » sans ouverture")),
        }
    }

    fn heading(&mut self, name: &str) {
        let level = name.as_bytes().get(1).map_or(0, |byte| byte - b'0');
        if level == 1 {
            self.first_headings += 1;
        }
        if level > self.heading + 1 {
            self.problem(format!("titre de niveau {level} après un niveau {}", self.heading));
        }
        self.heading = level;
    }

    fn attributes(&mut self, element: &str, inner: &'a str) {
        let mut rest = inner;
        while let Some(at) = rest.find("=\"") {
            let (before, after) = rest.split_at(at);
            let name = before.trim_start();
            let value = after.get(2..).unwrap_or_default();
            let end = value.find('"').unwrap_or(value.len());
            rest = value.get(end + 1..).unwrap_or_default();
            let value = value.get(..end).unwrap_or_default();
            // A name without a value may stand before this one.
            let name = name.rsplit([' ', '\n']).next().unwrap_or_default();
            match name {
                "id" => self.id(value),
                "href" | "src" => self.address(element, value),
                "style" => self.problem("style dans la page"),
                _ if name.starts_with("on") => self.problem(format!("script dans la page (« {name} »)")),
                _ => {}
            }
        }
    }

    fn id(&mut self, value: &'a str) {
        if value.is_empty() || value.contains(' ') {
            self.problem(format!("identifiant « {value} » mal formé"));
        }
        if !self.facts.ids.insert(value) {
            self.problem(format!("identifiant « {value} » en double"));
        }
    }

    fn address(&mut self, element: &str, value: &'a str) {
        if !is_external(value) {
            self.facts.links.insert(value);
        } else if element != "a" && !value.starts_with("data:") {
            self.problem(format!("ressource extérieure « {value} »"));
        }
    }

    fn finish(mut self) -> Facts<'a> {
        if !self.open.is_empty() {
            let open = self.open.join(", ");
            self.problem(format!("éléments jamais fermés : {open}"));
        }
        if self.first_headings != 1 {
            let count = self.first_headings;
            self.problem(format!("{count} titres de niveau 1"));
        }
        if self.facts.title.is_empty() {
            self.problem("page sans titre");
        }
        self.facts
    }
}
