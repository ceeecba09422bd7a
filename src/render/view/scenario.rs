//! A conformity scenario: its steps, and the table of its proofs.

use crate::model::{Proof, Scenario, Vocabulary as _};
use crate::render::markup::Markup;
use crate::render::site::Site;
use crate::render::urls;

/// Writes a scenario under a heading of the given level.
pub(crate) fn scenario(out: &mut Markup, site: &Site<'_>, scenario: &Scenario, level: &'static str) {
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
        proofs(out, site, scenario);
    }
    out.raw("</section>\n");
}

fn proofs(out: &mut Markup, site: &Site<'_>, scenario: &Scenario) {
    let id = scenario.id.as_str();
    out.raw("<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"Preuves du scénario ").text(id);
    out.raw("\"><table class=\"preuves\"><caption>Preuves du scénario ").text(id);
    out.raw("</caption>\n<thead><tr><th scope=\"col\">N°\u{a0}de preuve</th><th scope=\"col\">Attendu</th>");
    out.raw("<th scope=\"col\">Points de vérification</th></tr></thead>\n<tbody>\n");
    for one in scenario.all_proofs() {
        proof(out, site, one);
    }
    out.raw("</tbody></table></div>\n");
}

fn proof(out: &mut Markup, site: &Site<'_>, proof: &Proof) {
    out.raw("<tr><th scope=\"row\"><span class=\"id\">").text(proof.id.as_str()).raw("</span></th><td>");
    for (index, kind) in proof.kinds.iter().enumerate() {
        out.raw(if index == 0 { "<p class=\"etiquette\">" } else { " ou " }).text(kind.label());
    }
    out.raw(if proof.kinds.is_empty() { "" } else { "</p>" });
    if !proof.text.is_empty() {
        out.html(&site.text(&proof.text));
    }
    let others = site.uses.proofs.get(proof.id.as_str()).map_or(0, |items| items.len().saturating_sub(1));
    if others > 0 {
        let several = if others > 1 { "s" } else { "" };
        out.raw("<p class=\"discret\">Preuve partagée avec ").number(others).raw("\u{a0}autre").raw(several);
        out.raw(" exigence").raw(several).raw(".</p>");
    }
    out.raw("</td><td>");
    if let Some(points) = &proof.verification {
        out.html(&site.text(&points.0));
    }
    out.raw("</td></tr>\n");
}
