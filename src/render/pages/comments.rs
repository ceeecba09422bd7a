//! Comments received, one page per iteration, and their index.

use super::page;
use crate::render::site::Site;
use crate::render::view::{CommentsView, Page};
use crate::render::{Order, RenderError, urls};

pub(super) fn render(site: &Site<'_>, order: &Order<'_>) -> Result<(), RenderError> {
    let rounds = &site.latest().comments;
    let index = "commentaires/index.html";
    let views: Vec<CommentsView> = rounds.iter().map(|round| CommentsView::new(site, "../", round)).collect();
    let head = Page::new(index, "Retours des éditeurs", "commentaires").crumb("Retours des éditeurs", None);
    order.deliver(page(site, "comments_index.html", index.to_owned(), &head, &views)?)?;
    for (round, view) in rounds.iter().zip(&views) {
        let path = urls::comments(&urls::slug(&round.iteration));
        let title = format!("Retours des éditeurs sur {}", site.names.full(&round.iteration));
        let head = Page::new(&path, &title, "commentaires")
            .crumb("Retours des éditeurs", Some(index.to_owned()))
            .crumb(site.names.bare(&round.iteration), None);
        order.deliver(page(site, "comments.html", path, &head, view)?)?;
    }
    Ok(())
}
