//! What each external referential that moves touches, lane by lane.

use crate::history::Passage;
use crate::render::compared::{touched, versions};
use crate::render::markup::Markup;
use crate::render::site::Site;
use crate::render::typography::Html;

/// Ids a list shows before it folds.
const SHORT: usize = 12;

/// Every passage to a state, each with its lanes; `None` without any.
pub(super) fn list(site: &Site<'_>, root: &'static str, state: usize, passages: &[Passage]) -> Option<Html> {
    let mut out = Markup::new(root, 1024).reading(state);
    for passage in passages {
        out.raw("<p><span class=\"id\">").text(&passage.code).raw("</span>\u{a0}: <strong>");
        out.prose(&touched(passage.touched())).raw("</strong></p>\n");
        lanes(&mut out, site, passage);
    }
    out.finish().filled()
}

/// What moves in each lane.
pub(super) fn lanes(out: &mut Markup, site: &Site<'_>, passage: &Passage) {
    out.raw("<ul>\n");
    for lane in &passage.lanes {
        out.raw("<li>").text(&lane.lane).raw(" ");
        out.text(&versions(&lane.before)).raw(" → ").text(&versions(&lane.after)).raw("\u{a0}: ");
        out.prose(&touched(lane.touched.len()));
        let long = lane.touched.len() > SHORT;
        out.raw(match lane.touched.len() {
            0 => "",
            _ if long => "<details><summary>Liste</summary><p class=\"ids\">",
            _ => ", ",
        });
        out.ids(site, &lane.touched);
        out.raw(if long { "</p></details>" } else { "" });
        if !lane.held.is_empty() {
            let held = lane.held.len();
            let word = if held > 1 { "restent" } else { "reste" };
            out.raw(" <span class=\"discret\">").number(held).raw(" ").raw(word);
            out.raw(" sur une version exacte\u{a0}: ").ids(site, &lane.held).raw("</span>");
        }
        out.raw("</li>\n");
    }
    out.raw("</ul>\n");
}
