//! The fields of a card: the énoncé with its marks, the others before and after, those that stayed.

use super::card::{Card, Setting, scenario_count};
use crate::history::{Change, Evolution, FieldChange};
use crate::model::{Field, Requirement, Vocabulary as _};
use crate::quick::HashSet;
use crate::render::marks::is_text;
use crate::render::markup::Markup;

/// The énoncé: marked when it changed, in full when it came or went, folded when it stayed. Both clean texts of a change
/// are always there.
pub(super) fn statement(out: &mut Markup, set: &Setting<'_, '_>, card: &Card<'_>) {
    let change = card.change;
    let field = change.fields.iter().find(|field| field.field == Field::Statement && !field.typographic);
    let both = field.and_then(|field| Some((field.before.as_deref()?, field.after.as_deref()?)));
    if let Some((before, after)) = both {
        return marked(out, set, before, after);
    }
    let text = card.item().map_or("", |item| item.statement.as_str());
    if text.is_empty() {
        return;
    }
    let text = set.site.text(text);
    match change.evolution {
        Evolution::New | Evolution::Reinstated => {
            out.raw("<div class=\"texte enonce\">").html(&text).raw("</div>\n");
        }
        Evolution::Obsolete => {
            out.raw("<details><summary>Dernier énoncé (").text(set.states.0.name);
            out.raw(")</summary><div class=\"texte enonce\">").html(&text).raw("</div></details>\n");
        }
        Evolution::Modified | Evolution::Unchanged => {
            let open = "<details><summary>Énoncé, inchangé</summary><div class=\"texte enonce\">";
            out.raw(open).html(&text).raw("</div></details>\n");
        }
    }
}

fn marked(out: &mut Markup, set: &Setting<'_, '_>, before: &str, after: &str) {
    let marked = set.site.marks.get(before, after);
    if marked.rewritten {
        out.raw("<p class=\"discret v-reecrit\">Texte réécrit (").number(marked.percent as usize);
        out.raw("\u{a0}% de mots communs)\u{a0}: affichage avant et après.</p>\n");
    } else {
        out.raw("<div class=\"texte enonce v-marques\">").html(&marked.html);
        out.raw("</div>\n<details class=\"v-textes\"><summary>Textes avant et après</summary>\n");
    }
    out.raw("<div class=\"avap\"><div class=\"avant\"><p class=\"etiquette\">Avant, ")
        .text(set.states.0.name);
    out.raw("</p><div class=\"texte enonce\">").html(&set.site.text(before));
    out.raw("</div></div><div class=\"apres\"><p class=\"etiquette\">Après, ").text(set.states.1.name);
    out.raw("</p><div class=\"texte enonce\">").html(&set.site.text(after)).raw("</div></div></div>\n");
    out.raw(if marked.rewritten { "" } else { "</details>\n" });
}

/// Opens the cell before, and the cell after: each says which it is where the columns are stacked.
const CELLS: [&str; 2] = ["<td data-titre=\"Avant\">", "<td data-titre=\"Après\">"];

/// The other fields that changed, scenarios and proofs in rows of their own; `label` is the table’s own name on the page.
pub(in crate::render::view) fn others(out: &mut Markup, set: &Setting<'_, '_>, change: &Change, label: &str) {
    if matches!(change.evolution, Evolution::New | Evolution::Obsolete) {
        return;
    }
    let shown = |field: &&FieldChange| field.field != Field::Statement && !field.typographic;
    let mut fields = change.fields.iter().filter(shown).peekable();
    if fields.peek().is_none() {
        return;
    }
    out.raw("<div class=\"tw\" tabindex=\"0\" role=\"region\" aria-label=\"").text(label);
    out.raw("\"><table class=\"champs empile\"><caption>Autres champs modifiés</caption>\n");
    out.raw("<thead><tr><th scope=\"col\">Champ</th><th scope=\"col\">Avant</th>");
    out.raw("<th scope=\"col\">Après</th></tr></thead>\n<tbody>\n");
    for field in fields {
        row(out, set, field);
    }
    out.raw("</tbody></table></div>\n");
}

fn row(out: &mut Markup, set: &Setting<'_, '_>, field: &FieldChange) {
    out.raw("<tr><th scope=\"row\">").raw(field.field.label());
    if let Some(of) = &field.of {
        out.raw(" <span class=\"id\">").text(of.as_str()).raw("</span>");
    }
    out.raw("</th>");
    let texts = field.before.as_deref().zip(field.after.as_deref());
    if let Some((before, after)) = texts.filter(|_| is_text(field.field)) {
        let marked = set.site.marks.get(before, after);
        if !marked.rewritten {
            for (html, cell) in marked.sides.iter().zip(CELLS) {
                out.raw(cell).html(html).raw("</td>");
            }
            out.raw("</tr>\n");
            return;
        }
    }
    if let Some((before, after)) = texts.filter(|_| is_list(field.field)) {
        let lists = [before, after].map(|text| text.split(", ").collect::<Vec<_>>());
        for (side, cell) in CELLS.into_iter().enumerate() {
            out.raw(cell);
            one_list(out, set, field.field, &lists, side);
            out.raw("</td>");
        }
        out.raw("</tr>\n");
        return;
    }
    let sides = [(&field.before, "absent"), (&field.after, "retiré")];
    for ((text, absent), cell) in sides.into_iter().zip(CELLS) {
        out.raw(cell);
        match text {
            Some(text) if is_text(field.field) || field.field == Field::Scenario => {
                out.html(&set.site.text(text))
            }
            Some(text) => out.prose(text),
            None => out.raw("<span class=\"discret\">").raw(absent).raw("</span>"),
        };
        out.raw("</td>");
    }
    out.raw("</tr>\n");
}

/// Whether a field is a list without order, whose marks are whole elements.
fn is_list(field: Field) -> bool {
    matches!(field, Field::Profiles | Field::References | Field::Depends | Field::Wave1 | Field::Pins)
}

/// Elements of one side (0 before, 1 after): what both have, then what only this one has, marked.
fn one_list(out: &mut Markup, set: &Setting<'_, '_>, field: Field, lists: &[Vec<&str>; 2], side: usize) {
    let [before, after] = lists;
    let (own, other) = if side == 0 { (before, after) } else { (after, before) };
    let (open, close) = match side {
        0 => ("<del><span class=\"sr m\">[supprimé\u{a0}: </span>", "<span class=\"sr m\">]</span></del>"),
        _ => ("<ins><span class=\"sr m\">[ajouté\u{a0}: </span>", "<span class=\"sr m\">]</span></ins>"),
    };
    let (kept, marked): (Vec<&str>, Vec<&str>) = own.iter().partition(|one| other.contains(one));
    let (open, close) =
        (|known: bool| if known { "" } else { open }, |known: bool| if known { "" } else { close });
    out.raw("<ul class=\"liste\">");
    for (one, known) in kept.iter().map(|one| (one, true)).chain(marked.iter().map(|one| (one, false))) {
        out.raw("<li>").raw(open(known));
        match field {
            // What went is read where it stood.
            Field::Depends if side == 0 && !known => {
                out.id_of(set.site.entry_in(Some(set.states.0.index), one), one)
            }
            Field::Depends => out.id(set.site, one),
            _ => out.text(one),
        };
        out.raw(close(known)).raw("</li>");
    }
    out.raw("</ul>");
}

/// What stayed, folded; for an item that came, what it asks besides its énoncé.
pub(super) fn unchanged(out: &mut Markup, set: &Setting<'_, '_>, card: &Card<'_>) {
    let change = card.change;
    let Some(item) = card.item() else { return };
    let moved: HashSet<Field> =
        change.fields.iter().filter(|one| !one.typographic).map(|one| one.field).collect();
    let facts = facts(set, item, &card.profiles, &moved);
    if facts.is_empty() {
        return;
    }
    match change.evolution {
        Evolution::Obsolete => return,
        Evolution::New | Evolution::Reinstated => out.raw("<p class=\"discret\">"),
        Evolution::Modified | Evolution::Unchanged => {
            out.raw("<details><summary>").number(facts.len());
            let label = if facts.len() > 1 { " champs inchangés" } else { " champ inchangé" };
            out.raw(label).raw("</summary><p class=\"discret\">")
        }
    };
    for (index, (label, value)) in facts.iter().enumerate() {
        out.raw(if index > 0 { " · " } else { "" }).raw(label).raw("\u{a0}: ").prose(value);
    }
    let folded = matches!(change.evolution, Evolution::Modified | Evolution::Unchanged);
    out.raw(if folded { "</p></details>\n" } else { "</p>\n" });
}

/// Fields that have a value and did not move, the énoncé apart.
fn facts(
    set: &Setting<'_, '_>,
    item: &Requirement,
    profiles: &[String],
    moved: &HashSet<Field>,
) -> Vec<(&'static str, String)> {
    let corpus = set.site.corpus();
    let mut found: Vec<(&'static str, String)> = Vec::new();
    let mut add = |field: Field, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty() && !moved.contains(&field)) {
            found.push((field.label(), value));
        }
    };
    add(Field::Nature, Some(item.nature.label().to_owned()));
    add(Field::Profiles, Some(profiles.join(", ")));
    add(Field::Condition, item.condition.clone());
    add(Field::Scope, item.scope.clone());
    let inside = [Field::Scenario, Field::Prerequisite, Field::Step, Field::Proof, Field::Verification];
    if !inside.iter().any(|field| moved.contains(field)) {
        add(Field::Scenario, scenario_count(item));
    }
    add(Field::References, Some(joined(&item.references)));
    let needed: Vec<&str> = item.depends.iter().map(|link| link.id.as_str()).collect();
    add(Field::Depends, Some(needed.join(", ")));
    add(Field::Section, item.section.as_deref().map(|code| corpus.section_title(code).to_owned()));
    add(Field::Block, item.block.clone());
    add(Field::Function, item.function.clone());
    add(Field::Criticality, item.criticality.map(|value| value.label().to_owned()));
    add(Field::Wave1, Some(item.wave1.join(", ")));
    found
}

fn joined(list: &[impl ToString]) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
