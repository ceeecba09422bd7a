//! What a page declares and asks for, read as fast as bytes can be.

use memchr::{memchr, memmem};

use super::{Facts, is_external};

/// Reads the ids and links of a page: quotes never stand in its text, so that `="` is always an attribute.
pub(super) fn skim(bytes: &[u8]) -> Facts<'_> {
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
