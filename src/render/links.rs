//! What a browser or a reader would find wrong in a set of pages: broken links, ids, headings, structure.
//!
//! Input: artifacts; output: problems. Run by the tests and, as a safety net, by `remc build`: every page of every site is
//! checked, and none needs a browser for it.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::Artifact;

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
struct Facts {
    title: String,
    ids: HashSet<String>,
    links: Vec<String>,
    problems: Vec<String>,
}

/// Checks every page: links lead somewhere, ids are unique, elements are closed, headings do not jump, titles differ, and
/// nothing is fetched from elsewhere.
pub fn check_links(artifacts: &[Artifact]) -> Vec<LinkProblem> {
    let names: Vec<String> =
        artifacts.iter().map(|artifact| artifact.path.to_string_lossy().replace('\\', "/")).collect();
    let pages: Vec<(&str, Facts)> = artifacts
        .par_iter()
        .zip(&names)
        .filter(|(_, name)| name.ends_with(".html"))
        .map(|(artifact, name)| (name.as_str(), read(&artifact.bytes)))
        .collect();
    let by_name: HashMap<&str, &Facts> = pages.iter().map(|(name, facts)| (*name, facts)).collect();
    let files: HashSet<&str> = names.iter().map(String::as_str).collect();
    let mut problems: Vec<LinkProblem> = pages
        .par_iter()
        .flat_map_iter(|(name, facts)| {
            let broken = facts.links.iter().filter_map(|link| broken(name, link, &files, &by_name));
            let messages: Vec<String> = facts.problems.iter().cloned().chain(broken).collect();
            messages.into_iter().map(|message| LinkProblem { page: (*name).to_owned(), message })
        })
        .collect();
    problems.extend(doubles(&names, &pages));
    problems
}

/// Files that Windows would mix up, and pages with the same title.
fn doubles(names: &[String], pages: &[(&str, Facts)]) -> Vec<LinkProblem> {
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
        if let Some(other) = titles.insert(&facts.title, name) {
            problems.push(LinkProblem {
                page: (*name).to_owned(),
                message: format!("même titre que « {other} »"),
            });
        }
    }
    problems
}

fn broken(page: &str, link: &str, files: &HashSet<&str>, pages: &HashMap<&str, &Facts>) -> Option<String> {
    let (address, fragment) =
        link.split_once('#').map_or((link, None), |(address, fragment)| (address, Some(fragment)));
    let path = address.split('?').next().unwrap_or_default();
    let target = if path.is_empty() { page.to_owned() } else { resolve(page, path)? };
    if !files.contains(target.as_str()) {
        return Some(format!("lien vers « {link} » : la page n’existe pas"));
    }
    let fragment = fragment.filter(|fragment| !fragment.is_empty())?;
    let found = pages.get(target.as_str()).is_none_or(|facts| facts.ids.contains(fragment));
    (!found).then(|| format!("lien vers « {link} » : l’ancre n’existe pas"))
}

/// The file a relative address leads to; one that leaves the site leads nowhere.
fn resolve(page: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Some(format!("../{path}"));
                }
            }
            other => parts.push(other),
        }
    }
    Some(parts.join("/"))
}

/// Elements that have no end.
const VOID: [&str; 8] = ["meta", "link", "br", "hr", "img", "input", "rect", "wbr"];

/// Reads a page tag by tag.
fn read(bytes: &[u8]) -> Facts {
    let mut facts = Facts::default();
    let Ok(text) = std::str::from_utf8(bytes) else {
        facts.problems.push("la page n’est pas en UTF-8".to_owned());
        return facts;
    };
    let mut reader = Reader { facts, open: Vec::new(), heading: 0, first_headings: 0, in_table: Vec::new() };
    if !text.starts_with("<!doctype html>\n<html lang=\"fr\">") {
        reader.problem("la page ne commence pas par un document HTML en français");
    }
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let tail = rest.get(at..).unwrap_or_default();
        let Some(end) = tag_end(tail) else {
            reader.problem("balise sans fin");
            break;
        };
        let (tag, next) = tail.split_at(end);
        rest = next;
        reader.tag(tag, next);
    }
    reader.finish()
}

/// Where a tag ends, quoted values skipped.
fn tag_end(tail: &str) -> Option<usize> {
    let mut quoted = false;
    for (index, byte) in tail.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return Some(index + 1),
            _ => {}
        }
    }
    None
}

struct Reader {
    facts: Facts,
    open: Vec<String>,
    heading: u8,
    first_headings: usize,
    /// For each open table, whether it has a caption.
    in_table: Vec<bool>,
}

impl Reader {
    fn problem(&mut self, message: impl Into<String>) {
        self.facts.problems.push(message.into());
    }

    fn tag(&mut self, tag: &str, after: &str) {
        let inner = tag.trim_start_matches('<').trim_end_matches('>');
        if inner.starts_with('!') {
            return;
        }
        if let Some(name) = inner.strip_prefix('/') {
            return self.close(name.trim());
        }
        let name = inner.split([' ', '\n', '/']).next().unwrap_or_default().to_owned();
        self.attributes(&name, inner);
        match name.as_str() {
            "title" => self.facts.title = after.split("</title>").next().unwrap_or_default().to_owned(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(&name),
            "table" => self.in_table.push(false),
            "caption" => {
                if let Some(captioned) = self.in_table.last_mut() {
                    *captioned = true;
                }
            }
            "th" if !inner.contains("scope=") => self.problem("en-tête de tableau sans portée"),
            _ => {}
        }
        if !inner.ends_with('/') && !VOID.contains(&name.as_str()) {
            self.open.push(name);
        }
    }

    fn close(&mut self, name: &str) {
        match self.open.pop() {
            Some(open) if open == name => {}
            Some(open) => self.problem(format!("« </{name}> » ferme « <{open}> »")),
            None => self.problem(format!("« </{name}> » sans ouverture")),
        }
        if name == "table" {
            self.in_table.pop();
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

    fn attributes(&mut self, name: &str, inner: &str) {
        for (attribute, value) in pairs(inner) {
            match attribute {
                "id" => {
                    if value.is_empty() || value.contains(' ') {
                        self.problem(format!("identifiant « {value} » mal formé"));
                    }
                    if !self.facts.ids.insert(unescaped(value)) {
                        self.problem(format!("identifiant « {value} » en double"));
                    }
                }
                "href" | "src" => self.address(name, &unescaped(value)),
                "style" => self.problem("style dans la page"),
                _ if attribute.starts_with("on") => {
                    self.problem(format!("script dans la page (« {attribute} »)"))
                }
                _ => {}
            }
        }
    }

    fn address(&mut self, name: &str, value: &str) {
        let external = value.contains("://") || value.starts_with("mailto:") || value.starts_with("data:");
        if !external {
            self.facts.links.push(value.to_owned());
        } else if name != "a" && !value.starts_with("data:") {
            self.problem(format!("ressource extérieure « {value} »"));
        }
    }

    fn finish(mut self) -> Facts {
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

/// Attributes of a tag, with the values as written.
fn pairs(inner: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = inner;
    while let Some(at) = rest.find("=\"") {
        let (before, after) = rest.split_at(at);
        let name = before.rsplit([' ', '\n']).next().unwrap_or_default();
        let value = after.get(2..).unwrap_or_default();
        let end = value.find('"').unwrap_or(value.len());
        found.push((name, value.get(..end).unwrap_or_default()));
        rest = value.get(end + 1..).unwrap_or_default();
    }
    found
}

fn unescaped(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    value
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
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
        check_links(pages).into_iter().map(|problem| problem.message).collect()
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
            ("<h1>t</h1><a href=\"#nulle\">n</a>", "l’ancre n’existe pas"),
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
