//! A conformity scenario: its steps, and the table of its proofs.

use crate::model::{ItemId, Proof, Scenario, Vocabulary as _};
use crate::render::markup::Markup;
use crate::render::site::Site;
use crate::render::urls;

/// Other requirements of a shared proof that are named; beyond, they are counted.
const NAMED: usize = 6;

/// Writes a scenario on the page of an item, under a heading of the given level.
pub(crate) fn scenario(
    out: &mut Markup,
    site: &Site<'_>,
    scenario: &Scenario,
    item: &ItemId,
    level: &'static str,
) {
    let id = scenario.id.as_str();
    let anchor = urls::anchor(id);
    out.raw("<section class=\"scenario\" aria-labelledby=\"t-").text(&anchor).raw("\">\n<h").raw(level);
    out.raw(" id=\"t-")
        .text(&anchor)
        .raw("\"><span class=\"id\">")
        .text(id)
        .raw("</span> ")
        .prose(&scenario.title);
    out.raw("</h").raw(level).raw(">\n");
    if !scenario.prerequisite.is_empty() {
        out.raw("<div class=\"prerequis\"><p class=\"etiquette\">Prérequis</p>")
            .html(&site.text(&scenario.prerequisite));
        out.raw("</div>\n");
    }
    if !scenario.steps.is_empty() {
        out.raw("<ol class=\"etapes\">\n");
        for step in &scenario.steps {
            out.raw("<li>").html(&site.text(&step.text));
            if !step.covers.is_empty() {
                out.raw("<p class=\"discret\">Couvre\u{a0}: ").ids(site, &step.covers).raw("</p>");
            }
            for (index, proof) in step.proofs.iter().enumerate() {
                let several = if step.proofs.len() > 1 { "s" } else { "" };
                if index == 0 {
                    out.raw("<p class=\"discret\">Preuve").raw(several).raw("\u{a0}: ");
                } else {
                    out.raw(", ");
                }
                out.text(proof.id.as_str());
            }
            out.raw(if step.proofs.is_empty() { "</li>\n" } else { "</p></li>\n" });
        }
        out.raw("</ol>\n");
    }
    if scenario.all_proofs().next().is_some() {
        proofs(out, site, scenario, item);
    }
    out.raw("</section>\n");
}

fn proofs(out: &mut Markup, site: &Site<'_>, scenario: &Scenario, item: &ItemId) {
    let id = scenario.id.as_str();
    out.raw("<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"Preuves du scénario ").text(id);
    out.raw("\"><table class=\"preuves\"><caption>Preuves du scénario ").text(id);
    out.raw("</caption>\n<thead><tr><th scope=\"col\">N°\u{a0}de preuve</th><th scope=\"col\">Attendu</th>");
    out.raw("<th scope=\"col\">Points de vérification</th></tr></thead>\n<tbody>\n");
    for one in scenario.all_proofs() {
        proof(out, site, one, item);
    }
    out.raw("</tbody></table></div>\n");
}

fn proof(out: &mut Markup, site: &Site<'_>, proof: &Proof, item: &ItemId) {
    out.raw("<tr><th scope=\"row\"><span class=\"id\">").text(proof.id.as_str()).raw("</span></th><td>");
    for (index, kind) in proof.kinds.iter().enumerate() {
        out.raw(if index == 0 { "<p class=\"etiquette\">" } else { " ou " }).text(kind.label());
    }
    out.raw(if proof.kinds.is_empty() { "" } else { "</p>" });
    if !proof.text.is_empty() {
        out.html(&site.text(&proof.text));
    }
    let all = site.uses.proofs.get(proof.id.as_str()).map(Vec::as_slice).unwrap_or_default();
    let others = || all.iter().copied().filter(|one| *one != item);
    match others().count() {
        0 => {}
        few if few <= NAMED => {
            out.raw("<p class=\"discret\">Preuve partagée avec ").ids(site, others()).raw(".</p>");
        }
        many => {
            out.raw("<p class=\"discret\">Preuve partagée avec ").number(many);
            out.raw("\u{a0}autres exigences.</p>");
        }
    }
    out.raw("</td><td>");
    if let Some(points) = &proof.verification {
        out.html(&site.text(&points.0));
    }
    out.raw("</td></tr>\n");
}
