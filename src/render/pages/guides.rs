//! User guides, from the Markdown files of `site/guides/`.

use serde::Serialize;

use super::page;
use crate::render::markdown;
use crate::render::site::Site;
use crate::render::typography::Html;
use crate::render::view::Page;
use crate::render::{Order, RenderError};
use crate::source::hyphenated;

/// Name of the page, whom it is for, and its text, which starts with its title.
const GUIDES: [(&str, &str, &str); 2] = [
    ("repondre", "Pour les éditeurs de logiciel", include_str!("../../../site/guides/repondre.md")),
    ("rediger", "Pour qui rédige les exigences", include_str!("../../../site/guides/rediger.md")),
];

const INDEX: &str = "guides/index.html";

#[derive(Serialize)]
struct Guide {
    title: Html,
    public: &'static str,
    href: String,
    lead: Html,
    parts: Vec<Part>,
}

/// A part of a guide, under a heading that has an address.
#[derive(Serialize)]
struct Part {
    anchor: String,
    title: Html,
    body: Html,
}

impl Part {
    fn new(text: &str) -> Self {
        let (title, body) = text.split_once('\n').unwrap_or((text, ""));
        Self { anchor: hyphenated(title), title: Html::prose(title), body: written(body) }
    }
}

/// Our own text: its addresses start from the folder of the guides.
fn written(text: &str) -> Html {
    Html::from_markup(markdown::render_here(text))
}

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let mut guides = Vec::new();
    for (name, public, text) in GUIDES {
        let (title, body) = text.split_once('\n').unwrap_or((text, ""));
        let title = title.trim_start_matches("# ");
        let path = format!("guides/{name}.html");
        let head =
            Page::new(&path, title, "guides").crumb("Guides", Some(INDEX.to_owned())).crumb(title, None);
        let mut parts = body.split("\n## ");
        let lead = written(parts.next().unwrap_or_default());
        let parts = parts.map(Part::new).collect();
        let guide = Guide { title: Html::prose(title), public, href: path.clone(), lead, parts };
        order.deliver(page(site, "guide.html", path, &head, &guide)?)?;
        guides.push(guide);
    }
    let head = Page::new(INDEX, "Guides", "guides").crumb("Guides", None);
    order.deliver(page(site, "guides_index.html", INDEX.to_owned(), &head, &guides)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_our_guides_are_titles_and_parts() {
        for (name, _, text) in GUIDES {
            let mut code = false;
            for (rank, line) in text.lines().enumerate() {
                code ^= line.starts_with("```");
                let heading = line.starts_with('#');
                assert!(!heading || !code || !line.starts_with("## "), "{name}: {line}");
                assert!(!heading || code || rank == 0 || line.starts_with("## "), "{name}: {line}");
            }
        }
    }
}
