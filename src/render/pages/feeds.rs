//! Atom feeds: one per lane, one for all. An entry per iteration, whose content is what to remember of it, then one per
//! event of status: what it validated, made obsolete or brought back.
//!
//! Ids are `tag:` addresses (RFC 4151): they stay the same wherever the site is served from. Dates are those of the
//! iterations.

use crate::history::{Change, Diff, Evolution};
use crate::model::Status;
use crate::render::site::{Site, State};
use crate::render::typography::{count, push_escaped, push_prose};
use crate::render::view::diff_summary;
use crate::render::{Artifact, Order, RenderError, urls};

/// An entry: what it is about, where it leads, what it says.
struct Entry {
    lane: String,
    state: String,
    /// What happened, and to how many requirements.
    event: Option<(Event, usize)>,
    date: String,
    page: String,
    /// What it says, as markup.
    lines: Vec<String>,
}

/// Requirements an entry names; the others are in the comparison it leads to.
const LISTED: usize = 50;

/// Something that happens to the status of requirements. One entry tells all of an iteration: a reader who follows a lane
/// is told once.
#[derive(Clone, Copy)]
enum Event {
    Validated,
    Obsolete,
    Reinstated,
}

impl Event {
    const ALL: [Event; 3] = [Event::Validated, Event::Obsolete, Event::Reinstated];

    /// Its part of the id of an entry, which never changes.
    fn tag(self) -> &'static str {
        match self {
            Event::Validated => "validees",
            Event::Obsolete => "obsoletes",
            Event::Reinstated => "reintroduites",
        }
    }

    fn title(self, items: usize) -> String {
        let (one, many) = match self {
            Event::Validated => ("exigence validée", "exigences validées"),
            Event::Obsolete => ("exigence obsolète ou retirée", "exigences obsolètes ou retirées"),
            Event::Reinstated => ("exigence réintroduite", "exigences réintroduites"),
        };
        format!("{items} {}", if items < 2 { one } else { many })
    }

    fn concerns(self, change: &Change) -> bool {
        let (before, after) = change.status;
        match self {
            Event::Validated => after == Some(Status::Validated) && before != after,
            Event::Obsolete => change.evolution == Evolution::Obsolete,
            Event::Reinstated => change.evolution == Evolution::Reinstated,
        }
    }
}

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let mut all: Vec<Entry> = Vec::new();
    for lane in &site.corpus().lanes {
        let mut entries: Vec<Entry> = Vec::new();
        for (index, state) in site.states.iter().enumerate().rev().filter(|(_, state)| !state.draft) {
            entries.extend(entry(site, &lane.code, index, state));
            entries.extend(events(site, &lane.code, index, state));
        }
        let title = format!("{} : couloir {}", site.context.settings.manifest.programme, lane.code);
        order.deliver(feed(site, &lane.code, &title, &urls::lane(&lane.code), &entries))?;
        all.extend(entries);
    }
    // Newest first; lanes of an iteration keep the order of the manifest.
    let rank = |name: &str| site.states.iter().position(|state| state.name == name);
    all.sort_by_key(|entry| std::cmp::Reverse(rank(&entry.state)));
    let title = format!("{} : tous les couloirs", site.context.settings.manifest.programme);
    order.deliver(feed(site, "tous", &title, "index.html", &all))
}

fn entry(site: &Site<'_>, code: &str, index: usize, state: &State<'_>) -> Option<Entry> {
    let lane = state.corpus.lane(code)?;
    let (page, lines) = match step(site, code, index) {
        Some((diff, from)) => {
            let answers = site.pair_to(index).map(|pair| pair.answers(Some(code), &site.states));
            let page = urls::diff(Some(code), &from.slug, &state.slug, "html");
            (
                page,
                diff_summary(diff, answers.unwrap_or_default()).iter().map(|line| sentence(line)).collect(),
            )
        }
        None => {
            let total = state.corpus.lane_items(lane).filter(|(_, item)| item.is_live()).count();
            let line = format!("Première itération : {}.", count(total, "exigence"));
            (urls::lane_file(code, &format!("{}.html", state.slug)), vec![sentence(&line)])
        }
    };
    let (lane, state, date) = (code.to_owned(), state.name.to_owned(), state.date?.to_owned());
    Some(Entry { lane, state, event: None, date, page, lines })
}

/// The comparison that leads a lane to a state, and the state it starts from.
fn step<'s>(site: &'s Site<'_>, code: &str, index: usize) -> Option<(&'s Diff, &'s State<'s>)> {
    let pair = site.pair_to(index)?;
    let found = pair.lanes.iter().find(|diff| diff.lane.as_deref() == Some(code))?;
    Some((found, site.states.get(pair.from)?))
}

/// An entry per event that happened, with the requirements it happened to.
fn events(site: &Site<'_>, code: &str, index: usize, state: &State<'_>) -> Vec<Entry> {
    let (Some((diff, from)), Some(date)) = (step(site, code, index), state.date) else { return Vec::new() };
    let told = |event: Event| {
        let changes = diff.changes.iter().filter(|change| event.concerns(change));
        let mut lines: Vec<String> = changes.map(|change| named(site, change)).collect();
        let items = lines.len();
        if items > LISTED {
            lines.truncate(LISTED);
            lines.push(format!("et {}, dans la comparaison", count(items - LISTED, "autre")));
        }
        (items > 0).then(|| Entry {
            lane: code.to_owned(),
            state: state.name.to_owned(),
            event: Some((event, items)),
            date: date.to_owned(),
            page: urls::diff(Some(code), &from.slug, &state.slug, "html"),
            lines,
        })
    };
    Event::ALL.into_iter().filter_map(told).collect()
}

/// A sentence as markup, with its final point.
fn sentence(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    push_prose(&mut out, text);
    if !out.ends_with(['.', '!', '?', '…']) {
        out.push('.');
    }
    out
}

/// The id and the title of a requirement; the id leads to its page when the site has an address.
fn named(site: &Site<'_>, change: &Change) -> String {
    let mut out = String::with_capacity(128);
    let base = site.base_url();
    let entry = site.entry(change.id.as_str()).filter(|entry| entry.key == &change.key);
    let target = base.zip(entry).map(|(base, entry)| format!("{base}{}", entry.href));
    if let Some(target) = &target {
        out.push_str("<a href=\"");
        push_escaped(&mut out, target);
        out.push_str("\">");
    }
    push_escaped(&mut out, change.id.as_str());
    out.push_str(if target.is_some() { "</a> — " } else { " — " });
    push_prose(&mut out, &change.title);
    out
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
        let event = entry.event.map(|(event, items)| format!(" : {}", event.title(items)));
        element(&mut out, "title", &format!("{} {}{}", entry.lane, entry.state, event.unwrap_or_default()));
        let event = entry.event.map(|(event, _)| format!(":{}", event.tag())).unwrap_or_default();
        element(&mut out, "id", &format!("{authority}:{}:{}{event}", tag(&entry.lane), tag(&entry.state)));
        element(&mut out, "updated", &format!("{}T00:00:00Z", entry.date));
        link(&mut out, "alternate", root, &entry.page);
        let mut list = String::from("<ul>");
        for line in &entry.lines {
            list.push_str("<li>");
            list.push_str(line);
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
