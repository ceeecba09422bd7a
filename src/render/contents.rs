//! The list of the parts of a long page, under its title.
//!
//! Input: a page, written; output: the same page with a folded list of its headings of level 2, when there are enough of
//! them and the page has no list of its own.

use memchr::memmem;

/// How many headings make a list worth its place.
const ENOUGH: usize = 4;

/// Adds the list to a page that deserves one.
pub(crate) fn add(page: &mut Vec<u8>) {
    let Some(main) = memmem::find(page, b"<main") else { return };
    let body = page.get(main..).unwrap_or_default();
    let body = body.get(..memmem::rfind(body, b"</main>").unwrap_or(body.len())).unwrap_or_default();
    if memmem::find(body, b"class=\"sommaire\"").is_some() {
        return;
    }
    let (Some(list), Some(at)) = (list(body), place(body)) else { return };
    page.splice(main + at..main + at, list.into_bytes());
}

/// The list of the headings that have an address.
fn list(body: &[u8]) -> Option<String> {
    const OPEN: &[u8] = b"<h2 id=\"";
    let mut items = String::new();
    let mut count = 0;
    for at in memmem::find_iter(body, OPEN) {
        let rest = body.get(at + OPEN.len()..)?;
        let end = memmem::find(rest, b"</h2>")?;
        let heading = std::str::from_utf8(rest.get(..end)?).ok()?;
        let (id, rest) = heading.split_once('"')?;
        let (_, inside) = rest.split_once('>')?;
        items.push_str("<li><a href=\"#");
        items.push_str(id);
        items.push_str("\">");
        push_words(&mut items, inside);
        items.push_str("</a></li>\n");
        count += 1;
    }
    (count >= ENOUGH).then(|| {
        format!("\n<nav class=\"sommaire\" aria-label=\"Sur cette page\"><details><summary>Sur cette page</summary><ul>\n{items}</ul></details></nav>")
    })
}

/// The words of a heading, without its markup.
fn push_words(out: &mut String, inside: &str) {
    for part in inside.split('<') {
        let words = part.split_once('>').map_or(part, |(_, words)| words);
        out.push_str(words);
    }
    out.truncate(out.trim_end().len());
}

/// Where the list goes: after the title and the lines under it.
fn place(body: &[u8]) -> Option<usize> {
    const LINES: [&[u8]; 3] = [b"<p class=\"chapeau\"", b"<p class=\"bs\"", b"<p class=\"entete\""];
    let mut at = memmem::find(body, b"</h1>")? + b"</h1>".len();
    loop {
        let rest = body.get(at..)?;
        let under = rest.trim_ascii_start();
        if !LINES.iter().any(|line| under.starts_with(line)) {
            return Some(at);
        }
        at += memmem::find(rest, b"</p>")? + b"</p>".len();
    }
}

#[cfg(test)]
mod tests {
    fn added(body: &str) -> String {
        let mut page = format!("<body><main>{body}</main></body>").into_bytes();
        super::add(&mut page);
        String::from_utf8(page).unwrap()
    }

    #[test]
    fn a_long_page_lists_its_parts_under_its_title() {
        let parts: String = (1..=4)
            .map(|part| {
                format!("<h2 id=\"p{part}\">Partie <b>{part}</b> <span class=\"discret\">(2)</span></h2>")
            })
            .collect();
        let page = added(&format!("<h1>Titre</h1>\n<p class=\"chapeau\">Sous-titre</p>{parts}"));
        let (_, rest) = page.split_once("Sous-titre</p>\n<nav class=\"sommaire\"").unwrap();
        assert!(rest.contains("<li><a href=\"#p2\">Partie 2 (2)</a></li>"), "{page}");
        let own = format!("<h1>Titre</h1><nav class=\"sommaire\"></nav>{parts}");
        assert_eq!(added(&own), format!("<body><main>{own}</main></body>"));
    }

    #[test]
    fn a_short_page_is_left_as_it_is() {
        for body in
            ["", "<h1>T</h1>", "<h1>T</h1><h2 id=\"a\">A</h2><h2>B</h2><h2>C</h2><h2>D</h2>", "<h2 id=\"a"]
        {
            assert_eq!(added(body), format!("<body><main>{body}</main></body>"));
        }
    }
}
