//! User guides, from the Markdown files of `site/guides/`.

use serde::Serialize;

use super::page;
use crate::render::markdown;
use crate::render::site::Site;
use crate::render::typography::Html;
use crate::render::view::Page;
use crate::render::{Order, RenderError};

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
    body: Html,
}

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let mut guides = Vec::new();
    for (name, public, text) in GUIDES {
        let (title, body) = text.split_once('\n').unwrap_or((text, ""));
        let title = title.trim_start_matches("# ");
        let path = format!("guides/{name}.html");
        let head =
            Page::new(&path, title, "guides").crumb("Guides", Some(INDEX.to_owned())).crumb(title, None);
        let body = Html::from_markup(markdown::render_documents(&[body]).concat());
        let guide = Guide { title: Html::prose(title), public, href: path.clone(), body };
        order.deliver(page(site, "guide.html", path, &head, &guide)?)?;
        guides.push(guide);
    }
    let head = Page::new(INDEX, "Guides", "guides").crumb("Guides", None);
    order.deliver(page(site, "guides_index.html", INDEX.to_owned(), &head, &guides)?)
}
