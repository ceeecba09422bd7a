//! Atom feeds: one per lane, one for all. An entry per iteration, whose content is what to remember of it.
//!
//! Ids are `tag:` addresses (RFC 4151): they stay the same wherever the site is served from. Dates are those of the
//! iterations.

use crate::history::Diff;
use crate::render::site::{Site, State};
use crate::render::typography::{count, push_escaped};
use crate::render::view::diff_summary;
use crate::render::{Artifact, RenderError, Wanted, urls};

/// An entry: what it is about, where it leads, what it says.
struct Entry {
    lane: String,
    state: String,
    date: String,
    page: String,
    lines: Vec<String>,
}

pub(super) fn render(site: &Site<'_>, _: Wanted<'_>) -> Result<Vec<Artifact>, RenderError> {
    let mut files = Vec::new();
    let mut all: Vec<Entry> = Vec::new();
    for lane in &site.corpus().lanes {
        let mut entries: Vec<Entry> = Vec::new();
        for (index, state) in site.states.iter().enumerate().filter(|(_, state)| !state.draft) {
            entries.extend(entry(site, &lane.code, index, state));
        }
        entries.reverse();
        let title = format!("{} : couloir {}", site.context.settings.manifest.programme, lane.code);
        files.push(feed(site, &lane.code, &title, &urls::lane(&lane.code), &entries));
        all.extend(entries);
    }
    // Newest first; lanes of an iteration keep the order of the manifest.
    let rank = |name: &str| site.states.iter().position(|state| state.name == name);
    all.sort_by_key(|entry| std::cmp::Reverse(rank(&entry.state)));
    let title = format!("{} : tous les couloirs", site.context.settings.manifest.programme);
    files.push(feed(site, "tous", &title, "index.html", &all));
    Ok(files)
}

fn entry(site: &Site<'_>, code: &str, index: usize, state: &State<'_>) -> Option<Entry> {
    let lane = state.corpus.lane(code)?;
    let pair = site.pair_to(index);
    let diff = pair.and_then(|pair| {
        let found = pair.lanes.iter().find(|diff: &&Diff| diff.lane.as_deref() == Some(code))?;
        Some((found, site.states.get(pair.from)?))
    });
    let (page, lines) = match diff {
        Some((diff, from)) => (urls::diff(Some(code), &from.slug, &state.slug, "html"), diff_summary(diff)),
        None => {
            let total = state.corpus.lane_items(lane).filter(|(_, item)| item.is_live()).count();
            let line = format!("Première itération : {}.", count(total, "exigence"));
            (urls::lane_file(code, &format!("{}.html", state.slug)), vec![line])
        }
    };
    let (lane, state, date) = (code.to_owned(), state.name.to_owned(), state.date?.to_owned());
    Some(Entry { lane, state, date, page, lines })
}

/// Who names things here, and since when: the authority of the ids.
fn authority(site: &Site<'_>) -> String {
    let publication = &site.context.settings.manifest.publication;
    let host = publication.url.as_deref().and_then(|url| {
        let (_, rest) = url.split_once("://")?;
        rest.split(['/', ':', '?', '#']).next()
    });
    let mail = publication.contact.as_deref().and_then(|contact| Some(contact.split_once('@')?.1));
    let domain = host.or(mail).filter(|domain| !domain.is_empty()).unwrap_or("site.invalid");
    let year = site.states.iter().find_map(|state| state.date?.get(..4)).unwrap_or("2022");
    format!("tag:{},{year}", domain.to_ascii_lowercase())
}

fn feed(site: &Site<'_>, name: &str, title: &str, home: &str, entries: &[Entry]) -> Artifact {
    let path = urls::feed(name);
    let base = site.base_url();
    let authority = authority(site);
    let root = base.as_deref().unwrap_or(urls::root_of(&path));
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"fr\">\n",
    );
    element(&mut out, "title", title);
    element(&mut out, "id", &format!("{authority}:{}", tag(name)));
    let newest = entries.first().map_or("1970-01-01", |entry| entry.date.as_str());
    element(&mut out, "updated", &format!("{newest}T00:00:00Z"));
    out.push_str("<author>");
    element(&mut out, "name", &site.context.settings.manifest.programme);
    out.push_str("</author>\n");
    link(&mut out, "alternate", root, home);
    if base.is_some() {
        link(&mut out, "self", root, &path);
    }
    for entry in entries {
        out.push_str("<entry>\n");
        element(&mut out, "title", &format!("{} {}", entry.lane, entry.state));
        element(&mut out, "id", &format!("{authority}:{}:{}", tag(&entry.lane), tag(&entry.state)));
        element(&mut out, "updated", &format!("{}T00:00:00Z", entry.date));
        link(&mut out, "alternate", root, &entry.page);
        let mut list = String::from("<ul>");
        for line in &entry.lines {
            list.push_str("<li>");
            push_escaped(&mut list, line);
            list.push_str("</li>");
        }
        list.push_str("</ul>");
        out.push_str("<content type=\"html\">");
        push_xml(&mut out, &list);
        out.push_str("</content>\n</entry>\n");
    }
    out.push_str("</feed>\n");
    Artifact::new(path, out)
}

/// A name as part of a `tag:` address: what is not allowed there is percent-encoded.
fn tag(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn element(out: &mut String, name: &str, text: &str) {
    out.push_str(&format!("<{name}>"));
    push_xml(out, text);
    out.push_str(&format!("</{name}>\n"));
}

fn link(out: &mut String, relation: &str, root: &str, path: &str) {
    out.push_str(&format!("<link rel=\"{relation}\" href=\""));
    push_xml(out, root);
    push_xml(out, path);
    out.push_str("\"/>\n");
}

/// Escapes a text; XML has no way to write most control characters.
fn push_xml(out: &mut String, text: &str) {
    if text.contains(|character: char| character.is_control()) {
        let kept: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        push_escaped(out, &kept);
    } else {
        push_escaped(out, text);
    }
}
