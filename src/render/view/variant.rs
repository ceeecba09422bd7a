//! What a lane says of a shared requirement otherwise than the others, both sides in sight.

use super::scenario::scenario;
use crate::model::{Application, Lane, Requirement, Vocabulary as _};
use crate::render::markup::Markup;
use crate::render::site::Site;
use crate::render::typography::Html;
use crate::render::urls;

/// Writes the part of the page that says what a lane changes; nothing for a lane that states the item as it is.
pub(super) fn variant(
    out: &mut Markup,
    site: &Site<'_>,
    item: &Requirement,
    lane: &Lane,
    application: &Application,
) {
    let Some(variant) = &application.variant else { return };
    let anchor = format!("couloir-{}", urls::anchor(&lane.code));
    out.raw("<section class=\"variante\" id=\"").text(&anchor).raw("\" aria-labelledby=\"t-").text(&anchor);
    out.raw("\">\n<h2 id=\"t-").text(&anchor).raw("\">Dans le couloir ").text(&lane.code).raw("</h2>\n");
    out.cause(site, &variant.cause);
    if let Some(own) = variant.fields.statement.as_deref() {
        statement(out, site, lane, &item.statement, own);
    }
    fields(out, site, item, lane, application);
    for own in &variant.scenarios {
        scenario(out, site, own, &item.id, "3");
    }
    out.raw("</section>\n");
}

/// The énoncé of all and the énoncé of the lane, with marks unless too little is common.
fn statement(out: &mut Markup, site: &Site<'_>, lane: &Lane, common: &str, own: &str) {
    let marked = site.marks.get(common, own);
    if marked.rewritten {
        out.raw("<p class=\"discret\">Texte réécrit (").number(marked.percent as usize);
        out.raw("\u{a0}% de mots communs)\u{a0}: les deux énoncés, côte à côte.</p>\n");
    }
    let shown = if marked.rewritten { site.text(own) } else { marked.html };
    out.raw(
        "<div class=\"avap\">\n<div><p class=\"etiquette\">Énoncé commun</p><div class=\"texte enonce\">",
    );
    out.html(&site.text(common)).raw("</div></div>\n<div><p class=\"etiquette\">");
    out.raw(if marked.rewritten {
        "Énoncé de "
    } else {
        "Énoncé de ce couloir, mots changés marqués\u{a0}: "
    });
    out.text(&lane.code).raw("</p><div class=\"texte enonce\">").html(&shown).raw("</div></div>\n</div>\n");
}

/// The other fields a lane replaces, in common and in the lane.
fn fields(out: &mut Markup, site: &Site<'_>, item: &Requirement, lane: &Lane, application: &Application) {
    let Some(variant) = &application.variant else { return };
    let own = &variant.fields;
    let section = |code: &str| site.corpus().section_title(code).to_owned();
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    let dropped = variant.without_scenarios.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ");
    let rows = [
        ("Titre", item.title.clone(), own.title.clone()),
        ("Nature", item.nature.label().to_owned(), own.nature.map(|nature| nature.label().to_owned())),
        ("Profil", item.profiles.join(", "), own.profiles.as_ref().map(|profiles| profiles.join(", "))),
        ("Condition", said(&item.condition), own.condition.clone()),
        (
            "Section",
            item.section.as_deref().map(section).unwrap_or_default(),
            own.section.as_deref().map(section),
        ),
        ("Bloc", said(&item.block), own.block.clone()),
        ("Fonction", said(&item.function), own.function.clone()),
        ("Commentaire", said(&item.comment), own.comment.clone()),
        ("Scénarios retirés", String::new(), Some(dropped).filter(|ids| !ids.is_empty())),
    ];
    let mut changed = rows.into_iter().filter_map(|(label, all, own)| Some((label, all, own?))).peekable();
    if changed.peek().is_none() {
        return;
    }
    let code = &lane.code;
    out.raw("<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"Champs propres au couloir ")
        .text(code);
    out.raw("\"><table class=\"champs\"><caption>Champs propres au couloir ").text(code).raw("</caption>\n");
    out.raw("<thead><tr><th scope=\"col\">Champ</th><th scope=\"col\">En commun</th><th scope=\"col\">Dans ");
    out.text(code).raw("</th></tr></thead>\n<tbody>\n");
    for (label, all, own) in changed {
        out.raw("<tr><th scope=\"row\">").raw(label).raw("</th>");
        cell(out, "En commun", &all, |text| site.text(text), label == "Commentaire");
        cell(out, code, &own, |text| site.text(text), label == "Commentaire");
        out.raw("</tr>\n");
    }
    out.raw("</tbody></table></div>\n");
}

fn cell(out: &mut Markup, title: &str, words: &str, written: impl Fn(&str) -> Html, markdown: bool) {
    out.raw("<td data-titre=\"").text(title).raw("\">");
    match words {
        "" => out.raw("—"),
        _ if markdown => out.html(&written(words)),
        _ => out.prose(words),
    };
    out.raw("</td>");
}
