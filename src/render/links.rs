//! What a browser or a reader would find wrong in a set of pages: broken links, ids, headings, structure.
//!
//! Input: artifacts; output: problems. Run by the tests and, as a safety net, by `remc build`: every page of every site is
//! checked, and none needs a browser for it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use memchr::{memchr, memmem};
use rayon::prelude::*;

use super::Artifact;
use crate::quick::{HashMap, HashSet};

/// Something wrong in a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkProblem {
    /// The page.
    pub page: String,
    /// What is wrong, in French.
    pub message: String,
}

/// What one page declares and asks for.
#[derive(Default)]
struct Facts<'a> {
    title: &'a str,
    ids: HashSet<&'a str>,
    /// Each address once, as written.
    links: HashSet<&'a str>,
    problems: Vec<String>,
}

/// Checks the links of every page: they lead somewhere, ids are unique, titles differ, no two files differ by case only.
/// Quick enough for every build.
pub fn check_links(artifacts: &[Artifact]) -> Vec<LinkProblem> {
    check(artifacts, skim)
}

/// Checks every page to the bone: links as [`check_links`] does, elements closed, headings that do not jump, tables with
/// scope, nothing fetched from elsewhere, no style nor script inside.
pub fn check_pages(artifacts: &[Artifact]) -> Vec<LinkProblem> {
    check(artifacts, read)
}

fn check(artifacts: &[Artifact], read: fn(&[u8]) -> Facts<'_>) -> Vec<LinkProblem> {
    let names: Vec<String> =
        artifacts.iter().map(|artifact| artifact.path.to_string_lossy().replace('\\', "/")).collect();
    let pages: Vec<(&str, Facts<'_>)> = artifacts
        .par_iter()
        .zip(&names)
        .filter(|(_, name)| name.ends_with(".html"))
        .map(|(artifact, name)| (name.as_str(), read(&artifact.bytes)))
        .collect();
    let by_name: HashMap<&str, &Facts<'_>> = pages.iter().map(|(name, facts)| (*name, facts)).collect();
    let files: HashSet<&str> = names.iter().map(String::as_str).collect();
    let mut problems: Vec<LinkProblem> = pages
        .par_iter()
        .flat_map_iter(|(name, facts)| {
            let mut links: Vec<&str> = Vec::new();
            for link in facts.links.iter().filter(|link| !leads_somewhere(name, link, &files, &by_name)) {
                links.push(link);
            }
            links.sort_unstable();
            let broken = links
                .into_iter()
                .map(|link| format!("lien vers « {link} » : la page ou l’ancre n’existe pas"));
            let messages: Vec<String> = facts.problems.iter().cloned().chain(broken).collect();
            messages.into_iter().map(|message| LinkProblem { page: (*name).to_owned(), message })
        })
        .collect();
    problems.extend(doubles(&names, &pages));
    problems
}

/// Files that Windows would mix up, and pages with the same title.
fn doubles(names: &[String], pages: &[(&str, Facts<'_>)]) -> Vec<LinkProblem> {
    let mut problems = Vec::new();
    let mut folded: BTreeMap<String, &str> = BTreeMap::new();
    for name in names {
        if let Some(other) = folded.insert(name.to_lowercase(), name) {
            let message = format!("ne se distingue de « {other} » que par la casse");
            problems.push(LinkProblem { page: name.clone(), message });
        }
    }
    let mut titles: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, facts) in pages {
        if let Some(other) = titles.insert(facts.title, name) {
            problems.push(LinkProblem {
                page: (*name).to_owned(),
                message: format!("même titre que « {other} »"),
            });
        }
    }
    problems
}

/// Whether a link of a page leads to a file, and to an anchor that is there.
fn leads_somewhere(page: &str, link: &str, files: &HashSet<&str>, pages: &HashMap<&str, &Facts<'_>>) -> bool {
    let link = unescaped(link);
    let (address, fragment) =
        link.split_once('#').map_or((&*link, ""), |(address, fragment)| (address, fragment));
    let path = address.split('?').next().unwrap_or_default();
    let target = if path.is_empty() { Cow::Borrowed(page) } else { resolve(page, path) };
    let anchored = |facts: &&Facts<'_>| facts.ids.contains(&*escaped_anchor(fragment));
    files.contains(&*target) && (fragment.is_empty() || pages.get(&*target).is_none_or(anchored))
}

/// The file a relative address leads to; an address out of the site is kept as it is.
fn resolve<'l>(page: &str, path: &'l str) -> Cow<'l, str> {
    let mut below = path;
    let mut up = 0;
    while let Some(rest) = below.strip_prefix("../") {
        below = rest;
        up += 1;
    }
    let depth = page.bytes().filter(|byte| *byte == b'/').count();
    if up == depth && !below.contains("./") {
        return Cow::Borrowed(below);
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none() => return Cow::Owned(format!("../{path}")),
            ".." => {}
            other => parts.push(other),
        }
    }
    Cow::Owned(parts.join("/"))
}

/// Anchors are compared as written in pages.
fn escaped_anchor(fragment: &str) -> Cow<'_, str> {
    if fragment.contains(['&', '<', '>', '"', '\'']) {
        Cow::Owned(super::typography::escaped(fragment))
    } else {
        Cow::Borrowed(fragment)
    }
}

/// Elements that have no end.
const VOID: [&str; 8] = ["meta", "link", "br", "hr", "img", "input", "rect", "wbr"];

/// Reads the ids and links of a page: quotes never stand in its text, so that `="` is always an attribute.
fn skim(bytes: &[u8]) -> Facts<'_> {
    let text = |part| std::str::from_utf8(part).unwrap_or_default();
    let mut facts = Facts { title: text(title(bytes).unwrap_or_default()), ..Facts::default() };
    let mut rest = bytes;
    while let Some(at) = memchr(b'=', rest) {
        let (before, after) = rest.split_at(at);
        // Most attributes are told apart by their last letter alone.
        let kind = match before.last() {
            Some(b'd') if before.ends_with(b" id") => Kind::Id,
            Some(b'f') if before.ends_with(b" href") => Kind::Address,
            Some(b'c') if before.ends_with(b" src") => Kind::Address,
            _ => Kind::Other,
        };
        let Some(value) = after.strip_prefix(b"=\"").filter(|_| kind != Kind::Other) else {
            rest = after.get(1..).unwrap_or_default();
            continue;
        };
        let end = memchr(b'"', value).unwrap_or(value.len());
        let (value, next) = value.split_at(end);
        rest = next;
        let value = text(value);
        if kind == Kind::Id {
            if !facts.ids.insert(value) {
                facts.problems.push(format!("identifiant « {value} » en double"));
            }
        } else if !is_external(value) {
            facts.links.insert(value);
        }
    }
    facts
}

/// What the title element holds.
fn title(page: &[u8]) -> Option<&[u8]> {
    let start = memmem::find(page, b"<title>")? + b"<title>".len();
    let title = page.get(start..)?;
    title.get(..memchr(b'<', title)?)
}

/// What an attribute is to a link checker.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Id,
    Address,
    Other,
}

fn is_external(address: &str) -> bool {
    address.starts_with("https://")
        || address.starts_with("http://")
        || address.starts_with("mailto:")
        || address.starts_with("data:")
}

/// Reads a page tag by tag.
fn read(bytes: &[u8]) -> Facts<'_> {
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

fn unescaped(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let plain = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    Cow::Owned(plain.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str, body: &str) -> Artifact {
        let html = format!(
            "<!doctype html>\n<html lang=\"fr\"><head><title>{path}</title></head><body>{body}</body></html>"
        );
        Artifact::new(path, html)
    }

    fn messages(pages: &[Artifact]) -> Vec<String> {
        check_pages(pages).into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn skimming_finds_links_and_ids() {
        let body =
            "<h1 id=\"a\">t = u</h1><p id=\"a\"><a class=\"x\" href=\"#b\">b</a><a href=\"n.html\">n</a></p>";
        let found = check_links(&[page("a.html", body)]);
        assert_eq!(found.len(), 3, "{found:?}");
    }

    #[test]
    fn sound_pages_pass() {
        let first =
            page("a/b.html", "<h1 id=\"x\">t</h1><a href=\"../c.html?q=1#y\">c</a><a href=\"#x\">x</a>");
        let second = page("c.html", "<h1>t</h1><p id=\"y\">p<br></p><a href=\"https://exemple.fr\">e</a>");
        assert_eq!(messages(&[first, second]), Vec::<String>::new());
    }

    #[test]
    fn faults_are_named() {
        let faults = [
            ("<h1>t</h1><a href=\"nulle.html\">n</a>", "n’existe pas"),
            ("<h1>t</h1><a href=\"#nulle\">n</a>", "ancre n’existe pas"),
            ("<h1>t</h1><a href=\"../dehors.html\">n</a>", "n’existe pas"),
            ("<h1 id=\"a\">t</h1><p id=\"a\"></p>", "en double"),
            ("<h1>t</h1><h3>t</h3>", "niveau 3 après un niveau 1"),
            ("<p>t</p>", "0 titres de niveau 1"),
            ("<h1>t</h1><p><em>t</p></em>", "ferme"),
            ("<h1>t</h1><img src=\"https://ailleurs.fr/x.png\">", "ressource extérieure"),
            ("<h1>t</h1><p style=\"color:red\">t</p>", "style dans la page"),
            ("<h1>t</h1><table><tr><th>t</th></tr></table>", "sans portée"),
        ];
        for (body, expected) in faults {
            let found = messages(&[page("a.html", body)]);
            assert!(found.iter().any(|message| message.contains(expected)), "{body} : {found:?}");
        }
    }
}
