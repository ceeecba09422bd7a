//! Addresses that must stay valid for ever, and the file that remembers them.
//!
//! Owner of the format of `urls.lock`: a comment line, then one line per address, followed by its anchors, all separated by
//! spaces and sorted. Only what readers may point at enters it: pages and data, and anchors of requirements in frozen
//! pages, of iterations, comments and versions of referentials. Assets, downloads and the anchors of parts of a page
//! may come and go.

use std::collections::{BTreeMap, BTreeSet};

use super::site::Site;
use super::urls;
use crate::quick::HashSet;

/// First line of the file.
const HEAD: &str =
    "# remc/urls@1 : adresses publiées, écrites par « remc build --public ». À conserver avec les sources.";

/// Published addresses, and the anchors of each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addresses(BTreeMap<String, BTreeSet<String>>);

impl Addresses {
    /// Reads `urls.lock`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for line in lines {
            let mut words = line.split_whitespace().map(str::to_owned);
            if let Some(address) = words.next() {
                all.entry(address).or_default().extend(words);
            }
        }
        Self(all)
    }

    /// Writes `urls.lock`.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::from(HEAD);
        out.push('\n');
        for (address, anchors) in &self.0 {
            out.push_str(address);
            for anchor in anchors {
                out.push(' ');
                out.push_str(anchor);
            }
            out.push('\n');
        }
        out
    }

    /// Addresses of `self` that `now` no longer has, in order.
    #[must_use]
    pub fn vanished(&self, now: &Self) -> Vec<String> {
        let mut gone = Vec::new();
        for (address, anchors) in &self.0 {
            match now.0.get(address) {
                None => gone.push(address.clone()),
                Some(kept) => {
                    gone.extend(anchors.difference(kept).map(|anchor| format!("{address}#{anchor}")))
                }
            }
        }
        gone
    }

    /// The addresses of a site, from its files and the lasting anchors of each.
    pub(super) fn of(files: impl Iterator<Item = (String, BTreeSet<String>)>) -> Self {
        let lasting = |path: &str| !path.starts_with("assets/") && !path.starts_with("telechargements/");
        Self(files.filter(|(path, _)| lasting(path)).collect())
    }
}

/// Anchors that last, by what they name.
pub(super) struct Lasting {
    items: HashSet<String>,
    iterations: HashSet<String>,
    others: HashSet<String>,
    frozen: HashSet<String>,
}

impl Lasting {
    pub(super) fn of(site: &Site<'_>) -> Self {
        let comments = site.latest().comments.iter().flat_map(|round| &round.comments);
        let references = site.corpus().references.iter().flat_map(|reference| {
            let versions = reference.versions.iter().map(|version| Some(version.name.as_str()));
            versions.chain([None]).map(|version| urls::reference_anchor(&reference.code, version))
        });
        let published = || site.states.iter().filter(|state| !state.draft);
        Self {
            items: site
                .entries
                .iter()
                .map(|entry| entry.anchor.clone())
                .chain(site.tombstones.iter().map(|(id, _)| urls::anchor(id.as_str())))
                .collect(),
            iterations: published().map(|state| state.slug.to_ascii_lowercase()).collect(),
            others: comments.map(|comment| urls::anchor(&comment.id)).chain(references).collect(),
            frozen: published().map(|state| format!("/{}.html", state.slug)).collect(),
        }
    }

    /// The lasting anchors of a page.
    pub(super) fn anchors(&self, path: &str, bytes: &[u8]) -> BTreeSet<String> {
        let folder = path.split('/').next().unwrap_or_default();
        let file = path.rfind('/').and_then(|at| path.get(at..)).unwrap_or_default();
        let kept = match folder {
            "exigences" if file != "/index.html" => &self.iterations,
            "couloirs" if self.frozen.contains(file) => &self.items,
            "diffs" if file != "/index.html" => &self.items,
            "commentaires" | "referentiels" => &self.others,
            _ => return BTreeSet::new(),
        };
        let Ok(text) = std::str::from_utf8(bytes) else { return BTreeSet::new() };
        let ids = text.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next());
        ids.filter(|id| path.ends_with(".html") && kept.contains(*id)).map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_vanishes_is_named() {
        let before = Addresses::parse("# x\na.html it1 it2\nb.html\n\nc.html\n");
        let now = Addresses::parse("a.html it2 it3\r\nb.html\nd.html\n");
        assert_eq!(before.vanished(&now), ["a.html#it1", "c.html"]);
        assert_eq!(now.vanished(&now), Vec::<String>::new());
        assert_eq!(Addresses::parse(&before.to_text()), before);
    }
}
