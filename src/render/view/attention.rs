//! What deserves a second look before a requirement is applied: signals, open questions, divergences, fragile links.

use crate::model::{Application, Lane, Status};
use crate::render::markup::Markup;
use crate::render::site::{Entry, Site};
use crate::render::typography::count;
use crate::render::urls;

/// Writes one list item per point; nothing when there is none.
pub(super) fn attention(
    out: &mut Markup,
    site: &Site<'_>,
    entry: &Entry<'_>,
    uses: &[(&Lane, &Application)],
) {
    signals(out, site, entry);
    open_question(out, site, entry);
    divergence(out, uses);
    fragile_links(out, site, entry, uses);
}

/// What the last published change did to the obligation.
fn signals(out: &mut Markup, site: &Site<'_>, entry: &Entry<'_>) {
    let life = site.lives.get(entry.key).map(Vec::as_slice).unwrap_or_default();
    let moment = life.iter().find(|moment| moment.state == entry.state);
    let name = site.states.get(entry.state).map_or("", |state| state.name);
    for signal in moment.and_then(|moment| site.change(moment)).into_iter().flat_map(|change| &change.signals)
    {
        out.raw("<li><strong>Signal normatif ").text(&site.names.within(name)).raw("\u{a0}:</strong> ");
        out.prose(&signal.text).raw("</li>\n");
    }
}

/// A requirement still under instruction, and the comments nobody answered yet.
fn open_question(out: &mut Markup, site: &Site<'_>, entry: &Entry<'_>) {
    let comments = site.comments_on(entry.key);
    let open = comments.iter().filter(|(_, comment)| comment.disposition.is_none()).count();
    if open > 0 {
        out.raw("<li><strong>Question ouverte\u{a0}:</strong> <a href=\"#retours\">");
        out.text(&count(open, "retour")).raw(" en cours d’examen</a>.</li>\n");
    } else if entry.item.status == Status::Instruction {
        out.raw("<li><strong>En cours d’instruction\u{a0}:</strong> le texte peut encore changer.</li>\n");
    }
}

/// Lanes that do not state the same thing.
fn divergence(out: &mut Markup, uses: &[(&Lane, &Application)]) {
    let adapted: Vec<&str> =
        uses.iter().filter(|(_, one)| one.variant.is_some()).map(|(lane, _)| lane.code.as_str()).collect();
    if adapted.is_empty() {
        return;
    }
    out.raw("<li><strong>Divergence entre couloirs\u{a0}:</strong> ");
    out.raw(if adapted.len() > 1 { "adaptée dans " } else { "adaptée dans le couloir " });
    for (index, code) in adapted.iter().enumerate() {
        out.raw(if index > 0 { ", " } else { "" }).raw("<a href=\"#couloir-").text(&urls::anchor(code));
        out.raw("\">").text(code).raw("</a>");
    }
    out.raw(".</li>\n");
}

/// Links to what is obsolete, or to versions that are not published.
fn fragile_links(out: &mut Markup, site: &Site<'_>, entry: &Entry<'_>, uses: &[(&Lane, &Application)]) {
    let obsolete = entry
        .item
        .depends
        .iter()
        .filter(|link| site.entry(link.id.as_str()).is_some_and(|target| !target.item.is_live()));
    for link in obsolete {
        out.raw("<li><strong>Dépendance obsolète\u{a0}:</strong> ")
            .item(site, link.id.as_str())
            .raw("</li>\n");
    }
    for link in &entry.item.references {
        let Some(reference) = site.corpus().reference(&link.code) else { continue };
        let mut pending: Vec<&str> = uses
            .iter()
            .flat_map(|(lane, _)| reference.applicable(&lane.code))
            .filter(|name| reference.version(name).is_some_and(|version| !version.is_published()))
            .map(String::as_str)
            .collect();
        pending.sort_by(|a, b| crate::model::natural_order(a, b));
        pending.dedup();
        if !pending.is_empty() {
            out.raw("<li><strong>Référentiel à venir\u{a0}:</strong> ");
            out.open_link(&urls::reference(&link.code)).text(&link.code).raw("</a>, ");
            let names: Vec<String> = pending.iter().map(|name| (*name).to_owned()).collect();
            let (start, end) = if names.len() > 1 {
                ("les versions ", " s’appliquent mais ne sont pas encore publiées.</li>\n")
            } else {
                ("la version ", " s’applique mais n’est pas encore publiée.</li>\n")
            };
            out.raw(start).text(&super::enumeration(&names)).raw(end);
        }
    }
}
