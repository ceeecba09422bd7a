//! What a browser or a reader would find wrong in a set of pages: broken links, ids, headings, structure.
//!
//! Input: the pages, one at a time; output: problems. Run by the tests and, as a safety net, by `remc build`: every page of
//! every site is checked, and none needs a browser for it. Of a page read, digests are kept, not its bytes.

mod read;
mod skim;

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Artifact;
use crate::quick::{HashMap, HashSet, digest};

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

/// How a page is read.
type Reading = fn(&[u8]) -> Facts<'_>;

/// Checks every page to the bone: links that lead somewhere, ids that are unique, titles that differ, no two files that differ
/// by case only, elements closed, headings that do not jump, tables with scope, nothing fetched from elsewhere, no style nor
/// script inside.
pub fn check_pages(artifacts: &[Artifact]) -> Vec<LinkProblem> {
    check(artifacts, read::read)
}

fn check(artifacts: &[Artifact], reading: Reading) -> Vec<LinkProblem> {
    let names: Vec<String> = artifacts.iter().map(Artifact::address).collect();
    let told: Vec<Option<Told>> = artifacts
        .par_iter()
        .zip(&names)
        .map(|(artifact, name)| Told::by(reading, name, &artifact.bytes))
        .collect();
    let files: Vec<(&str, Option<&Told>)> =
        names.iter().map(String::as_str).zip(told.iter().map(Option::as_ref)).collect();
    let by_name: HashMap<&str, &[u8]> =
        files.iter().zip(artifacts).map(|((name, _), artifact)| (*name, artifact.bytes.as_slice())).collect();
    problems(&files, reading, |name| by_name.get(name).map(|bytes| bytes.to_vec()))
}

/// What is left of a page once it was read.
pub(super) struct Told {
    title: u128,
    /// Anchors, with the page they are in.
    anchors: Vec<u128>,
    /// Where its links lead.
    targets: Vec<u128>,
    problems: Vec<String>,
}

impl Told {
    /// Reads a file; `None` when it is no page.
    pub(super) fn of(name: &str, bytes: &[u8]) -> Option<Self> {
        Self::by(skim::skim, name, bytes)
    }

    fn by(reading: Reading, name: &str, bytes: &[u8]) -> Option<Self> {
        name.ends_with(".html").then(|| {
            let Facts { title, ids, links, problems } = reading(bytes);
            Self {
                title: digest(&title),
                anchors: ids.into_iter().map(|id| place(name, id)).collect(),
                targets: links.into_iter().map(|link| target(name, link)).collect(),
                problems,
            }
        })
    }
}

/// What is wrong with the links, ids, titles and names of files already read by [`Told::of`], quick enough for every build; `bytes` gives a page again, to name the links that lead
/// nowhere.
pub(super) fn problems_of(
    files: &[(&str, Option<&Told>)],
    bytes: impl Fn(&str) -> Option<Vec<u8>> + Sync,
) -> Vec<LinkProblem> {
    problems(files, skim::skim, bytes)
}

fn problems(
    files: &[(&str, Option<&Told>)],
    reading: Reading,
    bytes: impl Fn(&str) -> Option<Vec<u8>> + Sync,
) -> Vec<LinkProblem> {
    let mut there: HashSet<u128> = files.iter().map(|(name, _)| place(name, "")).collect();
    there.extend(files.iter().filter_map(|(_, told)| *told).flat_map(|told| &told.anchors));
    let mut problems: Vec<LinkProblem> = files
        .par_iter()
        .filter_map(|(name, told)| Some((*name, (*told)?)))
        .flat_map_iter(|(name, told)| {
            let sound = told.targets.iter().all(|target| there.contains(target));
            let page = if sound { None } else { bytes(name) };
            let mut broken: Vec<String> = page
                .iter()
                .flat_map(|page| reading(page).links)
                .filter(|link| !there.contains(&target(name, link)))
                .map(|link| format!("lien vers « {link} » : la page ou l’ancre n’existe pas"))
                .collect();
            broken.sort_unstable();
            let messages = told.problems.iter().cloned().chain(broken);
            messages.map(|message| LinkProblem { page: name.to_owned(), message }).collect::<Vec<_>>()
        })
        .collect();
    problems.extend(doubles(files));
    problems
}

/// Files that Windows would mix up, and pages with the same title.
fn doubles(files: &[(&str, Option<&Told>)]) -> Vec<LinkProblem> {
    let mut problems = Vec::new();
    let mut folded: BTreeMap<String, &str> = BTreeMap::new();
    for (name, _) in files {
        if let Some(other) = folded.insert(name.to_lowercase(), name) {
            let message = format!("ne se distingue de « {other} » que par la casse");
            problems.push(LinkProblem { page: (*name).to_owned(), message });
        }
    }
    let mut titles: HashMap<u128, &str> = HashMap::default();
    for (name, told) in files.iter().filter_map(|(name, told)| Some((*name, (*told)?))) {
        if let Some(other) = titles.insert(told.title, name) {
            problems
                .push(LinkProblem {
                    page: name.to_owned(), message: format!("même titre que « {other} »")
                });
        }
    }
    problems
}

/// A file, or an anchor of a page.
fn place(file: &str, anchor: &str) -> u128 {
    digest(&(file, anchor))
}

/// Where a link of a page leads. Only pages have anchors.
fn target(page: &str, link: &str) -> u128 {
    let link = unescaped(link);
    let (address, fragment) = link.split_once('#').unwrap_or((&link, ""));
    let path = address.split('?').next().unwrap_or_default();
    let file = if path.is_empty() { Cow::Borrowed(page) } else { resolve(page, path) };
    let anchor = if file.ends_with(".html") { escaped_anchor(fragment) } else { Cow::Borrowed("") };
    place(&file, &anchor)
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

fn is_external(address: &str) -> bool {
    address.starts_with("https://")
        || address.starts_with("http://")
        || address.starts_with("mailto:")
        || address.starts_with("data:")
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
        let found = check(&[page("a.html", body)], skim::skim);
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
