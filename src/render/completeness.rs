//! The completeness report of a file of answers: one page, by itself, for the vendor before the deposit and for whoever
//! receives it. It shows what is public in an answer; the vendor's own notes stay out.

use super::typography::{push_escaped, push_prose};
use crate::conformity::{Answers, Definition, View};

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:1rem;color:#1b1f24;background:#fff}\
table{border-collapse:collapse;width:100%;margin:1rem 0}caption{text-align:left;font-weight:600;padding:.25rem 0}\
th,td{border:1px solid #8b939e;padding:.35rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}\
thead th{background:#e8eefb}.verdict{border:2px solid;padding:.75rem 1rem;font-weight:600}\
.oui{color:#0b5a34;background:#e6f4ec}.non{color:#8a1c4a;background:#fbe9f1}.cadre{overflow-x:auto}\
@media print{body{max-width:none}thead{display:table-header-group}tr{break-inside:avoid}}";

struct Page(String);

impl Page {
    fn raw(&mut self, markup: &str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        push_escaped(&mut self.0, text);
        self
    }

    fn prose(&mut self, text: &str) -> &mut Self {
        push_prose(&mut self.0, text);
        self
    }

    /// A table that scrolls by itself when it is too wide.
    fn table(&mut self, caption: &str, heads: &[&str], rows: impl Fn(&mut Self)) {
        self.raw("<div class=\"cadre\" tabindex=\"0\" role=\"region\" aria-label=\"").prose(caption);
        self.raw("\"><table><caption>").prose(caption).raw("</caption><thead><tr>");
        for head in heads {
            self.raw("<th scope=\"col\">").prose(head).raw("</th>");
        }
        self.raw("</tr></thead><tbody>\n");
        rows(self);
        self.raw("</tbody></table></div>\n");
    }
}

/// The report as one HTML file without script, image or request.
pub fn to_html(answers: &Answers, definition: &Definition, view: &View) -> String {
    let mut page = Page(String::with_capacity(64 << 10));
    let title = format!("Dossier de conformité {}, {}", view.lane, view.iteration);
    page.raw("<!doctype html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\">")
        .raw("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
        .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
        .raw("<title>")
        .prose(&title)
        .raw("</title><style>")
        .raw(STYLE)
        .raw("</style></head>\n<body><main>\n<h1>")
        .prose(&title)
        .raw("</h1>\n<p>Produit\u{a0}: <strong>")
        .text(&answers.product.name)
        .raw(" ")
        .text(&answers.product.version)
        .raw("</strong>. Réponses données jusqu’à ")
        .text(&view.since)
        .raw(".</p>\n");
    verdict(&mut page, view);
    for sentence in &view.summary {
        page.raw("<p>").prose(sentence).raw("</p>\n");
    }
    counts(&mut page, view);
    blockers(&mut page, view);
    items(&mut page, answers, definition, view);
    proofs(&mut page, answers, view);
    page.raw("</main></body></html>\n");
    page.0
}

fn verdict(page: &mut Page, view: &View) {
    let (class, text) = if view.is_complete() {
        ("oui", "Dossier complet\u{a0}: rien ne bloque.".to_owned())
    } else {
        let count = view.blockers.len();
        let s = if count < 2 { "" } else { "s" };
        ("non", format!("Dossier incomplet\u{a0}: {count} point{s} à régler."))
    };
    page.raw("<p class=\"verdict ").raw(class).raw("\">").text(&text).raw("</p>\n");
}

fn counts(page: &mut Page, view: &View) {
    page.raw("<h2>Bilan</h2>\n");
    page.table("Réponses par état", &["État", "Nombre"], |page| {
        for (label, count) in view.counts.states() {
            page.raw("<tr><th scope=\"row\">").prose(label).raw("</th><td>").text(&count.to_string());
            page.raw("</td></tr>\n");
        }
    });
}

fn blockers(page: &mut Page, view: &View) {
    if view.blockers.is_empty() {
        return;
    }
    page.raw("<h2>Ce qui bloque</h2>\n");
    page.table("Points à régler", &["Exigence", "Point"], |page| {
        for one in &view.blockers {
            let name = if one.id.is_empty() { "Dossier" } else { &one.id };
            page.raw("<tr><th scope=\"row\">")
                .text(name)
                .raw("</th><td>")
                .prose(&one.text)
                .raw("</td></tr>\n");
        }
    });
}

fn items(page: &mut Page, answers: &Answers, definition: &Definition, view: &View) {
    page.raw("<h2>Exigences</h2>\n");
    let heads = ["Exigence", "Titre", "État", "Fraîcheur", "Justification"];
    page.table("Réponses aux exigences applicables", &heads, |page| {
        for (item, seen) in
            definition.items.iter().zip(&view.items).filter(|(_, seen)| seen.applies.is_listed())
        {
            let own = answers.answers.get(&item.key);
            let reasons: Vec<&str> = seen.reasons.iter().map(|reason| reason.text.as_str()).collect();
            page.raw("<tr><th scope=\"row\">")
                .text(&item.id)
                .raw("</th><td>")
                .prose(&item.title)
                .raw("</td><td>");
            page.prose(seen.state.map_or("Sans réponse", |state| state.label())).raw("</td><td>");
            page.prose(seen.freshness.map_or("", |freshness| freshness.label()));
            if !reasons.is_empty() {
                page.raw(" (").prose(&reasons.join(", ")).raw(")");
            }
            page.raw("</td><td>").prose(own.map_or("", |answer| answer.justification.as_str()));
            if let Some(planned) = own.map(|answer| &answer.planned).filter(|planned| !planned.is_empty()) {
                page.raw(" Prévue le ").text(planned).raw(".");
            }
            page.raw("</td></tr>\n");
        }
    });
}

fn proofs(page: &mut Page, answers: &Answers, view: &View) {
    if answers.proofs.is_empty() {
        return;
    }
    page.raw("<h2>Preuves fournies</h2>\n");
    let heads = ["N° preuve", "Fichier", "Version", "SHA-256", "Remarque"];
    let orphan = |key: &str| view.orphans.iter().any(|one| one.key == key);
    page.table("Fichiers fournis comme preuves", &heads, |page| {
        for (key, file) in &answers.proofs {
            page.raw("<tr><th scope=\"row\">").text(key).raw("</th><td>").text(&file.file).raw("</td><td>");
            page.text(&file.version).raw("</td><td>").text(&file.sha256).raw("</td><td>");
            page.prose(if orphan(key) { "Plus demandée" } else { "" }).raw("</td></tr>\n");
        }
    });
}
