//! Addresses of the site.
//!
//! Owner: where each page lives and the anchors in it. Addresses are relative to the root of the site and stay valid for
//! ever: a page that was published once is published again.

use crate::io::windows_safe;
use crate::source::fold_accents;

/// File that marks a folder as a site of ours.
pub(crate) const MARKER: &str = "data/v1/index.json";

/// Page of an item.
pub(crate) fn item(id: &str) -> String {
    format!("exigences/{}.html", windows_safe(id))
}

/// Data of an item, beside its page.
pub(crate) fn item_data(id: &str) -> String {
    format!("exigences/{}.json", windows_safe(id))
}

/// Anchor of an item on a page that shows several.
pub(crate) fn anchor(id: &str) -> String {
    windows_safe(id)
}

/// Where every item is listed.
pub(crate) const ITEMS: &str = "exigences/index.html";

/// Where every checklist is.
pub(crate) const CHECKLISTS: &str = "couloirs/index.html";

/// Page of a lane at its published state.
pub(crate) fn lane(code: &str) -> String {
    format!("couloirs/{}/index.html", windows_safe(code))
}

/// File of a lane: a frozen state, the checklist, the DSR.
pub(crate) fn lane_file(code: &str, file: &str) -> String {
    format!("couloirs/{}/{file}", windows_safe(code))
}

/// Workbook of a lane at its published state.
pub(crate) fn workbook(code: &str) -> String {
    lane_file(code, "exigences.xlsx")
}

/// Comparison of two states, of a lane or of everything.
pub(crate) fn diff(lane: Option<&str>, from: &str, to: &str, extension: &str) -> String {
    let folder = lane.map_or_else(|| "tous".to_owned(), windows_safe);
    format!("diffs/{folder}/{from}_{to}.{extension}")
}

/// Page of an iteration, by its slug.
pub(crate) fn iteration(slug: &str) -> String {
    format!("iterations/{slug}.html")
}

/// Page of the comments on an iteration, by its slug.
pub(crate) fn comments(slug: &str) -> String {
    format!("commentaires/{slug}.html")
}

/// Atom feed of a lane, or of all.
pub(crate) fn feed(name: &str) -> String {
    format!("flux/{}.atom", windows_safe(name))
}

/// Anchor of a referential, or of one of its versions.
pub(crate) fn reference_anchor(code: &str, version: Option<&str>) -> String {
    match version {
        Some(version) => format!("{}@{}", windows_safe(code), windows_safe(version)),
        None => windows_safe(code),
    }
}

/// Entry of a referential in the register.
pub(crate) fn reference(code: &str) -> String {
    format!("referentiels/index.html#{}", reference_anchor(code, None))
}

/// The name of an iteration in addresses: without accents, then as safe as a file name.
pub(crate) fn slug(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for character in name.chars() {
        if character.is_ascii() {
            plain.push(if character == ' ' { '-' } else { character });
        } else {
            plain.push_str(&fold_accents(character.encode_utf8(&mut [0; 4])));
        }
    }
    windows_safe(&plain)
}

/// The checklist of a lane to fill, at its published state.
pub(crate) fn checklist(lane: &str) -> String {
    lane_file(lane, "checklist.html")
}

/// The checklist of a lane at an iteration, which stays.
pub(crate) fn frozen_checklist(lane: &str, state: &str) -> String {
    lane_file(lane, &format!("checklist-{state}.html"))
}

/// A value in the query of an address.
pub(crate) fn query(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// What leads from a page back to the root: `../` for each folder.
pub(crate) fn root_of(path: &str) -> &'static str {
    match path.matches('/').count() {
        0 => "",
        1 => "../",
        2 => "../../",
        _ => "../../../",
    }
}
